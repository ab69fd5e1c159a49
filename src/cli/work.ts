// From what was asked for to something to train on: opens the source, finds the task, lets its kind prepare the data. Used by every
// command that needs the training data of a run once more.
import { CommandError, usageError } from "./errors.ts";
import { kindOf } from "./kinds/kinds.ts";
import type { Choice, Work } from "./kinds/kind.ts";
import { TASKS } from "./task.ts";
import type { Task } from "./task.ts";
import { choiceOf } from "./run-folder.ts";
import type { Settings } from "./run-folder.ts";
import { openSource, taskOf } from "./sources/source.ts";

/** Options of the preparation as they come from the command line. */
export interface ChoiceOptions {
  readonly task?: string;
  readonly target?: string;
  readonly ignore?: string;
  readonly test?: number;
  readonly dropMissing?: boolean;
  readonly size?: string;
  readonly channels?: number;
  readonly clusters?: number;
  readonly share?: number;
  readonly tokens?: string;
  readonly vocabulary?: number;
  readonly context?: number;
  readonly text?: string;
  readonly model?: string;
  readonly seed?: number;
}

/** Which tasks an option belongs to; options that are not here belong to all. */
const BELONGS: Readonly<Partial<Record<keyof Choice, readonly Task[]>>> = {
  target: ["classification", "regression", "clustering", "anomaly", "translation"],
  ignore: ["classification", "regression", "clustering", "anomaly"],
  dropMissing: ["classification", "regression", "clustering", "anomaly"],
  size: ["classification", "segmentation", "detection"],
  channels: ["classification", "segmentation", "detection"],
  clusters: ["clustering"],
  share: ["anomaly"],
  tokens: ["generation", "translation"],
  vocabulary: ["generation", "translation"],
  context: ["generation", "translation"],
  text: ["classification"],
  model: ["classification"],
};

const dashed = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function sizeOf(text: string): [number, number] {
  const found = /^(\d+)(?:[x×,](\d+))?$/.exec(text.trim());
  const [height, width] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
  if (!(height >= 8 && height <= 1024 && width >= 8 && width <= 1024))
    throw usageError(`--size ${text}: write a height and width from 8 to 1024, as in --size 64 or --size 48x64`);
  return [height, width];
}

/** The options as a choice; mistakes are told before anything is read. */
export function chosen(options: ChoiceOptions): Choice {
  const { task, target, ignore, test, size, channels, clusters, share, tokens, vocabulary, context, text, model } = options;
  if (task !== undefined && !TASKS.some((name) => name === task)) throw usageError(`--task ${task}: choose ${TASKS.slice(0, -1).join(", ")} or ${TASKS.at(-1)}`); // prettier-ignore
  if (tokens !== undefined && tokens !== "characters" && tokens !== "bpe") throw usageError(`--tokens ${tokens}: choose characters or bpe`);
  if (model !== undefined && model !== "bag" && model !== "lstm" && model !== "transformer")
    throw usageError(`--model ${model}: choose bag, lstm or transformer`);
  if (channels !== undefined && channels !== 1 && channels !== 3) throw usageError(`--channels ${channels}: 1 is grey, 3 is color`);
  if (test !== undefined && test >= 1) throw usageError(`--test ${test}: the share of the test lies between 0 and 1, as in --test 0.2`);
  if (share !== undefined && share >= 0.5)
    throw usageError(`--share ${share}: the share of unusual rows lies between 0 and 0.5, as in --share 0.05`);
  return {
    seed: options.seed ?? 0,
    dropMissing: options.dropMissing ?? false,
    ...(task !== undefined && { task: task as Task }),
    ...(target !== undefined && { target }),
    ...(ignore !== undefined && { ignore: ignore.split(",").map((name) => name.trim()).filter(Boolean) }), // prettier-ignore
    ...(test !== undefined && { test }),
    ...(size !== undefined && { size: sizeOf(size) }),
    ...(channels !== undefined && { channels: channels }),
    ...(clusters !== undefined && { clusters }),
    ...(share !== undefined && { share }),
    ...(tokens !== undefined && { tokens: tokens }),
    ...(vocabulary !== undefined && { vocabulary }),
    ...(context !== undefined && { context }),
    ...(text !== undefined && { text }),
    ...(model !== undefined && { model }),
  };
}

/** Something to train on, with all that was inferred said in its notes. */
export async function beginWork(word: string, choice: Choice, say: (message: string) => void): Promise<Work> {
  const source = await openSource(word, choice, say);
  const { task, note } = taskOf(source, choice.task, choice.target);
  for (const [name, tasks] of Object.entries(BELONGS) as [keyof Choice, readonly Task[]][])
    if (choice[name] !== undefined && choice[name] !== false && !tasks.includes(task))
      throw usageError(`${dashed(name)}: belongs to ${tasks.join(", ")}; the task of ${source.name} is ${task}`);
  const work = await (await kindOf(task)).begin(source, { ...choice, task });
  return {
    ...work,
    recipe: (wishes) => ({ ...work.recipe(wishes), ...(wishes.decay !== undefined && { weightDecay: wishes.decay }) }),
    notes: [...source.notes, note, ...work.notes],
  };
}

/** The data of a run, prepared in the same way. */
export async function workOf(settings: Settings, say: (message: string) => void): Promise<Work> {
  return beginWork(settings.source, choiceOf(settings), say);
}

/** The same, where other data would be no use. */
export async function sameWork(settings: Settings, why: string, say: (message: string) => void): Promise<Work> {
  const work = await workOf(settings, say);
  if (work.fingerprint !== settings.fingerprint)
    throw new CommandError(`${settings.source}: it has changed since the training; put the old data back ${why}`);
  return work;
}
