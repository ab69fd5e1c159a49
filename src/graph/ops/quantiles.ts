// Quantiles: what lies at a given share of the sorted elements.
import { isFloat } from "../../core/dtype.ts";
import { emptyReductionError, rangeError, rankError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape } from "../../core/shape.ts";
import { requireTensor, type KeepDims } from "../define.ts";
import { Tensor } from "../tensor.ts";
import { add, ceil, floor, maximum, mul, round, sub } from "./arithmetic.ts";
import { movedim } from "./arranging.ts";
import { any } from "./reductions.ts";
import { cast, expand, sum } from "./broadcast.ts";
import { eq, isNan, logicalNot, where } from "./compare.ts";
import { full } from "./constants.ts";
import { gather } from "./indexing.ts";
import { reshape, unsqueeze } from "./reshape.ts";
import { sort } from "./sorting.ts";
import { tensor } from "./sources.ts";

/** How a quantile between two elements is made: weighed, one of them, half of each. */
export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";
/** What `quantile` may be told. */
export interface QuantileOptions extends KeepDims {
  readonly interpolation?: Interpolation;
}

/**
 * Quantiles along an axis (of all elements unless given): for each q from 0 to 1 the element at place q·(n − 1) of the
 * sorted ones, between two of them as `interpolation` says. NaN where there is one. Several q make a new first axis.
 *
 * @param q a number, a list of numbers, or a tensor with at most one axis
 * @throws when there is nothing to choose from, or q is not from 0 to 1
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5).toArray() // 2.5
 * quantile(tensor([1, 2, 3, 4]), [0, 0.25], 0, { interpolation: "lower" }).toArray() // [1, 1]
 */
export const quantile = (x: Tensor, q: number | readonly number[] | Tensor, axis?: number, options: QuantileOptions = {}): Tensor =>
  quantiles("quantile", x, q, axis, options);

/**
 * Quantiles without the NaNs, which is NaN only where all are: see `quantile`.
 *
 * @example
 * nanquantile(tensor([1, NaN, 3]), 0.5).toArray() // 2
 */
export const nanquantile = (x: Tensor, q: number | readonly number[] | Tensor, axis?: number, options: QuantileOptions = {}): Tensor =>
  quantiles("nanquantile", x, q, axis, options);

function quantiles(
  name: string,
  given: Tensor,
  q: number | readonly number[] | Tensor,
  axis: number | undefined,
  { interpolation = "linear", keepDims = false }: QuantileOptions,
): Tensor {
  requireTensor(name, given);
  const x = isFloat(given.dtype) ? given : cast(given, "f32");
  if (!["linear", "lower", "higher", "midpoint", "nearest"].includes(interpolation))
    throw rangeError(name, "interpolation", interpolation, '"linear", "lower", "higher", "midpoint" or "nearest"');
  const shares = q instanceof Tensor ? cast(q, x.dtype) : cast(tensor(typeof q === "number" ? q : [...q], { dtype: "f64" }), x.dtype);
  if (shares.shape.length > 1) throw rankError(name, "q", shares.shape, "have at most one axis");
  const known = q instanceof Tensor ? (q.op.how.kind === "source" ? (q.storage?.host ?? []) : []) : typeof q === "number" ? [q] : q;
  for (const share of known) if (!(share >= 0 && share <= 1)) throw rangeError(name, "q", share, "a number from 0 to 1");
  const flat = axis === undefined || x.shape.length === 0;
  const at = flat ? 0 : normalizeAxis(name, axis, x.shape.length);
  const rows = movedim(flat ? reshape(x, [sizeOfShape(x.shape)]) : x, at, -1);
  const size = rows.shape.at(-1)!;
  if (size === 0) throw emptyReductionError(name, given.shape);
  const ordered = sort(rows).values;
  const nan = isNan(rows);
  const keep = { keepDims: true } as const;
  const many = reshape(shares, [sizeOfShape(shares.shape)]);
  const last: Tensor =
    name === "quantile" ? full([1], size - 1, { dtype: x.dtype }) : cast(maximum(sub(sum(logicalNot(nan), -1, keep), 1), 0), x.dtype);
  const exact = mul(many, last);
  // A NaN is the last of the sorted elements.
  const wide = expand(exact, [...rows.shape.slice(0, -1), many.shape[0]!]);
  const ranks = name === "quantile" ? where(any(nan, -1, keep), size - 1, wide) : wide;
  const found = (places: Tensor): Tensor => gather(ordered, rows.shape.length - 1, cast(places, "i32"));
  const y = between(ranks, interpolation, found);
  if (shares.shape.length === 0) {
    const one = reshape(y, rows.shape.slice(0, -1));
    return !keepDims ? one : flat ? reshape(one, x.shape.map(() => 1)) : unsqueeze(one, at); // prettier-ignore
  }
  const front = movedim(y, -1, 0);
  return !keepDims ? front : flat ? reshape(front, [many.shape[0]!, ...x.shape.map(() => 1)]) : unsqueeze(front, at + 1);
}

function between(ranks: Tensor, interpolation: Interpolation, found: (places: Tensor) => Tensor): Tensor {
  if (interpolation === "lower") return found(floor(ranks));
  if (interpolation === "higher") return found(ceil(ranks));
  if (interpolation === "nearest") return found(round(ranks));
  const [low, high] = [found(floor(ranks)), found(ceil(ranks))];
  const share = sub(ranks, floor(ranks));
  // At an element there is nothing between: infinities must not meet.
  return where(eq(share, 0), low, add(low, mul(sub(high, low), interpolation === "midpoint" ? 0.5 : share)));
}
