// What a training step costs against width, depth, batch, context and threads: `npm run bench:scaling [-- --quick] [-- --write]`.
// Prints the section of docs/performance.md; --write puts it there, with its picture. On the default device.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setDefaultDevice, wasm } from "../../src/index.ts";
import { toSvg } from "../../src/viz/index.ts";
import { aboutNow, replaceBetween } from "../peers/page.ts";
import { picture } from "./picture.ts";
import { measureSeries, measureThreads, peaksHere, SERIES } from "./series.ts";
import { section } from "./words.ts";

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const effort = options.quick ? { rounds: 2, milliseconds: 5 } : { rounds: 7, milliseconds: 60 };
setDefaultDevice(wasm({ threads: 1 }));
const peaks = peaksHere();
const measured = SERIES.map((series) => {
  say(series.name);
  return [series, measureSeries(series, effort, peaks)] as const;
});
const threads = Math.min(8, availableParallelism());
say("threads");
const shared = threads > 1 ? await measureThreads(threads, [32, 64, 128, 256, 512, 1024], effort) : [];

const { date, commit, machine, node } = aboutNow(root, "");
const about = `Measured ${date} at ${commit}: ${machine}; Node ${node}; one thread of the default device. Rounds of all sizes follow each other: ${effort.rounds}, of at least ${effort.milliseconds} ms; medians, least and most.`; // prettier-ignore
const text = section({ about, peaks, measured, threads, shared });
process.stdout.write(`${text}\n`);
if (options.write) {
  const page = join(root, "docs", "performance.md");
  writeFileSync(join(root, "docs", "images", "scaling.svg"), toSvg(picture(measured, threads, shared)));
  writeFileSync(page, replaceBetween(readFileSync(page, "utf8"), text, "scaling"));
}
process.exit(0);
