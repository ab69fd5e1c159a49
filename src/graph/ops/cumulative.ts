// Cumulative sums, products and extremes along an axis, and differences, their opposite.
import { isFloat } from "../../core/dtype.ts";
import { normalizeAxis } from "../../core/shape.ts";
import { add as plus, and, call, cast as castExpr, equal, int, mul as times, select } from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import type { Expr } from "../../ir/types.ts";
import { like, operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { carried, scanOp, type ScanAttrs } from "../scan.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { eq, ne, where } from "./compare.ts";
import { gather } from "./indexing.ts";
import { concat } from "./joins.ts";
import { exp } from "./powers.ts";
import { reshape } from "./reshape.ts";
import { pad, slice } from "./views.ts";

/** The elements moved along the axis by one: forwards, or backwards; `value` comes in. */
function shifted(x: Tensor, axis: number, forwards: boolean, value = 0): Tensor {
  const padding = new Array<number>(2 * (x.shape.length - axis)).fill(0);
  const last = padding.length - 2;
  [padding[last], padding[last + 1]] = forwards ? [1, -1] : [-1, 1];
  return pad(x, padding, { value });
}

/** Sums and products of integers are i32, as those of all elements. */
const number = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "i32"));

type AlongAxis = ((x: Tensor, axis: number) => Tensor) & HasOp;

/** The function of users: a scalar is a row of one, and no elements stay none. */
const alongAxis = (op: Op<ScanAttrs>, prepare: (x: Tensor) => Tensor): AlongAxis =>
  /* @__PURE__ */ operation(op, (x: Tensor, axis: number): Tensor => {
    requireTensor(op.name, x);
    const at = normalizeAxis(op.name, axis, Math.max(1, x.shape.length));
    const row = reshape(prepare(x), x.shape.length === 0 ? [1] : x.shape);
    return reshape(apply(op, [row], { axis: at, reverse: false }), x.shape);
  });

const cumsumOp: Op<ScanAttrs> = /* @__PURE__ */ scanOp("cumsum", {
  state: (dtype) => [carried(dtype)],
  first: ([x]) => [castExpr(x!, carriedOf(x!))],
  next: ([s], [x]) => [plus(s!, castExpr(x!, carriedOf(x!)))],
  join: ([s], [own]) => [plus(s!, own!)],
  element: ([s]) => s!,
  vjp: (ct, _, __, { axis, reverse }) => [apply(cumsumOp, [ct], { axis, reverse: !reverse })],
});
const carriedOf = (x: Expr) => carried(x.dtype as "f32");
/**
 * Cumulative sum along an axis: yₜ = x₀ + … + xₜ. f32 is summed in f64; sums of bool, u8 and i32 are i32.
 *
 * @example
 * cumsum(tensor([1, 2, 3]), 0).toArray() // [1, 3, 6]
 */
export const cumsum: AlongAxis = /* @__PURE__ */ alongAxis(cumsumOp, number);

/** yₜ = aₜ · yₜ₋₁ + bₜ with y₀ = b₀: what gradients of scans are. */
const recurrenceOp: Op<ScanAttrs> = /* @__PURE__ */ scanOp("recurrence", {
  state: (dtype) => [carried(dtype)],
  first: ([, b]) => [castExpr(b!, carriedOf(b!))],
  next: ([s], [a, b]) => [plus(times(castExpr(a!, carriedOf(a!)), s!), castExpr(b!, carriedOf(b!)))],
  element: ([s]) => s!,
  vjp: (ct, y, [a], { axis, reverse }) => {
    const back = recurrence(shifted(a!, axis, reverse), ct, axis, !reverse);
    return [mul(back, shifted(y, axis, !reverse)), back];
  },
});
const recurrence = (a: Tensor, b: Tensor, axis: number, reverse: boolean): Tensor => apply(recurrenceOp, [a, b], { axis, reverse });

/**
 * Cumulative product along an axis: yₜ = x₀ · … · xₜ. The gradient is exact with zeros among the factors.
 *
 * @example
 * cumprod(tensor([1, 2, 3]), 0).toArray() // [1, 2, 6]
 */
export const cumprod: AlongAxis = /* @__PURE__ */ alongAxis(
  /* @__PURE__ */ scanOp("cumprod", {
    state: (dtype) => [carried(dtype)],
    first: ([x]) => [castExpr(x!, carriedOf(x!))],
    next: ([s], [x]) => [times(s!, castExpr(x!, carriedOf(x!)))],
    element: ([s]) => s!,
    vjp: (ct, y, [x], { axis }) => [mul(shifted(y, axis, true, 1), recurrence(shifted(x!, axis, false), ct, axis, true))],
  }),
  number,
);

/**
 * Logarithm of the cumulative sum of exponentials along an axis: yₜ = ln(e^x₀ + … + e^xₜ), without overflow.
 *
 * @example
 * logCumSumExp(tensor([1000, -Infinity, 1000]), 0).toArray() // [1000, 1000, 1000.6931]
 */
export const logCumSumExp: AlongAxis = /* @__PURE__ */ alongAxis(
  /* @__PURE__ */ scanOp("logCumSumExp", {
    state: (dtype) => [dtype],
    first: ([x]) => [x!],
    next: ([s], [x]) => {
      const [low, high] = [call("min", s!, x!), call("max", s!, x!)];
      const endless = and(equal(low, high), equal(call("abs", high), like(high, Infinity)));
      return [select(endless, high, plus(high, math.log1p(math.exp(call("sub", low, high)))))];
    },
    element: ([s]) => s!,
    // ∂yᵢ/∂xⱼ = e^(xⱼ − yᵢ), whose exponents are never above 0; carried from the end, e^(yⱼ − yⱼ₊₁) at a time.
    vjp: (ct, y, [x], { axis }) => {
      const share = (a: Tensor, b: Tensor): Tensor => where(eq(a, -Infinity), 0, exp(sub(a, b)));
      return [mul(share(x!, y), recurrence(share(y, shifted(y, axis, false)), ct, axis, true))];
    },
  }),
  (x) => (isFloat(x.dtype) ? x : cast(x, "f32")),
);

/** The place of the extreme element so far; the last of equals, and NaN above all. */
const extremeOp = (name: string, better: (x: Expr, best: Expr) => Expr): Op<ScanAttrs> =>
  scanOp(name, {
    result: "i32",
    state: (dtype) => [dtype, "i32"],
    first: ([x]) => [x!, int(0)],
    next: ([best, place], [x], t) => {
      const chosen = call("or", better(x!, best!), call("ne", x!, x!));
      return [select(chosen, x!, best!), select(chosen, t, place!)];
    },
    element: ([, place]) => place!,
  });
const largestOp = /* @__PURE__ */ extremeOp("cummaxIndex", (x, best) => call("le", best, x));
const smallestOp = /* @__PURE__ */ extremeOp("cumminIndex", (x, best) => call("le", x, best));

/** Elements and their places along an axis. */
export interface ValuesAndIndices {
  readonly values: Tensor;
  /** i32. */
  readonly indices: Tensor;
}

function cumulativeExtreme(name: string, op: Op<ScanAttrs>, x: Tensor, axis: number): ValuesAndIndices {
  requireTensor(name, x);
  const at = normalizeAxis(name, axis, Math.max(1, x.shape.length));
  const row = reshape(x, x.shape.length === 0 ? [1] : x.shape);
  const indices = apply(op, [row.dtype === "bool" || row.dtype === "u8" ? cast(row, "i32") : row], { axis: at, reverse: false });
  return { values: reshape(gather(row, at, indices), x.shape), indices: reshape(indices, x.shape) };
}

/**
 * The largest element so far along an axis, and where it is: the last of equals. From a NaN on, all are NaN.
 *
 * @example
 * const { values, indices } = cummax(tensor([1, 3, 2, 3]), 0)
 * values.toArray() // [1, 3, 3, 3]
 * indices.toArray() // [0, 1, 1, 3]
 */
export const cummax = (x: Tensor, axis: number): ValuesAndIndices => cumulativeExtreme("cummax", largestOp, x, axis);

/**
 * The smallest element so far along an axis, and where it is: the last of equals. From a NaN on, all are NaN.
 *
 * @example
 * cummin(tensor([3, 1, 2]), 0).values.toArray() // [3, 1, 1]
 */
export const cummin = (x: Tensor, axis: number): ValuesAndIndices => cumulativeExtreme("cummin", smallestOp, x, axis);

/** What `diff` may be told. */
export interface DiffOptions {
  /** How often differences are taken. */
  readonly n?: number;
  readonly axis?: number;
  /** Put before x along the axis. */
  readonly prepend?: Tensor;
  /** Put behind x along the axis. */
  readonly append?: Tensor;
}
/**
 * Differences of neighbours along an axis (the last unless given): yₜ = xₜ₊₁ − xₜ, taken `n` times. Of bool: are they unequal?
 *
 * @example
 * diff(tensor([1, 4, 9])).toArray() // [3, 5]
 * diff(tensor([1, 4, 9]), { n: 2 }).toArray() // [2]
 */
export const diff = (x: Tensor, { n = 1, axis = -1, prepend, append }: DiffOptions = {}): Tensor => {
  requireTensor("diff", x);
  requireInteger("diff", "n", n, 0);
  const at = normalizeAxis("diff", axis, x.shape.length);
  const parts = [prepend, x, append].filter((part) => part !== undefined);
  let y = parts.length > 1 ? concat(parts, at) : x;
  for (let k = 0; k < n && y.shape[at]! > 0; k++) {
    const [from, to] = [slice(y, at, 0, y.shape[at]! - 1), slice(y, at, 1)];
    y = y.dtype === "bool" ? ne(to, from) : sub(to, from);
  }
  return y;
};
