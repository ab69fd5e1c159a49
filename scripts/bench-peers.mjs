// `npm run bench:peers`: builds, then measures what was built beside its peers (bench/peers).
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root, run } from "./prepare.mjs";

ensureInstalled();
// Whoever asks for help waits for no build.
if (!process.argv.slice(2).some((word) => word === "--help" || word === "-h")) ensureBuilt();
process.exitCode = run(process.execPath, ["--import", "tsx", join(root, "bench", "peers", "main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
