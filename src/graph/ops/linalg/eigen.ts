// Eigenvalues and eigenvectors of symmetric matrices, by Jacobi's rotations.
import { rangeError } from "../../../core/errors.ts";
import { sizeOfShape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../../ir/types.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../../tensor.ts";
import { add, div, sub } from "../arithmetic.ts";
import { cast } from "../broadcast.ts";
import { where } from "../compare.ts";
import { eye } from "../constants.ts";
import { matmul } from "../contraction.ts";
import { diagEmbed } from "../diagonals.ts";
import { unsqueeze } from "../reshape.ts";
import { batchOf, columnsOf, from, grid, squares, turned, unpack, type Grid } from "./matrices.ts";

/** Sweeps over all pairs after which nothing changes any more; the convergence is quadratic. */
const SWEEPS = 30;
/** What is left beside the diagonal, relative to the whole, when it is done. */
const DONE = 1e-17;

/** Cosine c and sine s of the rotation that makes the product of two directions vanish, from half the cotangent of twice its angle. */
export function rotation(
  zeta: Expr,
  dtype: "f32" | "f64",
): { readonly statements: Stmt[]; readonly c: Expr; readonly s: Expr; readonly t: Expr } {
  const one = ir.constant(dtype, 1);
  const [z, t, c] = [ir.variable("zeta", dtype), ir.variable("tangent", dtype), ir.variable("cosine", dtype)];
  const size = ir.div(one, ir.add(ir.call("abs", z), ir.call("sqrt", ir.add(ir.mul(z, z), one))));
  const statements = [
    ir.declare(z, zeta),
    ir.declare(t, ir.select(ir.less(z, ir.constant(dtype, 0)), ir.neg(size), size)),
    ir.declare(c, ir.div(one, ir.call("sqrt", ir.add(ir.mul(t, t), one)))),
  ];
  return { statements, c, s: ir.mul(t, c), t };
}
/** Rows p and q of x turned by the rotation; `i` runs over their places, which are independent. */
export function rotate(x: Grid, p: Expr, q: Expr, i: Var, c: Expr, s: Expr): Stmt {
  const [first, second] = [x.get(p, i), x.get(q, i)];
  const [a, b] = [ir.variable("a", first.dtype), ir.variable("b", first.dtype)];
  return ir.range(i, i.max! + 1, [
    ir.declare(a, first),
    ir.declare(b, second),
    x.put(p, i, ir.sub(ir.mul(c, a), ir.mul(s, b))),
    x.put(q, i, ir.add(ir.mul(s, a), ir.mul(c, b))),
  ]);
}

interface EighAttrs {
  readonly upper: boolean;
}
/** Eigenvectors as rows, eigenvalues in ascending order, and the matrix that was worked on. */
const eighOp: Op<EighAttrs> = {
  name: "eigh",
  shape: ([x]) => [...batchOf(x!), columnsOf(x!) * (2 * columnsOf(x!) + 1)],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [input], { upper }: EighAttrs, [shape]): LoopNest => {
      const n = shape!.at(-1)!;
      const dtype = output.dtype as "f32" | "f64";
      const [place, beside, inRow] = [ir.indexVar("place", n), ir.indexVar("beside", n), ir.indexVar("inRow", n)];
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)),
        independent: new Set([place, inRow]),
        body: (task) => {
          const start = ir.mul(task, ir.int(n * (2 * n + 1)));
          const given = grid(input!, ir.mul(task, ir.int(n * n)), n);
          const v = grid(output, start, n);
          const values = grid(output, ir.add(start, ir.int(n * n)), n);
          const a = grid(output, ir.add(start, ir.int(n * (n + 1))), n);
          const value = (j: Expr): Expr => values.get(ir.int(0), j);
          const zero = ir.constant(dtype, 0);
          const [i, j, p, q] = [ir.indexVar("i", n), ir.indexVar("j", n), ir.indexVar("p", n), ir.indexVar("q", n)];
          const [g, h, d, e] = [ir.indexVar("g", n), ir.indexVar("h", n), ir.indexVar("d", n), ir.indexVar("e", n)];
          const [k, r] = [ir.indexVar("k", n), ir.indexVar("r", n)];
          const [total, off, active] = [ir.variable("total", dtype), ir.variable("off", dtype), ir.variable("active")];
          const [pq, swap, best] = [ir.variable("pq", dtype), ir.variable("swap", dtype), ir.variable("best")];
          const next = (x: Expr): Expr => ir.add(x, ir.int(1));
          const turn = rotation(ir.div(ir.sub(a.get(q, q), a.get(p, p)), ir.mul(ir.constant(dtype, 2), pq)), dtype);
          return [
            ir.declare(total, zero),
            ir.range(i, n, [
              ir.range(j, n, [
                a.put(i, j, ir.select(upper ? ir.less(j, i) : ir.less(i, j), given.get(j, i), given.get(i, j))),
                v.put(i, j, ir.cast(ir.equal(i, j), dtype)),
                ir.set(total, ir.add(total, ir.mul(a.get(i, j), a.get(i, j)))),
              ]),
            ]),
            ir.declare(active, ir.int(1)),
            ir.range(ir.indexVar("sweep", SWEEPS), SWEEPS, [
              ir.branch(ir.equal(active, ir.int(1)), [
                ir.declare(off, zero),
                ir.range(g, n, [from(h, next(g), n, [ir.set(off, ir.add(off, ir.mul(a.get(g, h), a.get(g, h))))])]),
                ir.branch(ir.lessEqual(off, ir.mul(total, ir.constant(dtype, DONE * DONE))), [ir.set(active, ir.int(0))]),
                ir.branch(ir.equal(active, ir.int(1)), [
                  ir.range(p, n, [
                    from(q, next(p), n, [
                      ir.declare(pq, a.get(p, q)),
                      ir.branch(ir.less(ir.mul(total, ir.constant(dtype, (DONE * DONE) / (n * n))), ir.mul(pq, pq)), [
                        ...turn.statements,
                        rotate(a, p, q, place, turn.c, turn.s),
                        rotate(across(a), p, q, beside, turn.c, turn.s),
                        rotate(v, p, q, inRow, turn.c, turn.s),
                        a.put(p, q, zero),
                        a.put(q, p, zero),
                      ]),
                    ]),
                  ]),
                ]),
              ]),
            ]),
            // Times 0, the sum of squares is 0, or NaN where the matrix was not finite.
            ir.range(d, n, [values.put(ir.int(0), d, ir.add(a.get(d, d), ir.mul(total, zero)))]),
            ir.range(e, n, [
              ir.declare(best, e),
              from(k, next(e), n, [ir.branch(ir.less(value(k), value(best)), [ir.set(best, k)])]),
              ir.branch(ir.call("ne", best, e), [
                ir.declare(swap, value(e)),
                values.put(ir.int(0), e, value(best)),
                values.put(ir.int(0), best, swap),
                ir.range(r, n, [ir.set(swap, v.get(e, r)), v.put(e, r, v.get(best, r)), v.put(best, r, swap)]),
              ]),
            ]),
          ];
        },
      };
    },
  },
  vjp: (ct, y, [x]) => {
    const n = columnsOf(x!);
    const shapes = [[n, n], [n]];
    const [vt, w] = unpack(y, batchOf(x!), shapes) as [Tensor, Tensor];
    const [gvt, gw] = unpack(ct, batchOf(x!), shapes) as [Tensor, Tensor];
    const [v, gv] = [turned(vt), turned(gvt)];
    // V (diag(ct_w) + (Vᵀ ct_V) / E) Vᵀ with Eᵢⱼ = wⱼ − wᵢ. Source: Giles, "An extended collection of matrix derivative results", 2008.
    const gaps = sub(unsqueeze(w, -2), unsqueeze(w, -1));
    const own = cast(eye(n), "bool");
    const mixed = where(own, 0, div(matmul(vt, gv), where(own, 1, gaps)));
    return [matmul(matmul(v, add(mixed, diagEmbed(gw))), vt)];
  },
};
/** Rows as columns. */
const across = (x: Grid): Grid => ({ at: (i, j) => x.at(j, i), get: (i, j) => x.get(j, i), put: (i, j, value) => x.put(j, i, value) });

/** Which triangle of a symmetric matrix is looked at. */
export interface TriangleOption {
  /** "L", the lower one, unless given. */
  readonly uplo?: "L" | "U";
}
/**
 * Eigenvalues in ascending order and eigenvectors (columns of length 1) of symmetric matrices: A = V diag(w) Vᵀ. Vectors are
 * determined up to their sign. The gradient of the vectors is infinite where two values are equal.
 *
 * @param a […, n, n]
 * @example
 * eigh(tensor([[2, 1], [1, 2]])).eigenvalues.toArray() // [1, 3]
 */
export const eigh = (a: Tensor, { uplo = "L" }: TriangleOption = {}): { readonly eigenvalues: Tensor; readonly eigenvectors: Tensor } =>
  symmetric("eigh", a, uplo);
function symmetric(name: string, a: Tensor, uplo: "L" | "U"): { readonly eigenvalues: Tensor; readonly eigenvectors: Tensor } {
  const x = squares(name, "a", a);
  if (uplo !== "L" && uplo !== "U") throw rangeError(name, "uplo", uplo, '"L" or "U"');
  const n = columnsOf(x);
  // In f64 whatever the dtype: a turn more or less must not show.
  const found = apply(eighOp, [cast(x, "f64")], { upper: uplo === "U" });
  const [rows, values] = unpack(found, batchOf(x), [[n, n], [n]]) as [Tensor, Tensor]; // prettier-ignore
  const [eigenvectors, eigenvalues] = [cast(turned(rows), x.dtype), cast(values, x.dtype)];
  return { eigenvalues, eigenvectors };
}

/**
 * Eigenvalues of symmetric matrices in ascending order.
 *
 * @param a […, n, n]
 * @example
 * eigvalsh(tensor([[2, 1], [1, 2]])).toArray() // [1, 3]
 */
export const eigvalsh = (a: Tensor, { uplo = "L" }: TriangleOption = {}): Tensor => symmetric("eigvalsh", a, uplo).eigenvalues;
