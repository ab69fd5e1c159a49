// Putting it together: from a task and data, with an architecture, a loss, an optimizer and a metric, to a trained network that
// says what it is. What is not chosen is chosen sensibly; what does not fit together is refused with the reason.
import { Generator, NablaError, compile, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { binaryCrossEntropyWithLogits, crossEntropy, mse } from "../losses/index.ts";
import { accuracyMetric, measure, r2Metric } from "../metrics/index.ts";
import type { Metric } from "../metrics/index.ts";
import * as nn from "../nn/index.ts";
import { adam } from "../optim/index.ts";
import type { OptimizerFactory } from "../optim/index.ts";
import { hashOf } from "./components.ts";
import { RandomSource, StandardScaler } from "../data/index.ts";

/** What is to be learned. */
export type Task = "regression" | "two classes" | "many classes";

/** Rows of numbers, and for each a number: a value, or a class. */
export interface Data {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/** What is chosen before training; only task and data must be. */
export interface Choice {
  readonly task: Task;
  readonly data: Data;
  /** Sizes of hidden layers; [16, 16] unless told. */
  readonly hidden?: readonly number[];
  readonly activation?: () => nn.Module;
  readonly loss?: keyof typeof losses;
  readonly optimizer?: OptimizerFactory;
  readonly metric?: Metric;
  readonly steps?: number;
  readonly seed?: number;
}

/** Losses, and for which task each is meant. */
export const losses = {
  mse: { of: mse, tasks: ["regression"] as readonly Task[] },
  binaryCrossEntropy: { of: (z: Tensor, y: Tensor) => binaryCrossEntropyWithLogits(z, y), tasks: ["two classes"] as readonly Task[] },
  crossEntropy: { of: (z: Tensor, y: Tensor) => crossEntropy(z, y.to("i32").reshape([-1])), tasks: ["many classes"] as readonly Task[] },
};
const usual = { regression: "mse", "two classes": "binaryCrossEntropy", "many classes": "crossEntropy" } as const;

/** A network that was put together and trained. */
export interface Built {
  readonly model: nn.Module;
  /** What it is, in words and numbers. */
  readonly card: Readonly<Record<string, string | number>>;
  /** Loss after each step. */
  readonly curve: Float64Array;
  /** Loss on the training part, as graph: for those who check gradients. */
  readonly loss: () => Tensor;
  predict(inputs: Data["inputs"]): Tensor;
}

/** A quarter of the rows is kept for the test. */
export function split({ inputs, targets }: Data, seed: number): { train: Data; test: Data } {
  const order = new RandomSource(seed, 5).shuffle(Int32Array.from(inputs, (_, i) => i));
  const cut = Math.round(0.75 * order.length);
  const take = (rows: Int32Array): Data => ({ inputs: Array.from(rows, (i) => inputs[i]!), targets: Array.from(rows, (i) => targets[i]!) });
  return { train: take(order.slice(0, cut)), test: take(order.slice(cut)) };
}

/**
 * Builds, trains and describes a network.
 * @throws NablaError if the loss does not suit the task
 */
export function assemble(choice: Choice): Built {
  const { task, data, hidden = [16, 16], activation = nn.tanh, optimizer = adam({ lr: 0.02 }), steps = 500, seed = 0 } = choice;
  const name = choice.loss ?? usual[task];
  if (!losses[name].tasks.includes(task)) throw new NablaError("lecture-choice", `assemble: the loss ${name} is for ${losses[name].tasks.join(" and ")}, the task is ${task}; take ${usual[task]}`); // prettier-ignore
  const metric = choice.metric ?? (task === "regression" ? r2Metric() : accuracyMetric({ threshold: 0 }));
  const { train, test } = split(data, seed);
  const features = train.inputs[0]!.length;
  const scaler = StandardScaler.fit(train.inputs);
  const outputs = task === "many classes" ? Math.max(...data.targets) + 1 : 1;
  const sizes = [features, ...hidden, outputs];
  const generator = new Generator(seed);
  const layers = sizes.slice(1).flatMap((out, l) => [nn.linear(sizes[l]!, out, { generator }), ...(l < hidden.length ? [activation()] : [])]); // prettier-ignore
  const model = nn.sequential(nn.standardize({ mean: scaler.mean, std: scaler.std }), ...layers);
  const rows = (part: Data): Tensor => tensor(part.inputs, { dtype: "f32" }); // prettier-ignore
  const column = (part: Data): Tensor => tensor(part.targets.map((y) => [y]), { dtype: "f32" }); // prettier-ignore
  const [x, y] = [rows(train), column(train)];
  const loss = (): Tensor => losses[name].of(model.forward(x), y);
  const own = optimizer.over(model);
  const step = compile(() => {
    const value = loss();
    value.backward();
    own.step();
    return value;
  });
  const curve = Float64Array.from({ length: steps }, () => step().item());
  const predict = (inputs: Data["inputs"]): Tensor => model.forward(tensor(inputs, { dtype: "f32" })); // prettier-ignore
  const truth = task === "regression" ? column(test) : tensor(test.targets, { dtype: "i32" }); // prettier-ignore
  const card = { task, layers: sizes.join("-"), parameters: model.parameterCount, loss: name, optimizer: optimizer.name, metric: metric.name, score: measure(metric, predict(test.inputs), truth), hash: hashOf(model.parameters()), seed }; // prettier-ignore
  return { model, card, curve, loss, predict };
}
