// The opposite of maximum pooling: elements go back to where they were the largest; all others are 0.
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { sameShape, sizeOfShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import { perAxis, type PerAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { zeros } from "./constants.ts";
import { reshape } from "./reshape.ts";
import { scatter } from "./scatter.ts";

/** How the windows of the pooling lay. */
export interface UnpoolOptions {
  /** Distance between neighbouring windows; the kernel size unless given. */
  readonly stride?: PerAxis;
  /** Elements that were put around. */
  readonly padding?: PerAxis;
  /** Sizes before pooling; (size − 1) · stride − 2 · padding + kernel size unless given. */
  readonly outputSize?: readonly number[];
}

function maxUnpool(name: string, axes: string, x: Tensor, indices: Tensor, kernelSize: PerAxis, options: UnpoolOptions): Tensor {
  requireTensor(name, x);
  requireTensor(name, indices);
  const count = axes.split(", ").length;
  if (x.shape.length !== count + 1 && x.shape.length !== count + 2)
    throw rankError(name, "x", x.shape, `be [N, C, ${axes}] or [C, ${axes}]`);
  if (!sameShape(x.shape, indices.shape)) throw shapesError(name, { x: x.shape, indices: indices.shape }, "both must have one shape");
  const kernel = perAxis(name, "kernelSize", kernelSize, count, 1);
  const stride = perAxis(name, "stride", options.stride ?? kernel, count, 1);
  const padding = perAxis(name, "padding", options.padding ?? 0, count, 0);
  const front = x.shape.slice(0, x.shape.length - count);
  const usual = x.shape.slice(front.length).map((size, i) => (size - 1) * stride[i]! - 2 * padding[i]! + kernel[i]!);
  const sizes = (options.outputSize ?? usual).slice(-count);
  sizes.forEach((size, i) => {
    if (!(Number.isInteger(size) && Math.abs(size - usual[i]!) < stride[i]!))
      throw rangeError(name, "outputSize", sizes, `within less than a stride of [${usual.join(", ")}]`);
  });
  const rows = sizeOfShape(front);
  const flat = (y: Tensor): Tensor => reshape(y, [rows, sizeOfShape(y.shape.slice(front.length))]);
  const empty = zeros([rows, sizeOfShape(sizes)], { dtype: x.dtype });
  return reshape(scatter(empty, 1, flat(indices), flat(x)), [...front, ...sizes]);
}

/**
 * Elements of a maximum pooling over one axis back at their places, zeros elsewhere.
 *
 * @param x [N, C, L] or [C, L]
 * @param indices as `maxPool1d` gives them with `returnIndices`
 * @example
 * const [y, indices] = maxPool1d(tensor([[1, 3, 2, 4]]), 2, { returnIndices: true })
 * maxUnpool1d(y, indices, 2).toArray() // [[0, 3, 0, 4]]
 */
export const maxUnpool1d = (x: Tensor, indices: Tensor, kernelSize: PerAxis, options: UnpoolOptions = {}): Tensor =>
  maxUnpool("maxUnpool1d", "L", x, indices, kernelSize, options);

/**
 * Elements of a maximum pooling over two axes back at their places, zeros elsewhere.
 *
 * Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param indices as `maxPool2d` gives them with `returnIndices`
 * @example
 * maxUnpool2d(tensor([[[4]]]), tensor([[[2]]], { dtype: "i32" }), 2).toArray() // [[[0, 0], [4, 0]]]
 */
export const maxUnpool2d = (x: Tensor, indices: Tensor, kernelSize: PerAxis, options: UnpoolOptions = {}): Tensor =>
  maxUnpool("maxUnpool2d", "H, W", x, indices, kernelSize, options);

/**
 * Elements of a maximum pooling over three axes back at their places, zeros elsewhere.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param indices as `maxPool3d` gives them with `returnIndices`
 * @example
 * maxUnpool3d(tensor([[[[4]]]]), tensor([[[[1]]]], { dtype: "i32" }), [1, 1, 2]).toArray() // [[[[0, 4]]]]
 */
export const maxUnpool3d = (x: Tensor, indices: Tensor, kernelSize: PerAxis, options: UnpoolOptions = {}): Tensor =>
  maxUnpool("maxUnpool3d", "D, H, W", x, indices, kernelSize, options);
