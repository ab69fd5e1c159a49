// What depth does to gradients: how large they are at each layer before any training, which units are dead, and what helps.
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { grad, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import { sgd } from "../optim/index.ts";
import { activations } from "./activations.ts";
import type { ActivationName } from "./activations.ts";
import { Population, train } from "./population.ts";
import type { spreads } from "./population.ts";
import type { Points } from "./points.ts";

/** Deep networks of equal layers. */
export interface DeepOptions {
  readonly activation: ActivationName;
  /** Hidden layers. */
  readonly depth: number;
  readonly width?: number;
  readonly initial?: keyof typeof spreads;
  readonly gain?: number;
  readonly bias?: number;
  readonly skip?: number;
  /** Networks. */
  readonly count: number;
  readonly seed: number;
}

const deep = (inputs: number, { activation, depth, width = 32, ...rest }: DeepOptions): Population =>
  new Population({ sizes: [inputs, ...new Array<number>(depth).fill(width), 1], activation: activations[activation].of, ...rest });

/** Normal points in the plane, the same for every network, and on which side of a line each is. */
function cloud(count: number, seed: number): Points {
  const random = new RandomSource(seed, 7);
  const x = tensor(
    Float32Array.from({ length: count * 2 }, () => random.normal()),
    { shape: [count, 2] },
  );
  return { x, y: x.sum(1, { keepDims: true }).gt(0).to("f32").realize() };
}

/**
 * The norm of the loss's gradient at each hidden layer's weights, before training: [layer][network]. Back-propagation is spelled
 * out: a layer gets the cotangent of what it answered, and gives that of what it heard.
 */
export function gradientNorms(options: DeepOptions): Float64Array[] {
  const nets = deep(2, options);
  const { x, y } = cloud(32, options.seed);
  const heard: Tensor[] = [x.expand([options.count, ...x.shape]).realize()];
  for (let l = 0; l <= options.depth; l++) heard.push(nets.layer(heard[l]!, l).realize());
  const z = heard.pop()!;
  const losses = binaryCrossEntropyWithLogits(z, y.expand(z.shape), { reduction: "none" }).mean([1, 2]);
  let cotangent = grad(losses.sum(), [z])[0]!.realize();
  const norms: Float64Array[] = [];
  for (let l = options.depth; l >= 0; l--) {
    const given = grad(nets.layer(heard[l]!, l), [heard[l]!, nets.weights[l]!], cotangent);
    if (l < options.depth) norms.unshift(Float64Array.from(given[1]!.square().sum([1, 2]).sqrt().data()));
    cotangent = given[0]!.realize();
  }
  return norms;
}

/** ‖g₁‖ / ‖g_last‖ of each network: how much of the gradient is left at the first layer. */
export function gradientRatio(options: DeepOptions): Float64Array {
  const norms = gradientNorms(options);
  return norms[0]!.map((first, net) => first / norms.at(-1)![net]!);
}

/** Mean of squares of what each hidden layer answers to normal points: [layer][network]. */
export function signalPower(options: DeepOptions): Float64Array[] {
  const nets = deep(2, options);
  let h: Tensor = cloud(64, options.seed).x;
  return Array.from({ length: options.depth }, (_, l) => {
    h = nets.layer(h, l).realize();
    return Float64Array.from(h.square().mean([1, 2]).data());
  });
}

const lossOn = (nets: Population, { x, y }: Points): (() => Tensor) => () => {
  const z = nets.forward(x);
  return binaryCrossEntropyWithLogits(z, y.expand(z.shape), { reduction: "none" }).mean([1, 2]);
}; // prettier-ignore

/** The share of hidden units of each network that answer 0 to every point: nothing can be learned through them. */
export function deadShare(nets: Population, { x }: Points): Float64Array {
  const dead = nets.layers(x).slice(0, -1).map((h) => h.abs().max(1).eq(0).to("f32").sum(-1)); // prettier-ignore
  const units = nets.options.sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  return Float64Array.from(dead.reduce((a, b) => a.add(b)).div(units).data()); // prettier-ignore
}

/** For every hidden unit of each network the share of points to which it answers other than 0: [layer][network][unit]. */
export const awakeShare = (nets: Population, { x }: Points): number[][][] =>
  nets.layers(x).slice(0, -1).map((h) => h.eq(0).to("f32").mean(1).neg().add(1).toArray() as number[][]); // prettier-ignore

/** What every hidden layer answers to 64 normal points, all units of all networks together: [layer]. */
export function layerAnswers(options: DeepOptions): Float64Array[] {
  const { x } = cloud(64, options.seed);
  return deep(2, options).layers(x).slice(0, -1).map((h) => Float64Array.from(h.data())); // prettier-ignore
}

/** Whether a network answers the same to every point: some layer of it is dead as a whole. */
export const bornDead = (nets: Population, { x }: Points): boolean[] =>
  [...nets.layers(x).slice(0, -1).map((h) => h.abs().max([1, 2]).eq(0).to("f32")).reduce((a, b) => a.maximum(b)).data()].map((dead) => dead === 1); // prettier-ignore

/** Trains rectifier networks by plain descent, each with its own learning rate. */
export function trainWithRates(points: Points, rates: readonly number[], options: Omit<DeepOptions, "count">, steps: number): Population {
  const nets = deep(2, { ...options, count: rates.length });
  const rate = tensor(Float32Array.from(rates));
  // A rate of its own for each network: its loss is multiplied, and the common rate is 1.
  train(nets, { optimizer: sgd({ lr: 1 }), loss: () => lossOn(nets, points)().mul(rate), steps });
  return nets;
}

/** Trains by plain descent with one rate and gives the last losses. */
export function lossesAfter(points: Points, options: DeepOptions, steps: number, lr = 0.1): Float64Array {
  const nets = deep(2, options);
  return train(nets, { optimizer: sgd({ lr }), loss: lossOn(nets, points), steps });
}

/** Untrained networks of two inputs. */
export const untrained = (options: DeepOptions): Population => deep(2, options);

/** The share of points on the right side, for each network. */
export const shareRight = (nets: Population, { x, y }: Points): Float64Array =>
  Float64Array.from(nets.forward(x).gt(0).to("f32").eq(y).to("f32").mean([1, 2]).data());
