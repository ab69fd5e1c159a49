// Lines of text and JSON lines: pieces cut anywhere, what is refused, and where.
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonLines, jsonLinesTable, parseJsonLines, readTable, textLines } from "../../src/data/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
};
const later = async (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "no error",
    (error: Error) => error.message,
  );

describe("lines of text", () => {
  const text = "раз\r\n\ndrei 😀 \n\rлиния\r\nlast";
  const lines = ["раз", "", "drei 😀 ", "\rлиния", "last"];

  test("pieces may be cut anywhere, also inside a letter", async () => {
    const all = bytes(text);
    for (let size = 1; size < 12; size++) {
      const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size));
      expect(await textLines(pieces).toArray()).toEqual(lines);
    }
    expect(await textLines(text).toArray()).toEqual(lines);
    expect(await textLines([...text]).toArray()).toEqual(lines);
    expect(await textLines("").toArray()).toEqual([]);
    expect(await textLines("a\n").toArray()).toEqual(["a"]);
    expect(await textLines("\ufeffa\n\ufeffb").toArray()).toEqual(["a", "\ufeffb"]);
  });

  test("a file is read as it is wanted, and closed when the stream is left", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nabla-lines-"));
    try {
      const path = join(folder, "long.txt");
      writeFileSync(path, Array.from({ length: 20000 }, (_, i) => `line ${i}\n`).join(""));
      const file = createReadStream(path, { highWaterMark: 1024 });
      expect(await textLines(file).skip(2).take(2).toArray()).toEqual(["line 2", "line 3"]);
      expect(file.destroyed).toBe(true);
      expect(file.bytesRead).toBeLessThan(10000);
      expect((await textLines(createReadStream(path)).toArray()).length).toBe(20000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("bytes that are not UTF-8 name their line", async () => {
    const broken = Uint8Array.of(...bytes("да\nhm\n"), 0xff, 10, 65);
    expect(await later(textLines(broken, { name: "a.txt" }).toArray())).toBe("a.txt, line 3: the bytes are not valid UTF-8");
    expect(await later(textLines([bytes("a\nb\n"), broken], { name: "a.txt" }).toArray())).toBe("a.txt, line 5: the bytes are not valid UTF-8"); // prettier-ignore
    expect(await later(textLines([bytes("a\n"), Uint8Array.of(0xd0)]).toArray())).toBe("text, line 2: the bytes are not valid UTF-8");
    expect(await later(textLines(5 as never).toArray())).toBe("text: the source must be text, bytes, or an iterable of pieces of them");
  });
});

describe("JSON lines", () => {
  test("values of every kind, and nothing else", () => {
    expect(parseJsonLines('{"a": [1, null]}\r\n"x"\n-1.5e3\ntrue')).toEqual([{ a: [1, null] }, "x", -1500, true]);
    expect(parseJsonLines("")).toEqual([]);
    expect(message(() => parseJsonLines("1\n\n2\n", { name: "a.jsonl" }))).toBe("a.jsonl, line 2: the line is empty; every line must hold one JSON value"); // prettier-ignore
    expect(message(() => parseJsonLines('{"a": 1}\n{"a":\n1}', { name: "a.jsonl" }))).toBe('a.jsonl, line 2: the value does not end on its line; every line must hold one JSON value, here is "{\\"a\\":"'); // prettier-ignore
    for (const wrong of ["{'a': 1}", "NaN", "1 2", '{"a": 1},', "undefined", "[1,]"])
      expect(message(() => parseJsonLines(`0\n${wrong}`))).toMatch(/^json lines, line 2: (this is not valid JSON|the value does not end)/);
  });

  test("as a stream: failures come in their turn", async () => {
    const items: unknown[] = [];
    const failed = later(
      (async () => {
        for await (const item of jsonLines(["1\n2", "3\n", "oh\n4\n"], { name: "s" })) items.push(item);
      })(),
    );
    expect(await failed).toContain("s, line 3: this is not valid JSON");
    expect(items).toEqual([1, 23]);
  });

  test("as a table: columns of all rows, and lines for errors", () => {
    const table = jsonLinesTable('{"x": 1, "y": "a"}\n{"z": true, "x": null}\n{"y": "", "x": 2.5}', { name: "t" });
    expect(table).toEqual({ name: "t", columns: ["x", "y", "z"], rows: [["1", "a", ""], ["", "", "true"], ["2.5", "", ""]], lines: [1, 2, 3], ambiguousMark: "." }); // prettier-ignore
    expect(readTable(table).columns[0]).toMatchObject({ kind: "number", missing: 1 });
    expect(message(() => jsonLinesTable("[1]\n", { name: "t" }))).toBe('t, line 1: a row of a table must be an object, here is "[1]"');
    expect(message(() => jsonLinesTable('{"a": 1}\n{"a": [1]}', { name: "t" }))).toBe('t, line 2: "a" is a list; a cell of a table is a number, a text, true, false or null'); // prettier-ignore
    expect(message(() => jsonLinesTable("", { name: "t" }))).toBe("t: there are no rows");
    expect(message(() => jsonLinesTable("{}", { name: "t" }))).toBe("t: the rows have no columns");
    expect(jsonLinesTable('{"__proto__": 1, "constructor": 2}').rows).toEqual([["1", "2"]]);
  });
});
