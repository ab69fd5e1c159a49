// Streams from threads: order, bounded work ahead, moved arrays, failures in their turn, and threads that end.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { streamFromWorker } from "../../src/data/index.ts";

const code = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const COUNT = code("export async function* items(count) { for (let i = 0; i < count; i++) yield i; }");
const later = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "no error",
    (error: Error) => error.message,
  );
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "nabla-worker-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("items", () => {
  test("come in order, from functions, generators and lists; every iteration begins anew", async () => {
    const items = streamFromWorker<number>(COUNT, 5);
    expect(await items.toArray()).toEqual([0, 1, 2, 3, 4]);
    expect(await items.map((x) => x * 2).take(3).toArray()).toEqual([0, 2, 4]); // prettier-ignore
    expect(await streamFromWorker(code("export const items = ['a', 'b']")).toArray()).toEqual(["a", "b"]);
    expect(await streamFromWorker(code("export default () => [1]")).toArray()).toEqual([1]);
    expect(await streamFromWorker(code("export const numbers = new Set([1, 2])"), undefined, { export: "numbers" }).toArray()).toEqual([
      1, 2,
    ]);
    expect(await streamFromWorker(COUNT, 0).toArray()).toEqual([]);
  });

  test("are plain data of any kind; arrays are moved, parts of larger ones copied", async () => {
    const module = code(`export function* items() {
      const large = new Float32Array([1, 2, 3, 4]);
      const own = new Int32Array([7]);
      const item = { list: [large.subarray(1, 3), large.subarray(2)], own, again: own, map: new Map([["k", 1n]]), text: "д", none: null };
      yield item;
      yield [large.length, own.length];
    }`);
    const [item, lengths] = (await streamFromWorker<Record<string, unknown>>(module).toArray()) as [Record<string, unknown>, unknown];
    expect(item).toEqual({ list: [Float32Array.of(2, 3), Float32Array.of(3, 4)], own: Int32Array.of(7), again: Int32Array.of(7), map: new Map([["k", 1n]]), text: "д", none: null }); // prettier-ignore
    expect((item["list"] as Float32Array[])[0]!.buffer.byteLength).toBe(8);
    expect(lengths).toEqual([4, 0]); // the moved one is empty over there
  });

  test("are made ahead, but not more than so many", async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const module = code("export function* items(counter) { for (;;) { Atomics.add(counter, 0, 1); yield 0; } }");
    let used = 0;
    for await (const item of streamFromWorker<number>(module, counter, { ahead: 3 })) {
      used += 1 + item;
      await pause(60);
      expect(Atomics.load(counter, 0)).toBeLessThanOrEqual(used + 3);
      if (used === 4) {
        expect(Atomics.load(counter, 0)).toBe(7); // really ahead
        break;
      }
    }
    await pause(60);
    expect(Atomics.load(counter, 0)).toBe(7); // the thread has stopped
  });

  test("the work goes on in another thread while this one is busy", async () => {
    const module = code("export function* items(counter) { for (let i = 0; i < 3; i++) { Atomics.add(counter, 0, 1); yield i; } }");
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const items = streamFromWorker<number>(module, counter, { ahead: 2 })[Symbol.asyncIterator]();
    await items.next();
    const until = performance.now() + 5000;
    while (Atomics.load(counter, 0) < 2 && performance.now() < until); // no turn of the event loop here
    expect(Atomics.load(counter, 0)).toBeGreaterThanOrEqual(2);
    await items.return?.(undefined);
  });
});

describe("failures", () => {
  test("are thrown when the items before them have been used", async () => {
    const module = code("export function* items() { yield 1; yield 2; throw new RangeError('out of data') }");
    const got: number[] = [];
    const failed = later(
      (async () => {
        for await (const item of streamFromWorker<number>(module, undefined, { ahead: 8 })) {
          got.push(item);
          await pause(20);
        }
      })(),
    );
    expect(await failed).toMatch(/^streamFromWorker: data:text.*…: RangeError: out of data$/);
    expect(got).toEqual([1, 2]);
  });

  test("of the module", async () => {
    expect(await later(streamFromWorker(code("export const other = 1")).toArray())).toContain("the module exports no items");
    expect(await later(streamFromWorker(COUNT, 1, { export: "rows" }).toArray())).toContain("the module exports no rows");
    expect(await later(streamFromWorker(code("export const items = 5")).toArray())).toContain(
      "what the module gives is no iterable of items",
    );
    expect(await later(streamFromWorker(code("export const items = (")).toArray())).toContain("SyntaxError");
    expect(await later(streamFromWorker(pathToFileURL("/nowhere/items.mjs")).toArray())).toContain("/nowhere/items.mjs");
    expect(await later(streamFromWorker(code("export function* items() { yield () => 1 }")).toArray())).toContain("could not be cloned");
    expect(await later(streamFromWorker(code("export function* items() { yield 1; process.exit(3) }")).toArray())).toContain("the thread ended by itself with code 3"); // prettier-ignore
    expect(await later(streamFromWorker(code("export async function* items() { setTimeout(() => { throw new Error('late') }); await new Promise(() => {}) }")).toArray())).toContain("late"); // prettier-ignore
  });

  test("of the call", () => {
    expect(() => streamFromWorker("./items.js")).toThrow('streamFromWorker: "./items.js" is no address; give new URL("./items.js", import.meta.url)'); // prettier-ignore
    expect(() => streamFromWorker(COUNT, 1, { ahead: 0 })).toThrow("streamFromWorker: ahead must be a whole number ≥ 1, got 0");
  });
});

describe("a process", () => {
  test("waits for items that it wants, and ends when nobody wants any", () => {
    writeFileSync(join(folder, "items.mjs"), "export async function* items() { for (;;) { await new Promise((r) => setTimeout(r, 50)); yield 1 } }"); // prettier-ignore
    const main = join(folder, "main.ts");
    writeFileSync(
      main,
      `import { streamFromWorker } from ${JSON.stringify(join(import.meta.dirname, "../../src/data/index.ts"))};
       void (async () => {
         const items = streamFromWorker(new URL("./items.mjs", ${JSON.stringify(pathToFileURL(main).href)}))[Symbol.asyncIterator]();
         console.log((await items.next()).value, (await items.next()).value); // then forgets the rest
       })();`,
    );
    const out = execFileSync(process.execPath, ["--import", "tsx", main], { encoding: "utf8", timeout: 60_000, cwd: join(import.meta.dirname, "../..") }); // prettier-ignore
    expect(out.trim()).toBe("1 1");
  });
});
