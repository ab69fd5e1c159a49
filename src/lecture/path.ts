// The way that a descent took through the space of weights: its principal plane, its shadow on other planes, and the way of a
// drunkard to compare with. Works on flat vectors, one a moment.
import { tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import type { Population } from "./population.ts";

/** All parameters of one network of a population in a row. */
export function flat({ weights, biases }: Population, net = 0): Float64Array {
  const parts = [...weights, ...biases].map((x) => {
    const data = x.data();
    const size = data.length / x.shape[0]!;
    return data.subarray(net * size, (net + 1) * size);
  });
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
}

export const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** How far along a direction a step goes: α = ⟨d, δ⟩ / ‖δ‖². Not divided by ‖δ‖ alone: that would be right for unit vectors only. */
export const coordinate = (d: Float64Array, direction: Float64Array): number => dot(d, direction) / dot(direction, direction);

/** (α, β) of the point of the plane that is nearest to d, also where δ and η are not perpendicular: least squares. */
export function coordinates(d: Float64Array, first: Float64Array, second: Float64Array): [number, number] {
  const [aa, ab, bb] = [dot(first, first), dot(first, second), dot(second, second)];
  const [da, db] = [dot(d, first), dot(d, second)];
  const size = aa * bb - ab * ab;
  return [(da * bb - db * ab) / size, (db * aa - da * ab) / size];
}

/** Points seen from the last one (as descents are drawn), or from their mean. */
export function centered(path: readonly Float64Array[], from: "last" | "mean"): Float64Array[] {
  const center = from === "last" ? path.at(-1)! : path[0]!.map((_, i) => path.reduce((sum, point) => sum + point[i]!, 0) / path.length);
  return path.map((point) => point.map((x, i) => x - center[i]!));
}

/** The directions along which points differ most. */
export interface PrincipalAxes {
  /** Unit vectors, the one that explains most first. */
  readonly axes: readonly Float64Array[];
  /** The share of all squared distances that lies along each. */
  readonly shares: readonly number[];
}

/** Principal axes of rows, by power iteration on their products with each other. */
export function principalAxes(rows: readonly Float64Array[], count = 2): PrincipalAxes {
  const matrix = tensor(Float64Array.from(rows.flatMap((row) => [...row])), { shape: [rows.length, rows[0]!.length], dtype: "f64" });
  const gram = (matrix.matmul(matrix.t()).toArray() as number[][]).map((row) => Float64Array.from(row));
  const total = gram.reduce((sum, row, i) => sum + row[i]!, 0);
  const found: Float64Array[] = [];
  const shares: number[] = [];
  for (let k = 0; k < count; k++) {
    let v = Float64Array.from(rows, (_, i) => Math.sin(1 + i * (k + 1)));
    let value = 0;
    for (let step = 0; step < 1000; step++) {
      for (const other of found) v = v.map((x, i) => x - dot(v, other) * other[i]!);
      const next = Float64Array.from(gram, (row) => dot(row, v));
      const size = Math.sqrt(dot(next, next));
      const before = value;
      [v, value] = [next.map((x) => x / size), size];
      if (Math.abs(value - before) <= 1e-14 * value) break;
    }
    found.push(v);
    shares.push(value / total);
  }
  const axes = found.map((v) => {
    const axis = rows[0]!.map((_, i) => rows.reduce((sum, row, r) => sum + v[r]! * row[i]!, 0));
    const size = Math.sqrt(dot(axis, axis));
    return axis.map((x) => x / size);
  });
  return { axes, shares };
}

/** A random walk: every step is a normal vector of its own. */
export function randomWalk(steps: number, dimensions: number, seed: number): Float64Array[] {
  const random = new RandomSource(seed, 21);
  const path = [new Float64Array(dimensions)];
  for (let k = 1; k < steps; k++) path.push(path[k - 1]!.map((x) => x + random.normal()));
  return path;
}

/** A random unit vector. */
export function randomUnit(dimensions: number, random: RandomSource): Float64Array {
  const v = Float64Array.from({ length: dimensions }, () => random.normal());
  const size = Math.sqrt(dot(v, v));
  return v.map((x) => x / size);
}
