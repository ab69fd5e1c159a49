// Samples of pooling over three axes, adaptive and power pooling: every window is written out.
import * as ops from "../../src/graph/ops/index.ts";
import { at, build, floats, indices, plain, randomly, type Case, type OpName, type Plain, type Sample } from "./sample.ts";

type Numbers = readonly number[];
interface Pool {
  readonly kernel: Numbers;
  readonly stride?: Numbers;
  readonly padding?: Numbers;
  readonly dilation?: Numbers;
  readonly ceilMode?: boolean;
}
/** An element of a window: its place in x, and whether it is padding. */
interface Found {
  readonly place: Numbers;
  readonly value: number;
}
/** What each window holds: elements of x, and how many of its places are elements or padding. */
const windowsOf = (
  x: Plain,
  { kernel, stride = kernel, padding = kernel.map(() => 0), dilation = kernel.map(() => 1), ceilMode = false }: Pool,
) => {
  const front = x.shape.slice(0, x.shape.length - kernel.length);
  const sizes = x.shape.slice(front.length);
  const counts = kernel.map((k, a) => {
    const steps = (sizes[a]! + 2 * padding[a]! - dilation[a]! * (k - 1) - 1) / stride[a]!;
    const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    return ceilMode && (count - 1) * stride[a]! >= sizes[a]! + padding[a]! ? count - 1 : count;
  });
  return (of: (inside: readonly Found[], covered: number) => number): Plain =>
    build([...front, ...counts], (...index) => {
      const start = index.slice(front.length).map((t, a) => t * stride[a]! - padding[a]!);
      const places = indices(kernel).map((k) => start.map((s, a) => s + k[a]! * dilation[a]!));
      const inside = places.filter((place) => place.every((i, a) => i >= 0 && i < sizes[a]!));
      const covered = places.filter((place) => place.every((i, a) => i < sizes[a]! + padding[a]!)).length;
      return of(inside.map((place) => ({ place, value: at(x, [...index.slice(0, front.length), ...place]) })), covered); // prettier-ignore
    });
};
const flat = (sizes: Numbers, place: Numbers): number => sizes.reduce((sum, size, a) => sum * size + place[a]!, 0);
const largest = (inside: readonly Found[]): Found => inside.reduce((best, other) => (other.value > best.value ? other : best));
const total = (inside: readonly Found[]): number => inside.reduce((sum, { value }) => sum + value, 0);
const sizesOf = (x: Plain, axes: number): Numbers => x.shape.slice(x.shape.length - axes);

type MaxPool = "maxPool1d" | "maxPool2d" | "maxPool3d";
const maxPool = (op: MaxPool, name: string, shape: Numbers, pool: Pool): Case[] => [
  { name, call: (x) => ops[op](x, pool.kernel, pool), inputs: [randomly(shape, -3, -1, 6)], gives: (x) => windowsOf(x, pool)((inside) => largest(inside).value) },
  {
    name: `${name}, indices`,
    call: (x) => ops[op](x, pool.kernel, { ...pool, returnIndices: true })[1],
    inputs: [randomly(shape, -3, -1, 6)],
    gives: (x) => windowsOf(x, pool)((inside) => flat(sizesOf(x, pool.kernel.length), largest(inside).place)),
    dtype: "i32",
  },
]; // prettier-ignore
const avgPool3d = (name: string, shape: Numbers, pool: Pool, more: { countIncludePad?: boolean; divisorOverride?: number } = {}): Case => ({
  name,
  call: (x) => ops.avgPool3d(x, pool.kernel, { ...pool, ...more }),
  inputs: [randomly(shape, -1, 1, 7)],
  gives: (x) => windowsOf(x, pool)((inside, covered) => total(inside) / (more.divisorOverride ?? (more.countIncludePad === false ? inside.length : covered))),
}); // prettier-ignore

/** Windows spread evenly. */
const adaptive = (x: Plain, counts: Numbers) => {
  const front = x.shape.slice(0, x.shape.length - counts.length);
  const sizes = x.shape.slice(front.length);
  return (of: (inside: readonly Found[]) => number): Plain =>
    build([...front, ...counts], (...index) => {
      const t = index.slice(front.length);
      const starts = t.map((i, a) => Math.floor((i * sizes[a]!) / counts[a]!));
      const lengths = t.map((i, a) => Math.ceil(((i + 1) * sizes[a]!) / counts[a]!) - starts[a]!);
      const places = indices(lengths).map((k) => k.map((i, a) => i + starts[a]!));
      return of(places.map((place) => ({ place, value: at(x, [...index.slice(0, front.length), ...place]) }))); // prettier-ignore
    });
};
type AdaptiveAvg = "adaptiveAvgPool1d" | "adaptiveAvgPool2d" | "adaptiveAvgPool3d";
type AdaptiveMax = "adaptiveMaxPool1d" | "adaptiveMaxPool2d" | "adaptiveMaxPool3d";
const means = (op: AdaptiveAvg, shape: Numbers, counts: Numbers): Case => ({
  name: `[${shape.join(", ")}] to [${counts.join(", ")}]`,
  call: (x) => ops[op](x, counts),
  inputs: [randomly(shape)],
  gives: (x) => adaptive(x, counts)((inside) => total(inside) / inside.length),
});
const maxima = (op: AdaptiveMax, shape: Numbers, counts: Numbers): Case[] => [
  { name: `[${shape.join(", ")}] to [${counts.join(", ")}]`, call: (x) => ops[op](x, counts), inputs: [randomly(shape)], gives: (x) => adaptive(x, counts)((inside) => largest(inside).value) },
  { name: `indices, [${shape.join(", ")}] to [${counts.join(", ")}]`, call: (x) => ops[op](x, counts, { returnIndices: true })[1], inputs: [randomly(shape)], gives: (x) => adaptive(x, counts)((inside) => flat(sizesOf(x, counts.length), largest(inside).place)), dtype: "i32" },
]; // prettier-ignore
type LpPool = "lpPool1d" | "lpPool2d" | "lpPool3d";
const powers = (op: LpPool, shape: Numbers, p: number, pool: Pool): Case => ({
  name: `exponent ${p}`,
  call: (x) => ops[op](x, p, pool.kernel, { ...(pool.stride && { stride: pool.stride }), ceilMode: pool.ceilMode ?? false }),
  inputs: [randomly(shape, 0.5, 2)],
  gives: (x) => windowsOf(x, pool)((inside, covered) => ((inside.reduce((sum, { value }) => sum + value ** p, 0) / covered) * pool.kernel.reduce((a, b) => a * b)) ** (1 / p)),
}); // prettier-ignore

export const pooling = {
  maxPool3d: {
    cases: [
      ...maxPool("maxPool3d", "apart", [1, 2, 4, 2, 6], { kernel: [2, 2, 3] }),
      ...maxPool("maxPool3d", "padding, stride, dilation", [1, 1, 5, 4, 5], { kernel: [2, 3, 2], stride: [2, 1, 1], padding: [1, 1, 0], dilation: [1, 1, 2] }),
      ...maxPool("maxPool3d", "beyond the end", [1, 5, 3, 4], { kernel: [2, 2, 3], stride: [2, 2, 3], ceilMode: true }),
      ...maxPool("maxPool2d", "two axes, beyond the end", [1, 1, 5, 6], { kernel: [3, 2], stride: [2, 3], padding: [1, 0], ceilMode: true }),
      ...maxPool("maxPool1d", "one axis", [2, 1, 7], { kernel: [3], stride: [2], padding: [1] }),
      { name: "no volumes", call: (x) => ops.maxPool3d(x, 2), inputs: [floats([], [0, 1, 2, 2, 2])], gives: plain([0, 1, 1, 1, 1], []) },
    ],
    errors: [
      [() => ops.maxPool3d(ops.ones([3, 3]), 2), "maxPool3d: x must be [N, C, D, H, W] or [C, D, H, W], is [3, 3]"],
      [() => ops.maxPool3d(ops.ones([1, 4, 4, 4]), [2, 2]), "maxPool3d: kernelSize must be an integer ≥ 1, or 3 of them, got [2, 2]"],
    ],
  },
  avgPool3d: {
    cases: [
      avgPool3d("apart", [1, 2, 4, 2, 3], { kernel: [2, 2, 3] }),
      avgPool3d("padding", [1, 1, 5, 4, 3], { kernel: [2, 3, 2], stride: [2, 1, 1], padding: [1, 1, 0] }),
      avgPool3d("padding not counted", [1, 1, 5, 4, 3], { kernel: [2, 3, 2], stride: [2, 1, 1], padding: [1, 1, 0] }, { countIncludePad: false }),
      avgPool3d("beyond the end", [1, 5, 3, 4], { kernel: [2, 2, 3], padding: [1, 0, 1], ceilMode: true }),
      avgPool3d("beyond the end, padding not counted", [1, 5, 3, 4], { kernel: [2, 2, 3], padding: [1, 0, 1], ceilMode: true }, { countIncludePad: false }),
      avgPool3d("own divisor", [1, 2, 2, 3], { kernel: [2, 2, 3] }, { divisorOverride: 5 }),
    ],
    errors: [[() => ops.avgPool3d(ops.ones([1, 2, 2, 2]), 2, { divisorOverride: 0 }), "avgPool3d: divisorOverride must be a number other than 0, got 0"]],
  },
  adaptiveAvgPool1d: {
    cases: [means("adaptiveAvgPool1d", [2, 2, 7], [3]), means("adaptiveAvgPool1d", [2, 6], [2]), means("adaptiveAvgPool1d", [2, 3], [5]), { name: "keeps the size", call: (x) => ops.adaptiveAvgPool1d(x, null), inputs: [[[1, 2]]], gives: [[1, 2]] }],
    errors: [
      [() => ops.adaptiveAvgPool1d(ops.ones([3]), 1), "adaptiveAvgPool1d: x must be [N, C, L] or [C, L], is [3]"],
      [() => ops.adaptiveAvgPool1d(ops.ones([1, 3]), 0), "adaptiveAvgPool1d: outputSize must be an integer ≥ 1 or null (keep the size), got 0"],
    ],
  },
  adaptiveAvgPool2d: {
    cases: [means("adaptiveAvgPool2d", [1, 2, 5, 7], [3, 2]), means("adaptiveAvgPool2d", [2, 4, 6], [1, 1]), means("adaptiveAvgPool2d", [1, 4, 6], [2, 4])],
    errors: [[() => ops.adaptiveAvgPool2d(ops.ones([1, 3, 0]), 1), "adaptiveAvgPool2d: x must have no empty pooled axes, is [1, 3, 0]"]],
  },
  adaptiveAvgPool3d: {
    cases: [means("adaptiveAvgPool3d", [1, 3, 2, 5], [2, 2, 3])],
    errors: [[() => ops.adaptiveAvgPool3d(ops.ones([1, 3, 3, 3]), [1, 2]), "adaptiveAvgPool3d: outputSize must be an integer ≥ 1 or null (keep the size), or 3 of them, got [1, 2]"]],
  },
  adaptiveMaxPool1d: {
    cases: [...maxima("adaptiveMaxPool1d", [2, 2, 7], [3]), ...maxima("adaptiveMaxPool1d", [1, 3], [4]), { name: "NaN", call: (x) => ops.adaptiveMaxPool1d(x, 2), inputs: [[[1, NaN, 3, 4]]], gives: [[NaN, 4]], smooth: false }],
    errors: [[() => ops.adaptiveMaxPool1d(ops.ones([3]), 1), "adaptiveMaxPool1d: x must be [N, C, L] or [C, L], is [3]"]],
  },
  adaptiveMaxPool2d: { cases: [...maxima("adaptiveMaxPool2d", [2, 1, 5, 4], [2, 3])], errors: [[() => ops.adaptiveMaxPool2d(ops.ones([3]), 1), "adaptiveMaxPool2d: x must be [N, C, H, W] or [C, H, W], is [3]"]] },
  adaptiveMaxPool3d: { cases: [...maxima("adaptiveMaxPool3d", [1, 3, 2, 5], [2, 1, 2])], errors: [[() => ops.adaptiveMaxPool3d(ops.ones([3]), 1), "adaptiveMaxPool3d: x must be [N, C, D, H, W] or [C, D, H, W], is [3]"]] },
  fractionalMaxPool2d: {
    cases: [
      { call: (x, u) => ops.fractionalMaxPool2d(x, [2, 3], { outputSize: [3, 4], randomSamples: u }), inputs: [randomly([1, 2, 6, 9]), floats([0.3, 0.7, 0.9, 0.1], [1, 2, 2])], gives: (x, u) => build([1, 2, 3, 4], (n, c, i, j) => { const begin = (t: number, s: number, last: number, count: number): number => t === count - 1 ? last : Math.floor((t + s) * (last / (count - 1))) - Math.floor(s * (last / (count - 1))); const [r, q] = [begin(i, at(u, [n, c, 1]), 4, 3), begin(j, at(u, [n, c, 0]), 6, 4)]; return Math.max(...[0, 1].flatMap((a) => [0, 1, 2].map((b) => at(x, [n, c, r + a, q + b])))); }) },
      { name: "one window, ratio", call: (x, u) => ops.fractionalMaxPool2d(x, 1, { outputRatio: 0.5, randomSamples: u }), inputs: [[[[1, 2], [3, 4]]], floats([0, 0], [1, 1, 2])], gives: [[[4]]] },
    ],
    errors: [
      [() => ops.fractionalMaxPool2d(ops.ones([1, 3, 3]), 2, { outputSize: 3, key: ops.zeros([2], { dtype: "i32" }) }), "fractionalMaxPool2d: x is [1, 3, 3]; 3 windows of 2 elements do not fit into 3"],
      [() => ops.fractionalMaxPool2d(ops.ones([1, 3, 3]), 2, { outputSize: 2 }), "fractionalMaxPool2d: key and randomSamples must be given one of the two, got [undefined, undefined]"],
    ],
  },
  lpPool1d: {
    cases: [powers("lpPool1d", [1, 2, 7], 2, { kernel: [3], stride: [2] }), powers("lpPool1d", [2, 5], 1, { kernel: [2] }), powers("lpPool1d", [2, 5], 3, { kernel: [2], ceilMode: true }), { name: "zeros", call: (x) => ops.lpPool1d(x, 2, 2), inputs: [[[0, 0]]], gives: [[0]], smooth: false }],
    errors: [[() => ops.lpPool1d(ops.ones([1, 3]), 0, 2), "lpPool1d: normType must be a number above 0, got 0"]],
  },
  lpPool2d: { cases: [powers("lpPool2d", [1, 4, 5], 1.5, { kernel: [2, 3] })], errors: [[() => ops.lpPool2d(ops.ones([3]), 2, 2), "lpPool2d: x must be [N, C, H, W] or [C, H, W], is [3]"]] },
  lpPool3d: { cases: [powers("lpPool3d", [1, 2, 3, 2], 2, { kernel: [2, 2, 1] })], errors: [[() => ops.lpPool3d(ops.ones([3]), 2, 2), "lpPool3d: x must be [N, C, D, H, W] or [C, D, H, W], is [3]"]] },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
