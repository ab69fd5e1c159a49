// Metrics of regression, summed in double precision.
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Both as flat lists of equal length; `columns` numbers belong to one sample. */
function pairs(name: string, output: Values, target: Values): { a: ArrayLike<number>; b: ArrayLike<number>; columns: number } {
  const { data: a, shape } = numbersOf(output);
  const { data: b, shape: other } = numbersOf(target);
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  const same = a.length === b.length && shape[0] === other[0] && columns === other.slice(1).reduce((product, size) => product * size, 1);
  if (!same) throw metricError(name, "output and target must have equal shapes", shape, other);
  return { a, b, columns };
}

const meanOf = (name: string, of: (difference: number) => number, finish: (mean: number) => number): Metric => ({
  name,
  better: "lower",
  add(sums, output, target) {
    const { a, b } = pairs(name, output, target);
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += of(a[i]! - b[i]!);
    sums[0] = (sums[0] ?? 0) + sum;
    sums[1] = (sums[1] ?? 0) + a.length;
  },
  result: ([sum, count]) => finish(sum! / count!),
});

/** `mae` for data in batches. */
export const maeMetric = (): Metric => meanOf("mae", Math.abs, (mean) => mean);
/** `mse` for data in batches. */
export const mseMetric = (): Metric => meanOf("mse", (d) => d * d, (mean) => mean); // prettier-ignore
/** `rmse` for data in batches. */
export const rmseMetric = (): Metric => meanOf("rmse", (d) => d * d, Math.sqrt);

/** `mape` for data in batches. */
export const mapeMetric = (): Metric => ({
  name: "mape",
  better: "lower",
  add(sums, output, target) {
    const { a, b } = pairs("mape", output, target);
    let sum = 0;
    // As scikit-learn does: a target of 0 counts as the smallest number instead.
    for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!) / Math.max(Math.abs(b[i]!), Number.EPSILON);
    sums[0] = (sums[0] ?? 0) + sum;
    sums[1] = (sums[1] ?? 0) + a.length;
  },
  result: ([sum, count]) => sum! / count!,
});

/**
 * Mean absolute percentage error, as a share: mean |output − target| / |target|.
 * @example
 * mape([110, 95], [100, 100]) // 0.075
 */
export const mape = (output: Values, target: Values): number => measure(mapeMetric(), output, target);

/** `explainedVariance` for data in batches: per column counts, means and squared deviations of target and error. */
export const explainedVarianceMetric = (): Metric => ({
  name: "explainedVariance",
  better: "higher",
  add(sums, output, target) {
    const { a, b, columns } = pairs("explainedVariance", output, target);
    if (sums.length === 0) for (let i = 0; i < 5 * columns; i++) sums.push(0);
    for (let i = 0; i < a.length; i++) {
      const at = (i % columns) * 5;
      const count = ++sums[at]!;
      for (const [shift, value] of [
        [1, b[i]!],
        [3, b[i]! - a[i]!],
      ] as const) {
        // prettier-ignore
        const deviation = value - sums[at + shift]!;
        sums[at + shift]! += deviation / count;
        sums[at + shift + 1]! += deviation * (value - sums[at + shift]!);
      }
    }
  },
  result(sums) {
    let total = 0;
    for (let at = 0; at < sums.length; at += 5) {
      const [spread, left] = [sums[at + 2]!, sums[at + 4]!];
      total += spread > 0 ? 1 - left / spread : left === 0 ? 1 : 0;
    }
    return total / (sums.length / 5);
  },
});

/**
 * Explained variance: 1 − Var(target − output) / Var(target); unlike `r2` a constant shift costs nothing. Of several columns the mean.
 * @example
 * explainedVariance([2, 3, 4], [1, 2, 3]) // 1
 */
export const explainedVariance = (output: Values, target: Values): number => measure(explainedVarianceMetric(), output, target);

/**
 * Mean absolute error: mean |output − target|.
 * @example
 * mae([1, 2, 4], [1, 3, 2]) // 1
 */
export const mae = (output: Values, target: Values): number => measure(maeMetric(), output, target);

/**
 * Mean squared error: mean (output − target)².
 * @example
 * metrics.mse([1, 2, 4], [1, 3, 2]) // 1.6666666666666667
 */
export const mse = (output: Values, target: Values): number => measure(mseMetric(), output, target);

/**
 * Root of the mean squared error, in the target's unit.
 * @example
 * rmse([3, 0], [0, 4]) // 3.5355339059327378
 */
export const rmse = (output: Values, target: Values): number => measure(rmseMetric(), output, target);

/**
 * `r2` for data in batches. Sums per column: count, mean, sum of squared deviations from the mean (Chan, Golub and LeVeque's
 * updating formula: no cancellation when the mean is large), sum of squared errors.
 */
export const r2Metric = (): Metric => ({
  name: "r2",
  better: "higher",
  add(sums, output, target) {
    const { a, b, columns } = pairs("r2", output, target);
    if (sums.length === 0) for (let i = 0; i < 4 * columns; i++) sums.push(0);
    for (let i = 0; i < a.length; i++) {
      const at = (i % columns) * 4;
      const count = sums[at]! + 1;
      const deviation = b[i]! - sums[at + 1]!;
      const mean = sums[at + 1]! + deviation / count;
      const error = a[i]! - b[i]!;
      sums[at] = count;
      sums[at + 1] = mean;
      sums[at + 2]! += deviation * (b[i]! - mean);
      sums[at + 3]! += error * error;
    }
  },
  result(sums) {
    let total = 0;
    for (let at = 0; at < sums.length; at += 4) {
      const [spread, errors] = [sums[at + 2]!, sums[at + 3]!];
      total += spread > 0 ? 1 - errors / spread : errors === 0 ? 1 : 0;
    }
    return total / (sums.length / 4);
  },
});

/**
 * Coefficient of determination: 1 − Σ(output − target)² / Σ(target − mean)². 1 is perfect, 0 as good as the mean. Of several
 * columns the mean. A constant target gives 1 if met exactly, else 0.
 * @example
 * r2([1, 2, 3], [1, 2, 3]) // 1
 * r2([2, 2, 2], [1, 2, 3]) // 0
 */
export const r2 = (output: Values, target: Values): number => measure(r2Metric(), output, target);
