// The state of the room of layers: a small network of layers of two neurons, where in it one looks, and a broken line.
import type { StateOf } from "../../contract.ts";
import { choice, flag, list, number, whole } from "../../fields.ts";

export const MOST_LAYERS = 4;

export const fields = {
  data: choice(["xor", "moons", "rings"], "xor"),
  f: choice(["tanh", "sigmoid", "relu"], "tanh"),
  layers: whole({ initial: 3, min: 1, max: MOST_LAYERS }),
  /** Which layers have no activation. */
  linear: list(flag(false), { initial: [false, false, false], max: MOST_LAYERS }),
  /** Whether the network was trained as it stands, or with an activation in every layer. */
  own: flag(false),
  /** Where in the network: 0 is the data, 2 per layer. Between whole numbers the picture is on its way. */
  at: number({ initial: 2, min: 0, max: 2 * MOST_LAYERS, digits: 2 }),
  units: whole({ initial: 5, min: 1, max: 20 }),
};

export type State = StateOf<typeof fields>;

/** One flag for each layer. */
export const linearOf = ({ layers, linear }: Pick<State, "layers" | "linear">): boolean[] =>
  Array.from({ length: layers }, (_, layer) => linear[layer] ?? false);
