// Pooling in any number of dimensions: the largest or the mean of each window. Users call it by the names in pooling.ts and
// pooling3d.ts.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError } from "../../core/errors.ts";
import { sizeOfShape, type Shape } from "../../core/shape.ts";
import { add, and, call, equal, int, mul as mulExpr, select, sub as subExpr, when } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { literal, requireTensor, type HasOp } from "../define.ts";
import { candidate, candidates, countWindows, perAxis, requireFit, type PerAxis, type Windows } from "../geometry.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add as addOp, div, floorDivide, maximum, minimum, mul, remainder, sub } from "./arithmetic.ts";
import { cast, detach, expand, sum } from "./broadcast.ts";
import { eq, isNan, logicalOr, where } from "./compare.ts";
import { iota } from "./constants.ts";
import { max, min } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { pad } from "./views.ts";
import { windows } from "./windows.ts";

export interface PoolAttrs extends Windows {
  /** Elements put before and after each axis. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}
const lastAxes = (x: Tensor, count: number): number[] => Array.from({ length: count }, (_, i) => x.shape.length - count + i);
const padded = (sizes: Shape, { low, high }: PoolAttrs): number[] => sizes.map((size, i) => low[i]! + size + high[i]!);

/** All windows of the padded input. */
const spread = (x: Tensor, { kernel, stride, dilation, low, high }: PoolAttrs, value: number): Tensor => {
  const fromLast = low.flatMap((_, i) => [low[low.length - 1 - i]!, high[low.length - 1 - i]!]);
  return windows(pad(x, fromLast, { value }), kernel, { stride, dilation });
};

export const maxPoolOp: Op<PoolAttrs> = {
  name: "maxPool",
  shape: ([x], attrs) => {
    const front = x!.shape.length - attrs.kernel.length;
    return [...x!.shape.slice(0, front), ...countWindows(padded(x!.shape.slice(front), attrs), attrs)];
  },
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x], attrs: PoolAttrs) => {
      const all = spread(x!, attrs, -Infinity);
      return max(all, lastAxes(all, attrs.kernel.length));
    },
  },
  vjp: (ct, y, [x], attrs) => [apply(giveBackOp, [ct, firstLargest(x!, y, attrs)], { ...attrs, shape: x!.shape })],
};

/** For each window the place in it, counted row by row, of its first largest element (of the first NaN, if there is one). */
function firstLargest(x: Tensor, y: Tensor, attrs: PoolAttrs): Tensor {
  const all = spread(x, attrs, -Infinity);
  const count = sizeOfShape(attrs.kernel);
  const chosen = logicalOr(eq(all, reshape(y, [...y.shape, ...attrs.kernel.map(() => 1)])), isNan(all));
  return min(where(chosen, reshape(iota([count], 0), attrs.kernel), count - 1), lastAxes(all, attrs.kernel.length));
}

interface GiveBackAttrs extends PoolAttrs {
  /** Of the pooled tensor. */
  readonly shape: Shape;
}
/** Offset of a place in the window, counted row by row. */
const placeOf = (offsets: readonly Expr[], kernel: readonly number[]): Expr =>
  offsets.reduce<Expr>((place, k, i) => add(mulExpr(place, int(kernel[i]!)), k), int(0));

const candidateSharesOp: Op<GiveBackAttrs> = {
  name: "candidateShares",
  shape: (_, { shape, ...w }) => [...shape, ...w.kernel.map((_, i) => candidates(w, i))],
  dtype: ([ct]) => ct!.dtype,
  how: {
    kind: "read",
    element: (index, read, { shape, ...w }: GiveBackAttrs, _, dtype) => {
      const front = shape.length - w.kernel.length;
      const sizes = padded(shape.slice(front), w);
      const counts = countWindows(sizes, w);
      const found = counts.map((count, i) => {
        const at = w.low[i] === 0 ? index[front + i]! : add(index[front + i]!, int(w.low[i]!));
        return candidate(w, i, at, index[shape.length + i]!, sizes[i]!, count);
      });
      const at = [...index.slice(0, front), ...found.map(({ t }) => t)];
      const tests = found.flatMap((axis) => axis.tests);
      const own = equal(read(1, at), placeOf(found.map(({ k }) => k), w.kernel)); // prettier-ignore
      const share = select(own, read(0, at), literal(dtype, 0));
      return tests.length > 0 ? when(tests.reduce(and), share, literal(dtype, 0)) : share;
    },
  },
};
/** Gives each window's value to the element at the place that was chosen in it; others get 0. */
const giveBackOp: Op<GiveBackAttrs> = {
  name: "giveBack",
  shape: (_, { shape }) => shape,
  dtype: ([ct]) => ct!.dtype,
  how: {
    kind: "formula",
    lower: ([ct, place], attrs: GiveBackAttrs) => {
      const shares = apply(candidateSharesOp, [ct!, place!], attrs);
      return sum(shares, lastAxes(shares, attrs.kernel.length));
    },
  },
  vjp: (ct, _, [, place], attrs) => [apply(takeChosenOp, [ct, place!], attrs), null],
};
/** For each window the element at the place that was chosen in it. */
const takeChosenOp: Op<GiveBackAttrs> = {
  name: "takeChosen",
  shape: ([, place]) => place!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (index, read, { shape, kernel, stride, dilation, low, high }: GiveBackAttrs) => {
      const front = shape.length - kernel.length;
      const place = read(1, index);
      const at = kernel.map((size, i) => {
        const inner = sizeOfShape(kernel.slice(i + 1));
        const upper = call("quot", place, int(inner));
        const k = i === 0 ? upper : call("rem", upper, int(size));
        const start = mulExpr(index[front + i]!, int(stride[i]!));
        const position = subExpr(add(start, mulExpr(k, int(dilation[i]!))), int(low[i]!));
        // A window that holds nothing larger than its padding may point outside: stay within memory.
        return low[i] === 0 && high[i] === 0 ? position : call("max", int(0), call("min", position, int(shape[front + i]! - 1)));
      });
      return read(0, [...index.slice(0, front), ...at]);
    },
  },
  vjp: (ct, _, [, place], attrs) => [apply(giveBackOp, [ct, place!], attrs), null],
};

/** How the windows of a pooling lie. */
export interface PoolOptions {
  /** Distance between neighbouring windows; the kernel size unless given. */
  readonly stride?: PerAxis;
  /** Elements put around; at most half the kernel size. */
  readonly padding?: PerAxis;
  /** Also windows that reach beyond the end, if they begin before it. */
  readonly ceilMode?: boolean;
}

/** How the windows of a maximum pooling lie. */
export interface MaxPoolOptions extends PoolOptions {
  /** Distance between neighbouring elements of a window. */
  readonly dilation?: PerAxis;
  /** True: gives [largest elements, their indices], each index counted row by row over all pooled axes of x. */
  readonly returnIndices?: boolean;
}

/** A maximum pooling as users call it. */
export interface MaxPoolFunction {
  (x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions & { readonly returnIndices: true }): [Tensor, Tensor];
  (x: Tensor, kernelSize: PerAxis, options?: MaxPoolOptions & { readonly returnIndices?: false }): Tensor;
}
/** A maximum pooling with its record. */
export type MaxPool = MaxPoolFunction & HasOp;

/** How the windows of an average pooling lie, and what the mean counts. */
export interface AvgPoolOptions extends PoolOptions {
  /** Does the padding count as zeros in the mean? True as in PyTorch. */
  readonly countIncludePad?: boolean;
  /** What sums are divided by, instead of the number of elements. */
  readonly divisorOverride?: number;
}

/** Checked options, and how far the padding was meant to reach (with `ceilMode` windows may reach further). */
function poolAttrs(name: string, axes: string, x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions): PoolAttrs {
  requireTensor(name, x);
  const count = axes.split(", ").length;
  if (x.shape.length !== count + 1 && x.shape.length !== count + 2)
    throw rankError(name, "x", x.shape, `be [N, C, ${axes}] or [C, ${axes}]`);
  const kernel = perAxis(name, "kernelSize", kernelSize, count, 1);
  const stride = perAxis(name, "stride", options.stride ?? kernel, count, 1);
  const dilation = perAxis(name, "dilation", options.dilation ?? 1, count, 1);
  const padding = perAxis(name, "padding", options.padding ?? 0, count, 0);
  padding.forEach((n, i) => {
    if (2 * n > kernel[i]!) throw rangeError(name, "padding", n, `at most half the kernel size ${kernel[i]}`);
  });
  const sizes = x.shape.slice(x.shape.length - count);
  const w = { kernel, stride, dilation };
  const high = padding.map((n, i) => (options.ceilMode ? Math.max(n, furthest(sizes[i]!, n, w, i)) : n));
  const attrs = { ...w, low: padding, high };
  requireFit(name, x.shape, padded(sizes, attrs), attrs);
  return attrs;
}
/** Padding at the end that the last window needs which begins inside of the axis or its padding in front. */
function furthest(size: number, padding: number, w: Windows, i: number): number {
  const stride = w.stride[i]!;
  const length = (w.kernel[i]! - 1) * w.dilation[i]! + 1;
  const windows = Math.ceil((size + 2 * padding - length) / stride) + 1;
  const count = (windows - 1) * stride >= size + padding ? windows - 1 : windows;
  return (count - 1) * stride + length - size - padding;
}

/** Index of each window's first largest element, row by row over the pooled axes of x. */
function flatIndices(x: Tensor, y: Tensor, attrs: PoolAttrs): Tensor {
  const { kernel, stride, dilation, low } = attrs;
  let rest = firstLargest(detach(x), detach(y), attrs);
  const sizes = x.shape.slice(x.shape.length - kernel.length);
  let flat: Tensor | null = null;
  for (let i = kernel.length - 1; i >= 0; i--) {
    const k = i === 0 ? rest : remainder(rest, kernel[i]!);
    rest = i === 0 ? rest : floorDivide(rest, kernel[i]!);
    const axis = y.shape.length - kernel.length + i;
    const start = sub(mul(iota(y.shape, axis), stride[i]!), low[i]!);
    const place = mul(addOp(start, mul(k, dilation[i]!)), sizeOfShape(sizes.slice(i + 1)));
    flat = flat ? addOp(place, flat) : place;
  }
  return flat!;
}

/** The largest element of each window, and its index where `returnIndices` asks for it. */
export function maxPool(name: string, axes: string, x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions): Tensor | [Tensor, Tensor] {
  const attrs = poolAttrs(name, axes, x, kernelSize, options);
  const floats = isFloat(x.dtype) ? x : cast(x, "f32");
  const y = apply(maxPoolOp, [floats], attrs);
  return options.returnIndices ? [y, flatIndices(floats, y, attrs)] : y;
}

/** How many elements of each window along an axis lie between the limits, counted from the first element. */
function elementsWithin(attrs: PoolAttrs, i: number, count: number, from: number, to: number): Tensor {
  const start = sub(mul(iota([count], 0), attrs.stride[i]!), attrs.low[i]!);
  return sub(minimum(addOp(start, attrs.kernel[i]!), to), maximum(start, from));
}

/** The mean of each window. */
export function avgPool(name: string, axes: string, given: Tensor, kernelSize: PerAxis, options: AvgPoolOptions): Tensor {
  const { countIncludePad = true, divisorOverride } = options;
  const attrs = poolAttrs(name, axes, given, kernelSize, options);
  if (divisorOverride !== undefined && !(divisorOverride !== 0 && Number.isFinite(divisorOverride)))
    throw rangeError(name, "divisorOverride", divisorOverride, "a number other than 0");
  const x = isFloat(given.dtype) ? given : cast(given, "f32");
  const all = spread(x, attrs, 0);
  const total = sum(all, lastAxes(all, attrs.kernel.length));
  if (divisorOverride !== undefined) return div(total, divisorOverride);
  const reaching = attrs.high.some((n, i) => n > attrs.low[i]!);
  const padded = attrs.low.some((n) => n > 0);
  if (countIncludePad ? !reaching : !reaching && !padded) return div(total, sizeOfShape(attrs.kernel));
  return div(total, counts(x, attrs, total, countIncludePad));
}
function counts(x: Tensor, attrs: PoolAttrs, total: Tensor, withPadding: boolean): Tensor {
  const axes = lastAxes(x, attrs.kernel.length);
  return axes
    .map((axis, i) => {
      const padding = withPadding ? attrs.low[i]! : 0;
      const inside = elementsWithin(attrs, i, total.shape[axis]!, -padding, x.shape[axis]! + padding);
      return expand(reshape(cast(inside, x.dtype), [-1, ...axes.slice(i + 1).map(() => 1)]), total.shape.slice(axes[0])); // prettier-ignore
    })
    .reduce((a, b) => mul(a, b)); // prettier-ignore
}
