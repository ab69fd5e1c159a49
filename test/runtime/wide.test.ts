// The wide mode of WebAssembly: on every Node that is here, the bits of the narrow mode. Nodes without it must not mind being asked.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { wideWorks } from "../../src/cli/wide.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** The Node that runs this, and the newer one that the comparison of speed keeps, where it was run. */
const newer = join(root, ".cache/peers/node24/node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
const runtimes = [process.execPath, ...(existsSync(newer) ? [newer] : [])];

beforeAll(async () => {
  const { ensureBuilt } = (await import(pathToFileURL(join(root, "scripts/prepare.mjs")).href)) as { ensureBuilt: () => void };
  ensureBuilt();
}, 180_000);

describe.each(runtimes.map((program) => [execFileSync(program, ["--version"], { encoding: "utf8" }).trim(), program] as const))("Node %s", (version, program) => {
  const run = (file: string, ...words: string[]): unknown => JSON.parse(execFileSync(program, [join(root, file), ...words], { encoding: "utf8" }).trim().split("\n").at(-1)!); // prettier-ignore

  test("products, elementwise work and training give the same bits", { timeout: 120_000 }, () => {
    const [narrow, wide] = ["narrow", "wide"].map((mode) => run("test/runtime/wide.mjs", mode)) as [Record<string, string>, object];
    expect(Object.keys(narrow)).toHaveLength(11);
    expect(wide).toEqual(narrow);
  });

  test("the command line uses it where it passes its test", { timeout: 60_000 }, () => {
    const line = run("bin/nabla.mjs", "bench", "--quick", "--only", "matmul-64", "--threads", "1", "--json");
    expect(line).toMatchObject({ id: "matmul-64", device: Number(version.slice(1).split(".")[0]) >= 24 ? "wasm-wide" : "wasm" });
  });
}); // prettier-ignore

test("the test of the mode is asked once, and is no where there is no such mode", () => {
  expect(wideWorks()).toBe(Number(process.versions.node.split(".")[0]) >= 24);
  expect(wideWorks()).toBe(wideWorks());
});
