// Samples of ops that arrange elements: turning, rolling, stacking, diagonals, grids.
import * as ops from "../../src/graph/ops/index.ts";
import { at, build, floats, integers, plain, randomly, type OpName, type Sample } from "./sample.ts";

const matrix = floats([1, 2, 3, 4, 5, 6], [2, 3]);
const cube = randomly([2, 3, 4]);
const shapeOf = (...shape: number[]) => plain(shape, []);

export const arranging = {
  roll: {
    cases: [
      { call: (x) => ops.roll(x, 1), inputs: [[1, 2, 3, 4]], gives: [4, 1, 2, 3] },
      { call: (x) => ops.roll(x, -1), inputs: [matrix], gives: [[2, 3, 4], [5, 6, 1]] },
      { call: (x) => ops.roll(x, 7, 1), inputs: [matrix], gives: [[3, 1, 2], [6, 4, 5]] },
      { call: (x) => ops.roll(x, [1, -1], [0, -1]), inputs: [matrix], gives: [[5, 6, 4], [2, 3, 1]] },
      { call: (x) => ops.roll(x, 3, 0), inputs: [floats([], [0, 2])], gives: shapeOf(0, 2) },
    ],
    errors: [
      [() => ops.roll(ops.ones([2]), [1, 2]), "roll: shifts must be one number where no axes are given, got [1, 2]"],
      [() => ops.roll(ops.ones([2]), [1, 2], 0), "roll: shifts must be one number for each of the axes [0], got [1, 2]"],
      [() => ops.roll(ops.ones([2]), 0.5), "roll: shift must be a whole number, got 0.5"],
    ],
  },
  rot90: {
    cases: [
      { call: (x) => ops.rot90(x), inputs: [matrix], gives: [[3, 6], [2, 5], [1, 4]] },
      { call: (x) => ops.rot90(x, 2), inputs: [matrix], gives: [[6, 5, 4], [3, 2, 1]] },
      { call: (x) => ops.rot90(x, -1), inputs: [matrix], gives: [[4, 1], [5, 2], [6, 3]] },
      { call: (x) => ops.rot90(x, 1, [1, 2]), inputs: [cube], gives: (x) => build([2, 4, 3], (i, j, k) => at(x, [i, k, 3 - j])) },
      { call: (x) => ops.rot90(x, 4), inputs: [matrix], gives: [[1, 2, 3], [4, 5, 6]] },
    ],
    errors: [[() => ops.rot90(ops.ones([2, 2]), 1, [0, -2]), "rot90: axis 0 is given more than once"]],
  },
  fliplr: { cases: [{ call: (x) => ops.fliplr(x), inputs: [matrix], gives: [[3, 2, 1], [6, 5, 4]] }], errors: [[() => ops.fliplr(ops.ones([2])), "fliplr: axis 1 is out of range; a tensor of rank 1 has axes -1 to 0"]] },
  flipud: { cases: [{ call: (x) => ops.flipud(x), inputs: [matrix], gives: [[4, 5, 6], [1, 2, 3]] }], errors: [[() => ops.flipud(ops.tensor(1)), "flipud: axis 0 is out of range; a scalar has no axes"]] },
  tile: {
    cases: [
      { call: (x) => ops.tile(x, [2]), inputs: [[[1, 2], [3, 4]]], gives: [[1, 2, 1, 2], [3, 4, 3, 4]] },
      { call: (x) => ops.tile(x, [2, 1, 2]), inputs: [[1, 2]], gives: [[[1, 2, 1, 2]], [[1, 2, 1, 2]]] },
    ],
  },
  movedim: {
    cases: [
      { call: (x) => ops.movedim(x, 0, -1), inputs: [cube], gives: (x) => build([3, 4, 2], (i, j, k) => at(x, [k, i, j])) },
      { call: (x) => ops.movedim(x, [2, 0], [0, 1]), inputs: [cube], gives: (x) => build([4, 2, 3], (i, j, k) => at(x, [j, k, i])) },
    ],
    errors: [[() => ops.movedim(ops.ones([2, 3]), [0], [0, 1]), "movedim: destination must be as many axes as the source [0], got [0, 1]"], [() => ops.movedim(ops.ones([2, 3]), [0, -2], [0, 1]), "movedim: axis 0 is given more than once"]],
  },
  moveaxis: { cases: [{ call: (x) => ops.moveaxis(x, -1, 0), inputs: [matrix], gives: [[1, 4], [2, 5], [3, 6]] }] },
  swapaxes: { cases: [{ call: (x) => ops.swapaxes(x, 0, 1), inputs: [matrix], gives: [[1, 4], [2, 5], [3, 6]] }] },
  swapdims: { cases: [{ call: (x) => ops.swapdims(x, 0, -1), inputs: [matrix], gives: [[1, 4], [2, 5], [3, 6]] }] },
  unflatten: {
    cases: [
      { call: (x) => ops.unflatten(x, 0, [2, -1]), inputs: [[1, 2, 3, 4, 5, 6]], gives: [[1, 2, 3], [4, 5, 6]] },
      { call: (x) => ops.unflatten(x, -1, [3, 1]), inputs: [matrix], gives: [[[1], [2], [3]], [[4], [5], [6]]] },
    ],
    errors: [[() => ops.unflatten(ops.ones([6]), 0, [4, -1]), "unflatten: sizes must be numbers whose product is 6, the size of axis 0; at most one may be −1, got [4, -1]"]],
  },
  ravel: { cases: [{ call: (x) => ops.ravel(x), inputs: [matrix], gives: [1, 2, 3, 4, 5, 6] }] },
  unbind: {
    cases: [
      { call: (x) => ops.unbind(x), inputs: [matrix], gives: { all: [[1, 2, 3], [4, 5, 6]] } },
      { call: (x) => ops.unbind(x, 1), inputs: [matrix], gives: { all: [[1, 4], [2, 5], [3, 6]] } },
    ],
    errors: [[() => ops.unbind(ops.tensor(1)), "unbind: axis 0 is out of range; a scalar has no axes"]],
  },
  expandAs: { cases: [{ call: (x, y) => ops.expandAs(x, y), inputs: [[1, 2], [[5, 6], [7, 8]]], gives: [[1, 2], [1, 2]] }] },
  broadcastTo: { cases: [{ call: (x) => ops.broadcastTo(x, [2, 2]), inputs: [[1, 2]], gives: [[1, 2], [1, 2]] }] },
  broadcastTensors: {
    cases: [{ call: (x, y) => ops.broadcastTensors(x, y), inputs: [[[1], [2]], [3, 4]], gives: { all: [[[1, 1], [2, 2]], [[3, 4], [3, 4]]] } }],
    errors: [[() => ops.broadcastTensors(ops.ones([2]), ops.ones([3])), "broadcastTensors: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"]],
  },
  broadcastShapes: { cases: [{ call: () => ops.zeros(ops.broadcastShapes([2, 1], [], [3])), inputs: [], gives: [[0, 0, 0], [0, 0, 0]] }], errors: [[() => ops.broadcastShapes([2], [3]), "broadcastShapes: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"]] },
  atleast1d: { cases: [{ call: (x) => ops.atleast1d(x), inputs: [3], gives: [3] }, { call: (x) => ops.atleast1d(x), inputs: [[3]], gives: [3] }] },
  atleast2d: { cases: [{ call: (x) => ops.atleast2d(x), inputs: [3], gives: [[3]] }, { call: (x) => ops.atleast2d(x), inputs: [[3, 4]], gives: [[3, 4]] }] },
  atleast3d: { cases: [{ call: (x) => ops.atleast3d(x), inputs: [3], gives: [[[3]]] }, { call: (x) => ops.atleast3d(x), inputs: [[3, 4]], gives: [[[3], [4]]] }, { call: (x) => ops.atleast3d(x), inputs: [[[3, 4]]], gives: [[[3], [4]]] }] },
  unfoldAxis: {
    cases: [
      { call: (x) => ops.unfoldAxis(x, 0, 2, 2), inputs: [[1, 2, 3, 4, 5]], gives: [[1, 2], [3, 4]] },
      { call: (x) => ops.unfoldAxis(x, 1, 2, 1), inputs: [cube], gives: (x) => build([2, 2, 4, 2], (i, j, k, l) => at(x, [i, j + l, k])) },
    ],
    errors: [[() => ops.unfoldAxis(ops.ones([2]), 0, 3, 1), "unfoldAxis: x is [2]; a window of 3 elements does not fit into axis 0"]],
  },
  tensorSplit: {
    cases: [
      { call: (x) => ops.tensorSplit(x, 3), inputs: [[1, 2, 3, 4, 5]], gives: { all: [[1, 2], [3, 4], [5]] } },
      { call: (x) => ops.tensorSplit(x, [1, -1], 1), inputs: [matrix], gives: { all: [[[1], [4]], [[2], [5]], [[3], [6]]] } },
      { call: (x) => ops.tensorSplit(x, [3, 9]), inputs: [[1, 2]], gives: { all: [[1, 2], plain([0], []), plain([0], [])] } },
    ],
    errors: [[() => ops.tensorSplit(ops.ones([2]), 0), "tensorSplit: number of parts must be an integer ≥ 1, got 0"]],
  },
  hsplit: {
    cases: [
      { call: (x) => ops.hsplit(x, 3), inputs: [matrix], gives: { all: [[[1], [4]], [[2], [5]], [[3], [6]]] } },
      { call: (x) => ops.hsplit(x, [1]), inputs: [[1, 2, 3]], gives: { all: [[1], [2, 3]] } },
    ],
    errors: [[() => ops.hsplit(ops.ones([2, 3]), 2), "hsplit: number of parts must be a divisor of 3, the size of axis 1, got 2"]],
  },
  vsplit: { cases: [{ call: (x) => ops.vsplit(x, 2), inputs: [matrix], gives: { all: [[[1, 2, 3]], [[4, 5, 6]]] } }], errors: [[() => ops.vsplit(ops.ones([2]), 2), "vsplit: x must have at least 2 axes, is [2]"]] },
  dsplit: { cases: [{ call: (x) => ops.dsplit(x, [1]), inputs: [[[[1, 2, 3]]]], gives: { all: [[[[1]]], [[[2, 3]]]] } }], errors: [[() => ops.dsplit(ops.ones([2, 2]), 2), "dsplit: x must have at least 3 axes, is [2, 2]"]] },
  hstack: { cases: [{ call: (x, y) => ops.hstack([x, y]), inputs: [[1, 2], 3], gives: [1, 2, 3] }, { call: (x) => ops.hstack([x, x]), inputs: [[[1], [2]]], gives: [[1, 1], [2, 2]] }], errors: [[() => ops.hstack([]), "hstack: number of tensors must be at least 1, got 0"], [() => ops.hstack([ops.ones([2, 1]), ops.ones([3, 1])]), "hstack: first is [2, 1], another is [3, 1]; all sizes but those of axis 1 must be equal"]] },
  vstack: { cases: [{ call: (x, y) => ops.vstack([x, y]), inputs: [[1, 2], [[3, 4]]], gives: [[1, 2], [3, 4]] }] },
  dstack: { cases: [{ call: (x, y) => ops.dstack([x, y]), inputs: [[1, 2], [3, 4]], gives: [[[1, 3], [2, 4]]] }] },
  columnStack: { cases: [{ call: (x, y) => ops.columnStack([x, y]), inputs: [[1, 2], [[3, 5], [4, 6]]], gives: [[1, 3, 5], [2, 4, 6]] }] },
  meshgrid: {
    cases: [
      { call: (x, y) => ops.meshgrid([x, y]), inputs: [[1, 2], [3, 4, 5]], gives: { all: [[[1, 1, 1], [2, 2, 2]], [[3, 4, 5], [3, 4, 5]]] } },
      { call: (x, y) => ops.meshgrid([x, y], { indexing: "xy" }), inputs: [[1, 2], [3, 4, 5]], gives: { all: [[[1, 2], [1, 2], [1, 2]], [[3, 3], [4, 4], [5, 5]]] } },
    ],
    errors: [[() => ops.meshgrid([ops.ones([2, 2])]), "meshgrid: each list must have one axis, is [2, 2]"]],
  },
  cartesianProd: { cases: [{ call: (x, y) => ops.cartesianProd(x, y), inputs: [[1, 2], [3, 4]], gives: [[1, 3], [1, 4], [2, 3], [2, 4]] }, { call: (x) => ops.cartesianProd(x), inputs: [[1, 2]], gives: [1, 2] }], errors: [[() => ops.cartesianProd(ops.ones([1, 1])), "cartesianProd: each list must have one axis, is [1, 1]"]] },
  combinations: {
    cases: [
      { call: (x) => ops.combinations(x), inputs: [[1, 2, 3]], gives: [[1, 2], [1, 3], [2, 3]] },
      { call: (x) => ops.combinations(x, 2, { withReplacement: true }), inputs: [[1, 2]], gives: [[1, 1], [1, 2], [2, 2]] },
      { call: (x) => ops.combinations(x, 3), inputs: [[1, 2]], gives: plain([0, 3], []) },
    ],
    errors: [[() => ops.combinations(ops.ones([1, 1])), "combinations: x must have one axis, is [1, 1]"]],
  },
  blockDiag: { cases: [{ call: (x, y, z) => ops.blockDiag(x, y, z), inputs: [[[1, 2], [3, 4]], [5, 6], 7], gives: [[1, 2, 0, 0, 0], [3, 4, 0, 0, 0], [0, 0, 5, 6, 0], [0, 0, 0, 0, 7]] }], errors: [[() => ops.blockDiag(ops.ones([1, 1, 1])), "blockDiag: each block must have at most two axes, is [1, 1, 1]"]] },
  diagonal: {
    cases: [
      { call: (x) => ops.diagonal(x), inputs: [matrix], gives: [1, 5] },
      { call: (x) => ops.diagonal(x, 1), inputs: [matrix], gives: [2, 6] },
      { call: (x) => ops.diagonal(x, -1), inputs: [matrix], gives: [4] },
      { call: (x) => ops.diagonal(x, 5), inputs: [matrix], gives: plain([0], []) },
      { call: (x) => ops.diagonal(x, 0, 0, 2), inputs: [cube], gives: (x) => build([3, 2], (j, d) => at(x, [d, j, d])) },
      { call: (x) => ops.diagonal(x, -1, 2, 1), inputs: [cube], gives: (x) => build([2, 3], (i, d) => at(x, [i, d, d + 1])) },
      { name: "of a product", call: (x, y) => ops.diagonal(ops.matmul(x, y)), inputs: [randomly([5, 33]), randomly([33, 5], -1, 1, 2)], gives: (x, y) => build([5], (i) => Array.from({ length: 33 }, (_, k) => at(x, [i, k]) * at(y, [k, i])).reduce((a, b) => a + b)) },
      { name: "into a product", call: (x, y) => ops.matmul(ops.diagonal(x, 0, 1, 2), y), inputs: [randomly([7, 9, 9]), randomly([9, 5], -1, 1, 2)], gives: (x, y) => build([7, 5], (i, j) => Array.from({ length: 9 }, (_, k) => at(x, [i, k, k]) * at(y, [k, j])).reduce((a, b) => a + b)) },
    ],
    errors: [[() => ops.diagonal(ops.ones([2])), "diagonal: axis 0 is out of range; a tensor of rank 1 has axes -1 to 0"], [() => ops.diagonal(ops.ones([2, 2]), 0, 1, -1), "diagonal: axis 1 is given more than once"]],
  },
  diagEmbed: {
    cases: [
      { call: (x) => ops.diagEmbed(x), inputs: [[1, 2]], gives: [[1, 0], [0, 2]] },
      { call: (x) => ops.diagEmbed(x, -1), inputs: [[1, 2]], gives: [[0, 0, 0], [1, 0, 0], [0, 2, 0]] },
      { call: (x) => ops.diagEmbed(x, 1, 0, 2), inputs: [matrix], gives: (x) => build([4, 2, 4], (i, j, k) => (k === i + 1 ? at(x, [j, i]) : 0)) },
    ],
    errors: [[() => ops.diagEmbed(ops.tensor(1)), "diagEmbed: x must have an axis, is []"]],
  },
  diagonalScatter: {
    cases: [
      { call: (x, s) => ops.diagonalScatter(x, s), inputs: [matrix, [8, 9]], gives: [[8, 2, 3], [4, 9, 6]] },
      { call: (x, s) => ops.diagonalScatter(x, s, 1, 2, 1), inputs: [cube, randomly([2, 2], -1, 1, 3)], gives: (x, s) => build([2, 3, 4], (i, j, k) => (j === k + 1 ? at(s, [i, k]) : at(x, [i, j, k]))) },
    ],
    errors: [[() => ops.diagonalScatter(ops.ones([2, 3]), ops.ones([3])), "diagonalScatter: x is [2, 3], source is [3]; source must have the diagonal's shape [2]"]],
  },
  diag: { cases: [{ call: (x) => ops.diag(x, 1), inputs: [[1, 2]], gives: [[0, 1, 0], [0, 0, 2], [0, 0, 0]] }, { call: (x) => ops.diag(x), inputs: [matrix], gives: [1, 5] }], errors: [[() => ops.diag(ops.ones([1, 1, 1])), "diag: x must have one axis or two, is [1, 1, 1]"]] },
  diagflat: { cases: [{ call: (x) => ops.diagflat(x), inputs: [[[1, 2]]], gives: [[1, 0], [0, 2]] }] },
  trilIndices: { cases: [{ call: () => ops.trilIndices(3, 2), inputs: [], gives: [[0, 1, 1, 2, 2], [0, 0, 1, 0, 1]], dtype: "i32" }, { call: () => ops.trilIndices(2, 2, -1), inputs: [], gives: [[1], [0]] }], errors: [[() => ops.trilIndices(2, 2, 0.5), "trilIndices: offset must be a whole number, got 0.5"]] },
  triuIndices: { cases: [{ call: () => ops.triuIndices(2, 3), inputs: [], gives: [[0, 0, 0, 1, 1], [0, 1, 2, 1, 2]], dtype: "i32" }], errors: [[() => ops.triuIndices(-1, 2), "triuIndices: rows must be an integer ≥ 0, got -1"]] },
  kron: {
    cases: [
      { call: (x, y) => ops.kron(x, y), inputs: [[1, 10], [1, 2]], gives: [1, 2, 10, 20] },
      { call: (x, y) => ops.kron(x, y), inputs: [randomly([2, 3]), randomly([3, 2], -1, 1, 2)], gives: (x, y) => build([6, 6], (i, j) => at(x, [Math.floor(i / 3), Math.floor(j / 2)]) * at(y, [i % 3, j % 2])) },
      { call: (x, y) => ops.kron(x, y), inputs: [[[1], [2]], [3, 4]], gives: [[3, 4], [6, 8]] },
    ],
  },
  logspace: { cases: [{ call: () => ops.logspace(-1, 2, 4), inputs: [], gives: [0.1, 1, 10, 100] }, { call: () => ops.logspace(0, 3, 4, { base: 2 }), inputs: [], gives: [1, 2, 4, 8] }], errors: [[() => ops.logspace(0, 1, 2, { base: 0 }), "logspace: base must be above 0, got 0"]] },
  empty: { cases: [{ call: () => ops.empty([2]), inputs: [], gives: [0, 0] }] },
  emptyLike: { cases: [{ call: (x) => ops.emptyLike(x), inputs: [integers([1, 2])], gives: [0, 0], dtype: "i32" }] },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
