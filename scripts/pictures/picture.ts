// What a picture of the documentation is, and how small networks for pictures are trained. Knows no particular picture.
import { compile, indexSelect, manualSeed, tensor } from "nabla";
import type { Tensor } from "nabla";
import type { Module } from "nabla/nn";
import { adam } from "nabla/optim";
import type { OptimizerFactory } from "nabla/optim";
import type { Language, Scene } from "nabla/viz";

/** A text in both languages. */
export interface Both {
  readonly en: string;
  readonly ru: string;
}

/** One picture: computed once, drawn in one or both languages. */
export interface Picture {
  readonly name: string;
  /** Also in Russian. */
  readonly russian?: boolean;
  /** Also for dark pages. */
  readonly dark?: boolean;
  /** Takes seconds: left out of the quick check that bytes stay the same. */
  readonly slow?: boolean;
  /** Computes the numbers and gives back what draws them. */
  compute(): Promise<(language: Language) => Scene> | ((language: Language) => Scene);
}

/** Numbers of a seed for data and noise, in plain arithmetic (mulberry32), so that the pictures' data do not hang on the library. */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/** Numbers of N(0, 1). */
export function normalsOf(seed: number): () => number {
  const next = numbersOf(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** How a small network is trained. */
export interface Training {
  readonly steps: number;
  readonly seed?: number;
  readonly optimizer?: OptimizerFactory;
  readonly onStep?: (step: number, loss: number, model: Module) => void;
  /** What the loss is given at each step, besides the model; nothing unless told: the loss then knows all data. */
  readonly batch?: (step: number) => readonly Tensor[];
}

/** Trains a model; tells every step's loss before the step. */
export function trained(
  make: () => Module,
  loss: (model: Module, ...batch: Tensor[]) => Tensor,
  { steps, seed = 0, optimizer = adam({ lr: 0.01 }), onStep, batch = () => [] }: Training,
): { readonly model: Module; readonly losses: number[] } {
  manualSeed(seed);
  const model = make();
  const rule = optimizer.over(model);
  const step = compile((...given: Tensor[]) => {
    const value = loss(model, ...given);
    value.backward();
    rule.step();
    return value;
  });
  const losses: number[] = [];
  for (let k = 0; k < steps; k++) {
    losses.push(step(...batch(k)).item());
    onStep?.(k, losses[k]!, model);
  }
  return { model: model.eval(), losses };
}

/** Batches of examples in a fixed shuffled order, again and again. */
export function batchesOf(x: Tensor, y: Tensor, size: number, seed: number): (step: number) => readonly Tensor[] {
  const next = numbersOf(seed);
  const order = range(x.shape[0]!);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return (step) => {
    const rows = tensor(Int32Array.from(range(size), (k) => order[(step * size + k) % order.length]!));
    return [indexSelect(x, 0, rows), indexSelect(y, 0, rows)];
  };
}

/** Points of a grid over a square, rows from below, as a tensor [count, 2]. */
export function gridPoints(
  [left, right]: readonly [number, number],
  [low, high]: readonly [number, number],
  columns: number,
  rows: number,
): Tensor {
  // prettier-ignore
  const points: number[] = [];
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) points.push(left + (c / (columns - 1)) * (right - left), low + (r / (rows - 1)) * (high - low));
  return tensor(Float32Array.from(points), { shape: [columns * rows, 2] });
}

interface Labeled {
  readonly x: number[];
  readonly y: number[];
  readonly labels: number[];
}

/** Points of two classes by turns, each on its curve, with noise. */
function twoClasses(
  count: number,
  noise: number,
  seed: number,
  place: (share: number, label: number) => readonly [number, number],
): Labeled {
  const next = normalsOf(seed);
  const out: Labeled = { x: [], y: [], labels: [] };
  for (let i = 0; i < count; i++) {
    const label = i % 2;
    const [x, y] = place((i >> 1) / (count / 2 - 1), label);
    out.x.push(x + noise * next());
    out.y.push(y + noise * next());
    out.labels.push(label);
  }
  return out;
}

/** Two half moons with noise. */
export const moons = (count: number, noise: number, seed: number): Labeled =>
  twoClasses(count, noise, seed, (share, label) => {
    const angle = Math.PI * share;
    return label ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
  });

/** Two spirals of one turn with noise. */
export const spirals = (count: number, noise: number, seed: number): Labeled =>
  twoClasses(count, noise, seed, (share, label) => {
    const t = 0.15 + 0.85 * share;
    const angle = 2 * Math.PI * t + Math.PI * label;
    return [t * Math.cos(angle), t * Math.sin(angle)];
  });

/** [count, 2] from two lists. */
export const pairs = (x: readonly number[], y: readonly number[]): Tensor =>
  tensor(Float32Array.from(x.flatMap((value, i) => [value, y[i]!])), { shape: [x.length, 2] });

export const range = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
export const linspace = (from: number, to: number, count: number): number[] => range(count).map((k) => from + (k / (count - 1)) * (to - from)); // prettier-ignore
