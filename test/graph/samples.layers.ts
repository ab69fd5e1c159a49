// Samples of normalizations, bilinear maps, bags of embeddings and relatives of dropout; expected values by plain sums.
import { uniform01, threefry } from "../../src/core/random.ts";
import * as ops from "../../src/graph/ops/index.ts";
import { at, build, floats, indices, integers, plain, randomly, type OpName, type Plain, type Sample } from "./sample.ts";

const sumOver = (shape: readonly number[], term: (...index: number[]) => number): number =>
  indices(shape).reduce((sum, index) => sum + term(...index), 0);

/** Each element brought to mean 0 and variance 1 among those that `mates` finds for it. */
const normalized = (x: Plain, mates: (index: readonly number[], other: readonly number[]) => boolean, eps: number): Plain =>
  build(x.shape, (...index) => {
    const all = indices(x.shape).filter((other) => mates(index, other)).map((other) => at(x, other)); // prettier-ignore
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    const variance = all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / all.length;
    return (at(x, index) - mean) / Math.sqrt(variance + eps);
  });
const scaled = (y: Plain, w: Plain, b: Plain): Plain =>
  build(y.shape, (...index) => at(y, index) * w.data[index[1]!]! + b.data[index[1]!]!);
const key = integers([123456789, -987654321]);
const draw = (k: Plain, i: number): number => uniform01(threefry(k.data[0]!, k.data[1]!, i, 0)[0]);
const someKey = (): ReturnType<typeof ops.tensor> => ops.tensor([1, 2], { dtype: "i32" });
const limit = -1.7580993408473766;

const channelwise = (name: "dropout1d" | "dropout2d" | "dropout3d", shape: readonly number[], rule: string): Sample => ({
  cases: [
    {
      call: (x, k) => ops[name](x, 0.4, k),
      inputs: [randomly(shape), key],
      gives: (x, k) => build(shape, (...i) => (draw(k, i[0]! * shape[1]! + i[1]!) >= 0.4 ? at(x, i) / 0.6 : 0)),
    },
    {
      name: "no samples' axis",
      call: (x, k) => ops[name](x, 0.4, k),
      inputs: [randomly(shape.slice(1)), key],
      gives: (x, k) => build(shape.slice(1), (...i) => (draw(k, i[0]!) >= 0.4 ? at(x, i) / 0.6 : 0)),
    },
    { name: "all of it", call: (x, k) => ops[name](x, 1, k), inputs: [randomly(shape), key], gives: build(shape, () => 0) },
    { name: "nothing there", call: (x, k) => ops[name](x, 0.5, k), inputs: [floats([], [0, ...shape.slice(1)]), key], gives: plain([0, ...shape.slice(1)], []) },
  ],
  errors: [
    [() => ops[name](ops.ones([2]), 0.5, someKey()), `${name}: x must ${rule}, is [2]`],
    [() => ops[name](ops.ones(shape), 2, someKey()), "dropout: p must be a probability from 0 to 1, got 2"],
  ],
}); // prettier-ignore
const affine = (p: number, kept: boolean, v: number): number => {
  const scale = 1 / Math.sqrt((limit * limit * p + 1) * (1 - p));
  return scale * (kept ? v : limit) - scale * limit * p;
};

export const layers = {
  batchNorm: {
    cases: [
      { name: "training", call: (x, w, b) => ops.batchNorm(x, null, null, w, b, { training: true }), inputs: [randomly([3, 2, 5]), randomly([2], 0.5, 2, 2), randomly([2], -1, 1, 3)], gives: (x, w, b) => scaled(normalized(x, (i, j) => i[1] === j[1], 1e-5), w, b) },
      { name: "pictures", call: (x) => ops.batchNorm(x, null, null, null, null, { training: true, eps: 0.1 }), inputs: [randomly([2, 3, 2, 3])], gives: (x) => normalized(x, (i, j) => i[1] === j[1], 0.1) },
      { name: "running", call: (x, m, v, w, b) => ops.batchNorm(x, m, v, w, b), inputs: [randomly([3, 2]), [0.5, -1], [1, 4], [2, 3], [1, 0]], gives: (x, m, v, w, b) => build([3, 2], (i, c) => ((at(x, [i, c]) - m.data[c]!) / Math.sqrt(v.data[c]! + 1e-5)) * w.data[c]! + b.data[c]!) },
      { name: "no samples", call: (x) => ops.batchNorm(x, null, null, null, null, { training: true }), inputs: [floats([], [0, 2])], gives: plain([0, 2], []) },
    ],
    errors: [
      [() => ops.batchNorm(ops.ones([3]), null, null), "batchNorm: x must be [N, C, …], is [3]"],
      [() => ops.batchNorm(ops.ones([2, 3]), null, null), "batchNorm: runningMean and runningVar must be tensors [C] unless { training: true }, got null"],
      [() => ops.batchNorm(ops.ones([1, 3]), null, null, null, null, { training: true }), "batchNorm: x is [1, 3]; in training each channel needs more than one value"],
      [() => ops.batchNorm(ops.ones([2, 3]), ops.ones([2]), ops.ones([3])), "batchNorm: x is [2, 3], runningMean is [2]; runningMean must be [C], as many as x's axis 1 (3)"],
    ],
  },
  groupNorm: {
    cases: [
      { call: (x, w, b) => ops.groupNorm(x, 2, w, b), inputs: [randomly([2, 4, 3]), randomly([4], 0.5, 2, 2), randomly([4], -1, 1, 3)], gives: (x, w, b) => scaled(normalized(x, (i, j) => i[0] === j[0] && Math.floor(i[1]! / 2) === Math.floor(j[1]! / 2), 1e-5), w, b) },
      { name: "no places", call: (x) => ops.groupNorm(x, 1, null, null, 0.5), inputs: [randomly([2, 3])], gives: (x) => normalized(x, (i, j) => i[0] === j[0], 0.5) },
    ],
    errors: [
      [() => ops.groupNorm(ops.ones([2, 3]), 2), "groupNorm: x is [2, 3]; x's axis 1 (3) must be a multiple of numGroups (2)"],
      [() => ops.groupNorm(ops.ones([2, 4]), 2, ops.ones([2])), "groupNorm: x is [2, 4], weight is [2]; weight must be [C], as many as x's axis 1 (4)"],
    ],
  },
  instanceNorm: {
    cases: [
      { call: (x, weight, bias) => ops.instanceNorm(x, { weight, bias }), inputs: [randomly([2, 2, 3, 2]), randomly([2], 0.5, 2, 2), randomly([2], -1, 1, 3)], gives: (x, w, b) => scaled(normalized(x, (i, j) => i[0] === j[0] && i[1] === j[1], 1e-5), w, b) },
      { name: "running", call: (x, runningMean, runningVar) => ops.instanceNorm(x, { runningMean, runningVar, useInputStats: false, eps: 0 }), inputs: [[[[1, 2], [3, 5]]], [1, 1], [1, 4]], gives: [[[0, 1], [1, 2]]] },
    ],
    errors: [
      [() => ops.instanceNorm(ops.ones([2, 3])), "instanceNorm: x must be [N, C, L, …], is [2, 3]"],
      [() => ops.instanceNorm(ops.ones([2, 3, 1])), "instanceNorm: x is [2, 3, 1]; each channel of a sample needs more than one place"],
      [() => ops.instanceNorm(ops.ones([2, 3, 2]), { useInputStats: false }), "instanceNorm: runningMean and runningVar must be tensors [C] with { useInputStats: false }, got null"],
    ],
  },
  rmsNorm: {
    cases: [
      { call: (x, w) => ops.rmsNorm(x, [2, 3], w, 0.1), inputs: [randomly([2, 2, 3]), randomly([2, 3], 0.5, 2, 2)], gives: (x, w) => build([2, 2, 3], (n, i, j) => (at(x, [n, i, j]) * at(w, [i, j])) / Math.sqrt(sumOver([2, 3], (k, l) => at(x, [n, k, l]) ** 2) / 6 + 0.1)) },
      { name: "smallest eps", call: (x) => ops.rmsNorm(x, [2]), inputs: [[[3, 3]]], gives: [[3, 3].map((v) => v / Math.sqrt(9 + 2 ** -23))] },
    ],
    errors: [
      [() => ops.rmsNorm(ops.ones([2, 3]), [2]), "rmsNorm: x is [2, 3], normalizedShape is [2]; the last axes of x must be normalizedShape"],
      [() => ops.rmsNorm(ops.ones([2, 3]), [3], ops.ones([2])), "rmsNorm: weight is [2], normalizedShape is [3]; weight must have the normalized shape"],
    ],
  },
  bilinear: {
    cases: [
      { call: (x, y, w, b) => ops.bilinear(x, y, w, b), inputs: [randomly([2, 3, 4]), randomly([2, 3, 2], -1, 1, 2), randomly([5, 4, 2], -1, 1, 3), randomly([5], -1, 1, 4)], gives: (x, y, w, b) => build([2, 3, 5], (n, t, o) => b.data[o]! + sumOver([4, 2], (i, j) => at(x, [n, t, i]) * at(w, [o, i, j]) * at(y, [n, t, j]))) },
      { name: "vectors", call: (x, y, w) => ops.bilinear(x, y, w), inputs: [[1, 2], [3], [[[1], [10]]]], gives: [63] },
    ],
    errors: [
      [() => ops.bilinear(ops.ones([2, 3]), ops.ones([3, 3]), ops.ones([1, 3, 3])), "bilinear: x1 is [2, 3], x2 is [3, 3], weight is [1, 3, 3]; x1 and x2 must have the same sizes but for the last axis"],
      [() => ops.bilinear(ops.ones([2, 3]), ops.ones([2, 2]), ops.ones([1, 3, 3])), "bilinear: x1 is [2, 3], x2 is [2, 2], weight is [1, 3, 3]; weight must be [outputs, inputs 1, inputs 2], the last axes of x1 and x2"],
    ],
  },
  embeddingBag: {
    cases: [
      { name: "mean", call: (w) => ops.embeddingBag(ops.tensor([[0, 2], [1, 1]], { dtype: "i32" }), w), inputs: [[[1, 2], [3, 4], [5, 8]]], gives: [[3, 5], [3, 4]] },
      { name: "sum with weights", call: (w, f) => ops.embeddingBag(ops.tensor([[0, 2], [1, 1]], { dtype: "i32" }), w, { mode: "sum", perSampleWeights: f }), inputs: [[[1, 2], [3, 4], [5, 8]], [[1, 0.5], [2, 1]]], gives: [[3.5, 6], [9, 12]] },
      { name: "max", call: (w) => ops.embeddingBag(ops.tensor([[0, 2], [1, 1]], { dtype: "i32" }), w, { mode: "max" }), inputs: [[[1, 9], [3, 4], [5, 8]]], gives: [[5, 9], [3, 4]], smooth: false },
      { name: "list with an empty bag", call: (w) => ops.embeddingBag(ops.tensor([0, 2, 1], { dtype: "i32" }), w, { offsets: [0, 2, 2], mode: "mean" }), inputs: [[[1, 2], [3, 4], [5, 8]]], gives: [[3, 5], [0, 0], [3, 4]] },
      { name: "maxima of a list with an empty bag", call: (w) => ops.embeddingBag(ops.tensor([0, 2, 1], { dtype: "i32" }), w, { offsets: [0, 2, 2, 3], mode: "max", includeLastOffset: true }), inputs: [[[1, 9], [3, 4], [5, 8]]], gives: [[5, 9], [0, 0], [3, 4]], smooth: false },
      { name: "padding", call: (w) => ops.embeddingBag(ops.tensor([[0, 2], [1, 1]], { dtype: "i32" }), w, { paddingIndex: -1 }), inputs: [[[1, 2], [3, 4], [5, 8]]], gives: [[1, 2], [3, 4]] },
      { name: "an empty list", call: (w) => ops.embeddingBag(ops.tensor([], { dtype: "i32" }), w, { offsets: [0, 0] }), inputs: [[[1, 2]]], gives: [[0, 0], [0, 0]] },
    ],
    errors: [
      [() => ops.embeddingBag(ops.tensor([0], { dtype: "i32" }), ops.ones([2, 2])), "embeddingBag: index must be [bags, length], or [n] with offsets, is [1]"],
      [() => ops.embeddingBag(ops.tensor([0], { dtype: "i32" }), ops.ones([2, 2]), { offsets: [1] }), "embeddingBag: offsets must be whole numbers that rise from 0 to at most 1, got [1]"],
      [() => ops.embeddingBag(ops.tensor([[0]], { dtype: "i32" }), ops.ones([2, 2]), { mode: "mean", perSampleWeights: ops.ones([1, 1]) }), 'embeddingBag: perSampleWeights must be used with mode "sum" only, got "mean"'],
    ],
  },
  dropout1d: channelwise("dropout1d", [2, 3, 4], "be [N, C, L] or [C, L]"),
  dropout2d: channelwise("dropout2d", [2, 3, 2, 2], "be [N, C, H, W] or [C, H, W]"),
  dropout3d: channelwise("dropout3d", [2, 3, 2, 1, 2], "be [N, C, D, H, W] or [C, D, H, W]"),
  alphaDropout: {
    cases: [
      { call: (x, k) => ops.alphaDropout(x, 0.3, k), inputs: [randomly([2, 7]), key], gives: (x, k) => plain([2, 7], x.data.map((v, i) => affine(0.3, draw(k, i) >= 0.3, v))) },
      { name: "nothing", call: (x, k) => ops.alphaDropout(x, 0, k), inputs: [[1, 2], key], gives: [1, 2] },
      { name: "everything", call: (x, k) => ops.alphaDropout(x, 1, k), inputs: [[1, 2], key], gives: [0, 0] },
    ],
    errors: [[() => ops.alphaDropout(ops.ones([2]), -1, someKey()), "alphaDropout: p must be a probability from 0 to 1, got -1"]],
  },
  featureAlphaDropout: {
    cases: [{ call: (x, k) => ops.featureAlphaDropout(x, 0.3, k), inputs: [randomly([2, 3, 4]), key], gives: (x, k) => build([2, 3, 4], (n, c, l) => affine(0.3, draw(k, n * 3 + c) >= 0.3, at(x, [n, c, l]))) }],
    errors: [[() => ops.featureAlphaDropout(ops.ones([2]), 0.5, someKey()), "featureAlphaDropout: x must be [N, C, …], is [2]"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
