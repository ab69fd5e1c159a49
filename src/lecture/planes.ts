// Layers of two neurons: what each of them makes of the plane can be drawn. A small network of such layers learns two classes, and
// points are taken through it, place by place.
import { eye, relu, sigmoid, tanh, tensor, update } from "../index.ts";
import type { Tensor } from "../index.ts";
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { adam } from "../optim/index.ts";
import { checkerboard } from "./points.ts";
import type { Points } from "./points.ts";
import { Population, trainer } from "./population.ts";

const bends = { tanh, sigmoid, relu } as const;

/** A network in plain numbers: layers from two neurons to two, and a last neuron. */
export interface PlaneNetwork {
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly biases: readonly (readonly number[])[];
  readonly activation: keyof typeof bends;
  readonly loss: number;
}

/** What `planeTrainer` is told. */
export interface PlaneOptions {
  readonly points: Points;
  readonly activation: keyof typeof bends;
  /** For each layer of two neurons whether it has no activation. */
  readonly straight: readonly boolean[];
  readonly seed: number;
  /** Networks that are trained side by side; 8 unless told. */
  readonly candidates?: number;
}

/** A training of several networks, of which the best is taken. */
export interface PlaneTrainer {
  /** One step; the losses before it. */
  step(): Float64Array;
  /** The network whose loss was least in the last step. */
  best(): PlaneNetwork;
}

/**
 * Gets the training ready. Layers begin near the identity and are held there as by a rubber band, so that the plane is bent no more
 * than it must be (a sigmoid needs a steeper identity).
 */
export function planeTrainer({ points: { x, y }, activation, straight, seed, candidates = 8 }: PlaneOptions): PlaneTrainer {
  const layers = straight.length;
  const nets = new Population({ count: candidates, sizes: [...new Array<number>(layers + 1).fill(2), 1], activation: (z) => z, seed, gain: 0.7, biasSpread: 0.3, dtype: "f64" }); // prettier-ignore
  const [noise, steep] = activation === "sigmoid" ? [4, 5] : [1, 1.2];
  const identity = eye(2, 2, { dtype: "f64" }).mul(steep);
  update(nets.weights.slice(0, layers).map((w) => [w, w.mul(noise).add(identity)] as const));
  if (activation === "sigmoid") update(nets.biases.slice(1, layers).map((b) => [b, b.sub(steep / 2)] as const));
  const loss = (): Tensor => {
    let h: Tensor = x;
    nets.weights.forEach((_, l) => {
      h = nets.layer(h, l);
      if (l < layers && !straight[l]) h = bends[activation](h);
    });
    const entropy = binaryCrossEntropyWithLogits(h, y.expand(h.shape), { reduction: "none" }).mean([1, 2]);
    return nets.weights
      .slice(0, layers)
      .map((w) =>
        w
          .sub(identity)
          .square()
          .sum([1, 2])
          .mul(0.01 / noise ** 2),
      ) // prettier-ignore
      .reduce((sum, pull) => sum.add(pull), entropy);
  };
  const { step } = trainer(nets, { optimizer: adam({ lr: activation === "sigmoid" ? 0.1 : 0.03 }), loss });
  let losses = new Float64Array(candidates);
  return {
    step: () => (losses = Float64Array.from(step().data())),
    best() {
      const best = losses.indexOf(Math.min(...losses));
      return {
        weights: nets.weights.map((weight) => (weight.toArray() as number[][][])[best]!),
        biases: nets.biases.map((bias) => (bias.toArray() as number[][][])[best]![0]!),
        activation,
        loss: losses[best]!,
      };
    },
  };
}

/** Where places [N, 2] are in the network: at first, after each layer's matrix, and after each layer's activation. */
export function journey({ weights, biases, activation }: PlaneNetwork, straight: readonly boolean[], places: Tensor): Tensor[] {
  const stages = [places];
  straight.forEach((bare, l) => {
    const [w, b] = [tensor(weights[l]!.map((row) => [...row]), { dtype: "f64" }), tensor([...biases[l]!], { dtype: "f64" })]; // prettier-ignore
    const z = stages.at(-1)!.matmul(w.t()).add(b);
    stages.push(z, bare ? z : bends[activation](z));
  });
  return stages;
}

/** Points of XOR with a gap along the axes: a border needs some room. */
export function quarters({ count, seed, gap = 0.15 }: { readonly count: number; readonly seed: number; readonly gap?: number }): Points {
  const { x, y } = checkerboard({ count, noise: 0, seed, dtype: "f64" });
  const labels = y.data();
  const kept = (x.toArray() as number[][]).flatMap((place, i) => (Math.min(...place.map(Math.abs)) > gap ? [[...place, labels[i]!]] : []));
  return { x: tensor(kept.map(([u, v]) => [u!, v!]), { dtype: "f64" }), y: tensor(kept.map(([, , label]) => [label!]), { dtype: "f64" }) }; // prettier-ignore
}
