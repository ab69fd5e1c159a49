// `nabla export`: the module answers as `nabla predict` does; what cannot be written is refused in one line.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readModelFile } from "../../src/io/index.ts";
import { folder, nabla } from "./nabla.ts";

const path = (name: string): string => join(folder, name);
const table = `size;color;kind\n${Array.from({ length: 60 }, (_, i) => `${i % 13},5;${i % 3 ? "red" : "blue"};${i % 13 > 5 ? "big" : "small"}`).join("\n")}`;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path("export.csv"), table);
  const { code, error } = await nabla(["train", path("export.csv"), "--out", path("run"), "--layers", "6", "--epochs", "20", "--threads", "1", "--json"]); // prettier-ignore
  expect(code, error).toBe(0);
});

test("a module that predicts as the command does", async () => {
  const { code, error } = await nabla(["export", path("run"), "--to", "module", "--json"]);
  expect(code, error).toBe(0);
  expect(readFileSync(path("run/model.d.ts"), "utf8")).toContain('"color": "blue" | "red" | null');
  const text = readFileSync(path("run/model.js"), "utf8");
  const { predict } = (await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`)) as {
    predict(row: object): { prediction: string; probabilities: Record<string, number> };
  };
  const { events } = await nabla(["predict", path("run"), path("export.csv"), "--json"]);
  const rows = events.filter(({ event }) => event === "prediction");
  expect(rows).toHaveLength(60);
  rows.slice(0, 15).forEach((row, i) => {
    const own = predict({ size: (i % 13) + 0.5, color: i % 3 ? "red" : "blue" });
    expect(own.prediction).toBe(row["prediction"]);
    for (const [name, share] of Object.entries(row["probabilities"] as Record<string, number>))
      expect(own.probabilities[name]).toBeCloseTo(share, 4);
  });
});

test("a PyTorch program beside its weights, and one file with all", async () => {
  expect((await nabla(["export", path("run"), "--to", "pytorch"])).code).toBe(0);
  expect(readFileSync(path("run/model.py"), "utf8")).toContain("nn.Linear(3, 6)");
  expect((await nabla(["export", path("run"), "--to", "safetensors", "--out", path("all.safetensors")])).code).toBe(0);
  expect(readModelFile(readFileSync(path("all.safetensors"))).record.classes).toEqual(["big", "small"]);
});

test("what is not there is said in one line", async () => {
  expect(await nabla(["export", path("run"), "--to", "onnx"])).toMatchObject({
    code: 2,
    error: expect.stringContaining("cannot write ONNX yet"),
  });
  expect(await nabla(["export", path("run"), "--to", "module", "--out", path("x.py")])).toMatchObject({ code: 2 });
  expect(existsSync(path("x.py"))).toBe(false);
});
