// Samples of resampling, unfolding, shuffles, unpooling and local response normalization, by plain sums over indices.
import * as ops from "../../src/graph/ops/index.ts";
import { at, build, indices, integers, randomly, type Case, type OpName, type Plain, type Sample } from "./sample.ts";
import { shapes } from "./samples.shapes.ts";

const clip = (i: number, size: number): number => Math.min(size - 1, Math.max(0, i));
const inside = (x: Plain, index: readonly number[]): number => (index.every((i, a) => i >= 0 && i < x.shape[a]!) ? at(x, index) : 0);
const fraction = (v: number): number => v - Math.floor(v);

/** Each axis of the result is read at a place of x between two elements. */
const linearly = (x: Plain, counts: readonly number[], place: (t: number, size: number, count: number) => number): Plain =>
  build([...x.shape.slice(0, 2), ...counts], (n, c, ...t) => {
    const places = t.map((i, a) => Math.max(0, place(i, x.shape[2 + a]!, counts[a]!)));
    return indices(t.map(() => 2)).reduce((sum, corner) => {
      const weight = corner.reduce((w, k, a) => w * (k ? fraction(places[a]!) : 1 - fraction(places[a]!)), 1);
      return sum + weight * at(x, [n, c, ...corner.map((k, a) => clip(Math.floor(places[a]!) + k, x.shape[2 + a]!))]);
    }, 0);
  });
const edges = (t: number, size: number, count: number): number => ((t + 0.5) * size) / count - 0.5;
const middles = (t: number, size: number, count: number): number => (count > 1 ? (t * (size - 1)) / (count - 1) : 0);
const cubic = (d: number): number => (d <= 1 ? (1.25 * d - 2.25) * d * d + 1 : ((-0.75 * d + 3.75) * d - 6) * d + 3);
const cubically = (x: Plain, counts: readonly number[]): Plain =>
  build([...x.shape.slice(0, 2), ...counts], (n, c, ...t) => {
    const places = t.map((i, a) => edges(i, x.shape[2 + a]!, counts[a]!));
    return indices(t.map(() => 4)).reduce((sum, corner) => {
      const from = corner.map((k, a) => Math.floor(places[a]!) - 1 + k);
      const weight = from.reduce((w, i, a) => w * cubic(Math.abs(places[a]! - i)), 1);
      return sum + weight * at(x, [n, c, ...from.map((i, a) => clip(i, x.shape[2 + a]!))]);
    }, 0);
  });

/** Bilinear reading at the places of a grid, zeros outside. */
const sampled = (x: Plain, grid: Plain, alignCorners: boolean): Plain => {
  const axes = x.shape.length - 2;
  return build([x.shape[0]!, x.shape[1]!, ...grid.shape.slice(1, -1)], (n, c, ...t) => {
    const places = Array.from({ length: axes }, (_, a) => {
      const [g, size] = [at(grid, [n, ...t, axes - 1 - a]), x.shape[2 + a]!];
      return alignCorners ? ((g + 1) * (size - 1)) / 2 : ((g + 1) * size) / 2 - 0.5;
    });
    return indices(places.map(() => 2)).reduce((sum, corner) => {
      const weight = corner.reduce((w, k, a) => w * (k ? fraction(places[a]!) : 1 - fraction(places[a]!)), 1);
      return sum + weight * inside(x, [n, c, ...corner.map((k, a) => Math.floor(places[a]!) + k)]);
    }, 0);
  });
};
const padded = (name: string, shape: readonly number[], padding: readonly number[], mode: "reflect" | "replicate" | "circular", from: (i: number, size: number) => number): Case => ({
  name,
  call: (x) => ops.pad(x, padding, { mode }),
  inputs: [randomly(shape)],
  gives: (x) => {
    const pairs = shape.map((_, a) => [padding[2 * (shape.length - 1 - a)] ?? 0, padding[2 * (shape.length - 1 - a) + 1] ?? 0] as const);
    return build(shape.map((size, a) => size + pairs[a]![0] + pairs[a]![1]), (...i) => at(x, i.map((k, a) => from(k - pairs[a]![0], shape[a]!))));
  },
}); // prettier-ignore
const mirrored = (i: number, size: number): number => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);

export const resampling = {
  pad: {
    cases: [
      ...shapes.pad.cases,
      padded("mirror", [2, 3, 4], [3, 1, 0, 2], "reflect", mirrored),
      padded("border", [2, 3], [3, 1, 2, 0], "replicate", clip),
      padded("other end", [2, 3], [3, 2, 1, 2], "circular", (i, size) => (i + 2 * size) % size),
      { name: "mirror and cut", call: (x) => ops.pad(x, [-1, 1], { mode: "reflect" }), inputs: [[1, 2, 3]], gives: [2, 3, 2] },
    ],
    errors: [
      ...shapes.pad.errors,
      [() => ops.pad(ops.ones([1, 3]), [3, 0], { mode: "reflect" }), 'pad: x is [1, 3]; with mode "reflect" at most 2 elements can be put at either end of axis 1, not 3'],
      [() => ops.pad(ops.ones([3]), [1, 0], { mode: "mirror" as never }), 'pad: mode must be "constant", "reflect", "replicate" or "circular", got "mirror"'],
    ],
  },
  pixelShuffle: {
    cases: [{ call: (x) => ops.pixelShuffle(x, 2), inputs: [randomly([2, 8, 2, 3])], gives: (x) => build([2, 2, 4, 6], (n, c, i, j) => at(x, [n, c * 4 + (i % 2) * 2 + (j % 2), Math.floor(i / 2), Math.floor(j / 2)])) }],
    errors: [[() => ops.pixelShuffle(ops.ones([3, 1, 1]), 2), "pixelShuffle: x is [3, 1, 1]; x's channels (3) must be a multiple of upscaleFactor² (4)"], [() => ops.pixelShuffle(ops.ones([3]), 2), "pixelShuffle: x must be […, C, H, W], is [3]"]],
  },
  pixelUnshuffle: {
    cases: [{ call: (x) => ops.pixelUnshuffle(x, 3), inputs: [randomly([2, 3, 6])], gives: (x) => build([18, 1, 2], (c, i, j) => at(x, [Math.floor(c / 9), i * 3 + (Math.floor(c / 3) % 3), j * 3 + (c % 3)])) }],
    errors: [[() => ops.pixelUnshuffle(ops.ones([1, 3, 4]), 2), "pixelUnshuffle: x is [1, 3, 4]; x's last two axes must be multiples of downscaleFactor (2)"]],
  },
  channelShuffle: {
    cases: [{ call: (x) => ops.channelShuffle(x, 3), inputs: [randomly([2, 6, 2])], gives: (x) => build([2, 6, 2], (n, c, i) => at(x, [n, (c % 3) * 2 + Math.floor(c / 3), i])) }],
    errors: [[() => ops.channelShuffle(ops.ones([1, 3]), 2), "channelShuffle: x is [1, 3]; x's axis 1 (3) must be a multiple of groups (2)"]],
  },
  unfold: {
    cases: [
      { call: (x) => ops.unfold(x, [2, 3], { padding: [1, 0], stride: [2, 1], dilation: [1, 1] }), inputs: [randomly([2, 2, 4, 5])], gives: (x) => build([2, 12, 9], (n, k, l) => inside(x, [n, Math.floor(k / 6), Math.floor(l / 3) * 2 + (Math.floor(k / 3) % 2) - 1, (l % 3) + (k % 3)])) },
      { name: "no batch, dilation", call: (x) => ops.unfold(x, 2, { dilation: 2 }), inputs: [randomly([1, 3, 4])], gives: (x) => build([4, 2], (k, l) => at(x, [0, Math.floor(k / 2) * 2, l + (k % 2) * 2])) },
    ],
    errors: [[() => ops.unfold(ops.ones([2, 2]), 1), "unfold: x must be [N, C, H, W] or [C, H, W], is [2, 2]"], [() => ops.unfold(ops.ones([1, 2, 2]), 3), "unfold: x is [1, 2, 2]; a window reaches over 3 elements, but axis 1 has 2 with its padding"]],
  },
  fold: {
    cases: [
      { call: (x) => ops.fold(x, [4, 5], [2, 3], { padding: [1, 0], stride: [2, 1] }), inputs: [randomly([2, 12, 9])], gives: (x) => build([2, 2, 4, 5], (n, c, i, j) => indices([2, 3, 3, 3]).reduce((sum, [a, b, p, q]) => (p! * 2 + a! - 1 === i && q! + b! === j ? sum + at(x, [n, c * 6 + a! * 3 + b!, p! * 3 + q!]) : sum), 0)) },
      { name: "no batch", call: (x) => ops.fold(x, [2, 2], [1, 2]), inputs: [[[1, 3], [2, 4]]], gives: [[[1, 2], [3, 4]]] },
    ],
    errors: [[() => ops.fold(ops.ones([3, 2]), [2, 2], [1, 2]), "fold: x is [3, 2], outputSize is [2, 2]; x's channels (3) must be a multiple of the window's size (2)"], [() => ops.fold(ops.ones([2, 3]), [2, 2], [1, 2]), "fold: x is [2, 3], outputSize is [2, 2]; there are 2 windows, not 3"]],
  },
  maxUnpool1d: {
    cases: [{ call: (y, i) => ops.maxUnpool1d(y, i, 2), inputs: [[[3, 4]], integers([1, 3], [1, 2])], gives: [[0, 3, 0, 4]] }, { name: "larger", call: (y, i) => ops.maxUnpool1d(y, i, 2, { outputSize: [5] }), inputs: [[[3, 4]], integers([1, 4], [1, 2])], gives: [[0, 3, 0, 0, 4]] }],
    errors: [[() => ops.maxUnpool1d(ops.ones([1, 2]), ops.zeros([1, 3], { dtype: "i32" }), 2), "maxUnpool1d: x is [1, 2], indices is [1, 3]; both must have one shape"], [() => ops.maxUnpool1d(ops.ones([1, 2]), ops.zeros([1, 2], { dtype: "i32" }), 2, { outputSize: [7] }), "maxUnpool1d: outputSize must be within less than a stride of [4], got [7]"]],
  },
  maxUnpool2d: { cases: [{ call: (y, i) => ops.maxUnpool2d(y, i, 2), inputs: [[[[4]], [[7]]], integers([2, 1], [2, 1, 1])], gives: [[[0, 0], [4, 0]], [[0, 7], [0, 0]]] }], errors: [[() => ops.maxUnpool2d(ops.ones([2]), ops.ones([2]), 2), "maxUnpool2d: x must be [N, C, H, W] or [C, H, W], is [2]"]] },
  maxUnpool3d: { cases: [{ call: (y, i) => ops.maxUnpool3d(y, i, [1, 1, 2]), inputs: [[[[[4]]]], integers([1], [1, 1, 1, 1])], gives: [[[[0, 4]]]] }], errors: [[() => ops.maxUnpool3d(ops.ones([2]), ops.ones([2]), 2), "maxUnpool3d: x must be [N, C, D, H, W] or [C, D, H, W], is [2]"]] },
  localResponseNorm: {
    cases: [{ call: (x) => ops.localResponseNorm(x, 3, { alpha: 0.5, beta: 0.6, k: 1.5 }), inputs: [randomly([2, 5, 3])], gives: (x) => build([2, 5, 3], (n, c, i) => at(x, [n, c, i]) / (1.5 + (0.5 * [c - 1, c, c + 1].reduce((sum, j) => sum + inside(x, [n, j, i]) ** 2, 0)) / 3) ** 0.6) }],
    errors: [[() => ops.localResponseNorm(ops.ones([2, 3]), 2), "localResponseNorm: x must be [N, C, L, …], is [2, 3]"]],
  },
  interpolate: {
    cases: [
      { name: "nearest, twice", call: (x) => ops.interpolate(x, { scaleFactor: [2, 3] }), inputs: [randomly([1, 2, 2, 3])], gives: (x) => build([1, 2, 4, 9], (n, c, i, j) => at(x, [n, c, Math.floor(i / 2), Math.floor(j / 3)])) },
      { name: "nearest, any size", call: (x) => ops.interpolate(x, { size: 5 }), inputs: [randomly([2, 1, 7])], gives: (x) => build([2, 1, 5], (n, c, i) => at(x, [n, c, Math.floor((i * 7) / 5)])) },
      { name: "nearest-exact", call: (x) => ops.interpolate(x, { size: [4, 3], mode: "nearest-exact" }), inputs: [randomly([1, 1, 7, 2])], gives: (x) => build([1, 1, 4, 3], (n, c, i, j) => at(x, [n, c, Math.floor(((i + 0.5) * 7) / 4), Math.floor(((j + 0.5) * 2) / 3)])) },
      { name: "linear", call: (x) => ops.interpolate(x, { size: 7, mode: "linear" }), inputs: [randomly([2, 2, 4])], gives: (x) => linearly(x, [7], edges) },
      { name: "bilinear, corners aligned", call: (x) => ops.interpolate(x, { size: [3, 6], mode: "bilinear", alignCorners: true }), inputs: [randomly([1, 2, 5, 4])], gives: (x) => linearly(x, [3, 6], middles) },
      { name: "trilinear", call: (x) => ops.interpolate(x, { size: [3, 2, 4], mode: "trilinear" }), inputs: [randomly([1, 1, 2, 3, 3])], gives: (x) => linearly(x, [3, 2, 4], edges) },
      { name: "bicubic", call: (x) => ops.interpolate(x, { size: [5, 3], mode: "bicubic" }), inputs: [randomly([1, 2, 3, 4])], gives: (x) => cubically(x, [5, 3]) },
      { name: "area", call: (x) => ops.interpolate(x, { size: 2, mode: "area" }), inputs: [[[[1, 2, 3, 5]]]], gives: [[[1.5, 4]]] },
      { name: "integers", call: (x) => ops.interpolate(x, { scaleFactor: 2 }), inputs: [integers([1, 2], [1, 1, 2])], gives: [[[1, 1, 2, 2]]], dtype: "i32" },
    ],
    errors: [
      [() => ops.interpolate(ops.ones([2, 2]), { size: 2 }), "interpolate: x must be [N, C, L], [N, C, H, W] or [N, C, D, H, W], is [2, 2]"],
      [() => ops.interpolate(ops.ones([1, 1, 2]), { size: 2, scaleFactor: 1 }), "interpolate: size and scaleFactor must be given one of the two, got [2, 1]"],
      [() => ops.interpolate(ops.ones([1, 1, 2]), { size: 2, mode: "bilinear" }), 'interpolate: x must have 4 axes with mode "bilinear", is [1, 1, 2]'],
      [() => ops.interpolate(ops.ones([1, 1, 2]), { size: 2, alignCorners: true }), 'interpolate: alignCorners must be false with mode "nearest", got true'],
    ],
  },
  upsample: { cases: [{ call: (x) => ops.upsample(x, { scaleFactor: 2 }), inputs: [[[[1, 2]]]], gives: [[[1, 1, 2, 2]]] }] },
  gridSample: {
    cases: [
      { call: (x, g) => ops.gridSample(x, g), inputs: [randomly([2, 2, 3, 4]), randomly([2, 3, 2, 2], -1.2, 1.2, 9)], gives: (x, g) => sampled(x, g, false), tolerance: 1e-5 },
      { name: "corners aligned", call: (x, g) => ops.gridSample(x, g, { alignCorners: true }), inputs: [randomly([1, 2, 3, 4]), randomly([1, 2, 3, 2], -1.2, 1.2, 8)], gives: (x, g) => sampled(x, g, true), tolerance: 1e-5 },
      { name: "volumes", call: (x, g) => ops.gridSample(x, g), inputs: [randomly([1, 2, 3, 2, 3]), randomly([1, 2, 1, 2, 3], -0.9, 0.9, 7)], gives: (x, g) => sampled(x, g, false), tolerance: 1e-5 },
    ],
    errors: [[() => ops.gridSample(ops.ones([1, 1, 2, 2]), ops.ones([1, 2, 2, 3])), "gridSample: x is [1, 1, 2, 2], grid is [1, 2, 2, 3]; grid must be [N, rows, columns, 2]"], [() => ops.gridSample(ops.ones([1, 2, 2]), ops.ones([1, 2, 2, 3])), "gridSample: x must be [N, C, H, W] or [N, C, D, H, W], is [1, 2, 2]"]],
  },
  affineGrid: {
    cases: [
      { call: (t) => ops.affineGrid(t, [2, 1, 3, 2]), inputs: [randomly([2, 2, 3])], gives: (t) => build([2, 3, 2, 2], (n, i, j, r) => { const [y, x] = [(2 * i + 1) / 3 - 1, (2 * j + 1) / 2 - 1]; return at(t, [n, r, 0]) * x + at(t, [n, r, 1]) * y + at(t, [n, r, 2]); }) },
      { name: "one row, corners aligned", call: (t) => ops.affineGrid(t, [1, 1, 1, 2], { alignCorners: true }), inputs: [[[[1, 0, 0], [0, 1, 0.5]]]], gives: [[[[-1, 0.5], [1, 0.5]]]] },
    ],
    errors: [[() => ops.affineGrid(ops.ones([1, 2, 2]), [1, 1, 2, 2]), "affineGrid: theta is [1, 2, 2], size is [1, 1, 2, 2]; theta must be [N, 2, 3]"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
