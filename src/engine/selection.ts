// Ops whose result has a shape that depends on values: they compute their arguments, read them, and make a tensor of what
// they found. So they cannot be part of a recorded step. Knows ops and reading, not plans.
import type { TypedArray } from "../core/dtype.ts";
import { isFloat } from "../core/dtype.ts";
import { dtypeError, rangeError, rankError, shapesError, valueShapeError } from "../core/errors.ts";
import { broadcastShapes, normalizeAxis, sameShape, sizeOfShape } from "../core/shape.ts";
import { requireInteger, requireTensor } from "../graph/define.ts";
import { scatterSum } from "../graph/gathering.ts";
import { movedim } from "../graph/ops/arranging.ts";
import { cast, expand } from "../graph/ops/broadcast.ts";
import { indexSelect } from "../graph/ops/indexing.ts";
import { reshape, unsqueeze } from "../graph/ops/reshape.ts";
import { argsort } from "../graph/ops/sorting.ts";
import { tensor } from "../graph/ops/sources.ts";
import { Tensor } from "../graph/tensor.ts";
import { elementsOf } from "./compile.ts";
import { currentTrace } from "./trace.ts";

const MASKS = "use where, maskedFill or sums with the mask, or call it outside of the compiled function";
const OUTSIDE = "call it outside of the compiled function and pass the result in";

/** The elements, now; refused while a step is recorded. */
function read(name: string, x: Tensor, cure: string): TypedArray {
  requireTensor(name, x);
  if (currentTrace()) throw valueShapeError(name, cure);
  return elementsOf(name, x);
}
const whole = (values: ArrayLike<number>, shape: readonly number[] = [values.length]): Tensor =>
  tensor(values instanceof Int32Array ? values : Int32Array.from(values), { shape });

/** Flat places of what is not 0. */
function placesOf(name: string, x: Tensor): Int32Array {
  const elements = read(name, x, MASKS);
  let count = 0;
  for (let i = 0; i < elements.length; i++) if (elements[i] !== 0) count++;
  const places = new Int32Array(count);
  for (let i = 0, at = 0; at < count; i++) if (elements[i] !== 0) places[at++] = i;
  return places;
}

function coordinates(name: string, x: Tensor): Tensor {
  const places = placesOf(name, x);
  const rank = x.shape.length;
  if (rank === 1) return tensor(places, { shape: [places.length, 1] });
  const out = new Int32Array(places.length * rank);
  for (let k = 0; k < places.length; k++) {
    let rest = places[k]!;
    for (let axis = rank - 1; axis >= 0; axis--) {
      out[k * rank + axis] = rest % x.shape[axis]!;
      rest = Math.floor(rest / x.shape[axis]!);
    }
  }
  return tensor(out, { shape: [places.length, rank] });
}

/**
 * The indices of all elements that are not 0, one element a row: i32 [n, rank]. NaN is not 0.
 *
 * @throws inside of a compiled function, for n depends on values
 * @example
 * nonzero(tensor([[0, 5], [6, 0]])).toArray() // [[0, 1], [1, 0]]
 */
export const nonzero = (x: Tensor): Tensor => coordinates("nonzero", x);

/**
 * The indices of all elements that are not 0, one element a row: another name of `nonzero`.
 *
 * @throws inside of a compiled function, for the number of rows depends on values
 * @example
 * argwhere(tensor([0, 5, 6])).toArray() // [[1], [2]]
 */
export const argwhere = (x: Tensor): Tensor => coordinates("argwhere", x);

/** For each axis of the mask the indices of what is true: what the mask is as a subscript. */
export function maskIndices(name: string, mask: Tensor): Tensor[] {
  const places = placesOf(name, mask);
  let behind = 1;
  return mask.shape
    .map((_, axis) => mask.shape.length - 1 - axis)
    .map((axis) => {
      const step = behind;
      behind *= mask.shape[axis]!;
      return whole(places.map((place) => Math.floor(place / step) % mask.shape[axis]!));
    })
    .reverse();
}

/**
 * The elements of x where the mask is true, in one axis. The two are broadcast.
 *
 * @throws inside of a compiled function, for their number depends on values
 * @example
 * maskedSelect(tensor([1, 2, 3]), tensor([true, false, true])).toArray() // [1, 3]
 */
export const maskedSelect = (x: Tensor, mask: Tensor): Tensor => {
  requireTensor("maskedSelect", x);
  requireTensor("maskedSelect", mask);
  if (mask.dtype !== "bool") throw dtypeError("maskedSelect", "mask", mask.dtype, "bool");
  const shape = broadcastShapes("maskedSelect", [x.shape, mask.shape]);
  const places = placesOf("maskedSelect", expand(mask, shape));
  return indexSelect(reshape(expand(x, shape), [sizeOfShape(shape)]), 0, whole(places));
};

/** Distinct elements and what became of the given ones. */
export interface Unique {
  readonly values: Tensor;
  /** For each given element the place of its value among `values`: i32. */
  readonly inverse: Tensor;
  /** How often each value was there: i32. */
  readonly counts: Tensor;
}
/** What `unique` and `uniqueConsecutive` may be told. */
export interface UniqueOptions {
  /** Compare the parts of this axis; without it, all elements. */
  readonly axis?: number;
}

/** Runs of equal items in an order of them: the first of each run, its length, and each item's run. */
interface Runs {
  readonly firsts: readonly number[];
  readonly counts: readonly number[];
  readonly inverse: Int32Array;
}
function runs(order: ArrayLike<number>, equal: (a: number, b: number) => boolean): Runs {
  const [firsts, counts]: [number[], number[]] = [[], []];
  const inverse = new Int32Array(order.length);
  for (let k = 0; k < order.length; k++) {
    if (k === 0 || !equal(order[k - 1]!, order[k]!)) {
      firsts.push(order[k]!);
      counts.push(0);
    }
    inverse[order[k]!] = counts.length - 1;
    counts[counts.length - 1]!++;
  }
  return { firsts, counts, inverse };
}

/** The same for whole numbers that lie close together, in the order of their values, by counting; null where they do not. */
function countedRuns(elements: TypedArray): Runs | null {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < elements.length; i++) {
    const value = elements[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high - low < 2 * elements.length)) return null;
  const table = new Int32Array(high - low + 1);
  const firstOf = new Int32Array(table.length);
  for (let i = elements.length - 1; i >= 0; i--) {
    const k = elements[i]! - low;
    table[k]!++;
    firstOf[k] = i;
  }
  const [firsts, counts]: [number[], number[]] = [[], []];
  const numbers = new Int32Array(table.length);
  for (let k = 0; k < table.length; k++) {
    if (table[k] === 0) continue;
    numbers[k] = firsts.push(firstOf[k]!) - 1;
    counts.push(table[k]!);
  }
  const inverse = new Int32Array(elements.length);
  for (let i = 0; i < elements.length; i++) inverse[i] = numbers[elements[i]! - low]!;
  return { firsts, counts, inverse };
}

function distinct(name: string, x: Tensor, axis: number | undefined, sorted: boolean): Unique {
  requireTensor(name, x);
  const at = axis === undefined ? 0 : normalizeAxis(name, axis, x.shape.length);
  const rows = axis === undefined ? reshape(x, [sizeOfShape(x.shape)]) : movedim(x, at, 0);
  const count = rows.shape[0]!;
  const width = axis === undefined ? 1 : sizeOfShape(rows.shape.slice(1));
  const elements = read(name, rows, OUTSIDE).slice();
  const equal = (a: number, b: number): boolean => (width === 1 ? elements[a] === elements[b] : difference(a, b) === 0);
  const difference = (a: number, b: number): number => {
    for (let k = 0; k < width; k++) {
      const [u, v] = [elements[a * width + k]!, elements[b * width + k]!];
      if (u !== v) return u < v ? -1 : u > v ? 1 : Number.isNaN(v) ? (Number.isNaN(u) ? 1 : -1) : 1;
    }
    return 0;
  };
  const ordered = (): ArrayLike<number> => {
    if (sorted && axis === undefined) return elementsOf(name, argsort(rows, 0)).slice();
    const places = Array.from({ length: count }, (_, k) => k);
    return sorted ? places.sort((a, b) => difference(a, b) || a - b) : places;
  };
  const quick = sorted && axis === undefined && !isFloat(x.dtype) ? countedRuns(elements) : null;
  const found = quick ?? runs(ordered(), equal);
  return {
    values: indexSelect(axis === undefined ? rows : x, at, whole(found.firsts)),
    inverse: whole(found.inverse, axis === undefined ? x.shape : [count]),
    counts: whole(found.counts),
  };
}

/**
 * The distinct elements in ascending order (or distinct parts of an axis, ordered by their first differing element), where
 * each given one went, and how many there were of each. NaNs differ from each other.
 *
 * @throws inside of a compiled function, for their number depends on values
 * @example
 * const { values, inverse, counts } = unique(tensor([3, 1, 3]))
 * values.toArray() // [1, 3]
 * inverse.toArray() // [1, 0, 1]
 * counts.toArray() // [1, 2]
 */
export const unique = (x: Tensor, { axis }: UniqueOptions = {}): Unique => distinct("unique", x, axis, true);

/**
 * The elements (or parts of an axis) without those that equal their predecessor, where each given one went, and how many
 * stood together.
 *
 * @throws inside of a compiled function, for their number depends on values
 * @example
 * uniqueConsecutive(tensor([1, 1, 2, 1])).values.toArray() // [1, 2, 1]
 */
export const uniqueConsecutive = (x: Tensor, { axis }: UniqueOptions = {}): Unique => distinct("uniqueConsecutive", x, axis, false);

/** What `bincount` may be told. */
export interface BincountOptions {
  /** What each element counts for. */
  readonly weights?: Tensor;
  readonly minLength?: number;
}
/**
 * How often each of the numbers 0, 1, … occurs in a list of whole numbers, or the sum of their weights. Its length is the
 * largest number plus one, or `minLength`.
 *
 * @throws inside of a compiled function, for the length depends on values; when a number is negative
 * @example
 * bincount(tensor([0, 2, 2], { dtype: "i32" })).toArray() // [1, 0, 2]
 */
export const bincount = (x: Tensor, { weights, minLength = 0 }: BincountOptions = {}): Tensor => {
  requireTensor("bincount", x);
  requireInteger("bincount", "minLength", minLength, 0);
  if (x.shape.length !== 1) throw rankError("bincount", "x", x.shape, "have one axis");
  if (isFloat(x.dtype) || x.dtype === "bool") throw dtypeError("bincount", "x", x.dtype, "i32 or u8");
  if (weights && !sameShape(weights.shape, x.shape))
    throw shapesError("bincount", { x: x.shape, weights: weights.shape }, "both must have the same shape");
  const elements = read("bincount", x, "use histc or scatterAdd, whose sizes are given, or call it outside of the compiled function");
  let length = minLength;
  for (let i = 0; i < elements.length; i++) {
    const value = elements[i]!;
    if (value < 0) throw rangeError("bincount", "each element", value, "at least 0");
    if (value >= length) length = value + 1;
  }
  if (weights) return scatterSum(weights, cast(x, "i32"), 0, [length]);
  const counts = new Int32Array(length);
  for (let i = 0; i < elements.length; i++) counts[elements[i]!]!++;
  return whole(counts);
};

/**
 * Each element repeated, one after the other, along an axis or in the flattened tensor: all as often, or each by its own
 * number.
 *
 * @throws inside of a compiled function if the numbers are a tensor, for the size depends on them
 * @example
 * repeatInterleave(tensor([1, 2]), 2).toArray() // [1, 1, 2, 2]
 * repeatInterleave(tensor([1, 2]), [1, 3]).toArray() // [1, 2, 2, 2]
 */
export const repeatInterleave = (given: Tensor, repeats: number | readonly number[] | Tensor, axis?: number): Tensor => {
  requireTensor("repeatInterleave", given);
  const x = axis === undefined ? reshape(given, [sizeOfShape(given.shape)]) : given;
  const at = normalizeAxis("repeatInterleave", axis ?? 0, x.shape.length);
  const size = x.shape[at]!;
  const list = repeats instanceof Tensor ? [...read("repeatInterleave", repeats, "give the numbers as an array, which is known")] : repeats;
  const numbers = typeof list === "number" ? [list] : list;
  numbers.forEach((n) => requireInteger("repeatInterleave", "number of repeats", n, 0));
  if (numbers.length === 1) {
    const shape = [...x.shape.slice(0, at + 1), numbers[0]!, ...x.shape.slice(at + 1)];
    return reshape(expand(unsqueeze(x, at + 1), shape), [...x.shape.slice(0, at), size * numbers[0]!, ...x.shape.slice(at + 1)]);
  }
  if (numbers.length !== size)
    throw shapesError(
      "repeatInterleave",
      { x: given.shape, repeats: [numbers.length] },
      `one number, or one for each of the ${size} elements of the axis`,
    );
  return indexSelect(x, at, whole(numbers.flatMap((n, i) => new Array<number>(n).fill(i))));
};
