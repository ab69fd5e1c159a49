// Prints docs/pytorch.md: which name of PyTorch is which here, and how many have an answer. Made of the rows that the tests of
// test/oracle compare with PyTorch's own numbers. Begun by print-docs.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { families } from "../test/oracle/families.ts";
import type { Row } from "../test/oracle/oracle.ts";
import { heading, table } from "./print-errors.ts";

const names = (): Readonly<Record<string, readonly string[]>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../test/oracle/fixtures/names.json"), "utf8")) as Record<string, string[]>;

/** The whole document. */
export function printParity(): string {
  const rows = families.flatMap((family) => family.rows);
  const known = new Set(rows.map((row) => row.torch));
  const groups = Object.entries(names()).map(([group, listed]) => {
    const missing = listed.filter((name) => !known.has(`${group}.${name}`));
    const share = ((100 * (listed.length - missing.length)) / listed.length).toFixed(0);
    return [
      `\`${group}\``,
      `${listed.length - missing.length} of ${listed.length}`,
      `${share} %`,
      missing.map((name) => `\`${name}\``).join(" "),
    ];
  });
  const line = (row: Row): string[] => [`\`${row.torch}\``, row.nabla.split(", ").map((name) => `\`${name}\``).join(", "), row.differences ?? ""]; // prettier-ignore
  const parts = families.map(({ title, rows: own }) => `## ${title}\n\n${table(["PyTorch", "nabla", "what differs"], own.map(line))}\n`);
  return [
    "# From PyTorch",
    "",
    heading(
      "Names of PyTorch, what answers to them, and what differs. Every row is compared with numbers that PyTorch computed (values, gradients, for optimizers and schedules the trajectory), on the default device and on the reference, or names the test that backs it.",
    ),
    "",
    "## Coverage",
    "",
    "Names that belong to complex, quantized, sparse or spectral tensors, to lazily shaped modules and to several machines are not counted, nor aliases (`test/oracle/names.py` has the rule).",
    "",
    table(["names in", "here", "share", "not here"], groups),
    "",
    parts.join("\n"),
  ].join("\n");
}
