// How sure a test figure is, given so many examples. Pure functions on lists of numbers.
import { RandomSource } from "../data/index.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 95 % interval of a share, by Wilson (1927): sensible for few examples and for shares near 0 and 1. */
export function wilson(right: number, count: number): Interval {
  if (count === 0) return { low: 0, high: 1 };
  const z = 1.959963984540054;
  const share = right / count;
  const scale = 1 + z ** 2 / count;
  const middle = (share + z ** 2 / (2 * count)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Errors of a regression: absolute, squared, and the share of the variance that is explained. */
export function regressionScores(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  rows?: ArrayLike<number>,
): { mae: number; rmse: number; r2: number } {
  const count = rows?.length ?? actual.length;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += actual[rows ? rows[i]! : i]! / count;
  let absolute = 0;
  let squared = 0;
  let spread = 0;
  for (let i = 0; i < count; i++) {
    const at = rows ? rows[i]! : i;
    const error = predicted[at]! - actual[at]!;
    absolute += Math.abs(error);
    squared += error ** 2;
    spread += (actual[at]! - mean) ** 2;
  }
  return { mae: absolute / count, rmse: Math.sqrt(squared / count), r2: spread > 0 ? 1 - squared / spread : NaN };
}

/**
 * 95 % interval of any figure by drawing the examples again with replacement (Efron's percentile bootstrap).
 * @param figure of the examples with those numbers, some of them several times
 */
export function bootstrap(count: number, figure: (rows: Int32Array) => number, rounds = 1000, seed = 0): Interval {
  const random = new RandomSource(seed, 1979);
  const rows = new Int32Array(count);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < rows.length; i++) rows[i] = random.integer(rows.length);
    const value = figure(rows);
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN;
  return { low: at(0.025), high: at(0.975) };
}

/** 95 % interval of R². */
export const bootstrapR2 = (predicted: ArrayLike<number>, actual: ArrayLike<number>, seed = 0): Interval =>
  bootstrap(actual.length, (rows) => regressionScores(predicted, actual, rows).r2, 1000, seed);
