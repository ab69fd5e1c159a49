// Parts of data for training and for judging: folds of a cross-validation, parts that keep groups together, parts in order of
// time. Knows numbers of samples only; `subset` makes data sets of them.
import { NablaError } from "../mini.ts";
import { RandomSource } from "./random.ts";

/** Numbers of the samples of both parts, in rising order. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** How folds are made. */
export interface KFoldOptions {
  readonly seed?: number;
  /** Default: true. In order of the samples otherwise. */
  readonly shuffle?: boolean;
  /** A class number for each sample: every fold has the classes in nearly the shares of the whole. */
  readonly labels?: ArrayLike<number>;
  /** A group for each sample, such as a person or a day: samples of a group are never on both sides. */
  readonly groups?: ArrayLike<number>;
}

const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function needCount(name: string, what: string, list: ArrayLike<number> | undefined, count: number): void {
  if (list && list.length !== count) throw new NablaError("data-split", `${name}: there are ${list.length} ${what} for ${count} samples`);
}

function gather(count: number, keys: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  for (const i of all(count)) {
    const own = groups.get(keys[i]!);
    if (own) own.push(i);
    else groups.set(keys[i]!, [i]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, members]) => members);
}

const foldOf = (count: number, isTest: (i: number) => boolean): Fold => ({
  train: Int32Array.from(all(count).filter((i) => !isTest(i))),
  test: Int32Array.from(all(count).filter(isTest)),
});

/**
 * Cuts samples into k parts; each is the test of one fold, the others train it.
 * @param count number of samples
 * @param k number of folds, at least 2
 * @example
 * kFold(6, 3, { shuffle: false }).map(({ test }) => [...test]) // [[0, 1], [2, 3], [4, 5]]
 * kFold(6, 3, { groups: [0, 0, 1, 1, 2, 2] }).every(({ test }) => test[1] - test[0] === 1) // true
 */
export function kFold(count: number, k: number, { seed = 0, shuffle = true, labels, groups }: KFoldOptions = {}): Fold[] {
  if (!Number.isInteger(k) || k < 2 || k > count)
    throw new NablaError("data-split", `kFold: k must be a whole number from 2 to the number of samples, got ${k} of ${count}`);
  needCount("kFold", "labels", labels, count);
  needCount("kFold", "groups", groups, count);
  if (labels && groups) throw new NablaError("data-split", "kFold: give labels or groups, not both");
  const part = new Int32Array(count);
  const random = new RandomSource(seed, k);
  if (groups) {
    const members = gather(count, groups);
    if (members.length < k) throw new NablaError("data-split", `kFold: ${members.length} groups cannot fill ${k} folds`);
    const order = all(members.length);
    if (shuffle) random.shuffle(order);
    // The largest group left goes to the smallest fold, so that folds become about equal.
    order.sort((a, b) => members[b]!.length - members[a]!.length);
    const sizes = new Array<number>(k).fill(0);
    for (const g of order) {
      const smallest = sizes.indexOf(Math.min(...sizes));
      sizes[smallest]! += members[g]!.length;
      for (const i of members[g]!) part[i] = smallest;
    }
  } else {
    const classes = labels ? gather(count, labels) : [all(count)];
    let dealt = 0;
    for (const members of classes) {
      if (shuffle) random.shuffle(members);
      members.forEach((i, at) => {
        part[i] = labels ? (dealt + at) % k : Math.min(k - 1, foldAt(at, count, k));
      });
      dealt += members.length;
    }
  }
  return all(k).map((fold) => foldOf(count, (i) => part[i] === fold));
}

/** Which of k parts, the first ones larger by one where it does not come out even, has position `at`. */
function foldAt(at: number, count: number, k: number): number {
  const [size, larger] = [Math.floor(count / k), count % k];
  const border = larger * (size + 1);
  return at < border ? Math.floor(at / (size + 1)) : larger + Math.floor((at - border) / size);
}

/**
 * One split at random that keeps the samples of a group together.
 * @param groups a group for each sample
 * @param test share of the groups for the test
 * @example
 * [...groupSplit([5, 5, 7, 7], { test: 0.5 }).test].length // 2
 */
export function groupSplit(groups: ArrayLike<number>, { test, seed = 0 }: { readonly test: number; readonly seed?: number }): Fold {
  if (!(test > 0 && test < 1)) throw new NablaError("data-split", `groupSplit: test must lie between 0 and 1, got ${test}`);
  const names = [...new Set(Array.from(groups))].sort((a, b) => a - b);
  if (names.length < 2) throw new NablaError("data-split", `groupSplit: at least two groups are needed, there are ${names.length}`);
  const order = new RandomSource(seed, 5).shuffle(all(names.length));
  const taken = new Set(order.slice(0, Math.min(names.length - 1, Math.max(1, Math.round(names.length * test)))).map((i) => names[i]!));
  return foldOf(groups.length, (i) => taken.has(groups[i]!));
}

/** How a series is cut. */
export interface TimeSplitOptions {
  /** Samples in each test; count / (folds + 1) unless told. */
  readonly test?: number;
  /** Samples left out between training and test, where neighbors know of each other. */
  readonly gap?: number;
  /** Most samples to train on: the last ones before the test. All before it unless told. */
  readonly most?: number;
}

/**
 * Folds of a series in order of time: every test lies after what it was trained on.
 * @example
 * timeSplit(6, 2).map(({ train, test }) => [train.length, ...test]) // [[2, 2, 3], [4, 4, 5]]
 */
export function timeSplit(count: number, folds: number, { test, gap = 0, most = Infinity }: TimeSplitOptions = {}): Fold[] {
  const size = test ?? Math.floor(count / (folds + 1));
  const first = count - folds * size;
  if (!Number.isInteger(folds) || folds < 1 || size < 1 || first - gap < 1 || gap < 0 || !(most >= 1))
    throw new NablaError(
      "data-split",
      `timeSplit: ${count} samples are too few for ${folds} tests of ${size} with a gap of ${gap} and something to train on`,
    );
  return all(folds).map((fold) => {
    const begin = first + fold * size;
    const from = Math.max(0, begin - gap - most);
    return {
      train: Int32Array.from({ length: begin - gap - from }, (_, i) => from + i),
      test: Int32Array.from({ length: size }, (_, i) => begin + i),
    };
  });
}
