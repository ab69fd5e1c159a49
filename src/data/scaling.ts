// Other ways to bring columns of numbers to a common measure; each learns from data, applies to others, and is plain JSON.
// The manner of scaler.ts. A missing value (NaN) stays missing, and counts in no statistic.
import { NablaError } from "../mini.ts";
import { columnOf } from "./dataset.ts";
import type { Column, ColumnLike } from "./dataset.ts";

/** The values of each column that are there, in rising order. */
function sortedColumns(name: string, values: ColumnLike): Float64Array[] {
  const { shape, data } = columnOf(values);
  const rows = shape[0] ?? 0;
  if (rows === 0) throw new NablaError("scaler", `${name}.fit: there are no samples to learn from`);
  const columns = data.length / rows;
  return Array.from({ length: columns }, (_, c) => {
    const own = Array.from({ length: rows }, (_unused, row) => data[row * columns + c]!).filter((value) => !Number.isNaN(value));
    if (own.some((value) => !Number.isFinite(value))) throw new NablaError("scaler", `${name}.fit: column ${c} has an infinite value`);
    if (own.length === 0) throw new NablaError("scaler", `${name}.fit: all values of column ${c} are missing`);
    return Float64Array.from(own).sort();
  });
}

/** The value below which the share numerator / denominator lies, with the line between neighbors. */
function quantileOf(sorted: Float64Array, numerator: number, denominator = 1): number {
  // Whole places stay whole: a rounding error would part equal values.
  const place = (numerator * (sorted.length - 1)) / denominator;
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (place - low);
}

function mapColumns(name: string, values: ColumnLike, columns: number, of: (x: number, column: number) => number): Column {
  const { shape, data, dtype } = columnOf(values);
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  if (width !== columns)
    throw new NablaError("scaler", `${name}: learned ${columns} columns, got samples of shape [${shape.join(", ")}]`, { shapes: [shape] });
  const out = dtype === "f64" ? new Float64Array(data.length) : new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = of(data[i]!, i % columns);
  return { dtype: dtype === "f64" ? "f64" : "f32", shape, data: out };
}

/** One line for each column: (x − shift) / scale. */
export interface LineState {
  readonly shift: readonly number[];
  readonly scale: readonly number[];
}

abstract class LineScaler implements LineState {
  readonly shift: readonly number[];
  readonly scale: readonly number[];
  readonly #name: string;

  constructor(name: string, { shift, scale }: LineState) {
    const wrong = shift.length !== scale.length || shift.some((value) => !Number.isFinite(value)) || scale.some((value) => !(value > 0));
    if (wrong)
      throw new NablaError("scaler", `${name}: needs as many shifts (${shift.length}, finite) as scales (${scale.length}, above 0)`);
    this.#name = name;
    this.shift = [...shift];
    this.scale = [...scale];
  }

  transform(values: ColumnLike): Column {
    return mapColumns(`${this.#name}.transform`, values, this.shift.length, (x, c) => (x - this.shift[c]!) / this.scale[c]!);
  }

  inverse(values: ColumnLike): Column {
    return mapColumns(`${this.#name}.inverse`, values, this.shift.length, (x, c) => x * this.scale[c]! + this.shift[c]!);
  }

  toJSON(): LineState {
    return { shift: this.shift, scale: this.scale };
  }
}

/**
 * Brings each column to [0, 1] by its smallest and largest value. A constant column becomes 0.
 * @example
 * Array.from(MinMaxScaler.fit([[1], [3], [5]]).transform([[2], [5]]).data) // [0.25, 1]
 */
export class MinMaxScaler extends LineScaler {
  constructor(state: LineState) {
    super("MinMaxScaler", state);
  }

  static fit(values: ColumnLike): MinMaxScaler {
    const columns = sortedColumns("MinMaxScaler", values);
    return new MinMaxScaler({ shift: columns.map((own) => own[0]!), scale: columns.map((own) => own.at(-1)! - own[0]! || 1) });
  }
}

/**
 * (x − median) / (interquartile range): outliers do not move it. A column without spread keeps its scale.
 * @example
 * Array.from(RobustScaler.fit([[1], [2], [3], [4], [1000]]).transform([[3], [5]]).data) // [0, 1]
 */
export class RobustScaler extends LineScaler {
  constructor(state: LineState) {
    super("RobustScaler", state);
  }

  static fit(values: ColumnLike): RobustScaler {
    const columns = sortedColumns("RobustScaler", values);
    return new RobustScaler({
      shift: columns.map((own) => quantileOf(own, 0.5)),
      scale: columns.map((own) => quantileOf(own, 0.75) - quantileOf(own, 0.25) || 1),
    });
  }
}

/** How a `QuantileTransformer` learns. */
export interface QuantileOptions {
  /** Quantiles that are kept: 1000 unless told, at most one a sample. */
  readonly count?: number;
  readonly output?: QuantileState["output"];
}

/** Quantiles of each column at equal distances, and what they are mapped to. */
export interface QuantileState {
  readonly quantiles: readonly (readonly number[])[];
  readonly output: "uniform" | "normal";
}

/** The number below which a standard normal variable lies with probability p (Acklam's rational approximation, error 10⁻⁹). */
function normalQuantile(p: number): number {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const horner = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, value) => sum * x + value, 0);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(c, q) / horner(d, q);
  }
  const q = p - 0.5;
  return (q * horner(a, q * q)) / horner(b, q * q);
}

/** Shares are kept this far from 0 and 1 before they become a normal variable. */
const EDGE = 1e-7;

/**
 * Replaces each value by the share of the learned values below it: any distribution becomes uniform on [0, 1], or normal.
 * @example
 * Array.from(QuantileTransformer.fit([[1], [10], [100]]).transform([[1], [10], [55], [1000]]).data) // [0, 0.5, 0.75, 1]
 */
export class QuantileTransformer implements QuantileState {
  readonly quantiles: readonly (readonly number[])[];
  readonly output: "uniform" | "normal";

  constructor({ quantiles, output }: QuantileState) {
    if (quantiles.some((own) => own.length < 1 || own.some((value, i) => !Number.isFinite(value) || (i > 0 && value < own[i - 1]!))))
      throw new NablaError("scaler", "QuantileTransformer: the quantiles of a column must be finite and in rising order");
    if (output !== "uniform" && output !== "normal")
      throw new NablaError("scaler", `QuantileTransformer: output must be "uniform" or "normal", got ${JSON.stringify(output)}`);
    this.quantiles = quantiles.map((own) => [...own]);
    this.output = output;
  }

  static fit(values: ColumnLike, { count = 1000, output = "uniform" }: QuantileOptions = {}): QuantileTransformer {
    if (!Number.isInteger(count) || count < 2)
      throw new NablaError("scaler", `QuantileTransformer.fit: count must be a whole number ≥ 2, got ${count}`);
    const quantiles = sortedColumns("QuantileTransformer", values).map((own) => {
      const kept = Math.max(2, Math.min(count, own.length));
      return Array.from({ length: kept }, (_, i) => quantileOf(own, i, kept - 1));
    });
    return new QuantileTransformer({ quantiles, output });
  }

  transform(values: ColumnLike): Column {
    return mapColumns("QuantileTransformer.transform", values, this.quantiles.length, (x, c) => {
      if (Number.isNaN(x)) return x;
      const share = shareOf(this.quantiles[c]!, x);
      return this.output === "uniform" ? share : normalQuantile(Math.min(1 - EDGE, Math.max(EDGE, share)));
    });
  }

  toJSON(): QuantileState {
    return { quantiles: this.quantiles, output: this.output };
  }
}

/** Where x lies among rising values, as a share with lines between neighbors. Equal ones share the middle of their places. */
function shareOf(rising: readonly number[], x: number): number {
  const last = rising.length - 1;
  if (x <= rising[0]!) return 0;
  if (x >= rising[last]!) return 1;
  const first = firstWhere(rising, (value) => value >= x);
  if (rising[first] === x) return (first + firstWhere(rising, (value) => value > x) - 1) / 2 / last;
  return (first - 1 + (x - rising[first - 1]!) / (rising[first]! - rising[first - 1]!)) / last;
}

function firstWhere(rising: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(rising[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What an `Imputer` fills in. */
export interface ImputerOptions {
  readonly by?: "mean" | "median" | "mostFrequent";
}

/** What stands for missing values, column by column. */
export interface ImputerState {
  readonly fill: readonly number[];
}

/**
 * Fills in missing values (NaN) by the mean, the median or the most frequent value of their column.
 * @example
 * Array.from(Imputer.fit([[1], [NaN], [5]]).transform([[NaN], [7]]).data) // [3, 7]
 */
export class Imputer implements ImputerState {
  readonly fill: readonly number[];

  constructor({ fill }: ImputerState) {
    if (fill.some((value) => !Number.isFinite(value))) throw new NablaError("scaler", "Imputer: values that fill in must be finite");
    this.fill = [...fill];
  }

  static fit(values: ColumnLike, { by = "mean" }: ImputerOptions = {}): Imputer {
    const of = { mean: (own: Float64Array) => own.reduce((a, b) => a + b, 0) / own.length, median: (own: Float64Array) => quantileOf(own, 0.5), mostFrequent }; // prettier-ignore
    if (!Object.hasOwn(of, by))
      throw new NablaError("scaler", `Imputer.fit: by must be "mean", "median" or "mostFrequent", got ${JSON.stringify(by)}`);
    return new Imputer({ fill: sortedColumns("Imputer", values).map(of[by]) });
  }

  transform(values: ColumnLike): Column {
    return mapColumns("Imputer.transform", values, this.fill.length, (x, c) => (Number.isNaN(x) ? this.fill[c]! : x));
  }

  toJSON(): ImputerState {
    return { fill: this.fill };
  }
}

/** Of equally frequent ones the smallest. */
function mostFrequent(sorted: Float64Array): number {
  let [best, most, run] = [sorted[0]!, 0, 0];
  sorted.forEach((value, i) => {
    run = value === sorted[i - 1] ? run + 1 : 1;
    if (run > most) [best, most] = [value, run];
  });
  return best;
}
