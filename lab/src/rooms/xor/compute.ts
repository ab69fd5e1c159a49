// What the room of XOR computes, by nabla/lecture: one neuron's demands, networks of gates, trainings. The proofs judge by plain
// arithmetic alone.
import { tensor } from "nabla";
import { activations, demands, fire, foldNot, gates, hidden, inputsOf, trainXor, xorNetworks, xorSolved, xorTable, xorTrainer, Population } from "nabla/lecture"; // prettier-ignore
import type { Demand, Finding, Neuron } from "nabla/lecture";
import { near } from "../../kit/judge.ts";
import type { Job } from "../../contract.ts";

/** What may stand in a place of the network: gates of one input, and of two. */
export type Single = "not" | "same";
export type Double = "and" | "or" | "nand" | "nor";

const NEURONS: Readonly<Record<Single | Double, Neuron>> = { ...gates, same: { weights: [1], bias: -0.5 } };

/** The five places: n1 hears x₁, n2 hears x₂, a1 hears n1 and x₂, a2 hears n2 and x₁, out hears a1 and a2. */
export interface Five {
  readonly n1: Single;
  readonly n2: Single;
  readonly a1: Double;
  readonly a2: Double;
  readonly out: Double;
}

/** What one neuron of two inputs does on the four rows, and what XOR demands of it. */
export interface OneNeuron {
  readonly rows: readonly (Demand & { readonly y: number })[];
  readonly ofOnes: number;
  readonly ofZeros: number;
  readonly right: number;
}
export interface NeuronArgs {
  readonly weights: readonly [number, number];
  readonly bias: number;
}

export function one(neuron: NeuronArgs): OneNeuron {
  const { demands: rows, ...sums } = demands(neuron);
  const answers = fire(neuron, inputsOf(2));
  return { rows: rows.map((row, r) => ({ ...row, y: answers[r]! })), ...sums, right: answers.filter((y, r) => y === xorTable[r]).length };
}

/** A network of gates, as it stands: values of all its neurons on the four rows, and the neurons' numbers. */
export interface Circuit {
  readonly neurons: readonly { readonly name: string; readonly weights: readonly number[]; readonly bias: number }[];
  /** values[row][neuron], in the order of `neurons`. */
  readonly values: readonly (readonly number[])[];
  readonly right: number;
}

const columns = (...list: readonly (readonly number[])[]): number[][] => list[0]!.map((_, r) => list.map((column) => column[r]!));

/** Five neurons; `folded` are those of n1 and n2 whose work the neuron after them has taken over. */
export function five({ folded, ...places }: Five & { readonly folded: readonly [boolean, boolean] }): Circuit {
  const inputs = inputsOf(2);
  const [x1, x2] = [inputs.map((row) => row[0]!), inputs.map((row) => row[1]!)];
  const [n1, n2] = [NEURONS[places.n1], NEURONS[places.n2]];
  const [h1, h2] = [folded[0] ? null : fire(n1, columns(x1)), folded[1] ? null : fire(n2, columns(x2))];
  const [a1, a2] = ([0, 1] as const).map((i) => {
    const gate = NEURONS[i === 0 ? places.a1 : places.a2];
    return folded[i] && (i === 0 ? places.n1 : places.n2) === "not" ? foldNot(gate, 0) : gate;
  }) as [Neuron, Neuron];
  const first = fire(a1, columns(h1 ?? x1, x2));
  const second = fire(a2, columns(h2 ?? x2, x1));
  const out = NEURONS[places.out];
  const y = fire(out, columns(first, second));
  const kept = [h1 && { name: "n1", ...n1, list: h1 }, h2 && { name: "n2", ...n2, list: h2 }, { name: "a1", ...a1, list: first }, { name: "a2", ...a2, list: second }, { name: "out", ...out, list: y }].filter((entry) => entry !== null); // prettier-ignore
  return {
    neurons: kept.map(({ name, weights, bias }) => ({ name, weights, bias })),
    values: inputs.map((_, r) => kept.map(({ list }) => list[r]!)),
    right: y.filter((answer, r) => answer === xorTable[r]).length,
  };
}

/** Where the two hidden neurons put the four rows. */
export const hiddenPlaces = (): number[][] => hidden(inputsOf(2));

export type ActivationName = "sigmoid" | "tanh" | "relu" | "elu" | "gelu";
export interface TrainArgs {
  readonly activation: ActivationName;
  /** Hidden units; 0 is one neuron without a hidden layer. */
  readonly units: number;
  readonly rate: number;
  readonly seed: number;
  /** The network's number among those of this seed. */
  readonly first: number;
  readonly steps: number;
  readonly side: number;
}

/** A network on its way. */
export interface TrainFrame {
  readonly step: number;
  readonly loss: number;
  readonly losses: readonly number[];
  /** Answers 0 … 1 on a square grid of [−0.5, 1.5]², row by row from the top. */
  readonly values: Float32Array;
  readonly side: number;
  /** Answers on the four rows. */
  readonly answers: readonly number[];
  readonly solved: boolean;
  readonly first: { readonly weights: readonly (readonly number[])[]; readonly bias: readonly number[] };
  readonly last: { readonly weights: readonly number[]; readonly bias: number };
  readonly largestWeight: number;
}

const networkOf = ({ activation, units, seed, first }: Pick<TrainArgs, "activation" | "units" | "seed" | "first">): Population =>
  units === 0
    ? new Population({ count: 1, sizes: [2, 1], activation: (x) => x, seed, first })
    : xorNetworks({ activation: activations[activation].of, widths: [units], seeds: 1, seed, first });

/** Trains one network; a frame every few steps, the first before any step. */
export async function* train(args: TrainArgs, job: Job): AsyncGenerator<TrainFrame> {
  const nets = networkOf(args);
  const teacher = xorTrainer(nets, args.rate);
  const at = (k: number): number => -0.5 + (2 * (k + 0.5)) / args.side;
  const grid = tensor(Array.from({ length: args.side ** 2 }, (_, i) => [at(i % args.side), -at(Math.floor(i / args.side)) + 1])).realize();
  const rows = tensor(inputsOf(2)).realize();
  const losses: number[] = [];
  const frame = (step: number): Omit<TrainFrame, "loss" | "losses"> => {
    const answers = [...nets.forward(rows).sigmoid().data()];
    const [w, v] = nets.weights.map((weight) => weight.toArray() as number[][][]);
    const [c, d] = nets.biases.map((bias) => bias.toArray() as number[][][]);
    return {
      step,
      values: Float32Array.from(nets.forward(grid).sigmoid().data()),
      side: args.side,
      answers,
      solved: xorSolved(nets)[0] === 1,
      first: { weights: w![0]!, bias: c![0]![0]! },
      last: { weights: v?.[0]?.[0] ?? [], bias: d?.[0]?.[0]?.[0] ?? 0 },
      largestWeight: Math.max(...nets.weights.flatMap((weight) => [...weight.data()].map(Math.abs))),
    };
  };
  for (let step = 0; step <= args.steps; step++) {
    // Every step at first, where most happens; then ever more between two frames.
    const due = step < 20 || (step < 200 ? step % 5 === 0 : step % 20 === 0);
    const before = due || step === args.steps ? frame(step) : null;
    // The loss of the weights that the frame shows: a step tells the loss before it.
    const loss = teacher.step().data()[0]!;
    losses.push(loss);
    if (before) yield { ...before, loss, losses: [...losses] };
    if (step % 50 === 0) await job.pause();
  }
}

/** How many of many networks answer all four rows, as their training goes on. */
export interface SeedsFrame {
  readonly step: number;
  readonly steps: number;
  /** 1 for each network that answers all four rows now. */
  readonly solved: readonly number[];
}

export async function* manySeeds(args: { readonly activation: ActivationName; readonly units: number; readonly rate: number; readonly seed: number; readonly seeds: number; readonly steps: number }, job: Job): AsyncGenerator<SeedsFrame> {
  const { activation, units, rate, seed, seeds, steps } = args;
  const nets =
    units === 0
      ? new Population({ count: seeds, sizes: [2, 1], activation: (x) => x, seed })
      : xorNetworks({ activation: activations[activation].of, widths: [units], seeds, seed });
  const teacher = xorTrainer(nets, rate);
  for (let step = 0; step < steps; step++) {
    if (step % 50 === 0) {
      yield { step, steps, solved: xorSolved(nets) };
      await job.pause();
    }
    teacher.step();
  }
  yield { step: steps, steps, solved: xorSolved(nets) };
} // prettier-ignore

/** How many of many networks learn XOR, all at once. */
export const successes = (args: {
  readonly activation: ActivationName;
  readonly units: number;
  readonly seed: number;
  readonly seeds: number;
}): number =>
  Math.round(
    args.seeds * trainXor({ activation: activations[args.activation].of, widths: [args.units], seeds: args.seeds, seed: args.seed })[0]!,
  );

/** The four demands on the learner's weights, added up by hand: those of answer 1 less those of answer 0 leave nothing. */
export function proveContradiction({ weights, bias }: NeuronArgs): Finding {
  const [a, b] = weights;
  const ofOnes = b + bias + (a + bias);
  const ofZeros = bias + (a + b + bias);
  const { ofOnes: known, ofZeros: same } = one({ weights, bias });
  return near(Math.max(Math.abs(ofOnes - ofZeros), Math.abs(known - ofOnes), Math.abs(same - ofZeros)), 0, 1e-12, { ofOnes, ofZeros });
}

/** However the learner's weights are moved, by hand on a fine grid: at most three rows of four are right. */
export function proveThree(): Finding {
  let best = 0;
  for (let a = -12; a <= 12; a++)
    for (let b = -12; b <= 12; b++)
      for (let c = -12; c <= 12; c++) {
        const fires = [c, b + c, a + c, a + b + c].map((sum) => Number(sum > 0));
        best = Math.max(best, fires.filter((y, r) => y === xorTable[r]).length);
      }
  return near(best, 3, 0, { triples: 25 ** 3 });
}

/** The learner's network, gate by gate as logic without neurons, answers the same. */
export function proveCircuit(args: Five & { readonly folded: readonly [boolean, boolean] }): Finding {
  const logic: Readonly<Record<string, (a: boolean, b: boolean) => boolean>> = {
    and: (a, b) => a && b,
    or: (a, b) => a || b,
    nand: (a, b) => !(a && b),
    nor: (a, b) => !(a || b),
  };
  const circuit = five(args);
  const wrong = circuit.values.filter((values, r) => {
    const [x1, x2] = [r > 1, r % 2 === 1];
    const [n1, n2] = [args.n1 === "not" ? !x1 : x1, args.n2 === "not" ? !x2 : x2];
    const y = logic[args.out]!(logic[args.a1]!(n1, x2), logic[args.a2]!(n2, x1));
    return Number(y) !== values.at(-1);
  }).length;
  return near(wrong, 0, 0, { neurons: circuit.neurons.length, rightRows: circuit.right });
}

/** One neuron trained on XOR ends at ln 2. */
export async function proveLn2({ seed }: { readonly seed: number }, job: Job): Promise<Finding> {
  const nets = networkOf({ activation: "sigmoid", units: 0, seed, first: 0 });
  const teacher = xorTrainer(nets, 0.05);
  let loss = NaN;
  for (let step = 0; step < 2000; step++) {
    loss = teacher.step().data()[0]!;
    if (step % 100 === 0) await job.pause();
  }
  const largest = Math.max(...[...nets.weights[0]!.data()].map(Math.abs));
  return near(loss, Math.log(2), 1e-5, { largestWeight: largest });
}
