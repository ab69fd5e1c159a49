// Sums, means and maxima of rows of a table, bag by bag.
import { isFloat } from "../../core/dtype.ts";
import { dtypeError, rangeError, rankError, shapesError } from "../../core/errors.ts";
import { sameShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { div, maximum, mul } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { logicalAnd, ne, where } from "./compare.ts";
import { zeros } from "./constants.ts";
import { embedding, gather } from "./indexing.ts";
import { max } from "./reductions.ts";
import { reshape, unsqueeze } from "./reshape.ts";
import { tensor } from "./sources.ts";

/** What `embeddingBag` may be told. */
export interface EmbeddingBagOptions {
  /** Where each bag begins, if `index` is one list: numbers that rise from 0. */
  readonly offsets?: readonly number[];
  /** The last offset is the end of the list and begins no bag. */
  readonly includeLastOffset?: boolean;
  /** What becomes of the rows of a bag. */
  readonly mode?: "sum" | "mean" | "max";
  /** A factor for each row, of index's shape; with mode "sum" only. */
  readonly perSampleWeights?: Tensor | null;
  /** This index stands for no row at all. */
  readonly paddingIndex?: number;
}

/** Positions in a list, [bags, longest], and which of them exist. */
function bagsOf(offsets: readonly number[], count: number): { places: Tensor; exists: Tensor } {
  const ends = [...offsets.slice(1), count];
  const lengths = offsets.map((from, i) => ends[i]! - from);
  const longest = Math.max(1, ...lengths);
  const places = new Int32Array(offsets.length * longest);
  const exists = new Uint8Array(places.length);
  offsets.forEach((from, bag) => {
    for (let i = 0; i < lengths[bag]!; i++) {
      places[bag * longest + i] = from + i;
      exists[bag * longest + i] = 1;
    }
  });
  const shape = [offsets.length, longest];
  return { places: tensor(places, { shape, dtype: "i32" }), exists: cast(tensor(exists, { shape }), "bool") };
}

/**
 * Rows of a table by number, put together bag by bag: their mean (unless told), sum or maximum. An empty bag gives 0.
 *
 * @param index i32 [bags, length], or one list [n] with `offsets`
 * @param weight [rows, features]
 * @example
 * embeddingBag(tensor([[0, 1], [1, 1]], { dtype: "i32" }), tensor([[1, 2], [3, 4]])).toArray() // [[2, 3], [3, 4]]
 * embeddingBag(tensor([0, 1, 1], { dtype: "i32" }), tensor([[1], [3]]), { offsets: [0, 1], mode: "sum" }).toArray() // [[1], [6]]
 */
export const embeddingBag = (index: Tensor, weight: Tensor, options: EmbeddingBagOptions = {}): Tensor => {
  const { offsets, mode = "mean", perSampleWeights = null, paddingIndex, includeLastOffset = false } = options;
  const name = "embeddingBag";
  requireTensor(name, index);
  requireTensor(name, weight);
  if (!["sum", "mean", "max"].includes(mode)) throw rangeError(name, "mode", mode, '"sum", "mean" or "max"');
  if (!isFloat(weight.dtype)) throw dtypeError(name, "weight", weight.dtype, "f32 or f64");
  if (index.shape.length !== (offsets ? 1 : 2)) throw rankError(name, "index", index.shape, "be [bags, length], or [n] with offsets");
  if (perSampleWeights && mode !== "sum") throw rangeError(name, "perSampleWeights", mode, 'used with mode "sum" only');
  if (perSampleWeights && !sameShape(perSampleWeights.shape, index.shape))
    throw shapesError(name, { index: index.shape, perSampleWeights: perSampleWeights.shape }, "both must have one shape");
  let [bags, factors] = [index, perSampleWeights];
  let exists: Tensor | null = null;
  if (offsets) {
    const count = index.shape[0]!;
    const starts = includeLastOffset ? offsets.slice(0, -1) : offsets;
    const rising = offsets.every((from, i) => Number.isInteger(from) && from >= (offsets[i - 1] ?? 0) && from <= count);
    if (!rising || (offsets.length > 0 && offsets[0] !== 0))
      throw rangeError(name, "offsets", [...offsets], `whole numbers that rise from 0 to at most ${count}`);
    const at = bagsOf(starts, includeLastOffset ? (offsets.at(-1) ?? 0) : count);
    const pick = (x: Tensor): Tensor => reshape(gather(x, 0, reshape(at.places, [-1])), at.places.shape);
    if (count === 0) return zeros([starts.length, weight.shape[1]!], { dtype: weight.dtype });
    exists = at.exists;
    [bags, factors] = [pick(index), factors && pick(factors)];
  }
  if (paddingIndex !== undefined) {
    const padding = paddingIndex < 0 ? paddingIndex + weight.shape[0]! : paddingIndex;
    const real = ne(bags, padding);
    exists = exists ? logicalAnd(exists, real) : real;
  }
  const rows = embedding(bags, weight); // [bags, length, features]
  const present = exists && unsqueeze(exists, -1);
  if (mode === "max") {
    if (bags.shape[1] === 0) return sum(rows, 1);
    const largest = max(present ? where(present, rows, -Infinity) : rows, 1);
    return present ? where(ne(largest, -Infinity), largest, 0) : largest;
  }
  const weighted = factors ? mul(rows, unsqueeze(factors, -1)) : rows;
  const total = sum(present ? where(present, weighted, 0) : weighted, 1);
  if (mode === "sum") return total;
  const count = exists ? maximum(sum(cast(exists, weight.dtype), 1, { keepDims: true }), 1) : Math.max(1, bags.shape[1]!);
  return div(total, count);
};
