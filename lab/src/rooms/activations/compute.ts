// The room of activation functions, in the worker: values and slopes, what layers answer, and for each function the experiment
// that tests what is said against it. Proofs are plain arithmetic.
import { compile, grad, parameter, tensor } from "nabla";
import type { Tensor } from "nabla";
import {
  Population,
  activationProfile,
  activations,
  collapse,
  deadShare,
  deafFrom,
  gradientNorms,
  gradientRatio,
  layerAnswers,
  moons,
  oneSignShare,
  shareRight,
  stackOfLayers,
  trainWithRates,
} from "nabla/lecture";
import type { DeepOptions, Points } from "nabla/lecture";
import { binaryCrossEntropyWithLogits } from "nabla/losses";
import { tanh } from "nabla/nn";
import type { Sequential } from "nabla/nn";
import { adam, sgd } from "nabla/optim";
import type { Finding, Job } from "../../contract.ts";
import { near, sigma, slopeOf } from "../../kit/judge.ts";
import { SPAN } from "./state.ts";
import type { Name } from "./state.ts";

/** Values and slopes along the axis. */
export interface Profile {
  readonly x: readonly number[];
  readonly values: readonly number[];
  readonly slopes: readonly number[];
}

const profileOn = (name: Name, x: readonly number[]): Profile => {
  const { values, slopes } = activationProfile(name, x);
  return { x, values: [...values], slopes: [...slopes] };
};

/** A function on the whole axis. Corners lie between two samples. */
export const profile = ({ name }: { readonly name: Name }): Profile =>
  profileOn(name, Array.from({ length: 482 }, (_, i) => -SPAN + (2 * SPAN * i) / 481)); // prettier-ignore

/** A function at one place. */
export const at = ({ name, x }: { readonly name: Name; readonly x: number }): { readonly value: number; readonly slope: number } => {
  const found = profileOn(name, [x]);
  return { value: found.values[0]!, slope: found.slopes[0]! };
};

/** First weights that suit a function. */
const initial = (name: Name): "he" | "xavier" => (["relu", "elu", "gelu", "silu", "leakyRelu"].includes(name) ? "he" : "xavier");
const deep = (activation: Name, depth: number, seed: number, count = 20): DeepOptions => ({ activation, depth, initial: initial(activation), count, seed }); // prettier-ignore

/** How the answers of a layer are spread. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  /** Shares of all answers. */
  readonly bins: readonly number[];
  readonly mean: number;
  readonly spread: number;
}

/** Answers of six layers of 32 units to normal points, before training. */
export function histograms({ name, seed }: { readonly name: Name; readonly seed: number }): readonly Histogram[] {
  return layerAnswers(deep(name, 6, seed, 4)).map((answers) => {
    const sorted = Float64Array.from(answers).sort();
    const side = Math.max(Math.abs(sorted[Math.floor(0.005 * sorted.length)]!), Math.abs(sorted[Math.floor(0.995 * sorted.length)]!), 0.1);
    const bins = new Array<number>(24).fill(0);
    for (const value of answers) bins[Math.min(23, Math.max(0, Math.floor(((value + side) / (2 * side)) * 24)))]! += 1 / answers.length;
    const mean = answers.reduce((sum, value) => sum + value, 0) / answers.length;
    const spread = Math.sqrt(answers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / answers.length);
    return { low: -side, high: side, bins, mean, spread };
  });
}

/** A bar of an experiment; `name` is a function or one of the words of the room. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

/** What an experiment found. */
export interface Experiment {
  readonly of: Name;
  /** Bars that are compared, on a scale of logarithms or a plain one. */
  readonly bars: readonly Bar[];
  readonly log: boolean;
  /** Further numbers, by name: the words say what they mean. */
  readonly numbers: Readonly<Record<string, number>>;
}

const median = (values: ArrayLike<number>): number => {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};
const ratio = (name: Name, depth: number, seed: number): number => median(gradientRatio(deep(name, depth, seed)));

/** Nanoseconds a number takes, forward, on an array that fits the cache; the smallest of several goes. */
function cost(name: Name): number {
  const x = tensor(Float32Array.from({ length: 16384 }, (_, i) => (i % 97) / 16 - 3));
  const run = compile((input: Tensor) => activations[name].of(input).mul(1).sum());
  run(x).item();
  let best = Infinity;
  for (let go = 0; go < 12; go++) {
    const begin = performance.now();
    for (let k = 0; k < 20; k++) run(x).item();
    best = Math.min(best, (performance.now() - begin) / 20 / 16384);
  }
  return best * 1e6;
}

type Experimenter = (seed: number, job: Job) => Promise<Omit<Experiment, "of">>;

/** Trains and gives the last loss; the whole takes `share` of the progress from `from` on. */
async function trained(net: Sequential, { x, y }: Points, steps: number, job: Job, from: number, share: number): Promise<number> {
  const optimizer = adam({ lr: 0.02 }).over(net);
  const step = compile(() => {
    const value = binaryCrossEntropyWithLogits(net.forward(x), y);
    optimizer.step(grad(value, optimizer.parameters));
    return value;
  });
  let loss = NaN;
  for (let k = 0; k < steps; k++) {
    loss = step().item();
    if (k % 50 !== 0) continue;
    job.progress(from + (share * k) / steps);
    await job.pause();
  }
  return loss;
}

/** A deep linear network against logistic regression, and a bent one. */
const linear: Experimenter = async (seed, job) => {
  const points = moons({ count: 100, noise: 0.35, seed, dtype: "f64" });
  const [one, four, bent] = [stackOfLayers([2, 1], seed), stackOfLayers([2, 8, 8, 8, 1], seed), stackOfLayers([2, 8, 8, 8, 1], seed, tanh)];
  const single = await trained(one, points, 1500, job, 0, 0.3);
  const deep = await trained(four, points, 1500, job, 0.3, 0.3);
  const curved = await trained(bent, points, 800, job, 0.6, 0.4);
  const { weight, bias } = collapse(four);
  const apart = points.x.matmul(weight.t()).add(bias).sub(four.forward(points.x)).abs().max().item();
  return { bars: [{ name: "one", value: single }, { name: "four", value: deep }, { name: "curved", value: curved }], log: false, numbers: { losses: Math.abs(deep - single), apart } };
}; // prettier-ignore

/** How much of the gradient is left, by depth; and signs of gradients. */
const sigmoid: Experimenter = async (seed, job) => {
  const bars: Bar[] = [];
  for (const depth of [2, 4, 6, 10, 20]) {
    bars.push({ name: `depth ${depth}`, value: ratio("sigmoid", depth, seed) });
    job.progress(bars.length / 6);
    await job.pause();
  }
  const [own, rectifier, symmetric] = (["sigmoid", "relu", "tanh"] as const).map((name) => oneSignShare(name, { seed })) as [number, number, number]; // prettier-ignore
  return { bars, log: true, numbers: { steepest: Math.max(...profileOn("sigmoid", [0]).slopes), oneSign: own, oneSignRelu: rectifier, oneSignTanh: symmetric } };
}; // prettier-ignore

const tanhAgainstSigmoid: Experimenter = async (seed, job) => {
  const bars: Bar[] = [];
  for (const name of ["tanh", "sigmoid"] as const) {
    bars.push({ name, value: ratio(name, 10, seed) });
    await job.pause();
  }
  const x = Array.from({ length: 121 }, (_, i) => -3 + i / 20);
  const stretched = profileOn("sigmoid", x.map((v) => 2 * v)).values.map((y) => 2 * y - 1); // prettier-ignore
  const apart = Math.max(...profileOn("tanh", x).values.map((y, i) => Math.abs(y - stretched[i]!)));
  return { bars, log: true, numbers: { steepest: profileOn("tanh", [0]).slopes[0]!, sigmoidSteepest: profileOn("sigmoid", [0]).slopes[0]!, deaf: deafFrom("tanh", 0.01), sigmoidDeaf: deafFrom("sigmoid", 0.01), apart } };
}; // prettier-ignore

/** Units dead after training, by learning rate: the middle of three networks. */
const relu: Experimenter = async (seed, job) => {
  const points = moons({ count: 200, noise: 0.1, seed });
  const rates = [0.1, 0.5, 2, 5, 10];
  const options = { activation: "relu", depth: 2, width: 16, initial: "he", seed } as const;
  job.progress(0.1);
  await job.pause();
  const nets = trainWithRates(points, rates.flatMap((rate) => [rate, rate, rate]), options, 400); // prettier-ignore
  const [dead, right] = [deadShare(nets, points), shareRight(nets, points)];
  const middle = (values: Float64Array, k: number): number => median(values.slice(3 * k, 3 * k + 3));
  return { bars: rates.map((rate, k) => ({ name: `lr ${rate}`, value: middle(dead, k) })), log: false, numbers: { rightSlow: middle(right, 0), rightFast: middle(right, 4), oneSign: oneSignShare("relu", { seed }) } };
}; // prettier-ignore

/** The first layer's gradient with weights twice as large as they should be. */
const elu: Experimenter = async (seed, job) => {
  const bars: Bar[] = [];
  for (const name of ["relu", "elu", "gelu", "tanh"] as const) {
    const norms = gradientNorms({ ...deep(name, 20, seed), initial: "he", gain: 2 });
    bars.push({ name, value: median(norms[0]!) });
    job.progress(bars.length / 5);
    await job.pause();
  }
  const x = Array.from({ length: 801 }, (_, i) => -8 + i / 50 + 1e-9);
  return { bars, log: true, numbers: { steepest: Math.max(...profileOn("elu", x).slopes), cost: cost("elu"), costRelu: cost("relu"), calm: median(gradientNorms(deep("elu", 20, seed))[0]!) } };
}; // prettier-ignore

/** What is left of the gradient after ten layers, beside others; where the function is lowest. */
const smooth = (name: "gelu" | "silu", other: Name): Experimenter => async (seed, job) => {
  const bars: Bar[] = [];
  for (const each of [name, other, "relu", "sigmoid"] as const) {
    bars.push({ name: each, value: ratio(each, 10, seed) });
    job.progress(bars.length / 5);
    await job.pause();
  }
  const x = Array.from({ length: 6001 }, (_, i) => -3 + i / 1000);
  const { values, slopes } = profileOn(name, x);
  const lowest = Math.min(...values);
  return { bars, log: true, numbers: { lowest, lowestAt: x[values.indexOf(lowest)]!, steepest: Math.max(...slopes), apart: Math.max(...profileOn(other, x).values.map((y, i) => Math.abs(y - values[i]!))), cost: cost(name), costRelu: cost("relu") } };
}; // prettier-ignore

/** A unit whose input is negative on all data: how far its weights move in a hundred steps. */
const leakyRelu: Experimenter = async (_, job) => {
  const moved = (["relu", "leakyRelu", "elu"] as const).map((name) => {
    const w = parameter(tensor([1, -5], { dtype: "f64" }));
    const optimizer = sgd({ lr: 0.5 }).over([w]);
    const inputs = tensor(Array.from({ length: 11 }, (_, i) => [i / 10, 1]), { dtype: "f64" }); // prettier-ignore
    const step = compile(() => optimizer.step(grad(activations[name].of(inputs.matmul(w)).sub(1).square().mean(), [w])));
    for (let k = 0; k < 100; k++) step();
    const [a, b] = w.data() as ArrayLike<number> as [number, number];
    return { name, value: Math.hypot(a - 1, b + 5) };
  });
  job.progress(1);
  return { bars: moved, log: false, numbers: { flattest: profileOn("leakyRelu", [-3]).slopes[0]! } };
};

/** How far hidden weights move when a network is trained, and what its loss becomes. */
const step: Experimenter = async (seed, job) => {
  const points = moons({ count: 100, noise: 0.1, seed });
  const bars: Bar[] = [];
  const losses: number[] = [];
  for (const name of ["step", "sigmoid", "relu"] as const) {
    const nets = new Population({ count: 1, sizes: [2, 16, 16, 1], activation: activations[name].of, initial: initial(name), biasSpread: 0.5, seed });
    const before = nets.weights[0]!.toArray().flat(2) as number[];
    const optimizer = adam({ lr: 0.01 }).over(nets);
    const go = compile(() => {
      const value = binaryCrossEntropyWithLogits(nets.forward(points.x), points.y.expand([1, 100, 1]));
      optimizer.step(grad(value, optimizer.parameters));
      return value;
    });
    let loss = NaN;
    for (let k = 0; k < 300; k++) loss = go().item();
    losses.push(loss);
    bars.push({ name, value: Math.hypot(...(nets.weights[0]!.toArray().flat(2) as number[]).map((v, i) => v - before[i]!)) });
    job.progress(bars.length / 3);
    await job.pause();
  }
  return { bars, log: false, numbers: { loss: losses[0]!, lossSigmoid: losses[1]!, lossRelu: losses[2]! } };
}; // prettier-ignore

const experiments: Readonly<Record<Name, Experimenter>> = { linear, sigmoid, tanh: tanhAgainstSigmoid, relu, elu, gelu: smooth("gelu", "silu"), silu: smooth("silu", "gelu"), leakyRelu, step }; // prettier-ignore

/** The experiment that tests what is said against a function. */
export const experiment = async ({ name, seed }: { readonly name: Name; readonly seed: number }, job: Job): Promise<Experiment> => ({
  of: name,
  ...(await experiments[name](seed, job)),
});

// Proofs: every function once more in plain numbers.

/** The error function as the area under its curve, by Simpson's rule. */
function erf(x: number): number {
  const parts = 400;
  const f = (t: number): number => Math.exp(-t * t);
  let sum = f(0) + f(x);
  for (let k = 1; k < parts; k++) sum += (k % 2 === 1 ? 4 : 2) * f((x * k) / parts);
  return ((2 / Math.sqrt(Math.PI)) * (sum * x)) / parts / 3;
}

const plain: Readonly<Record<Name, (x: number) => number>> = {
  linear: (x) => x,
  step: (x) => Number(x > 0),
  sigmoid: sigma,
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
  leakyRelu: (x) => (x > 0 ? x : 0.01 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x * sigma(x),
};

/** The value at the marker and the formula in plain numbers. */
export const valueByHand = ({ name, x }: { readonly name: Name; readonly x: number }): Finding => near(at({ name, x }).value, plain[name](x), 1e-9); // prettier-ignore

/** The slope at the marker and the central difference; at a corner there is none, and one beside it is taken. */
export function slopeByHand({ name, x }: { readonly name: Name; readonly x: number }): Finding {
  const corner = Math.abs(x) < 1e-3 && ["step", "relu", "leakyRelu", "elu"].includes(name);
  const place = corner ? 0.01 : x;
  return near(at({ name, x: place }).slope, slopeOf(plain[name], place), 1e-7, { at: place });
}
