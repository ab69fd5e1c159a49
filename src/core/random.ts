// Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
// as 1, 2, 3", 2011). A number is a pure function of its key and its counter, so every device can make the same one, in any
// order. Here is the host's version; ir/threefry.ts is the same for kernels. Knows no tensors.
import { permutationError, seedError } from "./errors.ts";

/** Two 32-bit words (as signed integers): a key, or a block of random bits. */
export type Words = readonly [number, number];

/** How far words are turned in each round, and the constant of the key schedule: the design of the cipher. */
export const THREEFRY_ROTATIONS: readonly number[] = [13, 15, 26, 6, 17, 29, 16, 24];
export const THREEFRY_PARITY = 0x1bd11bda;
export const THREEFRY_ROUNDS = 20;

/**
 * The block of random bits at a counter under a key: 64 bits, as two signed words.
 * Source: Salmon et al. 2011, Threefry-2x32-20.
 * With all words zero it gives 6b200159 99ba4efe.
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): Words {
  const key2 = key0 ^ key1 ^ THREEFRY_PARITY;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < THREEFRY_ROUNDS; round++) {
    const turn = THREEFRY_ROTATIONS[round & 7]!;
    x = (x + y) | 0;
    y = ((y << turn) | (y >>> (32 - turn))) ^ x;
    if ((round & 3) !== 3) continue;
    const injection = (round >> 2) + 1;
    x = (x + keyAt(injection, key0, key1, key2)) | 0;
    y = (y + keyAt(injection + 1, key0, key1, key2) + injection) | 0;
  }
  return [x, y];
}

const keyAt = (i: number, key0: number, key1: number, key2: number): number => (i % 3 === 0 ? key0 : i % 3 === 1 ? key1 : key2);

/** A number in [0, 1) from 32 random bits: the 24 highest, so that it is exact in f32 too. */
export const uniform01 = (bits: number): number => (bits >>> 8) * 2 ** -24;

/**
 * The numbers 0 … n − 1 in random order, every order equally likely (Fisher and Yates, with rejection instead of a biased remainder).
 * The same key gives the same order on every machine.
 */
export function permutation(n: number, key: Words): Int32Array {
  if (!Number.isInteger(n) || n < 0 || n > 2147483647) throw permutationError(n);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let counter = 0;
  let block: Words = [0, 0];
  const bits = (): number => {
    const half = counter & 1;
    if (half === 0) block = threefry(key[0], key[1], (counter / 2) | 0, (counter / 2 ** 33) | 0);
    counter++;
    return block[half]! >>> 0;
  };
  for (let i = n - 1; i > 0; i--) {
    const limit = 4294967296 - (4294967296 % (i + 1));
    let value = bits();
    while (value >= limit) value = bits();
    const j = value % (i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** What a generator needs to go on where it was: plain data for checkpoints. */
export interface GeneratorState {
  readonly key: Words;
  /** Keys given so far. */
  readonly counter: number;
}

/**
 * A source of fresh keys from a seed. Each call of `next` gives a key for one use (a dropout mask, an initial weight, an order
 * of samples); equal seeds give equal sequences on every machine.
 * Seeds are finite numbers, or bigints that are safe integers (equal to the same number).
 * @example
 * const generator = new Generator(7);
 * const first = generator.next();
 * JSON.stringify(new Generator(7).next()) === JSON.stringify(first) // true
 */
export class Generator {
  #key: Words;
  #counter = 0;

  constructor(seed: number | bigint) {
    this.#key = keyOfSeed(seed);
  }

  /** A key that was not given before. */
  next(): Words {
    const counter = this.#counter++;
    return threefry(this.#key[0], this.#key[1], counter | 0, Math.floor(counter / 2 ** 32) | 0);
  }

  /**
   * An independent generator for a named purpose. It depends on the seed and the name alone, not on how many keys were taken;
   * the same name gives the same generator again.
   */
  fork(name: string): Generator {
    // The high counter word −1 is out of reach of next(), so that no fork meets the keys of its parent.
    let key = threefry(this.#key[0], this.#key[1], name.length, -1);
    for (let i = 0; i < name.length; i += 2)
      key = threefry(key[0], key[1], name.charCodeAt(i), i + 1 < name.length ? name.charCodeAt(i + 1) : -1);
    const out = new Generator(0);
    out.#key = key;
    return out;
  }

  state(): GeneratorState {
    return { key: [this.#key[0], this.#key[1]], counter: this.#counter };
  }

  /** Goes on where `state()` was read. */
  setState(state: GeneratorState): void {
    const { key, counter } = state;
    const whole = Array.isArray(key) && key.length === 2 && key.every((word) => Number.isInteger(word) && word === (word | 0));
    if (!whole || !Number.isSafeInteger(counter) || counter < 0) {
      throw seedError("Generator.setState", "expected { key: [word, word], counter } as state() gives it", JSON.stringify(state));
    }
    this.#key = [key[0], key[1]];
    this.#counter = counter;
  }
}

function keyOfSeed(seed: number | bigint): Words {
  let value: number;
  if (typeof seed === "bigint") {
    value = Number(seed);
    if (!Number.isSafeInteger(value)) throw seedError("Generator", "a bigint seed must lie within ±(2^53 − 1)", String(seed));
  } else {
    value = seed;
    if (typeof seed !== "number" || !Number.isFinite(seed)) throw seedError("Generator", "the seed must be a finite number", String(seed));
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value + 0);
  return [view.getInt32(4), view.getInt32(0)];
}
