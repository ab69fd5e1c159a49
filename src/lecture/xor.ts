// XOR: what one neuron cannot do, five can, and three are enough for; and what training makes of it.
import { all, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { adam } from "../optim/index.ts";
import { gates, inputsOf } from "./gates.ts";
import { fire } from "./neuron.ts";
import type { Neuron } from "./neuron.ts";
import { Population, trainer } from "./population.ts";
import type { Trainer } from "./population.ts";

/** The truth table of XOR. */
export const xorTable = [0, 1, 1, 0] as const;

type Rows = readonly (readonly number[])[];
/** Columns side by side as rows. */
const rowsOf = (...columns: readonly (readonly number[])[]): number[][] => columns[0]!.map((_, i) => columns.map((column) => column[i]!));

/** (¬x₁ ∧ x₂) ∨ (¬x₂ ∧ x₁), gate by gate: five neurons. */
export function xorOfFive(inputs: Rows): number[] {
  const [x1, x2] = [inputs.map((row) => row[0]!), inputs.map((row) => row[1]!)];
  const [not1, not2] = [x1, x2].map((x) => fire(gates.not, rowsOf(x))) as [number[], number[]];
  const first = fire(gates.and, rowsOf(not1, x2));
  const second = fire(gates.and, rowsOf(not2, x1));
  return fire(gates.or, rowsOf(first, second));
}

/** A gate with a NOT before one of its inputs, as one neuron: w · (1 − x) + b = −w · x + (b + w). */
export const foldNot = ({ weights, bias }: Neuron, input: number): Neuron => ({
  weights: weights.map((w, i) => (i === input ? -w : w)),
  bias: bias + weights[input]!,
});

/** The three neurons that remain: two lines in the plane, and OR over them. */
export const foldedXor = { first: foldNot(gates.and, 0), second: foldNot(gates.and, 1), or: gates.or };

/** Where the two lines put each input: the plane (h₁, h₂) in which XOR is separable. */
export const hidden = (inputs: Rows): number[][] => rowsOf(fire(foldedXor.first, inputs), fire({ ...foldedXor.second }, inputs));

/**
 * XOR by three neurons.
 * @example
 * xorOfThree([[0, 0], [0, 1], [1, 0], [1, 1]]) // [0, 1, 1, 0]
 */
export const xorOfThree = (inputs: Rows): number[] => fire(foldedXor.or, hidden(inputs));

/** One row's demand on (w₁, w₂, b): `sum` must be above 0 where the answer is 1, and must not where it is 0. */
export interface Demand {
  readonly inputs: readonly number[];
  readonly above: boolean;
  readonly sum: number;
}

/**
 * The four demands of XOR on one neuron. The two of answer 1 and the two of answer 0 add up to the same number
 * w₁ + w₂ + 2b, which would have to be above 0 and not above 0.
 */
export function demands({ weights: [w1, w2], bias }: Neuron): { demands: Demand[]; ofOnes: number; ofZeros: number } {
  const rows = inputsOf(2).map((inputs, row) => ({
    inputs,
    above: xorTable[row] === 1,
    sum: w1! * inputs[0]! + w2! * inputs[1]! + bias,
  }));
  const total = (above: boolean): number => rows.filter((row) => row.above === above).reduce((sum, row) => sum + row.sum, 0);
  return { demands: rows, ofOnes: total(true), ofZeros: total(false) };
}

/** Which networks learn XOR. */
export interface XorNetworks {
  readonly activation: (x: Tensor) => Tensor;
  /** Hidden units; one after another in one population. */
  readonly widths: readonly number[];
  /** Networks of each width. */
  readonly seeds: number;
  readonly seed: number;
  /** The number of the first network among those of this seed; 0 unless told. */
  readonly first?: number;
}

/** What `trainXor` is told. */
export interface XorTraining extends XorNetworks {
  readonly steps?: number;
}

/** Untrained networks 2-h-1. */
export const xorNetworks = ({ activation, widths, seeds, seed, first = 0 }: XorNetworks): Population =>
  new Population({
    count: widths.length * seeds,
    sizes: [2, Math.max(...widths), 1],
    activation,
    seed,
    first,
    widths: widths.flatMap((width) => new Array<number>(seeds).fill(width)),
  });

/** Training of such networks on the four rows: cross-entropy, Adam. */
export function xorTrainer(nets: Population, lr = 0.05): Trainer {
  const { dtype } = nets.weights[0]!;
  const x = tensor(inputsOf(2), { dtype });
  const y = tensor(xorTable.map((bit) => [bit]), { dtype }); // prettier-ignore
  const loss = (): Tensor => {
    const z = nets.forward(x);
    return binaryCrossEntropyWithLogits(z, y.expand(z.shape), { reduction: "none" }).mean([1, 2]);
  };
  return trainer(nets, { optimizer: adam({ lr }), loss });
}

/** Which of the networks answer all four rows: 1 or 0 for each. */
export function xorSolved(nets: Population): number[] {
  const z = nets.forward(tensor(inputsOf(2), { dtype: nets.weights[0]!.dtype }));
  const right = tensor(xorTable.map((bit) => [bit])); // prettier-ignore
  return [...all(z.gt(0).to("f32").eq(right), [1, 2]).data()];
}

/** Networks 2-h-1 trained on XOR from many first weights: for each h the share that answers all four rows. */
export function trainXor({ steps = 2000, ...which }: XorTraining): number[] {
  const nets = xorNetworks(which);
  const { step } = xorTrainer(nets);
  for (let k = 0; k < steps; k++) step();
  const right = xorSolved(nets);
  const { widths, seeds } = which;
  return widths.map((_, w) => right.slice(w * seeds, (w + 1) * seeds).filter((ok) => ok === 1).length / seeds);
}
