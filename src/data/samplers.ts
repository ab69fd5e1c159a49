// In which order samples are taken. A sampler is a pure function of the epoch, so that any epoch can be taken again.
import { NablaError } from "../mini.ts";
import { RandomSource } from "./random.ts";

/** Numbers of the samples of an epoch, in their order; a sample may come several times or not at all. */
export type Sampler = (epoch: number, length: number) => Int32Array;

/** Every sample once, in order. */
export const sequentialSampler = (): Sampler => (_, length) => Int32Array.from({ length }, (_unused, i) => i);

/**
 * Every sample once, in another random order in each epoch.
 * @example
 * randomSampler({ seed: 1 })(0, 4).length // 4
 */
export const randomSampler =
  ({ seed = 0 }: { readonly seed?: number } = {}): Sampler =>
  (epoch, length) =>
    new RandomSource(seed, epoch).shuffle(Int32Array.from({ length }, (_, i) => i));

/** How many samples a weighted sampler draws, and from which numbers. */
export interface WeightedSamplerOptions {
  readonly seed?: number;
  /** Samples in an epoch; as many as there are unless told. */
  readonly count?: number;
}

/**
 * Samples drawn with replacement, each as likely as its weight: balances classes where the weight is 1 / (size of the class).
 * @param weights one for each sample, not negative
 * @example
 * Array.from(weightedSampler([0, 1, 0])(0, 3)) // [1, 1, 1]
 */
export function weightedSampler(weights: ArrayLike<number>, { seed = 0, count }: WeightedSamplerOptions = {}): Sampler {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new NablaError("data-option", `weightedSampler: weight ${i} is ${weight}; weights must be finite and not negative`);
    sums[i] = sum += weight;
  }
  if (sum === 0) throw new NablaError("data-option", "weightedSampler: at least one weight must be above 0");
  return (epoch, length) => {
    if (length !== weights.length)
      throw new NablaError("data-option", `weightedSampler: there are ${weights.length} weights for ${length} samples`);
    const random = new RandomSource(seed, epoch, 3);
    return Int32Array.from({ length: count ?? length }, () => firstAbove(sums, random.next() * sum));
  };
}

/** The first place whose value is above `limit`. */
function firstAbove(sums: Float64Array, limit: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How a stratified sampler mixes. */
export interface StratifiedSamplerOptions {
  readonly seed?: number;
}

/**
 * Every sample once, in random order, but so that any run of samples (a batch) has the classes in nearly the shares of the whole.
 * @param labels a class number for each sample
 * @example
 * Array.from(stratifiedSampler([0, 0, 1, 1])(0, 4)).map((i) => (i < 2 ? 0 : 1)).slice(0, 2).sort() // [0, 1]
 */
export function stratifiedSampler(labels: ArrayLike<number>, { seed = 0 }: StratifiedSamplerOptions = {}): Sampler {
  return (epoch, length) => {
    if (length !== labels.length)
      throw new NablaError("data-option", `stratifiedSampler: there are ${labels.length} labels for ${length} samples`);
    const classes = new Map<number, number[]>();
    for (let i = 0; i < length; i++) {
      const group = classes.get(labels[i]!);
      if (group) group.push(i);
      else classes.set(labels[i]!, [i]);
    }
    const random = new RandomSource(seed, epoch, 4);
    const places: { place: number; sample: number }[] = [];
    for (const [, group] of [...classes].sort(([a], [b]) => a - b)) {
      random.shuffle(group);
      // The k-th of a class of n lies somewhere in the k-th n-th part of the epoch.
      group.forEach((sample, k) => places.push({ place: (k + random.next()) / group.length, sample }));
    }
    return Int32Array.from(
      places.sort((a, b) => a.place - b.place),
      ({ sample }) => sample,
    );
  };
}

/** Which share of the samples one of several processes takes. */
export interface DistributedSamplerOptions {
  /** Number of this process, from 0 on, and how many there are. */
  readonly rank: number;
  readonly replicas: number;
  /** Default: true. */
  readonly shuffle?: boolean;
  readonly seed?: number;
  /** Leave out samples that do not come out even, instead of taking some twice. */
  readonly dropLast?: boolean;
}

/**
 * The samples of one of several processes: all get equally many, and together they have every sample.
 * @example
 * Array.from(distributedSampler({ rank: 1, replicas: 2, shuffle: false })(0, 5)) // [1, 3, 0]
 */
export function distributedSampler({ rank, replicas, shuffle = true, seed = 0, dropLast = false }: DistributedSamplerOptions): Sampler {
  if (!Number.isInteger(replicas) || replicas < 1 || !Number.isInteger(rank) || rank < 0 || rank >= replicas)
    throw new NablaError(
      "data-option",
      `distributedSampler: rank must be a whole number from 0 to replicas − 1, got rank ${rank} of ${replicas}`,
    );
  const all = shuffle ? randomSampler({ seed }) : sequentialSampler();
  return (epoch, length) => {
    const order = all(epoch, length);
    const own = dropLast ? Math.floor(length / replicas) : Math.ceil(length / replicas);
    return Int32Array.from({ length: length === 0 ? 0 : own }, (_, i) => order[(i * replicas + rank) % length]!);
  };
}
