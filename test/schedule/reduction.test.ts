import { describe, expect, test } from "vitest";
import { add, buffer, call, cast, f32, indexVar, int, load, mul, store } from "../../src/ir/build.ts";
import type { DType } from "../../src/core/dtype.ts";
import type { Expr, Stmt } from "../../src/ir/types.ts";
import { visitExprs } from "../../src/ir/walk.ts";
import type { Axis } from "../../src/schedule/passes/axes.ts";
import { densestAxis, mergeAxes } from "../../src/schedule/passes/axes.ts";
import type { ReductionWord, Term } from "../../src/schedule/passes/reduction.ts";
import { reduction } from "../../src/schedule/passes/reduction.ts";
import { widenStmts } from "../../src/schedule/passes/widen.ts";
import { runStmts } from "../helpers/kernels.ts";

const axesOf = (...sizes: number[]): Axis[] => sizes.map((extent, i) => ({ v: indexVar(`r${i}`, extent), extent }));

/** Runs a reduction and answers with its results. */
function reduce(
  axes: readonly Axis[],
  terms: readonly Term[],
  lanes: number,
  inputs: Record<string, number[] | Float32Array> = {},
  unroll?: number,
): number[] {
  const { before, body, results } = reduction({ axes, terms, lanes, ...(unroll ? { unroll } : {}) });
  const out = results.map((r, i) => buffer(`out${i}`, r.dtype as DType, 1));
  const stmts: Stmt[] = [...before, ...body, ...results.map((r, i) => store(out[i]!, int(0), r))];
  const values = runStmts(stmts, inputs);
  return out.map((b) => values[b.name]![0]!);
}

const widest = (stmts: readonly Stmt[]): number => {
  let lanes = 1;
  visitExprs(stmts, (e) => (lanes = Math.max(lanes, e.lanes)));
  return lanes;
};

describe("axes", () => {
  const a = buffer("a", "f32", 1000);
  const [i, j, k] = axesOf(4, 5, 6) as [Axis, Axis, Axis];
  const at = (...scales: number[]): Expr => [i, j, k].reduce<Expr>((sum, axis, n) => add(sum, mul(axis.v, int(scales[n]!))), int(0));
  test("axes that lie one after the other merge", () => {
    expect(mergeAxes([i, j, k], [load(a, at(30, 6, 1))]).axes.map((x) => x.extent)).toEqual([120]);
    expect(mergeAxes([i, j, k], [load(a, at(100, 6, 1))]).axes.map((x) => x.extent)).toEqual([4, 30]);
    expect(mergeAxes([i, j, k], [load(a, at(30, 6, 1)), cast(j.v, "f32")]).axes.map((x) => x.extent)).toEqual([4, 5, 6]);
  });
  test("axes of one turn disappear", () => {
    expect(mergeAxes([i, { ...j, extent: 1 }, k], [load(a, at(6, 77, 1))]).axes.map((x) => x.extent)).toEqual([24]);
  });
  test("the densest is the one along which loads are neighbours", () => {
    expect(densestAxis([i, j, k], [load(a, at(1, 4, 20))])).toBe(0);
    expect(densestAxis([i, j, k], [load(a, at(30, 6, 1))])).toBe(2);
    expect(densestAxis([i, j, k], [load(a, at(60, 12, 2))])).toBe(-1);
  });
});

describe("reduction", () => {
  const words: ReductionWord[] = ["add", "mul", "min", "max"];
  test.each([0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 19, 31, 65, 300, 1100])("%i elements, any word, any lanes", (n) => {
    const a = buffer("a", "f32", Math.max(1, n));
    const c = buffer("c", "i32", Math.max(1, n));
    const x = Array.from({ length: n }, (_, i) => Math.fround(1 + Math.sin(i * 7.3) / 8));
    const y = Array.from({ length: n }, (_, i) => ((i * 7919) % 201) - 100);
    const [axis] = axesOf(n) as [Axis];
    const plain = { add: 0, mul: 1, min: Infinity, max: -Infinity };
    for (const word of words) {
      const expected = x.reduce(
        (s, e) => ({ add: s + e, mul: s * e, min: Math.min(s, e), max: Math.max(s, e) })[word as "add"],
        plain[word as "add"],
      );
      for (const lanes of [1, 4, 16])
        for (const unroll of [1, 3, undefined]) {
          const [got] = reduce([axis], [{ word, dtype: "f32", value: load(a, axis.v) }], lanes, { a: x }, unroll);
          if (Number.isFinite(expected)) expect(Math.abs(got! - expected)).toBeLessThanOrEqual(2e-5 * Math.abs(expected));
          else expect(got).toBe(expected);
        }
    }
    for (const lanes of [1, 4]) {
      const [sum, least] = reduce([axis], [{ word: "add", dtype: "i32", value: load(c, axis.v) }, { word: "min", dtype: "i32", value: load(c, axis.v) }], lanes, { c: y }); // prettier-ignore
      expect([sum, least]).toEqual([y.reduce((s, e) => s + e, 0), Math.min(2147483647, ...y)]);
    }
  });

  test("several axes in any order of memory, sum and sum of squares in one pass", () => {
    for (const sizes of [[3, 4, 5], [2, 1, 7], [6, 50, 3], [40, 3, 9], [1, 1, 1], [7, 33, 20]]) {
      const size = sizes.reduce((p, n) => p * n, 1);
      const a = buffer("a", "f32", size);
      const x = Array.from({ length: size }, (_, i) => Math.fround(Math.cos(i * 3.7)));
      const axes = axesOf(...sizes) as [Axis, Axis, Axis];
      for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2]]) {
        const strides = [0, 0, 0];
        order.reduceRight((step, n) => ((strides[n] = step), step * sizes[n]!), 1);
        const at = axes.reduce<Expr>((sum, axis, n) => add(sum, mul(axis.v, int(strides[n]!))), int(0));
        const value = load(a, at);
        for (const lanes of [1, 4, 8]) {
          const [sum, squares] = reduce(axes, [{ word: "add", dtype: "f32", value }, { word: "add", dtype: "f32", value: mul(value, value) }], lanes, { a: x }); // prettier-ignore
          expect(sum).toBeCloseTo(x.reduce((s, e) => s + e, 0), 3);
          expect(squares! / x.reduce((s, e) => s + e * e, 0)).toBeCloseTo(1, 5);
        }
      }
    }
  }); // prettier-ignore

  test("runs in vectors along the dense axis, whichever it is", () => {
    const a = buffer("a", "f32", 64);
    const axes = axesOf(8, 8) as [Axis, Axis];
    const { body } = reduction({
      axes,
      terms: [{ word: "add", dtype: "f32", value: load(a, add(mul(axes[1].v, int(8)), axes[0].v)) }],
      lanes: 4,
    });
    expect(widest(body)).toBe(4);
  });

  test("all and any of bools", () => {
    const e = buffer("e", "bool", 9);
    const [axis] = axesOf(9) as [Axis];
    const both = (list: number[]): number[] => reduce([axis], [{ word: "and", dtype: "bool", value: load(e, axis.v) }, { word: "or", dtype: "bool", value: load(e, axis.v) }], 4, { e: list }); // prettier-ignore
    expect(both([1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([1, 1]);
    expect(both([1, 1, 1, 1, 1, 1, 1, 1, 0])).toEqual([0, 1]);
    expect(both([0, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual([0, 0]);
  });

  test("ten million times 0.1 in f32, along one axis and over many short rows", () => {
    const a = buffer("a", "f32", 1);
    const exact = Math.fround(0.1) * 1e7;
    for (const sizes of [[1e7], [1e6, 10], [10, 1e6]]) {
      const axes = axesOf(...sizes);
      // The index does not move, so the axis is walked as a strided one would be: scalars, four accumulators or one.
      for (const unroll of [1, 4]) {
        const [sum] = reduce(axes, [{ word: "add", dtype: "f32", value: load(a, int(0)) }], 1, { a: [0.1] }, unroll);
        expect(Math.abs(sum! / exact - 1)).toBeLessThan(1e-6);
      }
    }
  });

  test("a million numbers in vectors", () => {
    const n = 1_000_003;
    const a = buffer("a", "f32", n);
    const x = new Float32Array(n).fill(0.1);
    const [axis] = axesOf(n) as [Axis];
    const [sum] = reduce([axis], [{ word: "add", dtype: "f32", value: load(a, axis.v) }], 4, { a: x });
    expect(Math.abs(sum! / (Math.fround(0.1) * n) - 1)).toBeLessThan(1e-6);
  });

  test("infinite and NaN elements of a long sum", () => {
    const n = 3000;
    const a = buffer("a", "f32", n);
    const [axis] = axesOf(n) as [Axis];
    const sum = (at: Record<number, number>): number => {
      const x = new Float32Array(n).fill(1);
      for (const [i, value] of Object.entries(at)) x[Number(i)] = value;
      return reduce([axis], [{ word: "add", dtype: "f32", value: load(a, axis.v) }], 4, { a: x })[0]!;
    };
    expect(sum({})).toBe(n);
    expect(sum({ 5: Infinity })).toBe(Infinity);
    expect(sum({ 2990: -Infinity })).toBe(-Infinity);
    expect(sum({ 5: Infinity, 2000: -Infinity })).toBeNaN();
    expect(sum({ 700: NaN })).toBeNaN();
    expect(sum({ 1: 3e38, 2: 3e38 })).toBe(Infinity);
    expect(sum({ 1: 3e38, 1501: 3e38, 1505: 3e38 })).toBe(Infinity);
  });

  test("a sum over a strided axis widens along the outer one", () => {
    const [rows, columns] = [70, 8];
    const a = buffer("a", "f32", rows * columns);
    const out = buffer("out", "f32", columns);
    const j = indexVar("j", columns);
    const [axis] = axesOf(rows) as [Axis];
    const { before, body, results } = reduction({
      axes: [axis],
      terms: [{ word: "add", dtype: "f32", value: load(a, add(mul(axis.v, int(columns)), j)) }],
      lanes: 1,
    });
    const wide = widenStmts([...before, ...body, store(out, j, results[0]!)], j, 4);
    expect(wide).not.toBeNull();
    const packs: Expr[] = [];
    visitExprs(wide!, (e) => void (e.is === "pack" && packs.push(e)));
    expect(packs).toEqual([]);
    const x = Array.from({ length: rows * columns }, (_, i) => i % 13);
    const got = runStmts([{ is: "for", v: j, begin: int(0), end: int(columns), step: 4, body: wide! }], { a: x })["out"];
    expect(got).toEqual(Array.from({ length: columns }, (_, c) => x.filter((_, i) => i % columns === c).reduce((s, e) => s + e, 0)));
  });

  test("constant values need no memory", () => {
    expect(reduce(axesOf(3, 5), [{ word: "add", dtype: "f32", value: f32(2) }], 4)).toEqual([30]);
    expect(reduce([], [{ word: "max", dtype: "f32", value: f32(2) }], 4)).toEqual([2]);
    const [axis] = axesOf(10) as [Axis];
    expect(reduce([axis], [{ word: "max", dtype: "i32", value: call("rem", axis.v, int(4)) }], 4)).toEqual([3]);
  });
});
