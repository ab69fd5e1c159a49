// `nabla train`: from a source to a run folder. Says what it does, keeps checkpoints, and goes on where a killed run stopped.
import { isAbsolute, join, relative, resolve } from "node:path";
import { manualSeed } from "../index.ts";
import { safetensors } from "../io/index.ts";
import { buildNetwork } from "../nn/index.ts";
import type { Module } from "../nn/index.ts";
import { fit, readState, writeState } from "../train/index.ts";
import type { EpochRecord, ProgressEvent, TrainingState } from "../train/index.ts";
import { countParameters } from "./architecture.ts";
import type { Architecture } from "../nn/index.ts";
import { useDevice } from "./device.ts";
import type { DeviceInUse, DeviceOptions } from "./device.ts";
import { CommandError, usageError } from "./errors.ts";
import { judge } from "./judge.ts";
import type { Problem } from "./problem.ts";
import { Progress } from "./progress.ts";
import { chooseArchitecture, chooseRecipe } from "./recipe.ts";
import type { Wishes } from "./recipe.ts";
import { abandonFolder, claimFolder, readUnfinished, saveCheckpoint, saveHistory, saveModel } from "./run-folder.ts";
import type { RunRecord, Settings } from "./run-folder.ts";
import { printScores } from "./scores.ts";
import { loadProblem } from "./sources.ts";
import { short } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import { trainingOf } from "./training.ts";
import { versions } from "./version.ts";

export interface TrainOptions extends Wishes, DeviceOptions {
  readonly target?: string;
  readonly task?: string;
  readonly seed?: number;
  readonly dropMissing?: boolean;
  readonly out?: string;
  readonly resume?: string;
}

interface Plan {
  readonly problem: Problem;
  readonly record: RunRecord;
  readonly folder: string;
  readonly resume: TrainingState | null;
}

const taskOf = (text: string | undefined): "classification" | "regression" | undefined => {
  if (text === undefined || text === "classification" || text === "regression") return text;
  throw usageError(`--task ${text}: choose classification or regression`);
};

/** `runs/letters-20260131-174500`, with a number if there is one already. */
function defaultFolder(name: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const base = name.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}_-]+/gu, "-"); // prettier-ignore
  return join("runs", `${base || "table"}-${stamp}-${process.pid}`);
}

async function planNew(source: string, options: TrainOptions, terminal: Terminal): Promise<Plan> {
  const task = taskOf(options.task);
  const seed = options.seed ?? 0;
  const dropMissing = options.dropMissing ?? false;
  const choice = { seed, dropMissing, ...(options.target === undefined ? {} : { target: options.target }), ...(task ? { task } : {}) };
  // Mistakes in the options are told before a large data set is fetched.
  chooseArchitecture(PROBE, options);
  const problem = await loadProblem(source, choice, (message) => terminal.line(message));
  const isFile = problem.fingerprint !== null;
  const settings: Settings = {
    source: isFile ? resolve(source) : source,
    name: problem.name,
    task: problem.task,
    target: options.target ?? null,
    dropMissing,
    fingerprint: problem.fingerprint,
    seed,
    device: options.device ?? "wasm",
    threads: options.threads ?? 0,
    recipe: chooseRecipe(problem, options),
  };
  const record: RunRecord = { format: "nabla-run-1", settings, architecture: chooseArchitecture(problem, options) };
  const folder = options.out ?? defaultFolder(problem.name);
  claimFolder(folder, record);
  return { problem, record, folder, resume: null };
}

const PROBE = { kind: "table", input: [1], outputs: 1, train: { data: { length: 1 } } } as unknown as Problem;

async function planResumed(folder: string, options: TrainOptions, terminal: Terminal): Promise<Plan> {
  const extra = Object.entries(options).filter(
    ([name, value]) => value !== undefined && value !== false && !["resume", "threads", "json"].includes(name),
  );
  if (extra.length > 0)
    throw usageError(`--resume ${folder}: the run keeps its settings, so leave out ${extra.map(([name]) => `--${name}`).join(", ")}`);
  const { record, checkpoint } = readUnfinished(folder);
  const { source, seed, dropMissing, target, task, fingerprint } = record.settings;
  const problem = await loadProblem(source, { seed, dropMissing, ...(target === null ? {} : { target }), task }, (message) =>
    terminal.line(message),
  );
  if (problem.fingerprint !== fingerprint)
    throw new CommandError(`--resume ${folder}: ${source} has changed since the run began; put the old file back, or start a new run`);
  return { problem, record, folder, resume: readState(checkpoint) };
}

/** Seconds between two checkpoints, at least. */
const CHECKPOINT_SECONDS = 1;

export async function train(source: string | undefined, options: TrainOptions, terminal: Terminal): Promise<void> {
  if (source !== undefined && options.resume !== undefined)
    throw usageError(`--resume ${options.resume}: the run knows its data, so leave out ${source}`);
  if (source === undefined && options.resume === undefined)
    throw usageError("train: name what to train on: letters, letters-ru, digits, iris, penguins, cars, or a .csv file");
  const plan = source === undefined ? await planResumed(options.resume!, options, terminal) : await planNew(source, options, terminal);
  try {
    await carryOut(plan, options, terminal);
  } catch (error) {
    if (plan.resume === null) abandonFolder(plan.folder);
    throw error;
  }
}

async function carryOut({ problem, record, folder, resume }: Plan, options: TrainOptions, terminal: Terminal): Promise<void> {
  const { settings, architecture } = record;
  const { recipe, seed } = settings;
  const threads = options.threads ?? settings.threads;
  const device = useDevice({ device: settings.device, ...(threads > 0 && { threads }) }, (message) => terminal.line(message));
  manualSeed(seed);
  const model = buildNetwork(architecture);
  announce(terminal, { problem, architecture, settings, folder, device, resumed: resume });
  const history: EpochRecord[] = resume ? [...resume.progress.history] : [];
  const progress = new Progress(terminal);
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  let saved = resume ? performance.now() : -Infinity;
  const result = await fit(model, problem.train.data, {
    ...trainingOf(problem, recipe, seed),
    signal: stopper.signal,
    ...(resume ? { resume } : {}),
    checkpoint: {
      save(state) {
        const now = performance.now();
        if (now - saved < CHECKPOINT_SECONDS * 1000 && !stopper.signal.aborted) return;
        saveHistory(folder, state.progress.history.map(historyRow)); // prettier-ignore
        saveCheckpoint(folder, writeState(state));
        saved = now;
      },
    },
    onProgress: (event) => report(event, progress, terminal, history, problem),
  }).finally(() => process.off("SIGINT", stop).off("SIGTERM", stop));
  terminal.clear();
  if (result.ended === "stopped") {
    const kept = join(folder);
    throw new CommandError(
      `train: stopped in epoch ${result.history.length + 1} of ${recipe.epochs}; continue with: nabla train --resume ${kept}`,
      130,
    );
  }
  finish({ problem, record, folder, model, history: result.history, seconds: result.seconds, device, terminal });
}

const historyRow = ({ epoch, loss, metrics, lr, seconds }: EpochRecord): object => ({
  epoch: epoch + 1,
  loss,
  ...metrics,
  lr,
  seconds: Number(seconds.toFixed(3)),
});

function report(event: ProgressEvent, progress: Progress, terminal: Terminal, history: EpochRecord[], problem: Problem): void {
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
    dataset: problem.name,
  });
}

interface Announcement {
  readonly problem: Problem;
  readonly architecture: Architecture;
  readonly settings: Settings;
  readonly folder: string;
  readonly device: DeviceInUse;
  readonly resumed: TrainingState | null;
}

function announce(terminal: Terminal, { problem, architecture, settings, folder, device, resumed }: Announcement): void {
  const { paint } = terminal;
  const { recipe } = settings;
  const parameters = countParameters(architecture);
  const what = problem.classes ? `${problem.classes.length} classes` : "a number to estimate";
  const hidden = architecture.layers.some((layer) => layer.layer === "conv2d") ? "convolutional network" : "multilayer perceptron";
  terminal.line(
    `${paint.bold(problem.name)}  ${problem.train.data.length} training and ${problem.test.data.length} test examples, ${what}`,
  );
  for (const note of problem.notes) terminal.line(paint.dim(`  ${note}`));
  terminal.line(
    `${hidden}, ${short(parameters)} parameters; ${device.name}, ${device.threads} thread${device.threads === 1 ? "" : "s"}; seed ${settings.seed}`,
  );
  const begin = resumed
    ? `continuing at epoch ${resumed.progress.epoch + 1} of ${recipe.epochs}`
    : `${recipe.epochs} epochs, batches of ${recipe.batch}`;
  terminal.line(`${begin}, learning rate ${recipe.lr}`);
  terminal.line();
  terminal.event({
    event: "start",
    dataset: problem.name,
    task: problem.task,
    train: problem.train.data.length,
    test: problem.test.data.length,
    classes: problem.classes?.length ?? null,
    parameters,
    epochs: recipe.epochs,
    resumedAt: resumed ? resumed.progress.epoch + 1 : null,
    folder,
    notes: problem.notes,
  });
}

interface Finished {
  readonly problem: Problem;
  readonly record: RunRecord;
  readonly folder: string;
  readonly model: Module;
  readonly history: readonly EpochRecord[];
  readonly seconds: number;
  readonly device: DeviceInUse;
  readonly terminal: Terminal;
}

function finish({ problem, record, folder, model, history, seconds, device, terminal }: Finished): void {
  const { settings, architecture } = record;
  const scores = judge(model, problem);
  const reference = problem.references.find(({ metric }) => metric === scores.metric) ?? null;
  const result = {
    task: problem.task,
    dataset: problem.name,
    metric: scores.metric,
    test: scores.value,
    reference: reference && { what: reference.what, value: reference.value },
    parameters: countParameters(architecture),
    seconds: Number(seconds.toFixed(3)),
    device: device.name,
    threads: device.threads,
    seed: settings.seed,
  };
  saveHistory(folder, history.map(historyRow)); // prettier-ignore
  saveModel(folder, safetensors.write(model.stateDict(), { metadata: { format: "pt" } }), {
    format: "nabla-model-1",
    settings,
    architecture,
    classes: problem.classes,
    preprocessing: problem.preprocessing,
    result: { ...result, ...scores.more, groups: scores.groups },
    versions: versions(),
  });
  printScores(terminal, scores, problem.references);
  terminal.line();
  const shown = isAbsolute(folder) && !relative(process.cwd(), folder).startsWith("..") ? relative(process.cwd(), folder) : folder;
  terminal.line(`  ${terminal.paint.dim(`${seconds.toFixed(1)} s; written to`)} ${shown}`);
  terminal.event({
    event: "test",
    metric: scores.metric,
    value: scores.value,
    low: scores.interval.low,
    high: scores.interval.high,
    count: scores.count,
    ...scores.more,
    groups: scores.groups,
  });
  terminal.event({ event: "result", ...result });
}
