// Cybenko's theorem (1989): one hidden layer of sigmoids comes as near as one likes to any continuous function on an interval.
// Built by hand as a staircase, and trained.
import { maximum, sigmoid, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { linear, sequential, sigmoid as sigmoidLayer } from "../nn/index.ts";
import type { Sequential } from "../nn/index.ts";
import { adam } from "../optim/index.ts";
import { Population, train } from "./population.ts";

/** A function of one number on [low, high]. */
export interface Target {
  readonly of: (x: number) => number;
  readonly low: number;
  readonly high: number;
}

/** One period of the sine on [0, 1]. */
export const sine: Target = { of: (x) => Math.sin(2 * Math.PI * x), low: 0, high: 1 };
/** Jumps from 0 to 1 at 0: bounded, with one point of discontinuity. */
export const jump: Target = { of: (x) => (x > 0 ? 1 : 0), low: -1, high: 1 };

/** Equally spaced places, both ends included. */
export const places = ({ low, high }: Target, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/**
 * The theorem's network by construction: unit i is a step at sᵢ (weight k, bias −k · sᵢ), and its outgoing weight is the rise of
 * the function there. `sharpness` is k in units of the distance between steps.
 *
 * Source: Cybenko, "Approximation by superpositions of a sigmoidal function", 1989; the picture is Nielsen's.
 */
export function staircase({ of, low, high }: Target, units: number, sharpness = 4): Sequential {
  const width = (high - low) / units;
  const steps = Array.from({ length: units }, (_, i) => low + (i + 0.5) * width);
  const rises = steps.map((s) => of(s + width / 2) - of(s - width / 2));
  const k = sharpness / width;
  const net = sequential(linear(1, units, { dtype: "f64" }), sigmoidLayer(), linear(units, 1, { dtype: "f64" }));
  net.loadStateDict({
    "0.weight": tensor(steps.map(() => [k]), { dtype: "f64" }), // prettier-ignore
    "0.bias": tensor(steps.map((s) => -k * s), { dtype: "f64" }), // prettier-ignore
    "2.weight": tensor([rises], { dtype: "f64" }),
    "2.bias": tensor([of(low)], { dtype: "f64" }),
  });
  return net;
}

/** As many steps as a chosen error asks for, by doubling; the error is looked at, not trusted. */
export function staircaseFor(target: Target, error: number, most = 4096): { net: Sequential; units: number; error: number } {
  for (let units = 1; ; units *= 2) {
    const net = staircase(target, units);
    const found = largestError(net, target);
    if (found <= error || units >= most) return { net, units, error: found };
  }
}

/** sup |net − target| over many places. */
export function largestError(net: Sequential, target: Target, count = 4001): number {
  const at = places(target, count);
  const y = net.forward(tensor(at, { shape: [count, 1] })).data();
  return at.reduce((most, x, i) => Math.max(most, Math.abs(y[i]! - target.of(x))), 0);
}

/** √∫ (σ(kx) − step)² over the target's interval, by the trapezoid rule: how well ONE neuron does in the mean. */
export function meanError(slope: number, { of, low, high }: Target = jump, count = 200_001): number {
  const at = places({ of, low, high }, count);
  const y = sigmoid(tensor(at).mul(slope)).data();
  const squares = at.map((x, i) => (x === 0 ? 0.25 : (y[i]! - of(x)) ** 2));
  const sum = squares.reduce((total, value, i) => total + (i === 0 || i === count - 1 ? value / 2 : value), 0);
  return Math.sqrt((sum * (high - low)) / (count - 1));
}

/** What `trainedApproximation` is told. */
export interface TrainedOptions {
  readonly widths: readonly number[];
  /** Networks of each width. */
  readonly seeds: number;
  readonly seed: number;
  readonly steps: number;
  readonly activation?: (x: Tensor) => Tensor;
}

/** What training reaches: for each width and each seed the largest error, and the root of the mean square. */
export function trainedApproximation(target: Target, { widths, seeds, seed, steps, activation = sigmoid }: TrainedOptions): { largest: number[][]; mean: number[][] } {
  const most = Math.max(...widths);
  const nets = new Population({
    count: widths.length * seeds,
    sizes: [1, most, 1],
    activation,
    seed,
    gain: 6,
    biasSpread: 6,
    widths: widths.flatMap((width) => new Array<number>(seeds).fill(width)),
  }); // prettier-ignore
  const at = places(target, 201);
  const x = tensor(Float32Array.from(at), { shape: [201, 1] });
  const y = tensor(Float32Array.from(at, target.of), { shape: [201, 1] });
  const errors = (): Tensor => nets.forward(x).sub(y);
  train(nets, {
    optimizer: adam({ lr: 0.02 }),
    loss: () => errors().square().mean([1, 2]),
    steps,
    watch: (_, step, optimizer) => void (optimizer.lr = 0.02 * (step < 0.7 * steps ? 1 : 0.1)),
  });
  // At a jump a continuous network has one value, and the function two: both sides count.
  const center = nets.forward(tensor([[0]]));
  const apart = target === jump ? maximum(center.abs(), center.sub(1).abs()).max([1, 2]).data() : null;
  const top = errors().abs().max([1, 2]).data();
  const root = errors().square().mean([1, 2]).sqrt().data();
  const table = (of: (net: number) => number): number[][] => widths.map((_, w) => Array.from({ length: seeds }, (_, s) => of(w * seeds + s)));
  return { largest: table((net) => Math.max(top[net]!, apart?.[net] ?? 0)), mean: table((net) => root[net]!) };
} // prettier-ignore
