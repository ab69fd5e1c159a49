// Unpacks LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), in which many Arrow files keep their buffers. Check
// sums are not looked at. Knows nothing of Arrow.

const broken = (message: string): Error => new Error(`an LZ4 buffer is damaged: ${message}`);

/** Bytes that grow as they come. */
class Output {
  bytes: Uint8Array;
  length = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  need(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/** Sequences of literal bytes and repetitions of earlier ones. */
function block(input: Uint8Array, out: Output): void {
  let at = 0;
  const next = (): number => {
    if (at >= input.length) throw broken("it is cut off");
    return input[at++]!;
  };
  /** A length of 15 goes on in further bytes until one is not 255. */
  const long = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15)
      for (let byte = 255; byte === 255;) {
        byte = next();
        length += byte;
      }
    return length;
  };
  while (at < input.length) {
    const token = next();
    const literals = long(token >> 4);
    if (at + literals > input.length) throw broken("it is cut off");
    out.need(literals);
    out.bytes.set(input.subarray(at, at + literals), out.length);
    out.length += literals;
    at += literals;
    if (at === input.length) return; // the last sequence has no repetition
    const distance = next() | (next() << 8);
    const count = long(token & 15) + 4;
    if (distance === 0 || distance > out.length) throw broken("a repetition reaches before the beginning");
    out.need(count);
    const { bytes } = out;
    for (const end = out.length + count; out.length < end; out.length++) bytes[out.length] = bytes[out.length - distance]!;
  }
}

/** The bytes in an LZ4 frame. */
export function unpackLz4(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 11 || view.getUint32(0, true) !== 0x184d2204) throw broken("it does not begin as a frame");
  const flags = frame[4]!;
  if (flags >> 6 !== 1) throw broken(`version ${flags >> 6} of the format is not known`);
  if (flags & 1) throw broken("it needs a dictionary");
  let at = 7 + (flags & 8 ? 8 : 0);
  const out = new Output(4 * frame.length);
  for (;;) {
    if (at + 4 > frame.length) throw broken("it is cut off");
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return out.bytes.slice(0, out.length);
    const length = size & 0x7fffffff;
    if (at + length > frame.length) throw broken("it is cut off");
    const input = frame.subarray(at, at + length);
    if (size >>> 31) {
      out.need(length);
      out.bytes.set(input, out.length);
      out.length += length;
    } else block(input, out);
    at += length + (flags & 16 ? 4 : 0);
  }
}
