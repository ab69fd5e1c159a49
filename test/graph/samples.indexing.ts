// Samples of ops that read and write at places given by indices and masks.
import * as ops from "../../src/graph/ops/index.ts";
import { at, bools, build, floats, integers, plain, product, randomly, type OpName, type Plain, type Sample } from "./sample.ts";

const matrix = floats([1, 2, 3, 4, 5, 6], [2, 3]);
const i32 = (...values: number[]): ReturnType<typeof ops.tensor> => ops.tensor(values, { dtype: "i32" });
const flags = (...values: boolean[]): ReturnType<typeof ops.tensor> => ops.tensor(values);

/** Puts source elements at their indices along an axis, by a function of what is there and what comes. */
const scattered =
  (axis: number, f: (so: number, x: number) => number, rows = false) =>
  (x: Plain, index: Plain, source: Plain): Plain => {
    const data = [...x.data];
    const steps = x.shape.map((_, a) => product(x.shape.slice(a + 1)));
    const shape = rows ? source.shape : index.shape;
    build(shape, (...place) => {
      const to = rows ? index.data[place[axis]!]! : at(index, place);
      const flat = place.reduce((sum, i, a) => sum + (a === axis ? to : i) * steps[a]!, 0);
      return (data[flat] = f(data[flat]!, source.data[place.reduce((sum, i, a) => sum * source.shape[a]! + i, 0)]!));
    });
    return plain(x.shape, data);
  };
const last = (_: number, x: number): number => x;
const times = (a: number, b: number): number => a * b;
const index23 = integers([2, 0, 2, 1, 1, 3], [2, 3]);
const x43 = randomly([4, 3]);
const s23 = randomly([2, 3], -1, 1, 5);

export const indexing = {
  scatter: {
    cases: [
      { call: (x, i, s) => ops.scatter(x, 0, i, s), inputs: [x43, index23, s23], gives: scattered(0, last) },
      { name: "the last of several", call: (x, i, s) => ops.scatter(x, 0, i, s), inputs: [[0, 0, 0], integers([1, 1, 2]), [5, 6, 7]], gives: [0, 6, 7] },
      { call: (x, i, s) => ops.scatter(x, -1, i, s), inputs: [randomly([2, 5, 3]), integers([0, 2, 1, 1], [2, 2, 1]), randomly([2, 4, 2], -1, 1, 4)], gives: scattered(2, last) },
      { call: (x, i) => ops.scatter(x, 1, i, 9), inputs: [matrix, integers([0, 2], [2, 1])], gives: [[9, 2, 3], [4, 5, 9]] },
      { call: (x, i, s) => ops.scatter(x, 0, i, s), inputs: [randomly([3, 130]), integers(Array.from({ length: 260 }, (_, k) => (k * 7) % 3), [2, 130]), randomly([2, 130], -1, 1, 2)], gives: scattered(0, last) },
      { name: "indices out of range are passed over", call: (x, i, s) => ops.scatter(x, 0, ops.add(i, 1), s), inputs: [[1, 2], integers([-3, 0, 1]), [7, 8, 9]], gives: [1, 8], smooth: false },
      { call: (x, i, s) => ops.scatter(x, 0, i, s), inputs: [integers([1, 2]), integers([0]), integers([5])], gives: [5, 2], dtype: "i32" },
      { call: (x, i, s) => ops.scatter(x, 0, i, s), inputs: [[1, 2], integers([], [0]), floats([], [0])], gives: [1, 2] },
    ],
    errors: [
      [() => ops.scatter(ops.ones([3]), 0, i32(3), 1), "scatter: index 3 is out of range; axis 0 has size 3, so an index is 0 to 2"],
      [() => ops.scatter(ops.ones([3]), 0, i32(-1), 1), "scatter: index -1 is out of range; axis 0 has size 3, so an index is 0 to 2"],
      [() => ops.scatter(ops.ones([3]), 0, ops.ones([1]), 1), 'scatter: index must be i32 (`tensor(…, { dtype: "i32" })` or `.cast("i32")`), is f32'],
      [() => ops.scatter(ops.ones([3]), 0, i32(0, 1), ops.ones([1])), "scatter: x is [3], index is [2], source is [1]; index must have x's rank and, but for axis 0, at most its sizes; source must have at least the sizes of index"],
    ],
  },
  scatterReduce: {
    cases: [
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "sum"), inputs: [x43, index23, s23], gives: scattered(0, (a, b) => a + b) },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "prod"), inputs: [x43, index23, s23], gives: scattered(0, times) },
      { name: "zeros", call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "prod"), inputs: [[2, 0, 3, 0], integers([0, 0, 1, 2, 2, 3]), [0, 5, 4, 0, 0, 0]], gives: [0, 0, 0, 0], twice: false },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "amax"), inputs: [x43, index23, s23], gives: scattered(0, Math.max) },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "amin"), inputs: [x43, index23, s23], gives: scattered(0, Math.min) },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "mean"), inputs: [[1, 2, 3], integers([0, 0, 1]), [3, 5, 4]], gives: [3, 3, 3] },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "sum", { includeSelf: false }), inputs: [[1, 2, 3], integers([0, 0, 1]), [3, 5, 4]], gives: [8, 4, 3] },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "prod", { includeSelf: false }), inputs: [[1, 2, 3], integers([0, 0, 1]), [3, 5, 4]], gives: [15, 4, 3] },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "mean", { includeSelf: false }), inputs: [[1, 2, 3], integers([0, 0, 1]), [3, 5, 4]], gives: [4, 4, 3] },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "amax", { includeSelf: false }), inputs: [[9, 9, 3], integers([0, 0, 1]), [3, 5, 4]], gives: [5, 4, 3] },
      { call: (x, i, s) => ops.scatterReduce(x, 0, i, s, "amin", { includeSelf: false }), inputs: [integers([0, 0, 3]), integers([0, 0, 1]), integers([3, 5, 4])], gives: [3, 4, 3], dtype: "i32" },
    ],
    errors: [[() => ops.scatterReduce(ops.ones([3]), 0, i32(0), ops.ones([1]), "max" as never), 'scatterReduce: reduction must be "sum", "prod", "mean", "amax" or "amin", got "max"']],
  },
  indexAdd: {
    cases: [
      { call: (x, i, s) => ops.indexAdd(x, 0, i, s), inputs: [x43, integers([3, 3]), s23], gives: scattered(0, (a, b) => a + b, true) },
      { call: (x, i, s) => ops.indexAdd(x, 1, i, s, { alpha: -2 }), inputs: [randomly([2, 3, 70]), integers([2, 0, 2, 2]), randomly([2, 4, 70], -1, 1, 3)], gives: scattered(1, (a, b) => a - 2 * b, true) },
      { call: (x, i, s) => ops.indexAdd(x, 0, i, s), inputs: [[1, 2], integers([], [0]), floats([], [0])], gives: [1, 2] },
    ],
    errors: [[() => ops.indexAdd(ops.ones([3, 2]), 0, i32(0), ops.ones([1, 3])), "indexAdd: x is [3, 2], index is [1], source is [1, 3]; index must have one axis, and source x's shape with as many elements along axis 0 as there are indices"]],
  },
  indexReduce: {
    cases: [
      { call: (x, i, s) => ops.indexReduce(x, 0, i, s, "prod"), inputs: [x43, integers([3, 3]), s23], gives: scattered(0, times, true) },
      { call: (x, i, s) => ops.indexReduce(x, 0, i, s, "amax"), inputs: [x43, integers([3, 3]), s23], gives: scattered(0, Math.max, true) },
      { call: (x, i, s) => ops.indexReduce(x, 0, i, s, "mean", { includeSelf: false }), inputs: [[1, 2, 3], integers([0, 0, 1]), [3, 5, 4]], gives: [4, 4, 3] },
    ],
    errors: [[() => ops.indexReduce(ops.ones([3]), 0, i32(0), ops.ones([1]), "max" as never), 'indexReduce: reduction must be "sum", "prod", "mean", "amax" or "amin", got "max"']],
  },
  selectScatter: {
    cases: [
      { call: (x, s) => ops.selectScatter(x, s, 0, -1), inputs: [matrix, [7, 8, 9]], gives: [[1, 2, 3], [7, 8, 9]] },
      { call: (x, s) => ops.selectScatter(x, s, 1, 0), inputs: [matrix, [7, 8]], gives: [[7, 2, 3], [8, 5, 6]] },
    ],
    errors: [[() => ops.selectScatter(ops.ones([2, 3]), ops.ones([2]), 0, 0), "selectScatter: x is [2, 3], source is [2]; source must have x's shape without axis 0, [3]"], [() => ops.selectScatter(ops.ones([2]), ops.tensor(1), 0, 2), "selectScatter: index must be an integer from -2 to 1 (axis 0 has size 2), got 2"]],
  },
  sliceScatter: {
    cases: [
      { call: (x, s) => ops.sliceScatter(x, s, 0, 1, 4, 2), inputs: [[1, 2, 3, 4], [8, 9]], gives: [1, 8, 3, 9] },
      { call: (x, s) => ops.sliceScatter(x, s, 1, -2), inputs: [matrix, [[7, 8], [9, 10]]], gives: [[1, 7, 8], [4, 9, 10]] },
      { call: (x, s) => ops.sliceScatter(x, s, 0, 2, 1), inputs: [[1, 2], floats([], [0])], gives: [1, 2] },
    ],
    errors: [[() => ops.sliceScatter(ops.ones([4]), ops.ones([3]), 0, 0, 2), "sliceScatter: x is [4], source is [3]; source must have the slice's shape [2]"]],
  },
  indexCopy: {
    cases: [
      { call: (x, i, s) => ops.indexCopy(x, 0, i, s), inputs: [x43, integers([3, 0]), s23], gives: scattered(0, last, true) },
      { name: "the last of several", call: (x, i, s) => ops.indexCopy(x, 1, i, s), inputs: [randomly([2, 4, 3]), integers([3, 1, 3]), randomly([2, 3, 3], -1, 1, 3)], gives: scattered(1, last, true) },
    ],
    errors: [[() => ops.indexCopy(ops.ones([3]), 0, i32(4), ops.ones([1])), "indexCopy: index 4 is out of range; axis 0 has size 3, so an index is 0 to 2"]],
  },
  indexFill: {
    cases: [
      { call: (x, i) => ops.indexFill(x, 1, i, 7), inputs: [matrix, integers([0, 2, 2])], gives: [[7, 2, 7], [7, 5, 7]] },
      { call: (x, i, v) => ops.indexFill(x, 0, i, v), inputs: [matrix, integers([1]), 7], gives: [[1, 2, 3], [7, 7, 7]] },
    ],
    errors: [[() => ops.indexFill(ops.ones([3]), 0, i32(-4), 1), "indexFill: index -4 is out of range; axis 0 has size 3, so an index is 0 to 2"]],
  },
  put: {
    cases: [
      { call: (x, i, s) => ops.put(x, i, s), inputs: [matrix, integers([-1, 0]), [8, 9]], gives: [[9, 2, 3], [4, 5, 8]] },
      { call: (x, i, s) => ops.put(x, i, s, { accumulate: true }), inputs: [matrix, integers([1, -5, 1], [3, 1]), [1, 2, 3]], gives: [[1, 8, 3], [4, 5, 6]] },
      { call: (x, i) => ops.put(x, i, 0), inputs: [matrix, integers([2])], gives: [[1, 2, 0], [4, 5, 6]] },
    ],
    errors: [
      [() => ops.put(ops.ones([3]), i32(-4), 1), "put: index -4 is out of range; axis 0 has size 3, so an index is -3 to 2"],
      [() => ops.put(ops.ones([3]), i32(0), ops.ones([2])), "put: index is [1], source is [2]; both must have as many elements"],
    ],
  },
  take: {
    cases: [
      { call: (x, i) => ops.take(x, i), inputs: [matrix, integers([0, -1, 3, 3], [2, 2])], gives: [[1, 6], [4, 4]] },
      { call: (x, i) => ops.take(x, i), inputs: [matrix, integers([5], [])], gives: 6 },
    ],
    errors: [[() => ops.take(ops.ones([3]), i32(3)), "take: index 3 is out of range; axis 0 has size 3, so an index is -3 to 2"]],
  },
  takeAlongDim: {
    cases: [
      { call: (x, i) => ops.takeAlongDim(x, i, 1), inputs: [matrix, integers([2, 0], [2, 1])], gives: [[3], [4]] },
      { call: (x, i) => ops.takeAlongDim(x, i, 0), inputs: [matrix, integers([1, 0, 0], [3, 1])], gives: [[4, 5, 6], [1, 2, 3], [1, 2, 3]] },
      { call: (x, i) => ops.takeAlongDim(x, i), inputs: [matrix, integers([5, 0], [2, 1])], gives: [6, 1] },
    ],
    errors: [[() => ops.takeAlongDim(ops.ones([3]), i32(3), 0), "takeAlongDim: index 3 is out of range; axis 0 has size 3, so an index is 0 to 2"]],
  },
  maskedFill: {
    cases: [
      { call: (x, m) => ops.maskedFill(x, m, 0), inputs: [matrix, bools([1, 0, 1])], gives: [[0, 2, 0], [0, 5, 0]] },
      { call: (x, m, v) => ops.maskedFill(x, m, v), inputs: [[1, 2], bools([1, 0]), 5], gives: [5, 2] },
      { call: (x, m) => ops.maskedFill(x, m, 2.7), inputs: [integers([1, 5]), bools([1, 0])], gives: [2, 5], dtype: "i32" },
    ],
    errors: [[() => ops.maskedFill(ops.ones([2]), ops.ones([2]), 0), "maskedFill: mask must be bool, is f32"]],
  },
  maskedScatter: {
    cases: [
      { call: (x, m, s) => ops.maskedScatter(x, m, s), inputs: [matrix, bools([1, 0, 1]), [7, 8, 9, 10, 11]], gives: [[7, 2, 8], [9, 5, 10]] },
      { name: "too few", call: (x, m, s) => ops.maskedScatter(x, m, s), inputs: [[1, 2, 3], bools([1, 0, 1]), [7]], gives: [7, 2, NaN], smooth: false },
    ],
    errors: [[() => ops.maskedScatter(ops.ones([2]), flags(true, false, true), ops.ones([1])), "maskedScatter: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"]],
  },
  countNonzero: {
    cases: [
      { call: (x) => ops.countNonzero(x, 1), inputs: [[[0, 1], [2, NaN]]], gives: [1, 2], dtype: "i32" },
      { call: (x) => ops.countNonzero(x), inputs: [bools([1, 0, 1])], gives: 2 },
    ],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
