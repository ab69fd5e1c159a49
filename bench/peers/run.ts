// Starts a setting of a peer and reads its lines. Knows processes, not figures.
import { spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { NEWER_NODE } from "./roster.ts";
import type { Setting } from "./roster.ts";
import type { Line } from "./table.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");

export interface Effort {
  readonly repeats: number;
  /** Least milliseconds of a repeat. */
  readonly milliseconds: number;
}

/** Seconds: a work that takes longer, building and warming up included, is stopped. */
const LIMIT = 45;

/** The program that runs a setting, or why there is none. */
export function programOf(
  runtime: Setting["runtime"],
  packages: string,
  refused: string | undefined,
): { program: string } | { error: string } {
  if (runtime === "python") return { program: PYTHON() };
  if (runtime === "node" || Number(process.versions.node.split(".")[0]) >= 24) return { program: process.execPath };
  if (refused !== undefined) return { error: `needs Node 24 or later; this is ${process.versions.node}, and ${refused}` };
  const name = NEWER_NODE.specs[0]!.replace(/@[^@]*$/, "");
  return { program: join(packages, NEWER_NODE.folder, "node_modules", name, "bin", "node") };
}

/** The system's Python first: that is where a distribution's packages are. */
const PYTHON = (): string => (spawnSync("/usr/bin/python3", ["--version"]).status === 0 ? "/usr/bin/python3" : "python3");

const environmentOf = (setting: Setting): NodeJS.ProcessEnv => ({ ...process.env, ...setting.environment });

const lastWords = (text: string): string => {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== ""); // prettier-ignore
  const said = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "it said nothing";
  // Where things lie on this machine is nobody's business.
  return said.replaceAll(root, "").slice(0, 160);
};

/** Where the works of a setting run: the program, where packages are, how much is measured. */
export interface Place {
  readonly program: string;
  readonly packages: string;
  readonly effort: Effort;
}

/**
 * Runs all works of one setting, one after another in one process. A work that takes too long or brings the process down is
 * said to have failed, and those behind it run in a new process.
 */
export async function runSetting(
  peer: string,
  setting: Setting,
  works: readonly string[],
  place: Place,
  onLine: (line: Line) => void,
): Promise<void> {
  for (let open = works; open.length > 0;) {
    const { started, reason } = await runProcess(peer, setting, open, place, onLine);
    if (reason === undefined) return;
    const failed = started.at(-1);
    // What fails before its first work fails again.
    const named = failed === undefined ? open : [failed];
    for (const id of named) onLine({ id, peer, setting: setting.name, error: `cannot: ${reason}` });
    open = failed === undefined ? [] : open.filter((id) => !started.includes(id));
  }
}

/** One process; tells which works it started, and why it ended early if it did. */
async function runProcess(
  peer: string,
  setting: Setting,
  works: readonly string[],
  { program, packages, effort }: Place,
  onLine: (line: Line) => void,
): Promise<{ readonly started: readonly string[]; readonly reason: string | undefined }> {
  const ask = { setting: setting.name, works, packages, options: setting.options, ...effort };
  const child = spawn(program, [join(here, setting.script), JSON.stringify(ask)], {
    env: environmentOf(setting),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [complaints, stopped] = ["", false];
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on("error", (error) => {
      complaints += error.message;
      resolve(1);
    });
    child.on("close", (code, signal) => resolve(code ?? signal ?? 1));
  });
  child.stderr.on("data", (data: Buffer) => (complaints = (complaints + data.toString()).slice(-4000)));
  const stop = (): void => {
    stopped = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(stop, LIMIT * 1000);
  const started: string[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    if (!text.startsWith("{")) continue;
    clearTimeout(timer);
    timer = setTimeout(stop, LIMIT * 1000);
    const line = JSON.parse(text) as Line | { readonly start: string };
    if ("start" in line) started.push(line.start);
    else onLine({ ...line, peer });
  }
  const code = await ended;
  clearTimeout(timer);
  return { started, reason: code === 0 ? undefined : stopped ? `no result within ${LIMIT} seconds` : lastWords(complaints) };
}

/**
 * From the start of a process to its end behind the first training step, some times over: milliseconds. A script that starts
 * something else, which is what counts, tells its milliseconds itself.
 */
export function coldStart(id: string, peer: string, setting: Setting, program: string, packages: string, repeats: number): Line {
  const line = { id, peer, setting: setting.name };
  const [file, ...words] = setting.cold![id]!;
  const values: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const begin = performance.now();
    const ran = spawnSync(program, [join(here, "cold", file!), packages, ...words], { env: environmentOf(setting), encoding: "utf8", timeout: 120_000 }); // prettier-ignore
    if (ran.status !== 0) return { ...line, error: `cannot: ${lastWords(ran.stderr ?? "")}` };
    const took = performance.now() - begin;
    const own = /^page (\S+)$/m.exec(ran.stdout)?.[1];
    values.push(Number(Number(own ?? took).toPrecision(5)));
  }
  return { ...line, unit: "ms", threads: 1, values };
}
