// The room of depth, in the worker: how much of the gradient reaches each layer, whether such a network learns, and which units are
// dead before and after. Proofs go through a network in plain loops.
import { compile, grad } from "nabla";
import type { Tensor } from "nabla";
import { RandomSource } from "nabla/data";
import { Population, activations, awakeShare, gradientNorms, moons, shareRight, spirals } from "nabla/lecture";
import type { DeepOptions, Points } from "nabla/lecture";
import { binaryCrossEntropyWithLogits } from "nabla/losses";
import { sgd } from "nabla/optim";
import type { Finding, Job } from "../../contract.ts";
import { near, sigma } from "../../kit/judge.ts";
import { NETS, STEPS } from "./state.ts";
import type { Name } from "./state.ts";

/** A network as the controls describe it. */
export interface Net {
  readonly f: Name;
  readonly depth: number;
  readonly initial: "he" | "xavier";
  readonly gain: number;
  readonly skip: boolean;
  readonly seed: number;
}

const options = ({ f, depth, initial, gain, skip, seed }: Net, count: number, width = 32): DeepOptions => ({ activation: f, depth, width, initial, gain, count, seed, ...(skip && { skip: 1 }) }); // prettier-ignore

const quantile = (sorted: ArrayLike<number>, share: number): number => {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
};

/** The gradient's norm at one layer, over twenty networks. */
export interface LayerNorm {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Norms {
  readonly net: Net;
  readonly layers: readonly LayerNorm[];
  /** ‖g₁‖/‖g_last‖: the median over networks. */
  readonly ratio: number;
}

/** The gradient at every layer before training. */
export function norms(net: Net): Norms {
  const found = gradientNorms(options(net, NETS));
  const sorted = found.map((values) => Float64Array.from(values).sort());
  const ratios = Float64Array.from(found[0]!, (first, k) => first / found.at(-1)![k]!).sort();
  return { net, layers: sorted.map((values) => ({ median: quantile(values, 0.5), low: quantile(values, 0.05), high: quantile(values, 0.95) })), ratio: quantile(ratios, 0.5) }; // prettier-ignore
}

/** The ratio ‖g₁‖/‖g_last‖ for a row of depths. */
export async function byDepth(net: Omit<Net, "depth">, job: Job): Promise<readonly { readonly depth: number; readonly ratio: number }[]> {
  const out: { depth: number; ratio: number }[] = [];
  for (const depth of [2, 3, 4, 6, 8, 10, 14, 20]) {
    out.push({ depth, ratio: norms({ ...net, depth }).ratio });
    job.progress(out.length / 8);
    await job.pause();
  }
  return out;
}

/** A training on its way. */
export interface Learning {
  readonly step: number;
  /** [step, loss]. */
  readonly losses: readonly (readonly [number, number])[];
  /** Share of points on the right side. */
  readonly right: number;
  /** The first step at which a number was none. */
  readonly lost: number | null;
}

/** Does it learn? One network of twelve units a layer on two spirals, plain descent. */
export async function* learn({ lr, ...net }: Net & { readonly lr: number }, job: Job): AsyncGenerator<Learning> {
  const points = spirals({ count: 160, noise: 0.04, seed: net.seed });
  const { depth, skip, ...rest } = options(net, 1, 12);
  const nets = new Population({ ...rest, sizes: [2, ...new Array<number>(depth).fill(12), 1], activation: activations[net.f].of, ...(skip !== undefined && { skip }) }); // prettier-ignore
  const optimizer = sgd({ lr }).over(nets);
  const step = compile(() => {
    const value = lossOn(nets, points);
    optimizer.step(grad(value, optimizer.parameters));
    return value;
  });
  const losses: [number, number][] = [];
  let state: Learning = { step: 0, losses, right: shareRight(nets, points)[0]!, lost: null };
  for (let k = 1; k <= STEPS; k++) {
    const loss = step().item();
    if (!Number.isFinite(loss)) {
      yield { ...state, lost: k };
      return;
    }
    if (k === 1 || k % 10 === 0) losses.push([k, loss]);
    if (k !== 1 && k % 20 !== 0) continue;
    job.progress(k / STEPS);
    state = { step: k, losses: [...losses], right: shareRight(nets, points)[0]!, lost: null };
    yield state;
    await job.pause();
  }
}

const lossOn = (nets: Population, { x, y }: Points): Tensor => binaryCrossEntropyWithLogits(nets.forward(x), y.expand([1, ...y.shape]));

/** Units of each layer: the share of points to which each answers. */
export interface Units {
  /** [layer][unit]. */
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  readonly deadBefore: number;
  readonly deadAfter: number;
  /** Share of points on the right side, when numbers were last finite. */
  readonly right: number;
  /** The step by which numbers were none any more; `after` is from before it. */
  readonly lost: number | null;
}

export interface UnitsArgs {
  readonly f: Name;
  readonly depth: number;
  readonly width: number;
  readonly bias: number;
  readonly lr: number;
  readonly initial: "he" | "xavier";
  readonly gain: number;
  readonly skip: boolean;
  readonly seed: number;
}

/** Which units are dead before training and after 300 steps of plain descent. */
export async function units({ f, depth, width, bias, lr, initial, gain, skip, seed }: UnitsArgs, job: Job): Promise<Units> {
  const points = moons({ count: 200, noise: 0.1, seed });
  const nets = new Population({ count: 1, sizes: [2, ...new Array<number>(depth).fill(width), 1], activation: activations[f].of, initial, gain, bias, seed, ...(skip && { skip: 1 }) }); // prettier-ignore
  const awake = (): number[][] => awakeShare(nets, points).map((one) => one[0]!);
  const before = awake();
  const optimizer = sgd({ lr }).over(nets);
  const step = compile(() => optimizer.step(grad(lossOn(nets, points), optimizer.parameters)));
  let [after, right] = [before, shareRight(nets, points)[0]!];
  let lost: number | null = null;
  for (let k = 1; k <= 300 && lost === null; k++) {
    step();
    // What explodes does so at once.
    if (k > 20 && k % 10 !== 0) continue;
    if (nets.weights.every((weight) => weight.data().every(Number.isFinite))) [after, right] = [awake(), shareRight(nets, points)[0]!];
    else lost = k;
    job.progress(k / 300);
    await job.pause();
  }
  const dead = (layers: readonly (readonly number[])[]): number => layers.flat().filter((share) => share === 0).length / (depth * width);
  return { before, after, deadBefore: dead(before), deadAfter: dead(after), right, lost };
}

// Proofs: a network gone through in plain loops.

const plain: Readonly<Record<Name, readonly [f: (x: number) => number, slope: (x: number) => number]>> = {
  sigmoid: [sigma, (x) => sigma(x) * (1 - sigma(x))],
  tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  relu: [(x) => Math.max(x, 0), (x) => Number(x > 0)],
  elu: [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x))],
  gelu: [(x) => x * normal(x), (x) => normal(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)],
};

/** The share of normal numbers below x, by the series of the error function. */
function normal(x: number): number {
  if (Math.abs(x) > 6) return Number(x > 0);
  let [term, sum] = [x, x];
  for (let n = 1; n < 300 && Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

/** Back-propagation in plain loops through the first of the twenty networks: the norm at its first layer. */
export function normByHand(net: Net): Finding {
  const { f, depth, skip, seed } = net;
  const found = gradientNorms(options(net, 1));
  const nets = new Population({ count: 1, sizes: [2, ...new Array<number>(depth).fill(32), 1], activation: activations[f].of, initial: net.initial, gain: net.gain, seed, ...(skip && { skip: 1 }) }); // prettier-ignore
  const weights = nets.weights.map((weight) => (weight.toArray() as number[][][])[0]!);
  const random = new RandomSource(seed, 7);
  const inputs = Array.from({ length: 32 }, () => [Math.fround(random.normal()), Math.fround(random.normal())]);
  const [of, slope] = plain[f];
  const first = weights[0]!.map((row) => row.map(() => 0));
  for (const x of inputs) {
    const [heard, sums]: [number[][], number[][]] = [[x], []];
    weights.forEach((weight, l) => {
      const z = weight.map((row) => row.reduce((sum, w, i) => sum + w * heard[l]![i]!, 0));
      sums.push(z);
      const around = skip && l > 0 && l < depth;
      heard.push(l === depth ? z : z.map((v, j) => of(v) + (around ? heard[l]![j]! : 0)));
    });
    const target = Number(Math.fround(x[0]! + x[1]!) > 0);
    let upstream = [(sigma(heard.at(-1)![0]!) - target) / inputs.length];
    for (let l = depth; l >= 0; l--) {
      const above = upstream;
      const local = l === depth ? above : above.map((g, j) => g * slope(sums[l]![j]!));
      if (l === 0) local.forEach((g, j) => x.forEach((v, i) => (first[j]![i]! += g * v)));
      const around = skip && l > 0 && l < depth;
      upstream = heard[l]!.map((_, i) => local.reduce((sum, g, j) => sum + g * weights[l]![j]![i]!, around ? above[i]! : 0));
    }
  }
  const expected = Math.hypot(...first.flat());
  // The library computes in single precision: seven digits, of which depth costs some.
  return near(found[0]![0]!, expected, 2e-4 * expected + 1e-30, { layers: depth, last: found.at(-1)![0]! });
}

/** The share of dead units before training, counted in plain loops. */
export function deadByHand({ f, depth, width, bias, initial, gain, skip, seed }: UnitsArgs): Finding {
  const points = moons({ count: 200, noise: 0.1, seed });
  const nets = new Population({ count: 1, sizes: [2, ...new Array<number>(depth).fill(width), 1], activation: activations[f].of, initial, gain, bias, seed, ...(skip && { skip: 1 }) }); // prettier-ignore
  const own = awakeShare(nets, points).flatMap((one) => one[0]!).filter((share) => share === 0).length; // prettier-ignore
  const weights = nets.weights.map((weight) => (weight.toArray() as number[][][])[0]!);
  const biases = nets.biases.map((one) => (one.toArray() as number[][][])[0]![0]!);
  const awake = Array.from({ length: depth }, () => new Set<number>());
  for (const x of points.x.toArray() as number[][]) {
    let h = x;
    for (let l = 0; l < depth; l++) {
      const heard = h;
      h = weights[l]!.map((row, j) => Math.fround(plain[f][0](row.reduce((sum, w, i) => sum + w * heard[i]!, biases[l]![j]!)) + (skip && l > 0 ? heard[j]! : 0)));
      h.forEach((value, j) => void (value !== 0 && awake[l]!.add(j)));
    }
  }
  const byHand = depth * width - awake.reduce((sum, alive) => sum + alive.size, 0);
  return near(own, byHand, 0, { units: depth * width });
} // prettier-ignore
