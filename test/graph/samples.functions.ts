// Samples of ops that are no methods: sources, constants, joins, random numbers.
import { threefry, uniform01 } from "../../src/core/random.ts";
import * as ops from "../../src/graph/ops/index.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { at, build, floats, integers, plain, product, randomly, wrong, type OpName, type Plain, type Sample } from "./sample.ts";

const key = integers([123456789, -987654321]);
const words = (shape: readonly number[], f: (first: number, second: number) => number) => (k: Plain): Plain =>
  plain(shape, Array.from({ length: product(shape) }, (_, i) => f(...threefry(k.data[0]!, k.data[1]!, i, 0)))); // prettier-ignore
const boxMuller = (first: number, second: number): number =>
  Math.sqrt(-2 * Math.log(1 - uniform01(first))) * Math.cos(2 * Math.PI * uniform01(second));
const badKey = (name: string, call: (k: ReturnType<typeof ops.ones>) => unknown): readonly [() => unknown, string] => [
  () => call(ops.ones([2])),
  `${name}: key must be i32, is f32`,
];

export const functions = {
  tensor: {
    cases: [
      { call: () => ops.tensor(3), inputs: [], gives: 3, dtype: "f32" },
      { call: () => ops.tensor([[[1], [2]]]), inputs: [], gives: [[[1], [2]]] },
      { call: () => ops.tensor([]), inputs: [], gives: plain([0], []) },
      { call: () => ops.tensor([[], []]), inputs: [], gives: plain([2, 0], []) },
      { call: () => ops.tensor([true, false]), inputs: [], gives: [1, 0], dtype: "bool" },
      { call: () => ops.tensor([1, 2], { dtype: "i32" }), inputs: [], gives: [1, 2], dtype: "i32" },
      { call: () => ops.tensor(new Float64Array([1, 2]), { shape: [2, 1] }), inputs: [], gives: [[1], [2]], dtype: "f64" },
      { call: () => ops.tensor(new Uint8Array([1, 200])), inputs: [], gives: [1, 200], dtype: "u8" },
      { call: () => ops.tensor(new Int32Array([7]), { dtype: "f32" }), inputs: [], gives: [7], dtype: "f32" },
    ],
    errors: [
      [() => ops.tensor([[1, 2], [3]]), "tensor: ragged array – element [1] is an array of 1, but the first one there is an array of 2; all must have the same shape"],
      [() => ops.tensor([[1, 2], 3]), "tensor: ragged array – element [1] is a number, but the first one there is an array of 2; all must have the same shape"],
      [() => ops.tensor([1, [2]]), "tensor: ragged array – element [1] is an array of 1, but the first one there is a number; all must have the same shape"],
      [() => ops.tensor([1, 2, 3], { shape: [2, 2] }), "tensor: 3 elements do not fill the shape [2, 2], which has 4"],
      [() => ops.tensor([1.5], { dtype: "i32" }), "tensor: 1.5 is no i32, which holds whole numbers from -2147483648 to 2147483647"],
      [() => ops.tensor([256], { dtype: "u8" }), "tensor: 256 is no u8, which holds whole numbers from 0 to 255"],
      [() => ops.tensor("abc" as never), "tensor: expected numbers, booleans or arrays of them, got string"],
      [() => ops.tensor([1, null] as never), "tensor: element [1] is no number but null"],
      [() => ops.tensor(new Float32Array(2).subarray(0, 1).buffer as never), "tensor: expected numbers, booleans or arrays of them, got object"],
      [() => ops.tensor(new BigInt64Array(1)), "tensor: a BigInt64Array cannot be read; give a Float32Array, Float64Array, Int32Array or Uint8Array"],
      [() => ops.tensor([1], { dtype: "i32", requiresGrad: true }), "tensor: requiresGrad must be false for dtype i32; only f32 and f64 have gradients, got true"],
    ],
  },
  variable: { cases: [{ call: () => ops.variable(new Float32Array([1, 2]), [2], "f32"), inputs: [], gives: [1, 2] }] },
  placeholder: { cases: [], errors: [[() => evaluate([ops.placeholder([2], "f32")]), "evaluate: the leaf placeholder has no elements; give them by the option elements"]] },
  live: {
    cases: [
      { call: () => ops.live(() => 0.5), inputs: [], gives: 0.5 },
      { call: () => ops.live(() => [1, 2], [2], "i32"), inputs: [], gives: [1, 2], dtype: "i32" },
    ],
  },
  full: {
    cases: [
      { call: () => ops.full([2, 1], 7), inputs: [], gives: [[7], [7]], dtype: "f32" },
      { call: () => ops.full([], -Infinity), inputs: [], gives: -Infinity },
      { call: () => ops.full([2], NaN), inputs: [], gives: [NaN, NaN] },
      { call: () => ops.full([2], 1, { dtype: "bool" }), inputs: [], gives: [1, 1], dtype: "bool" },
      { name: "constants of one kind stay apart", call: () => ops.add(ops.full([1], Infinity), ops.full([1], -Infinity)), inputs: [], gives: [NaN] },
    ],
    errors: [[() => ops.full([-1], 0), "full: size of axis 0 must be an integer ≥ 0, got -1"]],
  },
  zeros: { cases: [{ call: () => ops.zeros([2]), inputs: [], gives: [0, 0] }, { call: () => ops.zeros([0]), inputs: [], gives: plain([0], []) }] },
  ones: { cases: [{ call: () => ops.ones([2], { dtype: "i32" }), inputs: [], gives: [1, 1], dtype: "i32" }] },
  fullLike: { cases: [{ call: (x) => ops.fullLike(x, 3), inputs: [integers([1, 2])], gives: [3, 3], dtype: "i32" }], errors: [[() => ops.fullLike(wrong(2), 1), "fullLike: expected a tensor, got 2"]] },
  zerosLike: { cases: [{ call: (x) => ops.zerosLike(x), inputs: [[1, 2]], gives: [0, 0] }] },
  onesLike: { cases: [{ call: (x) => ops.onesLike(x, { dtype: "i32" }), inputs: [[1, 2]], gives: [1, 1], dtype: "i32" }] },
  iota: { cases: [{ call: () => ops.iota([2, 3], -1), inputs: [], gives: [[0, 1, 2], [0, 1, 2]], dtype: "i32" }], errors: [[() => ops.iota([2], 1), "iota: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]] },
  arange: {
    cases: [
      { call: () => ops.arange(4), inputs: [], gives: [0, 1, 2, 3], dtype: "i32" },
      { call: () => ops.arange(5, 0, -2), inputs: [], gives: [5, 3, 1], dtype: "i32" },
      { call: () => ops.arange(0, 1, 0.25), inputs: [], gives: [0, 0.25, 0.5, 0.75], dtype: "f32" },
      { call: () => ops.arange(3, 3), inputs: [], gives: plain([0], []) },
    ],
    errors: [[() => ops.arange(0, 3, 0), "arange: step must be a number that leads from 0 to 3, got 0"], [() => ops.arange(0, 3, -1), "arange: step must be a number that leads from 0 to 3, got -1"]],
  },
  linspace: {
    cases: [
      { call: () => ops.linspace(0, 1, 11), inputs: [], gives: Array.from({ length: 11 }, (_, i) => i / 10) },
      { call: () => ops.linspace(2, 5, 1), inputs: [], gives: [2] },
      { call: () => ops.linspace(2, 5, 0), inputs: [], gives: plain([0], []) },
    ],
    errors: [[() => ops.linspace(0, 1, -1), "linspace: count must be an integer ≥ 0, got -1"]],
  },
  eye: { cases: [{ call: () => ops.eye(2, 3), inputs: [], gives: [[1, 0, 0], [0, 1, 0]] }], errors: [[() => ops.eye(1.5), "eye: size of axis 0 must be an integer ≥ 0, got 1.5"]] },
  concat: {
    cases: [
      { call: (a, b) => ops.concat([a, b]), inputs: [[1, 2], [3]], gives: [1, 2, 3] },
      { call: (a, b, c) => ops.concat([a, b, c], -1), inputs: [randomly([2, 1]), randomly([2, 3], -1, 1, 2), randomly([2, 2], -1, 1, 3)], gives: (a, b, c) => build([2, 6], (i, j) => (j < 1 ? at(a, [i, j]) : j < 4 ? at(b, [i, j - 1]) : at(c, [i, j - 4]))) },
      { call: (a, b) => ops.concat([a, b], 1), inputs: [floats([], [2, 0]), floats([1, 2], [2, 1])], gives: [[1], [2]] },
      { call: (a, b) => ops.concat([a, b]), inputs: [integers([1]), floats([0.5])], gives: [1, 0.5], dtype: "f32" },
      { call: (a) => ops.concat([a, a]), inputs: [[1, 2]], gives: [1, 2, 1, 2] },
    ],
    errors: [
      [() => ops.concat([ops.ones([2, 3]), ops.ones([3, 3])], 1), "concat: first is [2, 3], another is [3, 3]; all sizes but those of axis 1 must be equal"],
      [() => ops.concat([]), "concat: number of tensors must be at least 1, got 0"],
    ],
  },
  stack: {
    cases: [
      { call: (a, b) => ops.stack([a, b]), inputs: [[1, 2], [3, 4]], gives: [[1, 2], [3, 4]] },
      { call: (a, b) => ops.stack([a, b], -1), inputs: [[1, 2], [3, 4]], gives: [[1, 3], [2, 4]] },
      { call: (a, b) => ops.stack([a, b]), inputs: [1, 2], gives: [1, 2] },
    ],
    errors: [[() => ops.stack([ops.ones([2]), ops.ones([3])]), "stack: first is [2], another is [3]; all must have the same shape"]],
  },
  randomBits: { cases: [{ call: (k) => ops.randomBits(k, [3, 5]), inputs: [key], gives: words([3, 5], (first) => first), dtype: "i32" }], errors: [badKey("randomBits", (k) => ops.randomBits(k, [1])), [() => ops.randomBits(ops.ones([3], { dtype: "i32" }), [1]), "randomBits: key must be [2], is [3]"]] },
  uniform: { cases: [{ call: (k) => ops.uniform(k, [2, 7]), inputs: [key], gives: words([2, 7], (first) => uniform01(first)), dtype: "f32" }], errors: [badKey("uniform", (k) => ops.uniform(k, [1]))] },
  normal: { cases: [{ call: (k) => ops.normal(k, [31]), inputs: [key], gives: words([31], boxMuller), tolerance: 1e-5 }], errors: [badKey("normal", (k) => ops.normal(k, [1]))] },
  bernoulli: {
    cases: [
      { call: (k) => ops.bernoulli(k, 0.3, [23]), inputs: [key], gives: words([23], (first) => +(uniform01(first) < 0.3)), dtype: "f32" },
      { call: (k, p) => ops.bernoulli(k, p, [2]), inputs: [key, [0, 1]], gives: [0, 1] },
    ],
    errors: [[() => ops.bernoulli(ops.ones([2]), 1.5, [1]), "bernoulli: p must be a probability from 0 to 1, got 1.5"]],
  },
  dropout: {
    cases: [
      { call: (x, k) => ops.dropout(x, 0.25, k), inputs: [randomly([2, 9]), key], gives: (x, k) => { const kept = words([2, 9], (first) => +(uniform01(first) >= 0.25))(k); return plain([2, 9], x.data.map((v, i) => (kept.data[i] ? v / 0.75 : 0))); } },
      { call: (x, k) => ops.dropout(x, 0, k), inputs: [[1, 2], key], gives: [1, 2] },
      { call: (x, k) => ops.dropout(x, 1, k), inputs: [[1, 2], key], gives: [0, 0] },
    ],
    errors: [badKey("dropout", (k) => ops.dropout(k, 0.5, k)), [() => ops.dropout(ops.ones([1]), -0.1, ops.ones([2])), "dropout: p must be a probability from 0 to 1, got -0.1"]],
  },
  splitKey: { cases: [{ call: (k) => ops.splitKey(k, 3), inputs: [key], gives: words([3, 2], (first) => first), dtype: "i32" }], errors: [badKey("splitKey", (k) => ops.splitKey(k, 2))] },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
