// Sliding windows: sizes, checks of options, and which windows an element lies in. Knows no op.
import { rangeError, shapesError } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import { add, call, equal, int, less, lessEqual, mul, sub } from "../ir/build.ts";
import type { Expr } from "../ir/types.ts";

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/** Windows over the last axes of a tensor, one number an axis. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** The option as a number for each of `count` axes. */
export function perAxis(name: string, option: string, value: PerAxis, count: number, low: number): readonly number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : value;
  if (list.length !== count || !list.every((n) => Number.isInteger(n) && n >= low))
    throw rangeError(name, option, value, `an integer ≥ ${low}${count > 1 ? `, or ${count} of them` : ""}`);
  return list;
}

/** From first to last element of a window along an axis. */
export const reach = ({ kernel, dilation }: Windows, axis: number): number => (kernel[axis]! - 1) * dilation[axis]! + 1;

/** The number of windows along each axis of those sizes. */
export const countWindows = (sizes: Shape, w: Windows): number[] =>
  sizes.map((size, i) => Math.floor((size - reach(w, i)) / w.stride[i]!) + 1);

/** Refuses windows that do not fit in. `sizes` are those of the padded axes. */
export function requireFit(name: string, shape: Shape, sizes: Shape, windows: Windows): void {
  sizes.forEach((size, i) => {
    if (reach(windows, i) <= size) return;
    const axis = shape.length - sizes.length + i;
    throw shapesError(
      name,
      { x: shape },
      `a window reaches over ${reach(windows, i)} elements, but axis ${axis} has ${size} with its padding`,
    );
  });
}

/** For how many windows an element along an axis must be asked whether it lies in them. */
export const candidates = ({ kernel, stride, dilation }: Windows, axis: number): number =>
  dilation[axis] === 1 ? Math.ceil(kernel[axis]! / stride[axis]!) : kernel[axis]!;

/** Window `t` and the offset `k` in it of the j-th candidate for element `i`; it exists only where all tests hold. */
export function candidate(w: Windows, axis: number, i: Expr, j: Expr, size: number, count: number): { t: Expr; k: Expr; tests: Expr[] } {
  const [kernel, stride, dilation] = [w.kernel[axis]!, w.stride[axis]!, w.dilation[axis]!];
  const tests: Expr[] = [];
  if (dilation === 1) {
    const several = candidates(w, axis) > 1;
    const last = call("quot", i, int(stride));
    const t = several ? sub(last, j) : last;
    const rest = call("rem", i, int(stride));
    const k = several ? add(rest, mul(j, int(stride))) : rest;
    if (several) tests.push(lessEqual(int(0), t));
    if (Math.floor((size - 1) / stride) >= count) tests.push(less(t, int(count)));
    if (candidates(w, axis) * stride > kernel) tests.push(less(k, int(kernel)));
    return { t, k, tests };
  }
  const place = sub(i, mul(j, int(dilation)));
  if (kernel > 1) tests.push(lessEqual(int(0), place));
  if (stride > 1) tests.push(equal(call("rem", place, int(stride)), int(0)));
  const t = call("quot", place, int(stride));
  if (Math.floor((size - 1) / stride) >= count) tests.push(less(t, int(count)));
  return { t, k: j, tests };
}
