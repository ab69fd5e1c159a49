// Words with numbers, in both directions. Knows nothing of how a text is cut.
import { NablaError } from "../../mini.ts";

/** A tokenizer: texts to numbers and back. */
export interface Tokenizer {
  /** Number of different tokens. */
  readonly size: number;
  /** Numbers of the tokens of a text. */
  encode(text: string): number[];
  /** The text of numbers. */
  decode(numbers: ArrayLike<number>): string;
  /** The number of a token, such as a special one; undefined if there is none. */
  numberOf(token: string): number | undefined;
  /** Plain JSON from which the same tokenizer can be made again. */
  toJSON(): unknown;
}

/** Tokens in the order of their numbers. */
export class Vocabulary {
  readonly tokens: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;

  /** @param owner how errors call the tokenizer */
  constructor(owner: string, tokens: readonly string[]) {
    this.tokens = [...tokens];
    this.#numbers = new Map(tokens.map((token, i) => [token, i]));
    if (this.#numbers.size !== tokens.length) {
      const twice = tokens.find((token, i) => tokens.indexOf(token) !== i);
      throw new NablaError("tokenizer", `${owner}: the token ${JSON.stringify(twice)} stands twice in the vocabulary`);
    }
  }

  numberOf(token: string): number | undefined {
    return this.#numbers.get(token);
  }

  /** @throws NablaError for a number that no token has */
  tokenOf(owner: string, number: number): string {
    const token = this.tokens[number];
    if (token === undefined)
      throw new NablaError("tokenizer", `${owner}: ${number} is the number of no token; there are ${this.tokens.length}, counted from 0`);
    return token;
  }
}

/** How often each item occurs, the most frequent first; of equally frequent ones the first in the order of code points. */
export function ranked(counts: ReadonlyMap<string, number>): [item: string, count: number][] {
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0));
}

/** Counts of items over texts. */
export function countItems(texts: Iterable<string>, cut: (text: string) => Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const item of cut(text)) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

export function needSize(owner: string, size: number, least: number): void {
  if (!Number.isInteger(size) || size < least)
    throw new NablaError("tokenizer", `${owner}.train: size must be a whole number of at least ${least}, got ${size}`);
}
