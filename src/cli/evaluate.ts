// `nabla evaluate`: the figure of a trained network on its own test part, or on new data of which the answers are known.
import { useDevice } from "./device.ts";
import type { DeviceOptions } from "./device.ts";
import { kindOf } from "./kinds/kinds.ts";
import type { Judgement } from "./kinds/kind.ts";
import type { Reference } from "../datasets/index.ts";
import type { Module } from "../nn/index.ts";
import { sayNote } from "./notes.ts";
import { restore } from "./restore.ts";
import { readModel } from "./run-folder.ts";
import type { ModelRecord } from "./run-folder.ts";
import { printScores } from "./scores.ts";
import type { Terminal } from "./terminal.ts";
import { workOf } from "./work.ts";

export interface EvaluateOptions extends DeviceOptions {}

interface Examined {
  readonly name: string;
  readonly judged: Judgement;
  readonly references: readonly Reference[];
}

/** On the test part that the run was judged by. */
async function onOwnTest(record: ModelRecord, model: Module, terminal: Terminal): Promise<Examined> {
  const { settings, found } = record;
  const work = await workOf(settings, (message) => terminal.line(message));
  if (work.fingerprint !== settings.fingerprint)
    terminal.line(`${settings.source} has changed since the training, so its test rows may be others`);
  return { name: work.name, judged: work.judge(model, found), references: work.references };
}

export async function evaluate(folder: string, data: string | undefined, options: EvaluateOptions, terminal: Terminal): Promise<void> {
  const { record, weights } = readModel(folder);
  const model = restore(record, weights, folder);
  const device = useDevice(options, (message) => terminal.line(message));
  const { name, judged, references } =
    data === undefined
      ? await onOwnTest(record, model, terminal)
      : { name: data, judged: await (await kindOf(record.settings.task)).evaluate(trainedOf(record), model, data), references: [] };
  const { scores } = judged;
  terminal.line(`${terminal.paint.bold(folder)} on ${name}`);
  for (const note of judged.notes ?? []) terminal.line(terminal.paint.dim(`  ${sayNote(note, "en")}`));
  printScores(terminal, scores, references);
  const reference = references.find(({ metric }) => metric === scores.metric) ?? null;
  terminal.event({
    event: "result",
    task: record.settings.task,
    dataset: name,
    metric: scores.metric,
    test: scores.value,
    low: scores.interval.low,
    high: scores.interval.high,
    count: scores.count,
    ...scores.more,
    ...(scores.baseline && { baseline: scores.baseline }),
    reference: reference && { what: reference.what, value: reference.value },
    groups: scores.groups,
    device: device.name,
    threads: device.threads,
  });
}

/** What new data need of a run. */
export const trainedOf = ({ settings, ...record }: ModelRecord) => {
  const { target, ...rest } = settings;
  return { ...record, settings: { ...rest, ...(target === null ? {} : { target }) } };
};
