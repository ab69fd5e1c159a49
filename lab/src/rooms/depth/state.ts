// What can be set in the room of depth, and how it stands in a link.
import { choice, magnitude, number, whole } from "../../fields.ts";
import type { StateOf } from "../../contract.ts";

export const names = ["sigmoid", "tanh", "relu", "elu", "gelu"] as const;
export type Name = (typeof names)[number];

export const fields = {
  /** What the figure shows: gradients by layer, or units by layer. */
  view: choice(["gradients", "units"], "gradients"),
  f: choice(names, "sigmoid"),
  /** Hidden layers. */
  depth: whole({ initial: 6, min: 1, max: 30 }),
  initial: choice(["xavier", "he"], "xavier"),
  /** Factor on the first weights. */
  gain: magnitude({ initial: 1, min: 0.1, max: 4, digits: 2 }),
  /** 0: no connections around layers. */
  skip: choice(["none", "skip"], "none"),
  /** For the map of units: width, first bias, learning rate. */
  width: whole({ initial: 16, min: 2, max: 32 }),
  bias: number({ initial: 0, min: -3, max: 1, digits: 1 }),
  lr: magnitude({ initial: 2, min: 0.01, max: 20, digits: 2 }),
};

export type State = StateOf<typeof fields>;

/** Networks whose gradients are measured, and steps of the training. */
export const NETS = 20;
export const STEPS = 800;
