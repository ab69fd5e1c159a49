// Pictures of writing as if another hand or font had drawn them: turned, slanted, stretched, shifted, bent, thicker or thinner.
import type { RandomSource } from "../random.ts";
import type { TypedArray } from "../../mini.ts";
import { imageError, picturesOf, roomLike, withPictures } from "./pictures.ts";
import type { ImageTransform } from "./pictures.ts";
import { samplePixels } from "./sample.ts";

/** How far writing is changed; what is left out stays. */
export interface DistortInkOptions {
  /** Largest turn, in degrees. */
  readonly degrees?: number;
  /** Largest slant: columns moved for each row. */
  readonly slant?: number;
  /** Largest logarithm of the stretch along each axis. */
  readonly stretch?: number;
  /** Largest shift, in pixels. */
  readonly shift?: number;
  /** Standard deviation of the bend, in pixels. */
  readonly bend?: number;
  /** Largest share of thickening or thinning by one pixel: 0 to 1. */
  readonly thickness?: number;
}

/** Points of the coarse grid that bends a picture, along each axis. */
const KNOTS = 5;

/**
 * Each picture of writing turned, slanted, stretched, shifted, bent, and made thicker or thinner by random amounts; ink is bright on 0.
 * All channels of a picture change alike.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 1, 3], data: Uint8Array.of(0, 200, 0) }
 * distortInk({})(pictures, new RandomSource(0)).data // [0, 200, 0]
 */
export function distortInk(options: DistortInkOptions): ImageTransform {
  const { degrees = 0, slant = 0, stretch = 0, shift = 0, bend = 0, thickness = 0 } = options;
  for (const [name, value] of Object.entries({ degrees, slant, stretch, shift, bend, thickness }))
    if (!(value >= 0 && value < Infinity)) throw imageError("distortInk", `${name} must be ≥ 0, got ${value}`);
  if (thickness > 1) throw imageError("distortInk", `thickness must be at most 1, got ${thickness}`);
  const turn = (degrees * Math.PI) / 180;
  return (column, random) => {
    const { count, channels, height, width, data, bytes } = picturesOf("distortInk", column);
    const out = roomLike(data, data.length);
    const size = height * width;
    const source = new Float32Array(size);
    const half = bytes ? 0.5 : 0; // stored bytes lose their fraction
    for (let n = 0; n < count; n++) {
      const share = random.uniform(-thickness, thickness);
      const way = wayOf(random, turn, slant, stretch, shift, bend);
      for (let channel = 0; channel < channels; channel++) {
        const plane = (n * channels + channel) * size;
        thicken(data, plane, source, height, width, share);
        bent(source, out, plane, height, width, way, half);
      }
    }
    return withPictures(column, out, height, width);
  };
}

/** Where each pixel of one picture comes from. */
interface Way {
  readonly matrix: readonly [xx: number, xy: number, yx: number, yy: number];
  readonly move: readonly [x: number, y: number];
  readonly bendX: Float32Array;
  readonly bendY: Float32Array;
}

function wayOf(random: RandomSource, turn: number, slant: number, stretch: number, shift: number, bend: number): Way {
  const between = (most: number): number => random.uniform(-most, most);
  const angle = between(turn);
  const lean = between(slant);
  const across = Math.exp(between(stretch));
  const along = Math.exp(between(stretch));
  const move = [between(shift), between(shift)] as const;
  const bendX = new Float32Array(KNOTS * KNOTS);
  const bendY = new Float32Array(KNOTS * KNOTS);
  for (let k = 0; bend > 0 && k < bendX.length; k++) {
    bendX[k] = random.normal() * bend;
    bendY[k] = random.normal() * bend;
  }
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return {
    matrix: [across * (cosine + lean * sine), across * (lean * cosine - sine), along * sine, along * cosine],
    move,
    bendX,
    bendY,
  };
}

/** Writes one plane as seen along the way. */
function bent(
  source: Float32Array,
  out: TypedArray,
  plane: number,
  height: number,
  width: number,
  { matrix: [xx, xy, yx, yy], move, bendX, bendY }: Way,
  half: number,
): void {
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [stepX, stepY] = [(KNOTS - 1) / Math.max(1, width - 1), (KNOTS - 1) / Math.max(1, height - 1)];
  for (let y = 0; y < height; y++) {
    const v = y - middleY;
    const row = Math.min(KNOTS - 2, Math.floor(y * stepY));
    const shareY = y * stepY - row;
    for (let x = 0; x < width; x++) {
      const u = x - middleX;
      const knotX = Math.min(KNOTS - 2, Math.floor(x * stepX));
      const shareX = x * stepX - knotX;
      const knot = row * KNOTS + knotX;
      const fromX = xx * u + xy * v + middleX + move[0] + mix(bendX, knot, shareX, shareY);
      const fromY = yx * u + yy * v + middleY + move[1] + mix(bendY, knot, shareX, shareY);
      out[plane + y * width + x] = samplePixels(source, 0, height, width, fromX, fromY) + half;
    }
  }
}

/** Between four neighbors of the grid. */
function mix(grid: Float32Array, at: number, shareX: number, shareY: number): number {
  const top = grid[at]! + (grid[at + 1]! - grid[at]!) * shareX;
  const bottom = grid[at + KNOTS]! + (grid[at + KNOTS + 1]! - grid[at + KNOTS]!) * shareX;
  return top + (bottom - top) * shareY;
}

/** Mixes a plane with its dilation (`share` above 0) or its erosion (below), over the four neighbors. */
function thicken(data: TypedArray, plane: number, out: Float32Array, height: number, width: number, share: number): void {
  const part = Math.abs(share);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = plane + y * width + x;
      const own = data[at]!;
      const left = x > 0 ? data[at - 1]! : 0;
      const right = x + 1 < width ? data[at + 1]! : 0;
      const up = y > 0 ? data[at - width]! : 0;
      const down = y + 1 < height ? data[at + width]! : 0;
      const most = share > 0 ? Math.max(own, left, right, up, down) : Math.min(own, left, right, up, down);
      out[at - plane] = own + (most - own) * part;
    }
  }
}
