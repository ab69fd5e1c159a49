// `nabla bench --kernels`: the kernels of a step beside the limits of the machine.
import { expect, test } from "vitest";
import { roofOf } from "nabla/inspect";
import { nabla } from "./nabla.ts";

test("a kernel's place under the roof", () => {
  const peaks = { flopsPerSecond: 100e9, bytesPerSecond: 10e9 };
  const heavy = roofOf({ flops: 50e6, bytes: 1e6, milliseconds: 1 }, peaks);
  expect(heavy).toMatchObject({ bound: "arithmetic", flopsPerSecond: 50e9, bytesPerSecond: 1e9 });
  expect(heavy.share).toBeCloseTo(0.5, 12);
  expect(heavy.lost).toBeCloseTo(0.5, 12);
  const light = roofOf({ flops: 1e6, bytes: 20e6, milliseconds: 1 }, peaks);
  expect(light).toMatchObject({ bound: "memory", lost: 0 });
  expect(light.share).toBeCloseTo(2, 12);
});

test("every kernel of a step, the limits, and those that lose most", async () => {
  const { events, error, code } = await nabla(["bench", "--kernels", "mlp-step", "--json"]);
  expect(code, error).toBe(0);
  const kernels = events.filter(({ event }) => event === "kernel") as unknown as { flops: number; share: number; lost: number }[];
  const { peaks, worst, memory } = events.at(-1) as unknown as {
    peaks: { flopsPerSecond: number; bytesPerSecond: number };
    worst: number[];
    memory: { arena: number; live: number; ratio: number };
  };
  // At least the outputs of two layers live at once.
  expect(memory.live).toBeGreaterThan(4 * 128 * (256 + 128));
  expect(memory.ratio).toBe(memory.arena / memory.live);
  expect(memory.ratio).toBeGreaterThanOrEqual(1);
  // Forward, gradient of inputs and of weights of three layers, less the gradient of the pictures; two operations a product.
  const products = 2 * 128 * (3 * (784 * 256 + 256 * 128 + 128 * 10) - 784 * 256);
  expect(kernels.reduce((sum, { flops }) => sum + flops, 0)).toBeGreaterThan(products);
  expect(kernels.reduce((sum, { flops }) => sum + flops, 0)).toBeLessThan(1.2 * products);
  expect(peaks.flopsPerSecond).toBeGreaterThan(1e8);
  expect(peaks.bytesPerSecond).toBeGreaterThan(1e7);
  for (const { share } of kernels) expect(share).toBeGreaterThan(0);
  const losses = kernels.map(({ lost }) => lost).sort((a, b) => b - a);
  expect(worst.map((k) => kernels[k]!.lost)).toEqual(losses.slice(0, worst.length));
});

test("a work that does not train", async () => {
  const { error, code } = await nabla(["bench", "--kernels", "ops-sort"]);
  expect(code).toBe(2);
  expect(error).toContain("--kernels ops-sort: choose a work that trains: xor-step, playground-step, mlp-step");
});
