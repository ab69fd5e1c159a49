// JSON lines (https://jsonlines.org), strictly: one JSON value on each line, nothing else. As values, as a table, and as a stream.
import { linesIn, linesOf } from "./lines.ts";
import type { Line, TextOptions, TextSource } from "./lines.ts";
import type { TextTable } from "./parseCsv.ts";
import { Stream } from "./stream.ts";
import { lineError, tableError } from "./tableErrors.ts";

/** What JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

function parse({ text, line }: Line, name: string): JsonValue {
  if (text.trim() === "") throw lineError(name, line, "the line is empty; every line must hold one JSON value");
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw lineError(name, line, `${what(text, error)}; every line must hold one JSON value, here is ${shown(text)}`);
  }
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** What is wrong with a line, as far as it can be told without the wording of the engine at hand. */
function what(text: string, error: unknown): string {
  const opened = /^\s*[[{]/.test(text);
  if (opened && !/[\]}]\s*$/.test(text)) return "the value does not end on its line";
  const place = /position (\d+)/.exec((error as Error).message)?.[1];
  return place === undefined ? "this is not valid JSON" : `this is not valid JSON from character ${Number(place) + 1} on`;
}

/**
 * The values of JSON lines.
 * @throws when a line is empty, or holds anything but one JSON value: names the line
 * @example
 * parseJsonLines('{"x": 1}\n[2, 3]\n"four"\n') // [{"x": 1}, [2, 3], "four"]
 */
export const parseJsonLines = (source: string | Uint8Array, { name = "json lines" }: TextOptions = {}): JsonValue[] =>
  linesOf(source, name).map((line) => parse(line, name));

/**
 * The values of JSON lines as a stream, read as they are wanted.
 * @throws in its turn, when a line is empty, or holds anything but one JSON value: names the line
 * @example
 * await jsonLines('{"x": 1}\n{"x": 2}\n').map(({ x }) => 10 * x).toArray() // [10, 20]
 */
export const jsonLines = <T extends JsonValue = JsonValue>(source: TextSource, { name = "json lines" }: TextOptions = {}): Stream<T> =>
  new Stream(async function* () {
    for await (const line of linesIn(source, name)) yield parse(line, name) as T;
  });

/**
 * JSON lines of objects as a table of text, as `parseCsv` gives it. Columns are the names of all objects in the order of their first
 * appearance; what an object lacks, and null, are missing.
 * @throws when a line is no object, or a value in it is a list or an object: names the line
 * @example
 * const table = jsonLinesTable('{"size": 1.5, "sex": "m"}\n{"size": 2}\n')
 * [table.columns, table.rows] // [["size", "sex"], [["1.5", "m"], ["2", ""]]]
 */
export function jsonLinesTable(source: string | Uint8Array, { name = "json lines" }: TextOptions = {}): TextTable {
  const columns = new Map<string, number>();
  const lines: number[] = [];
  const rows: string[][] = [];
  for (const line of linesOf(source, name)) {
    const value = parse(line, name);
    if (value === null || typeof value !== "object" || Array.isArray(value))
      throw lineError(name, line.line, `a row of a table must be an object, here is ${shown(line.text)}`);
    const row: string[] = [];
    for (const [key, cell] of Object.entries(value)) {
      if (typeof cell === "object" && cell !== null)
        throw lineError(name, line.line, `${JSON.stringify(key)} is ${Array.isArray(cell) ? "a list" : "an object"}; a cell of a table is a number, a text, true, false or null`); // prettier-ignore
      let column = columns.get(key);
      if (column === undefined) columns.set(key, (column = columns.size));
      row[column] = cell === null ? "" : String(cell);
    }
    rows.push(row);
    lines.push(line.line);
  }
  if (rows.length === 0) throw tableError(name, "there are no rows");
  if (columns.size === 0) throw tableError(name, "the rows have no columns");
  const whole = rows.map((row) => Array.from({ length: columns.size }, (_, column) => row[column] ?? ""));
  return { name, columns: [...columns.keys()], rows: whole, lines, ambiguousMark: "." };
}
