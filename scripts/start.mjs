// `npm start`: installs what is missing, builds, trains a network on letters in the terminal, and then serves the lab.
// `npm start -- --once` stops after the training. Further options go to `nabla train letters`.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ensureLab, root } from "./prepare.mjs";

const options = process.argv.slice(2);
const once = options.includes("--once");
const rest = options.filter((option) => option !== "--once");
const named = rest[0] !== undefined && !rest[0].startsWith("-");

ensureInstalled();
ensureBuilt();

/** Runs a command of nabla; its exit code. Interrupts go to it, and it decides what they mean. */
const nabla = (args) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "bin", "nabla.mjs"), ...args], { cwd: root, stdio: "inherit" });
    const pass = (signal) => child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, pass);
    child.on("exit", (code, signal) => {
      for (const name of ["SIGINT", "SIGTERM"]) process.off(name, pass);
      resolve(code ?? (signal ? 130 : 1));
    });
  });

process.exitCode = await nabla(["train", ...(named ? [] : ["letters"]), ...rest]);
if (process.exitCode === 0 && !once) {
  process.stderr.write("\n");
  ensureLab();
  // With --json stdout is for programs, in the lab too.
  process.exitCode = await nabla(["lab", ...(rest.includes("--json") ? ["--json"] : [])]);
}
