// What the room of layers computes: a small network is trained, and a grid and the points are pushed through it layer by layer.
// The proofs judge by plain arithmetic alone.
import { tensor } from "nabla";
import type { Tensor } from "nabla";
import { circles, collapse, countPieces, folder, folds, moons, planeTrainer, quarters, journey as travel } from "nabla/lecture";
import type { Finding, PlaneNetwork, Points } from "nabla/lecture";
import { linear, sequential } from "nabla/nn";
import { near } from "../../kit/judge.ts";
import type { Job } from "../../contract.ts";

export interface NetArgs {
  readonly data: "moons" | "xor" | "rings";
  readonly f: "tanh" | "sigmoid" | "relu";
  /** For each layer whether it has no activation. */
  readonly linear: readonly boolean[];
  /** Trained as it stands; else trained with an activation everywhere, which is then taken away. */
  readonly own: boolean;
  readonly seed: number;
}

const STEPS = 250;
type Net = PlaneNetwork;

const pointsOf = ({ data, seed }: Pick<NetArgs, "data" | "seed">): Points =>
  data === "xor" ? quarters({ count: 160, seed }) : (data === "moons" ? moons : circles)({ count: 120, noise: 0.07, seed, dtype: "f64" });

const trained = new Map<string, Net>();

/** The best of several networks that are trained side by side. */
async function netOf(args: NetArgs, job: Job): Promise<Net> {
  const straight = args.own ? args.linear : args.linear.map(() => false);
  const key = JSON.stringify([args.data, args.f, straight, args.seed]);
  const known = trained.get(key);
  if (known) return known;
  const { step, best } = planeTrainer({ points: pointsOf(args), activation: args.f, straight, seed: args.seed });
  for (let k = 0; k < STEPS; k++) {
    step();
    if (k % 10 !== 0) continue;
    job.progress(k / STEPS);
    await job.pause();
  }
  trained.set(key, best());
  return trained.get(key)!;
}

/** What the plane has become at one place of the network. */
export interface Stage {
  /** x, y, x, y … */
  readonly points: Float64Array;
  /** Lines of the grid one after another, each of `perLine` points. */
  readonly grid: Float64Array;
}

export interface Journey {
  readonly net: Net;
  readonly labels: readonly number[];
  /** The data; then for each layer what the matrix makes of it, and what the activation makes of that. */
  readonly stages: readonly Stage[];
  readonly perLine: number;
  readonly accuracy: number;
  /** The one affine map that all layers together are, if none has an activation. */
  readonly whole: { readonly weight: readonly (readonly number[])[]; readonly bias: readonly number[]; readonly difference: number } | null;
  /** How far the image of a middle is from the middle of the images, at most. */
  readonly bend: number;
}

const LINES = 17;
const PER_LINE = 41;
const EXTENT = 1.6;

/** Lines of a square grid around the data. */
function gridOf(center: readonly [number, number]): number[][] {
  const even = (count: number): number[] => Array.from({ length: count }, (_, k) => EXTENT * ((2 * k) / (count - 1) - 1));
  const [along, across] = [even(PER_LINE), even(LINES)];
  const upright = across.flatMap((x) => along.map((y) => [x + center[0], y + center[1]]));
  return [...upright, ...across.flatMap((y) => along.map((x) => [x + center[0], y + center[1]]))];
}

const affine = (weight: readonly (readonly number[])[], bias: readonly number[], x: readonly number[]): number[] => weight.map((row, i) => row.reduce((sum, w, k) => sum + w * x[k]!, bias[i]!)); // prettier-ignore

export async function journey(args: NetArgs, job: Job): Promise<Journey> {
  const net = await netOf(args, job);
  const { x, y } = pointsOf(args);
  const layers = args.linear.length;
  const values = (h: Tensor): Float64Array => Float64Array.from(h.data());
  const grid0 = gridOf(args.data === "moons" ? [0.5, 0.25] : [0, 0]);
  const [points, grid] = [x, tensor(grid0, { dtype: "f64" })].map((places) => travel(net, args.linear, places)) as [Tensor[], Tensor[]];
  const stages = points.map((h, k): Stage => ({ points: values(h), grid: values(grid[k]!) }));
  const labels = [...y.data()];
  const last = stages.at(-1)!;
  const [v, c] = [net.weights[layers]![0]!, net.biases[layers]![0]!];
  const right = labels.filter((label, i) => Number(v[0]! * last.points[2 * i]! + v[1]! * last.points[2 * i + 1]! + c > 0) === label);
  // Middles of lines of the grid: an affine map takes them to middles.
  let bend = 0;
  for (let line = 0; line < 2 * LINES; line++)
    for (const axis of [0, 1]) {
      const at = (k: number): number => last.grid[2 * (line * PER_LINE + k) + axis]!;
      bend = Math.max(bend, Math.abs(at((PER_LINE - 1) / 2) - (at(0) + at(PER_LINE - 1)) / 2));
    }
  return { net, labels, stages, perLine: PER_LINE, accuracy: right.length / labels.length, whole: args.linear.every(Boolean) ? wholeOf(net, layers, grid0, last.grid) : null, bend }; // prettier-ignore
}

/** The one map of layers without activations, and how far it is from layer after layer at most. */
function wholeOf(net: Net, layers: number, grid: readonly number[][], reached: Float64Array): NonNullable<Journey["whole"]> {
  const stack = sequential(...Array.from({ length: layers }, (_, l) => {
    const layer = linear(2, 2, { dtype: "f64" });
    layer.loadStateDict({ weight: tensor(net.weights[l]!.map((row) => [...row]), { dtype: "f64" }), bias: tensor([...net.biases[l]!], { dtype: "f64" }) }); // prettier-ignore
    return layer;
  })); // prettier-ignore
  const { weight, bias } = collapse(stack);
  const [w, b] = [weight.toArray() as number[][], [...bias.data()]];
  const difference = Math.max(...grid.flatMap((x, i) => affine(w, b, x).map((y, axis) => Math.abs(y - reached[2 * i + axis]!))));
  return { weight: w, bias: b, difference };
}

/** A broken line: a network of one input and `units` rectifiers. */
export interface Broken {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Where it folds, within the picture. */
  readonly folds: readonly number[];
  readonly pieces: number;
}

const REACH = 4;

export function pieces({ units, seed }: { readonly units: number; readonly seed: number }): Broken {
  const net = folder(units, seed);
  const inside = folds(net).filter((fold) => Math.abs(fold) < REACH).sort((a, b) => a - b); // prettier-ignore
  // The ends and the folds are enough for a broken line.
  const x = [-REACH, ...inside, REACH];
  const y = [...net.forward(tensor(x.map((at) => [at]), { dtype: "f64" })).data()]; // prettier-ignore
  return { x, y, folds: inside, pieces: countPieces(net, -REACH, REACH, 4001) };
}

/** The last layer's grid, pushed through by hand from the weights. */
export async function proveJourney(args: NetArgs, job: Job): Promise<Finding> {
  const { net, stages } = await journey(args, job);
  const by = {
    tanh: (z: number) => (Math.exp(2 * z) - 1) / (Math.exp(2 * z) + 1),
    sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
    relu: (z: number) => Math.max(0, z),
  }[args.f];
  const [first, last] = [stages[0]!.points, stages.at(-1)!.points];
  let worst = 0;
  for (let i = 0; i < first.length; i += 2) {
    let h = [first[i]!, first[i + 1]!];
    args.linear.forEach((straight, l) => {
      h = affine(net.weights[l]!, net.biases[l]!, h);
      if (!straight) h = h.map(by);
    });
    worst = Math.max(worst, Math.abs(h[0]! - last[i]!), Math.abs(h[1]! - last[i + 1]!));
  }
  return near(worst, 0, 1e-12, { points: first.length / 2 });
}

/** Layers without activations are one affine map; found by hand: columns are images of the unit vectors less that of zero. */
export async function proveCollapse(args: NetArgs, job: Job): Promise<Finding> {
  const straight = { ...args, linear: args.linear.map(() => true) };
  const { net, whole } = await journey(straight, job);
  const through = (x: readonly number[]): number[] => straight.linear.reduce<number[]>((h, _, l) => affine(net.weights[l]!, net.biases[l]!, h), [...x]); // prettier-ignore
  const zero = through([0, 0]);
  const columns = [through([1, 0]), through([0, 1])].map((image) => image.map((value, i) => value - zero[i]!));
  const differences = [0, 1].flatMap((i) => [Math.abs(whole!.bias[i]! - zero[i]!), ...[0, 1].map((k) => Math.abs(whole!.weight[i]![k]! - columns[k]![i]!))]); // prettier-ignore
  return near(Math.max(...differences), 0, 1e-12, { weight: whole!.weight.flat(), bias: whole!.bias });
}

/** Slopes of the broken line by differences between neighboring folds: as many different ones as pieces were counted. */
export function provePieces(args: { readonly units: number; readonly seed: number }): Finding {
  const { x, y, pieces: counted } = pieces(args);
  const slopes = x.slice(1).map((at, i) => (y[i + 1]! - y[i]!) / (at - x[i]!));
  const different = 1 + slopes.slice(1).filter((slope, i) => Math.abs(slope - slopes[i]!) > 1e-9).length;
  return { ...near(counted, different, 0, { units: args.units, slopes }), pass: counted === different && counted <= args.units + 1 };
}
