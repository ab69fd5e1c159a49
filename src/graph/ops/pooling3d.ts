// Pooling over three axes: the largest or the mean of each window.
import { operation } from "../define.ts";
import type { PerAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { avgPool, maxPool, maxPoolOp, type AvgPoolOptions, type MaxPool, type MaxPoolFunction, type MaxPoolOptions } from "./pool.ts";

/**
 * The largest element of each window over three axes. The gradient goes to the first of equals. Padding counts as −∞.
 * With `returnIndices`, also where each of them stands in x, as `maxUnpool3d` takes it.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @example
 * maxPool3d(tensor([[[[1, 3], [2, 4]]]]), [1, 2, 2]).toArray() // [[[[4]]]]
 */
export const maxPool3d: MaxPool = /* @__PURE__ */ operation(maxPoolOp, ((x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}) =>
  maxPool("maxPool3d", "D, H, W", x, kernelSize, options)) as MaxPoolFunction);

/**
 * The mean of each window over three axes.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @example
 * avgPool3d(tensor([[[[1, 3], [2, 4]]]]), [1, 2, 2]).toArray() // [[[[2.5]]]]
 */
export const avgPool3d = (x: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor =>
  avgPool("avgPool3d", "D, H, W", x, kernelSize, options);
