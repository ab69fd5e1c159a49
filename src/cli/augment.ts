// Makes a picture of a letter or digit look as if another hand or font had drawn it: turned, slanted, stretched, shifted, bent,
// thicker or thinner. Works on a batch in ordinary memory; equal random sources give equal pictures.
import { distortInk, samplePixels } from "../data/index.ts";
import type { Column, RandomSource } from "../data/index.ts";

export interface Strength {
  /** Largest turn, in radians. */
  readonly turn: number;
  readonly shear: number;
  /** Largest logarithm of the stretch along each axis. */
  readonly stretch: number;
  /** Largest shift, in pixels. */
  readonly shift: number;
  /** Standard deviation of the bend, in pixels. */
  readonly bend: number;
  /** Largest share of thickening or thinning by one pixel. */
  readonly thickness: number;
}

export const LETTERS: Strength = { turn: 0.21, shear: 0.4, stretch: 0.2, shift: 2, bend: 1.2, thickness: 0.8 };
export const DIGITS: Strength = { turn: 0.17, shear: 0.17, stretch: 0.12, shift: 2, bend: 0.5, thickness: 0.3 };

/** Turned, stretched and moved a little, with what lies around taken from the picture's own border: for pictures of any kind, [N, C, H, W]. */
export function shake(pictures: Column, random: RandomSource): void {
  const [count, channels, height, width] = pictures.shape as readonly [number, number, number, number];
  const size = height * width;
  const source = new Float32Array(size);
  const data = pictures.data as Float32Array;
  for (let n = 0; n < count; n++) {
    const angle = between(random, 0.14);
    const scale = Math.exp(between(random, 0.12));
    const [moveX, moveY] = [between(random, 0.07) * width, between(random, 0.07) * height];
    const light = 1 + between(random, 0.12);
    const [xx, xy] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
    for (let c = 0; c < channels; c++) {
      const plane = data.subarray((n * channels + c) * size, (n * channels + c + 1) * size);
      source.set(plane);
      const fill = borderOf(source, height, width);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const [u, v] = [x - (width - 1) / 2, y - (height - 1) / 2];
          const value = samplePixels(source, 0, height, width, xx * u - xy * v + (width - 1) / 2 + moveX, xy * u + xx * v + (height - 1) / 2 + moveY, fill); // prettier-ignore
          plane[y * width + x] = Math.max(0, Math.min(1, value * light));
        }
    }
  }
}

/** Mean of the outermost pixels. */
function borderOf(plane: Float32Array, height: number, width: number): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1)) {
      sum += plane[y * width + x]!;
      count++;
    }
  return sum / count;
}

const between = (random: RandomSource, most: number): number => random.uniform(-most, most);

/** Changes pictures of writing [N, C, H, W], ink bright on 0, in place. */
export function distort(pictures: Column, random: RandomSource, { turn, shear, ...strength }: Strength): void {
  const changed = distortInk({ degrees: (turn * 180) / Math.PI, slant: shear, ...strength })(pictures, random);
  (pictures.data as Float32Array).set(changed.data);
}
