// Every recorded case of every family: nabla gives the recorded numbers, on the default device and on the reference.
import { describe, expect, test } from "vitest";
import { families } from "./families.ts";
import { casesOf, checkCase, recordsOf } from "./oracle.ts";

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
