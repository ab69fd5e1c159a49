// Transposed convolutions: the gradients of convolutions for their input, as operations of their own.
import { promote } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { requireInteger, requireTensor } from "../define.ts";
import { perAxis, reach, type PerAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { transposedConvolution } from "./convolve.ts";
import { reshape } from "./reshape.ts";

/** How the windows of a transposed convolution lie. */
export interface ConvTransposeOptions {
  /** Distance in the result between the windows of neighbouring elements. */
  readonly stride?: PerAxis;
  /** Elements cut off at both ends of the result. */
  readonly padding?: PerAxis;
  /** Elements added at the end of the result; less than the stride or the dilation. */
  readonly outputPadding?: PerAxis;
  /** Distance between neighbouring elements of a window. */
  readonly dilation?: PerAxis;
  /** Cuts channels into groups that do not see each other. */
  readonly groups?: number;
}

function convolveBack(
  name: string,
  axes: string,
  given: Tensor,
  weightGiven: Tensor,
  bias: Tensor | null | undefined,
  options: ConvTransposeOptions,
): Tensor {
  requireTensor(name, given);
  requireTensor(name, weightGiven);
  const count = axes.split(", ").length;
  const unbatched = given.shape.length === count + 1;
  if (!unbatched && given.shape.length !== count + 2) throw rankError(name, "x", given.shape, `be [N, C, ${axes}] or [C, ${axes}]`);
  if (weightGiven.shape.length !== count + 2)
    throw rankError(name, "weight", weightGiven.shape, "be [inputs, outputs / groups, kernel sizes]");
  const groups = requireInteger(name, "groups", options.groups ?? 1, 1);
  const dtype = promote(promote(given.dtype, weightGiven.dtype), "i32");
  const x = cast(unbatched ? reshape(given, [1, ...given.shape]) : given, dtype);
  const weight = cast(weightGiven, dtype);
  const [batch, channels, ...sizes] = x.shape as [number, number, ...number[]];
  const [inputs, inGroup, ...kernel] = weight.shape as [number, number, ...number[]];
  const named = { x: given.shape, weight: weight.shape };
  if (channels !== inputs) throw shapesError(name, named, `x's channels (${channels}) must equal weight's axis 0 (${inputs})`);
  if (channels % groups !== 0) throw shapesError(name, named, `x's channels (${channels}) must be a multiple of groups (${groups})`);
  const outputs = inGroup * groups;
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs))
    throw shapesError(name, { weight: weight.shape, bias: bias.shape }, `bias must be [${outputs}], weight's axis 1 times groups`);
  const stride = perAxis(name, "stride", options.stride ?? 1, count, 1);
  const dilation = perAxis(name, "dilation", options.dilation ?? 1, count, 1);
  const padding = perAxis(name, "padding", options.padding ?? 0, count, 0);
  const extra = perAxis(name, "outputPadding", options.outputPadding ?? 0, count, 0);
  kernel.forEach((size) => requireInteger(name, "kernel size", size, 1));
  extra.forEach((n, i) => {
    if (n >= Math.max(stride[i]!, dilation[i]!))
      throw rangeError(name, "outputPadding", n, `less than the stride (${stride[i]}) or the dilation (${dilation[i]})`);
  });
  const windows = { kernel, stride, dilation };
  const results = sizes.map((size, i) => {
    const length = (size - 1) * stride[i]! - 2 * padding[i]! + reach(windows, i) + extra[i]!;
    if (size === 0 || length < 1) throw shapesError(name, named, `the result would have size ${length} along its axis ${i + 2}`);
    return length;
  });
  const grouped = groups > 1;
  const attrs = { ...windows, low: padding, high: padding.map((n, i) => n - extra[i]!), grouped, swapped: false };
  const y = grouped
    ? transposedConvolution(
        reshape(x, [batch, groups, channels / groups, ...sizes]),
        reshape(weight, [groups, channels / groups, inGroup, ...kernel]),
        attrs,
        results,
      )
    : transposedConvolution(x, weight, attrs, results);
  const joined = reshape(y, [...(unbatched ? [] : [batch]), outputs, ...results]);
  return bias ? add(joined, reshape(bias, [outputs, ...results.map(() => 1)])) : joined;
}

/**
 * Transposed convolution over one axis: each element of x adds the kernel, times itself, to the result at its place times
 * the stride: y[n, o, t] = bias[o] + Σ x[n, c, s] · weight[c, o, k] over s · stride + k · dilation − padding = t.
 *
 * Size of the result: (size − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1.
 *
 * @param x [N, C, L] or [C, L]
 * @param weight [C, outputs / groups, kernel]
 * @param bias [outputs]
 * @example
 * convTranspose1d(tensor([[[1, 2]]]), tensor([[[1, 10]]])).toArray() // [[[1, 12, 20]]]
 */
export const convTranspose1d = (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvTransposeOptions = {}): Tensor =>
  convolveBack("convTranspose1d", "L", x, weight, bias, options);

/**
 * Transposed convolution over two axes: each element of x adds the kernel, times itself, to the result at its place times the
 * stride, as `convTranspose1d` along each axis.
 *
 * Source: Zeiler et al., "Deconvolutional Networks", 2010.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param weight [C, outputs / groups, kernel height, kernel width]
 * @param bias [outputs]
 * @example
 * convTranspose2d(ones([1, 1, 1, 2]), ones([1, 1, 1, 2]), null, { stride: 2 }).toArray() // [[[[1, 1, 1, 1]]]]
 */
export const convTranspose2d = (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvTransposeOptions = {}): Tensor =>
  convolveBack("convTranspose2d", "H, W", x, weight, bias, options);

/**
 * Transposed convolution over three axes, as `convTranspose1d` along each axis.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param weight [C, outputs / groups, kernel depth, kernel height, kernel width]
 * @param bias [outputs]
 * @example
 * convTranspose3d(ones([1, 1, 1, 1, 2]), ones([1, 1, 2, 1, 1])).toArray() // [[[[[1, 1]], [[1, 1]]]]]
 */
export const convTranspose3d = (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvTransposeOptions = {}): Tensor =>
  convolveBack("convTranspose3d", "D, H, W", x, weight, bias, options);
