// Metrics that follow from the order of scores: curves over all thresholds and the areas below them.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Pairs (score, 1 if of the class) of one class against the rest. */
interface Scored {
  readonly scores: Float64Array;
  readonly positive: Uint8Array;
}

/** Adds [classes, then per sample its scores and its label] to the sums. */
function addScores(name: string, sums: number[], output: Values, target: Values): void {
  const { data, shape } = numbersOf(output);
  const labels = numbersOf(target);
  const classes = shape.length === 2 && shape[1]! > 1 ? shape[1]! : 1;
  const count = data.length / classes;
  if (shape.length > 2 || labels.data.length !== count)
    throw metricError(name, "needs scores [N] or [N, C] and labels [N]", shape, labels.shape);
  if (sums.length === 0) sums.push(classes);
  if (sums[0] !== classes) throw new NablaError("metric-shape", `${name}: a batch has ${classes} scores a sample, earlier ones ${sums[0]}`);
  for (let i = 0; i < count; i++) {
    const label = labels.data[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= Math.max(2, classes))
      throw new NablaError(
        "metric-label",
        `${name}: label ${label} of sample ${i} must be a whole number from 0 to ${Math.max(2, classes) - 1}`,
      );
    for (let c = 0; c < classes; c++) {
      const score = data[i * classes + c]!;
      if (Number.isNaN(score)) throw new NablaError("metric-value", `${name}: the score of sample ${i} is not a number`);
      sums.push(score);
    }
    sums.push(label);
  }
}

function scored(sums: readonly number[], of: number): Scored {
  const width = sums[0]! + 1;
  const count = (sums.length - 1) / width;
  const scores = new Float64Array(count);
  const positive = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    scores[i] = sums[1 + i * width + of]!;
    positive[i] = sums[i * width + width] === (width === 2 ? 1 : of) ? 1 : 0;
  }
  return { scores, positive };
}

/** Numbers of true and false alarms when everything from each distinct score on counts as positive, from the highest score down. */
function steps({ scores, positive }: Scored): { threshold: number; hits: number; alarms: number }[] {
  const order = Array.from(scores.keys()).sort((i, j) => scores[j]! - scores[i]!);
  const out: { threshold: number; hits: number; alarms: number }[] = [];
  let [hits, alarms] = [0, 0];
  order.forEach((i, k) => {
    if (positive[i]) hits++;
    else alarms++;
    if (k === order.length - 1 || scores[order[k + 1]!] !== scores[i]) out.push({ threshold: scores[i]!, hits, alarms });
  });
  return out;
}

/** One point of a curve for each distinct score. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The score from which on a sample counts as positive. */
  readonly thresholds: readonly number[];
}

/**
 * The receiver operating characteristic: false-positive rate (x) and true-positive rate (y) from the highest threshold down.
 * @param output scores of class 1, [N]
 * @param target 0 or 1, [N]
 * @example
 * rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).y // [0, 0.5, 0.5, 1, 1]
 */
export function rocCurve(output: Values, target: Values): Curve {
  const own = binary("rocCurve", output, target);
  const all = steps(own);
  const { hits, alarms } = all.at(-1)!;
  needBoth("rocCurve", hits, alarms);
  return {
    x: [0, ...all.map((step) => step.alarms / alarms)],
    y: [0, ...all.map((step) => step.hits / hits)],
    thresholds: [Infinity, ...all.map((step) => step.threshold)],
  };
}

/**
 * Recall (x) and precision (y) from the highest threshold down; begins at recall 0 with precision 1.
 * @example
 * prCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).y // [1, 1, 0.5, 0.6666666666666666, 0.5]
 */
export function prCurve(output: Values, target: Values): Curve {
  const own = binary("prCurve", output, target);
  const all = steps(own);
  const { hits } = all.at(-1)!;
  if (hits === 0) throw new NablaError("metric-value", "prCurve: there is no sample of class 1");
  return {
    x: [0, ...all.map((step) => step.hits / hits)],
    y: [1, ...all.map((step) => step.hits / (step.hits + step.alarms))],
    thresholds: [Infinity, ...all.map((step) => step.threshold)],
  };
}

function binary(name: string, output: Values, target: Values): Scored {
  const sums: number[] = [];
  addScores(name, sums, output, target);
  if (sums[0] !== 1)
    throw new NablaError("metric-shape", `${name}: needs one score a sample, got ${sums[0]}; give the column of one class`);
  if (sums.length === 1) throw new NablaError("metric-value", `${name}: there are no samples`);
  return scored(sums, 0);
}

function needBoth(name: string, hits: number, alarms: number): void {
  if (hits === 0 || alarms === 0) throw new NablaError("metric-value", `${name}: all samples are of one class; both are needed`);
}

function auc(own: Scored): number {
  const all = steps(own);
  const { hits, alarms } = all.at(-1)!;
  needBoth("rocAuc", hits, alarms);
  let [area, x, y] = [0, 0, 0];
  for (const step of all) {
    area += ((step.alarms - x) * (step.hits + y)) / 2;
    [x, y] = [step.alarms, step.hits];
  }
  return area / (hits * alarms);
}

function averagePrecisionOf(own: Scored): number {
  const all = steps(own);
  const { hits } = all.at(-1)!;
  let [area, before] = [0, 0];
  for (const step of all) {
    area += (step.hits - before) * (step.hits / (step.hits + step.alarms));
    before = step.hits;
  }
  return hits === 0 ? 0 : area / hits;
}

const overClasses = (name: string, of: (own: Scored) => number): Metric => ({
  name,
  better: "higher",
  add: (sums, output, target) => addScores(name, sums, output, target),
  result(sums) {
    const classes = sums[0]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += of(scored(sums, c));
    return sum / classes;
  },
});

/** `rocAuc` for data in batches; keeps all scores. */
export const rocAucMetric = (): Metric => overClasses("rocAuc", auc);
/** `prAuc` for data in batches; keeps all scores. */
export const prAucMetric = (): Metric => overClasses("prAuc", averagePrecisionOf);

/**
 * Area below the receiver operating characteristic: how likely a random positive scores higher than a random negative (ties
 * count half). Of several classes the mean of each against the rest.
 * @param output scores [N] of class 1, or [N, C]
 * @param target labels [N]
 * @example
 * rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.75
 */
export const rocAuc = (output: Values, target: Values): number => measure(rocAucMetric(), output, target);

/**
 * Average precision, the area below the precision-recall curve as a sum of steps: Σ (Rₙ − Rₙ₋₁) · Pₙ. Of several classes the mean.
 * @example
 * prAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.8333333333333333
 */
export const prAuc = (output: Values, target: Values): number => measure(prAucMetric(), output, target);
