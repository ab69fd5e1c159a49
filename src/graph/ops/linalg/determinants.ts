// Determinants and their logarithms.
import { apply, type Op, type Tensor } from "../../tensor.ts";
import { abs, add, mul, sign, sub } from "../arithmetic.ts";
import { cast, sum } from "../broadcast.ts";
import { eq, lt, where } from "../compare.ts";
import { full, iota } from "../constants.ts";
import { diagonal } from "../diagonals.ts";
import { log } from "../powers.ts";
import { prod } from "../reductions.ts";
import { unsqueeze } from "../reshape.ts";
import { narrow, select } from "../views.ts";
import { factored, identityLike, system } from "./lu.ts";
import { batchOf, columnsOf, rowsOf, squares } from "./matrices.ts";

/** 1 or −1: each exchange of rows turns the sign. */
function parity(packed: Tensor): Tensor {
  const n = rowsOf(packed);
  const pivots = cast(select(packed, -1, n + 1), "i32");
  return prod(where(eq(pivots, iota(pivots.shape, -1)), full([], 1, { dtype: packed.dtype }), -1), -1);
}
const pivotsOf = (packed: Tensor): Tensor => diagonal(narrow(packed, -1, 0, rowsOf(packed)), 0, -2, -1);
/** A number for each matrix, times a matrix. */
const scaled = (factor: Tensor, matrix: Tensor): Tensor => mul(unsqueeze(unsqueeze(factor, -1), -1), matrix);

const detOp: Op<null> = {
  name: "det",
  shape: ([x]) => batchOf(x!),
  dtype: ([x]) => x!.dtype,
  how: { kind: "formula", lower: ([, packed]) => mul(prod(pivotsOf(packed!), -1), parity(packed!)) },
  vjp: (ct, y, [x, packed]) => [scaled(mul(ct, y), system(x!, packed!, identityLike(x!), true)), null],
};

/**
 * Determinants. Up to 3 × 3 by the formula, whose gradient is exact also for singular matrices; larger ones by elimination,
 * whose gradient (det · A⁻ᵀ) is NaN there.
 *
 * @param a […, n, n]
 * @example
 * det(tensor([[1, 2], [3, 4]])).toArray() // -2
 */
export const det = (a: Tensor): Tensor => {
  const x = squares("det", "a", a);
  const n = columnsOf(x);
  if (n === 0) return full(batchOf(x), 1, { dtype: x.dtype });
  const e = (i: number, j: number): Tensor => select(select(x, -1, j), -1, i);
  if (n === 1) return e(0, 0);
  const minor = (i: number, k: number, p: number, q: number): Tensor => sub(mul(e(i, p), e(k, q)), mul(e(i, q), e(k, p)));
  if (n === 2) return minor(0, 1, 0, 1);
  if (n === 3) return add(sub(mul(e(0, 0), minor(1, 2, 1, 2)), mul(e(0, 1), minor(1, 2, 0, 2))), mul(e(0, 2), minor(1, 2, 0, 1)));
  return apply(detOp, [x, factored(x)], null);
};

const logDetOp: Op<null> = {
  name: "logAbsDet",
  shape: ([x]) => batchOf(x!),
  dtype: ([x]) => x!.dtype,
  how: { kind: "formula", lower: ([, packed]) => sum(log(abs(pivotsOf(packed!))), -1) },
  vjp: (ct, _, [x, packed]) => [scaled(ct, system(x!, packed!, identityLike(x!), true)), null],
};

/**
 * Sign of the determinant, and the logarithm of its size, which neither overflows nor vanishes. A singular matrix gives 0 and −∞.
 *
 * @param a […, n, n]
 * @example
 * const { sign, logabsdet } = slogdet(tensor([[0, 2], [1, 0]]))
 * sign.toArray() // -1
 * logabsdet.toArray() // 0.6931472
 */
export const slogdet = (a: Tensor): { readonly sign: Tensor; readonly logabsdet: Tensor } => {
  const x = squares("slogdet", "a", a);
  const packed = factored(x);
  return { sign: mul(prod(sign(pivotsOf(packed)), -1), parity(packed)), logabsdet: apply(logDetOp, [x, packed], null) };
};

/**
 * Logarithm of the determinant; NaN where that is negative.
 *
 * @param a […, n, n]
 * @example
 * logdet(tensor([[2, 0], [0, 3]])).toArray() // 1.7917595
 */
export const logdet = (a: Tensor): Tensor => {
  const x = squares("logdet", "a", a);
  const found = slogdet(x);
  return where(lt(found.sign, 0), NaN, found.logabsdet);
};
