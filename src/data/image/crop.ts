// Parts of pictures: from the middle, at random, at random with another size; pixels outside the picture get a fixed value.
import type { TypedArray } from "../../mini.ts";
import type { RandomSource } from "../random.ts";
import { imageError, ordered, picturesOf, roomLike, sizeOf, withPictures } from "./pictures.ts";
import type { ImageTransform, Pictures, Size } from "./pictures.ts";
import { Resampler } from "./resample.ts";
import type { Box, ResizeOptions } from "./resample.ts";

/** Copies from every channel of picture `n` the pixels from (top, left) on, which may lie outside. */
function cut({ channels, height, width, data }: Pictures, n: number, { top, left, ...to }: Box, fill: number, out: TypedArray): void {
  const from = Math.max(0, -left);
  const end = Math.min(to.width, width - left);
  for (let plane = n * channels; plane < (n + 1) * channels; plane++) {
    for (let y = 0; y < to.height; y++) {
      const target = (plane * to.height + y) * to.width;
      const source = top + y;
      if (source < 0 || source >= height || from >= end) {
        if (fill !== 0) out.fill(fill, target, target + to.width);
        continue;
      }
      const row = (plane * height + source) * width + left;
      if (fill !== 0 && end - from < to.width) out.fill(fill, target, target + to.width);
      for (let x = from; x < end; x++) out[target + x] = data[row + x]!;
    }
  }
}

/** Rounded as Python does: a half goes to the even neighbor. */
const toEven = (value: number): number => (value % 1 === 0.5 || value % 1 === -0.5 ? 2 * Math.round(value / 2) : Math.round(value));

/**
 * The middle of pictures, as torchvision's CenterCrop; smaller pictures get a border of zeros.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 1, 5], data: Uint8Array.of(1, 2, 3, 4, 5) }
 * centerCrop([1, 3])(pictures, new RandomSource(0)).data // [2, 3, 4]
 */
export function centerCrop(size: Size): ImageTransform {
  const [toHeight, toWidth] = sizeOf("centerCrop", size);
  return (column) => {
    const pictures = picturesOf("centerCrop", column);
    const { count, channels, height, width } = pictures;
    const out = roomLike(column.data, count * channels * toHeight * toWidth);
    const border = (to: number, own: number): number => (to > own ? -Math.floor((to - own) / 2) : toEven((own - to) / 2));
    const box = { top: border(toHeight, height), left: border(toWidth, width), height: toHeight, width: toWidth };
    for (let n = 0; n < count; n++) cut(pictures, n, box, 0, out);
    return withPictures(column, out, toHeight, toWidth);
  };
}

/** What `randomCrop` may be told. */
export interface RandomCropOptions {
  /** Pixels added on each side before: one number, or [up and down, left and right]. Default: 0. */
  readonly padding?: number | readonly [vertical: number, horizontal: number];
  /** Value of added pixels. Default: 0. */
  readonly fill?: number;
}

/**
 * A part of each picture from a random place, as torchvision's RandomCrop.
 * @throws when pictures with their padding are smaller than the part
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) }
 * randomCrop(2)(pictures, new RandomSource(0)).data // [1, 2, 3, 4]
 * randomCrop(4, { padding: 1, fill: 9 })(pictures, new RandomSource(0)).data // [9,9,9,9,9,1,2,9,9,3,4,9,9,9,9,9]
 */
export function randomCrop(size: Size, { padding = 0, fill = 0 }: RandomCropOptions = {}): ImageTransform {
  const [toHeight, toWidth] = sizeOf("randomCrop", size);
  const [vertical, horizontal] = typeof padding === "number" ? [padding, padding] : padding;
  if (![vertical, horizontal].every((n) => Number.isInteger(n) && n >= 0))
    throw imageError("randomCrop", `padding must be whole numbers ≥ 0, got [${vertical}, ${horizontal}]`);
  return (column, random) => {
    const pictures = picturesOf("randomCrop", column);
    const { count, channels, height, width } = pictures;
    const [rows, columns] = [height + 2 * vertical - toHeight, width + 2 * horizontal - toWidth];
    if (rows < 0 || columns < 0) {
      const padded = `[${height + 2 * vertical}, ${width + 2 * horizontal}]`;
      throw imageError("randomCrop", `a part of [${toHeight}, ${toWidth}] does not fit into pictures of ${padded} (padding included)`);
    }
    const out = roomLike(column.data, count * channels * toHeight * toWidth);
    for (let n = 0; n < count; n++) {
      const top = random.integer(rows + 1) - vertical;
      const left = random.integer(columns + 1) - horizontal;
      cut(pictures, n, { top, left, height: toHeight, width: toWidth }, fill, out);
    }
    return withPictures(column, out, toHeight, toWidth);
  };
}

/** What `randomResizedCrop` may be told. */
export interface RandomResizedCropOptions extends ResizeOptions {
  /** Share of the picture's area, from and to. Default: [0.08, 1]. */
  readonly scale?: readonly [number, number];
  /** Width by height, from and to. Default: [3/4, 4/3]. */
  readonly ratio?: readonly [number, number];
}

/** A random rectangle whose area and shape lie within the ranges, or undefined if none was found in ten attempts. */
export function randomBox(
  random: RandomSource,
  height: number,
  width: number,
  scale: readonly [number, number],
  ratio: readonly [number, number],
): Box | undefined {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * random.uniform(scale[0], scale[1]);
    const shape = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const boxWidth = Math.round(Math.sqrt(area * shape));
    const boxHeight = Math.round(Math.sqrt(area / shape));
    if (boxWidth < 1 || boxHeight < 1 || boxWidth > width || boxHeight > height) continue;
    const top = random.integer(height - boxHeight + 1);
    return { top, left: random.integer(width - boxWidth + 1), height: boxHeight, width: boxWidth };
  }
  return undefined;
}

/** A range of positive numbers. */
export const positive = (name: string, what: string, range: readonly [number, number]): readonly [number, number] => {
  if (!(ordered(name, what, range)[0] > 0)) throw imageError(name, `${what} must be > 0, got [${range.join(", ")}]`);
  return range;
};

/**
 * A part of each picture of random place, size and shape, brought to one size, as torchvision's RandomResizedCrop (Szegedy et al. 2015,
 * "Going deeper with convolutions").
 * @example
 * const pictures = { dtype: "f32", shape: [1, 1, 4, 4], data: new Float32Array(16).fill(0.5) }
 * randomResizedCrop([1, 2])(pictures, new RandomSource(3)).data // [0.5, 0.5]
 */
export function randomResizedCrop(size: Size, options: RandomResizedCropOptions = {}): ImageTransform {
  const name = "randomResizedCrop";
  const [toHeight, toWidth] = sizeOf(name, size);
  const scale = positive(name, "scale", options.scale ?? [0.08, 1]);
  const ratio = positive(name, "ratio", options.ratio ?? [3 / 4, 4 / 3]);
  return (column, random) => {
    const pictures = picturesOf(name, column);
    const { count, channels, height, width } = pictures;
    const out = roomLike(column.data, count * channels * toHeight * toWidth);
    const resampler = new Resampler(toHeight, toWidth, options);
    // When nothing fits: the largest part of the middle whose shape is allowed.
    const limit = (value: number): number => Math.min(ratio[1], Math.max(ratio[0], value));
    const own = width / height;
    const middleWidth = own > ratio[1] ? Math.round(height * limit(own)) : width;
    const middleHeight = own < ratio[0] ? Math.round(width / limit(own)) : height;
    const middle = {
      top: Math.floor((height - middleHeight) / 2),
      left: Math.floor((width - middleWidth) / 2),
      height: middleHeight,
      width: middleWidth,
    };
    for (let n = 0; n < count; n++) resampler.run(pictures, n, n + 1, randomBox(random, height, width, scale, ratio) ?? middle, out);
    return withPictures(column, out, toHeight, toWidth);
  };
}
