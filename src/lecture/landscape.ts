// The landscape of a loss around a network, f(α, β) = L(θ + α·δ + β·η): directions, their normalization filter by filter, and
// slices; what can be counted on them is in `nabla/viz`. Works on a whole population: every network is looked at along directions of its own.
import { compile, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import type { Surface } from "../viz/index.ts";
import type { Population } from "./population.ts";

/** A step in the space of weights: one tensor for each parameter, of its shape. */
export interface Direction {
  readonly weights: readonly Tensor[];
  readonly biases: readonly Tensor[];
}

const zerosLike = (x: Tensor): Tensor => x.mul(0).detach().realize();

/** Normal numbers for all weights, nothing for biases. Equal seeds give every network of a population the same direction as any other with that seed. */
export function randomDirection({ weights, biases }: Population, seed: number): Direction {
  const [count] = weights[0]!.shape as [number];
  const randoms = Array.from({ length: count }, (_, net) => new RandomSource(seed, net, 11));
  const drawn = weights.map(({ shape: [, rows, columns], dtype }) =>
    tensor(Float64Array.from(randoms.flatMap((random) => Array.from({ length: rows! * columns! }, () => random.normal()))), { shape: [count, rows!, columns!], dtype }),
  );
  return { weights: drawn, biases: biases.map(zerosLike) };
} // prettier-ignore

/**
 * Filter normalization: every filter (the incoming row of one unit) of the direction gets the length of the network's own filter.
 * Then a direction is long where the network's weights are large, and slices of different networks can be compared.
 *
 * Source: Li et al., "Visualizing the loss landscape of neural nets", 2018 (arXiv:1712.09913).
 */
export const filterNormalized = ({ weights, biases }: Direction, nets: Population): Direction => ({
  weights: weights.map((d, l) => {
    const [own, given] = [filterNorms(nets.weights[l]!), filterNorms(d)];
    return d.mul(own.div(given.add(1e-10))).detach().realize();
  }),
  biases,
}); // prettier-ignore

/** The length of each unit's incoming row, [P, out, 1]. */
export const filterNorms = (weight: Tensor): Tensor => weight.square().sum(-1, { keepDims: true }).sqrt();

/** The way from one population to another, network by network: θ′ − θ. */
export const towards = (from: Population, to: Population): Direction => ({
  weights: from.weights.map((w, l) => to.weights[l]!.sub(w).detach().realize()),
  biases: from.biases.map((b, l) => to.biases[l]!.sub(b).detach().realize()),
});

/** The loss of every network for what the population answers, [P]. */
export type LossOf = (output: Tensor) => Tensor;

/** L(θ + α·δ + β·η) of every network, for any α and β: compiled once. */
export function slice(nets: Population, x: Tensor, loss: LossOf, first: Direction, second?: Direction): (alpha: number, beta?: number) => Float64Array {
  const { dtype } = nets.weights[0]!;
  const moved = (own: readonly Tensor[], d: readonly Tensor[], e: readonly Tensor[] | undefined, a: Tensor, b: Tensor): Tensor[] =>
    own.map((w, l) => (e ? w.add(d[l]!.mul(a)).add(e[l]!.mul(b)) : w.add(d[l]!.mul(a))));
  const at = compile((a: Tensor, b: Tensor) =>
    loss(nets.layers(x, moved(nets.weights, first.weights, second?.weights, a, b), moved(nets.biases, first.biases, second?.biases, a, b)).at(-1)!));
  return (alpha, beta = 0) => Float64Array.from(at(tensor(alpha, { dtype }), tensor(beta, { dtype })).data());
} // prettier-ignore

/** The surfaces of all networks over [−reach, reach]². */
export function surfaces(at: (alpha: number, beta: number) => Float64Array, side: number, reach = 1): Surface[] {
  const places = Array.from({ length: side }, (_, i) => -reach + (2 * reach * i) / (side - 1));
  const rows = places.map((beta) => places.map((alpha) => at(alpha, beta)));
  return Array.from(rows[0]![0]!, (_, net) => ({ x: places, y: places, heights: rows.map((row) => row.map((heights) => heights[net]!)) }));
}
