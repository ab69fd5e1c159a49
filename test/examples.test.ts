// Every file in examples/ is under 80 lines, runs at a tiny size and holds what it claims.
import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "examples");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
const runFile = promisify(execFile);

describe("examples", () => {
  test("there are some", () => expect(files.length).toBeGreaterThan(0));

  for (const name of files) {
    test(name, { timeout: 60_000 }, async () => {
      const text = readFileSync(join(folder, name), "utf8");
      expect(text.split("\n").length).toBeLessThanOrEqual(81);
      expect(text, "an example asserts what it claims").toMatch(/\bassert\b|\bthrow new Error\b/);
      await runFile(process.execPath, ["--import", "tsx", join(folder, name), "--tiny"], { cwd: root });
    });
  }
});
