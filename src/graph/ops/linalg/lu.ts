// Elimination: the factors of a matrix with its rows exchanged (LU), and the linear systems that they solve.
import { rankError, shapesError } from "../../../core/errors.ts";
import { sameShape, sizeOfShape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../../ir/types.ts";
import { requireTensor } from "../../define.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../../tensor.ts";
import { add, neg } from "../arithmetic.ts";
import { cast, detach, expand } from "../broadcast.ts";
import { eq } from "../compare.ts";
import { eye, iota } from "../constants.ts";
import { matmul } from "../contraction.ts";
import { tril, triu } from "../indexing.ts";
import { concat } from "../joins.ts";
import { squeeze, unsqueeze } from "../reshape.ts";
import { narrow, select } from "../views.ts";
import { backwards, batchOf, columnsOf, from, grid, matrices, requireRows, rowsOf, sameStack, squares, turned, type Grid } from "./matrices.ts"; // prettier-ignore
import { triangular } from "./triangular.ts";

/**
 * Both factors in one matrix (L below the diagonal, whose own is 1; U from it on), and two more columns: which row of the
 * input stands in each row, and with which row each was exchanged in its turn.
 */
const luOp: Op<null> = {
  name: "luFactor",
  shape: ([x]) => [...x!.shape.slice(0, -1), columnsOf(x!) + 2],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [input], _, [shape]): LoopNest => {
      const [m, n] = shape!.slice(-2) as [number, number];
      const { dtype } = output;
      const q = ir.indexVar("q", n);
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)),
        independent: new Set([q]),
        body: (task) => {
          const a = grid(input!, ir.mul(task, ir.int(m * n)), n);
          const lu = grid(output, ir.mul(task, ir.int(m * (n + 2))), n + 2);
          const [i, j, k, r] = [ir.indexVar("i", m), ir.indexVar("j", n), ir.indexVar("k", Math.min(m, n)), ir.indexVar("r", m)];
          const p = ir.indexVar("p", m);
          const [best, row, size] = [ir.variable("best", dtype), ir.variable("row"), ir.variable("size", dtype)];
          const [factor, pivot] = [ir.variable("factor", dtype), ir.variable("pivot", dtype)];
          return [
            ir.range(i, m, [
              ir.range(j, n, [lu.put(i, j, a.get(i, j))]),
              lu.put(i, ir.int(n), ir.cast(i, dtype)),
              lu.put(i, ir.int(n + 1), ir.cast(i, dtype)),
            ]),
            ir.range(k, Math.min(m, n), [
              ir.declare(best, ir.call("abs", lu.get(k, k))),
              ir.declare(row, k),
              from(r, ir.add(k, ir.int(1)), m, [
                ir.declare(size, ir.call("abs", lu.get(r, k))),
                ir.branch(ir.less(best, size), [ir.set(best, size), ir.set(row, r)]),
              ]),
              lu.put(k, ir.int(n + 1), ir.cast(row, dtype)),
              ir.branch(ir.call("ne", row, k), exchange(lu, k, row, ir.int(0), ir.int(n + 1))),
              ir.declare(pivot, lu.get(k, k)),
              // A column of zeros is left as it is: the zero on the diagonal tells that the matrix is singular.
              ir.branch(ir.call("ne", pivot, ir.constant(dtype, 0)), [
                from(p, ir.add(k, ir.int(1)), m, [
                  ir.declare(factor, ir.div(lu.get(p, k), pivot)),
                  lu.put(p, k, factor),
                  from(q, ir.add(k, ir.int(1)), n, [lu.put(p, q, ir.sub(lu.get(p, q), ir.mul(factor, lu.get(k, q))))]),
                ]),
              ]),
            ]),
          ];
        },
      };
    },
  },
};

/** Rows change places, in the columns from `begin` to `end`. */
function exchange(x: Grid, one: Expr, other: Expr, begin: Expr, end: Expr): Stmt[] {
  const c: Var = ir.variable("c");
  const first = x.get(one, c);
  const kept = ir.variable("kept", first.dtype);
  return [from(c, begin, end, [ir.declare(kept, first), x.put(one, c, x.get(other, c)), x.put(other, c, kept)])];
}

interface ExchangeAttrs {
  /** Undo the exchanges. */
  readonly back: boolean;
}
/** Columns that a task moves. */
const BLOCK = 32;
/** The rows of the second input, exchanged as elimination exchanged those of the first. */
const exchangeOp: Op<ExchangeAttrs> = {
  name: "exchangeRows",
  shape: ([, b]) => b!.shape,
  dtype: ([, b]) => b!.dtype,
  how: {
    kind: "loop",
    nest: (output, [packed, b], { back }: ExchangeAttrs, [, shape]): LoopNest => {
      const [n, k] = shape!.slice(-2) as [number, number];
      const blocks = Math.ceil(k / BLOCK);
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)) * blocks,
        body: (task) => {
          const [stack, first] = [ir.call("quot", task, ir.int(blocks)), ir.mul(ir.call("rem", task, ir.int(blocks)), ir.int(BLOCK))];
          const end = ir.call("min", ir.add(first, ir.int(BLOCK)), ir.int(k));
          const lu = grid(packed!, ir.mul(stack, ir.int(n * (n + 2))), n + 2);
          const [right, x] = [grid(b!, ir.mul(stack, ir.int(n * k)), k), grid(output, ir.mul(stack, ir.int(n * k)), k)];
          const [i, j, t] = [ir.indexVar("i", n), ir.indexVar("j", k), ir.indexVar("t", n)];
          const other = ir.variable("other");
          const one = back ? backwards(n, t) : t;
          return [
            ir.range(i, n, [from(j, first, end, [x.put(i, j, right.get(i, j))])]),
            ir.range(t, n, [
              // Pivots may come from anywhere: they stay within memory.
              ir.declare(other, ir.call("max", ir.int(0), ir.call("min", ir.cast(lu.get(one, ir.int(n + 1)), "i32"), ir.int(n - 1)))),
              ir.branch(ir.call("ne", other, one), exchange(x, one, other, first, end)),
            ]),
          ];
        },
      };
    },
  },
  vjp: (ct, _, [packed], { back }) => [null, apply(exchangeOp, [packed!, ct], { back: !back })],
};

interface SystemAttrs {
  /** Solve with the transpose. */
  readonly transposed: boolean;
}
/** A X = B, from A, its factors and B. The gradient uses the factors again. */
const systemOp: Op<SystemAttrs> = {
  name: "solve",
  shape: ([, , b]) => b!.shape,
  dtype: ([, , b]) => b!.dtype,
  how: { kind: "formula", lower: ([, packed, b], { transposed }: SystemAttrs) => substituted(packed!, b!, transposed) },
  vjp: (ct, x, [a, packed], { transposed }) => {
    const share = system(a!, packed!, ct, !transposed);
    return [neg(transposed ? matmul(x, turned(share)) : matmul(share, turned(x))), null, share];
  },
};
function substituted(packed: Tensor, b: Tensor, transposed: boolean): Tensor {
  const factors = narrow(packed, -1, 0, rowsOf(packed));
  const [lower, upper] = [
    { upper: false, unit: true, transposed },
    { upper: true, unit: false, transposed },
  ] as const;
  if (transposed) return apply(exchangeOp, [packed, triangular(factors, triangular(factors, b, upper), lower)], { back: true });
  return triangular(factors, triangular(factors, apply(exchangeOp, [packed, b], { back: false }), lower), upper);
}

/** The factors of square matrices, through which no gradient flows. */
export const factored = (a: Tensor): Tensor => apply(luOp, [a], null);
/** A⁻¹ B or A⁻ᵀ B. */
export const system = (a: Tensor, packed: Tensor, b: Tensor, transposed = false): Tensor => apply(systemOp, [a, packed, b], { transposed });

/** Is the right side one vector for each matrix? */
const isVector = (a: Tensor, b: Tensor): boolean =>
  b.shape.length === 1 || (b.shape.length === a.shape.length - 1 && sameShape(b.shape, a.shape.slice(0, -1)));

/**
 * Solves linear systems: A X = B, by elimination with exchange of rows. A singular matrix gives infinities or NaN.
 *
 * @param a […, n, n]
 * @param b […, n, k], or […, n]
 * @example
 * solve(tensor([[2, 1], [1, 3]]), tensor([3, 5])).toArray() // [0.8, 1.4]
 */
export const solve = (a: Tensor, b: Tensor): Tensor => {
  const matrix = squares("solve", "a", a);
  requireTensor("solve", b);
  if (b.shape.length === 0) throw rankError("solve", "b", b.shape, "have at least one axis");
  const vector = isVector(a, b);
  const column = vector ? unsqueeze(b, -1) : b;
  requireRows("solve", a, column);
  const [left, right] = sameStack("solve", matrix, matrices("solve", "b", column));
  const x = system(left, factored(left), right);
  return vector ? squeeze(x, -1) : x;
};

/**
 * Inverses: A⁻¹ A = 1. A singular matrix gives infinities or NaN.
 *
 * @param a […, n, n]
 * @example
 * inv(tensor([[2, 0], [0, 4]])).toArray() // [[0.5, 0], [0, 0.25]]
 */
export const inv = (a: Tensor): Tensor => {
  const x = squares("inv", "a", a);
  return system(x, factored(x), identityLike(x));
};
/** 1 as a matrix, for each matrix of the stack. */
export const identityLike = (x: Tensor): Tensor => expand(eye(rowsOf(x), columnsOf(x), { dtype: x.dtype }), x.shape);

/**
 * The factors of A = P L U, both in one matrix, and the exchanges of rows: row i was exchanged with row pivots[i] in its turn
 * (counted from 0; PyTorch counts from 1). For `luSolve`; no gradient flows through the factors.
 *
 * @param a […, m, n]
 * @example
 * luFactor(tensor([[0, 2], [4, 4]])).lu.toArray() // [[4, 4], [0, 2]]
 */
export const luFactor = (a: Tensor): { readonly lu: Tensor; readonly pivots: Tensor } => {
  const x = matrices("luFactor", "a", a);
  const packed = factored(x);
  const n = columnsOf(x);
  return { lu: narrow(packed, -1, 0, n), pivots: cast(narrow(select(packed, -1, n + 1), -1, 0, Math.min(rowsOf(x), n)), "i32") };
};

/**
 * Solves A X = B with the factors of `luFactor`.
 *
 * @param b […, n, k]
 * @example
 * const { lu, pivots } = luFactor(tensor([[0, 2], [4, 4]]))
 * luSolve(lu, pivots, tensor([[2], [8]])).toArray() // [[1], [1]]
 */
export const luSolve = (lu: Tensor, pivots: Tensor, b: Tensor): Tensor => {
  const factors = squares("luSolve", "lu", lu);
  requireTensor("luSolve", pivots);
  if (!sameShape(pivots.shape, lu.shape.slice(0, -1)))
    throw shapesError("luSolve", { lu: lu.shape, pivots: pivots.shape }, "pivots must be […, n]");
  const [left, right] = sameStack("luSolve", factors, matrices("luSolve", "b", b));
  requireRows("luSolve", left, right);
  const exchanges = expand(unsqueeze(cast(pivots, left.dtype), -1), [...batchOf(left), rowsOf(left), 2]);
  const packed = concat([detach(left), detach(exchanges)], -1);
  const exchanged = apply(exchangeOp, [packed, right], { back: false });
  const first = triangular(left, exchanged, { upper: false, unit: true, transposed: false });
  return triangular(left, first, { upper: true, unit: false, transposed: false });
};

/**
 * The factors of A = P L U: a permutation of rows, a lower triangle with ones on the diagonal, and an upper triangle. Its
 * gradient is that of elimination without exchanges, applied to the exchanged rows; for square matrices.
 *
 * @param a […, m, n]
 * @returns P […, m, m], L […, m, k] and U […, k, n], where k is the smaller of m and n
 * @example
 * const [p, l, u] = lu(tensor([[0, 2], [4, 4]]))
 * p.toArray() // [[0, 1], [1, 0]]
 * u.toArray() // [[4, 4], [0, 2]]
 */
export const lu = (a: Tensor): [p: Tensor, l: Tensor, u: Tensor] => {
  const x = matrices("lu", "a", a);
  const packed = factored(x);
  const [m, n] = [rowsOf(x), columnsOf(x)];
  const k = Math.min(m, n);
  const places = cast(select(packed, -1, n), "i32");
  // Row j of the permuted matrix is row places[j] of the input: a 1 in column j of that row.
  const p = cast(eq(unsqueeze(places, -2), iota([m, m], 0)), x.dtype);
  const factors = m === n ? apply(factorsOp, [x, packed], null) : narrow(packed, -1, 0, n);
  return [p, add(tril(narrow(factors, -1, 0, k), -1), eye(m, k, { dtype: x.dtype })), triu(narrow(factors, -2, 0, k))];
};

/** The factors of square matrices, with their gradient. */
const factorsOp: Op<null> = {
  name: "lu",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "formula", lower: ([x, packed]) => narrow(packed!, -1, 0, columnsOf(x!)) },
  vjp: (ct, y, [, packed]) => {
    // P A = L U gives dL = L ⌊L⁻¹ P dA U⁻¹⌋ strictly below the diagonal and dU = ⌈…⌉ U from it on.
    const l = add(tril(y, -1), eye(rowsOf(y), undefined, { dtype: y.dtype }));
    const u = triu(y);
    const inner = add(tril(matmul(turned(l), tril(ct, -1)), -1), triu(matmul(triu(ct), turned(u))));
    const left = triangular(l, inner, { upper: false, unit: true, transposed: true });
    const both = turned(triangular(u, turned(left), { upper: true, unit: false, transposed: false }));
    return [apply(exchangeOp, [packed!, both], { back: true }), null];
  },
};
