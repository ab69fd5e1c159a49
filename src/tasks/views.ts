// A volume seen from three sides: slices along each of its axes at half the size, and what was said of them brought together. Knows no
// data set and no network.
import { interpolate, noGrad, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { composeImages, horizontalFlip, randomAffine, verticalFlip } from "../data/index.ts";
import type { Augment } from "../data/index.ts";
import { augmentBoth } from "./unet.ts";

/** Numbers in slices, rows and columns. */
export interface Volume {
  readonly values: Float32Array;
  readonly shape: readonly [slices: number, height: number, width: number];
}

/** Every slice is put into the corner of a square of so many pixels: a multiple of 8 with room for a head at half the size. */
export const SIDE = 112;
const PLANE = SIDE * SIDE;

/** The three directions: along slices, rows, columns. */
export const AXES = [0, 1, 2] as const;
export type Axis = (typeof AXES)[number];

/** Means of 2 × 2 × 2 cubes, times `scale`. */
export function halvedVolume(values: ArrayLike<number>, [slices, height, width]: Volume["shape"], scale = 1): Volume {
  const shape = [Math.ceil(slices / 2), Math.ceil(height / 2), Math.ceil(width / 2)] as const;
  const [sums, counts] = [new Float32Array(shape[0] * shape[1] * shape[2]), new Float32Array(shape[0] * shape[1] * shape[2])];
  for (let z = 0, from = 0; z < slices; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, from++) {
        const to = ((z >> 1) * shape[1] + (y >> 1)) * shape[2] + (x >> 1);
        sums[to]! += values[from]! * scale;
        counts[to]!++;
      }
  return { values: sums.map((sum, i) => sum / counts[i]!), shape };
}

/** Visits every cube of a slice: its place in the volume, and the one in the square. */
function each(
  { shape: [, height, width], shape }: Volume,
  axis: Axis,
  at: number,
  visit: (inVolume: number, inSquare: number) => void,
): void {
  const steps = [height * width, width, 1] as const;
  const [rows, columns] = axis === 0 ? ([1, 2] as const) : axis === 1 ? ([0, 2] as const) : ([0, 1] as const);
  for (let i = 0; i < shape[rows]; i++)
    for (let j = 0; j < shape[columns]; j++) visit(at * steps[axis] + i * steps[rows] + j * steps[columns], i * SIDE + j);
}

/** Slices with their neighbors on both sides: [N, 3, SIDE, SIDE]. */
export function seenAlong(volume: Volume, axis: Axis, places: readonly number[]): Float32Array {
  const out = new Float32Array(places.length * 3 * PLANE);
  places.forEach((place, n) =>
    [-1, 0, 1].forEach((step, k) => {
      const there = Math.min(volume.shape[axis] - 1, Math.max(0, place + step));
      const to = (n * 3 + k) * PLANE;
      each(volume, axis, there, (from, at) => (out[to + at] = volume.values[from]!));
    }),
  );
  return out;
}

/** What is to be said of slices, and where it is known: [N, 2, SIDE, SIDE], both 0 where it is not. */
export function goalsAlong(mask: Volume, known: readonly boolean[], axis: Axis, places: readonly number[]): Float32Array {
  const out = new Float32Array(places.length * 2 * PLANE);
  const plane = mask.shape[1] * mask.shape[2];
  places.forEach((place, n) =>
    each(mask, axis, place, (from, at) => {
      if (!known[Math.floor(from / plane)]) return;
      out[n * 2 * PLANE + at] = mask.values[from]!;
      out[(n * 2 + 1) * PLANE + at] = 1;
    }),
  );
  return out;
}

/** The mean of what was said along each axis: squares [slices along it, 1, SIDE, SIDE] → a volume. */
export function broughtTogether(shape: Volume["shape"], answers: readonly Tensor[]): Volume {
  const out: Volume = { values: new Float32Array(shape[0] * shape[1] * shape[2]), shape };
  answers.forEach((answer, axis) => {
    const said = answer.data();
    for (let place = 0; place < shape[axis]!; place++)
      each(out, AXES[axis]!, place, (to, at) => (out.values[to]! += said[place * PLANE + at]! / answers.length));
  });
  return out;
}

/** Twice the size, by straight lines between the values. */
export function doubled({ values, shape }: Volume): Volume {
  const large = noGrad(() => interpolate(tensor(values, { shape: [1, 1, ...shape] }), { scaleFactor: 2, mode: "trilinear" }));
  return { values: Float32Array.from(large.data()), shape: [2 * shape[0], 2 * shape[1], 2 * shape[2]] };
}

/**
 * Slices and their goals turned, moved, scaled and mirrored alike, far enough that places say little and tissue must be known by its look;
 * the slices also made brighter or darker. What was only partly known where it comes from counts as not known.
 */
export const augmentViews: Augment<readonly [Tensor, Tensor]> = (batch, random) => {
  const [pictures, goals] = moved(batch, random) ?? batch;
  for (let n = 0; n < goals.shape[0]!; n++)
    for (let p = 2 * n * PLANE; p < (2 * n + 1) * PLANE; p++) {
      const isKnown = goals.data[p + PLANE]! > 0.999;
      goals.data[p + PLANE] = Number(isKnown);
      if (!isKnown) goals.data[p] = 0;
    }
  return [pictures, goals];
};

const moved: Augment<readonly [Tensor, Tensor]> = augmentBoth(
  composeImages(horizontalFlip(), verticalFlip(), randomAffine({ degrees: 30, translate: [0.15, 0.15], scale: [0.75, 1.3] })),
  (pictures, random) => {
    const size = pictures.data.length / pictures.shape[0]!;
    for (let n = 0; n < pictures.shape[0]!; n++) {
      const factor = random.uniform(0.7, 1.3);
      for (let i = n * size; i < (n + 1) * size; i++) pictures.data[i]! *= factor;
    }
    return pictures;
  },
);
