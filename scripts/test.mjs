// `npm test`: installs what is missing (a browser too), then format, lint, types, build and every test. The last line is
// `N passed, N failed`; a check counts as one test.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, buildLab, ensureInstalled, runTool } from "./prepare.mjs";
import { ensureBrowser } from "./browser.mjs";

const started = Date.now();
let passed = 0;
let failed = 0;

function check(name, action) {
  const begin = Date.now();
  process.stderr.write(`\n▸ ${name}\n`);
  const status = action();
  if (status === 0) passed++;
  else failed++;
  process.stderr.write(`  ${status === 0 ? "passed" : "FAILED"} in ${((Date.now() - begin) / 1000).toFixed(1)} s\n`);
}

ensureInstalled();
const browser = await ensureBrowser();
if (!browser) process.stderr.write("nabla: no browser could be found or installed; the tests in a page will fail.\n");
process.env.CHROME_PATH = browser ?? "";

check("format", () => runTool("prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]));
check("types", () => runTool("typescript/bin/tsc", ["--noEmit"]));
check("types of the lab", () => runTool("typescript/bin/tsc", ["-p", "lab"]));
// The rooms that small pages load call only those methods that the small door has.
check("types of the small door", () => runTool("typescript/bin/tsc", ["-p", "tsconfig.mini.json"]));
check("lint", () => runTool("eslint/bin/eslint.js", ["."]));
check("build", build);
check("build of the lab", buildLab);

process.stderr.write("\n▸ tests\n");
const folder = mkdtempSync(join(tmpdir(), "nabla-test-"));
const report = join(folder, "report.json");
try {
  const status = runTool("vitest/vitest.mjs", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(readFileSync(report, "utf8"));
    passed += numPassedTests;
    const broken = testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
    ).length;
    failed += numFailedTests + broken;
    if (status !== 0 && numFailedTests + broken + numFailedTestSuites === 0) failed++;
  } catch {
    failed++;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stderr.write(`\n${((Date.now() - started) / 1000).toFixed(0)} s\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
