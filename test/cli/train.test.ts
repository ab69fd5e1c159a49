// Training from the command line, end to end: what is printed, what is written, and that a killed run goes on to the same bits.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { list } from "nabla/datasets";
import { folder, nabla } from "./nabla.ts";

const path = (name: string): string => join(folder, name);
const small = ["--layers", "8", "--epochs", "30", "--threads", "1", "--seed", "5"];

/** Tables whose last column follows from the others, in the habits of a German spreadsheet. */
const comma = (value: number): string => value.toFixed(2).replace(".", ",");
const tableOf = (target: string, of: (a: number, b: number) => string): string => {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const [a, b] = [((i * 37) % 101) / 10, ((i * 53) % 97) / 10];
    return `${comma(a)};${i % 17 === 0 ? "" : comma(b)};${i % 3 === 0 ? "red" : "blue"};${of(a, b)}`;
  });
  return [`length;width;color;${target}`, ...rows].join("\n");
};

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path("table.csv"),
    tableOf("kind", (a, b) => (a + b > 10 ? "big" : "small")),
  );
  writeFileSync(
    path("scores.csv"),
    tableOf("score", (a, b) => comma(3 * a - b)),
  );
  writeFileSync(path("new.csv"), "color;length;width\nred;9,5;9\nblue;0,5;1\n");
});

describe("train", () => {
  test("a data set: the events, the last one, and the run folder", async () => {
    const { code, events, error } = await nabla(["train", "iris", ...small, "--out", path("iris"), "--json"]);
    expect(code, error).toBe(0);
    expect(events[0]).toMatchObject({ event: "start", dataset: "iris", classes: 3 });
    expect(events.filter(({ event }) => event === "epoch")).toHaveLength(30);
    const last = events.at(-1)!;
    expect(Object.keys(last)).toEqual([
      "event",
      "task",
      "dataset",
      "metric",
      "test",
      "reference",
      "parameters",
      "seconds",
      "device",
      "threads",
      "seed",
    ]);
    expect(last).toMatchObject({
      event: "result",
      task: "classification",
      dataset: "iris",
      metric: "accuracy",
      parameters: 67,
      device: "wasm",
      threads: 1,
      seed: 5,
    });
    expect(last["reference"]).toEqual({ what: expect.any(String), value: expect.any(Number) });
    expect(last["test"]).toBeGreaterThan(0.8);
    expect(readdirSync(path("iris")).sort()).toEqual(["history.jsonl", "model.json", "model.safetensors", "report.html", "report.json"]);
    const record = JSON.parse(readFileSync(join(path("iris"), "model.json"), "utf8"));
    expect(record).toMatchObject({
      format: "nabla-model-1",
      classes: ["setosa", "versicolor", "virginica"],
      settings: { seed: 5 },
      versions: { nabla: expect.any(String) },
    });
    expect(record.architecture.layers).toHaveLength(3);
    const history = readFileSync(join(path("iris"), "history.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as { epoch: number; loss: number }); // prettier-ignore
    expect(history).toHaveLength(30);
    expect(history[29]!.loss).toBeLessThan(history[0]!.loss);
  });

  test("one's own table, for people: notes, plain lines, the figure", async () => {
    const { code, out, error } = await nabla(["train", path("table.csv"), "--target", "kind", "--out", path("own"), ...small]);
    expect(code, error).toBe(0);
    expect(error).toBe("");
    expect(out).toMatch(/width: 6 missing values filled with the median/);
    expect(out).toMatch(/epoch 30\/30 {2}loss \d/);
    expect(out).toMatch(/test accuracy \d+\.\d % {2}\(95 % interval/);
    expect(out).not.toContain("\u001b");
  });

  test("a number to estimate", async () => {
    const { code, events, error } = await nabla([
      "train",
      path("scores.csv"),
      "--out",
      path("score"),
      "--layers",
      "16",
      "--epochs",
      "150",
      "--json",
    ]);
    expect(code, error).toBe(0);
    expect(events.at(-1)).toMatchObject({ task: "regression", metric: "r2", reference: null });
    expect(events.at(-1)!["test"]).toBeGreaterThan(0.9);
  });

  test("the same seed gives the same bytes, another seed others", async () => {
    const weights = async (name: string, seed: string): Promise<string> => {
      await nabla(["train", "iris", "--layers", "4", "--epochs", "3", "--seed", seed, "--out", path(name)]);
      return readFileSync(join(path(name), "model.safetensors"), "base64");
    };
    const [first, second, other] = [await weights("same1", "1"), await weights("same2", "1"), await weights("same3", "2")];
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe("a run that is killed", () => {
  const args = ["train", "letters", "--layers", "12", "--epochs", "24", "--seed", "3", "--threads", "1", "--json"];

  test("leaves nothing half-written and goes on to the same bits", { timeout: 180_000 }, async () => {
    await nabla([...args, "--out", path("whole")]);
    const killed = await nabla([...args, "--out", path("killed")], { killWhen: (out) => out.split('"event":"epoch"').length > 8 });
    expect(killed.signal).toBe("SIGKILL");
    const left = readdirSync(path("killed")).filter((name) => !name.endsWith(".tmp"));
    expect(left.sort()).toEqual(["checkpoint.safetensors", "history.jsonl", "run.json"]);
    const inspected = await nabla(["inspect", path("killed")]);
    expect(inspected.error).toMatch(/not finished; continue it with/);
    const resumed = await nabla(["train", "--resume", path("killed"), "--json"]);
    expect(resumed.code, resumed.error).toBe(0);
    expect(resumed.events[0]!["resumedAt"]).toBeGreaterThan(1);
    expect(readdirSync(path("killed")).sort()).toEqual(["history.jsonl", "model.json", "model.safetensors", "report.html", "report.json"]);
    expect(readFileSync(join(path("killed"), "model.safetensors"), "base64")).toBe(
      readFileSync(join(path("whole"), "model.safetensors"), "base64"),
    );
    const again = await nabla(["train", "--resume", path("killed")]);
    expect(again.error).toMatch(/this run is finished/);
    expect(again.code).not.toBe(0);
  });

  test("a full disk ends in one line", async () => {
    const { code, error, signal } = await nabla(["train", "iris", "--layers", "4000", "--epochs", "2", "--out", path("full")], {
      shell: "trap '' XFSZ; ulimit -f 32",
    });
    expect(signal).toBeNull();
    expect(code).not.toBe(0);
    expect(error.trim().split("\n")).toHaveLength(1);
    expect(error).toMatch(/^nabla: .*(limit|space)/);
    expect(existsSync(join(path("full"), "model.safetensors"))).toBe(false);
  });

  test("a folder in use is refused", async () => {
    await nabla(["train", "iris", "--epochs", "1", "--out", path("used")]);
    const { code, error } = await nabla(["train", "iris", "--epochs", "1", "--out", path("used")]);
    expect(code).not.toBe(0);
    expect(error).toMatch(/^nabla: --out .*not empty/);
  });
});

describe("a trained network", () => {
  beforeAll(async () => {
    await nabla([
      "train",
      path("table.csv"),
      "--target",
      "kind",
      "--out",
      path("kind"),
      "--epochs",
      "200",
      "--layers",
      "16",
      "--seed",
      "1",
    ]);
    await nabla(["train", path("scores.csv"), "--out", path("value"), "--epochs", "100", "--layers", "16", "--seed", "1"]);
  });

  test("evaluates on its test rows, and on a file", async () => {
    const own = await nabla(["evaluate", path("kind"), "--json"]);
    expect(own.events.at(-1)).toMatchObject({ event: "result", metric: "accuracy", count: 18 });
    const all = await nabla(["evaluate", path("kind"), path("table.csv"), "--json"]);
    expect(all.events.at(-1)).toMatchObject({ count: 90 });
    expect(all.events.at(-1)!["test"]).toBeGreaterThan(0.85);
  });

  test("predicts classes as CSV", async () => {
    const { code, out, error } = await nabla(["predict", path("kind"), path("new.csv")]);
    expect(code, error).toBe(0);
    const lines = out.trim().split("\n").map((line) => line.split(",")); // prettier-ignore
    expect(lines[0]).toEqual(["row", "prediction", "p(big)", "p(small)"]);
    expect(lines.slice(1).map((line) => line[1])).toEqual(["big", "small"]);
    expect(Number(lines[1]![2]) + Number(lines[1]![3])).toBeCloseTo(1, 4);
  });

  test("predicts numbers in their own units, as JSON lines and into a file", async () => {
    const { events } = await nabla(["predict", path("value"), path("new.csv"), "--json"]);
    expect(events.map(({ row }) => row)).toEqual([1, 2]);
    expect(events[0]!["prediction"]).toBeGreaterThan(Number(events[1]!["prediction"]));
    await nabla(["predict", path("value"), path("new.csv"), "--out", path("answers.json")]);
    expect(JSON.parse(readFileSync(path("answers.json"), "utf8"))).toHaveLength(2);
  });

  test("says what is wrong with the data", async () => {
    writeFileSync(path("less.csv"), "color,length\nred,1\n");
    writeFileSync(path("strange.csv"), "color,length,width\ngreen,1,2\n");
    expect((await nabla(["predict", path("kind"), path("less.csv")])).error).toMatch(/^nabla: less\.csv.*"?width/);
    expect((await nabla(["predict", path("kind"), path("strange.csv")])).error).toMatch(/^nabla: strange\.csv, line 2: .*green/);
    expect((await nabla(["evaluate", path("kind"), path("new.csv")])).error).toMatch(/^nabla: .*new\.csv.*kind.*predict/);
    expect((await nabla(["predict", path("kind"), path("new.csv"), "--out", path("x.xls")])).error).toMatch(/--out.*\.csv or \.json/);
  });

  test("shows its layers and cost", async () => {
    const { code, out } = await nabla(["inspect", path("kind")]);
    expect(code).toBe(0);
    expect(out).toMatch(/linear +16 +\d+/);
    const { events } = await nabla(["inspect", path("kind"), "--json"]);
    expect(events.at(-1)).toMatchObject({ parameters: 4 * 16 + 16 + 16 * 2 + 2, flops: 2 * 4 * 16 + 16 + 2 * 16 * 2 });
  });

  test("shows the kernels of its forward pass", async () => {
    const { events, error } = await nabla(["inspect", path("kind"), "--kernels", "--json"]);
    const { kernels, program } = events.at(-1) as unknown as { kernels: { name: string; milliseconds: number }[]; program: string };
    expect(kernels.length, error).toBeGreaterThan(0);
    for (const kernel of kernels) expect(program).toContain(kernel.name);
  });

  test("a damaged file is told in one line", async () => {
    writeFileSync(join(path("value"), "model.safetensors"), "not tensors");
    const { code, error } = await nabla(["evaluate", path("value")]);
    expect(code).not.toBe(0);
    expect(error.trim().split("\n")).toHaveLength(1);
    expect(error).toMatch(/model\.safetensors/);
  });
});

test("data lists the data sets", async () => {
  const { events, code } = await nabla(["data", "--json"]);
  expect(code).toBe(0);
  const named = events.filter(({ event }) => event === "dataset").map(({ name }) => name);
  expect(named).toEqual(list().map(({ name }) => name));
  expect(named).toEqual(expect.arrayContaining(["letters", "letters-ru", "digits", "iris", "penguins", "cars"]));
});
