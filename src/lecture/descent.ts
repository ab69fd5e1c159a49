// Gradient descent and its modifications: where it diverges, how curved a loss is, and a race of optimizers.
import { compile, grad, tensor, variable } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import { sgd } from "../optim/index.ts";
import type { OptimizerFactory } from "../optim/index.ts";
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { tanh } from "../index.ts";
import { Population, train } from "./population.ts";
import type { Points } from "./points.ts";

/** ½ wᵀ A w: the simplest bowl. */
export const bowl = (matrix: readonly (readonly number[])[]) => {
  const a = tensor(matrix, { dtype: "f64" });
  return (w: Tensor): Tensor => w.mul(w.matmul(a)).sum(-1).mul(0.5);
};

/**
 * H · v without ever making H: the gradient of (∇L · v). Pearlmutter, "Fast exact multiplication by the Hessian", 1994.
 */
export function hessianTimes(loss: Tensor, parameters: readonly Tensor[], vector: readonly Tensor[]): Tensor[] {
  const slopes = grad(loss, parameters);
  const along = slopes.map((slope, i) => slope.mul(vector[i]!).sum()).reduce((a, b) => a.add(b));
  return grad(along, parameters);
}

/** The largest eigenvalue (by size) of the Hessian at these parameters, by power iteration, and its direction. */
export function largestCurvature(loss: () => Tensor, parameters: readonly Tensor[], steps = 200, seed = 0): { value: number; direction: Tensor[] } {
  const random = new RandomSource(seed, 1);
  const begin = (x: Tensor): Tensor => tensor(Float64Array.from({ length: x.numel() }, () => random.normal()), { shape: x.shape, dtype: x.dtype });
  const vector = parameters.map((x) => variable(begin(x)));
  const step = compile(() => {
    const product = hessianTimes(loss(), parameters, vector);
    const dot = (a: readonly Tensor[], b: readonly Tensor[]): Tensor => a.map((x, i) => x.mul(b[i]!).sum()).reduce((x, y) => x.add(y));
    const value = dot(product, vector).div(dot(vector, vector)); // Rayleigh's quotient
    const norm = dot(product, product).sqrt();
    vector.forEach((v, i) => v.assign(product[i]!.div(norm)));
    return value;
  });
  let value = 0;
  for (let k = 0; k < steps; k++) value = step().item();
  return { value, direction: vector };
} // prettier-ignore

/** Where descent with each of these rates is after so many steps: how far from `start`'s value the loss is, as a factor. */
export function growth(loss: (w: Tensor) => Tensor, start: readonly number[], rates: readonly number[], steps: number): Float64Array {
  const w = variable(tensor(rates.map(() => [...start]), { dtype: "f64" })); // prettier-ignore
  const rate = tensor(rates.map((value) => [value]), { dtype: "f64" }); // prettier-ignore
  const before = loss(w.detach()).data();
  const step = compile(() => {
    const copy = w.detach();
    w.assign(w.sub(grad(loss(copy).sum(), [copy])[0]!.mul(rate)));
    return loss(w);
  });
  let after = before;
  for (let k = 0; k < steps; k++) after = step().data();
  return Float64Array.from(after, (value, i) => value / before[i]!);
}

/** The largest rate with which descent still goes down, by halving an interval many rates at a time. */
export function largestRate(loss: (w: Tensor) => Tensor, start: readonly number[], high: number, steps = 2000): number {
  let [from, to] = [0, high];
  for (let round = 0; round < 4; round++) {
    const rates = Array.from({ length: 33 }, (_, i) => from + ((to - from) * i) / 32);
    const factors = growth(loss, start, rates, steps);
    const first = factors.findIndex((factor) => !(factor < 1) && factor !== 0);
    const at = first < 0 ? 32 : Math.max(first === 0 ? factors.findIndex((f, i) => i > 0 && !(f < 1)) : first, 1);
    [from, to] = [rates[at - 1]!, rates[at]!];
  }
  return (from + to) / 2;
}

/** Steps until the distance to the minimum of a bowl has shrunk by a factor, for gradient descent with momentum. */
export function stepsInBowl(loss: (w: Tensor) => Tensor, start: readonly number[], lr: number, momentum: number, factor: number): number {
  const w = variable(tensor(start, { dtype: "f64" }));
  w.requiresGrad = true;
  const optimizer = sgd({ lr, momentum }).over([w]);
  const step = compile(() => {
    optimizer.step(grad(loss(w), [w]));
    return w;
  });
  const goal = Math.hypot(...start) * factor;
  for (let k = 1; k < 100_000; k++) if (Math.hypot(...step().data()) <= goal) return k;
  return Infinity;
}

/** What `race` is told. */
export interface RaceOptions {
  readonly points: Points;
  readonly sizes: readonly number[];
  readonly count: number;
  readonly seed: number;
  readonly steps: number;
  readonly goal: number;
  /** Factor on the first weights; 0 begins at zero. */
  readonly gain?: number;
}

/** The same networks, one optimizer: for each network the steps until its loss is below the goal, and its last loss. */
export function race(optimizer: OptimizerFactory, { points, sizes, count, seed, steps, goal, gain = 1 }: RaceOptions): { steps: number[]; losses: number[] } {
  const nets = new Population({ count, sizes, activation: (x) => tanh(x), seed, gain });
  const arrival = new Array<number>(count).fill(Infinity);
  const loss = (): Tensor => {
    const z = nets.forward(points.x);
    return binaryCrossEntropyWithLogits(z, points.y.expand(z.shape), { reduction: "none" }).mean([1, 2]);
  };
  const watch = (losses: ArrayLike<number>, step: number): void | false => {
    arrival.forEach((known, net) => void (known === Infinity && losses[net]! < goal && (arrival[net] = step)));
    if (arrival.every(Number.isFinite)) return false;
  };
  const last = train(nets, { optimizer, loss, steps, watch });
  return { steps: arrival, losses: [...last] };
} // prettier-ignore
