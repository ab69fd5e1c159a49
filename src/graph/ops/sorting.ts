// Elements in order along an axis: sorting, the largest few, order statistics, the most frequent element.
import { isFloat } from "../../core/dtype.ts";
import { emptyReductionError, rangeError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { operation, requireTensor, type HasOp, type KeepDims } from "../define.ts";
import { keptShape } from "../reduce.ts";
import { orderNest, type OrderAttrs } from "../sorting.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add, floorDivide, maximum, sub } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { eq, isNan, logicalNot, where } from "./compare.ts";
import { iota, ones } from "./constants.ts";
import { cummax, type ValuesAndIndices } from "./cumulative.ts";
import { gather } from "./indexing.ts";
import { concat } from "./joins.ts";
import { argmax } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { narrow, slice } from "./views.ts";

/** Which way elements are ordered. */
export interface OrderOptions {
  /** From the largest to the smallest. */
  readonly descending?: boolean;
}

const orderOp: Op<OrderAttrs> = {
  name: "argsort",
  shape: ([x], { axis, count }) => x!.shape.map((size, a) => (a === axis ? count : size)),
  dtype: () => "i32",
  how: { kind: "loop", nest: orderNest },
};
/** Places of the first `count` elements along the axis. */
const orderOf = (x: Tensor, attrs: OrderAttrs): Tensor => apply(orderOp, [isFloat(x.dtype) ? x : cast(x, "i32")], attrs);

/** A scalar is a row of one. */
function rowOf(name: string, x: Tensor, axis: number): { row: Tensor; at: number; size: number } {
  requireTensor(name, x);
  const at = normalizeAxis(name, axis, Math.max(1, x.shape.length));
  const row = reshape(x, x.shape.length === 0 ? [1] : x.shape);
  return { row, at, size: row.shape[at]! };
}

/**
 * Places of the elements along an axis in ascending order. Equal elements stay in their order; NaN counts as largest.
 *
 * @example
 * argsort(tensor([3, 1, 2])).toArray() // [1, 2, 0]
 */
export const argsort: ((x: Tensor, axis?: number, options?: OrderOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  orderOp,
  (x: Tensor, axis = -1, { descending = false }: OrderOptions = {}): Tensor => {
    const { row, at, size } = rowOf("argsort", x, axis);
    return reshape(orderOf(row, { axis: at, descending, count: size }), x.shape);
  },
);

/**
 * The elements along an axis in ascending order, and where they stood. Equal elements stay in their order; NaN counts as
 * largest.
 *
 * @example
 * const { values, indices } = sort(tensor([3, 1, 2]))
 * values.toArray() // [1, 2, 3]
 * indices.toArray() // [1, 2, 0]
 */
export const sort = (x: Tensor, axis = -1, options: OrderOptions = {}): ValuesAndIndices => {
  const { row, at } = rowOf("sort", x, axis);
  const indices = argsort(row, at, options);
  return { values: reshape(gather(row, at, indices), x.shape), indices: reshape(indices, x.shape) };
};

/**
 * The elements in ascending order along axis 0.
 *
 * @example
 * msort(tensor([[3, 1], [2, 5]])).toArray() // [[2, 1], [3, 5]]
 */
export const msort = (x: Tensor): Tensor => sort(x, 0).values;

/** What `topk` may be told. */
export interface TopkOptions {
  /** False: the smallest ones. */
  readonly largest?: boolean;
  /** They come in order in any case; here for PyTorch's sake. */
  readonly sorted?: boolean;
}
/**
 * The k largest elements along an axis (the last unless given), the largest first, and where they are. Of equal elements the
 * first ones are taken.
 *
 * @throws when there are fewer than k
 * @example
 * topk(tensor([1, 4, 3]), 2).values.toArray() // [4, 3]
 * topk(tensor([1, 4, 3]), 1, -1, { largest: false }).indices.toArray() // [0]
 */
export const topk = (x: Tensor, k: number, axis = -1, { largest = true }: TopkOptions = {}): ValuesAndIndices => {
  const { row, at, size } = rowOf("topk", x, axis);
  if (!Number.isInteger(k) || k < 0 || k > size) throw rangeError("topk", "k", k, `an integer from 0 to the size of axis ${at}, ${size}`);
  const indices = orderOf(row, { axis: at, descending: largest, count: k });
  const values = gather(row, at, indices);
  return x.shape.length === 0 && k === 1 ? { values: reshape(values, []), indices: reshape(indices, []) } : { values, indices };
};

/** One element a row, given by its place (keepDims form), as results of reductions. */
function chosen(row: Tensor, at: number, place: Tensor, x: Tensor, keepDims: boolean): ValuesAndIndices {
  const shape = x.shape.length === 0 ? [] : keptShape(x.shape, [at], keepDims);
  return { values: reshape(gather(row, at, place), shape), indices: reshape(place, shape) };
}

/**
 * The k-th smallest element along an axis (the last unless given; k counts from 1), and where it is.
 *
 * @throws when there are fewer than k
 * @example
 * kthvalue(tensor([5, 1, 3]), 2).values.toArray() // 3
 */
export const kthvalue = (x: Tensor, k: number, axis = -1, { keepDims = false }: KeepDims = {}): ValuesAndIndices => {
  const { row, at, size } = rowOf("kthvalue", x, axis);
  if (!Number.isInteger(k) || k < 1 || k > size)
    throw rangeError("kthvalue", "k", k, `an integer from 1 to the size of axis ${at}, ${size}`);
  return chosen(row, at, narrow(orderOf(row, { axis: at, descending: false, count: k }), at, k - 1, 1), x, keepDims);
};

/**
 * The median along an axis and where it is; of an even number of elements the lower of the two in the middle. NaN if there
 * is one.
 *
 * @throws when there is nothing to choose from
 * @example
 * median(tensor([[4, 1, 3, 2]]), 1).values.toArray() // [2]
 */
export const median = (x: Tensor, axis?: number, options: KeepDims = {}): ValuesAndIndices => middle("median", x, axis, options);

/**
 * The median along an axis without the NaNs, and where it is; NaN only where all are.
 *
 * @throws when there is nothing to choose from
 * @example
 * nanmedian(tensor([NaN, 3, 1, 2])).values.toArray() // 2
 */
export const nanmedian = (x: Tensor, axis?: number, options: KeepDims = {}): ValuesAndIndices => middle("nanmedian", x, axis, options);

function middle(name: string, x: Tensor, axis: number | undefined, { keepDims = false }: KeepDims): ValuesAndIndices {
  requireTensor(name, x);
  if (axis === undefined) {
    const { values, indices } = middle(name, reshape(x, [sizeOfShape(x.shape)]), 0, {});
    const shape = keepDims ? x.shape.map(() => 1) : [];
    return { values: reshape(values, shape), indices: reshape(indices, shape) };
  }
  const { row, at, size } = rowOf(name, x, axis);
  if (size === 0) throw emptyReductionError(name, x.shape);
  const order = orderOf(row, { axis: at, descending: false, count: size });
  const half = narrow(order, at, (size - 1) >> 1, 1);
  if (!isFloat(x.dtype)) return chosen(row, at, half, x, keepDims);
  const nan = isNan(row);
  if (name === "nanmedian") {
    const numbers = sum(logicalNot(nan), at, { keepDims: true });
    const place = maximum(floorDivide(sub(numbers, 1), 2), 0);
    return chosen(row, at, gather(order, at, place), x, keepDims);
  }
  const first = argmax(cast(nan, "i32"), at, { keepDims: true });
  return chosen(row, at, where(gather(nan, at, first), first, half), x, keepDims);
}

/**
 * The most frequent element along an axis (the last unless given), and the last place where it is; of equally frequent ones
 * the smallest.
 *
 * @throws when there is nothing to choose from
 * @example
 * mode(tensor([3, 1, 3, 1, 2])).values.toArray() // 1
 */
export const mode = (x: Tensor, axis = -1, { keepDims = false }: KeepDims = {}): ValuesAndIndices => {
  const { row, at, size } = rowOf("mode", x, axis);
  if (size === 0) throw emptyReductionError("mode", x.shape);
  const order = orderOf(row, { axis: at, descending: false, count: size });
  const ordered = gather(row, at, order);
  const place = iota(row.shape, at);
  // Where a run of equals begins; the largest such place so far tells how long the run is by now.
  const fresh = logicalNot(eq(slice(ordered, at, 1), slice(ordered, at, 0, size - 1)));
  const begins = concat([ones(keptShape(row.shape, [at], true), { dtype: "bool" }), fresh], at);
  const start = cummax(where(begins, place, 0), at).values;
  const length = add(sub(place, start), 1);
  return chosen(row, at, gather(order, at, argmax(length, at, { keepDims: true })), x, keepDims);
};
