// Losses that are content once the right score is ahead by a margin.
import {
  any,
  eq,
  gather,
  ge,
  iota,
  logicalAnd,
  logicalNot,
  logSigmoid,
  lt,
  min,
  ne,
  relu,
  softplus,
  squeeze,
  unsqueeze,
  where,
} from "../mini.ts";
import type { Tensor } from "../mini.ts";
import {
  knownElements,
  labelError,
  needElements,
  needEqualShapes,
  needFloat,
  needNumber,
  needSameShape,
  needShape,
  optionError,
  targetDTypeError,
  targetShapeError,
} from "./errors.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

const isSign = (v: number): boolean => v === 1 || v === -1;

/** What `hinge` may be told. */
export interface HingeOptions extends LossOptions {
  /** Square what is missing. */
  readonly squared?: boolean;
}

/**
 * Hinge loss of support vector machines: mean max(0, 1 − y · x).
 * @param output scores x, any shape
 * @param target y, 1 or −1; the same shape
 * @example
 * hinge(tensor([2, 0.5, -1]), tensor([1, 1, 1])).item() // 0.8333333
 */
export function hinge(output: Tensor, target: Tensor, { squared = false, ...options }: HingeOptions = {}): Tensor {
  needFloat("hinge", "output", output);
  needSameShape("hinge", output, target);
  needElements("hinge", "target", target, isSign, "1 or -1");
  const each = relu(output.mul(castTo(target, output.dtype)).neg().add(1));
  return reduced("hinge", squared ? each.mul(each) : each, options);
}

/** What losses with a margin may be told. */
export interface MarginOptions extends LossOptions {
  readonly margin?: number;
}

/**
 * Distances x of pairs that belong together (y = 1) count as they are, others (y = −1) by what they lack of the margin: mean x, or
 * max(0, margin − x).
 * @param margin 1 unless told
 * @example
 * hingeEmbedding(tensor([0.5, 0.25]), tensor([1, -1]), { reduction: "none" }).toArray() // [0.5, 0.75]
 */
export function hingeEmbedding(output: Tensor, target: Tensor, { margin = 1, ...options }: MarginOptions = {}): Tensor {
  needFloat("hingeEmbedding", "output", output);
  needSameShape("hingeEmbedding", output, target);
  needNumber("hingeEmbedding", "margin", margin);
  const far = where(ne(target, 1), relu(output.neg().add(margin)), 0);
  return reduced("hingeEmbedding", far.add(where(ne(target, -1), output, 0)), options);
}

/**
 * Logistic loss of signs: mean ln (1 + e^(−y · x)), y = 1 or −1.
 * @example
 * softMargin(tensor([0, 2]), tensor([1, -1]), { reduction: "none" }).toArray() // [0.6931472, 2.126928]
 */
export function softMargin(output: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  needFloat("softMargin", "output", output);
  needSameShape("softMargin", output, target);
  needElements("softMargin", "target", target, isSign, "1 or -1");
  return reduced("softMargin", softplus(output.mul(castTo(target, output.dtype)).neg()), options);
}

/**
 * Order of pairs: mean max(0, −y · (first − second) + margin): y = 1 if the first shall be larger, −1 if the second.
 * @param margin 0 unless told
 * @example
 * marginRanking(tensor([1, 1]), tensor([0, 3]), tensor([1, 1])).item() // 1
 */
export function marginRanking(first: Tensor, second: Tensor, target: Tensor, { margin = 0, ...options }: MarginOptions = {}): Tensor {
  needFloat("marginRanking", "first", first);
  needEqualShapes("marginRanking", { first, second, target });
  needNumber("marginRanking", "margin", margin);
  const ahead = first.sub(second).mul(castTo(target, first.dtype));
  return reduced("marginRanking", relu(ahead.neg().add(margin)), options);
}

/** What `multiMargin` may be told. */
export interface MultiMarginOptions extends MarginOptions {
  /** Exponent of what is missing: 1 or 2. */
  readonly p?: 1 | 2;
  /** A weight for each class, [C]. */
  readonly weight?: Tensor;
}

/**
 * Hinge loss of several classes: Σ over i ≠ y of max(0, margin − x[y] + x[i])^p / C, of each sample. Crammer and Singer 2001.
 * @param output scores [N, C] or [C]
 * @param target class numbers [N] or a scalar
 * @param margin 1 unless told
 * @example
 * multiMargin(tensor([[0.1, 0.2, 0.4, 0.8]]), tensor([3], { dtype: "i32" })).item() // 0.325
 */
export function multiMargin(output: Tensor, target: Tensor, { p = 1, margin = 1, weight, ...options }: MultiMarginOptions = {}): Tensor {
  needFloat("multiMargin", "output", output);
  if (p !== 1 && p !== 2) throw optionError("multiMargin", "p", "1 or 2", p);
  needNumber("multiMargin", "margin", margin);
  const rank = output.shape.length;
  const classes = output.shape[rank - 1];
  const fits = target.shape.length === rank - 1 && (rank === 1 || target.shape[0] === output.shape[0]);
  if (classes === undefined || rank > 2 || !fits) throw targetShapeError("multiMargin", output.shape, target.shape);
  if (target.dtype !== "i32" && target.dtype !== "u8") throw targetDTypeError("multiMargin", target.dtype);
  if (weight) needShape("multiMargin", "weight", weight, [classes], "one number a class");
  const known = knownElements(target);
  for (let i = 0; known && i < known.length; i++) if (known[i]! < 0 || known[i]! >= classes) throw labelError("multiMargin", i, known[i]!, classes); // prettier-ignore
  const labels = unsqueeze(castTo(target, "i32"), -1);
  const chosen = eq(iota(output.shape, rank - 1), labels);
  const right = where(chosen, output, 0).sum(-1, { keepDims: true });
  const lack = relu(output.sub(right).add(margin));
  const share = weight && where(chosen, castTo(weight, output.dtype), 0).sum(-1, { keepDims: true });
  const terms = p === 1 ? lack : lack.mul(lack);
  const each = where(chosen, 0, share ? terms.mul(share) : terms).sum(-1).div(classes); // prettier-ignore
  const labelFits = squeeze(logicalAnd(ge(labels, 0), lt(labels, classes)), -1);
  return reduced("multiMargin", where(labelFits, each, NaN), options);
}

/**
 * Hinge loss of several right classes: Σ over right j and wrong i of max(0, 1 − (x[j] − x[i])) / C, of each sample.
 * @param output scores [N, C] or [C]
 * @param target numbers of the right classes of each sample, of the output's shape; the first −1 ends the list
 * @example
 * multiLabelMargin(tensor([[0.1, 0.2, 0.4, 0.8]]), tensor([[3, 0, -1, 1]], { dtype: "i32" })).item() // 0.85
 */
export function multiLabelMargin(output: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const loss = "multiLabelMargin";
  needFloat(loss, "output", output);
  needSameShape(loss, output, target);
  if (target.dtype !== "i32") throw targetDTypeError(loss, target.dtype);
  const rank = output.shape.length;
  if (rank !== 1 && rank !== 2) throw targetShapeError(loss, output.shape, target.shape);
  const classes = output.shape[rank - 1]!;
  needElements(loss, "target", target, (v) => v >= -1 && v < classes, `from -1 to ${classes - 1}`);
  const place = iota(target.shape, rank - 1);
  const end = min(where(lt(target, 0), place, classes), -1, { keepDims: true });
  const valid = lt(place, end); // [N, C]: is there a right class in this place of the list?
  const labels = where(valid, target, 0);
  const right = gather(output, rank - 1, labels);
  const numbers = iota([...target.shape, classes], rank);
  const isRight = any(logicalAnd(eq(numbers, unsqueeze(labels, -1)), unsqueeze(valid, -1)), rank - 1); // [N, classes]
  const lack = relu(
    unsqueeze(output, rank - 1)
      .sub(unsqueeze(right, -1))
      .add(1),
  ); // [N, place, class]
  const counted = logicalAnd(unsqueeze(valid, -1), unsqueeze(logicalNot(isRight), rank - 1));
  return reduced(
    loss,
    where(counted, lack, 0)
      .sum([rank - 1, rank])
      .div(classes),
    options,
  );
}

/** What `multiLabelSoftMargin` may be told. */
export interface MultiLabelSoftOptions extends LossOptions {
  /** A weight for each class, [C]. */
  readonly weight?: Tensor;
}

/**
 * Binary cross-entropy of logits for each of several labels, averaged over classes (the last axis): −mean (y log σ(x) +
 * (1 − y) log σ(−x)).
 * @param output logits [N, C]
 * @param target 0 or 1, the same shape
 * @example
 * multiLabelSoftMargin(tensor([[0, 0]]), tensor([[1, 0]])).item() // 0.6931472
 */
export function multiLabelSoftMargin(output: Tensor, target: Tensor, { weight, ...options }: MultiLabelSoftOptions = {}): Tensor {
  const loss = "multiLabelSoftMargin";
  needFloat(loss, "output", output);
  needSameShape(loss, output, target);
  if (output.shape.length === 0) throw targetShapeError(loss, output.shape, target.shape);
  if (weight) needShape(loss, "weight", weight, [output.shape.at(-1)!], "one number a class");
  const y = castTo(target, output.dtype);
  const each = y.mul(logSigmoid(output)).add(y.neg().add(1).mul(logSigmoid(output.neg()))).neg(); // prettier-ignore
  return reduced(loss, (weight ? each.mul(castTo(weight, output.dtype)) : each).mean(-1), options);
}
