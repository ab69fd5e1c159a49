// Gradients of all losses in random directions against central differences, in float64, first and second order.
import { describe, expect, test } from "vitest";
import { grad, logSoftmax, sigmoid, softplus, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import * as losses from "../../src/losses/index.ts";

/** Numbers without pattern and without kinks near them. */
const numbers = (count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(seed + 12.9 * (i + 1)) * 2.3);
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const f64 = (values: readonly number[], shape: readonly number[]): Tensor => tensor(Float64Array.from(values), { shape });
const input = (seed: number, ...shape: number[]): Tensor => f64(numbers(size(shape), seed), shape);
const i32 = (values: number[] | number[][] | number): Tensor => tensor(values, { dtype: "i32" });

const y = input(5, 3, 4);
const bits = f64([1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0], [3, 4]);
const signs = bits.mul(2).sub(1);
const labels = i32([2, 0, 3]);
const weight = f64([0.5, 1, 2, 1.5], [4]);
const boxes = f64([0, 0, 2, 3, 1, 1, 4, 2, 0, 0, 1, 1], [3, 4]);
/** Boxes near those, made of any numbers. */
const near = (x: Tensor): Tensor => boxes.add(sigmoid(x).sub(0.5));
const rows = (x: Tensor, k: number): Tensor => x.mul(k).add(input(k, 3, 4));

const table: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  mse: (x) => losses.mse(x, y),
  l1: (x) => losses.l1(x, y),
  huber: (x) => losses.huber(x, y, { delta: 0.6 }),
  smoothL1: (x) => losses.smoothL1(x, y, { beta: 0.6 }),
  logCosh: (x) => losses.logCosh(x, y),
  poissonNll: (x) => losses.poissonNll(x, bits.mul(3), { full: true }),
  "poissonNll of rates": (x) => losses.poissonNll(softplus(x), bits.mul(3), { logInput: false }),
  gaussianNll: (x) => losses.gaussianNll(x, y, softplus(x)),
  binaryCrossEntropy: (x) => losses.binaryCrossEntropy(sigmoid(x), bits),
  binaryCrossEntropyWithLogits: (x) => losses.binaryCrossEntropyWithLogits(x, bits, { weight, positiveWeight: weight }),
  binaryFocal: (x) => losses.binaryFocal(x, bits, { gamma: 1.5 }),
  heatmapFocal: (x) => losses.heatmapFocal(x, bits.mul(0.5).add(sigmoid(y).mul(0.5)).mul(weight.minimum(1)).maximum(bits)),
  crossEntropy: (x) => losses.crossEntropy(x, labels, { weight, labelSmoothing: 0.2 }),
  "crossEntropy of probabilities": (x) => losses.crossEntropy(x, sigmoid(y), { weight }),
  nll: (x) => losses.nll(logSoftmax(x, 1), labels, { weight, ignoreIndex: 0 }),
  focal: (x) => losses.focal(x, labels, { gamma: 1.5, weight }),
  klDiv: (x) => losses.klDiv(x, sigmoid(x.mul(0.3))),
  hinge: (x) => losses.hinge(x, signs),
  "hinge squared": (x) => losses.hinge(x, signs, { squared: true }),
  hingeEmbedding: (x) => losses.hingeEmbedding(x, signs),
  softMargin: (x) => losses.softMargin(x, signs),
  marginRanking: (x) => losses.marginRanking(x, rows(x, 2), signs, { margin: 0.4 }),
  multiMargin: (x) => losses.multiMargin(x, labels, { p: 2, weight }),
  multiLabelMargin: (x) => losses.multiLabelMargin(x, i32([[1, 2, -1, 0], [0, -1, 3, 3], [3, 2, 1, 0]])),
  multiLabelSoftMargin: (x) => losses.multiLabelSoftMargin(x, bits, { weight }),
  cosineEmbedding: (x) => losses.cosineEmbedding(x, rows(x, 2), f64([1, -1, 1], [3]), { margin: -0.9 }),
  tripletMargin: (x) => losses.tripletMargin(x, rows(x, 2), rows(x, 3), { margin: 9, swap: true }),
  tripletMarginWithDistance: (x) => losses.tripletMarginWithDistance(x, rows(x, 2), rows(x, 3), { margin: 9 }),
  "minedTriplet hard": (x) => losses.minedTriplet(x, i32([1, 1, 0]), { margin: 9 }),
  "minedTriplet semi-hard": (x) => losses.minedTriplet(x, i32([1, 1, 0]), { margin: 9, mining: "semiHard" }),
  contrastive: (x) => losses.contrastive(x, rows(x, 2), f64([1, 0, 1], [3]), { margin: 9 }),
  infoNce: (x) => losses.infoNce(x, rows(x, 2), { temperature: 0.7, negatives: y }),
  ntXent: (x) => losses.ntXent(x, rows(x, 2)),
  dice: (x) => losses.dice(sigmoid(x), bits),
  jaccard: (x) => losses.jaccard(sigmoid(x), bits),
  boxIou: (x) => losses.boxIou(near(x), boxes),
  boxGiou: (x) => losses.boxGiou(near(x), boxes),
  boxDiou: (x) => losses.boxDiou(near(x), boxes),
  ctc: (x) => losses.ctc(logSoftmax(x.reshape([4, 1, 3]), -1), i32([[1, 2]]), i32([4]), i32([2])),
}; // prettier-ignore

describe("gradients of first and second order", () => {
  test.each(Object.entries(table))("%s", (_, loss) => {
    const at = numbers(12, 1);
    const [direction, cotangent] = [numbers(12, 7), numbers(12, 8)];
    const h = 1e-5;
    const moved = (step: number): Tensor => f64(at.map((v, i) => v + step * direction[i]!), [3, 4]); // prettier-ignore
    const along = (gradient: Tensor, weights: readonly number[]): number => Array.from(gradient.data()).reduce((sum, v, i) => sum + v * weights[i]!, 0); // prettier-ignore
    const x = moved(0);
    const [slope] = grad(loss(x), [x]);
    const difference = (loss(moved(h)).item() - loss(moved(-h)).item()) / (2 * h);
    const close = (got: number, wanted: number, tolerance: number): void =>
      expect(Math.abs(got - wanted), `${got} instead of ${wanted}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
    close(along(slope!, direction), difference, 1e-7);
    const slopeAt = (step: number): number => {
      const there = moved(step);
      return along(grad(loss(there), [there])[0]!, cotangent);
    };
    const [curve] = grad(slope!.mul(f64(cotangent, [3, 4])).sum(), [x]);
    close(along(curve!, direction), (slopeAt(h) - slopeAt(-h)) / (2 * h), 1e-6);
  });

  test("boxCiou: its share of the form takes no part in the gradient", () => {
    const x = f64(numbers(12, 1), [3, 4]);
    const [slope] = grad(losses.boxCiou(near(x), boxes), [x]);
    expect(Array.from(slope!.data()).every(Number.isFinite)).toBe(true);
  });

  test("binaryCrossEntropyWithLogits: at logits of exactly 0 the slope is ½ − y, the curvature ¼", () => {
    const z = f64([0, 0, 0], [3]);
    const [slope] = grad(losses.binaryCrossEntropyWithLogits(z, f64([0, 1, 0.5], [3]), { reduction: "sum" }), [z]);
    expect(slope!.toArray()).toEqual([0.5, -0.5, 0]);
    expect(grad(slope!.sum(), [z])[0]!.toArray()).toEqual([0.25, 0.25, 0.25]);
  });

  test("every loss of the door is in the table", () => {
    const names = new Set(Object.keys(table).map((name) => name.split(" ")[0]!));
    const missing = Object.keys(losses).filter((name) => !names.has(name) && !["checkLabels", "boxCiou"].includes(name));
    expect(missing).toEqual([]);
  });
});
