// Linear systems with a triangular matrix: each unknown from those before it.
import { shapesError } from "../../../core/errors.ts";
import { sizeOfShape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Expr, Stmt } from "../../../ir/types.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../../tensor.ts";
import { neg } from "../arithmetic.ts";
import { matmul } from "../contraction.ts";
import { tril, triu } from "../indexing.ts";
import { backwards, columnsOf, from, grid, matrices, requireRows, rowsOf, sameStack, squares, turned } from "./matrices.ts";

interface TriangularAttrs {
  readonly upper: boolean;
  readonly unit: boolean;
  /** Solve with the transpose of the matrix. */
  readonly transposed: boolean;
}
/** Columns of the right side that a task solves. */
const BLOCK = 32;

const triangularOp: Op<TriangularAttrs> = {
  name: "solveTriangular",
  shape: ([, b]) => b!.shape,
  dtype: ([, b]) => b!.dtype,
  how: {
    kind: "loop",
    nest: (output, [a, b], { upper, unit, transposed }: TriangularAttrs, [, shape]): LoopNest => {
      const [n, k] = shape!.slice(-2) as [number, number];
      const blocks = Math.ceil(k / BLOCK);
      const [c, d, e] = [ir.indexVar("c", k), ir.indexVar("d", k), ir.indexVar("e", k)];
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)) * blocks,
        independent: new Set([c, d, e]),
        body: (task) => {
          const [stack, first] = [ir.call("quot", task, ir.int(blocks)), ir.mul(ir.call("rem", task, ir.int(blocks)), ir.int(BLOCK))];
          const end = ir.call("min", ir.add(first, ir.int(BLOCK)), ir.int(k));
          const matrix = grid(a!, ir.mul(stack, ir.int(n * n)), n);
          const [right, x] = [grid(b!, ir.mul(stack, ir.int(n * k)), k), grid(output, ir.mul(stack, ir.int(n * k)), k)];
          const element = (i: Expr, j: Expr): Expr => (transposed ? matrix.get(j, i) : matrix.get(i, j));
          const [t, s] = [ir.indexVar("t", n), ir.indexVar("s", n)];
          const [factor, pivot] = [ir.variable("factor", output.dtype), ir.variable("pivot", output.dtype)];
          // From the first row on, or from the last one back.
          const place = (v: Expr): Expr => (upper === transposed ? v : backwards(n, v));
          const i = place(t);
          const divided: Stmt[] = [ir.declare(pivot, element(i, i)), from(e, first, end, [x.put(i, e, ir.div(x.get(i, e), pivot))])];
          return [
            ir.range(t, n, [
              from(c, first, end, [x.put(i, c, right.get(i, c))]),
              from(s, ir.int(0), t, [
                ir.declare(factor, element(i, place(s))),
                from(d, first, end, [x.put(i, d, ir.sub(x.get(i, d), ir.mul(factor, x.get(place(s), d))))]),
              ]),
              ...(unit ? [] : divided),
            ]),
          ];
        },
      };
    },
  },
  vjp: (ct, x, [a], { upper, unit, transposed }) => {
    const share = apply(triangularOp, [a!, ct], { upper, unit, transposed: !transposed });
    const whole = transposed ? matmul(x, turned(share)) : matmul(share, turned(x));
    return [neg(upper ? triu(whole, unit ? 1 : 0) : tril(whole, unit ? -1 : 0)), share];
  },
};

/** What `solveTriangular` is told. */
export interface TriangularOptions {
  /** Is it the upper triangle that holds the matrix? What is in the other is not looked at. */
  readonly upper: boolean;
  /** Does the matrix stand on the left (A X = B), or on the right (X A = B)? Left unless given. */
  readonly left?: boolean;
  /** Is the diagonal 1, whatever is on it? False unless given. */
  readonly unitriangular?: boolean;
}
/**
 * Solves a linear system with a triangular matrix: A X = B. A zero on the diagonal gives infinities or NaN.
 *
 * @param a […, n, n]
 * @param b […, n, k]
 * @example
 * solveTriangular(tensor([[2, 0], [1, 4]]), tensor([[2], [9]]), { upper: false }).toArray() // [[1], [2]]
 */
export const solveTriangular = (a: Tensor, b: Tensor, { upper, left = true, unitriangular = false }: TriangularOptions): Tensor => {
  const [first, second] = sameStack("solveTriangular", squares("solveTriangular", "a", a), matrices("solveTriangular", "b", b));
  if (!left) {
    if (columnsOf(b) !== rowsOf(a)) throw shapesError("solveTriangular", { a: a.shape, b: b.shape }, "b must have as many columns as a");
    return turned(triangular(first, turned(second), { upper, unit: unitriangular, transposed: true }));
  }
  requireRows("solveTriangular", a, b);
  return triangular(first, second, { upper, unit: unitriangular, transposed: false });
};

/** The same without checks, also with the transpose. */
export const triangular = (a: Tensor, b: Tensor, attrs: TriangularAttrs): Tensor => apply(triangularOp, [a, b], attrs);
