// What a full run leaves behind: the table in the documentation, a picture, a line of history.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { bestOf, resultsOf, versionsOf } from "./table.ts";
import type { Line, PeerColumn, Table } from "./table.ts";
import { plot, plotSvg } from "./plot.ts";
import type { ComparedWork } from "./works.ts";

const [BEGIN, END] = ["<!-- table: begin -->", "<!-- table: end -->"];

/** The text with what stands between the two markers replaced. */
export function replaceBetween(text: string, content: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the page has no ${BEGIN} … ${END}`);
  return `${text.slice(0, from + BEGIN.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

const machine = (): string => `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} threads, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`; // prettier-ignore

const commit = (root: string): string => {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
};

/** The section: where it was measured, with what, the table, and each promise that is not kept. */
export function section(
  lines: readonly Line[],
  peers: readonly PeerColumn[],
  made: Table,
  { effort, picture }: { readonly effort: string; readonly picture: boolean },
): string {
  const short = made.missed.length === 0 ? ["Every bar that could be judged is reached."] : ["Bars that are missed:", "", ...made.missed.map((text) => `- ${text}`)]; // prettier-ignore
  return [
    `Measured ${new Date().toISOString().slice(0, 10)}: ${machine()}; Node ${process.versions.node}. ${effort}.`,
    "",
    `Versions: ${versionsOf(lines, peers)}.`,
    "",
    ...(picture ? ["![Speed against PyTorch on the CPU](images/performance.svg)", ""] : []),
    made.markdown,
    ...short,
  ].join("\n");
}

/** A line of history: the medians of our devices at their best. */
function history(root: string, lines: readonly Line[], works: readonly ComparedWork[], peers: readonly PeerColumn[]): string {
  const figures: Record<string, Record<string, number>> = {};
  for (const { name } of peers.filter(({ kind }) => kind === "ours"))
    for (const { id, unit } of works) {
      const best = bestOf(unit, resultsOf(lines, id).filter(({ peer }) => peer === name)); // prettier-ignore
      if (best) (figures[id] ??= {})[name.replace(/^nabla /, "")] = best.median;
    }
  return `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), commit: commit(root), machine: machine(), node: process.versions.node, figures })}\n`;
}

/** Writes all three. */
export function write(
  root: string,
  lines: readonly Line[],
  works: readonly ComparedWork[],
  peers: readonly PeerColumn[],
  made: Table,
  effort: string,
): void {
  const page = join(root, "docs", "performance.md");
  const scene = plot(lines, works, peers);
  if (scene) writeFileSync(join(root, "docs", "images", "performance.svg"), plotSvg(scene));
  writeFileSync(page, replaceBetween(readFileSync(page, "utf8"), section(lines, peers, made, { effort, picture: scene !== undefined })));
  appendFileSync(join(root, "bench", "history.jsonl"), history(root, lines, works, peers));
}
