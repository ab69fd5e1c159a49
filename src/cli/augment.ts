// Makes a picture of a letter or digit look as if another hand or font had drawn it: turned, slanted, stretched, shifted, bent,
// thicker or thinner. Works on a batch in ordinary memory; equal random sources give equal pictures.
import { samplePixels } from "../data/index.ts";
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

/** Points of the coarse grid that bends a picture, along each axis. */
const KNOTS = 5;

const between = (random: RandomSource, most: number): number => random.uniform(-most, most);

/** Changes pictures [N, 1, H, W] with ink bright on 0, in place. */
export function distort(pictures: Column, random: RandomSource, strength: Strength): void {
  const [count, , height, width] = pictures.shape as readonly [number, number, number, number];
  const size = height * width;
  const source = new Float32Array(size);
  const bendX = new Float32Array(KNOTS * KNOTS);
  const bendY = new Float32Array(KNOTS * KNOTS);
  const data = pictures.data as Float32Array;
  for (let n = 0; n < count; n++) {
    const picture = data.subarray(n * size, (n + 1) * size);
    thicken(picture, source, height, width, between(random, strength.thickness));
    const angle = between(random, strength.turn);
    const slant = between(random, strength.shear);
    const across = Math.exp(between(random, strength.stretch));
    const along = Math.exp(between(random, strength.stretch));
    const moveX = between(random, strength.shift);
    const moveY = between(random, strength.shift);
    for (let k = 0; k < bendX.length; k++) {
      bendX[k] = random.normal() * strength.bend;
      bendY[k] = random.normal() * strength.bend;
    }
    const cosine = Math.cos(angle);
    const sine = Math.sin(angle);
    const xx = across * (cosine + slant * sine);
    const xy = across * (slant * cosine - sine);
    const yx = along * sine;
    const yy = along * cosine;
    for (let y = 0; y < height; y++) {
      const v = y - (height - 1) / 2;
      const knotY = (y / (height - 1)) * (KNOTS - 1);
      const rowBelow = Math.min(KNOTS - 2, Math.floor(knotY));
      const shareY = knotY - rowBelow;
      for (let x = 0; x < width; x++) {
        const u = x - (width - 1) / 2;
        const knotX = (x / (width - 1)) * (KNOTS - 1);
        const columnBelow = Math.min(KNOTS - 2, Math.floor(knotX));
        const shareX = knotX - columnBelow;
        const knot = rowBelow * KNOTS + columnBelow;
        const atX = xx * u + xy * v + (width - 1) / 2 + moveX + mix(bendX, knot, KNOTS, shareX, shareY);
        const atY = yx * u + yy * v + (height - 1) / 2 + moveY + mix(bendY, knot, KNOTS, shareX, shareY);
        picture[y * width + x] = samplePixels(source, 0, height, width, atX, atY);
      }
    }
  }
}

/** Between four neighbours of a grid. */
function mix(grid: Float32Array, at: number, step: number, shareX: number, shareY: number): number {
  const top = grid[at]! + (grid[at + 1]! - grid[at]!) * shareX;
  const bottom = grid[at + step]! + (grid[at + step + 1]! - grid[at + step]!) * shareX;
  return top + (bottom - top) * shareY;
}

/** Mixes a picture with its dilation (`share` above 0) or its erosion (below), over the four neighbours. */
function thicken(picture: Float32Array, out: Float32Array, height: number, width: number, share: number): void {
  const part = Math.abs(share);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const own = picture[at]!;
      const left = x > 0 ? picture[at - 1]! : 0;
      const right = x + 1 < width ? picture[at + 1]! : 0;
      const up = y > 0 ? picture[at - width]! : 0;
      const down = y + 1 < height ? picture[at + width]! : 0;
      const most = share > 0 ? Math.max(own, left, right, up, down) : Math.min(own, left, right, up, down);
      out[at] = own + (most - own) * part;
    }
  }
}
