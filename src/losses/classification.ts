// Losses between scores and classes. Those that take logits stay exact where probabilities would round to 0 or 1.
import { abs, eq, exp, ge, gt, iota, log, log1p, logSoftmax, logicalNot, lt, maximum, where } from "../index.ts";
import type { Tensor } from "../index.ts";
import { labelError, needFloat, needSameShape, optionError, targetDTypeError, targetShapeError } from "./errors.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

/**
 * Binary cross-entropy of probabilities: −mean (y · log p + (1 − y) · log(1 − p)). Logarithms are cut off at −100, as in PyTorch.
 * @param output probabilities in [0, 1], any shape
 * @param target 0, 1 or a probability; the same shape
 * @example
 * binaryCrossEntropy(tensor([0.5]), tensor([1])).item() // 0.6931471824645996
 */
export function binaryCrossEntropy(output: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  needFloat("binaryCrossEntropy", "output", output);
  needSameShape("binaryCrossEntropy", output, target);
  const y = castTo(target, output.dtype);
  const ones = safeLog(output);
  const zeros = safeLog(output.neg().add(1));
  return reduced("binaryCrossEntropy", y.mul(ones).add(y.neg().add(1).mul(zeros)).neg(), options);
}

/** max(log p, −100), with a slope that stays finite near 0: at most 10¹². */
function safeLog(p: Tensor): Tensor {
  const small = 1e-12;
  const line = p.sub(p.detach()).mul(1 / small); // 0, with that slope
  return where(gt(p, small), log(maximum(p, small)), maximum(log(p.detach()), -100).add(line));
}

/** What `binaryCrossEntropyWithLogits` may be told. */
export interface BinaryLogitsOptions extends LossOptions {
  /** Weight of the samples of class 1. */
  readonly positiveWeight?: number;
}

/**
 * Binary cross-entropy of logits: mean (max(z, 0) − z · y + log(1 + e^−|z|)), exact for any z.
 * @param output logits z, any shape
 * @param target 0, 1 or a probability; the same shape
 * @example
 * binaryCrossEntropyWithLogits(tensor([-10000]), tensor([1])).item() // 10000
 */
export function binaryCrossEntropyWithLogits(
  output: Tensor,
  target: Tensor,
  { positiveWeight, ...options }: BinaryLogitsOptions = {},
): Tensor {
  const loss = "binaryCrossEntropyWithLogits";
  needFloat(loss, "output", output);
  needSameShape(loss, output, target);
  if (positiveWeight !== undefined && !(positiveWeight > 0)) throw optionError(loss, "positiveWeight", "above 0", positiveWeight);
  const y = castTo(target, output.dtype);
  const size = abs(output);
  const tail = log1p(exp(size.neg()));
  // max(z, 0) as (z + |z|) / 2: its derivative at 0 is ½, as it must be, where that of max would be 0 or 1.
  if (positiveWeight === undefined) return reduced(loss, output.add(size).mul(0.5).sub(output.mul(y)).add(tail), options);
  const negative = output.mul(y.neg().add(1)); // (1 − y) · z
  const weight = y.mul(positiveWeight - 1).add(1);
  return reduced(loss, negative.add(weight.mul(size.sub(output).mul(0.5).add(tail))), options);
}

/** What `crossEntropy` may be told. */
export interface CrossEntropyOptions extends LossOptions {
  /** Share of the target that is spread evenly over all classes. Szegedy et al. 2016. */
  readonly labelSmoothing?: number;
  /** Samples with this label do not count. */
  readonly ignoreIndex?: number;
}

/**
 * Cross-entropy of logits: −mean log softmax(z)[class], or −mean Σ p · log softmax(z) where the target is probabilities.
 * @param output logits [N, C], [C], or [N, C, …] with one decision for each position
 * @param target class numbers (i32 or u8) of the output's shape without the axis of classes, or probabilities of the output's shape
 * @throws if shapes or types do not fit; if a label that is already known is out of range. One that is not yet known gives NaN
 * @example
 * crossEntropy(tensor([[0, 0]]), tensor([1], { dtype: "i32" })).item() // 0.6931471824645996
 */
export function crossEntropy(output: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  needFloat("crossEntropy", "output", output);
  const axis = output.shape.length === 1 ? 0 : 1;
  return pickLoss("crossEntropy", output, (z) => logSoftmax(z, axis), target, options);
}

/**
 * Negative log-likelihood: −mean output[class], for outputs that are log-probabilities already.
 * @param output log-probabilities, as from `logSoftmax`; shapes as for `crossEntropy`
 * @example
 * nll(tensor([[-1, -2]]), tensor([1], { dtype: "i32" })).item() // 2
 */
export function nll(output: Tensor, target: Tensor, options: LossOptions & Pick<CrossEntropyOptions, "ignoreIndex"> = {}): Tensor {
  needFloat("nll", "output", output);
  return pickLoss("nll", output, (logs) => logs, target, options);
}

function pickLoss(loss: string, output: Tensor, logsOf: (output: Tensor) => Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { labelSmoothing = 0, ignoreIndex, ...reduction } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) throw optionError(loss, "labelSmoothing", "from 0 to 1", labelSmoothing);
  const { shape, dtype } = output;
  const axis = shape.length === 1 ? 0 : 1;
  const classes = shape[axis];
  if (classes === undefined) throw targetShapeError(loss, shape, target.shape);
  const isFloat = target.dtype === "f32" || target.dtype === "f64";
  const sampleShape = shape.filter((_, i) => i !== axis);
  const sameAs = (other: readonly number[]): boolean =>
    other.length === target.shape.length && other.every((size, i) => size === target.shape[i]);
  const logs = logsOf(output);
  if (isFloat && sameAs(shape)) {
    const smooth = castTo(target, dtype).mul(1 - labelSmoothing).add(labelSmoothing / classes); // prettier-ignore
    return reduced(loss, smooth.mul(logs).sum(axis).neg(), reduction);
  }
  if (!sameAs(sampleShape)) throw targetShapeError(loss, shape, target.shape);
  if (isFloat || target.dtype === "bool") throw targetDTypeError(loss, target.dtype);
  checkKnownLabels(loss, target, classes, ignoreIndex);
  const labels = castTo(target, "i32");
  const expanded = labels.unsqueeze(axis);
  const numbers = iota(
    shape.map((size, i) => (i === axis ? size : 1)),
    axis,
  );
  // A comparison instead of a gather: its gradient is element by element, and infinite scores of other classes do no harm.
  let each = where(eq(numbers, expanded), logs.neg(), 0).sum(axis); // [N, …]
  if (labelSmoothing > 0) each = each.mul(1 - labelSmoothing).sub(logs.mean(axis).mul(labelSmoothing));
  each = where(ge(labels, 0), where(lt(labels, classes), each, NaN), NaN);
  if (ignoreIndex === undefined) return reduced(loss, each, reduction);
  const ignored = eq(labels, ignoreIndex);
  const kept = where(ignored, 0, each);
  if (reduction.reduction !== undefined && reduction.reduction !== "mean") return reduced(loss, kept, reduction);
  return kept.sum().div(castTo(logicalNot(ignored), dtype).sum());
}

/** Labels that are in ordinary memory can be looked at before anything is computed. */
function checkKnownLabels(loss: string, target: Tensor, classes: number, ignoreIndex: number | undefined): void {
  const known = target.storage?.host;
  if (!known) return;
  for (let i = 0; i < known.length; i++) {
    const label = known[i]!;
    if ((label < 0 || label >= classes) && label !== ignoreIndex) throw labelError(loss, i, label, classes);
  }
}

/**
 * Checks class numbers against a number of classes before training begins.
 * @throws naming the first label that is out of range
 * @example
 * checkLabels("crossEntropy", [0, 2, 1], 3) // undefined
 */
export function checkLabels(loss: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) throw labelError(loss, i, label, classes);
  }
}
