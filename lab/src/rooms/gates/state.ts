// The state of the room of gates: one neuron of one or two inputs and the truth table that it is to make. Numbers are quarters:
// sums of quarters are exact, so that "exactly 0" is exactly 0.
import type { Field, StateOf } from "../../contract.ts";
import { choice, flag, whole } from "../../fields.ts";

/** A multiple of ¼ between −3 and 3. */
export const quarter = (initial: number): Field<number> => ({
  initial,
  read(text) {
    const value = text.trim() === "" ? NaN : Number(text);
    return Number.isFinite(value) ? Math.max(-3, Math.min(3, Math.round(4 * value) / 4)) + 0 : null;
  },
  write: (value) => String(value + 0),
});

export const fields = {
  gate: choice(["and", "or", "not", "random"], "and"),
  /** The table of the random gate by its number: bit r is the answer of row r. */
  table: whole({ initial: 2, min: 0, max: 15 }),
  w1: quarter(1),
  w2: quarter(1),
  b: quarter(-0.5),
  /** Fires above 0, or from 0 on. */
  sign: choice(["above", "from"], "above"),
  /** Whether all solutions are shown. */
  all: flag(false),
};

export type State = StateOf<typeof fields>;

/** The truth tables of the named gates; the rows are those of `inputsOf` in nabla/lecture. */
const TABLES = { and: [0, 0, 0, 1], or: [0, 1, 1, 1], not: [1, 0] } as const;

/** The answers that are wanted. */
export const wanted = ({ gate, table }: Pick<State, "gate" | "table">): readonly number[] =>
  gate === "random" ? [0, 1, 2, 3].map((row) => (table >> row) & 1) : TABLES[gate];

/** The neuron of a state: NOT has one input only. */
export const neuronOf = ({ gate, w1, w2, b }: State): { weights: number[]; bias: number } => ({
  weights: gate === "not" ? [w1] : [w1, w2],
  bias: b,
});
