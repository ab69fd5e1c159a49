// Every kind of task on a tiny set of its own: trains, is measured, answers for new data, goes on after a stop to the same bits, and refuses
// what does not fit in one exact line.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { TrainOptions } from "../../src/cli/train.ts";
import { csvOf, evaluated, pairs, path, pictures, predicted, put, refusal, resumed, rowsOf, text, things, trained } from "./own.ts";
import type { Heard } from "./own.ts";

const rows = rowsOf(90, 1);
const without = (name: string): string => csvOf(rowsOf(6, 2).map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => key !== name)))); // prettier-ignore
const shapes = things("shapes", 20, 4);

interface Case {
  readonly source: string;
  readonly options: TrainOptions;
  readonly metric: string;
  /** Least (or, for bits, largest) figure. */
  readonly reached: number;
  readonly fresh: { readonly answered: string; readonly unanswered: string | undefined };
  readonly check: (answers: Heard) => void;
}

const cases: Readonly<Record<string, Case>> = {
  classification: {
    source: put("kinds.csv", csvOf(rows.map(({ size: _, ...row }) => row))),
    options: { layers: "8", epochs: 30 },
    metric: "accuracy",
    reached: 0.9,
    fresh: { answered: put("kinds-new.csv", csvOf(rowsOf(12, 2))), unanswered: put("kinds-plain.csv", without("kind")) },
    check: ({ events }) => expect(events.map(({ prediction }) => prediction)).toEqual(["low", "high", "far", "low", "high", "far"]),
  },
  regression: {
    source: put("sizes.csv", csvOf(rows.map(({ kind: _, ...row }) => row))),
    options: { target: "size", layers: "16", epochs: 60, lr: 0.01 },
    metric: "r2",
    reached: 0.9,
    fresh: { answered: path("kinds-new.csv"), unanswered: put("sizes-plain.csv", without("size")) },
    check: ({ events }) => expect(events[2]!["prediction"]).toBeGreaterThan(Number(events[1]!["prediction"])),
  },
  clustering: {
    source: path("kinds.csv"),
    options: { task: "clustering", target: "kind", ignore: "color", epochs: 60 },
    metric: "adjustedRand",
    reached: 0.8,
    fresh: { answered: path("kinds-new.csv"), unanswered: path("kinds-plain.csv") },
    check({ events }) {
      const [first, second, third, ...again] = events.map(({ prediction }) => prediction);
      expect(new Set([first, second, third]).size).toBe(3);
      expect(again).toEqual([first, second, third]);
    },
  },
  anomaly: {
    source: put(
      "odd.csv",
      csvOf(rowsOf(90, 5).map(({ a, b }, i) => (i % 15 === 0 ? { a: 30, b: -30, state: "broken" } : { a, b, state: "fine" }))),
    ),
    options: { task: "anomaly", target: "state", epochs: 40 },
    metric: "rocAuc",
    reached: 0.99,
    fresh: {
      answered: put("odd-new.csv", "a,b,state\n0,0,fine\n60,-50,broken\n4,5,fine\n"),
      unanswered: put("odd-plain.csv", "a,b\n0,0\n60,-50\n"),
    },
    check: ({ events }) => expect(events[1]!["prediction"]).toBe("unusual"),
  },
  pictures: {
    source: pictures("bars", 14, 6),
    options: { epochs: 12, width: 6, lr: 0.005 },
    metric: "accuracy",
    reached: 0.7,
    fresh: { answered: pictures("bars-new", 3, 7), unanswered: path("bars-new/standing/1.png") },
    check: ({ events }) => expect(events[0]).toMatchObject({ file: "1.png", prediction: expect.any(String) }),
  },
  texts: {
    source: put("letters.csv", `letter,mood\n${Array.from({ length: 120 }, (_, i) => `"Dear friend number ${i}, what a ${i % 2 === 0 ? "lovely, sunny" : "gray and rainy"} day it is",${i % 2 === 0 ? "glad" : "sad"}`).join("\n")}\n`), // prettier-ignore
    options: { epochs: 4, width: 8 },
    metric: "accuracy",
    reached: 0.95,
    fresh: {
      answered: put("letters-new.csv", "mood,letter\nglad,A sunny and lovely day\nsad,It is gray\n"),
      unanswered: put("letters-plain.csv", "letter\nWhat a gray and rainy week\n"),
    },
    check: ({ events }) => expect(events[0]).toMatchObject({ row: 1, prediction: "sad" }),
  },
  generation: {
    source: put("cats.txt", text()),
    options: { width: 16, depth: 1, context: 16, epochs: 3 },
    metric: "bitsPerCharacter",
    reached: 4,
    fresh: { answered: put("cats-new.txt", text().slice(0, 300)), unanswered: put("beginnings.txt", "The cat\nThe fox\n") },
    check({ events }) {
      expect(events.map(({ prompt }) => prompt)).toEqual(["The cat", "The fox"]);
      expect(events[0]!["text"]).toHaveLength(20);
    },
  },
  translation: {
    source: put("pairs.tsv", pairs(60)),
    options: { width: 16, depth: 1, epochs: 3, tokens: "characters", batch: 8 },
    metric: "chrF",
    reached: 0,
    fresh: {
      answered: put("pairs-new.tsv", "english\trussian\nten one\tдесять один\n"),
      unanswered: put("sources.csv", "english\nsix six\n"),
    },
    check: ({ events }) => expect(events[0]).toMatchObject({ row: 1, source: "six six", prediction: expect.any(String) }),
  },
  segmentation: {
    source: shapes.masks,
    options: { size: "32", width: 4, depth: 2, epochs: 12, lr: 0.01 },
    metric: "dice",
    reached: 0.5,
    fresh: { answered: things("fresh", 5, 8).masks, unanswered: path("fresh-coco/1.png") },
    check: ({ events }) => expect(events[0]!["shares"]).toHaveProperty("object"),
  },
  detection: {
    source: shapes.yolo,
    options: { size: "64", width: 4, epochs: 6 },
    metric: "map50",
    reached: 0,
    fresh: { answered: path("fresh-coco"), unanswered: path("fresh-yolo/images") },
    check: ({ events }) => expect(events.map(({ file }) => file)).toEqual(["0.png", "1.png", "2.png", "3.png", "4.png"]),
  },
};

describe("kinds", () => {
  for (const [name, { source, options, metric, reached, fresh, check }] of Object.entries(cases))
    test(name, { timeout: 60_000 }, async () => {
      const { last, events } = await trained(source, name, options);
      expect(last).toMatchObject({ event: "result", metric });
      const figure = last["test"] as number;
      expect(metric === "bitsPerCharacter" ? -figure : figure).toBeGreaterThanOrEqual(metric === "bitsPerCharacter" ? -reached : reached);
      expect((events[0]!["notes"] as string[]).join("\n")).toMatch(/task: /);
      expect(readdirSync(path(name)).sort()).toEqual(["history.jsonl", "model.json", "model.safetensors", "report.html", "report.json"]);
      expect((await evaluated(name)).last["test"]).toBe(figure);
      expect((await evaluated(name, fresh.answered)).last).toMatchObject({ event: "result", metric });
      check(await predicted(name, fresh.unanswered, name === "generation" ? { length: 20 } : {}));
      // Stopped after two epochs, then continued.
      const stopping = trained(source, `${name}-stopped`, options, ({ event, epoch }) => {
        if (event === "epoch" && epoch === 2) (process.listeners("SIGTERM").at(-1) as () => void)();
      });
      expect(await refusal(stopping)).toMatch(/stopped in epoch \d+ of/);
      expect((await resumed(`${name}-stopped`)).last["test"]).toBe(figure);
      const bytes = (run: string): string => readFileSync(join(path(run), "model.safetensors"), "base64");
      expect(bytes(`${name}-stopped`)).toBe(bytes(name));
    });
});

test("texts are read by an LSTM or a transformer, too", { timeout: 60_000 }, async () => {
  for (const model of ["lstm", "transformer"]) {
    const { last, events } = await trained(path("letters.csv"), `texts-${model}`, { model, width: 8, epochs: 6, lr: 0.02 });
    expect(last["test"]).toBeGreaterThan(0.9);
    expect((events[0]!["notes"] as string[]).join()).toContain("letter is read as text, by words");
  }
});

test("the same table in other formats is the same table", async () => {
  const own = rows.map(({ kind: _, ...row }) => row);
  const columns = Object.keys(own[0]!).map((name) => ({ name, data: own.map((row) => row[name as "a"]) }));
  const sources = [
    put("sizes.jsonl", own.map((row) => JSON.stringify(row)).join("\n")),
    put("sizes.json", JSON.stringify(own)),
    put("sizes.tsv", csvOf(own).replaceAll(",", "\t")),
    put("sizes.parquet", new Uint8Array(parquetWriteBuffer({ columnData: columns }))),
  ];
  const figures: unknown[] = [];
  for (const [i, source] of sources.entries()) figures.push((await trained(source, `format${i}`, { layers: "4", epochs: 2 })).last["test"]);
  expect(new Set(figures).size).toBe(1);
});

test("COCO and YOLO boxes are the same boxes", async () => {
  const options = { size: "64", width: 2, epochs: 1 };
  const [yolo, coco] = [await trained(shapes.yolo, "from-yolo", options), await trained(shapes.coco, "from-coco", options)];
  expect(yolo.events[0]).toMatchObject({ train: 16, test: 4, classes: 2 });
  expect(coco.events[0]).toMatchObject({ train: 16, test: 4, classes: 2 });
});

test("answers as pictures", async () => {
  await predicted("segmentation", path("fresh-coco"), { out: path("answers") });
  await predicted("detection", path("fresh-coco"), { out: path("framed") });
  for (const name of ["answers", "framed"]) expect(readdirSync(path(name))).toEqual(["0.png", "1.png", "2.png", "3.png", "4.png"]);
});

test("a search chooses by seed, not by the clock", { timeout: 60_000 }, async () => {
  const chosen = async (out: string): Promise<unknown> => {
    const { events } = await trained(path("kinds.csv"), out, { budget: "6s", epochs: 6, batch: 16, seed: 7 });
    const { trials, train, validation } = events.find(({ event }) => event === "search") as { trials: { wishes: object; rounds: object[] }[]; train: number; validation: number }; // prettier-ignore
    expect(train + validation).toBe(events.find(({ event }) => event === "start")!["train"]);
    expect(trials.length).toBeGreaterThan(1);
    expect(trials[0]!.rounds.length).toBeGreaterThan(1);
    return trials;
  };
  expect(await chosen("search2")).toEqual(await chosen("search1"));
});

describe("refused in one exact line", () => {
  const refused = (name: string, call: () => Promise<unknown>, message: string): void =>
    test(name, async () => expect(await refusal(call())).toBe(message));

  refused("a category that was not there", () => predicted("classification", put("green.csv", "a,b,color\n1,2,red\n1,2,green\n")), 'green.csv, line 3: column "color" has the category "green", which the network does not know; it knows "blue", "red"'); // prettier-ignore
  refused("a column that is missing", () => predicted("clustering", put("thin.csv", "a\n1\n")), 'thin.csv: the column "b" is missing; the network was trained with it. The columns here are "a"'); // prettier-ignore
  refused("a class that was not there", () => evaluated("pictures", pictures("strange", 2, 9, ["lying", "waving"])), '…/strange/waving: the network does not know the class "waving"; it knows lying, none, standing'); // prettier-ignore
  refused("a character that was not there", () => predicted("generation", undefined, { prompt: "Щ" }), '--prompt: the text that the network learned has no "Щ"; write the beginning with its characters'); // prettier-ignore
  refused("a text that is too long", () => predicted("translation", put("long.csv", `english\n${"nine ".repeat(40)}\n`)), "…/long.csv, line 2: the text has 199 tokens, the network reads 15 at most; cut it into sentences"); // prettier-ignore
  refused("a mask that is missing", async () => {
    const { masks } = things("torn", 6, 3);
    put("torn-masks/images/new.png", readFileSync(path("torn-masks/images/1.png")));
    return trained(masks, "torn", {});
  }, "…/torn-masks/images/new.png: it has no mask; one of the name new.png is needed in …/torn-masks/masks"); // prettier-ignore
  refused("a box that is none", () => {
    const { yolo } = things("bent", 6, 3);
    put("bent-yolo/labels/2.txt", "0 0.5 0.5 30 40\n");
    return trained(yolo, "bent", {});
  }, '…/bent-yolo/labels/2.txt, line 1: a box is a class number and the shares x y width height of its middle and size, as in 0 0.5 0.5 0.2 0.3; here is "0 0.5 0.5 30 40"'); // prettier-ignore
  refused("a size that the network cannot halve", () => trained(shapes.masks, "odd-size", { size: "30" }), "--size 30x30: the network halves pictures three times, so height and width must be multiples of 8"); // prettier-ignore
  refused("an option of another task", () => trained(path("kinds.csv"), "wrong", { clusters: 3 }), "--clusters: belongs to clustering; the task of kinds.csv is classification"); // prettier-ignore
  refused("a task that the data are not made for", () => trained(path("bars"), "wrong", { task: "regression" }), "--task regression: bars holds pictures in subfolders, made for classification"); // prettier-ignore
  refused("a folder without anything", () => trained(put("empty/readme.md", "nothing").replace("/readme.md", ""), "wrong", {}), "…/empty: the folder has no pictures (.png, .jpg); a folder to train on holds subfolders that are classes; pictures and a folder masks; or pictures with boxes (annotations .json as COCO, or .txt as YOLO)"); // prettier-ignore
  refused("a text that is too short", () => trained(put("short.txt", "Hello"), "wrong", {}), "short.txt: a text of 5 characters is too short to learn from; 500 are the least"); // prettier-ignore
  refused("texts without their column", () => predicted("texts", put("mute.csv", "mail\nHello\n")), '…/mute.csv: the column "letter" is missing, whose texts the network reads; the columns here are mail'); // prettier-ignore
  refused("a class of texts that was not there", () => evaluated("texts", put("odd-mood.csv", "letter,mood\nHello there,angry\n")), '…/odd-mood.csv, line 2: column "mood" has the class "angry", which was not there in training; known are glad, sad'); // prettier-ignore
  refused("a reader of texts where there are none", () => trained(path("kinds.csv"), "wrong", { model: "lstm" }), "--model lstm: it reads texts; name their column with --text"); // prettier-ignore
  refused("a budget in words", () => trained(path("kinds.csv"), "wrong", { budget: "soon" }), "--budget soon: write a time from 1s to 24h, as in --budget 60s or --budget 5m"); // prettier-ignore
  refused("a language that is not there", () => trained(path("kinds.csv"), "wrong", { lang: "de" }), "--lang de: choose en or ru");
});
