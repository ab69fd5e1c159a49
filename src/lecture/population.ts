// Many networks of one architecture at once: parameters are stacked along a first axis, so that hundreds of trainings cost
// one compiled step. Each network has its own random numbers, and none knows of the others.
import { compile, grad, parameter, tensor } from "../index.ts";
import type { DType, Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import { Module } from "../nn/index.ts";
import type { Optimizer, OptimizerFactory } from "../optim/index.ts";

/** Spread of first weights: He 2015 for rectifiers, Glorot 2010 (Xavier) for the rest. */
export const spreads = {
  he: (fanIn: number) => Math.sqrt(2 / fanIn),
  xavier: (fanIn: number, fanOut: number) => Math.sqrt(2 / (fanIn + fanOut)),
} satisfies Record<string, (fanIn: number, fanOut: number) => number>;

/** What `Population` is told. */
export interface PopulationOptions {
  readonly count: number;
  /** Inputs, hidden layers, outputs. */
  readonly sizes: readonly number[];
  readonly activation: (x: Tensor) => Tensor;
  readonly seed: number;
  readonly initial?: keyof typeof spreads;
  /** Factor on the spread of first weights. */
  readonly gain?: number;
  /** First value of the biases of hidden layers, and how far they are spread around it. */
  readonly bias?: number;
  readonly biasSpread?: number;
  /** Around every layer from a size to the same size: y = x + skip · f(Wx + b). */
  readonly skip?: number;
  readonly dtype?: DType;
  /** The number of the first network, 0 unless told: network k has the same first weights in every population. */
  readonly first?: number;
  /** How many units of a single hidden layer each network really has; the others are silent. */
  readonly widths?: readonly number[];
}

/** Networks of one architecture side by side, fully connected, with an activation between layers. */
export class Population extends Module {
  /** [P, out, in] for each layer. */
  readonly weights: readonly Tensor[];
  /** [P, 1, out] for each layer. */
  readonly biases: readonly Tensor[];
  readonly options: PopulationOptions;
  /** 1 for hidden units that a network has, 0 for those it has not. */
  readonly #heard: Tensor | null;

  constructor(options: PopulationOptions) {
    super();
    this.options = options;
    const { count, sizes, seed, initial = "xavier", gain = 1, bias = 0, biasSpread = 0, dtype = "f32", first = 0, widths } = options;
    const randoms = Array.from({ length: count }, (_, net) => new RandomSource(seed, first + net));
    const layers = sizes.slice(1).map((fanOut, l) => {
      const fanIn = sizes[l]!;
      const values = randoms.flatMap((random, net) => {
        const heard = l === 0 ? fanIn : (widths?.[net] ?? fanIn);
        const spread = gain * spreads[initial](heard, l === 0 ? (widths?.[net] ?? fanOut) : fanOut);
        return Array.from({ length: fanIn * fanOut }, (_, i) => (i % fanIn < heard ? spread * random.normal() : 0));
      });
      const hidden = l < sizes.length - 2;
      const biases = randoms.flatMap((random) =>
        Array.from({ length: fanOut }, () => (hidden ? bias + (biasSpread && biasSpread * random.normal()) : 0)),
      );
      return {
        weight: parameter(tensor(Float64Array.from(values), { shape: [count, fanOut, fanIn], dtype })),
        bias: parameter(tensor(Float64Array.from(biases), { shape: [count, 1, fanOut], dtype })),
      };
    });
    const width = sizes[1]!;
    this.#heard = widths ? tensor(widths.map((own) => [Array.from({ length: width }, (_, unit) => Number(unit < own))])) : null;
    this.weights = layers.map((layer) => layer.weight);
    this.biases = layers.map((layer) => layer.bias);
  }

  /** All networks on the same inputs [N, in], or each on its own [P, N, in]; [P, N, out]. */
  forward(x: Tensor): Tensor {
    return this.layers(x).at(-1)!;
  }

  /** What every layer answers, the first one first; with other parameters if they are given: points of the landscape. */
  layers(x: Tensor, weights: readonly Tensor[] = this.weights, biases: readonly Tensor[] = this.biases): Tensor[] {
    let h = x;
    return weights.map((weight, l) => (h = this.layer(h, l, weight, biases[l])));
  }

  /** One layer's answer to what comes in. */
  layer(h: Tensor, l: number, weight: Tensor = this.weights[l]!, bias: Tensor = this.biases[l]!): Tensor {
    const { activation, skip, sizes } = this.options;
    const z = h.matmul(weight.transpose(1, 2)).add(bias);
    if (l === sizes.length - 2) return z;
    const y = activation(z);
    const joined = skip !== undefined && sizes[l] === sizes[l + 1] ? h.add(y.mul(skip)) : y;
    return this.#heard ? joined.mul(this.#heard.to(joined.dtype)) : joined;
  }
}

/** What `train` is told. */
export interface Training {
  readonly optimizer: OptimizerFactory;
  /** The loss of every network, [P]: their sum is what goes down, and each feels only its own. */
  readonly loss: () => Tensor;
  readonly steps: number;
  /** Called after each step with the losses before it; `false` ends the training. */
  readonly watch?: (losses: ArrayLike<number>, step: number, optimizer: Optimizer) => void | false;
}

/** A training at somebody else's pace. */
export interface Trainer {
  readonly optimizer: Optimizer;
  /** One step; the losses before it, [P]. */
  step(): Tensor;
}

/** Gets a training of all networks (or any list of parameters) ready; nothing happens until `step`. */
export function trainer(target: Module | readonly Tensor[], { optimizer, loss }: Pick<Training, "optimizer" | "loss">): Trainer {
  const own = optimizer.over(target);
  const step = compile(() => {
    const losses = loss();
    own.step(grad(losses.sum(), own.parameters));
    return losses;
  });
  return { optimizer: own, step };
}

/** Trains all networks of a population (or any list of parameters) side by side; the losses before the last step. */
export function train(target: Module | readonly Tensor[], { steps, watch, ...how }: Training): Float64Array {
  const { optimizer, step } = trainer(target, how);
  let losses: Tensor | null = null;
  for (let k = 1; k <= steps; k++) {
    losses = step();
    if (watch && watch(losses.data(), k, optimizer) === false) break;
  }
  return Float64Array.from(losses?.data() ?? []);
}
