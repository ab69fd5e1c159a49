import { describe, expect, test } from "vitest";
import { NablaError, tensor } from "../../src/index.ts";
import * as metrics from "../../src/metrics/index.ts";
import type { Metric, Values } from "../../src/metrics/index.ts";

const { accuracy, confusionMatrix, f1, mae, metricOf, mse, precision, r2, recall, rmse, start, topKAccuracy } = metrics;

describe("classes of outputs", () => {
  test("largest score, threshold, class numbers, one-hot targets", () => {
    const scores = tensor([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]); // prettier-ignore
    expect(accuracy(scores, tensor([1, 0, 0], { dtype: "i32" }))).toBeCloseTo(2 / 3, 12);
    expect(accuracy(scores, tensor([[0, 1, 0], [1, 0, 0], [0, 0, 1]]))).toBe(1); // prettier-ignore
    expect(accuracy(tensor([0.2, 0.6, 0.9]), tensor([0, 1, 0]))).toBeCloseTo(2 / 3, 12);
    expect(accuracy(tensor([[-3], [0.1]]), tensor([[0], [1]]), { threshold: 0 })).toBe(1);
    expect(accuracy([3, 1, 2], [3, 1, 1])).toBeCloseTo(2 / 3, 12);
  });

  test("one decision for each position", () => {
    const scores = tensor([
      [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
    ]); // [1, 2 classes, 2 positions]; prettier-ignore
    expect(accuracy(scores, tensor([[0, 1]], { dtype: "i32" }))).toBe(1);
    expect(accuracy(scores, tensor([[0, 0]], { dtype: "i32" }))).toBe(0.5);
  });

  test("counts that differ are refused", () => {
    expect(() => accuracy([1, 2], [1])).toThrow(NablaError);
    expect(() => mae(tensor([[1], [2]]), tensor([1, 2, 3]))).toThrow("output is [2, 1], target is [3]");
  });
});

describe("values by definition", () => {
  test("top k", () => {
    const scores = [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]]; // prettier-ignore
    expect([1, 2, 3].map((k) => topKAccuracy(scores, [1, 0], k))).toEqual([0, 0.5, 1]);
    expect(() => metrics.topKMetric(0)).toThrow("k must be a whole number");
  });

  // Numbers by hand: class 0 has 3 samples (2 found), class 1 has 2 (1 found), class 2 has 1 (found); class 3 never occurs.
  const actual = [0, 0, 0, 1, 1, 2];
  const predicted = [0, 0, 1, 1, 2, 2];
  test("confusion matrix, precision, recall, F1", () => {
    expect(confusionMatrix(predicted, actual)).toEqual([[2, 1, 0], [0, 1, 1], [0, 0, 1]]); // prettier-ignore
    expect(confusionMatrix(predicted, actual, { classes: 4 })[3]).toEqual([0, 0, 0, 0]);
    expect(precision(predicted, actual)).toBeCloseTo((1 + 1 / 2 + 1 / 2) / 3, 12);
    expect(recall(predicted, actual)).toBeCloseTo((2 / 3 + 1 / 2 + 1) / 3, 12);
    expect(f1(predicted, actual)).toBeCloseTo((4 / 5 + 2 / 4 + 2 / 3) / 3, 12);
    expect(f1(predicted, actual, { classes: 4 })).toBeCloseTo((4 / 5 + 2 / 4 + 2 / 3) / 3, 12);
    expect(() => confusionMatrix(predicted, actual, { classes: 2 })).toThrow("class 2 of sample 4 is out of range");
    expect(() => confusionMatrix([-1], [0])).toThrow("negative");
  });

  test("errors of numbers", () => {
    const [a, b] = [tensor([[1, 2], [3, 4]]), tensor([[1, 4], [0, 4]])]; // prettier-ignore
    expect(mae(a, b)).toBe(1.25);
    expect(mse(a, b)).toBe(13 / 4);
    expect(rmse(a, b)).toBeCloseTo(Math.sqrt(13 / 4), 12);
  });

  test("r2: perfect, mean, worse, several columns, a large mean, a constant target", () => {
    expect(r2([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(r2([2, 2, 2], [1, 2, 3])).toBe(0);
    expect(r2([3, 2, 1], [1, 2, 3])).toBe(-3);
    expect(r2([[1, 2], [2, 2], [3, 2]], [[1, 1], [2, 2], [3, 3]])).toBe(0.5); // prettier-ignore
    const shifted = [1, 2, 3, 5].map((x) => x + 1e8);
    expect(r2(shifted.map((x, i) => x + (i % 2) * 0.5), shifted)).toBeCloseTo(r2([1, 2.5, 3, 5.5], [1, 2, 3, 5]), 6); // prettier-ignore
    expect(r2([1, 1], [1, 1])).toBe(1);
    expect(r2([1, 2], [1, 1])).toBe(0);
  });
});

describe("contract of every metric", () => {
  const classes: [Values, Values] = [[[0.1, 0.9], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7]], [1, 0, 1, 1]]; // prettier-ignore
  const numbers: [Values, Values] = [
    [1, 2.5, -3, 4],
    [1, 2, 3, 5.5],
  ];
  const table: Record<string, [Metric, [Values, Values]]> = {
    accuracy: [metricOf("accuracy"), classes],
    top2: [metrics.topKMetric(1), classes],
    confusion: [metrics.confusionMetric(), classes],
    precision: [metricOf("precision"), classes],
    recall: [metricOf("recall"), classes],
    f1: [metricOf("f1"), classes],
    mae: [metricOf("mae"), numbers],
    mse: [metricOf("mse"), numbers],
    rmse: [metricOf("rmse"), numbers],
    r2: [metricOf("r2"), numbers],
  };
  test.each(Object.entries(table))("%s: in batches as at once; sums can be kept", (_, [metric, [output, target]]) => {
    const whole = metrics.measure(metric, output, target);
    const part = (values: Values, from: number, to: number): Values => (values as readonly number[]).slice(from, to);
    const first = start(metric).add(part(output, 0, 3), part(target, 0, 3));
    const later = new metrics.Running(metric, JSON.parse(JSON.stringify(first.sums)) as number[]);
    expect(later.add(part(output, 3, 4), part(target, 3, 4)).result()).toBeCloseTo(whole, 12);
    expect(start(metric).result()).toBeNaN();
    expect(["higher", "lower"]).toContain(metric.better);
  });

  test("unknown names are told what is known", () => {
    expect(() => metricOf("acuracy" as "accuracy")).toThrow('there is no metric "acuracy"; known are accuracy');
  });
});
