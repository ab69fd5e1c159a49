// Tables from Parquet and Arrow files, whole or row by row. The formats are read by hyparquet and apache-arrow, which users of these
// readers install.
import { open, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { stream, tableOf } from "../data/index.ts";
import type { Stream, TextTable } from "../data/index.ts";
import { NablaError } from "../index.ts";
import { foreign } from "./foreign.ts";
import { unpackLz4 } from "./lz4.ts";

/** A value of a table; dates are texts such as 2024-01-31T00:00:00.000Z, integers beyond 2⁵³ are texts. */
export type Cell = number | string | boolean | null;

/** A row of a table by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>;

/** What readers of Parquet and Arrow may be told. */
export interface ColumnarOptions {
  /** Only these columns; all unless told. */
  readonly columns?: readonly string[];
  /** How errors call the table; the file's name unless told. */
  readonly name?: string;
}

/** A file: its path, or its bytes. */
export type ColumnarSource = string | Uint8Array;

const tableError = (name: string, message: string): NablaError => new NablaError("table", `${name}: ${message}`);
const nameOf = (source: ColumnarSource, { name }: ColumnarOptions): string =>
  name ?? (typeof source === "string" ? basename(source) : "table");

/** Turns what a package throws into an error that names the file. */
function named(name: string, format: string, error: unknown): NablaError {
  if (error instanceof NablaError) return error;
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return tableError(name, code === "ENOENT" ? "there is no such file" : `cannot be read as ${format}: ${message ?? String(error)}`);
}

/** A value as a cell; undefined where it is none. */
function cellOf(value: unknown): Cell | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Date ? (Number.isNaN(value.getTime()) ? null : value.toISOString()) : undefined;
}

function cell(value: unknown, column: string, name: string): Cell {
  const made = cellOf(value);
  if (made !== undefined) return made;
  const what = Array.isArray(value) ? "lists" : ArrayBuffer.isView(value) ? "bytes" : "records";
  throw tableError(name, `column ${JSON.stringify(column)} holds ${what}; choose columns of numbers, texts, truth values or dates: { columns: […] }`); // prettier-ignore
}

/** Throws where a wanted column is not there. */
function wanted(names: readonly string[], { columns }: ColumnarOptions, name: string): readonly string[] {
  for (const column of columns ?? [])
    if (!names.includes(column)) throw tableError(name, `there is no column ${JSON.stringify(column)}; the columns are ${names.map((n) => JSON.stringify(n)).join(", ")}`); // prettier-ignore
  return columns ?? names;
}

/** Parts of a file, as hyparquet asks for them. */
interface Ranges {
  readonly byteLength: number;
  slice(from: number, to?: number): Promise<ArrayBuffer>;
}

async function rangesOf(source: ColumnarSource): Promise<{ readonly file: Ranges; close(): Promise<void> }> {
  if (typeof source !== "string") {
    const copy = (from: number, to?: number): ArrayBuffer => new Uint8Array(source.subarray(from, to)).buffer;
    return { file: { byteLength: source.length, slice: async (from, to) => copy(from, to) }, close: async () => undefined };
  }
  const handle = await open(source, "r");
  const { size } = await handle.stat();
  const slice = async (from: number, to = size): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
      if (bytesRead === 0) throw new Error("the file became shorter while it was read");
      at += bytesRead;
    }
    return bytes.buffer;
  };
  return { file: { byteLength: size, slice }, close: () => handle.close() };
}

const rowsOfParquet = (reader: string, source: ColumnarSource, options: ColumnarOptions): Stream<Row> =>
  stream(async function* () {
    const name = nameOf(source, options);
    const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await foreign(reader, "hyparquet");
    const { compressors } = await foreign(reader, "hyparquet-compressors");
    const { file, close } = await rangesOf(source).catch((error: unknown) => Promise.reject(named(name, "Parquet", error)));
    try {
      const metadata = await parquetMetadataAsync(file);
      const names = parquetSchema(metadata).children.map((child) => child.element.name);
      const columns = [...wanted(names, options, name)];
      let rowStart = 0;
      for (const { num_rows } of metadata.row_groups) {
        const rowEnd = rowStart + Number(num_rows);
        const rows = await parquetReadObjects({ file, metadata, compressors, columns, rowStart, rowEnd });
        for (const row of rows) yield Object.fromEntries(columns.map((column) => [column, cell(row[column], column, name)]));
        rowStart = rowEnd;
      }
    } catch (error) {
      throw named(name, "Parquet", error);
    } finally {
      await close();
    }
  });

/**
 * The rows of a Parquet file as a stream: one group of rows is in memory at a time. Needs the packages hyparquet and hyparquet-compressors.
 * @param source path or bytes of the file
 * @throws when the file cannot be read, or a column holds anything but numbers, texts, truth values and dates: names file and column
 */
export const parquetRows = (source: ColumnarSource, options: ColumnarOptions = {}): Stream<Row> =>
  rowsOfParquet("parquetRows", source, options);

/**
 * A Parquet file as a table of text, as `parseCsv` gives it: for `readTable` and `TablePreprocessor`. Needs the packages hyparquet and
 * hyparquet-compressors.
 * @param source path or bytes of the file
 * @throws when the file cannot be read, or a column holds anything but numbers, texts, truth values and dates: names file and column
 */
export const readParquet = async (source: ColumnarSource, options: ColumnarOptions = {}): Promise<TextTable> =>
  tableOf(await rowsOfParquet("readParquet", source, options).toArray(), nameOf(source, options));

/** Apache-arrow as this file uses it: with the two ways in which buffers may be packed. */
async function arrow(reader: string) {
  const library = await foreign(reader, "apache-arrow");
  const { compressionRegistry, CompressionType } = library;
  if (!compressionRegistry.get(CompressionType.LZ4_FRAME)) compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: unpackLz4 });
  if (!compressionRegistry.get(CompressionType.ZSTD)) {
    const packed = await foreign(reader, "hyparquet-compressors").catch(() => undefined); // only few files need it
    const unpack = packed?.compressors.ZSTD;
    if (unpack) compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => unpack(bytes, 0) });
  }
  return library;
}

const isFile = (bytes: Uint8Array, at: number): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, 6).toString("latin1") === "ARROW1";

const rowsOfArrow = (reader: string, source: ColumnarSource, options: ColumnarOptions): Stream<Row> =>
  stream(async function* () {
    const name = nameOf(source, options);
    const { DataType, RecordBatchReader } = await arrow(reader);
    try {
      const bytes = typeof source === "string" ? await readFile(source) : source;
      if (bytes.length < 8) throw tableError(name, "cannot be read as Arrow: the file is cut off");
      // The package takes what is left of a file that is cut off for an empty table.
      if (isFile(bytes, 0) && (bytes.length < 20 || !isFile(bytes, bytes.length - 6)))
        throw tableError(name, "cannot be read as Arrow: the file is cut off");
      const batches = RecordBatchReader.from(bytes);
      batches.open();
      if (!batches.schema) throw tableError(name, "cannot be read as Arrow: it has no schema");
      const { fields } = batches.schema;
      const columns = wanted(fields.map((field) => field.name), options, name); // prettier-ignore
      const places = columns.map((column) => fields.findIndex((field) => field.name === column));
      const dates = places.map((place) => DataType.isDate(fields[place]!.type) || DataType.isTimestamp(fields[place]!.type));
      for (const batch of batches) {
        const vectors = places.map((place) => batch.getChildAt(place)!);
        for (let row = 0; row < batch.numRows; row++) {
          const value = (k: number): unknown => {
            const found: unknown = vectors[k]!.get(row);
            return dates[k] && found !== null ? new Date(Number(found)) : found;
          };
          yield Object.fromEntries(columns.map((column, k) => [column, cell(value(k), column, name)]));
        }
      }
    } catch (error) {
      throw named(name, "Arrow", error);
    }
  });

/**
 * The rows of an Arrow file (also called Feather 2) or stream, as a stream. Needs the package apache-arrow; for
 * buffers packed by Zstandard also hyparquet-compressors.
 * @param source path or bytes of the file
 * @throws when the file cannot be read, or a column holds anything but numbers, texts, truth values and dates: names file and column
 */
export const arrowRows = (source: ColumnarSource, options: ColumnarOptions = {}): Stream<Row> => rowsOfArrow("arrowRows", source, options);

/**
 * An Arrow file (also called Feather 2) or stream as a table of text, as `parseCsv` gives it: for `readTable` and `TablePreprocessor`.
 * Needs the package apache-arrow.
 * @param source path or bytes of the file
 * @throws when the file cannot be read, or a column holds anything but numbers, texts, truth values and dates: names file and column
 */
export const readArrow = async (source: ColumnarSource, options: ColumnarOptions = {}): Promise<TextTable> =>
  tableOf(await rowsOfArrow("readArrow", source, options).toArray(), nameOf(source, options));
