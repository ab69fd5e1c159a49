#!/usr/bin/env node
// The command `nabla`.
const { main } = await import("../dist/cli/main.js");
process.exitCode = await main(process.argv.slice(2));
