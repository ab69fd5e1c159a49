// Starts the command line from source, as bin/nabla.mjs starts the built one.
import { main } from "../../src/cli/main.ts";

process.exitCode = await main(process.argv.slice(2));
