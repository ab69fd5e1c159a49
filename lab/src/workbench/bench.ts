// What the page knows of the workbench besides its settings: the learner's file, the data, how the training stands, its curve, the runs
// before it. Signals, so that figure, controls and results see the same. Computes nothing.
import { signal } from "@preact/signals";
import type { ProblemView, TablePreview } from "./core/describe.ts";
import type { CurvePoint, Frame } from "./core/session.ts";
import type { Settings } from "./core/settings.ts";
import type { PlainError } from "../worker/types.ts";

/** A file of the learner's: kept in this page's memory only. */
export interface OwnFile {
  readonly id: number;
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** A training that was: enough to compare, and to begin again. */
export interface Run {
  readonly id: number;
  readonly settings: Settings;
  readonly seed: number;
  readonly file: number | null;
  readonly step: number;
  readonly epoch: number;
  readonly parameters: number;
  readonly metric: string;
  readonly test: number;
  readonly train: number;
  readonly testLoss: number;
  readonly spent: number;
  readonly hash: string;
  readonly broken: boolean;
  readonly curve: readonly CurvePoint[];
  readonly pinned: boolean;
}

export const file = signal<OwnFile | null>(null);
export const view = signal<ProblemView | null>(null);
export const preview = signal<TablePreview | null>(null);
/** Why there are no data to learn from. */
export const trouble = signal<PlainError | null>(null);
export const loading = signal(false);
export const frame = signal<Frame | null>(null);
export const curve = signal<readonly CurvePoint[]>([]);
export const running = signal(false);
/** An error of the training itself. */
export const failure = signal<PlainError | null>(null);
export const runs = signal<readonly Run[]>([]);
/** Milliseconds from the start of this training to the first time that both metrics reached 98 %; shown, and measured by a test. */
export const reached = signal<number | null>(null);

let files = 0;
let numbers = 0;

/** Takes a file. The worker is given it when it asks. */
export function open(name: string, content: string | Uint8Array): void {
  file.value = { id: ++files, name, content };
}

/** The most runs that are kept. */
const MOST_RUNS = 24;

/** Notes the training that is ending, if it did anything. */
export function note(settings: Settings, seed: number): void {
  const [last, data] = [frame.value, view.value];
  if (!last || !data || last.step === 0) return;
  const known = runs.value.find((run) => run.hash === last.hash);
  if (known) return;
  const run: Run = {
    id: ++numbers,
    settings,
    seed,
    file: settings.data === "csv" ? (file.value?.id ?? null) : null,
    step: last.step,
    epoch: last.epoch,
    parameters: last.parameters,
    metric: data.metric,
    test: last.point.testMetric,
    train: last.point.trainMetric,
    testLoss: last.point.test,
    spent: last.spent,
    hash: last.hash,
    broken: last.ended === "broken",
    curve: curve.value,
    pinned: false,
  };
  const kept = [run, ...runs.value];
  // Pinned runs stay; the oldest of the others goes.
  const over = kept.length - MOST_RUNS;
  const loose = kept.filter((other) => !other.pinned).slice(over > 0 ? -over : kept.length);
  runs.value = over > 0 ? kept.filter((other) => !loose.includes(other)) : kept;
}

export const pin = (id: number): void =>
  void (runs.value = runs.value.map((run) => (run.id === id ? { ...run, pinned: !run.pinned } : run)));

export const forget = (id: number): void => void (runs.value = runs.value.filter((run) => run.id !== id));

/** Takes a frame: the curve grows, or begins anew where the training did. */
export function seen(next: Frame): void {
  const before = curve.value;
  curve.value = next.at === 0 ? [next.point] : [...before.slice(0, next.at), next.point];
  frame.value = next;
}
