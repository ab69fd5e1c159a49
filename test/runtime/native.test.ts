// The native device: every sample against the reference, random programs bit by bit on one and two threads, its cache, its errors.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { setDefaultDevice } from "../../src/engine/device.ts";
import { realizeAll } from "../../src/engine/realize.ts";
import { compile, parameter, tensor, zeros } from "../../src/index.ts";
import { native } from "../../src/native.ts";
import type { Device } from "../../src/runtime/device.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { NativeHeap } from "../../src/runtime/native/memory.ts";
import { sgd } from "../../src/optim/index.ts";
import { disagreement } from "../engine/compare.ts";
import { close, listOf, tensorOf } from "../graph/sample.ts";
import { samples } from "../graph/samples.ts";

const cache = mkdtempSync(join(tmpdir(), "nabla-native-"));
let one: Device;
let two: Device;
beforeAll(() => {
  one = native({ threads: 1, cache });
  two = native({ threads: 2, cache });
});
afterAll(() => {
  one.dispose();
  two.dispose();
  rmSync(cache, { recursive: true, force: true });
});

describe("samples", () => {
  // Many cases a program: the compiler is asked once for each group.
  const cases = Object.entries(samples).flatMap(([name, sample]) =>
    ["variable", "placeholder", "live"].includes(name)
      ? []
      : sample.cases.map((row, i) => ({ row, name: `${name}: ${row.name ?? i + 1}` })),
  );
  const GROUP = 60;
  for (let begin = 0; begin < cases.length; begin += GROUP) {
    const group = cases.slice(begin, begin + GROUP);
    test(`${group[0]!.name} to ${group.at(-1)!.name}`, () => {
      setDefaultDevice(two);
      const all = group.flatMap(({ row, name }) => listOf(row.call(...row.inputs.map(tensorOf))).map((x) => ({ row, name, x })));
      const outputs = all.map(({ x }) => x);
      const wanted = evaluate(outputs);
      realizeAll("samples", outputs, []);
      const wrong = all.filter(({ x, row }, k) => {
        const got = x.data();
        return !Array.from(wanted[k]!).every((value, j) => close(got[j]!, value, row.tolerance ?? 4e-6));
      });
      expect(wrong.map(({ name }) => name)).toEqual([]);
    });
  }
});

describe("random programs", () => {
  for (let seed = 1; seed <= 12; seed++)
    test(`seed ${seed}`, () => {
      expect(disagreement(seed, [one, two])).toBe(null);
    });
});

test("a compiled training step finds the minimum, and a disposed device goes on alone", () => {
  const device = native({ threads: 2, cache });
  setDefaultDevice(device);
  const w = parameter(zeros([300, 300]));
  const optimizer = sgd({ lr: 0.4 }).over([w]);
  const step = compile(() => {
    const loss = w.sub(3).square().sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  for (let i = 0; i < 20; i++) step();
  device.dispose();
  for (let i = 0; i < 20; i++) step();
  expect(w.data().every((value) => Math.abs(value - 3) < 1e-5)).toBe(true);
});

describe("the cache", () => {
  const folder = mkdtempSync(join(tmpdir(), "nabla-native-cache-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const compute = (): number => {
    setDefaultDevice(native({ threads: 1, cache: folder }));
    return tensor([1, 2, 3]).mul(2).sum().item();
  };

  test("a program is compiled once; nothing temporary stays", () => {
    expect(compute()).toBe(12);
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
    expect(compute()).toBe(12);
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before);
    expect(before.every(([name]) => /^(compiler-)?[0-9a-f]+\.(so|json)$/.test(String(name)))).toBe(true);
  });

  test("what is not readable is asked again", () => {
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) writeFileSync(join(folder, name), "{");
    expect(compute()).toBe(12);
  });
});

describe("errors", () => {
  test("no compiler", () => {
    expect(() => native({ compiler: "no-such-compiler" })).toThrow(
      "native: the compiler no-such-compiler was not found; install one (Debian: apt install gcc; macOS: xcode-select --install), or use wasm()",
    );
  });

  test("a compiler that fails", () => {
    expect(() => native({ compiler: execFileSync("sh", ["-c", "command -v false"], { encoding: "utf8" }).trim(), cache })).toThrow(
      /^native: \S*false failed/,
    );
  });

  test("a folder that cannot be made", () => {
    const file = join(cache, "file");
    writeFileSync(file, "");
    expect(() => native({ cache: join(file, "folder") })).toThrow(`native: the folder ${join(file, "folder")} cannot be made`);
    rmSync(file);
  });

  test("threads and bytes", () => {
    expect(() => native({ threads: 0 })).toThrow("native: threads is 0; it must be an integer from 1 to 64");
    expect(() => native({ maximumBytes: NaN })).toThrow("native: maximumBytes is NaN; it must be above 0");
  });

  test("out of memory", () => {
    setDefaultDevice(native({ threads: 1, cache, maximumBytes: 2 ** 20 }));
    expect(() =>
      zeros([2 ** 20])
        .add(tensor(1))
        .realize(),
    ).toThrow(/^native: out of memory – 4\.0 MB wanted, 0\.0 MB of at most 1\.0 MB in use/);
  });
});

test("memory is given back and used again, across pools", () => {
  let next = 1_000_016n;
  const heap = new NativeHeap((buffer) => ((next += BigInt(buffer.byteLength) + 4096n), next - BigInt(buffer.byteLength)), 2 ** 30);
  const [a, b] = [heap.allocate(100), heap.allocate(70_000_000)];
  expect(a % 64).toBe(0);
  expect(b % 64).toBe(0);
  heap.view("f32", b, 10).fill(7);
  expect(heap.view("f32", a, 10)[0]).toBe(0);
  heap.free(a, 100);
  expect(heap.allocate(64)).toBe(a);
  heap.free(b, 70_000_000);
  expect(heap.bytesInUse).toBe(64);
});
