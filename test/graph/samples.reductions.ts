// Samples of reductions and of functions of whole axes.
import * as ops from "../../src/graph/ops/index.ts";
import type { Axes, KeepDims } from "../../src/graph/define.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import {
  along,
  at,
  bools,
  build,
  each,
  floats,
  integers,
  plain,
  randomly,
  wrong,
  type Case,
  type OpName,
  type Plain,
  type Sample,
} from "./sample.ts";

const total = (list: number[]): number => list.reduce((a, b) => a + b, 0);
const average = (list: number[]): number => total(list) / list.length;
const spread = (correction: number) => (list: number[]): number => total(list.map((x) => (x - average(list)) ** 2)) / Math.max(0, list.length - correction); // prettier-ignore
const logSum = (list: number[]): number => Math.max(...list) + Math.log(total(list.map((x) => Math.exp(x - Math.max(...list)))));

type Reduce = (x: Tensor, axis?: Axes, options?: KeepDims) => Tensor;
const general = (call: Reduce, f: (list: number[]) => number): Case[] => [
  { name: "last axis", call: (x) => call(x, -1), inputs: [randomly([3, 5], -1, 2, 2)], gives: along([1], f) },
  { name: "first axis", call: (x) => call(x, 0), inputs: [randomly([3, 5], -1, 2, 3)], gives: along([0], f) },
  { name: "two axes", call: (x) => call(x, [2, 0]), inputs: [randomly([2, 3, 4], -1, 2, 4)], gives: along([0, 2], f) },
  { name: "all", call: (x) => call(x), inputs: [randomly([2, 3, 3], -1, 2, 5)], gives: along(null, f) },
  { name: "kept", call: (x) => call(x, 1, { keepDims: true }), inputs: [randomly([2, 3, 2], -1, 2, 6)], gives: along([1], f, true) },
  { name: "many", call: (x) => call(x), inputs: [randomly([301], -1, 1.5, 7)], gives: along(null, f), tolerance: 1e-4 },
];
const scalar = (call: Reduce, value: number, result: number): Case => ({
  name: "scalar",
  call: (x) => call(x),
  inputs: [value],
  gives: result,
});
const axis5 = (name: string, call: Reduce): readonly [() => unknown, string] => [
  () => call(ops.ones([2, 3]), 5),
  `${name}: axis 5 is out of range; a tensor of rank 2 has axes -2 to 1`,
];
const noElement = (name: string, call: Reduce): readonly [() => unknown, string] => [
  () => call(ops.ones([2, 0]), 1),
  `${name}: there is no element to choose from – the tensor is [2, 0]; reduced axes must not have size 0`,
];
const empty = (call: Reduce, values: readonly number[]): Case => ({
  name: "nothing",
  call: (x) => call(x, 1),
  inputs: [floats([], [2, 0])],
  gives: values,
  smooth: false,
});
const soft = (f: (x: number, list: number[]) => number) => (x: Plain): Plain => {
  const rows = along([1], () => 0)(x).shape[0]!;
  const list = (i: number): number[] => Array.from({ length: x.shape[1]! }, (_, j) => at(x, [i, j]));
  return build([rows, x.shape[1]!], (i, j) => f(at(x, [i, j]), list(i)));
}; // prettier-ignore

export const reductions = {
  sum: {
    cases: [
      ...general(ops.sum, total),
      empty(ops.sum, [0, 0]),
      scalar(ops.sum, 3, 3),
      { call: (x) => ops.sum(x), inputs: [bools([1, 0, 1])], gives: 2, dtype: "i32" },
      { call: (x) => ops.sum(x), inputs: [{ values: [200, 100], dtype: "u8" }], gives: 300, dtype: "i32" },
      { call: (x) => ops.sum(x), inputs: [[1, Infinity, -Infinity]], gives: NaN, smooth: false },
      { call: (x) => ops.sum(x, []), inputs: [[1, 2]], gives: [1, 2] },
    ],
    errors: [axis5("sum", ops.sum), [() => ops.sum(ops.ones([2]), [0, -1]), "sum: axis 0 is given more than once"], [() => ops.sum(wrong(3)), "sum: expected a tensor, got 3"]],
  },
  mean: {
    cases: [...general(ops.mean, average), empty(ops.mean, [NaN, NaN]), { call: (x) => ops.mean(x), inputs: [bools([1, 0])], gives: 0.5, dtype: "f32" }],
    errors: [axis5("mean", ops.mean)],
  },
  prod: {
    cases: [
      ...general(ops.prod, (list) => list.reduce((a, b) => a * b, 1)),
      empty(ops.prod, [1, 1]),
      { name: "one zero", call: (x) => ops.prod(x), inputs: [[2, 0, 3]], gives: 0, twice: false },
      { name: "two zeros", call: (x) => ops.prod(x), inputs: [[2, 0, 0]], gives: 0, twice: false },
      { call: (x) => ops.prod(x), inputs: [integers([2, 3, -1])], gives: -6, dtype: "i32" },
    ],
    errors: [axis5("prod", ops.prod)],
  },
  max: {
    cases: [
      ...general(ops.max, (list) => Math.max(...list)),
      { call: (x) => ops.max(x), inputs: [[1, NaN, 3]], gives: NaN, smooth: false },
      { call: (x) => ops.max(x), inputs: [[-Infinity, -Infinity]], gives: -Infinity, smooth: false },
      { call: (x) => ops.max(x), inputs: [integers([-5, -3])], gives: -3, dtype: "i32" },
      { call: (x) => ops.max(x, 1), inputs: [floats([], [0, 3])], gives: plain([0], []), smooth: false },
    ],
    errors: [noElement("max", ops.max), axis5("max", ops.max)],
  },
  min: {
    cases: [
      ...general(ops.min, (list) => Math.min(...list)),
      { call: (x) => ops.min(x), inputs: [[1, NaN, 3]], gives: NaN, smooth: false },
      { call: (x) => ops.min(x), inputs: [integers([5, 3])], gives: 3, dtype: "i32" },
    ],
    errors: [noElement("min", ops.min)],
  },
  all: {
    cases: [
      { call: (x) => ops.all(x, 1), inputs: [bools([1, 1, 1, 0], [2, 2])], gives: [true, false], dtype: "bool" },
      { call: (x) => ops.all(x), inputs: [[1, 0.5, NaN]], gives: true, dtype: "bool" },
      empty(ops.all, [1, 1]),
    ],
    errors: [axis5("all", ops.all)],
  },
  any: {
    cases: [
      { call: (x) => ops.any(x, 1), inputs: [bools([0, 0, 1, 0], [2, 2])], gives: [false, true], dtype: "bool" },
      { call: (x) => ops.any(x), inputs: [[0, 0]], gives: false, dtype: "bool" },
      empty(ops.any, [0, 0]),
    ],
    errors: [axis5("any", ops.any)],
  },
  variance: {
    cases: [
      ...general(ops.variance, spread(1)),
      { call: (x) => ops.variance(x, 0, { correction: 0 }), inputs: [[1, 2, 3, 4]], gives: 1.25 },
      { name: "far from zero", call: (x) => ops.variance(x), inputs: [[1e4, 1e4 + 1, 1e4 + 2]], gives: 1, smooth: false },
      { name: "one element", call: (x) => ops.variance(x), inputs: [[5]], gives: NaN, smooth: false },
    ],
    errors: [axis5("variance", ops.variance), [() => ops.variance(ops.ones([2]), 0, { correction: NaN }), "variance: correction must be a finite number, got NaN"]],
  },
  std: {
    cases: [...general(ops.std, (list) => Math.sqrt(spread(1)(list))), { call: (x) => ops.std(x), inputs: [[2, 2, 2]], gives: 0, smooth: false }],
    errors: [axis5("std", ops.std)],
  },
  norm: {
    cases: [
      ...general(ops.norm, (list) => Math.hypot(...list)),
      { name: "p = 1", call: (x) => ops.norm(x, 1, { p: 1 }), inputs: [randomly([2, 3])], gives: along([1], (list) => total(list.map(Math.abs))) },
      { name: "p = 3", call: (x) => ops.norm(x, 1, { p: 3 }), inputs: [randomly([2, 3])], gives: along([1], (list) => Math.cbrt(total(list.map((x) => Math.abs(x) ** 3)))) },
      { name: "p = ∞", call: (x) => ops.norm(x, 1, { p: Infinity }), inputs: [randomly([2, 3])], gives: along([1], (list) => Math.max(...list.map(Math.abs))) },
      { name: "p = −∞", call: (x) => ops.norm(x, 1, { p: -Infinity }), inputs: [randomly([2, 3])], gives: along([1], (list) => Math.min(...list.map(Math.abs))) },
      { name: "p = ½", call: (x) => ops.norm(x, 1, { p: 0.5 }), inputs: [randomly([2, 3])], gives: along([1], (list) => total(list.map((x) => Math.sqrt(Math.abs(x)))) ** 2) },
      { name: "p = −1", call: (x) => ops.norm(x, 0, { p: -1 }), inputs: [[[1, 0], [2, 3]]], gives: [2 / 3, 0], smooth: false },
      { name: "p = 0", call: (x) => ops.norm(x, 1, { p: 0 }), inputs: [[[1, 0], [2, 3]]], gives: [1, 2], smooth: false },
      { name: "fro", call: (x) => ops.norm(x, 0, { p: "fro" }), inputs: [[3, 4]], gives: 5 },
      { name: "zero", call: (x) => ops.norm(x), inputs: [[0, 0]], gives: 0, smooth: false },
    ],
    errors: [[() => ops.norm(wrong("v")), 'norm: expected a tensor, got "v"'], [() => ops.norm(ops.ones([1]), 0, { p: NaN }), 'norm: p must be a number or "fro", got NaN']],
  },
  argmax: {
    cases: [
      { call: (x) => ops.argmax(x, 1), inputs: [floats([1, 5, 2, 9, 8, 7], [2, 3])], gives: [1, 0], dtype: "i32" },
      { call: (x) => ops.argmax(x), inputs: [floats([1, 5, 2, 9, 8, 7], [2, 3])], gives: 3 },
      { call: (x) => ops.argmax(x, 0, { keepDims: true }), inputs: [floats([1, 5, 2, 9, 8, 7], [2, 3])], gives: [[1, 1, 1]] },
      { name: "first of equals", call: (x) => ops.argmax(x, 0), inputs: [[3, 7, 7]], gives: 1 },
      { name: "NaN is largest", call: (x) => ops.argmax(x, 0), inputs: [[3, NaN, 7, NaN]], gives: 1 },
      { name: "integers", call: (x) => ops.argmax(x), inputs: [integers([-3, -1, -2])], gives: 1 },
      { name: "bools", call: (x) => ops.argmax(x), inputs: [bools([0, 1, 1])], gives: 1 },
      { name: "scalar", call: (x) => ops.argmax(x), inputs: [4], gives: 0 },
    ],
    errors: [[() => ops.argmax(ops.ones([0])), "argmax: there is no element to choose from – the tensor is [0]; reduced axes must not have size 0"]],
  },
  argmin: {
    cases: [
      { call: (x) => ops.argmin(x, 1), inputs: [floats([1, 5, 2, 9, 8, 7], [2, 3])], gives: [0, 2], dtype: "i32" },
      { name: "NaN is smallest", call: (x) => ops.argmin(x), inputs: [[3, NaN, -7]], gives: 1 },
    ],
    errors: [[() => ops.argmin(ops.ones([2]), 1), "argmin: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  logSumExp: {
    cases: [
      ...general(ops.logSumExp, logSum),
      empty(ops.logSumExp, [-Infinity, -Infinity]),
      { name: "large", call: (x) => ops.logSumExp(x, 0), inputs: [[1000, 1000]], gives: 1000 + Math.LN2 },
      { name: "infinite", call: (x) => ops.logSumExp(x, 1), inputs: [floats([-Infinity, -Infinity, Infinity, 0, -Infinity, 3], [3, 2])], gives: [-Infinity, Infinity, 3], smooth: false },
    ],
    errors: [axis5("logSumExp", ops.logSumExp)],
  },
  softmax: {
    cases: [
      { call: (x) => ops.softmax(x), inputs: [randomly([3, 5], -3, 3)], gives: soft((x, list) => Math.exp(x - logSum(list))) },
      { name: "first axis", call: (x) => ops.t(ops.softmax(x, 0)), inputs: [randomly([3, 5], -3, 3)], gives: (x) => soft((v, list) => Math.exp(v - logSum(list)))(build([5, 3], (i, j) => at(x, [j, i]))) },
      { name: "large", call: (x) => ops.softmax(x), inputs: [[1000, 1000, -Infinity, 0]], gives: [0.5, 0.5, 0, 0], smooth: false },
      { name: "scalar", call: (x) => ops.softmax(x), inputs: [7], gives: 1 },
    ],
    errors: [[() => ops.softmax(ops.ones([2]), 1), "softmax: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  logSoftmax: {
    cases: [
      { call: (x) => ops.logSoftmax(x), inputs: [randomly([3, 5], -3, 3)], gives: soft((x, list) => x - logSum(list)) },
      { name: "large", call: (x) => ops.logSoftmax(x), inputs: [[0, -1000]], gives: [0, -1000] },
    ],
    errors: [[() => ops.logSoftmax(wrong(0)), "logSoftmax: expected a tensor, got 0"]],
  },
  layerNorm: {
    cases: [
      { call: (x) => ops.layerNorm(x, [4]), inputs: [randomly([3, 4])], gives: soft((x, list) => (x - average(list)) / Math.sqrt(spread(0)(list) + 1e-5)) },
      { call: (x, w, b) => ops.layerNorm(x, [4], w, b), inputs: [randomly([3, 4]), randomly([4], 0.5, 2, 2), randomly([4], -1, 1, 3)], gives: (x, w, b) => each((n, s, t) => n * s + t)(soft((v, list) => (v - average(list)) / Math.sqrt(spread(0)(list) + 1e-5))(x), w, b) },
    ],
    errors: [
      [() => ops.layerNorm(ops.ones([2, 3]), [2]), "layerNorm: x is [2, 3], normalizedShape is [2]; the last axes of x must be normalizedShape"],
      [() => ops.layerNorm(ops.ones([2, 3]), [3], ops.ones([2])), "layerNorm: weight is [2], normalizedShape is [3]; weight must have the normalized shape"],
    ],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
