// Everything that is chosen on the workbench: names, ranges, defaults, and how it stands in the address bar. Together with the seed (and
// a table of one's own, which never leaves the browser) it decides every number. Runs in Node as in the page; knows no network.
import type { StateOf } from "../../contract.ts";
import { choice, flag, list, magnitude, number, text, whole } from "../../fields.ts";
import { readAddress, readState } from "../../shell/address.ts";

export const POINT_SOURCES = ["spirals", "moons", "circles", "checkerboard", "blobs"] as const;
export const CURVE_SOURCES = ["line", "parabola", "sine", "stairs"] as const;
export const TABLE_SOURCES = ["iris", "penguins", "cars"] as const;
export const PICTURE_SOURCES = ["digits-8x8", "letters", "letters-ru"] as const;
export const SOURCES = [...POINT_SOURCES, ...CURVE_SOURCES, "draw", "csv", ...TABLE_SOURCES, ...PICTURE_SOURCES] as const;
export type Source = (typeof SOURCES)[number];

export const ACTIVATIONS = ["tanh", "relu", "sigmoid", "leakyRelu", "elu", "gelu", "silu", "identity", "step"] as const;
export const INITIALS = ["default", "xavier", "he", "orthogonal", "normal", "zeros"] as const;
export const NORMS = ["none", "batch", "layer"] as const;
export const LOSSES = ["auto", "crossEntropy", "binaryCrossEntropy", "hinge", "focal", "mse", "l1", "huber", "logCosh"] as const;
export const OPTIMIZERS = ["adam", "sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adamw", "nadam", "lion"] as const;
export const SCHEDULES = ["constant", "cosine", "warmup", "steps", "exponential"] as const;
export const METRICS = ["auto", "accuracy", "balancedAccuracy", "f1", "rocAuc", "logLoss", "r2", "rmse", "mae"] as const;
export const TASKS = ["auto", "classification", "regression"] as const;

export type LossName = (typeof LOSSES)[number];
export type OptimizerName = (typeof OPTIMIZERS)[number];
export type MetricName = (typeof METRICS)[number];

/** The most layers, and the widest one: so that a slip of the finger makes no network of terabytes. What is too slow is told by the clock. */
export const MOST_LAYERS = 12;
export const WIDEST = 1024;

export const fields = {
  /** What to learn from. */
  data: choice(SOURCES, "spirals"),
  n: whole({ initial: 400, min: 10, max: 5000 }),
  noise: number({ initial: 0.03, min: 0, max: 1 }),
  turns: number({ initial: 1.5, min: 0.25, max: 3, digits: 2 }),
  classes: whole({ initial: 3, min: 2, max: 8 }),
  /** Seed of the points and of the split; the shell's seed is that of weights and order. */
  ds: whole({ initial: 1, min: 0, max: 999999 }),
  /** Drawn points: five letters each, see drawing.ts. */
  points: text({ initial: "", max: 2000 }),
  task: choice(TASKS, "auto"),
  /** The column to learn; the last one, or the data set's own, where it is empty. */
  target: text({ initial: "", max: 80 }),
  test: number({ initial: 0.25, min: 0.05, max: 0.9, digits: 2 }),
  scale: choice(["standard", "none"], "standard"),
  missing: choice(["impute", "drop"], "impute"),
  /** Widths of the hidden layers, and the activation of each; the last one counts for all that follow. */
  layers: list(whole({ initial: 16, min: 1, max: WIDEST }), { initial: [16, 16], max: MOST_LAYERS }),
  act: list<(typeof ACTIVATIONS)[number]>(choice(ACTIVATIONS, "tanh"), { initial: ["tanh"], max: MOST_LAYERS }),
  init: choice(INITIALS, "default"),
  drop: number({ initial: 0, min: 0, max: 0.9, digits: 2 }),
  norm: choice(NORMS, "none"),
  skip: flag(false),
  /** Stages of convolution and pooling before the layers: for pictures. */
  conv: whole({ initial: 0, min: 0, max: 3 }),
  loss: choice(LOSSES, "auto"),
  opt: choice(OPTIMIZERS, "adam"),
  lr: magnitude({ initial: 0.02, min: 1e-12, max: 1000 }),
  batch: whole({ initial: 32, min: 1, max: 5000 }),
  epochs: whole({ initial: 300, min: 1, max: 100000 }),
  sched: choice(SCHEDULES, "constant"),
  l2: magnitude({ initial: 0, min: 0, max: 10 }),
  l1: magnitude({ initial: 0, min: 0, max: 10 }),
  /** Limit of the gradients' norm; 0 for none. */
  clip: magnitude({ initial: 0, min: 0, max: 1000 }),
  /** Epochs without improvement before training ends by itself; 0 for never. */
  stop: whole({ initial: 0, min: 0, max: 10000 }),
  metric: choice(METRICS, "auto"),
  /** Axes of the picture: numbers of two inputs. */
  ax: whole({ initial: 0, min: 0, max: 999 }),
  ay: whole({ initial: 1, min: 0, max: 999 }),
  /** Scale of the curve's axes. */
  logx: flag(false),
  logy: flag(false),
} as const;

export type Settings = StateOf<typeof fields>;

/** What decides the numbers (a view does not). */
const SEEN_ONLY: ReadonlySet<string> = new Set(["ax", "ay", "logx", "logy"]);
/** May be changed while training goes on. */
const HOT: ReadonlySet<string> = new Set(["lr", "epochs", "stop"]);
const DATA: ReadonlySet<string> = new Set(["data", "n", "noise", "turns", "classes", "ds", "points", "task", "target", "test", "scale", "missing"]); // prettier-ignore

const keyOf = (settings: Settings, uses: (name: string) => boolean): string =>
  Object.keys(fields).filter(uses).map((name) => `${name}=${String(settings[name as keyof Settings])}`).join("&"); // prettier-ignore

/** Equal where the data are. */
export const dataKey = (settings: Settings): string => keyOf(settings, (name) => DATA.has(name));

/** Equal where a training can go on with the new settings. */
export const trainingKey = (settings: Settings): string => keyOf(settings, (name) => !SEEN_ONLY.has(name) && !HOT.has(name));

/** The settings that a link gives, such as `#/together?v=1&data=moons&layers=8,8`. What it does not say has its initial value. */
export function settingsOf(link: string): { readonly settings: Settings; readonly seed: number } {
  const { values, seed } = readAddress(link);
  return { settings: readState(fields, values).state as Settings, seed };
}

/** The activation after hidden layer number `l`. */
export const activationAt = ({ act }: Settings, l: number): (typeof ACTIVATIONS)[number] => act[Math.min(l, act.length - 1)] ?? "tanh";

/** The settings with the defaults that fit a kind of data: asked for when the learner changes the data. */
export function defaultsFor(data: Source): Partial<Settings> {
  const base: Partial<Settings> = { data, task: "auto", target: "", loss: "auto", metric: "auto", ax: 0, ay: 1, conv: 0, test: 0.25 };
  if (data === "draw" || data === "csv") return { ...base, batch: 16, lr: 0.01, epochs: 300, layers: [16, 16], act: ["tanh"] };
  if (data === "digits-8x8") return { ...base, batch: 32, lr: 0.005, epochs: 30, layers: [32], act: ["relu"] };
  if (data === "letters" || data === "letters-ru") return { ...base, batch: 64, lr: 0.003, epochs: 20, layers: [64], act: ["relu"] };
  if (data === "iris" || data === "penguins") return { ...base, batch: 16, lr: 0.01, epochs: 100, layers: [16], act: ["tanh"] };
  if (data === "cars") return { ...base, batch: 32, lr: 0.01, epochs: 200, layers: [32, 16], act: ["tanh"] };
  const points: Partial<Settings> = { ...base, batch: 32, lr: 0.02, epochs: 300, layers: [16, 16], act: ["tanh"] };
  if (data === "line" || data === "parabola" || data === "sine" || data === "stairs") return { ...points, n: 120, noise: 0.08 };
  return { ...points, n: 400, noise: data === "spirals" ? 0.03 : data === "blobs" ? 0.22 : data === "checkerboard" ? 0.02 : 0.1 };
}
