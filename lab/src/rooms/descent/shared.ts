// What the parts of the room share: its tasks, the way down that is shown, the curvature, the race.
import { signal } from "@preact/signals";
import { tasksOf } from "../../worker/tasks.ts";
import type { Curvature, Runner, Surface, Walk } from "./compute.ts";
import type { State } from "./state.ts";

export const compute = tasksOf<typeof import("./compute.ts")>("descent");

/** A way down with what it was asked for. */
export interface Shown extends Walk {
  readonly state: State;
}

export const walk = signal<Shown | null>(null);
export const surface = signal<Surface | null>(null);
export const curvature = signal<Curvature | null>(null);
export const race = signal<readonly Runner[]>([]);
/** Has the race come to its end? */
export const finished = signal(false);
