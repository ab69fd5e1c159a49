// Pictures turned, moved, scaled and sheared: by given amounts, or by random ones for each picture. Every pixel of the result looks up
// where it comes from.
import type { TypedArray } from "../../mini.ts";
import { around, imageError, ordered, picturesOf, roomLike, withPictures } from "./pictures.ts";
import type { ImageTransform, Interpolation, Pictures } from "./pictures.ts";
import { samplePixels } from "./sample.ts";

/** x' = a·x + b·y + c, y' = d·x + e·y + f; both points count from the picture's middle, y downward. */
export type AffineMatrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How a picture is moved. */
export interface AffineOptions {
  /** Degrees, clockwise. */
  readonly angle?: number;
  /** Pixels to the right and down. */
  readonly translate?: readonly [x: number, y: number];
  /** 1 leaves the size. */
  readonly scale?: number;
  /** Degrees of shear along x and along y. */
  readonly shear?: readonly [x: number, y: number];
}

/** What stands between and outside the pixels. */
export interface LookupOptions {
  /** Default: "bilinear". */
  readonly mode?: Interpolation;
  /** Value outside the picture. Default: 0. */
  readonly fill?: number;
}

/** The map from places of the result to places of the original: the inverse of scaling, shearing, turning and moving, in this order. */
export function lookupMatrix({ angle = 0, translate = [0, 0], scale = 1, shear = [0, 0] }: AffineOptions): AffineMatrix {
  const [turn, shearX, shearY] = [angle, shear[0], shear[1]].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  // Turning and shearing, R(turn) · Y(shearY) · X(shearX), has determinant 1: its inverse exchanges and negates.
  const a = Math.cos(turn - shearY) / Math.cos(shearY);
  const b = -a * Math.tan(shearX) - Math.sin(turn);
  const c = Math.sin(turn - shearY) / Math.cos(shearY);
  const d = -c * Math.tan(shearX) + Math.cos(turn);
  // Turns by quarters are exact: the cosine of 90° is 0 and not 6e-17.
  const [xx, xy, yx, yy] = [d, -b, -c, a].map((value) => (Math.abs(value) < 1e-15 ? 0 : value / scale)) as [number, number, number, number];
  return [xx, xy, -xx * translate[0] - xy * translate[1], yx, yy, -yx * translate[0] - yy * translate[1]];
}

/** Writes picture `n` as seen through the matrix. */
function look(
  { channels, height, width, data, bytes }: Pictures,
  n: number,
  matrix: AffineMatrix,
  out: TypedArray,
  nearest: boolean,
  fill: number,
): void {
  const [xx, xy, x0, yx, yy, y0] = matrix;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const half = bytes ? 0.5 : 0; // stored bytes lose their fraction
  for (let plane = n * channels * height * width, end = plane + channels * height * width; plane < end; plane += height * width) {
    for (let y = 0; y < height; y++) {
      const fromMiddle = y - middleY;
      const rowX = xy * fromMiddle + x0 + middleX;
      const rowY = yy * fromMiddle + y0 + middleY;
      for (let x = 0; x < width; x++) {
        const fromX = xx * (x - middleX) + rowX;
        const fromY = yx * (x - middleX) + rowY;
        const at = plane + y * width + x;
        if (nearest) {
          const column = toEven(fromX);
          const row = toEven(fromY);
          out[at] = column >= 0 && row >= 0 && column < width && row < height ? data[plane + row * width + column]! : fill;
        } else out[at] = samplePixels(data, plane, height, width, fromX, fromY, fill) + half;
      }
    }
  }
}

/** Rounded; a half goes to the even neighbor, as in PyTorch's grid_sample. */
function toEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
}

/** A transform that looks through a matrix, one for each picture. */
function looking(name: string, { mode = "bilinear", fill = 0 }: LookupOptions, matrixOf: MatrixOf): ImageTransform {
  return (column, random) => {
    const pictures = picturesOf(name, column);
    const out = roomLike(column.data, column.data.length);
    for (let n = 0; n < pictures.count; n++) look(pictures, n, matrixOf(random, pictures), out, mode === "nearest", fill);
    return withPictures(column, out, pictures.height, pictures.width);
  };
}
type MatrixOf = (random: Parameters<ImageTransform>[1], pictures: Pictures) => AffineMatrix;

/**
 * Pictures turned, moved, scaled and sheared about their middle, all alike, as torchvision's affine.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) }
 * affine({ translate: [1, 0] })(pictures, new RandomSource(0)).data // [0, 1, 0, 3]
 * affine({ angle: 90 })(pictures, new RandomSource(0)).data // [3, 1, 4, 2]
 */
export function affine({ mode = "bilinear", fill = 0, ...how }: AffineOptions & LookupOptions): ImageTransform {
  checkScale("affine", how.scale ?? 1);
  const matrix = lookupMatrix(how);
  if (!matrix.every(Number.isFinite))
    throw imageError("affine", `angle, translate, scale and shear must be finite, got ${JSON.stringify(how)}`);
  return looking("affine", { mode, fill }, () => matrix);
}

const checkScale = (name: string, scale: number): void => {
  if (!(scale > 0)) throw imageError(name, `scale must be > 0, got ${scale}`);
};

/**
 * Pictures turned counter-clockwise about their middle, all alike, as torchvision's rotate.
 * @param angle degrees
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4) }
 * rotate(90)(pictures, new RandomSource(0)).data // [2, 4, 1, 3]
 */
export function rotate(angle: number, options: LookupOptions = {}): ImageTransform {
  if (!Number.isFinite(angle)) throw imageError("rotate", `the angle must be finite, got ${angle}`);
  const matrix = lookupMatrix({ angle: -angle });
  return looking("rotate", options, () => matrix);
}

/** How far pictures are moved at random; what is left out stays. */
export interface RandomAffineOptions extends LookupOptions {
  /** Degrees: from minus to plus it, or a pair. */
  readonly degrees?: number | readonly [number, number];
  /** Largest move as shares of width and height. */
  readonly translate?: readonly [x: number, y: number];
  /** Factor of the size, from and to. */
  readonly scale?: readonly [number, number];
  /** Degrees along x: from minus to plus it, or a pair; four numbers are a pair along x and one along y. */
  readonly shear?: number | readonly [number, number] | readonly [number, number, number, number];
}

/**
 * Each picture turned, moved, scaled and sheared by random amounts, as torchvision's RandomAffine. Moves are whole pixels.
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 1, 3], data: Uint8Array.of(1, 2, 3) }
 * randomAffine({ degrees: [180, 180] })(pictures, new RandomSource(0)).data // [3, 2, 1]
 */
export function randomAffine(options: RandomAffineOptions): ImageTransform {
  const name = "randomAffine";
  const degrees = around(name, "degrees", options.degrees ?? 0);
  const scale = options.scale && ordered(name, "scale", options.scale);
  if (scale) checkScale(name, scale[0]);
  const shear = shearOf(options.shear ?? 0);
  const translate = options.translate ?? [0, 0];
  if (!translate.every((share) => share >= 0 && share <= 1))
    throw imageError(name, `translate must be shares between 0 and 1 of width and height, got [${translate.join(", ")}]`);
  return looking(name, options, (random, { height, width }) => {
    const angle = random.uniform(degrees[0], degrees[1]);
    const move = (share: number, size: number): number => Math.round(random.uniform(-share * size, share * size));
    return lookupMatrix({
      angle,
      translate: [move(translate[0], width), move(translate[1], height)],
      scale: scale ? random.uniform(scale[0], scale[1]) : 1,
      shear: [random.uniform(shear[0], shear[1]), random.uniform(shear[2], shear[3])],
    });
  });
}

function shearOf(shear: NonNullable<RandomAffineOptions["shear"]>): readonly [number, number, number, number] {
  if (typeof shear === "number" || shear.length === 2) return [...around("randomAffine", "shear", shear), 0, 0];
  return [...ordered("randomAffine", "shear", [shear[0], shear[1]]), ...ordered("randomAffine", "shear", [shear[2], shear[3]])];
}

/**
 * Each picture turned by a random angle, as torchvision's RandomRotation.
 * @param degrees from minus to plus it, or a pair; counter-clockwise
 * @example
 * const pictures = { dtype: "u8", shape: [1, 1, 1, 3], data: Uint8Array.of(1, 2, 3) }
 * randomRotation([180, 180])(pictures, new RandomSource(0)).data // [3, 2, 1]
 */
export function randomRotation(degrees: number | readonly [number, number], options: LookupOptions = {}): ImageTransform {
  const [low, high] = around("randomRotation", "degrees", degrees);
  return looking("randomRotation", options, (random) => lookupMatrix({ angle: -random.uniform(low, high) }));
}
