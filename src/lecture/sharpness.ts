// Two experiments on landscapes: skip connections against chaos in deep networks, and whether small batches find flatter minima.
import { arange, indexSelect, relu, tensor, update, variable } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { adam, sgd } from "../optim/index.ts";
import { describeSurface } from "../viz/index.ts";
import type { SurfaceReport } from "../viz/index.ts";
import { filterNormalized, randomDirection, slice, surfaces, towards } from "./landscape.ts";
import type { LossOf } from "./landscape.ts";
import { Population, train } from "./population.ts";
import { spirals } from "./points.ts";
import type { Points } from "./points.ts";

/** The mean binary cross-entropy of every network, [P]. */
export const meanBce = (y: Tensor): LossOf => (output) =>
  binaryCrossEntropyWithLogits(output, y.expand(output.shape), { reduction: "none" }).mean([1, 2]); // prettier-ignore

/** What `chaos` is told. */
export interface ChaosOptions {
  readonly depth: number;
  readonly skip: boolean;
  readonly nets: number;
  readonly seed: number;
  readonly side?: number;
  readonly steps?: number;
}

/** Trains deep narrow rectifier networks on spirals, and looks around the place where each of them ended. */
export function chaos({ depth, skip, nets: count, seed, side = 25, steps = 500 }: ChaosOptions): SurfaceReport[] {
  const { x, y } = spirals({ count: 160, noise: 0.04, seed });
  const sizes = [2, ...new Array<number>(depth).fill(12), 1];
  const nets = new Population({ count, sizes, activation: relu, initial: "he", seed, ...(skip && { skip: 1 / Math.sqrt(depth) }) });
  const loss = meanBce(y);
  const watch = (_: unknown, step: number, optimizer: { lr: number }): void => void (optimizer.lr = step < 0.8 * steps ? 0.004 : 0.0004);
  train(nets, { optimizer: adam({ lr: 0.004 }), loss: () => loss(nets.forward(x)), steps, watch });
  const [first, second] = [1, 2].map((k) => filterNormalized(randomDirection(nets, seed + k), nets));
  return surfaces(slice(nets, x, loss, first!, second), side).map(describeSurface);
}

/** What `trainInBatches` is told. */
export interface BatchOptions {
  readonly points: Points;
  readonly batch: number;
  readonly epochs: number;
  /** One network for each: its weight decay, and the number of its seed. */
  readonly decays: readonly number[];
  readonly seed: number;
  readonly width?: number;
}

/** Descent with momentum in batches; each network with a weight decay of its own. */
export function trainInBatches({ points: { x, y }, batch, epochs, decays, seed, width = 64 }: BatchOptions): Population {
  const [samples] = x.shape as [number];
  const nets = new Population({ count: decays.length, sizes: [2, width, width, 1], activation: relu, initial: "he", seed });
  const random = new RandomSource(seed, batch);
  const order = tensor(Int32Array.from({ length: epochs }).reduce<number[]>((all) => (all.push(...random.shuffle(Int32Array.from({ length: samples }, (_, i) => i))), all), [])); // prettier-ignore
  const at = variable(tensor(0, { dtype: "i32" }));
  const decay = tensor(decays, { dtype: "f32" }); // prettier-ignore
  const loss = (): Tensor => {
    const chosen = indexSelect(order.to("i32"), 0, arange(batch).add(at.mul(batch)));
    update([[at, at.add(1)]]);
    const squares = [...nets.weights, ...nets.biases].map((w) => w.square().sum([1, 2])).reduce((a, b) => a.add(b));
    return meanBce(indexSelect(y, 0, chosen))(nets.forward(indexSelect(x, 0, chosen))).add(squares.mul(decay).mul(0.5));
  };
  const steps = Math.floor(samples / batch) * epochs;
  const rate = (step: number): number => (step < steps / 2 ? 0.1 : step < 0.75 * steps ? 0.01 : 0.001);
  train(nets, { optimizer: sgd({ lr: 0.1, momentum: 0.9 }), loss, steps, watch: (_, step, optimizer) => void (optimizer.lr = rate(step)) });
  return nets;
}

/** ‖θ‖ of each network. */
export const norms = (nets: Population): Float64Array =>
  Float64Array.from(nets.parameters().map((w) => w.square().sum([1, 2])).reduce((a, b) => a.add(b)).sqrt().data()); // prettier-ignore

/** How much the loss rises a quarter beyond each end of the straight line between two populations: [at the first, at the second]. */
export function riseBeyond(small: Population, large: Population, { x, y }: Points): readonly [Float64Array, Float64Array] {
  const at = slice(small, x, meanBce(y), towards(small, large));
  const [a, start, end, b] = [at(-0.25), at(0), at(1), at(1.25)];
  return [a.map((height, net) => height - start[net]!), b.map((height, net) => height - end[net]!)];
}

/** Mean loss half a filter-normalized step away, over several random directions. */
export function normalizedRise(nets: Population, { x, y }: Points, directions: number, seed: number): Float64Array {
  const total = new Float64Array(nets.weights[0]!.shape[0]!);
  for (let k = 0; k < directions; k++) {
    const at = slice(nets, x, meanBce(y), filterNormalized(randomDirection(nets, seed + k), nets));
    for (const alpha of [-0.5, 0.5]) at(alpha).forEach((height, net) => (total[net]! += height / (2 * directions)));
  }
  return total;
}
