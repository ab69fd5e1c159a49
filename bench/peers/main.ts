// This library and its peers on the same works, in one run: `npm run bench:peers [-- --quick] [--only ids] [--peers names] [--rounds n]`.
// Each round starts every setting of every peer once, in an order that turns from round to round, so that all see the same machine.
// Prints the table as Markdown. --write puts it into docs/performance.md; --save keeps the lines in a file, --from makes the
// table of such a file without measuring. --history measures this library alone, once, and appends a line to bench/history.jsonl:
// the one for a change that landed.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "../../scripts/arguments.ts";
import { install } from "./install.ts";
import { aboutNow, appendHistory, write } from "./page.ts";
import type { About } from "./page.ts";
import { COLD, NEWER_NODE, PEERS } from "./roster.ts";
import type { Peer, Setting } from "./roster.ts";
import { coldStart, programOf, runSetting } from "./run.ts";
import { settingsTable, table, versionsOf } from "./table.ts";
import type { Line } from "./table.ts";
import { WORKS } from "./works.ts";

const USAGE = `
npm run bench:peers -- [options]    this library and its peers on the same works, in one run

  --quick           short rounds, to see that everything runs
  --only <ids>      these works, with commas between: ${WORKS.map(({ id }) => id).join(", ")}
  --peers <names>   these peers, with commas between: ${PEERS.map(({ name }) => name).join(", ")}
  --rounds <n>      how often everything is measured
  --write           put the table into docs/performance.md and a line into bench/history.jsonl
  --history         measure this library alone, once, and append a line to bench/history.jsonl
  --save <file>     keep the lines in a file
  --from <file>     make the table of such a file, without measuring
`;
const { values: options } = readArguments("bench:peers", USAGE, {
  quick: { type: "boolean", default: false },
  only: { type: "string" },
  peers: { type: "string" },
  rounds: { type: "string" },
  write: { type: "boolean", default: false },
  history: { type: "boolean", default: false },
  save: { type: "string" },
  from: { type: "string" },
});

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const packages = join(root, ".cache", "peers");
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function fail(text: string): never {
  say(`bench:peers: ${text}`);
  process.exit(2);
}

function chosen<T>(known: readonly T[], nameOf: (one: T) => string, wish: string | undefined, what: string): readonly T[] {
  if (wish === undefined) return known;
  return wish.split(",").map((name) => {
    const found = known.find((one) => nameOf(one) === name.trim());
    return found ?? fail(`--${what} ${name}: choose from ${known.map(nameOf).join(", ")}`);
  });
}

const rounds = options.rounds === undefined ? (options.quick || options.history ? 1 : 2) : Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds ${options.rounds}: it must be a positive integer`);
const effort = options.quick ? { repeats: 1, milliseconds: 20 } : { repeats: 3, milliseconds: 200 };
const EFFORT = `Interleaved rounds: ${rounds}; repeats of a work in each: ${effort.repeats}, of at least ${effort.milliseconds} ms; medians, least and most of all repeats`; // prettier-ignore
const works = chosen(WORKS, ({ id }) => id, options.only, "only").filter(
  ({ slow }) => !options.quick || options.only !== undefined || !slow,
);
const peers = chosen(PEERS, ({ name }) => name, options.peers ?? (options.history ? "nabla wasm,nabla native" : undefined), "peers");

interface Entry {
  readonly peer: Peer;
  readonly setting: Setting;
  readonly program: string;
  /** What is still asked for: a work that failed, or took very long, is not tried again in the next round. */
  readonly works: Set<string>;
}

async function gather(): Promise<Line[]> {
  const lines: Line[] = [];
  const keep = (line: Line): void => {
    lines.push(line);
    if (options.save !== undefined) appendFileSync(options.save, `${JSON.stringify(line)}\n`);
  };
  if (options.save !== undefined) writeFileSync(options.save, `${JSON.stringify({ about: aboutNow(root, EFFORT) })}\n`);
  mkdirSync(packages, { recursive: true });
  const old = Number(process.versions.node.split(".")[0]) < 24;
  const newer = old && peers.some(({ settings }) => settings.some(({ runtime }) => runtime === "node 24"));
  const refused = newer ? install(packages, NEWER_NODE, say) : undefined;
  const entries = peers.flatMap((peer): Entry[] => {
    const missing = peer.packages && install(packages, peer.packages, say);
    return peer.settings.flatMap((setting): Entry[] => {
      const found = missing === undefined ? programOf(setting.runtime, packages, refused) : { error: missing };
      if ("program" in found) return [{ peer, setting, program: found.program, works: new Set(works.map(({ id }) => id)) }];
      for (const { id } of works) keep({ id, peer: peer.name, setting: setting.name, error: `skipped: ${found.error}` });
      return [];
    });
  });
  for (let round = 0; round < rounds; round++) {
    const turn = Math.floor((round * entries.length) / rounds);
    for (const { peer, setting, program, works: open } of [...entries.slice(turn), ...entries.slice(0, turn)]) {
      say(`round ${round + 1} of ${rounds}: ${peer.name}, ${setting.name}`);
      const onLine = (line: Line): void => {
        if (line.error !== undefined || line.once === true) open.delete(line.id);
        keep(line);
      };
      for (const id of COLD) if (open.has(id) && setting.cold?.[id]) onLine(coldStart(id, peer.name, setting, program, packages, effort.repeats)); // prettier-ignore
      const ids = [...open].filter((id) => !COLD.includes(id));
      if (ids.length > 0) await runSetting(peer.name, setting, ids, { program, packages, effort }, onLine);
    }
  }
  return lines;
}

/** What --save kept: what the run was, then its lines. */
function read(file: string): { about: About | undefined; lines: Line[] } {
  const kept = readFileSync(file, "utf8").split("\n").filter((text) => text.startsWith("{")).map((text) => JSON.parse(text) as Line | { about: About }); // prettier-ignore
  return {
    about: kept.flatMap((one) => ("about" in one ? [one.about] : []))[0],
    lines: kept.flatMap((one) => ("about" in one ? [] : [one])),
  };
}

const kept = options.from === undefined ? { about: aboutNow(root, EFFORT), lines: await gather() } : read(options.from);
const { about, lines } = kept;
const made = table(lines, works, peers);
process.stdout.write(`${made.markdown}\nVersions: ${versionsOf(lines, peers)}.\n`);
const beside = settingsTable(lines, works, ["nabla wasm", "nabla wasm in Chromium"]);
if (beside !== "") process.stdout.write(`\n${beside}`);
if (made.missed.length > 0) process.stdout.write(`\nBars that are missed:\n\n${made.missed.map((text) => `- ${text}\n`).join("")}`);
if (options.write || options.history) {
  const run = { about: about ?? fail(`--from ${options.from}: it does not say what run it was`), lines, works, peers, made };
  (options.write ? write : appendHistory)(root, run);
}
