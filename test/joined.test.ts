// The doors as Node gets them: joined into few files, with the same names, and all of them one library.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string | { readonly node: string; readonly default: string }>>;
};
const doors = Object.values(exports).flatMap((door) => (typeof door === "string" ? [] : [door]));
const source = (file: string): string => join(root, file.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
const joinedName = (file: string): string => file.replace("./dist/node/", "");

let folder = "";
beforeAll(async () => {
  const scripts = pathToFileURL(join(root, "scripts", "prepare.mjs")).href;
  const { joinForNode } = (await import(scripts)) as { readonly joinForNode: (folder: string) => void };
  // Inside the project, so that packages are found.
  folder = mkdtempSync(join(root, "node_modules", ".joined-"));
  joinForNode(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("each door has the names of its source", async () => {
  expect(doors.length).toBeGreaterThan(10);
  const files = doors.map(({ node }) => pathToFileURL(join(folder, joinedName(node))).href);
  const program = `console.log(JSON.stringify(await Promise.all(${JSON.stringify(files)}.map(async (file) => Object.keys(await import(file)).sort()))))`;
  const joined = JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" })) as string[][];
  for (const [k, door] of doors.entries()) {
    const single = (await import(pathToFileURL(source(door.default)).href)) as object;
    expect(joined[k], door.node).toEqual(Object.keys(single).sort());
  }
});

test("a step of a small network needs few files, and the doors share one library", () => {
  const program = join(mkdtempSync(join(tmpdir(), "nabla-joined-")), "step.mjs");
  const door = (name: string): string => JSON.stringify(pathToFileURL(join(folder, `${name}.js`)).href);
  writeFileSync(
    program,
    `import { compile, tensor, Tensor } from ${door("index")};
import { linear } from ${door("nn")};
import { sgd } from ${door("optim")};
import { mse } from ${door("losses")};
const model = linear(2, 1);
const optimizer = sgd({ lr: 0.1 }).over(model);
const step = compile((x, y) => {
  const loss = mse(model.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss;
});
const [x, y] = [tensor([[1, 2]]), tensor([[3]])];
const before = step(x, y).item();
console.log(JSON.stringify([model.weight instanceof Tensor, typeof model.weight.matmul, step(x, y).item() < before]));
`,
  );
  const trace = mkdtempSync(join(tmpdir(), "nabla-coverage-"));
  try {
    const printed = execFileSync(process.execPath, [program], { encoding: "utf8", env: { ...process.env, NODE_V8_COVERAGE: trace } });
    expect(JSON.parse(printed)).toEqual([true, "function", true]);
    const [report] = readdirSync(trace);
    const { result } = JSON.parse(readFileSync(join(trace, report!), "utf8")) as { readonly result: readonly { readonly url: string }[] };
    const files = result.filter(({ url }) => url.includes(".joined-"));
    expect(files.length).toBeGreaterThan(3);
    expect(files.length).toBeLessThan(40);
  } finally {
    for (const made of [trace, join(program, "..")]) rmSync(made, { recursive: true, force: true });
  }
});
