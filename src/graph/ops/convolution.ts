// Convolutions over one and two axes.
import { operation, type HasOp } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { convolutionOp, convolve, type ConvOptions } from "./convolve.ts";

export type { ConvOptions };

/**
 * Convolution over one axis (cross-correlation, as everywhere in deep learning):
 * y[n, o, t] = bias[o] + Σ x[n, c, t · stride + k · dilation − padding] · weight[o, c, k].
 *
 * @param x [N, C, L] or [C, L]
 * @param weight [outputs, C / groups, kernel]
 * @param bias [outputs]
 * @example
 * conv1d(tensor([[[1, 2, 3]]]), tensor([[[1, 1]]])).toArray() // [[[3, 5]]]
 */
export const conv1d: ((x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions) => Tensor) & HasOp =
  /* @__PURE__ */ operation(convolutionOp, (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}): Tensor =>
    convolve("conv1d", "L", x, weight, bias, options),
  );

/**
 * Convolution over two axes (cross-correlation, as everywhere in deep learning):
 * y[n, o, i, j] = bias[o] + Σ x[n, c, i · stride + k · dilation − padding, …] · weight[o, c, k, l].
 *
 * Size of the result along an axis: ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param weight [outputs, C / groups, kernel height, kernel width]
 * @param bias [outputs]
 * @example
 * conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])).toArray() // [[[[4, 4], [4, 4]]]]
 */
export const conv2d: ((x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions) => Tensor) & HasOp =
  /* @__PURE__ */ operation(convolutionOp, (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}): Tensor =>
    convolve("conv2d", "H, W", x, weight, bias, options),
  );
