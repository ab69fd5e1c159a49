import { describe, expect, test } from "vitest";
import { grad, tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  checkLabels,
  crossEntropy,
  huber,
  l1,
  mse,
  nll,
} from "../../src/losses/index.ts";
import type { LossOptions } from "../../src/losses/index.ts";

const f64 = (values: number[] | number[][] | number[][][]): Tensor => tensor(values, { dtype: "f64", requiresGrad: true });
const i32 = (values: number[] | number[][]): Tensor => tensor(values, { dtype: "i32" });
const close = (a: number, b: number, digits = 12): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(10 ** -digits * Math.max(1, Math.abs(b)));
const flat = (t: Tensor): number[] => Array.from(t.data());

/** Central differences against the gradient, in float64. */
function checkGradient(values: number[][], loss: (output: Tensor) => Tensor): void {
  const output = f64(values);
  const got = flat(grad(loss(output), [output])[0]!);
  const h = 1e-6;
  values.forEach((row, r) =>
    row.forEach((_, c) => {
      const at = (step: number): number => loss(f64(values.map((own, i) => own.map((v, j) => (i === r && j === c ? v + step : v))))).item();
      close(got[r * row.length + c]!, (at(h) - at(-h)) / (2 * h), 7);
    }),
  );
}

// The definitions, in plain numbers.
const softmaxOf = (row: number[]): number[] => {
  const top = Math.max(...row);
  const sum = row.reduce((s, z) => s + Math.exp(z - top), 0);
  return row.map((z) => z - top - Math.log(sum));
};
const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / x.length;

describe("regression", () => {
  const [a, b] = [[1, -2, 0.5, 3], [1.5, 2, 0.5, -1]]; // prettier-ignore
  test("values by definition", () => {
    const d = a.map((x, i) => x - b[i]!);
    close(mse(f64(a), f64(b)).item(), mean(d.map((x) => x * x)));
    close(l1(f64(a), f64(b)).item(), mean(d.map(Math.abs)));
    const delta = 0.75;
    close(huber(f64(a), f64(b), { delta }).item(), mean(d.map((x) => (Math.abs(x) < delta ? x * x / 2 : delta * (Math.abs(x) - delta / 2))))); // prettier-ignore
    expect(() => huber(f64(a), f64(b), { delta: 0 })).toThrow("delta must be above 0");
  });

  test("gradients", () => {
    for (const loss of [mse, l1, huber]) checkGradient([a], (x) => loss(x, f64([b])));
  });

  test("shapes that differ are refused, with the cure when it is certain", () => {
    expect(() => mse(tensor([[1], [2]]), tensor([1, 2]))).toThrow("output is [2, 1], target is [2]; target.reshape([2, 1]) would fit");
    expect(() => l1(tensor([1, 2, 3]), tensor([1]))).toThrow("equal shapes");
    expect(() => mse(i32([1]), i32([1]))).toThrow("must be f32 or f64");
    expect(mse(tensor([1, 2]), i32([1, 4])).item()).toBe(2);
  });
});

describe("binary cross-entropy", () => {
  const z = [-3, -0.5, 0, 0.7, 4];
  const y = [0, 1, 1, 0.25, 1];
  const p = z.map((v) => 1 / (1 + Math.exp(-v)));
  const due = mean(p.map((q, i) => -(y[i]! * Math.log(q) + (1 - y[i]!) * Math.log(1 - q))));

  test("of probabilities and of logits, by definition", () => {
    close(binaryCrossEntropy(f64(p), f64(y)).item(), due);
    close(binaryCrossEntropyWithLogits(f64(z), f64(y)).item(), due);
    const weighted = mean(p.map((q, i) => -(3 * y[i]! * Math.log(q) + (1 - y[i]!) * Math.log(1 - q))));
    close(binaryCrossEntropyWithLogits(f64(z), f64(y), { positiveWeight: 3 }).item(), weighted);
  });

  test("gradients, at 0 too", () => {
    checkGradient([p], (x) => binaryCrossEntropy(x, f64([y])));
    checkGradient([z.map((v) => v + 0.01)], (x) => binaryCrossEntropyWithLogits(x, f64([y])));
    checkGradient([z.map((v) => v + 0.01)], (x) => binaryCrossEntropyWithLogits(x, f64([y]), { positiveWeight: 3 }));
    const zero = f64([0]);
    expect(flat(grad(binaryCrossEntropyWithLogits(zero, f64([1])), [zero])[0]!)).toEqual([-0.5]);
  });

  test("probabilities of exactly 0 and 1: cut off at 100, finite gradients", () => {
    const output = tensor([0, 1, 0, 1, 1e-40], { requiresGrad: true });
    const target = tensor([1, 0, 0, 1, 1]);
    const losses = flat(binaryCrossEntropy(output, target, { reduction: "none" }));
    expect(losses.slice(0, 2)).toEqual([100, 100]);
    for (const value of losses.slice(2, 4)) expect(Math.abs(value)).toBe(0);
    for (const value of flat(grad(binaryCrossEntropy(output, target), [output])[0]!)) expect(Number.isFinite(value)).toBe(true);
  });

  test("logits of ±10⁴ in f32", () => {
    const output = tensor([1e4, -1e4, 1e4, -1e4], { requiresGrad: true });
    const target = tensor([1, 0, 0, 1]);
    expect(flat(binaryCrossEntropyWithLogits(output, target, { reduction: "none" }))).toEqual([0, 0, 1e4, 1e4]);
    expect(flat(grad(binaryCrossEntropyWithLogits(output, target, { reduction: "sum" }), [output])[0]!).map((v) => v + 0)).toEqual([
      0, 0, 1, -1,
    ]);
  });
});

describe("cross-entropy", () => {
  const logits = [[1, 2, -1], [0, 0, 0], [3, -2, 0.5]]; // prettier-ignore
  const labels = [1, 2, 0];
  const each = logits.map((row, i) => -softmaxOf(row)[labels[i]!]!);

  test("class numbers: mean, sum, none; i32 and u8", () => {
    close(crossEntropy(f64(logits), i32(labels)).item(), mean(each));
    close(crossEntropy(f64(logits), i32(labels), { reduction: "sum" }).item(), mean(each) * 3);
    flat(crossEntropy(f64(logits), tensor(labels, { dtype: "u8" }), { reduction: "none" })).forEach((v, i) => close(v, each[i]!));
    close(crossEntropy(f64(logits[0]!), tensor(1, { dtype: "i32" })).item(), each[0]!);
    close(nll(f64(logits.map(softmaxOf)), i32(labels)).item(), mean(each));
    close(crossEntropy(f64([[0, 0]]), i32([0])).item(), Math.log(2));
  });

  test("probabilities and label smoothing", () => {
    const p = [[0.2, 0.5, 0.3], [1, 0, 0], [0, 0.5, 0.5]]; // prettier-ignore
    const due = mean(logits.map((row, i) => -softmaxOf(row).reduce((s, l, c) => s + l * p[i]![c]!, 0)));
    close(crossEntropy(f64(logits), f64(p)).item(), due);
    const smooth = mean(logits.map((row, i) => 0.9 * each[i]! - 0.1 * mean(softmaxOf(row))));
    close(crossEntropy(f64(logits), i32(labels), { labelSmoothing: 0.1 }).item(), smooth);
    const oneHot = labels.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0)));
    close(crossEntropy(f64(logits), f64(oneHot), { labelSmoothing: 0.1 }).item(), smooth);
  });

  test("one decision for each position", () => {
    const output = f64([
      [
        [1, 0],
        [2, 0],
        [-1, 0],
      ],
    ]); // [1, 3 classes, 2 positions]; prettier-ignore
    close(crossEntropy(output, i32([[1, 2]])).item(), mean([each[0]!, each[1]!]));
  });

  test("ignored samples do not count", () => {
    close(crossEntropy(f64(logits), i32([1, -100, 0]), { ignoreIndex: -100 }).item(), mean([each[0]!, each[2]!]));
    const output = f64(logits);
    const got = flat(grad(crossEntropy(output, i32([1, -100, 0]), { ignoreIndex: -100 }), [output])[0]!);
    expect(got.slice(3, 6).map((v) => v + 0)).toEqual([0, 0, 0]);
  });

  test("gradients", () => {
    for (const options of [{}, { labelSmoothing: 0.2 }, { ignoreIndex: 2 }])
      checkGradient(logits, (x) => crossEntropy(x, i32(labels), options));
    checkGradient(logits, (x) => crossEntropy(x, f64([[0.2, 0.5, 0.3], [1, 0, 0], [0, 0.5, 0.5]]))); // prettier-ignore
    checkGradient(logits, (x) => nll(x, i32(labels)));
    const output = f64(logits);
    const got = flat(grad(crossEntropy(output, i32(labels)), [output])[0]!);
    logits.forEach((row, i) => softmaxOf(row).forEach((l, c) => close(got[i * 3 + c]!, (Math.exp(l) - (c === labels[i] ? 1 : 0)) / 3)));
  });

  test("logits of ±10⁴ in f32, and infinite ones of other classes", () => {
    const output = tensor([[1e4, -1e4], [-1e4, 1e4], [1e4, 9999]], { requiresGrad: true }); // prettier-ignore
    const losses = crossEntropy(output, i32([0, 0, 0]), { reduction: "none" });
    expect(flat(losses).slice(0, 2)).toEqual([0, 2e4]);
    expect(flat(losses)[2]).toBeCloseTo(Math.log1p(Math.exp(-1)), 5);
    expect(flat(grad(losses.sum(), [output])[0]!).slice(0, 4).map((v) => v + 0)).toEqual([0, 0, -1, 1]); // prettier-ignore
    close(crossEntropy(tensor([[0, -Infinity, 0]]), i32([0])).item(), Math.log(2), 6);
  });

  test("softmax over two classes is the sigmoid", () => {
    close(crossEntropy(f64([[0.3, 1.9]]), i32([1])).item(), binaryCrossEntropyWithLogits(f64([1.6]), f64([1])).item());
  });

  test("mistakes", () => {
    expect(() => crossEntropy(f64(logits), i32([0, 1]))).toThrow("output is [3, 3], target is [2]");
    expect(() => crossEntropy(f64(logits), f64([1, 2, 0]))).toThrow("class numbers must be i32 or u8, they are f64");
    expect(() => crossEntropy(i32([[1, 2]]), i32([0]))).toThrow("output must be f32 or f64");
    expect(() => crossEntropy(f64(logits), i32([0, 3, 1]))).toThrow(
      "label 3 of sample 1 is out of range; with 3 classes labels are 0 to 2",
    );
    expect(() => crossEntropy(f64(logits), i32([0, -1, 1]))).toThrow("label -1 of sample 1");
    expect(() => crossEntropy(f64(logits), i32(labels), { labelSmoothing: 2 })).toThrow("labelSmoothing must be from 0 to 1");
    expect(() => mse(f64([1]), f64([1]), { reduction: "avg" as "mean" })).toThrow('reduction must be "mean", "sum" or "none", got "avg"');
    expect(() => checkLabels("fit", [0, 26], 26)).toThrow("fit: label 26 of sample 1");
    // A label that only the device knows makes NaN, never a small loss.
    expect(crossEntropy(f64(logits), i32([0, 2, 1]).add(1)).item()).toBeNaN();
  });
});

describe("contract of every loss", () => {
  const numbers: [Tensor, Tensor] = [f64([[0.2, 0.7], [0.6, 0.1]]), f64([[0, 1], [1, 0]])]; // prettier-ignore
  const classes: [Tensor, Tensor] = [f64([[0.2, 0.7], [0.6, 0.1]]), i32([1, 0])]; // prettier-ignore
  const table: Record<string, [(output: Tensor, target: Tensor, options?: LossOptions) => Tensor, [Tensor, Tensor]]> = {
    mse: [mse, numbers],
    l1: [l1, numbers],
    huber: [huber, numbers],
    binaryCrossEntropy: [binaryCrossEntropy, numbers],
    binaryCrossEntropyWithLogits: [binaryCrossEntropyWithLogits, numbers],
    crossEntropy: [crossEntropy, classes],
    nll: [nll, classes],
  };
  test.each(Object.entries(table))(
    "%s: one number; the mean is the sum over the count; gradients reach the output",
    (_, [loss, [output, target]]) => {
      const value = loss(output, target);
      expect(value.shape).toEqual([]);
      const none = loss(output, target, { reduction: "none" });
      expect(none.shape).toEqual(target.shape);
      const sum = loss(output, target, { reduction: "sum" }).item();
      close(sum, flat(none).reduce((a, b) => a + b, 0)); // prettier-ignore
      close(value.item(), sum / target.data().length);
      expect(flat(grad(value, [output])[0]!).filter((v) => v !== 0).length).toBeGreaterThan(0);
    },
  );
});
