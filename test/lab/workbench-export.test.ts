// What is taken away from the workbench: the program makes the same numbers again, the model file gives back the same network, and the
// module answers as the network does.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setDefaultDevice, wasm } from "nabla";
import { afterAll, beforeAll, expect, test } from "vitest";
import { viewOf } from "../../lab/src/workbench/core/describe.ts";
import { problemOf } from "../../lab/src/workbench/core/problem.ts";
import { script } from "../../lab/src/workbench/core/script.ts";
import { Session } from "../../lab/src/workbench/core/session.ts";
import { settingsOf } from "../../lab/src/workbench/core/settings.ts";
import type { Material } from "../../lab/src/workbench/core/sources.ts";

const shipped = (name: string): string => readFileSync(new URL(`../../assets/${name}`, import.meta.url), "utf8");
const folder = fileURLToPath(new URL("./.programs", import.meta.url));

beforeAll(() => {
  setDefaultDevice(wasm({ portable: true, threads: 1 }));
  mkdirSync(folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CASES: readonly (readonly [link: string, material?: Material])[] = [
  [""],
  ["seed=5&data=blobs&noise=0.2&layers=8,8&act=relu&opt=momentum&lr=0.05&sched=cosine&l1=0.0001&clip=1&epochs=20&metric=f1"],
  ["data=circles&layers=6&init=xavier&drop=0.2&norm=batch&opt=adamw&l2=0.01&loss=hinge&batch=50"],
  ["data=sine&n=60&layers=12,12&skip=1&act=silu,tanh&loss=huber&sched=steps&epochs=30&metric=rmse&norm=layer"],
  ["data=cars&scale=none&lr=0.0001&opt=rmsprop&target=horsepower&missing=drop", { shipped: shipped("cars.csv") }],
  ["data=csv&loss=mse&metric=rocAuc", { file: { name: "t.csv", content: `рост;вес;вид\n${Array.from({ length: 40 }, (_, i) => `${i % 9},5;${(i * 7) % 11};${i % 2 ? "а" : "б"}`).join("\n")}` } }],
]; // prettier-ignore

test("the exported program makes the same weights and the same score, to the bit", async () => {
  for (const [index, [query, material = {}]] of CASES.entries()) {
    const { settings, seed } = settingsOf(`#/together?v=1&${query}`);
    const problem = problemOf(settings, material);
    const session = new Session(problem, settings, seed);
    for (let k = 0; k < 45; k++) session.step();
    session.setRate(settings.lr / 2);
    for (let k = 0; k < 15; k++) session.step();
    const { hash, point, marks } = session.frame();
    const program = script(settings, seed, viewOf(settings, problem, material), { steps: 60, marks, edited: false });
    const file = join(folder, `program${index}.ts`);
    writeFileSync(file, program.replace(/\(\{ (\w+): score, hash: (.*) \}\);\n$/, "export const result = { score, hash: $2 };\n"));
    const { result } = (await import(pathToFileURL(file).href)) as { result: { score: number; hash: string } };
    expect(result.hash, query).toBe(hash);
    expect(result.score, query).toBeCloseTo(point.testMetric, 6);
  }
});
