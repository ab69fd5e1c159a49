// The report of a run: one file that needs nothing from elsewhere, in both languages, readable for everyone (checked by axe in Chromium).
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportAgain } from "../../src/cli/report.ts";
import { figureName, figureText } from "../../src/cli/figures.ts";
import type { Exhibit } from "../../src/cli/exhibits.ts";
import { exhibitHtml } from "../../src/cli/report/exhibits.ts";
import { Figures } from "../../src/cli/report/figure.ts";
import { plural } from "../../src/cli/report/plural.ts";
import { reportWords } from "../../src/cli/report/words.ts";
import { csvOf, heard, path, pictures, put, refusal, rowsOf, text, trained } from "./own.ts";

const page = (run: string): string => readFileSync(join(path(run), "report.html"), "utf8");

beforeAll(async () => {
  const rows = rowsOf(120, 3);
  await trained(put("таблица.csv", csvOf(rows.map(({ size: _, ...row }) => row))), "table", { layers: "4", epochs: 5, landscape: true, lang: "ru" }); // prettier-ignore
  await trained(put("numbers.csv", csvOf(rows.map(({ kind: _, ...row }) => row))), "numbers", { layers: "4", epochs: 5 });
  await trained(pictures("bars", 6, 6), "pictures", { epochs: 1, width: 2 });
  await trained(put("cats.txt", text()), "text", { width: 16, depth: 1, context: 16, epochs: 1 });
}, 90_000);

const RUNS = ["table", "numbers", "pictures", "text"] as const;

describe("one file", () => {
  for (const run of RUNS)
    test(`${run} needs nothing from elsewhere`, () => {
      const html = page(run);
      expect(html).not.toMatch(/<script|<link|<iframe|@import|\bon\w+="/i);
      // What the page refers to lies in it.
      const references = [...html.matchAll(/\b(?:src|href|xlink:href)="([^"]*)"|url\(([^)]*)\)/g)].map((match) => match[1] ?? match[2]!);
      expect(references.filter((target) => !target.startsWith("#") && !target.startsWith("data:"))).toEqual([]);
      expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:/);
      const ids = [...html.matchAll(/\bid="([^"]*)"/g)].map((match) => match[1]!);
      expect(new Set(ids).size).toBe(ids.length);
      for (const target of references.filter((reference) => reference.startsWith("#"))) expect(ids).toContain(target.slice(1));
    });

  test("what a user's file holds is text, and no markup", async () => {
    const rows = rowsOf(40, 3).map(({ a, b, kind }) => ({ '<img src=x onerror="alert(1)">': a, b, kind: `<b>${kind}</b>` }));
    await trained(put("<i>bad.csv".replace("<i>", "bad-"), csvOf(rows)), "bad", { layers: "4", epochs: 1 });
    expect(page("bad")).not.toMatch(/<img src=x|<b>low/);
    expect(page("bad")).toContain("&lt;b&gt;low&lt;/b&gt;");
  });
});

describe("languages", () => {
  test("the language that was asked for", () => {
    expect(page("table")).toMatch(/<html lang="ru">[\s\S]*Карточка модели[\s\S]*Ландшафт/);
    expect(page("numbers")).toMatch(/<html lang="en">[\s\S]*Model card/);
    expect(page("numbers").replace(/<pre>[\s\S]*?<\/pre>/g, "")).not.toMatch(/[а-яё]/i);
  });

  test("once more in the other one, with the landscape, from what was kept", async () => {
    await heard((terminal) => reportAgain(path("numbers"), { lang: "ru", landscape: true, threads: 1 }, terminal));
    expect(page("numbers")).toMatch(/<html lang="ru">[\s\S]*Где оценки ошибаются[\s\S]*Ландшафт функции потерь/);
    await heard((terminal) => reportAgain(path("numbers"), { lang: "en", out: path("again.html") }, terminal));
    expect(readFileSync(path("again.html"), "utf8")).toMatch(/<html lang="en">[\s\S]*Loss landscape/);
  });

  test("is refused in one line where there is nothing to show", async () => {
    expect(await refusal(heard((terminal) => reportAgain(path("nowhere"), {}, terminal)))).toMatch(/nowhere: there is no such folder/);
    expect(await refusal(heard((terminal) => reportAgain(path("table"), { out: path("x.pdf") }, terminal)))).toBe("--out …/x.pdf: name a file that ends in .html"); // prettier-ignore
  });

  test("numbers have the nouns that they ask for", () => {
    const rows = (count: number): string => plural(count, "строка", "строки", "строк");
    expect([1, 2, 5, 11, 12, 21, 22, 111, 1.5].map(rows)).toEqual(["1 строка", "2 строки", "5 строк", "11 строк", "12 строк", "21 строка", "22 строки", "111 строк", "1,5 строки"]); // prettier-ignore
    expect([plural(2401, "row", "rows"), rows(2401)]).toEqual(["2,401 rows", "2\u00a0401 строка"]);
    expect(plural(1, "row", "rows") + plural(2, "row", "rows")).toBe("1 row2 rows");
    expect([figureName("r2", "ru"), figureText("r2", 0.5, "ru"), figureText("accuracy", 0.974)]).toEqual(["R²", "0,500", "97.4 %"]);
  });
});

describe("exhibits", () => {
  const shown = (exhibit: Exhibit, language: "en" | "ru"): string => exhibitHtml(exhibit, { words: reportWords[language], language, figures: new Figures(language) }); // prettier-ignore

  test("labels of boxes keep apart", () => {
    const box = (left: number, top: number, label: string) => ({ box: [left, top, left + 40, top + 40] as const, label, kind: 0, score: 0.5, truth: false }); // prettier-ignore
    const html = shown({ exhibit: "boxes", items: [{ photo: { png: "", width: 128, height: 128 }, name: "a", boxes: [box(20, 30, "cat"), box(24, 33, "lynx"), box(22, 28, "tiger")] }] }, "en"); // prettier-ignore
    const labels = [...html.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="8.0" fill="#000"/g)].map((match) => match.slice(1).map(Number) as [number, number, number]); // prettier-ignore
    expect(labels).toHaveLength(3);
    labels.forEach(
      ([x, y, wide], i) =>
      labels.slice(0, i).forEach(([ownX, ownY, ownWide]) => expect(x + wide <= ownX || ownX + ownWide <= x || Math.abs(y - ownY) >= 8).toBe(true)), // prettier-ignore
    );
  });

  test("cells of a user's table are short, errors in the reader's numbers", () => {
    const html = shown({ exhibit: "rows", of: "odd", columns: ["", "error", "x", "at", "note"], rows: [["7", "0.056", "-1.714431817209983", "2024-06-05T22:13:20.000Z", "x".repeat(90)]] }, "ru"); // prettier-ignore
    expect(html).toContain(">0,056<");
    expect(html).toContain(">−1,7144<");
    expect(html).toContain(">2024-06-05 22:13:20<");
    expect(html).toContain(`>${"x".repeat(59)}…<`);
  });

  test("texts without heaps of empty lines, and how they were drawn", () => {
    const html = shown({ exhibit: "texts", of: "samples", items: [{ source: "\n\n\nbegin", text: "a\n\n\n\n\nb", how: "temperature 0.8, top-p 0.95" }] }, "ru"); // prettier-ignore
    expect(html).toContain('<span class="begin">begin</span>a\n\nb');
    expect(html).toContain("температура 0,8, top-p 0,95");
  });

  test("classes that have no names are called in the reader's language", () => {
    const photo = { png: "", width: 8, height: 8 };
    const exhibit: Exhibit = { exhibit: "masks", classes: ["background", "object"], items: [{ photo, name: "a", truth: photo, found: photo }] }; // prettier-ignore
    expect(shown(exhibit, "ru")).toMatch(/фон[\s\S]*объект/);
    expect(shown(exhibit, "en")).toMatch(/background[\s\S]*object/);
  });
});

test("the model card says the result, and how to make it again", async () => {
  await heard((terminal) => reportAgain(path("numbers"), { lang: "en", out: path("card.html") }, terminal));
  expect(readFileSync(path("card.html"), "utf8")).toMatch(
    /<dt>Result<\/dt><dd>R²: \S+ \(95 % interval: \S+ – \S+\)\. Without a network: \S+, a linear model\.<\/dd>/,
  );
  expect(page("text")).toContain("--width 16 --depth 1 --epochs 1 ");
  expect(page("pictures")).toContain("--width 2 --activation relu --epochs 1 ");
});

describe("for everyone", () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  let browser: Browser;
  beforeAll(async () => {
    const { findBrowser } = (await import(new URL("../../scripts/browser.mjs", import.meta.url).href)) as {
      findBrowser: () => Promise<string | undefined>;
    };
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath: (await findBrowser())!, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  for (const run of RUNS)
    for (const [colorScheme, width] of [
      ["light", 1000],
      ["dark", 375],
    ] as const)
      // prettier-ignore
      test(`${run}, ${colorScheme}, ${width} pixels`, { timeout: 60_000 }, async () => {
        const file = path(`${run}.html`);
        writeFileSync(file, page(run));
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
        const tab = await context.newPage();
        const asked: string[] = [];
        tab.on("request", (request) => asked.push(request.url()));
        await tab.goto(`file://${file}`);
        expect(asked.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))).toEqual([]);
        expect(await tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
        await tab.evaluate(axe);
        const violations = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 120)))`;
        const found = await tab.evaluate<string[]>(violations);
        expect(found).toEqual([]);
        await context.close();
      });
});
