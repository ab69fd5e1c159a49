// Tensors cut apart, and repeated.
import { rangeError, rankError } from "../../core/errors.ts";
import { normalizeAxis } from "../../core/shape.ts";
import { requireInteger, requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { expand } from "./broadcast.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./views.ts";

/**
 * Parts of an axis: each of `size` elements, the last one perhaps smaller; or of the sizes listed.
 *
 * @throws when listed sizes do not add up to the size of the axis
 * @example
 * split(tensor([1, 2, 3]), 2).map((part) => part.toArray()) // [[1, 2], [3]]
 */
export const split = (x: Tensor, size: number | readonly number[], axis = 0): Tensor[] => {
  requireTensor("split", x);
  const at = normalizeAxis("split", axis, x.shape.length);
  const whole = x.shape[at]!;
  const sizes =
    typeof size === "number"
      ? Array.from({ length: Math.max(1, Math.ceil(whole / requireInteger("split", "size", size, 1))) }, (_, i) =>
          Math.min(size, whole - i * size),
        )
      : size.map((n) => requireInteger("split", "size", n, 0));
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== whole) throw rangeError("split", "sizes", sizes, `numbers that add up to ${whole}, the size of axis ${at}`);
  let start = 0;
  return sizes.map((n) => slice(x, at, start, (start += n)));
};

/**
 * At most `count` parts of an axis, all of the same size but perhaps the last.
 *
 * @example
 * chunk(tensor([1, 2, 3, 4, 5]), 2).map((part) => part.toArray()) // [[1, 2, 3], [4, 5]]
 */
export const chunk = (x: Tensor, count: number, axis = 0): Tensor[] => {
  requireTensor("chunk", x);
  const whole = x.shape[normalizeAxis("chunk", axis, x.shape.length)]!;
  return split(x, Math.max(1, Math.ceil(whole / requireInteger("chunk", "count", count, 1))), axis);
};

/**
 * The whole tensor repeated along each axis; missing axes are added in front.
 *
 * @example
 * repeat(tensor([1, 2]), [2, 2]).toArray() // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export const repeat = (x: Tensor, counts: readonly number[]): Tensor => {
  requireTensor("repeat", x);
  const extra = counts.length - x.shape.length;
  if (extra < 0) throw rankError("repeat", "counts", counts, `have a number for each of the ${x.shape.length} axes of x`);
  counts.forEach((n) => requireInteger("repeat", "count", n, 0));
  const shape = [...new Array<number>(extra).fill(1), ...x.shape];
  const paired = reshape(x, shape.flatMap((size) => [1, size])); // prettier-ignore
  const wide = expand(paired, shape.flatMap((size, a) => [counts[a]!, size])); // prettier-ignore
  return reshape(wide, shape.map((size, a) => size * counts[a]!)); // prettier-ignore
};
