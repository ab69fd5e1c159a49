// What the columns of a text table mean: numbers, categories, or nothing to learn from. Knows no file format and no network;
// preprocess.ts turns the columns into inputs of one.
import { decimalMarkOf, isDate, isMissing, numberOf } from "./cells.ts";
import type { DecimalMark } from "./cells.ts";
import type { TextTable } from "./parseCsv.ts";
import { columnError, lineError, tableError, unknownColumnError } from "./tableErrors.ts";

/** A column of numbers; NaN where a value is missing. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float64Array;
  readonly missing: number;
}

/** A column of few different texts; code −1 where a value is missing. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** Index into `categories` for each row. */
  readonly codes: Int32Array;
  /** In order of the texts' character codes. */
  readonly categories: readonly string[];
  readonly missing: number;
}

/** Why a column is not used. */
export type IgnoredReason = "empty" | "constant" | "identifier" | "date" | "text" | "asked";

/** A column that says nothing a network could learn. */
export interface IgnoredColumn {
  readonly kind: "ignored";
  readonly name: string;
  readonly reason: IgnoredReason;
  /** Number of different values. */
  readonly distinct: number;
  readonly missing: number;
}

/** A column of any type. */
export type TableColumn = NumberColumn | CategoryColumn | IgnoredColumn;

/** A table whose columns are understood. */
export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

/** How a column is to be read, whatever it looks like. */
export type ColumnType = "number" | "category" | "ignored";

const MOST_CATEGORIES = 100;
/** From this share of numbers on, a cell that is none is taken for a mistake in a column of numbers. */
const MOSTLY = 0.8;
const ID_NAME = /^(?:id|index|idx|uuid|guid|no\.?|nr\.?|№|#|п\/п|№ ?п\/п|unnamed: ?0|row|.*[_ ]id)$/i;

/** The cells of one column. */
export const cellsOf = (table: TextTable, column: number): string[] => table.rows.map((row) => row[column]!);

/** The number of the column of that name; throws with the nearest name when there is none. */
export const columnIndex = (table: TextTable, name: string): number => {
  const index = table.columns.indexOf(name);
  if (index < 0) throw unknownColumnError(table.name, name, table.columns);
  return index;
};

/** Order of texts by character codes: the same on every machine, whatever its language. */
export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The numbers of a column, NaN where missing. A cell that is no number throws, naming its line. */
export const readNumbers = (table: TextTable, column: number): Float64Array => {
  const cells = cellsOf(table, column);
  const mark: DecimalMark = decimalMarkOf(cells, table.ambiguousMark);
  return Float64Array.from(cells, (cell, row) => {
    if (isMissing(cell)) return NaN;
    const value = numberOf(cell, mark);
    if (Number.isNaN(value)) {
      throw lineError(
        table.name,
        table.lines[row]!,
        `column ${JSON.stringify(table.columns[column])} should hold numbers, but here is ${JSON.stringify(cell)}`,
      );
    }
    return value;
  });
};

/** The texts of a column without spaces around them; `undefined` where missing. */
export const readTexts = (table: TextTable, column: number): (string | undefined)[] =>
  cellsOf(table, column).map((cell) => (isMissing(cell) ? undefined : cell.trim()));

const countMissing = (values: readonly (string | undefined)[]): number =>
  values.reduce((count, value) => count + (value === undefined ? 1 : 0), 0);

const asNumbers = (table: TextTable, column: number): NumberColumn => {
  const values = readNumbers(table, column);
  return {
    kind: "number",
    name: table.columns[column]!,
    values,
    missing: values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0),
  };
};

const asCategories = (table: TextTable, column: number): CategoryColumn => {
  const texts = readTexts(table, column);
  const categories = [...new Set(texts)].filter((text) => text !== undefined).sort(byCode);
  const code = new Map<string | undefined, number>(categories.map((text, index) => [text, index]));
  return {
    kind: "category",
    name: table.columns[column]!,
    codes: Int32Array.from(texts, (text) => code.get(text) ?? -1),
    categories,
    missing: countMissing(texts),
  };
};

/** Whole numbers that count the rows up from 0 or 1, or all different under a name like "id". */
const isIdentifier = (name: string, values: Float64Array, distinct: number): boolean => {
  if (distinct !== values.length || values.length < 3 || !values.every(Number.isInteger)) return false;
  const counts = (values[0] === 0 || values[0] === 1) && values.length >= 10 && values.every((value, row) => value === values[0]! + row);
  return counts || ID_NAME.test(name);
};

const inferColumn = (table: TextTable, column: number): TableColumn => {
  const name = table.columns[column]!;
  const texts = readTexts(table, column);
  const missing = countMissing(texts);
  const known = texts.filter((text) => text !== undefined);
  const distinct = new Set(known).size;
  const ignored = (reason: IgnoredReason): IgnoredColumn => ({ kind: "ignored", name, reason, distinct, missing });
  if (distinct === 0) return ignored("empty");

  const mark = decimalMarkOf(known, table.ambiguousMark);
  const numbers = known.map((text) => numberOf(text, mark));
  const wrong = numbers.findIndex(Number.isNaN);
  if (wrong < 0) {
    const numeric = asNumbers(table, column);
    const different = new Set(numbers).size;
    if (different === 1) return ignored("constant");
    return isIdentifier(name, numeric.values, different) ? ignored("identifier") : numeric;
  }
  const right = numbers.filter((value) => !Number.isNaN(value));
  if (right.length >= MOSTLY * known.length && new Set(right).size > 10) {
    const row = texts.indexOf(known[wrong]);
    throw lineError(
      table.name,
      table.lines[row]!,
      `column ${JSON.stringify(name)} holds numbers, but here is ${JSON.stringify(known[wrong])}; correct it, leave it empty (missing), or leave the column out`,
    );
  }
  if (distinct === 1) return ignored("constant");
  if (known.every(isDate)) return ignored("date");
  if (distinct <= MOST_CATEGORIES && distinct <= Math.max(2, known.length / 2)) return asCategories(table, column);
  return ignored(distinct === known.length && (ID_NAME.test(name) || known.every((text) => !/\s/.test(text))) ? "identifier" : "text");
};

/** Reads one column as the type says, or as it looks. */
export const readColumn = (table: TextTable, column: number, type?: ColumnType): TableColumn => {
  if (type === undefined) return inferColumn(table, column);
  if (type === "number") return asNumbers(table, column);
  if (type === "category") return asCategories(table, column);
  const texts = readTexts(table, column);
  return {
    kind: "ignored",
    name: table.columns[column]!,
    reason: "asked",
    distinct: new Set(texts.filter((text) => text !== undefined)).size,
    missing: countMissing(texts),
  };
};

/**
 * Finds out what each column of a text table means.
 * Numbers (decimal point or comma, by column) are a number column; texts of which at least every second one repeats, at most 100 different
 * ones, are a category column. Ignored, with the reason: columns that are empty, constant, dates, mostly different texts, and identifiers
 * (whole numbers that count the rows, or all different under a name like "id").
 * Missing are: empty, NA, N/A, Н/Д, NaN, null, None, ?, and dashes.
 * @param types columns whose type is given instead
 * @throws when a column is nearly all numbers but for a few cells: names the line
 * @example
 * const table = readTable(parseCsv("n,size,sex,note\n1,1.5,m,-\n2,NA,f,-\n3,2.5,f,-\n4,2,m,-\n"))
 * table.columns.map((column) => column.kind) // ["number","number","category","ignored"]
 * table.columns.map((column) => column.missing) // [0,1,0,4]
 */
export const readTable = (table: TextTable, types: Readonly<Record<string, ColumnType>> = {}): Table => {
  for (const name of Object.keys(types)) columnIndex(table, name);
  return {
    name: table.name,
    rows: table.rows.length,
    columns: table.columns.map((name, column) => readColumn(table, column, Object.hasOwn(types, name) ? types[name] : undefined)),
  };
};

/**
 * Rows given as objects, as JSON has them, as a table. Columns are the keys of all rows; what a row lacks, and null, are missing.
 * @example
 * tableOf([{ size: 1.5, sex: "m" }, { size: 2 }]).rows // [["1.5","m"],["2",""]]
 */
export const tableOf = (
  rows: readonly Readonly<Record<string, string | number | boolean | null | undefined>>[],
  name = "table",
): TextTable => {
  if (rows.length === 0) throw tableError(name, "there are no rows");
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) throw tableError(name, "the rows have no columns");
  return {
    name,
    columns,
    rows: rows.map((row) => columns.map((column) => String(row[column] ?? ""))),
    lines: rows.map((_, index) => index + 1),
    ambiguousMark: ".",
  };
};

/** The same table with only the rows of those numbers. */
export const selectRows = (table: TextTable, rows: ArrayLike<number>): TextTable => {
  const order = Array.from(rows);
  return { ...table, rows: order.map((row) => table.rows[row]!), lines: order.map((row) => table.lines[row]!) };
};

/** What a target may be: classes to tell apart, or a number to estimate. */
export type TableTask = "classification" | "regression";

/** A target of classes: for each row the number of its class, −1 where missing. */
export interface ClassTarget {
  readonly task: "classification";
  readonly name: string;
  readonly classes: readonly string[];
  readonly codes: Int32Array;
  /** Whether the names of the classes are numbers. */
  readonly numeric: boolean;
}

/** A target of numbers, NaN where missing. */
export interface ValueTarget {
  readonly task: "regression";
  readonly name: string;
  readonly values: Float64Array;
}

/** Text of a cell of a class: numbers that are equal are one class, however they are written (1, 1.0, 1,0). */
export const classTexts = (table: TextTable, column: number, numeric: boolean): (string | undefined)[] =>
  numeric ? Array.from(readNumbers(table, column), (value) => (Number.isNaN(value) ? undefined : String(value))) : readTexts(table, column);

const looksNumeric = (table: TextTable, column: number): boolean => {
  const known = cellsOf(table, column).filter((cell) => !isMissing(cell));
  const mark = decimalMarkOf(known, table.ambiguousMark);
  return known.length > 0 && known.filter((cell) => !Number.isNaN(numberOf(cell, mark))).length >= MOSTLY * known.length;
};

/** How many different whole numbers may still be classes. */
const MOST_NUMBER_CLASSES = 20;

/**
 * Reads the column to predict. Texts are classes; numbers are classes when they are at most 20 different whole ones and each occurs 5 times on
 * average; else they are values to estimate. `task` decides instead when it is given.
 * @throws when no value is known, when there is one class or one value only, when nearly every row has a class of its own, and
 * when numbers are due and there is text (names the line)
 */
export const readTarget = (table: TextTable, name: string, task?: TableTask): ClassTarget | ValueTarget => {
  const column = columnIndex(table, name);
  const numeric = looksNumeric(table, column);
  if (task === "regression" || (task === undefined && numeric)) {
    const values = readNumbers(table, column);
    const known = values.filter((value) => !Number.isNaN(value));
    const different = new Set(known).size;
    if (known.length === 0) throw columnError(table.name, name, "the target has no value at all");
    const few = different <= Math.min(MOST_NUMBER_CLASSES, Math.max(2, known.length / 5)) && known.every(Number.isInteger);
    if (different === 1) throw columnError(table.name, name, `the target has one value only (${known[0]}); there is nothing to learn`);
    if (task === "regression" || !few) return { task: "regression", name, values };
  }
  const allNumbers =
    numeric &&
    cellsOf(table, column).every((cell) => isMissing(cell) || !Number.isNaN(numberOf(cell, ".")) || !Number.isNaN(numberOf(cell, ",")));
  const texts = classTexts(table, column, allNumbers);
  const classes = [...new Set(texts)].filter((text) => text !== undefined).sort(allNumbers ? (a, b) => Number(a) - Number(b) : byCode);
  const known = texts.length - countMissing(texts);
  if (classes.length === 0) throw columnError(table.name, name, "the target has no value at all");
  if (classes.length === 1)
    throw columnError(table.name, name, `the target has one class only (${JSON.stringify(classes[0])}); at least two are needed`);
  if (classes.length > Math.max(2, known / 2)) {
    throw columnError(table.name, name, `${classes.length} different values in ${known} rows cannot be classes; choose another target`);
  }
  const code = new Map<string | undefined, number>(classes.map((text, index) => [text, index]));
  return { task: "classification", name, classes, numeric: allNumbers, codes: Int32Array.from(texts, (text) => code.get(text) ?? -1) };
};
