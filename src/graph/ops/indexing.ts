// Elements chosen by indices that are themselves tensors, and sums of elements at such indices.
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { gatherOp, indexSelectOp, requireIndex, scatterArguments, scatterSum, scatterSumOp } from "../gathering.ts";
import { apply, type Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { cast, detach } from "./broadcast.ts";
import { eq, le, where } from "./compare.ts";
import { iota, type DTypeOption } from "./constants.ts";
import { reshape, unsqueeze } from "./reshape.ts";

/**
 * Elements of x at given places of one axis: y[i][j] = x[index[i][j]][j] for axis 0, and so on. `index` has x's rank and,
 * but for the axis, at most its sizes.
 *
 * An index that is out of range is an error if it is known when the op is called; else it gives NaN (integers: 0).
 *
 * @example
 * gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]], { dtype: "i32" })).toArray() // [[2], [3]]
 */
export const gather: ((x: Tensor, axis: number, index: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  gatherOp,
  (x: Tensor, axis: number, index: Tensor): Tensor => {
    requireTensor("gather", x);
    const at = normalizeAxis("gather", axis, x.shape.length);
    requireIndex("gather", index, at, x.shape[at]!);
    if (index.shape.length !== x.shape.length || index.shape.some((size, a) => a !== at && size > x.shape[a]!))
      throw shapesError(
        "gather",
        { x: x.shape, index: index.shape },
        `index must have x's rank and, but for axis ${at}, at most its sizes`,
      );
    return apply(gatherOp, [x, cast(index, "i32")], { axis: at });
  },
);

/**
 * x plus the elements of `source`, each added at its index along the axis: the opposite of `gather`. Equal indices add up.
 *
 * An index that is out of range is an error if it is known when the op is called; else it is passed over.
 *
 * @example
 * scatterAdd(zeros([3]), 0, tensor([1, 1, 2], { dtype: "i32" }), tensor([1, 2, 3])).toArray() // [0, 3, 3]
 */
export const scatterAdd: ((x: Tensor, axis: number, index: Tensor, source: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  scatterSumOp,
  (x: Tensor, axis: number, index: Tensor, source: Tensor): Tensor => {
    const { at, index: places, source: values } = scatterArguments("scatterAdd", x, axis, index, source);
    return add(x, scatterSum(cast(values, x.dtype), places, at, x.shape));
  },
);

/**
 * Whole rows (or columns, …) of x: axis `axis` is replaced by the axes of `index`. The gradient adds up the rows that share
 * an index, always in the same order.
 *
 * An index that is out of range is an error if it is known when the op is called; else it gives NaN (integers: 0).
 *
 * @example
 * indexSelect(tensor([[1, 2], [3, 4], [5, 6]]), 0, tensor([2, 0], { dtype: "i32" })).toArray() // [[5, 6], [1, 2]]
 */
export const indexSelect: ((x: Tensor, axis: number, index: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  indexSelectOp,
  (x: Tensor, axis: number, index: Tensor): Tensor => {
    requireTensor("indexSelect", x);
    const at = normalizeAxis("indexSelect", axis, x.shape.length);
    requireIndex("indexSelect", index, at, x.shape[at]!);
    const chosen = apply(indexSelectOp, [x, cast(reshape(index, [sizeOfShape(index.shape)]), "i32")], { axis: at });
    return reshape(chosen, [...x.shape.slice(0, at), ...index.shape, ...x.shape.slice(at + 1)]);
  },
);

/** What `embedding` may be told. */
export interface EmbeddingOptions {
  /** The row of this number learns nothing. */
  readonly paddingIndex?: number;
}
/**
 * Rows of a table by number: y[…] = weight[index[…]]. No gradient reaches the row `paddingIndex`.
 *
 * @param index i32 of any shape
 * @param weight [rows, features]
 * @example
 * embedding(tensor([1, 1], { dtype: "i32" }), tensor([[1, 2], [3, 4]])).toArray() // [[3, 4], [3, 4]]
 */
export const embedding = (index: Tensor, weight: Tensor, { paddingIndex }: EmbeddingOptions = {}): Tensor => {
  requireTensor("embedding", weight);
  if (weight.shape.length !== 2) throw rankError("embedding", "weight", weight.shape, "be [rows, features]");
  const count = weight.shape[0]!;
  requireIndex("embedding", index, 0, count);
  const rows = indexSelect(weight, 0, index);
  if (paddingIndex === undefined) return rows;
  if (!Number.isInteger(paddingIndex) || paddingIndex < -count || paddingIndex >= count)
    throw rangeError("embedding", "paddingIndex", paddingIndex, `an integer from ${-count} to ${count - 1}`);
  const padding = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
  return where(unsqueeze(eq(index, padding), -1), detach(rows), rows);
};

/**
 * A 1 at each index and 0 elsewhere, along a new last axis of size `classes`. Without it, the size is the largest index plus
 * one, which must be known when the op is called.
 *
 * @example
 * oneHot(tensor([0, 2], { dtype: "i32" }), 3).toArray() // [[1, 0, 0], [0, 0, 1]]
 */
export const oneHot = (index: Tensor, classes?: number, { dtype = "f32" }: DTypeOption = {}): Tensor => {
  requireTensor("oneHot", index);
  const count = classes ?? largestOf(index) + 1;
  requireInteger("oneHot", "classes", count, 1);
  requireIndex("oneHot", index, index.shape.length, count);
  return cast(eq(unsqueeze(cast(index, "i32"), -1), iota([count], 0)), dtype);
};
function largestOf(index: Tensor): number {
  const known = index.op.how.kind === "source" ? index.storage?.host : null;
  if (!known) throw rangeError("oneHot", "classes", undefined, "given where the indices are not known yet");
  return (known as Int32Array).reduce((most, value) => Math.max(most, value), -1);
}

/**
 * The lower triangle of the last two axes: elements above the diagonal become 0. `diagonal` moves it up.
 *
 * @example
 * tril(tensor([[1, 2], [3, 4]])).toArray() // [[1, 0], [3, 4]]
 */
export const tril = (x: Tensor, diagonal = 0): Tensor => where(below("tril", x, diagonal), x, 0);

/**
 * The upper triangle of the last two axes: elements below the diagonal become 0. `diagonal` moves it up.
 *
 * @example
 * triu(tensor([[1, 2], [3, 4]])).toArray() // [[1, 2], [0, 4]]
 */
export const triu = (x: Tensor, diagonal = 0): Tensor => where(below("triu", x, diagonal, -1), 0, x);

/** True where column ≤ row + diagonal + shift. */
function below(name: string, x: Tensor, diagonal: number, shift = 0): Tensor {
  requireTensor(name, x);
  if (x.shape.length < 2) throw rankError(name, "x", x.shape, "have at least two axes");
  if (!Number.isInteger(diagonal)) throw rangeError(name, "diagonal", diagonal, "a whole number");
  const shape = x.shape.slice(-2);
  return le(iota(shape, 1), add(iota(shape, 0), diagonal + shift));
}
