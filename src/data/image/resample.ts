// Pictures of another size: each output pixel is a weighted mean of input pixels, the same weights for a whole row or column, so that
// they are found once and applied along one axis at a time. Knows no randomness.
import type { TypedArray } from "../../mini.ts";
import type { Column } from "../dataset.ts";
import { imageError, picturesOf, roomLike, sizeOf, withPictures } from "./pictures.ts";
import type { ImageTransform, Interpolation, Pictures, Size } from "./pictures.ts";

/** How sizes are changed. */
export interface ResizeOptions {
  /** Default: "bilinear". */
  readonly mode?: Interpolation;
  /** When shrinking bilinearly, each pixel is the mean of all that it covers, weighted by distance, and not of four only. Default: true. */
  readonly antialias?: boolean;
}

/** For each output pixel along an axis: the first input pixel, and the weights of it and those behind. */
interface Taps {
  readonly first: Int32Array;
  /** [outputs, width]; zero where a pixel needs fewer. */
  readonly weights: Float64Array;
  readonly width: number;
}

/** Weights that bring `length` pixels from `offset` on to `outputs` pixels. */
function tapsOf(offset: number, length: number, outputs: number, mode: Interpolation, antialias: boolean): Taps {
  const scale = length / outputs;
  const first = new Int32Array(outputs);
  if (mode === "nearest") {
    for (let i = 0; i < outputs; i++) first[i] = offset + Math.min(length - 1, Math.floor(i * scale));
    return { first, weights: new Float64Array(outputs).fill(1), width: 1 };
  }
  const support = antialias ? Math.max(1, scale) : 1;
  const width = Math.min(length, Math.ceil(2 * support) + 1);
  const weights = new Float64Array(outputs * width);
  for (let i = 0; i < outputs; i++) {
    // Positions count from the left edge of the first pixel; pixel j has its middle at j + ½.
    const free = scale * (i + 0.5);
    const center = antialias ? free : Math.min(Math.max(free, 0.5), length - 0.5);
    const from = Math.max(0, Math.floor(center - support + 0.5));
    const to = Math.min(length, Math.floor(center + support + 0.5));
    let sum = 0;
    for (let j = from; j < to; j++) {
      const weight = Math.max(0, 1 - Math.abs(j + 0.5 - center) / support);
      weights[i * width + j - from] = weight;
      sum += weight;
    }
    for (let k = 0; k < width; k++) weights[i * width + k]! /= sum;
    // Taps never reach behind the end, also those of weight 0.
    const shift = Math.max(0, from + width - length);
    if (shift > 0) weights.copyWithin(i * width + shift, i * width, (i + 1) * width - shift).fill(0, i * width, i * width + shift);
    first[i] = offset + from - shift;
  }
  return { first, weights, width };
}

/** A rectangle of a picture. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Reads rectangles of pictures as pictures of one size. Holds the room between the two passes. */
export class Resampler {
  readonly height: number;
  readonly width: number;
  readonly #mode: Interpolation;
  readonly #antialias: boolean;
  #between = new Float64Array(0);

  constructor(height: number, width: number, { mode = "bilinear", antialias = true }: ResizeOptions) {
    this.height = height;
    this.width = width;
    this.#mode = mode;
    this.#antialias = antialias;
  }

  /** Writes the pictures from number `from` to `to` − 1, or what a box shows of them, to `out`. */
  run(pictures: Pictures, from: number, to: number, box: Box, out: TypedArray): void {
    const { channels, height, width, data, bytes } = pictures;
    const across = tapsOf(box.left, box.width, this.width, this.#mode, this.#antialias);
    const down = tapsOf(box.top, box.height, this.height, this.#mode, this.#antialias);
    if (across.width === 1 && down.width === 1) return this.#pick(pictures, from * channels, to * channels, across, down, out);
    if (this.#between.length < box.height * this.width) this.#between = new Float64Array(box.height * this.width);
    const half = bytes ? 0.5 : 0; // stored bytes lose their fraction
    for (let plane = from * channels; plane < to * channels; plane++) {
      this.#across(data, plane * height * width, width, box, across);
      this.#down(down, box.top, half, out, plane * this.height * this.width);
    }
  }

  #across(data: TypedArray, plane: number, width: number, box: Box, { first, weights, width: taps }: Taps): void {
    const between = this.#between;
    const outputs = this.width;
    for (let y = 0; y < box.height; y++) {
      const row = plane + (box.top + y) * width;
      for (let x = 0; x < outputs; x++) {
        const at = row + first[x]!;
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += weights[x * taps + k]! * data[at + k]!;
        between[y * outputs + x] = sum;
      }
    }
  }

  #down({ first, weights, width: taps }: Taps, top: number, half: number, out: TypedArray, plane: number): void {
    const between = this.#between;
    const outputs = this.width;
    for (let y = 0; y < this.height; y++) {
      const row = (first[y]! - top) * outputs;
      for (let x = 0; x < outputs; x++) {
        let sum = half;
        for (let k = 0; k < taps; k++) sum += weights[y * taps + k]! * between[row + k * outputs + x]!;
        out[plane + y * outputs + x] = sum;
      }
    }
  }

  /** Every output pixel is one input pixel. */
  #pick({ height, width, data }: Pictures, from: number, to: number, across: Taps, down: Taps, out: TypedArray): void {
    for (let plane = from; plane < to; plane++) {
      for (let y = 0; y < this.height; y++) {
        const row = (plane * height + down.first[y]!) * width;
        const target = (plane * this.height + y) * this.width;
        for (let x = 0; x < this.width; x++) out[target + x] = data[row + across.first[x]!]!;
      }
    }
  }
}

/** Height and width for a shorter side of `size`, the shape kept. */
function keepingShape(size: number, height: number, width: number): readonly [number, number] {
  const long = Math.max(1, Math.trunc((size * Math.max(height, width)) / Math.min(height, width)));
  return height <= width ? [size, long] : [long, size];
}

/**
 * Pictures of another size, as torchvision's Resize and `torch.nn.functional.interpolate`.
 * @param size height and width; one number is the shorter side, and the shape is kept
 * @example
 * const pictures = { dtype: "f32", shape: [1, 1, 1, 4], data: Float32Array.of(0, 2, 4, 6) }
 * resize([1, 2])(pictures, new RandomSource(0)).data // [1.4285714626312256, 4.571428775787354]
 * resize([1, 2], { mode: "nearest" })(pictures, new RandomSource(0)).data // [0, 4]
 */
export function resize(size: Size, options: ResizeOptions = {}): ImageTransform {
  const fixed = sizeOf("resize", size);
  return (column: Column) => {
    const pictures = picturesOf("resize", column);
    const { count, channels, height, width } = pictures;
    if (height === 0 || width === 0) throw imageError("resize", `pictures have no pixels: [${column.shape.join(", ")}]`);
    const [toHeight, toWidth] = typeof size === "number" ? keepingShape(size, height, width) : fixed;
    if (toHeight === height && toWidth === width) return column;
    const out = roomLike(column.data, count * channels * toHeight * toWidth);
    new Resampler(toHeight, toWidth, options).run(pictures, 0, count, { top: 0, left: 0, height, width }, out);
    return withPictures(column, out, toHeight, toWidth);
  };
}
