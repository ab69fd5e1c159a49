import { describe, expect, test } from "vitest";
import { Generator, permutation, threefry, uniform01 } from "../../src/core/random.ts";
import type { Words } from "../../src/core/random.ts";

const hex = (words: Words): string => words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(" ");

test("threefry gives the published answers", () => {
  expect(hex(threefry(0, 0, 0, 0))).toBe("6b200159 99ba4efe");
  expect(hex(threefry(-1, -1, -1, -1))).toBe("1cb996fc bb002be7");
  expect(hex(threefry(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3))).toBe("c4923a9c 483df7a0");
});

test("uniform01 lies in [0, 1), is exact in f32, and is even", () => {
  expect(uniform01(0)).toBe(0);
  expect(uniform01(-1)).toBe(1 - 2 ** -24);
  let [sum, inexact] = [0, 0];
  const bins = new Array<number>(16).fill(0);
  for (let i = 0; i < 20000; i++) {
    const x = uniform01(threefry(1, 2, i, 0)[0]);
    if (Math.fround(x) !== x) inexact++;
    sum += x;
    bins[Math.floor(x * 16)]!++;
  }
  expect(inexact).toBe(0);
  expect(Math.abs(sum / 20000 - 0.5)).toBeLessThan(0.01);
  // χ² with 15 degrees of freedom: 37.7 is its 99.9th percentile
  expect(bins.reduce((total, n) => total + (n - 1250) ** 2 / 1250, 0)).toBeLessThan(37.7);
});

describe("permutation", () => {
  test("has each number once and depends on the key", () => {
    for (const n of [0, 1, 2, 17, 1000]) {
      expect([...permutation(n, [3, 4])].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }
    expect(permutation(100, [3, 4])).toEqual(permutation(100, [3, 4]));
    expect(permutation(100, [3, 4])).not.toEqual(permutation(100, [3, 5]));
  });

  test("all orders of four are equally likely", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 24000; i++) {
      const key = permutation(4, [i, 99]).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // χ² with 23 degrees of freedom: 49.7 is its 99.9th percentile
    expect([...counts.values()].reduce((total, n) => total + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(49.7);
  });

  test("refuses sizes that are none", () => {
    expect(() => permutation(-1, [0, 0])).toThrow("permutation: n must be a whole number from 0 to 2147483647, got -1");
  });
});

describe("Generator", () => {
  test("equal seeds give equal keys, others give others", () => {
    const keys = (seed: number | bigint): string[] => {
      const generator = new Generator(seed);
      return Array.from({ length: 5 }, () => hex(generator.next()));
    };
    expect(keys(7)).toEqual(keys(7n));
    expect(keys(0)).toEqual(keys(-0));
    const all = [0, 1, -1, 0.5, 2 ** 40, 2 ** 40 + 1, 1e300, Number.MIN_VALUE].flatMap(keys);
    expect(new Set(all).size).toBe(all.length);
  });

  test("forks depend on the name alone", () => {
    const parent = new Generator(7);
    const early = parent.fork("dropout").next();
    parent.next();
    expect(parent.fork("dropout").next()).toEqual(early);
    const names = ["", "a", "b", "ab", "ba", "a\0", "abc", "dropout"];
    const keys = names.map((name) => hex(new Generator(7).fork(name).next()));
    expect(new Set([...keys, hex(new Generator(7).next())]).size).toBe(names.length + 1);
  });

  test("goes on from a state that went through JSON", () => {
    const generator = new Generator(3).fork("x");
    generator.next();
    const state = JSON.parse(JSON.stringify(generator.state())) as ReturnType<Generator["state"]>;
    const expected = [generator.next(), generator.next()];
    const other = new Generator(0);
    other.setState(state);
    expect([other.next(), other.next()]).toEqual(expected);
    expect(() => other.setState({ key: [1, 2 ** 40], counter: 0 })).toThrow("Generator.setState: expected");
  });

  test("refuses seeds that are none", () => {
    expect(() => new Generator(NaN)).toThrow("Generator: the seed must be a finite number, got NaN");
    expect(() => new Generator("7" as unknown as number)).toThrow("Generator: the seed must be a finite number, got 7");
    expect(() => new Generator(2n ** 60n)).toThrow("Generator: a bigint seed must lie within ±(2^53 − 1), got 1152921504606846976");
  });
});
