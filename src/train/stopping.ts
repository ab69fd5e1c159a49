// Early stopping: which epoch was the best, and is it time to end?
import { fitOptionError } from "./errors.ts";
import type { EpochRecord, Scores } from "./history.ts";

/** When to end training that no longer gets better. */
export interface EarlyStopping {
  /** Epochs without improvement before training ends. */
  readonly patience: number;
  /** "loss" or a metric's name; of the validation data if there are any. "loss" unless told. */
  readonly metric?: string;
  /** Which values are better; known for the loss and for metrics that say so themselves. */
  readonly mode?: "min" | "max";
  /** Smallest change that counts as improvement. */
  readonly minDelta?: number;
}

/** The best epoch so far. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
}

export class Watch {
  best: Best | null;
  readonly #metric: string;
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  readonly #patience: number;

  /** @param higherIsBetter names of metrics that should grow */
  constructor(
    { patience, metric = "loss", mode, minDelta = 0 }: EarlyStopping,
    higherIsBetter: ReadonlySet<string>,
    known: ReadonlySet<string>,
    best: Best | null,
  ) {
    if (!(patience >= 0)) throw fitOptionError("earlyStopping.patience", "a number ≥ 0", patience);
    if (!(minDelta >= 0)) throw fitOptionError("earlyStopping.minDelta", "a number ≥ 0", minDelta);
    if (metric !== "loss" && !known.has(metric))
      throw fitOptionError("earlyStopping.metric", `"loss" or one of the metrics (${[...known].join(", ") || "there are none"})`, metric);
    this.#metric = metric;
    this.#sign = (mode ?? (higherIsBetter.has(metric) ? "max" : "min")) === "max" ? 1 : -1;
    this.#minDelta = minDelta;
    this.#patience = patience;
    this.best = best;
  }

  /** Takes note of an epoch; says whether it is the best so far. */
  improved(record: EpochRecord): boolean {
    const scores: Scores = record.validation ?? record;
    const value = this.#metric === "loss" ? scores.loss : scores.metrics[this.#metric]!;
    // NaN is never an improvement.
    const better = this.best === null ? !Number.isNaN(value) : this.#sign * (value - this.best.value) > this.#minDelta;
    if (better) this.best = { epoch: record.epoch, value };
    return better;
  }

  /** Whether the patience is at its end after that epoch. */
  over(epoch: number): boolean {
    return epoch - (this.best?.epoch ?? -1) >= Math.max(1, this.#patience);
  }
}
