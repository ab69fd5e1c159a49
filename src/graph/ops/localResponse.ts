// Normalization of each channel by its neighbours.
import { isFloat } from "../../core/dtype.ts";
import { rankError } from "../../core/errors.ts";
import { requireInteger, requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, square } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { pow } from "./powers.ts";
import { mean } from "./reductions.ts";
import { pad, transpose } from "./views.ts";
import { windows } from "./windows.ts";

/** The constants of `localResponseNorm`. */
export interface LocalResponseNormOptions {
  readonly alpha?: number;
  readonly beta?: number;
  readonly k?: number;
}
/**
 * Local response normalization: y = x / (k + alpha · mean of x² over `size` neighbouring channels)^beta, channels beyond the
 * ends counting as 0.
 *
 * Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", 2012.
 *
 * @param x [N, C, …]
 * @example
 * localResponseNorm(tensor([[[2], [0]]]), 1, { alpha: 1, beta: 1, k: 0 }).shape // [1, 2, 1]
 */
export const localResponseNorm = (given: Tensor, size: number, options: LocalResponseNormOptions = {}): Tensor => {
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options;
  requireTensor("localResponseNorm", given);
  if (given.shape.length < 3) throw rankError("localResponseNorm", "x", given.shape, "be [N, C, L, …]");
  requireInteger("localResponseNorm", "size", size, 1);
  const x = isFloat(given.dtype) ? given : cast(given, "f32");
  const squares = pad(transpose(square(x), 1, -1), [Math.floor(size / 2), Math.floor((size - 1) / 2)]);
  const near = transpose(mean(windows(squares, [size]), -1), 1, -1);
  return div(x, pow(add(mul(near, alpha), k), beta));
};
