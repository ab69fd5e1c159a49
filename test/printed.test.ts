// The printed documents are what the source says now, and every public name has a docstring.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { printDocs } from "../scripts/print-docs.ts";

const { files, undocumented } = printDocs();

for (const [path, text] of files)
  test(`${path} is printed from the source`, () => {
    expect(
      readFileSync(join(import.meta.dirname, "..", path), "utf8") === text,
      `${path} is not what the source says: run \`npm run docs\``,
    ).toBe(true);
  });

test("every public name has a docstring", () => {
  expect(undocumented).toEqual([]);
});
