// `npm run bench`: builds, then runs the benchmarks against what was built (`nabla` is dist here, as for a user).
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root, run } from "./prepare.mjs";

ensureInstalled();
ensureBuilt();
process.exitCode = run(process.execPath, ["--import", "tsx", join(root, "bench", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, TSX_TSCONFIG_PATH: join(root, "bench", "tsconfig.json") },
});
