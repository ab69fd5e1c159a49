// Schedules: the learning rate as a factor that depends on the step. Pure functions of numbers.
import { needOption, needSteps } from "./errors.ts";

/** Factor of the learning rate at step 0, 1, 2, … */
export type Schedule = (step: number) => number;

/** Always 1. */
export const constantLr = (): Schedule => () => 1;

/**
 * The rate falls by `gamma` every `every` steps: gamma^⌊step / every⌋.
 * @example
 * stepLr({ every: 10, gamma: 0.5 })(25) // 0.25
 */
export function stepLr({ every, gamma = 0.1 }: { readonly every: number; readonly gamma?: number }): Schedule {
  needSteps("stepLr", "every", every);
  needOption("stepLr", "gamma", gamma);
  return (step) => gamma ** Math.floor(step / every);
}

/** What `cosineAnnealing` needs to know. */
export interface CosineOptions {
  /** Steps until the end, warm-up included; afterwards the rate stays. */
  readonly steps: number;
  /** Factor at the end. */
  readonly end?: number;
  /** Steps in which the rate rises evenly from 1 / warmup to 1. */
  readonly warmup?: number;
}

/**
 * The rate falls along half a cosine: end + (1 − end) · (1 + cos(π t)) / 2, t from 0 to 1. Loshchilov and Hutter 2017.
 * @example
 * cosineAnnealing({ steps: 100 })(50) // 0.5
 * cosineAnnealing({ steps: 100, warmup: 10 })(4) // 0.5
 */
export function cosineAnnealing({ steps, end = 0, warmup = 0 }: CosineOptions): Schedule {
  needSteps("cosineAnnealing", "steps", steps);
  needSteps("cosineAnnealing", "warmup", warmup, 0);
  needOption("cosineAnnealing", "end", end);
  return (step) => {
    if (step < warmup) return (step + 1) / warmup;
    const t = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
    return end + ((1 - end) * (1 + Math.cos(Math.PI * t))) / 2;
  };
}
