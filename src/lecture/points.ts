// Points to learn from: spirals, moons, circles, a checkerboard, blobs, and curves with noise. Pure functions of their seed.
import { tensor } from "../index.ts";
import type { DType, Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";

/** Points [N, 2] and which of two classes each belongs to, [N, 1]. */
export interface Points {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** How many points, how noisy, of which seed. */
export interface PointsOptions {
  readonly count: number;
  readonly noise: number;
  readonly seed: number;
  readonly dtype?: DType;
}

type Curve = (share: number, label: number) => readonly [number, number];

function along(curve: Curve, { count, noise, seed, dtype = "f32" }: PointsOptions): Points {
  const random = new RandomSource(seed, count);
  const labels = Float64Array.from({ length: count }, (_, i) => i % 2);
  const places = Array.from(labels, (label, i) => {
    const [x, y] = curve((i >> 1) / (count / 2 - 1), label);
    return [x + noise * random.normal(), y + noise * random.normal()];
  });
  return { x: tensor(places, { dtype }), y: tensor(labels, { shape: [count, 1], dtype }) };
}

/** Two arms of a spiral, wound around each other. */
export const spirals = (options: PointsOptions & { readonly turns?: number }): Points =>
  along((share, label) => {
    const angle = 2 * Math.PI * ((options.turns ?? 1) * share + label / 2);
    const radius = 0.1 + 0.9 * share;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }, options);

/** Two half-moons, one within the other. */
export const moons = (options: PointsOptions): Points =>
  along((share, label) => {
    const angle = Math.PI * share;
    return label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
  }, options);

/** A disk, and a ring around it. */
export const circles = (options: PointsOptions): Points =>
  along((share, label) => {
    // The golden angle spreads the points of the disk evenly.
    const angle = label === 0 ? 2 * Math.PI * share : 2.399963229728653 * share * (options.count / 2 - 1);
    const radius = label === 0 ? 1 : 0.5 * Math.sqrt(share);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }, options);

/** Random points of a square; two opposite quarters are one class, the others the other. Noise moves points after they are given their class. */
export function checkerboard({ count, noise, seed, dtype = "f32" }: PointsOptions): Points {
  const random = new RandomSource(seed, count, 2);
  const rows = Array.from({ length: count }, () => {
    const [x, y] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    return [x + noise * random.normal(), y + noise * random.normal(), x * y < 0 ? 1 : 0] as const;
  });
  return { x: tensor(rows.map(([x, y]) => [x, y]), { dtype }), y: tensor(rows.map(([, , label]) => [label]), { dtype }) }; // prettier-ignore
}

/** Round clouds around places on a circle, one for each class; `noise` is their spread. */
export function blobs({ count, noise, seed, dtype = "f32", classes = 3 }: PointsOptions & { readonly classes?: number }): Points {
  const random = new RandomSource(seed, count, 3);
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  const places = labels.map((label) => {
    const angle = 2 * Math.PI * (label / classes + 0.125);
    return [0.7 * Math.cos(angle) + noise * random.normal(), 0.7 * Math.sin(angle) + noise * random.normal()];
  });
  return { x: tensor(places, { dtype }), y: tensor(labels, { shape: [count, 1], dtype }) };
}

/** Curves over −1 … 1 to be learned from noisy points of them. */
export const shapes = {
  line: (x: number) => 0.8 * x - 0.1,
  parabola: (x: number) => 1.6 * x * x - 0.8,
  sine: (x: number) => Math.sin(2 * Math.PI * x),
  stairs: (x: number) => (Math.floor(2 * x) + 0.5) / 2,
} as const;

/** Noisy points of a curve: x [N, 1], evenly spread, and y [N, 1]. */
export function curve(name: keyof typeof shapes, { count, noise, seed, dtype = "f32" }: PointsOptions): Points {
  const random = new RandomSource(seed, count, 4);
  const xs = Array.from({ length: count }, (_, i) => (2 * i + 1) / count - 1);
  const ys = xs.map((x) => shapes[name](x) + noise * random.normal());
  return { x: tensor(xs, { shape: [count, 1], dtype }), y: tensor(ys, { shape: [count, 1], dtype }) };
}
