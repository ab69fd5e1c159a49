// What the recipes on the brain share: slices at half the size with their neighbors, and answers at full size.
import { interpolate, noGrad } from "../index.ts";
import type { Tensor } from "../index.ts";
import type { BrainScan } from "../datasets/index.ts";

/** Height and width at half the size, multiples of 8. */
export const [HEIGHT, WIDTH] = [112, 96] as const;

/** For each slice of the test the nearest one that was learnt from. */
export const nearestSlices = (test: readonly number[], learnt: readonly number[]): number[] =>
  test.map((t) => learnt.reduce((best, z) => (Math.abs(z - t) < Math.abs(best - t) ? z : best)));

/** Means of 2 × 2 cubes of a slice, or of `factor` × `factor`; zeros outside the head. */
function halved(
  { shape: [, height, width] }: BrainScan,
  volume: Uint8Array,
  slice: number,
  out: Float32Array,
  scale: number,
  factor = 2,
): void {
  const columns = (2 * WIDTH) / factor;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      out[Math.floor(y / factor) * columns + Math.floor(x / factor)]! += (volume[(slice * height + y) * width + x]! * scale) / factor ** 2;
}

/** Slices with their neighbors 2 mm below and above: [N, 3, HEIGHT, WIDTH], or smaller by another factor than 2. */
export function seen(head: BrainScan, slices: readonly number[], factor = 2): Float32Array {
  const plane = (4 * HEIGHT * WIDTH) / factor ** 2;
  const out = new Float32Array(slices.length * 3 * plane);
  slices.forEach((slice, n) =>
    [-2, 0, 2].forEach((step, k) => {
      const there = Math.min(head.shape[0] - 1, Math.max(0, slice + step));
      halved(head, head.scan, there, out.subarray((n * 3 + k) * plane, (n * 3 + k + 1) * plane), 1 / 128, factor);
    }),
  );
  return out;
}

/** Full slices of a volume, one after the other. */
export const slicesOf = ({ shape: [, height, width] }: BrainScan, volume: Uint8Array, slices: readonly number[]): Uint8Array => {
  const out = new Uint8Array(slices.length * height * width);
  slices.forEach((slice, n) => out.set(volume.subarray(slice * height * width, (slice + 1) * height * width), n * height * width));
  return out;
};

/** Logits [N, K, HEIGHT, WIDTH], or smaller, at full size: for every cube of every slice the number of the largest; of one alone whether it is above 0. */
export function fullLabels(logits: Tensor, [, height, width]: BrainScan["shape"]): Uint8Array {
  const [count, kinds, seenRows] = logits.shape as readonly [number, number, number];
  const [rows, columns] = [2 * HEIGHT, 2 * WIDTH];
  const out = new Uint8Array(count * height * width);
  for (let n = 0; n < count; n++) {
    const large = noGrad(() => interpolate(logits.slice(0, n, n + 1), { scaleFactor: rows / seenRows, mode: "bilinear" })).data();
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let best = 0;
        const at = y * columns + x;
        if (kinds === 1) best = Number(large[at]! > 0);
        else for (let k = 1; k < kinds; k++) if (large[k * rows * columns + at]! > large[best * rows * columns + at]!) best = k;
        out[(n * height + y) * width + x] = best;
      }
  }
  return out;
}
