// `nabla lab`: serves the built lab on this machine and opens it in the browser, until it is interrupted.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError } from "./errors.ts";
import { serveFolder } from "./lab-server.ts";
import type { Terminal } from "./terminal.ts";

export interface LabOptions {
  readonly port: number;
  readonly open: boolean;
}

/** Where `npm run build` puts the lab: beside the compiled command line, or in `dist` when this runs from the sources. */
const folder = (): string | undefined =>
  ["../lab", "../../dist/lab"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(join(path, "index.html")) && existsSync(join(path, "service-worker.js")));

/** Serves until SIGINT or SIGTERM. */
export async function lab({ port, open }: LabOptions, terminal: Terminal): Promise<void> {
  const built = folder();
  if (built === undefined) throw new CommandError("lab: it is not built; run `npm run build` in nabla's folder first");
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const server = await serveFolder(built, { port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") throw new CommandError(`lab: ports ${port} to ${port + 19} are in use; choose another with --port`);
    if (error.code === "EACCES") throw new CommandError(`lab: port ${port} may not be opened; choose one from 1024 on with --port`);
    throw error;
  });
  if (server.skipped > 0 && port !== 0) terminal.line(terminal.paint.dim(`Port ${port} is in use: took ${server.port}.`));
  terminal.line(`The lab is open at ${terminal.paint.bold(server.url)}`);
  terminal.line(terminal.paint.dim("Everything is computed in your browser; nothing leaves this machine. Ctrl-C ends."));
  terminal.event({ event: "listening", url: server.url, port: server.port });
  if (open) openInBrowser(server.url);
  await ended;
  await server.close();
  terminal.line();
  terminal.event({ event: "closed" });
}

/** A browser that cannot be opened is no failure: the address stands on the screen. */
function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === "darwin"
      ? ["open", [url]]
      : process.platform === "win32"
        ? ["cmd", ["/c", "start", "", url]]
        : ["xdg-open", [url]];
  try {
    const child = spawn(command, args, { stdio: "ignore", detached: true });
    child.on("error", () => undefined);
    child.unref();
  } catch {
    // As said above.
  }
}
