// Cholesky's factor of a symmetric positive definite matrix, and what it solves.
import { sizeOfShape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../../ir/types.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../../tensor.ts";
import { add, mul, sub } from "../arithmetic.ts";
import { eye } from "../constants.ts";
import { matmul } from "../contraction.ts";
import { tril } from "../indexing.ts";
import { from, grid, matrices, requireRows, rowsOf, sameStack, squares, turned } from "./matrices.ts";
import { triangular } from "./triangular.ts";

const choleskyOp: Op<null> = {
  name: "cholesky",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [input], _, [shape]): LoopNest => {
      const n = shape!.at(-1)!;
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)),
        body: (task) => {
          const start = ir.mul(task, ir.int(n * n));
          const [a, l] = [grid(input!, start, n), grid(output, start, n)];
          const [i, j, k, z] = [ir.indexVar("i", n), ir.indexVar("j", n), ir.indexVar("k", n), ir.indexVar("z", n)];
          /** What is left of an element when the columns before `end` are taken off. */
          const rest = (sum: Var, k: Var, row: Expr, column: Expr, end: Expr): Stmt[] => [
            ir.declare(sum, a.get(row, column)),
            from(k, ir.int(0), end, [ir.set(sum, ir.sub(sum, ir.mul(l.get(row, k), l.get(column, k))))]),
          ];
          const [beside, own] = [ir.variable("beside", output.dtype), ir.variable("own", output.dtype)];
          return [
            ir.range(i, n, [
              from(j, ir.int(0), i, [...rest(beside, k, i, j, j), l.put(i, j, ir.div(beside, l.get(j, j)))]),
              ...rest(own, ir.indexVar("h", n), i, i, i),
              l.put(i, i, ir.call("sqrt", own)),
              from(z, ir.add(i, ir.int(1)), n, [l.put(i, z, ir.constant(output.dtype, 0))]),
            ]),
          ];
        },
      };
    },
  },
  vjp: (ct, l) => {
    // Murray, "Differentiation of the Cholesky decomposition", 2016: L⁻ᵀ Φ(Lᵀ ct) L⁻¹, with Φ the lower triangle with half its diagonal.
    const inner = tril(matmul(turned(l), ct));
    const halved = halfDiagonal(inner);
    const left = triangular(l, halved, { upper: false, unit: false, transposed: true });
    const both = turned(triangular(l, turned(left), { upper: false, unit: false, transposed: true }));
    return [symmetric(both)];
  },
};

/** The matrix with half its diagonal. */
const halfDiagonal = (x: Tensor): Tensor => mul(x, sub(1, mul(eye(rowsOf(x), rowsOf(x), { dtype: x.dtype }), 0.5)));
/** Half the sum of a matrix and its transpose. */
const symmetric = (x: Tensor): Tensor => mul(add(x, turned(x)), 0.5);

/** Which triangle. */
export interface UpperOption {
  /** The upper triangle instead of the lower one. */
  readonly upper?: boolean;
}
/**
 * Square root of a symmetric positive definite matrix: A = L Lᵀ with L lower triangular (with `upper`: A = Uᵀ U). Only the
 * lower triangle of A is looked at (with `upper`, the upper one). What is not positive definite gives NaN.
 *
 * @param a […, n, n]
 * @example
 * cholesky(tensor([[4, 2], [2, 5]])).toArray() // [[2, 0], [1, 2]]
 */
export const cholesky = (a: Tensor, { upper = false }: UpperOption = {}): Tensor => {
  const x = squares("cholesky", "a", a);
  return upper ? turned(apply(choleskyOp, [turned(x)], null)) : apply(choleskyOp, [x], null);
};

/**
 * Solves A X = B from the Cholesky factor of A.
 *
 * @param b […, n, k]
 * @param l […, n, n], as `cholesky` gives it
 * @example
 * choleskySolve(tensor([[8], [9]]), cholesky(tensor([[4, 2], [2, 5]]))).toArray() // [[1.375], [1.25]]
 */
export const choleskySolve = (b: Tensor, l: Tensor, { upper = false }: UpperOption = {}): Tensor => {
  const [factor, right] = sameStack("choleskySolve", squares("choleskySolve", "l", l), matrices("choleskySolve", "b", b));
  requireRows("choleskySolve", factor, right);
  const first = triangular(factor, right, { upper, unit: false, transposed: upper });
  return triangular(factor, first, { upper, unit: false, transposed: !upper });
};

/**
 * Inverse of a symmetric positive definite matrix, from its Cholesky factor.
 *
 * @example
 * choleskyInverse(cholesky(tensor([[4, 0], [0, 2]]))).toArray() // [[0.25, 0], [0, 0.5]]
 */
export const choleskyInverse = (l: Tensor, options: UpperOption = {}): Tensor =>
  choleskySolve(eye(rowsOf(squares("choleskyInverse", "l", l)), undefined, { dtype: l.dtype === "f64" ? "f64" : "f32" }), l, options);
