// Brings columns of numbers to mean 0 and standard deviation 1, and back. Knows no model; `nn.standardize` keeps a scaler in one.
import { NablaError } from "../mini.ts";
import { columnOf } from "./dataset.ts";
import type { Column, ColumnLike } from "./dataset.ts";

/** What was learned from the data: one mean and one standard deviation for each column. */
export interface ScalerState {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * (x − mean) / std for each column. A constant column keeps std 1 and becomes 0.
 * @example
 * const scaler = StandardScaler.fit([[1, 5], [3, 5]])
 * Array.from(scaler.transform([[1, 5], [3, 5]]).data) // [-1, 0, 1, 0]
 * Array.from(scaler.inverse([[1, 0]]).data) // [3, 5]
 */
export class StandardScaler implements ScalerState {
  readonly mean: readonly number[];
  readonly std: readonly number[];

  constructor({ mean, std }: ScalerState) {
    if (mean.length !== std.length || std.some((value) => !(value > 0)) || mean.some((value) => !Number.isFinite(value))) {
      throw new NablaError(
        "scaler",
        `StandardScaler: needs as many means (${mean.length}, finite) as standard deviations (${std.length}, above 0)`,
      );
    }
    this.mean = [...mean];
    this.std = [...std];
  }

  /** Learns from samples [N, columns] or [N]: standard deviation of the population (divided by N). */
  static fit(values: ColumnLike): StandardScaler {
    const { shape, data } = columnOf(values);
    const rows = shape[0] ?? 0;
    if (rows === 0) throw new NablaError("scaler", "StandardScaler.fit: there are no samples to learn from");
    const columns = data.length / rows;
    const mean = new Array<number>(columns).fill(0);
    const std = new Array<number>(columns).fill(0);
    for (let i = 0; i < data.length; i++) {
      if (!Number.isFinite(data[i]!)) {
        throw new NablaError(
          "scaler",
          `StandardScaler.fit: column ${i % columns} of sample ${Math.floor(i / columns)} is ${data[i]}; fill in or drop missing values first`,
        );
      }
      mean[i % columns]! += data[i]! / rows;
    }
    for (let i = 0; i < data.length; i++) std[i % columns]! += (data[i]! - mean[i % columns]!) ** 2 / rows;
    // A constant column may show a spread of rounding errors: what is below them counts as none.
    const spread = std.map((variance, c) => (Math.sqrt(variance) > 1e-7 * Math.abs(mean[c]!) ? Math.sqrt(variance) : 1));
    return new StandardScaler({ mean, std: spread.map((value) => (value > 0 ? value : 1)) });
  }

  transform(values: ColumnLike): Column {
    return this.#map("transform", values, (x, mean, std) => (x - mean) / std);
  }

  inverse(values: ColumnLike): Column {
    return this.#map("inverse", values, (x, mean, std) => x * std + mean);
  }

  /** Plain numbers: `new StandardScaler(JSON.parse(text))` restores it. */
  toJSON(): ScalerState {
    return { mean: this.mean, std: this.std };
  }

  #map(name: string, values: ColumnLike, of: (x: number, mean: number, std: number) => number): Column {
    const { shape, data, dtype } = columnOf(values);
    const columns = shape.slice(1).reduce((product, size) => product * size, 1);
    if (columns !== this.mean.length) {
      throw new NablaError(
        "scaler",
        `StandardScaler.${name}: learned ${this.mean.length} columns, got samples of shape [${shape.join(", ")}]`,
        { shapes: [shape] },
      );
    }
    const out = dtype === "f64" ? new Float64Array(data.length) : new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) out[i] = of(data[i]!, this.mean[i % columns]!, this.std[i % columns]!);
    return { dtype: dtype === "f64" ? "f64" : "f32", shape, data: out };
  }
}
