// The pictures of the documentation: the quick ones are computed again and must give the same bytes; all of them are looked over
// as scenes: texts inside the picture and beside each other, plain data, a title and a table in both languages.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultDevice, setDefaultDevice, wasm } from "../../src/index.ts";
import { dark, light, textWidth, toSvg } from "../../src/viz/index.ts";
import type { Box, Mark, Scene } from "../../src/viz/index.ts";
import { allPictures } from "../../scripts/pictures/all.ts";
import { elementsOf, parseXml, textOf } from "./xml.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "docs", "pictures");
const before = defaultDevice();
beforeAll(() => setDefaultDevice(wasm({ portable: true })));
afterAll(() => setDefaultDevice(before));

/** A text and the rectangle that it covers; `cut` if it is seen through a clip. */
interface Placed extends Box {
  readonly text: string;
  readonly cut: boolean;
  readonly halo: boolean;
}

function textsOf(marks: readonly Mark[], dx = 0, dy = 0, cut = false): Placed[] {
  return marks.flatMap((mark): Placed[] => {
    if (mark.kind === "group")
      return textsOf(mark.marks, dx + (mark.at?.[0] ?? 0), dy + (mark.at?.[1] ?? 0), cut || mark.clip !== undefined);
    if (mark.kind !== "text" || mark.turn) return [];
    const width = textWidth(mark.text, mark.size, mark.bold);
    const left = mark.x - (mark.align === "end" ? width : mark.align === "middle" ? width / 2 : 0);
    const base = mark.middle ? mark.y + mark.size * 0.36 : mark.y;
    return [
      { text: mark.text, cut, halo: mark.halo ?? false, x: left + dx, y: base - mark.size * 0.75 + dy, width, height: mark.size * 0.75 },
    ];
  });
}

function inspect(scene: Scene, svg: string): void {
  expect(JSON.parse(JSON.stringify(scene))).toEqual(scene);
  expect(scene.title.length).toBeGreaterThan(2);
  expect(scene.description.length).toBeGreaterThan(2);
  expect(scene.table.columns.length).toBeGreaterThan(1);
  expect(scene.table.rows.length).toBeGreaterThan(0);
  const texts = textsOf(scene.marks);
  for (const { text, x, y, width, height } of texts) {
    expect(x, `"${text}" begins outside`).toBeGreaterThanOrEqual(-1);
    expect(x + width, `"${text}" ends outside of ${scene.width}`).toBeLessThanOrEqual(scene.width + 1);
    expect(y, `"${text}" stands above`).toBeGreaterThanOrEqual(-1);
    expect(y + height, `"${text}" stands below ${scene.height}`).toBeLessThanOrEqual(scene.height + 1);
  }
  // Labels beside the drawing never cover each other; those on it have rims and may meet lines.
  const fixed = texts.filter(({ cut, text }) => !cut && text.trim() !== "");
  fixed.forEach((a, i) =>
    fixed.slice(i + 1).forEach((b) => {
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      expect(across > 1.5 && down > 1.5, `"${a.text}" and "${b.text}" overlap`).toBe(false);
    }),
  );
  const all = [...elementsOf(parseXml(svg))];
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const ids = all.flatMap(({ attributes }) => attributes["id"] ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(textOf(all.find(({ name }) => name === "title")!)).toBe(scene.title);
}

describe.each(allPictures.filter(({ slow }) => !slow))("$name", ({ name, russian, dark: night, compute }) => {
  let draw: Awaited<ReturnType<typeof compute>>;
  beforeAll(async () => void (draw = await compute()));

  test("is sound, and the same bytes as in docs/pictures", () => {
    const scene = draw("en");
    const svg = toSvg(scene);
    inspect(scene, svg);
    expect(svg === readFileSync(join(folder, `${name}.svg`), "utf8"), `${name}.svg differs: run \`npm run pictures -- ${name}\``).toBe(
      true,
    );
    if (night) expect(toSvg(scene, { theme: dark }) === readFileSync(join(folder, `${name}.dark.svg`), "utf8")).toBe(true);
  });

  test("speaks Russian where it must", () => {
    const scene = draw("ru");
    const svg = toSvg(scene, { theme: light });
    inspect(scene, svg);
    expect(scene.language).toBe("ru");
    if (russian) {
      expect(scene.title).toMatch(/[а-яё]/i);
      expect(svg === readFileSync(join(folder, `${name}.ru.svg`), "utf8")).toBe(true);
    }
  });
});

test("every picture of the list is there, in all its forms, and nothing else; all together are small", () => {
  const expected = allPictures.flatMap(({ name, russian, dark: night }) => [`${name}.svg`, ...(night ? [`${name}.dark.svg`] : []), ...(russian ? [`${name}.ru.svg`] : [])]); // prettier-ignore
  expect(allPictures.length).toBeGreaterThanOrEqual(20);
  expect(readdirSync(folder).sort()).toEqual(expected.sort());
  for (const file of expected) expect(existsSync(join(folder, file)), file).toBe(true);
  expect(expected.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(2.5 * 1024 * 1024);
});

test.each(readdirSync(folder))("%s is well-formed and says what it shows", (file) => {
  const root = parseXml(readFileSync(join(folder, file), "utf8"));
  const texts = root.children.filter((child) => typeof child !== "string").filter(({ name }) => name === "title" || name === "desc");
  expect(texts.map(({ name }) => name)).toEqual(["title", "desc"]);
  for (const element of texts) expect(textOf(element).length).toBeGreaterThan(2);
  if (file.endsWith(".ru.svg")) expect(textOf(texts[0]!)).toMatch(/[а-яёXR]/i);
});
