// What can be set in the room of losses, and how it stands in a link.
import { choice, flag, list, number } from "../../fields.ts";
import type { StateOf } from "../../contract.ts";

/** How far logits go on the picture. */
export const LIMIT = 12;
/** How far points and lines go. */
export const SIDE = 3;

export const fields = {
  /** What the figure shows: losses along the logit, the race, where formulas break, squares of residuals. */
  view: choice(["logit", "race", "break", "squares"], "logit"),
  z: number({ initial: -4, min: -LIMIT, max: LIMIT, digits: 2 }),
  /** The true class. */
  label: choice(["0", "1"], "1"),
  /** Is the loss drawn as the slide typesets it, without brackets? */
  slide: flag(false),
  /** Where the race begins. */
  start: number({ initial: -10, min: -11, max: -1, digits: 1 }),
  /** A logit so large that typed formulas break. */
  far: number({ initial: -60, min: -120, max: 0, digits: 0 }),
  slope: number({ initial: 0.2, min: -4, max: 4, digits: 3 }),
  bias: number({ initial: 1, min: -4, max: 4, digits: 3 }),
  /** Heights of the points, from left to right. */
  heights: list(number({ initial: 0, min: -SIDE, max: SIDE, digits: 2 }), {
    initial: [-1.9, -1.5, -0.2, -0.6, 0.9, 0.6, 1.8, 2.1],
    max: 8,
  }),
};

export type State = StateOf<typeof fields>;

/** Where the handles of the line stand. */
export const ENDS = [-2.8, 2.8] as const;

/** Where the points stand across. */
export const places = [-2.4, -1.7, -1.1, -0.4, 0.3, 1, 1.6, 2.3] as const;
