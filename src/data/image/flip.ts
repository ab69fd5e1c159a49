// Pictures mirrored.
import { picturesOf, probability } from "./pictures.ts";
import type { ImageTransform } from "./pictures.ts";

/** What `horizontalFlip` and `verticalFlip` may be told. */
export interface FlipOptions {
  /** Share of the pictures that are mirrored. Default: 0.5. */
  readonly p?: number;
}

/**
 * Left and right exchanged in some of the pictures, in place, as torchvision's RandomHorizontalFlip.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) }
 * horizontalFlip({ p: 1 })(pictures, new RandomSource(0)).data // [2, 1, 4, 3]
 */
export function horizontalFlip({ p = 0.5 }: FlipOptions = {}): ImageTransform {
  probability("horizontalFlip", p);
  return (column, random) => {
    const { count, channels, height, width, data } = picturesOf("horizontalFlip", column);
    for (let n = 0; n < count; n++) {
      if (random.next() >= p) continue;
      for (let row = n * channels * height; row < (n + 1) * channels * height; row++)
        data.subarray(row * width, (row + 1) * width).reverse();
    }
    return column;
  };
}

/**
 * Up and down exchanged in some of the pictures, in place, as torchvision's RandomVerticalFlip.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) }
 * verticalFlip({ p: 1 })(pictures, new RandomSource(0)).data // [3, 4, 1, 2]
 */
export function verticalFlip({ p = 0.5 }: FlipOptions = {}): ImageTransform {
  probability("verticalFlip", p);
  return (column, random) => {
    const { count, channels, height, width, data } = picturesOf("verticalFlip", column);
    for (let n = 0; n < count; n++) {
      if (random.next() >= p) continue;
      for (let plane = n * channels; plane < (n + 1) * channels; plane++) {
        for (let y = 0; y < height >> 1; y++) {
          const upper = (plane * height + y) * width;
          const lower = (plane * height + height - 1 - y) * width;
          for (let x = 0; x < width; x++) {
            const kept = data[upper + x]!;
            data[upper + x] = data[lower + x]!;
            data[lower + x] = kept;
          }
        }
      }
    }
    return column;
  };
}
