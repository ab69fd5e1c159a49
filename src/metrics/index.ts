// The door `nabla/metrics`: how good are outputs? Each metric is a pure function, and an object that adds up batches.
import { NablaError } from "../index.ts";
import { accuracyMetric, f1Metric, precisionMetric, recallMetric, topKMetric } from "./classification.ts";
import type { Metric } from "./metric.ts";
import { maeMetric, mseMetric, r2Metric, rmseMetric } from "./regression.ts";

export * from "./classification.ts";
export * from "./regression.ts";
export { Running, measure, start } from "./metric.ts";
export type { Metric } from "./metric.ts";
export type { Values } from "./values.ts";

const NAMED = {
  accuracy: accuracyMetric,
  top5: (): Metric => topKMetric(5),
  precision: precisionMetric,
  recall: recallMetric,
  f1: f1Metric,
  mae: maeMetric,
  mse: mseMetric,
  rmse: rmseMetric,
  r2: r2Metric,
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
