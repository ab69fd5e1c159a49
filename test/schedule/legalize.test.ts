import { describe, expect, test } from "vitest";
import { newArray } from "../../src/core/dtype.ts";
import type { DType, TypedArray } from "../../src/core/dtype.ts";
import { buffer, call, indexVar, int, load, loop, range, store } from "../../src/ir/build.ts";
import { runKernel } from "../../src/ir/interpret.ts";
import type { Buffer, Expr, Stmt, Word } from "../../src/ir/types.ts";
import { visitExprs } from "../../src/ir/walk.ts";
import { evaluateWord } from "../../src/ir/meanings.ts";
import * as math from "../../src/ir/math.ts";
import { legalize } from "../../src/schedule/passes/legalize.ts";
import { kernelOf, randomFrom } from "../helpers/kernels.ts";

const NONE = { mathWords: new Set<Word>(), fma: false };

/** Values of a word by its polynomial. */
function evaluate(
  word: Word,
  dtype: DType,
  xs: readonly number[],
  ys: readonly number[] = xs,
  lanes = 1,
  fma = false,
): { x: TypedArray; y: TypedArray; z: TypedArray } {
  const n = Math.ceil(xs.length / lanes) * lanes;
  const [x, y, z] = ["x", "y", "z"].map((name) => buffer(name, dtype, n)) as [Buffer, Buffer, Buffer];
  const v = indexVar("v", n);
  const args: Expr[] = word === "pow" ? [load(x, v, lanes), load(y, v, lanes)] : [load(x, v, lanes)];
  const body = legalize([loop(v, int(0), int(n), lanes, [store(z, v, call(word, ...args))])], { ...NONE, fma });
  const arrays = new Map([x, y, z].map((b) => [b, newArray(dtype, n)]));
  arrays.get(x)!.set(xs);
  arrays.get(y)!.set(ys);
  runKernel(kernelOf(body), arrays);
  return { x: arrays.get(x)!, y: arrays.get(y)!, z: arrays.get(z)! };
}

const unit = (x: number, dtype: DType): number => {
  const [least, digits] = dtype === "f32" ? [-126, 23] : [-1022, 52];
  return 2 ** (Math.max(least, Math.floor(Math.log2(Math.abs(x)))) - digits);
};

/** erf without cancellation: 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)), and 1 less a continued fraction beyond 1. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a > 1) {
    let fraction = 0;
    for (let k = 300; k > 0; k--) fraction = k / 2 / (a + fraction);
    return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
  }
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-20 * Math.abs(sum); n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The largest error in units in the last place; infinite and NaN results must be exactly so. */
function worst(word: Word, dtype: DType, xs: readonly number[], ys: readonly number[] = xs, fma = false): number {
  const { x, y, z } = evaluate(word, dtype, xs, ys, 1, fma);
  let most = 0;
  for (let i = 0; i < xs.length; i++) {
    const exact = word === "erf" ? erf(x[i]!) : evaluateWord(word, "f64", [x[i]!, y[i]!]);
    const rounded = dtype === "f32" ? Math.fround(exact) : exact;
    if (!Number.isFinite(rounded)) {
      if (!Object.is(z[i], rounded)) return Infinity;
    } else most = Math.max(most, Math.abs(z[i]! - exact) / unit(exact, dtype));
  }
  return most;
}

const COUNT = 8000;
const evenly = (from: number, to: number): number[] => Array.from({ length: COUNT }, (_, i) => from + ((to - from) * (i + 0.37)) / COUNT);
const powers = (from: number, to: number): number[] =>
  Array.from({ length: COUNT }, (_, i) => 2 ** (from + ((to - from) * (i + 0.5)) / COUNT));
const both = (list: readonly number[]): number[] => [...list, ...list.map((x) => -x)];
const EDGES = [0, -0, Infinity, -Infinity, NaN, 1, -1, 0.5, -0.5, 88.5, -80, 3e38, -3e38, 2 ** -126, 2 ** -149, 1e-20];

// word, type, arguments, largest error in units in the last place
const BOUNDS: readonly [Word, DType, readonly number[], number][] = [
  ["exp", "f32", [...evenly(-86.9, 88.72), ...both(powers(-30, 6)), ...EDGES], 1.1],
  ["exp", "f64", [...evenly(-745, 709.7), ...both(powers(-60, 9)), ...EDGES], 1.5],
  ["expm1", "f32", [...evenly(-20, 88.72), ...both(powers(-140, 6)), ...EDGES], 2],
  ["expm1", "f64", [...evenly(-40, 709.7), ...both(powers(-60, 9)), ...EDGES], 3],
  ["log", "f32", [...powers(-149, 128), ...evenly(0.5, 2), ...EDGES], 1],
  ["log", "f64", [...powers(-1074, 1023), ...evenly(0.5, 2), ...EDGES], 1.5],
  ["log1p", "f32", [...powers(-126, 127), ...evenly(-0.999, 2), ...EDGES], 1.5],
  ["log1p", "f64", [...powers(-1000, 1000), ...evenly(-0.999, 2), ...EDGES], 2],
  ["tanh", "f32", [...evenly(-10, 10), ...both(powers(-140, 4)), ...EDGES], 2.5],
  ["tanh", "f64", [...evenly(-20, 20), ...both(powers(-300, 5)), ...EDGES], 4],
  ["erf", "f32", [...evenly(-5, 5), ...both(powers(-100, 4)), ...EDGES], 1.5],
  ["erf", "f64", [...evenly(-7, 7), ...both(powers(-300, 2)), ...EDGES], 6],
  ["sin", "f32", evenly(-3, 3), 1.5],
  ["cos", "f32", evenly(-1.5, 1.5), 1.5],
  ["sin", "f64", evenly(-100, 100), 2],
  ["cos", "f64", evenly(-100, 100), 2],
  ["atan", "f32", [...evenly(-10, 10), ...both(powers(-100, 100)), ...EDGES], 2.5],
  ["atan", "f64", [...evenly(-10, 10), ...both(powers(-300, 500)), ...EDGES], 3],
];

describe("errors", () => {
  test.each(BOUNDS)("%s %s", (word, dtype, xs, bound) => {
    expect(worst(word, dtype, xs)).toBeLessThan(bound);
    if (dtype === "f32") expect(worst(word, dtype, xs, xs, true)).toBeLessThan(bound + 0.5);
  });
  test("sin and cos of large arguments", () => {
    for (const word of ["sin", "cos"] as const) {
      const { x, z } = evaluate(word, "f32", [...evenly(-10000, 10000), ...evenly(0, 50000)]);
      expect(Math.max(...Array.from(z, (value, i) => Math.abs(value - Math[word](x[i]!))))).toBeLessThan(2e-7);
      const huge = evaluate(word, "f32", [1e6, 1e9, 1e20, 3e38]).z;
      for (const value of huge) expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(Array.from(evaluate(word, "f32", [Infinity, -Infinity, NaN]).z)).toEqual([NaN, NaN, NaN]);
    }
  });
  test("pow: large exponents and ordinary ones", () => {
    const random = randomFrom(7);
    const [xs, ys]: [number[], number[]] = [[], []];
    for (let i = 0; i < COUNT; i++) {
      const x = 2 ** (random() * 20 - 10);
      xs.push(i % 2 ? x : 1 + (random() - 0.5) / 2);
      ys.push(i % 2 ? random() * 20 - 10 : (random() * 240 - 120) / Math.log2(Math.fround(xs.at(-1)!)));
    }
    expect(worst("pow", "f32", xs, ys)).toBeLessThan(4);
    expect(worst("pow", "f64", xs, ys)).toBeLessThan(4);
  });
});

describe("special cases", () => {
  test("pow: signs, zeros and infinities as in C", () => {
    const list = [0, -0, Infinity, -Infinity, NaN, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 2.5, 1e30, -1e30, 16777217];
    const xs = list.flatMap((x) => list.map(() => x));
    const ys = list.flatMap(() => list);
    for (const dtype of ["f32", "f64"] as const) {
      const { x, y, z } = evaluate("pow", dtype, xs, ys);
      for (let i = 0; i < xs.length; i++) {
        const one = x[i] === 1 || y[i] === 0 || (x[i] === -1 && Math.abs(y[i]!) === Infinity);
        const exact = one ? 1 : x[i]! ** y[i]!;
        const rounded = dtype === "f32" ? Math.fround(exact) : exact;
        if (Number.isFinite(rounded) && rounded !== 0) expect(z[i]! / exact).toBeCloseTo(1, 6);
        else expect([x[i], y[i], z[i]]).toEqual([x[i], y[i], rounded]);
      }
    }
  });
  test("exp of 0 is 1, and what is too small is 0", () => {
    expect(Array.from(evaluate("exp", "f32", [0, -0, -87, -1000, -Infinity, 89, 1e30]).z)).toEqual([1, 1, 0, 0, 0, Infinity, Infinity]);
    expect(Array.from(evaluate("exp", "f64", [0, -744, -746, 710]).z)).toEqual([1, 1e-323, 0, Infinity]);
  });
  test("tanh and erf are odd, never leave [−1, 1], and keep the sign of zero", () => {
    for (const word of ["tanh", "erf"] as const) {
      const xs = [0, ...powers(-20, 7), Infinity];
      const [plus, minus] = [evaluate(word, "f32", xs).z, evaluate(word, "f32", xs.map((x) => -x)).z]; // prettier-ignore
      expect(Array.from(minus)).toEqual(Array.from(plus, (x) => -x));
      expect(Math.max(...plus)).toBe(1);
    }
  });
  test("vectors give the bits of scalars", () => {
    const random = randomFrom(3);
    const xs = Array.from({ length: 256 }, () => (random() - 0.5) * 20);
    for (const word of Object.keys(math) as Word[]) {
      const ys = xs.map((x) => Math.round(x));
      expect(evaluate(word, "f32", xs, ys, 4).z).toEqual(evaluate(word, "f32", xs, ys).z);
      expect(evaluate(word, "f64", xs, ys, 2).z).toEqual(evaluate(word, "f64", xs, ys).z);
    }
  });
});

describe("what is written out", () => {
  const x = buffer("x", "f32", 4);
  const kernel: Stmt[] = [range(indexVar("v", 4), 4, [store(x, int(0), call("tanh", call("exp", load(x, int(0)))))])];
  const words = (stmts: readonly Stmt[]): Set<Word> => {
    const out = new Set<Word>();
    visitExprs(stmts, (e) => void (e.is === "call" && out.add(e.word)));
    return out;
  };
  test("words that the device has stay", () => {
    expect(words(legalize(kernel, { ...NONE, mathWords: new Set(["exp"]) })).has("exp")).toBe(true);
    expect(words(legalize(kernel, NONE)).has("exp")).toBe(false);
    expect(words(legalize(kernel, { ...NONE, fma: true })).has("fma")).toBe(true);
    expect(words(legalize(kernel, NONE)).has("fma")).toBe(false);
  });
  test("the cost of the frequent ones stays small", () => {
    const cost = (word: Word, fma: boolean): number => {
      let count = 0;
      visitExprs(legalize([store(x, int(0), call(word, load(x, int(0))))], { ...NONE, fma }), (e) => (count += +(e.is === "call")));
      return count;
    };
    expect([cost("exp", true), cost("tanh", true), cost("exp", false), cost("tanh", false)]).toEqual([17, 21, 25, 30]);
  });
});
