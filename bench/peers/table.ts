// From lines to a table: medians over all rounds, each peer's best setting, ratios, and which promises are kept. Pure.
import { moreIsBetter } from "./works.ts";
import type { Bar, Ceiling, ComparedWork } from "./works.ts";
import type { Peer } from "./roster.ts";

/** What a script prints: the values of its repeats, or why there are none. */
export interface Line {
  readonly id: string;
  readonly peer: string;
  readonly setting: string;
  readonly version?: string;
  readonly threads?: number;
  readonly unit?: string;
  readonly values?: readonly number[];
  readonly error?: string;
  /** Took so long that its first call is all that was measured. */
  readonly once?: boolean;
}

/** One setting of a peer on one work, over all rounds. */
export interface Result {
  readonly peer: string;
  readonly setting: string;
  readonly threads: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly once: boolean;
}

export type PeerColumn = Pick<Peer, "name" | "kind">;

export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** All results of a work: the values of all rounds of a setting are one pool. */
export function resultsOf(lines: readonly Line[], id: string): Result[] {
  const pools = new Map<string, { readonly line: Line; readonly values: number[] }>();
  for (const line of lines) {
    if (line.id !== id || !line.values) continue;
    const key = `${line.peer}|${line.setting}`;
    const pool = pools.get(key) ?? { line, values: [] };
    pool.values.push(...line.values);
    pools.set(key, pool);
  }
  return [...pools.values()].map(({ line, values }) => ({
    peer: line.peer,
    setting: line.setting,
    threads: line.threads ?? 1,
    median: medianOf(values),
    min: Math.min(...values),
    max: Math.max(...values),
    once: line.once ?? false,
  }));
}

/** How many times as fast `a` is as `b`. */
export const ratioOf = (unit: string, a: Result, b: Result): number => (moreIsBetter(unit) ? a.median / b.median : b.median / a.median);

export function bestOf(unit: string, results: readonly Result[]): Result | undefined {
  return results.reduce<Result | undefined>((best, next) => (best === undefined || ratioOf(unit, next, best) > 1 ? next : best), undefined);
}

/** A promise and what became of it; `kept` is undefined where it could not be judged. */
export interface Verdict {
  readonly kept: boolean | undefined;
  readonly text: string;
}

/** A step that is shorter than this is not worth sharing between threads. */
const WORTH_SHARING = 2e-3;

function judgeBar(work: ComparedWork, bar: Bar, results: readonly Result[], kinds: ReadonlyMap<string, Peer["kind"]>): Verdict | undefined {
  const { unit } = work;
  const { of, factor, against, threads, theirThreads } = bar;
  const mine = bestOf(unit, results.filter((one) => one.peer === of && (threads === undefined || one.threads === threads))); // prettier-ignore
  const others = results.filter((one) => {
    if (theirThreads !== undefined && one.threads !== theirThreads) return false;
    return against === "javascript" ? kinds.get(one.peer) === "javascript" : one.peer === (against === "self" ? of : against);
  });
  const theirs = bestOf(unit, others);
  if (against === "self" && theirs && (work.seconds?.(theirs.median) ?? 0) < WORTH_SHARING) return undefined;
  const own = threads === undefined ? of : `${of} ${threads} thread${threads > 1 ? "s" : ""}`;
  const name = against === "self" ? "one" : against === "javascript" ? `JavaScript${theirs ? ` (${theirs.peer})` : ""}` : against;
  const other = theirThreads === undefined || against === "self" ? name : `${name} ${theirThreads} thread${theirThreads > 1 ? "s" : ""}`;
  if (!mine || !theirs) return { kept: undefined, text: `${own} ≥ ${factor}× ${other}` };
  const ratio = ratioOf(unit, mine, theirs);
  return { kept: ratio >= factor, text: `${own} ${times(ratio)} ${other}, bar ${factor}×` };
}

function judgeCeiling(work: ComparedWork, { of, most }: Ceiling, results: readonly Result[]): Verdict {
  const mine = bestOf(work.unit, results.filter((one) => one.peer === of)); // prettier-ignore
  if (!mine) return { kept: undefined, text: `${of} ≤ ${most} ${work.unit}` };
  return { kept: mine.median <= most, text: `${of} ${figure(mine.median)} ${work.unit}, bar ${most}` };
}

/** What became of each promise of a work. Without a JavaScript peer that can do it, there is nothing to be ahead of. */
export function verdictsOf(work: ComparedWork, results: readonly Result[], peers: readonly PeerColumn[]): Verdict[] {
  const kinds = new Map(peers.map(({ name, kind }) => [name, kind]));
  return work.bars.flatMap((bar) => {
    const verdict = "most" in bar ? judgeCeiling(work, bar, results) : judgeBar(work, bar, results, kinds);
    return verdict ? [verdict] : [];
  });
}

/** Three digits, or all whole ones: 1,438,000, 38.2 and 0.0521. */
export const figure = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));

const times = (ratio: number): string => `${figure(ratio)}×`;
const cellText = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

export interface Table {
  readonly markdown: string;
  /** Work, and what it falls short of. */
  readonly missed: readonly string[];
}

/**
 * The table: a row a work, a column a peer. A cell has the median of the best setting with least and most; what a peer cannot is a
 * number of a note below. A work that nobody was asked for has no row, a peer that was not asked no column.
 */
export function table(lines: readonly Line[], works: readonly ComparedWork[], peers: readonly PeerColumn[]): Table {
  const columns = peers.filter(({ name }) => lines.some(({ peer }) => peer === name));
  const rows = works.filter(({ id }) => lines.some((line) => line.id === id));
  const notes: string[] = [];
  const note = (text: string): string => {
    if (!notes.includes(text)) notes.push(text);
    return `(${notes.indexOf(text) + 1})`;
  };
  const missed: string[] = [];
  const body = rows.map((work) => {
    const results = resultsOf(lines, work.id);
    const cells = columns.map(({ name }) => {
      const best = bestOf(work.unit, results.filter((one) => one.peer === name)); // prettier-ignore
      if (best) return `**${figure(best.median)}** (${best.once ? "once" : `${figure(best.min)}–${figure(best.max)}`}) ${best.setting}`;
      const reasons = lines.filter((line) => line.peer === name && line.id === work.id && line.error !== undefined);
      if (reasons.length === 0) return "–";
      return [...new Set(reasons.map(({ error }) => note(`${name}: ${error!}`)))].join(" ");
    });
    const ours = bestOf(work.unit, results.filter(({ peer }) => columns.some(({ name, kind }) => name === peer && kind === "ours"))); // prettier-ignore
    const against = (chosen: (column: PeerColumn) => boolean): string => {
      const other = bestOf(work.unit, results.filter(({ peer }) => columns.some((column) => column.name === peer && chosen(column)))); // prettier-ignore
      return ours && other ? times(ratioOf(work.unit, ours, other)) : "–";
    };
    const verdicts = verdictsOf(work, results, peers);
    const short = verdicts.filter(({ kept }) => kept === false);
    const kept = verdicts.filter((verdict) => verdict.kept === true).length;
    for (const { text } of short) missed.push(`${work.id}: ${text}`);
    const mark = short.length > 0 ? `✗ ${short.map(({ text }) => text).join("; ")}` : kept > 0 ? "✓" : "–";
    const row = [work.title, work.unit, ...cells, against(({ kind }) => kind === "javascript"), against(({ name }) => name === "PyTorch"), mark]; // prettier-ignore
    return `| ${row.map(cellText).join(" | ")} |`;
  });
  const head = ["work", "unit", ...columns.map(({ name }) => name), "× best JavaScript", "× PyTorch", "bars"];
  const markdown = [`| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...body];
  if (notes.length > 0) markdown.push("", ...notes.map((text, i) => `(${i + 1}) ${text}  `));
  return { markdown: `${markdown.join("\n").trimEnd()}\n`, missed };
}

/** Settings of some peers side by side: a column each, medians only; nothing where not all of the peers were measured. */
export function settingsTable(lines: readonly Line[], works: readonly ComparedWork[], names: readonly string[]): string {
  const columns = names.map((name) => [
    ...new Set(lines.filter((line) => line.peer === name && line.values).map(({ setting }) => setting)),
  ]);
  if (columns.some((settings) => settings.length === 0)) return "";
  const head = names.flatMap((name, i) => columns[i]!.map((setting) => `${name}, ${setting}`));
  const rows = works.flatMap(({ id, title, unit }) => {
    const results = resultsOf(lines, id);
    const cells = names.flatMap((name, i) => columns[i]!.map((setting) => results.find((one) => one.peer === name && one.setting === setting)?.median)); // prettier-ignore
    if (cells.every((value) => value === undefined)) return [];
    return [[title, unit, ...cells.map((value) => (value === undefined ? "–" : figure(value)))]];
  });
  const all = [["work", "unit", ...head], ["---", "---", ...head.map(() => "---:")], ...rows];
  return `${all.map((row) => `| ${row.map(cellText).join(" | ")} |`).join("\n")}\n`;
}

/** Peers and their versions, in order. */
export function versionsOf(lines: readonly Line[], peers: readonly PeerColumn[]): string {
  const named = peers.flatMap(({ name }) => {
    const versions = new Set(lines.filter((line) => line.peer === name && line.version !== undefined).map(({ version }) => version!));
    return versions.size > 0 && name !== "limit" ? [`${name} ${[...versions].join(", ")}`] : [];
  });
  return named.join("; ");
}
