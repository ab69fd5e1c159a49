// `index` and `indexPut`: subscripts of every kind. Masks are read here and become tensors of indices; the rest is graph.
import { rangeError, shapesError } from "../core/errors.ts";
import { sizeOfShape } from "../core/shape.ts";
import { requireTensor, type Operand } from "../graph/define.ts";
import { add, sub } from "../graph/ops/arithmetic.ts";
import { cast, expand } from "../graph/ops/broadcast.ts";
import { full, iota } from "../graph/ops/constants.ts";
import { scatterAdd } from "../graph/ops/indexing.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { scatter } from "../graph/ops/scatter.ts";
import { tensor, type Nested } from "../graph/ops/sources.ts";
import { maskedFill } from "../graph/ops/taking.ts";
import { subscripted, type Place } from "../graph/subscripts.ts";
import { Tensor } from "../graph/tensor.ts";
import { maskIndices } from "./selection.ts";

/**
 * What may stand in brackets: an integer (the axis is dropped), a slice "start:stop:step" or ":" (negative steps count
 * backwards), "..." (all axes in between), null (a new axis), a tensor or array of indices, or of truths (a mask, which
 * stands for as many axes as it has).
 */
export type Subscript = number | string | null | Tensor | readonly Nested[];

/** Arrays as tensors, masks as the indices of what is true. */
function placesOf(name: string, x: Tensor, subscripts: readonly Subscript[]): Place[] {
  const given = subscripts.map((s) => (Array.isArray(s) ? asIndices(s as readonly Nested[]) : (s as Place)));
  const rankOf = (s: Place): number => (s === null || s === "..." ? 0 : s instanceof Tensor && s.dtype === "bool" ? s.shape.length : 1);
  let axis = 0;
  const total = given.reduce<number>((sum, s) => sum + rankOf(s), 0);
  return given.flatMap((s) => {
    if (typeof s === "object" && s !== null) requireTensor(name, s);
    const begin = axis;
    axis += s === "..." ? x.shape.length - total : rankOf(s);
    if (!(s instanceof Tensor) || s.dtype !== "bool") return [s];
    const own = x.shape.slice(begin, axis);
    if (s.shape.length === 0 || own.join() !== s.shape.join())
      throw shapesError(
        name,
        { x: x.shape, mask: s.shape },
        `a mask must have the sizes of the axes that it stands for, here those from axis ${begin} on`,
      );
    return maskIndices(name, s);
  });
}

function asIndices(list: readonly Nested[]): Tensor {
  let first: Nested | undefined = list;
  while (Array.isArray(first)) first = (first as readonly Nested[])[0];
  return tensor(list, { dtype: typeof first === "boolean" ? "bool" : "i32" });
}

/**
 * The elements of x that the subscripts name: PyTorch's x[a, b, …]. Integers, slices, "..." and null are views. Several
 * tensors of indices are broadcast together; what they choose stands in place of their axes if these are neighbours, else in
 * front. Negative indices count from the end. Gradients of elements that are chosen several times add up.
 *
 * An index that is out of range is an error if it is known when the op is called; else it gives NaN (integers: 0).
 *
 * @throws inside of a compiled function if there is a mask, for the number of its elements depends on values
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]])
 * index(x, 0).toArray() // [1, 2, 3]
 * index(x, "...", "::-1").toArray() // [[3, 2, 1], [6, 5, 4]]
 * index(x, [1, 0], [2, 2]).toArray() // [6, 3]
 * index(x, x.gt(4)).toArray() // [5, 6]
 */
export const index = (x: Tensor, ...subscripts: readonly Subscript[]): Tensor => {
  requireTensor("index", x);
  return subscripted("index", x, placesOf("index", x, subscripts));
};

/** What `indexPut` may be told. */
export interface IndexPutOptions {
  /** Add to what is there; elements that meet at a place add up. */
  readonly accumulate?: boolean;
}
/**
 * x with other values for the elements that the subscripts name: what x[a, b, …] = values makes of it in PyTorch; x itself
 * stays. Values are broadcast. Of several that meet at a place the last one stands. Indices that are out of range are passed
 * over unless they are known, which is an error.
 *
 * @throws inside of a compiled function if there is a mask, unless it is the only subscript and the value is one number
 * @example
 * const x = tensor([[1, 2], [3, 4]])
 * indexPut(x, [0], 9).toArray() // [[9, 9], [3, 4]]
 * indexPut(x, [[0, 0], [1, 1]], 1, { accumulate: true }).toArray() // [[1, 4], [3, 4]]
 */
export const indexPut = (
  x: Tensor,
  subscripts: readonly Subscript[],
  values: Operand,
  { accumulate = false }: IndexPutOptions = {},
): Tensor => {
  requireTensor("indexPut", x);
  if (!Array.isArray(subscripts)) throw rangeError("indexPut", "subscripts", subscripts, "an array of subscripts");
  const given = values instanceof Tensor ? cast(values, x.dtype) : full([], values, { dtype: x.dtype });
  const [only] = subscripts;
  if (subscripts.length === 1 && only instanceof Tensor && only.dtype === "bool" && !accumulate && sizeOfShape(given.shape) === 1) {
    if (only.shape.join() === x.shape.slice(0, only.shape.length).join())
      return maskedFill(x, reshape(only, [...only.shape, ...x.shape.slice(only.shape.length).map(() => 1)]), reshape(given, []));
  }
  const size = sizeOfShape(x.shape);
  // Counted from 1, so that indices out of range, which give 0, name nothing.
  const numbers = reshape(add(iota([size], 0), 1), x.shape);
  const places = sub(subscripted("indexPut", numbers, placesOf("indexPut", x, subscripts)), 1);
  const count = sizeOfShape(places.shape);
  const flat = reshape(x, [size]);
  const list = reshape(expand(given, places.shape), [count]);
  const put = (accumulate ? scatterAdd : scatter)(flat, 0, reshape(places, [count]), list);
  return reshape(put, x.shape);
};
