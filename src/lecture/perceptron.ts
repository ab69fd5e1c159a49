// The perceptron: Rosenblatt's rule for one threshold unit, and his machine of three layers: a retina of photocells (S),
// associations wired at random and for ever (A), responses whose potentiometers turn (R).
import { compile, indexSelect, oneHot, pad, tensor, update, variable, zeros } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import { threshold } from "./neuron.ts";

/**
 * Rosenblatt's correction, for any number of units side by side: w ← w + (target − answer) · x. Nothing changes where the
 * answer is right.
 *
 * Source: Rosenblatt, "Principles of Neurodynamics", 1962.
 *
 * @param weights [..., n], the bias among them as the weight of an input that is always 1
 * @param x [..., n]
 * @param target 0 or 1, [...]
 * @param answer what the units said; the threshold of w · x unless given
 * @example
 * corrected(tensor([0, 0, 0]), tensor([1, 1, 1]), tensor(1)).toArray() // [1, 1, 1]
 */
export function corrected(weights: Tensor, x: Tensor, target: Tensor, answer = threshold(weights.mul(x).sum(-1))): Tensor {
  const error = target.sub(answer); // −1, 0 or 1
  return weights.add(error.unsqueeze(-1).mul(x));
}

/** The wiring S → A: each association unit listens to a few photocells, half of them with a plus, half with a minus. */
export function wiring(cells: number, units: number, seed: number, wires = 20): Tensor {
  const random = new RandomSource(seed, units);
  const rows = new Float32Array(units * cells);
  for (let unit = 0; unit < units; unit++)
    for (let wire = 0; wire < wires; wire++) rows[unit * cells + random.integer(cells)] = wire % 2 === 0 ? 1 : -1;
  return tensor(rows, { shape: [units, cells] });
}

/** What `Machine` is told. */
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

  /**
   * One pass after another over all pictures, one picture at a time. The responses compete: the strongest one answers, and with
   * a margin the right one must be stronger than the others by so much.
   */
  learn(x: Tensor, labels: Int32Array): void {
    const { passes = 10, margin = 0, averaged = false } = this.#options;
    const letters = this.responses.shape[0]!;
    const associations = this.associate(x).realize();
    const targets = oneHot(tensor(labels), letters).to("f32").realize();
    const learn = compile((i: Tensor) => {
      const associated = indexSelect(associations, 0, i); // [1, units + 1]
      const target = indexSelect(targets, 0, i).squeeze(0); // [letters]
      const strength = this.responses.mul(associated).sum(-1).sub(target.mul(margin));
      const next = corrected(this.responses, associated, target, oneHot(strength.argmax(0), letters).to("f32"));
      update(averaged ? [[this.responses, next], [this.#mean, this.#mean.add(next)]] : [[this.responses, next]]); // prettier-ignore
    });
    const numbers = Array.from(labels, (_, i) => tensor([i], { dtype: "i32" }));
    for (let pass = 0; pass < passes; pass++) for (const i of numbers) learn(i);
  }

  /** The letter whose response is strongest. */
  read(x: Tensor): Int32Array {
    const strengths = this.associate(x).matmul((this.#options.averaged ? this.#mean : this.responses).t());
    return Int32Array.from(strengths.argmax(1).data());
  }
}
