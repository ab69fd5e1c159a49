// Byte-pair encoding on bytes, as in GPT-2: any text has tokens, and decoding gives back exactly the text.
import { NablaError } from "../../mini.ts";
import { join, mergePairs, type CountedWord, type Merge } from "./pairs.ts";
import { countItems, needSize, type Tokenizer } from "./vocabulary.ts";

/** The 256 bytes are tokens 0 to 255, then come the merged ones, then the special ones. */
export interface BpeState {
  readonly merges: readonly Merge[];
  readonly special: readonly string[];
}

/** How a byte-pair tokenizer learns. */
export interface BpeOptions {
  /** Tokens in all: 256 bytes, merged ones, special ones. */
  readonly size: number;
  /** Tokens that stand for themselves wherever they are in a text, such as "<end>". */
  readonly special?: readonly string[];
  /** Least number of times that a pair must occur. Default: 2. */
  readonly least?: number;
}

const BYTES = 256;
/** Pieces that are never merged with each other: endings as in "we'll", words and numbers with the space before them, other signs, spaces. */
const PIECES = /'(?:[sdmt]|ll|ve|re)| ?\p{L}[\p{L}\p{M}]*| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
/** Encoded pieces that are remembered. */
const REMEMBERED = 20_000;

/**
 * Byte-pair encoding: frequent runs of bytes are one token.
 *
 * Source: Sennrich et al., "Neural machine translation of rare words with subword units", 2016; Radford et al., GPT-2, 2019.
 * @example
 * const tokenizer = BpeTokenizer.train(["low lower lowest slow"], { size: 258, special: ["<end>"] });
 * tokenizer.size // 258
 * tokenizer.decode(tokenizer.encode("Ослоу low<end>")) // "Ослоу low<end>"
 */
export class BpeTokenizer implements Tokenizer {
  readonly merges: readonly Merge[];
  readonly special: readonly string[];
  /** Rank of each pair, by left and right. */
  readonly #ranks = new Map<number, Map<number, number>>();
  readonly #bytes: Uint8Array[] = [];
  readonly #pieces = new Map<string, readonly number[]>();

  constructor({ merges, special }: BpeState) {
    this.merges = merges;
    this.special = special;
    for (let byte = 0; byte < BYTES; byte++) this.#bytes.push(Uint8Array.of(byte));
    merges.forEach(([left, right], rank) => {
      const [a, b] = [this.#bytes[left], this.#bytes[right]];
      if (!a || !b)
        throw new NablaError("tokenizer", `BpeTokenizer: merge ${rank} joins ${left} and ${right}, of which one does not exist before it`);
      if (!this.#ranks.has(left)) this.#ranks.set(left, new Map());
      this.#ranks.get(left)!.set(right, rank);
      this.#bytes.push(Uint8Array.of(...a, ...b));
    });
    if (special.some((token) => token === "") || new Set(special).size !== special.length)
      throw new NablaError("tokenizer", "BpeTokenizer: special tokens must be different and not empty");
    for (const token of special) this.#bytes.push(new TextEncoder().encode(token));
  }

  static train(texts: Iterable<string>, { size, special = [], least = 2 }: BpeOptions): BpeTokenizer {
    needSize("BpeTokenizer", size, BYTES + special.length);
    const encoder = new TextEncoder();
    const words = [...countItems(texts, (text) => text.match(PIECES) ?? [])].map(([piece, count]): CountedWord => ({
      pieces: [...encoder.encode(piece)],
      count,
    }));
    return new BpeTokenizer({ merges: mergePairs(words, BYTES, size - BYTES - special.length, least), special });
  }

  get size(): number {
    return this.#bytes.length;
  }

  numberOf(token: string): number | undefined {
    const at = this.special.indexOf(token);
    if (at >= 0) return BYTES + this.merges.length + at;
    const numbers = this.#encodePiece(token);
    return numbers.length === 1 ? numbers[0] : undefined;
  }

  encode(text: string): number[] {
    const out: number[] = [];
    for (const [part, at] of this.#partsOf(text)) {
      if (at >= 0) out.push(BYTES + this.merges.length + at);
      else for (const piece of part.match(PIECES) ?? []) out.push(...this.#encodePiece(piece));
    }
    return out;
  }

  decode(numbers: ArrayLike<number>): string {
    const parts = Array.from(numbers, (number) => {
      const bytes = this.#bytes[number];
      if (!bytes)
        throw new NablaError("tokenizer", `BpeTokenizer: ${number} is the number of no token; there are ${this.size}, counted from 0`);
      return bytes;
    });
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return new TextDecoder().decode(all);
  }

  toJSON(): BpeState {
    return { merges: this.merges, special: this.special };
  }

  /** The text cut at special tokens (the longest that fits): pieces of text with −1, special ones with their number. */
  #partsOf(text: string): [part: string, special: number][] {
    if (this.special.length === 0) return [[text, -1]];
    const escaped = [...this.special].sort((a, b) => b.length - a.length).map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return text.split(new RegExp(`(${escaped.join("|")})`)).filter((part) => part !== "").map((part) => [part, this.special.indexOf(part)]); // prettier-ignore
  }

  #encodePiece(piece: string): readonly number[] {
    const known = this.#pieces.get(piece);
    if (known) return known;
    let numbers = [...new TextEncoder().encode(piece)];
    for (;;) {
      let rank = Infinity;
      for (let i = 1; i < numbers.length; i++) rank = Math.min(rank, this.#ranks.get(numbers[i - 1]!)?.get(numbers[i]!) ?? Infinity);
      if (rank === Infinity) break;
      numbers = join(numbers, ...this.merges[rank]!, BYTES + rank);
    }
    if (this.#pieces.size >= REMEMBERED) this.#pieces.clear();
    this.#pieces.set(piece, numbers);
    return numbers;
  }
}
