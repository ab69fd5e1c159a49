// Where numbers belong among sorted ones, and how many fall into which bin.
import { isFloat, promote } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { sameShape, sizeOfShape, type Shape } from "../../core/shape.ts";
import * as ir from "../../ir/build.ts";
import type { Buffer } from "../../ir/types.ts";
import { operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { scatterSum } from "../gathering.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../tensor.ts";
import { add, div, minimum, mul, sub } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { eq, ge, le, logicalAnd, logicalNot, where } from "./compare.ts";
import { iota, ones, zeros } from "./constants.ts";
import { indexSelect } from "./indexing.ts";
import { max, min } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { sort } from "./sorting.ts";
import { tensor } from "./sources.ts";
import { slice } from "./views.ts";

/** What `searchsorted` and `bucketize` may be told. */
export interface SearchOptions {
  /** Behind elements that equal the value, not in front of them. */
  readonly right?: boolean;
}
const searchOp: Op<{ readonly right: boolean }> = {
  name: "searchsorted",
  shape: ([, values]) => values!.shape,
  dtype: () => "i32",
  how: { kind: "loop", nest: searchNest },
};

/** Values of a task. */
const TASK = 512;

/** Bisection without branches: the place grows by halving steps as long as what stands before it belongs before the value. */
function searchNest(
  output: Buffer,
  [sorted, values]: readonly Buffer[],
  { right }: { readonly right: boolean },
  [shape, from]: readonly Shape[],
): LoopNest {
  const size = shape!.at(-1)!;
  const count = sizeOfShape(from!);
  const own = shape!.length > 1;
  const steps = Math.ceil(Math.log2(size + 1));
  return {
    tasks: Math.ceil(count / TASK),
    body: (task) => {
      const i = ir.indexVar("i", count);
      const step = ir.variable("step");
      const [value, place, next, start] = [
        ir.variable("value", values!.dtype),
        ir.variable("place"),
        ir.variable("next"),
        ir.variable("start"),
      ];
      const begin = ir.mul(task, ir.int(TASK));
      const before = ir.load(sorted!, ir.add(start, ir.sub(ir.call("min", next, ir.int(size)), ir.int(1))));
      const belongs = ir.call("not", right ? ir.less(value, before) : ir.lessEqual(value, before));
      const goes = ir.and(ir.lessEqual(next, ir.int(size)), belongs);
      return [
        ir.loop(i, begin, ir.call("min", ir.int(count), ir.add(begin, ir.int(TASK))), 1, [
          ir.declare(value, ir.load(values!, i)),
          ir.declare(start, own ? ir.mul(ir.call("quot", i, ir.int(from!.at(-1)!)), ir.int(size)) : ir.int(0)),
          ir.declare(place, ir.int(0)),
          ir.loop(step, ir.int(0), ir.int(steps), 1, [
            ir.declare(next, ir.add(place, ir.call("shl", ir.int(1), ir.sub(ir.int(steps - 1), step)))),
            ir.set(place, ir.select(goes, next, place)),
          ]),
          ir.store(output, i, place),
        ]),
      ];
    },
  };
}

/**
 * The place in a sorted list where each value would have to be put in to keep the order: in front of equal elements, or
 * behind them with `right`. A list for each row of values, or one for all. NaN belongs behind everything.
 *
 * @param sorted [n], or the shape of values but for the last axis; ascending
 * @example
 * searchsorted(tensor([1, 3, 5]), tensor([3, 6])).toArray() // [1, 3]
 * searchsorted(tensor([1, 3, 5]), tensor([3, 6]), { right: true }).toArray() // [2, 3]
 */
export const searchsorted: ((sorted: Tensor, values: Tensor, options?: SearchOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  searchOp,
  (sorted: Tensor, values: Tensor, { right = false }: SearchOptions = {}): Tensor => {
    requireTensor("searchsorted", sorted);
    requireTensor("searchsorted", values);
    if (sorted.shape.length === 0) throw rankError("searchsorted", "sorted", sorted.shape, "have an axis");
    if (sorted.shape.length > 1 && !sameShape(sorted.shape.slice(0, -1), values.shape.slice(0, -1)))
      throw shapesError(
        "searchsorted",
        { sorted: sorted.shape, values: values.shape },
        "sorted must be one list, or have the sizes of values but for the last axis",
      );
    const common = promote(sorted.dtype, values.dtype);
    const dtype = isFloat(common) ? common : "i32";
    if (sorted.shape.at(-1) === 0) return zeros(values.shape, { dtype: "i32" });
    return apply(searchOp, [cast(sorted, dtype), cast(values, dtype)], { right });
  },
);

/**
 * The number of the bucket that each element of x lies in, between sorted boundaries: i with boundaries[i−1] < x ≤
 * boundaries[i], or with `right`, boundaries[i−1] ≤ x < boundaries[i].
 *
 * @param boundaries [n], ascending
 * @example
 * bucketize(tensor([0, 3, 9]), tensor([1, 3, 5])).toArray() // [0, 1, 3]
 */
export const bucketize = (x: Tensor, boundaries: Tensor, options: SearchOptions = {}): Tensor => {
  requireTensor("bucketize", boundaries);
  if (boundaries.shape.length !== 1) throw rankError("bucketize", "boundaries", boundaries.shape, "have one axis");
  return searchsorted(boundaries, x, options);
};

/**
 * Is each element of x among the test elements? With `invert`: is it not?
 *
 * @example
 * isin(tensor([1, 2, 3]), tensor([3, 1])).toArray() // [true, false, true]
 */
export const isin = (x: Tensor, testElements: Tensor, { invert = false }: { readonly invert?: boolean } = {}): Tensor => {
  requireTensor("isin", x);
  requireTensor("isin", testElements);
  const count = sizeOfShape(testElements.shape);
  const dtype = promote(x.dtype, testElements.dtype);
  let found = zeros(x.shape, { dtype: "bool" });
  if (count > 0) {
    const list = sort(cast(reshape(testElements, [count]), dtype)).values;
    const values = cast(x, dtype);
    const place = minimum(searchsorted(list, values), count - 1);
    found = eq(indexSelect(list, 0, place), values);
  }
  return invert ? logicalNot(found) : found;
};

/** The ends of bins: those given, or the smallest and largest element; one apart where they are equal. */
function ends(x: Tensor, low: number, high: number): [Tensor, Tensor] {
  const given = low !== high || x.shape[0] === 0;
  const [first, last] = given ? [tensor(low), tensor(high)].map((v) => cast(v, x.dtype)) as [Tensor, Tensor] : [min(x), max(x)]; // prettier-ignore
  const same = eq(first, last);
  return [where(same, sub(first, 0.5), first), where(same, add(last, 0.5), last)];
}

/** What `histc` may be told. */
export interface HistcOptions {
  readonly bins?: number;
  /** With max equal to it: the smallest element. */
  readonly min?: number;
  readonly max?: number;
}
/**
 * How many elements fall into each of `bins` equal parts of [min, max]; others are not counted. Without min and max: from
 * the smallest element to the largest.
 *
 * @example
 * histc(tensor([1, 2, 2, 4]), { bins: 4, min: 0, max: 4 }).toArray() // [0, 1, 2, 1]
 */
export const histc = (x: Tensor, { bins = 100, min: low = 0, max: high = 0 }: HistcOptions = {}): Tensor => {
  requireTensor("histc", x);
  requireInteger("histc", "bins", bins, 1);
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw rangeError("histc", "min and max", [low, high], "finite and in order");
  const floats = isFloat(x.dtype) ? x : cast(x, "f32");
  const flat = reshape(floats, [sizeOfShape(x.shape)]);
  let [first, last] = ends(flat, low, high);
  if (low === high && flat.shape[0]! > 0) {
    // Of equal elements, PyTorch puts the ends one away.
    const same = eq(min(flat), max(flat));
    first = where(same, sub(min(flat), 1), first);
    last = where(same, add(max(flat), 1), last);
  }
  const place = cast(div(mul(sub(flat, first), bins), sub(last, first)), "i32");
  const inside = logicalAnd(ge(flat, first), le(flat, last));
  return cast(counted(where(inside, minimum(place, bins - 1), -1), null, bins), floats.dtype);
};

/** How often each bin is named, or the sum of the weights; −1 names none. */
const counted = (place: Tensor, weight: Tensor | null, bins: number): Tensor =>
  scatterSum(weight ?? ones(place.shape, { dtype: "i32" }), place, 0, [bins]);

/** What `histogram` may be told. */
export interface HistogramOptions {
  /** Ends of the equal bins; the smallest and largest element unless given. */
  readonly range?: readonly [number, number];
  /** What each element counts for. */
  readonly weight?: Tensor;
  /** Divided by the total and the width of the bin: the integral is 1. */
  readonly density?: boolean;
}
/**
 * How many elements (or how much weight) fall into each bin, and the bins' edges: `bins` equal ones, or those between the
 * edges given. Each bin holds its left edge, the last one its right edge too.
 *
 * @example
 * const { counts, edges } = histogram(tensor([1, 2, 2, 4]), 3)
 * counts.toArray() // [1, 2, 1]
 * edges.toArray() // [1, 2, 3, 4]
 */
export const histogram = (
  x: Tensor,
  bins: number | Tensor = 100,
  { range, weight, density = false }: HistogramOptions = {},
): { readonly counts: Tensor; readonly edges: Tensor } => {
  requireTensor("histogram", x);
  const floats = isFloat(x.dtype) ? x : cast(x, "f32");
  const flat = reshape(floats, [sizeOfShape(x.shape)]);
  let edges: Tensor;
  if (typeof bins === "number") {
    requireInteger("histogram", "bins", bins, 1);
    if (range && !(range[0] <= range[1])) throw rangeError("histogram", "range", [...range], "two numbers in order");
    const [first, last] = ends(flat, ...(range ?? [0, 0]));
    const part = div(cast(iota([bins + 1], 0), floats.dtype), bins);
    edges = add(mul(first, sub(1, part)), mul(last, part));
  } else {
    requireTensor("histogram", bins);
    if (bins.shape.length !== 1 || bins.shape[0]! < 2)
      throw rankError("histogram", "bins", bins.shape, "have one axis of at least two edges");
    edges = cast(bins, floats.dtype);
  }
  const count = edges.shape[0]! - 1;
  if (weight && !sameShape(weight.shape, x.shape))
    throw shapesError("histogram", { x: x.shape, weight: weight.shape }, "weight must have x's shape");
  const place = sub(searchsorted(edges, flat, { right: true }), 1);
  const last = eq(flat, slice(edges, 0, count));
  const bin = where(last, count - 1, where(ge(place, count), -1, place));
  const list = weight ? cast(reshape(weight, flat.shape), floats.dtype) : null;
  const counts = cast(counted(bin, list, count), floats.dtype);
  if (!density) return { counts, edges };
  return { counts: div(counts, mul(sum(counts), sub(slice(edges, 0, 1), slice(edges, 0, 0, count)))), edges };
};
