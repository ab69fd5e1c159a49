// Text of a CSV file → a table of text cells with named columns: finds the delimiter and the header, and refuses ragged rows.
// Reading of the characters is in csv.ts; what the cells mean is found in table.ts.
import { isMissing, numberOf } from "./cells.ts";
import { csvRecords, decodeText } from "./csv.ts";
import type { CsvRecord } from "./csv.ts";
import { lineError, listOf, tableError } from "./tableErrors.ts";

/** A table of text cells: what a CSV file holds before anything is understood. */
export interface TextTable {
  /** How errors call it: usually the file's name. */
  readonly name: string;
  readonly columns: readonly string[];
  /** `rows[i][j]` is the cell of row i in column j. */
  readonly rows: readonly (readonly string[])[];
  /** The line of the file on which each row begins, from 1. */
  readonly lines: readonly number[];
  /** Decimal mark that an ambiguous number (`1,234`) is read with. */
  readonly ambiguousMark: "." | ",";
}

/** A `TextTable` and how it was read. */
export interface CsvTable extends TextTable {
  readonly delimiter: string;
  readonly encoding: string | undefined;
  /** False when the first line held values and the columns were named column1, column2, …. */
  readonly hasHeader: boolean;
  /** Rows whose cells were all empty: left out. */
  readonly emptyRows: number;
}

/** How a table of text is to be read; what is left out is found out. */
export interface CsvOptions {
  /** How errors call the table; by default "table". */
  readonly name?: string;
  /** One character; found out when left out (tab, semicolon, comma or bar). */
  readonly delimiter?: string;
  /** `true`: the first line names the columns, an error is thrown when it looks like values. `false`: it holds values. `"auto"` (default): found out. */
  readonly header?: boolean | "auto";
  /** Encoding of bytes; found out when left out. */
  readonly encoding?: string;
}

const CANDIDATES = ["\t", ";", ",", "|"];
const SAMPLE_ROWS = 200;
const SAMPLE_LETTERS = 200_000;

/** The first lines of a text, cut at a line end that is not inside quotes. */
const sampleOf = (text: string): string => {
  if (text.length <= SAMPLE_LETTERS) return text;
  let quotes = 0;
  let end = 0;
  for (let at = 0; at < SAMPLE_LETTERS || end === 0; at++) {
    if (at >= text.length) return text;
    if (text[at] === '"') quotes++;
    else if (text[at] === "\n" && quotes % 2 === 0) end = at + 1;
  }
  return text.slice(0, end);
};

/** The candidate under which most rows have as many cells as the first row; earlier candidates win ties. A comma loses to a
 * semicolon so that decimal commas do not mislead. One column: a comma. */
const delimiterOf = (text: string): string => {
  const sample = sampleOf(text);
  let best = { delimiter: ",", share: 0 };
  for (const delimiter of CANDIDATES) {
    if (!sample.includes(delimiter)) continue;
    let records: CsvRecord[];
    try {
      records = csvRecords(sample, delimiter).slice(0, SAMPLE_ROWS);
    } catch {
      continue; // quotes do not close under this delimiter
    }
    const width = records[0]?.cells.length ?? 1;
    if (width < 2) continue;
    const share = records.filter(({ cells }) => cells.length === width).length / records.length;
    if (share > best.share) best = { delimiter, share };
  }
  return best.delimiter;
};

const isNumber = (cell: string): boolean => !Number.isNaN(numberOf(cell, ".")) || !Number.isNaN(numberOf(cell, ","));

/** What the first record seems to be: names when it has text above a column of numbers; values when it has a number there; in a table
 * without numbers, values when one of its cells returns in the same column ("repeated": a hint, no proof), else names. */
const firstRecordIs = (records: readonly CsvRecord[]): "names" | "values" | "repeated" => {
  const [first, ...rest] = records.slice(0, SAMPLE_ROWS);
  if (first === undefined || rest.length === 0) return first?.cells.some(isNumber) ? "values" : "names";
  let numbersUnderNumbers = 0;
  let returns = 0;
  for (const [column, title] of first.cells.entries()) {
    const below = rest.map(({ cells }) => cells[column] ?? "").filter((cell) => !isMissing(cell));
    if (below.length === 0) continue;
    if (below.every(isNumber)) {
      if (isNumber(title)) numbersUnderNumbers++;
      else if (!isMissing(title)) return "names";
    } else if (below.includes(title)) returns++;
  }
  return numbersUnderNumbers > 0 ? "values" : returns > 0 ? "repeated" : "names";
};

/** Names of columns: trimmed, column7 for an empty one; two alike are an error. */
const columnNames = (cells: readonly string[], line: number, table: string): string[] => {
  const names = cells.map((cell, index) => cell.trim() || `column${index + 1}`);
  names.forEach((name, index) => {
    const before = names.indexOf(name);
    if (before !== index) throw lineError(table, line, `columns ${before + 1} and ${index + 1} have the same name ${JSON.stringify(name)}`);
  });
  return names;
};

const showDelimiter = (delimiter: string): string => (delimiter === "\t" ? "a tab" : JSON.stringify(delimiter));

/**
 * Reads a CSV file, given as text or as its bytes.
 * Finds out, unless told: the encoding (of bytes), the delimiter (tab, semicolon, comma, bar; Excel's first line `sep=;` is
 * understood), whether the first line names the columns. Lines with nothing on them and rows of empty cells are left out.
 * Throws, naming the line: a row with more or fewer cells than the first one; a quote that never closes; two columns of one name; and
 * when there is no row at all.
 * @example
 * const table = parseCsv("size;price\n1,5;20\n2,5;35\n")
 * table.columns // ["size","price"]
 * table.rows // [["1,5","20"],["2,5","35"]]
 * table.delimiter // ";"
 */
export const parseCsv = (source: string | Uint8Array, options: CsvOptions = {}): CsvTable => {
  const { name = "table", header = "auto" } = options;
  const decoded =
    typeof source === "string"
      ? undefined
      : decodeText(source, { name, ...(options.encoding !== undefined && { encoding: options.encoding }) });
  let text = decoded?.text ?? (source as string);
  if (text.startsWith("\ufeff")) text = text.slice(1);
  if (text.trim() === "") throw tableError(name, "the file is empty");

  let skippedLines = 0;
  let delimiter = options.delimiter;
  const declared = /^"?sep=(.)"?(?:\r\n|\r|\n)/.exec(text);
  if (declared !== null) {
    text = text.slice(declared[0].length);
    skippedLines = 1;
    delimiter ??= declared[1]!;
  }
  delimiter ??= delimiterOf(text);

  const records: CsvRecord[] = [];
  let emptyRows = 0;
  for (const { cells, line } of csvRecords(text, delimiter, name)) {
    if (cells.every((cell) => cell.trim() === "")) emptyRows++;
    else records.push({ cells, line: line + skippedLines });
  }
  const first = records[0];
  if (first === undefined) throw tableError(name, "there is no row with a value");
  const width = first.cells.length;

  const seems = header === false ? "values" : firstRecordIs(records);
  if (header === true && seems === "values") {
    throw lineError(
      name,
      first.line,
      `this should be the line with the names of the columns, but it looks like values (${listOf(first.cells, 5)}); add a first line with names`,
    );
  }
  const hasHeader = header === true || seems === "names";
  const columns = hasHeader ? columnNames(first.cells, first.line, name) : first.cells.map((_, index) => `column${index + 1}`);
  const body = hasHeader ? records.slice(1) : records;
  if (body.length === 0) throw tableError(name, `there is only a header (${listOf(columns)}) and no row of values`);
  for (const { cells, line } of body) {
    if (cells.length !== width) {
      const due = hasHeader ? "the header has" : `line ${first.line} has`;
      throw lineError(
        name,
        line,
        `${cells.length} ${cells.length === 1 ? "cell" : "cells"}, but ${due} ${width} (cells end at ${showDelimiter(delimiter)})`,
      );
    }
  }
  return {
    name,
    columns,
    rows: body.map(({ cells }) => cells),
    lines: body.map(({ line }) => line),
    ambiguousMark: delimiter === "," ? "." : ",",
    delimiter,
    encoding: decoded?.encoding,
    hasHeader,
    emptyRows,
  };
};
