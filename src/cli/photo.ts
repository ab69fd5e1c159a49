// Pixels as a PNG for reports and answers: colors, greys, or numbers of a palette. Knows no pictures' meaning.
import { deflateSync } from "node:zlib";
import type { Photo } from "./exhibits.ts";

const crcTable = (): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });

/** The check sum of a chunk. */
function crc(bytes: Uint8Array): number {
  const table = crcTable();
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 255]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc(out.subarray(4, 8 + data.length)));
  return out;
}

/** Bytes of a PNG: `samples` values a pixel (1 grey or palette, 3 color), row by row. */
function encode(width: number, height: number, samples: 1 | 3, pixels: Uint8Array, palette?: Uint8Array): Uint8Array {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head[8] = 8;
  head[9] = palette ? 3 : samples === 3 ? 2 : 0;
  const row = width * samples;
  const raw = new Uint8Array((row + 1) * height);
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const chunks = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", head),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(raw, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  return Uint8Array.from(Buffer.concat(chunks));
}

const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value * 255)));

/** A PNG of planes of numbers from 0 to 1: [channels, height, width]. */
export function pngOfPlanes(planes: ArrayLike<number>, channels: number, height: number, width: number): Uint8Array {
  const size = height * width;
  const samples = channels === 3 ? 3 : 1;
  const pixels = new Uint8Array(size * samples);
  for (let i = 0; i < size; i++) for (let c = 0; c < samples; c++) pixels[i * samples + c] = byte(planes[c * size + i]!);
  return encode(width, height, samples, pixels);
}

/** A PNG of numbers of colors. */
export function pngOfNumbers(
  numbers: ArrayLike<number>,
  height: number,
  width: number,
  colors: readonly (readonly [number, number, number])[],
): Uint8Array {
  return encode(width, height, 1, Uint8Array.from(numbers), Uint8Array.from(colors.flat()));
}

/** A PNG of grey bytes. */
export const pngOfBytes = (bytes: Uint8Array, height: number, width: number): Uint8Array => encode(width, height, 1, bytes);

export const photoOf = (png: Uint8Array, height: number, width: number): Photo => ({ png: Buffer.from(png).toString("base64"), width, height }); // prettier-ignore
