// The likeliest sequences, found by keeping the best few at each length. Knows a model only by the scores of what comes next.
import { NablaError } from "../mini.ts";
import type { NextScores } from "./generate.ts";

/** What `beamSearch` needs to know, and what it may be told. */
export interface BeamSearchOptions {
  /** Most new tokens. */
  readonly length: number;
  /** The token that ends a sequence; it does not belong to the result. */
  readonly end: number;
  /** Sequences that are kept at each length; 4 unless told. 1 takes the likeliest token each time. */
  readonly beams?: number;
  /** A sequence of L tokens is judged by its logarithm / ((5 + L) / 6)^penalty; 0.6 unless told, 0 prefers short ones. Wu et al. 2016. */
  readonly lengthPenalty?: number;
}

/** A sequence that was found. */
export interface Hypothesis {
  /** Without begin and end. */
  readonly tokens: readonly number[];
  /** Logarithm of its probability, over its length as `lengthPenalty` says. */
  readonly score: number;
  /** Whether it came to its end. */
  readonly ended: boolean;
}

interface Beam {
  readonly tokens: readonly number[];
  /** Logarithm of the probability. */
  readonly sum: number;
  /** Row of the call before. */
  readonly parent: number;
}

/** Numbers of the `count` largest values, the largest first. */
function largest(values: ArrayLike<number>, from: number, to: number, count: number): number[] {
  const best: number[] = [];
  for (let i = from; i < to; i++) {
    if (best.length === count && !(values[i]! > values[best[count - 1]!]!)) continue;
    let at = best.length === count ? count - 1 : best.length;
    while (at > 0 && values[best[at - 1]!]! < values[i]!) {
      best[at] = best[at - 1]!;
      at--;
    }
    best[at] = i;
  }
  return best;
}

function logSum(values: ArrayLike<number>, from: number, to: number): number {
  let most = -Infinity;
  for (let i = from; i < to; i++) most = Math.max(most, values[i]!);
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(values[i]! - most);
  return most + Math.log(sum);
}

/**
 * Searches the likeliest sequence for each item: at each length the best few beginnings are kept and continued. All items
 * together are asked for at once: `next` gets items · beams sequences, those of one item behind each other.
 *
 * Source: Lowerre, "The HARPY speech recognition system", 1976; penalty of length by Wu et al., 2016.
 * @param begins tokens to begin with, at least one for each item, equally many for all
 * @returns for each item what was found, the best first
 * @example
 * // The likeliest first token leads to a poor second one.
 * const table = { 0: [0.01, 0.5, 0.4, 0.09], 1: [0.3, 0.25, 0.25, 0.2], 2: [0.01, 0.01, 0.01, 0.97] }
 * const next = (sequences) => log(tensor(sequences.map((s) => table[s.at(-1)] ?? [0.25, 0.25, 0.25, 0.25])))
 * beamSearch(next, [[0]], { length: 2, end: 3, beams: 1 })[0][0].tokens // [1, 0]
 * beamSearch(next, [[0]], { length: 2, end: 3, beams: 2 })[0][0].tokens // [2]
 */
export function beamSearch(next: NextScores, begins: readonly (readonly number[])[], options: BeamSearchOptions): Hypothesis[][] {
  const { length, end, beams = 4, lengthPenalty = 0.6 } = options;
  for (const [what, value, least] of [["length", length, 1], ["beams", beams, 1]] as const) // prettier-ignore
    if (!Number.isInteger(value) || value < least)
      throw new NablaError("generate-option", `beamSearch: ${what} must be a whole number of at least ${least}, got ${value}`, { op: "beamSearch" }); // prettier-ignore
  const start = begins[0]?.length ?? 0;
  if (start === 0 || begins.some((begin) => begin.length !== start))
    throw new NablaError("generate-option", "beamSearch: each item needs at least one token to begin with, and all equally many", { op: "beamSearch" }); // prettier-ignore
  const judged = (sum: number, count: number): number => sum / ((5 + count) / 6) ** lengthPenalty;
  const finished: Hypothesis[][] = begins.map(() => []);
  // In the beginning all beams of an item are the same: only the first may be continued.
  let kept: Beam[][] = begins.map((tokens, item) =>
    Array.from({ length: beams }, (_, k) => ({ tokens, sum: k === 0 ? 0 : -Infinity, parent: item * beams + k })),
  );
  const isOver = (item: number): boolean =>
    finished[item]!.length >= beams && judged(kept[item]![0]!.sum, length) <= finished[item]![beams - 1]!.score;
  for (let step = 1; step <= length && !kept.every((_, item) => isOver(item)); step++) {
    const rows = kept.flat();
    const out = next(rows.map(({ tokens }) => tokens), rows.map(({ parent }) => parent)); // prettier-ignore
    const size = out.shape[1]!;
    const scores = out.data();
    kept = kept.map((own, item) => {
      const candidates: Beam[] = [];
      own.forEach(({ tokens, sum }, k) => {
        if (sum === -Infinity) return;
        const row = item * beams + k;
        const norm = logSum(scores, row * size, (row + 1) * size);
        for (const at of largest(scores, row * size, (row + 1) * size, beams + 1))
          candidates.push({ tokens: [...tokens, at - row * size], sum: sum + scores[at]! - norm, parent: row });
      });
      candidates.sort((a, b) => b.sum - a.sum);
      const going: Beam[] = [];
      for (const candidate of candidates) {
        if (going.length === beams) break;
        if (candidate.tokens.at(-1) === end)
          finished[item]!.push({ tokens: candidate.tokens.slice(start, -1), score: judged(candidate.sum, step), ended: true });
        else going.push(candidate);
      }
      finished[item]!.sort((a, b) => b.score - a.score);
      while (going.length < beams)
        going.push({ tokens: going[0]?.tokens ?? [...own[0]!.tokens, end], sum: -Infinity, parent: item * beams });
      return going;
    });
  }
  return finished.map((hypotheses, item) => {
    const open = kept[item]!.filter(({ sum }) => sum > -Infinity).map(({ tokens, sum }): Hypothesis => ({
      tokens: tokens.slice(start),
      score: judged(sum, tokens.length - start),
      ended: false,
    }));
    // What did not end counts only where nothing did.
    return (hypotheses.length > 0 ? hypotheses : open.sort((a, b) => b.score - a.score)).slice(0, beams);
  });
}
