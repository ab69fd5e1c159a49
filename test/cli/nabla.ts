// Calls the command line in a process of its own, in a folder of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly error: string;
  /** The lines of stdout as objects, for calls with --json. */
  readonly events: readonly Record<string, unknown>[];
}

const entry = fileURLToPath(new URL("./entry.ts", import.meta.url));
const tsx = import.meta.resolve("tsx");

export const folder = mkdtempSync(join(tmpdir(), "nabla-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export interface CallOptions {
  /** Ends the process the hard way as soon as this holds for its output so far. */
  readonly killWhen?: (out: string, error: string) => boolean;
  /** A command of the shell to run before, in the same shell: `ulimit -f 1`. */
  readonly shell?: string;
}

export function nabla(args: readonly string[], { killWhen, shell }: CallOptions = {}): Promise<Outcome> {
  const call = [process.execPath, "--import", tsx, entry, ...args];
  const quoted = call.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const child = shell
    ? spawn("bash", ["-c", `${shell}; exec ${quoted}`], { cwd: folder })
    : spawn(call[0]!, call.slice(1), { cwd: folder });
  let out = "";
  let error = "";
  const look = (): void => void (killWhen?.(out, error) && child.kill("SIGKILL"));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    look();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    error += text;
    look();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const lines = out.split("\n").filter((line) => line.startsWith("{"));
      resolve({
        code,
        signal,
        out,
        error,
        get events() {
          return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
        },
      });
    });
  });
}
