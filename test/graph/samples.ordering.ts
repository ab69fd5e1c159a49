// Samples of ops along an axis in its order: cumulative sums and their like, sorting, order statistics, search, histograms.
import * as ops from "../../src/graph/ops/index.ts";
import { bools, floats, indices, integers, plain, product, randomly, type OpName, type Plain, type Sample } from "./sample.ts";

const empty = (shape: readonly number[]) => floats([], shape);
const both = ({ values, indices }: { values: ReturnType<typeof ops.ones>; indices: ReturnType<typeof ops.ones> }) => [values, indices];

/** Each list of elements along an axis replaced by another one. */
const lists =
  (axis: number, f: (list: number[]) => number[]) =>
  (x: Plain): Plain => {
    const at = axis < 0 ? axis + x.shape.length : axis;
    const steps = x.shape.map((_, a) => product(x.shape.slice(a + 1)));
    const starts = indices(x.shape.map((size, a) => (a === at ? 1 : size)));
    const made = starts.map((start) =>
      f(Array.from({ length: x.shape[at]! }, (_, k) => x.data[start.reduce((sum, i, a) => sum + i * steps[a]!, k * steps[at]!)]!)),
    );
    const length = made[0]?.length ?? 0;
    const shape = x.shape.map((size, a) => (a === at ? length : size));
    const into = shape.map((_, a) => product(shape.slice(a + 1)));
    const data = new Array<number>(product(shape)).fill(NaN);
    starts.forEach((start, row) =>
      made[row]!.forEach((value, k) => (data[start.reduce((sum, i, a) => sum + i * into[a]!, k * into[at]!)] = value)),
    );
    return plain(shape, data);
  };
const running =
  (f: (so: number, x: number) => number) =>
  (list: number[]): number[] => {
    let so: number | undefined;
    return list.map((x) => (so = so === undefined ? x : f(so, x)));
  };
const sums = running((a, b) => a + b);
const products = running((a, b) => a * b);
const logs = (list: number[]): number[] => list.map((_, k) => { const part = list.slice(0, k + 1); const most = Math.max(...part); return most === -Infinity ? most : most + Math.log(part.reduce((sum, v) => sum + Math.exp(v - most), 0)); }); // prettier-ignore
/** Places in order: NaN last, equals as they stood. */
const order = (list: readonly number[], descending = false): number[] => {
  const before = (a: number, b: number): number => {
    const [u, v] = descending ? [list[b]!, list[a]!] : [list[a]!, list[b]!];
    return Number.isNaN(u) || Number.isNaN(v) ? Number(Number.isNaN(u)) - Number(Number.isNaN(v)) : u - v;
  };
  return list.map((_, k) => k).sort((a, b) => before(a, b) || a - b);
};
const ties = (count: number, kinds: number): number[] => Array.from({ length: count }, (_, k) => ((k * 7919) % kinds) - 2);
const some = [3, NaN, 1, -0, 0, 2, NaN, -Infinity];

const share = (sorted: readonly number[], q: number): number => {
  const rank = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
  return low + (high - low) * (rank - Math.floor(rank));
};
const pairOf = ({ counts, edges }: { counts: ReturnType<typeof ops.ones>; edges: ReturnType<typeof ops.ones> }) => [counts, edges];

export const ordering = {
  cumsum: {
    cases: [
      { call: (x) => ops.cumsum(x, 0), inputs: [[1, 2, 3]], gives: [1, 3, 6] },
      { call: (x) => ops.cumsum(x, 1), inputs: [randomly([2, 5, 3])], gives: lists(1, sums) },
      { call: (x) => ops.cumsum(x, -1), inputs: [randomly([3, 7])], gives: lists(1, sums) },
      { call: (x) => ops.cumsum(x, 0), inputs: [randomly([3, 300])], gives: lists(0, sums) },
      { call: (x) => ops.cumsum(x, 0), inputs: [bools([1, 0, 1])], gives: [1, 1, 2], dtype: "i32" },
      { call: (x) => ops.cumsum(x, -1), inputs: [5], gives: 5 },
      { call: (x) => ops.cumsum(x, 1), inputs: [empty([2, 0])], gives: plain([2, 0], []) },
      { call: (x) => ops.cumsum(x, 0), inputs: [randomly([1, 4])], gives: (x) => x },
      { name: "long rows keep their digits", call: (x) => ops.cumsum(x, 0), inputs: [{ values: new Array<number>(20000).fill(0.1) }], gives: lists(0, sums), smooth: false },
    ],
    errors: [[() => ops.cumsum(ops.ones([2]), 1), "cumsum: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  cumprod: {
    cases: [
      { call: (x) => ops.cumprod(x, 0), inputs: [[1, 2, 3]], gives: [1, 2, 6] },
      { call: (x) => ops.cumprod(x, 1), inputs: [randomly([2, 5, 3], 0.5, 2)], gives: lists(1, products) },
      { name: "zeros", call: (x) => ops.cumprod(x, -1), inputs: [[[2, 0, 3, 4], [0, 0, 5, 6]]], gives: [[2, 0, 0, 0], [0, 0, 0, 0]] },
      { call: (x) => ops.cumprod(x, 0), inputs: [integers([2, 3, -1])], gives: [2, 6, -6], dtype: "i32" },
    ],
    errors: [[() => ops.cumprod(ops.ones([2]), 2), "cumprod: axis 2 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  logCumSumExp: {
    cases: [
      { call: (x) => ops.logCumSumExp(x, 0), inputs: [randomly([9], -3, 3)], gives: lists(0, logs) },
      { call: (x) => ops.logCumSumExp(x, 1), inputs: [randomly([2, 5, 3], -80, 80)], gives: lists(1, logs) },
      { call: (x) => ops.logCumSumExp(x, 0), inputs: [[-Infinity, -Infinity, 0, Infinity]], gives: [-Infinity, -Infinity, 0, Infinity], smooth: false },
    ],
    errors: [[() => ops.logCumSumExp(ops.ones([2]), 1), "logCumSumExp: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  cummax: {
    cases: [
      { call: (x) => both(ops.cummax(x, 0)), inputs: [[1, 3, 2, 3, 0]], gives: { all: [[1, 3, 3, 3, 3], [0, 1, 1, 3, 3]] }, smooth: false },
      { call: (x) => ops.cummax(x, 1).values, inputs: [randomly([2, 5, 3])], gives: lists(1, running(Math.max)) },
      { name: "NaN", call: (x) => both(ops.cummax(x, 0)), inputs: [[1, NaN, 2, NaN]], gives: { all: [[1, NaN, NaN, NaN], [0, 1, 1, 3]] }, smooth: false },
      { call: (x) => both(ops.cummax(x, 0)), inputs: [integers([2, 3, 1])], gives: { all: [[2, 3, 3], [0, 1, 1]] }, dtype: "i32" },
    ],
    errors: [[() => ops.cummax(ops.ones([2]), 1), "cummax: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  cummin: {
    cases: [
      { call: (x) => both(ops.cummin(x, 0)), inputs: [[2, 1, 3, 1, 0]], gives: { all: [[2, 1, 1, 1, 0], [0, 1, 1, 3, 4]] }, smooth: false },
      { call: (x) => ops.cummin(x, 0).values, inputs: [randomly([5, 3])], gives: lists(0, running(Math.min)) },
    ],
    errors: [[() => ops.cummin(ops.ones([2]), 1), "cummin: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  diff: {
    cases: [
      { call: (x) => ops.diff(x), inputs: [[1, 4, 9, 16]], gives: [3, 5, 7] },
      { call: (x) => ops.diff(x, { n: 2 }), inputs: [[1, 4, 9, 17]], gives: [2, 3] },
      { call: (x) => ops.diff(x, { axis: 0 }), inputs: [randomly([4, 3])], gives: lists(0, (list) => list.slice(1).map((v, k) => v - list[k]!)) },
      { call: (x, a, b) => ops.diff(x, { prepend: a, append: b }), inputs: [[1, 2], [0], [5]], gives: [1, 1, 3] },
      { call: (x) => ops.diff(x), inputs: [bools([1, 1, 0])], gives: [0, 1], dtype: "bool" },
      { call: (x) => ops.diff(x, { n: 3 }), inputs: [[1, 2]], gives: plain([0], []) },
    ],
    errors: [[() => ops.diff(ops.ones([2]), { n: -1 }), "diff: n must be an integer ≥ 0, got -1"]],
  },
  argsort: {
    cases: [
      { call: (x) => ops.argsort(x), inputs: [some], gives: lists(0, (list) => order(list)), dtype: "i32" },
      { call: (x) => ops.argsort(x, 0, { descending: true }), inputs: [some], gives: lists(0, (list) => order(list, true)) },
      { name: "bits", call: (x) => ops.argsort(x), inputs: [{ values: ties(601, 97) }], gives: lists(0, (list) => order(list)) },
      { name: "bits, descending", call: (x) => ops.argsort(x, 0, { descending: true }), inputs: [{ values: ties(1201, 97) }], gives: lists(0, (list) => order(list, true)) },
      { name: "bits across", call: (x) => ops.argsort(x, 0), inputs: [{ values: ties(1202, 1000), shape: [601, 2] }], gives: lists(0, (list) => order(list)) },
      { name: "bits of whole numbers", call: (x) => ops.argsort(x), inputs: [integers(ties(700, 313).map((v) => v * 5999999))], gives: lists(0, (list) => order(list)) },
      { name: "one row a task", call: (x) => ops.argsort(x, 1), inputs: [{ values: ties(599 * 9, 50), shape: [3, 599, 3] }], gives: lists(1, (list) => order(list)) },
      { call: (x) => ops.argsort(x), inputs: [bools([1, 0, 1, 0])], gives: [1, 3, 0, 2] },
      { call: (x) => ops.argsort(x), inputs: [7], gives: 0 },
    ],
    errors: [[() => ops.argsort(ops.ones([2]), 1), "argsort: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  sort: {
    cases: [
      { call: (x) => both(ops.sort(x)), inputs: [[3, 1, 2]], gives: { all: [[1, 2, 3], [1, 2, 0]] } },
      { call: (x) => ops.sort(x, 1, { descending: true }).values, inputs: [randomly([2, 5, 3])], gives: lists(1, (list) => order(list, true).map((k) => list[k]!)) },
      { call: (x) => ops.sort(x, 0).values, inputs: [randomly([33, 2])], gives: lists(0, (list) => order(list).map((k) => list[k]!)) },
      { name: "NaN", call: (x) => ops.sort(x).values, inputs: [some], gives: lists(0, (list) => order(list).map((k) => list[k]!)), smooth: false },
      { call: (x) => both(ops.sort(x)), inputs: [empty([3, 0])], gives: { all: [plain([3, 0], []), plain([3, 0], [])] } },
      { call: (x) => ops.sort(x).values, inputs: [[4]], gives: [4] },
    ],
    errors: [[() => ops.sort(ops.ones([2]), 1), "sort: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  msort: { cases: [{ call: (x) => ops.msort(x), inputs: [[[3, 1], [2, 5]]], gives: [[2, 1], [3, 5]] }] },
  topk: {
    cases: [
      { call: (x) => both(ops.topk(x, 2)), inputs: [[1, 4, 3]], gives: { all: [[4, 3], [1, 2]] } },
      { call: (x) => both(ops.topk(x, 3, 0, { largest: false })), inputs: [{ values: ties(700, 97) }], gives: { all: [order(ties(700, 97)).slice(0, 3).map((k) => ties(700, 97)[k]!), order(ties(700, 97)).slice(0, 3)] }, smooth: false },
      { call: (x) => ops.topk(x, 80).indices, inputs: [randomly([2, 700])], gives: lists(1, (list) => order(list, true).slice(0, 80)) },
      { call: (x) => ops.topk(x, 650).indices, inputs: [randomly([700])], gives: lists(0, (list) => order(list, true).slice(0, 650)) },
      { name: "all alike", call: (x) => ops.topk(x, 5).indices, inputs: [{ values: new Array<number>(900).fill(2) }], gives: [0, 1, 2, 3, 4] },
      { call: (x) => ops.topk(x, 1, 0).values, inputs: [randomly([5, 3])], gives: lists(0, (list) => [Math.max(...list)]) },
      { call: (x) => ops.topk(x, 0).values, inputs: [[1, 2]], gives: plain([0], []) },
    ],
    errors: [[() => ops.topk(ops.ones([2]), 3), "topk: k must be an integer from 0 to the size of axis 0, 2, got 3"]],
  },
  kthvalue: {
    cases: [
      { call: (x) => both(ops.kthvalue(x, 2)), inputs: [[5, 1, 3]], gives: { all: [3, 2] } },
      { call: (x) => ops.kthvalue(x, 3, 0, { keepDims: true }).values, inputs: [randomly([5, 3])], gives: lists(0, (list) => [list[order(list)[2]!]!]) },
    ],
    errors: [[() => ops.kthvalue(ops.ones([2]), 0), "kthvalue: k must be an integer from 1 to the size of axis 0, 2, got 0"]],
  },
  median: {
    cases: [
      { call: (x) => both(ops.median(x, 1)), inputs: [[[4, 1, 3, 2], [8, 6, 7, 5]]], gives: { all: [[2, 6], [3, 1]] } },
      { call: (x) => ops.median(x).values, inputs: [[[4, 1, 3], [9, 8, 7]]], gives: 4 },
      { name: "NaN", call: (x) => both(ops.median(x, 0, { keepDims: true })), inputs: [[1, 3, NaN, 2, NaN]], gives: { all: [[NaN], [2]] }, smooth: false },
      { call: (x) => ops.median(x, 0).values, inputs: [integers([3, 1, 2])], gives: 2, dtype: "i32" },
    ],
    errors: [[() => ops.median(ops.ones([0])), "median: there is no element to choose from – the tensor is [0]; reduced axes must not have size 0"]],
  },
  nanmedian: {
    cases: [
      { call: (x) => both(ops.nanmedian(x)), inputs: [[NaN, 3, 1, 2, 7]], gives: { all: [2, 3] }, smooth: false },
      { call: (x) => ops.nanmedian(x, 1).values, inputs: [[[NaN, NaN], [NaN, 1]]], gives: [NaN, 1], smooth: false },
    ],
  },
  mode: {
    cases: [
      { call: (x) => both(ops.mode(x)), inputs: [[3, 1, 3, 1, 2]], gives: { all: [1, 3] }, smooth: false },
      { call: (x) => both(ops.mode(x, 0)), inputs: [integers([5, 2, 5, 6, 5, 2], [3, 2])], gives: { all: [[5, 2], [2, 2]] } },
      { call: (x) => ops.mode(x, -1, { keepDims: true }).values, inputs: [[4]], gives: [4] },
    ],
    errors: [[() => ops.mode(ops.ones([2, 0])), "mode: there is no element to choose from – the tensor is [2, 0]; reduced axes must not have size 0"]],
  },
  quantile: {
    cases: [
      { call: (x) => ops.quantile(x, 0.5), inputs: [[4, 1, 3, 2]], gives: 2.5 },
      { call: (x) => ops.quantile(x, [0, 0.3, 1], 1), inputs: [randomly([3, 11])], gives: (x) => { const rows = [0, 1, 2].map((r) => x.data.slice(r * 11, r * 11 + 11).sort((a, b) => a - b)); return plain([3, 3], [0, 0.3, 1].flatMap((q) => rows.map((row) => share(row, q)))); } },
      { call: (x, q) => ops.quantile(x, q, 0, { keepDims: true }), inputs: [randomly([6, 2]), [0.25, 0.9]], gives: (x) => { const rows = [0, 1].map((c) => x.data.filter((_, k) => k % 2 === c).sort((a, b) => a - b)); return plain([2, 1, 2], [0.25, Math.fround(0.9)].flatMap((q) => rows.map((row) => share(row, q)))); }, tolerance: 1e-5, smooth: false },
      { call: (x) => (["lower", "higher", "nearest", "midpoint"] as const).map((interpolation) => ops.quantile(x, 0.4, 0, { interpolation })), inputs: [[1, 2, 4, 8]], gives: { all: [2, 4, 2, 3] } },
      { name: "NaN", call: (x) => ops.quantile(x, 0.5, 1), inputs: [[[1, NaN, 2], [1, 2, 3]]], gives: [NaN, 2], smooth: false },
      { name: "infinities", call: (x) => ops.quantile(x, 0.5), inputs: [[1, Infinity, Infinity]], gives: Infinity, smooth: false },
      { call: (x) => ops.quantile(x, 1), inputs: [7], gives: 7 },
    ],
    errors: [
      [() => ops.quantile(ops.ones([2]), 1.5), "quantile: q must be a number from 0 to 1, got 1.5"],
      [() => ops.quantile(ops.ones([0]), 0.5), "quantile: there is no element to choose from – the tensor is [0]; reduced axes must not have size 0"],
      [() => ops.quantile(ops.ones([2]), 0.5, 0, { interpolation: "cubic" as never }), 'quantile: interpolation must be "linear", "lower", "higher", "midpoint" or "nearest", got "cubic"'],
    ],
  },
  nanquantile: {
    cases: [
      { call: (x) => ops.nanquantile(x, 0.5), inputs: [[1, NaN, 3, NaN, 8]], gives: 3, smooth: false },
      { call: (x) => ops.nanquantile(x, [0.5, 1], 1), inputs: [[[1, NaN, 2], [NaN, NaN, NaN]]], gives: [[1.5, NaN], [2, NaN]], smooth: false },
    ],
  },
  searchsorted: {
    cases: [
      { call: (s, x) => ops.searchsorted(s, x), inputs: [[1, 3, 3, 5], [0, 1, 3, 4, 5, 6, NaN]], gives: [0, 0, 1, 3, 3, 4, 4], dtype: "i32" },
      { call: (s, x) => ops.searchsorted(s, x, { right: true }), inputs: [[1, 3, 3, 5], [0, 1, 3, 4, 5, 6, NaN]], gives: [0, 1, 3, 3, 4, 4, 4] },
      { call: (s, x) => ops.searchsorted(s, x), inputs: [[[1, 2, 3], [4, 5, 6]], [[3, 9], [0, 5]]], gives: [[2, 3], [0, 1]] },
      { call: (s, x) => ops.searchsorted(s, x), inputs: [integers([1, 2, 3]), [[2.5], [0.5]]], gives: [[2], [0]] },
      { call: (s, x) => ops.searchsorted(s, x), inputs: [{ values: Array.from({ length: 1025 }, (_, k) => k * 2) }, { values: Array.from({ length: 1300 }, (_, k) => k * 1.5 - 3) }], gives: (s, x) => plain([1300], x.data.map((v) => s.data.filter((w) => w < v).length)) },
      { call: (s, x) => ops.searchsorted(s, x), inputs: [empty([0]), [1, 2]], gives: [0, 0] },
      { call: (s, x) => ops.searchsorted(s, x), inputs: [[1, 2], 2], gives: 1 },
    ],
    errors: [[() => ops.searchsorted(ops.ones([2, 3]), ops.ones([3, 3])), "searchsorted: sorted is [2, 3], values is [3, 3]; sorted must be one list, or have the sizes of values but for the last axis"]],
  },
  bucketize: { cases: [{ call: (x, b) => ops.bucketize(x, b), inputs: [[[0, 3], [1, 9]], [1, 3, 5]], gives: [[0, 1], [0, 3]] }, { call: (x, b) => ops.bucketize(x, b, { right: true }), inputs: [[0, 3, 9], [1, 3, 5]], gives: [0, 2, 3] }], errors: [[() => ops.bucketize(ops.ones([2]), ops.ones([1, 2])), "bucketize: boundaries must have one axis, is [1, 2]"]] },
  isin: {
    cases: [
      { call: (x, y) => ops.isin(x, y), inputs: [[[1, 2], [3, NaN]], [3, 1, NaN]], gives: [[1, 0], [1, 0]], dtype: "bool" },
      { call: (x, y) => ops.isin(x, y, { invert: true }), inputs: [integers([1, 9]), integers([1, 2, 3])], gives: [0, 1] },
      { call: (x, y) => ops.isin(x, y), inputs: [[1, 2], empty([0])], gives: [0, 0] },
    ],
  },
  histc: {
    cases: [
      { call: (x) => ops.histc(x, { bins: 4, min: 0, max: 4 }), inputs: [[1, 2, 2, 4, -1, 5, NaN]], gives: [0, 1, 2, 1], smooth: false },
      { call: (x) => ops.histc(x, { bins: 3 }), inputs: [[1, 2, 2, 4]], gives: [1, 2, 1], smooth: false },
      { call: (x) => ops.histc(x, { bins: 4 }), inputs: [[2, 2]], gives: [0, 0, 2, 0], smooth: false },
      { call: (x) => ops.histc(x, { bins: 2 }), inputs: [empty([0])], gives: [0, 0] },
    ],
    errors: [[() => ops.histc(ops.ones([2]), { min: 2, max: 1 }), "histc: min and max must be finite and in order, got [2, 1]"]],
  },
  histogram: {
    cases: [
      { call: (x) => pairOf(ops.histogram(x, 3)), inputs: [[1, 2, 2, 4]], gives: { all: [[1, 2, 1], [1, 2, 3, 4]] }, smooth: false },
      { call: (x, b, w) => ops.histogram(x, b, { weight: w }).counts, inputs: [[1, 2, 2, 4, 9, 0], [1, 2, 4], [1, 10, 100, 1000, 7, 7]], gives: [1, 1110], smooth: false },
      { call: (x) => ops.histogram(x, 2, { range: [0, 4], density: true }).counts, inputs: [[1, 2, 2, 4]], gives: [0.125, 0.375], smooth: false },
    ],
    errors: [[() => ops.histogram(ops.ones([2]), 0), "histogram: bins must be an integer ≥ 1, got 0"], [() => ops.histogram(ops.ones([2]), ops.ones([1])), "histogram: bins must have one axis of at least two edges, is [1]"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
