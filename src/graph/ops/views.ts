// Views: each element is an element of the input at an affine index. And `pad`, the gradient of slices.
import { rangeError, rankError } from "../../core/errors.ts";
import { normalizeAxis, type Shape } from "../../core/shape.ts";
import { add, and, call, equal, int, less, lessEqual, mul, sub, when } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { axesOf, literal, operation, requireInteger, requireTensor, type Axes, type HasOp } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { reshape } from "./reshape.ts";

const permuteOp: Op<{ readonly axes: readonly number[] }> = {
  name: "permute",
  shape: ([x], { axes }) => axes.map((a) => x!.shape[a]!),
  dtype: ([x]) => x!.dtype,
  how: { kind: "view", index: (out, { axes }: { axes: readonly number[] }) => axes.map((_, a) => out[axes.indexOf(a)]!) },
  vjp: (ct, _, __, { axes }) => [permute(ct, axes.map((_, a) => axes.indexOf(a)))], // prettier-ignore
};
/**
 * The axes in another order: axis i of the result is axis `axes[i]` of x.
 *
 * @example
 * tensor([[1, 2, 3]]).permute([1, 0]).toArray() // [[1], [2], [3]]
 */
export const permute: ((x: Tensor, axes: readonly number[]) => Tensor) & HasOp = /* @__PURE__ */ operation(
  permuteOp,
  (x: Tensor, axes: readonly number[]): Tensor => {
    requireTensor("permute", x);
    if (axesOf("permute", axes, x.shape.length).length !== x.shape.length)
      throw rangeError("permute", "axes", [...axes], `each of the ${x.shape.length} axes once`);
    const order = axes.map((a) => normalizeAxis("permute", a, x.shape.length));
    return order.every((a, i) => a === i) ? x : apply(permuteOp, [x], { axes: order });
  },
);

/**
 * Two axes swapped.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).transpose(0, 1).toArray() // [[1, 3], [2, 4]]
 */
export const transpose = (x: Tensor, first: number, second: number): Tensor => {
  requireTensor("transpose", x);
  const rank = x.shape.length;
  const [a, b] = [normalizeAxis("transpose", first, rank), normalizeAxis("transpose", second, rank)];
  return permute(x, x.shape.map((_, i) => (i === a ? b : i === b ? a : i))); // prettier-ignore
};

/**
 * The transposed matrix; a vector or a scalar stays as it is.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).t().toArray() // [[1, 3], [2, 4]]
 */
export const t = (x: Tensor): Tensor => {
  requireTensor("t", x);
  if (x.shape.length > 2) throw rankError("t", "x", x.shape, "have at most two axes (`transpose` and `permute` take more)");
  return x.shape.length === 2 ? permute(x, [1, 0]) : x;
};

interface SliceAttrs {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly shape: Shape;
}
const sliceOp: Op<SliceAttrs> = {
  name: "slice",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "view", index: (out, { starts, steps }: SliceAttrs) => out.map((i, a) => add(mul(i, int(steps[a]!)), int(starts[a]!))) },
  vjp: (ct, _, [x], { starts, steps, shape }) => {
    const span = shape.map((size, a) => (size === 0 ? 0 : (size - 1) * steps[a]! + 1));
    const high = span.map((size, a) => x!.shape[a]! - starts[a]! - size);
    return [padAxes(ct, { low: starts, high, steps, value: 0 })];
  },
};
/**
 * Part of an axis: elements start, start + step, … before `end`. Negative numbers count from the end and ends beyond the
 * axis are cut, as in Python.
 *
 * @example
 * tensor([0, 1, 2, 3, 4]).slice(0, 1, -1).toArray() // [1, 2, 3]
 * tensor([0, 1, 2, 3, 4]).slice(0, 0, 5, 2).toArray() // [0, 2, 4]
 */
export const slice: ((x: Tensor, axis: number, start?: number, end?: number, step?: number) => Tensor) & HasOp = /* @__PURE__ */ operation(
  sliceOp,
  (x: Tensor, axis: number, start = 0, end = Infinity, step = 1): Tensor => {
    requireTensor("slice", x);
    const at = normalizeAxis("slice", axis, x.shape.length);
    requireInteger("slice", "step", step, 1);
    const size = x.shape[at]!;
    const cut = (i: number): number => Math.min(size, Math.max(0, i < 0 ? i + size : i));
    const [first, last] = [cut(start), cut(end)];
    [first, last].forEach((i, k) => requireInteger("slice", k === 0 ? "start" : "end", i, 0));
    const count = Math.max(0, Math.ceil((last - first) / step));
    if (count === size && step === 1) return x;
    return apply(sliceOp, [x], {
      starts: x.shape.map((_, a) => (a === at ? first : 0)),
      steps: x.shape.map((_, a) => (a === at ? step : 1)),
      shape: x.shape.map((n, a) => (a === at ? count : n)),
    });
  },
);

/**
 * `length` elements of an axis from `start` on.
 *
 * @throws when they are not all there
 * @example
 * narrow(tensor([0, 1, 2, 3, 4]), 0, 1, 3).toArray() // [1, 2, 3]
 */
export const narrow = (x: Tensor, axis: number, start: number, length: number): Tensor => {
  requireTensor("narrow", x);
  const size = x.shape[normalizeAxis("narrow", axis, x.shape.length)]!;
  const first = start < 0 ? start + size : start;
  requireInteger("narrow", "start", first, 0);
  requireInteger("narrow", "length", length, 0);
  if (first + length > size) throw rangeError("narrow", "start + length", first + length, `at most the size of axis ${axis}, ${size}`);
  return slice(x, axis, first, first + length);
};

/**
 * The part at one index of an axis; the axis is dropped.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).select(0, -1).toArray() // [3, 4]
 */
export const select = (x: Tensor, axis: number, index: number): Tensor => {
  requireTensor("select", x);
  const at = normalizeAxis("select", axis, x.shape.length);
  const size = x.shape[at]!;
  const i = index < 0 ? index + size : index;
  if (!Number.isInteger(i) || i < 0 || i >= size)
    throw rangeError("select", "index", index, `an integer from ${-size} to ${size - 1} (axis ${at} has size ${size})`);
  return reshape(slice(x, at, i, i + 1), x.shape.filter((_, a) => a !== at)); // prettier-ignore
};

const flipOp: Op<{ readonly axes: readonly number[] }> = {
  name: "flip",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "view",
    index: (out, { axes }: { axes: readonly number[] }, shape) => out.map((i, a) => (axes.includes(a) ? sub(int(shape[a]! - 1), i) : i)),
  },
  vjp: (ct, _, __, { axes }) => [flip(ct, axes)],
};
/**
 * The elements in reverse order along the axes given, or all.
 *
 * @example
 * flip(tensor([[1, 2], [3, 4]]), 1).toArray() // [[2, 1], [4, 3]]
 */
export const flip: ((x: Tensor, axis?: Axes) => Tensor) & HasOp = /* @__PURE__ */ operation(flipOp, (x: Tensor, axis?: Axes): Tensor => {
  requireTensor("flip", x);
  const axes = axesOf("flip", axis, x.shape.length).filter((a) => x.shape[a]! > 1);
  return axes.length === 0 ? x : apply(flipOp, [x], { axes });
});

interface PadAttrs {
  /** Elements put before each axis; negative ones are cut off. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Distance in the result between neighbours of x. */
  readonly steps: readonly number[];
  readonly value: number;
}
/** Size of an axis once its neighbours stand `step` apart. */
const spread = (size: number, step: number): number => (size === 0 ? 0 : (size - 1) * step + 1);
const padOp: Op<PadAttrs> = {
  name: "pad",
  shape: ([x], { low, high, steps }) => x!.shape.map((size, a) => low[a]! + spread(size, steps[a]!) + high[a]!),
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (index, read, { low, high, steps, value }: PadAttrs, [shape], dtype) => {
      const tests: Expr[] = [];
      const at = index.map((i, a) => {
        const size = shape![a]!;
        const moved = low[a] === 0 ? i : sub(i, int(low[a]!));
        if (low[a]! > 0) tests.push(lessEqual(int(low[a]!), i));
        if (high[a]! > 0) tests.push(less(i, int(low[a]! + spread(size, steps[a]!))));
        if (steps[a] === 1) return moved;
        tests.push(equal(call("rem", moved, int(steps[a]!)), int(0)));
        return call("quot", moved, int(steps[a]!));
      });
      return tests.length > 0 ? when(tests.reduce(and), read(0, at), literal(dtype, value)) : read(0, at);
    },
  },
  vjp: (ct, _, [x], { low, high, steps }) => {
    // What was cut off gets 0, what was put in gives nothing.
    const whole = padAxes(ct, { low: low.map((n) => Math.max(0, -n)), high: high.map((n) => Math.max(0, -n)), steps: low.map(() => 1), value: 0 }); // prettier-ignore
    return [sliceAll(whole, { starts: low.map((n) => Math.max(0, n)), steps, shape: x!.shape })];
  },
};
const sliceAll = (x: Tensor, attrs: SliceAttrs): Tensor =>
  attrs.steps.every((step) => step === 1) && attrs.shape.every((size, a) => size === x.shape[a]) ? x : apply(sliceOp, [x], attrs);
const padAxes = (x: Tensor, attrs: PadAttrs): Tensor => {
  const nothing = attrs.low.every((n) => n === 0) && attrs.high.every((n) => n === 0) && attrs.steps.every((n) => n === 1);
  return nothing ? x : apply(padOp, [x], attrs);
};

/** What `pad` puts in, and where besides the ends. */
export interface PadOptions {
  /** What is put in. */
  readonly value?: number;
  /** Elements put between neighbours, one number an axis, from the last axis on. */
  readonly between?: readonly number[];
}
/**
 * Puts elements around: `padding` is [before, after] of the last axis, then of the one before it, and so on, flat as in
 * PyTorch. Negative numbers cut off.
 *
 * @throws when more pairs are given than x has axes, or more is cut off than is there
 * @example
 * pad(tensor([[1, 2]]), [1, 0, 0, 1]).toArray() // [[0, 1, 2], [0, 0, 0]]
 */
export const pad: ((x: Tensor, padding: readonly number[], options?: PadOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  padOp,
  (x: Tensor, padding: readonly number[], { value = 0, between = [] }: PadOptions = {}): Tensor => {
    requireTensor("pad", x);
    const rank = x.shape.length;
    const rule = `pairs of whole numbers [before, after], from the last axis on, for at most ${rank} axes`;
    if (padding.length % 2 !== 0 || padding.length > 2 * rank || !padding.every(Number.isInteger))
      throw rangeError("pad", "padding", [...padding], rule);
    if (between.length > rank) throw rangeError("pad", "between", [...between], `one number an axis, for at most ${rank} axes`);
    const of = (list: readonly number[], place: number): number => list[place] ?? 0;
    const low = x.shape.map((_, a) => of(padding, 2 * (rank - 1 - a)));
    const high = x.shape.map((_, a) => of(padding, 2 * (rank - 1 - a) + 1));
    const steps = x.shape.map((_, a) => requireInteger("pad", "between", of(between, rank - 1 - a), 0) + 1);
    x.shape.forEach((size, a) => {
      const left = low[a]! + spread(size, steps[a]!) + high[a]!;
      if (left < 0) throw rangeError("pad", `size of axis ${a} after padding`, left, "at least 0");
    });
    return padAxes(x, { low, high, steps, value });
  },
);
