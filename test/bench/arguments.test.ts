// Words behind a script's name: help, and what is not known.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const run = (...words: string[]): { status: number | null; out: string; complaint: string } => {
  const file = join(import.meta.dirname, "..", "..", "bench", "peers", "main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", file, ...words], { encoding: "utf8" });
  return { status, out: stdout, complaint: stderr };
};

test("--help is a usage", () => {
  const { status, out } = run("--help");
  expect(status).toBe(0);
  for (const option of ["--quick", "--only", "--peers", "--rounds", "--write", "--save", "--from"]) expect(out).toContain(`  ${option}`);
});

test.each([
  [["--nonsense"], "bench:peers: unknown option '--nonsense'; --help tells what there is\n"],
  [["stray"], "bench:peers: unexpected stray; --help tells what there is\n"],
  [["--only"], "bench:peers: Option '--only <value>' argument missing; --help tells what there is\n"],
])("%j is refused in one line", (words, text) => {
  const { status, out, complaint } = run(...words);
  expect([status, out, complaint]).toEqual([2, "", text]);
});
