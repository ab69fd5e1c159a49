// The state of the room of XOR: which of its steps one is at, the learner's one neuron, the network of gates, the training.
import type { StateOf } from "../../contract.ts";
import { choice, flag, list, magnitude, number, whole } from "../../fields.ts";
import { quarter } from "../gates/state.ts";

const SINGLE = ["same", "not"] as const;
const DOUBLE = ["and", "or", "nand", "nor"] as const;

export const WIDTHS = [0, 2, 3, 4, 8] as const;
export const SEEDS = 200;
export const STEPS = 2000;

export const fields = {
  step: choice(["one", "five", "three", "train"], "one"),
  w1: quarter(1),
  w2: quarter(1),
  b: quarter(-1.5),
  /** The five places of the network, as the learner filled them. */
  n1: choice(SINGLE, "same"),
  n2: choice(SINGLE, "same"),
  a1: choice(DOUBLE, "and"),
  a2: choice(DOUBLE, "and"),
  out: choice(DOUBLE, "or"),
  /** Which of the NOT neurons have been folded into the next one. */
  folded: list(flag(false), { initial: [false, false], max: 2 }),
  /** Between the plane of the inputs (0) and that of the hidden neurons (1). */
  morph: number({ initial: 0, min: 0, max: 1, digits: 2 }),
  f: choice(["sigmoid", "tanh", "relu", "elu", "gelu"], "sigmoid"),
  h: whole({ initial: 2, min: 0, max: 8 }),
  rate: magnitude({ initial: 0.05, min: 0.001, max: 1 }),
  /** Which of the 200 networks one watches. */
  net: whole({ initial: 0, min: 0, max: SEEDS - 1 }),
};

export type State = StateOf<typeof fields>;

export const foldedOf = ({ folded }: Pick<State, "folded">): [boolean, boolean] => [folded[0] ?? false, folded[1] ?? false];
