// Slightly turned, sheared, scaled and shifted copies of grey pictures. Knows no data set.
import { RandomSource, samplePixels } from "../data/index.ts";

/** How far a copy may be from its original; each is chosen uniformly between minus and plus it (scale: around 1). */
export interface WarpRange {
  /** Degrees. */
  readonly rotation: number;
  readonly shear: number;
  readonly scale: number;
  /** Pixels. */
  readonly shift: number;
}

/** Writes to `out` the picture mapped by p ↦ center + matrix⁻¹ · (p − center − shift), between pixels linearly, zero outside. */
const resample = (
  image: Uint8Array,
  size: number,
  matrix: readonly [number, number, number, number],
  shift: readonly [number, number],
  out: Uint8Array,
): void => {
  const center = (size - 1) / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = x - center - shift[0];
      const dy = y - center - shift[1];
      const fromX = matrix[0] * dx + matrix[1] * dy + center;
      const fromY = matrix[2] * dx + matrix[3] * dy + center;
      out[y * size + x] = Math.round(samplePixels(image, 0, size, size, fromX, fromY));
    }
  }
};

/** One copy of each of the square pictures; the same seeds give the same copies. */
export const warpedCopies = (images: Uint8Array, size: number, range: WarpRange, ...seeds: readonly number[]): Uint8Array => {
  const pixels = size * size;
  const out = new Uint8Array(images.length);
  for (let index = 0; index * pixels < images.length; index++) {
    const random = new RandomSource(...seeds, index);
    const angle = (random.uniform(-range.rotation, range.rotation) * Math.PI) / 180;
    const shear = random.uniform(-range.shear, range.shear);
    const scale = random.uniform(1 - range.scale, 1 + range.scale);
    const shift = [random.uniform(-range.shift, range.shift), random.uniform(-range.shift, range.shift)] as const;
    const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
    // rotation · shear, as it maps the copy's pixels back to the original's
    const matrix = [cos, cos * shear - sin, sin, sin * shear + cos] as const;
    resample(
      images.subarray(index * pixels, (index + 1) * pixels),
      size,
      matrix,
      shift,
      out.subarray(index * pixels, (index + 1) * pixels),
    );
  }
  return out;
};
