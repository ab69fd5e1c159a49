// Using a model: outputs for data, metrics over data. Nothing is learned and nothing of the model is changed.
import { compile, noGrad, tensor } from "../mini.ts";
import type { Tensor } from "../mini.ts";
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

/** Plans of one model: the forward pass, and the forward pass with a loss behind it. */
interface Plans {
  /** What the model consisted of when they were recorded. */
  readonly parts: readonly unknown[];
  readonly forward: (x: Tensor) => Tensor;
  readonly scored: WeakMap<LossFunction, (x: Tensor, y: Tensor) => readonly [output: Tensor, loss: Tensor]>;
}

const plansOfModels = /* @__PURE__ */ new WeakMap<Module, Plans>();

/** Recorded once for each model, and again when it gained or lost layers or tensors. */
function plansOf(model: Module): Plans {
  const parts = [...model.namedModules().map(([, module]) => module), ...Object.values(model.stateDict())];
  const known = plansOfModels.get(model);
  if (known && known.parts.length === parts.length && known.parts.every((part, i) => part === parts[i])) return known;
  const forward = compile((x: Tensor): Tensor => inMode(model, false, () => noGrad(() => model.forward(x))));
  const plans: Plans = { parts, forward, scored: new WeakMap() };
  plansOfModels.set(model, plans);
  return plans;
}

/** The model's forward pass as in use (no dropout, stored statistics), recorded once and kept with the model. */
export const compiledForward = (model: Module): ((x: Tensor) => Tensor) => plansOf(model).forward;

function scoredBy(model: Module, loss: LossFunction): (x: Tensor, y: Tensor) => readonly [output: Tensor, loss: Tensor] {
  const { scored } = plansOf(model);
  let plan = scored.get(loss);
  if (!plan) {
    plan = compile((x: Tensor, y: Tensor): readonly [Tensor, Tensor] =>
      inMode(model, false, () =>
        noGrad(() => {
          const output = model.forward(x);
          return [output, loss(output, y)] as const;
        }),
      ),
    );
    scored.set(loss, plan);
  }
  return plan;
}

/** What `evaluate` may be told. */
export interface EvaluateOptions {
  readonly loss?: LossFunction;
  readonly metrics?: readonly (MetricName | Metric)[];
  /** For data that are no loader; 256 unless told. */
  readonly batchSize?: number;
}

/** Loss and metrics over data. */
export interface Evaluation {
  /** Mean over samples; NaN without a loss function. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: number;
}

/**
 * Loss and metrics of a model over data. The recorded plan is kept with the model: asking again is cheap.
 * @example
 * const data = tensorDataset([[1], [2]], [[1], [4]])
 * evaluate(nn.sequential(nn.identity()), data, { metrics: ["mae"] }).metrics // {"mae": 1}
 */
export function evaluate(model: Module, data: Pairs, { loss, metrics = [], batchSize = 256 }: EvaluateOptions = {}): Evaluation {
  const batches = data instanceof Loader ? data : loader(data, { batchSize });
  if (batches.dataset.length === 0) throw fitDataError("evaluate: the data set has no samples");
  const plan = loss ? scoredBy(model, loss) : (x: Tensor): readonly [Tensor] => [plansOf(model).forward(x)];
  const running = metrics.map((metric) => new Running(metricOf(metric)));
  let sum = 0;
  let samples = 0;
  for (const [x, y] of batches.batches(0)) {
    const [output, value] = plan(x, y);
    const count = x.shape[0]!;
    if (value) sum += value.item() * count;
    for (const metric of running) metric.add(output, y);
    samples += count;
  }
  const values = Object.fromEntries(running.map((metric) => [metric.metric.name, metric.result()]));
  return { loss: loss ? sum / samples : NaN, metrics: values, samples };
}

/** What `predict` may be told. */
export interface PredictOptions {
  readonly batchSize?: number;
}

/**
 * The model's outputs for all samples, batch by batch. The recorded plan is kept with the model.
 * @example
 * predict(nn.sequential(nn.relu()), [[-1], [2]]).toArray() // [[0], [2]]
 */
export function predict(model: Module, x: ColumnLike, { batchSize = 256 }: PredictOptions = {}): Tensor {
  const column = columnOf(x);
  const samples = column.shape[0] ?? 0;
  if (samples === 0) throw fitDataError("predict: there are no samples");
  const { forward } = plansOf(model);
  const parts: Tensor[] = [];
  for (const [batch] of loader(tensorDataset(column), { batchSize }).batches(0)) parts.push(forward(batch));
  const first = parts[0]!;
  const values = parts.map((part) => part.data());
  const data = new Float64Array(values.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of values) {
    data.set(part, at);
    at += part.length;
  }
  return tensor(data, { dtype: first.dtype, shape: [samples, ...first.shape.slice(1)] });
}
