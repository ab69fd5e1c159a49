// Elements brought to places given by tensors of indices: replaced, multiplied, compared; element by element or in whole
// rows. Indices that are known when an op is called must be in range; others that are not are passed over. Where several
// elements meet at a place, they come in their order along the axis of the source.
import { isFloat, type DType } from "../../core/dtype.ts";
import { rangeError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { operation, requireTensor, type HasOp, type Operand } from "../define.ts";
import { gatherOp, indexSelectOp, indexSum, requireIndex, scatterArguments, scatterSum } from "../gathering.ts";
import { scatterNest, type Combination } from "../scattering.ts";
import { apply, Tensor, type Op } from "../tensor.ts";
import { add, div, floorDivide, mul } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { eq, gt, lt, where } from "./compare.ts";
import { full, iota, ones } from "./constants.ts";
import { reshape } from "./reshape.ts";

interface IntoAttrs {
  readonly axis: number;
  /** The index has one axis and counts for whole rows of the source. */
  readonly rows: boolean;
  readonly combination: Combination;
}
const intoOp: Op<IntoAttrs> = {
  name: "scatterInto",
  shape: ([base]) => base!.shape,
  dtype: ([base]) => base!.dtype,
  how: {
    kind: "loop",
    nest: (output, [base, source, index], attrs: IntoAttrs, [shape, from]) =>
      scatterNest(output, { base: base!, source: source!, index: index! }, { ...attrs, shape: shape!, from: from! }),
  },
  vjp: (ct, y, [base, source, index], attrs) => {
    const { axis, rows, combination } = attrs;
    const chosen = (x: Tensor): Tensor => apply(rows ? indexSelectOp : gatherOp, [x, index!], { axis });
    if (combination === "last") {
      // The number of the source's row that stands at each place, or −1.
      const mark = rows ? { shape: [base!.shape[axis]!], axis: 0 } : { shape: base!.shape, axis };
      const number = iota(index!.shape, mark.axis);
      const standing = apply(intoOp, [full(mark.shape, -1, { dtype: "i32" }), number, index!], { ...attrs, axis: mark.axis });
      const won = eq(apply(rows ? indexSelectOp : gatherOp, [standing, index!], { axis: mark.axis }), number);
      const wide = (x: Tensor): Tensor => (rows ? alongRows(x, axis, base!.shape.length) : x);
      return [where(wide(eq(standing, -1)), ct, 0), where(wide(won), chosen(ct), 0), null];
    }
    const sumOf = (x: Tensor): Tensor => (rows ? indexSum : scatterSum)(x, index!, axis, base!.shape);
    if (combination === "mul") {
      // Of one zero among the factors, the share is the product of the others; of more, all shares are 0.
      const isZero = (x: Tensor): Tensor => eq(x, 0);
      const others = (x: Tensor): Tensor => where(isZero(x), 1, x);
      const product = apply(intoOp, [others(base!), others(source!), index!], attrs);
      const zeros = add(cast(isZero(base!), "i32"), sumOf(cast(isZero(source!), "i32")));
      const share = (x: Tensor, at: (x: Tensor) => Tensor): Tensor => {
        const [whole, count] = [at(product), at(zeros)];
        return mul(at(ct), where(isZero(x), where(eq(count, 1), whole, 0), where(eq(count, 0), div(whole, others(x)), 0)));
      };
      return [share(base!, (x) => x), share(source!, chosen), null];
    }
    const equalBase = cast(eq(base!, y), y.dtype);
    const equalSource = cast(eq(source!, chosen(y)), y.dtype);
    const share = div(ct, add(equalBase, sumOf(equalSource)));
    return [mul(share, equalBase), mul(chosen(share), equalSource), null];
  },
};

/** A list as a tensor that broadcasts along one axis of `rank`. */
const alongRows = (x: Tensor, axis: number, rank: number): Tensor =>
  reshape(
    x,
    Array.from({ length: rank }, (_, a) => (a === axis ? -1 : 1)),
  );

/** A source that is a number stands for as many as there are indices. */
const sourceOf = (x: Tensor, index: Tensor, source: Operand): Tensor =>
  typeof source === "number" ? full(index.shape, source, { dtype: x.dtype }) : source;

/**
 * x with elements replaced: y[index[i][j]][j] = source[i][j] for axis 0, and so on. Of several elements that meet at a place
 * the last one stands, and the gradient goes to it alone.
 *
 * An index that is out of range is an error if it is known when the op is called; else it is passed over.
 *
 * @param index i32, of x's rank and, but for the axis, at most its sizes
 * @param source at least of the index's sizes, or a number
 * @example
 * scatter(zeros([3]), 0, tensor([2, 0], { dtype: "i32" }), tensor([5, 6])).toArray() // [6, 0, 5]
 */
export const scatter: ((x: Tensor, axis: number, index: Tensor, source: Operand) => Tensor) & HasOp = /* @__PURE__ */ operation(
  intoOp,
  (x: Tensor, axis: number, index: Tensor, source: Operand): Tensor => {
    requireTensor("scatter", x);
    requireTensor("scatter", index);
    const given = scatterArguments("scatter", x, axis, index, sourceOf(x, index, source));
    return apply(intoOp, [x, cast(given.source, x.dtype), given.index], { axis: given.at, rows: false, combination: "last" });
  },
);

/** How `scatterReduce` puts elements of one place together. */
export type ScatterReduction = "sum" | "prod" | "mean" | "amax" | "amin";
/** What `scatterReduce` may be told. */
export interface ScatterReduceOptions {
  /** Do x's own elements count among those that are put together? */
  readonly includeSelf?: boolean;
}
const WORDS: Readonly<Record<Exclude<ScatterReduction, "sum" | "mean">, Combination>> = { prod: "mul", amax: "max", amin: "min" };

/**
 * x with the elements of `source` put together at their indices along an axis: their sum, product, mean, largest or
 * smallest. Places that no index names keep x's elements. Equal extremes share the gradient.
 *
 * @param index i32, of x's rank and, but for the axis, at most its sizes
 * @param source at least of the index's sizes
 * @example
 * const index = tensor([0, 0, 1], { dtype: "i32" })
 * scatterReduce(tensor([1, 1, 1]), 0, index, tensor([2, 4, 3]), "amax").toArray() // [4, 3, 1]
 * scatterReduce(tensor([1, 1, 1]), 0, index, tensor([2, 4, 3]), "mean", { includeSelf: false }).toArray() // [3, 3, 1]
 */
export const scatterReduce = (
  x: Tensor,
  axis: number,
  index: Tensor,
  source: Tensor,
  reduction: ScatterReduction,
  { includeSelf = true }: ScatterReduceOptions = {},
): Tensor => {
  const { at, index: places, source: values } = scatterArguments("scatterReduce", x, axis, index, source);
  return reduced("scatterReduce", x, { axis: at, rows: false, reduction, includeSelf }, places, cast(values, x.dtype));
};

interface ReducedOptions {
  readonly axis: number;
  readonly rows: boolean;
  readonly reduction: ScatterReduction;
  readonly includeSelf: boolean;
}
function reduced(name: string, x: Tensor, { axis, rows, reduction, includeSelf }: ReducedOptions, index: Tensor, values: Tensor): Tensor {
  if (!["sum", "prod", "mean", "amax", "amin"].includes(reduction))
    throw rangeError(name, "reduction", reduction, '"sum", "prod", "mean", "amax" or "amin"');
  const sumOf = (y: Tensor): Tensor => (rows ? indexSum : scatterSum)(y, index, axis, x.shape);
  const counts = (): Tensor => sumOf(ones(values.shape, { dtype: "i32" }));
  const base = (neutral: number): Tensor => (includeSelf ? x : where(gt(counts(), 0), full([], neutral, { dtype: x.dtype }), x));
  if (reduction === "sum") return add(base(0), sumOf(values));
  if (reduction === "mean") {
    const total = add(base(0), sumOf(values));
    const count = includeSelf ? add(counts(), 1) : counts();
    const divisor = where(gt(count, 1), count, 1);
    return isFloat(x.dtype) ? div(total, cast(divisor, x.dtype)) : cast(floorDivide(total, divisor), x.dtype);
  }
  const start = reduction === "prod" ? 1 : reduction === "amax" ? lowest(x.dtype) : highest(x.dtype);
  return apply(intoOp, [base(start), values, index], { axis, rows, combination: WORDS[reduction] });
}
const highest = (dtype: DType): number => (isFloat(dtype) ? Infinity : dtype === "i32" ? 2147483647 : dtype === "u8" ? 255 : 1);
const lowest = (dtype: DType): number => (isFloat(dtype) ? -Infinity : dtype === "i32" ? -2147483648 : 0);

/** Checks of ops that take one index for a whole row. */
function rowArguments(name: string, x: Tensor, axis: number, index: Tensor, source: Tensor) {
  requireTensor(name, x);
  requireTensor(name, source);
  const at = normalizeAxis(name, axis, x.shape.length);
  requireIndex(name, index, at, x.shape[at]!);
  const wanted = x.shape.map((size, a) => (a === at ? index.shape[0]! : size));
  if (index.shape.length !== 1 || source.shape.length !== wanted.length || wanted.some((size, a) => size !== source.shape[a]))
    throw shapesError(
      name,
      { x: x.shape, index: index.shape, source: source.shape },
      `index must have one axis, and source x's shape with as many elements along axis ${at} as there are indices`,
    );
  return { at, index: cast(index, "i32"), source: cast(source, x.dtype) };
}

/**
 * x plus the rows of `source` (times `alpha`), each added at its index along the axis. Equal indices add up.
 *
 * @param index i32 [n]
 * @example
 * indexAdd(zeros([2, 2]), 0, tensor([1, 1], { dtype: "i32" }), tensor([[1, 2], [3, 4]])).toArray() // [[0, 0], [4, 6]]
 */
export const indexAdd = (
  x: Tensor,
  axis: number,
  index: Tensor,
  source: Tensor,
  { alpha = 1 }: { readonly alpha?: number } = {},
): Tensor => {
  const given = rowArguments("indexAdd", x, axis, index, source);
  const rows = indexSum(given.source, given.index, given.at, x.shape);
  return add(x, alpha === 1 ? rows : mul(rows, alpha));
};

/**
 * x with the rows of `source` put together at their indices along the axis: their product, mean, largest or smallest (or
 * sum). Rows that no index names stay. Equal extremes share the gradient.
 *
 * @param index i32 [n]
 * @example
 * indexReduce(ones([2]), 0, tensor([1, 1], { dtype: "i32" }), tensor([3, 4]), "prod").toArray() // [1, 12]
 */
export const indexReduce = (
  x: Tensor,
  axis: number,
  index: Tensor,
  source: Tensor,
  reduction: ScatterReduction,
  { includeSelf = true }: ScatterReduceOptions = {},
): Tensor => {
  const { at, index: places, source: values } = rowArguments("indexReduce", x, axis, index, source);
  return reduced("indexReduce", x, { axis: at, rows: true, reduction, includeSelf }, places, values);
};

/**
 * x with the rows of `source` in place of those at their indices along the axis; of equal indices the last one stands.
 *
 * @param index i32 [n]
 * @example
 * indexCopy(zeros([2, 2]), 0, tensor([1], { dtype: "i32" }), tensor([[1, 2]])).toArray() // [[0, 0], [1, 2]]
 */
export const indexCopy = (x: Tensor, axis: number, index: Tensor, source: Tensor): Tensor => {
  const given = rowArguments("indexCopy", x, axis, index, source);
  return apply(intoOp, [x, given.source, given.index], { axis: given.at, rows: true, combination: "last" });
};

/**
 * x with a number (or scalar tensor) in all rows at the indices along the axis.
 *
 * @param index i32 [n]
 * @example
 * indexFill(ones([3]), 0, tensor([0, 2], { dtype: "i32" }), 7).toArray() // [7, 1, 7]
 */
export const indexFill = (x: Tensor, axis: number, index: Tensor, value: Operand): Tensor => {
  requireTensor("indexFill", x);
  const at = normalizeAxis("indexFill", axis, x.shape.length);
  requireIndex("indexFill", index, at, x.shape[at]!);
  const count = sizeOfShape(index.shape);
  const named = gt(indexSum(ones([count], { dtype: "i32" }), cast(reshape(index, [count]), "i32"), 0, [x.shape[at]!]), 0);
  return where(alongRows(named, at, x.shape.length), cast(asTensor(value, x), x.dtype), x);
};
const asTensor = (value: Operand, x: Tensor): Tensor => (value instanceof Tensor ? value : full([], value, { dtype: x.dtype }));

/**
 * x with elements replaced (or, with `accumulate`, added to) at indices into the flattened tensor; negative ones count from
 * the end. Of equal indices the last one stands.
 *
 * @param index i32 of any shape
 * @param source as many elements
 * @example
 * put(zeros([2, 2]), tensor([3, 0], { dtype: "i32" }), tensor([5, 6])).toArray() // [[6, 0], [0, 5]]
 */
export const put = (x: Tensor, index: Tensor, source: Operand, { accumulate = false }: { readonly accumulate?: boolean } = {}): Tensor => {
  requireTensor("put", x);
  const size = sizeOfShape(x.shape);
  requireIndex("put", index, 0, size, -size);
  const values = sourceOf(x, index, source);
  requireTensor("put", values);
  const count = sizeOfShape(index.shape);
  if (sizeOfShape(values.shape) !== count)
    throw shapesError("put", { index: index.shape, source: values.shape }, "both must have as many elements");
  const flat = reshape(x, [size]);
  const places = fromEnd(reshape(cast(index, "i32"), [count]), size);
  const list = cast(reshape(values, [count]), x.dtype);
  const out = accumulate
    ? add(flat, indexSum(list, places, 0, [size]))
    : apply(intoOp, [flat, list, places], { axis: 0, rows: true, combination: "last" });
  return reshape(out, x.shape);
};
/** Negative indices count from the end. */
const fromEnd = (index: Tensor, size: number): Tensor => where(lt(index, 0), add(index, size), index);
