// Relatives of dropout: whole channels at once, and the two that keep mean and variance of self-normalizing networks.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { ge, where } from "./compare.ts";
import { ones, zerosLike } from "./constants.ts";
import { dropout, uniform } from "./random.ts";

/** Axes up to that of channels keep their size, the others become 1: one draw for each channel. */
const channelsOf = (x: Tensor, last: number): Shape => x.shape.map((size, axis) => (axis <= last ? size : 1));

function dropChannels(x: Tensor, p: number, key: Tensor, axis: number): Tensor {
  return mul(x, dropout(ones(channelsOf(x, axis), { dtype: isFloat(x.dtype) ? x.dtype : "f32" }), p, key));
}

/** Where the axis of channels is: after that of samples, if there is one. */
function channelAxis(name: string, x: Tensor, axes: string): number {
  requireTensor(name, x);
  const count = axes.split(", ").length;
  if (x.shape.length !== count + 1 && x.shape.length !== count + 2)
    throw rankError(name, "x", x.shape, `be [N, C, ${axes}] or [C, ${axes}]`);
  return x.shape.length - count - 1;
}

/**
 * Dropout of whole channels of rows: each becomes 0 with probability p, the others are divided by 1 − p.
 *
 * @param x [N, C, L] or [C, L]
 * @param key i32 [2]; the same key drops the same channels
 * @example
 * dropout1d(ones([2, 3, 4]), 0, tensor([0, 1], { dtype: "i32" })).shape // [2, 3, 4]
 */
export const dropout1d = (x: Tensor, p: number, key: Tensor): Tensor => dropChannels(x, p, key, channelAxis("dropout1d", x, "L"));

/**
 * Dropout of whole channels of pictures: each becomes 0 with probability p, the others are divided by 1 − p.
 *
 * Source: Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param key i32 [2]; the same key drops the same channels
 * @example
 * dropout2d(ones([1, 3, 2, 2]), 1, tensor([0, 1], { dtype: "i32" })).sum().item() // 0
 */
export const dropout2d = (x: Tensor, p: number, key: Tensor): Tensor => dropChannels(x, p, key, channelAxis("dropout2d", x, "H, W"));

/**
 * Dropout of whole channels of volumes: each becomes 0 with probability p, the others are divided by 1 − p.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param key i32 [2]; the same key drops the same channels
 * @example
 * dropout3d(ones([1, 3, 2, 2, 2]), 0, tensor([0, 1], { dtype: "i32" })).sum().item() // 24
 */
export const dropout3d = (x: Tensor, p: number, key: Tensor): Tensor => dropChannels(x, p, key, channelAxis("dropout3d", x, "D, H, W"));

/** What SELU tends to for large negative numbers. */
const SATURATION = -1.7580993408473766;

/** What is dropped becomes SELU's lower limit, and an affine map restores mean 0 and variance 1. */
function alpha(name: string, x: Tensor, p: number, key: Tensor, shape: Shape): Tensor {
  if (!(p >= 0 && p <= 1)) throw rangeError(name, "p", p, "a probability from 0 to 1");
  const floats = isFloat(x.dtype) ? x : cast(x, "f32");
  if (p === 0) return floats;
  if (p === 1) return zerosLike(floats);
  const scale = 1 / Math.sqrt((SATURATION * SATURATION * p + 1) * (1 - p));
  const kept = ge(uniform(key, shape), p);
  return add(mul(where(kept, floats, SATURATION), scale), -scale * SATURATION * p);
}

/**
 * Dropout for networks of SELU: what is dropped (probability p) becomes the lower limit of SELU, and an affine map restores
 * mean 0 and variance 1.
 *
 * Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
 *
 * @param key i32 [2]; the same key drops the same elements
 * @example
 * alphaDropout(tensor([1, 2]), 0, tensor([0, 1], { dtype: "i32" })).toArray() // [1, 2]
 */
export const alphaDropout = (x: Tensor, p: number, key: Tensor): Tensor => {
  requireTensor("alphaDropout", x);
  return alpha("alphaDropout", x, p, key, x.shape);
};

/**
 * As `alphaDropout`, for whole channels.
 *
 * @param x [N, C, …]
 * @param key i32 [2]; the same key drops the same channels
 * @example
 * featureAlphaDropout(ones([1, 2, 3]), 0, tensor([0, 1], { dtype: "i32" })).sum().item() // 6
 */
export const featureAlphaDropout = (x: Tensor, p: number, key: Tensor): Tensor => {
  requireTensor("featureAlphaDropout", x);
  if (x.shape.length < 2) throw rankError("featureAlphaDropout", "x", x.shape, "be [N, C, …]");
  return alpha("featureAlphaDropout", x, p, key, channelsOf(x, 1));
};
