// Attention in blocks: the numbers and derivatives of attention in one piece, and no scores of all queries in memory.
import { expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { gradients } from "../../src/graph/grad.ts";
import { attendInBlocks, attendWhole } from "../../src/graph/ops/attend.ts";
import { randn, scaledDotProductAttention, tensor, type Tensor } from "../../src/index.ts";
import { planOf } from "../../src/inspect.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { derivatives } from "./differences.ts";
import { close, numbers, product, randomly, tensorOf } from "./sample.ts";

const near = (got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void => {
  if (!Array.from(got).every((v, i) => close(v, wanted[i]!, tolerance))) expect(Array.from(got)).toEqual(Array.from(wanted));
};
const inputs = (): Tensor[] => [[2, 7, 3], [2, 5, 3], [2, 5, 2]].map((shape, k) => tensorOf(randomly(shape, -1, 1, k + 2))); // prettier-ignore
const plain = { scale: 0.6, isCausal: false, dropout: 0, rows: 3, masked: false };

const cases: readonly (readonly [string, () => Tensor | null, Partial<typeof plain>])[] = [
  ["plain", () => null, {}],
  ["causal", () => null, { isCausal: true }],
  ["a mask of numbers", () => tensorOf(randomly([2, 7, 5], -1, 1, 9)), { masked: true }],
  ["a mask of numbers for all queries", () => tensorOf(randomly([5], -1, 1, 9)).reshape([1, 5]), { masked: true }],
  ["a mask of truths", () => tensorOf(randomly([7, 5], -1, 1, 9)).gt(0), { masked: true }],
];
for (const [name, makeMask, more] of cases)
  test(`blocks give what one piece gives, gradients too: ${name}`, () => {
    const [q, k, v] = inputs() as [Tensor, Tensor, Tensor];
    const mask = makeMask();
    const attrs = { ...plain, ...more };
    const leaves = [q, k, v, ...(mask && mask.dtype !== "bool" ? [mask] : [])];
    const [whole, blocks] = [attendWhole, attendInBlocks].map((f) => {
      const y = f(q, k, v, mask, null, attrs);
      const ct = tensor(numbers(product(y.shape), -1, 1, 5), { shape: y.shape });
      return [y, ...gradients([y], [ct], leaves)];
    }) as [Tensor[], Tensor[]];
    const wanted = evaluate(whole, { float64: true });
    evaluate(blocks, { float64: true }).forEach((got, i) => near(got, wanted[i]!, 1e-9));
    blocks.forEach((x, i) => near(x.data(), wanted[i]!, 2e-5));
  });

test("second derivatives in blocks", () => {
  const [first, second] = derivatives((q, k, v) => attendInBlocks(q, k, v, null, null, { ...plain, isCausal: true }), inputs())!;
  expect(first.analytic).toBeCloseTo(first.numeric, 6);
  expect(second.analytic).toBeCloseTo(second.numeric, 6);
});

test("dropout in blocks: the same key drops the same weights, their mean stays, gradients see the same weights", () => {
  const [q, k] = inputs() as [Tensor, Tensor];
  const key = tensor([1, 2], { dtype: "i32" });
  const attrs = { ...plain, dropout: 0.5 };
  const ones = tensor(new Float32Array(10).fill(1), { shape: [2, 5, 1] });
  const sums = attendInBlocks(q, k, ones, null, key, attrs);
  const other = attendInBlocks(q, k, ones, null, key, attrs);
  expect(Array.from(sums.data())).toEqual(Array.from(other.data()));
  expect(new Set(Array.from(sums.data(), (v) => v.toFixed(5))).size).toBeGreaterThan(10);
  const average = Array.from({ length: 60 }, (_, i) => {
    const y = Array.from(attendInBlocks(q, k, ones, null, tensor([i, 7], { dtype: "i32" }), attrs).data());
    return y.reduce((a, b) => a + b, 0) / y.length;
  }).reduce((a, b) => a + b, 0) / 60; // prettier-ignore
  expect(Math.abs(average - 1)).toBeLessThan(0.05);
  const [first] = derivatives((a, b, c) => attendInBlocks(a, b, c, null, key, attrs), inputs())!;
  expect(first.analytic).toBeCloseTo(first.numeric, 6);
});

test("no 2048 × 2048 scores are stored, neither forward nor backward; another context costs as much memory", () => {
  const arena = (size: number): number => {
    const [q, k, v, ct] = Array.from({ length: 4 }, () => randn([1, 1, size, 16]).realize()) as [Tensor, Tensor, Tensor, Tensor];
    const y = scaledDotProductAttention(q, k, v);
    const plan = planOf(y, ...gradients([y], [ct], [q, k, v]));
    const { buffers, arena: bytes } = plan.scheduled.program;
    expect(Math.max(...[...buffers.keys()].map((b) => b.length))).toBeLessThanOrEqual(1 << 19);
    return bytes;
  };
  const few = arena(2048);
  expect(few).toBeLessThan(2048 * 2048 * 4);
  expect(arena(3072)).toBeLessThan(1.1 * few);
});
