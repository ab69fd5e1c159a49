// Adaptive pooling: as many windows as the result shall have, spread evenly.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError } from "../../core/errors.ts";
import { sizeOfShape, type Shape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { adaptiveMean, adaptiveWindows, lastAxes } from "./adapt.ts";
import { cast, detach, expand } from "./broadcast.ts";
import { eq, isNan, logicalOr, where } from "./compare.ts";
import { iota } from "./constants.ts";
import { gather } from "./indexing.ts";
import { max, min } from "./reductions.ts";
import { reshape } from "./reshape.ts";

/** Sizes of the result along the pooled axes; null keeps the size. */
export type OutputSize = number | null | readonly (number | null)[];

/** Checked sizes of the result. */
function sizesOf(name: string, axes: string, x: Tensor, outputSize: OutputSize): number[] {
  requireTensor(name, x);
  const count = axes.split(", ").length;
  if (x.shape.length !== count + 1 && x.shape.length !== count + 2)
    throw rankError(name, "x", x.shape, `be [N, C, ${axes}] or [C, ${axes}]`);
  const list = typeof outputSize === "object" && outputSize !== null ? outputSize : new Array<number | null>(count).fill(outputSize);
  const rule = `an integer ≥ 1 or null (keep the size)${count > 1 ? `, or ${count} of them` : ""}`;
  if (list.length !== count) throw rangeError(name, "outputSize", outputSize, rule);
  const sizes = x.shape.slice(x.shape.length - count);
  return list.map((size, i) => {
    if (size !== null && (!Number.isInteger(size) || size < 1)) throw rangeError(name, "outputSize", outputSize, rule);
    if (sizes[i] === 0) throw rankError(name, "x", x.shape, "have no empty pooled axes");
    return size ?? sizes[i]!;
  });
}
const asFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "f32"));

const adaptiveAvg =
  (name: string, axes: string) =>
  (x: Tensor, outputSize: OutputSize): Tensor =>
    adaptiveMean(x, sizesOf(name, axes, x, outputSize));

/** The largest element of each window, taken by its index; the first of equals. */
function adaptiveLargest(name: string, axes: string, given: Tensor, outputSize: OutputSize): [Tensor, Tensor] {
  const counts = sizesOf(name, axes, given, outputSize);
  const x = asFloat(given);
  const front: Shape = x.shape.slice(0, x.shape.length - counts.length);
  const sizes = x.shape.slice(front.length);
  const total = sizeOfShape(sizes);
  const all = adaptiveWindows(detach(x), counts, -Infinity);
  const inside = lastAxes(all, counts.length);
  const best = max(all, inside, { keepDims: true });
  const numbers = adaptiveWindows(reshape(iota([total], 0), sizes), counts, total - 1);
  const chosen = logicalOr(eq(all, best), isNan(all));
  const place = min(where(chosen, expand(numbers, all.shape), total - 1), inside); // [.., counts]
  const flat = gather(reshape(x, [sizeOfShape(front), total]), 1, reshape(place, [sizeOfShape(front), sizeOfShape(counts)]));
  return [reshape(flat, place.shape), place];
}

/** What adaptive maximum pooling may be told. */
export interface AdaptiveMaxPoolOptions {
  /** True: gives [largest elements, their indices], each index counted row by row over all pooled axes of x. */
  readonly returnIndices?: boolean;
}
/** An adaptive maximum pooling as users call it. */
export interface AdaptiveMaxPool {
  (x: Tensor, outputSize: OutputSize, options: { readonly returnIndices: true }): [Tensor, Tensor];
  (x: Tensor, outputSize: OutputSize, options?: { readonly returnIndices?: false }): Tensor;
}
const adaptiveMax = (name: string, axes: string): AdaptiveMaxPool =>
  ((x: Tensor, outputSize: OutputSize, { returnIndices = false }: AdaptiveMaxPoolOptions = {}) => {
    const both = adaptiveLargest(name, axes, x, outputSize);
    return returnIndices ? both : both[0];
  }) as AdaptiveMaxPool;

/**
 * The mean of each of `outputSize` windows spread evenly over one axis.
 *
 * @param x [N, C, L] or [C, L]
 * @param outputSize how many windows; null keeps the size
 * @example
 * adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 2).toArray() // [[2, 4]]
 */
export const adaptiveAvgPool1d: (x: Tensor, outputSize: OutputSize) => Tensor = /* @__PURE__ */ adaptiveAvg("adaptiveAvgPool1d", "L");

/**
 * The mean of each of `outputSize` windows spread evenly over two axes.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param outputSize how many windows, or [down, across]; null keeps the size
 * @example
 * adaptiveAvgPool2d(tensor([[[1, 3], [2, 4]]]), 1).toArray() // [[[2.5]]]
 */
export const adaptiveAvgPool2d: (x: Tensor, outputSize: OutputSize) => Tensor = /* @__PURE__ */ adaptiveAvg("adaptiveAvgPool2d", "H, W");

/**
 * The mean of each of `outputSize` windows spread evenly over three axes.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param outputSize how many windows, or one number an axis; null keeps the size
 * @example
 * adaptiveAvgPool3d(ones([1, 2, 3, 4]), [1, 1, 2]).toArray() // [[[[1, 1]]]]
 */
export const adaptiveAvgPool3d: (x: Tensor, outputSize: OutputSize) => Tensor = /* @__PURE__ */ adaptiveAvg("adaptiveAvgPool3d", "D, H, W");

/**
 * The largest element of each of `outputSize` windows spread evenly over one axis. The gradient goes to the first of equals.
 *
 * @param x [N, C, L] or [C, L]
 * @param outputSize how many windows; null keeps the size
 * @example
 * adaptiveMaxPool1d(tensor([[5, 2, 3, 4, 1]]), 2).toArray() // [[5, 4]]
 */
export const adaptiveMaxPool1d: AdaptiveMaxPool = /* @__PURE__ */ adaptiveMax("adaptiveMaxPool1d", "L");

/**
 * The largest element of each of `outputSize` windows spread evenly over two axes. The gradient goes to the first of equals.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param outputSize how many windows, or [down, across]; null keeps the size
 * @example
 * adaptiveMaxPool2d(tensor([[[1, 3], [2, 4]]]), [1, 2]).toArray() // [[[2, 4]]]
 */
export const adaptiveMaxPool2d: AdaptiveMaxPool = /* @__PURE__ */ adaptiveMax("adaptiveMaxPool2d", "H, W");

/**
 * The largest element of each of `outputSize` windows spread evenly over three axes. The gradient goes to the first of equals.
 *
 * @param x [N, C, D, H, W] or [C, D, H, W]
 * @param outputSize how many windows, or one number an axis; null keeps the size
 * @example
 * adaptiveMaxPool3d(ones([1, 2, 3, 4]), [1, 1, 2]).toArray() // [[[[1, 1]]]]
 */
export const adaptiveMaxPool3d: AdaptiveMaxPool = /* @__PURE__ */ adaptiveMax("adaptiveMaxPool3d", "D, H, W");
