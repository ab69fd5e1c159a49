// A bundled page loads the code for several threads only where memory is shared, and later than the rest: what a bundler
// makes of the library runs here, and must give the same bits before and after.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { add, buffer, cast, declare, f32, indexVar, int, load, mul, range, set, store, variable } from "../../src/ir/build.ts";
import type { Program } from "../../src/ir/types.ts";
import type { Device } from "../../src/runtime/device.ts";
import { kernelOf, parallel, programOf } from "../helpers/wasm.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = mkdtempSync(join(tmpdir(), "nabla-page-"));
let wasm: (options: { threads: number }) => Device;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: { device: join(root, "src/runtime/wasm/device.ts") },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
  expect(outputFiles).toBeUndefined();
  ({ wasm } = (await import(pathToFileURL(join(folder, "device.mjs")).href)) as { wasm: typeof wasm });
});
afterAll(() => rmSync(folder, { recursive: true }));

const [result, slot] = [buffer("result", "f32", 64), buffer("slot", "f32", 1)];

/** Each of 64 tasks adds up numbers of its own, from the one in the slot on. */
function work(): Program {
  const task = variable("task");
  const [i, sum] = [indexVar("i", 20000), variable("sum", "f32")];
  const body = [
    declare(sum, load(slot, int(0))),
    range(i, 20000, [set(sum, add(mul(sum, f32(0.999)), cast(add(i, task), "f32")))]),
    store(result, task, sum),
  ];
  const program = programOf([parallel(kernelOf(body, 64, task))]);
  return { ...program, slots: 1, buffers: new Map([...program.buffers, [slot, { at: "slot", slot: 0 }]]) };
}

test("programs run on the calling thread until the code for several is there, and on all then", async () => {
  const device = wasm({ threads: 2 });
  const executable = device.load(work());
  const place = device.allocate(4);
  device.view("f32", place, 1)[0] = 3;
  executable.bind(0, place);
  const { run } = executable;
  const [, { offset }] = [...work().buffers].find(([b]) => b === result) as [unknown, { offset: number }];
  const results = (): number[] => [...device.view("f32", executable.arena + offset, 64)];
  executable.run();
  const alone = results();
  expect(new Set(alone).size).toBe(64);
  for (let tries = 0; tries < 200 && executable.run === run; tries++) await new Promise((done) => setTimeout(done, 10));
  expect(executable.run).not.toBe(run);
  for (let k = 0; k < 50; k++) {
    device.view("f32", executable.arena + offset, 64).fill(0);
    executable.run();
    expect(results()).toEqual(alone);
  }
  const late = device.load(work());
  late.bind(0, place);
  late.run();
  expect([...device.view("f32", late.arena + offset, 64)]).toEqual(alone);
  const used = device.bytesInUse;
  late.dispose();
  executable.dispose();
  executable.dispose();
  expect(device.bytesInUse).toBeLessThan(used);
  device.free(place, 4);
  expect(device.bytesInUse).toBe(0);
  device.dispose();
});

test("whoever awaits the threads has them all from the first run on", async () => {
  const device = wasm({ threads: 3 });
  expect(device.threads).toBe(1);
  expect(await device.ready()).toBe(3);
  expect(device.threads).toBe(3);
  expect(await device.ready()).toBe(3);
  const alone = wasm({ threads: 1 });
  expect(await alone.ready()).toBe(1);
  device.dispose();
  expect(device.threads).toBe(1);
});

test("a program that was let go of does not come back", async () => {
  const device = wasm({ threads: 2 });
  const executable = device.load(work());
  executable.dispose();
  await new Promise((done) => setTimeout(done, 50));
  expect(() => executable.run()).toThrow(/was disposed/);
  expect(device.bytesInUse).toBe(0);
  device.dispose();
});
