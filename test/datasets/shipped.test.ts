// The shipped data sets: whole, as described, and honest: nothing of the test in the training part.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { TablePreprocessor } from "../../src/data/index.ts";
import { cars, dataset, datasetNames, iris, letters, lettersRu, list, penguins, verifyDataset } from "../../src/datasets/index.ts";
import type { ImagePart } from "../../src/datasets/index.ts";
import { decodeLetters, encodeLetters } from "../../src/datasets/lettersFormat.ts";

const assets = fileURLToPath(new URL("../../assets", import.meta.url));
const TEST_FONTS = ["caveat", "comfortaa", "fira-mono", "lobster", "marck-script", "playfair-display", "press-start-2p", "pt-serif"];
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const PIXELS = 28 * 28;

describe("letters", () => {
  const sets = [
    { load: letters, name: "letters", classes: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", fonts: 36, train: 93, test: 17 },
    { load: lettersRu, name: "letters-ru", classes: "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", fonts: 34, train: 85, test: 17 },
  ];

  test.each(sets)("$name: file is the one that was rendered", ({ name }) => {
    const sums = JSON.parse(readFileSync(join(assets, "letters.sha256.json"), "utf8")) as Record<string, string>;
    expect(sha256(gunzipSync(readFileSync(join(assets, `${name}.bin.gz`))))).toBe(sums[`${name}.bin`]);
  });

  test.each(sets)(
    "$name: every face draws every letter once; whole fonts are held out",
    async ({ load, classes, fonts, train, test: held }) => {
      const set = await load({ copies: 0 });
      expect(set.classes.join("")).toBe(classes);
      const count = set.classes.length;
      expect(set.train.shape).toEqual([train * count, 28, 28]);
      expect(set.test.shape).toEqual([held * count, 28, 28]);
      for (const part of [set.train, set.test]) {
        const perClass = new Array<number>(count).fill(0);
        part.labels.forEach((label) => perClass[label]!++);
        expect(new Set(perClass)).toEqual(new Set([part.labels.length / count]));
        expect(part.images.length).toBe(part.labels.length * PIXELS);
        expect(part.fonts).toHaveLength(part.labels.length);
      }
      const trained = new Set(set.train.fonts);
      expect([...new Set(set.test.fonts)].sort()).toEqual(TEST_FONTS);
      expect(TEST_FONTS.filter((font) => trained.has(font))).toEqual([]);
      expect(trained.size + TEST_FONTS.length).toBe(fonts);
    },
  );

  test.each(sets)("$name: no picture of the test is also trained on, but for bars that are one letter in any font", async ({ load }) => {
    const set = await load({ copies: 0 });
    const pictures = (part: ImagePart): string[] =>
      Array.from(part.labels, (_, i) => sha256(part.images.subarray(i * PIXELS, (i + 1) * PIXELS)));
    const trained = new Set(pictures(set.train));
    const shared = pictures(set.test).flatMap((picture, i) => (trained.has(picture) ? [set.classes[set.test.labels[i]!]] : []));
    expect(shared.filter((letter) => letter !== "I")).toEqual([]);
  });

  test.each(sets)("$name: the ink is bright, fits 20 × 20 in the middle, and reaches across it", async ({ load }) => {
    const { train, test: held } = await load({ copies: 0 });
    for (const { images, labels } of [train, held]) {
      for (let i = 0; i < labels.length; i++) {
        let [left, top, right, bottom, most] = [28, 28, -1, -1, 0];
        for (let y = 0; y < 28; y++) {
          for (let x = 0; x < 28; x++) {
            const ink = images[i * PIXELS + y * 28 + x]!;
            most = Math.max(most, ink);
            if (ink === 0) continue;
            [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
          }
        }
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(4);
        expect(Math.max(right, bottom)).toBeLessThanOrEqual(23);
        expect(Math.max(right - left, bottom - top)).toBeGreaterThanOrEqual(17);
        expect(most).toBeGreaterThan(75);
      }
    }
  });

  test("copies come after the plain pictures, are the same every time, and differ a little from them", async () => {
    const plain = (await letters({ copies: 0 })).test;
    const some = (await letters({ copies: 2 })).test;
    const usual = (await letters()).test;
    const count = plain.labels.length;
    expect(some.labels.length).toBe(3 * count);
    expect(sha256(some.images)).toBe(sha256(usual.images.subarray(0, some.images.length)));
    expect(sha256(some.images.subarray(0, plain.images.length))).toBe(sha256(plain.images));
    expect([...some.labels.subarray(count, 2 * count)]).toEqual([...plain.labels]);
    expect(some.fonts!.slice(2 * count)).toEqual(plain.fonts);
    const sum = (from: Uint8Array): number => from.reduce((total, ink) => total + ink, 0);
    for (const round of [1, 2]) {
      const copy = some.images.subarray(round * count * PIXELS, (round + 1) * count * PIXELS);
      let same = 0;
      let apart = 0;
      for (let i = 0; i < copy.length; i++) {
        if (copy[i] === plain.images[i]) same++;
        apart += Math.abs(copy[i]! - plain.images[i]!);
      }
      expect(same / copy.length).toBeLessThan(0.9);
      expect(apart / sum(plain.images)).toBeLessThan(0.8); // unrelated letters would be about 1.5 apart
      expect(sum(copy) / sum(plain.images)).toBeGreaterThan(0.9); // ink is moved, not lost
      expect(sum(copy) / sum(plain.images)).toBeLessThan(1.1);
    }
    await expect(letters({ copies: 1.5 })).rejects.toThrow("letters: copies must be a whole number from 0 to 20, got 1.5");
  });

  test("the file format: what was written is read; what is damaged is refused", () => {
    const file = {
      header: { name: "x", count: 2, width: 1, height: 2, classes: ["a", "б"], fonts: [], faces: [] },
      images: Uint8Array.of(1, 2, 3, 4),
      labels: Uint8Array.of(1, 0),
      faceOf: Uint8Array.of(0, 0),
    };
    const bytes = encodeLetters(file);
    expect(decodeLetters(bytes, "x")).toEqual(file);
    expect(() => decodeLetters(bytes.subarray(0, bytes.length - 1), "x.bin")).toThrow(/x\.bin is damaged \(\d+ bytes where \d+ were due\)/);
    expect(() => decodeLetters(bytes.subarray(0, 20), "x.bin")).toThrow("its header is cut off");
    expect(() => decodeLetters(bytes.subarray(1), "x.bin")).toThrow("it has another format");
  });

  test("every font's licence is named on the page, and every licence's text is there", () => {
    const page = readFileSync(join(assets, "LICENSES.md"), "utf8");
    const { header } = decodeLetters(gunzipSync(readFileSync(join(assets, "letters.bin.gz"))), "letters");
    for (const font of header.fonts) expect(page).toContain(`| ${font.package} | ${font.version} | ${font.license} |`);
    for (const text of [
      "SIL OPEN FONT LICENSE Version 1.1",
      "Apache License",
      "UBUNTU FONT LICENCE Version 1.0",
      "Bitstream Vera Fonts Copyright",
    ]) {
      expect(page).toContain(text);
    }
  });
});

describe("tables", () => {
  test("iris", async () => {
    const { table, classes, train, test: held, target } = await iris();
    expect([table.rows.length, classes, target]).toEqual([150, ["setosa", "versicolor", "virginica"], "species"]);
    for (const species of classes) {
      expect(train.rows.filter((row) => row[4] === species)).toHaveLength(35);
      expect(held.rows.filter((row) => row[4] === species)).toHaveLength(15);
    }
    expect(table.rows[0]).toEqual(["5.1", "3.5", "1.4", "0.2", "setosa"]);
  });

  test("penguins, with their missing values", async () => {
    const { table, classes, target } = await penguins();
    expect([table.rows.length, classes]).toEqual([344, ["Adelie", "Chinstrap", "Gentoo"]]);
    const { imputed, shape } = TablePreprocessor.fit(table, { target }).transform(table);
    expect(shape).toEqual([344, 9]);
    expect(imputed.map(({ column, count }) => [column, count])).toEqual([
      ["bill_length_mm", 2],
      ["bill_depth_mm", 2],
      ["flipper_length_mm", 2],
      ["body_mass_g", 2],
      ["sex", 11],
    ]);
  });

  test("cars: the 392 complete rows", async () => {
    const { table, target, task, classes, train, test: held } = await cars();
    expect([table.rows.length, task, target, classes]).toEqual([392, "regression", "mpg", []]);
    expect(train.rows.length + held.rows.length).toBe(392);
    const way = TablePreprocessor.fit(table, { target });
    expect(way.task).toBe("regression");
    const { values, imputed } = way.transform(table);
    expect(imputed).toEqual([]);
    const mean = values!.reduce((sum, value) => sum + value, 0) / 392;
    expect(mean).toBeCloseTo(23.4459, 4); // as the literature has it for the 392 rows
    expect(way.state.ignored).toEqual([{ name: "name", reason: "text" }]);
  });

  test("the same rows every time", async () => {
    expect((await iris()).test.lines).toEqual((await iris()).test.lines);
    expect((await iris()).test.lines).not.toEqual((await iris()).train.lines.slice(0, 45));
  });
});

describe("list", () => {
  test("says of every shipped set what reading it gives", async () => {
    const all = list().map(({ name }) => name);
    expect(datasetNames().filter((name) => !all.includes(name))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    for (const { name, samples, where, bytes, license, source, references } of list({ cache: "/nowhere" })) {
      expect([license, source].every((text) => text.length > 2)).toBe(true);
      expect(bytes).toBeGreaterThan(1000);
      for (const { value, what, source: by } of references) expect(value > 0.4 && value < 1 && what.length > 3 && by.length > 3).toBe(true);
      if (where !== "shipped") {
        expect(where).toBe("to be fetched");
        continue;
      }
      await verifyDataset(name);
      const set = (await dataset(name))!;
      const sizes =
        set.kind === "table" ? [set.train.rows.length, set.test.rows.length] : [set.train.labels.length, set.test.labels.length];
      expect([samples.train, samples.test]).toEqual(sizes);
    }
  });

  test("names that are none", async () => {
    expect(await dataset("toString")).toBeUndefined();
    expect(await dataset("leters")).toBeUndefined();
  });
});
