// Systems that have no or many solutions: least squares and the pseudoinverse.
import { rankError } from "../../../core/errors.ts";
import { requireTensor } from "../../define.ts";
import { apply, type Op, type Tensor } from "../../tensor.ts";
import { add, div, mul, square, sub } from "../arithmetic.ts";
import { sum } from "../broadcast.ts";
import { gt, where } from "../compare.ts";
import { zeros } from "../constants.ts";
import { matmul } from "../contraction.ts";
import { squeeze, unsqueeze } from "../reshape.ts";
import { batchOf, columnsOf, matrices, requireRows, rowsOf, sameStack, turned } from "./matrices.ts";
import { requireTolerance, threshold, type ToleranceOptions } from "./norms.ts";
import { qr } from "./qr.ts";
import { decomposed } from "./svd.ts";
import { triangular } from "./triangular.ts";

/**
 * Least squares: the X with the smallest ‖A X − B‖, by QR. Where A has fewer rows than columns, of all solutions the one of
 * the smallest norm. The shorter side of A must have full rank (else infinities or NaN; `pinv` knows no such condition).
 *
 * @param a […, m, n]
 * @param b […, m, k], or [m]
 * @returns the solution, and the sums of squares of what is left (empty where m ≤ n, as in PyTorch)
 * @example
 * lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])).solution.toArray() // [1, 2]
 */
export const lstsq = (a: Tensor, b: Tensor): { readonly solution: Tensor; readonly residuals: Tensor } => {
  const matrix = matrices("lstsq", "a", a);
  requireTensor("lstsq", b);
  if (b.shape.length === 0) throw rankError("lstsq", "b", b.shape, "have at least one axis");
  const vector = b.shape.length === 1;
  const column = vector ? unsqueeze(b, -1) : b;
  requireRows("lstsq", a, column);
  const [left, right] = sameStack("lstsq", matrix, matrices("lstsq", "b", column));
  const [m, n] = [rowsOf(left), columnsOf(left)];
  const drop = (x: Tensor): Tensor => (vector ? squeeze(x, -1) : x);
  if (m >= n) {
    const [q, r] = qr(left);
    const x = triangular(r, matmul(turned(q), right), { upper: true, unit: false, transposed: false });
    return { solution: drop(x), residuals: m > n ? drop(sum(square(sub(matmul(left, x), right)), -2)) : zeros([0], { dtype: left.dtype }) };
  }
  const [q, r] = qr(turned(left));
  const x = matmul(q, triangular(r, right, { upper: true, unit: false, transposed: true }));
  return { solution: drop(x), residuals: zeros([0], { dtype: left.dtype }) };
};

const pinvOp: Op<ToleranceOptions> = {
  name: "pinv",
  shape: ([x]) => [...batchOf(x!), columnsOf(x!), rowsOf(x!)],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x], options: ToleranceOptions) => {
      const [u, s, v] = decomposed(x!);
      const kept = gt(s, threshold(x!, s, options));
      const inverse = where(kept, div(1, where(kept, s, 1)), 0);
      return matmul(mul(v, unsqueeze(inverse, -2)), turned(u));
    },
  },
  // Of constant rank. Source: Golub and Pereyra, "The differentiation of pseudo-inverses", 1973.
  vjp: (ct, p, [a]) => {
    const [pt, gt_] = [turned(p), turned(ct)];
    const first = matmul(matmul(pt, ct), pt);
    const projected = matmul(matmul(gt_, p), pt);
    const outside = sub(projected, matmul(a!, matmul(p, projected)));
    const other = matmul(matmul(pt, p), gt_);
    const inside = sub(other, matmul(matmul(other, p), a!));
    return [sub(add(outside, inside), first)];
  },
};
/**
 * The pseudoinverse of Moore and Penrose: the matrix that solves least squares with the smallest norm, for any A. Singular
 * values within the tolerance count as 0.
 *
 * @param a […, m, n]
 * @returns […, n, m]
 * @example
 * pinv(tensor([[1, 1], [1, 1]])).toArray() // [[0.25, 0.25], [0.25, 0.25]]
 */
export const pinv = (a: Tensor, options: ToleranceOptions = {}): Tensor => {
  const x = matrices("pinv", "a", a);
  requireTolerance("pinv", options);
  return apply(pinvOp, [x], options);
};
