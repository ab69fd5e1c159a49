// What both the figure and the controls ask the worker for.
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
export const useJourney = (state: State, seed: number): Computed<Journey> => useComputed(compute.journey, argsOf(state, seed));
