// Losses between numbers and numbers.
import { abs, exp, gt, log, lt, maximum, softplus, unsqueeze, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needBroadcast, needElements, needFloat, needNumber, needSameShape, optionError } from "./errors.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

function difference(loss: string, output: Tensor, target: Tensor): Tensor {
  needFloat(loss, "output", output);
  needSameShape(loss, output, target);
  return output.sub(castTo(target, output.dtype));
}

/**
 * Mean squared error: mean (output − target)².
 * @param output any shape
 * @param target the same shape
 * @example
 * mse(tensor([1, 2]), tensor([1, 4])).item() // 2
 */
export function mse(output: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const d = difference("mse", output, target);
  return reduced("mse", d.mul(d), options);
}

/**
 * Mean absolute error: mean |output − target|.
 * @example
 * l1(tensor([1, 2]), tensor([1, 4])).item() // 1
 */
export function l1(output: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return reduced("l1", abs(difference("l1", output, target)), options);
}

/** What `huber` may be told. */
export interface HuberOptions extends LossOptions {
  /** Where the parabola turns into lines. */
  readonly delta?: number;
}

/**
 * Huber's loss: d²/2 for |d| < delta, else delta · (|d| − delta/2), with d = output − target. Huber 1964.
 * @example
 * huber(tensor([1, 5]), tensor([2, 2])).item() // 1.5
 */
export function huber(output: Tensor, target: Tensor, { delta = 1, ...options }: HuberOptions = {}): Tensor {
  if (!(delta > 0)) throw optionError("huber", "delta", "above 0", delta);
  const d = difference("huber", output, target);
  const size = abs(d);
  return reduced("huber", where(lt(size, delta), d.mul(d).mul(0.5), size.sub(delta / 2).mul(delta)), options);
}

/** What `smoothL1` may be told. */
export interface SmoothL1Options extends LossOptions {
  /** Where the parabola turns into lines; 0 makes it `l1`. */
  readonly beta?: number;
}

/**
 * Smooth absolute error: d² / (2 beta) for |d| < beta, else |d| − beta/2: Huber's loss divided by beta. Girshick 2015.
 * @example
 * smoothL1(tensor([1, 5]), tensor([2, 2]), { beta: 2 }).item() // 1.125
 */
export function smoothL1(output: Tensor, target: Tensor, { beta = 1, ...options }: SmoothL1Options = {}): Tensor {
  needNumber("smoothL1", "beta", beta, 0);
  const d = difference("smoothL1", output, target);
  const size = abs(d);
  return reduced("smoothL1", beta === 0 ? size : where(lt(size, beta), d.mul(d).mul(0.5 / beta), size.sub(beta / 2)), options);
}

/**
 * mean ln cosh(output − target): a parabola near 0, lines far away, smooth everywhere.
 * @example
 * logCosh(tensor([0, 100]), tensor([0, 0]), { reduction: "none" }).toArray() // [0, 99.30685]
 */
export function logCosh(output: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const d = difference("logCosh", output, target);
  return reduced("logCosh", d.add(softplus(d.mul(-2))).sub(Math.LN2), options);
}

/** What `poissonNll` may be told. */
export interface PoissonOptions extends LossOptions {
  /** Whether the output is the logarithm of the rate (true unless told) or the rate. */
  readonly logInput?: boolean;
  /** Add Stirling's approximation of ln target! where the target is above 1. */
  readonly full?: boolean;
  /** Added to the rate under the logarithm. */
  readonly eps?: number;
}

/**
 * Negative log-likelihood of counts under Poisson distributions: mean (eˣ − target · x), or mean (x − target · ln (x + eps)) where
 * the output is the rate itself.
 * @example
 * poissonNll(tensor([0, 1]), tensor([2, 0]), { reduction: "none" }).toArray() // [1, 2.718282]
 */
export function poissonNll(
  output: Tensor,
  target: Tensor,
  { logInput = true, full = false, eps = 1e-8, ...options }: PoissonOptions = {},
): Tensor {
  // prettier-ignore
  needFloat("poissonNll", "output", output);
  needSameShape("poissonNll", output, target);
  needNumber("poissonNll", "eps", eps, 0);
  const count = castTo(target, output.dtype);
  let each = logInput ? exp(output).sub(count.mul(output)) : output.sub(count.mul(log(output.add(eps))));
  if (full) {
    const many = gt(count, 1);
    const safe = where(many, count, 2);
    const stirling = safe.mul(log(safe)).sub(safe).add(log(safe.mul(2 * Math.PI)).mul(0.5)); // prettier-ignore
    each = each.add(where(many, stirling, 0));
  }
  return reduced("poissonNll", each, options);
}

/** What `gaussianNll` may be told. */
export interface GaussianOptions extends LossOptions {
  /** Add ½ ln 2π. */
  readonly full?: boolean;
  /** The smallest variance; where it is smaller, this is used and the gradient passes. */
  readonly eps?: number;
}

/**
 * Negative log-likelihood under normal distributions: ½ mean (ln v + (output − target)² / v), v = max(variance, eps).
 * @param variance ≥ 0, of the output's shape, or without its last axis, or with size 1 there
 * @example
 * gaussianNll(tensor([1, 3]), tensor([1, 1]), tensor([1, 4])).item() // 0.5965736
 */
export function gaussianNll(
  output: Tensor,
  target: Tensor,
  variance: Tensor,
  { full = false, eps = 1e-6, ...options }: GaussianOptions = {},
): Tensor {
  // prettier-ignore
  const d = difference("gaussianNll", output, target);
  needNumber("gaussianNll", "eps", eps, 0, true);
  needFloat("gaussianNll", "variance", variance);
  needElements("gaussianNll", "variance", variance, (v) => v >= 0, "at least 0");
  const rank = output.shape.length;
  const short = variance.shape.length === rank - 1 && variance.shape.every((size, axis) => size === output.shape[axis]);
  const given = castTo(short && variance.shape.join() !== "" ? unsqueeze(variance, -1) : variance, output.dtype);
  needBroadcast("gaussianNll", "variance", given, output.shape);
  const v = given.add(maximum(given, eps).sub(given).detach());
  const each = log(v).add(d.mul(d).div(v)).mul(0.5); // prettier-ignore
  return reduced("gaussianNll", full ? each.add(0.5 * Math.log(2 * Math.PI)) : each, options);
}
