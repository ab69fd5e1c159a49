// Losses between scores and yes or no. Those that take logits stay exact where probabilities would round to 0 or 1.
import { gt, log, maximum, pow, sigmoid, softplus, Tensor, where } from "../mini.ts";
import { needBroadcast, needElements, needFloat, needNumber, needSameShape, optionError } from "./errors.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

/** What `binaryCrossEntropy` may be told. */
export interface BinaryOptions extends LossOptions {
  /** Multiplies the loss of each element; broadcast to the output. */
  readonly weight?: Tensor;
}

/** The loss of each element times its weight. */
function weighted(loss: string, each: Tensor, weight: Tensor | undefined): Tensor {
  if (!weight) return each;
  needBroadcast(loss, "weight", weight, each.shape);
  return each.mul(castTo(weight, each.dtype));
}

/**
 * Binary cross-entropy of probabilities: −mean (y · log p + (1 − y) · log(1 − p)). Logarithms are cut off at −100, as in PyTorch.
 * @param output probabilities in [0, 1], any shape
 * @param target 0, 1 or a probability; the same shape
 * @throws if a probability that is already known is not from 0 to 1
 * @example
 * binaryCrossEntropy(tensor([0.5]), tensor([1])).item() // 0.6931471824645996
 */
export function binaryCrossEntropy(output: Tensor, target: Tensor, { weight, ...options }: BinaryOptions = {}): Tensor {
  needFloat("binaryCrossEntropy", "output", output);
  needSameShape("binaryCrossEntropy", output, target);
  needElements("binaryCrossEntropy", "output", output, (p) => !(p < 0 || p > 1), "probabilities from 0 to 1");
  const y = castTo(target, output.dtype);
  const ones = safeLog(output);
  const zeros = safeLog(output.neg().add(1));
  const each = y.mul(ones).add(y.neg().add(1).mul(zeros)).neg();
  return reduced("binaryCrossEntropy", weighted("binaryCrossEntropy", each, weight), options);
}

/** max(log p, −100), with a slope that stays finite near 0: at most 10¹². */
function safeLog(p: Tensor): Tensor {
  const small = 1e-12;
  const line = p.sub(p.detach()).mul(1 / small); // 0, with that slope
  return where(gt(p, small), log(maximum(p, small)), maximum(log(p.detach()), -100).add(line));
}

/** What `binaryCrossEntropyWithLogits` may be told. */
export interface BinaryLogitsOptions extends BinaryOptions {
  /** Weight of the samples of class 1: a number, or a tensor that is broadcast to the output. */
  readonly positiveWeight?: number | Tensor;
}

/**
 * Binary cross-entropy of logits: mean ((1 − y) · softplus(z) + y · softplus(−z)), exact for any finite z.
 * @param output logits z, any shape
 * @param target 0, 1 or a probability; the same shape
 * @example
 * binaryCrossEntropyWithLogits(tensor([-10000]), tensor([1])).item() // 10000
 */
export function binaryCrossEntropyWithLogits(
  output: Tensor,
  target: Tensor,
  { positiveWeight, weight, ...options }: BinaryLogitsOptions = {},
): Tensor {
  const loss = "binaryCrossEntropyWithLogits";
  return reduced(loss, weighted(loss, logitsLoss(loss, output, target, positiveWeight), weight), options);
}

/** The loss of each element. */
function logitsLoss(loss: string, output: Tensor, target: Tensor, positiveWeight: number | Tensor | undefined): Tensor {
  needFloat(loss, "output", output);
  needSameShape(loss, output, target);
  if (positiveWeight instanceof Tensor) needBroadcast(loss, "positiveWeight", positiveWeight, output.shape);
  else if (positiveWeight !== undefined && !(positiveWeight > 0)) throw optionError(loss, "positiveWeight", "above 0", positiveWeight);
  const y = castTo(target, output.dtype);
  const share =
    positiveWeight === undefined ? y : y.mul(positiveWeight instanceof Tensor ? castTo(positiveWeight, y.dtype) : positiveWeight);
  // Two terms above 0, of which the smaller one loses no digits; softplus has all derivatives at 0, which |z| and max(z, 0) have not.
  return y
    .neg()
    .add(1)
    .mul(softplus(output))
    .add(share.mul(softplus(output.neg())));
}

/** What `binaryFocal` may be told. */
export interface BinaryFocalOptions extends LossOptions {
  /** How much less easy elements count; 2 unless told. */
  readonly gamma?: number;
  /** Weight of class 1, with 1 − alpha for class 0; 0.25 unless told. Negative: none. */
  readonly alpha?: number;
}

/**
 * Focal loss of logits: −mean α (1 − q)^γ log q, with q the probability of what is true. Lin et al. 2017.
 * @param output logits, any shape
 * @param target 0 or 1; the same shape
 * @example
 * binaryFocal(tensor([0]), tensor([1]), { gamma: 1, alpha: 0.5 }).item() // 0.1732868
 */
export function binaryFocal(output: Tensor, target: Tensor, { gamma = 2, alpha = 0.25, ...options }: BinaryFocalOptions = {}): Tensor {
  needNumber("binaryFocal", "gamma", gamma, 0);
  needNumber("binaryFocal", "alpha", alpha);
  if (alpha > 1) throw optionError("binaryFocal", "alpha", "at most 1", alpha);
  const each = logitsLoss("binaryFocal", output, target, undefined);
  const y = castTo(target, output.dtype);
  const p = sigmoid(output);
  const wrong = p.add(y).sub(p.mul(y).mul(2)); // p (1 − y) + (1 − p) y
  const focused = gamma === 0 ? each : each.mul(powered(wrong, gamma));
  return reduced("binaryFocal", alpha < 0 ? focused : focused.mul(y.mul(2 * alpha - 1).add(1 - alpha)), options);
}

/** pᵞ for probabilities, with a finite slope at 0. */
export const powered = (p: Tensor, gamma: number): Tensor => (gamma === 1 ? p : pow(maximum(p, 1e-12), gamma));
