// Parquet and Arrow: files that others' writers made, as tables and as streams, and what is refused.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays, tableToIPC, Table, vectorFromArray, DateMillisecond, Float32, Int64, Dictionary, Int32, Utf8 } from "apache-arrow"; // prettier-ignore
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../../src/data/index.ts";
import { unpackLz4 } from "../../src/datasets/lz4.ts";
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

  // Buffers packed by the programs lz4 and zstd; what they say is n = i mod 7, half = (i mod 5) / 2 but null at multiples of 11, word.
  test("files with packed buffers", async () => {
    const packed = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/packed-arrow.json"), "utf8")) as Record<string, string>;
    for (const way of ["lz4", "zstd"]) {
      const found = await arrowRows(Buffer.from(packed[way]!, "base64"), { name: way }).toArray();
      expect(found).toEqual(Array.from({ length: 500 }, (_, i) => ({ n: i % 7, half: i % 11 === 0 ? null : (i % 5) / 2, word: ["to", "be", "or"][i % 3] }))); // prettier-ignore
    }
  });

  test("LZ4: damage is named, wherever it is", () => {
    const text = Buffer.from("to be or not to be, ".repeat(3));
    // A sequence of 20 literals and a repetition of 35 from 20 before, then 5 literals; as lz4 writes it.
    const block = Uint8Array.of(0xff, 5, ...text.subarray(0, 20), 20, 0, 16, 0x50, ...text.subarray(0, 5).map((_, i) => text[55 + i]!));
    const frame = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, block.length, 0, 0, 0, ...block, 0, 0, 0, 0);
    expect(Buffer.from(unpackLz4(frame)).toString()).toBe(text.toString());
    for (let length = 0; length < frame.length; length++)
      expect(() => unpackLz4(frame.subarray(0, length))).toThrow(/^an LZ4 buffer is damaged: /);
    const changed = frame.slice();
    changed[33] = 99; // the distance
    expect(() => unpackLz4(changed)).toThrow("an LZ4 buffer is damaged: a repetition reaches before the beginning");
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

describe("packages that are not installed", () => {
  test("are named with what to do", () => {
    // A process in which nothing is called hyparquet.
    const hook = `export const resolve = (name, context, next) => {
      if (name === "hyparquet") throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context);
    };`;
    const program = join(folder, "program.mts");
    const door = join(import.meta.dirname, "../../src/datasets/index.ts");
    writeFileSync(
      program,
      `import { register } from "node:module";
       register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
       const { readParquet } = await import(${JSON.stringify(door)});
       await readParquet(new Uint8Array(9)).catch((error) => console.log(error.message));`,
    );
    const out = execFileSync(process.execPath, ["--import", "tsx", program], { encoding: "utf8", timeout: 60_000, cwd: join(import.meta.dirname, "../..") }); // prettier-ignore
    expect(out.trim()).toBe("readParquet: needs the package hyparquet, which is not installed: npm install hyparquet");
  });
});
