// A small picture as a PNG file in a data address: few colors, compressed by repeats. For grids of numbers inside an SVG; needs
// neither Node nor a browser. Knows no scenes.

/**
 * A PNG with a palette.
 * @param indices row by row, numbers of the palette (at most 256 colors)
 * @param palette [red, green, blue, opacity] each 0 … 255
 */
export function palettePng(columns: number, rows: number, indices: ArrayLike<number>, palette: readonly (readonly number[])[]): Uint8Array {
  const raw = new Uint8Array(rows * (columns + 1));
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) raw[row * (columns + 1) + 1 + column] = indices[row * columns + column]!; // prettier-ignore
  const header = [...word(columns), ...word(rows), 8, 3, 0, 0, 0];
  const chunks = [
    chunk("IHDR", header),
    chunk("PLTE", palette.flatMap(([r, g, b]) => [r!, g!, b!])), // prettier-ignore
    ...(palette.some(([, , , opacity]) => opacity !== 255)
      ? [
          chunk(
            "tRNS",
            palette.map(([, , , opacity]) => opacity!),
          ),
        ]
      : []),
    chunk("IDAT", compress(raw, columns + 1)),
    chunk("IEND", []),
  ];
  return Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, ...chunks.flat()]);
}

/** Bytes as an address that a picture element takes. */
export function dataAddress(bytes: Uint8Array, type = "image/png"): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k++) text += i + k > bytes.length ? "=" : BASE64[(group >> (18 - 6 * k)) & 63];
  }
  return `data:${type};base64,${text}`;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const word = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function chunk(name: string, data: readonly number[]): number[] {
  const body = [...[...name].map((letter) => letter.charCodeAt(0)), ...data];
  return [...word(data.length), ...body, ...word(checksum(body))];
}

/** CRC-32. */
function checksum(bytes: readonly number[]): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/**
 * The zlib form of bytes: one block of deflate with its fixed codes (RFC 1951), repeats being looked for one byte and one row
 * before.
 */
function compress(raw: Uint8Array, stride: number): number[] {
  const out = [0x78, 0x9c];
  let held = 0;
  let count = 0;
  const bits = (value: number, length: number): void => {
    held |= value << count;
    for (count += length; count >= 8; count -= 8) {
      out.push(held & 255);
      held >>>= 8;
    }
  };
  const code = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) bits((value >> i) & 1, 1);
  };
  const symbol = (value: number): void => {
    if (value < 144) code(0x30 + value, 8);
    else if (value < 256) code(0x190 + value - 144, 9);
    else if (value < 280) code(value - 256, 7);
    else code(0xc0 + value - 280, 8);
  };
  const distances = [1, stride];
  bits(1, 1);
  bits(1, 2);
  for (let at = 0; at < raw.length;) {
    let [best, from] = [0, 0];
    for (const distance of distances) {
      if (distance > at) continue;
      let length = 0;
      while (length < 258 && at + length < raw.length && raw[at + length] === raw[at + length - distance]) length++;
      if (length > best) [best, from] = [length, distance];
    }
    if (best < 3 || from > 32768) symbol(raw[at++]!);
    else {
      const [lengthCode, lengthExtra, lengthBits] = bucket(best - 3, 4);
      // 258 has a code of its own.
      if (best === 258) symbol(285);
      else {
        symbol(257 + lengthCode);
        bits(lengthExtra, lengthBits);
      }
      const [distanceCode, distanceExtra, distanceBits] = bucket(from - 1, 2);
      code(distanceCode, 5);
      bits(distanceExtra, distanceBits);
      at += best;
    }
  }
  symbol(256);
  if (count > 0) out.push(held & 255);
  let [a, b] = [1, 0];
  for (const byte of raw) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return [...out, b >> 8, b & 255, a >> 8, a & 255];
}

/** Deflate's buckets that grow by powers of two, `group` to a power: number of the bucket, what is left, and how many bits that takes. */
function bucket(value: number, group: number): readonly [number, number, number] {
  if (value < 2 * group) return [value, 0, 0];
  const power = Math.floor(Math.log2(value / group));
  const start = group * 2 ** power;
  const size = 2 ** power;
  const within = Math.floor((value - start) / size);
  return [group * (power + 1) + within, value - start - within * size, power];
}
