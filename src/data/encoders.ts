// Words of a column as numbers: their place in a list, or a row with a single one. Each learns its words and is plain JSON.
import { NablaError } from "../mini.ts";
import type { Column } from "./dataset.ts";

/** The words that were seen, and what happens to others. */
export interface EncoderState {
  readonly categories: readonly string[];
  /** "error": others are refused; "ignore": their row is all zeros; or one more category, the last. */
  readonly unknown: "error" | "ignore" | "other";
}

/** How an encoder learns. */
export interface EncoderOptions {
  /** Order of the categories; that of the alphabet unless given. */
  readonly categories?: readonly string[];
  readonly unknown?: EncoderState["unknown"];
}

abstract class Encoder implements EncoderState {
  readonly categories: readonly string[];
  readonly unknown: EncoderState["unknown"];
  readonly #numbers: ReadonlyMap<string, number>;

  readonly #name: string;

  constructor(name: string, { categories, unknown }: EncoderState) {
    if (categories.length === 0) throw new NablaError("encoder", `${name}: there are no categories`);
    if (new Set(categories).size !== categories.length) throw new NablaError("encoder", `${name}: a category stands twice in the list`);
    if (!["error", "ignore", "other"].includes(unknown))
      throw new NablaError("encoder", `${name}: unknown must be "error", "ignore" or "other", got ${JSON.stringify(unknown)}`);
    this.#name = name;
    this.categories = [...categories];
    this.unknown = unknown;
    this.#numbers = new Map(categories.map((category, i) => [category, i]));
  }

  /** Number of different results. */
  get size(): number {
    return this.categories.length + (this.unknown === "other" ? 1 : 0);
  }

  /** The number of a category; −1 for an unknown one that is ignored. */
  protected numberOf(value: string, row: number): number {
    const number = this.#numbers.get(value);
    if (number !== undefined) return number;
    if (this.unknown === "other") return this.categories.length;
    if (this.unknown === "ignore") return -1;
    const known = this.categories.slice(0, 10).join(", ") + (this.categories.length > 10 ? ", …" : "");
    throw new NablaError(
      "encoder",
      `${this.#name}: "${value}" of sample ${row} is none of ${known}; unknown: "other" makes a category of such`,
    );
  }

  toJSON(): EncoderState {
    return { categories: this.categories, unknown: this.unknown };
  }
}

const learned = (values: readonly string[], { categories, unknown = "error" }: EncoderOptions): EncoderState => ({
  categories: categories ?? [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  unknown,
});

/**
 * Each word as its place in the list of categories: labels of classes, or an order that means something.
 * @example
 * const encoder = OrdinalEncoder.fit(["low", "high"], { categories: ["low", "high"] });
 * Array.from(encoder.transform(["high", "low"]).data) // [1, 0]
 * encoder.inverse([1]) // ["high"]
 */
export class OrdinalEncoder extends Encoder {
  constructor(state: EncoderState) {
    super("OrdinalEncoder", state);
  }

  static fit(values: readonly string[], options: EncoderOptions = {}): OrdinalEncoder {
    if (options.unknown === "ignore")
      throw new NablaError("encoder", 'OrdinalEncoder: an unknown word must have a number; use "error" or "other"');
    return new OrdinalEncoder(learned(values, options));
  }

  /** Numbers [N], i32. */
  transform(values: readonly string[]): Column {
    return { dtype: "i32", shape: [values.length], data: Int32Array.from(values, (value, row) => this.numberOf(value, row)) };
  }

  inverse(numbers: ArrayLike<number>): string[] {
    return Array.from(numbers, (number, row) => {
      const category = this.categories[number];
      if (category === undefined)
        throw new NablaError("encoder", `OrdinalEncoder.inverse: ${number} of sample ${row} is the number of no category`);
      return category;
    });
  }
}

/**
 * Each word as a row of zeros with a single one.
 * @example
 * Array.from(OneHotEncoder.fit(["b", "a"]).transform(["a", "b"]).data) // [1, 0, 0, 1]
 */
export class OneHotEncoder extends Encoder {
  constructor(state: EncoderState) {
    super("OneHotEncoder", state);
  }

  static fit(values: readonly string[], options: EncoderOptions = {}): OneHotEncoder {
    return new OneHotEncoder(learned(values, options));
  }

  /** Rows [N, size], f32. */
  transform(values: readonly string[]): Column {
    const data = new Float32Array(values.length * this.size);
    values.forEach((value, row) => {
      const number = this.numberOf(value, row);
      if (number >= 0) data[row * this.size + number] = 1;
    });
    return { dtype: "f32", shape: [values.length, this.size], data };
  }
}
