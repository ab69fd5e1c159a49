// Filling of outlines: areas that are known exactly.
import { describe, expect, test } from "vitest";
import type { PathCommand } from "../../scripts/rasterize.ts";
import { boundsOf, fill, fit, flatten } from "../../scripts/rasterize.ts";

const polygon = (...points: readonly (readonly [number, number])[]): PathCommand[] => [
  ...points.map(([x, y], index): PathCommand => ({ type: index === 0 ? "M" : "L", x, y })),
  { type: "Z" },
];
const area = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value / 255, 0);

describe("fill", () => {
  test("a square on the pixels' borders, and one between them", () => {
    const pixels = fill(flatten(polygon([1, 1], [3, 1], [3, 3], [1, 3])), 4);
    expect([...pixels]).toEqual([0, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0]);
    expect([...fill(flatten(polygon([0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5])), 2)]).toEqual([64, 64, 64, 64]);
  });

  test("a triangle and a circle of curves have their areas", () => {
    expect(area(fill(flatten(polygon([2, 2], [22, 2], [2, 18])), 24))).toBeCloseTo(160, 0);
    const k = 0.5522847498; // a cubic that looks like a quarter of a circle
    const circle: PathCommand[] = [
      { type: "M", x: 10, y: 0 },
      { type: "C", x1: 10, y1: 10 * k, x2: 10 * k, y2: 10, x: 0, y: 10 },
      { type: "C", x1: -10 * k, y1: 10, x2: -10, y2: 10 * k, x: -10, y: 0 },
      { type: "C", x1: -10, y1: -10 * k, x2: -10 * k, y2: -10, x: 0, y: -10 },
      { type: "C", x1: 10 * k, y1: -10, x2: 10, y2: -10 * k, x: 10, y: 0 },
      { type: "Z" },
    ];
    const pixels = fill(fit(flatten(circle), 28, 20), 28);
    expect(Math.abs(area(pixels) - Math.PI * 100)).toBeLessThan(1.5);
    for (let y = 0; y < 28; y++)
      for (let x = 0; x < 28; x++) expect(Math.abs(pixels[y * 28 + x]! - pixels[(27 - y) * 28 + 27 - x]!)).toBeLessThanOrEqual(1);
  });

  test("contours that turn the same way join, the other way cut a hole", () => {
    const outer = polygon([0, 0], [8, 0], [8, 8], [0, 8]);
    const inner: readonly (readonly [number, number])[] = [[2, 2], [6, 2], [6, 6], [2, 6]]; // prettier-ignore
    expect(area(fill(flatten([...outer, ...polygon(...inner)]), 8))).toBe(64);
    expect(area(fill(flatten([...outer, ...polygon(...[...inner].reverse())]), 8))).toBe(48);
  });

  test("what lies outside of the picture is cut off", () => {
    expect(area(fill(flatten(polygon([-5, -5], [2, -5], [2, 20], [-5, 20])), 4))).toBe(8);
  });
});

describe("fit", () => {
  test("the longer side gets the size, the box is in the middle, y is turned", () => {
    const edges = fit(flatten(polygon([100, 0], [200, 0], [150, 400])), 28, 20);
    expect(boundsOf(edges)).toEqual({ left: 11.5, bottom: 4, right: 16.5, top: 24 });
    expect(edges.slice(0, 4)).toEqual([11.5, 24, 16.5, 24]); // the base is at the bottom of the picture
  });

  test("an open contour is closed, a quadratic curve ends where it should", () => {
    const edges = flatten([
      { type: "M", x: 0, y: 0 },
      { type: "Q", x1: 1, y1: 2, x: 2, y: 0 },
    ]);
    expect(edges.slice(-4)).toEqual([2, 0, 0, 0]);
    expect(boundsOf(edges).top).toBe(1);
  });
});
