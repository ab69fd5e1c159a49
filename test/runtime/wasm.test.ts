// The WebAssembly device: memory, threads, errors, and that nothing grows.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { add, buffer, call, f32, indexVar, int, less, load, loop, mul, range, store, sub, variable, when } from "../../src/ir/build.ts";
import type { Buffer, Expr, Phase, Program, Stmt } from "../../src/ir/types.ts";
import type { Device } from "../../src/runtime/device.ts";
import { SYNC_ADDRESS, wasm } from "../../src/runtime/wasm/device.ts";
import { measureTiles } from "../../src/runtime/wasm/tile.ts";
import { MARGIN } from "../../src/emit/wasm/frame.ts";
import { textOf } from "../../src/emit/wasm/text.ts";
import { SYNC } from "../../src/emit/wasm/threads.ts";
import { kernelOf, loadOn, parallel, programOf, serial } from "../helpers/wasm.ts";

const devices = new Map<number, Device>();
const withThreads = (threads: number): Device => {
  let device = devices.get(threads);
  if (!device) devices.set(threads, (device = wasm({ threads })));
  return device;
};
afterAll(() => devices.forEach((device) => device.dispose()));

/** Lets worker threads start: they do so while the main thread waits for something else. */
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const increment = (b: Buffer, index: Expr): Stmt => store(b, index, add(load(b, index), int(1)));

/** A task that takes a while, and the more the higher its number. */
const busy = (b: Buffer, index: Expr, turns: number): Stmt[] => {
  const i = indexVar("i", turns);
  return [range(i, turns, [store(b, index, add(call("xor", load(b, index), i), int(1)))])];
};

describe.each([1, 2, 3, 4])("%i threads", (threads) => {
  test("phases follow each other, and each task is handed out once", async () => {
    const device = withThreads(threads);
    const tasks = 7;
    const a = buffer("a", "i32", tasks);
    const b = buffer("b", "i32", tasks);
    const sum = buffer("sum", "i32", 1);
    const phases: Phase[] = [];
    for (let p = 0; p < 200; p++) {
      const [first, second] = [variable("task"), variable("task")];
      // Each phase reads what all tasks of the phase before it wrote: a missing barrier shows as a wrong sum.
      const i = indexVar("i", tasks);
      const [from, to] = p % 2 === 0 ? [a, b] : [b, a];
      phases.push(
        p % 10 === 9
          ? serial(kernelOf([increment(sum, int(0)), range(i, tasks, [store(to, i, load(from, i))])]))
          : parallel(
              kernelOf([store(to, first, add(load(from, call("rem", add(first, int(1)), int(tasks))), int(1)))], tasks, first),
              kernelOf([store(buffer("unused", "i32", 3), second, int(1))], 0, second),
            ),
      );
    }
    const loaded = loadOn(device, programOf(phases));
    const wanted = (runs: number): number[] => {
      let now = Array.from({ length: tasks }, (_, k) => k);
      for (let run = 0; run < runs; run++) {
        for (let p = 0; p < 200; p++) if (p % 10 !== 9) now = now.map((_, k) => now[(k + 1) % tasks]! + 1);
      }
      return now;
    };
    loaded.view(a).set(Array.from({ length: tasks }, (_, k) => k));
    loaded.view(sum).fill(0);
    loaded.run();
    await pause(threads > 1 ? 60 : 0);
    for (let run = 1; run < 300; run++) loaded.run();
    expect(Array.from(loaded.view(a))).toEqual(wanted(300));
    expect(loaded.view(sum)[0]).toBe(300 * 20);
    loaded.dispose();
  });

  test("several kernels in a phase share its tasks", () => {
    const device = withThreads(threads);
    const counters = [5, 1, 64].map((n, k) => buffer(`c${k}`, "i32", n));
    const kernels = counters.map((c) => {
      const task = variable("task");
      return kernelOf([increment(c, task)], c.length, task);
    });
    const loaded = loadOn(device, programOf([parallel(...kernels)]));
    counters.forEach((c) => loaded.view(c).fill(0));
    for (let run = 0; run < 2000; run++) loaded.run();
    for (const c of counters) expect(new Set(loaded.view(c))).toEqual(new Set([2000]));
    loaded.dispose();
  });

  test("threads have scratch of their own, and the bits do not depend on their number", async () => {
    const device = withThreads(threads);
    const scratch = buffer("scratch", "f32", 1000, "thread");
    const out = buffer("out", "f32", 40);
    const task = variable("task");
    const [i, j] = [indexVar("i", 1000), indexVar("j", 1000)];
    const seed = call("add", call("mul", task, int(7919)), i);
    const value = call("div", f32(1), add({ is: "cast", value: seed, dtype: "f32", lanes: 1 }, f32(1)));
    const body = [
      range(i, 1000, [store(scratch, i, value)]),
      store(out, task, f32(0)),
      range(j, 1000, [store(out, task, add(load(out, task), load(scratch, j)))]),
    ];
    const loaded = loadOn(device, programOf([parallel(kernelOf(body, 40, task))]));
    loaded.run();
    await pause(40);
    const expected = Array.from({ length: 40 }, (_, t) => {
      let sum = 0;
      for (let k = 0; k < 1000; k++) sum = Math.fround(sum + Math.fround(1 / Math.fround(Math.fround(t * 7919 + k) + 1)));
      return sum;
    });
    for (let run = 0; run < 50; run++) {
      loaded.run();
      expect(Array.from(loaded.view(out))).toEqual(expected);
    }
    loaded.dispose();
  });

  test("a kernel that reaches outside of memory is an error, and the device goes on", async () => {
    const device = withThreads(threads);
    const c = buffer("c", "i32", 16);
    const flag = buffer("flag", "i32", 1);
    const task = variable("task");
    const beyond = when(less(load(flag, int(0)), task), int(0x30000000), int(15));
    const kernel = kernelOf([...busy(c, task, 3000), store(c, beyond, int(1))], 8, task);
    const loaded = loadOn(device, programOf([parallel(kernel), parallel(kernel)]));
    loaded.view(flag).fill(100);
    loaded.run();
    await pause(threads > 1 ? 60 : 0);
    for (let run = 0; run < 20; run++) {
      loaded.view(flag).fill(run % 8);
      if (run % 8 === 7) loaded.run();
      else expect(() => loaded.run()).toThrow(/^wasm: a kernel failed.*(memory|bounds)/);
      loaded.view(flag).fill(100);
      expect(() => loaded.run()).not.toThrow();
    }
    loaded.dispose();
  });
});

test("followers help: with two threads both take tasks", async () => {
  const device = withThreads(2);
  // Each thread counts its tasks in its scratch; a leader alone would count 64 a run.
  const mark = buffer("mark", "i32", 1, "thread");
  const who = buffer("who", "i32", 64);
  const task = variable("task");
  const body = [increment(mark, int(0)), ...busy(who, task, 20000), store(who, task, load(mark, int(0)))];
  const loaded = loadOn(device, programOf([parallel(kernelOf(body, 64, task))]));
  let helped = false;
  loaded.run();
  for (let run = 0; run < 200 && !helped; run++) {
    const before = Math.max(...loaded.view(who));
    loaded.run();
    await pause(2);
    helped = Math.max(...loaded.view(who)) - before !== 64;
  }
  expect(helped).toBe(true);
  loaded.dispose();
});

describe("memory", () => {
  test("grows, keeps what it holds, and gives back what is freed", () => {
    const device = wasm({ threads: 1 });
    const first = device.allocate(1000);
    expect(first % 64).toBe(0);
    expect(first).toBeGreaterThanOrEqual(MARGIN);
    device.view("f32", first, 250).fill(7);
    const large = device.allocate(50_000_000);
    expect(device.view("f32", first, 250)[249]).toBe(7);
    device.view("u8", large, 50_000_000)[49_999_999] = 1;
    expect(device.bytesInUse).toBe(1024 + 50_000_000 + (64 - (50_000_000 % 64 || 64)));
    device.free(large, 50_000_000);
    const again = device.allocate(50_000_000);
    expect(again).toBe(large);
    device.free(again, 50_000_000);
    device.free(first, 1000);
    expect(device.bytesInUse).toBe(0);
    device.dispose();
  });

  test("stretches that are free join: random allocations leave one", () => {
    const device = wasm({ threads: 1 });
    const held: [number, number][] = [];
    let seed = 1;
    const random = (n: number): number => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % n;
    for (let k = 0; k < 5000; k++) {
      if (held.length > 40 || (held.length > 0 && random(2) === 0)) {
        const [[address, bytes]] = held.splice(random(held.length), 1) as [[number, number]];
        expect(new Set(device.view("u8", address, bytes))).toEqual(new Set([bytes % 251]));
        device.free(address, bytes);
      } else {
        const bytes = 1 + random(3000);
        const address = device.allocate(bytes);
        device.view("u8", address, bytes).fill(bytes % 251);
        held.push([address, bytes]);
      }
    }
    for (const [address, bytes] of held) device.free(address, bytes);
    expect(device.bytesInUse).toBe(0);
    expect(device.allocate(400_000)).toBe(MARGIN);
    device.dispose();
  });

  test("ends with a clear error", () => {
    const device = wasm({ threads: 1, maximumBytes: 4_000_000 });
    device.allocate(2_000_000);
    expect(() => device.allocate(3_000_000)).toThrow(/^wasm: out of memory – 2\.9 MB wanted, 1\.9 MB of at most 3\.8 MB in use/);
    expect(() => device.allocate(1_000_000)).not.toThrow();
    device.dispose();
  });

  test("what all threads use lies below what is given away", () => {
    expect(SYNC_ADDRESS + SYNC.bytes).toBeLessThanOrEqual(MARGIN);
  });

  test("a program that does not fit leaves nothing behind", () => {
    const device = wasm({ threads: 1, maximumBytes: 4_000_000 });
    const z = buffer("z", "f32", 2_000_000);
    expect(() => device.load(programOf([serial(kernelOf([store(z, int(0), f32(1))]))]))).toThrow(/out of memory/);
    expect(device.bytesInUse).toBe(0);
    device.dispose();
  });
});

describe.each([1, 2])("programs on a device of %i threads", (threads) => {
  const device = withThreads(threads);
  test("slots are bound by the caller and can be bound again", () => {
    const [x, z] = [buffer("x", "f32", 4), buffer("z", "f32", 4)];
    const body = [store(z, int(0), mul(load(x, int(0), 4), f32(2, 4)))];
    const program: Program = {
      ...programOf([serial(kernelOf(body))]),
      buffers: new Map([[x, { at: "slot", slot: 0 }], [z, { at: "slot", slot: 1 }]]), // prettier-ignore
      slots: 2,
      arena: 0,
    };
    const executable = device.load(program);
    const places = [1, 2, 3].map((k) => {
      const address = device.allocate(16);
      device.view("f32", address, 4).fill(k);
      return address;
    });
    executable.bind(0, places[0]!);
    executable.bind(1, places[2]!);
    executable.run();
    expect([...device.view("f32", places[2]!, 4)]).toEqual([2, 2, 2, 2]);
    // Growing memory must not lose the way to the table.
    const large = device.allocate(30_000_000);
    executable.bind(0, places[1]!);
    executable.run();
    expect([...device.view("f32", places[2]!, 4)]).toEqual([4, 4, 4, 4]);
    device.free(large, 30_000_000);
    places.forEach((address) => device.free(address, 16));
    executable.dispose();
    expect(() => executable.run()).toThrow(/was disposed/);
  });

  test("loading and disposing a thousand programs, and 100,000 runs, leave memory as it was", () => {
    const before = device.bytesInUse;
    const z = buffer("z", "i32", 1000);
    const task = variable("task");
    const program = programOf([serial(kernelOf([increment(z, int(0))])), parallel(kernelOf([increment(z, add(task, int(1)))], 2, task))]);
    for (let k = 0; k < 1000; k++) device.load(program).dispose();
    const loaded = loadOn(device, program);
    loaded.view(z).fill(0);
    const inUse = device.bytesInUse;
    const heap = process.memoryUsage().heapUsed;
    for (let k = 0; k < 100_000; k++) loaded.run();
    expect([...loaded.view(z).subarray(0, 4)]).toEqual([100_000, 100_000, 100_000, 0]);
    expect(device.bytesInUse).toBe(inUse);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(20_000_000);
    loaded.dispose();
    expect(device.bytesInUse).toBe(before);
  });

  test("profile names every kernel and text shows it", () => {
    const z = buffer("z", "f32", 4096);
    const i = indexVar("i", 4096);
    const task = variable("task");
    const kernels = [
      kernelOf([loop(i, int(0), int(4096), 4, [store(z, i, f32(3, 4))])], 1, variable("task"), "fill"),
      kernelOf([store(z, task, sub(load(z, task), f32(1)))], 8, task, "less"),
    ];
    const executable = device.load(programOf([serial(kernels[0]!), parallel(kernels[1]!)]));
    const profile = executable.profile();
    expect(profile.map((row) => row.kernel)).toEqual(["fill", "less"]);
    profile.forEach((row) => expect(row.milliseconds).toBeGreaterThanOrEqual(0));
    expect([...device.view("f32", executable.arena + 64, 9)]).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 3]);
    expect([...textOf(executable.code).keys()]).toEqual(["fill", "less"]);
    expect(textOf(executable.code).get("fill")).toContain("v128.store");
    executable.dispose();
  });
});

test("threads: what is no positive integer is refused", () => {
  expect(() => wasm({ threads: 0 })).toThrow(/^wasm: threads is 0; it must be a positive integer/);
  expect(() => wasm({ threads: 1.5 })).toThrow(/threads is 1.5/);
});

test("without shared memory there is one thread", () => {
  const shared = globalThis.SharedArrayBuffer;
  try {
    Object.defineProperty(globalThis, "SharedArrayBuffer", { value: undefined, configurable: true, writable: true });
    const device = wasm({ threads: 4 });
    expect(device.limits.threads).toBe(1);
    const c = buffer("c", "i32", 4);
    const task = variable("task");
    const loaded = loadOn(device, programOf([parallel(kernelOf([increment(c, task)], 4, task))]));
    loaded.view(c).fill(1);
    loaded.run();
    expect([...loaded.view(c)]).toEqual([2, 2, 2, 2]);
    device.dispose();
  } finally {
    Object.defineProperty(globalThis, "SharedArrayBuffer", { value: shared, configurable: true, writable: true });
  }
});

test("a process whose threads nobody stopped ends by itself", () => {
  const file = fileURLToPath(new URL("../helpers/leave-to-exit.ts", import.meta.url));
  const printed = execFileSync(process.execPath, ["--import", "tsx", file], { encoding: "utf8", timeout: 30_000 });
  expect(printed.trim()).toBe("101,101,101,101");
});

test("the tile is measured once and is one of the candidates", () => {
  const { limits } = withThreads(1);
  const { tile } = limits;
  expect(limits.tile).toBe(tile);
  expect(["4x8", "2x16", "5x8", "6x8"]).toContain(`${tile.rows}x${tile.columns}`);
  for (const { speed } of measureTiles({ fma: limits.fma, wide: false })) expect(speed).toBeGreaterThan(0);
});

test("more tasks than a ticket can count: several are handed out together, each once", async () => {
  const device = withThreads(2);
  const counts = buffer("counts", "i32", 140_001);
  const few = buffer("few", "i32", 5);
  const [task, other] = [variable("task"), variable("task")];
  const phase = parallel(kernelOf([increment(counts, task)], counts.length, task), kernelOf([increment(few, other)], few.length, other));
  const loaded = loadOn(device, programOf([phase]));
  loaded.view(counts).fill(0);
  loaded.view(few).fill(0);
  await device.ready();
  for (let run = 0; run < 20; run++) loaded.run();
  expect(new Set(loaded.view(counts))).toEqual(new Set([20]));
  expect(new Set(loaded.view(few))).toEqual(new Set([20]));
  loaded.dispose();
});
