// Unpacks what was packed with deflate (RFC 1951), as zip and gzip files hold it, and finds check sums (CRC-32). Knows neither format.
import { NablaError } from "../mini.ts";

const broken = (message: string): NablaError => new NablaError("deflate", `inflate: ${message}`, { op: "inflate" });

/** A Huffman code as a table: for the next `bits` bits, symbol · 16 + length of its code; 0 where no code begins so. */
interface Code {
  readonly table: Uint16Array;
  readonly bits: number;
}

function codeOf(lengths: Uint8Array): Code {
  const counts = new Uint16Array(17);
  for (let i = 0; i < lengths.length; i++) counts[lengths[i]!]!++;
  counts[0] = 0;
  let bits = 1;
  let left = 1;
  const next = new Uint16Array(17); // next code of each length
  for (let length = 1; length < 16; length++) {
    left = 2 * left - counts[length]!;
    if (left < 0) throw broken("a table of codes holds more codes than there can be");
    if (counts[length]! > 0) bits = length;
    next[length + 1] = (next[length]! + counts[length]!) << 1;
  }
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    // Codes come with their highest bit first, everything else with its lowest.
    const code = next[length]!++;
    let reversed = 0;
    for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
  }
  return { table, bits };
}

/** Order in which the lengths of the codes for code lengths are stored. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Reads bits from the lowest of each byte on. */
class Bits {
  readonly bytes: Uint8Array;
  at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  take(count: number): number {
    while (this.#count < count) {
      if (this.at >= this.bytes.length) throw broken("the data are cut off");
      this.#held |= this.bytes[this.at++]! << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  symbol({ table, bits }: Code): number {
    while (this.#count < bits && this.at < this.bytes.length) {
      this.#held |= this.bytes[this.at++]! << this.#count;
      this.#count += 8;
    }
    const entry = table[this.#held & (table.length - 1)]!;
    const length = entry & 15;
    if (length > this.#count) throw broken("the data are cut off");
    if (length === 0) throw broken(this.#count < bits ? "the data are cut off" : "there is a code that stands for nothing");
    this.#held >>>= length;
    this.#count -= length;
    return entry >> 4;
  }

  /** Forgets what is left of the current byte. */
  align(): void {
    this.at -= this.#count >> 3;
    this.#held = 0;
    this.#count = 0;
  }
}

/** The base and the number of further bits of the lengths 257 … 285 or the distances 0 … 29. */
export function steps(first: number, each: number, count: number): { readonly base: Uint16Array; readonly extra: Uint8Array } {
  const base = new Uint16Array(count);
  const extra = new Uint8Array(count);
  let value = first;
  for (let i = 0; i < count; i++) {
    extra[i] = Math.max(0, Math.floor(i / each) - 1);
    base[i] = value;
    value += 1 << extra[i]!;
  }
  return { base, extra };
}

/**
 * The bytes that deflate packed into `packed`.
 * @param size how many bytes will come; any other number is an error
 * @param name how errors call the data
 */
export function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return unpack(new Bits(packed), size);
  } catch (error) {
    if (error instanceof NablaError) throw new NablaError("deflate", `${name}: ${error.message}`, { op: "inflate" });
    throw error;
  }
}

function unpack(bits: Bits, size: number): Uint8Array {
  // A byte unpacks to at most 1032: refuse sizes that only a forged header can promise before there is room for them.
  if (size > bits.bytes.length * 1032) throw broken(`${bits.bytes.length} packed bytes cannot hold ${size}`);
  const out = new Uint8Array(size);
  const lengths = steps(3, 4, 28);
  const distances = steps(1, 2, 30);
  let at = 0;
  let fixed: readonly [Code, Code] | undefined;
  for (let last = false; !last;) {
    last = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) {
      bits.align();
      const count = bits.take(8) | (bits.take(8) << 8);
      if ((bits.take(8) | (bits.take(8) << 8)) !== (~count & 0xffff)) throw broken("the length of a block is damaged");
      if (bits.at + count > bits.bytes.length) throw broken("the data are cut off");
      if (at + count > size) throw broken(`there are more than the ${size} bytes that were announced`);
      out.set(bits.bytes.subarray(bits.at, bits.at + count), at);
      bits.at += count;
      at += count;
      continue;
    }
    if (kind === 3) throw broken("there is a block of an unknown kind");
    const [literals, offsets] = kind === 2 ? tables(bits) : (fixed ??= fixedTables());
    for (;;) {
      const symbol = bits.symbol(literals);
      if (symbol === 256) break;
      if (symbol < 256) {
        if (at >= size) throw broken(`there are more than the ${size} bytes that were announced`);
        out[at++] = symbol;
        continue;
      }
      if (symbol > 285) throw broken("there is a code that stands for nothing");
      const length = symbol === 285 ? 258 : lengths.base[symbol - 257]! + bits.take(lengths.extra[symbol - 257]!);
      const code = bits.symbol(offsets);
      if (code > 29) throw broken("there is a code that stands for nothing");
      const distance = distances.base[code]! + bits.take(distances.extra[code]!);
      if (distance > at) throw broken("a repetition reaches before the beginning");
      if (at + length > size) throw broken(`there are more than the ${size} bytes that were announced`);
      for (const end = at + length; at < end; at++) out[at] = out[at - distance]!;
    }
  }
  if (at !== size) throw broken(`there are ${at} bytes where ${size} were announced`);
  return out;
}

function fixedTables(): readonly [Code, Code] {
  const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
  return [codeOf(lengths), codeOf(new Uint8Array(30).fill(5))];
}

/** The two codes that stand at the beginning of a block. */
function tables(bits: Bits): readonly [Code, Code] {
  const [literals, offsets, orders] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const short = new Uint8Array(19);
  for (let i = 0; i < orders; i++) short[LENGTH_ORDER[i]!] = bits.take(3);
  const code = codeOf(short);
  const lengths = new Uint8Array(literals + offsets);
  for (let at = 0; at < lengths.length;) {
    const symbol = bits.symbol(code);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw broken("a repetition reaches before the beginning");
    const value = symbol === 16 ? lengths[at - 1]! : 0;
    const count = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (at + count > lengths.length) throw broken("a table of codes is longer than it may be");
    lengths.fill(value, at, at + count);
    at += count;
  }
  if (lengths[256] === 0) throw broken("a block has no end");
  return [codeOf(lengths.subarray(0, literals)), codeOf(lengths.subarray(literals))];
}

/** The check sum of zip and gzip. */
export function crc32(bytes: Uint8Array): number {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[n] = value;
  }
  let sum = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) sum = table[(sum ^ bytes[i]!) & 255]! ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/** True for a gzip file. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The file in a gzip file (RFC 1952) of one member. */
export function gunzip(bytes: Uint8Array, name: string): Uint8Array {
  const fail = (message: string): NablaError => new NablaError("gzip", `${name}: ${message}`, { op: "gunzip" });
  if (bytes.length < 18) throw fail("the gzip file is cut off");
  if (bytes[2] !== 8) throw fail(`the gzip file is packed by method ${bytes[2]}, not by deflate`);
  const flags = bytes[3]!;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at]! | (bytes[at + 1]! << 8));
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1 || bytes.length;
  if (flags & 2) at += 2;
  if (at > bytes.length - 8) throw fail("the gzip file is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = inflate(bytes.subarray(at, bytes.length - 8), view.getUint32(bytes.length - 4, true), name);
  if (crc32(out) !== view.getUint32(bytes.length - 8, true)) throw fail("the gzip file is damaged (its check sum differs)");
  return out;
}
