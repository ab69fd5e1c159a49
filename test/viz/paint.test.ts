// Painters: SVG that is well-formed whatever the texts, small PNGs, colors that everyone can tell apart, and PNG files with letters.
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { colorOf, dark, light, rampColor, toSvg } from "../../src/viz/index.ts";
import type { Mark, Role, Scene, Theme } from "../../src/viz/index.ts";
import { contrast, hexOf, mix, oklab, rgbOf } from "../../src/viz/kit/color.ts";
import type { Rgb } from "../../src/viz/kit/color.ts";
import { dataAddress, palettePng } from "../../src/viz/paint/png.ts";
import { pngOf } from "../../src/cli/png.ts";
import { elementsOf, parseXml, textOf } from "./xml.ts";

const scene = (marks: readonly Mark[], more: Partial<Scene> = {}): Scene => ({
  width: 100, height: 60, language: "en", title: "Title", description: "What there is to see", frames: [], marks, table: { columns: [], rows: [] }, ...more,
}); // prettier-ignore

describe("toSvg", () => {
  test("has a title and a description that screen readers find", () => {
    const root = parseXml(toSvg(scene([], { title: "a < b & \"c\" 'd'", description: "x > y" })));
    expect(root.attributes).toMatchObject({ role: "img", "aria-labelledby": "title description", viewBox: "0 0 100 60", "xml:lang": "en" });
    const [title, description] = root.children.filter((child) => typeof child !== "string");
    expect([title!.name, title!.attributes["id"], textOf(title!)]).toEqual(["title", "title", "a < b & \"c\" 'd'"]);
    expect([description!.name, textOf(description!)]).toEqual(["desc", "x > y"]);
  });

  test("any text in any place stays a text", () => {
    const evil = "</text><script>alert('1')</script>&amp; \"\u0000\u0008 ]]> ∂";
    const svg = toSvg(scene([{ kind: "text", x: 1, y: 2, text: evil, size: 10, paint: "ink" }, { kind: "group", name: evil, marks: [] }])); // prettier-ignore
    const root = parseXml(svg);
    const names = [...elementsOf(root)].map(({ name }) => name);
    expect(names).not.toContain("script");
    const clean = evil.replace("\u0000\u0008", "");
    expect([...elementsOf(root)].filter(({ name }) => name === "text").map(textOf)).toEqual([clean]);
    expect([...elementsOf(root)].find(({ name }) => name === "g")!.attributes["data-name"]).toBe(clean);
  });

  test("every kind of mark, look and shape is drawn and well-formed", () => {
    const shapes = ["circle", "square", "triangle", "diamond", "cross", "plus", "ring", "down"] as const;
    const svg = toSvg(
      scene([
        { kind: "path", lines: [[[0, 0], [10, 5]], [[1, 1], [2, 2]]], stroke: "ink", width: 2, dash: [3, 1], arrow: true },
        { kind: "rect", x: 1, y: 2, wide: 3, height: 4, radius: 1, fill: "series2", fillOpacity: 0.5, hatch: "rising", stroke: { ramp: "height", at: 0.5 } },
        ...shapes.map((shape, k): Mark => ({ kind: "point", shape, x: 10 * k, y: 5, radius: 3, fill: "series1", hatch: k === 0 ? "dots" : "cross" })),
        { kind: "cells", x: 0, y: 0, wide: 20, height: 20, columns: 2, rows: 2, values: [0, null, 0.5, 1], ramp: "heat" },
        { kind: "cells", x: 0, y: 0, wide: 20, height: 20, columns: 20, rows: 20, values: Array.from({ length: 400 }, (_, k) => k / 400), ramp: "gray" },
        { kind: "regions", x: 0, y: 0, wide: 20, height: 20, columns: 2, rows: 1, values: [0, 1], shares: [0.2, 1], paints: ["series1", "series2"] },
        { kind: "group", name: "g", at: [3, 4], opacity: 0.5, clip: { x: 0, y: 0, width: 5, height: 5 }, marks: [{ kind: "point", shape: "plus", x: 1, y: 1, radius: 1, fill: "ink" }] },
        { kind: "text", x: 1, y: 2, text: "t", size: 10, paint: { on: "ink" }, halo: true, bold: true, italic: true, turn: -90, align: "end", middle: true },
      ]),
    ); // prettier-ignore
    const all = [...elementsOf(parseXml(svg))];
    const count = (name: string): number => all.filter((element) => element.name === name).length;
    expect([count("image"), count("clipPath"), count("marker"), count("text")]).toEqual([2, 1, 1, 1]);
    // Ids are unique, and what is referred to is there.
    const ids = all.flatMap(({ attributes }) => attributes["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("the same scene in two themes differs in colors only", () => {
    const marks: Mark[] = [{ kind: "rect", x: 1, y: 2, wide: 3, height: 4, fill: "series3", stroke: "muted" }];
    const bare = (theme: Theme): string => toSvg(scene(marks), { theme }).replace(/#[0-9a-f]{6}/g, "#");
    expect(bare(dark)).toBe(bare(light));
    expect(toSvg(scene(marks), { theme: dark })).not.toBe(toSvg(scene(marks), { theme: light }));
    expect(toSvg(scene(marks), { background: false })).not.toContain(light.roles.background);
  });
});

describe("small PNGs", () => {
  /** Reads a PNG with a palette back with Node's own decompression. */
  function read(bytes: Uint8Array): { width: number; height: number; indices: number[]; palette: number[] } {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    let [width, height] = [0, 0];
    let palette: number[] = [];
    let data = new Uint8Array();
    for (let at = 8; at < bytes.length;) {
      const length = view.getUint32(at);
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      const body = bytes.subarray(at + 8, at + 8 + length);
      if (name === "IHDR") [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      if (name === "PLTE") palette = [...body];
      if (name === "IDAT") data = new Uint8Array(inflateSync(body));
      at += 12 + length;
    }
    const indices = Array.from({ length: height }, (_, row) => [...data.subarray(row * (width + 1) + 1, (row + 1) * (width + 1))]).flat();
    return { width, height, indices, palette };
  }

  test("come back as they went in: runs, noise, long repeats, every size of match", () => {
    let state = 1;
    const noise = (n: number): number => (state = (state * 48271) % 2147483647) % n;
    const palette = Array.from({ length: 256 }, (_, k) => [k, 255 - k, (k * 7) % 256, 255]);
    for (const [columns, rows, of] of [
      [1, 1, () => 0], [3, 2, (i: number) => i], [300, 40, () => 5], [257, 33, () => noise(256)], [64, 64, (i: number) => (i >> 3) & 255],
      [600, 30, (i: number) => (i % 600 < 258 ? 1 : noise(3))], [1000, 9, (i: number) => (i % 7 === 0 ? noise(256) : 9)], [33000, 2, (i: number) => noise(2) * (i & 1)],
    ] as [number, number, (i: number) => number][]) {
      const indices = Array.from({ length: columns * rows }, (_, i) => of(i));
      const back = read(palettePng(columns, rows, indices, palette));
      expect([back.width, back.height]).toEqual([columns, rows]);
      expect(back.indices).toEqual(indices);
      expect(back.palette.slice(0, 6)).toEqual([0, 255, 0, 1, 254, 7]);
    } // prettier-ignore
  });

  test("repeats are small, and addresses are those of Node", () => {
    const bytes = palettePng(200, 200, new Array<number>(40_000).fill(3), [[1, 2, 3, 255], [0, 0, 0, 0], [9, 9, 9, 255], [4, 5, 6, 255]]); // prettier-ignore
    expect(bytes.length).toBeLessThan(1200);
    for (const length of [0, 1, 2, 3, 4, 100]) {
      const part = bytes.subarray(0, length);
      expect(dataAddress(part)).toBe(`data:image/png;base64,${Buffer.from(part).toString("base64")}`);
    }
  });
});

/** How dichromats see a color: Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const VISIONS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}; // prettier-ignore

function seen(hex: string, vision: string): Rgb {
  const linear = rgbOf(hex).map((c) => (c <= 10.31475 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const back = (v: number): number => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
  return VISIONS[vision]!.map((row) =>
    back(
      Math.max(
        0,
        Math.min(
          1,
          row.reduce((sum, w, k) => sum + w * linear[k]!, 0),
        ),
      ),
    ),
  ) as unknown as Rgb;
}

const distance = (a: Rgb, b: Rgb): number => Math.hypot(...oklab(a).map((x, k) => x - oklab(b)[k]!));

describe.each([light, dark])("theme $name", (theme) => {
  const background = rgbOf(theme.roles.background);
  const panel = rgbOf(theme.roles.panel);
  const series = ["series1", "series2", "series3", "series4", "series5", "series6"] as const;

  test("texts have a contrast of 4.5, shapes of 3, on background and panel", () => {
    for (const role of ["ink", "muted", "accent"] as const)
      for (const under of [background, panel]) expect(contrast(rgbOf(theme.roles[role]), under), role).toBeGreaterThanOrEqual(4.5);
    for (const role of [...series, "positive", "negative", "faint"] as const)
      expect(contrast(rgbOf(theme.roles[role]), background), role).toBeGreaterThanOrEqual(3);
    for (const role of series) expect(contrast(rgbOf(theme.roles[role]), panel), role).toBeGreaterThanOrEqual(2.8);
  });

  test.each(Object.keys(VISIONS))("series, and positive and negative, can be told apart: %s", (vision) => {
    const apart = (a: Role, b: Role): number => distance(seen(theme.roles[a], vision), seen(theme.roles[b], vision));
    series.forEach((a, i) => series.slice(i + 1).forEach((b) => expect(apart(a, b), `${a} and ${b}`).toBeGreaterThan(0.06)));
    expect(apart("positive", "negative")).toBeGreaterThan(0.15);
    expect(apart("series1", "series2")).toBeGreaterThan(0.15);
  });

  test.each(Object.keys(VISIONS))("ramps rise in lightness, the diverging one from its middle: %s", (vision) => {
    const lightness = (name: keyof Theme["ramps"]): number[] =>
      Array.from({ length: 33 }, (_, k) => oklab(seen(hexOf(rampColor(theme.ramps[name], k / 32)), vision))[0]);
    const rises = (values: readonly number[], sign: number): boolean => values.every((value, k) => k === 0 || sign * (value - values[k - 1]!) > -0.012); // prettier-ignore
    expect(rises(lightness("height"), 1)).toBe(true);
    expect(rises(lightness("heat"), theme.name === "light" ? -1 : 1)).toBe(true);
    const diverging = lightness("diverging");
    const sign = theme.name === "light" ? 1 : -1;
    expect(rises(diverging.slice(0, 17), sign)).toBe(true);
    expect(rises(diverging.slice(16), -sign)).toBe(true);
  });

  test("a text on any paint is readable", () => {
    for (let k = 0; k <= 20; k++)
      for (const ramp of ["height", "heat", "diverging", "gray"] as const) {
        const under = { ramp, at: k / 20 } as const;
        expect(contrast(rgbOf(colorOf({ on: under }, theme)), rgbOf(colorOf(under, theme)))).toBeGreaterThanOrEqual(4.5);
      }
  });
});

test("colors are mixed by lightness", () => {
  expect(mix([0, 0, 0], [255, 255, 255], 0)).toEqual([0, 0, 0]);
  expect(hexOf(mix(rgbOf("#2b5cd9"), rgbOf("#2b5cd9"), 0.5))).toBe("#2b5cd9");
  const middle = oklab(mix([0, 0, 0], [255, 255, 255], 0.5))[0];
  expect(middle).toBeCloseTo(0.5, 2);
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
});

describe("PNG files", () => {
  test("have the size of the scene, and letters of the typeface that comes along", async () => {
    const draw = (text: string): string => toSvg(scene([{ kind: "text", x: 5, y: 30, text, size: 20, paint: "ink" }]));
    const [hello, russian, empty] = await Promise.all(["Hello ∂", "Привет", ""].map((text) => pngOf(draw(text), 2)));
    const view = new DataView(hello!.buffer, hello!.byteOffset);
    expect([...hello!.subarray(0, 4)]).toEqual([137, 80, 78, 71]);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([200, 120]);
    expect(new Set([hello, russian, empty].map((bytes) => Buffer.from(bytes!).toString("base64"))).size).toBe(3);
    expect(hello!.length).toBeGreaterThan(empty!.length + 200);
    expect(russian!.length).toBeGreaterThan(empty!.length + 200);
  });

  test("what lies far outside of a clip harms nothing", async () => {
    const far: Mark = { kind: "path", lines: [[[100, 9000], [200, 15000]]], stroke: "ink" }; // prettier-ignore
    const box = { x: 10, y: 10, width: 50, height: 30 };
    const draw = (marks: readonly Mark[]): Promise<Uint8Array> => pngOf(toSvg(scene([{ kind: "group", name: "g", clip: box, marks }])), 1);
    expect(Buffer.compare(await draw([far]), await draw([]))).toBe(0);
  });
});
