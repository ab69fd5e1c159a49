// Samples of contractions, convolutions and pooling, whose expected values are plain sums over indices.
import * as ops from "../../src/graph/ops/index.ts";
import { at, build, floats, indices, integers, plain, randomly, type Case, type OpName, type Plain, type Sample } from "./sample.ts";

const sumOver = (shape: readonly number[], term: (...index: number[]) => number): number =>
  indices(shape).reduce((sum, index) => sum + term(...index), 0);
/** The element, or what stands outside. */
const atOr = (x: Plain, index: readonly number[], outside: number): number =>
  index.every((i, a) => i >= 0 && i < x.shape[a]!) ? at(x, index) : outside;

const matrixProduct = (a: Plain, b: Plain): Plain =>
  build([a.shape[0]!, b.shape[1]!], (m, n) => sumOver([a.shape[1]!], (k) => at(a, [m, k]) * at(b, [k, n])));
const product = (a: readonly number[], b: readonly number[], gives: (a: Plain, b: Plain) => Plain): Case => ({
  name: `[${a}] × [${b}]`,
  call: (x, y) => ops.matmul(x, y),
  inputs: [randomly(a, -1, 1, 2), randomly(b, -1, 1, 3)],
  gives: (x, y) => gives(x, y),
}); // prettier-ignore

interface Conv {
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
}
const convolution = ({ stride = [1, 1], padding = [0, 0], dilation = [1, 1], groups = 1 }: Conv) => (x: Plain, w: Plain, b?: Plain): Plain => {
  const [n, , h, width] = x.shape as [number, number, number, number];
  const [o, c, kh, kw] = w.shape as [number, number, number, number];
  const size = (s: number, k: number, a: number): number => Math.floor((s + 2 * padding[a]! - dilation[a]! * (k - 1) - 1) / stride[a]!) + 1;
  return build([n, o, size(h, kh, 0), size(width, kw, 1)], (i, j, y, z) => {
    const group = Math.floor(j / (o / groups));
    const row = (k: number): number => y * stride[0]! + k * dilation[0]! - padding[0]!;
    const column = (l: number): number => z * stride[1]! + l * dilation[1]! - padding[1]!;
    return (b ? at(b, [j]) : 0) + sumOver([c, kh, kw], (q, k, l) => atOr(x, [i, group * c + q, row(k), column(l)], 0) * at(w, [j, q, k, l]));
  });
}; // prettier-ignore
const conv = (name: string, x: readonly number[], w: readonly number[], options: Conv = {}): Case => ({
  name,
  call: (a, b) => ops.conv2d(a, b, null, options),
  inputs: [randomly(x, -1, 1, 4), randomly(w, -1, 1, 5)],
  gives: convolution(options),
});

interface Pool {
  readonly kernel: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
}
const pooled = ({ kernel, stride = kernel, padding = [0, 0], dilation = [1, 1] }: Pool, of: (inside: number[]) => number) => (x: Plain): Plain => {
  const front = x.shape.slice(0, -2);
  const sizes = x.shape.slice(-2).map((s, a) => Math.floor((s + 2 * padding[a]! - dilation[a]! * (kernel[a]! - 1) - 1) / stride[a]!) + 1);
  return build([...front, ...sizes], (...index) => {
    const [y, z] = index.slice(-2) as [number, number];
    const all = indices(kernel).map(([k, l]) => atOr(x, [...index.slice(0, -2), y * stride[0]! + k! * dilation[0]! - padding[0]!, z * stride[1]! + l! * dilation[1]! - padding[1]!], NaN)); // prettier-ignore
    return of(all.filter((v) => !Number.isNaN(v)));
  });
}; // prettier-ignore
const maxPool = (name: string, shape: readonly number[], pool: Pool): Case => ({
  name,
  call: (x) => ops.maxPool2d(x, pool.kernel, { ...pool }),
  inputs: [randomly(shape, -3, -1, 6)],
  gives: pooled(pool, (inside) => Math.max(...inside)),
});
const avgPool = (name: string, shape: readonly number[], pool: Pool, countIncludePad = true): Case => ({
  name,
  call: (x) => ops.avgPool2d(x, pool.kernel, { ...pool, countIncludePad }),
  inputs: [randomly(shape, -1, 1, 7)],
  gives: pooled(
    pool,
    (inside) => inside.reduce((a, b) => a + b, 0) / (countIncludePad ? pool.kernel[0]! * pool.kernel[1]! : inside.length),
  ),
});

export const linear = {
  matmul: {
    cases: [
      product([3, 5], [5, 4], matrixProduct),
      product([5], [5], (a, b) => plain([], [sumOver([5], (k) => at(a, [k]) * at(b, [k]))])),
      product([5], [5, 3], (a, b) => build([3], (n) => sumOver([5], (k) => at(a, [k]) * at(b, [k, n])))),
      product([3, 5], [5], (a, b) => build([3], (m) => sumOver([5], (k) => at(a, [m, k]) * at(b, [k])))),
      product([2, 3, 4], [2, 4, 3], (a, b) => build([2, 3, 3], (i, m, n) => sumOver([4], (k) => at(a, [i, m, k]) * at(b, [i, k, n])))),
      product([2, 3, 4], [4, 2], (a, b) => build([2, 3, 2], (i, m, n) => sumOver([4], (k) => at(a, [i, m, k]) * at(b, [k, n])))),
      product([2, 1, 3, 4], [3, 4, 2], (a, b) => build([2, 3, 3, 2], (i, j, m, n) => sumOver([4], (k) => at(a, [i, 0, m, k]) * at(b, [j, k, n])))),
      product([4], [2, 4, 3], (a, b) => build([2, 3], (i, n) => sumOver([4], (k) => at(a, [k]) * at(b, [i, k, n])))),
      { name: "nothing summed", call: (a, b) => ops.matmul(a, b), inputs: [floats([], [2, 0]), floats([], [0, 3])], gives: [[0, 0, 0], [0, 0, 0]] },
      { name: "no rows", call: (a, b) => ops.matmul(a, b), inputs: [floats([], [0, 2]), randomly([2, 3])], gives: plain([0, 3], []) },
      { name: "integers", call: (a, b) => ops.matmul(a, b), inputs: [integers([1, 2], [1, 2]), integers([3, 4], [2, 1])], gives: [[11]], dtype: "i32" },
      { name: "NaN", call: (a, b) => ops.matmul(a, b), inputs: [[[1, NaN]], [[0], [0]]], gives: [[NaN]], smooth: false },
    ],
    errors: [
      [() => ops.matmul(ops.ones([32, 128]), ops.ones([64, 10])), "matmul: inner sizes differ – a is [32, 128], b is [64, 10]; a's last axis (128) must equal b's axis 0 (64)"],
      [() => ops.matmul(ops.ones([]), ops.ones([2])), "matmul: a must have at least one axis (`mul` multiplies by a scalar), is []"],
      [() => ops.matmul(ops.ones([2, 2, 3]), ops.ones([3, 3, 2])), "matmul: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"],
    ],
  },
  contract: {
    cases: [
      { call: (a, b) => ops.contract(a, b, { a: "mk", b: "nk", out: "nm" }), inputs: [randomly([3, 4]), randomly([2, 4], -1, 1, 2)], gives: (a, b) => build([2, 3], (n, m) => sumOver([4], (k) => at(a, [m, k]) * at(b, [n, k]))) },
      { call: (a, b) => ops.contract(a, b, { a: "bk", b: "bk", out: "b" }), inputs: [randomly([3, 4]), randomly([3, 4], -1, 1, 2)], gives: (a, b) => build([3], (i) => sumOver([4], (k) => at(a, [i, k]) * at(b, [i, k]))) },
    ],
    errors: [[() => ops.contract(ops.ones([2]), ops.ones([2]), { a: "mk", b: "k", out: "m" }), 'contract: a must have one axis for each letter of "mk", is [2]']],
  },
  dot: {
    cases: [{ call: (a, b) => ops.dot(a, b), inputs: [[1, 2, 3], [4, 5, 6]], gives: 32 }],
    errors: [[() => ops.dot(ops.ones([2]), ops.ones([3])), "dot: a is [2], b is [3]; both must be vectors of one size (`matmul` takes matrices)"]],
  },
  outer: {
    cases: [{ call: (a, b) => ops.outer(a, b), inputs: [[1, 2, 3], [4, 5]], gives: [[4, 5], [8, 10], [12, 15]] }],
    errors: [[() => ops.outer(ops.ones([2, 2]), ops.ones([3])), "outer: a is [2, 2], b is [3]; both must be vectors"]],
  },
  linear: {
    cases: [
      { call: (x, w, b) => ops.linear(x, w, b), inputs: [randomly([2, 3, 4]), randomly([5, 4], -1, 1, 2), randomly([5], -1, 1, 3)], gives: (x, w, b) => build([2, 3, 5], (i, j, o) => at(b, [o]) + sumOver([4], (k) => at(x, [i, j, k]) * at(w, [o, k]))) },
      { call: (x, w) => ops.linear(x, w), inputs: [[1, 2], [[3, 4]]], gives: [11] },
    ],
    errors: [
      [() => ops.linear(ops.ones([2, 3]), ops.ones([4, 5])), "linear: x is [2, 3], weight is [4, 5]; x's last axis must equal weight's axis 1 (weight is [outputs, inputs])"],
      [() => ops.linear(ops.ones([2, 3]), ops.ones([4, 3]), ops.ones([3])), "linear: weight is [4, 3], bias is [3]; bias must be [outputs], as many as weight's axis 0"],
    ],
  },
  einsum: {
    cases: [
      { call: (a, b) => ops.einsum("ij,jk->ik", a, b), inputs: [randomly([2, 3]), randomly([3, 4], -1, 1, 2)], gives: matrixProduct },
      { call: (a, b) => ops.einsum("ij,jk", a, b), inputs: [randomly([2, 3]), randomly([3, 4], -1, 1, 2)], gives: matrixProduct },
      { call: (a) => ops.einsum("ij->ji", a), inputs: [[[1, 2], [3, 4]]], gives: [[1, 3], [2, 4]] },
      { call: (a) => ops.einsum("ij->i", a), inputs: [[[1, 2], [3, 4]]], gives: [3, 7] },
      { call: (a, b) => ops.einsum("ij,k->", a, b), inputs: [[[1, 2], [3, 4]], [5, 6]], gives: 110 },
      { call: (a, b, c) => ops.einsum("bi,ij,bj->b", a, b, c), inputs: [randomly([2, 3]), randomly([3, 4], -1, 1, 2), randomly([2, 4], -1, 1, 3)], gives: (a, b, c) => build([2], (n) => sumOver([3, 4], (i, j) => at(a, [n, i]) * at(b, [i, j]) * at(c, [n, j]))) },
      { name: "trace", call: (a) => ops.einsum("ii", a), inputs: [[[1, 2], [3, 4]]], gives: 5 },
      { name: "diagonal", call: (a) => ops.einsum("iji->ji", a), inputs: [randomly([2, 3, 2])], gives: (a) => build([3, 2], (j, i) => at(a, [i, j, i])) },
      { name: "diagonal of three axes", call: (a, b) => ops.einsum("iii,i->i", a, b), inputs: [randomly([2, 2, 2]), randomly([2])], gives: (a, b) => build([2], (i) => at(a, [i, i, i]) * at(b, [i])) },
      { name: "dots", call: (a, b) => ops.einsum("...ij, ...jk -> ...ik", a, b), inputs: [randomly([2, 1, 2, 3]), randomly([3, 3, 2], -1, 1, 2)], gives: (a, b) => build([2, 3, 2, 2], (n, m, i, k) => sumOver([3], (j) => at(a, [n, 0, i, j]) * at(b, [m, j, k]))) },
      { name: "dots in the middle, result not told", call: (a, b) => ops.einsum("b...a,a", a, b), inputs: [randomly([2, 3, 4]), randomly([4], -1, 1, 2)], gives: (a, b) => build([3, 2], (d, i) => sumOver([4], (k) => at(a, [i, d, k]) * at(b, [k]))) },
      { name: "dots summed", call: (a) => ops.einsum("...i->i", a), inputs: [[[1, 2], [3, 4]]], gives: [4, 6] },
      { name: "size 1 is broadcast", call: (a, b) => ops.einsum("ij,ij->ij", a, b), inputs: [randomly([2, 1]), randomly([2, 3], -1, 1, 2)], gives: (a, b) => build([2, 3], (i, j) => at(a, [i, 0]) * at(b, [i, j])) },
      { name: "chain of four", call: (a, b, c, d) => ops.einsum("ij,jk,kl,lm->im", a, b, c, d), inputs: [randomly([2, 3]), randomly([3, 4], -1, 1, 2), randomly([4, 2], -1, 1, 3), randomly([2, 3], -1, 1, 4)], gives: (a, b, c, d) => build([2, 3], (i, m) => sumOver([3, 4, 2], (j, k, l) => at(a, [i, j]) * at(b, [j, k]) * at(c, [k, l]) * at(d, [l, m]))) },
      { name: "three outer factors", call: (a, b, c) => ops.einsum("i,j,k->kji", a, b, c), inputs: [[1, 2], [3], [5, 6]], gives: [[[15, 30]], [[18, 36]]] },
      { name: "nothing summed", call: (a, b) => ops.einsum("ij,jk->ik", a, b), inputs: [floats([], [2, 0]), floats([], [0, 1])], gives: [[0], [0]] },
      { name: "scalars", call: (a, b) => ops.einsum(",->", a, b), inputs: [3, 4], gives: 12 },
      { call: (a, b) => ops.einsum("bhqd,bhkd->bhqk", a, b), inputs: [randomly([2, 2, 3, 4]), randomly([2, 2, 5, 4], -1, 1, 2)], gives: (a, b) => build([2, 2, 3, 5], (n, h, q, k) => sumOver([4], (d) => at(a, [n, h, q, d]) * at(b, [n, h, k, d]))) },
    ],
    errors: [
      [() => ops.einsum("ij,jk->ik", ops.ones([2, 3]), ops.ones([4, 5])), 'einsum: in "ij,jk->ik" "j" has sizes 3 and 4; operands are [2, 3] and [4, 5]'],
      [() => ops.einsum("ij->ik", ops.ones([2, 3])), 'einsum: in "ij->ik" "k" of the result stands in no operand; operands are [2, 3]'],
      [() => ops.einsum("ii->i", ops.ones([2, 3])), 'einsum: in "ii->i" "i" has sizes 2 and 3 in one operand; operands are [2, 3]'],
      [() => ops.einsum("i->ii", ops.ones([2])), 'einsum: in "i->ii" "i" stands twice in the result; operands are [2]'],
      [() => ops.einsum("ijk->i", ops.ones([2, 3])), 'einsum: in "ijk->i" "ijk" has 3 letters for 2 axes; operands are [2, 3]'],
      [() => ops.einsum("ij,j->i", ops.ones([2, 2])), 'einsum: in "ij,j->i" there are labels for 2 operands, not 1; operands are [2, 2]'],
      [() => ops.einsum("..i->i", ops.ones([2, 2])), 'einsum: in "..i->i" only letters, ..., commas and one -> are understood; operands are [2, 2]'],
    ],
  },
  conv1d: {
    cases: [
      { call: (x, w, b) => ops.conv1d(x, w, b, { padding: 1, stride: 2 }), inputs: [randomly([2, 2, 6]), randomly([3, 2, 3], -1, 1, 2), randomly([3], -1, 1, 3)], gives: (x, w, b) => build([2, 3, 3], (n, o, t) => at(b, [o]) + sumOver([2, 3], (c, k) => atOr(x, [n, c, 2 * t + k - 1], 0) * at(w, [o, c, k]))) },
      { name: "no batch", call: (x, w) => ops.conv1d(x, w), inputs: [[[1, 2, 3]], [[[1, 1]]]], gives: [[3, 5]] },
    ],
    errors: [[() => ops.conv1d(ops.ones([3]), ops.ones([1, 1, 1])), "conv1d: x must be [N, C, L] or [C, L], is [3]"]],
  },
  conv2d: {
    cases: [
      conv("plain", [2, 3, 5, 6], [4, 3, 3, 2]),
      conv("padding", [1, 2, 4, 5], [2, 2, 3, 3], { padding: [1, 1] }),
      conv("wide padding", [1, 1, 3, 3], [1, 1, 2, 2], { padding: [2, 3] }),
      conv("stride", [1, 2, 6, 7], [2, 2, 3, 3], { stride: [2, 3] }),
      conv("stride and padding", [2, 1, 6, 5], [2, 1, 3, 3], { stride: [2, 2], padding: [1, 1] }),
      conv("dilation", [1, 2, 7, 6], [2, 2, 3, 2], { dilation: [2, 3] }),
      conv("all together", [1, 2, 9, 8], [2, 2, 3, 3], { stride: [2, 3], dilation: [2, 1], padding: [2, 1] }),
      conv("groups", [2, 4, 4, 4], [6, 2, 3, 3], { groups: 2, padding: [1, 1] }),
      conv("depthwise, stride", [1, 3, 5, 5], [3, 1, 3, 3], { groups: 3, stride: [2, 2], padding: [1, 1] }),
      conv("1 × 1", [2, 3, 2, 3], [4, 3, 1, 1]),
      conv("no images", [0, 1, 3, 3], [1, 1, 2, 2]),
      { name: "bias", call: (x, w, b) => ops.conv2d(x, w, b), inputs: [randomly([1, 2, 3, 3]), randomly([3, 2, 2, 2]), randomly([3])], gives: convolution({}) },
      { name: "same", call: (x, w) => ops.conv2d(x, w, null, { padding: "same" }), inputs: [floats([1, 2, 3, 4], [1, 1, 1, 4]), floats([1, 1], [1, 1, 1, 2])], gives: plain([1, 1, 1, 4], [3, 5, 7, 4]) },
      { name: "no batch", call: (x, w) => ops.conv2d(x, w), inputs: [[[[1, 2], [3, 4]]], [[[[1, 0], [0, 1]]]]], gives: [[[5]]] },
    ],
    errors: [
      [() => ops.conv2d(ops.ones([2, 3]), ops.ones([1, 1, 1, 1])), "conv2d: x must be [N, C, H, W] or [C, H, W], is [2, 3]"],
      [() => ops.conv2d(ops.ones([1, 3, 4, 4]), ops.ones([2, 4, 3, 3])), "conv2d: x is [1, 3, 4, 4], weight is [2, 4, 3, 3]; x's channels (3) must equal weight's axis 1 (4)"],
      [() => ops.conv2d(ops.ones([1, 4, 4, 4]), ops.ones([3, 2, 3, 3]), null, { groups: 2 }), "conv2d: x is [1, 4, 4, 4], weight is [3, 2, 3, 3]; weight's axis 0 (3) must be a multiple of groups (2)"],
      [() => ops.conv2d(ops.ones([1, 1, 2, 4]), ops.ones([1, 1, 3, 3])), "conv2d: x is [1, 1, 2, 4]; a window reaches over 3 elements, but axis 2 has 2 with its padding"],
      [() => ops.conv2d(ops.ones([1, 1, 4, 4]), ops.ones([1, 1, 3, 3]), null, { stride: 0 }), "conv2d: stride must be an integer ≥ 1, or 2 of them, got 0"],
      [() => ops.conv2d(ops.ones([1, 1, 4, 4]), ops.ones([1, 1, 3, 3]), null, { stride: 2, padding: "same" }), 'conv2d: stride must be 1 with padding "same", got [2, 2]'],
      [() => ops.conv2d(ops.ones([1, 1, 4, 4]), ops.ones([2, 1, 3, 3]), ops.ones([3])), "conv2d: weight is [2, 1, 3, 3], bias is [3]; bias must be [outputs], as many as weight's axis 0"],
    ],
  },
  maxPool1d: {
    cases: [{ call: (x) => ops.maxPool1d(x, 2, { stride: 1 }), inputs: [[[1, 3, 2, 4]]], gives: [[3, 3, 4]] }],
    errors: [[() => ops.maxPool1d(ops.ones([3]), 2), "maxPool1d: x must be [N, C, L] or [C, L], is [3]"]],
  },
  maxPool2d: {
    cases: [
      maxPool("apart", [2, 2, 4, 6], { kernel: [2, 2] }),
      maxPool("rest", [1, 2, 5, 7], { kernel: [2, 3] }),
      maxPool("overlapping", [1, 1, 6, 5], { kernel: [3, 3], stride: [2, 1] }),
      maxPool("gaps", [1, 1, 7, 7], { kernel: [2, 2], stride: [3, 3] }),
      maxPool("padding", [1, 2, 5, 4], { kernel: [3, 2], stride: [2, 2], padding: [1, 1] }),
      maxPool("dilation", [1, 1, 7, 6], { kernel: [3, 2], stride: [1, 2], dilation: [2, 3] }),
      maxPool("no batch", [2, 4, 4], { kernel: [2, 2] }),
      { name: "NaN", call: (x) => ops.maxPool2d(x, 2), inputs: [[[[1, NaN], [2, 3]]]], gives: [[[NaN]]], smooth: false },
    ],
    errors: [
      [() => ops.maxPool2d(ops.ones([1, 1, 4, 4]), 2, { padding: 2 }), "maxPool2d: padding must be at most half the kernel size 2, got 2"],
      [() => ops.maxPool2d(ops.ones([1, 1, 1, 4]), 2), "maxPool2d: x is [1, 1, 1, 4]; a window reaches over 2 elements, but axis 2 has 1 with its padding"],
    ],
  },
  avgPool1d: {
    cases: [{ call: (x) => ops.avgPool1d(x, 2), inputs: [[[1, 3, 2, 4, 9]]], gives: [[2, 3]] }],
    errors: [[() => ops.avgPool1d(ops.ones([1, 4]), 0), "avgPool1d: kernelSize must be an integer ≥ 1, got 0"]],
  },
  avgPool2d: {
    cases: [
      avgPool("apart", [2, 2, 4, 6], { kernel: [2, 2] }),
      avgPool("overlapping", [1, 1, 6, 5], { kernel: [3, 2], stride: [2, 1] }),
      avgPool("padding", [1, 2, 5, 4], { kernel: [3, 2], stride: [2, 2], padding: [1, 1] }),
      avgPool("padding not counted", [1, 2, 5, 4], { kernel: [3, 2], stride: [2, 2], padding: [1, 1] }, false),
    ],
    errors: [[() => ops.avgPool2d(ops.ones([1, 1, 4, 4]), [2, 2, 2]), "avgPool2d: kernelSize must be an integer ≥ 1, or 2 of them, got [2, 2, 2]"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
