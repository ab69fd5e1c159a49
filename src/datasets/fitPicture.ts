// A picture brought to a size and a number of channels: the middle of it, or all of it with its shape changed. Knows no files.
import { centerCrop, grayscale, RandomSource, resize } from "../data/index.ts";
import type { Column, ResizeOptions, Size } from "../data/index.ts";
import type { Picture } from "./decode.ts";

/** What a picture is brought to. */
export interface FitPictureOptions extends ResizeOptions {
  /** Height and width. */
  readonly size: Size;
  /** 3 for red, green, blue; 1 for grey. */
  readonly channels: 1 | 3;
  /** "crop": the middle of the picture, as large as fits; "stretch": the whole picture, its shape changed. */
  readonly fit: "crop" | "stretch";
}

/**
 * Planes of bytes [channels, height, width] of the wanted size.
 * @example
 * [...fitPicture({ height: 1, width: 2, channels: 1, data: Uint8Array.of(7, 9) }, { size: 1, channels: 3, fit: "stretch" })] // [8, 8, 8]
 */
export function fitPicture({ height, width, channels, data }: Picture, options: FitPictureOptions): Uint8Array {
  const { size, channels: wanted, fit, ...resizing } = options;
  const [toHeight, toWidth] = typeof size === "number" ? [size, size] : size;
  const random = new RandomSource(0);
  const factor = Math.max(toHeight / height, toWidth / width);
  const near = (own: number, to: number): number => Math.max(to, Math.round(own * factor));
  const whole: Size = fit === "stretch" ? [toHeight, toWidth] : [near(height, toHeight), near(width, toWidth)];
  let column: Column = { dtype: "u8", shape: [1, channels, height, width], data };
  if (channels !== wanted) column = grayscale({ channels: wanted })(column, random);
  column = centerCrop([toHeight, toWidth])(resize(whole, resizing)(column, random), random);
  return column.data as Uint8Array;
}
