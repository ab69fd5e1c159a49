// A table with its target, cut into a part to train on and one to test on. Knows no data set.
import { readTarget, selectRows, splitRows } from "../data/index.ts";
import type { TextTable } from "../data/index.ts";
import type { DatasetInfo, TableDataset } from "./types.ts";

/** Cuts `count` rows into two parts. */
type Split = (count: number) => { readonly train: Int32Array; readonly test: Int32Array };

const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** The last rows are the test: a share of them if below 1, else their number. */
export const inOrder =
  (test: number): Split =>
  (count) => {
    const border = count - (test < 1 ? Math.round(test * count) : test);
    return { train: range(0, border), test: range(border, count) };
  };

/** By default about 30 % of the rows test, with equal shares of the classes, always the same. */
export const tableDataset = (info: DatasetInfo, table: TextTable, target: string, split?: Split): TableDataset => {
  const goal = readTarget(table, target, info.task);
  const labels = goal.task === "classification" ? { labels: goal.codes } : {};
  const rows = split ? split(table.rows.length) : splitRows(table.rows.length, { test: 0.3, seed: 0, ...labels });
  return {
    ...info,
    kind: "table",
    table,
    target,
    classes: goal.task === "classification" ? goal.classes : [],
    train: selectRows(table, rows.train),
    test: selectRows(table, rows.test),
  };
};
