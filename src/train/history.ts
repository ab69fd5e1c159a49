// What training tells: one record an epoch, progress in between.

/** Loss and metrics over some data. */
export interface Scores {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What is kept of an epoch. */
export interface EpochRecord extends Scores {
  /** From 0. */
  readonly epoch: number;
  /** Steps done when it ended. */
  readonly step: number;
  readonly validation: Scores | null;
  readonly lr: number;
  /** Of this epoch, validation included. */
  readonly seconds: number;
}

/** How far training is, and how well it goes. */
export interface ProgressEvent extends Scores {
  readonly epoch: number;
  readonly epochs: number;
  /** Batches done in this epoch, and how many it has. */
  readonly batch: number;
  readonly batches: number;
  /** Steps done in all, and how many there will be at most. */
  readonly step: number;
  readonly steps: number;
  /** Samples a second. */
  readonly rate: number;
  /** Seconds until the last epoch ends at this rate. */
  readonly secondsLeft: number;
  readonly lr: number;
  /** Set at the end of an epoch. */
  readonly record: EpochRecord | null;
}

/** Speed and time left, from the steps of this run. */
export class Clock {
  readonly #begin = performance.now();
  readonly #firstStep: number;
  readonly #secondsBefore: number;

  constructor(firstStep: number, secondsBefore: number) {
    this.#firstStep = firstStep;
    this.#secondsBefore = secondsBefore;
  }

  /** Seconds of training in all, those before a resume included. */
  get seconds(): number {
    return this.#secondsBefore + this.#here();
  }

  #here(): number {
    return (performance.now() - this.#begin) / 1000;
  }

  estimate(step: number, steps: number, batchSize: number): { readonly rate: number; readonly secondsLeft: number } {
    const done = step - this.#firstStep;
    const seconds = this.#here();
    return done === 0
      ? { rate: 0, secondsLeft: NaN }
      : { rate: (done * batchSize) / seconds, secondsLeft: (seconds * (steps - step)) / done };
  }
}

/** Lets other work of the program go on: timers, input, painting. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
