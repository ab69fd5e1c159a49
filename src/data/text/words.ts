// Tokenizers with a token for each character or each word. What is not in the vocabulary becomes the unknown token.
import { NablaError } from "../../mini.ts";
import { countItems, needSize, ranked, Vocabulary, type Tokenizer } from "./vocabulary.ts";

/** What tells a character or word tokenizer from others. */
export interface VocabularyState {
  readonly tokens: readonly string[];
  /** The token for whatever is not in the vocabulary; null: such a text is refused. */
  readonly unknown: string | null;
}

/** How a character or word tokenizer learns. */
export interface VocabularyOptions {
  /** Most tokens, the special ones included: the most frequent are kept. All unless told. */
  readonly size?: number;
  /** Least number of times that a token must occur. Default: 1. */
  readonly least?: number;
  /** Tokens that come first, such as "<pad>". They are never made from text. */
  readonly special?: readonly string[];
  /** The token for whatever is not in the vocabulary; it joins the special ones. Without it such a text is refused. */
  readonly unknown?: string;
}

function learn(
  owner: string,
  texts: Iterable<string>,
  cut: (text: string) => Iterable<string>,
  options: VocabularyOptions,
): VocabularyState {
  const { size = Infinity, least = 1, special = [], unknown } = options;
  const first = unknown === undefined || special.includes(unknown) ? [...special] : [...special, unknown];
  if (size !== Infinity) needSize(owner, size, first.length + 1);
  const learned = ranked(countItems(texts, cut))
    .filter(([token, count]) => count >= least && !first.includes(token))
    .slice(0, size - first.length)
    .map(([token]) => token);
  if (learned.length === 0) throw new NablaError("tokenizer", `${owner}.train: the texts hold no tokens to learn`);
  return { tokens: [...first, ...learned], unknown: unknown ?? null };
}

abstract class ListTokenizer implements Tokenizer {
  readonly unknown: string | null;
  readonly #vocabulary: Vocabulary;
  readonly #name: string;

  constructor(name: string, { tokens, unknown }: VocabularyState) {
    this.#name = name;
    this.#vocabulary = new Vocabulary(name, tokens);
    this.unknown = unknown;
    if (unknown !== null && this.#vocabulary.numberOf(unknown) === undefined)
      throw new NablaError("tokenizer", `${name}: the unknown token ${JSON.stringify(unknown)} is not in the vocabulary`);
  }

  protected abstract cut(text: string): string[];
  protected abstract join(tokens: readonly string[]): string;

  get size(): number {
    return this.#vocabulary.tokens.length;
  }

  get tokens(): readonly string[] {
    return this.#vocabulary.tokens;
  }

  numberOf(token: string): number | undefined {
    return this.#vocabulary.numberOf(token);
  }

  encode(text: string): number[] {
    const other = this.unknown === null ? undefined : this.#vocabulary.numberOf(this.unknown);
    return this.cut(text).map((token) => {
      const number = this.#vocabulary.numberOf(token) ?? other;
      if (number === undefined)
        throw new NablaError(
          "tokenizer",
          `${this.#name}: ${JSON.stringify(token)} is not in the vocabulary; train with unknown: "<unk>" to accept it`,
        );
      return number;
    });
  }

  decode(numbers: ArrayLike<number>): string {
    return this.join(Array.from(numbers, (number) => this.#vocabulary.tokenOf(this.#name, number)));
  }

  toJSON(): VocabularyState {
    return { tokens: this.tokens, unknown: this.unknown };
  }
}

/**
 * A token for each character (code point).
 * @example
 * const tokenizer = CharacterTokenizer.train(["abba"]);
 * tokenizer.encode("bab") // [1, 0, 1]
 * tokenizer.decode([0, 0]) // "aa"
 */
export class CharacterTokenizer extends ListTokenizer {
  constructor(state: VocabularyState) {
    super("CharacterTokenizer", state);
  }

  static train(texts: Iterable<string>, options: VocabularyOptions = {}): CharacterTokenizer {
    return new CharacterTokenizer(learn("CharacterTokenizer", texts, (text) => text, options));
  }

  protected cut(text: string): string[] {
    return [...text];
  }

  protected join(tokens: readonly string[]): string {
    return tokens.join("");
  }
}

/** Words, numbers, and every other sign by itself. */
const wordsOf = (text: string): string[] => text.match(/\p{L}[\p{L}\p{M}]*|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];

/**
 * A token for each word, number and other sign. Spaces are not kept: `decode` puts one between any two tokens.
 * @example
 * const tokenizer = WordTokenizer.train(["to be or not to be"], { unknown: "<unk>" });
 * tokenizer.encode("to see") // [2, 0]
 * tokenizer.decode([1, 2]) // "be to"
 */
export class WordTokenizer extends ListTokenizer {
  constructor(state: VocabularyState) {
    super("WordTokenizer", state);
  }

  static train(texts: Iterable<string>, options: VocabularyOptions = {}): WordTokenizer {
    return new WordTokenizer(learn("WordTokenizer", texts, wordsOf, options));
  }

  protected cut(text: string): string[] {
    return wordsOf(text);
  }

  protected join(tokens: readonly string[]): string {
    return tokens.join(" ");
  }
}
