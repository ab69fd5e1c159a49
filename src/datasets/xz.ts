// Unpacks .xz files (https://tukaani.org/xz/xz-file-format.txt) of one filter, LZMA2, which is what programs write unless told otherwise.
// Check sums are not looked at: who fetches a file checks it. Knows no file and no data set.

const damaged = (what: string): RangeError => new RangeError(`the xz file is damaged: ${what}`);

/** Bytes that grow as they come; LZMA reads in them what it repeats. */
class Output {
  bytes = new Uint8Array(1 << 16);
  length = 0;

  need(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

const TOP = 2 ** 24;
const EVEN = 1024;

/** Reads bits, each with a probability that follows what was read before. */
class RangeDecoder {
  readonly input: Uint8Array;
  at: number;
  readonly end: number;
  range = 0xffffffff;
  code = 0;

  constructor(input: Uint8Array, at: number, end: number) {
    this.input = input;
    this.end = end;
    this.at = at + 1; // the first byte is always 0
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.next()) >>> 0;
  }

  next(): number {
    if (this.at >= this.end) throw damaged("a chunk is cut off");
    return this.input[this.at++]!;
  }

  normalize(): void {
    if (this.range >= TOP) return;
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | this.next()) >>> 0;
  }

  bit(probabilities: Uint16Array, index: number): 0 | 1 {
    const probability = probabilities[index]!;
    const bound = (this.range >>> 11) * probability;
    let bit: 0 | 1;
    if (this.code < bound) {
      this.range = bound;
      probabilities[index] = probability + ((2048 - probability) >>> 5);
      bit = 0;
    } else {
      this.range -= bound;
      this.code -= bound;
      probabilities[index] = probability - (probability >>> 5);
      bit = 1;
    }
    this.normalize();
    return bit;
  }

  direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.range >>>= 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit) this.code -= this.range;
      value = value * 2 + bit;
      this.normalize();
    }
    return value;
  }

  /** A number of `bits` bits, the highest first, each with probabilities of its own. */
  tree(probabilities: Uint16Array, from: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.bit(probabilities, from + node);
    return node - (1 << bits);
  }

  /** The same, the lowest bit first. */
  reverse(probabilities: Uint16Array, from: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(probabilities, from + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }
}

const even = (count: number): Uint16Array => new Uint16Array(count).fill(EVEN);

/** Probabilities of the lengths of repetitions. */
class Lengths {
  readonly choice = even(2);
  readonly low = even(16 << 3);
  readonly middle = even(16 << 3);
  readonly high = even(256);

  read(decoder: RangeDecoder, position: number): number {
    if (decoder.bit(this.choice, 0) === 0) return decoder.tree(this.low, position << 3, 3);
    if (decoder.bit(this.choice, 1) === 0) return 8 + decoder.tree(this.middle, position << 3, 3);
    return 16 + decoder.tree(this.high, 0, 8);
  }
}

/** What LZMA knows from one chunk to the next. */
class Lzma {
  readonly literalBits: number;
  readonly literalMask: number;
  readonly positionMask: number;
  state = 0;
  readonly distances = [0, 0, 0, 0];
  readonly isMatch = even(12 << 4);
  readonly isRepeat = even(12);
  readonly isRepeat0 = even(12);
  readonly isRepeat1 = even(12);
  readonly isRepeat2 = even(12);
  readonly isRepeat0Long = even(12 << 4);
  readonly slots = even(4 << 6);
  readonly special = even(128);
  readonly align = even(16);
  readonly matchLengths = new Lengths();
  readonly repeatLengths = new Lengths();
  readonly literals: Uint16Array;

  constructor(properties: number) {
    if (properties > 224) throw damaged("its properties are out of range");
    this.literalBits = properties % 9;
    const rest = Math.floor(properties / 9);
    this.literalMask = (1 << (rest % 5)) - 1;
    this.positionMask = (1 << Math.floor(rest / 5)) - 1;
    this.literals = even(0x300 << (this.literalBits + (rest % 5)));
  }

  /** Unpacks `size` bytes behind those that are there. */
  read(decoder: RangeDecoder, out: Output, size: number): void {
    out.need(size);
    for (const end = out.length + size; out.length < end;) {
      const position = out.length & this.positionMask;
      if (decoder.bit(this.isMatch, (this.state << 4) + position) === 0) {
        this.literal(decoder, out);
        continue;
      }
      const length = this.match(decoder, out, position);
      const distance = this.distances[0]! + 1;
      if (distance > out.length) throw damaged("a repetition reaches before the beginning");
      if (out.length + length > end) throw damaged("a repetition is too long");
      for (let i = 0; i < length; i++) {
        out.bytes[out.length] = out.bytes[out.length - distance]!;
        out.length++;
      }
    }
  }

  private literal(decoder: RangeDecoder, out: Output): void {
    const before = out.length > 0 ? out.bytes[out.length - 1]! : 0;
    const from = 0x300 * (((out.length & this.literalMask) << this.literalBits) + (before >> (8 - this.literalBits)));
    let symbol = 1;
    if (this.state >= 7) {
      // After a repetition the byte that would have gone on with it is a hint of which bits to expect.
      let hint = out.bytes[out.length - this.distances[0]! - 1]!;
      do {
        const expected = (hint >> 7) & 1;
        hint <<= 1;
        const bit = decoder.bit(this.literals, from + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | decoder.bit(this.literals, from + symbol);
    out.bytes[out.length++] = symbol & 0xff;
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
  }

  /** The length of a repetition; its distance becomes the first of the distances. */
  private match(decoder: RangeDecoder, out: Output, position: number): number {
    const { state, distances } = this;
    if (decoder.bit(this.isRepeat, state) === 0) {
      const length = 2 + this.matchLengths.read(decoder, position);
      this.state = state < 7 ? 7 : 10;
      distances.unshift(this.distance(decoder, length));
      distances.pop();
      return length;
    }
    if (decoder.bit(this.isRepeat0, state) === 0) {
      if (decoder.bit(this.isRepeat0Long, (state << 4) + position) === 0) {
        this.state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const index = decoder.bit(this.isRepeat1, state) === 0 ? 1 : decoder.bit(this.isRepeat2, state) === 0 ? 2 : 3;
      distances.unshift(...distances.splice(index, 1));
    }
    this.state = state < 7 ? 8 : 11;
    return 2 + this.repeatLengths.read(decoder, position);
  }

  private distance(decoder: RangeDecoder, length: number): number {
    const slot = decoder.tree(this.slots, Math.min(length - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + decoder.reverse(this.special, base - slot, bits);
    return base + decoder.direct(bits - 4) * 16 + decoder.reverse(this.align, 0, 4);
  }
}

/** The chunks of LZMA2 from `at` on; where they end. */
function unpackLzma2(input: Uint8Array, at: number, out: Output): number {
  let lzma: Lzma | undefined;
  let properties = 0;
  const byte = (): number => {
    if (at >= input.length) throw damaged("it is cut off");
    return input[at++]!;
  };
  const pair = (): number => byte() * 256 + byte();
  for (;;) {
    const control = byte();
    if (control === 0) return at;
    if (control < 0x80) {
      if (control > 2) throw damaged("a chunk is of an unknown kind");
      const size = pair() + 1;
      if (at + size > input.length) throw damaged("it is cut off");
      out.need(size);
      out.bytes.set(input.subarray(at, at + size), out.length);
      out.length += size;
      at += size;
      continue;
    }
    const size = ((control & 0x1f) << 16) + pair() + 1;
    const packed = pair() + 1;
    const reset = (control >> 5) & 3;
    if (reset >= 2) properties = byte();
    if (reset >= 1) lzma = new Lzma(properties);
    if (!lzma || at + packed > input.length) throw damaged(lzma ? "it is cut off" : "its first chunk goes on from nothing");
    lzma.read(new RangeDecoder(input, at, at + packed), out, size);
    at += packed;
  }
}

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const LZMA2 = 0x21;

/** Whether bytes begin as an .xz file does. */
export const isXz = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** What an .xz file holds. Throws a RangeError when it is damaged or of another kind. */
export function unpackXz(input: Uint8Array): Uint8Array {
  if (!isXz(input) || input.length < 24) throw damaged("it does not begin as one");
  const check = CHECK_SIZES[input[7]! & 15]!;
  const out = new Output();
  let at = 12;
  while (input[at] !== 0) {
    const start = at;
    if (at + 8 > input.length) throw damaged("it is cut off");
    const head = (input[at]! + 1) * 4;
    const flags = input[at + 1]!;
    let field = at + 2;
    const skipNumber = (): void => {
      while (input[field++]! & 0x80);
    };
    if (flags & 0x40) skipNumber();
    if (flags & 0x80) skipNumber();
    if ((flags & 3) !== 0 || input[field] !== LZMA2) throw damaged("it needs filters that are not known here");
    at = unpackLzma2(input, start + head, out);
    at += (4 - ((at - start) % 4)) % 4;
    at += check;
    if (at >= input.length) throw damaged("it is cut off");
  }
  return out.bytes.slice(0, out.length);
}
