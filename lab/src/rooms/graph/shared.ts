// What the parts of the room share: the drawing that the figure has asked for, and how the learner fills in blanks.
import { signal } from "@preact/signals";
import { tasksOf } from "../../worker/tasks.ts";
import type { Drawing, Problem } from "./compute.ts";

export const compute = tasksOf<typeof import("./compute.ts")>("graph");

/** The last graph that could be drawn. */
export const drawing = signal<Drawing | null>(null);
/** Why the text gives no graph. */
export const problem = signal<Problem | null>(null);

/** Steps that the learner has filled in for a text, and those that were shown. */
export interface Filled {
  readonly text: string;
  readonly own: ReadonlySet<number>;
  readonly shown: ReadonlySet<number>;
}

export const filled = signal<Filled>({ text: "", own: new Set(), shown: new Set() });

/** Notes how a step was filled in. */
export function note(text: string, step: number, how: "own" | "shown"): void {
  const before = filled.value.text === text ? filled.value : { text, own: new Set<number>(), shown: new Set<number>() };
  filled.value = { ...before, [how]: new Set([...before[how], step]) };
}
