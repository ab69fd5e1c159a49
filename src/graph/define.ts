// Helpers that op paragraphs are written with: records to ops, checks of arguments. Knows no op.
import { isFloat, type DType } from "../core/dtype.ts";
import { operandError, rangeError, repeatedAxisError } from "../core/errors.ts";
import { normalizeAxis, type Shape } from "../core/shape.ts";
import { constant, convert } from "../ir/build.ts";
import type { Expr } from "../ir/types.ts";
import { Tensor, type Op } from "./tensor.ts";

/** What stands where a tensor is due: a number means a constant of the other side's dtype. */
export type Operand = Tensor | number;

/** One axis or several; negative ones count from the end. */
export type Axes = number | readonly number[];

export interface KeepDims {
  /** Keep reduced axes as axes of size 1. */
  readonly keepDims?: boolean;
}

/** The record that each op function carries. */
export interface HasOp {
  readonly op: Op;
}

/**
 * Attaches the record of the op to the function that users call. Nothing else happens, and bundlers are told so where it is
 * called, directly or through `sameOperation`, `unary`, `binary`, `formula` and `reduction`: marked as pure, an op that nobody uses leaves no trace.
 */
export const operation = <F extends (...args: never[]) => unknown, Attrs>(op: Op<Attrs>, call: F): F & HasOp => Object.assign(call, { op });

/** Another function for users to call, for the op of one that is there. */
export const sameOperation = <F extends (...args: never[]) => unknown>(of: HasOp, call: F): F & HasOp => operation(of.op, call);

/** The number as a constant of the expression's dtype. */
export const like = (x: Expr, value: number): Expr => literal(x.dtype as DType, value);

/** The number as a constant; whole if the dtype is. Floats stay exact: each device rounds them to what it computes in. */
export const literal = (dtype: DType, value: number): Expr => constant(dtype, isFloat(dtype) ? value : convert(value, dtype));

/** Refuses what is no tensor (callers from plain JavaScript have no type checker). */
export function requireTensor(name: string, x: unknown): asserts x is Tensor {
  if (!(x instanceof Tensor)) throw operandError(name, x, false);
}

/** Axes in ascending order without signs; none given means all. */
export function axesOf(name: string, axis: Axes | null | undefined, rank: number): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  const axes = (typeof axis === "number" ? [axis] : [...axis]).map((a) => normalizeAxis(name, a, rank)).sort((a, b) => a - b);
  axes.forEach((a, i) => {
    if (a === axes[i - 1]) throw repeatedAxisError(name, a);
  });
  return axes;
}

/** Refuses anything but an integer from `low` on. */
export function requireInteger(name: string, what: string, value: number, low: number): number {
  if (!Number.isInteger(value) || value < low) throw rangeError(name, what, value, `an integer ≥ ${low}`);
  return value;
}

/** Refuses sizes that are no sizes. */
export function requireShape(name: string, shape: Shape): Shape {
  shape.forEach((size, axis) => requireInteger(name, `size of axis ${axis}`, size, 0));
  return shape;
}

/** Labels for so many axes: A, B, C, … unless the first one is told. */
export const axisLabels = (count: number, first = "A"): string =>
  String.fromCharCode(...Array.from({ length: count }, (_, i) => first.charCodeAt(0) + i));
