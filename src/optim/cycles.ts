// Schedules that rise and fall, of the rate and of the momentum with it. Pure functions of numbers.
import { needOption, needSteps, optimizerError } from "./errors.ts";
import type { Schedule } from "./schedule.ts";

/** What `oneCycle` needs to know. */
export interface OneCycleOptions {
  /** Steps of the whole training; afterwards the values stay. */
  readonly steps: number;
  /** Share of the steps in which the rate rises; 0.3 unless told. */
  readonly rise?: number;
  /** The rate begins with its peak divided by this; 25 unless told. */
  readonly divide?: number;
  /** The rate ends with its beginning divided by this; 10⁴ unless told. */
  readonly finalDivide?: number;
  readonly anneal?: "cos" | "linear";
  /** Fall back to the beginning in as many steps as the rise took, and only then to the end. */
  readonly threePhase?: boolean;
}

const between = (start: number, end: number, t: number, anneal: "cos" | "linear"): number =>
  anneal === "cos" ? end + ((start - end) / 2) * (Math.cos(Math.PI * t) + 1) : start + (end - start) * t;

/** Three values at the beginning, the peak and the end, and which phases go between them. */
function phases(
  name: string,
  { steps, rise = 0.3, anneal = "cos", threePhase = false }: OneCycleOptions,
  [begin, peak, end]: readonly [number, number, number],
): Schedule {
  // prettier-ignore
  needSteps(name, "steps", steps);
  if (!(rise >= 0 && rise <= (threePhase ? 0.5 : 1))) throw optimizerError("optimizer-option", `${name}: rise must be from 0 to ${threePhase ? 0.5 : 1}, got ${rise}`); // prettier-ignore
  if (anneal !== "cos" && anneal !== "linear") throw optimizerError("optimizer-option", `${name}: anneal must be "cos" or "linear", got ${JSON.stringify(anneal)}`); // prettier-ignore
  const last: [number, number, number] = [steps - 1, threePhase ? begin : peak, end];
  const parts: readonly [until: number, from: number, to: number][] = threePhase
    ? [[rise * steps - 1, begin, peak], [2 * rise * steps - 2, peak, begin], last]
    : [[rise * steps - 1, begin, peak], last]; // prettier-ignore
  return (step) => {
    const now = Math.min(step, steps - 1);
    let start = 0;
    for (const [until, from, to] of parts) {
      if (now <= until || until === steps - 1) return until === start ? to : between(from, to, (now - start) / (until - start), anneal);
      start = until;
    }
    return end;
  };
}

/**
 * One rise to the optimizer's rate and one long fall to almost nothing. Smith and Topin 2018.
 * @example
 * const factor = oneCycle({ steps: 100, anneal: "linear", divide: 10 })
 * [factor(0), factor(29), factor(99)] // [0.1, 1, 0.00001]
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { divide = 25, finalDivide = 1e4 } = options;
  needOption("oneCycle", "divide", divide, { above: true });
  needOption("oneCycle", "finalDivide", finalDivide, { above: true });
  return phases("oneCycle", options, [1 / divide, 1, 1 / divide / finalDivide]);
}

/** What `oneCycleMomentum` needs to know: the cycle of the rate, and where the momentum goes. */
export interface OneCycleMomentumOptions extends OneCycleOptions {
  /** Momentum at the peak of the rate; 0.85 unless told. */
  readonly low?: number;
  /** Momentum at the beginning and at the end; 0.95 unless told. */
  readonly high?: number;
}

/**
 * The momentum (not a factor of it) that belongs to `oneCycle`: low where the rate is high. Optimizers take it as a function that
 * is asked at every step.
 * @example
 * const momentum = oneCycleMomentum({ steps: 100, anneal: "linear" })
 * [momentum(0), momentum(29), momentum(99)] // [0.95, 0.85, 0.95]
 * const optimizer = sgd({ lr: 0.1, momentum: () => momentum(optimizer.steps) }).name // "sgd"
 */
export function oneCycleMomentum(options: OneCycleMomentumOptions): Schedule {
  const { low = 0.85, high = 0.95 } = options;
  needOption("oneCycleMomentum", "low", low, { below: 1 });
  needOption("oneCycleMomentum", "high", high, { below: 1 });
  return phases("oneCycleMomentum", options, [high, low, high]);
}

/** What `cyclicLr` needs to know. */
export interface CyclicOptions {
  /** Factor at the top; at the bottom it is 1. */
  readonly peak: number;
  /** Steps upward; 2000 unless told. */
  readonly up?: number;
  /** Steps downward; as many unless told. */
  readonly down?: number;
  /** How the height of triangles changes: not, halved each time, or gamma^step. Or a function of the cycle's number 1, 2, … */
  readonly mode?: "triangular" | "triangular2" | "expRange" | ((cycle: number) => number);
  readonly gamma?: number;
}

/** Height from 0 to 1 at each step. */
function triangles(name: string, { up = 2000, down = up, mode = "triangular", gamma = 1 }: Omit<CyclicOptions, "peak">): Schedule {
  needSteps(name, "up", up);
  needSteps(name, "down", down);
  needOption(name, "gamma", gamma);
  if (typeof mode !== "function" && !["triangular", "triangular2", "expRange"].includes(mode))
    throw optimizerError("optimizer-option", `${name}: mode must be "triangular", "triangular2", "expRange" or a function, got ${JSON.stringify(mode)}`); // prettier-ignore
  const total = up + down;
  const ratio = up / total;
  return (step) => {
    const cycle = Math.floor(1 + step / total);
    const x = 1 + step / total - cycle;
    const height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
    if (typeof mode === "function") return height * mode(cycle);
    return mode === "triangular" ? height : mode === "triangular2" ? height / 2 ** (cycle - 1) : height * gamma ** step;
  };
}

/**
 * The rate goes up and down evenly between 1 and `peak` times itself. Smith 2017.
 * @example
 * [0, 1, 2, 3, 4].map(cyclicLr({ peak: 3, up: 2 })) // [1, 2, 3, 2, 1]
 */
export function cyclicLr({ peak, ...options }: CyclicOptions): Schedule {
  needOption("cyclicLr", "peak", peak);
  const height = triangles("cyclicLr", options);
  return (step) => 1 + (peak - 1) * height(step);
}

/** What `cyclicMomentum` needs to know: the cycle of the rate, and where the momentum goes. */
export interface CyclicMomentumOptions extends Omit<CyclicOptions, "peak"> {
  /** Momentum at the top of the rate; 0.8 unless told. */
  readonly low?: number;
  /** Momentum at its bottom; 0.9 unless told. */
  readonly high?: number;
}

/**
 * The momentum (not a factor of it) that belongs to `cyclicLr`: low where the rate is high.
 * @example
 * [0, 1, 2].map(cyclicMomentum({ up: 2, low: 0.5, high: 1 - 0.25 })) // [0.75, 0.625, 0.5]
 */
export function cyclicMomentum({ low = 0.8, high = 0.9, ...options }: CyclicMomentumOptions): Schedule {
  needOption("cyclicMomentum", "low", low, { below: 1 });
  needOption("cyclicMomentum", "high", high, { below: 1 });
  const height = triangles("cyclicMomentum", options);
  return (step) => high - (high - low) * height(step);
}
