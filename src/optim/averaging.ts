// Averages of weights: exponential moving averages and stochastic weight averaging, and fresh statistics of batch
// normalization for them. Knows no optimizer.
import { cast, compile, full, gt, reciprocal, Tensor, tensor, update, variable, where } from "../mini.ts";
import { BatchNorm, Module } from "../nn/index.ts";
import type { StateDict } from "../nn/index.ts";
import { needOption, optimizerError } from "./errors.ts";
import { loadInto } from "./optimizer.ts";
import type { Update } from "./optimizer.ts";

/** What `averagedWeights` may be told. */
export interface AverageOptions {
  /** Memory of an exponential moving average: a ← decay · a + (1 − decay) · p. Without it all weights count alike. */
  readonly decay?: number;
}

/** A running average of parameters. The first `update` copies them. */
export class WeightAverage {
  readonly parameters: readonly Tensor[];
  readonly names: readonly string[];
  readonly decay: number | null;
  readonly #count: Tensor;
  readonly #means: readonly Tensor[];

  constructor(target: Module | readonly Tensor[], { decay }: AverageOptions) {
    if (decay !== undefined) needOption("averagedWeights", "decay", decay, { below: 1 });
    const named = target instanceof Module ? target.namedParameters() : target.map((parameter, i) => [`${i}`, parameter] as const);
    if (named.length === 0) throw optimizerError("optimizer-parameters", "averagedWeights: there are no parameters to average");
    this.decay = decay ?? null;
    this.names = named.map(([name]) => name);
    this.parameters = named.map(([, parameter]) => parameter);
    this.#count = variable(full([], 0, { dtype: "i32" }));
    this.#means = this.parameters.map((parameter) => variable(parameter.detach()));
  }

  /** How many weights have been averaged. */
  get count(): number {
    return this.#count.item();
  }

  /** The averages, one for each parameter. */
  get weights(): readonly Tensor[] {
    return this.#means;
  }

  /** Takes in the parameters as they are now; inside `compile` it becomes part of the step. Call it after the optimizer's step. */
  update(): void {
    const shares = new Map<string, Tensor>();
    const shareOf = (dtype: Tensor["dtype"]): Tensor => {
      let share = shares.get(dtype);
      if (!share) {
        const count = cast(this.#count, dtype);
        share = this.decay === null ? reciprocal(count.add(1)) : where(gt(count, 0), full([], 1 - this.decay, { dtype }), 1);
        shares.set(dtype, share);
      }
      return share;
    };
    const pairs = this.#means.map((mean, i): Update => {
      const parameter = this.parameters[i]!;
      return [mean, mean.add(parameter.detach().sub(mean).mul(shareOf(mean.dtype)))];
    });
    update([[this.#count, this.#count.add(1)], ...pairs]);
  }

  /** Exchanges parameters and averages: after a second call all is as before. */
  swap(): void {
    update(this.#means.flatMap((mean, i): Update[] => [[mean, this.parameters[i]!.detach()], [this.parameters[i]!, mean.detach()]])); // prettier-ignore
  }

  /** Runs something with the averages in place of the parameters, and puts these back. */
  use<T>(body: () => T): T {
    this.swap();
    const end = (): void => this.swap();
    try {
      const result = body();
      if (result instanceof Promise) return result.finally(end) as T;
      // What was computed with the averages must be computed now.
      if (result instanceof Tensor) result.realize();
      end();
      return result;
    } catch (error) {
      end();
      throw error;
    }
  }

  /** The count and the averages, `mean.0.weight` and so on. */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries(this.#named());
  }

  /** Takes over a state; names and shapes must be the same. */
  loadStateDict(state: StateDict): void {
    loadInto("averagedWeights", this.#named(), state);
  }

  #named(): [string, Tensor][] {
    return [["count", this.#count], ...this.#means.map((mean, i): [string, Tensor] => [`mean.${this.names[i]!}`, mean])];
  }
}

/**
 * A running average of a model's parameters: with `decay` exponential (Polyak), without the plain mean of stochastic weight
 * averaging (Izmailov et al. 2018).
 * @throws unless 0 ≤ decay < 1
 * @example
 * const w = parameter(tensor([0]))
 * const mean = averagedWeights([w])
 * mean.update()
 * w.assign(tensor([4]))
 * mean.update()
 * mean.use(() => w.toArray()) // [2]
 * w.toArray() // [4]
 */
export const averagedWeights = (target: Module | readonly Tensor[], options: AverageOptions = {}): WeightAverage =>
  new WeightAverage(target, options);

/**
 * Gives all batch normalizations of a model the mean statistics of some batches: after averaging, stored ones belong to other
 * weights.
 * @param batches inputs, or pairs whose first is the input
 * @example
 * const model = nn.batchNorm1d(1)
 * updateBatchNorm(model, [tensor([[1], [3]])])
 * model.runningMean.toArray() // [2]
 * model.runningVar.toArray() // [2]
 */
export function updateBatchNorm(model: Module, batches: Iterable<Tensor | readonly Tensor[]>): void {
  const layers = model.namedModules().flatMap(([, module]) => (module instanceof BatchNorm ? [module] : []));
  const statistics = layers.flatMap(({ runningMean, runningVar }) => [runningMean, runningVar].filter((value) => value instanceof Tensor));
  if (statistics.length === 0) return;
  const modes = model.namedModules().map(([, module]) => ({ module, training: module.training }));
  const momenta = layers.map((layer) => ({ layer, momentum: layer.momentum }));
  const sums = statistics.map((value) => new Float64Array(value.numel()));
  let count = 0;
  try {
    model.train();
    for (const layer of layers) Object.assign(layer, { momentum: 1 }); // Running statistics become those of the batch.
    const run = compile((input: Tensor): Tensor => model.forward(input));
    for (const batch of batches) {
      run(batch instanceof Tensor ? batch : batch[0]!);
      statistics.forEach((value, k) => value.data().forEach((v, i) => (sums[k]![i]! += v)));
      count++;
    }
  } finally {
    for (const { module, training } of modes) module.training = training;
    for (const { layer, momentum } of momenta) Object.assign(layer, { momentum });
  }
  if (count === 0) throw optimizerError("optimizer-batches", "updateBatchNorm: there is no batch");
  update(statistics.map((value, k): Update => [value, cast(tensor(sums[k]!.map((v) => v / count), { shape: value.shape }), value.dtype)])); // prettier-ignore
}
