// Parity: scalers and imputers against scikit-learn.
import { Imputer, MinMaxScaler, QuantileTransformer, RobustScaler, StandardScaler } from "../../src/data/index.ts";
import type { Column, ColumnLike } from "../../src/data/index.ts";
import { near, unpack, type Family, type Packed, type Row } from "./oracle.ts";

type Fit = (train: ColumnLike) => { transform(values: ColumnLike): Column };

const columns = (packed: Packed): ColumnLike => ({ data: unpack(packed), shape: packed.shape });
const row = (name: string, nabla: string, fits: Readonly<Record<string, Fit>>, differences?: string): Row => ({
  torch: name,
  nabla: `data.${nabla}`,
  ...(differences !== undefined && { differences }),
  checks: Object.fromEntries(
    Object.entries(fits).map(([key, fit]) => [
      key,
      ({ inputs, outputs }) =>
        near("transformed", fit(columns(inputs![0]!)).transform(columns(inputs![1]!)).data, unpack(outputs![0]!), 1e-6),
    ]),
  ),
});

export const preprocessing: Family = {
  name: "preprocessing",
  title: "Preprocessing of tables",
  rows: [
    row("sklearn.preprocessing.StandardScaler", "StandardScaler", { standard: (train) => StandardScaler.fit(train) }),
    row("sklearn.preprocessing.MinMaxScaler", "MinMaxScaler", { "min max": (train) => MinMaxScaler.fit(train) }, "always to [0, 1]"),
    row("sklearn.preprocessing.RobustScaler", "RobustScaler", { robust: (train) => RobustScaler.fit(train) }),
    row(
      "sklearn.preprocessing.QuantileTransformer",
      "QuantileTransformer",
      {
        quantile: (train) => QuantileTransformer.fit(train, { count: 25 }),
        "quantile normal": (train) => QuantileTransformer.fit(train, { count: 10, output: "normal" }),
      },
      "equal values get the middle of their shares",
    ),
    row("sklearn.impute.SimpleImputer", "Imputer", {
      "imputer mean": (train) => Imputer.fit(train),
      "imputer median": (train) => Imputer.fit(train, { by: "median" }),
      "imputer most_frequent": (train) => Imputer.fit(train, { by: "mostFrequent" }),
    }),
  ],
};
