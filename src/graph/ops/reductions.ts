// Reductions besides `sum`: over one axis, several, or all; axes are dropped unless `keepDims`.
import { isFloat } from "../../core/dtype.ts";
import { emptyReductionError, rangeError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { axesOf, operation, requireTensor, type Axes, type HasOp, type KeepDims } from "../define.ts";
import { keptShape, reduction, type Reduction } from "../reduce.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { abs, add, div, mul, square, sub } from "./arithmetic.ts";
import { cast, expand, sum } from "./broadcast.ts";
import { eq, isFinite, isNan, logicalOr, ne, where } from "./compare.ts";
import { full, iota } from "./constants.ts";
import { exp, log, pow, sqrt } from "./powers.ts";
import { reshape } from "./reshape.ts";

const asFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "f32"));
const asNumber = (x: Tensor): Tensor => (x.dtype === "bool" ? cast(x, "i32") : x);
const asBool = (x: Tensor): Tensor => cast(x, "bool");

/** What was reduced over `axes`, with the shape of x again. */
const restore = (y: Tensor, x: Tensor, axes: readonly number[]): Tensor => expand(reshape(y, keptShape(x.shape, axes, true)), x.shape);
const countOf = (x: Tensor, axes: readonly number[]): number => sizeOfShape(axes.map((a) => x.shape[a]!));

/**
 * Arithmetic mean: y = Σ xᵢ / n. Of no elements it is NaN. Integers are averaged as f32.
 *
 * @example
 * tensor([[1, 2], [3, 6]]).mean(1).toArray() // [1.5, 4.5]
 */
export const mean = (x: Tensor, axis?: Axes, options: KeepDims = {}): Tensor => {
  requireTensor("mean", x);
  const count = countOf(x, axesOf("mean", axis, x.shape.length));
  return div(sum(asFloat(x), axis, options), count);
};

/**
 * Product: y = Π xᵢ. Of no elements it is 1. Products of bool and u8 are i32.
 *
 * The gradient is exact with zeros among the factors; second derivatives are exact without.
 *
 * @example
 * prod(tensor([[1, 2], [3, 4]]), 0).toArray() // [3, 8]
 */
export const prod: Reduction = /* @__PURE__ */ reduction("prod", {
  word: "mul",
  prepare: (x) => (isFloat(x.dtype) ? x : cast(x, "i32")),
  vjp: (ct, _, x, axes) => {
    const zero = eq(x, 0);
    const others = where(zero, 1, x);
    const product = restore(prod(others, axes), x, axes);
    const zeros = restore(sum(zero, axes), x, axes);
    const share = where(zero, where(eq(zeros, 1), product, 0), where(eq(zeros, 0), div(product, others), 0));
    return mul(restore(ct, x, axes), share);
  },
});

/** The gradient of the largest and the smallest, shared evenly among equals. */
const shareAmongEquals = (ct: Tensor, y: Tensor, x: Tensor, axes: readonly number[]): Tensor => {
  const chosen = eq(x, restore(y, x, axes));
  return where(chosen, restore(div(ct, sum(cast(chosen, x.dtype), axes)), x, axes), 0);
};

/**
 * The largest element; NaN if there is one. Equal ones share the gradient.
 *
 * @throws when there is nothing to choose from
 * @example
 * tensor([[1, 5], [7, 2]]).max(1).toArray() // [5, 7]
 */
export const max: Reduction = /* @__PURE__ */ reduction("max", { word: "max", prepare: asNumber, nonEmpty: true, vjp: shareAmongEquals });

/**
 * The smallest element; NaN if there is one. Equal ones share the gradient.
 *
 * @throws when there is nothing to choose from
 * @example
 * tensor([[1, 5], [7, 2]]).min(1).toArray() // [1, 2]
 */
export const min: Reduction = /* @__PURE__ */ reduction("min", { word: "min", prepare: asNumber, nonEmpty: true, vjp: shareAmongEquals });

/**
 * Are all true? Numbers count as true unless 0. Of no elements it is true.
 *
 * @example
 * all(tensor([[true, true], [true, false]]), 1).toArray() // [true, false]
 */
export const all: Reduction = /* @__PURE__ */ reduction("all", { word: "and", prepare: asBool });

/**
 * Is any true? Numbers count as true unless 0. Of no elements it is false.
 *
 * @example
 * any(tensor([[false, false], [true, false]]), 1).toArray() // [false, true]
 */
export const any: Reduction = /* @__PURE__ */ reduction("any", { word: "or", prepare: asBool });

/** What `variance` and `std` may be told. */
export interface VarianceOptions extends KeepDims {
  /** What is taken off the number of elements: 1 (unbiased, as PyTorch) or 0. */
  readonly correction?: number;
}
interface VarianceAttrs {
  readonly axes: readonly number[];
  readonly correction: number;
}
const varianceOp: Op<VarianceAttrs> = {
  name: "variance",
  shape: ([x], { axes }) => keptShape(x!.shape, axes),
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x], { axes, correction }: VarianceAttrs) =>
      div(sum(square(sub(x!, mean(x!, axes, { keepDims: true }))), axes), Math.max(0, countOf(x!, axes) - correction)),
  },
  vjp: (ct, _, [x], { axes, correction }) => {
    const scale = 2 / Math.max(0, countOf(x!, axes) - correction);
    return [mul(restore(mul(ct, scale), x!, axes), sub(x!, mean(x!, axes, { keepDims: true })))];
  },
};
/**
 * Variance: y = Σ (xᵢ − x̄)² / (n − correction), with the mean taken first.
 *
 * @example
 * tensor([1, 2, 3, 4, 5]).variance().toArray() // 2.5
 */
export const variance: ((x: Tensor, axis?: Axes, options?: VarianceOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  varianceOp,
  (x: Tensor, axis?: Axes, { correction = 1, keepDims = false }: VarianceOptions = {}): Tensor => {
    requireTensor("variance", x);
    const axes = axesOf("variance", axis, x.shape.length);
    if (!Number.isFinite(correction)) throw rangeError("variance", "correction", correction, "a finite number");
    return reshape(apply(varianceOp, [asFloat(x)], { axes, correction }), keptShape(x.shape, axes, keepDims));
  },
);

const rootOp: Op<null> = {
  name: "rootOfSum",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "formula", lower: ([x]) => sqrt(x!) },
  vjp: (ct, y) => [where(eq(y, 0), 0, div(mul(ct, 0.5), y))],
};
/** √x where x = 0 only if everything under it is: its gradient there is taken as 0. */
const rootOfSum = (x: Tensor): Tensor => apply(rootOp, [x], null);

/**
 * Standard deviation: the square root of the variance. Where it is 0, the gradient is 0.
 *
 * @example
 * tensor([2, 4, 4, 4, 5, 5, 7, 9]).std(0, { correction: 0 }).toArray() // 2
 */
export const std = (x: Tensor, axis?: Axes, options: VarianceOptions = {}): Tensor => {
  requireTensor("std", x);
  axesOf("std", axis, x.shape.length);
  return rootOfSum(variance(x, axis, options));
};

/** What `norm` may be told. */
export interface NormOptions extends KeepDims {
  /** The exponent: 2 or "fro" (Euclidean), 1, Infinity and −Infinity (largest and smallest magnitude), 0 (how many are not 0), or any other. */
  readonly p?: number | "fro";
}
/**
 * Norm: y = (Σ |xᵢ|ᵖ)^(1/p). At 0 the gradient is 0.
 *
 * @throws when p is NaN
 * @example
 * norm(tensor([3, 4])).toArray() // 5
 */
export const norm = (given: Tensor, axis?: Axes, options: NormOptions = {}): Tensor => {
  requireTensor("norm", given);
  axesOf("norm", axis, given.shape.length);
  const { p = 2, keepDims = false } = options;
  if (p !== "fro" && !(Math.abs(p) >= 0)) throw rangeError("norm", "p", p, 'a number or "fro"');
  const x = asFloat(given);
  if (p === 2 || p === "fro") return rootOfSum(sum(square(x), axis, { keepDims }));
  if (p === Infinity) return max(abs(x), axis, { keepDims });
  if (p === -Infinity) return min(abs(x), axis, { keepDims });
  if (p === 1) return sum(abs(x), axis, { keepDims });
  if (p === 0) return cast(sum(ne(x, 0), axis, { keepDims }), x.dtype);
  // |x|ᵖ has no slope at 0 for p < 1 and no place for a zero for p < 0: zeros are left out of the power.
  const none = eq(x, 0);
  const total = sum(where(none, p > 0 ? 0 : Infinity, pow(where(none, 1, abs(x)), p)), axis, { keepDims });
  const zero = eq(total, 0);
  return where(zero, 0, pow(where(zero, 1, total), 1 / p));
};

/** Index of the first element along an axis (or of all) that is chosen; NaN counts as the extreme. */
function firstExtreme(name: string, extreme: Reduction, given: Tensor, axis: number | undefined, { keepDims = false }: KeepDims): Tensor {
  requireTensor(name, given);
  const rank = given.shape.length;
  const x = axis === undefined ? reshape(given, [sizeOfShape(given.shape)]) : asNumber(given);
  const along = axis === undefined ? 0 : normalizeAxis(name, axis, rank);
  const size = x.shape.length === 0 ? 1 : x.shape[along]!;
  if (size === 0) throw emptyReductionError(name, given.shape);
  const numbers = asNumber(x);
  const best = extreme(numbers, along, { keepDims: true });
  const chosen = isFloat(x.dtype) ? logicalOr(eq(numbers, best), isNan(numbers)) : eq(numbers, best);
  const first = min(where(chosen, iota(x.shape, along), size), along);
  if (axis === undefined) return reshape(first, keepDims ? given.shape.map(() => 1) : []);
  return reshape(first, keptShape(given.shape, [along], keepDims));
}

/**
 * Index of the largest element along an axis, or in the flattened tensor; the first of equals, and NaN counts as largest.
 *
 * @example
 * tensor([[1, 5], [7, 2]]).argmax(1).toArray() // [1, 0]
 */
export const argmax = (x: Tensor, axis?: number, options: KeepDims = {}): Tensor => firstExtreme("argmax", max, x, axis, options);

/**
 * Index of the smallest element along an axis, or in the flattened tensor; the first of equals, and NaN counts as smallest.
 *
 * @example
 * tensor([[1, 5], [7, 2]]).argmin(1).toArray() // [0, 1]
 */
export const argmin = (x: Tensor, axis?: number, options: KeepDims = {}): Tensor => firstExtreme("argmin", min, x, axis, options);

const logSumExpOp: Op<{ readonly axes: readonly number[] }> = {
  name: "logSumExp",
  shape: ([x], { axes }) => keptShape(x!.shape, axes),
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x], { axes }: { axes: readonly number[] }) => {
      const largest = max(x!, axes);
      const shift = where(isFinite(largest), largest, 0);
      return add(log(sum(exp(sub(x!, restore(shift, x!, axes))), axes)), shift);
    },
  },
  vjp: (ct, y, [x], { axes }) => [mul(restore(ct, x!, axes), exp(sub(x!, restore(y, x!, axes))))],
};
/**
 * y = ln Σ e^xᵢ, with the largest element taken out of the sum so that nothing overflows. Of no elements it is −∞.
 *
 * @example
 * logSumExp(tensor([1000, -Infinity]), 0).toArray() // 1000
 */
export const logSumExp: Reduction = /* @__PURE__ */ operation(
  logSumExpOp,
  (x: Tensor, axis?: Axes, { keepDims = false }: KeepDims = {}): Tensor => {
    requireTensor("logSumExp", x);
    const axes = axesOf("logSumExp", axis, x.shape.length);
    if (countOf(x, axes) === 0) return full(keptShape(x.shape, axes, keepDims), -Infinity);
    return reshape(apply(logSumExpOp, [asFloat(x)], { axes }), keptShape(x.shape, axes, keepDims));
  },
);
