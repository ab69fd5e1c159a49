// What every change of pictures begins with: the sizes of a batch [N, C, H, W], room for the result, and how steps become one.
// Knows no change.
import { NablaError } from "../../mini.ts";
import type { Tensor, TypedArray } from "../../mini.ts";
import type { Column, HostBatch } from "../dataset.ts";
import type { Augment } from "../loader.ts";
import type { RandomSource } from "../random.ts";

/**
 * A change of a batch of pictures [N, C, H, W]: bytes (u8, 0 to 255) or floats (f32, f64; 0 to 1 for changes of color). The type stays
 * unless told otherwise; bytes are rounded. Each picture takes its own numbers from `random`; equal sources give equal pictures. The
 * batch is the function's own and may be changed in place.
 */
export type ImageTransform = (pictures: Column, random: RandomSource) => Column;

/** Height and width in pixels, or one number for both. */
export type Size = number | readonly [height: number, width: number];

/** Between pixels: the nearest one, or straight lines between four. */
export type Interpolation = "nearest" | "bilinear";

/** The sizes of a batch of pictures. */
export interface Pictures {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: TypedArray;
  /** Elements are bytes: rounded, and kept between 0 and 255. */
  readonly bytes: boolean;
}

export const imageError = (name: string, message: string): NablaError => new NablaError("image", `${name}: ${message}`, { op: name });

/** The sizes of a batch; throws where it is no batch of pictures. */
export function picturesOf(name: string, { shape, dtype, data }: Column): Pictures {
  if (shape.length !== 4) throw imageError(name, `pictures must be [N, C, H, W], got [${shape.join(", ")}]`);
  if (dtype !== "u8" && dtype !== "f32" && dtype !== "f64") throw imageError(name, `pictures must be u8, f32 or f64, got ${dtype}`);
  const [count, channels, height, width] = shape as readonly [number, number, number, number];
  return { count, channels, height, width, data, bytes: dtype === "u8" };
}

/** Room for values of the same type. */
export const roomLike = (data: TypedArray, length: number): TypedArray =>
  new (data.constructor as new (length: number) => TypedArray)(length);

/** The same column with other values and sizes. */
export const withPictures = ({ dtype, shape }: Column, data: TypedArray, height: number, width: number, channels = shape[1]!): Column => ({
  dtype,
  data,
  shape: [shape[0]!, channels, height, width],
});

/** Height and width; throws unless both are whole and positive. */
export function sizeOf(name: string, size: Size): readonly [number, number] {
  const [height, width] = typeof size === "number" ? [size, size] : size;
  if (![height, width].every((n) => Number.isInteger(n) && n >= 1))
    throw imageError(name, `the size must be whole numbers ≥ 1, got [${height}, ${width}]`);
  return [height, width];
}

/** A range as given, or from minus to plus a number. */
export const around = (name: string, what: string, range: number | readonly [number, number]): readonly [number, number] => {
  if (typeof range === "number" && !(range >= 0)) throw imageError(name, `${what} must be ≥ 0, or a pair, got ${range}`);
  return ordered(name, what, typeof range === "number" ? [-range, range] : range);
};

/** A pair of numbers of which the second is not the smaller. */
export const ordered = (name: string, what: string, range: readonly [number, number]): readonly [number, number] => {
  if (!range.every(Number.isFinite) || range[0] > range[1])
    throw imageError(name, `${what} must be two numbers, the smaller one first, got [${range.join(", ")}]`);
  return range;
};

/** A share of the pictures. */
export const probability = (name: string, p: number): number => {
  if (!(p >= 0 && p <= 1)) throw imageError(name, `p must lie between 0 and 1, got ${p}`);
  return p;
};

/**
 * Steps one after another as one.
 * @example
 * const step = composeImages(horizontalFlip({ p: 1 }), grayscale())
 * step({ dtype: "u8", shape: [1, 1, 1, 3], data: Uint8Array.of(1, 2, 3) }, new RandomSource(0)).data // [3, 2, 1]
 */
export const composeImages =
  (...steps: readonly ImageTransform[]): ImageTransform =>
  (pictures, random) =>
    steps.reduce((column, step) => step(column, random), pictures);

/**
 * Steps for the loader's `augment`: they change the first column of each batch, the pictures.
 * @example
 * const pictures = { data: Float32Array.of(1, 2, 3), shape: [1, 1, 1, 3] }
 * const batches = loader(tensorDataset(pictures, labels([0])), { augment: augmentImages(horizontalFlip({ p: 1 })) })
 * [...batches].map(([x]) => x.toArray()) // [[[[[3, 2, 1]]]]]
 */
export function augmentImages<Batch extends readonly Tensor[]>(...steps: readonly ImageTransform[]): Augment<Batch> {
  const step = composeImages(...steps);
  return (batch, random) => {
    const [pictures, ...others] = batch as readonly Column[];
    return [step(pictures!, random), ...others] as unknown as HostBatch<Batch>;
  };
}

/**
 * Several `augment`s one after another as one, for example `augmentImages(…)` and then `mixup(…)`.
 * @example
 * const twice = (batch) => [{ ...batch[0], data: batch[0].data.map((v) => 2 * v) }]
 * const augment = composeAugments(twice, twice)
 * [...loader(tensorDataset([1, 2]), { augment })].map(([x]) => x.toArray()) // [[4, 8]]
 */
export const composeAugments =
  <Batch extends readonly Tensor[]>(...augments: readonly Augment<Batch>[]): Augment<Batch> =>
  (batch, random) =>
    augments.reduce<HostBatch<Batch>>((columns, augment) => augment(columns, random) ?? columns, batch);
