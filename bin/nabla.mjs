#!/usr/bin/env node
// The command `nabla`. In a clone of the sources that was never built it is built first.
import { existsSync } from "node:fs";

if (!existsSync(new URL("../dist/cli/main.js", import.meta.url))) {
  const { ensureBuilt, ensureInstalled } = await import("../scripts/prepare.mjs");
  ensureInstalled();
  ensureBuilt();
}
const { main } = await import("../dist/cli/main.js");
process.exitCode = await main(process.argv.slice(2));
