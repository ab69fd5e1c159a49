// Schedules: the learning rate as a factor that depends on the step. Pure functions of numbers.
import { needOption, needSteps } from "./errors.ts";

/** Factor of the learning rate at step 0, 1, 2, … */
export type Schedule = (step: number) => number;

/**
 * Always 1; or another factor for some steps at the beginning.
 * @example
 * [0, 4, 5].map(constantLr({ factor: 0.5, steps: 5 })) // [0.5, 0.5, 1]
 */
export function constantLr({ factor = 1, steps = 0 }: { readonly factor?: number; readonly steps?: number } = {}): Schedule {
  needOption("constantLr", "factor", factor);
  needSteps("constantLr", "steps", steps, 0);
  return (step) => (step < steps ? factor : 1);
}

/**
 * The rate goes evenly from a factor to another, and stays there.
 * @example
 * [0, 2, 4, 9].map(linearLr({ start: 0.5, steps: 4 })) // [0.5, 0.75, 1, 1]
 */
export function linearLr({
  start = 1 / 3,
  end = 1,
  steps = 5,
}: {
  readonly start?: number;
  readonly end?: number;
  readonly steps?: number;
} = {}): Schedule {
  needOption("linearLr", "start", start);
  needOption("linearLr", "end", end);
  needSteps("linearLr", "steps", steps);
  return (step) => start + (end - start) * Math.min(1, step / steps);
}

/**
 * The rate rises evenly in the first steps: (step + 1) / steps, then 1.
 * @example
 * [0, 1, 3, 9].map(linearWarmup({ steps: 4 })) // [0.25, 0.5, 1, 1]
 */
export function linearWarmup({ steps }: { readonly steps: number }): Schedule {
  needSteps("linearWarmup", "steps", steps);
  return (step) => Math.min(1, (step + 1) / steps);
}

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

/**
 * The rate falls by `gamma` at each milestone (twice where one is given twice).
 * @example
 * [0, 29, 30, 80].map(multiStepLr({ milestones: [30, 80], gamma: 0.5 })) // [1, 1, 0.5, 0.25]
 */
export function multiStepLr({ milestones, gamma = 0.1 }: { readonly milestones: readonly number[]; readonly gamma?: number }): Schedule {
  milestones.forEach((milestone, i) => needSteps("multiStepLr", `milestones[${i}]`, milestone, 0));
  needOption("multiStepLr", "gamma", gamma);
  return (step) => gamma ** milestones.filter((milestone) => milestone <= step).length;
}

/**
 * The rate falls by `gamma` at every step: gamma^step.
 * @example
 * exponentialLr({ gamma: 0.5 })(3) // 0.125
 */
export function exponentialLr({ gamma }: { readonly gamma: number }): Schedule {
  needOption("exponentialLr", "gamma", gamma);
  return (step) => gamma ** step;
}

/**
 * The rate falls to 0 along a power: (1 − step / steps)^power.
 * @example
 * [0, 5, 10, 20].map(polynomialLr({ steps: 10, power: 2 })) // [1, 0.25, 0, 0]
 */
export function polynomialLr({ steps = 5, power = 1 }: { readonly steps?: number; readonly power?: number } = {}): Schedule {
  needSteps("polynomialLr", "steps", steps);
  needOption("polynomialLr", "power", power);
  return (step) => (1 - Math.min(step, steps) / steps) ** power;
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

/** What `cosineAnnealingWarmRestarts` needs to know. */
export interface WarmRestartsOptions {
  /** Steps until the first restart. */
  readonly steps: number;
  /** By what each period is longer than the one before; a whole number. */
  readonly growth?: number;
  /** Factor at the end of each period. */
  readonly end?: number;
}

/**
 * Half a cosine, again and again, in periods that may grow. Loshchilov and Hutter 2017.
 * @example
 * [0, 2, 4, 8, 12].map(cosineAnnealingWarmRestarts({ steps: 4, growth: 2 })) // [1, 0.5, 1, 0.5, 1]
 */
export function cosineAnnealingWarmRestarts({ steps, growth = 1, end = 0 }: WarmRestartsOptions): Schedule {
  needSteps("cosineAnnealingWarmRestarts", "steps", steps);
  needSteps("cosineAnnealingWarmRestarts", "growth", growth);
  needOption("cosineAnnealingWarmRestarts", "end", end);
  return (step) => {
    let [at, length] = [step, steps];
    if (growth === 1) at %= steps;
    else
      while (at >= length) {
        at -= length;
        length *= growth;
      }
    return end + ((1 - end) * (1 + Math.cos((Math.PI * at) / length))) / 2;
  };
}
