// Convolutions large enough for register tiles, phases of strides, and sums along products: the default device against the
// reference, with gradients of first and second order.
import { expect, test } from "vitest";
import "../../src/engine/fluent.ts";
import "../../src/engine/methods.ts";
import "../../src/engine/methods.ts";
import { gradients } from "../../src/graph/grad.ts";
import { conv2d, convTranspose2d, sum, tensor, type Tensor } from "../../src/index.ts";
import { evaluate } from "../../src/runtime/reference/evaluate.ts";
import { numbers, product } from "./sample.ts";

const random = (shape: readonly number[], seed: number): Tensor => tensor(numbers(product(shape), -1, 1, seed), { shape });

type Call = (x: Tensor, w: Tensor) => Tensor;
function compare(call: Call, xs: readonly number[], ws: readonly number[]): void {
  const [x, w] = [random(xs, 1), random(ws, 2)];
  const y = call(x, w);
  const first = gradients([y], [random(y.shape, 3)], [x, w]);
  const second = gradients([sum(first[0]!.square())], [null], [w]);
  const all = [y, ...first, ...second];
  const wanted = evaluate(all, { float64: true });
  all.forEach((part, k) => {
    const got = part.data();
    const scale = Array.from(wanted[k]!).reduce((most, v) => Math.max(most, Math.abs(v)), 1);
    const worst = Array.from(got).reduce((most, v, i) => Math.max(most, Math.abs(v - wanted[k]![i]!)), 0);
    expect(worst, `part ${k}`).toBeLessThan(2e-6 * scale);
  });
}

const cases: readonly (readonly [string, Call, readonly number[], readonly number[]])[] = [
  ["3 × 3", (x, w) => conv2d(x, w, null, { padding: 1 }), [2, 5, 11, 13], [9, 5, 3, 3]],
  ["stride 2", (x, w) => conv2d(x, w, null, { stride: 2, padding: 1 }), [2, 5, 12, 13], [9, 5, 3, 3]],
  ["stride 2, 1 × 1", (x, w) => conv2d(x, w, null, { stride: 2 }), [2, 6, 9, 12], [7, 6, 1, 1]],
  ["stride 3 and 2, kernel 7 and 4", (x, w) => conv2d(x, w, null, { stride: [3, 2], padding: [3, 1] }), [1, 3, 17, 14], [6, 3, 7, 4]],
  ["stride and dilation", (x, w) => conv2d(x, w, null, { stride: 2, dilation: 2, padding: 2 }), [1, 4, 13, 12], [6, 4, 3, 3]],
  ["depthwise", (x, w) => conv2d(x, w, null, { padding: 1, groups: 6 }), [2, 6, 10, 18], [6, 1, 3, 3]],
  [
    "depthwise, stride 2, two outputs each",
    (x, w) => conv2d(x, w, null, { padding: 1, stride: 2, groups: 5 }),
    [2, 5, 9, 16],
    [10, 1, 3, 3],
  ],
  ["5 × 5 of one channel", (x, w) => conv2d(x, w, null, { padding: 2 }), [3, 1, 12, 16], [6, 1, 5, 5]],
  ["transposed", (x, w) => convTranspose2d(x, w, null, { stride: 2, padding: 1, outputPadding: 1 }), [2, 8, 6, 7], [8, 5, 3, 3]],
  ["transposed, groups", (x, w) => convTranspose2d(x, w, null, { stride: 2, groups: 2 }), [2, 8, 5, 6], [8, 3, 4, 4]],
];
for (const [name, call, x, w] of cases) test(name, () => compare(call, x, w));
