// Samples of distances, statistics and products of matrices; expected values are sums over indices.
import * as ops from "../../src/graph/ops/index.ts";
import {
  along,
  at,
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

const sumOver = (count: number, term: (k: number) => number): number =>
  Array.from({ length: count }, (_, k) => term(k)).reduce((a, b) => a + b, 0);
const size = (x: Plain, axis: number): number => x.shape.at(axis)!;
const normOf = (list: readonly number[], p: number): number =>
  p === Infinity
    ? Math.max(...list.map(Math.abs))
    : p === 0
      ? list.filter((v) => v !== 0).length
      : sumOver(list.length, (k) => Math.abs(list[k]!) ** p) ** (1 / p);
const row = (x: Plain, ...front: number[]): number[] => Array.from({ length: size(x, -1) }, (_, k) => at(x, [...front, k]));
const minus = (a: readonly number[], b: readonly number[], eps = 0): number[] => a.map((v, k) => v - b[k]! + eps);

const distances = (p: number): Case => ({
  name: `p = ${p}`,
  call: (a, b) => ops.cdist(a, b, { p }),
  inputs: [randomly([3, 4], -1, 1, 2), randomly([2, 4], -1, 1, 3)],
  gives: (a, b) => build([3, 2], (i, j) => normOf(minus(row(a, i), row(b, j)), p)),
});
const cosine = (a: readonly number[], b: readonly number[]): number =>
  sumOver(a.length, (k) => a[k]! * b[k]!) / (normOf(a, 2) * normOf(b, 2));
const mean = (list: readonly number[]): number => sumOver(list.length, (k) => list[k]!) / list.length;
const variance = (list: readonly number[]): number => sumOver(list.length, (k) => (list[k]! - mean(list)) ** 2) / (list.length - 1);
const covariance = (x: Plain, w: readonly number[] = row(x, 0).map(() => 1), norm?: number) => {
  const total = sumOver(w.length, (k) => w[k]!);
  const center = (i: number): number => sumOver(w.length, (k) => w[k]! * at(x, [i, k])) / total;
  return build(
    [x.shape[0]!, x.shape[0]!],
    (i, j) => sumOver(w.length, (k) => w[k]! * (at(x, [i, k]) - center(i)) * (at(x, [j, k]) - center(j))) / (norm ?? total - 1),
  );
};
const product = (a: Plain, b: Plain): Plain =>
  build([a.shape[0]!, b.shape[1]!], (i, j) => sumOver(a.shape[1]!, (k) => at(a, [i, k]) * at(b, [k, j])));
const batchProduct = (a: Plain, b: Plain): Plain =>
  build([a.shape[0]!, a.shape[1]!, b.shape[2]!], (n, i, j) => sumOver(a.shape[2]!, (k) => at(a, [n, i, k]) * at(b, [n, k, j])));
const matrices = [randomly([3, 4], -1, 1, 2), randomly([4, 2], -1, 1, 3)];
const batches = [randomly([2, 3, 4], -1, 1, 2), randomly([2, 4, 2], -1, 1, 3)];
const blended = (x: Plain, y: Plain, beta = 1, alpha = 1): Plain => each((a, b) => beta * a + alpha * b)(x, y);
type Two = readonly [ReturnType<typeof ops.ones>, ReturnType<typeof ops.ones>];
const both = (call: (x: Two[0]) => Two, f: (list: number[]) => number, g: (list: number[]) => number): readonly Case[] =>
  [f, g].map((h, k) => ({ call: (x) => call(x)[k]!, inputs: [randomly([3, 4])], gives: along([1], h) }));

export const statistics = {
  normalize: {
    cases: [
      { call: (x) => ops.normalize(x), inputs: [randomly([2, 3])], gives: (x) => build([2, 3], (i, k) => at(x, [i, k]) / normOf(row(x, i), 2)) },
      { call: (x) => ops.normalize(x, { p: 1, axis: -1 }), inputs: [randomly([3])], gives: (x) => build([3], (k) => x.data[k]! / normOf(x.data, 1)) },
      { name: "a vector of length 0", call: (x) => ops.normalize(x, { axis: 0 }), inputs: [[0, 0]], gives: [0, 0], smooth: false },
    ],
    errors: [[() => ops.normalize(ops.ones([2, 2]), { eps: NaN }), "normalize: eps must be a number ≥ 0, got NaN"], [() => ops.normalize(ops.ones([2])), "normalize: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]],
  },
  cosineSimilarity: {
    cases: [
      { call: (a, b) => ops.cosineSimilarity(a, b), inputs: [randomly([2, 3]), randomly([2, 3], -1, 1, 2)], gives: (a, b) => build([2], (i) => cosine(row(a, i), row(b, i))) },
      { name: "broadcast", call: (a, b) => ops.cosineSimilarity(a, b, { axis: -1 }), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2)], gives: (a, b) => build([2], (i) => cosine(row(a, i), row(b))) },
      { name: "an axis of one side only", call: (a, b) => ops.cosineSimilarity(a, b, { axis: 0 }), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2)], gives: (a, b) => build([3], (j) => cosine([at(a, [0, j]), at(a, [1, j])], [at(b, [j]), at(b, [j])])) },
    ],
    errors: [[() => ops.cosineSimilarity(ops.ones([2, 2]), ops.ones([2, 2]), { eps: -1 }), "cosineSimilarity: eps must be a number ≥ 0, got -1"]],
  },
  pairwiseDistance: {
    cases: [
      { call: (a, b) => ops.pairwiseDistance(a, b), inputs: [randomly([2, 3]), randomly([2, 3], -1, 1, 2)], gives: (a, b) => build([2], (i) => normOf(minus(row(a, i), row(b, i), 1e-6), 2)) },
      { call: (a, b) => ops.pairwiseDistance(a, b, { p: 1, keepDims: true }), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2)], gives: (a, b) => build([2, 1], (i) => normOf(minus(row(a, i), row(b), 1e-6), 1)) },
    ],
    errors: [[() => ops.pairwiseDistance(ops.ones([2]), ops.ones([2]), { p: NaN }), 'norm: p must be a number or "fro", got NaN'], [() => ops.pairwiseDistance(ops.ones([]), ops.ones([])), "pairwiseDistance: a must have at least one axis, is []"]],
  },
  cdist: {
    cases: [distances(2), distances(1), distances(3), { ...distances(Infinity), twice: false }, { ...distances(0), smooth: false },
      { name: "batch", call: (a, b) => ops.cdist(a, b), inputs: [randomly([2, 3, 4]), randomly([2, 4], -1, 1, 2)], gives: (a, b) => build([2, 3, 2], (n, i, j) => normOf(minus(row(a, n, i), row(b, j)), 2)) }],
    errors: [[() => ops.cdist(ops.ones([2, 3]), ops.ones([2, 2])), "cdist: a is [2, 3], b is [2, 2]; the last axes must be equal"], [() => ops.cdist(ops.ones([2, 3]), ops.ones([2, 3]), { p: -1 }), "cdist: p must be a number ≥ 0, got -1"], [() => ops.cdist(ops.ones([3]), ops.ones([2, 3])), "cdist: a must be […, rows, features], is [3]"]],
  },
  pdist: {
    cases: [
      { call: (x) => ops.pdist(x), inputs: [randomly([4, 3])], gives: (x) => plain([6], [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].map(([i, j]) => normOf(minus(row(x, i!), row(x, j!)), 2))) },
      { call: (x) => ops.pdist(x), inputs: [floats([1, 2], [1, 2])], gives: plain([0], []) },
    ],
    errors: [[() => ops.pdist(ops.ones([3])), "pdist: x must be [rows, features], is [3]"]],
  },
  dist: { cases: [{ call: (a, b) => ops.dist(a, b, { p: 3 }), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2)], gives: (a, b) => plain([], [normOf([0, 1].flatMap((i) => minus(row(a, i), row(b))), 3)]) }] },

  amax: { cases: [{ call: (x) => ops.amax(x, [0, 2]), inputs: [randomly([2, 3, 2])], gives: along([0, 2], (l) => Math.max(...l)) }] },
  amin: { cases: [{ call: (x) => ops.amin(x, -1, { keepDims: true }), inputs: [randomly([2, 3])], gives: along([1], (l) => Math.min(...l), true) }] },
  aminmax: { cases: both((x) => ops.aminmax(x, 1), (l) => Math.min(...l), (l) => Math.max(...l)) },
  varMean: { cases: both((x) => ops.varMean(x, 1), variance, mean) },
  stdMean: { cases: both((x) => ops.stdMean(x, 1), (l) => Math.sqrt(variance(l)), mean) },
  nansum: { cases: [{ call: (x) => ops.nansum(x, 1), inputs: [[[1, NaN], [NaN, NaN]]], gives: [1, 0], smooth: false }, { call: (x) => ops.nansum(x), inputs: [integers([1, 2])], gives: 3, dtype: "i32" }, { call: (x) => ops.nansum(x), inputs: [[1, 2]], gives: 3 }] },
  nanmean: { cases: [{ call: (x) => ops.nanmean(x, 1), inputs: [[[1, NaN], [NaN, NaN], [1, 3]]], gives: [1, NaN, 2], smooth: false }, { call: (x) => ops.nanmean(x), inputs: [[1, 2]], gives: 1.5 }] },
  cov: {
    cases: [
      { call: (x) => ops.cov(x), inputs: [randomly([2, 5])], gives: (x) => covariance(x) },
      { call: (x) => ops.cov(x, { correction: 0 }), inputs: [randomly([5])], gives: (x) => plain([], [covariance(plain([1, 5], x.data), undefined, 5).data[0]!]) },
      { call: (x, f) => ops.cov(x, { fweights: f }), inputs: [randomly([2, 3]), integers([1, 2, 1])], gives: (x, f) => covariance(x, f.data) },
      { call: (x, a) => ops.cov(x, { aweights: a }), inputs: [randomly([2, 3]), floats([0.5, 0.25, 1])], gives: (x, a) => covariance(x, a.data, sumOver(3, (k) => a.data[k]!) - sumOver(3, (k) => a.data[k]! ** 2) / sumOver(3, (k) => a.data[k]!)) },
    ],
    errors: [[() => ops.cov(ops.ones([1, 2, 3])), "cov: x must be [variables, observations] or [observations], is [1, 2, 3]"], [() => ops.cov(ops.ones([2, 3]), { aweights: ops.ones([2]) }), "cov: x is [2, 3], aweights is [2]; aweights must have one weight for each observation"], [() => ops.cov(ops.ones([2]), { correction: NaN }), "cov: correction must be a finite number, got NaN"]],
  },
  corrcoef: { cases: [{ call: (x) => ops.corrcoef(x), inputs: [randomly([3, 5])], smooth: false, gives: (x) => { const c = covariance(x); return build([3, 3], (i, j) => at(c, [i, j]) / Math.sqrt(at(c, [i, i]) * at(c, [j, j]))); } }, { call: (x) => ops.corrcoef(x), inputs: [[1, 2, 4]], gives: 1 }], errors: [[() => ops.corrcoef(ops.ones([1, 2, 3])), "corrcoef: x must be [variables, observations] or [observations], is [1, 2, 3]"]] },
  trapezoid: {
    cases: [
      { call: (y) => ops.trapezoid(y, { dx: 0.5 }), inputs: [randomly([2, 4])], gives: along([1], (l) => sumOver(3, (k) => (l[k]! + l[k + 1]!) / 4)) },
      { call: (y, x) => ops.trapezoid(y, { x, axis: 0 }), inputs: [randomly([3, 2]), floats([0, 1, 3])], gives: (y) => build([2], (j) => (at(y, [0, j]) + at(y, [1, j])) / 2 + at(y, [1, j]) + at(y, [2, j])) },
      { call: (y, x) => ops.trapezoid(y, { x }), inputs: [randomly([2, 3]), randomly([2, 3], 0, 1, 2)], gives: (y, x) => build([2], (i) => sumOver(2, (k) => ((at(y, [i, k]) + at(y, [i, k + 1])) / 2) * (at(x, [i, k + 1]) - at(x, [i, k])))) },
      { call: (y) => ops.trapezoid(y), inputs: [[7]], gives: 0 },
    ],
    errors: [[() => ops.trapezoid(ops.ones([3]), { x: ops.ones([2]) }), "trapezoid: y is [3], x is [2]; x must be [3], or have y's rank and its size of axis 0"], [() => ops.trapezoid(ops.ones([3]), { dx: NaN }), "trapezoid: dx must be a finite number, got NaN"]],
  },
  cumulativeTrapezoid: { cases: [{ call: (y) => ops.cumulativeTrapezoid(y), inputs: [randomly([2, 4])], gives: (y) => build([2, 3], (i, j) => sumOver(j + 1, (k) => (at(y, [i, k]) + at(y, [i, k + 1])) / 2)) }] },
  renorm: {
    cases: [{ call: (x) => ops.renorm(x, 2, 0, 0.9), inputs: [[[1, 2], [0.25, 0.5]]], gives: [[1, 2].map((v) => (v * 0.9) / (Math.sqrt(5) + 1e-7)), [0.25, 0.5]] }],
    errors: [[() => ops.renorm(ops.ones([2]), 2, 0, 1), "renorm: x must have at least two axes, is [2]"], [() => ops.renorm(ops.ones([2, 2]), 0, 0, 1), "renorm: p must be a number > 0, got 0"], [() => ops.renorm(ops.ones([2, 2]), 2, 0, NaN), "renorm: maxnorm must be a number ≥ 0, got NaN"]],
  },

  clone: { cases: [{ call: (x) => ops.clone(x), inputs: [[1, 2]], gives: [1, 2] }, { call: (x) => ops.clone(x), inputs: [[true]], gives: [true], dtype: "bool" }], errors: [[() => ops.clone(wrong(1)), "clone: expected a tensor, got 1"]] },
  gradient: {
    cases: [
      { call: (x) => ops.gradient(x, { spacing: 0.5 }), inputs: [[1, 2, 4, 7, 0]], gives: [2, 3, 5, -4, -14] },
      { name: "at places, a parabola is exact", call: (y, x) => ops.gradient(y, { spacing: x, edgeOrder: 2 }), inputs: [[0, 1, 9, 16], floats([0, 1, 3, 4])], gives: [0, 2, 6, 8], tolerance: 1e-5 },
      { name: "two axes, the first", call: (x) => ops.gradient(x, { spacing: [1, 2] })[0]!, inputs: [randomly([2, 3])], gives: (x) => build([2, 3], (_, j) => at(x, [1, j]) - at(x, [0, j])) },
      { name: "two axes, the second", call: (x) => ops.gradient(x, { spacing: [1, 2] })[1]!, inputs: [randomly([2, 3])], gives: (x) => build([2, 3], (i, j) => (at(x, [i, Math.min(2, j + 1)]) - at(x, [i, Math.max(0, j - 1)])) / (j === 1 ? 4 : 2)) },
    ],
    errors: [[() => ops.gradient(ops.ones([1])), "gradient: size of axis 0 must be at least 2, got 1"], [() => ops.gradient(ops.ones([3]), { spacing: 0 }), "gradient: spacing must be a finite number other than 0, got 0"], [() => ops.gradient(ops.ones([3]), { spacing: ops.ones([2]) }), "gradient: y is [3], spacing is [2]; places along axis 0 must be [3]"], [() => ops.gradient(ops.ones([3]), { edgeOrder: 3 as never }), "gradient: edgeOrder must be 1 or 2, got 3"], [() => ops.gradient(ops.ones([3, 3]), { spacing: [1] }), "gradient: number of spacings must be that of the axes, 2, got 1"]],
  },
  mm: { cases: [{ call: (a, b) => ops.mm(a, b), inputs: matrices, gives: product }], errors: [[() => ops.mm(ops.ones([2, 3]), ops.ones([2, 3])), "mm: a is [2, 3], b is [2, 3]; a's axis 1 must equal b's axis 0"], [() => ops.mm(ops.ones([2]), ops.ones([2, 3])), "mm: a must be a matrix, is [2]"]] },
  bmm: { cases: [{ call: (a, b) => ops.bmm(a, b), inputs: batches, gives: batchProduct }], errors: [[() => ops.bmm(ops.ones([2, 3, 4]), ops.ones([1, 4, 3])), "bmm: a is [2, 3, 4], b is [1, 4, 3]; axes 0 must be equal, and a's axis 2 must equal b's axis 1"]] },
  mv: { cases: [{ call: (a, x) => ops.mv(a, x), inputs: [randomly([3, 4]), randomly([4], -1, 1, 2)], gives: (a, x) => build([3], (i) => sumOver(4, (k) => at(a, [i, k]) * at(x, [k]))) }], errors: [[() => ops.mv(ops.ones([2, 3]), ops.ones([2])), "mv: a is [2, 3], x is [2]; a's axis 1 must equal x's axis 0"]] },
  vdot: { cases: [{ call: (a, b) => ops.vdot(a, b), inputs: [[1, 2], [3, 4]], gives: 11 }], errors: [[() => ops.vdot(ops.ones([2]), ops.ones([3])), "vdot: a is [2], b is [3]; both must have one size"]] },
  vecdot: { cases: [{ call: (a, b) => ops.vecdot(a, b), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2)], gives: (a, b) => build([2], (i) => sumOver(3, (k) => at(a, [i, k]) * at(b, [k]))) }] },
  inner: { cases: [{ call: (a, b) => ops.inner(a, b), inputs: [randomly([2, 3]), randomly([4, 3], -1, 1, 2)], gives: (a, b) => build([2, 4], (i, j) => sumOver(3, (k) => at(a, [i, k]) * at(b, [j, k]))) }, { call: (a, b) => ops.inner(a, b), inputs: [2, [1, 2]], gives: [2, 4] }], errors: [[() => ops.inner(ops.ones([2]), ops.ones([3])), "inner: a is [2], b is [3]; the last axes must be equal"]] },
  tensordot: {
    cases: [
      { call: (a, b) => ops.tensordot(a, b), inputs: [randomly([2, 3, 4]), randomly([3, 4, 2], -1, 1, 2)], gives: (a, b) => build([2, 2], (i, j) => sumOver(12, (k) => at(a, [i, Math.floor(k / 4), k % 4]) * at(b, [Math.floor(k / 4), k % 4, j]))) },
      { call: (a, b) => ops.tensordot(a, b, [[0, -1], [1, 0]]), inputs: [randomly([2, 3, 4]), randomly([4, 2], -1, 1, 2)], gives: (a, b) => build([3], (j) => sumOver(8, (k) => at(a, [k % 2, j, Math.floor(k / 2)]) * at(b, [Math.floor(k / 2), k % 2]))) },
      { call: (a, b) => ops.tensordot(a, b, 0), inputs: [[1, 2], [3, 4]], gives: [[3, 4], [6, 8]] },
    ],
    errors: [[() => ops.tensordot(ops.ones([2, 3]), ops.ones([3, 3])), "tensordot: a is [2, 3], b is [3, 3]; axes [0,1] of a and [0,1] of b must have equal sizes"], [() => ops.tensordot(ops.ones([2]), ops.ones([2]), 2), "tensordot: axes must be at most 1, the smaller rank, got 2"]],
  },
  addmm: { cases: [{ call: (x, a, b) => ops.addmm(x, a, b, { beta: 2, alpha: 0.5 }), inputs: [randomly([2]), ...matrices], gives: (x, a, b) => blended(x, product(a, b), 2, 0.5) }, { name: "beta 0 ignores", call: (x, a, b) => ops.addmm(x, a, b, { beta: 0 }), inputs: [[NaN, NaN], ...matrices], gives: (_, a, b) => product(a, b), smooth: false }], errors: [[() => ops.addmm(ops.ones([3]), ops.ones([2, 2]), ops.ones([2, 2])), "addmm: cannot broadcast [3] with [2, 2]; aligned at the last axis, sizes must be equal or 1, and axis 1 of the result has neither"], [() => ops.addmm(ops.ones([1]), ops.ones([2, 2]), ops.ones([2, 2]), { alpha: NaN }), "addmm: alpha must be a number, got NaN"], [() => ops.addmm(ops.ones([1, 2, 2]), ops.ones([2, 2]), ops.ones([2, 2])), "addmm: x is [1, 2, 2], product is [2, 2]; x must broadcast to the product's shape"]] },
  addmv: { cases: [{ call: (x, a, v) => ops.addmv(x, a, v), inputs: [randomly([3]), randomly([3, 2], -1, 1, 2), randomly([2], -1, 1, 3)], gives: (x, a, v) => build([3], (i) => at(x, [i]) + sumOver(2, (k) => at(a, [i, k]) * at(v, [k]))) }] },
  addr: { cases: [{ call: (x, u, v) => ops.addr(x, u, v), inputs: [randomly([3, 2]), randomly([3], -1, 1, 2), randomly([2], -1, 1, 3)], gives: (x, u, v) => build([3, 2], (i, j) => at(x, [i, j]) + at(u, [i]) * at(v, [j])) }] },
  baddbmm: { cases: [{ call: (x, a, b) => ops.baddbmm(x, a, b), inputs: [randomly([2, 3, 2], -1, 1, 5), ...batches], gives: (x, a, b) => blended(x, batchProduct(a, b)) }] },
  addbmm: { cases: [{ call: (x, a, b) => ops.addbmm(x, a, b), inputs: [randomly([3, 2], -1, 1, 5), ...batches], gives: (x, a, b) => { const y = batchProduct(a, b); return build([3, 2], (i, j) => at(x, [i, j]) + at(y, [0, i, j]) + at(y, [1, i, j])); } }], errors: [[() => ops.addbmm(ops.ones([1]), ops.ones([2, 3, 4]), ops.ones([1, 4, 3])), "addbmm: a is [2, 3, 4], b is [1, 4, 3]; axes 0 must be equal, and a's axis 2 must equal b's axis 1"]] },
  multiDot: {
    cases: [
      { call: (a, b, c) => ops.multiDot([a, b, c]), inputs: [...matrices, randomly([2, 5], -1, 1, 4)], gives: (a, b, c) => product(product(a, b), c) },
      { name: "vectors at the ends", call: (u, a, v) => ops.multiDot([u, a, v]), inputs: [[1, 2], [[1, 0], [0, 3]], [4, 5]], gives: 34 },
    ],
    errors: [[() => ops.multiDot([ops.ones([2, 2])]), "multiDot: number of factors must be at least 2, got 1"], [() => ops.multiDot([ops.ones([2, 3]), ops.ones([2, 3])]), "multiDot: factor 0 is [2, 3], factor 1 is [2, 3]; inner sizes must be equal"], [() => ops.multiDot([ops.ones([2, 2]), ops.ones([2]), ops.ones([2, 2])]), "multiDot: factor 1 must be a matrix, is [2]"]],
  },
  trace: { cases: [{ call: (x) => ops.trace(x), inputs: [randomly([3, 2])], gives: (x) => plain([], [at(x, [0, 0]) + at(x, [1, 1])]) }], errors: [[() => ops.trace(ops.ones([2])), "trace: x must be a matrix, is [2]"]] },
  cross: {
    cases: [
      { call: (a, b) => ops.cross(a, b), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2)], gives: (a, b) => build([2, 3], (i, k) => at(a, [i, (k + 1) % 3]) * at(b, [(k + 2) % 3]) - at(a, [i, (k + 2) % 3]) * at(b, [(k + 1) % 3])) },
      { call: (a, b) => ops.cross(a, b, 0), inputs: [[[1], [0], [0]], [[0], [1], [0]]], gives: [[0], [0], [1]] },
    ],
    errors: [[() => ops.cross(ops.ones([2]), ops.ones([2])), "cross: a is [2], b is [2]; axis 0 must have size 3"], [() => ops.cross(wrong(1), wrong("x")), 'cross: expected a tensor or a number, got "x"']],
  },
  vander: { cases: [{ call: (x) => ops.vander(x), inputs: [[2, 3]], gives: [[2, 1], [3, 1]] }, { call: (x) => ops.vander(x, { columns: 4, increasing: true }), inputs: [randomly([2, 3])], gives: (x) => build([2, 3, 4], (i, j, k) => at(x, [i, j]) ** k) }, { call: (x) => ops.vander(x, { columns: 0 }), inputs: [[1]], gives: plain([1, 0], []) }], errors: [[() => ops.vander(ops.tensor(1)), "vander: x must have at least one axis, is []"]] },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
