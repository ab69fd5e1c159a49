// Colors of pictures: brightness, contrast, saturation, grey, means and deviations, bytes to floats. Knows no geometry.
import type { RandomSource } from "../random.ts";
import { imageError, ordered, picturesOf, probability, roomLike, withPictures } from "./pictures.ts";
import type { ImageTransform, Pictures } from "./pictures.ts";

/** Shares of red, green and blue in brightness (ITU-R BT.601, with PyTorch's digits). */
const RED = 0.2989;
const GREEN = 0.587;
const BLUE = 0.114;

/**
 * Bytes 0 to 255 as f32 from 0 to 1, as torchvision's ToTensor; floats stay.
 * @example
 * toFloat()({ dtype: "u8", shape: [1, 1, 1, 2], data: Uint8Array.of(0, 255) }, new RandomSource(0)).data // [0, 1]
 */
export const toFloat = (): ImageTransform => (column) => {
  const { bytes, data } = picturesOf("toFloat", column);
  if (!bytes) return column;
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = data[i]! / 255;
  return { dtype: "f32", shape: column.shape, data: out };
};

/**
 * (x − mean) / std for each channel, in place, as torchvision's Normalize.
 * @param mean of each channel, or one number for all
 * @example
 * const pictures = { dtype: "f32", shape: [1, 2, 1, 1], data: Float32Array.of(1, 3) }
 * normalizeImages([0, 1], [1, 0.5])(pictures, new RandomSource(0)).data // [1, 4]
 */
export function normalizeImages(mean: number | readonly number[], std: number | readonly number[]): ImageTransform {
  const [means, deviations] = [[mean].flat(), [std].flat()];
  if (![...means, ...deviations].every(Number.isFinite) || deviations.some((value) => value === 0))
    throw imageError(
      "normalizeImages",
      `mean and std must be finite and std not 0, got [${means.join(", ")}] and [${deviations.join(", ")}]`,
    );
  return (column) => {
    const { count, channels, height, width, data, bytes } = picturesOf("normalizeImages", column);
    if (bytes) throw imageError("normalizeImages", "pictures are bytes; bring them to floats with toFloat() before");
    for (const [what, values] of [
      ["mean", means],
      ["std", deviations],
    ] as const)
      // prettier-ignore
      if (values.length !== 1 && values.length !== channels)
        throw imageError("normalizeImages", `${what} has ${values.length} values, the pictures have ${channels} channels`);
    const size = height * width;
    for (let plane = 0; plane < count * channels; plane++) {
      const channel = plane % channels;
      const shift = means[means.length === 1 ? 0 : channel]!;
      const factor = 1 / deviations[deviations.length === 1 ? 0 : channel]!;
      for (let i = plane * size; i < (plane + 1) * size; i++) data[i] = (data[i]! - shift) * factor;
    }
    return column;
  };
}

/** The brightness of a pixel of a color picture. */
const luma = (data: ArrayLike<number>, at: number, size: number): number =>
  RED * data[at]! + GREEN * data[at + size]! + BLUE * data[at + 2 * size]!;

function checkColors(name: string, channels: number): void {
  if (channels !== 1 && channels !== 3)
    throw imageError(name, `pictures must have 1 or 3 channels (grey, or red, green, blue), got ${channels}`);
}

/** What `grayscale` may be told. */
export interface GrayscaleOptions {
  /** Channels of the result: 1, or 3 alike. Default: 1. */
  readonly channels?: 1 | 3;
}

/**
 * Color pictures as grey ones: 0.2989 red + 0.587 green + 0.114 blue, as torchvision's Grayscale.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 3, 1, 1], data: Uint8Array.of(255, 0, 0) }
 * grayscale()(pictures, new RandomSource(0)).data // [76]
 */
export function grayscale({ channels: wanted = 1 }: GrayscaleOptions = {}): ImageTransform {
  return (column) => {
    const { count, channels, height, width, data, bytes } = picturesOf("grayscale", column);
    checkColors("grayscale", channels);
    if (channels === 1 && wanted === 1) return column;
    const size = height * width;
    const half = bytes ? 0.5 : 0; // stored bytes lose their fraction
    const out = roomLike(data, count * wanted * size);
    for (let n = 0; n < count; n++) {
      const target = n * wanted * size;
      if (channels === 1) out.set(data.subarray(n * size, (n + 1) * size), target);
      else for (let i = 0; i < size; i++) out[target + i] = luma(data, n * 3 * size + i, size) + half;
      for (let copy = 1; copy < wanted; copy++) out.copyWithin(target + copy * size, target, target + size);
    }
    return withPictures(column, out, height, width, wanted);
  };
}

/**
 * Some of the color pictures without their colors, in place, as torchvision's RandomGrayscale. The number of channels stays.
 * @param options `p`: share of the pictures; 0.1 unless told
 * @example
 * const pictures = { dtype: "u8", shape: [1, 3, 1, 1], data: Uint8Array.of(255, 0, 0) }
 * randomGrayscale({ p: 1 })(pictures, new RandomSource(0)).data // [76, 76, 76]
 */
export function randomGrayscale({ p = 0.1 }: { readonly p?: number } = {}): ImageTransform {
  probability("randomGrayscale", p);
  return (column, random) => {
    const pictures = picturesOf("randomGrayscale", column);
    checkColors("randomGrayscale", pictures.channels);
    for (let n = 0; n < pictures.count; n++) if (random.next() < p) saturate(pictures, n, 0);
    return column;
  };
}

/** Strengths of `colorJitter`: factors are drawn from 1 − v (at least 0) to 1 + v, or from a pair. */
export interface ColorJitterOptions {
  readonly brightness?: number | readonly [number, number];
  readonly contrast?: number | readonly [number, number];
  readonly saturation?: number | readonly [number, number];
  /** Turns of the color wheel, from −v to v with v at most 0.5, or a pair. */
  readonly hue?: number | readonly [number, number];
}

/** x ↦ factor · x + rest within the allowed values, for the elements from `from` to `to` − 1. */
function blend({ data, bytes }: Pictures, from: number, to: number, factor: number, rest: number): void {
  const most = bytes ? 255 : 1;
  const half = bytes ? 0.5 : 0;
  for (let i = from; i < to; i++) data[i] = Math.min(most, Math.max(0, factor * data[i]! + rest)) + half;
}

function brighten(pictures: Pictures, n: number, factor: number): void {
  const size = pictures.channels * pictures.height * pictures.width;
  blend(pictures, n * size, (n + 1) * size, factor, 0);
}

/** Mixes a picture with its mean brightness. */
function contrast(pictures: Pictures, n: number, factor: number): void {
  const { channels, height, width, data } = pictures;
  const size = height * width;
  const from = n * channels * size;
  let sum = 0;
  for (let i = from; i < from + size; i++) sum += channels === 3 ? luma(data, i, size) : data[i]!;
  blend(pictures, from, from + channels * size, factor, ((1 - factor) * sum) / size);
}

/** Mixes a picture with its grey version. */
function saturate({ channels, height, width, data, bytes }: Pictures, n: number, factor: number): void {
  if (channels === 1) return;
  const size = height * width;
  const [most, half] = bytes ? [255, 0.5] : [1, 0];
  for (let i = n * 3 * size, end = i + size; i < end; i++) {
    const grey = (1 - factor) * luma(data, i, size);
    for (let at = i; at < i + 3 * size; at += size) data[at] = Math.min(most, Math.max(0, factor * data[at]! + grey)) + half;
  }
}

/** Turns the colors of a picture around the color wheel (hue of HSV, Smith 1978). */
function turnHue({ channels, height, width, data, bytes }: Pictures, n: number, turn: number): void {
  if (channels === 1 || turn === 0) return;
  const size = height * width;
  const half = bytes ? 0.5 : 0;
  for (let i = n * 3 * size, end = i + size; i < end; i++) {
    const r = data[i]!;
    const g = data[i + size]!;
    const b = data[i + 2 * size]!;
    const value = Math.max(r, g, b);
    const chroma = value - Math.min(r, g, b);
    if (chroma === 0) continue;
    const sector = value === r ? (g - b) / chroma : value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    const hue = sector + 6 * turn + 12;
    for (let channel = 0; channel < 3; channel++) {
      const k = (hue + (5 - 2 * channel)) % 6; // channel value = value − chroma · clamp(min(k, 4 − k), 0, 1), k = (5, 3, 1) + hue
      data[i + channel * size] = value - chroma * Math.max(0, Math.min(1, k, 4 - k)) + half;
    }
  }
}

type Change = (pictures: Pictures, n: number, amount: number) => void;

/** A strength as the range of what is drawn. */
function rangeOf(what: string, strength: number | readonly [number, number], middle: number): readonly [number, number] {
  const name = "colorJitter";
  if (typeof strength === "number" && !(strength >= 0)) throw imageError(name, `${what} must be ≥ 0, or a pair, got ${strength}`);
  const range = typeof strength === "number" ? ([middle ? Math.max(0, 1 - strength) : -strength, middle + strength] as const) : strength;
  const [least, most] = middle ? [0, Infinity] : [-0.5, 0.5];
  if (range[0] < least || range[1] > most)
    throw imageError(name, `${what} must lie ${middle ? "at or above 0" : "between -0.5 and 0.5"}, got [${range.join(", ")}]`);
  return ordered(name, what, range);
}

/**
 * Brightness, contrast, saturation and hue of each picture changed by random factors, in random order, in place, as torchvision's
 * ColorJitter. Values stay between 0 and 1 (bytes: 0 and 255). Grey pictures have no saturation and no hue to change.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 1, 2], data: Uint8Array.of(100, 200) }
 * colorJitter({ brightness: [0.5, 0.5] })(pictures, new RandomSource(0)).data // [50, 100]
 */
export function colorJitter(options: ColorJitterOptions): ImageTransform {
  const changes: [Change, readonly [number, number]][] = [];
  if (options.brightness !== undefined) changes.push([brighten, rangeOf("brightness", options.brightness, 1)]);
  if (options.contrast !== undefined) changes.push([contrast, rangeOf("contrast", options.contrast, 1)]);
  if (options.saturation !== undefined) changes.push([saturate, rangeOf("saturation", options.saturation, 1)]);
  if (options.hue !== undefined) changes.push([turnHue, rangeOf("hue", options.hue, 0)]);
  const order = changes.map((_, k) => k);
  return (column, random: RandomSource) => {
    const pictures = picturesOf("colorJitter", column);
    checkColors("colorJitter", pictures.channels);
    order.sort((a, b) => a - b);
    for (let n = 0; n < pictures.count; n++) {
      random.shuffle(order);
      for (const k of order) {
        const [change, [low, high]] = changes[k]!;
        change(pictures, n, random.uniform(low, high));
      }
    }
    return column;
  };
}
