// More activation functions, with the slopes that PyTorch gives them at their kinks. Those of the smallest networks are in activations.ts.
import { isFloat } from "../../core/dtype.ts";
import { dtypeError, rangeError, shapesError } from "../../core/errors.ts";
import { normalizeAxis } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { sigmoid, softplus } from "./activations.ts";
import { abs, add, div, mul, neg, sub } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { ge, gt, le, logicalAnd, lt, where } from "./compare.ts";
import { softmax } from "./composites.ts";
import { expm1 } from "./powers.ts";
import { reshape } from "./reshape.ts";
import { tanh } from "./trigonometry.ts";
import { narrow } from "./views.ts";

/** The tensor with elements that are floats. */
function floats(name: string, x: Tensor): Tensor {
  requireTensor(name, x);
  return isFloat(x.dtype) ? x : cast(x, "f32");
}
function requireNumber(name: string, what: string, value: number): void {
  if (Number.isNaN(value)) throw rangeError(name, what, value, "a number");
}

/**
 * A line with two stops: y = x held between min and max. At the stops the derivative is taken as 0.
 *
 * @throws when min is larger than max, or one is NaN
 * @example
 * hardtanh(tensor([-2, 0.5, 2])).toArray() // [-1, 0.5, 1]
 */
export const hardtanh = (x: Tensor, min = -1, max = 1): Tensor => held("hardtanh", x, min, max);
function held(name: string, given: Tensor, min: number, max: number): Tensor {
  const x = floats(name, given);
  if (!(min <= max)) throw rangeError(name, "[min, max]", [min, max], "two numbers in ascending order");
  return where(le(x, min), min, where(ge(x, max), max, x));
}

/**
 * Rectifier with a stop: y = x held between 0 and 6.
 *
 * @example
 * relu6(tensor([-1, 3, 8])).toArray() // [0, 3, 6]
 */
export const relu6 = (x: Tensor): Tensor => held("relu6", x, 0, 6);

/**
 * A sigmoid of straight lines: y = (x + 3) / 6 held between 0 and 1.
 *
 * @example
 * hardsigmoid(tensor([-4, 0, 3])).toArray() // [0, 0.5, 1]
 */
export const hardsigmoid = (x: Tensor): Tensor => div(held("hardsigmoid", add(floats("hardsigmoid", x), 3), 0, 6), 6);

/**
 * A swish of straight lines: y = x · hardsigmoid(x).
 *
 * Source: Howard et al., "Searching for MobileNetV3", 2019.
 *
 * @example
 * hardswish(tensor([-4, 0, 1, 5])).toArray() // [0, 0, 0.6666667, 5]
 */
export const hardswish = (given: Tensor): Tensor => {
  const x = floats("hardswish", given);
  return where(le(x, -3), 0, where(ge(x, 3), x, div(mul(x, add(x, 3)), 6)));
};

/**
 * Small numbers become 0: y = x where |x| > lambda.
 *
 * @example
 * hardshrink(tensor([-1, 0.3, 2])).toArray() // [-1, 0, 2]
 */
export const hardshrink = (given: Tensor, lambda = 0.5): Tensor => {
  const x = floats("hardshrink", given);
  requireNumber("hardshrink", "lambda", lambda);
  return where(logicalAnd(ge(x, -lambda), le(x, lambda)), 0, x);
};

/**
 * All numbers come nearer to 0 by lambda, and stop there.
 *
 * @throws when lambda is negative or NaN
 * @example
 * softshrink(tensor([-1, 0.3, 2])).toArray() // [-0.5, 0, 1.5]
 */
export const softshrink = (given: Tensor, lambda = 0.5): Tensor => {
  const x = floats("softshrink", given);
  if (!(lambda >= 0)) throw rangeError("softshrink", "lambda", lambda, "a number ≥ 0");
  return where(gt(x, lambda), sub(x, lambda), where(lt(x, -lambda), add(x, lambda), mul(x, 0)));
};

/**
 * y = x − tanh x.
 *
 * @example
 * tanhshrink(tensor([0, 100])).toArray() // [0, 99]
 */
export const tanhshrink = (given: Tensor): Tensor => {
  const x = floats("tanhshrink", given);
  return sub(x, tanh(x));
};

/**
 * y = x where x > threshold, else `value`.
 *
 * @example
 * threshold(tensor([0, 1, 2]), 1, -5).toArray() // [-5, -5, 2]
 */
export const threshold = (given: Tensor, limit: number, value: number): Tensor => {
  const x = floats("threshold", given);
  requireNumber("threshold", "threshold", limit);
  requireNumber("threshold", "value", value);
  return where(le(x, limit), value, x);
};

/** x for x > 0, else α (e^(x/β) − 1); what is not chosen must not overflow. */
const exponentialLine = (x: Tensor, alpha: number, beta: number): Tensor => {
  const positive = gt(x, 0);
  const inner = where(positive, 0, x);
  return where(positive, x, mul(expm1(beta === 1 ? inner : div(inner, beta)), alpha));
};

/**
 * Exponential linear unit with a continuous slope: y = x for x > 0, else α (e^(x/α) − 1).
 *
 * Source: Barron, "Continuously Differentiable Exponential Linear Units", 2017.
 *
 * @throws when alpha is 0 or NaN
 * @example
 * celu(tensor([1, 0, -Infinity]), 2).toArray() // [1, 0, -2]
 */
export const celu = (given: Tensor, alpha = 1): Tensor => {
  const x = floats("celu", given);
  if (Number.isNaN(alpha) || alpha === 0) throw rangeError("celu", "alpha", alpha, "a number other than 0");
  return exponentialLine(x, alpha, alpha);
};

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
/**
 * Scaled exponential linear unit: y = 1.0507 · (x for x > 0, else 1.6733 (eˣ − 1)); keeps mean 0 and variance 1 from layer to layer.
 *
 * Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
 *
 * @example
 * selu(tensor([0, 1])).toArray() // [0, 1.050701]
 */
export const selu = (given: Tensor): Tensor => mul(exponentialLine(floats("selu", given), SELU_ALPHA, 1), SELU_SCALE);

/**
 * y = x · tanh(softplus(x)).
 *
 * Source: Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019.
 *
 * @example
 * mish(tensor([0, 100])).toArray() // [0, 100]
 */
export const mish = (given: Tensor): Tensor => {
  const x = floats("mish", given);
  return mul(x, tanh(softplus(x)));
};

/**
 * y = x / (1 + |x|).
 *
 * @example
 * softsign(tensor([-1, 0, 3])).toArray() // [-0.5, 0, 0.75]
 */
export const softsign = (given: Tensor): Tensor => {
  const x = floats("softsign", given);
  return div(x, add(abs(x), 1));
};

/**
 * Rectifier with a slope that is learned: y = x for x > 0, else weight · x.
 *
 * @param weight [1], or [C]: a slope for each channel (axis 1 of x)
 * @example
 * prelu(tensor([[-1, -1]]), tensor([0.5, 0.25])).toArray() // [[-0.5, -0.25]]
 */
export const prelu = (given: Tensor, weight: Tensor): Tensor => {
  const x = floats("prelu", given);
  requireTensor("prelu", weight);
  if (!isFloat(weight.dtype)) throw dtypeError("prelu", "weight", weight.dtype, "f32 or f64");
  const rank = x.shape.length;
  const count = weight.shape.length === 0 ? 1 : weight.shape[0]!;
  if (weight.shape.length > 1 || (count !== 1 && count !== (rank > 1 ? x.shape[1] : 1)))
    throw shapesError(
      "prelu",
      { x: x.shape, weight: weight.shape },
      "weight must be [1], or have one slope for each channel (axis 1 of x)",
    );
  const slopes = count === 1 ? reshape(weight, []) : reshape(weight, [count, ...x.shape.slice(2).map(() => 1)]);
  return where(gt(x, 0), x, mul(x, slopes));
};

/**
 * Gated linear unit: the first half along an axis, times the sigmoid of the second.
 *
 * Source: Dauphin et al., "Language Modeling with Gated Convolutional Networks", 2017.
 *
 * @throws when the axis has an odd size
 * @example
 * glu(tensor([2, 4, 0, 0])).toArray() // [1, 2]
 */
export const glu = (given: Tensor, axis = -1): Tensor => {
  const x = floats("glu", given);
  const at = normalizeAxis("glu", axis, x.shape.length);
  const half = x.shape[at]! / 2;
  if (!Number.isInteger(half)) throw shapesError("glu", { x: x.shape }, `axis ${at} must have an even size`);
  return mul(narrow(x, at, 0, half), sigmoid(narrow(x, at, half, half)));
};

/**
 * Probabilities that are larger for smaller numbers: y = softmax(−x) along an axis.
 *
 * @example
 * softmin(tensor([0, 1000])).toArray() // [1, 0]
 */
export const softmin = (given: Tensor, axis = -1): Tensor => softmax(neg(floats("softmin", given)), axis);
