// Metrics of rankings: where among all candidates the right one stands.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { metricError, numbersOf } from "./values.ts";
import type { Values } from "./values.ts";

/** Calls `each` with the scores of one query and the relevances of its candidates. */
function eachQuery(
  name: string,
  output: Values,
  target: Values,
  each: (scores: ArrayLike<number>, relevance: ArrayLike<number>) => void,
): number {
  const scores = numbersOf(output);
  const relevance = numbersOf(target);
  const [queries, candidates] = [scores.shape[0]!, scores.shape[1] ?? 0];
  const indices = relevance.shape.length === 1 && relevance.data.length === queries;
  const same = relevance.shape.length === 2 && relevance.shape[0] === queries && relevance.shape[1] === candidates;
  if (scores.shape.length !== 2 || (!indices && !same))
    throw metricError(
      name,
      "needs scores [Q, C] and relevances [Q, C], or the number of the right candidate [Q]",
      scores.shape,
      relevance.shape,
    );
  for (let q = 0; q < queries; q++) {
    const own = Array.from({ length: candidates }, (_, c) => scores.data[q * candidates + c]!);
    each(
      own,
      same
        ? Array.from({ length: candidates }, (_, c) => relevance.data[q * candidates + c]!)
        : own.map((_, c) => (c === relevance.data[q] ? 1 : 0)),
    );
  }
  return queries;
}

/** Candidates from the highest score down; equal scores keep their order. */
const ranked = (scores: ArrayLike<number>): number[] =>
  Array.from({ length: scores.length }, (_, i) => i).sort((i, j) => scores[j]! - scores[i]!);

const needK = (name: string, k: number): void => {
  if (!Number.isInteger(k) || k < 1) throw new NablaError("metric-option", `${name}: k is ${k}; it must be a whole number from 1 up`);
};

const meanOverQueries = (name: string, of: (scores: ArrayLike<number>, relevance: ArrayLike<number>) => number): Metric => ({
  name,
  better: "higher",
  add(sums, output, target) {
    let sum = 0;
    const queries = eachQuery(name, output, target, (scores, relevance) => (sum += of(scores, relevance)));
    sums[0] = (sums[0] ?? 0) + sum;
    sums[1] = (sums[1] ?? 0) + queries;
  },
  result: ([sum, count]) => sum! / count!,
});

/** `recallAtK` for data in batches. */
export function recallAtKMetric(k: number): Metric {
  needK("recallAtK", k);
  return meanOverQueries(`recall@${k}`, (scores, relevance) => {
    const all = Array.from(relevance).filter((value) => value > 0).length;
    const found = ranked(scores).slice(0, k).filter((i) => relevance[i]! > 0).length; // prettier-ignore
    return all === 0 ? 0 : found / all;
  });
}

/**
 * Share of the relevant candidates that stand among the k with the highest scores; mean over queries.
 * @param output scores [Q, C]
 * @param target relevances [Q, C] (above 0: relevant), or the number of the one right candidate [Q]
 * @example
 * recallAtK([[0.9, 0.1, 0.5], [0.2, 0.3, 0.1]], [2, 1], 1) // 0.5
 */
export const recallAtK = (output: Values, target: Values, k: number): number => measure(recallAtKMetric(k), output, target);

/** `meanReciprocalRank` for data in batches. */
export const meanReciprocalRankMetric = (): Metric =>
  meanOverQueries("meanReciprocalRank", (scores, relevance) => {
    const rank = ranked(scores).findIndex((i) => relevance[i]! > 0);
    return rank < 0 ? 0 : 1 / (rank + 1);
  });

/**
 * Mean of 1 / rank of the first relevant candidate.
 * @example
 * meanReciprocalRank([[0.9, 0.1, 0.5], [0.2, 0.3, 0.1]], [2, 1]) // 0.75
 */
export const meanReciprocalRank = (output: Values, target: Values): number => measure(meanReciprocalRankMetric(), output, target);

/** `ndcg` for data in batches. */
export function ndcgMetric(k = Infinity): Metric {
  if (k !== Infinity) needK("ndcg", k);
  return meanOverQueries(k === Infinity ? "ndcg" : `ndcg@${k}`, (scores, relevance) => {
    const gain = (order: readonly number[]): number =>
      order.slice(0, k).reduce((sum, i, rank) => sum + relevance[i]! / Math.log2(rank + 2), 0);
    const ideal = gain(ranked(relevance));
    return ideal === 0 ? 0 : gain(ranked(scores)) / ideal;
  });
}

/**
 * Normalized discounted cumulative gain: Σ relevance / log₂(rank + 1), divided by that of the best order.
 *
 * Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002.
 * @param k only the first k candidates count; all unless given
 * @example
 * ndcg([[0.9, 0.5, 0.1]], [[3, 2, 1]]) // 1
 */
export const ndcg = (output: Values, target: Values, k?: number): number => measure(ndcgMetric(k), output, target);
