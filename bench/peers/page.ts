// What a full run leaves behind: the table in the documentation, a picture, a line of history.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { bestOf, resultsOf, settingsTable, versionsOf } from "./table.ts";
import type { Line, PeerColumn, Table } from "./table.ts";
import { plot, plotSvg } from "./plot.ts";
import type { ComparedWork } from "./works.ts";

/** The text with what stands between the two markers of a name replaced. */
export function replaceBetween(text: string, content: string, name = "table"): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

const machine = (): string => `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} threads, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`; // prettier-ignore

const commit = (root: string): string => {
  try {
    // A plus sign: something was changed and not committed.
    return execFileSync("git", ["describe", "--always", "--exclude=*", "--dirty=+"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
};

/** When, where and how the lines came about. */
export interface About {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly node: string;
  readonly effort: string;
}

export const aboutNow = (root: string, effort: string): About => ({
  date: new Date().toISOString().slice(0, 10),
  commit: commit(root),
  machine: machine(),
  node: process.versions.node,
  effort,
});

/** All that a run measured. */
export interface Run {
  readonly about: About;
  readonly lines: readonly Line[];
  readonly works: readonly ComparedWork[];
  readonly peers: readonly PeerColumn[];
  readonly made: Table;
}

/** The section: where it was measured, with what, the table, and each promise that is not kept. */
export function section(run: Run, picture: boolean): string {
  const { about, lines, peers, made } = run;
  const { date, commit: at, machine: where, node, effort } = about;
  const beside = settingsTable(run.lines, run.works, ["nabla wasm", "nabla wasm in Chromium"]);
  const short = made.missed.length === 0 ? ["Every bar that could be judged is reached."] : ["Bars that are missed:", "", ...made.missed.map((text) => `- ${text}`)]; // prettier-ignore
  return [
    // The table is as wide as it must be.
    "<!-- prettier-ignore-start -->",
    "",
    `Measured ${date} at ${at}: ${where}; Node ${node}. ${effort}.`,
    "",
    `Versions: ${versionsOf(lines, peers)}.`,
    "",
    ...(picture ? ["![Speed against PyTorch on the CPU](images/performance.svg)", ""] : []),
    made.markdown,
    ...(beside === "" ? [] : ["This library in Node and in headless Chromium, medians of each setting:", "", beside]),
    ...short,
    "",
    "<!-- prettier-ignore-end -->",
  ].join("\n");
}

/** A line of history: the medians of our devices at their best. */
export function historyOf({ about, lines, works, peers }: Run): string {
  const figures: Record<string, Record<string, number>> = {};
  for (const { name } of peers.filter(({ kind }) => kind === "ours"))
    for (const { id, unit } of works) {
      const best = bestOf(unit, resultsOf(lines, id).filter(({ peer }) => peer === name)); // prettier-ignore
      if (best) (figures[id] ??= {})[name.replace(/^nabla /, "")] = Number(best.median.toPrecision(5));
    }
  return `${JSON.stringify({ ...about, figures })}\n`;
}

/** A line for a change that landed: appended, never rewritten. */
export const appendHistory = (root: string, run: Run): void => appendFileSync(join(root, "bench", "history.jsonl"), historyOf(run));

/** Writes all three. */
export function write(root: string, run: Run): void {
  const page = join(root, "docs", "performance.md");
  const scene = plot(run.lines, run.works, run.peers);
  if (scene) writeFileSync(join(root, "docs", "images", "performance.svg"), plotSvg(scene));
  writeFileSync(page, replaceBetween(readFileSync(page, "utf8"), section(run, scene !== undefined)));
  appendHistory(root, run);
}
