// Packs bytes as deflate (RFC 1951) does, simply: repetitions found by a table of the last places, and the fixed codes. About as fast as
// reading, and packs less than zlib. Knows no file format.
import { steps } from "./inflate.ts";

const HASH_BITS = 15;
const FARTHEST = 32768;
const LONGEST = 258;
const SHORTEST = 4;

/** Writes bits from the lowest of each byte on. */
class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #count = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  put(value: number, count: number): void {
    this.#held |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      if (this.#length === this.#bytes.length) {
        const larger = new Uint8Array(2 * this.#length + 16);
        larger.set(this.#bytes);
        this.#bytes = larger;
      }
      this.#bytes[this.#length++] = this.#held & 255;
      this.#held >>>= 8;
      this.#count -= 8;
    }
  }

  /** A Huffman code: its highest bit comes first. */
  code(value: number, count: number): void {
    let reversed = 0;
    for (let bit = 0; bit < count; bit++) reversed |= ((value >> bit) & 1) << (count - 1 - bit);
    this.put(reversed, count);
  }

  end(): Uint8Array {
    this.put(0, 7);
    return this.#bytes.slice(0, this.#length);
  }
}

/** A literal byte, the end (256), or a length code (257 …) by the fixed code. */
function symbol(out: BitWriter, value: number): void {
  if (value < 144) out.code(0x30 + value, 8);
  else if (value < 256) out.code(0x190 + value - 144, 9);
  else if (value < 280) out.code(value - 256, 7);
  else out.code(0xc0 + value - 280, 8);
}

/** The number of the last step that begins at or below a value. */
function stepOf(base: Uint16Array, value: number): number {
  let step = base.length - 1;
  while (base[step]! > value) step--;
  return step;
}

/** The bytes packed; `inflate` unpacks them. */
export function deflate(bytes: Uint8Array): Uint8Array {
  const out = new BitWriter((bytes.length >> 1) + 16);
  const lengths = steps(3, 4, 28);
  const distances = steps(1, 2, 30);
  const last = new Int32Array(1 << HASH_BITS).fill(-FARTHEST - 1);
  out.put(3, 3); // the last block, fixed codes
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    let distance = 0;
    if (at + SHORTEST <= bytes.length) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      const place = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
      const before = last[place]!;
      last[place] = at;
      distance = at - before;
      const most = Math.min(LONGEST, bytes.length - at);
      if (distance <= FARTHEST) while (length < most && bytes[before + length] === bytes[at + length]) length++;
    }
    if (length < SHORTEST) {
      symbol(out, bytes[at++]!);
      continue;
    }
    if (length === LONGEST) symbol(out, 285);
    else {
      const step = stepOf(lengths.base, length);
      symbol(out, 257 + step);
      out.put(length - lengths.base[step]!, lengths.extra[step]!);
    }
    const step = stepOf(distances.base, distance);
    out.code(step, 5);
    out.put(distance - distances.base[step]!, distances.extra[step]!);
    at += length;
  }
  symbol(out, 256);
  return out.end();
}
