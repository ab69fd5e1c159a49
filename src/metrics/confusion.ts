// Metrics made of a confusion matrix: how often each class was taken for which. All read classes from outputs in the same way:
// see `classesOf`.
import { NablaError } from "../mini.ts";
import type { ClassOptions } from "./classification.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { labelsOf } from "./values.ts";
import type { Values } from "./values.ts";

/** How classes are counted. */
export interface ConfusionOptions extends ClassOptions {
  /** Number of classes; needed only where outputs are class numbers. */
  readonly classes?: number;
}

/** How the values of classes become one: their mean, the mean weighted by the samples of each class, or the value of all decisions together. */
export type Average = "macro" | "weighted" | "micro";

/** What `precision`, `recall` and `fBeta` may be told. */
export interface AverageOptions extends ConfusionOptions {
  /** Default: "macro". */
  readonly average?: Average;
}

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

/** Decisions on one class. */
interface Counts {
  readonly right: number;
  /** Samples of the class, and samples taken for it. */
  readonly actual: number;
  readonly predicted: number;
}

/** Of each class that occurs, among targets or predictions, but `ignore`. */
function countsOf(sums: readonly number[], ignore?: number): Counts[] {
  const rows = confusionRows(sums);
  return rows
    .map((row, c) => ({
      right: row[c]!,
      actual: row.reduce((a, b) => a + b, 0),
      predicted: rows.reduce((sum, other) => sum + other[c]!, 0),
    }))
    .filter(({ actual, predicted }, c) => actual + predicted > 0 && c !== ignore);
}

/** A quotient 0 / 0 counts as 0. */
const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function averaged(counts: readonly Counts[], average: Average, of: (counts: Counts) => number): number {
  if (average === "micro")
    return of({
      right: total(counts.map((c) => c.right)),
      actual: total(counts.map((c) => c.actual)),
      predicted: total(counts.map((c) => c.predicted)),
    });
  if (average === "macro") return total(counts.map(of)) / counts.length;
  return ratio(total(counts.map((c) => c.actual * of(c))), total(counts.map((c) => c.actual)));
}

const AVERAGES: readonly string[] = ["macro", "weighted", "micro"];

/** A metric that is a function of the confusion matrix. */
const ofConfusion = (name: string, options: ConfusionOptions, result: (sums: readonly number[]) => number): Metric => ({
  name,
  better: "higher",
  add: (sums, output, target) => addToConfusion(name, sums, output, target, options),
  result,
});

function ofCounts(name: string, options: AverageOptions, of: (counts: Counts) => number): Metric {
  const { average = "macro" } = options;
  if (!AVERAGES.includes(average))
    throw new NablaError("metric-option", `${name}: average is ${JSON.stringify(average)}; choose ${AVERAGES.join(", ")}`);
  return ofConfusion(name, options, (sums) => averaged(countsOf(sums), average, of));
}

/** `precision` for data in batches. */
export const precisionMetric = (options: AverageOptions = {}): Metric =>
  ofCounts("precision", options, ({ right, predicted }) => ratio(right, predicted));
/** `recall` for data in batches. */
export const recallMetric = (options: AverageOptions = {}): Metric =>
  ofCounts("recall", options, ({ right, actual }) => ratio(right, actual));
/** `fBeta` for data in batches. */
export function fBetaMetric(beta: number, options: AverageOptions = {}): Metric {
  if (!(beta > 0)) throw new NablaError("metric-option", `fBeta: beta is ${beta}; it must be above 0`);
  const b = beta * beta;
  const name = beta === 1 ? "f1" : `f${beta}`;
  return ofCounts(name, options, ({ right, actual, predicted }) => ratio((1 + b) * right, b * actual + predicted));
}
/** `f1` for data in batches. */
export const f1Metric = (options: AverageOptions = {}): Metric => fBetaMetric(1, options);

/**
 * Of the samples taken for a class, the share that is of it; by default the mean over the classes that occur (macro).
 * @example
 * precision([0, 1, 1, 1], [0, 1, 0, 1]) // 0.8333333333333333
 */
export const precision = (output: Values, target: Values, options: AverageOptions = {}): number =>
  measure(precisionMetric(options), output, target);

/**
 * Of the samples of a class, the share that was found; by default the mean over the classes that occur (macro).
 * @example
 * recall([0, 1, 1, 1], [0, 1, 0, 1]) // 0.75
 */
export const recall = (output: Values, target: Values, options: AverageOptions = {}): number =>
  measure(recallMetric(options), output, target);

/**
 * Weighted harmonic mean of precision and recall: (1 + β²) · P · R / (β² · P + R); recall counts β times as much.
 * @example
 * fBeta([0, 1, 1, 1], [0, 1, 0, 1], 2) // 0.7323232323232324
 */
export const fBeta = (output: Values, target: Values, beta: number, options: AverageOptions = {}): number =>
  measure(fBetaMetric(beta, options), output, target);

/**
 * Harmonic mean of precision and recall of each class; by default the mean over the classes that occur (macro).
 * @example
 * f1([0, 1, 1, 1], [0, 1, 0, 1]) // 0.7333333333333334
 */
export const f1 = (output: Values, target: Values, options: AverageOptions = {}): number => measure(f1Metric(options), output, target);

/** `balancedAccuracy` for data in batches. */
export const balancedAccuracyMetric = (options: ConfusionOptions = {}): Metric =>
  ofConfusion("balancedAccuracy", options, (sums) => {
    const present = countsOf(sums).filter(({ actual }) => actual > 0);
    return total(present.map(({ right, actual }) => right / actual)) / present.length;
  });

/**
 * Mean over the classes of the share that was found: accuracy in which each class counts the same.
 * @example
 * balancedAccuracy([0, 1, 1, 1], [0, 1, 0, 1]) // 0.75
 */
export const balancedAccuracy = (output: Values, target: Values, options: ConfusionOptions = {}): number =>
  measure(balancedAccuracyMetric(options), output, target);

/** `cohenKappa` for data in batches. */
export const cohenKappaMetric = (options: ConfusionOptions = {}): Metric =>
  ofConfusion("cohenKappa", options, (sums) => {
    const counts = countsOf(sums);
    const all = total(sums);
    const agreed = total(counts.map(({ right }) => right)) / all;
    const byChance = total(counts.map(({ actual, predicted }) => (actual / all) * (predicted / all)));
    return byChance === 1 ? 1 : (agreed - byChance) / (1 - byChance);
  });

/**
 * Cohen's kappa: agreement beyond what the frequencies of the classes would give by chance; 1 is perfect, 0 chance.
 *
 * Source: Cohen, "A coefficient of agreement for nominal scales", 1960.
 * @example
 * cohenKappa([0, 1, 1, 1], [0, 1, 0, 1]) // 0.5
 */
export const cohenKappa = (output: Values, target: Values, options: ConfusionOptions = {}): number =>
  measure(cohenKappaMetric(options), output, target);

/** `matthews` for data in batches. */
export const matthewsMetric = (options: ConfusionOptions = {}): Metric =>
  ofConfusion("matthews", options, (sums) => {
    const counts = countsOf(sums);
    const all = total(sums);
    const right = total(counts.map((c) => c.right));
    const both = total(counts.map(({ actual, predicted }) => actual * predicted));
    const spread = (of: keyof Counts): number => all * all - total(counts.map((c) => c[of] * c[of]));
    return ratio(right * all - both, Math.sqrt(spread("actual") * spread("predicted")));
  });

/**
 * Correlation of Matthews: that of predicted and actual classes, −1 to 1; 0 where one of them is constant.
 *
 * Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
 * @example
 * matthews([0, 1, 1, 1], [0, 1, 0, 1]) // 0.5773502691896258
 */
export const matthews = (output: Values, target: Values, options: ConfusionOptions = {}): number =>
  measure(matthewsMetric(options), output, target);

/** How overlaps are counted. */
export interface OverlapOptions extends ConfusionOptions {
  /** A class that does not count, such as the background. */
  readonly ignore?: number;
}

const overlap = (name: string, options: OverlapOptions, of: (counts: Counts) => number): Metric =>
  ofConfusion(name, options, (sums) => {
    const counts = countsOf(sums, options.ignore);
    return total(counts.map(of)) / counts.length;
  });

/** `meanIou` for data in batches. */
export const meanIouMetric = (options: OverlapOptions = {}): Metric =>
  overlap("meanIou", options, ({ right, actual, predicted }) => right / (actual + predicted - right));

/**
 * Intersection over union of each class, mean over the classes that occur: of segmentations and other labels.
 * @param output scores [N, C, …], class numbers, or single numbers (class 1 above `threshold`)
 * @example
 * meanIou([0, 0, 1, 1], [0, 1, 1, 1]) // 0.5833333333333333
 */
export const meanIou = (output: Values, target: Values, options: OverlapOptions = {}): number =>
  measure(meanIouMetric(options), output, target);

/** `dice` for data in batches. */
export const diceMetric = (options: OverlapOptions = {}): Metric =>
  overlap("dice", options, ({ right, actual, predicted }) => (2 * right) / (actual + predicted));

/**
 * Dice coefficient, 2 |A ∩ B| / (|A| + |B|), of each class, mean over the classes that occur. Of masks give `ignore: 0`.
 * @example
 * metrics.dice([0, 0, 1, 1], [0, 1, 1, 1], { ignore: 0 }) // 0.8
 */
export const dice = (output: Values, target: Values, options: OverlapOptions = {}): number => measure(diceMetric(options), output, target);
