// What can be set in the room of the computation graph, and how it stands in a link.
import { choice, flag, text, whole } from "../../fields.ts";
import type { Field, StateOf } from "../../contract.ts";

/** Numbers by name: `w:0.8,x:1.5`. */
const values: Field<Readonly<Record<string, number>>> = {
  initial: { w: 0.8, x: 1.5 },
  read(written) {
    const found: Record<string, number> = {};
    for (const part of written.split(",").slice(0, 12)) {
      const [name, value] = part.split(":");
      if (name === "" && value === undefined) continue;
      if (!/^[A-Za-z_]\w{0,15}$/.test(name ?? "") || !Number.isFinite(Number(value)) || value?.trim() === "") return null;
      found[name!] = Number(Math.max(-1e3, Math.min(1e3, Number(value))).toFixed(4)) + 0;
    }
    return found;
  },
  write: (all) => Object.entries(all).map(([name, value]) => `${name}:${Number(value.toFixed(4)) + 0}`).join(","), // prettier-ignore
};

/** The slide's diamond f₁ → {f₂, f₃} → f₄ → L. */
export const diamond = "y1 = tanh(w*x); y2 = y1^2; y3 = sin(y1); y4 = y2*y3; L = (y4 - 1)^2";

/** Texts to begin with. */
export const presets = {
  diamond: { text: diamond, values: { w: 0.8, x: 1.5 } },
  neuron: { text: "z = w0*x0 + w1*x1 + b; p = sigmoid(z); L = -ln(p)", values: { w0: 0.5, x0: 1, w1: -1, x1: 2, b: 0.2 } },
  shared: { text: "y = x*x + 3*x", values: { x: 2 } },
  chain: { text: "a = 2*x; b = sin(a); c = b^2; L = exp(c)", values: { x: 0.6 } },
  known: { text: "z = 2*x + 2 + x; q = relu(z) + z*x; h = relu(z*z); y = h + q + q*x", values: { x: -4 } },
} as const;

/** The name of a preset. */
export type Preset = keyof typeof presets;

export const fields = {
  text: text({ initial: diamond, max: 240 }),
  at: values,
  /** How many steps are done: forward, then back. Beyond the last: all of them. */
  step: whole({ initial: 9, min: 0, max: 400 }),
  /** Is every operation a node, or only what has a name? */
  view: choice(["names", "operations"], "names"),
  mode: choice(["watch", "fill"], "watch"),
  /** Does a node hand on without waiting? */
  naive: flag(false),
  /** The leaf whose ways are colored; its place among leaves. */
  leaf: text({ initial: "w", max: 16 }),
};

export type State = StateOf<typeof fields>;
