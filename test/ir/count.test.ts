// What a kernel does, counted in its loops: against sums by hand.
import { expect, test } from "vitest";
import { adam } from "../../src/optim/index.ts";
import { compile, conv2d, embedding, matmul, numel, randn, tensor, wasm, setDefaultDevice } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import { describePlan, plansOf } from "../../src/inspect.ts";
import type { KernelReport } from "../../src/inspect.ts";
import * as nn from "../../src/nn/index.ts";
import { add, buffer, constant, indexVar, int, load, loop, mul, call, range, store, variable } from "../../src/ir/build.ts";
import { countKernel } from "../../src/ir/count.ts";

setDefaultDevice(wasm({ threads: 1 }));

function kernelsOf(f: (x: Tensor) => Tensor, x: Tensor): readonly KernelReport[] {
  const run = compile(f);
  run(x);
  return plansOf(run).flatMap((plan) => describePlan(plan).kernels);
}
const sum = (kernels: readonly KernelReport[], key: "flops" | "bytes"): number => kernels.reduce((all, kernel) => all + kernel[key], 0);

test("loops whose borders depend on others are counted turn by turn", () => {
  const [task, i, j] = [variable("task", "i32"), indexVar("i", 4), indexVar("j", 4)];
  const [from, to] = [buffer("from", "f32", 100), buffer("to", "f32", 10)];
  // Tasks 0, 1, 2 of four rows each, but there are ten; in row i, i + 1 elements.
  const row = add(mul(task, int(4)), i);
  const end = call("min", int(4), call("sub", int(10), mul(task, int(4))));
  const inner = loop(j, int(0), add(i, int(1)), 1, [store(to, row, add(load(from, j), constant("f32", 1)))]);
  const counted = countKernel({ tasks: 3, task, body: [loop(i, int(0), end, 1, [inner])] });
  // 1 + 2 + 3 + 4 twice, then 1 + 2.
  expect(counted.flops).toBe(23);
  expect(counted.bytes).toBe(4 * 23 + 4 * 10);
});

test("what a kernel stored itself is no memory to be read; what it changes is", () => {
  const [task, i] = [variable("task", "i32"), indexVar("i", 8)];
  const a = buffer("a", "f32", 8);
  const write = store(a, i, constant("f32", 1));
  const change = store(a, i, mul(load(a, i), load(a, i)));
  expect(countKernel({ tasks: 1, task, body: [range(i, 8, [write, change])] })).toEqual({ flops: 8, bytes: 32 });
  expect(countKernel({ tasks: 1, task, body: [range(i, 8, [change])] })).toEqual({ flops: 8, bytes: 64 });
});

test("a product: two operations each, three matrices", () => {
  const b = randn([96, 128]).realize();
  const kernels = kernelsOf((x) => matmul(x, b), randn([64, 96]).realize());
  expect(sum(kernels, "flops")).toBe(2 * 64 * 96 * 128);
  expect(sum(kernels, "bytes")).toBe(4 * (64 * 96 + 96 * 128 + 64 * 128));
});

test("a convolution reads its picture once, not once a place of the filter", () => {
  const filter = randn([16, 8, 5, 5]).realize();
  const x = randn([4, 8, 20, 20]).realize();
  const kernels = kernelsOf((input) => conv2d(input, filter), x);
  const outputs = 4 * 16 * 16 * 16;
  expect(sum(kernels, "flops")).toBeGreaterThanOrEqual(2 * outputs * 8 * 25);
  expect(sum(kernels, "flops")).toBeLessThan(2.4 * outputs * 8 * 25);
  expect(sum(kernels, "bytes")).toBeLessThan(4 * (numel(x) + numel(filter) + outputs) * 2);
});

test("a look-up reads what is asked for, not the whole table", () => {
  const table = randn([5000, 32]).realize();
  const kernels = kernelsOf((index) => embedding(index, table).mul(2), tensor(Int32Array.from({ length: 10 }, (_, i) => 400 * i)));
  expect(sum(kernels, "flops")).toBe(320);
  expect(sum(kernels, "bytes")).toBe(4 * (10 + 320 + 320));
});

test("Adam reads and writes weights and both averages", () => {
  const layer = nn.linear(64, 64, { bias: false });
  const optimizer = adam().over(layer);
  const step = compile((x: Tensor) => {
    const loss = layer.forward(x).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  step(randn([1, 64]).realize());
  const kernels = plansOf(step).flatMap((plan) => describePlan(plan).kernels);
  const updated = 6 * 4 * 64 * 64;
  expect(sum(kernels, "bytes")).toBeGreaterThanOrEqual(updated);
  expect(sum(kernels, "bytes")).toBeLessThan(1.4 * updated);
});
