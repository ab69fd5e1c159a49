// Losses between scores of classes and the right class, or probabilities of classes.
import { eq, exp, ge, gt, iota, log, logicalNot, logSoftmax, lt, unsqueeze, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { powered } from "./binary.ts";
import {
  knownElements,
  labelError,
  needFloat,
  needNumber,
  needSameShape,
  needShape,
  optionError,
  targetDTypeError,
  targetShapeError,
} from "./errors.ts";
import { castTo, reduced, reducedBy } from "./reduction.ts";
import type { LossOptions, Reduction } from "./reduction.ts";

/** What `nll` may be told. */
export interface NllOptions extends LossOptions {
  /** A weight for each class, [C]. The mean is then one of weighted samples: divided by the sum of their weights. */
  readonly weight?: Tensor;
  /** Samples with this label do not count; −100 unless told. */
  readonly ignoreIndex?: number;
}

/** What `crossEntropy` may be told. */
export interface CrossEntropyOptions extends NllOptions {
  /** Share of the target that is spread evenly over all classes. Szegedy et al. 2016. */
  readonly labelSmoothing?: number;
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
export function nll(output: Tensor, target: Tensor, options: NllOptions = {}): Tensor {
  needFloat("nll", "output", output);
  return pickLoss("nll", output, (logs) => logs, target, options);
}

/** What `focal` may be told. */
export interface FocalOptions extends NllOptions {
  /** How much less easy samples count; 2 unless told. */
  readonly gamma?: number;
}

/**
 * Focal loss of logits of classes: −mean (1 − q)^γ log q with q = softmax(z)[class]. Lin et al. 2017.
 * @param output logits, shapes as for `crossEntropy`
 * @param target class numbers
 * @example
 * focal(tensor([[0, 0]]), tensor([1], { dtype: "i32" }), { gamma: 1 }).item() // 0.3465736
 */
export function focal(output: Tensor, target: Tensor, { gamma = 2, ...options }: FocalOptions = {}): Tensor {
  needFloat("focal", "output", output);
  needNumber("focal", "gamma", gamma, 0);
  const axis = output.shape.length === 1 ? 0 : 1;
  const focus = (each: Tensor): Tensor => each.mul(powered(exp(each.neg()).neg().add(1), gamma));
  return pickLoss("focal", output, (z) => logSoftmax(z, axis), target, options, gamma === 0 ? undefined : focus);
}

function pickLoss(
  loss: string,
  output: Tensor,
  logsOf: (output: Tensor) => Tensor,
  target: Tensor,
  options: CrossEntropyOptions,
  finish: (each: Tensor) => Tensor = (each) => each,
): Tensor {
  const { labelSmoothing = 0, ignoreIndex = -100, weight, ...reduction } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) throw optionError(loss, "labelSmoothing", "from 0 to 1", labelSmoothing);
  if (!Number.isInteger(ignoreIndex)) throw optionError(loss, "ignoreIndex", "a whole number", ignoreIndex);
  const { shape, dtype } = output;
  const axis = shape.length === 1 ? 0 : 1;
  const classes = shape[axis];
  if (classes === undefined) throw targetShapeError(loss, shape, target.shape);
  if (weight) needShape(loss, "weight", weight, [classes], "one number a class");
  const isFloat = target.dtype === "f32" || target.dtype === "f64";
  const sampleShape = shape.filter((_, i) => i !== axis);
  const sameAs = (other: readonly number[]): boolean =>
    other.length === target.shape.length && other.every((size, i) => size === target.shape[i]);
  const logs = logsOf(output);
  const alongClasses = shape.map((size, i) => (i === axis ? size : 1)); // [1, C, 1, …]
  const weights = weight && castTo(weight, dtype).reshape(alongClasses);
  if (isFloat && sameAs(shape)) {
    if (loss !== "crossEntropy") throw targetDTypeError(loss, target.dtype);
    const smooth = castTo(target, dtype).mul(1 - labelSmoothing).add(labelSmoothing / classes); // prettier-ignore
    const terms = smooth.mul(weights ? logs.mul(weights) : logs);
    return reduced(loss, terms.sum(axis).neg(), reduction);
  }
  if (!sameAs(sampleShape)) throw targetShapeError(loss, shape, target.shape);
  if (isFloat || target.dtype === "bool") throw targetDTypeError(loss, target.dtype);
  checkKnownLabels(loss, target, classes, ignoreIndex);
  const labels = castTo(target, "i32");
  // A comparison instead of a gather: its gradient is element by element, and infinite scores of other classes do no harm.
  const chosen = eq(iota(alongClasses, axis), unsqueeze(labels, axis));
  let each = finish(where(chosen, logs.neg(), 0).sum(axis)); // [N, …]
  const share = weights && where(chosen, weights, 0).sum(axis);
  if (share) each = each.mul(share);
  if (labelSmoothing > 0) {
    const all = weights ? logs.mul(weights).sum(axis).div(classes) : logs.mean(axis);
    each = each.mul(1 - labelSmoothing).sub(all.mul(labelSmoothing));
  }
  each = where(ge(labels, 0), where(lt(labels, classes), each, NaN), NaN);
  const mayBeIgnored = target.dtype !== "u8" || (ignoreIndex >= 0 && ignoreIndex < 256);
  if (!mayBeIgnored) return share ? reducedBy(loss, each, share, reduction) : reduced(loss, each, reduction);
  const ignored = eq(labels, ignoreIndex);
  const counted = share ? where(ignored, 0, share) : castTo(logicalNot(ignored), dtype);
  return reducedBy(loss, where(ignored, 0, each), counted, reduction);
}

/** Labels that are in ordinary memory can be looked at before anything is computed. */
function checkKnownLabels(loss: string, target: Tensor, classes: number, ignoreIndex: number): void {
  const known = knownElements(target);
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

/** What `klDiv` may be told. */
export interface KlOptions {
  /** "batchmean" divides the sum by the size of the first axis: the divergence by its definition. "mean" unless told. */
  readonly reduction?: Reduction | "batchmean";
  /** Whether the target is logarithms too. */
  readonly logTarget?: boolean;
}

/**
 * Kullback-Leibler divergence of the target from the output: Σ p · (log p − output), 0 where p = 0. The mean is one over all
 * elements, as in PyTorch.
 * @param output log-probabilities, any shape
 * @param target probabilities p, or their logarithms; the same shape
 * @example
 * klDiv(tensor([[0.5, 0.5]]).log(), tensor([[1, 0]]), { reduction: "batchmean" }).item() // 0.6931472
 */
export function klDiv(output: Tensor, target: Tensor, { reduction = "mean", logTarget = false }: KlOptions = {}): Tensor {
  needFloat("klDiv", "output", output);
  needSameShape("klDiv", output, target);
  const p = castTo(target, output.dtype);
  const positive = gt(p, 0);
  const entropy = (): Tensor => where(positive, p.mul(log(where(positive, p, 1))), 0);
  const each = logTarget ? exp(p).mul(p.sub(output)) : entropy().sub(p.mul(output));
  if (reduction !== "batchmean") return reduced("klDiv", each, { reduction });
  return each.sum().div(output.shape[0] ?? 1);
}
