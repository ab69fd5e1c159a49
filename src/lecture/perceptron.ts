// The perceptron: Rosenblatt's rule for one threshold unit, and his machine of three layers: a retina of photocells (S),
// associations wired at random and for ever (A), responses whose potentiometers turn (R).
import { compile, indexSelect, logicalOr, pad, tensor, update, variable, zeros } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import { threshold } from "./neuron.ts";

/**
 * Rosenblatt's correction, for any number of units side by side: w ← w + (target − output) · x. Nothing changes where the
 * output is right; with a margin, right answers too close to the line are corrected too.
 *
 * Source: Rosenblatt, "Principles of Neurodynamics", 1962.
 *
 * @param weights [..., n], the bias among them as the weight of an input that is always 1
 * @param x [..., n]
 * @param target 0 or 1, [...]
 * @example
 * corrected(tensor([0, 0, 0]), tensor([1, 1, 1]), tensor(1)).toArray() // [1, 1, 1]
 */
export function corrected(weights: Tensor, x: Tensor, target: Tensor, margin = 0): Tensor {
  const z = weights.mul(x).sum(-1);
  const sign = target.mul(2).sub(1); // −1 or 1
  const wrong = logicalOr(threshold(z).ne(target), sign.mul(z).lt(margin));
  return weights.add(wrong.to(z.dtype).mul(sign).unsqueeze(-1).mul(x));
}

/** Letters as the machine sees them: one picture for each, 0 and 1, row by row. */
export interface Letters {
  readonly names: readonly string[];
  readonly side: number;
  readonly pictures: readonly Float32Array[];
}

/** Pictures of letters as data sets keep them: grey, several faces of each letter. */
export interface LetterPictures {
  readonly classes: readonly string[];
  readonly train: { readonly images: Uint8Array; readonly labels: Int32Array; readonly shape: readonly [number, number, number] };
}

/** The first picture of each letter, on a retina of `side` × `side` photocells: a cell sees ink or it does not. */
export function oneOfEach({ classes, train: { images, labels, shape } }: LetterPictures, side = 20): Letters {
  const [, height, width] = shape;
  const pictures = classes.map((_, letter) => {
    const begin = labels.indexOf(letter) * height * width;
    const ink = (x: number, y: number): number =>
      images[begin + Math.floor(((y + 0.5) * height) / side) * width + Math.floor(((x + 0.5) * width) / side)]!;
    return Float32Array.from({ length: side * side }, (_, i) => Number(ink(i % side, Math.floor(i / side)) > 127));
  });
  return { names: classes, side, pictures };
}

/** A picture moved by whole pixels; what leaves the retina is gone. */
export function shifted(picture: Float32Array, side: number, right: number, down: number): Float32Array {
  const out = new Float32Array(picture.length);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [fromX, fromY] = [x - right, y - down];
      if (fromX >= 0 && fromX < side && fromY >= 0 && fromY < side) out[y * side + x] = picture[fromY * side + fromX]!;
    }
  return out;
}

export interface ShownOptions {
  readonly copies: number;
  /** Share of pixels that turn over. */
  readonly noise: number;
  /** Largest shift in pixels, each way. */
  readonly shift?: number;
  readonly seed: number;
}

/** The letters as they are shown: noisy, shifted, in random order. */
export function shown(letters: Letters, { copies, noise, shift = 0, seed }: ShownOptions): { x: Tensor; labels: Int32Array } {
  const random = new RandomSource(seed, copies);
  const { side, pictures, names } = letters;
  const labels = random.shuffle(Int32Array.from({ length: names.length * copies }, (_, i) => i % names.length));
  const cells = new Float32Array(labels.length * side * side);
  labels.forEach((letter, i) => {
    const [right, down] = [random.integer(2 * shift + 1) - shift, random.integer(2 * shift + 1) - shift];
    const picture = shifted(pictures[letter]!, side, right, down).map((cell) => (random.next() < noise ? 1 - cell : cell));
    cells.set(picture, i * side * side);
  });
  return { x: tensor(cells, { shape: [labels.length, side * side] }), labels };
}

/** The wiring S → A: each association unit listens to a few photocells, half of them with a plus, half with a minus. */
export function wiring(cells: number, units: number, seed: number, wires = 20): Tensor {
  const random = new RandomSource(seed, units);
  const rows = new Float32Array(units * cells);
  for (let unit = 0; unit < units; unit++)
    for (let wire = 0; wire < wires; wire++) rows[unit * cells + random.integer(cells)] = wire % 2 === 0 ? 1 : -1;
  return tensor(rows, { shape: [units, cells] });
}

export interface MachineOptions {
  /** Association units; 0 joins the responses to the photocells themselves. */
  readonly units: number;
  readonly passes?: number;
  readonly margin?: number;
  /** Answer with the mean of all weights that there ever were. */
  readonly averaged?: boolean;
  readonly seed: number;
}

/** The machine: `associate` never changes, `responses` [letters, units + 1] are what it learns. */
export class Machine {
  readonly wires: Tensor | null;
  readonly responses: Tensor;
  readonly #mean: Tensor;
  readonly #options: MachineOptions;

  constructor(cells: number, classes: number, options: MachineOptions) {
    this.#options = options;
    this.wires = options.units === 0 ? null : wiring(cells, options.units, options.seed);
    this.responses = variable(zeros([classes, (options.units || cells) + 1]));
    this.#mean = variable(zeros(this.responses.shape));
  }

  /** Which association units fire, and an input that is always 1: [N, units + 1]. */
  associate(x: Tensor): Tensor {
    const fired = this.wires ? threshold(x.matmul(this.wires.t())) : x;
    return pad(fired, [0, 1], { value: 1 });
  }

  /** One pass after another over all pictures, one picture at a time. */
  learn(x: Tensor, labels: Int32Array): void {
    const { passes = 5, margin = 0, averaged = false } = this.#options;
    const associations = this.associate(x).realize();
    const targets = tensor(Array.from({ length: this.responses.shape[0]! }, (_, c) => Array.from(labels, (l) => Number(l === c)))).t().realize(); // prettier-ignore
    const learn = compile((associated: Tensor, target: Tensor, i: Tensor) => {
      const next = corrected(this.responses, indexSelect(associated, 0, i), indexSelect(target, 0, i).squeeze(0), margin);
      update(averaged ? [[this.responses, next], [this.#mean, this.#mean.add(next)]] : [[this.responses, next]]); // prettier-ignore
    });
    const numbers = Array.from(labels, (_, i) => tensor([i], { dtype: "i32" }));
    for (let pass = 0; pass < passes; pass++) for (const i of numbers) learn(associations, targets, i);
  }

  /** The letter whose response is strongest. */
  read(x: Tensor): Int32Array {
    const strengths = this.associate(x).matmul((this.#options.averaged ? this.#mean : this.responses).t());
    return Int32Array.from(strengths.argmax(1).data());
  }
}
