// The door `nabla/metrics`: how good are outputs? Each metric is a pure function, and an object that adds up batches.
import { NablaError } from "../mini.ts";
import { accuracyMetric, topKMetric } from "./classification.ts";
import { balancedAccuracyMetric, cohenKappaMetric, diceMetric, f1Metric, matthewsMetric, meanIouMetric, precisionMetric, recallMetric } from "./confusion.ts"; // prettier-ignore
import { prAucMetric, rocAucMetric } from "./curves.ts";
import type { Metric } from "./metric.ts";
import { brierMetric, calibrationErrorMetric, logLossMetric } from "./probability.ts";
import { explainedVarianceMetric, maeMetric, mapeMetric, mseMetric, r2Metric, rmseMetric } from "./regression.ts";
import { bitsPerCharacterMetric, perplexityMetric } from "./text.ts";

export * from "./classification.ts";
export * from "./clustering.ts";
export * from "./confusion.ts";
export * from "./curves.ts";
export * from "./detection.ts";
export * from "./probability.ts";
export * from "./ranking.ts";
export * from "./regression.ts";
export * from "./text.ts";
export { Running, measure, start } from "./metric.ts";
export type { Metric } from "./metric.ts";
export type { Values } from "./values.ts";

const NAMED = {
  accuracy: accuracyMetric,
  top5: (): Metric => topKMetric(5),
  balancedAccuracy: balancedAccuracyMetric,
  precision: precisionMetric,
  recall: recallMetric,
  f1: f1Metric,
  cohenKappa: cohenKappaMetric,
  matthews: matthewsMetric,
  rocAuc: rocAucMetric,
  prAuc: prAucMetric,
  logLoss: logLossMetric,
  brier: brierMetric,
  calibrationError: calibrationErrorMetric,
  meanIou: meanIouMetric,
  dice: diceMetric,
  perplexity: perplexityMetric,
  bitsPerCharacter: bitsPerCharacterMetric,
  mae: maeMetric,
  mse: mseMetric,
  rmse: rmseMetric,
  mape: mapeMetric,
  r2: r2Metric,
  explainedVariance: explainedVarianceMetric,
} as const;

/** Metrics that can be asked for by a word. */
export type MetricName = keyof typeof NAMED;

/** The metric of that name; a metric itself stays what it is. */
export function metricOf(metric: MetricName | Metric): Metric {
  if (typeof metric !== "string") return metric;
  if (!Object.hasOwn(NAMED, metric)) {
    throw new NablaError("metric-name", `metrics: there is no metric "${String(metric)}"; known are ${Object.keys(NAMED).join(", ")}`);
  }
  return NAMED[metric]();
}
