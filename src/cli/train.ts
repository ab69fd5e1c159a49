// `nabla train`: from a source to a run folder. Says what it does, keeps checkpoints, and goes on where a killed run stopped.
import { isAbsolute, join, relative, resolve } from "node:path";
import { manualSeed } from "../index.ts";
import { safetensors } from "../io/index.ts";
import type { Module } from "../nn/index.ts";
import { fit, readState, writeState } from "../train/index.ts";
import type { EpochRecord, ProgressEvent, TrainingState } from "../train/index.ts";
import type { Language } from "../viz/index.ts";
import { isLayered, parseActivation, parseLayers } from "./architecture.ts";
import type { Architecture } from "./architecture.ts";
import { parseBudget, searchWithin } from "./budget.ts";
import { useDevice } from "./device.ts";
import type { DeviceInUse, DeviceOptions } from "./device.ts";
import { CommandError, usageError } from "./errors.ts";
import type { Wishes, Work } from "./kinds/kind.ts";
import { landscapeOfRun } from "./landscape.ts";
import { languageOf } from "./language.ts";
import { buildNetwork, countParameters } from "./network.ts";
import { sayNote } from "./notes.ts";
import { Progress } from "./progress.ts";
import { evidenceOf } from "./report/evidence.ts";
import { reportPage } from "./report/page.ts";
import {
  abandonFolder,
  claimFolder,
  readUnfinished,
  reportPath,
  saveCheckpoint,
  saveHistory,
  saveModel,
  saveReport,
} from "./run-folder.ts";
import type { ModelRecord, RunRecord, Settings } from "./run-folder.ts";
import { printScores } from "./scores.ts";
import { SOURCES } from "./sources/source.ts";
import { short } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import { versions } from "./version.ts";
import { beginWork, chosen, workOf } from "./work.ts";
import type { ChoiceOptions } from "./work.ts";

export interface TrainOptions extends Wishes, ChoiceOptions, DeviceOptions {
  readonly out?: string;
  readonly resume?: string;
  readonly budget?: string;
  readonly lang?: string;
  readonly landscape?: boolean;
}

interface Plan {
  readonly work: Work;
  readonly record: RunRecord;
  readonly folder: string;
  readonly resume: TrainingState | null;
  readonly device: DeviceInUse;
}

/** `runs/letters-20260131-174500-123`. */
function defaultFolder(name: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const base = name.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}_-]+/gu, "-"); // prettier-ignore
  return join("runs", `${base || "table"}-${stamp}-${process.pid}`);
}

async function planNew(source: string, options: TrainOptions, terminal: Terminal): Promise<Plan> {
  // Mistakes in the options are told before a large data set is fetched.
  const choice = chosen(options);
  const budget = options.budget === undefined ? null : parseBudget(options.budget);
  if (options.layers !== undefined) parseLayers(options.layers);
  if (options.activation !== undefined) parseActivation(options.activation);
  const say = (message: string): void => terminal.line(message);
  const work = await beginWork(source, choice, say);
  let wishes: Wishes = pick(options, ["layers", "activation", "width", "depth", "epochs", "lr", "batch", "decay"]);
  work.architecture(wishes); // refuses what does not fit
  const folder = options.out ?? defaultFolder(work.name);
  const threads = options.threads ?? 0;
  const base = (): RunRecord => ({
    format: "nabla-run-1",
    settings: {
      source: work.fingerprint === null ? source : resolve(source),
      name: work.name,
      ...choice,
      task: work.task,
      target: options.target ?? null,
      fingerprint: work.fingerprint,
      device: options.device ?? "wasm",
      threads,
      recipe: work.recipe(wishes),
    },
    architecture: work.architecture(wishes),
    notes: work.notes,
  });
  claimFolder(folder, base());
  try {
    const device = deviceFor(base().settings, options, terminal);
    if (budget === null) return { work, record: base(), folder, resume: null, device };
    const search = await searchWithin(budget, work, wishes, choice.seed, terminal);
    wishes = { ...wishes, ...search.winner };
    const record = { ...base(), search: search.record };
    claimFolder(folder, record, true);
    return { work, record, folder, resume: null, device };
  } catch (error) {
    abandonFolder(folder);
    throw error;
  }
}

const pick = <Name extends keyof Wishes>(options: TrainOptions, names: readonly Name[]): Wishes =>
  Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));

const deviceFor = (settings: Settings, options: TrainOptions, terminal: Terminal): DeviceInUse => {
  const threads = options.threads ?? settings.threads;
  return useDevice({ device: settings.device, ...(threads > 0 && { threads }) }, (message) => terminal.line(message));
};

/** Options that a resumed run may be given. */
const STILL_FREE = ["resume", "threads", "json", "lang", "landscape"];

async function planResumed(folder: string, options: TrainOptions, terminal: Terminal): Promise<Plan> {
  const extra = Object.entries(options).filter(([name, value]) => value !== undefined && value !== false && !STILL_FREE.includes(name));
  if (extra.length > 0)
    throw usageError(`--resume ${folder}: the run keeps its settings, so leave out ${extra.map(([name]) => `--${name}`).join(", ")}`);
  const { record, checkpoint } = readUnfinished(folder);
  const { source, fingerprint } = record.settings;
  const work = await workOf(record.settings, (message) => terminal.line(message));
  if (work.fingerprint !== fingerprint)
    throw new CommandError(`--resume ${folder}: ${source} has changed since the run began; put the old data back, or start a new run`);
  const device = deviceFor(record.settings, options, terminal);
  return { work: { ...work, notes: record.notes }, record, folder, resume: readState(checkpoint), device };
}

/** Seconds between two checkpoints, at least. */
const CHECKPOINT_SECONDS = 1;

export async function train(source: string | undefined, options: TrainOptions, terminal: Terminal): Promise<void> {
  if (source !== undefined && options.resume !== undefined)
    throw usageError(`--resume ${options.resume}: the run knows its data, so leave out ${source}`);
  if (source === undefined && options.resume === undefined)
    throw usageError(`train: name what to train on: a data set (letters, iris, …; nabla data lists them), ${SOURCES}`);
  const language = languageOf(options.lang);
  const plan = source === undefined ? await planResumed(options.resume!, options, terminal) : await planNew(source, options, terminal);
  try {
    await carryOut(plan, options, language, terminal);
  } catch (error) {
    if (plan.resume === null) abandonFolder(plan.folder);
    throw error;
  }
}

async function carryOut(plan: Plan, options: TrainOptions, language: Language, terminal: Terminal): Promise<void> {
  const { work, record, folder, resume } = plan;
  const { settings, architecture } = record;
  const { recipe, seed } = settings;
  manualSeed(seed);
  const model = buildNetwork(architecture);
  announce(terminal, plan);
  const history: EpochRecord[] = resume ? [...resume.progress.history] : [];
  const progress = new Progress(terminal);
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  let saved = resume ? performance.now() : -Infinity;
  const data = work.batches?.(work.train, recipe, seed) ?? work.train;
  const result = await fit(model, data, {
    ...work.training(recipe, seed),
    signal: stopper.signal,
    ...(resume ? { resume } : {}),
    checkpoint: {
      // Long epochs are kept in parts, too.
      ...(Math.ceil(work.train.length / recipe.batch) > 300 && { everySteps: 50 }),
      save(state) {
        const now = performance.now();
        if (now - saved < CHECKPOINT_SECONDS * 1000 && !stopper.signal.aborted) return;
        saveHistory(folder, state.progress.history.map(historyRow)); // prettier-ignore
        saveCheckpoint(folder, writeState(state));
        saved = now;
      },
    },
    onProgress: (event) => report(event, progress, terminal, history, work),
  }).finally(() => process.off("SIGINT", stop).off("SIGTERM", stop));
  terminal.clear();
  if (result.ended === "stopped") {
    throw new CommandError(
      `train: stopped in epoch ${result.history.length + 1} of ${recipe.epochs}; continue with: nabla train --resume ${folder}`,
      130,
    );
  }
  await finish(plan, model, result.history, result.seconds, options, language, terminal);
}

export const historyRow = ({ epoch, loss, metrics, lr, seconds }: EpochRecord): Record<string, number> => ({
  epoch: epoch + 1,
  loss,
  ...metrics,
  lr,
  seconds: Number(seconds.toFixed(3)),
});

function report(event: ProgressEvent, progress: Progress, terminal: Terminal, history: EpochRecord[], work: Work): void {
  const accuracy = event.metrics["accuracy"];
  const score = accuracy === undefined ? null : { name: "accuracy", value: accuracy };
  progress.show(event, score);
  if (!event.record) return;
  history.push(event.record);
  terminal.event({
    event: "epoch",
    ...historyRow(event.record),
    epochs: event.epochs,
    rate: Math.round(event.rate),
    dataset: work.name,
  });
}

const NETWORK_NAMES = { gpt: "transformer of texts (GPT)", translator: "transformer, encoder and decoder", unet: "U-Net", detector: "detector of centers and sizes", bag: "bag of embeddings", lstm: "LSTM from both sides", transformer: "transformer" } as const; // prettier-ignore

const networkName = (architecture: Architecture): string =>
  !isLayered(architecture)
    ? NETWORK_NAMES[architecture.network]
    : architecture.layers.some((layer) => layer.layer === "conv2d")
      ? "convolutional network"
      : "multilayer perceptron";

const UNITS = { rows: "", pictures: "", characters: " characters", pairs: " pairs" } as const;

function announce(terminal: Terminal, { work, record, folder, device, resume }: Plan): void {
  const { paint } = terminal;
  const { settings, architecture } = record;
  const { recipe } = settings;
  const parameters = countParameters(architecture);
  const { train: training, test } = work.counts;
  const notes = work.notes.map((note) => sayNote(note, "en"));
  terminal.line(
    `${paint.bold(work.name)}  ${training} training and ${test} test ${UNITS[work.unit] === "" ? "examples" : UNITS[work.unit].trim()}, ${work.aim}`,
  );
  for (const note of notes) terminal.line(paint.dim(`  ${note}`));
  terminal.line(
    `${networkName(architecture)}, ${short(parameters)} parameters; ${device.name}, ${device.threads} thread${device.threads === 1 ? "" : "s"}; seed ${settings.seed}`,
  );
  const begin = resume
    ? `continuing at epoch ${resume.progress.epoch + 1} of ${recipe.epochs}`
    : `${recipe.epochs} epochs, batches of ${recipe.batch}`;
  terminal.line(`${begin}, learning rate ${recipe.lr}`);
  terminal.line();
  terminal.event({
    event: "start",
    dataset: work.name,
    task: work.task,
    train: training,
    test,
    classes: work.classes?.length ?? null,
    parameters,
    epochs: recipe.epochs,
    resumedAt: resume ? resume.progress.epoch + 1 : null,
    folder,
    notes,
  });
}

async function finish(
  { work, record, folder, device }: Plan,
  model: Module,
  history: readonly EpochRecord[],
  seconds: number,
  options: TrainOptions,
  language: Language,
  terminal: Terminal,
): Promise<void> {
  const { settings, architecture, search } = record;
  terminal.status("measuring on the test data");
  model.eval();
  const found = work.conclude?.(model);
  const { scores, exhibits } = work.judge(model, found);
  terminal.clear();
  const reference = work.references.find(({ metric }) => metric === scores.metric) ?? null;
  const result = {
    task: work.task,
    dataset: work.name,
    metric: scores.metric,
    test: scores.value,
    reference: reference && { what: reference.what, value: reference.value },
    parameters: countParameters(architecture),
    seconds: Number(seconds.toFixed(3)),
    device: device.name,
    threads: device.threads,
    seed: settings.seed,
  };
  const kept: ModelRecord = {
    format: "nabla-model-1",
    settings,
    architecture,
    classes: work.classes,
    preprocessing: work.preprocessing,
    ...(found !== undefined && { found }),
    ...(search && { search }),
    result: { ...result, ...scores.more, groups: scores.groups },
    versions: versions(),
  };
  saveHistory(folder, history.map(historyRow)); // prettier-ignore
  const landscape = options.landscape ? landscapeOfRun(model, work, terminal) : null;
  const evidence = evidenceOf({ work, record: kept, scores, exhibits, history: history.map(historyRow), landscape });
  saveReport(folder, evidence, reportPage(evidence, language));
  saveModel(folder, safetensors.write(model.stateDict(), { metadata: { format: "pt" } }), kept);
  printScores(terminal, scores, work.references);
  terminal.line();
  const shown = isAbsolute(folder) && !relative(process.cwd(), folder).startsWith("..") ? relative(process.cwd(), folder) : folder;
  terminal.line(
    `  ${terminal.paint.dim(`${seconds.toFixed(1)} s; written to`)} ${shown}${terminal.paint.dim("; the report is")} ${reportPath(shown)}`,
  );
  terminal.event({
    event: "test",
    metric: scores.metric,
    value: scores.value,
    low: scores.interval.low,
    high: scores.interval.high,
    count: scores.count,
    ...scores.more,
    ...(scores.baseline && { baseline: scores.baseline }),
    groups: scores.groups,
  });
  terminal.event({ event: "result", ...result });
}
