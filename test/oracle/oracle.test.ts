// Every recorded case of every family: nabla gives the recorded numbers, on the default device and on the reference.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { families } from "./families.ts";
import { casesOf, checkCase, recordsOf } from "./oracle.ts";

const root = join(import.meta.dirname, "../..");

test("every row is backed by a record or by a named test", () => {
  const bare = families.flatMap(({ rows }) => rows).filter((row) => {
    if (!row.testedBy) return casesOf(row).length === 0;
    return !readFileSync(join(root, "test", row.testedBy.file), "utf8").includes(row.testedBy.title);
  }); // prettier-ignore
  expect(bare.map((row) => row.torch)).toEqual([]);
});

test("no name of PyTorch has two rows", () => {
  const names = families.flatMap(({ rows }) => rows.map((row) => row.torch));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

for (const family of families) {
  const records = recordsOf(family.name);
  describe(family.title, () => {
    test("every record has a row, and every row a record", () => {
      expect(family.rows.flatMap(casesOf).sort()).toEqual(Object.keys(records).sort());
    });
    for (const row of family.rows)
      for (const name of casesOf(row)) test(`${row.torch}: ${name}`, () => checkCase(row, name, records[name]!));
  });
}
