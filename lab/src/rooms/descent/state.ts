// What can be set in the room of descent, and how it stands in a link.
import { choice, magnitude, number, whole } from "../../fields.ts";
import type { StateOf } from "../../contract.ts";

/** Ways to go down, in the order of the legend. */
export const methods = ["plain", "momentum", "nesterov", "rmsprop", "adam"] as const;
export type Method = (typeof methods)[number];

export const fields = {
  /** What the figure shows: the way down over (w, b), or the race of methods. */
  view: choice(["map", "race"], "map"),
  /** The unit whose loss is shown: linear with squares (a bowl), or a sigmoid with cross-entropy. */
  unit: choice(["linear", "sigmoid"], "linear"),
  lr: magnitude({ initial: 0.18, min: 0.001, max: 100, digits: 3 }),
  method: choice(methods, "plain"),
  /** How many steps are made. */
  steps: whole({ initial: 80, min: 1, max: 400 }),
  /** Where the descent begins. */
  w: number({ initial: -1.6, min: -6, max: 6, digits: 2 }),
  b: number({ initial: 2.6, min: -6, max: 6, digits: 2 }),
};

export type State = StateOf<typeof fields>;

/** The part of the (w, b) plane that is drawn. */
export const box = { linear: [-2.5, 4, -3, 4], sigmoid: [-4, 8, -5, 5] } as const;

/** The race: below which loss a method has arrived, and how long it may take. */
export const GOAL = 0.05;
export const LIMIT = 2000;
/** The rate of each method, chosen for that network. */
export const RATES: Readonly<Record<Method, number>> = { plain: 0.1, momentum: 0.1, nesterov: 0.1, rmsprop: 0.003, adam: 0.01 };
