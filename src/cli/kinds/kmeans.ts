// Groups of points by their nearest center, and how well separated groups are. Knows no networks.
import { RandomSource } from "../../data/index.ts";

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

/** First centers far from each other (Arthur and Vassilvitskii 2007, "k-means++"). */
function firstCenters({ values, count, width }: Points, k: number, random: RandomSource): number[][] {
  const point = (row: number): number[] => Array.from({ length: width }, (_, i) => values[row * width + i]!);
  const centers = [point(random.integer(count))];
  const near = new Float64Array(count).fill(Infinity);
  while (centers.length < k) {
    let total = 0;
    for (let row = 0; row < count; row++) {
      near[row] = Math.min(near[row]!, squared(values, row * width, centers.at(-1)!, 0, width));
      total += near[row]!;
    }
    let left = random.uniform(0, total);
    let chosen = 0;
    for (; chosen < count - 1 && left > near[chosen]!; chosen++) left -= near[chosen]!;
    centers.push(point(chosen));
  }
  return centers;
}

/** Lloyd's algorithm from several beginnings; the centers with the smallest sum of squares, the largest group first. */
export function kMeans(points: Points, k: number, seed: number, beginnings = 8): number[][] {
  const { values, count, width } = points;
  let best: { readonly centers: number[][]; readonly sum: number; readonly sizes: number[] } | null = null;
  for (let begin = 0; begin < beginnings; begin++) {
    let centers = firstCenters(points, k, new RandomSource(seed, begin, 11));
    let sum = Infinity;
    let sizes: number[] = [];
    for (let round = 0; round < 100; round++) {
      const { labels, distances } = assign(points, centers);
      const next = centers.map(() => new Array<number>(width).fill(0));
      sizes = centers.map(() => 0);
      let total = 0;
      for (let row = 0; row < count; row++) {
        sizes[labels[row]!]!++;
        total += distances[row]! ** 2;
        for (let i = 0; i < width; i++) next[labels[row]!]![i]! += values[row * width + i]!;
      }
      centers = next.map((center, c) => (sizes[c] === 0 ? centers[c]! : center.map((value) => value / sizes[c]!)));
      if (!(total < sum - 1e-9 * sum)) break;
      sum = total;
    }
    if (best === null || sum < best.sum) best = { centers, sum, sizes };
  }
  const { centers, sizes } = best!;
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
