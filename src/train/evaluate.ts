// Using a model: outputs for data, metrics over data. Nothing is learned and nothing of the model is changed.
import { compile, noGrad, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { Loader, columnOf, loader, tensorDataset } from "../data/index.ts";
import type { ColumnLike, Dataset } from "../data/index.ts";
import { Running, metricOf } from "../metrics/index.ts";
import type { Metric, MetricName } from "../metrics/index.ts";
import type { Module } from "../nn/index.ts";
import { fitDataError } from "./errors.ts";

/** Inputs and targets. */
export type Pairs = Dataset<readonly [Tensor, Tensor]> | Loader<readonly [Tensor, Tensor]>;

/** Output and target of a batch → one number. */
export type LossFunction = (output: Tensor, target: Tensor) => Tensor;

/** Runs `body` with the model in evaluation (or training) mode and puts every module's own mode back. */
export function inMode<T>(model: Module, training: boolean, body: () => T): T {
  const modes = model.namedModules().map(([, module]) => [module, module.training] as const);
  for (const [module] of modes) module.training = training;
  try {
    return body();
  } finally {
    for (const [module, mode] of modes) module.training = mode;
  }
}

/** A model's compiled forward pass in evaluation mode. */
export type Forward = (x: Tensor) => Tensor;

/** Compiles the forward pass. Keep the result as long as the model's structure stays. */
export const compiledForward = (model: Module): Forward =>
  compile((x: Tensor): Tensor => inMode(model, false, () => noGrad(() => model.forward(x))));

export interface EvaluateOptions {
  readonly loss?: LossFunction;
  readonly metrics?: readonly (MetricName | Metric)[];
  readonly batchSize?: number;
  /** A forward pass compiled before, to save compiling it again. */
  readonly forward?: Forward;
}

export interface Evaluation {
  /** Mean over samples; NaN without a loss function. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: number;
}

/**
 * Loss and metrics of a model over data.
 * @example
 * const data = tensorDataset([[1], [2]], [[1], [4]])
 * evaluate(nn.sequential(nn.identity()), data, { metrics: ["mae"] }).metrics // {"mae": 1}
 */
export function evaluate(
  model: Module,
  data: Pairs,
  { loss, metrics = [], batchSize = 256, forward = compiledForward(model) }: EvaluateOptions = {},
): Evaluation {
  const batches = data instanceof Loader ? data : loader(data, { batchSize });
  if (batches.dataset.length === 0) throw fitDataError("evaluate: the data set has no samples");
  const lossOf = loss && compile((output: Tensor, y: Tensor): Tensor => loss(output, y));
  const running = metrics.map((metric) => new Running(metricOf(metric)));
  let sum = 0;
  let samples = 0;
  for (const [x, y] of batches.batches(0)) {
    const output = forward(x);
    const count = x.shape[0]!;
    if (lossOf) sum += lossOf(output, y).item() * count;
    for (const metric of running) metric.add(output, y);
    samples += count;
  }
  const values = Object.fromEntries(running.map((metric) => [metric.metric.name, metric.result()]));
  return { loss: loss ? sum / samples : NaN, metrics: values, samples };
}

export interface PredictOptions {
  readonly batchSize?: number;
  readonly forward?: Forward;
}

/**
 * The model's outputs for all samples, batch by batch.
 * @example
 * predict(nn.sequential(nn.relu()), [[-1], [2]]).toArray() // [[0], [2]]
 */
export function predict(model: Module, x: ColumnLike, { batchSize = 256, forward = compiledForward(model) }: PredictOptions = {}): Tensor {
  const column = columnOf(x);
  if ((column.shape[0] ?? 0) === 0) throw fitDataError("predict: there are no samples");
  const parts: Tensor[] = [];
  for (const [batch] of loader(tensorDataset(column), { batchSize }).batches(0)) parts.push(forward(batch));
  const first = parts[0]!;
  const perSample = first.shape.slice(1).reduce((product, size) => product * size, 1);
  const data = new Float64Array(column.shape[0]! * perSample);
  let at = 0;
  for (const part of parts) {
    data.set(part.data(), at);
    at += part.data().length;
  }
  return tensor(data, { dtype: first.dtype, shape: [column.shape[0]!, ...first.shape.slice(1)] });
}
