// Heights of the loss on lines and planes through the space of parameters, and what can be read off them. Knows no pictures.
import { needCount, needEqual, vizError } from "../errors.ts";
import { projectOn } from "./directions.ts";
import type { Objective } from "./objective.ts";
import { difference } from "./vector.ts";
import type { Vector } from "./vector.ts";

/** From and to, of an axis. */
export type Range = readonly [from: number, to: number];

/** Heights over a grid. */
export interface Surface {
  /** Coefficients of the first direction, rising. */
  readonly x: readonly number[];
  /** Coefficients of the second direction, rising. */
  readonly y: readonly number[];
  /** heights[row][column] is the loss at (x[column], y[row]). */
  readonly heights: readonly (readonly number[])[];
}

/** Heights along a line. */
export interface Profile {
  readonly x: readonly number[];
  readonly heights: readonly number[];
}

/** What `surface` and `surfaceSteps` are asked for. */
export interface SurfaceOptions {
  readonly origin: Vector;
  readonly directions: readonly [Vector, Vector];
  /** −1 to 1 unless told. */
  readonly x?: Range;
  readonly y?: Range;
  /** Points along each axis, or [columns, rows]; 25 unless told. */
  readonly resolution?: number | readonly [columns: number, rows: number];
}

/**
 * f(α, β) = L(θ + αδ + βη) on a grid.
 * @throws NablaError if a range is empty or the resolution below 2
 * @example
 * const model = nn.linear(2, 1, { bias: false });
 * const bowl = objective(model, () => model.weight.mul(model.weight).sum());
 * const directions = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
 * surface(bowl, { origin: Float64Array.of(0, 0), directions, resolution: 3 }).heights // [[2, 1, 2], [1, 0, 1], [2, 1, 2]]
 */
export function surface(objective: Objective, options: SurfaceOptions): Surface {
  const steps = surfaceSteps(objective, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** `surface` a point at a time, from the middle outwards: each step tells how many points are done. For progress, and for stopping. */
export function* surfaceSteps(objective: Objective, options: SurfaceOptions): Generator<SurfaceProgress, Surface, void> {
  const { origin, directions, x: xRange = [-1, 1], y: yRange = [-1, 1], resolution = 25 } = options;
  const [columns, rows] = typeof resolution === "number" ? [resolution, resolution] : resolution;
  const x = spaced("surface", xRange, columns);
  const y = spaced("surface", yRange, rows);
  const height = objective.along(origin, directions);
  const heights = y.map(() => new Array<number>(columns).fill(Number.NaN));
  const order = y.flatMap((_, row) => x.map((__, column) => ({ row, column, distance: (column / (columns - 1) - 0.5) ** 2 + (row / (rows - 1) - 0.5) ** 2 }))); // prettier-ignore
  order.sort((a, b) => a.distance - b.distance || a.row - b.row || a.column - b.column);
  let done = 0;
  for (const { row, column } of order) {
    const value = height(x[column]!, y[row]!);
    heights[row]![column] = value;
    yield { row, column, height: value, done: ++done, total: order.length };
  }
  return { x, y, heights };
}

/** One more point of a surface. */
export interface SurfaceProgress {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly done: number;
  readonly total: number;
}

/** What `profile` is asked for. */
export interface ProfileOptions {
  readonly origin: Vector;
  readonly direction: Vector;
  /** −1 to 1 unless told. */
  readonly range?: Range;
  /** 51 unless told. */
  readonly points?: number;
}

/** f(α) = L(θ + αδ) on a line. */
export function profile(objective: Objective, { origin, direction, range = [-1, 1], points = 51 }: ProfileOptions): Profile {
  const x = spaced("profile", range, points);
  const height = objective.along(origin, [direction]);
  return { x, heights: x.map((c) => height(c)) };
}

/**
 * f(α) = L((1 − α)θ + αθ′): the loss on the way from one network to another, and beyond its ends.
 * Source: Goodfellow, Vinyals and Saxe 2015, arXiv:1412.6544.
 * @param options.range −0.5 to 1.5 unless told
 */
export function interpolation(
  objective: Objective,
  from: Vector,
  to: Vector,
  { range = [-0.5, 1.5], points = 51 }: { readonly range?: Range; readonly points?: number } = {},
): Profile {
  return profile(objective, { origin: from, direction: difference(from, to), range, points });
}

/** A point of a path over a plane: where it is seen, how high it really is, and how high the plane is below it. */
export interface PathPoint {
  readonly x: number;
  readonly y: number;
  /** The loss at the point itself. */
  readonly height: number;
  /** The loss at its projection. */
  readonly below: number;
  /** Share of its distance from the origin that lies outside of the plane. */
  readonly outside: number;
}

/**
 * A path over a plane at its true heights. A path drawn on the surface would lie: the points are not in the plane.
 * @param path points in order, such as parameters after each epoch
 */
export function pathOver(
  objective: Objective,
  path: readonly Vector[],
  origin: Vector,
  directions: readonly [Vector, Vector],
): PathPoint[] {
  const project = projectOn(origin, directions);
  const height = objective.along(origin, directions);
  return path.map((point) => {
    const { coefficients, outside } = project(point);
    const [x, y] = coefficients as [number, number];
    return { x, y, height: objective.value(point), below: height(x, y), outside };
  });
}

/** What can be read off a surface. */
export interface SurfaceReport {
  readonly min: number;
  readonly max: number;
  /** Inner grid points lower than all eight neighbors. */
  readonly localMinima: number;
  /** Share of inner grid points at which the surface bends downwards in some direction: the smaller eigenvalue of the Hessian by differences is below zero. */
  readonly nonConvex: number;
  /** Heights that are not finite. */
  readonly notFinite: number;
}

/**
 * Counts minima and non-convex points of a surface. A plane that is not convex shows that the loss is not; the converse
 * is false.
 * @throws NablaError unless the grid is at least 3 × 3
 * @example
 * describeSurface({ x: [0, 1, 2], y: [0, 1, 2], heights: [[2, 1, 2], [1, 0, 1], [2, 1, 2]] }) // { "min": 0, "max": 2, "localMinima": 1, "nonConvex": 0, "notFinite": 0 }
 */
export function describeSurface({ x, y, heights }: Surface): SurfaceReport {
  if (x.length < 3 || y.length < 3) throw vizError("describeSurface", `the grid must be at least 3 × 3, is ${x.length} × ${y.length}`);
  needEqual("describeSurface", "the number of rows", heights.length, y.length);
  const all = heights.flat();
  const finite = all.filter(Number.isFinite);
  const [dx, dy] = [(x.at(-1)! - x[0]!) / (x.length - 1), (y.at(-1)! - y[0]!) / (y.length - 1)];
  let localMinima = 0;
  let bent = 0;
  let inner = 0;
  for (let r = 1; r < y.length - 1; r++)
    for (let c = 1; c < x.length - 1; c++) {
      const at = (j: number, i: number): number => heights[r + j]![c + i]!;
      const center = at(0, 0);
      if (!Number.isFinite(center)) continue;
      inner++;
      if (NEIGHBORS.every(([j, i]) => at(j, i) > center)) localMinima++;
      const xx = (at(0, 1) - 2 * center + at(0, -1)) / (dx * dx);
      const yy = (at(1, 0) - 2 * center + at(-1, 0)) / (dy * dy);
      const xy = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * dx * dy);
      // Rounding is no curvature: what counts must stand out against the heights themselves.
      const noise = 1e-7 * Math.abs(center) * (1 / (dx * dx) + 1 / (dy * dy));
      const least = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
      if (least < -noise) bent++;
    }
  return {
    min: finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    max: finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    localMinima,
    nonConvex: inner === 0 ? 0 : bent / inner,
    notFinite: all.length - finite.length,
  };
}

const NEIGHBORS = [-1, 0, 1].flatMap((j) => [-1, 0, 1].map((i) => [j, i] as const)).filter(([j, i]) => i !== 0 || j !== 0);

/** The share of a surface's points below a height. */
export const shareBelow = ({ heights }: Surface, level: number): number => {
  const all = heights.flat();
  return all.filter((height) => height < level).length / all.length;
};

/** Evenly spaced numbers with both ends, exact in the middle. */
export function spaced(name: string, [from, to]: Range, count: number): number[] {
  needCount(name, "the number of points along an axis", count, 2);
  if (!(Number.isFinite(from) && Number.isFinite(to) && to > from)) throw vizError(name, `a range must rise, is ${from} to ${to}`);
  return Array.from({ length: count }, (_, k) => (from * (count - 1 - k) + to * k) / (count - 1));
}
