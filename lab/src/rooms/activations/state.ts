// What can be set in the room of activation functions, and how it stands in a link.
import { choice, number } from "../../fields.ts";
import type { StateOf } from "../../contract.ts";

/** In the lecture's order; then those that it leaves out. */
export const names = ["linear", "sigmoid", "tanh", "relu", "elu", "gelu", "silu", "leakyRelu", "step"] as const;
export type Name = (typeof names)[number];

/** How far x goes on the picture. */
export const SPAN = 6;

export const fields = {
  /** What the figure shows: the function and its slope, or what layers of it answer. */
  view: choice(["function", "layers"], "function"),
  f: choice(names, "sigmoid"),
  x: number({ initial: 2, min: -SPAN, max: SPAN, digits: 2 }),
  /** Compared with another function. */
  beside: choice(["none", ...names], "none"),
};

export type State = StateOf<typeof fields>;
