// Metrics without a counterpart in the recorded fixtures: values by hand; batches; mistakes.
import { describe, expect, test } from "vitest";
import * as metrics from "../../src/metrics/index.ts";
import type { Box, Boxes, Detections, Metric } from "../../src/metrics/index.ts";

const near = (value: number, wanted: number): void => expect(value).toBeCloseTo(wanted, 12);

describe("overlap", () => {
  // Class 0: 2 right of 3 actual and 2 predicted; class 1: 1 of 1 and 2; class 2: never.
  const [output, target] = [[0, 0, 1, 1], [0, 0, 0, 1]]; // prettier-ignore
  test("mean IoU and Dice, with and without the background", () => {
    near(metrics.meanIou(output, target), (2 / 3 + 1 / 2) / 2);
    near(metrics.dice(output, target), (4 / 5 + 2 / 3) / 2);
    near(metrics.dice(output, target, { ignore: 0 }), 2 / 3);
    near(metrics.meanIou(output, target, { ignore: 1, classes: 5 }), 2 / 3);
  });
});

describe("calibration", () => {
  test("groups by confidence", () => {
    const output = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.45, 0.55]]; // prettier-ignore
    const target = [0, 1, 1, 1];
    // Bins of width ½: all four are in the upper one; confidence 0.7375, accuracy 0.75.
    near(metrics.calibrationError(output, target, { bins: 2 }), 0.75 - 0.7375);
    // Bins of width 0.1: |1 − 0.9|, |0 − 0.8|, |1 − 0.7|, |1 − 0.55|, a quarter each.
    near(metrics.calibrationError(output, target), (0.1 + 0.8 + 0.3 + 0.45) / 4);
    expect(metrics.reliability(output, target, { bins: 2 }).map(({ count }) => count)).toEqual([0, 4]);
  });
  test("Brier score of three classes", () =>
    near(metrics.brier([[0.5, 0.3, 0.2], [0, 1, 0]], [0, 1]), (0.25 + 0.09 + 0.04) / 2)); // prettier-ignore
  test("scores are no probabilities", () => {
    expect(() => metrics.logLoss([2, -1], [0, 1])).toThrow(
      "logLoss: 2 of sample 0 is no probability; give softmax or sigmoid of the scores",
    );
    expect(() => metrics.brier([0.5], [3])).toThrow("brier: label 3 of sample 0 must be a whole number from 0 to 1");
  });
});

describe("rankings", () => {
  const scores = [[0.9, 0.5, 0.1, 0.3], [0.1, 0.2, 0.3, 0.4]]; // prettier-ignore
  test("recall at k and reciprocal rank", () => {
    near(metrics.recallAtK(scores, [1, 1], 2), 1 / 2);
    near(metrics.recallAtK(scores, [[1, 1, 0, 1], [0, 0, 0, 1]], 2), (2 / 3 + 1) / 2); // prettier-ignore
    near(metrics.meanReciprocalRank(scores, [1, 1]), (1 / 2 + 1 / 3) / 2);
    expect(() => metrics.recallAtK(scores, [1, 1], 0)).toThrow("recallAtK: k is 0; it must be a whole number from 1 up");
    expect(() => metrics.ndcg(scores, [1, 1, 1])).toThrow("needs scores [Q, C]");
  });
});

describe("text", () => {
  test("chrF by its definition", () => {
    // "abc" and "abd": unigrams 2 of 3, bigrams 1 of 2, trigrams 0 of 1, the same both ways.
    near(metrics.chrF(["ab c"], ["abd"]), (2 / 3 + 1 / 2 + 0) / 3);
    // "ab" and "abcd": precision 1 and 1, recall 2/4 and 1/3; longer n-grams are missing on one side.
    const recall = (1 / 2 + 1 / 3) / 2;
    near(metrics.chrF(["ab"], ["abcd"]), (5 * recall) / (4 + recall));
    expect(metrics.chrF(["x"], ["y"])).toBe(0);
  });
  test("BLEU is 0 without a common 4-gram", () => expect(metrics.bleu(["a b c"], ["a b c"])).toBe(0));
  test("uncertainty about symbols", () => {
    const logits = [[Math.log(8), Math.log(4), Math.log(4)], [0, 0, 0]]; // prettier-ignore
    near(metrics.perplexity(logits, [0, 2]), Math.sqrt(2 * 3));
    near(metrics.bitsPerCharacter(logits, [0, 2]), (1 + Math.log2(3)) / 2);
    near(metrics.perplexity(logits, [0, -100]), 2);
    expect(() => metrics.perplexity(logits, [0, 3])).toThrow("perplexity: class 3 of position 1 must be a whole number from 0 to 2");
  });
  test("mistakes", () => {
    expect(() => metrics.bleu(["a"], [])).toThrow("bleu: 1 texts, but 0 references; one for each is needed");
    expect(() => metrics.chrF("text" as never, ["a"])).toThrow("chrF: output must be an array of strings");
  });
});

describe("boxes", () => {
  const there: Boxes[] = [{ boxes: [[0, 0, 10, 10], [20, 20, 30, 30]], labels: [0, 0] }, { boxes: [[0, 0, 4, 4]], labels: [1] }]; // prettier-ignore
  const found: Detections[] = [
    // Right, a duplicate of it, and one with IoU 0.6.
    { boxes: [[0, 0, 10, 10], [0, 0, 10, 10], [20, 20, 30, 26]], scores: [0.9, 0.8, 0.7], labels: [0, 0, 0] }, // prettier-ignore
    { boxes: [[0, 0, 4, 4]], scores: [0.6], labels: [0] },
  ];
  test("each true box is found once; a box of another class is wrong", () => {
    // Class 0 at 0.5: right, wrong, right, wrong: precision 1 up to recall ½, then 2/3. Class 1: nothing found.
    const half = (51 * 1 + 50 * (2 / 3)) / 101;
    near(metrics.meanAveragePrecision(found, there, { thresholds: [0.5] }), half / 2);
    // Above an overlap of 0.6 only the first is right.
    near(metrics.meanAveragePrecision(found, there, { thresholds: [0.75] }), 51 / 101 / 2);
    near(metrics.meanAveragePrecision(found, there), (3 * half + 7 * (51 / 101)) / 10 / 2);
  });
  test("the surest boxes count", () => near(metrics.meanAveragePrecision(found, there, { thresholds: [0.5], most: 2 }), 51 / 101 / 2));
  test("suppression: the best of those that overlap, label by label, at most so many", () => {
    const boxes: Box[] = [[0, 0, 10, 10], [1, 0, 11, 10], [2, 0, 12, 10], [20, 0, 30, 10]]; // prettier-ignore
    const scores = [0.5, 0.9, 0.4, 0.1];
    // Neighbors overlap by 9/11, the first and the third by 8/12.
    expect(metrics.nonMaximumSuppression(boxes, scores)).toEqual([1, 3]);
    expect(metrics.nonMaximumSuppression(boxes, scores, { threshold: 0.9 })).toEqual([1, 0, 2, 3]);
    expect(metrics.nonMaximumSuppression(boxes, scores, { threshold: 9 / 11 })).toEqual([1, 0, 2, 3]);
    expect(metrics.nonMaximumSuppression(boxes, scores, { labels: [0, 1, 0, 0] })).toEqual([1, 0, 3]);
    expect(metrics.nonMaximumSuppression(boxes, scores, { most: 1 })).toEqual([1]);
    expect(metrics.nonMaximumSuppression([], [])).toEqual([]);
    expect(() => metrics.nonMaximumSuppression(boxes, [1])).toThrow("nonMaximumSuppression: 4 boxes need as many scores and labels");
    expect(() => metrics.nonMaximumSuppression(boxes, scores, { threshold: 2 })).toThrow("threshold must be from 0 to 1, got 2");
  });
  test("mistakes", () => {
    expect(() => metrics.meanAveragePrecision([{ boxes: [[0, 0, 1, 1]], scores: [], labels: [0] }], [there[0]!])).toThrow("image 0 must have one label (and score) for each box"); // prettier-ignore
    expect(() => metrics.meanAveragePrecision([{ boxes: [[5, 0, 1, 1]], scores: [1], labels: [0] }], [there[0]!])).toThrow("box [5, 0, 1, 1] of image 0 must have x1 ≤ x2 and y1 ≤ y2"); // prettier-ignore
  });
});

describe("curves", () => {
  test("ties count half; one class is refused", () => {
    near(metrics.rocAuc([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]), 0.5);
    expect(() => metrics.rocAuc([0.5, 0.2], [1, 1])).toThrow("rocAuc: all samples are of one class; both are needed");
    expect(() => metrics.rocAuc([NaN, 0.2], [1, 0])).toThrow("rocAuc: the score of sample 0 is not a number");
    expect(() => metrics.rocCurve([[0.1, 0.9]], [1])).toThrow("rocCurve: needs one score a sample, got 2; give the column of one class");
  });
});

describe("clusters", () => {
  test("names do not matter", () => {
    const target = [0, 0, 0, 1, 1, 2];
    for (const metric of [metrics.adjustedRand, metrics.normalizedMutualInformation, metrics.vMeasure, metrics.purity])
      near(metric([7, 7, 7, 3, 3, 5], target), 1);
    expect(() => metrics.silhouette([[0], [1]], [0, 0])).toThrow("silhouette: there are 1 clusters of 2 samples");
  });
});

test("batches give what the whole gives", () => {
  const seeded = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;
  const labels = Array.from({ length: 40 }, (_, i) => Math.floor(seeded(i) * 3));
  const rows = labels.map((label, i) => {
    const raw = [0, 1, 2].map((c) => seeded(i * 3 + c + 100) + (c === label ? 0.4 : 0));
    return raw.map((value) => value / raw.reduce((a, b) => a + b, 0));
  });
  const guesses = rows.map((row) => row.indexOf(Math.max(...row)));
  const check = (metric: Metric, output: readonly number[] | readonly (readonly number[])[], target: readonly number[]): void => {
    const whole = metrics.measure(metric, output, target);
    const parts = metrics.start(metric);
    for (let at = 0; at < target.length; at += 7) parts.add(output.slice(at, at + 7), target.slice(at, at + 7));
    expect(parts.result(), metric.name).toBeCloseTo(whole, 10);
  };
  for (const metric of [
    metrics.rocAucMetric(), metrics.prAucMetric(), metrics.logLossMetric(), metrics.brierMetric(), metrics.calibrationErrorMetric(),
    metrics.perplexityMetric(), metrics.recallAtKMetric(2), metrics.meanReciprocalRankMetric(), metrics.ndcgMetric(), metrics.meanIouMetric({ classes: 3 }),
    metrics.balancedAccuracyMetric(), metrics.cohenKappaMetric(), metrics.matthewsMetric(), metrics.diceMetric(), metrics.fBetaMetric(2, { average: "weighted" }),
  ]) check(metric, rows, labels); // prettier-ignore
  for (const metric of [metrics.adjustedRandMetric(), metrics.purityMetric(), metrics.vMeasureMetric(), metrics.mapeMetric(), metrics.explainedVarianceMetric()])
    check(metric, guesses, labels); // prettier-ignore
});
