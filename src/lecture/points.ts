// Points in the plane to learn from: spirals, moons. Pure functions of their seed.
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
