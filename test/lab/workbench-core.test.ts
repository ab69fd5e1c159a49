// The workbench's core in Node: what decides the numbers, rewinding, the rate on the way, breakdowns, tables as people have them.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { setDefaultDevice, wasm } from "nabla";
import { digits8 } from "nabla/datasets";
import { beforeAll, describe, expect, test } from "vitest";
import { writeDrawn } from "../../lab/src/workbench/core/drawing.ts";
import { slopeAlong } from "../../lab/src/workbench/core/gradient.ts";
import { readDigits } from "../../lab/src/workbench/core/pictures.ts";
import { problemOf } from "../../lab/src/workbench/core/problem.ts";
import { Session } from "../../lab/src/workbench/core/session.ts";
import { settingsOf } from "../../lab/src/workbench/core/settings.ts";
import { BenchError } from "../../lab/src/workbench/core/sources.ts";
import { Trainer } from "../../lab/src/workbench/core/trainer.ts";
import type { Material } from "../../lab/src/workbench/core/sources.ts";

const shipped = (name: string): string => readFileSync(new URL(`../../assets/${name}`, import.meta.url), "utf8");

const begin = (link: string, material: Material = {}): Session => {
  const { settings, seed } = settingsOf(link);
  return new Session(problemOf(settings, material), settings, seed);
};
const run = (session: Session, steps: number): string => {
  for (let k = 0; k < steps; k++) session.step();
  return session.trainer.hash();
};

/** A text as windows-1251 has it. */
export const cp1251 = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => {
    const code = letter.codePointAt(0)!;
    return code < 128 ? code : letter === "Ё" ? 0xa8 : letter === "ё" ? 0xb8 : code - 0x410 + 0xc0;
  });

beforeAll(() => setDefaultDevice(wasm({ portable: true, threads: 1 })));

describe("a training", () => {
  test("two spirals are told apart", () => {
    const session = begin("#/together");
    run(session, 2500);
    const { point } = session.frame();
    expect(point.trainMetric).toBeGreaterThanOrEqual(0.98);
    expect(point.testMetric).toBeGreaterThanOrEqual(0.98);
  });

  test("the same link gives the same numbers, another seed others", () => {
    const link = "#/together?v=1&seed=3&data=moons&layers=8,4&act=relu,tanh&drop=0.1&opt=nesterov&l1=0.001&clip=1";
    const first = run(begin(link), 60);
    expect(run(begin(link), 60)).toBe(first);
    expect(run(begin(link.replace("seed=3", "seed=4")), 60)).not.toBe(first);
  });

  test("rewinding begins with the same weights, dropout included", () => {
    const session = begin("#/together?v=1&drop=0.3&norm=batch&layers=8,8&skip=1");
    const before = session.trainer.hash();
    const after = run(session, 40);
    session.rewind();
    expect(session.trainer.hash()).toBe(before);
    expect(run(session, 40)).toBe(after);
  });

  test("another rate on the way is marked and goes on without a jump", () => {
    const session = begin("#/together?v=1");
    const at = run(session, 30);
    session.adjust({ ...session.settings, lr: 0.001 });
    expect(session.trainer.hash()).toBe(at);
    session.step();
    expect(session.frame().marks).toEqual([{ step: 30, rate: 0.001 }]);
    expect(session.frame().point.rate).toBe(0.001);
  });

  test("editing a weight changes that number only", () => {
    const session = begin("#/together?v=1&layers=3");
    session.edit(0, 2, 1, 7.5);
    session.edit(1, 0, null, -2);
    expect(session.unit(0, 2).weights[1]).toBe(7.5);
    expect(session.unit(1, 0).bias).toBe(-2);
    expect(session.frame().edited).toBe(true);
  });

  test("a rate that is too large ends before anything is spoiled, and says how far it was above 2/λ", () => {
    const session = begin("#/together?v=1&data=cars&scale=none&opt=sgd&lr=10&layers=16&act=relu", { shipped: shipped("cars.csv") });
    for (let k = 0; k < 2000 && !session.ended; k++) session.step();
    const { ended, breakdown, point } = session.frame();
    expect(ended).toBe("broken");
    expect(session.trainer.whole()).toBe(true);
    expect(Number.isFinite(point.test)).toBe(true);
    expect(breakdown!.limit).toBeGreaterThan(0);
    expect(breakdown!.rate).toBeGreaterThan(breakdown!.limit);
    session.rewind();
    session.adjust({ ...session.settings, lr: breakdown!.limit / 10 });
    run(session, 100);
    expect(session.frame()).toMatchObject({ step: 100, ended: null, breakdown: null });
  });

  test("curves, tables, drawings and letters can all be learned from", () => {
    const drawn = writeDrawn(Array.from({ length: 40 }, (_, i) => ({ x: i % 2 ? 0.5 : -0.5, y: i / 40, label: i % 2 })));
    const cases: readonly (readonly [string, Material, number])[] = [
      ["data=sine&n=100&noise=0.05&epochs=100", {}, 0.8],
      ["data=iris&lr=0.02", { shipped: shipped("iris.csv") }, 0.9],
      ["data=penguins&lr=0.02&norm=layer", { shipped: shipped("penguins.csv") }, 0.9],
      ["data=cars&lr=0.02", { shipped: shipped("cars.csv") }, 0.7],
      [`data=draw&points=${drawn}`, {}, 0.95],
      ["data=blobs&classes=4&loss=mse&noise=0.1", {}, 0.9],
    ];
    for (const [link, material, least] of cases) {
      const session = begin(`#/together?v=1&${link}`, material);
      run(session, 400);
      expect(session.frame().point.testMetric, link).toBeGreaterThan(least);
    }
  });
});

test("the digits are the library's, and are learned", async () => {
  const bytes = new Uint8Array(gunzipSync(readFileSync(new URL("../../assets/digits-8x8.bin.gz", import.meta.url))));
  const own = readDigits(bytes);
  const { train, test: kept, classes } = await digits8();
  expect(own).toEqual({
    classes,
    width: 8,
    height: 8,
    train: { images: train.images, labels: train.labels },
    test: { images: kept.images, labels: kept.labels },
  });
  const session = begin("#/together?v=1&data=digits-8x8&layers=32&act=relu&lr=0.005&batch=32&epochs=30", { shipped: bytes });
  run(session, 1000);
  expect(session.frame().point.testMetric).toBeGreaterThan(0.93);
  expect(() => readDigits(bytes.subarray(1))).toThrow(BenchError);
});

describe("a table of one's own", () => {
  const text = `вес;рост;вид\r\n${Array.from({ length: 60 }, (_, i) => `${(3 + (i % 7) * 0.5 + (i % 2) * 4).toFixed(1).replace(".", ",")};${20 + i};${i % 2 ? "собака" : "ёж"}`).join("\r\n")}`;

  test("as Russian Excel writes it", () => {
    const session = begin("#/together?v=1&data=csv", { file: { name: "звери.csv", content: cp1251(text) } });
    expect(session.problem.csv).toMatchObject({ delimiter: ";", encoding: "windows-1251" });
    expect(session.problem).toMatchObject({ task: "classification", target: "вид", classes: ["собака", "ёж"] });
    run(session, 300);
    expect(session.frame().point.testMetric).toBeGreaterThan(0.9);
  });

  test("another column as the target, the other task", () => {
    const { problem } = begin("#/together?v=1&data=csv&target=вес", { file: { name: "a.csv", content: text } });
    expect(problem).toMatchObject({ task: "regression", target: "вес", classes: null });
  });
});

test("the gradient of a network agrees with a finite difference, whatever is chosen", () => {
  for (const query of ["", "data=blobs&loss=focal&norm=layer&layers=8,8&skip=1", "data=sine&loss=logCosh&act=silu", "data=circles&loss=mse&norm=batch&init=orthogonal"]) {
    const { settings, seed } = settingsOf(`#/together?v=1&${query}`);
    const finding = slopeAlong(new Trainer(problemOf(settings), settings, seed), seed);
    expect(finding, query).toMatchObject({ pass: true });
    expect(Math.abs(finding.expected)).toBeGreaterThan(1e-5);
  }
}); // prettier-ignore

describe("choices that do not go together", () => {
  const codes = (link: string, material: Material = {}): string[] => begin(`#/together?v=1&${link}`, material).conflicts.map(({ code }) => code); // prettier-ignore

  test("are told with a cure", () => {
    expect(codes("")).toEqual([]);
    expect(codes("act=step")).toEqual(["step-learns-nothing"]);
    expect(codes("act=identity")).toEqual(["linear-all"]);
    expect(codes("init=zeros")).toEqual(["zeros-learn-nothing"]);
    expect(codes("skip=1&layers=8,4")).toEqual(["skip-nowhere"]);
    expect(codes("conv=1")).toEqual(["conv-pictures"]);
  });
});
