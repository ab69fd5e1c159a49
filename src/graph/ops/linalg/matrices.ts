// What all functions of matrices share: checks, the transpose, stacks of matrices as loops see them, and several results in
// one tensor.
import { isFloat } from "../../../core/dtype.ts";
import { rankError, shapesError } from "../../../core/errors.ts";
import { broadcastShapes, sizeOfShape, type Shape } from "../../../core/shape.ts";
import * as ir from "../../../ir/build.ts";
import type { Buffer, Expr, Stmt, Var } from "../../../ir/types.ts";
import { requireTensor } from "../../define.ts";
import type { Tensor } from "../../tensor.ts";
import { cast, expand } from "../broadcast.ts";
import { concat } from "../joins.ts";
import { reshape } from "../reshape.ts";
import { narrow, transpose } from "../views.ts";

/** The tensor as floats, a matrix or a stack of them. */
export function matrices(name: string, what: string, x: Tensor): Tensor {
  requireTensor(name, x);
  if (x.shape.length < 2) throw rankError(name, what, x.shape, "be a matrix or a stack of matrices […, m, n]");
  return isFloat(x.dtype) ? x : cast(x, "f32");
}

/** Square matrices. */
export function squares(name: string, what: string, x: Tensor): Tensor {
  const floats = matrices(name, what, x);
  if (x.shape.at(-1) !== x.shape.at(-2)) throw rankError(name, what, x.shape, "be square […, n, n]");
  return floats;
}

export const batchOf = (x: Tensor): Shape => x.shape.slice(0, -2);
export const rowsOf = (x: Tensor): number => x.shape.at(-2)!;
export const columnsOf = (x: Tensor): number => x.shape.at(-1)!;
/** The transpose of each matrix. */
export const turned = (x: Tensor): Tensor => transpose(x, -2, -1);

/** Both with the same stack in front, and of one dtype. */
export function sameStack(name: string, a: Tensor, b: Tensor): [Tensor, Tensor] {
  const batch = broadcastShapes(name, [batchOf(a), batchOf(b)]);
  const dtype = a.dtype === "f64" || b.dtype === "f64" ? "f64" : "f32";
  const wide = (x: Tensor): Tensor => expand(cast(x, dtype), [...batch, ...x.shape.slice(-2)]);
  return [wide(a), wide(b)];
}

/** Refuses right sides with another number of rows. */
export function requireRows(name: string, a: Tensor, b: Tensor): void {
  if (rowsOf(a) !== rowsOf(b)) throw shapesError(name, { a: a.shape, b: b.shape }, "both must have the same number of rows");
}

/** Element (row, column) of a matrix that begins at `start` and has rows of `width`. */
export interface Grid {
  at(row: Expr, column: Expr): Expr;
  get(row: Expr, column: Expr): Expr;
  put(row: Expr, column: Expr, value: Expr): Stmt;
}
export function grid(buffer: Buffer, start: Expr, width: number): Grid {
  const at = (row: Expr, column: Expr): Expr => ir.add(start, ir.add(ir.mul(row, ir.int(width)), column));
  return {
    at,
    get: (row, column) => ir.load(buffer, at(row, column)),
    put: (row, column, value) => ir.store(buffer, at(row, column), value),
  };
}

/** From `begin` to below `end`. */
export const from = (v: Var, begin: Expr, end: number | Expr, body: readonly Stmt[]): Stmt =>
  ir.loop(v, begin, typeof end === "number" ? ir.int(end) : end, 1, body);
export const after = (v: Expr): Expr => ir.add(v, ir.int(1));
/** The v-th from the end of n. */
export const backwards = (n: number, v: Expr): Expr => ir.sub(ir.int(n - 1), v);

/** Tensors side by side in one: each matrix of the stack has its own row of numbers. */
export const pack = (batch: Shape, parts: readonly Tensor[]): Tensor =>
  concat(
    parts.map((x) => reshape(x, [...batch, sizeOfShape(x.shape.slice(batch.length))])),
    -1,
  );
/** The parts of a packed tensor, by their shapes behind the stack; what follows them is left out. */
export function unpack(x: Tensor, batch: Shape, shapes: readonly Shape[]): Tensor[] {
  let start = 0;
  return shapes.map((shape) => {
    const size = sizeOfShape(shape);
    const part = narrow(x, -1, start, size);
    start += size;
    return reshape(part, [...batch, ...shape]);
  });
}
