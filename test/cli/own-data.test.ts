// Data as people have them: files whose names mislead, masks of class numbers, pictures in other forms, few rows; and what a linear model makes of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pngOfBytes, pngOfPlanes } from "../../src/cli/photo.ts";
import { linearAnswers } from "../../src/cli/kinds/linear.ts";
import { masksLoss } from "../../src/cli/kinds/masks.ts";
import { RandomSource, tensorDataset } from "../../src/data/index.ts";
import { concat, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import { csvOf, evaluated, path, predicted, pictures, put, refusal, rowsOf, trained } from "./own.ts";

const notesOf = ({ events }: Awaited<ReturnType<typeof trained>>): string => (events[0]!["notes"] as string[]).join("\n");
const rows = rowsOf(60, 4);

describe("tables", () => {
  test("cells that end at commas in a file .tsv", async () => {
    const run = await trained(put("commas.tsv", csvOf(rows)), "commas", { layers: "4", epochs: 2 });
    expect(notesOf(run)).toContain("read as CSV, cells separated by comma");
  });

  test("the baseline is a linear model where that is better than the mean or the most frequent class", async () => {
    const sizes = await trained(put("sizes.csv", csvOf(rows.map(({ kind: _, ...row }) => row))), "sizes", { target: "size", layers: "4", epochs: 2 }); // prettier-ignore
    const baseline = sizes.events.find(({ event }) => event === "test")!["baseline"] as { what: string; value: number };
    expect(baseline.what).toBe("linear");
    expect(baseline.value).toBeGreaterThan(0.98);
    const kinds = await trained(put("kinds.csv", csvOf(rows)), "kinds", { layers: "4", epochs: 2 });
    expect(kinds.events.find(({ event }) => event === "test")!["baseline"]).toMatchObject({ what: "linear" });
  });

  test("a linear model by least squares", () => {
    const x = Float32Array.from({ length: 40 }, (_, i) => i - 20);
    const data = (y: Float32Array | Int32Array) => tensorDataset({ dtype: "f32", shape: [40, 1], data: x }, y instanceof Int32Array ? { dtype: "i32", shape: [40], data: y } : { dtype: "f32", shape: [40, 1], data: y }); // prettier-ignore
    const line = data(x.map((value) => 3 * value + 5));
    linearAnswers(line, line, 1)!.forEach((value, i) => expect(value).toBeCloseTo(3 * x[i]! + 5, 0));
    const steps = data(Int32Array.from(x, (value) => (value < 0 ? 0 : 1)));
    const answers = linearAnswers(steps, steps, 2)!;
    x.forEach((value, i) => expect(answers[2 * i + 1]! > answers[2 * i]!).toBe(value >= 0));
  });

  test("weights are held small as strongly as was asked", async () => {
    await trained(path("kinds.csv"), "decayed", { layers: "4", epochs: 2, decay: 0.7 });
    const { settings } = JSON.parse(readFileSync(join(path("decayed"), "model.json"), "utf8")) as { settings: { recipe: { weightDecay: number } } }; // prettier-ignore
    expect(settings.recipe.weightDecay).toBe(0.7);
    expect(readFileSync(join(path("decayed"), "report.html"), "utf8")).toContain("--batch 8 --decay 0.7 --seed 0");
  });

  test("rows that are out of the ordinary and left out of training are counted without those of the test", async () => {
    const odd = rows.map(({ a, b }, i) => ({ a, b, state: i % 6 === 0 ? "broken" : "fine" }));
    const run = await trained(put("states.csv", csvOf(odd)), "states", { task: "anomaly", target: "state", epochs: 2 });
    expect(notesOf(run)).toContain('"fine" is the ordinary (the most frequent); 8 other rows left out of training');
    expect(notesOf(run)).toContain("12 of 60 are the test");
  });

  test("values that are filled in are told for new data, too", async () => {
    const sparse = put("sparse.csv", "a,b,color,size\n1,,red,2\n,,blue,3\n");
    const { text, events } = await predicted("kinds", sparse);
    expect(text).toMatch(/^a: 1 missing value filled with the median \S+\nb: 2 missing values filled with the median \S+\n$/);
    expect(events).toHaveLength(2);
    const known = put("sparse-known.csv", "a,b,color,size,kind\n1,,red,2,low\n4,5,blue,3,high\n");
    expect((await evaluated("kinds", known)).text).toContain("b: 1 missing value filled with the median");
  });

  test("few rows are refused", async () => {
    expect(await refusal(trained(put("few.csv", "a,b,y\n1,2,x\n2,1,z\n3,4,x\n"), "few", {}))).toBe("few.csv: 3 rows with a value of y are too few to learn from; 10 are the least"); // prettier-ignore
    expect(await refusal(trained("", "few", {}))).toMatch(/^train: the source is empty; name a data set/);
  });

  test("a column of dates is not used, and what to do is said", async () => {
    const dated = rows.map((row, i) => ({ day: `${1 + (i % 28)}.02.2024`, ...row }));
    expect(notesOf(await trained(put("dated.csv", csvOf(dated)), "dated", { layers: "4", epochs: 1 }))).toContain("not used: day (date); a date counts once"); // prettier-ignore
  });
});

describe("masks", () => {
  /** Discs of one class, squares of another on noise; the mask has the numbers of the classes, as many tools write them. */
  function numbered(name: string, count: number, seed: number): string {
    const random = new RandomSource(seed);
    const side = 32;
    for (let n = 0; n < count; n++) {
      const kind = 1 + (n % 2);
      const [x0, y0, r] = [10 + random.integer(12), 10 + random.integer(12), 6 + random.integer(3)];
      const own = Uint8Array.from({ length: side * side }, (_, i) => {
        const [dx, dy] = [(i % side) - x0, Math.floor(i / side) - y0];
        return (kind === 1 ? dx * dx + dy * dy < r * r : Math.max(Math.abs(dx), Math.abs(dy)) < r) ? kind : 0;
      });
      put(`${name}/masks/${n}.png`, pngOfBytes(own, side, side));
      const color = [0.2, 0.9, 0.5];
      put(
        `${name}/${n}.png`,
        pngOfPlanes(
          Float32Array.from(own, (c) => color[c]! + 0.03 * random.normal()),
          1,
          side,
          side,
        ),
      );
    }
    return path(name);
  }

  test("of class numbers, dark as they are, are classes", { timeout: 60_000 }, async () => {
    const run = await trained(numbered("numbered", 20, 3), "numbered-run", { width: 12, depth: 2, epochs: 30, lr: 0.005 });
    expect(notesOf(run)).toContain("classes of the masks: background, 1, 2");
    expect(run.last["test"]).toBeGreaterThan(0.8);
    const { baseline, groups } = run.events.find(({ event }) => event === "test") as { baseline: { value: number }; groups: object[] };
    expect(baseline.value).toBeGreaterThan(0);
    expect(baseline.value).toBeLessThan(0.3);
    expect(groups).toHaveLength(2);
    expect((await evaluated("numbered-run", numbered("numbered-new", 4, 5))).last["test"]).toBeGreaterThan(0.7);
  });

  test("are judged by every pixel and by every class of the whole batch", () => {
    const target = tensor([0, 0, 1, 1, 0, 0, 0, 0], { shape: [2, 2, 2], dtype: "i32" });
    const logits = (right: number): Tensor => tensor([right, right, 0, 0, right, right, right, right], { shape: [2, 1, 2, 2] }); // prettier-ignore
    const both = (right: number): Tensor => concat([logits(right), logits(right).neg().add(right)], 1);
    const [good, even] = [masksLoss(2)(both(30), target).item(), masksLoss(2)(both(0), target).item()];
    expect(good).toBeCloseTo(0, 4);
    // Cross-entropy log 2; Dice of halves: 1 − mean of (2·3 + 1) / (4 + 6 + 1) and (2·1 + 1) / (4 + 2 + 1).
    expect(even).toBeCloseTo(Math.log(2) + 1 - (7 / 11 + 3 / 7) / 2, 4);
  });
});

describe("folders", () => {
  test("pictures in other forms are counted, and refused where there are no others", async () => {
    const folder = pictures("mixed", 4, 3);
    put("mixed/lying/moving.gif", "GIF89a");
    expect(notesOf(await trained(folder, "mixed-run", { epochs: 1, width: 2 }))).toContain("1 file not read, as only .png and .jpg are: lying/moving.gif"); // prettier-ignore
    put("web/cats/1.webp", "RIFF");
    expect(await refusal(trained(path("web"), "web-run", {}))).toBe(
      "…/web: its pictures end in .webp; only .png and .jpg are read: convert them",
    );
  });
});
