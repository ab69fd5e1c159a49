// A user's file as a table of text, whatever its format. Errors name the file. Knows no tasks.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { jsonLinesTable, parseCsv, tableOf } from "../../data/index.ts";
import type { TextTable } from "../../data/index.ts";
import { readArrow, readParquet } from "../../datasets/index.ts";
import { CommandError, usageError } from "../errors.ts";
import type { Note } from "../notes.ts";

export interface TableFile {
  readonly table: TextTable;
  readonly fingerprint: string;
  /** How it was read. */
  readonly note: Note;
}

type Read = (bytes: Uint8Array, name: string) => Promise<Omit<TableFile, "fingerprint">>;

const delimited: Read = async (bytes, name) => {
  const table = parseCsv(bytes, { name });
  const { delimiter, encoding, hasHeader } = table;
  return { table, note: { note: "file", format: delimiter === "\t" ? "TSV" : "CSV", delimiter, ...(encoding !== undefined && { encoding }), header: hasHeader } }; // prettier-ignore
};

const tabs: Read = async (bytes, name) => {
  const table = parseCsv(bytes, { name, delimiter: "\t" });
  // Without a tab the name is wrong: the cells may end at something else.
  if (table.columns.length === 1) return delimited(bytes, name);
  return { table, note: { note: "file", format: "TSV", delimiter: "\t", header: table.hasHeader } };
};

const lines: Read = async (bytes, name) => ({
  table: jsonLinesTable(bytes, { name }),
  note: { note: "file", format: "JSON lines" },
});

/** One JSON list of objects. */
const list: Read = async (bytes, name) => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new CommandError(`${name}: not readable as JSON (${(error as Error).message}); one object a line belongs in a .jsonl file`);
  }
  const isRow = (row: unknown): row is Record<string, string | number | boolean | null> =>
    typeof row === "object" && row !== null && !Array.isArray(row) && Object.values(row).every((cell) => cell === null || typeof cell !== "object"); // prettier-ignore
  if (!Array.isArray(value) || !value.every(isRow))
    throw new CommandError(`${name}: a table in JSON must be a list of objects whose values are numbers, texts, true, false or null`);
  return { table: tableOf(value, name), note: { note: "file", format: "JSON" } };
};

const parquet: Read = async (bytes, name) => ({ table: await readParquet(bytes, { name }), note: { note: "file", format: "Parquet" } });
const arrow: Read = async (bytes, name) => ({ table: await readArrow(bytes, { name }), note: { note: "file", format: "Arrow" } });

const READERS: Readonly<Record<string, Read>> = {
  ".csv": delimited,
  ".tsv": tabs,
  ".tab": tabs,
  ".txt": delimited,
  ".jsonl": lines,
  ".ndjson": lines,
  ".json": list,
  ".parquet": parquet,
  ".arrow": arrow,
  ".feather": arrow,
};

export const TABLE_ENDINGS = [".csv", ".tsv", ".jsonl", ".json", ".parquet", ".arrow"] as const;
export const isTableFile = (path: string): boolean => extname(path).toLowerCase() in READERS && extname(path).toLowerCase() !== ".txt";

/** Reads a file as a table. */
export async function readTableFile(path: string): Promise<TableFile> {
  const bytes = readBytes(path, "a table");
  const read = READERS[extname(path).toLowerCase()];
  if (!read) throw usageError(`${path}: a table is expected, in a file that ends in ${TABLE_ENDINGS.join(", ")}`);
  return { ...(await read(bytes, basename(path))), fingerprint: createHash("sha256").update(bytes).digest("hex") };
}

/** The bytes of a file. */
export function readBytes(path: string, what: string): Uint8Array {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) throw usageError(`${path}: there is no such file`);
  if (status.isDirectory()) throw usageError(`${path}: it is a folder; name ${what}`);
  const bytes = readFileSync(path);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
