// Writing as another hand would have it: each of the changes alone, and that equal sources give equal pictures.
import { describe, expect, test } from "vitest";
import { distortInk, RandomSource } from "../../src/data/index.ts";
import type { Column, DistortInkOptions } from "../../src/data/index.ts";

const SIZE = 28;

/** `count` pictures of `channels` planes with a disk of ink in the middle. */
function disks(count: number, channels = 1, dtype: "u8" | "f32" = "f32"): Column {
  const most = dtype === "u8" ? 255 : 1;
  const values = Array.from({ length: count * channels * SIZE * SIZE }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE) % SIZE];
    return Math.hypot(x - 13.5, y - 13.5) < 7 ? most : 0;
  });
  return { dtype, shape: [count, channels, SIZE, SIZE], data: dtype === "u8" ? Uint8Array.from(values) : Float32Array.from(values) };
}

const changed = (options: DistortInkOptions, column = disks(8), seed = 1): Column => distortInk(options)(column, new RandomSource(seed));

/** Ink, and the middle and the width of it, of picture n. */
function measured({ data }: Column, n: number): { ink: number; x: number; y: number; spread: number } {
  let [ink, x, y, squares] = [0, 0, 0, 0];
  for (let i = 0; i < SIZE * SIZE; i++) {
    const value = data[n * SIZE * SIZE + i]!;
    ink += value;
    x += value * (i % SIZE);
    y += value * Math.floor(i / SIZE);
    squares += value * (i % SIZE) ** 2;
  }
  return { ink, x: x / ink, y: y / ink, spread: squares / ink - (x / ink) ** 2 };
}

describe("distortInk", () => {
  test("nothing asked, nothing changed; the given pictures stay as they are", () => {
    const given = disks(2);
    const before = given.data.slice();
    expect(changed({}, given).data).toEqual(before);
    changed({ shift: 3, bend: 2 }, given);
    expect(given.data).toEqual(before);
  });

  test("shifts move the middle by at most so much, each picture by its own", () => {
    const places = Array.from({ length: 8 }, (_, n) => measured(changed({ shift: 3 }), n));
    for (const { x, y, spread } of places) {
      expect(Math.abs(x - 13.5)).toBeLessThanOrEqual(3.001);
      expect(Math.abs(y - 13.5)).toBeLessThanOrEqual(3.001);
      expect(spread).toBeCloseTo(measured(disks(1), 0).spread, 0);
    }
    expect(new Set(places.map(({ x }) => x.toFixed(3))).size).toBe(8);
    expect(Math.max(...places.map(({ x }) => Math.abs(x - 13.5)))).toBeGreaterThan(1);
  });

  test("thickness makes ink more or less, about the middle", () => {
    const plain = measured(disks(1), 0).ink;
    const inks = Array.from({ length: 8 }, (_, n) => measured(changed({ thickness: 1 }), n));
    expect(Math.max(...inks.map(({ ink }) => ink))).toBeGreaterThan(plain * 1.05);
    expect(Math.min(...inks.map(({ ink }) => ink))).toBeLessThan(plain * 0.95);
    for (const { x } of inks) expect(x).toBeCloseTo(13.5, 3);
  });

  test("stretch changes the width, bends and slants keep about the ink", () => {
    const spreads = Array.from({ length: 8 }, (_, n) => measured(changed({ stretch: 0.4 }), n).spread);
    expect(Math.max(...spreads) / Math.min(...spreads)).toBeGreaterThan(1.5);
    for (const options of [{ bend: 1 }, { slant: 0.4 }, { degrees: 45 }]) {
      const out = changed(options);
      for (let n = 0; n < 8; n++) expect(measured(out, n).ink / measured(disks(1), 0).ink).toBeGreaterThan(0.7);
      expect(out.data).not.toEqual(disks(8).data);
    }
  });

  test("channels change alike, bytes are rounded, equal sources give equal pictures", () => {
    const options = { degrees: 12, slant: 0.4, stretch: 0.2, shift: 2, bend: 1.2, thickness: 0.8 };
    const colored = changed(options, disks(1, 3)).data;
    const plane = SIZE * SIZE;
    expect(colored.slice(0, plane)).toEqual(colored.slice(plane, 2 * plane));
    const [bytes, floats] = [changed(options, disks(3, 1, "u8")), changed(options, disks(3))];
    expect(bytes.dtype).toBe("u8");
    bytes.data.forEach((value, i) => expect(Math.abs(value - 255 * floats.data[i]!)).toBeLessThan(0.502));
    expect(changed(options).data).toEqual(changed(options).data);
    expect(changed(options).data).not.toEqual(changed(options, disks(8), 2).data);
  });

  test("amounts that make no sense are refused", () => {
    expect(() => distortInk({ bend: -1 })).toThrow("distortInk: bend must be ≥ 0, got -1");
    expect(() => distortInk({ thickness: 2 })).toThrow("distortInk: thickness must be at most 1, got 2");
  });
});
