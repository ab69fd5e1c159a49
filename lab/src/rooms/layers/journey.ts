// What the figure asks the worker for, and the other parts of the room read: training is asked for once.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { tasksOf, useComputed } from "../../worker/tasks.ts";
import type { Computed } from "../../worker/tasks.ts";
import type { Journey, NetArgs } from "./compute.ts";
import { linearOf } from "./state.ts";
import type { State } from "./state.ts";

const compute = tasksOf<typeof import("./compute.ts")>("layers");

export const argsOf = (state: State, seed: number): NetArgs => ({
  data: state.data,
  f: state.f,
  linear: linearOf(state),
  own: state.own,
  seed,
});

/** The last result of the figure. */
export const journey = signal<Journey | undefined>(undefined);

/** The figure's own: computes, and lets the others know. */
export function useJourney(state: State, seed: number): Computed<Journey> {
  const computed = useComputed(compute.journey, argsOf(state, seed));
  useEffect(() => void (journey.value = computed.value), [computed.value]);
  useEffect(() => () => void (journey.value = undefined), []);
  return computed;
}
