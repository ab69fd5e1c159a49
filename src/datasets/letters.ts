// The data sets of letters rendered from real fonts. The pictures are shipped; their varied copies are made when they are read.
import { gunzipSync } from "node:zlib";
import { damagedFileError, optionError } from "./errors.ts";
import { lettersInfo, lettersRuInfo } from "./information.ts";
import { decodeLetters } from "./lettersFormat.ts";
import type { LettersFile } from "./lettersFormat.ts";
import { readShipped } from "./shipped.ts";
import type { DatasetInfo, ImageDataset, ImagePart } from "./types.ts";
import { warpedCopies } from "./warp.ts";
import type { WarpRange } from "./warp.ts";

/** What `letters` may be told. */
export interface LettersOptions {
  /** How many varied copies of each picture are added to it, 0 to 20; by default 5, as the references have it. */
  readonly copies?: number;
}

/** Letters on paper are never quite straight, of one size, or in the middle. */
const VARIATION: WarpRange = { rotation: 8, shear: 0.1, scale: 0.1, shift: 1 };

const read = (name: string): LettersFile => {
  const file = `${name}.bin.gz`;
  let bytes: Uint8Array;
  const packed = readShipped(file);
  try {
    bytes = gunzipSync(packed);
  } catch {
    throw damagedFileError(`assets/${file}`, "it cannot be unpacked");
  }
  return decodeLetters(bytes, `assets/${file}`);
};

/** The pictures of the fonts of one part, each followed in later rounds by its copies. */
const partOf = ({ header, images, labels, faceOf }: LettersFile, split: "train" | "test", copies: number): ImagePart => {
  const pixels = header.width * header.height;
  const inPart = new Set(header.fonts.filter((font) => font.split === split).map((font) => font.name));
  const chosen: number[] = [];
  for (let index = 0; index < header.count; index++) {
    if (inPart.has(header.faces[faceOf[index]!]!.font)) chosen.push(index);
  }
  const plain = new Uint8Array(chosen.length * pixels);
  chosen.forEach((index, place) => plain.set(images.subarray(index * pixels, (index + 1) * pixels), place * pixels));
  const all = new Uint8Array(plain.length * (copies + 1));
  all.set(plain);
  for (let copy = 1; copy <= copies; copy++)
    all.set(warpedCopies(plain, header.width, VARIATION, copy, split === "train" ? 0 : 1), copy * plain.length);
  const rounds = <Value>(of: (index: number) => Value): Value[] => Array.from({ length: copies + 1 }, () => chosen.map(of)).flat();
  return {
    images: all,
    shape: [chosen.length * (copies + 1), header.height, header.width],
    labels: Int32Array.from(rounds((index) => labels[index]!)),
    fonts: rounds((index) => header.faces[faceOf[index]!]!.font),
  };
};

const load = (info: DatasetInfo & { readonly task: "classification" }, { copies = 5 }: LettersOptions): ImageDataset => {
  if (!Number.isInteger(copies) || copies < 0 || copies > 20)
    throw optionError(info.name, `copies must be a whole number from 0 to 20, got ${copies}`);
  const file = read(info.name);
  return {
    ...info,
    kind: "images",
    classes: file.header.classes,
    train: partOf(file, "train", copies),
    test: partOf(file, "test", copies),
  };
};

/**
 * Capital letters A–Z of 36 fonts, 110 faces: 28 × 28 grey, ink bright, each letter plain and in 5 copies that are slightly turned,
 * sheared, scaled and shifted (always the same ones). Eight whole fonts are the test: two book faces, a rounded and a monospaced sans, a display face,
 * two hands and one of pixels; no face of theirs is in the training part.
 * Training 14,508 pictures, test 2,652.
 * Source: rendered from the npm packages `@fontsource/*`; licences in `assets/LICENSES.md`.
 * @example
 * const { train, test, classes } = await letters()
 * [train.shape, test.shape, classes.length] // [[14508,28,28],[2652,28,28],26]
 */
export const letters = async (options: LettersOptions = {}): Promise<ImageDataset> => load(lettersInfo, options);

/**
 * Capital letters А–Я with Ё, 33 classes, of 34 fonts, 102 faces, made as `letters`.
 * Training 16,830 pictures, test 3,366.
 * @example
 * const { train, classes } = await lettersRu({ copies: 0 })
 * [train.shape, classes[6]] // [[2805,28,28],"Ё"]
 */
export const lettersRu = async (options: LettersOptions = {}): Promise<ImageDataset> => load(lettersRuInfo, options);
