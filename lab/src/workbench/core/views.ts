// Pictures of what a network does, as plain numbers for the page to paint: the answer over a plane of two inputs (or along one), and
// what each hidden unit says there. All other inputs stay at their mean. No page.
import { compile, noGrad, tensor } from "nabla";
import type { Tensor } from "nabla";
import { Activation, watchLayers } from "nabla/nn";
import { compiledForward, inMode } from "nabla/train";
import { answersOf, largest } from "./judge.ts";
import type { Problem } from "./problem.ts";
import type { Trainer } from "./trainer.ts";

/** The part of the inputs that is shown: raw values. */
export interface Domain {
  /** Numbers of the inputs along the axes; one for a curve. */
  readonly axes: readonly number[];
  readonly x: readonly [number, number];
  /** For a curve: the range of the target. */
  readonly y: readonly [number, number];
}

const rangeOf = (values: Iterable<number>, margin = 0.08): readonly [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (!(high > low)) return Number.isFinite(low) ? [low - 1, low + 1] : [-1, 1];
  const more = (high - low) * margin;
  return [low - more, high + more];
};

/** What is shown of a problem on these axes; null for pictures. */
export function domainOf(problem: Problem, ax: number, ay: number): Domain | null {
  if (problem.kind === "pictures") return null;
  const width = problem.shape[0]!;
  const column = function* (axis: number): Iterable<number> {
    const { mean, std } = problem.scales[axis]!;
    for (const part of [problem.train, problem.test]) for (let i = 0; i < part.count; i++) yield part.x[i * width + axis]! * std + mean;
  };
  if (width === 1) {
    const target = function* (): Iterable<number> {
      const { mean, std } = problem.targetScale;
      for (const part of [problem.train, problem.test]) for (const y of part.y) yield y * std + mean;
    };
    return { axes: [0], x: rangeOf(column(0)), y: problem.classes ? [0, 1] : rangeOf(target(), 0.15) };
  }
  const x = Math.min(ax, width - 1);
  const y = Math.min(ay, width - 1) === x ? (x + 1) % width : Math.min(ay, width - 1);
  return { axes: [x, y], x: rangeOf(column(x)), y: rangeOf(column(y)) };
}

/** Inputs at the points of a grid, top row first; for a curve along a line. */
function gridOf(problem: Problem, domain: Domain, size: number): Tensor {
  const width = problem.shape[0]!;
  const flat = domain.axes.length === 1;
  const count = flat ? size : size * size;
  const data = new Float32Array(count * width); // 0: the mean of scaled inputs
  problem.scales.forEach(({ mean, std }, input) => {
    // An input that was not scaled has its mean elsewhere.
    if (mean !== 0 || std !== 1) return;
    let sum = 0;
    for (let i = 0; i < problem.train.count; i++) sum += problem.train.x[i * width + input]!;
    for (let i = 0; i < count; i++) data[i * width + input] = sum / problem.train.count;
  });
  const place = (axis: number, value: number): number => (value - problem.scales[axis]!.mean) / problem.scales[axis]!.std;
  for (let i = 0; i < count; i++) {
    const [column, row] = [i % size, Math.floor(i / size)];
    const [a, b] = domain.axes as readonly [number, number | undefined];
    const share = flat ? column / (size - 1) : (column + 0.5) / size;
    data[i * width + a] = place(a, domain.x[0] + (domain.x[1] - domain.x[0]) * share);
    if (b !== undefined) data[i * width + b] = place(b, domain.y[1] - ((domain.y[1] - domain.y[0]) * (row + 0.5)) / size);
  }
  return tensor(data, { shape: [count, width] });
}

/** The answer over the plane. */
export type Raster =
  | { readonly kind: "classes"; readonly size: number; readonly best: Uint8Array; /** 0 … 255: how far the chance is above an even guess. */ readonly sure: Uint8Array }
  | { readonly kind: "values"; readonly size: number; readonly values: Float32Array; readonly low: number; readonly high: number }
  | { readonly kind: "curve"; readonly values: Float32Array }; // prettier-ignore

/** A hidden unit over the plane, or along the line: −127 … 127 of its largest value. */
export interface Thumb {
  readonly layer: number;
  readonly unit: number;
  readonly values: Int8Array;
}

/** Units of each layer that are drawn. */
export const SHOWN_UNITS = 16;
const RASTER = 72;
const CURVE = 160;
export const THUMB = 20;

export class Views {
  readonly domain: Domain | null;
  readonly #trainer: Trainer;
  readonly #grid: Tensor | null = null;
  readonly #small: Tensor | null = null;
  readonly #units: ((x: Tensor) => readonly Tensor[]) | null = null;

  constructor(trainer: Trainer, ax: number, ay: number) {
    this.#trainer = trainer;
    const { problem, model } = trainer;
    this.domain = domainOf(problem, ax, ay);
    if (!this.domain) return;
    const flat = this.domain.axes.length === 1;
    this.#grid = gridOf(problem, this.domain, flat ? CURVE : RASTER);
    this.#small = gridOf(problem, this.domain, THUMB);
    this.#units = compile((x: Tensor): readonly Tensor[] =>
      inMode(model, false, () =>
        noGrad(() => {
          const seen: Tensor[] = [];
          watchLayers(model, (_, module, output) => void (module instanceof Activation && seen.push(output)), () => model.forward(x)); // prettier-ignore
          return seen;
        }),
      ),
    );
  }

  raster(): Raster | null {
    if (!this.#grid || !this.domain) return null;
    const { problem, model } = this.#trainer;
    const outputs = compiledForward(model)(this.#grid).data();
    const count = this.#grid.shape[0]!;
    const answers = answersOf(problem, outputs, count);
    if (this.domain.axes.length === 1)
      return { kind: "curve", values: Float32Array.from(problem.classes ? answers.values.filter((_, i) => i % answers.width === 1) : answers.values) }; // prettier-ignore
    if (!problem.classes) {
      const values = Float32Array.from(answers.values);
      const { mean, std } = problem.targetScale;
      const own = problem.train.y;
      let [low, high] = [Infinity, -Infinity];
      for (const y of own) [low, high] = [Math.min(low, y), Math.max(high, y)];
      return { kind: "values", size: RASTER, values, low: low * std + mean, high: high * std + mean };
    }
    const best = Uint8Array.from(largest(answers));
    const even = 1 / answers.width;
    const sure = Uint8Array.from(best, (c, i) => Math.round((255 * (answers.values[i * answers.width + c]! - even)) / (1 - even)));
    return { kind: "classes", size: RASTER, best, sure };
  }

  thumbs(): Thumb[] {
    if (!this.#small || !this.#units) return [];
    const count = this.#small.shape[0]!;
    return this.#units(this.#small).flatMap((layer, l) => {
      const values = layer.data();
      const width = values.length / count;
      return Array.from({ length: Math.min(width, SHOWN_UNITS) }, (_, unit): Thumb => {
        let most = 1e-6;
        for (let i = 0; i < count; i++) most = Math.max(most, Math.abs(values[i * width + unit]!));
        return {
          layer: l,
          unit,
          values: Int8Array.from({ length: count }, (_, i) => Math.round((127 * values[i * width + unit]!) / most)),
        };
      });
    });
  }
}
