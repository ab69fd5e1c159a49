// Reading of CSV: every form that people's files have, against the rules of RFC 4180 and against another parser.
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { CsvReader, csvRecords, decodeText, parseCsv, RandomSource } from "../../src/data/index.ts";

const cells = (text: string, delimiter = ","): readonly (readonly string[])[] => csvRecords(text, delimiter).map((record) => record.cells);

/** "Город;Цена\r\nМосква;1,5\r\nОрёл;2,5\r\n" as Excel writes it on Russian Windows. */
const RUSSIAN = "Город;Цена\r\nМосква;1,5\r\nОрёл;2,5\r\n";
const windows1251 = (text: string): Uint8Array =>
  Uint8Array.from([...text], (char) => {
    const code = char.codePointAt(0)!;
    if (code < 128) return code;
    if (char === "ё") return 0xb8;
    if (char === "Ё") return 0xa8;
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    throw new Error(`no byte for ${char}`);
  });

describe("records", () => {
  test("line ends of all three kinds, with and without the last one", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(cells(`a,b${end}1,2`)).toEqual([["a", "b"], ["1", "2"]]); // prettier-ignore
      expect(cells(`a,b${end}${end}1,2${end}`)).toEqual([["a", "b"], ["1", "2"]]); // prettier-ignore
    }
  });

  test("quotes", () => {
    expect(cells('"a,b","c""d","e\nf",""\n')).toEqual([["a,b", 'c"d', "e\nf", ""]]);
    expect(cells('5" pipe,"x" , "y"\n')).toEqual([['5" pipe', "x", "y"]]);
    expect(cells('""\n')).toEqual([[""]]);
    expect(cells('""""')).toEqual([['"']]);
  });

  test("empty cells, and spaces that belong to a cell", () => {
    expect(cells(",,\n a ,b,")).toEqual([["", "", ""], [" a ", "b", ""]]); // prettier-ignore
  });

  test("lines are counted through quoted cells and blank lines", () => {
    expect(csvRecords('a\r\n\r\n"x\r\ny\nz"\r\nb\n', ",").map(({ line }) => line)).toEqual([1, 3, 6]);
  });

  test("errors name the line", () => {
    expect(() => csvRecords('a,b\n1,"2\n3,4\n', ",", "x.csv")).toThrow("x.csv, line 2: the quote that opens cell 2 is never closed");
    expect(() => csvRecords('a,b\n1,"2"3\n', ",", "x.csv")).toThrow("x.csv, line 2: text after a closing quote (cell 2)");
    expect(() => new CsvReader("::")).toThrow("a delimiter is one character");
  });

  test("10,000 random tables are read as csv-parse reads them, whole and cut anywhere", () => {
    const random = new RandomSource(11);
    const pieces = ["a", "bc", " ", "1,5", ";", ",", "\t", '""', "\n", "\r\n", "ё", "", "'", "x y", "|"];
    for (let round = 0; round < 10_000; round++) {
      const delimiter = [",", ";", "\t", "|"][random.integer(4)]!;
      const end = ["\n", "\r\n"][random.integer(2)]!;
      const rows = Array.from({ length: 1 + random.integer(5) }, () =>
        Array.from({ length: 1 + random.integer(4) }, () => {
          const content = Array.from({ length: random.integer(4) }, () => pieces[random.integer(pieces.length)]!).join("");
          const mustQuote = /["\r\n]/.test(content) || content.includes(delimiter) || content.startsWith(" ") || content.startsWith("\t");
          return mustQuote || random.integer(4) === 0 ? `"${content}"` : content;
        }).join(delimiter),
      );
      const text = rows.join(end) + (random.integer(2) === 0 ? end : "");
      const expected: string[][] = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true, record_delimiter: end });
      expect(cells(text, delimiter), JSON.stringify(text)).toEqual(expected);
      const reader = new CsvReader(delimiter);
      const out = [];
      for (let at = 0; at < text.length;) {
        const next = at + 1 + random.integer(4);
        out.push(...reader.write(text.slice(at, next)));
        at = next;
      }
      out.push(...reader.end());
      expect(out, JSON.stringify(text)).toEqual(csvRecords(text, delimiter));
    }
  });
});

describe("text", () => {
  test("UTF-8 and windows-1251 give the same Russian table", () => {
    const utf8 = parseCsv(new TextEncoder().encode(RUSSIAN));
    const mark = parseCsv(new TextEncoder().encode(`\ufeff${RUSSIAN}`));
    const windows = parseCsv(windows1251(RUSSIAN));
    expect(utf8.columns).toEqual(["Город", "Цена"]);
    expect(utf8.rows).toEqual([["Москва", "1,5"], ["Орёл", "2,5"]]); // prettier-ignore
    expect([utf8.encoding, mark.encoding, windows.encoding]).toEqual(["utf-8", "utf-8", "windows-1251"]);
    expect([mark.columns, mark.rows]).toEqual([utf8.columns, utf8.rows]);
    expect([windows.columns, windows.rows]).toEqual([utf8.columns, utf8.rows]);
  });

  test("UTF-16 with its mark, as Excel's Unicode text", () => {
    const text = "\ufeffa\tб\r\n1\t2\r\n";
    const little = new Uint8Array(text.length * 2);
    [...text].forEach((char, index) => new DataView(little.buffer).setUint16(index * 2, char.charCodeAt(0), true));
    expect(parseCsv(little).columns).toEqual(["a", "б"]);
    expect(decodeText(little).encoding).toBe("utf-16le");
  });

  test("what is no text is refused; an encoding can be said", () => {
    expect(() => decodeText(Uint8Array.from([0x50, 0x4b, 3, 4]), { name: "t.xlsx" })).toThrow(
      "t.xlsx: this is a zip archive (perhaps an Excel workbook)",
    );
    expect(() => decodeText(Uint8Array.from([1, 0, 2]), { name: "t" })).toThrow("t: this is not a text file");
    expect(() => decodeText(Uint8Array.from([65]), { encoding: "klingon" })).toThrow('unknown encoding "klingon"');
    expect(() => decodeText(Uint8Array.from([0xff]), { encoding: "utf-8" })).toThrow("the bytes are not valid utf-8");
    expect(decodeText(Uint8Array.from([0xcf, 0xf0]), { encoding: "koi8-r" }).text).toBe("оП");
  });
});

describe("tables", () => {
  const read = (text: string, options = {}): unknown[] => {
    const { columns, rows, delimiter, hasHeader } = parseCsv(text, options);
    return [columns, rows, delimiter, hasHeader];
  };

  test("the delimiter is found", () => {
    expect(read("a,b\n1,2\n")).toEqual([["a", "b"], [["1", "2"]], ",", true]);
    expect(read("a;b\n1,5;2,5\n")).toEqual([["a", "b"], [["1,5", "2,5"]], ";", true]);
    expect(read("a\tb\n1,5\t2;5\n")).toEqual([["a", "b"], [["1,5", "2;5"]], "\t", true]);
    expect(read("Длина, см;Ширина, см\n1,5;2,5\n")).toEqual([["Длина, см", "Ширина, см"], [["1,5", "2,5"]], ";", true]);
    expect(read('a,b\n"x;y",1\n"z;w",2\n')).toEqual([["a", "b"], [["x;y", "1"], ["z;w", "2"]], ",", true]); // prettier-ignore
    expect(read("a\n1\n2\n")).toEqual([["a"], [["1"], ["2"]], ",", true]);
    expect(read("sep=|\na|b\n1|2\n")).toEqual([["a", "b"], [["1", "2"]], "|", true]);
    expect(read("a b\n1 2\n", { delimiter: " " })).toEqual([["a", "b"], [["1", "2"]], " ", true]);
  });

  test("the header is found, or required, or denied", () => {
    expect(read("5.1,3.5,x\n4,3,y\n")[0]).toEqual(["column1", "column2", "column3"]);
    expect(read("city,team\nrome,red\noslo,blue\n")[3]).toBe(true);
    expect(read("rome,red\noslo,blue\nrome,blue\n")[3]).toBe(false);
    expect(read("2019,2020,name\n1,2,x\n3,4,y\n")[3]).toBe(false);
    expect(read("name,2019,value\nx,1,2\ny,3,4\n")[3]).toBe(true);
    expect(read("a,b\n1,2\n", { header: false })[1]).toHaveLength(2);
    expect(() => parseCsv("1,2\n3,4\n", { name: "x.csv", header: true })).toThrow(
      "x.csv, line 1: this should be the line with the names of the columns",
    );
    expect(read("rome,red\noslo,blue\nrome,blue\n", { header: true })[0]).toEqual(["rome", "red"]);
    expect(read(",x\n0,1\n1,3\n")[0]).toEqual(["column1", "x"]);
  });

  test("a large file with quotes is sampled at a line end", () => {
    const row = '"one; two";"a ""b"""\n';
    const table = parseCsv(`x;y\n${row.repeat(20_000)}`);
    expect([table.delimiter, table.rows.length, table.rows[19_999]]).toEqual([";", 20_000, ["one; two", 'a "b"']]);
  });

  test("rows of empty cells are left out and counted; lines stay right", () => {
    const table = parseCsv(";;\na;b;c\n;;\n1;2;3\n\n4;5;6\n;;");
    expect([table.rows.length, table.lines, table.emptyRows]).toEqual([2, [4, 6], 3]);
  });

  test("what cannot be a table is refused in one line", () => {
    const fails = (text: string): string => {
      try {
        parseCsv(text, { name: "x.csv" });
      } catch (error) {
        return (error as Error).message;
      }
      return "no error";
    };
    expect(fails("")).toBe("x.csv: the file is empty");
    expect(fails(" \r\n\r\n")).toBe("x.csv: the file is empty");
    expect(fails("\ufeff")).toBe("x.csv: the file is empty");
    expect(fails(",\n,\n")).toBe("x.csv: there is no row with a value");
    expect(fails("a,b\n")).toBe('x.csv: there is only a header ("a", "b") and no row of values');
    expect(fails("a,b\n1,2\n3,4,5\n")).toBe('x.csv, line 3: 3 cells, but the header has 2 (cells end at ",")');
    expect(fails('a;b\n"x\ny";2\n\n3\n')).toBe('x.csv, line 5: 1 cell, but the header has 2 (cells end at ";")');
    expect(fails("sep=;\na;b\n1;2;3\n")).toBe('x.csv, line 3: 3 cells, but the header has 2 (cells end at ";")');
    expect(fails("a,b,a\n1,2,3\n")).toBe('x.csv, line 1: columns 1 and 3 have the same name "a"');
    expect(fails('a,b\n1,"2\n')).toBe("x.csv, line 2: the quote that opens cell 2 is never closed");
  });
});
