// Times a piece of work: as many rounds as asked, each long enough to be measured; median, least and most.

export interface Figure {
  readonly id: string;
  readonly device: string;
  readonly threads: number;
  readonly value: number;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}

export interface Effort {
  readonly rounds: number;
  /** Least milliseconds of a round. */
  readonly milliseconds: number;
}

export const FULL: Effort = { rounds: 7, milliseconds: 300 };
export const QUICK: Effort = { rounds: 2, milliseconds: 25 };

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const digits = (value: number): number => Number(value.toPrecision(5));

/** Seconds of one call of `run(count)` divided by `count`, for each round. The first calls warm up and find `count`. */
export function time(run: (count: number) => void, effort: Effort): number[] {
  run(1);
  let count = 1;
  for (;;) {
    const begin = performance.now();
    run(count);
    const spent = performance.now() - begin;
    if (spent >= effort.milliseconds * 0.6) {
      count = Math.max(1, Math.round((count * effort.milliseconds) / spent));
      break;
    }
    count = Math.max(count * 2, Math.min(count * 16, Math.round((count * effort.milliseconds) / Math.max(spent, 0.02))));
  }
  return Array.from({ length: effort.rounds }, () => {
    const begin = performance.now();
    run(count);
    return (performance.now() - begin) / 1000 / count;
  });
}

/** How seconds a call become the value that is shown. */
export type Measure = (seconds: number) => number;

export const figure = (id: string, device: string, threads: number, unit: string, values: readonly number[]): Figure => ({
  id,
  device,
  threads,
  value: digits(median(values)),
  unit,
  min: digits(Math.min(...values)),
  max: digits(Math.max(...values)),
});
