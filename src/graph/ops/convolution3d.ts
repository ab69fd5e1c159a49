// Convolution over three axes.
import { operation, type HasOp } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { convolutionOp, convolve, type ConvOptions } from "./convolve.ts";

/**
 * Convolution over three axes (cross-correlation, as everywhere in deep learning), as `conv2d` with a third axis.
 *
 * Size of the result along an axis: ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param weight [outputs, C / groups, kernel depth, kernel height, kernel width]
 * @param bias [outputs]
 * @example
 * conv3d(ones([1, 1, 2, 2, 2]), ones([1, 1, 2, 2, 2])).toArray() // [[[[[8]]]]]
 */
export const conv3d: ((x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions) => Tensor) & HasOp =
  /* @__PURE__ */ operation(convolutionOp, (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}): Tensor =>
    convolve("conv3d", "D, H, W", x, weight, bias, options),
  );
