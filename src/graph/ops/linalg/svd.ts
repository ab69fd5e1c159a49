// Singular values and vectors, by one-sided rotations of columns (Hestenes, 1958).
import { sizeOfShape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../../ir/types.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../../tensor.ts";
import { abs, add, div, mul, sub } from "../arithmetic.ts";
import { cast, detach } from "../broadcast.ts";
import { lt, where } from "../compare.ts";
import { eye } from "../constants.ts";
import { matmul } from "../contraction.ts";
import { diagEmbed, diagonal } from "../diagonals.ts";
import { concat } from "../joins.ts";
import { unsqueeze } from "../reshape.ts";
import { narrow } from "../views.ts";
import { rotate, rotation } from "./eigen.ts";
import { batchOf, columnsOf, from, grid, matrices, pack, rowsOf, turned, unpack } from "./matrices.ts";
import { qr } from "./qr.ts";

const SWEEPS = 30;
/** Cosine of the angle between two columns that counts as a right one. */
const DONE = 1e-16;

/** For m ≥ n: Vᵀ, (A V)ᵀ with rows that are perpendicular and descend in length, and their lengths. */
const rotatedOp: Op<null> = {
  name: "rotatedColumns",
  shape: ([x]) => [...batchOf(x!), columnsOf(x!) * (columnsOf(x!) + rowsOf(x!) + 1)],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [input], _, [shape]): LoopNest => {
      const [m, n] = shape!.slice(-2) as [number, number];
      const dtype = output.dtype as "f32" | "f64";
      const [inW, inV] = [ir.indexVar("inW", m), ir.indexVar("inV", n)];
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)),
        independent: new Set([inW, inV]),
        body: (task) => {
          const start = ir.mul(task, ir.int(n * (n + m + 1)));
          const a = grid(input!, ir.mul(task, ir.int(m * n)), n);
          const v = grid(output, start, n);
          const w = grid(output, ir.add(start, ir.int(n * n)), m);
          const lengths = grid(output, ir.add(start, ir.int(n * (n + m))), n);
          const lengthOf = (j: Expr): Expr => lengths.get(ir.int(0), j);
          const setLength = (j: Expr, value: Expr): Stmt => lengths.put(ir.int(0), j, value);
          const number = (name: string): Var => ir.variable(name, dtype);
          const [i, j, e, f] = [ir.indexVar("i", m), ir.indexVar("j", n), ir.indexVar("e", n), ir.indexVar("f", n)];
          const [p, q, s, d] = [ir.indexVar("p", n), ir.indexVar("q", n), ir.indexVar("s", m), ir.indexVar("d", n)];
          const [b, k, x, y] = [ir.indexVar("b", n), ir.indexVar("k", n), ir.indexVar("x", m), ir.indexVar("y", n)];
          const [alpha, beta, gamma, angle] = [number("alpha"), number("beta"), number("gamma"), number("angle")];
          const [largest, before, swap, active, best] = [number("largest"), number("before"), number("swap"), ir.variable("active"), ir.variable("best")]; // prettier-ignore
          const [zero, next] = [ir.constant(dtype, 0), (at: Expr): Expr => ir.add(at, ir.int(1))];
          /** The squares of all lengths, afresh. */
          const measure = (): Stmt => {
            const [c, r, sum] = [ir.indexVar("c", n), ir.indexVar("r", m), number("sum")];
            const squared = ir.range(r, m, [ir.set(sum, ir.add(sum, ir.mul(w.get(c, r), w.get(c, r))))]);
            return ir.range(c, n, [ir.declare(sum, zero), squared, setLength(c, sum)]);
          };
          const turn = rotation(ir.div(ir.sub(beta, alpha), ir.mul(ir.constant(dtype, 2), gamma)), dtype);
          return [
            ir.range(i, m, [ir.range(j, n, [w.put(j, i, a.get(i, j))])]),
            ir.range(e, n, [ir.range(f, n, [v.put(e, f, ir.cast(ir.equal(e, f), dtype))])]),
            ir.declare(active, ir.int(1)),
            ir.declare(before, ir.constant(dtype, 2)),
            ir.range(ir.indexVar("sweep", SWEEPS), SWEEPS, [
              ir.branch(ir.equal(active, ir.int(1)), [
                ir.declare(largest, zero),
                measure(),
                ir.range(p, n, [
                  from(q, next(p), n, [
                    ir.declare(alpha, lengthOf(p)),
                    ir.declare(beta, lengthOf(q)),
                    ir.declare(gamma, zero),
                    ir.range(s, m, [ir.set(gamma, ir.add(gamma, ir.mul(w.get(p, s), w.get(q, s))))]),
                    ir.declare(angle, ir.div(ir.call("abs", gamma), ir.mul(ir.call("sqrt", alpha), ir.call("sqrt", beta)))),
                    // Not where a column is 0: there the angle is 0 / 0.
                    ir.branch(ir.less(ir.constant(dtype, DONE), angle), [
                      ir.set(largest, ir.call("max", largest, angle)),
                      ...turn.statements,
                      rotate(w, p, q, inW, turn.c, turn.s),
                      rotate(v, p, q, inV, turn.c, turn.s),
                      setLength(p, ir.call("max", zero, ir.sub(alpha, ir.mul(turn.t, gamma)))),
                      setLength(q, ir.add(beta, ir.mul(turn.t, gamma))),
                    ]),
                  ]),
                ]),
                // Done when all angles are right, or when rounding keeps them from becoming better.
                ir.branch(ir.call("or", ir.lessEqual(largest, ir.constant(dtype, DONE)), ir.and(ir.less(largest, ir.constant(dtype, 1e-13)), ir.lessEqual(ir.mul(before, ir.constant(dtype, 0.5)), largest))), [ir.set(active, ir.int(0))]), // prettier-ignore
                ir.set(before, largest),
              ]),
            ]),
            measure(),
            ir.range(b, n, [
              ir.declare(best, b),
              from(k, next(b), n, [ir.branch(ir.less(lengthOf(best), lengthOf(k)), [ir.set(best, k)])]),
              ir.branch(ir.call("ne", best, b), [
                ir.declare(swap, lengthOf(b)),
                setLength(b, lengthOf(best)),
                setLength(best, swap),
                ir.range(x, m, [ir.set(swap, w.get(b, x)), w.put(b, x, w.get(best, x)), w.put(best, x, swap)]),
                ir.range(y, n, [ir.set(swap, v.get(b, y)), v.put(b, y, v.get(best, y)), v.put(best, y, swap)]),
              ]),
            ]),
            ir.range(d, n, [setLength(d, ir.call("sqrt", lengthOf(d)))]),
          ];
        },
      };
    },
  },
};

const shapesOf = (x: Tensor): (readonly number[])[] => {
  const k = Math.min(rowsOf(x), columnsOf(x));
  return [[rowsOf(x), k], [k], [columnsOf(x), k]];
};
/** U, the singular values, and V, one behind the other; as many columns as the smaller side. */
const svdOp: Op<null> = {
  name: "svd",
  shape: ([x]) => [...batchOf(x!), shapesOf(x!).reduce((sum, shape) => sum + sizeOfShape(shape), 0)],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x]) => {
      const wide = rowsOf(x!) < columnsOf(x!);
      const a = wide ? turned(x!) : x!;
      const [m, n] = [rowsOf(a), columnsOf(a)];
      const [v, w] = unpack(apply(rotatedOp, [a], null), batchOf(a), [[n, n], [n, m]]).map(turned) as [Tensor, Tensor]; // prettier-ignore
      // The columns are perpendicular: R is diagonal, and Q completes those of length 0.
      const [q, r] = qr(w);
      const lengths = diagonal(r, 0, -2, -1);
      const u = where(lt(unsqueeze(lengths, -2), 0), sub(0, q), q);
      return pack(batchOf(a), wide ? [v, abs(lengths), u] : [u, abs(lengths), v]);
    },
  },
  vjp: (ct, y, [x]) => {
    const [u, s, v] = unpack(y, batchOf(x!), shapesOf(x!)) as [Tensor, Tensor, Tensor];
    const [gu, gs, gv] = unpack(ct, batchOf(x!), shapesOf(x!)) as [Tensor, Tensor, Tensor];
    const k = s.shape.at(-1)!;
    const own = cast(eye(k), "bool");
    const squares = mul(s, s);
    const gaps = where(own, 1, sub(unsqueeze(squares, -2), unsqueeze(squares, -1)));
    const skew = (g: Tensor, basis: Tensor): Tensor => {
      const inner = matmul(turned(basis), g);
      return where(own, 0, div(sub(inner, turned(inner)), gaps));
    };
    // Source: Townsend, "Differentiating the Singular Value Decomposition", 2016.
    const middle = add(add(mul(skew(gu, u), unsqueeze(s, -2)), mul(unsqueeze(s, -1), skew(gv, v))), diagEmbed(gs));
    const beside = (g: Tensor, basis: Tensor): Tensor => {
      const scaled = div(g, unsqueeze(s, -2));
      return sub(scaled, matmul(basis, matmul(turned(basis), scaled)));
    };
    let share = matmul(matmul(u, middle), turned(v));
    if (rowsOf(x!) > k) share = add(share, matmul(beside(gu, u), turned(v)));
    if (columnsOf(x!) > k) share = add(share, matmul(u, turned(beside(gv, v))));
    return [share];
  },
};

/** What `svd` may be told. */
export interface SvdOptions {
  /** All columns of U and rows of Vᵀ, also those that belong to no singular value? True unless given, as in PyTorch. */
  readonly fullMatrices?: boolean;
}
/**
 * A = U diag(S) Vᵀ with perpendicular columns of length 1 in U and V, and singular values S ≥ 0 in descending order. Vectors
 * are determined up to their common sign. Their gradient is infinite where two values are equal; columns beyond the
 * smaller side have none.
 *
 * @param a […, m, n]
 * @returns U […, m, k], S […, k] and Vᵀ […, k, n], where k is the smaller of m and n (full: U […, m, m], Vᵀ […, n, n])
 * @example
 * svd(tensor([[3, 0], [4, 5]]))[1].toArray() // [6.708204, 2.236068]
 */
export const svd = (a: Tensor, { fullMatrices = true }: SvdOptions = {}): [u: Tensor, s: Tensor, vh: Tensor] => {
  const x = matrices("svd", "a", a);
  const [u, s, v] = decomposed(x);
  return fullMatrices ? [completed(u), s, turned(completed(v))] : [u, s, turned(v)];
};
/** U, S and V of matrices of floats. */
export const decomposed = (x: Tensor): [u: Tensor, s: Tensor, v: Tensor] =>
  // In f64 whatever the dtype: a turn more or less must not show.
  unpack(apply(svdOp, [cast(x, "f64")], null), batchOf(x), shapesOf(x)).map((part) => cast(part, x.dtype)) as [Tensor, Tensor, Tensor];
/** With columns that are perpendicular to all others, until the matrix is square. */
function completed(basis: Tensor): Tensor {
  const [m, k] = [rowsOf(basis), columnsOf(basis)];
  if (m === k) return basis;
  const [q] = qr(detach(basis), { mode: "complete" });
  return concat([basis, detach(narrow(q, -1, k, m - k))], -1);
}

/**
 * Singular values in descending order.
 *
 * @param a […, m, n]
 * @example
 * svdvals(tensor([[3, 0], [4, 5]])).toArray() // [6.708204, 2.236068]
 */
export const svdvals = (a: Tensor): Tensor => decomposed(matrices("svdvals", "a", a))[1];
