// Norms of vectors and matrices, and what the singular values tell: condition and rank.
import { rangeError, rankError } from "../../../core/errors.ts";
import { normalizeAxis } from "../../../core/shape.ts";
import { axesOf, requireTensor, type Axes, type KeepDims } from "../../define.ts";
import type { Tensor } from "../../tensor.ts";
import { abs, div, maximum, mul } from "../arithmetic.ts";
import { sum } from "../broadcast.ts";
import { gt } from "../compare.ts";
import { max, min, norm as normOf } from "../reductions.ts";
import { reshape } from "../reshape.ts";
import { permute, select } from "../views.ts";
import { inv } from "./lu.ts";
import { columnsOf, matrices, rowsOf, squares } from "./matrices.ts";
import { svdvals } from "./svd.ts";

/** Which norm of a matrix: Frobenius, nuclear, largest or smallest row sum (±∞), column sum (±1) or singular value (±2). */
export type MatrixOrder = "fro" | "nuc" | 1 | -1 | 2 | -2 | typeof Infinity;
/** What `matrixNorm` may be told. */
export interface MatrixNormOptions extends KeepDims {
  /** "fro" unless given. */
  readonly ord?: MatrixOrder;
  /** The axes of rows and columns; the last two unless given. */
  readonly axes?: readonly [number, number];
}
/**
 * Norms of matrices: "fro" √Σ aᵢⱼ², "nuc" the sum of singular values, ∞ and −∞ the largest and smallest sum of |row|, 1 and −1 of
 * |column|, 2 and −2 the largest and smallest singular value.
 *
 * @example
 * matrixNorm(tensor([[3, 0], [0, 4]])).toArray() // 5
 * matrixNorm(tensor([[1, -2], [3, 4]]), { ord: 1 }).toArray() // 6
 */
export const matrixNorm = (a: Tensor, { ord = "fro", axes = [-2, -1], keepDims = false }: MatrixNormOptions = {}): Tensor => {
  const x = matrices("matrixNorm", "a", a);
  const [row, column] = axes.map((axis) => normalizeAxis("matrixNorm", axis, x.shape.length)) as [number, number];
  axesOf("matrixNorm", [row, column], x.shape.length);
  const rest = x.shape.map((_, axis) => axis).filter((axis) => axis !== row && axis !== column);
  const last = permute(x, [...rest, row, column]);
  const kept = (y: Tensor): Tensor => (keepDims ? reshape(y, x.shape.map((size, axis) => (rest.includes(axis) ? size : 1))) : y); // prettier-ignore
  switch (ord) {
    case "fro":
      return kept(normOf(last, [-2, -1]));
    case "nuc":
      return kept(sum(svdvals(last), -1));
    case 2:
      return kept(max(svdvals(last), -1));
    case -2:
      return kept(min(svdvals(last), -1));
    case 1:
      return kept(max(sum(abs(last), -2), -1));
    case -1:
      return kept(min(sum(abs(last), -2), -1));
    case Infinity:
      return kept(max(sum(abs(last), -1), -1));
    case -Infinity:
      return kept(min(sum(abs(last), -1), -1));
    default:
      throw rangeError("matrixNorm", "ord", ord, '"fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity');
  }
};

/** What `vectorNorm` may be told. */
export interface VectorNormOptions extends KeepDims {
  /** The exponent; 2 unless given. */
  readonly ord?: number;
}
/**
 * Norms of vectors: (Σ |xᵢ|ᵖ)^(1/p) over axes, or over all elements; ∞ and −∞ give the largest and smallest size, 0 counts
 * what is not 0.
 *
 * @example
 * vectorNorm(tensor([3, 4])).toArray() // 5
 */
export const vectorNorm = (x: Tensor, axis?: Axes, { ord = 2, keepDims = false }: VectorNormOptions = {}): Tensor => {
  requireTensor("vectorNorm", x);
  axesOf("vectorNorm", axis, x.shape.length);
  if (Number.isNaN(ord)) throw rangeError("vectorNorm", "ord", ord, "a number");
  return normOf(x, axis, { p: ord, keepDims });
};

/** What `norm` may be told. */
export interface LinalgNormOptions extends KeepDims {
  /** A norm of vectors or of matrices, as the axes say. */
  readonly ord?: number | "fro" | "nuc";
}
/**
 * Norms, as NumPy has them: without `ord` the 2-norm of all elements (or along the axes); with it, a vector norm for one axis
 * and a matrix norm for two.
 *
 * @example
 * linalg.norm(tensor([3, 4])).toArray() // 5
 * linalg.norm(tensor([[1, 1], [1, 1]]), undefined, { ord: "nuc" }).toArray() // 2
 */
export const norm = (x: Tensor, axis?: Axes, { ord, keepDims = false }: LinalgNormOptions = {}): Tensor => {
  requireTensor("norm", x);
  const axes = axesOf("norm", axis, x.shape.length);
  if (ord === undefined) return normOf(x, axes, { keepDims });
  if (axes.length === 2) return matrixNorm(x, { ord: ord, axes: axes as [number, number], keepDims });
  if (axes.length !== 1) throw rankError("norm", "x", x.shape, "be a vector or a matrix where ord is given without axes");
  if (typeof ord === "string") throw rangeError("norm", "ord", ord, "a number for vectors");
  return vectorNorm(x, axes, { ord, keepDims });
};

/**
 * Condition of a matrix: how many times larger a relative error can become when a system is solved. p = 2 (unless given):
 * the largest singular value divided by the smallest; else ‖A‖ₚ · ‖A⁻¹‖ₚ.
 *
 * @param a […, m, n]; square unless p is ±2
 * @example
 * cond(tensor([[2, 0], [0, 0.5]])).toArray() // 4
 */
export const cond = (a: Tensor, p: MatrixOrder = 2): Tensor => {
  if (p === 2 || p === -2) {
    const s = svdvals(matrices("cond", "a", a));
    const [first, last] = [select(s, -1, 0), select(s, -1, s.shape.at(-1)! - 1)];
    return p === 2 ? div(first, last) : div(last, first);
  }
  const x = squares("cond", "a", a);
  return mul(matrixNorm(x, { ord: p }), matrixNorm(inv(x), { ord: p }));
};

/** Which singular values count as 0. */
export interface ToleranceOptions {
  /** Relative to the largest; max(m, n) · eps of the dtype unless given (0 if `atol` is given). */
  readonly rtol?: number;
  /** Absolute; 0 unless given. */
  readonly atol?: number;
}
/** Refuses tolerances that are none. */
export function requireTolerance(name: string, { rtol, atol = 0 }: ToleranceOptions): void {
  if (rtol !== undefined && !(rtol >= 0)) throw rangeError(name, "rtol", rtol, "a number ≥ 0");
  if (!(atol >= 0)) throw rangeError(name, "atol", atol, "a number ≥ 0");
}
/** The largest singular value that counts as 0, […, 1]. */
export function threshold(x: Tensor, s: Tensor, { rtol, atol = 0 }: ToleranceOptions): Tensor {
  const eps = x.dtype === "f64" ? 2 ** -52 : 2 ** -23;
  const relative = rtol ?? (atol > 0 ? 0 : Math.max(rowsOf(x), columnsOf(x)) * eps);
  return maximum(mul(max(s, -1, { keepDims: true }), relative), atol);
}

/**
 * Number of singular values that are not 0, within a tolerance: how many rows are independent.
 *
 * @param a […, m, n]
 * @example
 * matrixRank(tensor([[1, 2], [2, 4]])).toArray() // 1
 */
export const matrixRank = (a: Tensor, options: ToleranceOptions = {}): Tensor => {
  const x = matrices("matrixRank", "a", a);
  requireTolerance("matrixRank", options);
  const s = svdvals(x);
  return sum(gt(s, threshold(x, s, options)), -1);
};
