// Parquet and Arrow: files that others' writers made, as tables and as streams, and what is refused.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays, tableToIPC, Table, vectorFromArray, DateMillisecond, Float32, Int64, Dictionary, Int32, Utf8 } from "apache-arrow"; // prettier-ignore
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../../src/data/index.ts";
import { arrowRows, parquetRows, readArrow, readParquet } from "../../src/datasets/index.ts";

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "nabla-columnar-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const later = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "no error",
    (error: Error) => error.message,
  );

const COUNT = 1000;
const count = Array.from({ length: COUNT }, (_, i) => i);
const parquet = (codec: "UNCOMPRESSED" | "SNAPPY"): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "size", data: count.map((i) => (i % 10 === 3 ? null : i / 4)), type: "DOUBLE", nullable: true },
        { name: "kind", data: count.map((i) => ["cat", "dog", "ёж"][i % 3]), type: "STRING" },
        { name: "big", data: count.map((i) => BigInt(i) * 10n ** 15n), type: "INT64" },
        { name: "tame", data: count.map((i) => i % 2 === 0), type: "BOOLEAN" },
        { name: "day", data: count.map((i) => new Date(Date.UTC(2024, 0, 1 + (i % 28)))), type: "TIMESTAMP" },
      ],
      rowGroupSize: 300,
      codec,
    }),
  );

describe("Parquet", () => {
  test("as a table: types, missing values, dates, whole numbers of 64 bits", async () => {
    for (const codec of ["UNCOMPRESSED", "SNAPPY"] as const) {
      const table = await readParquet(parquet(codec), { name: "pets" });
      expect(table.columns).toEqual(["size", "kind", "big", "tame", "day"]);
      expect(table.rows.length).toBe(COUNT);
      expect(table.rows[2]).toEqual(["0.5", "ёж", "2000000000000000", "true", "2024-01-03T00:00:00.000Z"]);
      expect(table.rows[3]![0]).toBe("");
      expect(table.rows[13]![2]).toBe("13000000000000000"); // beyond 2^53
      expect(readTable(table).columns.map((column) => column.kind)).toEqual(["number", "category", "number", "category", "ignored"]);
    }
  });

  test("as a stream: chosen columns, from a file, as far as wanted", async () => {
    const path = join(folder, "pets.parquet");
    writeFileSync(path, parquet("SNAPPY"));
    const rows = await parquetRows(path, { columns: ["kind", "size"] }).skip(299).take(3).toArray(); // prettier-ignore
    expect(rows).toEqual([{ kind: "ёж", size: 74.75 }, { kind: "cat", size: 75 }, { kind: "dog", size: 75.25 }]); // prettier-ignore
  });

  test("broken files and columns", async () => {
    const good = parquet("SNAPPY");
    expect(await later(readParquet(good, { columns: ["sise"], name: "pets" }))).toBe('pets: there is no column "sise"; the columns are "size", "kind", "big", "tame", "day"'); // prettier-ignore
    expect(await later(readParquet(join(folder, "none.parquet")))).toBe("none.parquet: there is no such file");
    for (const length of [0, 3, 100, good.length - 20, good.length - 1])
      expect(await later(readParquet(good.subarray(0, length), { name: "pets" }))).toMatch(/^pets: cannot be read as Parquet: /);
    expect(await later(readParquet(new TextEncoder().encode("size,kind\n1,cat\n2,dog\n"), { name: "pets" }))).toMatch(/^pets: cannot be read as Parquet: /); // prettier-ignore
    const lists = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "a", data: [{ x: 1 }, { x: 2 }], type: "JSON" }] }));
    expect(await later(readParquet(lists, { name: "t" }))).toBe('t: column "a" holds records; choose columns of numbers, texts, truth values or dates: { columns: […] }'); // prettier-ignore
  });
});

describe("Arrow", () => {
  const table = (): Table =>
    new Table({
      size: vectorFromArray([0.5, null, 2], new Float32()),
      kind: vectorFromArray(["cat", "dog", "cat"], new Dictionary(new Utf8(), new Int32())),
      big: vectorFromArray([1n, 2n ** 60n, null], new Int64()),
      day: vectorFromArray([new Date(0), null, new Date(86400000)], new DateMillisecond()),
    });
  const rows = [
    { size: 0.5, kind: "cat", big: 1, day: "1970-01-01T00:00:00.000Z" },
    { size: null, kind: "dog", big: "1152921504606846976", day: null },
    { size: 2, kind: "cat", big: null, day: "1970-01-02T00:00:00.000Z" },
  ];

  test("files and streams, as rows and as a table", async () => {
    for (const type of ["file", "stream"] as const) {
      const bytes = tableToIPC(table(), type);
      expect(await arrowRows(bytes).toArray()).toEqual(rows);
      expect(await arrowRows(bytes, { columns: ["kind"] }).take(1).toArray()).toEqual([{ kind: "cat" }]); // prettier-ignore
      expect((await readArrow(bytes, { name: "t" })).rows[1]).toEqual(["", "dog", "1152921504606846976", ""]);
    }
    const path = join(folder, "t.arrow");
    writeFileSync(path, tableToIPC(table(), "file"));
    expect((await readArrow(path)).name).toBe("t.arrow");
  });

  test("broken files and columns", async () => {
    const good = tableToIPC(table(), "file");
    for (const length of [0, 7, 100, good.length - 1])
      expect(await later(readArrow(good.subarray(0, length), { name: "t" }))).toBe("t: cannot be read as Arrow: the file is cut off");
    expect(await later(readArrow(new TextEncoder().encode("size,kind\n1,cat\n2,dog\n"), { name: "t" }))).toMatch(/^t: cannot be read as Arrow: /); // prettier-ignore
    expect(await later(readArrow(join(folder, "none.arrow")))).toBe("none.arrow: there is no such file");
    expect(await later(readArrow(good, { columns: ["x"], name: "t" }))).toContain('t: there is no column "x"; the columns are "size", "kind", "big", "day"'); // prettier-ignore
    const lists = tableToIPC(tableFromArrays({ a: [[1], [2]] }), "file");
    expect(await later(readArrow(lists, { name: "t" }))).toContain('t: column "a" holds ');
  });
});
