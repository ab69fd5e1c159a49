// What is chosen where nothing was asked: the network, the rate, the epochs, for each kind of data. Knows the sizes of a problem only.
import type { Augment } from "../data/index.ts";
import type { Tensor } from "../index.ts";
import { convolutional, parseActivation, parseLayers, perceptron } from "./architecture.ts";
import type { Architecture } from "../nn/index.ts";
import { DIGITS, LETTERS, distort } from "./augment.ts";
import type { Problem } from "./problem.ts";

/** What may be asked for on the command line. */
export interface Wishes {
  readonly layers?: string | undefined;
  readonly activation?: string | undefined;
  readonly epochs?: number | undefined;
  readonly lr?: number | undefined;
  readonly batch?: number | undefined;
}

/** Everything that decides how a network is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly lr: number;
  readonly batch: number;
  readonly weightDecay: number;
  /** Share of probability that is spread over all classes in the targets. */
  readonly labelSmoothing: number;
  readonly augment: "letters" | "digits" | null;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Steps that small tables are trained for, whatever their size. */
const TABLE_STEPS = 2500;

export function chooseRecipe(problem: Problem, wishes: Wishes): Recipe {
  const count = problem.train.data.length;
  if (problem.kind === "pictures") {
    const drawn = problem.name.startsWith("letters");
    const convolutions = wishes.layers === undefined;
    return {
      epochs: wishes.epochs ?? (drawn ? 45 : 4),
      lr: wishes.lr ?? (drawn ? 3e-3 : 2e-3),
      batch: wishes.batch ?? 64,
      weightDecay: 1e-4,
      labelSmoothing: drawn && convolutions ? 0.2 : 0,
      augment: drawn ? "letters" : "digits",
    };
  }
  const batch = wishes.batch ?? clamp(2 ** Math.round(Math.log2(Math.max(1, count / 12))), 8, 64);
  return {
    epochs: wishes.epochs ?? clamp(Math.round((TABLE_STEPS * batch) / count), 10, 400),
    lr: wishes.lr ?? 3e-3,
    batch,
    weightDecay: 1e-2,
    labelSmoothing: 0,
    augment: null,
  };
}

export function chooseArchitecture(problem: Problem, wishes: Wishes): Architecture {
  const activation = parseActivation(wishes.activation ?? (problem.kind === "pictures" ? "relu" : "tanh"));
  if (wishes.layers !== undefined) return perceptron(problem.input, parseLayers(wishes.layers), problem.outputs, activation);
  if (problem.kind === "pictures")
    return convolutional(problem.input, problem.outputs, activation, problem.train.data.length > 20_000 ? 16 : 24);
  const width = clamp(2 ** Math.round(Math.log2(Math.sqrt(problem.train.data.length) * 2)), 16, 128);
  return perceptron(problem.input, [width, width / 2], problem.outputs, activation);
}

type Pair = readonly [Tensor, Tensor];

export function augmentOf(name: Recipe["augment"]): Augment<Pair> | null {
  if (name === null) return null;
  const strength = name === "letters" ? LETTERS : DIGITS;
  return (batch, random) => distort(batch[0], random, strength);
}
