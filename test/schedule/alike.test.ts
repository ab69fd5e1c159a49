// Kernels of one structure are made once, and each keeps its own memory.
import { expect, test } from "vitest";
import { add, compile, concat, defaultDevice, layerNorm, parameter, rand, relu, setDefaultDevice, tensor, update, wasm } from "../../src/index.ts"; // prettier-ignore
import type { Tensor } from "../../src/index.ts";
import { plansOf } from "../../src/inspect.ts";
import { native } from "../../src/native.ts";
import type { Kernel } from "../../src/ir/types.ts";

/** What a function of two matrices gives, and how many of its kernels were made and how many took those of others. */
function kernelsOf(f: (x: Tensor, y: Tensor) => Tensor): { values: number[]; own: Kernel[]; like: Kernel[] } {
  const [x, y] = [0, 1].map((k) => tensor(Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i + k))).reshape([64, 48])) as [
    Tensor,
    Tensor,
  ];
  const step = compile(f);
  const values = [...step(x, y).data()];
  const kernels = plansOf(step)[0]!.scheduled.program.phases.flatMap((phase) => phase.kernels);
  return { values, own: kernels.filter((kernel) => !kernel.like), like: kernels.filter((kernel) => kernel.like) };
}

/** layerNorm(relu(h · w)) in plain loops. */
function layer(h: readonly number[], w: readonly number[]): number[] {
  return Array.from({ length: 64 }, (_, i) => {
    const row = Array.from({ length: 48 }, (_, j) => Math.max(0, w.reduce((sum, x, k) => (k % 48 === j ? sum + h[i * 48 + (k - j) / 48]! * x : sum), 0))); // prettier-ignore
    const mean = row.reduce((sum, x) => sum + x / 48, 0);
    const deviation = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2 / 48, 0) + 1e-5);
    return row.map((x) => (x - mean) / deviation);
  }).flat();
}

test("layers of one kind are made once, with one thread and with two", () => {
  const plain = [1, 2, 3, 4].map((k) => Array.from({ length: 48 * 48 }, (_, i) => Math.cos(i * k) / 7));
  const wanted = plain.reduce(
    layer,
    Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i)),
  );
  const before = defaultDevice();
  try {
    const found = [1, 2].map((threads) => {
      setDefaultDevice(wasm({ threads }));
      const weights = plain.map((w) => tensor(w).reshape([48, 48]));
      return kernelsOf((x) => weights.reduce((h, w) => layerNorm(relu(h.matmul(w)), [48]), x));
    });
    for (const { values, own, like } of found) {
      expect(like.length).toBeGreaterThanOrEqual(own.length);
      for (const kernel of like) expect(kernel.body).not.toBe(kernel.like!.kernel.body);
      values.forEach((value, k) => expect(value).toBeCloseTo(wanted[k]!, 3));
    }
    expect(found[0]!.values).toEqual(found[1]!.values);
  } finally {
    setDefaultDevice(before);
  }
});

test("spelled as C, they are one function that is given its memory", () => {
  const before = defaultDevice();
  const weights = [1, 2, 3, 4].map((k) => tensor(Array.from({ length: 48 * 48 }, (_, i) => Math.cos(i * k) / 7)).reshape([48, 48]));
  const x = tensor(Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i))).reshape([64, 48]);
  const layers = (h: Tensor): Tensor => weights.reduce((y, w) => layerNorm(relu(y.matmul(w)), [48]), h);
  const wanted = [...layers(x).data()];
  try {
    for (const threads of [1, 2]) {
      setDefaultDevice(native({ threads }));
      const step = compile(layers);
      step(x)
        .data()
        .forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 4));
      const { scheduled, executable } = plansOf(step)[0]!;
      const kernels = scheduled.program.phases.flatMap((phase) => phase.kernels);
      const made = kernels.filter((kernel) => !kernel.like).length;
      expect(kernels.length).toBeGreaterThan(made);
      const [code] = executable.code;
      expect(code && "text" in code && code.text.match(/^static void kernel_/gm)).toHaveLength(made);
      defaultDevice().dispose();
    }
  } finally {
    setDefaultDevice(before);
  }
});

test("another constant, another size, another pattern of memory: kernels of their own", () => {
  const w = tensor(Array.from({ length: 48 * 48 }, (_, i) => i % 7)).reshape([48, 48]);
  const both = (a: Tensor, b: Tensor): Tensor => concat([a.reshape([-1]), b.reshape([-1])]);
  const count = (f: (x: Tensor, y: Tensor) => readonly [Tensor, Tensor]): number => kernelsOf((x, y) => both(...f(x, y))).like.length;
  expect(count((x, y) => [x.matmul(w).mul(2), y.matmul(w).mul(2)])).toBe(1);
  expect(count((x, y) => [x.matmul(w).mul(2), y.matmul(w).mul(3)])).toBe(0);
  expect(count((x, y) => [x.matmul(w), y.slice(0, 0, 63).matmul(w)])).toBe(0);
  expect(count((x, y) => [x.matmul(w).add(x), y.matmul(w).add(y)])).toBe(1);
  expect(count((x, y) => [x.matmul(w).add(x), y.matmul(w).add(x)])).toBe(0);
  expect(count((x, y) => [x.matmul(w), y.matmul(w.transpose(0, 1))])).toBe(0);
});

test("variables that are overwritten in place by like kernels keep apart", () => {
  const [a, b] = [parameter(rand([300])), parameter(rand([300]))];
  const [x, y] = [a.toArray() as number[], b.toArray() as number[]];
  const step = compile(() => {
    update([[a, a.mul(2).add(1)], [b, b.mul(2).add(1)]]); // prettier-ignore
    return add(a, b);
  });
  step();
  expect(a.toArray()).toEqual(x.map((v) => Math.fround(Math.fround(v * 2) + 1)));
  expect(b.toArray()).toEqual(y.map((v) => Math.fround(Math.fround(v * 2) + 1)));
});
