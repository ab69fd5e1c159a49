// Pictures with a piece taken out at random.
import { positive, randomBox } from "./crop.ts";
import { imageError, picturesOf, probability } from "./pictures.ts";
import type { ImageTransform } from "./pictures.ts";

/** What `randomErasing` may be told. */
export interface RandomErasingOptions {
  /** Share of the pictures. Default: 0.5. */
  readonly p?: number;
  /** Share of the area that is erased, from and to. Default: [0.02, 0.33]. */
  readonly scale?: readonly [number, number];
  /** Width by height, from and to. Default: [0.3, 3.3]. */
  readonly ratio?: readonly [number, number];
  /** What stands there then: a number, one for each channel, or normally distributed noise. Default: 0. */
  readonly value?: number | readonly number[] | "random";
}

/**
 * A random rectangle of some pictures erased, in place, as torchvision's RandomErasing (Zhong et al. 2017, "Random erasing data augmentation").
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 1, 4], data: Uint8Array.of(1, 2, 3, 4) }
 * randomErasing({ p: 0 })(pictures, new RandomSource(0)).data // [1, 2, 3, 4]
 */
export function randomErasing({ p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 }: RandomErasingOptions = {}): ImageTransform {
  const name = "randomErasing";
  probability(name, p);
  positive(name, "scale", scale);
  positive(name, "ratio", ratio);
  return (column, random) => {
    const { count, channels, height, width, data } = picturesOf(name, column);
    if (Array.isArray(value) && value.length !== channels)
      throw imageError(name, `value has ${value.length} numbers, the pictures have ${channels} channels`);
    for (let n = 0; n < count; n++) {
      if (random.next() >= p) continue;
      const box = randomBox(random, height, width, scale, ratio);
      if (!box || (box.height === height && box.width === width)) continue;
      for (let channel = 0; channel < channels; channel++) {
        const plane = (n * channels + channel) * height * width;
        for (let y = box.top; y < box.top + box.height; y++) {
          const row = plane + y * width + box.left;
          if (value !== "random") data.fill(typeof value === "number" ? value : value[channel]!, row, row + box.width);
          else for (let x = 0; x < box.width; x++) data[row + x] = random.normal();
        }
      }
    }
    return column;
  };
}
