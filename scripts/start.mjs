// `npm start`: installs what is missing, builds, and trains a network on letters in the terminal.
// `npm start -- --once` stops after the training. Further options go to `nabla train letters`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, root } from "./prepare.mjs";

const options = process.argv.slice(2);
const once = options.includes("--once");
const rest = options.filter((option) => option !== "--once");
const named = rest[0] !== undefined && !rest[0].startsWith("-");

ensureInstalled();
ensureBuilt();

const child = spawn(process.execPath, [join(root, "bin", "nabla.mjs"), "train", ...(named ? [] : ["letters"]), ...rest], {
  cwd: root,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  if (code === 0 && !once)
    process.stderr.write("\nThe lab (the page to look at networks in a browser) is not part of this version yet, so this is the end.\n");
  process.exitCode = code ?? (signal ? 130 : 1);
});
