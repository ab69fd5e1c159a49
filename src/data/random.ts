// Random choices made on the host while data are prepared: order of samples, splits, augmentation. A pure function of its
// seeds, so that an epoch can be repeated exactly. Knows no data.
import { NablaError } from "../mini.ts";

/** Numbers that look random: the small fast counter generator sfc32 (C. Doty-Humphrey, PractRand), seeded by hashing. */
export class RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare = NaN;

  /** Equal seeds give equal numbers; any other seed, or another number of seeds, gives others. */
  constructor(...seeds: readonly number[]) {
    let hash = 0x9e3779b9 ^ seeds.length;
    const absorb = (word: number): number => {
      hash = Math.imul(hash ^ word, 0x85ebca6b) + 0x6d2b79f5;
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      return (hash ^= hash >>> 16) | 0;
    };
    for (const seed of seeds) {
      if (!Number.isSafeInteger(seed)) throw new NablaError("seed", `seed: must be a whole number, got ${seed}`);
      absorb(seed | 0);
      absorb(Math.floor(seed / 2 ** 32) | 0);
    }
    this.#a = absorb(1);
    this.#b = absorb(2);
    this.#c = absorb(3);
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** 32 random bits as a number from 0 to 2³² − 1. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from 0 to `count` − 1, each equally likely. */
  integer(count: number): number {
    const limit = 4294967296 - (4294967296 % count); // above it the remainder would favor small numbers
    let value = this.bits();
    while (value >= limit) value = this.bits();
    return value % count;
  }

  /** Normal with mean 0 and standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const value = this.#spare;
      this.#spare = NaN;
      return value;
    }
    for (;;) {
      const x = this.uniform(-1, 1);
      const y = this.uniform(-1, 1);
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Brings the list into random order, in place (Fisher and Yates). */
  shuffle<List extends { length: number; [index: number]: number }>(list: List): List {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = list[i]!;
      list[i] = list[j]!;
      list[j] = kept;
    }
    return list;
  }
}
