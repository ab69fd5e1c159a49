// The one schedule that looks at results: the rate falls when a number stops getting better.
import { needOption, needSteps, optimizerError } from "./errors.ts";

/** What `reduceOnPlateau` may be told. */
export interface PlateauOptions {
  /** Whether smaller or larger is better; "min" unless told. */
  readonly mode?: "min" | "max";
  /** By what the rate is multiplied; 0.1 unless told. */
  readonly factor?: number;
  /** How many results in a row may be no better; 10 unless told. */
  readonly patience?: number;
  /** What counts as better: by this share of the best ("rel") or by this much ("abs"); 10⁻⁴ unless told. */
  readonly threshold?: number;
  readonly thresholdMode?: "rel" | "abs";
  /** Results after a fall that are not counted; 0 unless told. */
  readonly cooldown?: number;
  /** The smallest factor of the rate; 0 unless told. */
  readonly min?: number;
  /** A fall by less than this is left out; 10⁻⁸ unless told. */
  readonly eps?: number;
}

/** What a plateau remembers. */
export interface PlateauState {
  readonly factor: number;
  readonly best: number;
  readonly bad: number;
  readonly cooling: number;
}

/** Counts results that are no better. */
export class Plateau {
  readonly options: Required<PlateauOptions>;
  #state: PlateauState;

  constructor(options: PlateauOptions) {
    const all = { mode: "min", factor: 0.1, patience: 10, threshold: 1e-4, thresholdMode: "rel", cooldown: 0, min: 0, eps: 1e-8, ...options } as const; // prettier-ignore
    if (all.mode !== "min" && all.mode !== "max") throw optimizerError("optimizer-option", `reduceOnPlateau: mode must be "min" or "max", got ${JSON.stringify(all.mode)}`); // prettier-ignore
    if (all.thresholdMode !== "rel" && all.thresholdMode !== "abs") throw optimizerError("optimizer-option", `reduceOnPlateau: thresholdMode must be "rel" or "abs", got ${JSON.stringify(all.thresholdMode)}`); // prettier-ignore
    needOption("reduceOnPlateau", "factor", all.factor, { below: 1 });
    needSteps("reduceOnPlateau", "patience", all.patience, 0);
    needSteps("reduceOnPlateau", "cooldown", all.cooldown, 0);
    for (const option of ["threshold", "min", "eps"] as const) needOption("reduceOnPlateau", option, all[option]);
    this.options = all;
    this.#state = { factor: 1, best: all.mode === "min" ? Infinity : -Infinity, bad: 0, cooling: 0 };
  }

  /** The factor of the rate now. */
  get factor(): number {
    return this.#state.factor;
  }

  /** Takes in a result, such as the loss of an epoch on validation data; gives the factor of the rate from now on. */
  step(result: number): number {
    const { factor, patience, cooldown, min, eps } = this.options;
    let { factor: now, best, bad, cooling } = this.#state;
    if (this.#better(result, best)) [best, bad] = [result, 0];
    else bad++;
    if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
    if (bad > patience) {
      const next = Math.max(now * factor, min);
      if (now - next > eps) now = next;
      [cooling, bad] = [cooldown, 0];
    }
    this.#state = { factor: now, best, bad, cooling };
    return now;
  }

  #better(result: number, best: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    const side = mode === "min" ? -1 : 1;
    if (!Number.isFinite(best)) return side * result > side * best;
    return side * result > side * (thresholdMode === "rel" ? best * (1 + side * threshold) : best + side * threshold);
  }

  /** All that is needed to go on, as JSON. */
  state(): PlateauState {
    return this.#state;
  }

  /** Takes over a state. */
  loadState(state: PlateauState): void {
    this.#state = { ...state };
  }
}

/**
 * The rate falls when a result has stopped getting better: `optimizer.lr = rate * plateau.step(validationLoss)`.
 * @example
 * const plateau = reduceOnPlateau({ patience: 1, factor: 0.5 })
 * [3, 2, 2, 2, 1].map((loss) => plateau.step(loss)) // [1, 1, 1, 0.5, 0.5]
 */
export const reduceOnPlateau = (options: PlateauOptions = {}): Plateau => new Plateau(options);
