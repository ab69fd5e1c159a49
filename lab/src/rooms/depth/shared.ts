// What the parts of the room share: its tasks, the gradients that are shown, the last training, the units.
import { signal } from "@preact/signals";
import { tasksOf } from "../../worker/tasks.ts";
import type { Learning, Net, Norms, Units } from "./compute.ts";
import type { State } from "./state.ts";

export const compute = tasksOf<typeof import("./compute.ts")>("depth");

export const norms = signal<Norms | null>(null);
/** The last training, with the network that it was of. */
export const learning = signal<(Learning & { readonly net: Net; readonly finished: boolean }) | null>(null);
export const units = signal<Units | null>(null);

/** The network that the controls describe. */
export const netOf = ({ f, depth, initial, gain, skip }: State, seed: number): Net => ({ f, depth, initial, gain, skip: skip === "skip", seed }); // prettier-ignore

export const same = (a: Net, b: Net): boolean => (Object.keys(a) as (keyof Net)[]).every((key) => a[key] === b[key]);
