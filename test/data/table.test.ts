// What columns of a table mean, and how they become inputs and targets.
import { describe, expect, test } from "vitest";
import { parseCsv, readTable, readTarget, selectRows, splitRows, tableOf, TablePreprocessor } from "../../src/data/index.ts";
import type { FitTableOptions, TextTable } from "../../src/data/index.ts";

const csv = (text: string): TextTable => parseCsv(text, { name: "t.csv" });
const rows = (count: number, row: (index: number) => string): string => Array.from({ length: count }, (_, index) => row(index)).join("\n");
const kinds = (text: string): string[] =>
  readTable(csv(text)).columns.map((column) => (column.kind === "ignored" ? column.reason : column.kind));
const numbers = (text: string, column = 0): number[] => {
  const found = readTable(csv(text)).columns[column]!;
  return found.kind === "number" ? [...found.values] : [];
};
const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
};

describe("numbers", () => {
  test("decimal point and decimal comma, by column", () => {
    expect(numbers("a;b\n1,5;x\n2;y\n-0,25;x\n")).toEqual([1.5, 2, -0.25]);
    expect(numbers('a,b\n"1,5",x\n2,y\n"-0,25",x\n')).toEqual([1.5, 2, -0.25]);
    const mixed = csv("a;b\n1,5;1.5\n2,5;2.5\n");
    expect(readTable(mixed).columns.map((column) => column.kind === "number" && [...column.values])).toEqual([[1.5, 2.5], [1.5, 2.5]]); // prettier-ignore
  });

  test("groups of thousands; what could be both goes by the delimiter", () => {
    expect(numbers("a;b\n1 234,5;x\n12\u00a0000;y\n")).toEqual([1234.5, 12000]);
    expect(numbers('a,b\n"1,234",x\n"2,500",y\n')).toEqual([1234, 2500]);
    expect(numbers("a;b\n1,234;x\n2,500;y\n")).toEqual([1.234, 2.5]);
    expect(numbers('a,b\n"1,234.5",x\n"2,500.25",y\n')).toEqual([1234.5, 2500.25]);
    expect(numbers("a;b\n1.234,5;x\n2.500,25;y\n")).toEqual([1234.5, 2500.25]);
  });

  test("signs, exponents, bare points", () => {
    expect(numbers("a,b\n+1,x\n−2,y\n1e3,x\n.5,y\n7.,x\n-1.5E-2,y\n")).toEqual([1, -2, 1000, 0.5, 7, -0.015]);
  });

  test("all ways to say missing", () => {
    const missing = ["", "NA", "n/a", "NaN", "null", "None", "?", "-", "–", "—", "#N/A", "#Н/Д", "н/д", " NA "];
    const column = readTable(csv(`a,b\n${missing.map((cell) => `${cell},x`).join("\n")}\n1,y\n2,y\n`)).columns[0]!;
    expect([column.kind, column.missing]).toEqual(["number", missing.length]);
  });

  test("a stray text in a column of numbers is an error with its line, infinities included", () => {
    const text = (cell: string): string => `age,b\n${rows(30, (index) => (index === 17 ? `${cell},x` : `${index * 2},y`))}\n`;
    expect(message(() => readTable(csv(text("12a"))))).toBe(
      't.csv, line 19: column "age" holds numbers, but here is "12a"; correct it, leave it empty (missing), or leave the column out',
    );
    expect(message(() => readTable(csv(text("inf"))))).toContain('t.csv, line 19: column "age" holds numbers, but here is "inf"');
    expect(readTable(csv(text("12a")), { age: "ignored" }).columns[0]!.kind).toBe("ignored");
    expect(message(() => readTable(csv("a,b\nx,1\ny,2\n"), { a: "number" }))).toBe(
      't.csv, line 2: column "a" should hold numbers, but here is "x"',
    );
  });
});

describe("kinds of columns", () => {
  test("identifiers, constants, dates, texts, empty columns", () => {
    const text = `id,row,same,when,note,nothing,sex,year\n${rows(12, (i) => `${100 - i * 3},${i + 1},7,${i + 1}.02.2024,word ${i} of many,,${i % 2 ? "m" : "f"},${1990 + i}`)}\n`;
    expect(kinds(text)).toEqual(["identifier", "identifier", "constant", "date", "text", "empty", "category", "number"]);
  });

  test("few different texts are a category, many are not", () => {
    expect(kinds(`c,y\n${rows(12, (i) => `k${i % 6},${i * i}`)}`)[0]).toBe("category");
    expect(kinds(`c,y\n${rows(12, (i) => `k${i % 7},${i * i}`)}`)[0]).toBe("text");
    expect(kinds(`c,y\n${rows(400, (i) => `k${i % 101},${i * i}`)}`)[0]).toBe("text");
    expect(kinds(`c,y\n${rows(12, (i) => `k${i},${i * i}`)}`)[0]).toBe("identifier");
  });

  test("a type that is given wins; an unknown column in it is an error", () => {
    const table = csv("a,b\n1,x\n2,y\n1,x\n");
    const column = readTable(table, { a: "category" }).columns[0]!;
    expect(column.kind === "category" && [column.categories, [...column.codes]]).toEqual([["1", "2"], [0, 1, 0]]); // prettier-ignore
    expect(message(() => readTable(table, { aa: "category" }))).toBe(
      't.csv: there is no column "aa"; did you mean "a"? The columns are "a", "b"',
    );
  });
});

describe("targets", () => {
  const task = (cells: readonly (string | number)[]): string =>
    readTarget(csv(`x,y\n${rows(cells.length, (i) => `${i * 2},${cells[i]}`)}`), "y").task;

  test("inferred", () => {
    expect(task(["a", "b", "a"])).toBe("classification");
    expect(task([0, 1, 1, 0])).toBe("classification");
    expect(task(Array.from({ length: 100 }, (_, i) => i % 10))).toBe("classification");
    expect(task(Array.from({ length: 40 }, (_, i) => i % 10))).toBe("regression");
    expect(task(Array.from({ length: 100 }, (_, i) => i))).toBe("regression");
    expect(task([0.5, 1.5, 0.5, 1.5])).toBe("regression");
  });

  test("overridden", () => {
    const table = csv("x,y\n1,0\n2,1\n3,0\n4,1\n");
    expect(readTarget(table, "y", "regression").task).toBe("regression");
    const classes = readTarget(csv("x,y\n1,0.5\n2,1.5\n3,0.5\n4,1.5\n"), "y", "classification");
    expect(classes.task === "classification" && classes.classes).toEqual(["0.5", "1.5"]);
  });

  test("classes that are numbers are ordered as numbers, however they are written", () => {
    const target = readTarget(csv("x;y\n1;10\n2;2,0\n3;2\n4;10,0\n"), "y", "classification");
    expect(target.task === "classification" && [target.classes, [...target.codes]]).toEqual([["2", "10"], [1, 0, 0, 1]]); // prettier-ignore
  });

  test("errors", () => {
    expect(message(() => readTarget(csv("x,species\n1,a\n2,b\n"), "specis"))).toBe(
      't.csv: there is no column "specis"; did you mean "species"? The columns are "x", "species"',
    );
    expect(message(() => readTarget(csv("x,y\n1,a\n2,a\n"), "y"))).toBe(
      't.csv, column "y": the target has one class only ("a"); at least two are needed',
    );
    expect(message(() => readTarget(csv("x,y\n1,3\n2,3\n"), "y"))).toBe(
      't.csv, column "y": the target has one value only (3); there is nothing to learn',
    );
    expect(message(() => readTarget(csv("x,y\n1,NA\n2,NA\n"), "y"))).toBe('t.csv, column "y": the target has no value at all');
    expect(message(() => readTarget(csv("x,y\n1,a\n2,b\n3,c\n"), "y"))).toBe(
      't.csv, column "y": 3 different values in 3 rows cannot be classes; choose another target',
    );
    expect(message(() => readTarget(csv("x,y\n1,a\n2,b\n3,a\n"), "y", "regression"))).toBe(
      't.csv, line 2: column "y" should hold numbers, but here is "a"',
    );
  });
});

describe("preprocessing", () => {
  const TEXT = "size,color,name,price\n1,red,aa bb,10\n3,blue,cc dd,30\n,red,ee ff,50\n7,?,gg hh,70\n5,red,ii jj,\n";
  const fit = (options: FitTableOptions = {}): TablePreprocessor =>
    TablePreprocessor.fit(csv(TEXT), { target: "price", task: "regression", ...options });

  test("standardizes, encodes, fills in and reports", () => {
    const way = fit();
    expect(way.inputNames).toEqual(["size", "color=blue", "color=red"]);
    expect(way.state.ignored).toEqual([{ name: "name", reason: "text" }]);
    // training rows are the four with a target: sizes 1, 3, 7 (median 3), prices 10 to 70
    const std = Math.sqrt(((1 - 11 / 3) ** 2 + (3 - 11 / 3) ** 2 + (7 - 11 / 3) ** 2) / 3);
    const { inputs, shape, targets, values, rows: kept, imputed, dropped } = way.transform(csv(TEXT));
    expect(shape).toEqual([4, 3]);
    const expected = [1, 3, 3, 7].map((size) => (size - 11 / 3) / std);
    expect([0, 1, 2, 3].map((row) => inputs[row * 3])).toEqual(expected.map((value) => Math.fround(value)));
    expect([0, 1, 2, 3].map((row) => [...inputs.subarray(row * 3 + 1, row * 3 + 3)])).toEqual([[0, 1], [1, 0], [0, 1], [0, 1]]); // prettier-ignore
    expect([...values!]).toEqual([10, 30, 50, 70]);
    expect(way.decode(targets!).map((value) => Math.round(value * 1000) / 1000)).toEqual([10, 30, 50, 70]);
    expect([...kept]).toEqual([0, 1, 2, 3]);
    expect(imputed).toEqual([{ column: "size", count: 1, with: 3 }, { column: "color", count: 1, with: "red" }]); // prettier-ignore
    expect(dropped).toEqual({ missingTarget: 1, missingInput: 0 });
  });

  test("rows with missing inputs are dropped when asked, but not where a prediction is wanted", () => {
    const way = fit({ missing: "drop" });
    const trained = way.transform(csv(TEXT));
    expect([trained.shape, [...trained.rows], trained.dropped]).toEqual([[2, 3], [0, 1], { missingTarget: 1, missingInput: 2 }]); // prettier-ignore
    expect(way.transform(csv(TEXT), { target: false }).shape).toEqual([5, 3]);
  });

  test("learns from the training rows alone, knows categories and classes of all", () => {
    const table = csv("x,c,y\n0,a,p\n2,a,q\n100,b,p\n200,b,r\n300,c,r\n400,c,q\n");
    const way = TablePreprocessor.fit(table, { target: "y", rows: [0, 1] });
    expect(way.state.features[0]).toEqual({ kind: "number", name: "x", mean: 1, std: 1, fill: 1 });
    expect(way.inputNames).toEqual(["x", "c=a", "c=b", "c=c"]);
    expect(way.classes).toEqual(["p", "q", "r"]);
    expect([...way.transform(table, { rows: [3] }).inputs]).toEqual([199, 0, 1, 0]);
  });

  test("survives JSON", () => {
    const way = fit();
    const again = TablePreprocessor.fromJSON(JSON.parse(JSON.stringify(way)));
    expect(again.transform(csv(TEXT))).toEqual(way.transform(csv(TEXT)));
    const state = way.toJSON();
    const damaged = [
      { ...state, features: [] },
      { ...state, features: [{ ...state.features[0], std: 0 }] },
      { ...state, features: [{ kind: "category", name: "c", categories: ["a"], fill: "b" }] },
      { ...state, target: { task: "classification", name: "y", classes: [] } },
      { ...state, missing: "guess" },
    ];
    for (const wrong of [...damaged, null, 3, {}, { format: "nabla-table-1" }, { format: "other", features: [], target: {} }]) {
      expect(message(() => TablePreprocessor.fromJSON(wrong))).toContain("this is not the preprocessing of a table");
    }
  });

  test("a later table: other order of columns, other file format, no target, one row", () => {
    const way = fit();
    const later = parseCsv("extra;color;size\nx;blue;3,0\n", { name: "new.csv" });
    const { inputs, shape, targets, values } = way.transform(later);
    expect([shape, targets, values]).toEqual([[1, 3], undefined, undefined]);
    expect([...inputs]).toEqual([...way.transform(csv(TEXT), { rows: [1] }).inputs]);
    expect(way.transform(tableOf([{ size: 3, color: "blue" }])).inputs).toEqual(inputs);
    expect(way.transform(tableOf([{ size: null, color: "blue" }])).imputed).toEqual([{ column: "size", count: 1, with: 3 }]);
  });

  test("a later table that does not fit: errors with column and line", () => {
    const way = fit();
    const on = (text: string): string => message(() => way.transform(parseCsv(text, { name: "new.csv" })));
    expect(on("color,x\nred,1\n")).toBe(
      'new.csv: the column "size" is missing; the network was trained with it. The columns here are "color", "x"',
    );
    expect(on("a,x\nred,1\n")).toBe(
      'new.csv: the columns "size", "color" are missing; the network was trained with them. The columns here are "a", "x"',
    );
    expect(on("size,color\n1,red\n2,green\n")).toBe(
      'new.csv, line 3: column "color" has the category "green", which the network does not know; it knows "blue", "red"',
    );
    expect(on("size,color\n1,red\nbig,red\n")).toBe('new.csv, line 3: column "size" should hold numbers, but here is "big"');
    const classes = TablePreprocessor.fit(csv("x,y\n1,a\n2,b\n3,a\n"), { target: "y" });
    expect(message(() => classes.transform(parseCsv("x,y\n1,a\n2,z\n", { name: "new.csv" })))).toBe(
      'new.csv, line 3: column "y" has the class "z", which the network does not know; it knows "a", "b"',
    );
  });

  test("classes that are numbers fit however the later table writes them", () => {
    const way = TablePreprocessor.fit(csv("x,y\n1,0\n2,1\n3,0\n4,1\n"), { target: "y" });
    expect([...way.transform(csv("x;y\n1,5;1,0\n2;0,0\n")).targets!]).toEqual([1, 0]);
  });

  test("the last column is the target unless told; nothing to learn from is an error", () => {
    expect(TablePreprocessor.fit(csv("x,y\n1,a\n2,b\n3,a\n")).state.target.name).toBe("y");
    expect(message(() => TablePreprocessor.fit(csv("x,y\n1,a\n1,b\n1,a\n")))).toBe(
      't.csv: no column is left to predict "y" from (x: constant)',
    );
    expect(message(() => TablePreprocessor.fit(csv("x,y\n1,a\n2,b\n3,a\n"), { types: { z: "number" } }))).toContain(
      'there is no column "z"',
    );
  });

  test("names of columns that objects have of old do no harm", () => {
    const way = TablePreprocessor.fit(csv("constructor,__proto__,y\n1,5,a\n2,7,b\n3,6,a\n"), { target: "y" });
    expect(way.inputNames).toEqual(["constructor", "__proto__"]);
  });
});

describe("splits", () => {
  test("no row is in both parts, every row is in one, classes keep their share, the seed decides", () => {
    const labels = Array.from({ length: 200 }, (_, row) => (row % 10 === 0 ? 2 : row % 2));
    const { train, test: held } = splitRows(200, { test: 0.25, seed: 3, labels });
    expect([...train, ...held].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row));
    expect([0, 1, 2].map((label) => [...held].filter((row) => labels[row] === label).length)).toEqual([20, 25, 5]);
    expect(splitRows(200, { test: 0.25, seed: 3, labels })).toEqual({ train, test: held });
    expect(splitRows(200, { test: 0.25, seed: 4, labels }).test).not.toEqual(held);
  });

  test("small classes are in both parts; a class of one row trains; unknown labels are in neither", () => {
    const { train, test: held } = splitRows(8, { test: 0.1, labels: [0, 0, 0, 0, 1, 1, 2, -1] });
    expect([train.length, held.length]).toEqual([5, 2]);
    expect([...train]).toContain(6);
    expect([...train, ...held]).not.toContain(7);
    expect(message(() => splitRows(1, { test: 0.5 }))).toContain("1 rows are too few");
    expect(message(() => splitRows(9, { test: 1 }))).toContain("between 0 and 1");
  });

  test("rows are chosen with their lines", () => {
    const table = selectRows(csv("a,b\n1,2\n3,4\n5,6\n"), [2, 0]);
    expect([table.rows, table.lines]).toEqual([[["5", "6"], ["1", "2"]], [4, 2]]); // prettier-ignore
  });
});
