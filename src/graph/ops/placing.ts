// Parts of a tensor replaced, where the part is a view: the opposite of `select` and `slice`.
import { rangeError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sameShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { cast } from "./broadcast.ts";
import { where } from "./compare.ts";
import { ones } from "./constants.ts";
import { unsqueeze } from "./reshape.ts";
import { pad, slice } from "./views.ts";

/**
 * x with other elements in a slice: `slice(result, axis, start, end, step)` is `source`.
 *
 * @param source of the slice's shape
 * @example
 * sliceScatter(zeros([4]), tensor([1, 2]), 0, 1, 4, 2).toArray() // [0, 1, 0, 2]
 */
export const sliceScatter = (x: Tensor, source: Tensor, axis = 0, start = 0, end = Infinity, step = 1): Tensor => {
  requireTensor("sliceScatter", x);
  requireTensor("sliceScatter", source);
  const at = normalizeAxis("sliceScatter", axis, x.shape.length);
  const wanted = slice(x, at, start, end, step).shape;
  if (!sameShape(wanted, source.shape))
    throw shapesError("sliceScatter", { x: x.shape, source: source.shape }, `source must have the slice's shape [${wanted.join(", ")}]`);
  return placed(x, source, at, Math.min(x.shape[at]!, Math.max(0, start < 0 ? start + x.shape[at]! : start)), step);
};

/** x with the elements of `source` along the axis at first, first + step, … */
function placed(x: Tensor, source: Tensor, axis: number, first: number, step: number): Tensor {
  const count = source.shape[axis]!;
  if (count === 0) return x;
  const behind = x.shape.length - 1 - axis;
  const zeros = new Array<number>(2 * behind).fill(0);
  const last = first + (count - 1) * step;
  const spread = (y: Tensor): Tensor =>
    pad(y, [...zeros, first, x.shape[axis]! - 1 - last], { between: [...new Array<number>(behind).fill(0), step - 1] });
  return where(spread(ones(source.shape, { dtype: "bool" })), spread(cast(source, x.dtype)), x);
}

/**
 * x with another part at one index of an axis: `select(result, axis, index)` is `source`.
 *
 * @param source of x's shape without the axis
 * @example
 * selectScatter(zeros([2, 2]), tensor([1, 2]), 0, -1).toArray() // [[0, 0], [1, 2]]
 */
export const selectScatter = (x: Tensor, source: Tensor, axis: number, index: number): Tensor => {
  requireTensor("selectScatter", x);
  requireTensor("selectScatter", source);
  const at = normalizeAxis("selectScatter", axis, x.shape.length);
  const size = x.shape[at]!;
  if (!Number.isInteger(index) || index < -size || index >= size)
    throw rangeError("selectScatter", "index", index, `an integer from ${-size} to ${size - 1} (axis ${at} has size ${size})`);
  const wanted = x.shape.filter((_, a) => a !== at);
  if (!sameShape(wanted, source.shape))
    throw shapesError(
      "selectScatter",
      { x: x.shape, source: source.shape },
      `source must have x's shape without axis ${at}, [${wanted.join(", ")}]`,
    );
  return placed(x, unsqueeze(source, at), at, index < 0 ? index + size : index, 1);
};
