// Losses between numbers and numbers.
import { abs, lt, where } from "../index.ts";
import type { Tensor } from "../index.ts";
import { needFloat, needSameShape, optionError } from "./errors.ts";
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
