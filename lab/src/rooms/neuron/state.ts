// The state of the room of the mathematical neuron: weights, bias, activation, and one point of the plane.
import type { StateOf } from "../../contract.ts";
import { choice, number } from "../../fields.ts";

export const ACTIVATIONS = ["step", "sigmoid", "tanh", "relu", "linear"] as const;

export const fields = {
  w1: number({ initial: 1, min: -3, max: 3, digits: 2 }),
  w2: number({ initial: 0.5, min: -3, max: 3, digits: 2 }),
  b: number({ initial: -0.5, min: -6, max: 6, digits: 2 }),
  x1: number({ initial: 1.2, min: -3, max: 3, digits: 2 }),
  x2: number({ initial: 1.6, min: -3, max: 3, digits: 2 }),
  f: choice(ACTIVATIONS, "step"),
};

export type State = StateOf<typeof fields>;
