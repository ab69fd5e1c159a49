// Kernels of one structure go through the passes once, and each keeps its own memory.
import { expect, test } from "vitest";
import { add, buffer, call, f32, indexVar, int, load, mul, range, store, variable } from "../../src/ir/build.ts";
import { runKernel } from "../../src/ir/interpret.ts";
import type { Buffer, Kernel, Limits } from "../../src/ir/types.ts";
import { optimizer } from "../../src/schedule/passes/alike.ts";

const LIMITS: Limits = { vectorBytes: 16, tile: { rows: 4, columns: 8 }, fma: true, threads: 1, mathWords: new Set() };

/** to[i] = tanh(from[i]) · factor + from[i] */
function kernelOf(name: string, from: Buffer, to: Buffer, factor: number, length = 8): Kernel {
  const i = indexVar("i", length);
  const value = add(mul(call("tanh", load(from, i)), f32(factor)), load(from, i));
  return { name, tasks: 1, task: variable("task"), body: [range(i, length, [store(to, i, value)])], cost: 0, flops: 0, bytes: 0 };
}

const run = (kernel: Kernel, from: Buffer, to: Buffer): number[] => {
  const out = new Float32Array(8);
  runKernel(kernel, new Map([[from, Float32Array.from({ length: 8 }, (_, k) => k / 4 - 1)], [to, out]])); // prettier-ignore
  return [...out];
};

test("like kernels share what was made of them, with their own buffers", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => buffer(name, "f32", 8)) as [Buffer, Buffer, Buffer, Buffer];
  let passes = 0;
  const optimize = optimizer(LIMITS, () => void passes++);
  const first = optimize(kernelOf("first", a, b, 2));
  const once = passes;
  const second = optimize(kernelOf("second", c, d, 2));
  expect(passes).toBe(once);
  expect([first.name, second.name]).toEqual(["first", "second"]);
  const wanted = Array.from({ length: 8 }, (_, k) => Math.tanh(k / 4 - 1) * 2 + k / 4 - 1);
  run(first, a, b).forEach((value, k) => expect(value).toBeCloseTo(wanted[k]!, 5));
  expect(run(second, c, d)).toEqual(run(first, a, b));
});

test("another constant, another size, another pattern of memory, another border: passes of their own", () => {
  const [a, b, long] = [buffer("a", "f32", 8), buffer("b", "f32", 8), buffer("long", "f32", 9)];
  let passes = 0;
  const optimize = optimizer(LIMITS, () => void passes++);
  const others = [
    kernelOf("base", a, b, 2),
    kernelOf("factor", a, b, 3),
    kernelOf("in place", a, a, 2),
    kernelOf("buffer", a, long, 2),
    kernelOf("length", a, b, 2, 7),
    { ...kernelOf("tasks", a, b, 2), tasks: 2 },
    { ...kernelOf("shift", a, b, 2), body: [store(b, int(0), f32(1)), ...kernelOf("", a, b, 2).body] },
  ];
  others.forEach((kernel) => {
    const before = passes;
    optimize(kernel);
    expect(passes, kernel.name).toBeGreaterThan(before);
  });
});
