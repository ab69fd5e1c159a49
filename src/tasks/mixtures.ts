// Clusters without a network: k-means and the mixture of normal distributions. Plain arithmetic on rows of numbers. Knows no task.
import { RandomSource } from "../data/index.ts";

/** Points: rows of coordinates. */
export type Points = readonly (readonly number[])[];

/** Cluster of each point, and what was minimized (k-means: squared distances) or maximized (mixture: log likelihood). */
export interface Clusters {
  readonly labels: Int32Array;
  readonly centers: readonly (readonly number[])[];
  readonly value: number;
}

const squared = (a: readonly number[], b: readonly number[]): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
};

/** First centers far from each other (Arthur, Vassilvitskii 2007). */
function spread(points: Points, k: number, random: RandomSource): number[][] {
  const centers = [[...points[random.integer(points.length)]!]];
  const nearest = points.map((point) => squared(point, centers[0]!));
  while (centers.length < k) {
    let at = random.next() * nearest.reduce((a, b) => a + b, 0);
    let chosen = nearest.findIndex((distance) => (at -= distance) < 0);
    if (chosen < 0) chosen = points.length - 1;
    const center = [...points[chosen]!];
    centers.push(center);
    points.forEach((point, i) => (nearest[i] = Math.min(nearest[i]!, squared(point, center))));
  }
  return centers;
}

function lloyd(points: Points, centers: number[][], rounds: number): Clusters {
  const labels = new Int32Array(points.length).fill(-1);
  let value = 0;
  for (let round = 0; round < rounds; round++) {
    let changed = 0;
    value = 0;
    points.forEach((point, i) => {
      let [best, least] = [0, Infinity];
      centers.forEach((center, c) => {
        const distance = squared(point, center);
        if (distance < least) [best, least] = [c, distance];
      });
      if (labels[i] !== best) changed++;
      labels[i] = best;
      value += least;
    });
    if (changed === 0) break;
    centers.forEach((center, c) => {
      const members = points.filter((_, i) => labels[i] === c);
      if (members.length > 0) center.forEach((_, d) => (center[d] = members.reduce((sum, point) => sum + point[d]!, 0) / members.length));
    });
  }
  return { labels, centers, value };
}

/** k-means by Lloyd's rounds: the best of several beginnings. */
export function kMeans(points: Points, k: number, { seed, tries = 10 }: { readonly seed: number; readonly tries?: number }): Clusters {
  const random = new RandomSource(seed, k);
  let best: Clusters | undefined;
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = lloyd(points, spread(points, k, random), 300);
    if (!best || found.value < best.value) best = found;
  }
  return best!;
}

/** Lower triangle L of a symmetric positive matrix, L·Lᵀ = a. */
function cholesky(a: readonly (readonly number[])[]): number[][] {
  const l = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i]![j]!;
      for (let m = 0; m < j; m++) sum -= l[i]![m]! * l[j]![m]!;
      l[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j]![j]!;
    }
  return l;
}

/** log of the normal density. */
function logNormal(point: readonly number[], mean: readonly number[], l: readonly (readonly number[])[]): number {
  const z: number[] = [];
  let value = -0.5 * point.length * Math.log(2 * Math.PI);
  for (let i = 0; i < point.length; i++) {
    let sum = point[i]! - mean[i]!;
    for (let j = 0; j < i; j++) sum -= l[i]![j]! * z[j]!;
    z.push(sum / l[i]![i]!);
    value -= 0.5 * z[i]! ** 2 + Math.log(l[i]![i]!);
  }
  return value;
}

const logSum = (values: readonly number[]): number => {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
};

/** Mixture of normal distributions with full covariances by expectation and maximization, from k-means: the best of several beginnings. */
export function gaussianMixture(
  points: Points,
  k: number,
  { seed, tries = 3, ridge = 1e-6 }: { readonly seed: number; readonly tries?: number; readonly ridge?: number },
): Clusters {
  let best: Clusters | undefined;
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = expectationMaximization(points, kMeans(points, k, { seed: seed * 31 + attempt, tries: 1 }).labels, k, ridge);
    if (!best || found.value > best.value) best = found;
  }
  return best!;
}

function expectationMaximization(points: Points, first: Int32Array, k: number, ridge: number): Clusters {
  const size = points[0]!.length;
  const all = Array.from({ length: k }, (_, c) => c);
  let shares = points.map((_, i) => all.map((c) => Number(first[i] === c)));
  let [value, means] = [-Infinity, [] as number[][]];
  for (let round = 0; round < 200; round++) {
    const counts = all.map((c) => shares.reduce((sum, share) => sum + share[c]!, 1e-10));
    means = all.map((c) => Array.from({ length: size }, (_, d) => points.reduce((sum, point, i) => sum + shares[i]![c]! * point[d]!, 0) / counts[c]!)); // prettier-ignore
    const factors = all.map((c) => {
      const covariance = Array.from({ length: size }, (_, d) => Array.from({ length: size }, (__, e) => (d === e ? ridge : 0)));
      points.forEach((point, i) => {
        const share = shares[i]![c]! / counts[c]!;
        for (let d = 0; d < size; d++)
          for (let e = 0; e <= d; e++) covariance[d]![e]! += share * (point[d]! - means[c]![d]!) * (point[e]! - means[c]![e]!);
      });
      return cholesky(covariance);
    });
    let total = 0;
    shares = points.map((point) => {
      const logs = all.map((c) => Math.log(counts[c]! / points.length) + logNormal(point, means[c]!, factors[c]!));
      const sum = logSum(logs);
      total += sum;
      return logs.map((log) => Math.exp(log - sum));
    });
    if (total - value < 1e-4 * points.length * 1e-2) break;
    value = total;
  }
  const labels = Int32Array.from(shares, (share) => share.indexOf(Math.max(...share)));
  return { labels, centers: means, value };
}
