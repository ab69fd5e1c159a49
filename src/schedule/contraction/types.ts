// What a contraction is to the template: axes by label, two operands read one element at a time, and what is done with a
// finished sum. Knows no tensors and no ops.
import type { DType } from "../../core/dtype.ts";
import type { Expr, Stmt } from "../../ir/types.ts";

/** One axis of the iteration space. */
export interface Axis {
  readonly label: string;
  readonly extent: number;
}

/** Where in the iteration space: an index for each label. */
export type Place = ReadonlyMap<string, Expr>;

export interface Operand {
  /** The scalar element at these positions: a load, or any expression (a producer computed on the way). */
  read(at: Place): Expr;
}

/** out[batch, rows, columns] = Σ over sums of a[batch, rows, sums] · b[batch, sums, columns]. */
export interface Contraction {
  readonly name: string;
  readonly dtype: DType;
  readonly batch: readonly Axis[];
  /** Axes of `a` and the output. */
  readonly rows: readonly Axis[];
  /** Axes of `b` and the output. */
  readonly columns: readonly Axis[];
  readonly sums: readonly Axis[];
  readonly a: Operand;
  readonly b: Operand;
  /** What is done with the finished sum of ONE element: stores, with the work fused behind it. The template widens it. */
  finish(sum: Expr, at: Place): Stmt[];
}
