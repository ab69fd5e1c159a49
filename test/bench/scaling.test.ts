// Laws read off points: on laws that are known.
import { describe, expect, test } from "vitest";
import { amdahl, crossing, exponents, lineOf, stretches, wayOf } from "../../bench/scaling/law.ts";
import type { Point } from "../../bench/scaling/law.ts";
import { picture } from "../../bench/scaling/picture.ts";
import { SERIES } from "../../bench/scaling/series.ts";
import { duration, section } from "../../bench/scaling/words.ts";

const point = (x: number, flops: number, median: number, spread = 0): Point => ({
  x,
  flops,
  median,
  min: median * (1 - spread),
  max: median * (1 + spread),
  memoryShare: 0,
  kernels: 3,
  arenaBytes: 2 ** 20,
});
const SIZES = [8, 16, 32, 64, 128];

describe("the law of points", () => {
  test("a power has its exponent between any two sizes", () => {
    for (const found of exponents(SIZES.map((x) => point(x, 5 * x ** 2, 1e-9 * x ** 1.5))).slice(1)) {
      expect(found!.counted).toBeCloseTo(2, 12);
      expect(found!.measured).toBeCloseTo(1.5, 12);
      expect(found!.least).toBeCloseTo(1.5, 12);
      expect(found!.most).toBeCloseTo(1.5, 12);
    }
  });

  test("spread widens the exponent, and what it reaches cannot be told apart", () => {
    const [, sure] = exponents([point(10, 1e6, 1e-3, 0.01), point(20, 2e6, 3e-3, 0.01)]);
    const [, unsure] = exponents([point(10, 1e6, 1e-3, 0.3), point(20, 2e6, 3e-3, 0.3)]);
    expect(sure!.measured).toBeCloseTo(Math.log2(3), 12);
    expect(unsure!.least).toBeCloseTo(Math.log2((3 * 0.7) / 1.3), 12);
    expect([wayOf(sure!), wayOf(unsure!)]).toEqual(["faster", "follows"]);
  });

  test("a fixed cost shows as a stretch that grows slower; a line finds it", () => {
    const points = SIZES.map((x) => point(x, 1e4 * x, 5e-6 + (1e4 * x) / 20e9));
    expect(stretches(points)).toEqual([
      { way: "slower", from: 8, to: 64 },
      { way: "follows", from: 64, to: 128 },
    ]);
    const { fixed, rate, worst } = lineOf(points);
    expect(fixed).toBeCloseTo(5e-6, 12);
    expect(rate / 20e9).toBeCloseTo(1, 9);
    expect(worst).toBeLessThan(1e-9);
  });

  test("where the square overtakes the linear part", () => {
    expect(crossing(SIZES.map((x) => point(x, 100 * x + 2 * x ** 2, 1)), 1, 2)).toBeCloseTo(50, 9); // prettier-ignore
  });

  test("Amdahl", () => {
    expect(amdahl(0, 2)).toBe(2);
    expect(amdahl(1, 8)).toBe(1);
    expect(amdahl(0.5, 2)).toBeCloseTo(4 / 3, 12);
  });
});

describe("what is said of it", () => {
  const points = SIZES.map((x) => point(x, 1e4 * x, 5e-6 + (1e4 * x) / 20e9));
  const shared = [{ x: 64, one: points[0]!, all: { median: points[0]!.median / 1.5, min: points[0]!.min / 1.5, max: points[0]!.max / 1.5 }, serial: 0.2 }]; // prettier-ignore
  const scaling = { about: "Somewhere.", peaks: { flopsPerSecond: 40e9, bytesPerSecond: 10e9 }, measured: [[SERIES[1]!, points]] as const, threads: 2, shared }; // prettier-ignore

  test("durations have three digits", () => {
    expect([2.5e-6, 1.234e-3, 2].map(duration)).toEqual(["2.5 µs", "1.23 ms", "2 s"]);
  });

  test("tables, reasons that the numbers bear, and the gain of threads", () => {
    const text = section(scaling);
    expect(text).toContain("| 16 | 0.16 | 13 µs (13 µs–13 µs) | 1.00 | 0.53 (0.53–0.53) | 12.3 (31 %) | 0 % | 3 | 1 |");
    expect(text).toContain("- From 8 to 64 time grows slower than the operations: the speed goes from 22 % to 43 % of the limit; what a step costs without operations (5 µs by the line below) is 56 % of it at 8 and 14 % at 64."); // prettier-ignore
    expect(text).toContain("- From 64 to 128 time grows as the operations do.");
    expect(text).toContain("- The line through all sizes: 5 µs and 20 billion operations a second; the worst size is 0 % off it.");
    expect(text).toContain("| 20 % | 1.67× | 1.50× (1.50–1.50) |");
    expect(text).not.toContain("memory bounds take");
  });

  test("a picture with a chart a series, and one of the threads", () => {
    const scene = picture(scaling.measured, 2, shared);
    expect(scene.table.rows.some((row) => row.includes(128))).toBe(true);
    expect(scene.description).not.toBe("");
  });
});
