// What the workbench computes, in the worker: data sets as they are asked for, one training that goes on between requests, files to take
// away. Knows the core; no page.
import type { PreprocessorState } from "nabla/data";
import type { Finding } from "nabla/lecture";
import type { Job } from "../worker/types.ts";
import { slopeAlong } from "./core/gradient.ts";
import { tablePreview, viewOf } from "./core/describe.ts";
import type { ProblemView, TablePreview } from "./core/describe.ts";
import type { Frame } from "./core/session.ts";
import { Session } from "./core/session.ts";
import { dataKey, trainingKey } from "./core/settings.ts";
import type { Settings } from "./core/settings.ts";
import { readImported, take, takenAway } from "./core/record.ts";
import type { Imported, TakenFile, TakenKind } from "./core/record.ts";
import { problemOf } from "./core/problem.ts";
import type { Problem } from "./core/problem.ts";
import { Trainer } from "./core/trainer.ts";
import { BenchError, isPictures, shippedFile } from "./core/sources.ts";
import type { Material } from "./core/sources.ts";
import { shippedUrls } from "./shipped.ts";

/** A file of the learner's, known by a number that the page gives. */
interface OwnFile {
  readonly id: number;
  readonly name: string;
  readonly content: string | Uint8Array;
}

let own: OwnFile | null = null;
const shipped = new Map<string, Promise<string | Uint8Array>>();
let problem: { readonly key: string; readonly value: Problem; readonly material: Material } | null = null;
let imported: Imported | null = null;
/** An imported model gives its weights once; what is begun anew afterwards begins as its seed says. */
let taken = false;
let session: { readonly key: string; readonly value: Session } | null = null;

/** Takes a file. Nothing leaves the browser: it stays in this worker's memory. */
export const give = (file: OwnFile): null => {
  own = file;
  problem = null;
  return null;
};

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // Some servers unpack on the way.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

async function fetchShipped(name: string): Promise<string | Uint8Array> {
  let response: Response;
  try {
    response = await fetch(shippedUrls[name]!);
  } catch {
    throw new BenchError("offline", name);
  }
  if (!response.ok) throw new BenchError("offline", name);
  const bytes = await unpacked(new Uint8Array(await response.arrayBuffer()));
  return name.endsWith(".csv") ? new TextDecoder().decode(bytes) : bytes;
}

/** Fetched once; a failure is tried again when it is asked for again. */
function fetched(name: string): Promise<string | Uint8Array> {
  let coming = shipped.get(name);
  if (!coming) {
    shipped.set(name, (coming = fetchShipped(name)));
    coming.catch(() => shipped.delete(name));
  }
  return coming;
}

/** Which data are meant: settings, and the number of the learner's file. */
export interface Which {
  readonly settings: Settings;
  readonly file: number | null;
}

async function materialOf({ settings, file }: Which): Promise<Material> {
  if (settings.data === "csv") {
    if (file === null) throw new BenchError("no-file");
    if (own?.id !== file) throw new BenchError("file-lost");
    return { file: own };
  }
  const name = shippedFile(settings.data);
  return name === null ? {} : { shipped: await fetched(name) };
}

/** The way of an imported model from columns to inputs, for the settings that came with it. */
const knownWay = (settings: Settings): PreprocessorState | null =>
  imported && !isPictures(settings.data) && dataKey(imported.settings) === dataKey(settings) ? (imported.record.preprocessing as PreprocessorState) : null; // prettier-ignore

async function problemFor(which: Which): Promise<Problem> {
  const way = knownWay(which.settings);
  const key = `${dataKey(which.settings)} ${which.file ?? ""} ${way ? "known" : ""}`;
  if (problem?.key === key) return problem.value;
  const material = await materialOf(which);
  const value = problemOf(which.settings, material, way);
  problem = { key, value, material };
  return value;
}

/** What the data are, for the page: task, counts, points to draw, what was left out. */
export const describe = async (which: Which): Promise<ProblemView> => {
  const value = await problemFor(which);
  return viewOf(which.settings, value, await materialOf(which));
};

/** The first rows of a table, and what its columns are, also when nothing can be learned from it as it stands. */
export const preview = async (which: Which): Promise<TablePreview | null> => tablePreview(which.settings, await materialOf(which));

/** What a training is asked for. */
export interface TrainArgs extends Which {
  readonly seed: number;
  /** Steps between two pictures, slow enough to be watched; below 0 without waiting; 0 for as many as the time allows. */
  readonly pace: number;
  /** So many steps only; null until it ends. */
  readonly steps: number | null;
}

async function sessionFor(args: Pick<TrainArgs, "settings" | "file" | "seed">): Promise<Session> {
  const key = `${trainingKey(args.settings)} ${args.file ?? ""} ${args.seed}`;
  if (session?.key === key) session.value.adjust(args.settings);
  else {
    const value = new Session(await problemFor(args), args.settings, args.seed);
    session = { key, value };
    if (imported && !taken && trainingKey(imported.settings) === trainingKey(args.settings) && imported.seed === args.seed) {
      take(value, imported);
      taken = true;
    }
  }
  return session.value;
}

const SLICE = 12;
const FRAME = 30;

/** Trains, and says how it stands again and again. Goes on where the same training stood. */
export async function* train(args: TrainArgs, job: Job): AsyncGenerator<Frame, void, unknown> {
  const bench = await sessionFor(args);
  yield bench.frame();
  if (bench.conflicts.some((conflict) => conflict.fatal)) return;
  let left = args.steps ?? Infinity;
  while (!bench.ended && left > 0) {
    const frame = performance.now();
    let slice = frame;
    let done = 0;
    while (!bench.ended && left > 0 && (args.pace === 0 || done < Math.abs(args.pace))) {
      bench.step();
      done++;
      left--;
      const now = performance.now();
      if (now - frame > (args.pace > 0 ? 250 : FRAME)) break;
      if (now - slice > SLICE) {
        await job.pause();
        if (session?.value !== bench) return;
        slice = performance.now();
      }
    }
    // Slow enough to be watched: not more than some thirty pictures a second.
    const rest = FRAME - (performance.now() - frame);
    if (args.pace > 0 && rest > 1) await new Promise((resolve) => setTimeout(resolve, rest));
    await job.pause();
    if (session?.value !== bench) return;
    yield bench.frame();
  }
}

type Same = Pick<TrainArgs, "settings" | "file" | "seed">;

/** How it stands now; another rate or other axes are taken over. */
export const look = async (args: Same): Promise<Frame> => (await sessionFor(args)).frame();

/** Back to the same first weights. */
export const rewind = async (args: Same): Promise<Frame> => {
  const bench = await sessionFor(args);
  bench.rewind();
  bench.adjust(args.settings);
  return bench.frame();
};

/** Gives a weight (or a bias, where `input` is null) another value. */
export const edit = async (args: Same & { readonly layer: number; readonly unit: number; readonly input: number | null; readonly value: number }): Promise<Frame> => {
  const bench = await sessionFor(args);
  bench.edit(args.layer, args.unit, args.input, args.value);
  return bench.frame();
}; // prettier-ignore

/** All numbers of a unit. */
export const unit = async (args: Same & { readonly layer: number; readonly unit: number }): Promise<{ readonly weights: Float32Array; readonly bias: number }> =>
  (await sessionFor(args)).unit(args.layer, args.unit); // prettier-ignore

/** Files to take away. */
export const takeAway = async (args: Same & { readonly kind: TakenKind }): Promise<TakenFile[]> =>
  takenAway(await sessionFor(args), args.kind);

/** Brings a model in: a model file, or model.json and model.safetensors of a run. Gives the settings that go with it. */
export const bring = (files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): { readonly settings: Settings; readonly seed: number } => {
  imported = readImported(files);
  taken = false;
  session = null;
  problem = null;
  return { settings: imported.settings, seed: imported.seed };
}; // prettier-ignore

/** Back-propagation against a central difference, on the learner's own network at its first weights, in a random direction. */
export const checkGradient = async (args: Same): Promise<Finding> => slopeAlong(new Trainer(await problemFor(args), { ...args.settings, drop: 0 }, args.seed), args.seed); // prettier-ignore
