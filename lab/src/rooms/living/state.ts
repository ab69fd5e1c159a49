// The state of the room of the living neuron: synapses, the signals that arrive at them, a steady current.
import type { Field, StateOf } from "../../contract.ts";
import { choice, list, number } from "../../fields.ts";

/** How long is recorded, ms. */
export const DURATION = 200;
export const DENDRITES = 4;

/** A signal: which dendrite, and when. */
export interface Signal {
  readonly dendrite: number;
  readonly time: number;
}

/** `2@14.5`: the second dendrite, at 14.5 ms. */
const signal: Field<Signal> = {
  initial: { dendrite: 0, time: 0 },
  read(text) {
    const match = /^([1-4])@(\d{1,3}(?:\.\d+)?)$/.exec(text);
    if (!match) return null;
    return { dendrite: Number(match[1]) - 1, time: Math.min(DURATION - 1, Math.round(2 * Number(match[2])) / 2) };
  },
  write: ({ dendrite, time }) => `${dendrite + 1}@${time}`,
};

const three = [0, 1, 2];

export const fields = {
  /** The strength of each synapse: by how much of the threshold one signal moves the voltage. */
  synapses: list(number({ initial: 0.4, min: -0.8, max: 1.2, digits: 2 }), { initial: [0.4, 0.4, 0.4, -0.4], max: DENDRITES }),
  /** Three signals together, and the same three apart. */
  signals: list(signal, {
    initial: [...three.map((k) => ({ dendrite: k, time: 30 + 2 * k })), ...three.map((k) => ({ dendrite: k, time: 100 + 25 * k }))],
    max: 40,
  }),
  /** When the signals arrive: as they were given, all at once, or far from each other. */
  timing: choice(["own", "together", "apart"], "own"),
  current: number({ initial: 0, min: 0, max: 3, digits: 2 }),
};

export type State = StateOf<typeof fields>;

/** The strengths of all synapses, also when a link gives fewer. */
export const synapsesOf = ({ synapses }: Pick<State, "synapses">): number[] =>
  Array.from({ length: DENDRITES }, (_, k) => synapses[k] ?? 0.4);

/** The signals at the times at which they really arrive. */
export function arriving({ signals, timing }: Pick<State, "signals" | "timing">): Signal[] {
  if (timing === "own") return [...signals];
  const inOrder = signals.map((one, i) => ({ ...one, i })).sort((a, b) => a.time - b.time);
  const gap = timing === "together" ? 0.5 : Math.min(40, (DURATION - 20) / Math.max(1, signals.length));
  const times = new Map(inOrder.map(({ i }, k) => [i, (timing === "together" ? 30 : 10) + gap * k]));
  return signals.map(({ dendrite }, i) => ({ dendrite, time: times.get(i)! }));
}
