// What the perceptron sees: letters on a retina of photocells, noisy and shifted. Knows nothing of the machine behind it.
import { tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";

/** Letters as the machine sees them: one picture for each, 0 and 1, row by row. */
export interface Letters {
  readonly names: readonly string[];
  readonly side: number;
  readonly pictures: readonly Float32Array[];
}

/** Pictures of letters as data sets keep them: grey, several faces of each letter. */
export interface LetterPictures {
  readonly classes: readonly string[];
  readonly train: {
    readonly images: Uint8Array;
    readonly labels: Int32Array;
    readonly shape: readonly [number, number, number];
    readonly fonts?: readonly string[];
  };
}

/** Each letter once, in one font, on a retina of `side` × `side` photocells: a cell sees ink or it does not. */
export function oneOfEach(
  { classes, train: { images, labels, shape, fonts } }: LetterPictures,
  { font = "rubik", side = 20 } = {},
): Letters {
  const [, height, width] = shape;
  const [frame, scale] = [2, (width - 4) / side]; // the empty frame around letters is cut off
  const pictures = classes.map((_, letter) => {
    const chosen = labels.findIndex((label, i) => label === letter && (fonts === undefined || fonts[i] === font));
    const ink = (x: number, y: number): number =>
      images[(chosen * height + frame + Math.floor((y + 0.5) * scale)) * width + frame + Math.floor((x + 0.5) * scale)]!;
    return Float32Array.from({ length: side * side }, (_, i) => Number(ink(i % side, Math.floor(i / side)) > 127));
  });
  return { names: classes, side, pictures };
}

/** A picture moved by whole pixels; what leaves the retina is gone. */
export function shifted(picture: Float32Array, side: number, right: number, down: number): Float32Array {
  const out = new Float32Array(picture.length);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [fromX, fromY] = [x - right, y - down];
      if (fromX >= 0 && fromX < side && fromY >= 0 && fromY < side) out[y * side + x] = picture[fromY * side + fromX]!;
    }
  return out;
}

/** How letters are shown. */
export interface ShownOptions {
  readonly copies: number;
  /** Share of pixels that turn over. */
  readonly noise: number;
  /** Largest shift in pixels, each way. */
  readonly shift?: number;
  readonly seed: number;
}

/** The letters as they are shown: noisy, shifted, in random order. */
export function shown(letters: Letters, { copies, noise, shift = 0, seed }: ShownOptions): { x: Tensor; labels: Int32Array } {
  const random = new RandomSource(seed, copies);
  const { side, pictures, names } = letters;
  const labels = random.shuffle(Int32Array.from({ length: names.length * copies }, (_, i) => i % names.length));
  const cells = new Float32Array(labels.length * side * side);
  labels.forEach((letter, i) => {
    const [right, down] = [random.integer(2 * shift + 1) - shift, random.integer(2 * shift + 1) - shift];
    const picture = shifted(pictures[letter]!, side, right, down).map((cell) => (random.next() < noise ? 1 - cell : cell));
    cells.set(picture, i * side * side);
  });
  return { x: tensor(cells, { shape: [labels.length, side * side] }), labels };
}
