// Turns the columns of a table into the inputs and targets of a network, and remembers how: what was learned from the training rows
// (means, spreads, categories, fillings) is kept as plain JSON with the model, and applied unchanged to every later table.
import { isMissing } from "./cells.ts";
import type { TextTable } from "./parseCsv.ts";
import { byCode, classTexts, columnIndex, readColumn, readNumbers, readTarget, readTexts } from "./table.ts";
import type { ColumnType, IgnoredReason, TableTask } from "./table.ts";
import { columnError, lineError, listOf, tableError } from "./tableErrors.ts";

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

/** Classes, in the order of their numbers; `numeric` when their names are numbers. */
export interface ClassTargetState {
  readonly task: "classification";
  readonly name: string;
  readonly classes: readonly string[];
  readonly numeric: boolean;
}

/** A number, learned as (y − mean) / std. */
export interface ValueTargetState {
  readonly task: "regression";
  readonly name: string;
  readonly mean: number;
  readonly std: number;
}

/** What to do with training and test rows that lack an input: fill it in, or leave the row out. */
export type MissingRule = "impute" | "drop";

/** Everything a `TablePreprocessor` has learned, as plain JSON. */
export interface PreprocessorState {
  readonly format: "nabla-table-1";
  readonly features: readonly Feature[];
  readonly ignored: readonly { readonly name: string; readonly reason: IgnoredReason }[];
  readonly target: ClassTargetState | ValueTargetState;
  readonly missing: MissingRule;
}

/** What `TablePreprocessor.fit` may be told. */
export interface FitTableOptions {
  /** The column to predict; by default the last one. */
  readonly target?: string;
  /** By default as the target looks: see `readTarget`. */
  readonly task?: TableTask;
  /** Types of columns that are to be read otherwise than they look. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** By default "impute". */
  readonly missing?: MissingRule;
  /** Numbers of the training rows: means, medians and most frequent categories come from them alone. By default all rows. */
  readonly rows?: ArrayLike<number>;
}

/** Which rows are transformed, and whether with their target. */
export interface TransformOptions {
  /** Numbers of the rows to transform; by default all. */
  readonly rows?: ArrayLike<number>;
  /** Whether the target is read: by default when the table has its column. Without it no row is left out. */
  readonly target?: boolean;
}

/** Inputs, and targets where they are known, of the rows that were kept. */
export interface TransformedTable {
  /** [rows, inputs], row by row. */
  readonly inputs: Float32Array;
  readonly shape: readonly [number, number];
  /** Class numbers (Int32Array), or standardized values (Float32Array); `undefined` when the target was not read. */
  readonly targets: Int32Array | Float32Array | undefined;
  /** Values of a regression target in its own units. */
  readonly values: Float64Array | undefined;
  /** Number in the table of each row that was kept. */
  readonly rows: Int32Array;
  /** How many missing cells of each column were filled in; columns without any are not listed. */
  readonly imputed: readonly { readonly column: string; readonly count: number; readonly with: number | string }[];
  readonly dropped: { readonly missingTarget: number; readonly missingInput: number };
}

const rowNumbers = (rows: ArrayLike<number> | undefined, count: number): number[] =>
  rows === undefined ? Array.from({ length: count }, (_, row) => row) : Array.from(rows);

const medianOf = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

/** Mean and standard deviation (of the population); a column without spread gets 1. */
const momentsOf = (values: readonly number[]): { mean: number; std: number } => {
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

/**
 * The way from a table to the inputs and targets of a network.
 * Numbers are standardized, categories one-hot. Missing inputs are filled with the median or the most frequent category of the training rows, or
 * their rows are left out (`missing: "drop"`); rows without a target are always left out where targets are read.
 * Categories and classes are those of the whole table that it was fitted on; statistics come from the training rows alone.
 * @example
 * const table = parseCsv("size,color,price\n1,red,10\n3,blue,30\n5,red,50\n7,blue,70\n")
 * const way = TablePreprocessor.fit(table, { target: "price", task: "regression" })
 * way.inputNames // ["size","color=blue","color=red"]
 * way.transform(table).shape // [4,3]
 * way.decode([0]) // [40]
 */
export class TablePreprocessor {
  readonly state: PreprocessorState;

  constructor(state: PreprocessorState) {
    this.state = state;
  }

  /** Learns from a table. Throws, naming column or line, on a table that cannot be learned from. */
  static fit(table: TextTable, options: FitTableOptions = {}): TablePreprocessor {
    const { types = {}, missing = "impute", task } = options;
    for (const name of Object.keys(types)) columnIndex(table, name);
    const targetName = options.target ?? table.columns.at(-1)!;
    const target = readTarget(table, targetName, task);
    const known = (row: number): boolean =>
      target.task === "classification" ? target.codes[row]! >= 0 : !Number.isNaN(target.values[row]!);
    const rows = rowNumbers(options.rows, table.rows.length).filter(known);
    if (rows.length === 0) throw columnError(table.name, targetName, "no training row has a target");

    const features: Feature[] = [];
    const ignored: { name: string; reason: IgnoredReason }[] = [];
    table.columns.forEach((name, index) => {
      if (name === targetName) return;
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
    if (features.length === 0) {
      const reasons = ignored.map(({ name, reason }) => `${name}: ${reason}`);
      throw tableError(
        table.name,
        `no column is left to predict ${JSON.stringify(targetName)} from${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`,
      );
    }
    return new TablePreprocessor({
      format: "nabla-table-1",
      features,
      ignored,
      missing,
      target:
        target.task === "classification"
          ? { task: "classification", name: targetName, classes: target.classes, numeric: target.numeric }
          : { task: "regression", name: targetName, ...momentsOf(rows.map((row) => target.values[row]!)) },
    });
  }

  /** Restores what `toJSON` gave; throws when it is something else. */
  static fromJSON(json: unknown): TablePreprocessor {
    const state = json as Partial<PreprocessorState> | null;
    if (typeof state !== "object" || state?.format !== "nabla-table-1" || !isWhole(state)) {
      throw tableError("TablePreprocessor.fromJSON", "this is not the preprocessing of a table that nabla wrote");
    }
    return new TablePreprocessor(state);
  }

  toJSON(): PreprocessorState {
    return this.state;
  }

  /** One name for each input: a number column's own, `column=category` for a category. */
  get inputNames(): readonly string[] {
    return this.state.features.flatMap((feature) =>
      feature.kind === "number" ? [feature.name] : feature.categories.map((category) => `${feature.name}=${category}`),
    );
  }

  get task(): TableTask {
    return this.state.target.task;
  }

  /** Names of the classes; empty for a regression. */
  get classes(): readonly string[] {
    return this.state.target.task === "classification" ? this.state.target.classes : [];
  }

  /** Standardized outputs of a regression in the units of the target: y · std + mean. */
  decode(outputs: ArrayLike<number>): number[] {
    const { target } = this.state;
    return target.task === "regression" ? Array.from(outputs, (y) => y * target.std + target.mean) : Array.from(outputs);
  }

  /**
   * Inputs and targets of a table that has the columns of the one this was fitted on, in any order, and perhaps more.
   * @throws a column is not there (names it); a category or class that is not known, and text where numbers are due (name the line)
   */
  transform(table: TextTable, options: TransformOptions = {}): TransformedTable {
    const { features, target, missing } = this.state;
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
    const withTarget = options.target ?? table.columns.includes(target.name);
    const all = rowNumbers(options.rows, table.rows.length);
    const known = withTarget ? this.#readTarget(table, all) : undefined;
    const withKnownTarget = known === undefined ? all : all.filter((row) => !Number.isNaN(known[row]!));

    const featureColumns = features.map(({ name }) => columnIndex(table, name));
    const complete = (row: number): boolean => featureColumns.every((column) => !isMissing(table.rows[row]![column]!));
    const rows = withTarget && missing === "drop" ? withKnownTarget.filter(complete) : withKnownTarget;

    const width = this.inputNames.length;
    const inputs = new Float32Array(rows.length * width);
    const imputed: { column: string; count: number; with: number | string }[] = [];
    let at = 0;
    features.forEach((feature, index) => {
      const count =
        feature.kind === "number"
          ? writeNumbers(table, featureColumns[index]!, feature, rows, inputs, at, width)
          : writeCategories(table, featureColumns[index]!, feature, rows, inputs, at, width);
      at += feature.kind === "number" ? 1 : feature.categories.length;
      if (count > 0) imputed.push({ column: feature.name, count, with: feature.fill });
    });

    const values = known !== undefined && target.task === "regression" ? Float64Array.from(rows, (row) => known[row]!) : undefined;
    let targets: Int32Array | Float32Array | undefined;
    if (known !== undefined) {
      targets =
        target.task === "regression"
          ? Float32Array.from(rows, (row) => (known[row]! - target.mean) / target.std)
          : Int32Array.from(rows, (row) => known[row]!);
    }
    return {
      inputs,
      shape: [rows.length, width],
      targets,
      values,
      rows: Int32Array.from(rows),
      imputed,
      dropped: { missingTarget: all.length - withKnownTarget.length, missingInput: withKnownTarget.length - rows.length },
    };
  }

  /** The target of every row of the table: class number or value, NaN where missing. Only the given rows are checked. */
  #readTarget(table: TextTable, rows: readonly number[]): Float64Array {
    const { target } = this.state;
    const column = columnIndex(table, target.name);
    if (target.task === "regression") return readNumbers(table, column);
    const code = new Map(target.classes.map((name, index) => [name, index]));
    const texts = classTexts(table, column, target.numeric);
    for (const row of rows) {
      const text = texts[row];
      if (text !== undefined && !code.has(text)) {
        throw lineError(
          table.name,
          table.lines[row]!,
          `column ${JSON.stringify(target.name)} has the class ${JSON.stringify(text)}, which the network does not know; it knows ${listOf(target.classes)}`,
        );
      }
    }
    return Float64Array.from(texts, (text) => (text === undefined ? NaN : (code.get(text) ?? NaN)));
  }
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");

const isScale = ({ mean, std }: { readonly mean: unknown; readonly std: unknown }): boolean =>
  Number.isFinite(mean) && Number.isFinite(std) && (std as number) > 0;

/** Whether JSON has all that `transform` relies on. */
const isWhole = (state: Partial<PreprocessorState>): state is PreprocessorState => {
  const { features, ignored, target, missing } = state;
  if (!Array.isArray(features) || features.length === 0 || !Array.isArray(ignored) || (missing !== "impute" && missing !== "drop"))
    return false;
  const known = (features as readonly Feature[]).every(
    (feature) =>
      typeof feature?.name === "string" &&
      (feature.kind === "number"
        ? isScale(feature) && Number.isFinite(feature.fill)
        : feature.kind === "category" && isTexts(feature.categories) && feature.categories.includes(feature.fill)),
  );
  return (
    known &&
    typeof target?.name === "string" &&
    (target.task === "classification" ? isTexts(target.classes) : target.task === "regression" && isScale(target))
  );
};

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
