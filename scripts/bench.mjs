// `npm run bench`: builds, then runs the benchmarks against what was built.
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root, run } from "./prepare.mjs";

ensureInstalled();
ensureBuilt();
process.exitCode = run(process.execPath, ["--import", "tsx", join(root, "bench", "main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
