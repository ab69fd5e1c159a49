// Columns of a table as inputs of a network, without a target: which columns say something, what is learned of them from the training rows
// (means, spreads, categories, fillings), and how later tables become inputs by it. Kept as plain JSON.
import { isMissing } from "./cells.ts";
import type { TextTable } from "./parseCsv.ts";
import { byCode, columnIndex, readColumn, readNumbers, readTexts } from "./table.ts";
import type { ColumnType, IgnoredReason } from "./table.ts";
import { lineError, listOf, tableError } from "./tableErrors.ts";

/** A number input: (x − mean) / std; a missing x is `fill`, the median of the training rows. */
export interface NumberFeature {
  readonly kind: "number";
  readonly name: string;
  readonly mean: number;
  readonly std: number;
  readonly fill: number;
}

/** A category: one input for each known one, 1 for that of the row; a missing one is `fill`, the most frequent of the training rows. */
export interface CategoryFeature {
  readonly kind: "category";
  readonly name: string;
  readonly categories: readonly string[];
  readonly fill: string;
}

/** A column of the table as inputs of a network. */
export type Feature = NumberFeature | CategoryFeature;

/** What to do with training and test rows that lack an input: fill it in, or leave the row out. */
export type MissingRule = "impute" | "drop";

/** The numbers given, or those of all rows. */
export const rowNumbers = (rows: ArrayLike<number> | undefined, count: number): number[] =>
  rows === undefined ? Array.from({ length: count }, (_, row) => row) : Array.from(rows);

const medianOf = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

/** Mean and standard deviation (of the population); a column without spread gets 1. */
export const momentsOf = (values: readonly number[]): { mean: number; std: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const std = Math.sqrt(variance);
  return { mean, std: std > 1e-12 * Math.abs(mean) ? std : 1 };
};

const mostFrequent = (texts: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || byCode(a, b))[0]![0];
};

/** A column that is not used, and why. */
export interface IgnoredInput {
  readonly name: string;
  readonly reason: IgnoredReason;
}

/** What is learned of the columns of a table from the given rows; the columns of `except` are passed over. */
export function learnFeatures(
  table: TextTable,
  options: {
    readonly rows: readonly number[];
    readonly types: Readonly<Record<string, ColumnType>>;
    readonly except: readonly string[];
  },
): { readonly features: readonly Feature[]; readonly ignored: readonly IgnoredInput[] } {
  const { rows, types, except } = options;
  const features: Feature[] = [];
  const ignored: { name: string; reason: IgnoredReason }[] = [];
  table.columns.forEach((name, index) => {
    if (except.includes(name)) return;
    const column = readColumn(table, index, Object.hasOwn(types, name) ? types[name] : undefined);
    if (column.kind === "ignored") ignored.push({ name, reason: column.reason });
    else if (column.kind === "number") {
      const values = rows.map((row) => column.values[row]!).filter((value) => !Number.isNaN(value));
      if (values.length === 0) ignored.push({ name, reason: "empty" });
      else features.push({ kind: "number", name, ...momentsOf(values), fill: medianOf(values) });
    } else {
      const texts = rows.filter((row) => column.codes[row]! >= 0).map((row) => column.categories[column.codes[row]!]!);
      if (texts.length === 0) ignored.push({ name, reason: "empty" });
      else features.push({ kind: "category", name, categories: column.categories, fill: mostFrequent(texts) });
    }
  });
  return { features, ignored };
}

export const noFeaturesError = (table: string, what: string, ignored: readonly IgnoredInput[]): Error => {
  const reasons = ignored.map(({ name, reason }) => `${name}: ${reason}`);
  return tableError(table, `no column is left ${what}${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`);
};

/** Throws where the table lacks a column. */
export function needFeatures(table: TextTable, features: readonly Feature[]): void {
  const absent = features.filter(({ name }) => !table.columns.includes(name)).map(({ name }) => name);
  if (absent.length > 0) {
    const what = absent.length === 1 ? `the column ${listOf(absent)} is` : `the columns ${listOf(absent)} are`;
    throw tableError(
      table.name,
      `${what} missing; the network was trained with it. The columns here are ${listOf(table.columns, 30)}`.replace(
        "with it.",
        absent.length === 1 ? "with it." : "with them.",
      ),
    );
  }
}

/** Whether no input of a row is missing. */
export function isComplete(table: TextTable, features: readonly Feature[]): (row: number) => boolean {
  const columns = features.map(({ name }) => columnIndex(table, name));
  return (row) => columns.every((column) => !isMissing(table.rows[row]![column]!));
}

/** How many missing cells of a column were filled in, and with what. */
export interface Imputed {
  readonly column: string;
  readonly count: number;
  readonly with: number | string;
}

/** One name for each input: a number column's own, `column=category` for a category. */
export const inputNamesOf = (features: readonly Feature[]): readonly string[] =>
  features.flatMap((feature) =>
    feature.kind === "number" ? [feature.name] : feature.categories.map((category) => `${feature.name}=${category}`),
  );

/** The inputs of those rows, row by row. */
export function writeInputs(
  table: TextTable,
  features: readonly Feature[],
  rows: readonly number[],
): { readonly inputs: Float32Array; readonly width: number; readonly imputed: readonly Imputed[] } {
  const width = inputNamesOf(features).length;
  const inputs = new Float32Array(rows.length * width);
  const imputed: Imputed[] = [];
  let at = 0;
  for (const feature of features) {
    const column = columnIndex(table, feature.name);
    const count =
      feature.kind === "number"
        ? writeNumbers(table, column, feature, rows, inputs, at, width)
        : writeCategories(table, column, feature, rows, inputs, at, width);
    at += feature.kind === "number" ? 1 : feature.categories.length;
    if (count > 0) imputed.push({ column: feature.name, count, with: feature.fill });
  }
  return { inputs, width, imputed };
}

const writeNumbers = (
  table: TextTable,
  column: number,
  feature: NumberFeature,
  rows: readonly number[],
  inputs: Float32Array,
  at: number,
  width: number,
): number => {
  const values = readNumbers(table, column);
  let filled = 0;
  rows.forEach((row, index) => {
    const value = values[row]!;
    if (Number.isNaN(value)) filled++;
    inputs[index * width + at] = ((Number.isNaN(value) ? feature.fill : value) - feature.mean) / feature.std;
  });
  return filled;
};

const writeCategories = (
  table: TextTable,
  column: number,
  feature: CategoryFeature,
  rows: readonly number[],
  inputs: Float32Array,
  at: number,
  width: number,
): number => {
  const texts = readTexts(table, column);
  const code = new Map(feature.categories.map((name, index) => [name, index]));
  let filled = 0;
  rows.forEach((row, index) => {
    const text = texts[row] ?? feature.fill;
    if (texts[row] === undefined) filled++;
    const known = code.get(text);
    if (known === undefined) {
      throw lineError(
        table.name,
        table.lines[row]!,
        `column ${JSON.stringify(feature.name)} has the category ${JSON.stringify(text)}, which the network does not know; it knows ${listOf(feature.categories)}`,
      );
    }
    inputs[index * width + at + known] = 1;
  });
  return filled;
};

export const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");

export const isScale = ({ mean, std }: { readonly mean: unknown; readonly std: unknown }): boolean =>
  Number.isFinite(mean) && Number.isFinite(std) && (std as number) > 0;

/** Whether JSON has all that `writeInputs` relies on. */
export const areFeatures = (features: unknown): features is readonly Feature[] =>
  Array.isArray(features) &&
  features.length > 0 &&
  (features as readonly Feature[]).every(
    (feature) =>
      typeof feature?.name === "string" &&
      (feature.kind === "number"
        ? isScale(feature) && Number.isFinite(feature.fill)
        : feature.kind === "category" && isTexts(feature.categories) && feature.categories.includes(feature.fill)),
  );

/** Everything that `TableInputs` has learned, as plain JSON. */
export interface TableInputsState {
  readonly format: "nabla-inputs-1";
  readonly features: readonly Feature[];
  readonly ignored: readonly IgnoredInput[];
  readonly missing: MissingRule;
}

/** What `TableInputs.fit` may be told. */
export interface FitInputsOptions {
  /** Columns that are passed over, such as labels. */
  readonly except?: readonly string[];
  /** Types of columns that are to be read otherwise than they look. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** By default "impute". */
  readonly missing?: MissingRule;
  /** Numbers of the training rows; all unless told. */
  readonly rows?: ArrayLike<number>;
}

/**
 * The way from a table to the inputs of a network that has no target: for groups, maps and what is out of the ordinary.
 * Numbers are standardized, categories one-hot, missing values filled in or their rows left out, as in `TablePreprocessor`.
 * @example
 * const table = parseCsv("size,color\n1,red\n3,blue\n5,red\n7,blue\n")
 * const way = TableInputs.fit(table)
 * way.inputNames // ["size","color=blue","color=red"]
 * way.transform(table).shape // [4,3]
 */
export class TableInputs {
  readonly state: TableInputsState;

  constructor(state: TableInputsState) {
    this.state = state;
  }

  /** Learns from a table. Throws, naming column or line, on a table that cannot be learned from. */
  static fit(table: TextTable, { except = [], types = {}, missing = "impute", rows }: FitInputsOptions = {}): TableInputs {
    for (const name of [...except, ...Object.keys(types)]) columnIndex(table, name);
    const { features, ignored } = learnFeatures(table, { rows: rowNumbers(rows, table.rows.length), types, except });
    if (features.length === 0) throw noFeaturesError(table.name, "to learn from", ignored);
    return new TableInputs({ format: "nabla-inputs-1", features, ignored, missing });
  }

  /** Restores what `toJSON` gave; throws when it is something else. */
  static fromJSON(json: unknown): TableInputs {
    const state = json as Partial<TableInputsState> | null;
    if (state?.format !== "nabla-inputs-1" || !areFeatures(state.features))
      throw tableError("TableInputs.fromJSON", "these are not the inputs of a table that nabla wrote");
    return new TableInputs(state as TableInputsState);
  }

  toJSON(): TableInputsState {
    return this.state;
  }

  /** One name for each input: a number column's own, `column=category` for a category. */
  get inputNames(): readonly string[] {
    return inputNamesOf(this.state.features);
  }

  /**
   * Inputs of a table that has the columns of the one this was fitted on, in any order, and perhaps more.
   * @param options numbers of the rows, all unless told; `complete` leaves out rows with missing values where `missing` is "drop"
   * @throws a column is not there (names it); a category that is not known, and text where numbers are due (name the line)
   */
  transform(
    table: TextTable,
    options: { readonly rows?: ArrayLike<number>; readonly complete?: boolean } = {},
  ): {
    readonly inputs: Float32Array;
    readonly shape: readonly [number, number];
    readonly rows: Int32Array;
    readonly imputed: readonly Imputed[];
  } {
    const { features, missing } = this.state;
    needFeatures(table, features);
    const all = rowNumbers(options.rows, table.rows.length);
    const rows = options.complete && missing === "drop" ? all.filter(isComplete(table, features)) : all;
    const { inputs, width, imputed } = writeInputs(table, features, rows);
    return { inputs, shape: [rows.length, width], rows: Int32Array.from(rows), imputed };
  }
}
