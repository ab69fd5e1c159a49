// Groups of points by their nearest center, and how well separated groups are. Knows no networks.
import { kMeans as clusters } from "../../tasks/index.ts";

/** Points row by row. */
export interface Points {
  readonly values: ArrayLike<number>;
  readonly count: number;
  readonly width: number;
}

const squared = (a: ArrayLike<number>, at: number, b: ArrayLike<number>, from: number, width: number): number => {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (a[at + i]! - b[from + i]!) ** 2;
  return sum;
};

/** Number of the nearest center of each point, and how far it is. */
export function assign(
  { values, count, width }: Points,
  centers: readonly (readonly number[])[],
): { readonly labels: Int32Array; readonly distances: Float64Array } {
  const labels = new Int32Array(count);
  const distances = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let least = Infinity;
    centers.forEach((center, c) => {
      const far = squared(values, row * width, center, 0, width);
      if (far < least) [least, labels[row]] = [far, c];
    });
    distances[row] = Math.sqrt(least);
  }
  return { labels, distances };
}

/** Centers of k groups, the largest group first. */
export function kMeans({ values, count, width }: Points, k: number, seed: number, tries = 8): (readonly number[])[] {
  const rows = Array.from({ length: count }, (_, row) => Array.from({ length: width }, (__, i) => values[row * width + i]!));
  const { labels, centers } = clusters(rows, k, { seed, tries });
  const sizes = centers.map((_, c) => labels.reduce((sum, label) => sum + (label === c ? 1 : 0), 0));
  return centers.map((center, c) => [center, sizes[c]!] as const).sort((a, b) => b[1] - a[1]).map(([center]) => center); // prettier-ignore
}

/** More points than this are compared by a part of them. */
const COMPARED = 700;

/** How much nearer each point is to its own group than to the next one, −1 to 1 (Rousseeuw 1987); of large sets evenly spaced points. */
export function silhouettes({ values, count, width }: Points, labels: ArrayLike<number>): Float64Array {
  const step = Math.max(1, Math.ceil(count / COMPARED));
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  const groups = Math.max(...rows.map((row) => labels[row]!)) + 1;
  const sizes = new Array<number>(groups).fill(0);
  for (const row of rows) sizes[labels[row]!]!++;
  return Float64Array.from(rows, (row) => {
    const sums = new Array<number>(groups).fill(0);
    for (const other of rows) sums[labels[other]!]! += Math.sqrt(squared(values, row * width, values, other * width, width));
    const own = labels[row]!;
    if (sizes[own]! <= 1) return 0;
    const inside = sums[own]! / (sizes[own]! - 1);
    const outside = Math.min(...sums.map((sum, g) => (g === own || sizes[g] === 0 ? Infinity : sum / sizes[g]!)));
    return Number.isFinite(outside) ? (outside - inside) / Math.max(outside, inside, 1e-12) : 0;
  });
}

export const meanOf = (values: ArrayLike<number>, rows?: ArrayLike<number>): number => {
  const count = rows?.length ?? values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[rows ? rows[i]! : i]!;
  return sum / count;
};
