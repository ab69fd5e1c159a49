// What is to be learned, in one form for every source: inputs and targets to train on and to test on, and how to speak of them.
// Knows data sets and tables; not networks.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { TablePreprocessor, parseCsv, readTarget, splitRows, tensorDataset } from "../data/index.ts";
import type { CsvTable, Dataset, TableTask, TextTable, TransformedTable } from "../data/index.ts";
import type { Reference } from "../datasets/index.ts";
import type { Tensor } from "../index.ts";
import { usageError } from "./errors.ts";

/** Inputs and targets. */
export interface Examples {
  readonly data: Dataset<readonly [Tensor, Tensor]>;
  /** Class numbers, or targets of a regression in their own units; empty where they are not known. */
  readonly truth: ArrayLike<number>;
}

/** Test examples that belong together: the letters of one font. */
export interface Group {
  readonly name: string;
  readonly rows: readonly number[];
}

export interface Problem {
  readonly name: string;
  readonly kind: "pictures" | "table";
  readonly task: TableTask;
  /** Shape of one example. */
  readonly input: readonly number[];
  readonly outputs: number;
  readonly classes: readonly string[] | null;
  readonly train: Examples;
  readonly test: Examples;
  readonly groups: readonly Group[] | null;
  readonly references: readonly Reference[];
  /** For tables: the state of their preprocessor. */
  readonly preprocessing: unknown;
  /** What a person should know: rows left out, columns ignored. */
  readonly notes: readonly string[];
  /** Of the user's own file: changes when a byte of it does. */
  readonly fingerprint: string | null;
}

export interface TableChoice {
  readonly target?: string;
  readonly task?: TableTask;
  readonly dropMissing: boolean;
  readonly seed: number;
}

/** Numbers of the rows to train and to test on. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

const TEST_SHARE = 0.2;

/** Reads a user's file; errors name it. */
export function readCsvFile(path: string): { readonly table: CsvTable; readonly fingerprint: string } {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw usageError(`${path}: there is no such file`);
  if (status.isDirectory()) throw usageError(`${path}: it is a folder; name a .csv file`);
  const bytes = readFileSync(path);
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { table: parseCsv(view, { name: basename(path) }), fingerprint: createHash("sha256").update(bytes).digest("hex") };
}

export const examplesOf = ({ inputs, shape, targets, values }: TransformedTable): Examples => {
  const y =
    targets instanceof Float32Array
      ? { dtype: "f32" as const, shape: [shape[0], 1], data: targets }
      : { dtype: "i32" as const, shape: [shape[0]], data: targets ?? new Int32Array(shape[0]) };
  return { data: tensorDataset({ dtype: "f32", shape, data: inputs }, y), truth: values ?? targets ?? [] };
};

/** The rows of a table that another holds, known by their lines. */
export const splitOf = (table: TextTable, parts: { readonly train: TextTable; readonly test: TextTable }): Split => {
  const row = new Map(table.lines.map((line, index) => [line, index]));
  const numbers = ({ lines }: TextTable): Int32Array => Int32Array.from(lines, (line) => row.get(line)!);
  return { train: numbers(parts.train), test: numbers(parts.test) };
};

/** A table as a problem: split by seed unless it has a split, the statistics from the training rows alone. */
export function tableProblem(
  name: string,
  table: TextTable,
  choice: TableChoice,
  more: Pick<Problem, "references" | "fingerprint"> & { readonly split?: Split },
): Problem {
  const targetName = choice.target ?? table.columns.at(-1)!;
  const task = choice.task ? { task: choice.task } : {};
  const target = readTarget(table, targetName, choice.task);
  const labels =
    target.task === "classification" ? target.codes : Int32Array.from(target.values, (value) => (Number.isNaN(value) ? -1 : 0));
  const rows = more.split ?? splitRows(table.rows.length, { test: TEST_SHARE, seed: choice.seed, labels });
  const way = TablePreprocessor.fit(table, {
    target: targetName,
    ...task,
    rows: rows.train,
    missing: choice.dropMissing ? "drop" : "impute",
  });
  const train = way.transform(table, { rows: rows.train, target: true });
  const test = way.transform(table, { rows: rows.test, target: true });
  if (train.rows.length === 0 || test.rows.length === 0)
    throw usageError(
      `${name}: no rows are left for ${train.rows.length === 0 ? "training" : "the test"}; without --drop-missing, missing values are filled in`,
    );
  return {
    name,
    kind: "table",
    task: way.task,
    input: [train.shape[1]],
    outputs: way.task === "classification" ? way.classes.length : 1,
    classes: way.task === "classification" ? way.classes : null,
    train: examplesOf(train),
    test: examplesOf(test),
    groups: null,
    preprocessing: way.toJSON(),
    notes: notesOf(way, train, test, table.rows.length - rows.train.length - rows.test.length),
    references: more.references,
    fingerprint: more.fingerprint,
  };
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

function notesOf(way: TablePreprocessor, train: TransformedTable, test: TransformedTable, withoutTarget: number): string[] {
  const { ignored, target } = way.state;
  const notes: string[] = [];
  if (withoutTarget > 0) notes.push(`${plural(withoutTarget, "row")} without ${target.name} left out`);
  const dropped = train.dropped.missingInput + test.dropped.missingInput;
  if (dropped > 0) notes.push(`${plural(dropped, "row")} with missing values left out`);
  const filled = new Map<string, { count: number; with: number | string }>();
  for (const { column, count, with: by } of [...train.imputed, ...test.imputed])
    filled.set(column, { count: (filled.get(column)?.count ?? 0) + count, with: by });
  for (const [column, { count, with: by }] of filled)
    notes.push(
      `${column}: ${plural(count, "missing value")} filled with ${typeof by === "number" ? `the median ${Number(by.toPrecision(6))}` : `the most frequent, ${by}`}`,
    );
  if (ignored.length > 0) notes.push(`not used: ${ignored.map(({ name, reason }) => `${name} (${reason})`).join(", ")}`);
  return notes;
}
