// Shapes: sizes per axis, row-major order. Knows nothing of tensors.
import { broadcastError, axisError } from "./errors.ts";

/** Sizes of the axes, outermost first. `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements: the product of the sizes; 1 for a scalar. */
export const sizeOfShape = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Steps, in elements, between neighbors along each axis of a contiguous row-major tensor: [12, 4, 1] for [2, 3, 4]. */
export function strides(shape: Shape): number[] {
  const out = new Array<number>(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    out[axis] = step;
    step *= shape[axis]!;
  }
  return out;
}

/** Equal rank and equal sizes. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/**
 * The common shape of several (NumPy's rule): aligned at the last axis, sizes equal or 1; [2, 1, 4] and [3, 1] give [2, 3, 4].
 * `op` is the name that the user called, for the error.
 */
export function broadcastShapes(op: string, shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const out: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let size = 1;
    for (const shape of shapes) {
      const own = shape[shape.length - rank + axis] ?? 1;
      if (own === 1 || own === size) continue;
      if (size !== 1) throw broadcastError(op, shapes, axis);
      size = own;
    }
    out.push(size);
  }
  return out;
}

/** Turns −1 into the last axis and so on; refuses what the rank does not have. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= rank) throw axisError(op, axis, rank);
  return positive;
}
