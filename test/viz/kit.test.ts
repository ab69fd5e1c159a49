// Scales, ticks, number formats, contours and layouts: the plain geometry below the pictures.
import { describe, expect, test } from "vitest";
import { contourLines, fixedText, layered, levelsOf, logTicksOf, numberText, percentText, position, textWidth, ticksOf, valueAt, wordsOf } from "../../src/viz/index.ts"; // prettier-ignore
import type { Scale } from "../../src/viz/index.ts";
import { apart } from "../../src/viz/kit/layered.ts";
import { roundDomain, roundStep } from "../../src/viz/kit/scale.ts";
import { shorten, wrap } from "../../src/viz/kit/text.ts";
import { histogramOf } from "../../src/viz/index.ts";

describe("scales", () => {
  const linear: Scale = { kind: "linear", domain: [-1, 3], range: [100, 20] };
  const log: Scale = { kind: "log", domain: [0.01, 100], range: [0, 80] };
  const band: Scale = { kind: "band", domain: ["a", "b", "c"], range: [0, 30] };

  test("numbers to pixels and back", () => {
    expect([position(linear, -1), position(linear, 1), position(linear, 3)]).toEqual([100, 60, 20]);
    expect(position(log, 1)).toBeCloseTo(40, 12);
    for (const value of [-0.7, 0.2, 2.9]) expect(valueAt(linear, position(linear, value))).toBeCloseTo(value, 12);
    for (const value of [0.02, 1, 55]) expect(valueAt(log, position(log, value))).toBeCloseTo(value, 10);
    expect([position(band, "b"), valueAt(band, 29), valueAt(band, 99)]).toEqual([15, 2, 2]);
  });

  test("a logarithmic scale has no place for zero", () => {
    expect(position(log, 0)).toBeNaN();
    expect(position(log, -1)).toBeNaN();
  });

  test("ticks are round numbers inside the domain, about as many as asked for", () => {
    expect(ticksOf([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOf([-7, 13], 4)).toEqual([-5, 0, 5, 10]);
    expect(ticksOf([0.12, 0.19], 4)).toEqual([0.12, 0.14, 0.16, 0.18]);
    expect(ticksOf([-1e-4, 1e-4], 4)).toEqual([-1e-4, -5e-5, 0, 5e-5, 1e-4]);
    for (const [low, high] of [
      [0, 7.3],
      [-120, 45],
      [1e6, 3e6],
      [0.001, 0.0093],
    ] as const) {
      // prettier-ignore
      const ticks = ticksOf([low, high], 5);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(10);
      expect(ticks[0]).toBeGreaterThanOrEqual(low);
      expect(ticks.at(-1)).toBeLessThanOrEqual(high);
    }
    expect(Object.is(ticksOf([-1, 1], 2)[1], 0)).toBe(true);
    expect([roundStep(10, 5), roundStep(1, 3), roundStep(0.07, 4)]).toEqual([2, 0.5, 0.02]);
  });

  test("logarithmic ticks are powers of ten, finer where there are few", () => {
    expect(logTicksOf([1e-3, 1e3], 8)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    expect(logTicksOf([1e-12, 1], 5)).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1]);
    expect(logTicksOf([0.9, 12], 6)).toEqual([1, 2, 5, 10]);
    expect(logTicksOf([3, 4.4], 4)).toEqual([3, 3.5, 4]);
  });

  test("domains are made round", () => {
    expect(roundDomain([0.13, 0.87])).toEqual([0, 1]);
    expect(roundDomain([5, 5])).toEqual([2.5, 7.5]);
    expect(roundDomain([0, 0])).toEqual([-1, 1]);
    expect(roundDomain([Number.NaN, -3, 12])).toEqual([-4, 12]);
  });
});

describe("numbers and texts", () => {
  test("English and Russian numbers", () => {
    expect(numberText(0.0123456, "en")).toBe("0.0123");
    expect(numberText(-12.5, "ru")).toBe("−12,5");
    expect(numberText(12345.6, "en", 6)).toBe("12\u2009345.6");
    expect(numberText(-1234567, "ru", 3)).toBe("−1,23·10⁶");
    expect(numberText(1e-7, "en")).toBe("10⁻⁷");
    expect(numberText(0, "en")).toBe("0");
    expect(numberText(Number.NaN, "en") + numberText(-Infinity, "ru")).toBe("NaN−∞");
    expect(fixedText(-0.001, 2, "en")).toBe("0.00");
    expect(percentText(0.1234, "en", 1)).toBe("12.3%");
    expect(percentText(0.5, "ru")).toBe("50\u202f%");
  });

  test("the Russian dictionary has a word of its own for every English one", () => {
    const [en, ru] = [wordsOf("en"), wordsOf("ru")];
    expect(Object.keys(ru)).toEqual(Object.keys(en));
    for (const [key, word] of Object.entries(ru)) expect(word, key).toMatch(/[а-яё]/i);
  });

  test("widths are those of the typeface", () => {
    expect(textWidth("0", 100)).toBeCloseTo(64, 0);
    expect(textWidth("ii", 10)).toBeLessThan(textWidth("W", 10));
    expect(textWidth("Привет", 12)).toBeGreaterThan(35);
    expect(wrap("one two three", 10, textWidth("one two", 10) + 1)).toEqual(["one two", "three"]);
    expect(shorten("convolution", 10, 40)).toMatch(/^conv.*…$/);
    expect(textWidth(shorten("convolution", 10, 40), 10)).toBeLessThanOrEqual(40);
  });

  test("histograms count borders once", () => {
    expect(histogramOf([0, 0.5, 1, 1.5, 2, 5, Number.NaN], { bins: 4, from: 0, to: 2 }).counts).toEqual([1, 1, 1, 2]);
  });
});

describe("contours", () => {
  const axis = Array.from({ length: 41 }, (_, i) => i);
  const cone = axis.map((y) => axis.map((x) => Math.hypot(x - 20, y - 20)));

  test("a circle is one closed line at its radius", () => {
    const lines = contourLines(cone, 12.3);
    expect(lines).toHaveLength(1);
    expect(lines[0]![0]).toEqual(lines[0]!.at(-1));
    for (const [x, y] of lines[0]!) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(12.3, 1);
    const length = lines[0]!.slice(1).reduce((sum, [x, y], k) => sum + Math.hypot(x - lines[0]![k]![0], y - lines[0]![k]![1]), 0);
    expect(length).toBeCloseTo(2 * Math.PI * 12.3, 0);
  });

  test("a plane has straight open lines, exactly where they belong", () => {
    const plane = axis.map((y) => axis.map((x) => 2 * x + y));
    const [line, ...rest] = contourLines(plane, 30.5);
    expect(rest).toEqual([]);
    for (const [x, y] of line!) expect(2 * x + y).toBeCloseTo(30.5, 10);
    expect([line![0]![1], line!.at(-1)![1]].sort((a, b) => a - b)[0]).toBe(0);
  });

  test("separate hills have separate lines, and a line leaves the picture at its border", () => {
    const hills = axis.map((y) => axis.map((x) => Math.exp(-((x - 10) ** 2 + (y - 10) ** 2) / 20) + Math.exp(-((x - 40) ** 2 + (y - 30) ** 2) / 20))); // prettier-ignore
    const lines = contourLines(hills, 0.5);
    expect(lines).toHaveLength(2);
    const open = lines.filter((line) => line[0]![0] !== line.at(-1)![0] || line[0]![1] !== line.at(-1)![1]);
    expect(open).toHaveLength(1);
    expect(open[0]![0]![0]).toBe(40);
  });

  test("in a saddle the middle decides", () => {
    const joined = contourLines([[1, 0], [0, 1]], 0.4); // prettier-ignore
    const parted = contourLines([[1, 0], [0, 1]], 0.6); // prettier-ignore
    // High corners are top left and bottom right: above the mean of 0.5 each has a line of its own around it.
    const around = (lines: readonly (readonly (readonly [number, number])[])[], x: number, y: number): boolean =>
      lines.some((line) => line.every(([a, b]) => Math.abs(a - x) + Math.abs(b - y) < 1));
    expect(around(parted, 0, 0) && around(parted, 1, 1)).toBe(true);
    expect(around(joined, 1, 0) && around(joined, 0, 1)).toBe(true);
  });

  test("cells with something that is no number are left out", () => {
    const holed = cone.map((row, y) => row.map((value, x) => (x === 32 && y === 20 ? Number.NaN : value)));
    const lines = contourLines(holed, 12.3);
    expect(lines).toHaveLength(1);
    expect(lines[0]![0]).not.toEqual(lines[0]!.at(-1));
  });

  test("levels are round and inside, by logarithm where heights span decades", () => {
    expect(levelsOf(0, 1, 5)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(levelsOf(0.001, 10, 12)).toEqual([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
    expect(levelsOf(1e-8, 10, 9, true)).toEqual([1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
    expect(levelsOf(1, 1, 5)).toEqual([]);
  });
});

describe("layered", () => {
  const box = (width: number, height: number) => ({ width, height });
  const touching = ({ nodes }: ReturnType<typeof layered>, sizes: readonly { width: number; height: number }[]): string[] =>
    sizes.flatMap((a, i) =>
      sizes.slice(i + 1).flatMap((b, j) => {
        const [[ax, ay], [bx, by]] = [nodes[i]!, nodes[i + 1 + j]!];
        return Math.abs(ax - bx) < (a.width + b.width) / 2 && Math.abs(ay - by) < (a.height + b.height) / 2
          ? [`${i} and ${i + 1 + j}`]
          : [];
      }),
    );

  test("a diamond: four layers, both middle nodes in one, no overlap", () => {
    const sizes = [box(30, 20), box(40, 30), box(50, 20), box(30, 20)];
    const plan = layered({ nodes: sizes, edges: [[0, 1], [0, 2], [1, 3], [2, 3]] }); // prettier-ignore
    expect(plan.layers).toEqual([0, 1, 1, 2]);
    expect(touching(plan, sizes)).toEqual([]);
    expect(plan.nodes[0]![1]).toBeCloseTo((plan.nodes[1]![1] + plan.nodes[2]![1]) / 2, 0);
  });

  test("sources stand beside their first user, and an edge over layers passes between the nodes", () => {
    const sizes = Array.from({ length: 5 }, () => box(30, 20));
    const plan = layered({ nodes: sizes, edges: [[0, 1], [1, 2], [3, 2], [0, 4], [2, 4]] }); // prettier-ignore
    expect(plan.layers).toEqual([0, 1, 2, 1, 3]);
    const [x0, y0] = plan.edges[3]![1]!;
    expect(plan.edges[3]!.length).toBe(6);
    for (const k of [1, 3]) if (Math.abs(plan.nodes[k]![0] - x0) < 20) expect(Math.abs(plan.nodes[k]![1] - y0)).toBeGreaterThan(10);
  });

  test("random graphs: nothing overlaps, every edge goes right, everything is inside", () => {
    let state = 7;
    const next = (n: number): number => (state = (state * 48271) % 2147483647) % n;
    for (let round = 0; round < 30; round++) {
      const count = 4 + next(24);
      const sizes = Array.from({ length: count }, () => box(20 + next(80), 15 + next(50)));
      const edges = Array.from({ length: count * 2 }, () => [next(count), next(count)].sort((a, b) => a - b) as [number, number]).filter(([a, b]) => a !== b); // prettier-ignore
      const plan = layered({ nodes: sizes, edges });
      expect(touching(plan, sizes)).toEqual([]);
      for (const [from, to] of edges)
        expect(plan.nodes[from]![0] + sizes[from]!.width / 2).toBeLessThan(plan.nodes[to]![0] - sizes[to]!.width / 2);
      plan.nodes.forEach(([x, y], k) => {
        expect(x - sizes[k]!.width / 2).toBeGreaterThanOrEqual(-1e-9);
        expect(y - sizes[k]!.height / 2).toBeGreaterThanOrEqual(-1e-9);
        expect(x + sizes[k]!.width / 2).toBeLessThanOrEqual(plan.width + 1e-9);
        expect(y + sizes[k]!.height / 2).toBeLessThanOrEqual(plan.height + 1e-9);
      });
    }
  });

  test("crossings that need not be are not drawn", () => {
    const sizes = Array.from({ length: 6 }, () => box(20, 20));
    const plan = layered({ nodes: sizes, edges: [[0, 5], [1, 4], [2, 3]] }); // prettier-ignore
    for (const [from, to] of [[0, 5], [1, 4], [2, 3]] as const) expect(plan.nodes[from]![1]).toBeCloseTo(plan.nodes[to]![1], 6); // prettier-ignore
  });

  test("a circle is refused", () => {
    expect(() => layered({ nodes: [box(1, 1), box(1, 1)], edges: [[0, 1], [1, 0]] })).toThrow(/circle/); // prettier-ignore
  });

  test("places apart are the nearest to the wishes", () => {
    expect(apart([0, 0, 10], [0, 4, 4])).toEqual([-2, 2, 10]);
    expect(apart([5, 5, 5], [0, 2, 2])).toEqual([3, 5, 7]);
  });
});
