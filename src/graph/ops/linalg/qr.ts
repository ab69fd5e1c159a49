// A matrix as a product of perpendicular unit columns and an upper triangle, by Householder's reflections.
import { gradientError, rangeError } from "../../../core/errors.ts";
import { sizeOfShape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../../ir/types.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../../tensor.ts";
import { add, sub } from "../arithmetic.ts";
import { matmul } from "../contraction.ts";
import { zeros } from "../constants.ts";
import { tril } from "../indexing.ts";
import { concat } from "../joins.ts";
import { narrow } from "../views.ts";
import { backwards, batchOf, columnsOf, from, grid, matrices, rowsOf, turned, unpack, type Grid } from "./matrices.ts";
import { triangular } from "./triangular.ts";

interface QrAttrs {
  /** All m columns of Q, or only as many as R has rows that are not 0. */
  readonly complete: boolean;
}
const widthOf = (x: Tensor, { complete }: QrAttrs): number => (complete ? rowsOf(x) : Math.min(rowsOf(x), columnsOf(x)));
const shapesOf = (x: Tensor, attrs: QrAttrs): (readonly number[])[] => [[rowsOf(x), widthOf(x, attrs)], [widthOf(x, attrs), columnsOf(x)]]; // prettier-ignore

/** Q, the rows of R (all m of them), and the weights of the reflections, one behind the other. */
const qrOp: Op<QrAttrs> = {
  name: "qr",
  shape: ([x], attrs) => [...batchOf(x!), rowsOf(x!) * (widthOf(x!, attrs) + columnsOf(x!)) + Math.min(rowsOf(x!), columnsOf(x!))],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [input], { complete }: QrAttrs, [shape]): LoopNest => {
      const [m, n] = shape!.slice(-2) as [number, number];
      const k = Math.min(m, n);
      const width = complete ? m : k;
      const { dtype } = output;
      return {
        tasks: sizeOfShape(shape!.slice(0, -2)),
        body: (task) => {
          const start = ir.mul(task, ir.int(m * (width + n) + k));
          const a = grid(input!, ir.mul(task, ir.int(m * n)), n);
          const [q, r] = [grid(output, start, width), grid(output, ir.add(start, ir.int(m * width)), n)];
          const weight = (j: Expr): Expr => ir.add(start, ir.add(ir.int(m * (width + n)), j));
          const [i, j, t, s, y, z] = [ir.indexVar("i", m), ir.indexVar("j", n), ir.indexVar("t", k), ir.indexVar("s", m), ir.indexVar("y", m), ir.indexVar("z", n)]; // prettier-ignore
          const [e, f] = [ir.indexVar("e", m), ir.indexVar("f", width)];
          const [length, head, beta, tau] = ["length", "head", "beta", "tau"].map((name) => ir.variable(name, dtype)) as [
            Var,
            Var,
            Var,
            Var,
          ];
          const zero = ir.constant(dtype, 0);
          const next = (v: Expr): Expr => ir.add(v, ir.int(1));
          /** Reflects the columns of x from `begin` on; the mirror stands in column `at` of r, below its 1. */
          const reflect = (x: Grid, at: Expr, begin: Expr, end: number): Stmt => {
            const [c, g, h] = [ir.indexVar("c", end), ir.indexVar("g", m), ir.indexVar("h", m)];
            const sum = ir.variable("sum", dtype);
            return from(c, begin, end, [
              ir.declare(sum, x.get(at, c)),
              from(g, next(at), m, [ir.set(sum, ir.add(sum, ir.mul(r.get(g, at), x.get(g, c))))]),
              ir.set(sum, ir.mul(sum, ir.load(output, weight(at)))),
              x.put(at, c, ir.sub(x.get(at, c), sum)),
              from(h, next(at), m, [x.put(h, c, ir.sub(x.get(h, c), ir.mul(r.get(h, at), sum)))]),
            ]);
          };
          const [u, x] = [ir.indexVar("u", k), ir.indexVar("x", m)];
          const back = backwards(k, u);
          return [
            ir.range(i, m, [ir.range(j, n, [r.put(i, j, a.get(i, j))])]),
            ir.range(t, k, [
              ir.declare(length, zero),
              from(s, next(t), m, [ir.set(length, ir.add(length, ir.mul(r.get(s, t), r.get(s, t))))]),
              ir.declare(head, r.get(t, t)),
              ir.declare(tau, zero),
              ir.branch(ir.call("ne", length, zero), [
                ir.declare(beta, ir.call("sqrt", ir.add(ir.mul(head, head), length))),
                ir.branch(ir.lessEqual(zero, head), [ir.set(beta, ir.neg(beta))]),
                ir.set(tau, ir.div(ir.sub(beta, head), beta)),
                from(y, next(t), m, [r.put(y, t, ir.div(r.get(y, t), ir.sub(head, beta)))]),
                r.put(t, t, beta),
              ]),
              ir.store(output, weight(t), tau),
              reflect(r, t, next(t), n),
            ]),
            ir.range(e, m, [ir.range(f, width, [q.put(e, f, ir.cast(ir.equal(e, f), dtype))])]),
            ir.range(u, k, [reflect(q, back, back, width)]),
            ir.range(x, m, [from(z, ir.int(0), ir.call("min", x, ir.int(n)), [r.put(x, z, zero)])]),
          ];
        },
      };
    },
  },
  vjp: (ct, y, [x], attrs) => {
    const [m, n] = [rowsOf(x!), columnsOf(x!)];
    if (attrs.complete && m > n) throw gradientError('qr: mode "complete" has no gradient for matrices with more rows than columns; use "reduced"'); // prettier-ignore
    const batch = batchOf(x!);
    const shapes = shapesOf(x!, attrs);
    const [gq, gr] = unpack(ct, batch, shapes) as [Tensor, Tensor];
    const [q, r] = unpack(y, batch, shapes) as [Tensor, Tensor];
    if (m >= n) return [squareShare(q, r, gq, gr)];
    // A = [X | Y], R = [U | V] with X = Q U and V = Qᵀ Y.
    const [u, gu, gv] = [narrow(r, -1, 0, m), narrow(gr, -1, 0, m), narrow(gr, -1, m, n - m)];
    const rest = narrow(x!, -1, m, n - m);
    const left = squareShare(q, u, add(gq, matmul(rest, turned(gv))), gu);
    return [concat([left, matmul(q, gv)], -1)];
  },
};
/** The cotangent of Q R with a square R: (ct_Q + Q copyltu(M)) R⁻ᵀ, where M = R ct_Rᵀ − ct_Qᵀ Q. Source: Walter and Lehmann, 2018. */
function squareShare(q: Tensor, r: Tensor, gq: Tensor, gr: Tensor): Tensor {
  const m = sub(matmul(r, turned(gr)), matmul(turned(gq), q));
  const copied = add(tril(m), turned(tril(m, -1)));
  const inner = add(gq, matmul(q, copied));
  return turned(triangular(r, turned(inner), { upper: true, unit: false, transposed: false }));
}

/** What `qr` may be told. */
export interface QrOptions {
  /** "reduced": Q is […, m, k], R […, k, n]; "complete": Q is […, m, m], R […, m, n]; "r": R alone, Q empty. */
  readonly mode?: "reduced" | "complete" | "r";
}
/**
 * A = Q R, with perpendicular columns of length 1 in Q and an upper triangle R, by Householder's reflections (as LAPACK: the
 * diagonal of R may be negative).
 *
 * @param a […, m, n]; k is the smaller of m and n
 * @example
 * const [q, r] = qr(tensor([[3, 1], [4, 2]]))
 * r.toArray() // [[-5, -2.2], [0, 0.4]]
 */
export const qr = (a: Tensor, { mode = "reduced" }: QrOptions = {}): [q: Tensor, r: Tensor] => {
  const x = matrices("qr", "a", a);
  if (!["reduced", "complete", "r"].includes(mode)) throw rangeError("qr", "mode", mode, '"reduced", "complete" or "r"');
  const attrs = { complete: mode === "complete" };
  const [q, r] = unpack(apply(qrOp, [x], attrs), batchOf(x), shapesOf(x, attrs)) as [Tensor, Tensor];
  return mode === "r" ? [zeros([0], { dtype: x.dtype }), r] : [q, r];
};
