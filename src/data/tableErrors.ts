// Errors about users' tables. Every text names the table, and the line or the column where there is one.
import { NablaError } from "../mini.ts";

export const tableError = (table: string, what: string): NablaError => new NablaError("table", `${table}: ${what}`);

export const lineError = (table: string, line: number, what: string): NablaError =>
  new NablaError("table-line", `${table}, line ${line}: ${what}`);

export const columnError = (table: string, column: string, what: string): NablaError =>
  new NablaError("table-column", `${table}, column "${column}": ${what}`);

/** At most `most` of the names, quoted; then how many more there are. */
export const listOf = (names: readonly string[], most = 12): string =>
  names
    .slice(0, most)
    .map((name) => JSON.stringify(name))
    .join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");

/** Number of single-letter edits between two words (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
};

/** There is no column of that name: names the nearest one when it is near, and all there are. */
export const unknownColumnError = (table: string, column: string, columns: readonly string[]): NablaError => {
  const near = columns
    .map((name) => ({ name, edits: distance(name.toLowerCase(), column.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)[0];
  const hint =
    near !== undefined && near.edits <= Math.max(1, Math.floor(column.length / 3)) ? `; did you mean ${JSON.stringify(near.name)}?` : "";
  return tableError(
    table,
    `there is no column ${JSON.stringify(column)}${hint} The columns are ${listOf(columns, 30)}`.replace('" The', '". The'),
  );
};
