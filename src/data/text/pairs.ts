// The heart of byte-pair encoding: the most frequent pair of neighbors becomes one piece, again and again. Works on words as
// lists of piece numbers, each with how often it occurs. Knows no text.

/** A word as numbers of pieces, and how often it occurs. */
export interface CountedWord {
  pieces: number[];
  readonly count: number;
}

/** Two neighbors that become one piece. */
export type Merge = readonly [left: number, right: number];

/** Which of two pairs is merged first: the larger value. */
export type Score = (pair: number, left: number, right: number) => number;

interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** Words in which it occurred; it may have vanished from some. */
  readonly words: Set<number>;
}

/** Pairs have one number as their key: pieces are fewer than 2²⁶. */
const keyOf = (left: number, right: number): number => left * 67_108_864 + right;

/**
 * Merges pairs until there are `limit` merges or no pair occurs at least `least` times; new pieces count on from `first`. The
 * words are changed. Of pairs with equal scores the one with the smaller numbers comes first.
 */
export function mergePairs(words: CountedWord[], first: number, limit: number, least: number, score: Score = (pair) => pair): Merge[] {
  const pairs = new Map<number, Pair>();
  const frequency = new Map<number, number>();
  const change = (left: number, right: number, by: number, word: number): void => {
    const key = keyOf(left, right);
    let pair = pairs.get(key);
    if (!pair) pairs.set(key, (pair = { left, right, count: 0, words: new Set() }));
    pair.count += by;
    if (by > 0) pair.words.add(word);
    if (pair.count === 0) pairs.delete(key);
  };
  const turn = (word: number, sign: 1 | -1): void => {
    const { pieces, count } = words[word]!;
    pieces.forEach((piece, i) => {
      frequency.set(piece, (frequency.get(piece) ?? 0) + sign * count);
      if (i > 0) change(pieces[i - 1]!, piece, sign * count, word);
    });
  };
  words.forEach((_, word) => turn(word, 1));
  const merges: Merge[] = [];
  while (merges.length < limit) {
    let best: Pair | null = null;
    let most = -Infinity;
    for (const pair of pairs.values()) {
      if (pair.count < least) continue;
      const value = score(pair.count, frequency.get(pair.left)!, frequency.get(pair.right)!);
      const wins = value > most || (value === most && (pair.left < best!.left || (pair.left === best!.left && pair.right < best!.right)));
      if (wins) [best, most] = [pair, value];
    }
    if (!best) break;
    const made = first + merges.length;
    merges.push([best.left, best.right]);
    for (const word of [...best.words]) {
      turn(word, -1);
      words[word]!.pieces = join(words[word]!.pieces, best.left, best.right, made);
      turn(word, 1);
    }
  }
  return merges;
}

/** Every place where the pair stands, from the left, becomes the new piece. */
export function join(pieces: readonly number[], left: number, right: number, made: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i] === left && pieces[i + 1] === right) {
      out.push(made);
      i++;
    } else out.push(pieces[i]!);
  }
  return out;
}
