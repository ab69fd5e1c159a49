// Reads the files that pictures are shipped in, after unpacking. Rendered letters: 8 bytes "nabla-i1", the length of a JSON header, the
// header, pictures of one byte a pixel, then for each its class and its typeface; whole fonts are kept for the test. Digits: 64 pixels of
// 17 levels and the digit, one after the other; the test is that of the library.
import { splitRows } from "nabla/data";
import { BenchError } from "./sources.ts";

interface Header {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly classes: readonly string[];
  readonly fonts: readonly { readonly name: string; readonly split: "train" | "test" }[];
  readonly faces: readonly { readonly font: string }[];
}

export interface PicturePart {
  readonly images: Uint8Array;
  readonly labels: Int32Array;
}

export interface Pictures {
  readonly classes: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly train: PicturePart;
  readonly test: PicturePart;
}

const MAGIC = "nabla-i1";

/** @throws BenchError "damaged" if the bytes are something else */
export function readPictures(bytes: Uint8Array): Pictures {
  const start = MAGIC.length + 4;
  if (bytes.length < start || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw new BenchError("damaged");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(start, start + length))) as Header;
  const { count, width, height, classes } = header;
  const pixels = width * height;
  const images = start + length;
  if (bytes.length !== images + count * (pixels + 2)) throw new BenchError("damaged");
  const labels = images + count * pixels;
  const testFonts = new Set(header.fonts.filter((font) => font.split === "test").map((font) => font.name));
  const part = (test: boolean): PicturePart => {
    const chosen = Array.from({ length: count }, (_, i) => i).filter(
      (i) => testFonts.has(header.faces[bytes[labels + count + i]!]!.font) === test,
    );
    const out = new Uint8Array(chosen.length * pixels);
    chosen.forEach((i, place) => out.set(bytes.subarray(images + i * pixels, images + (i + 1) * pixels), place * pixels));
    return { images: out, labels: Int32Array.from(chosen, (i) => bytes[labels + i]!) };
  };
  return { classes, width, height, train: part(false), test: part(true) };
}

const [DIGITS, SIDE, LEVELS] = [1797, 8, 16];

/** @throws BenchError "damaged" if the bytes are something else */
export function readDigits(bytes: Uint8Array): Pictures {
  const [pixels, row] = [SIDE * SIDE, SIDE * SIDE + 1];
  if (bytes.length !== DIGITS * row) throw new BenchError("damaged");
  const digitOf = (picture: number): number => bytes[picture * row + pixels]!;
  const rows = splitRows(DIGITS, { test: 0.3, seed: 0, labels: Int32Array.from({ length: DIGITS }, (_, i) => digitOf(i)) });
  const part = (chosen: Int32Array): PicturePart => {
    const images = new Uint8Array(chosen.length * pixels);
    chosen.forEach((picture, place) => {
      for (let p = 0; p < pixels; p++) images[place * pixels + p] = Math.round((bytes[picture * row + p]! * 255) / LEVELS);
    });
    return { images, labels: Int32Array.from(chosen, digitOf) };
  };
  return { classes: [..."0123456789"], width: SIDE, height: SIDE, train: part(rows.train), test: part(rows.test) };
}
