// The printed documents are what the source says now, and every public name has a docstring.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { printDocs } from "../scripts/print-docs.ts";
import { printTasks } from "../scripts/tasks-doc.ts";

const { files, undocumented } = printDocs();

for (const [path, text] of files)
  test(`${path} is printed from the source`, () => {
    expect(
      readFileSync(join(import.meta.dirname, "..", path), "utf8") === text,
      `${path} is not what the source says: run \`npm run docs\``,
    ).toBe(true);
  });

test("docs/tasks.md is printed from the kept runs", async () => {
  expect(
    readFileSync(join(import.meta.dirname, "..", "docs", "tasks.md"), "utf8") === (await printTasks()),
    "docs/tasks.md is not what the runs say: run `npm run tasks-doc`",
  ).toBe(true);
});

test("every public name has a docstring", () => {
  expect(undocumented).toEqual([]);
});
