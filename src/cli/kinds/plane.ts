// Points of many numbers on a plane: the two directions in which they vary most.
import { tensor } from "../../index.ts";
import { eigh } from "../../linalg.ts";
import type { Points } from "./kmeans.ts";

/** The mean, and the two principal axes. */
export interface PrincipalPlane {
  readonly mean: readonly number[];
  readonly axes: readonly (readonly number[])[];
}

export function principalPlane({ values, count, width }: Points): PrincipalPlane {
  const mean = Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += values[row * width + i]!;
    return sum / count;
  });
  const spread = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (__, j) => {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += (values[row * width + i]! - mean[i]!) * (values[row * width + j]! - mean[j]!);
      return sum / count;
    }),
  );
  const vectors = eigh(tensor(spread)).eigenvectors.toArray() as number[][];
  const axis = (k: number): number[] => vectors.map((row) => (k < width ? row[width - 1 - k]! : 0));
  return { mean, axes: [axis(0), axis(1)] };
}

/** Places of points on the plane. */
export function onPlane({ values, count, width }: Points, { mean, axes }: PrincipalPlane): readonly [x: number[], y: number[]] {
  const along = (axis: readonly number[]): number[] =>
    Array.from({ length: count }, (_, row) => axis.reduce((sum, part, i) => sum + part * (values[row * width + i]! - mean[i]!), 0));
  return [along(axes[0]!), along(axes[1]!)];
}
