// Tensors cut into parts and put together, in the ways that have names; grids and combinations of lists.
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { requireInteger, requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { atleast1d, atleast2d, atleast3d } from "./arranging.ts";
import { expand } from "./broadcast.ts";
import { indexSelect } from "./indexing.ts";
import { concat, stack } from "./joins.ts";
import { reshape } from "./reshape.ts";
import { tensor } from "./sources.ts";
import { pad, slice, transpose } from "./views.ts";

/**
 * Parts of an axis: so many of nearly equal sizes (the first ones one element larger), or cut before the indices given.
 *
 * @example
 * tensorSplit(tensor([1, 2, 3, 4, 5]), 3).map((part) => part.toArray()) // [[1, 2], [3, 4], [5]]
 * tensorSplit(tensor([1, 2, 3]), [1]).map((part) => part.toArray()) // [[1], [2, 3]]
 */
export const tensorSplit = (x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] => cut("tensorSplit", x, parts, axis);

function cut(name: string, x: Tensor, parts: number | readonly number[], axis: number): Tensor[] {
  requireTensor(name, x);
  const at = normalizeAxis(name, axis, x.shape.length);
  const size = x.shape[at]!;
  let ends: number[];
  if (typeof parts === "number") {
    requireInteger(name, "number of parts", parts, 1);
    const [least, larger] = [Math.floor(size / parts), size % parts];
    ends = Array.from({ length: parts - 1 }, (_, k) => (k + 1) * least + Math.min(k + 1, larger));
  } else
    ends = parts.map((end) =>
      Number.isInteger(end) ? Math.min(size, Math.max(0, end < 0 ? end + size : end)) : requireInteger(name, "index", end, 0),
    );
  const begins = [0, ...ends];
  return begins.map((begin, k) => slice(x, at, begin, Math.max(begin, ends[k] ?? size)));
}

/** Equal parts only, as PyTorch's hsplit and its like want them. */
function equally(name: string, x: Tensor, parts: number | readonly number[], axis: number, rank: number): Tensor[] {
  requireTensor(name, x);
  if (x.shape.length < rank) throw rankError(name, "x", x.shape, rank === 1 ? "have an axis" : `have at least ${rank} axes`);
  if (typeof parts === "number" && x.shape[axis]! % requireInteger(name, "number of parts", parts, 1) !== 0)
    throw rangeError(name, "number of parts", parts, `a divisor of ${x.shape[axis]}, the size of axis ${axis}`);
  return cut(name, x, parts, axis);
}

/**
 * Parts of axis 1 (of the only axis of a list): a number of equal ones, or cut before the indices given.
 *
 * @example
 * hsplit(tensor([[1, 2], [3, 4]]), 2).map((part) => part.toArray()) // [[[1], [3]], [[2], [4]]]
 */
export const hsplit = (x: Tensor, parts: number | readonly number[]): Tensor[] =>
  equally("hsplit", x, parts, x.shape?.length === 1 ? 0 : 1, 1);

/**
 * Parts of axis 0 of a matrix or larger tensor: a number of equal ones, or cut before the indices given.
 *
 * @example
 * vsplit(tensor([[1, 2], [3, 4]]), 2).map((part) => part.toArray()) // [[[1, 2]], [[3, 4]]]
 */
export const vsplit = (x: Tensor, parts: number | readonly number[]): Tensor[] => equally("vsplit", x, parts, 0, 2);

/**
 * Parts of axis 2: a number of equal ones, or cut before the indices given.
 *
 * @example
 * dsplit(zeros([2, 3, 4]), 2).map((part) => part.shape) // [[2, 3, 2], [2, 3, 2]]
 */
export const dsplit = (x: Tensor, parts: number | readonly number[]): Tensor[] => equally("dsplit", x, parts, 2, 3);

/** `concat` under the name that the user called. */
function joined(name: string, tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 0) throw rangeError(name, "number of tensors", 0, "at least 1");
  const [first] = tensors;
  for (const x of tensors)
    if (x.shape.length !== first!.shape.length || x.shape.some((size, a) => a !== axis && size !== first!.shape[a]))
      throw shapesError(name, { first: first!.shape, another: x.shape }, `all sizes but those of axis ${axis} must be equal`);
  return concat(tensors, axis);
}
const each = (name: string, tensors: readonly Tensor[], prepare: (x: Tensor) => Tensor): Tensor[] =>
  tensors.map((x) => {
    requireTensor(name, x);
    return prepare(x);
  });

/**
 * Side by side: along axis 1, lists along axis 0.
 *
 * @example
 * hstack([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 */
export const hstack = (tensors: readonly Tensor[]): Tensor => {
  const all = each("hstack", tensors, atleast1d);
  return joined("hstack", all, all[0]?.shape.length === 1 ? 0 : 1);
};

/**
 * One below the other: along axis 0, after lists have become rows.
 *
 * @example
 * vstack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 */
export const vstack = (tensors: readonly Tensor[]): Tensor => joined("vstack", each("vstack", tensors, atleast2d), 0);

/**
 * One behind the other: along axis 2, after new axes have been added as by `atleast3d`.
 *
 * @example
 * dstack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[[1, 3], [2, 4]]]
 */
export const dstack = (tensors: readonly Tensor[]): Tensor => joined("dstack", each("dstack", tensors, atleast3d), 2);

/**
 * Columns side by side: lists (and scalars) are columns.
 *
 * @example
 * columnStack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 3], [2, 4]]
 */
export const columnStack = (tensors: readonly Tensor[]): Tensor =>
  joined("columnStack", each("columnStack", tensors, (x) => (x.shape.length > 1 ? x : reshape(x, [sizeOfShape(x.shape), 1]))), 1); // prettier-ignore

/**
 * Coordinates of a grid: for lists of n₁, n₂, … numbers, as many tensors [n₁, n₂, …], each constant along all axes but its
 * own. With `indexing: "xy"` the first two axes of the result are swapped.
 *
 * @example
 * meshgrid([tensor([1, 2]), tensor([3, 4, 5])])[0].toArray() // [[1, 1, 1], [2, 2, 2]]
 */
export const meshgrid = (lists: readonly Tensor[], { indexing = "ij" }: { readonly indexing?: "ij" | "xy" } = {}): Tensor[] => {
  lists.forEach((x) => {
    requireTensor("meshgrid", x);
    if (x.shape.length > 1) throw rankError("meshgrid", "each list", x.shape, "have one axis");
  });
  if (indexing !== "ij" && indexing !== "xy") throw rangeError("meshgrid", "indexing", indexing, '"ij" or "xy"');
  const shape = lists.map((x) => sizeOfShape(x.shape));
  const grids = lists.map((x, k) => expand(reshape(x, shape.map((size, a) => (a === k ? size : 1))), shape)); // prettier-ignore
  return indexing === "xy" && lists.length > 1 ? grids.map((x) => transpose(x, 0, 1)) : grids;
};

/**
 * All tuples of one element of each list, in the order of counting: [n₁ · n₂ · …, number of lists]; of one list, itself.
 *
 * @example
 * cartesianProd(tensor([1, 2]), tensor([3, 4])).toArray() // [[1, 3], [1, 4], [2, 3], [2, 4]]
 */
export const cartesianProd = (...lists: readonly Tensor[]): Tensor => {
  lists.forEach((x) => {
    requireTensor("cartesianProd", x);
    if (x.shape.length !== 1) throw rankError("cartesianProd", "each list", x.shape, "have one axis");
  });
  if (lists.length === 1) return lists[0]!;
  return stack(meshgrid(lists).map((x) => reshape(x, [sizeOfShape(x.shape)])), 1); // prettier-ignore
};

/** What `combinations` may be told. */
export interface CombinationsOptions {
  /** May an element stand in a tuple several times? */
  readonly withReplacement?: boolean;
}
/**
 * All ways to choose r elements of a list without regard to order, one a row, in the order of their places.
 *
 * @example
 * combinations(tensor([1, 2, 3])).toArray() // [[1, 2], [1, 3], [2, 3]]
 */
export const combinations = (x: Tensor, r = 2, { withReplacement = false }: CombinationsOptions = {}): Tensor => {
  requireTensor("combinations", x);
  if (x.shape.length !== 1) throw rankError("combinations", "x", x.shape, "have one axis");
  requireInteger("combinations", "r", r, 0);
  const tuples: number[] = [];
  const choose = (tuple: readonly number[], from: number): void => {
    if (tuple.length === r) return void tuples.push(...tuple);
    for (let i = from; i < x.shape[0]!; i++) choose([...tuple, i], withReplacement ? i : i + 1);
  };
  if (r > 0) choose([], 0);
  return r === 0 ? slice(x, 0, 0, 0) : indexSelect(x, 0, tensor(tuples, { dtype: "i32", shape: [tuples.length / r, r] }));
};

/**
 * Matrices along the diagonal of a larger one, zeros elsewhere. Lists are rows, scalars are 1 × 1.
 *
 * @example
 * blockDiag(tensor([[1, 2]]), tensor(3)).toArray() // [[1, 2, 0], [0, 0, 3]]
 */
export const blockDiag = (...tensors: readonly Tensor[]): Tensor => {
  const blocks = tensors.map(atleast2d);
  for (const x of blocks) if (x.shape.length !== 2) throw rankError("blockDiag", "each block", x.shape, "have at most two axes");
  if (blocks.length === 0) throw rangeError("blockDiag", "number of tensors", 0, "at least 1");
  const width = blocks.reduce((sum, x) => sum + x.shape[1]!, 0);
  let left = 0;
  return concat(
    blocks.map((x) => {
      const before = left;
      left += x.shape[1]!;
      return pad(x, [before, width - left]);
    }),
  );
};
