// What layers over one, two or three spatial axes share: sizes given once or for each axis, and their names. Knows no layer.
import { NablaError, pad } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount, needRank, needSize } from "./errors.ts";

/** How many spatial axes there are. */
export type Dimensions = 1 | 2 | 3;

/** One number for all spatial axes, or one for each. */
export type Sizes = number | readonly number[];

/** One number for both axes, or [height, width]. */
export type Size2d = number | readonly [height: number, width: number];

/** A number for each of the axes, or an error in the layer's name. */
export function perAxis(layer: string, name: string, sizes: Sizes, dimensions: Dimensions, least = 1): readonly number[] {
  const list = typeof sizes === "number" ? new Array<number>(dimensions).fill(sizes) : sizes;
  if (list.length !== dimensions)
    throw new NablaError("layer-option", `${layer}: ${name} must be one number or ${dimensions}, got [${list.join(", ")}]`, { op: layer });
  for (const size of list) needCount(layer, name, size, least);
  return list;
}

/** What the input is called, with its axes: "pictures [N, C, H, W]". */
export const inputOf = (dimensions: Dimensions): string =>
  ({ 1: "rows [N, C, L]", 2: "pictures [N, C, H, W]", 3: "volumes [N, C, D, H, W]" })[dimensions];

/** The input has the axes of a batch, or of one sample, and as many channels as the layer was made for. */
export function needSpatial(layer: string, input: Tensor, dimensions: Dimensions, channels?: number): void {
  needRank(layer, input, [dimensions + 1, dimensions + 2], `${inputOf(dimensions)}, or one without N`);
  const axis = input.shape.length - dimensions - 1;
  if (channels !== undefined) needSize(layer, input, axis, channels, `${channels} channels on axis ${axis}`);
}

/** "3×3" */
export const times = (sizes: readonly number[]): string => sizes.join("×");

/** What margins are filled with: zeros, the mirror image, the border itself, or the other end. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

/** The last axes with margins [before, behind], the first axis first. */
export const padded = (
  x: Tensor,
  margins: readonly (readonly [number, number])[],
  mode: "constant" | "reflect" | "replicate" | "circular",
  value = 0,
): Tensor => pad(x, [...margins].reverse().flat(), { mode, value });
