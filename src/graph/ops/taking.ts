// Elements chosen by indices or masks, besides `gather` and `indexSelect`.
import { broadcastShapes, normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { dtypeError, shapesError } from "../../core/errors.ts";
import { requireTensor, type Axes, type KeepDims, type Operand } from "../define.ts";
import { indexSelectOp, requireIndex } from "../gathering.ts";
import { apply, Tensor } from "../tensor.ts";
import { add, sub } from "./arithmetic.ts";
import { cast, expand, sum } from "./broadcast.ts";
import { lt, ne, where } from "./compare.ts";
import { full } from "./constants.ts";
import { cumsum } from "./cumulative.ts";
import { gather } from "./indexing.ts";
import { reshape } from "./reshape.ts";

/**
 * Elements of the flattened tensor; negative indices count from the end. Has the index's shape.
 *
 * @example
 * take(tensor([[4, 3], [2, 1]]), tensor([0, -1], { dtype: "i32" })).toArray() // [4, 1]
 */
export const take = (x: Tensor, index: Tensor): Tensor => {
  requireTensor("take", x);
  const size = sizeOfShape(x.shape);
  requireIndex("take", index, 0, size, -size);
  const places = reshape(cast(index, "i32"), [sizeOfShape(index.shape)]);
  const found = apply(indexSelectOp, [reshape(x, [size]), where(lt(places, 0), add(places, size), places)], { axis: 0 });
  return reshape(found, index.shape);
};

/**
 * Elements at given places of one axis, as `gather`, after x and index have been broadcast along the other axes; without an
 * axis, elements of the flattened tensor. What `argsort` and its like give can be taken by it.
 *
 * @example
 * const x = tensor([[3, 1, 2]])
 * takeAlongDim(x, argsort(x, 1), 1).toArray() // [[1, 2, 3]]
 */
export const takeAlongDim = (x: Tensor, index: Tensor, axis?: number): Tensor => {
  requireTensor("takeAlongDim", x);
  requireTensor("takeAlongDim", index);
  if (axis === undefined) {
    const flat = reshape(index, [sizeOfShape(index.shape)]);
    requireIndex("takeAlongDim", flat, 0, sizeOfShape(x.shape));
    return gather(reshape(x, [sizeOfShape(x.shape)]), 0, flat);
  }
  const at = normalizeAxis("takeAlongDim", axis, x.shape.length);
  if (index.shape.length !== x.shape.length)
    throw shapesError("takeAlongDim", { x: x.shape, index: index.shape }, "both must have the same rank");
  requireIndex("takeAlongDim", index, at, x.shape[at]!);
  const without = (shape: readonly number[]): number[] => shape.map((size, a) => (a === at ? 1 : size));
  const common = broadcastShapes("takeAlongDim", [without(x.shape), without(index.shape)]);
  const along = (size: number): number[] => common.map((own, a) => (a === at ? size : own));
  return gather(expand(x, along(x.shape[at]!)), at, expand(index, along(index.shape[at]!)));
};

function requireMask(name: string, mask: Tensor): void {
  requireTensor(name, mask);
  if (mask.dtype !== "bool") throw dtypeError(name, "mask", mask.dtype, "bool");
}

/**
 * x with a number (or scalar tensor) where the mask is true. Mask and x are broadcast.
 *
 * @example
 * maskedFill(tensor([1, 2, 3]), tensor([true, false, true]), 0).toArray() // [0, 2, 0]
 */
export const maskedFill = (x: Tensor, mask: Tensor, value: Operand): Tensor => {
  requireTensor("maskedFill", x);
  requireMask("maskedFill", mask);
  return where(mask, value instanceof Tensor ? cast(value, x.dtype) : full([], value, { dtype: x.dtype }), x);
};

/**
 * x with the elements of `source`, one after the other, where the mask is true. Mask and x are broadcast; more elements in
 * source than are needed are left; where they are too few, what is missing is NaN (integers: 0).
 *
 * @example
 * maskedScatter(zeros([4]), tensor([true, false, true, true]), tensor([1, 2, 3])).toArray() // [1, 0, 2, 3]
 */
export const maskedScatter = (x: Tensor, mask: Tensor, source: Tensor): Tensor => {
  requireTensor("maskedScatter", x);
  requireMask("maskedScatter", mask);
  requireTensor("maskedScatter", source);
  const shape = broadcastShapes("maskedScatter", [x.shape, mask.shape]);
  const flat = reshape(expand(mask, shape), [sizeOfShape(shape)]);
  const number = sub(cumsum(flat, 0), 1);
  const list = cast(reshape(source, [sizeOfShape(source.shape)]), x.dtype);
  const found = apply(indexSelectOp, [list, where(flat, number, -1)], { axis: 0 });
  return reshape(where(flat, found, reshape(expand(x, shape), [sizeOfShape(shape)])), shape);
};

/**
 * How many elements are not 0, along the axes given or of all, as i32. NaN counts.
 *
 * @example
 * countNonzero(tensor([[0, 1], [2, 3]]), 1).toArray() // [1, 2]
 */
export const countNonzero = (x: Tensor, axis?: Axes, options: KeepDims = {}): Tensor => {
  requireTensor("countNonzero", x);
  return sum(ne(x, 0), axis, options);
};
