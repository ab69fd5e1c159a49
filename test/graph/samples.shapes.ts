// Samples of ops that move elements: shapes, views, parts, indices.
import * as ops from "../../src/graph/ops/index.ts";
import { at, build, floats, integers, plain, randomly, type OpName, type Plain, type Sample } from "./sample.ts";

const matrix = floats([1, 2, 3, 4, 5, 6], [2, 3]);
const i32 = (...values: number[]): ReturnType<typeof ops.tensor> => ops.tensor(values, { dtype: "i32" });
const same = (shape: readonly number[]) => (x: Plain) => plain(shape, x.data);
const empty = (shape: readonly number[]) => floats([], shape);

export const shapes = {
  reshape: {
    cases: [
      { call: (x) => ops.reshape(x, [3, 2]), inputs: [matrix], gives: [[1, 2], [3, 4], [5, 6]] },
      { call: (x) => ops.reshape(x, [-1]), inputs: [matrix], gives: [1, 2, 3, 4, 5, 6] },
      { call: (x) => ops.reshape(x, [1, -1, 3, 1]), inputs: [matrix], gives: same([1, 2, 3, 1]) },
      { call: (x) => ops.reshape(x, []), inputs: [[5]], gives: 5 },
      { call: (x) => ops.reshape(x, [0, 7]), inputs: [empty([2, 0])], gives: plain([0, 7], []) },
    ],
    errors: [
      [() => ops.reshape(ops.ones([2, 3]), [4]), "reshape: cannot make [4] of [2, 3]; the products of the sizes must be equal, and at most one size may be −1"],
      [() => ops.reshape(ops.ones([2, 3]), [-1, 4]), "reshape: cannot make [-1, 4] of [2, 3]; the products of the sizes must be equal, and at most one size may be −1"],
      [() => ops.reshape(ops.ones([2, 3]), [-1, -1]), "reshape: cannot make [-1, -1] of [2, 3]; the products of the sizes must be equal, and at most one size may be −1"],
    ],
  },
  unsqueeze: {
    cases: [
      { call: (x) => ops.unsqueeze(x, 0), inputs: [[1, 2]], gives: [[1, 2]] },
      { call: (x) => ops.unsqueeze(x, -1), inputs: [[1, 2]], gives: [[1], [2]] },
      { call: (x) => ops.unsqueeze(x, 0), inputs: [3], gives: [3] },
    ],
    errors: [[() => ops.unsqueeze(ops.ones([2]), 2), "unsqueeze: axis 2 is out of range; a tensor of rank 2 has axes -2 to 1"]],
  },
  squeeze: {
    cases: [
      { call: (x) => ops.squeeze(x), inputs: [[[[1], [2]]]], gives: [1, 2] },
      { call: (x) => ops.squeeze(x, 0), inputs: [[[[1], [2]]]], gives: [[1], [2]] },
      { call: (x) => ops.squeeze(x, [0, -1]), inputs: [[[[1], [2]]]], gives: [1, 2] },
    ],
    errors: [[() => ops.squeeze(ops.ones([2, 1]), 0), "squeeze: axis 0 of [2, 1] has size 2; only axes of size 1 can be dropped"]],
  },
  flatten: {
    cases: [
      { call: (x) => ops.flatten(x), inputs: [matrix], gives: [1, 2, 3, 4, 5, 6] },
      { call: (x) => ops.flatten(x, 1), inputs: [randomly([2, 3, 4])], gives: same([2, 12]) },
      { call: (x) => ops.flatten(x, 0, 1), inputs: [randomly([2, 3, 4])], gives: same([6, 4]) },
      { call: (x) => ops.flatten(x), inputs: [7], gives: [7] },
    ],
    errors: [[() => ops.flatten(ops.ones([2, 3]), 1, 0), "flatten: end must be an integer ≥ 1, got 0"]],
  },
  expand: {
    cases: [
      { call: (x) => ops.expand(x, [2, 2, 3]), inputs: [[[1, 2, 3]]], gives: [[[1, 2, 3], [1, 2, 3]], [[1, 2, 3], [1, 2, 3]]] },
      { call: (x) => ops.expand(x, [-1, 2]), inputs: [[[1], [2]]], gives: [[1, 1], [2, 2]] },
      { call: (x) => ops.expand(x, [0, 2]), inputs: [[1, 2]], gives: plain([0, 2], []) },
      { call: (x) => ops.expand(x, [3]), inputs: [4], gives: [4, 4, 4] },
    ],
    errors: [[() => ops.expand(ops.ones([2]), [3]), "expand: cannot expand [2] to [3]; only new axes in front and axes of size 1 can be repeated"]],
  },
  permute: {
    cases: [
      { call: (x) => ops.permute(x, [2, 0, 1]), inputs: [randomly([2, 3, 4])], gives: (x) => build([4, 2, 3], (i, j, k) => at(x, [j, k, i])) },
      { call: (x) => ops.permute(x, [0, -1, 1]), inputs: [randomly([2, 3, 4])], gives: (x) => build([2, 4, 3], (i, j, k) => at(x, [i, k, j])) },
      { call: (x) => ops.permute(x, []), inputs: [2], gives: 2 },
    ],
    errors: [
      [() => ops.permute(ops.ones([2, 3]), [0]), "permute: axes must be each of the 2 axes once, got [0]"],
      [() => ops.permute(ops.ones([2, 3]), [0, 0]), "permute: axis 0 is given more than once"],
    ],
  },
  transpose: {
    cases: [{ call: (x) => ops.transpose(x, 0, -1), inputs: [randomly([2, 3, 4])], gives: (x) => build([4, 3, 2], (i, j, k) => at(x, [k, j, i])) }],
    errors: [[() => ops.transpose(ops.ones([2]), 0, 1), "transpose: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  t: {
    cases: [
      { call: (x) => ops.t(x), inputs: [matrix], gives: [[1, 4], [2, 5], [3, 6]] },
      { call: (x) => ops.t(x), inputs: [[1, 2]], gives: [1, 2] },
    ],
    errors: [[() => ops.t(ops.ones([1, 2, 3])), "t: x must have at most two axes (`transpose` and `permute` take more), is [1, 2, 3]"]],
  },
  slice: {
    cases: [
      { call: (x) => ops.slice(x, 0, 1, 4), inputs: [[0, 1, 2, 3, 4]], gives: [1, 2, 3] },
      { call: (x) => ops.slice(x, 0, -3), inputs: [[0, 1, 2, 3, 4]], gives: [2, 3, 4] },
      { call: (x) => ops.slice(x, 0, 1, -1, 2), inputs: [[0, 1, 2, 3, 4, 5]], gives: [1, 3] },
      { call: (x) => ops.slice(x, 1, 0, 99), inputs: [matrix], gives: [[1, 2, 3], [4, 5, 6]] },
      { call: (x) => ops.slice(x, -1, 2, 1), inputs: [matrix], gives: plain([2, 0], []) },
      { call: (x) => ops.slice(x, 1, 0, 3, 2), inputs: [randomly([3, 3, 2])], gives: (x) => build([3, 2, 2], (i, j, k) => at(x, [i, 2 * j, k])) },
    ],
    errors: [
      [() => ops.slice(ops.ones([2]), 0, 0, 2, 0), "slice: step must be an integer ≥ 1, got 0"],
      [() => ops.slice(ops.ones([2]), 0, 0.5), "slice: start must be an integer ≥ 0, got 0.5"],
    ],
  },
  narrow: {
    cases: [{ call: (x) => ops.narrow(x, 1, -2, 2), inputs: [matrix], gives: [[2, 3], [5, 6]] }],
    errors: [[() => ops.narrow(ops.ones([2, 3]), 1, 2, 2), "narrow: start + length must be at most the size of axis 1, 3, got 4"]],
  },
  select: {
    cases: [
      { call: (x) => ops.select(x, 0, 1), inputs: [matrix], gives: [4, 5, 6] },
      { call: (x) => ops.select(x, -1, -1), inputs: [matrix], gives: [3, 6] },
      { call: (x) => ops.select(x, 0, 0), inputs: [[9]], gives: 9 },
    ],
    errors: [[() => ops.select(ops.ones([2, 3]), 1, 3), "select: index must be an integer from -3 to 2 (axis 1 has size 3), got 3"]],
  },
  flip: {
    cases: [
      { call: (x) => ops.flip(x, 1), inputs: [matrix], gives: [[3, 2, 1], [6, 5, 4]] },
      { call: (x) => ops.flip(x), inputs: [matrix], gives: [[6, 5, 4], [3, 2, 1]] },
      { call: (x) => ops.flip(x), inputs: [empty([0])], gives: plain([0], []) },
    ],
    errors: [[() => ops.flip(ops.ones([2]), [0, 0]), "flip: axis 0 is given more than once"]],
  },
  pad: {
    cases: [
      { call: (x) => ops.pad(x, [1, 2]), inputs: [matrix], gives: [[0, 1, 2, 3, 0, 0], [0, 4, 5, 6, 0, 0]] },
      { call: (x) => ops.pad(x, [0, 0, 1, 1], { value: 9 }), inputs: [matrix], gives: [[9, 9, 9], [1, 2, 3], [4, 5, 6], [9, 9, 9]] },
      { call: (x) => ops.pad(x, [-1, 1]), inputs: [matrix], gives: [[2, 3, 0], [5, 6, 0]] },
      { call: (x) => ops.pad(x, [1, -1]), inputs: [matrix], gives: [[0, 1, 2], [0, 4, 5]] },
      { call: (x) => ops.pad(x, [1, 0], { between: [2] }), inputs: [[1, 2, 3]], gives: [0, 1, 0, 0, 2, 0, 0, 3] },
      { call: (x) => ops.pad(x, [-1, -1], { between: [1] }), inputs: [[1, 2, 3]], gives: [0, 2, 0] },
      { call: (x) => ops.pad(x, [1, 1], { value: -Infinity }), inputs: [empty([0])], gives: [-Infinity, -Infinity], smooth: false },
      { call: (x) => ops.pad(x, [1, 0]), inputs: [integers([4])], gives: [0, 4], dtype: "i32" },
    ],
    errors: [
      [() => ops.pad(ops.ones([2]), [1]), "pad: padding must be pairs of whole numbers [before, after], from the last axis on, for at most 1 axes, got [1]"],
      [() => ops.pad(ops.ones([2]), [-2, -1]), "pad: size of axis 0 after padding must be at least 0, got -1"],
    ],
  },
  windows: {
    cases: [
      { call: (x) => ops.windows(x, [3]), inputs: [[1, 2, 3, 4]], gives: [[1, 2, 3], [2, 3, 4]] },
      { call: (x) => ops.windows(x, [2], { stride: 2 }), inputs: [[1, 2, 3, 4, 5]], gives: [[1, 2], [3, 4]] },
      { call: (x) => ops.windows(x, [2], { stride: 3 }), inputs: [[1, 2, 3, 4, 5, 6, 7]], gives: [[1, 2], [4, 5]] },
      { call: (x) => ops.windows(x, [3], { stride: 2 }), inputs: [[1, 2, 3, 4, 5, 6]], gives: [[1, 2, 3], [3, 4, 5]] },
      { call: (x) => ops.windows(x, [2], { dilation: 3 }), inputs: [[1, 2, 3, 4, 5]], gives: [[1, 4], [2, 5]] },
      { call: (x) => ops.windows(x, [3], { stride: 2, dilation: 2 }), inputs: [[1, 2, 3, 4, 5, 6, 7, 8]], gives: [[1, 3, 5], [3, 5, 7]] },
      { call: (x) => ops.windows(x, [2, 3], { stride: [1, 2], dilation: [2, 1] }), inputs: [randomly([2, 5, 6])], gives: (x) => build([2, 3, 2, 2, 3], (n, i, j, k, l) => at(x, [n, i + 2 * k, 2 * j + l])) },
    ],
    errors: [[() => ops.windows(ops.ones([2, 3]), [4]), "windows: x is [2, 3]; a window reaches over 4 elements, but axis 1 has 3 with its padding"]],
  },
  split: {
    cases: [
      { call: (x) => ops.split(x, 2), inputs: [[1, 2, 3, 4, 5]], gives: { all: [[1, 2], [3, 4], [5]] } },
      { call: (x) => ops.split(x, [1, 2], 1), inputs: [matrix], gives: { all: [[[1], [4]], [[2, 3], [5, 6]]] } },
    ],
    errors: [[() => ops.split(ops.ones([3]), [1, 1]), "split: sizes must be numbers that add up to 3, the size of axis 0, got [1, 1]"]],
  },
  chunk: {
    cases: [{ call: (x) => ops.chunk(x, 2, -1), inputs: [matrix], gives: { all: [[[1, 2], [4, 5]], [[3], [6]]] } }],
    errors: [[() => ops.chunk(ops.ones([3]), 0), "chunk: count must be an integer ≥ 1, got 0"]],
  },
  repeat: {
    cases: [
      { call: (x) => ops.repeat(x, [2]), inputs: [[1, 2]], gives: [1, 2, 1, 2] },
      { call: (x) => ops.repeat(x, [2, 1, 2]), inputs: [[[1, 2]]], gives: [[[1, 2, 1, 2]], [[1, 2, 1, 2]]] },
    ],
    errors: [[() => ops.repeat(ops.ones([2, 3]), [2]), "repeat: counts must have a number for each of the 2 axes of x, is [2]"]],
  },
  gather: {
    cases: [
      { call: (x, i) => ops.gather(x, 1, i), inputs: [matrix, integers([2, 0, 0, 1], [2, 2])], gives: [[3, 1], [4, 5]] },
      { call: (x, i) => ops.gather(x, 0, i), inputs: [matrix, integers([1, 0], [1, 2])], gives: [[4, 2]] },
      { name: "one index a row", call: (x, i) => ops.gather(x, -1, i), inputs: [matrix, integers([2, 0], [2, 1])], gives: [[3], [4]] },
      { name: "no indices", call: (x, i) => ops.gather(x, 1, i), inputs: [matrix, integers([], [2, 0])], gives: plain([2, 0], []) },
      { name: "unknown index out of range", call: (x, i) => ops.gather(x, 0, ops.add(i, 2)), inputs: [[1, 2, 3], integers([0, 1, -3])], gives: [3, NaN, NaN], smooth: false },
    ],
    errors: [
      [() => ops.gather(ops.ones([2, 3]), 1, ops.tensor([[0, 3]], { dtype: "i32" })), "gather: index 3 is out of range; axis 1 has size 3, so an index is 0 to 2"],
      [() => ops.gather(ops.ones([2, 3]), 1, ops.ones([2, 1])), 'gather: index must be i32 (`tensor(…, { dtype: "i32" })` or `.cast("i32")`), is f32'],
      [() => ops.gather(ops.ones([2, 3]), 1, i32(0)), "gather: x is [2, 3], index is [1]; index must have x's rank and, but for axis 1, at most its sizes"],
    ],
  },
  scatterAdd: {
    cases: [
      { call: (x, i, s) => ops.scatterAdd(x, 0, i, s), inputs: [floats([1, 1, 1]), integers([2, 0, 2, 2]), floats([1, 2, 3, 4])], gives: [3, 1, 9] },
      { call: (x, i, s) => ops.scatterAdd(x, 1, i, s), inputs: [floats([0, 0, 0, 0, 0, 0], [2, 3]), integers([1, 1], [1, 2]), floats([5, 6], [1, 2])], gives: [[0, 11, 0], [0, 0, 0]] },
      { call: (x, i, s) => ops.scatterAdd(x, 0, i, s), inputs: [floats([0, 0, 0, 0], [2, 2]), integers([1, 1, 1, 0], [2, 2]), floats([1, 2, 3, 4], [2, 2])], gives: [[0, 4], [4, 2]] },
      { name: "many columns", call: (x, i, s) => ops.scatterAdd(x, 1, ops.expand(i, [2, 5, 70]), s), inputs: [floats(new Array<number>(2 * 3 * 70).fill(0), [2, 3, 70]), integers([0, 2, 2, 0, 2], [5, 1]), randomly([2, 5, 70])], gives: (_, i, s) => build([2, 3, 70], (a, b, c) => [0, 1, 2, 3, 4].filter((k) => i.data[k] === b).reduce((sum, k) => sum + at(s, [a, k, c]), 0)) },
    ],
    errors: [
      [() => ops.scatterAdd(ops.ones([3]), 0, i32(3), ops.ones([1])), "scatterAdd: index 3 is out of range; axis 0 has size 3, so an index is 0 to 2"],
      [() => ops.scatterAdd(ops.ones([3]), 0, i32(0, 1), ops.ones([1])), "scatterAdd: x is [3], index is [2], source is [1]; index must have x's rank and, but for axis 0, at most its sizes; source must have at least the sizes of index"],
    ],
  },
  indexSelect: {
    cases: [
      { call: (x, i) => ops.indexSelect(x, 0, i), inputs: [matrix, integers([1, 1, 0])], gives: [[4, 5, 6], [4, 5, 6], [1, 2, 3]] },
      { call: (x, i) => ops.indexSelect(x, 1, i), inputs: [matrix, integers([2, 0])], gives: [[3, 1], [6, 4]] },
      { call: (x, i) => ops.indexSelect(x, 1, i), inputs: [randomly([2, 3, 2]), integers([2, 0, 1, 1], [2, 2])], gives: (x, i) => build([2, 2, 2, 2], (a, b, c, d) => at(x, [a, at(i, [b, c]), d])) },
    ],
    errors: [[() => ops.indexSelect(ops.ones([2]), 0, i32(-1)), "indexSelect: index -1 is out of range; axis 0 has size 2, so an index is 0 to 1"]],
  },
  embedding: {
    cases: [{ call: (w, i) => ops.embedding(i, w), inputs: [matrix, integers([1, 0, 1, 1], [2, 2])], gives: [[[4, 5, 6], [1, 2, 3]], [[4, 5, 6], [4, 5, 6]]] }],
    errors: [
      [() => ops.embedding(i32(0), ops.ones([3])), "embedding: weight must be [rows, features], is [3]"],
      [() => ops.embedding(i32(4), ops.ones([3, 2])), "embedding: index 4 is out of range; axis 0 has size 3, so an index is 0 to 2"],
    ],
  },
  oneHot: {
    cases: [
      { call: (i) => ops.oneHot(i, 3), inputs: [integers([2, 0])], gives: [[0, 0, 1], [1, 0, 0]], dtype: "f32" },
      { call: (i) => ops.oneHot(i, 2, { dtype: "i32" }), inputs: [integers([1], [])], gives: [0, 1], dtype: "i32" },
      { call: (i) => ops.oneHot(i), inputs: [integers([1, 2])], gives: [[0, 1, 0], [0, 0, 1]] },
    ],
    errors: [
      [() => ops.oneHot(i32(3), 3), "oneHot: index 3 is out of range; axis 1 has size 3, so an index is 0 to 2"],
      [() => ops.oneHot(ops.add(i32(3), 1)), "oneHot: classes must be given where the indices are not known yet, got undefined"],
    ],
  },
  tril: {
    cases: [
      { call: (x) => ops.tril(x), inputs: [matrix], gives: [[1, 0, 0], [4, 5, 0]] },
      { call: (x) => ops.tril(x, 1), inputs: [matrix], gives: [[1, 2, 0], [4, 5, 6]] },
    ],
    errors: [[() => ops.tril(ops.ones([2])), "tril: x must have at least two axes, is [2]"]],
  },
  triu: {
    cases: [
      { call: (x) => ops.triu(x), inputs: [matrix], gives: [[1, 2, 3], [0, 5, 6]] },
      { call: (x) => ops.triu(x, -1), inputs: [matrix], gives: [[1, 2, 3], [4, 5, 6]] },
    ],
    errors: [[() => ops.triu(ops.ones([2, 2]), 0.5), "triu: diagonal must be a whole number, got 0.5"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
