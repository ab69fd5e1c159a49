// Schedules made of functions and of other schedules.
import { needOption, needSteps, optimizerError } from "./errors.ts";
import type { Schedule } from "./schedule.ts";

const checked = (name: string, factor: number, step: number): number => needOption(name, `the factor at step ${step}`, factor);

/**
 * A factor by a function of one's own, whose values are looked at.
 * @throws when used, if a factor is negative, infinite or NaN
 * @example
 * lambdaLr((step) => 0.5 ** step)(2) // 0.25
 */
export const lambdaLr = (factor: (step: number) => number): Schedule => (step) => checked("lambdaLr", factor(step), step); // prettier-ignore

/**
 * The product of the factors of steps 1, 2, … up to now.
 * @throws when used, if a factor is negative, infinite or NaN
 * @example
 * [0, 1, 3].map(multiplicativeLr(() => 0.5)) // [1, 0.5, 0.125]
 */
export function multiplicativeLr(factor: (step: number) => number): Schedule {
  const products = [1];
  return (step) => {
    while (products.length <= step) products.push(products.at(-1)! * checked("multiplicativeLr", factor(products.length), products.length));
    return products[step] ?? 1;
  };
}

/**
 * Several schedules at once: the product of their factors.
 * @example
 * chainedLr(constantLr({ factor: 0.5, steps: 2 }), exponentialLr({ gamma: 0.5 }))(1) // 0.25
 */
export function chainedLr(...schedules: readonly Schedule[]): Schedule {
  return (step) => schedules.reduce((product, schedule) => product * schedule(step), 1);
}

/**
 * Schedules one after the other; each begins at its milestone with its own step 0.
 * @param milestones one less than schedules, growing
 * @example
 * const warm = sequentialLr([linearWarmup({ steps: 2 }), exponentialLr({ gamma: 0.5 })], [2])
 * [0, 1, 2, 3].map(warm) // [0.5, 1, 1, 0.5]
 */
export function sequentialLr(schedules: readonly Schedule[], milestones: readonly number[]): Schedule {
  if (schedules.length === 0 || milestones.length !== schedules.length - 1)
    throw optimizerError("optimizer-option", `sequentialLr: needs one milestone less than schedules, got ${schedules.length} schedules and ${milestones.length} milestones`); // prettier-ignore
  milestones.forEach((milestone, i) => needSteps("sequentialLr", `milestones[${i}]`, milestone, i === 0 ? 0 : milestones[i - 1]! + 1));
  return (step) => {
    const k = milestones.filter((milestone) => milestone <= step).length;
    return schedules[k]!(k === 0 ? step : step - milestones[k - 1]!);
  };
}

/** What `swaLr` needs to know. */
export interface SwaLrOptions {
  /** Factor to reach, in which weights are averaged. */
  readonly factor: number;
  /** Steps on the way; 10 unless told. */
  readonly steps?: number;
  readonly anneal?: "cos" | "linear";
}

/**
 * The rate goes from 1 to a factor and stays there, as stochastic weight averaging wants it. Use it behind another schedule by
 * `sequentialLr`, with a factor of the optimizer's rate.
 * @example
 * [0, 5, 10, 99].map(swaLr({ factor: 0.5 })) // [1, 0.75, 0.5, 0.5]
 */
export function swaLr({ factor, steps = 10, anneal = "cos" }: SwaLrOptions): Schedule {
  needOption("swaLr", "factor", factor);
  needSteps("swaLr", "steps", steps, 0);
  if (anneal !== "cos" && anneal !== "linear") throw optimizerError("optimizer-option", `swaLr: anneal must be "cos" or "linear", got ${JSON.stringify(anneal)}`); // prettier-ignore
  return (step) => {
    const t = Math.min(1, steps === 0 ? 1 : step / steps);
    const share = anneal === "cos" ? (1 - Math.cos(Math.PI * t)) / 2 : t;
    return 1 + (factor - 1) * share;
  };
}
