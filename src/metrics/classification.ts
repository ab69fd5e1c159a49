// Shares of right answers. All read classes from outputs in the same way: see `classesOf`.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { labelsOf, metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Where an output of a single number parts class 0 from class 1. */
export interface ClassOptions {
  /** An output of a single number means class 1 above this. 0.5 suits probabilities, 0 logits. */
  readonly threshold?: number;
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
