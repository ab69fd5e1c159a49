// A few samples of a data set for a person to look at. Knows kinds of data, no data set.
import type { ImageDataset, TableDataset } from "./types.ts";

/** A few samples: rows of a table, grey pictures with their names, or lines of text. */
export type Look =
  | { readonly kind: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly target: string }
  | { readonly kind: "images"; readonly images: readonly GreyImage[] }
  | { readonly kind: "texts"; readonly lines: readonly string[] };

/** A picture of 0 (dark) to 255. */
export interface GreyImage {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Numbers spread over 0 … count − 1. */
const spread = (count: number, wanted: number): number[] =>
  Array.from({ length: Math.min(count, wanted) }, (_, i) => Math.floor((i * count) / Math.min(count, wanted)));

const labeledLook = ({ train: { images, shape, labels }, classes }: ImageDataset, count: number): Look => {
  const [, height, width] = shape;
  // One of each class in turn, so that few pictures show many classes.
  const seen = new Map<number, number[]>();
  labels.forEach((label, i) => (seen.get(label) ?? seen.set(label, []).get(label)!).push(i));
  const lists = [...seen].sort(([a], [b]) => a - b).map(([, list]) => list);
  const chosen = Array.from({ length: count }, (_, i) => lists[i % lists.length]?.[Math.floor(i / lists.length)]).filter(
    (i) => i !== undefined,
  );
  return {
    kind: "images",
    images: chosen.map((i) => ({
      name: classes[labels[i]!]!,
      height,
      width,
      pixels: images.subarray(i * height * width, (i + 1) * height * width),
    })),
  };
};

/** Rows from everywhere in a table, or pictures of every class. */
export const lookOf = (set: ImageDataset | TableDataset, count: number): Look =>
  set.kind === "images"
    ? labeledLook(set, count)
    : {
        kind: "table",
        columns: set.table.columns,
        rows: spread(set.table.rows.length, count).map((row) => set.table.rows[row]!),
        target: set.target,
      };

/** Texts from everywhere in a list, each cut to one line. */
export const textLook = (texts: readonly string[], count: number): Look => ({
  kind: "texts",
  lines: spread(texts.length, count).map((i) => texts[i]!.trim().replace(/\s+/g, " ").slice(0, 300)),
});

/** Brightness of color planes, or of pixels with opacity on white. */
export const greyOf = (
  name: string,
  height: number,
  width: number,
  at: (pixel: number) => readonly [number, number, number, number?],
): GreyImage => {
  const pixels = new Uint8Array(height * width);
  for (let p = 0; p < pixels.length; p++) {
    const [red, green, blue, opacity = 255] = at(p);
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    pixels[p] = Math.round((grey * opacity + 255 * (255 - opacity)) / 255);
  }
  return { name, height, width, pixels };
};

/** A picture of at most `most` pixels across, by leaving out pixels. */
export const smaller = (image: GreyImage, most: number): GreyImage => {
  const step = Math.ceil(Math.max(image.height, image.width) / most);
  const [height, width] = [Math.floor(image.height / step), Math.floor(image.width / step)];
  const pixels = Uint8Array.from({ length: height * width }, (_, p) => image.pixels[Math.floor(p / width) * step * image.width + (p % width) * step]!); // prettier-ignore
  return { name: image.name, height, width, pixels };
};
