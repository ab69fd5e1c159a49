// Pooling by a power mean: between the sum and the largest element of each window.
import { rangeError } from "../../core/errors.ts";
import { sizeOfShape } from "../../core/shape.ts";
import { perAxis, type PerAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./arithmetic.ts";
import { eq, where } from "./compare.ts";
import { avgPool } from "./pool.ts";
import { pow } from "./powers.ts";

/** How the windows of a power pooling lie. */
export interface LpPoolOptions {
  /** Distance between neighbouring windows; the kernel size unless given. */
  readonly stride?: PerAxis;
  /** Also windows that reach beyond the end, if they begin before it; their sums are scaled up to whole windows. */
  readonly ceilMode?: boolean;
}

function lpPool(name: string, axes: string, x: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions): Tensor {
  if (!(normType > 0 && Number.isFinite(normType))) throw rangeError(name, "normType", normType, "a number above 0");
  const kernel = perAxis(name, "kernelSize", kernelSize, axes.split(", ").length, 1);
  const total = mul(avgPool(name, axes, pow(x, normType), kernel, options), sizeOfShape(kernel));
  if (normType === 1) return total;
  const zero = eq(total, 0);
  return where(zero, 0, pow(where(zero, 1, total), 1 / normType));
}

/**
 * Power pooling over one axis: y = (Σ xᵖ)^(1/p) over each window, p = `normType`. Where the sum is 0, so is the gradient.
 *
 * @param x [N, C, L] or [C, L]
 * @example
 * lpPool1d(tensor([[3, 4, 6, 8]]), 2, 2).toArray() // [[5, 10]]
 */
export const lpPool1d = (x: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions = {}): Tensor =>
  lpPool("lpPool1d", "L", x, normType, kernelSize, options);

/**
 * Power pooling over two axes: y = (Σ xᵖ)^(1/p) over each window, p = `normType`. Where the sum is 0, so is the gradient.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * lpPool2d(tensor([[[1, 1], [1, 1]]]), 2, 2).toArray() // [[[2]]]
 */
export const lpPool2d = (x: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions = {}): Tensor =>
  lpPool("lpPool2d", "H, W", x, normType, kernelSize, options);

/**
 * Power pooling over three axes: y = (Σ xᵖ)^(1/p) over each window, p = `normType`. Where the sum is 0, so is the gradient.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @example
 * lpPool3d(ones([1, 2, 2, 2]), 3, 2).toArray() // [[[[2]]]]
 */
export const lpPool3d = (x: Tensor, normType: number, kernelSize: PerAxis, options: LpPoolOptions = {}): Tensor =>
  lpPool("lpPool3d", "D, H, W", x, normType, kernelSize, options);
