// Turns the columns of a table into the inputs and targets of a network, and remembers how: what was learned from the training rows
// (means, spreads, categories, fillings) is kept as plain JSON with the model, and applied unchanged to every later table.
import { areFeatures, inputNamesOf, isComplete, isScale, isTexts, learnFeatures, momentsOf, needFeatures, noFeaturesError, rowNumbers, writeInputs } from "./features.ts"; // prettier-ignore
import type { Feature, MissingRule } from "./features.ts";
import type { TextTable } from "./parseCsv.ts";
import { classTexts, columnIndex, readNumbers, readTarget } from "./table.ts";
import type { ColumnType, IgnoredReason, TableTask } from "./table.ts";
import { columnError, lineError, listOf, tableError } from "./tableErrors.ts";

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

    const { features, ignored } = learnFeatures(table, { rows, types, except: [targetName] });
    if (features.length === 0) throw noFeaturesError(table.name, `to predict ${JSON.stringify(targetName)} from`, ignored);
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
    return inputNamesOf(this.state.features);
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
    needFeatures(table, features);
    const withTarget = options.target ?? table.columns.includes(target.name);
    const all = rowNumbers(options.rows, table.rows.length);
    const known = withTarget ? this.#readTarget(table, all) : undefined;
    const withKnownTarget = known === undefined ? all : all.filter((row) => !Number.isNaN(known[row]!));

    const rows = withTarget && missing === "drop" ? withKnownTarget.filter(isComplete(table, features)) : withKnownTarget;
    const { inputs, width, imputed } = writeInputs(table, features, rows);

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

/** Whether JSON has all that `transform` relies on. */
const isWhole = (state: Partial<PreprocessorState>): state is PreprocessorState => {
  const { features, ignored, target, missing } = state;
  if (!Array.isArray(ignored) || (missing !== "impute" && missing !== "drop")) return false;
  return (
    areFeatures(features) &&
    typeof target?.name === "string" &&
    (target.task === "classification" ? isTexts(target.classes) : target.task === "regression" && isScale(target))
  );
};
