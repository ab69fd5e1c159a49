// Directions through the space of parameters: random and filter-normalized, of the Hessian, of a path. Knows no pictures.
import { needCount, needEqual, needSome, vizError } from "../errors.ts";
import { normals } from "./normals.ts";
import type { Objective, Part } from "./objective.ts";
import { difference, dot, eigenpairs, norm, scaled } from "./vector.ts";
import type { EigenOptions, Eigenpairs, Vector } from "./vector.ts";

/**
 * A random direction: every number from N(0, 1), a pure function of seed and name.
 * Two of them in n dimensions are nearly orthogonal: the mean of |cos| is √(2/(πn)).
 */
export const randomDirection = (size: number, seed: number, name = "direction"): Vector => normals(size, seed, name);

/** What `filterNormalized` may be told. */
export interface FilterOptions {
  /** What happens to biases and scales (parameters of rank below 2): `zero` (unless told) leaves them out of the direction. */
  readonly vectors?: "zero" | "layer";
}

/**
 * Scales each filter of a direction to the length of the model's filter at the same place:
 * δᵢⱼ ← δᵢⱼ / ‖δᵢⱼ‖ · ‖θᵢⱼ‖, a filter being the incoming weights of one neuron, or all weights that make one output channel.
 * So the picture does not change when a ReLU network's layers are scaled against each other.
 * Source: Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the loss landscape of neural nets", arXiv:1712.09913, section 4.
 *
 * @param parts where the parameters lie, as an objective says it
 * @param direction any direction, usually a random one
 * @param point the parameters θ
 * @throws NablaError if the lengths differ
 * @example
 * const parts = [{ name: "weight", shape: [2, 2], offset: 0, size: 4, filters: 2 }, { name: "bias", shape: [2], offset: 4, size: 2, filters: 0 }];
 * [...filterNormalized(parts, Float64Array.of(3, 4, 0, 1, 7, 7), Float64Array.of(10, 0, 0, 2, 5, 5))] // [6, 8, 0, 2, 0, 0]
 */
export function filterNormalized(
  parts: readonly Part[],
  direction: Vector,
  point: Vector,
  { vectors = "zero" }: FilterOptions = {},
): Vector {
  needEqual("filterNormalized", "the length of the direction", direction.length, point.length);
  const out = new Float64Array(point.length);
  for (const { offset, size, filters } of parts) {
    if (filters === 0 && vectors === "zero") continue;
    const count = Math.max(1, filters);
    const width = size / count;
    for (let filter = 0; filter < count; filter++) {
      const from = offset + filter * width;
      const length = norm(direction.subarray(from, from + width));
      const scale = length === 0 ? 0 : norm(point.subarray(from, from + width)) / length;
      for (let i = from; i < from + width; i++) out[i] = direction[i]! * scale;
    }
  }
  return out;
}

/** Two random directions through a point, filter-normalized: the axes of a loss landscape. */
export function randomPlane(objective: Objective, point: Vector, seed: number, options: FilterOptions = {}): [Vector, Vector] {
  const one = (name: string): Vector => filterNormalized(objective.parts, randomDirection(objective.size, seed, name), point, options);
  return [one("first direction"), one("second direction")];
}

/**
 * Directions of largest curvature in absolute value: eigenvectors of the Hessian at a point, by power iteration.
 * Random directions show mean curvature tr(H)/n only (Böttcher and Wheeler 2022, arXiv:2208.13219).
 */
export const hessianDirections = (objective: Objective, point: Vector, options: EigenOptions = {}): Eigenpairs =>
  eigenpairs((v) => objective.hessianTimes(point, v), objective.size, options);

/** The main plane (or line) of a path. */
export interface PathPlane {
  /** Where the coefficients are zero. */
  readonly origin: Vector;
  /** Orthonormal directions, of largest variance first. */
  readonly directions: readonly Vector[];
  /** The share of the squared distances from the origin that each direction explains. */
  readonly explained: readonly number[];
}

/** What `pathPlane` may be told. */
export interface PathPlaneOptions {
  /** `last`: distances from the last point count, as in Li et al.; `mean`: from the mean of the points. `last` unless told. */
  readonly center?: "last" | "mean";
  /** How many directions; 2 unless told. */
  readonly count?: number;
}

/**
 * The principal components of a path through the space of parameters, from the points' Gram matrix.
 * A high share explained is not yet a flat path: a random walk has 61 % and 15 % around its mean in any dimension
 * (Antognini and Sohl-Dickstein 2018, arXiv:1806.08805).
 *
 * @param path points in order
 * @throws NablaError if the path has fewer points than directions + 1
 * @example
 * const path = [[0, 0, 0], [3, 0, 0], [0, 1, 0], [0, 0, 0]].map((p) => Float64Array.from(p));
 * pathPlane(path).explained.map((share) => Math.round(share * 100)) // [90, 10]
 */
export function pathPlane(path: readonly Vector[], { center = "last", count = 2 }: PathPlaneOptions = {}): PathPlane {
  needCount("pathPlane", "count", count);
  if (path.length < count + 1) throw vizError("pathPlane", `a path of ${path.length} points spans no ${count} directions; give at least ${count + 1} points`); // prettier-ignore
  const size = path[0]!.length;
  for (const point of path) needEqual("pathPlane", "the length of every point", point.length, size);
  const origin = center === "last" ? path.at(-1)!.slice() : meanOf(path);
  const rows = path.map((point) => difference(origin, point));
  const gram = rows.map((a) => rows.map((b) => dot(a, b)));
  const total = gram.reduce((sum, row, i) => sum + row[i]!, 0);
  if (total === 0) throw vizError("pathPlane", "all points of the path are the same");
  const multiply = (v: Vector): Vector => Float64Array.from(gram, (row) => dot(row, v));
  const { pairs } = eigenpairs(multiply, path.length, { count: Math.min(count, path.length), rounds: 500, tolerance: 1e-12 });
  return {
    origin,
    directions: pairs.map(({ vector }) => {
      const direction = new Float64Array(size);
      rows.forEach((row, i) => {
        for (let j = 0; j < size; j++) direction[j]! += vector[i]! * row[j]!;
      });
      const length = norm(direction);
      // The start of the path lies on the positive side: the sign of an eigenvector means nothing.
      const sign = dot(direction, rows[0]!) < 0 ? -1 : 1;
      return length === 0 ? direction : scaled(direction, sign / length);
    }),
    explained: pairs.map(({ value }) => Math.max(0, value) / total),
  };
}

function meanOf(path: readonly Vector[]): Vector {
  const out = new Float64Array(path[0]!.length);
  for (const point of path) for (let i = 0; i < out.length; i++) out[i]! += point[i]! / path.length;
  return out;
}

/** A point seen from a plane. */
export interface Projection {
  /** The coefficients of the nearest point of the plane. */
  readonly coefficients: readonly number[];
  /** How much of the distance from the origin lies outside of the plane: ‖rest‖ / ‖point − origin‖, 0 to 1. */
  readonly outside: number;
}

/**
 * The nearest point of the plane origin + Σ cₖ · directionₖ by least squares: right for directions of any length and angle.
 * (Separate dot products ⟨d, δ⟩ / ‖δ‖, as often seen, are right for orthonormal directions only.)
 *
 * @throws NablaError if there are no directions or they depend on each other
 * @example
 * const project = projectOn(Float64Array.of(0, 0, 0), [Float64Array.of(2, 0, 0), Float64Array.of(1, 1, 0)]);
 * project(Float64Array.of(5, 3, 0)).coefficients // [1, 3]
 * project(Float64Array.of(3, 0, 4)).outside // 0.8
 */
export function projectOn(origin: Vector, directions: readonly Vector[]): (point: Vector) => Projection {
  needSome("projectOn", "the list of directions", directions.length);
  const gram = directions.map((a) => directions.map((b) => dot(a, b)));
  return (point) => {
    const offset = difference(origin, point);
    const coefficients = solve(gram, directions.map((direction) => dot(direction, offset))); // prettier-ignore
    const rest = offset.map((x, i) => x - directions.reduce((sum, direction, k) => sum + coefficients[k]! * direction[i]!, 0));
    const distance = norm(offset);
    return { coefficients, outside: distance === 0 ? 0 : norm(rest) / distance };
  };
}

/** Solves a small linear system by elimination with row exchange. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  const scale = Math.max(...matrix.map((row) => Math.max(...row.map(Math.abs))));
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i;
    [rows[k], rows[best]] = [rows[best]!, rows[k]!];
    const pivot = rows[k]![k]!;
    if (!(Math.abs(pivot) > scale * 1e-14)) throw vizError("projectOn", "the directions depend on each other; give independent ones");
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / pivot;
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  return rows.map((row, k) => row[n]! / row[k]!);
}
