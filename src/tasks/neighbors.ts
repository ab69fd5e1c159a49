// What the recipes of metric learning share: how near vectors are to each other, and games of few examples. Knows no data set.
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";

/** Rows of length 1. */
export const unit = (rows: Tensor): Tensor => rows.div(rows.mul(rows).sum(1, { keepDims: true }).add(1e-12).sqrt());

/** How near each of the queries is to each candidate: larger is nearer, in the order of Euclidean distances. */
export interface Nearness {
  readonly queries: number;
  readonly candidates: number;
  readonly values: ArrayLike<number>;
}

/** 2 q·c − |c|²: what differs in |q − c|² from candidate to candidate, turned around. */
export function nearness(queries: Tensor, candidates: Tensor = queries): Nearness {
  const squares = candidates.mul(candidates).sum(1);
  const values = queries.matmul(candidates.transpose(0, 1)).mul(2).sub(squares).data();
  return { queries: queries.shape[0]!, candidates: candidates.shape[0]!, values };
}

/** Share of the pictures whose nearest other picture has the same label: R@1. */
export function nearestSame({ queries, candidates, values }: Nearness, labels: ArrayLike<number>): number {
  let right = 0;
  for (let q = 0; q < queries; q++) {
    let best = -1;
    for (let c = 0; c < candidates; c++)
      if (c !== q && (best < 0 || values[q * candidates + c]! > values[q * candidates + best]!)) best = c;
    if (labels[best] === labels[q]) right++;
  }
  return right / queries;
}

/** What is played. */
export interface Game {
  readonly ways: number;
  readonly shots: number;
  readonly games: number;
  readonly seed: number;
  /** Numbers of the pictures that take part; all unless told. */
  readonly among?: readonly number[];
}

/**
 * Share of right answers: in each game `ways` classes are drawn, `shots` examples of each, and one further picture of each, which is named
 * by the class whose examples are nearest to it on average.
 */
export function fewShot({ candidates, values }: Nearness, labels: ArrayLike<number>, { ways, shots, games, seed, among }: Game): number {
  const random = new RandomSource(seed, ways, shots);
  const groups = new Map<number, number[]>();
  for (const n of among ?? Array.from({ length: labels.length }, (_, i) => i)) {
    const own = groups.get(labels[n]!);
    if (own) own.push(n);
    else groups.set(labels[n]!, [n]);
  }
  const classes = [...groups.values()];
  let right = 0;
  for (let game = 0; game < games; game++) {
    const numbers = random.shuffle(classes.map((_, i) => i)).slice(0, ways);
    const drawn = numbers.map((number) => random.shuffle([...classes[number]!]).slice(0, shots + 1));
    drawn.forEach(([query], way) => {
      const near = drawn.map(([, ...examples]) => examples.reduce((sum, c) => sum + values[query! * candidates + c]!, 0));
      if (near.indexOf(Math.max(...near)) === way) right++;
    });
  }
  return right / (games * ways);
}
