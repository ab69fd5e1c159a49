// `nabla evaluate`: the figure of a trained network on its own test part, or on a file with the same columns.
import { TablePreprocessor } from "../data/index.ts";
import type { Module } from "../nn/index.ts";
import { useDevice } from "./device.ts";
import type { DeviceOptions } from "./device.ts";
import { CommandError } from "./errors.ts";
import { judge } from "./judge.ts";
import { examplesOf, readCsvFile } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { readModel } from "./run-folder.ts";
import type { ModelRecord } from "./run-folder.ts";
import { printScores } from "./scores.ts";
import { loadProblem } from "./sources.ts";
import type { Terminal } from "./terminal.ts";
import { restore } from "./restore.ts";

export interface EvaluateOptions extends DeviceOptions {}

/** The test part that the run was judged on. */
async function ownTest({ settings, preprocessing }: ModelRecord, terminal: Terminal): Promise<Problem> {
  const { source, seed, dropMissing, target, task, fingerprint } = settings;
  const problem = await loadProblem(source, { seed, dropMissing, ...(target === null ? {} : { target }), task }, (message) =>
    terminal.line(message),
  );
  if (problem.fingerprint !== fingerprint) terminal.line(`${source} has changed since the training, so its test rows may be others`);
  return { ...problem, preprocessing };
}

/** All rows of a file that have a target. */
function fileTest({ settings, preprocessing, classes, architecture }: ModelRecord, path: string): Problem {
  const { table } = readCsvFile(path);
  const way = TablePreprocessor.fromJSON(preprocessing);
  const { name } = way.state.target;
  if (!table.columns.includes(name))
    throw new CommandError(`${path}: the column "${name}" is missing, which the network predicts; without it use \`nabla predict\``);
  const test = way.transform(table, { target: true });
  if (test.rows.length === 0) throw new CommandError(`${path}: no row has a value of "${name}"`);
  const examples = examplesOf(test);
  return {
    name: path,
    kind: "table",
    task: settings.task,
    input: architecture.input,
    outputs: classes?.length ?? 1,
    classes,
    train: examples,
    test: examples,
    groups: null,
    references: [],
    preprocessing,
    notes: [],
    fingerprint: null,
  };
}

export async function evaluate(folder: string, data: string | undefined, options: EvaluateOptions, terminal: Terminal): Promise<void> {
  const { record, weights } = readModel(folder);
  if (data !== undefined && architectureIsForPictures(record))
    throw new CommandError(`${data}: the network reads pictures; leave the file out to test it on ${record.settings.name}`);
  const problem = data === undefined ? await ownTest(record, terminal) : fileTest(record, data);
  const device = useDevice(options, (message) => terminal.line(message));
  const model: Module = restore(record, weights, folder);
  const scores = judge(model, problem);
  terminal.line(`${terminal.paint.bold(folder)} on ${problem.name}`);
  printScores(terminal, scores, problem.references);
  const reference = problem.references.find(({ metric }) => metric === scores.metric) ?? null;
  terminal.event({
    event: "result",
    task: problem.task,
    dataset: problem.name,
    metric: scores.metric,
    test: scores.value,
    low: scores.interval.low,
    high: scores.interval.high,
    count: scores.count,
    ...scores.more,
    reference: reference && { what: reference.what, value: reference.value },
    groups: scores.groups,
    device: device.name,
    threads: device.threads,
  });
}

export const architectureIsForPictures = ({ architecture }: ModelRecord): boolean => architecture.input.length > 1;
