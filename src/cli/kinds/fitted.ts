// Pictures of one size in memory, for kinds whose answers are pictures or boxes; and changes that pictures share with what is learned of them.
import { fitPicture } from "../../datasets/index.ts";
import { loader } from "../../data/index.ts";
import type { RandomSource } from "../../data/index.ts";
import type { Module } from "../../nn/index.ts";
import { updateBatchNorm } from "../../optim/index.ts";
import { photoOf, pngOfPlanes } from "../photo.ts";
import type { Photo } from "../exhibits.ts";
import { fitOptions, pictureReader } from "../sources/pictures.ts";
import type { PictureFit } from "../sources/pictures.ts";
import type { PairData } from "./kind.ts";

export interface Fitted {
  /** Bytes, planes [channels, height, width]. */
  readonly pixels: Uint8Array;
  /** The file's own size. */
  readonly height: number;
  readonly width: number;
}

/** Reads pictures and brings them to one size. */
export async function fittedPictures(files: readonly string[], fit: PictureFit): Promise<Fitted[]> {
  const read = await pictureReader();
  return files.map((file) => {
    const picture = read(file);
    return { pixels: fitPicture(picture, fitOptions(fit)), height: picture.height, width: picture.width };
  });
}

/** Numbers from 0 to 1 for a batch. */
export function inputsOf(pictures: readonly Fitted[], rows: ArrayLike<number>, { channels, height, width }: PictureFit) {
  const size = channels * height * width;
  const data = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    const { pixels } = pictures[rows[i]!]!;
    for (let p = 0; p < size; p++) data[i * size + p] = pixels[p]! / 255;
  }
  return { dtype: "f32" as const, shape: [rows.length, channels, height, width], data };
}

export function fittedPhoto({ pixels }: Fitted, { channels, height, width }: PictureFit): Photo {
  const planes = Float32Array.from(pixels, (value) => value / 255);
  return photoOf(pngOfPlanes(planes, channels, height, width), height, width);
}

/**
 * Means and spreads of batch normalization over all training pictures as they are: those kept while training were of few pictures at a
 * time, varied, and of weights that still moved.
 */
export const settleNorms = (model: Module, train: PairData): void =>
  updateBatchNorm(model, loader(train, { batchSize: Math.min(16, train.length), dropLast: true }).batches(0));

type Values = Float32Array | Int32Array;

/** Planes moved by whole pixels; what comes in from outside repeats the border, or is `outside`. */
export function moved(plane: Values, height: number, width: number, dx: number, dy: number, outside?: number): void {
  if (dx === 0 && dy === 0) return;
  const old = plane.slice();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = [x - dx, y - dy];
      const inside = fromX >= 0 && fromY >= 0 && fromX < width && fromY < height;
      const near = Math.min(height - 1, Math.max(0, fromY)) * width + Math.min(width - 1, Math.max(0, fromX));
      plane[y * width + x] = inside || outside === undefined ? old[near]! : outside;
    }
}

export function mirrored(plane: Values, height: number, width: number): void {
  for (let y = 0; y < height; y++) plane.subarray(y * width, (y + 1) * width).reverse();
}

/** A little lighter or darker. */
export function lit(planes: Float32Array, random: RandomSource): void {
  const factor = 1 + random.uniform(-0.15, 0.15);
  for (let i = 0; i < planes.length; i++) planes[i] = Math.min(1, planes[i]! * factor);
}

/** Colors of classes in masks and boxes: far apart, the first one for what is nothing. */
export const COLORS: readonly (readonly [number, number, number])[] = [
  [34, 38, 50],
  [226, 120, 30],
  [60, 130, 220],
  [50, 165, 110],
  [200, 70, 140],
  [150, 110, 220],
  [190, 170, 40],
  [90, 190, 200],
  [210, 80, 70],
  [130, 140, 150],
  [110, 90, 60],
  [240, 170, 190],
];
