// Metrics of classification. All read classes from outputs in the same way: see `classesOf`.
import { NablaError } from "../index.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { labelsOf, metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Where an output of a single number parts class 0 from class 1. */
export interface ClassOptions {
  /** An output of a single number means class 1 above this. 0.5 suits probabilities, 0 logits. */
  readonly threshold?: number;
}

/** How classes are counted. */
export interface ConfusionOptions extends ClassOptions {
  /** Number of classes; needed only where outputs are class numbers. */
  readonly classes?: number;
}

/** `accuracy` for data in batches. */
export const accuracyMetric = ({ threshold = 0.5 }: ClassOptions = {}): Metric => ({
  name: "accuracy",
  better: "higher",
  add(sums, output, target) {
    const { predicted, actual } = labelsOf("accuracy", output, target, threshold);
    let right = 0;
    for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) right++;
    sums[0] = (sums[0] ?? 0) + right;
    sums[1] = (sums[1] ?? 0) + actual.length;
  },
  result: ([right, count]) => right! / count!,
});

/**
 * Share of samples whose class is right.
 * @param output scores or probabilities [N, C] (the largest wins), single numbers [N] or [N, 1] (class 1 above `threshold`), or class numbers [N]
 * @param target class numbers [N], or rows of probabilities [N, C]
 * @example
 * accuracy([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [1, 0, 0]) // 0.6666666666666666
 */
export const accuracy = (output: Values, target: Values, options: ClassOptions = {}): number =>
  measure(accuracyMetric(options), output, target);

/** `topKAccuracy` for data in batches. */
export const topKMetric = (k: number): Metric => {
  if (!Number.isInteger(k) || k < 1) throw new NablaError("metric-option", `topKAccuracy: k must be a whole number ≥ 1, got ${k}`);
  return {
    name: `top${k}`,
    better: "higher",
    add(sums, output, target) {
      const { data, shape } = numbersOf(output);
      const classes = shape[1];
      if (shape.length !== 2 || classes === undefined)
        throw metricError("topKAccuracy", "output must have two axes, [N, C]", shape, numbersOf(target).shape);
      const { actual } = labelsOf("topKAccuracy", output, target, 0.5);
      let right = 0;
      for (let i = 0; i < actual.length; i++) {
        const own = data[i * classes + actual[i]!]!;
        let above = 0;
        for (let c = 0; c < classes; c++) if (data[i * classes + c]! > own) above++;
        if (above < k) right++;
      }
      sums[0] = (sums[0] ?? 0) + right;
      sums[1] = (sums[1] ?? 0) + actual.length;
    },
    result: ([right, count]) => right! / count!,
  };
};

/**
 * Share of samples whose class is among the k with the largest scores.
 * @example
 * topKAccuracy([[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]], [1, 0], 2) // 0.5
 */
export const topKAccuracy = (output: Values, target: Values, k: number): number => measure(topKMetric(k), output, target);

/** Counts [actual][predicted] in one list, row after row. The side is the root of its length. */
function addToConfusion(
  name: string,
  sums: number[],
  output: Values,
  target: Values,
  { threshold = 0.5, classes }: ConfusionOptions,
): void {
  const { predicted, actual, classes: columns } = labelsOf(name, output, target, threshold);
  let side = Math.max(classes ?? 0, columns, Math.round(Math.sqrt(sums.length)));
  for (let i = 0; i < actual.length; i++) {
    const label = Math.min(predicted[i]!, actual[i]!);
    if (label < 0) throw new NablaError("metric-label", `${name}: class ${label} of sample ${i} is negative; classes are counted from 0`);
    const above = Math.max(predicted[i]!, actual[i]!) + 1;
    if (above > side && (classes ?? columns) > 0) {
      throw new NablaError(
        "metric-label",
        `${name}: class ${above - 1} of sample ${i} is out of range; there are ${side} classes, counted from 0`,
      );
    }
    if (above > side) side = above;
  }
  grow(sums, Math.max(side, 2));
  side = Math.round(Math.sqrt(sums.length));
  for (let i = 0; i < actual.length; i++) sums[actual[i]! * side + predicted[i]!]!++;
}

function grow(sums: number[], side: number): void {
  const before = Math.round(Math.sqrt(sums.length));
  if (side <= before) return;
  const old = [...sums];
  sums.length = side * side;
  sums.fill(0);
  for (let i = 0; i < old.length; i++) sums[Math.floor(i / before) * side + (i % before)] = old[i]!;
}

/** Rows of a confusion matrix kept in one list. */
export function confusionRows(sums: readonly number[]): number[][] {
  const side = Math.round(Math.sqrt(sums.length));
  return Array.from({ length: side }, (_, row) => sums.slice(row * side, (row + 1) * side));
}

/** `confusionMatrix` for data in batches: `confusionRows(running.sums)` is the matrix, the result the accuracy. */
export const confusionMetric = (options: ConfusionOptions = {}): Metric => ({
  name: "confusion",
  better: "higher",
  add: (sums, output, target) => addToConfusion("confusionMatrix", sums, output, target, options),
  result: (sums) => confusionRows(sums).reduce((right, row, i) => right + row[i]!, 0) / sums.reduce((all, n) => all + n, 0),
});

/**
 * How often each class was taken for which: `[actual][predicted]`.
 * @example
 * confusionMatrix([0, 1, 1, 1], [0, 1, 0, 1]) // [[1, 1], [0, 2]]
 */
export function confusionMatrix(output: Values, target: Values, options: ConfusionOptions = {}): number[][] {
  const sums: number[] = [];
  addToConfusion("confusionMatrix", sums, output, target, options);
  return confusionRows(sums);
}

interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Scores of each class that occurs, among targets or predictions; a quotient 0 / 0 counts as 0. */
function scoresOf(sums: readonly number[]): Scores[] {
  const rows = confusionRows(sums);
  const out: Scores[] = [];
  rows.forEach((row, c) => {
    const right = row[c]!;
    const actual = row.reduce((a, b) => a + b, 0);
    const predicted = rows.reduce((sum, other) => sum + other[c]!, 0);
    if (actual + predicted === 0) return;
    out.push({ precision: predicted ? right / predicted : 0, recall: actual ? right / actual : 0, f1: (2 * right) / (actual + predicted) });
  });
  return out;
}

const macro = (name: keyof Scores, options: ConfusionOptions): Metric => ({
  name,
  better: "higher",
  add: (sums, output, target) => addToConfusion(name, sums, output, target, options),
  result(sums) {
    const scores = scoresOf(sums);
    return scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  },
});

/** `precision` for data in batches. */
export const precisionMetric = (options: ConfusionOptions = {}): Metric => macro("precision", options);
/** `recall` for data in batches. */
export const recallMetric = (options: ConfusionOptions = {}): Metric => macro("recall", options);
/** `f1` for data in batches. */
export const f1Metric = (options: ConfusionOptions = {}): Metric => macro("f1", options);

/**
 * Of the samples taken for a class, the share that is of it; mean over the classes that occur (macro).
 * @example
 * precision([0, 1, 1, 1], [0, 1, 0, 1]) // 0.8333333333333333
 */
export const precision = (output: Values, target: Values, options: ConfusionOptions = {}): number =>
  measure(precisionMetric(options), output, target);

/**
 * Of the samples of a class, the share that was found; mean over the classes that occur (macro).
 * @example
 * recall([0, 1, 1, 1], [0, 1, 0, 1]) // 0.75
 */
export const recall = (output: Values, target: Values, options: ConfusionOptions = {}): number =>
  measure(recallMetric(options), output, target);

/**
 * Harmonic mean of precision and recall of each class; mean over the classes that occur (macro).
 * @example
 * f1([0, 1, 1, 1], [0, 1, 0, 1]) // 0.7333333333333334
 */
export const f1 = (output: Values, target: Values, options: ConfusionOptions = {}): number => measure(f1Metric(options), output, target);
