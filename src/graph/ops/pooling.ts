// Pooling over one and two axes: the largest or the mean of each window.
import { operation } from "../define.ts";
import type { PerAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import {
  avgPool,
  maxPool,
  maxPoolOp,
  type AvgPoolOptions,
  type MaxPool,
  type MaxPoolFunction,
  type MaxPoolOptions,
  type PoolOptions,
} from "./pool.ts";

export type { AvgPoolOptions, MaxPool, MaxPoolFunction, MaxPoolOptions, PoolOptions };

/**
 * The largest element of each window over one axis. The gradient goes to the first of equals. Padding counts as −∞.
 * With `returnIndices`, also where each of them stands in x, as `maxUnpool1d` takes it.
 *
 * @param x [N, C, L] or [C, L]
 * @example
 * maxPool1d(tensor([[1, 3, 2, 4]]), 2).toArray() // [[3, 4]]
 * maxPool1d(tensor([[1, 3, 2, 4]]), 2, { returnIndices: true })[1].toArray() // [[1, 3]]
 */
export const maxPool1d: MaxPool = /* @__PURE__ */ operation(maxPoolOp, ((x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}) =>
  maxPool("maxPool1d", "L", x, kernelSize, options)) as MaxPoolFunction);

/**
 * The largest element of each window over two axes. The gradient goes to the first of equals. Padding counts as −∞.
 * With `returnIndices`, also where each of them stands in x, as `maxUnpool2d` takes it.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * maxPool2d(tensor([[[1, 3], [2, 4]]]), 2).toArray() // [[[4]]]
 */
export const maxPool2d: MaxPool = /* @__PURE__ */ operation(maxPoolOp, ((x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}) =>
  maxPool("maxPool2d", "H, W", x, kernelSize, options)) as MaxPoolFunction);

/**
 * The mean of each window over one axis.
 *
 * @param x [N, C, L] or [C, L]
 * @example
 * avgPool1d(tensor([[1, 3, 2, 4]]), 2).toArray() // [[2, 3]]
 */
export const avgPool1d = (x: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor =>
  avgPool("avgPool1d", "L", x, kernelSize, options);

/**
 * The mean of each window over two axes.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * avgPool2d(tensor([[[1, 3], [2, 4]]]), 2).toArray() // [[[2.5]]]
 */
export const avgPool2d = (x: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor =>
  avgPool("avgPool2d", "H, W", x, kernelSize, options);
