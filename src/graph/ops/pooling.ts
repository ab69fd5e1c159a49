// Pooling: the largest or the mean of each window.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError } from "../../core/errors.ts";
import { sizeOfShape, type Shape } from "../../core/shape.ts";
import { add, and, call, equal, int, mul as mulExpr, select, sub as subExpr, when } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { literal, operation, requireTensor, type HasOp } from "../define.ts";
import { candidate, candidates, countWindows, perAxis, requireFit, type PerAxis, type Windows } from "../geometry.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add as addOp, div, maximum, minimum, mul, sub } from "./arithmetic.ts";
import { cast, expand, sum } from "./broadcast.ts";
import { eq, isNan, logicalOr, where } from "./compare.ts";
import { iota } from "./constants.ts";
import { max, min } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { pad } from "./views.ts";
import { windows } from "./windows.ts";

interface PoolAttrs extends Windows {
  readonly padding: readonly number[];
}
/** Pairs for `pad`, from the last axis on. */
const around = (padding: readonly number[]): number[] => [...padding].reverse().flatMap((n) => [n, n]);
const lastAxes = (x: Tensor, count: number): number[] => Array.from({ length: count }, (_, i) => x.shape.length - count + i);
const padded = (sizes: Shape, padding: readonly number[]): number[] => sizes.map((size, i) => size + 2 * padding[i]!);

/** All windows of the padded input. */
const spread = (x: Tensor, { kernel, stride, dilation, padding }: PoolAttrs, value: number): Tensor =>
  windows(pad(x, around(padding), { value }), kernel, { stride, dilation });

const maxPoolOp: Op<PoolAttrs> = {
  name: "maxPool",
  shape: ([x], attrs) => {
    const front = x!.shape.length - attrs.kernel.length;
    return [...x!.shape.slice(0, front), ...countWindows(padded(x!.shape.slice(front), attrs.padding), attrs)];
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
    element: (index, read, { shape, padding, ...w }: GiveBackAttrs, _, dtype) => {
      const front = shape.length - w.kernel.length;
      const sizes = padded(shape.slice(front), padding);
      const counts = countWindows(sizes, w);
      const found = counts.map((count, i) => {
        const at = padding[i] === 0 ? index[front + i]! : add(index[front + i]!, int(padding[i]!));
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
    element: (index, read, { shape, kernel, stride, dilation, padding }: GiveBackAttrs) => {
      const front = shape.length - kernel.length;
      const place = read(1, index);
      const at = kernel.map((size, i) => {
        const inner = sizeOfShape(kernel.slice(i + 1));
        const upper = call("quot", place, int(inner));
        const k = i === 0 ? upper : call("rem", upper, int(size));
        const start = mulExpr(index[front + i]!, int(stride[i]!));
        const position = subExpr(add(start, mulExpr(k, int(dilation[i]!))), int(padding[i]!));
        // A window that holds nothing larger than its padding may point outside: stay within memory.
        return padding[i] === 0 ? position : call("max", int(0), call("min", position, int(shape[front + i]! - 1)));
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
}

/** How the windows of a maximum pooling lie. */
export interface MaxPoolOptions extends PoolOptions {
  /** Distance between neighbouring elements of a window. */
  readonly dilation?: PerAxis;
}

/** How the windows of an average pooling lie, and what the mean counts. */
export interface AvgPoolOptions extends PoolOptions {
  /** Does the padding count as zeros in the mean? True as in PyTorch. */
  readonly countIncludePad?: boolean;
}

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
  const attrs = { kernel, stride, dilation, padding };
  requireFit(name, x.shape, padded(x.shape.slice(x.shape.length - count), padding), attrs);
  return attrs;
}

const maxPool = (name: string, axes: string, x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions): Tensor => {
  const attrs = poolAttrs(name, axes, x, kernelSize, options);
  return apply(maxPoolOp, [isFloat(x.dtype) ? x : cast(x, "f32")], attrs);
};

/**
 * The largest element of each window over one axis. The gradient goes to the first of equals.
 *
 * @param x [N, C, L] or [C, L]
 * @example
 * maxPool1d(tensor([[1, 3, 2, 4]]), 2).toArray() // [[3, 4]]
 */
export const maxPool1d: ((x: Tensor, kernelSize: PerAxis, options?: MaxPoolOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  maxPoolOp,
  (x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor => maxPool("maxPool1d", "L", x, kernelSize, options),
);

/**
 * The largest element of each window over two axes. The gradient goes to the first of equals. Padding counts as −∞.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * maxPool2d(tensor([[[1, 3], [2, 4]]]), 2).toArray() // [[[4]]]
 */
export const maxPool2d: ((x: Tensor, kernelSize: PerAxis, options?: MaxPoolOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  maxPoolOp,
  (x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor => maxPool("maxPool2d", "H, W", x, kernelSize, options),
);

/** How many elements of each window along an axis are no padding. */
function insideCounts(size: number, { kernel, stride, padding }: PoolAttrs, i: number, count: number): Tensor {
  const start = sub(mul(iota([count], 0), stride[i]!), padding[i]!);
  return sub(minimum(addOp(start, kernel[i]!), size), maximum(start, 0));
}

const avgPool = (name: string, axes: string, given: Tensor, kernelSize: PerAxis, options: AvgPoolOptions): Tensor => {
  const attrs = poolAttrs(name, axes, given, kernelSize, options);
  const x = isFloat(given.dtype) ? given : cast(given, "f32");
  const all = spread(x, attrs, 0);
  const total = sum(all, lastAxes(all, attrs.kernel.length));
  const divisor =
    options.countIncludePad === false && attrs.padding.some((n) => n > 0) ? counts(x, attrs, total) : sizeOfShape(attrs.kernel);
  return div(total, divisor);
};
function counts(x: Tensor, attrs: PoolAttrs, total: Tensor): Tensor {
  const axes = lastAxes(x, attrs.kernel.length);
  return axes
    .map((axis, i) => {
      const inside = insideCounts(x.shape[axis]!, attrs, i, total.shape[axis]!);
      return expand(reshape(cast(inside, x.dtype), [-1, ...axes.slice(i + 1).map(() => 1)]), total.shape.slice(axes[0])); // prettier-ignore
    })
    .reduce((a, b) => mul(a, b)); // prettier-ignore
}

/**
 * The mean of each window over one axis.
 *
 * @param x [N, C, L] or [C, L]
 * @example
 * avgPool1d(tensor([[1, 3, 2, 4]]), 2).toArray() // [[2, 3]]
 */
export const avgPool1d = (x: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor =>
  avgPool("avgPool1d", "L", x, kernelSize, options);

/**
 * The mean of each window over two axes.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * avgPool2d(tensor([[[1, 3], [2, 4]]]), 2).toArray() // [[[2.5]]]
 */
export const avgPool2d = (x: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor =>
  avgPool("avgPool2d", "H, W", x, kernelSize, options);
