// Metrics of predicted probabilities: not only which class, but how sure.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Calls `each` with the probabilities of every sample, one for each class, and its label. A single number is that of class 1. */
function eachSample(
  name: string,
  output: Values,
  target: Values,
  each: (probability: (c: number) => number, label: number, classes: number) => void,
): number {
  const { data, shape } = numbersOf(output);
  const labels = numbersOf(target);
  const columns = shape.length === 2 && shape[1]! > 1 ? shape[1]! : 1;
  const count = data.length / columns;
  if (shape.length > 2 || labels.data.length !== count)
    throw metricError(name, "needs probabilities [N] or [N, C] and labels [N]", shape, labels.shape);
  const classes = Math.max(2, columns);
  for (let i = 0; i < count; i++) {
    const label = labels.data[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new NablaError("metric-label", `${name}: label ${label} of sample ${i} must be a whole number from 0 to ${classes - 1}`);
    for (let c = 0; c < columns; c++) {
      const p = data[i * columns + c]!;
      if (!(p >= 0 && p <= 1 + 1e-6))
        throw new NablaError("metric-value", `${name}: ${p} of sample ${i} is no probability; give softmax or sigmoid of the scores`);
    }
    each(columns === 1 ? (c) => (c === 1 ? data[i]! : 1 - data[i]!) : (c) => data[i * columns + c]!, label, classes);
  }
  return count;
}

/** Smallest probability that a logarithm is taken of. */
const SMALL = 2 ** -52;

/** `logLoss` for data in batches. */
export const logLossMetric = (): Metric => ({
  name: "logLoss",
  better: "lower",
  add(sums, output, target) {
    let sum = 0;
    const count = eachSample("logLoss", output, target, (probability, label) => {
      sum -= Math.log(Math.min(1 - SMALL, Math.max(SMALL, probability(label))));
    });
    sums[0] = (sums[0] ?? 0) + sum;
    sums[1] = (sums[1] ?? 0) + count;
  },
  result: ([sum, count]) => sum! / count!,
});

/**
 * Mean negative logarithm of the probability that was given to the true class.
 * @param output probabilities [N] of class 1, or [N, C]
 * @param target labels [N]
 * @example
 * logLoss([0.5, 0.5], [0, 1]) // 0.6931471805599453
 */
export const logLoss = (output: Values, target: Values): number => measure(logLossMetric(), output, target);

/** `brier` for data in batches. */
export const brierMetric = (): Metric => ({
  name: "brier",
  better: "lower",
  add(sums, output, target) {
    let sum = 0;
    const count = eachSample("brier", output, target, (probability, label, classes) => {
      let own = 0;
      for (let c = 0; c < classes; c++) own += (probability(c) - (c === label ? 1 : 0)) ** 2;
      sum += classes === 2 ? own / 2 : own;
    });
    sums[0] = (sums[0] ?? 0) + sum;
    sums[1] = (sums[1] ?? 0) + count;
  },
  result: ([sum, count]) => sum! / count!,
});

/**
 * Brier score: mean squared difference of probability and outcome. Of two classes that of class 1 (0 to 1), of more the sum
 * over classes (0 to 2).
 *
 * Source: Brier, "Verification of forecasts expressed in terms of probability", 1950.
 * @example
 * brier([0.5, 1], [0, 1]) // 0.125
 */
export const brier = (output: Values, target: Values): number => measure(brierMetric(), output, target);

/** One group of predictions with nearly equal confidence. */
export interface ReliabilityBin {
  /** Mean confidence, and the share that was right. */
  readonly confidence: number;
  readonly accuracy: number;
  readonly count: number;
}

/** Sums of each bin: confidence, right answers, samples. */
function binsOf(sums: readonly number[]): ReliabilityBin[] {
  const out: ReliabilityBin[] = [];
  for (let at = 0; at < sums.length; at += 3) {
    const count = sums[at + 2]!;
    out.push({ confidence: count ? sums[at]! / count : 0, accuracy: count ? sums[at + 1]! / count : 0, count });
  }
  return out;
}

/** `calibrationError` for data in batches. */
export function calibrationErrorMetric({ bins = 10 }: { readonly bins?: number } = {}): Metric {
  if (!Number.isInteger(bins) || bins < 1)
    throw new NablaError("metric-option", `calibrationError: bins is ${bins}; it must be a whole number from 1 up`);
  return {
    name: "calibrationError",
    better: "lower",
    add(sums, output, target) {
      while (sums.length < 3 * bins) sums.push(0);
      eachSample("calibrationError", output, target, (probability, label, classes) => {
        let best = 0;
        for (let c = 1; c < classes; c++) if (probability(c) > probability(best)) best = c;
        const confidence = probability(best);
        const at = 3 * Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
        sums[at]! += confidence;
        sums[at + 1]! += best === label ? 1 : 0;
        sums[at + 2]!++;
      });
    },
    result(sums) {
      const all = binsOf(sums);
      const count = all.reduce((sum, bin) => sum + bin.count, 0);
      return all.reduce((sum, bin) => sum + (bin.count / count) * Math.abs(bin.accuracy - bin.confidence), 0);
    },
  };
}

/**
 * Expected calibration error: predictions are grouped by the confidence in the class they choose, and |accuracy − confidence|
 * of the groups is averaged by their sizes.
 *
 * Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
 * @example
 * calibrationError([[0.1, 0.9], [0.2, 0.8]], [1, 1], { bins: 1 }) // 0.1499999999999999
 */
export const calibrationError = (output: Values, target: Values, options: { readonly bins?: number } = {}): number =>
  measure(calibrationErrorMetric(options), output, target);

/**
 * The groups of `calibrationError`, for a reliability diagram.
 * @example
 * reliability([0.9, 0.8], [1, 0], { bins: 2 })[1].accuracy // 0.5
 */
export function reliability(output: Values, target: Values, options: { readonly bins?: number } = {}): ReliabilityBin[] {
  const sums: number[] = [];
  calibrationErrorMetric(options).add(sums, output, target);
  return binsOf(sums);
}
