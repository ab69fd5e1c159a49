// Comparisons of whole tensors whose answer is a JavaScript boolean: they read the elements.
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { shapesError } from "../core/errors.ts";
import { requireTensor } from "../graph/define.ts";
import { isClose, type CloseOptions } from "../graph/ops/closeness.ts";
import { eq, ne } from "../graph/ops/compare.ts";
import { all } from "../graph/ops/reductions.ts";
import { reshape } from "../graph/ops/reshape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { item } from "./values.ts";

/**
 * Are all elements nearly equal, |a − b| ≤ atol + rtol · |b|, after broadcasting? `isClose` answers for each.
 *
 * @example
 * allClose(tensor([1, 2]), tensor([1.000001, 2])) // true
 */
export const allClose = (a: Tensor, b: Tensor, options: CloseOptions = {}): boolean => {
  requireTensor("allClose", a);
  requireTensor("allClose", b);
  return item(all(isClose(a, b, options))) === 1;
};

/**
 * Have two tensors the same shape and equal elements? NaN differs from itself.
 *
 * @example
 * equal(tensor([1, 2]), tensor([1, 2])) // true
 * equal(tensor([1, 2]), tensor([[1, 2]])) // false
 */
export const equal = (a: Tensor, b: Tensor): boolean => {
  requireTensor("equal", a);
  requireTensor("equal", b);
  return sameShape(a.shape, b.shape) && item(all(eq(a, b))) === 1;
};

/**
 * Is the only element of a tensor something other than 0?
 *
 * @throws when there is not exactly one element
 * @example
 * isNonzero(tensor([-2])) // true
 */
export const isNonzero = (x: Tensor): boolean => {
  requireTensor("isNonzero", x);
  if (sizeOfShape(x.shape) !== 1) throw shapesError("isNonzero", { x: x.shape }, "x must have exactly one element");
  return item(reshape(ne(x, 0), [])) === 1;
};
