// What stands in brackets behind a tensor: integers, slices, new axes, ellipsis, and tensors of indices. Masks must have
// become tensors of indices before, for how many there are depends on values.
import { indexError, rangeError, shapesError } from "../core/errors.ts";
import { broadcastShapes, sizeOfShape } from "../core/shape.ts";
import { indexSelectOp, requireIndex } from "./gathering.ts";
import { add, mul } from "./ops/arithmetic.ts";
import { cast, expand } from "./ops/broadcast.ts";
import { ge, logicalAnd, lt, where } from "./ops/compare.ts";
import { reshape, unsqueeze } from "./ops/reshape.ts";
import { flip, permute, select, slice } from "./ops/views.ts";
import { apply, type Tensor } from "./tensor.ts";

/** One subscript; strings are slices ("1:-1", "::2") or "...". */
export type Place = number | string | null | Tensor;

/** A tensor of indices for an axis. */
interface Chosen {
  readonly axis: number;
  readonly index: Tensor;
}

const SLICE = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/;

/** Elements along an axis as Python's start:stop:step; a negative step counts backwards. */
function cut(name: string, x: Tensor, axis: number, text: string): Tensor {
  const match = SLICE.exec(text);
  if (!match) throw rangeError(name, "subscript", text, '"start:stop:step" (each part may be left out) or "..."');
  const part = (k: number): number | null => (match[k] === undefined ? null : Number(match[k]));
  const [start, stop, step] = [part(1), part(2), part(3)];
  if (step === 0) throw rangeError(name, "step", 0, "another number than 0");
  if ((step ?? 1) > 0) return slice(x, axis, start ?? 0, stop ?? Infinity, step ?? 1);
  const size = x.shape[axis]!;
  const place = (i: number): number => Math.min(size - 1, Math.max(-1, i < 0 ? i + size : i));
  const [first, end] = [start === null ? size - 1 : place(start), stop === null ? -1 : place(stop)];
  const count = Math.max(0, Math.ceil((first - end) / -step!));
  if (count === 0) return slice(x, axis, 0, 0);
  return flip(slice(x, axis, first + (count - 1) * step!, first + 1, -step!), axis);
}

/** The elements of x that the subscripts name, as x[a, b, …] of PyTorch. */
export function subscripted(name: string, x: Tensor, places: readonly Place[]): Tensor {
  const taken = places.filter((s) => s !== null && s !== "...").length;
  if (places.filter((s) => s === "...").length > 1) throw rangeError(name, 'number of "..."', 2, "at most 1");
  if (taken > x.shape.length)
    throw shapesError(
      name,
      { x: x.shape },
      `${taken} subscripts are given for ${x.shape.length} ${x.shape.length === 1 ? "axis" : "axes"}`,
    );
  let y = x;
  let axis = 0;
  const chosen: Chosen[] = [];
  for (const s of places) {
    if (s === null) y = unsqueeze(y, axis++);
    else if (s === "...") axis += x.shape.length - taken;
    else if (typeof s === "string") y = cut(name, y, axis++, s);
    else if (typeof s === "number") {
      const size = y.shape[axis]!;
      if (!Number.isInteger(s) || s < -size || s >= size) throw indexError(name, s, axis, size, -size);
      y = select(y, axis, s);
    } else {
      requireIndex(name, s, axis, y.shape[axis]!, -y.shape[axis]!);
      chosen.push({ axis: axis++, index: cast(s, "i32") });
    }
  }
  return chosen.length === 0 ? y : pick(name, y, chosen);
}

/**
 * Indices of several axes are broadcast together. What they choose stands in place of these axes if they are neighbours, and
 * in front otherwise.
 */
function pick(name: string, x: Tensor, chosen: readonly Chosen[]): Tensor {
  const common = broadcastShapes(name, chosen.map(({ index }) => index.shape)); // prettier-ignore
  const axes = chosen.map(({ axis }) => axis);
  const neighbours = axes.every((axis, k) => axis === axes[0]! + k);
  const first = neighbours ? axes[0]! : 0;
  const rest = x.shape.map((_, a) => a).filter((a) => !axes.includes(a));
  const y = neighbours ? x : permute(x, [...axes, ...rest]);
  const sizes = axes.map((axis) => x.shape[axis]!);
  const flat = reshape(y, [...y.shape.slice(0, first), sizeOfShape(sizes), ...y.shape.slice(first + axes.length)]);
  const parts = chosen.map(({ index }, k) => {
    const size = sizes[k]!;
    return where(lt(index, 0), add(index, size), index);
  });
  // One index counts in all of the axes; if any is out of range, so is the whole.
  let place = parts[0]!;
  if (parts.length > 1) {
    place = parts.reduce((sum, part, k) => add(mul(sum, sizes[k]!), part));
    const inside = parts.map((part, k) => logicalAnd(ge(part, 0), lt(part, sizes[k]!))).reduce(logicalAnd);
    place = where(inside, place, -1);
  }
  const list = reshape(expand(place, common), [sizeOfShape(common)]);
  const found = apply(indexSelectOp, [flat, list], { axis: first });
  return reshape(found, [...flat.shape.slice(0, first), ...common, ...flat.shape.slice(first + 1)]);
}
