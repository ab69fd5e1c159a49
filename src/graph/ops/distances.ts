// Distances and angles between vectors, and vectors of length 1.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { normalizeAxis } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, maximum, mul, sub } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { indexSelect } from "./indexing.ts";
import { norm } from "./reductions.ts";
import { unsqueeze } from "./reshape.ts";
import { tensor } from "./sources.ts";

function floats(name: string, x: Tensor): Tensor {
  requireTensor(name, x);
  return isFloat(x.dtype) ? x : cast(x, "f32");
}
const requireEps = (name: string, eps: number): void => {
  if (!(eps >= 0)) throw rangeError(name, "eps", eps, "a number ≥ 0");
};
const requireExponent = (name: string, p: number): void => {
  if (!(p >= 0)) throw rangeError(name, "p", p, "a number ≥ 0");
};

/** What `normalize` may be told. */
export interface NormalizeOptions {
  /** Exponent of the norm; 2 unless given. */
  readonly p?: number;
  /** The axis along which vectors lie; 1 unless given, as in PyTorch. */
  readonly axis?: number;
  /** Shorter vectors are divided by this; 1e-12 unless given. */
  readonly eps?: number;
}
/**
 * Vectors of length 1: y = x / max(‖x‖ₚ, eps) along an axis.
 *
 * @example
 * normalize(tensor([[3, 4], [0, 0]])).toArray() // [[0.6, 0.8], [0, 0]]
 */
export const normalize = (given: Tensor, { p = 2, axis = 1, eps = 1e-12 }: NormalizeOptions = {}): Tensor => {
  const x = floats("normalize", given);
  const at = normalizeAxis("normalize", axis, x.shape.length);
  requireEps("normalize", eps);
  return div(x, maximum(norm(x, at, { p, keepDims: true }), eps));
};

/** What `cosineSimilarity` may be told. */
export interface CosineOptions {
  /** The axis along which vectors lie; 1 unless given, as in PyTorch. */
  readonly axis?: number;
  /** Shorter vectors count as this long; 1e-8 unless given. */
  readonly eps?: number;
}
/**
 * Cosine of the angle between vectors: y = a · b / (max(‖a‖, eps) · max(‖b‖, eps)) along an axis, after broadcasting.
 *
 * @example
 * cosineSimilarity(tensor([[1, 0], [1, 1]]), tensor([[0, 2], [2, 2]])).toArray() // [0, 1]
 */
export const cosineSimilarity = (first: Tensor, second: Tensor, { axis = 1, eps = 1e-8 }: CosineOptions = {}): Tensor => {
  const [a, b] = [floats("cosineSimilarity", first), floats("cosineSimilarity", second)];
  const product = mul(a, b);
  requireEps("cosineSimilarity", eps);
  // Counted from the end, the axis is the same for both also where one has fewer axes.
  const at = normalizeAxis("cosineSimilarity", axis, product.shape.length) - product.shape.length;
  const lengthOf = (x: Tensor): Tensor => maximum(norm(x, at), eps);
  const wide = (x: Tensor): Tensor =>
    -at > x.shape.length || x.shape[x.shape.length + at] !== product.shape.at(at) ? add(mul(product, 0), x) : x;
  return div(sum(product, at), mul(lengthOf(wide(a)), lengthOf(wide(b))));
};

/** What `pairwiseDistance` may be told. */
export interface PairwiseOptions {
  /** Exponent of the norm; 2 unless given. */
  readonly p?: number;
  /** Added to each difference; 1e-6 unless given. */
  readonly eps?: number;
  /** Keep the last axis with size 1. */
  readonly keepDims?: boolean;
}
/**
 * Distance of vectors at the same place: y = ‖a − b + eps‖ₚ over the last axis.
 *
 * @example
 * pairwiseDistance(tensor([[0, 0]]), tensor([[3, 4]]), { eps: 0 }).toArray() // [5]
 */
export const pairwiseDistance = (a: Tensor, b: Tensor, { p = 2, eps = 1e-6, keepDims = false }: PairwiseOptions = {}): Tensor => {
  const difference = sub(floats("pairwiseDistance", a), floats("pairwiseDistance", b));
  if (!Number.isFinite(eps)) throw rangeError("pairwiseDistance", "eps", eps, "a finite number");
  if (difference.shape.length === 0) throw rankError("pairwiseDistance", "a", a.shape, "have at least one axis");
  return norm(add(difference, eps), -1, { p, keepDims });
};

/** What `cdist` and `pdist` may be told. */
export interface DistanceOptions {
  /** Exponent of the norm, from 0 to ∞; 2 unless given. */
  readonly p?: number;
}
/**
 * Distances of all rows of a to all rows of b: yᵢⱼ = ‖aᵢ − bⱼ‖ₚ. Where two rows are equal, the gradient is 0.
 *
 * @param a […, P, M]
 * @param b […, R, M]
 * @returns […, P, R]
 * @example
 * cdist(tensor([[0, 0], [3, 0]]), tensor([[3, 4]])).toArray() // [[5], [4]]
 */
export const cdist = (first: Tensor, second: Tensor, { p = 2 }: DistanceOptions = {}): Tensor => {
  const [a, b] = [floats("cdist", first), floats("cdist", second)];
  requireExponent("cdist", p);
  if (a.shape.length < 2) throw rankError("cdist", "a", a.shape, "be […, rows, features]");
  if (b.shape.length < 2) throw rankError("cdist", "b", b.shape, "be […, rows, features]");
  if (a.shape.at(-1) !== b.shape.at(-1)) throw shapesError("cdist", { a: a.shape, b: b.shape }, "the last axes must be equal");
  return norm(sub(unsqueeze(a, -2), unsqueeze(b, -3)), -1, { p });
};

/**
 * Distances of all pairs of rows, the first row to all later ones, then the second, …: n(n − 1)/2 numbers.
 *
 * @param x [n, M]
 * @example
 * pdist(tensor([[0, 0], [3, 4], [0, 1]])).toArray() // [5, 1, 4.2426405]
 */
export const pdist = (given: Tensor, { p = 2 }: DistanceOptions = {}): Tensor => {
  const x = floats("pdist", given);
  requireExponent("pdist", p);
  if (x.shape.length !== 2) throw rankError("pdist", "x", x.shape, "be [rows, features]");
  const rows = x.shape[0]!;
  const pairs = Array.from({ length: rows }, (_, i) => Array.from({ length: rows - i - 1 }, (__, k) => [i, i + 1 + k] as const)).flat();
  const side = (k: 0 | 1): Tensor => indexSelect(x, 0, tensor(Int32Array.from(pairs, (pair) => pair[k])));
  return norm(sub(side(0), side(1)), 1, { p });
};

/**
 * Distance of two tensors as wholes: y = ‖a − b‖ₚ.
 *
 * @example
 * dist(tensor([1, 2]), tensor([4, 6])).toArray() // 5
 */
export const dist = (a: Tensor, b: Tensor, { p = 2 }: DistanceOptions = {}): Tensor =>
  norm(sub(floats("dist", a), floats("dist", b)), undefined, { p });
