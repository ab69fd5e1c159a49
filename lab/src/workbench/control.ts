// What the learner's actions do: the worker is asked, its answers go to the signals of bench.ts. Follows the settings: other data are
// described anew, another network begins anew, another rate goes on.
import { engine } from "../worker/engine.ts";
import type { Call } from "../worker/engine.ts";
import { ask, tasksOf } from "../worker/tasks.ts";
import type { PlainError } from "../worker/types.ts";
import { announce } from "../shell/notices.ts";
import { curve, failure, file, frame, loading, note, preview, reached, running, seen, trouble, view } from "./bench.ts";
import type { TrainArgs } from "./compute.ts";
import type { Frame } from "./core/session.ts";
import type { TakenFile, TakenKind } from "./core/record.ts";
import { dataKey, trainingKey } from "./core/settings.ts";
import type { Settings } from "./core/settings.ts";

const compute = tasksOf<typeof import("./compute.ts")>("together");

/** The settings that the last answer belongs to. */
let now: { readonly settings: Settings; readonly seed: number; readonly file: number | null } | null = null;
let stream: Call | null = null;
let asked = 0;
let turn = 0;
let began = 0;
/** Milliseconds of training before the present run of it. */
let active = 0;
/** Training goes on once the next settings are taken over. */
let soon = false;
export const trainSoon = (): void => void (soon = true);
let given = 0;
/** Texts that are told when a training ends, in the page's language. */
let ends: (frame: Frame) => string = () => "";
export const sayEnds = (words: (frame: Frame) => string): void => void (ends = words);

const which = (settings: Settings): { readonly settings: Settings; readonly file: number | null } => ({
  settings,
  file: settings.data === "csv" ? (file.value?.id ?? null) : null,
});

const same = (): Pick<TrainArgs, "settings" | "file" | "seed"> => ({ ...which(now!.settings), seed: now!.seed });

/** Asks, and gives the worker the learner's file where it has none (it may have been started anew). */
async function withFile<R>(request: () => Promise<R>): Promise<R> {
  const own = file.value;
  if (own && given !== own.id && now?.settings.data === "csv") {
    await ask(compute.give, own);
    given = own.id;
  }
  try {
    return await request();
  } catch (error) {
    if ((error as PlainError).code !== "file-lost" || !own) throw error;
    await ask(compute.give, own);
    return request();
  }
}

function halt(): void {
  if (stream) active += performance.now() - began;
  stream?.cancel();
  stream = null;
  asked = 0;
  running.value = false;
}

/** Follows the settings. `first`: a training that has begun is shown, paused. */
export async function follow(settings: Settings, seed: number, warm = 0): Promise<void> {
  const before = now;
  const own = settings.data === "csv" ? (file.value?.id ?? null) : null;
  const data = !before || dataKey(before.settings) !== dataKey(settings) || before.settings.ax !== settings.ax || before.settings.ay !== settings.ay || before.file !== own || trouble.value !== null || !view.value; // prettier-ignore
  const fresh =
    !before ||
    trainingKey(before.settings) !== trainingKey(settings) ||
    before.seed !== seed ||
    before.file !== own ||
    trouble.value !== null;
  const was = running.value;
  if (fresh && before) note(before.settings, before.seed);
  if (fresh) halt();
  now = { settings, seed, file: own };
  const mine = ++turn;
  loading.value = data || fresh;
  try {
    if (fresh || data) {
      if (settings.data === "csv" || !before || dataKey(before.settings) !== dataKey(settings)) {
        preview.value = null;
        void withFile(() => ask(compute.preview, which(settings))).then((found) => mine === turn && (preview.value = found), () => undefined); // prettier-ignore
      }
      const described = await withFile(() => ask(compute.describe, which(settings)));
      if (mine !== turn) return;
      view.value = described;
      trouble.value = null;
    }
    if (fresh) {
      reached.value = null;
      failure.value = null;
    }
    if (view.value!.conflicts.some((conflict) => conflict.fatal)) {
      halt();
      frame.value = null;
      curve.value = [];
      return;
    }
    if ((was || soon) && !fresh) {
      soon = false;
      return train();
    }
    soon = false;
    if (warm > 0)
      return train(Math.min(warm, Math.max(1, Math.floor((settings.epochs * Math.ceil(view.value!.trainCount / settings.batch)) / 10))));
    const next = await ask(compute.look, same());
    if (mine === turn) seen(next);
  } catch (error) {
    if (mine !== turn) return;
    trouble.value = error as PlainError;
    view.value = null;
    frame.value = null;
    curve.value = [];
  } finally {
    if (mine === turn) loading.value = false;
  }
}

/** How fast: steps between two pictures; 0 for as many as the time allows. */
export const paces = { slow: 1, normal: 40, fast: 0 } as const;
export type Pace = keyof typeof paces;
let pace: Pace = "normal";
export function setPace(next: Pace): void {
  pace = next;
  if (running.value) train();
}

/** Goes on training: for some steps, or until it ends. */
export function train(steps: number | null = null): void {
  if (!now) return;
  halt();
  failure.value = null;
  if ((frame.value?.step ?? 0) === 0) active = 0;
  began = performance.now();
  running.value = steps === null || steps > 1;
  const call = engine.request(
    "stream",
    compute.train,
    { ...same(), pace: steps !== null && steps > 1 ? -20 : paces[pace], steps } satisfies TrainArgs,
    {
      value(value) {
        if (stream !== call) return;
        const next = value as Frame;
        asked--;
        seen(next);
        if (reached.value === null && next.point.trainMetric >= 0.98 && next.point.testMetric >= 0.98 && view.value?.classes) reached.value = active + performance.now() - began; // prettier-ignore
        // Not faster than the page can paint.
        requestAnimationFrame(() => stream === call && more());
      },
      result() {
        if (stream !== call) return;
        halt();
        if (frame.value?.ended) {
          note(now!.settings, now!.seed);
          announce(ends(frame.value));
        }
      },
      error(error) {
        if (stream !== call) return;
        halt();
        failure.value = error;
      },
    },
  );
  stream = call;
  more();
  more();
}

function more(): void {
  if (asked >= 2) return;
  asked++;
  stream?.next();
}

/** Stops after the step under way; what the worker did since the last picture is shown. */
export function pause(): void {
  if (!stream) return;
  void shown(() => ask(compute.look, same()));
}

/** Runs a question whose answer is a frame. */
async function shown(request: () => Promise<Frame>): Promise<void> {
  halt();
  const mine = ++turn;
  try {
    const next = await request();
    if (mine === turn) seen(next);
  } catch (error) {
    failure.value = error as PlainError;
  }
}

/** Back to the same first weights. */
export function rewind(): Promise<void> {
  if (now) note(now.settings, now.seed);
  reached.value = null;
  failure.value = null;
  return shown(() => ask(compute.rewind, same()));
}

export const edit = (layer: number, unit: number, input: number | null, value: number): Promise<void> =>
  shown(() => ask(compute.edit, { ...same(), layer, unit, input, value }));

export const unit = (layer: number, number: number): Promise<{ readonly weights: Float32Array; readonly bias: number }> =>
  ask(compute.unit, { ...same(), layer, unit: number });

export const takeAway = (kind: TakenKind): Promise<TakenFile[]> => ask(compute.takeAway, { ...same(), kind });

/** Brings a model in; what it was trained with becomes the settings. */
export async function bring(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<{ readonly settings: Settings; readonly seed: number }> {
  halt();
  const found = await ask(compute.bring, files);
  now = null;
  return found;
} // prettier-ignore
