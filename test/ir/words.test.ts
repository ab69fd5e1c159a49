import { expect, test } from "vitest";
import * as b from "../../src/ir/build.ts";
import { evaluateWord } from "../../src/ir/meanings.ts";

const f64 = (word: Parameters<typeof evaluateWord>[0], ...args: number[]): number => evaluateWord(word, "f64", args);

test("erf is right to the last digits", () => {
  // The C library's values; they agree with table 7.1 of Abramowitz & Stegun.
  const known: [number, number][] = [
    [1e-10, 1.1283791670955126e-10],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [1.9999, 0.9953201979070294],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [5, 0.9999999999984626],
    [7, 1],
  ];
  for (const [x, y] of known) {
    expect(Math.abs(f64("erf", x) - y)).toBeLessThan(1e-15 * y);
    expect(f64("erf", -x)).toBe(-f64("erf", x));
  }
  // Both formulas agree where one takes over from the other.
  expect(Math.abs(f64("erf", 2 - 1e-12) - f64("erf", 2 + 1e-12))).toBeLessThan(1e-13);
  expect([f64("erf", Infinity), f64("erf", -Infinity), f64("erf", NaN), f64("erf", 0)]).toEqual([1, -1, NaN, 0]);
});

test("round goes to the even neighbor and keeps the sign of zero", () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, -0.3, 1e300, -3].map((x) => f64("round", x))).toEqual([
    0, 2, 2, -0, -2, -2, 0, -0, 1e300, -3,
  ]);
  expect([Infinity, -Infinity, NaN, -0].map((x) => f64("round", x))).toEqual([Infinity, -Infinity, NaN, -0]);
});

test("pow is C's pow", () => {
  expect(f64("pow", 1, NaN)).toBe(1);
  expect(f64("pow", NaN, 0)).toBe(1);
  expect(f64("pow", -1, Infinity)).toBe(1);
  expect(f64("pow", -1, -Infinity)).toBe(1);
  expect(f64("pow", -8, 1 / 3)).toBe(NaN);
  expect(f64("pow", -2, 3)).toBe(-8);
  expect(f64("pow", 0, -1)).toBe(Infinity);
});

test("integers wrap, bools stay bools", () => {
  const i32 = (word: Parameters<typeof evaluateWord>[0], ...args: number[]): number => evaluateWord(word, "i32", args);
  expect(i32("add", 2147483647, 1)).toBe(-2147483648);
  expect(i32("mul", 0x12345678, 0x7654321)).toBe(Number(BigInt.asIntN(32, 0x12345678n * 0x7654321n)));
  expect(i32("fma", 2147483647, 2147483647, 5)).toBe(6);
  expect(i32("neg", -2147483648)).toBe(-2147483648);
  expect(Object.is(i32("rem", -4, 2), 0)).toBe(true);
  expect([i32("quot", -7, 2), i32("rem", -7, 2)]).toEqual([-3, -1]);
  expect([i32("shr", -1, 28), i32("sar", -16, 2)]).toEqual([15, -4]);
  expect(evaluateWord("sub", "u8", [3, 5])).toBe(254);
  expect(evaluateWord("not", "bool", [1])).toBe(0);
  expect(evaluateWord("min", "f32", [NaN, 1])).toBe(NaN);
});

test("building folds constants as the type would compute them", () => {
  expect(b.add(b.f32(0.1), b.f32(0.2))).toEqual(b.f32(Math.fround(Math.fround(0.1) + Math.fround(0.2))));
  expect(b.mul(b.int(65536), b.int(65536))).toEqual(b.int(0));
  expect(b.less(b.f32(1, 4), b.f32(2))).toEqual(b.constant("bool", 1, 4));
  const x = b.variable("x", "f32");
  // x + 0 is not x where x is −0; x · 0 is not 0 where x is NaN
  for (const e of [b.add(x, b.f32(0)), b.mul(x, b.f32(0))]) expect(e).toMatchObject({ is: "call" });
  expect(b.mul(x, b.f32(1))).toBe(x);
  const i = b.variable("i");
  expect(b.add(i, b.int(0))).toBe(i);
  expect(b.mul(i, b.int(0))).toEqual(b.int(0));
  expect(b.cast(b.f32(300), "u8")).toEqual(b.constant("u8", 44));
  expect(Object.is((b.int(-0) as { value: number }).value, 0)).toBe(true);
});
