// WordPiece, as in BERT: words cut into the longest known pieces from the left; pieces inside of a word begin with "##".
import { NablaError } from "../../mini.ts";
import { mergePairs, type CountedWord } from "./pairs.ts";
import { countItems, needSize, ranked, Vocabulary, type Tokenizer } from "./vocabulary.ts";

/** What tells one WordPiece tokenizer from another. */
export interface WordPieceState {
  readonly tokens: readonly string[];
  readonly unknown: string;
  readonly lowercase: boolean;
}

/** How a WordPiece tokenizer learns. */
export interface WordPieceOptions {
  /** Tokens in all. */
  readonly size: number;
  /** Tokens that come first. Default: [PAD], [UNK], [CLS], [SEP], [MASK], as in BERT. */
  readonly special?: readonly string[];
  /** Default: "[UNK]". */
  readonly unknown?: string;
  /** Default: true. */
  readonly lowercase?: boolean;
  /** Least number of times that a pair must occur. Default: 2. */
  readonly least?: number;
}

const INSIDE = "##";
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];

/**
 * Words cut into known pieces, the longest first. A word with an unknown piece becomes the unknown token.
 *
 * Source: Schuster and Nakajima, "Japanese and Korean voice search", 2012; Devlin et al., BERT, 2018.
 * @example
 * const tokenizer = new WordPieceTokenizer({ tokens: ["[UNK]", "un", "##break", "##able"], unknown: "[UNK]", lowercase: true });
 * tokenizer.encode("Unbreakable") // [1, 2, 3]
 * tokenizer.decode([1, 2, 3]) // "unbreakable"
 */
export class WordPieceTokenizer implements Tokenizer {
  readonly unknown: string;
  readonly lowercase: boolean;
  readonly #vocabulary: Vocabulary;
  readonly #longest: number;

  constructor({ tokens, unknown, lowercase }: WordPieceState) {
    this.#vocabulary = new Vocabulary("WordPieceTokenizer", tokens);
    if (this.#vocabulary.numberOf(unknown) === undefined)
      throw new NablaError("tokenizer", `WordPieceTokenizer: the unknown token ${JSON.stringify(unknown)} is not in the vocabulary`);
    this.unknown = unknown;
    this.lowercase = lowercase;
    this.#longest = Math.max(...tokens.map((token) => [...token].length));
  }

  static train(texts: Iterable<string>, options: WordPieceOptions): WordPieceTokenizer {
    const { size, unknown = "[UNK]", lowercase = true, least = 2 } = options;
    const first = [...(options.special ?? ["[PAD]", unknown, "[CLS]", "[SEP]", "[MASK]"])];
    if (!first.includes(unknown)) first.push(unknown);
    const counted = countItems(texts, (text) => wordsOf(lowercase ? text.toLowerCase() : text));
    const letters = new Map<string, number>();
    const split = (word: string): string[] => [...word].map((letter, i) => (i === 0 ? letter : INSIDE + letter));
    for (const [word, count] of counted) for (const letter of split(word)) letters.set(letter, (letters.get(letter) ?? 0) + count);
    const pieces = ranked(letters).map(([letter]) => letter);
    needSize("WordPieceTokenizer", size, first.length + pieces.length);
    const numbers = new Map(pieces.map((piece, i) => [piece, i]));
    const words = [...counted].map(([word, count]): CountedWord => ({ pieces: split(word).map((piece) => numbers.get(piece)!), count }));
    // The pair whose parts occur together most often compared with how often they occur at all.
    const merges = mergePairs(
      words,
      pieces.length,
      size - first.length - pieces.length,
      least,
      (pair, left, right) => pair / (left * right),
    );
    for (const [left, right] of merges) pieces.push(pieces[left]! + pieces[right]!.slice(INSIDE.length));
    return new WordPieceTokenizer({ tokens: [...new Set([...first, ...pieces])], unknown, lowercase });
  }

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
    return wordsOf(this.lowercase ? text.toLowerCase() : text).flatMap((word) => this.#cut([...word]));
  }

  #cut(letters: readonly string[]): number[] {
    const out: number[] = [];
    for (let begin = 0; begin < letters.length;) {
      let end = Math.min(letters.length, begin + this.#longest);
      let number: number | undefined;
      while (end > begin && number === undefined) {
        number = this.#vocabulary.numberOf((begin > 0 ? INSIDE : "") + letters.slice(begin, end).join(""));
        if (number === undefined) end--;
      }
      if (number === undefined) return [this.#vocabulary.numberOf(this.unknown)!];
      out.push(number);
      begin = end;
    }
    return out;
  }

  decode(numbers: ArrayLike<number>): string {
    const tokens = Array.from(numbers, (number) => this.#vocabulary.tokenOf("WordPieceTokenizer", number));
    return tokens.map((token, i) => (token.startsWith(INSIDE) ? token.slice(INSIDE.length) : i === 0 ? token : ` ${token}`)).join("");
  }

  toJSON(): WordPieceState {
    return { tokens: this.tokens, unknown: this.unknown, lowercase: this.lowercase };
  }
}
