// `npm run bench`: builds, then measures what was built (`nabla bench`).
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root, run } from "./prepare.mjs";

ensureInstalled();
ensureBuilt();
process.exitCode = run(process.execPath, [join(root, "bin", "nabla.mjs"), "bench", ...process.argv.slice(2)], { stdio: "inherit" });
