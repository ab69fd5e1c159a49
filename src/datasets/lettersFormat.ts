// The file that the rendered letters are shipped in: how it is written and read. Knows nothing of where it lies or what is trained on it.
//
// After gunzip, little-endian:
//   8 bytes   "nabla-i1"
//   u32       length H of the header
//   H bytes   header, JSON in UTF-8 (`LettersHeader`)
//   N·h·w     pictures, grey, one byte a pixel, row by row, ink bright
//   N         label of each picture: index into `classes`
//   N         face of each picture: index into `faces`
import { damagedFileError } from "./errors.ts";

/** A font family that letters were rendered from. */
export interface FontRecord {
  readonly name: string;
  readonly family: string;
  readonly package: string;
  readonly version: string;
  readonly license: string;
  /** Whole fonts are kept for the test: no face of a test font is in the training part. */
  readonly split: "train" | "test";
}

/** One weight and style of a font. */
export interface FaceRecord {
  readonly font: string;
  readonly weight: number;
  readonly style: "normal" | "italic";
}

export interface LettersHeader {
  readonly name: string;
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly classes: readonly string[];
  readonly fonts: readonly FontRecord[];
  readonly faces: readonly FaceRecord[];
}

export interface LettersFile {
  readonly header: LettersHeader;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly faceOf: Uint8Array;
}

const MAGIC = "nabla-i1";
const PREFIX = MAGIC.length + 4;

/** Bytes of the file before compression. */
export const encodeLetters = ({ header, images, labels, faceOf }: LettersFile): Uint8Array => {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(PREFIX + json.length + images.length + labels.length + faceOf.length);
  bytes.set(new TextEncoder().encode(MAGIC), 0);
  new DataView(bytes.buffer).setUint32(MAGIC.length, json.length, true);
  let at = PREFIX;
  for (const part of [json, images, labels, faceOf]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Reads what `encodeLetters` wrote; checks that the sizes fit. */
export const decodeLetters = (bytes: Uint8Array, file: string): LettersFile => {
  if (bytes.length < PREFIX || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC)
    throw damagedFileError(file, "it has another format");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC.length, true);
  if (PREFIX + length > bytes.length) throw damagedFileError(file, "its header is cut off");
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, PREFIX + length))) as LettersHeader;
  const { count, width, height } = header;
  const start = PREFIX + length;
  const pixels = count * width * height;
  if (bytes.length !== start + pixels + 2 * count)
    throw damagedFileError(file, `${bytes.length} bytes where ${start + pixels + 2 * count} were due`);
  return {
    header,
    images: bytes.subarray(start, start + pixels),
    labels: bytes.subarray(start + pixels, start + pixels + count),
    faceOf: bytes.subarray(start + pixels + count),
  };
};
