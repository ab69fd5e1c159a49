// Maximum pooling whose windows begin at random distances, so that the result may have any size.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { sameShape, sizeOfShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import { perAxis, type PerAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { cast, detach } from "./broadcast.ts";
import { eq, isNan, logicalOr, lt, where } from "./compare.ts";
import { iota } from "./constants.ts";
import { gather } from "./indexing.ts";
import { uniform } from "./random.ts";
import { max, min } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { select } from "./views.ts";

/** How many windows there are, and where their random places come from. */
export interface FractionalMaxPoolOptions {
  /** Sizes of the result. */
  readonly outputSize?: PerAxis;
  /** Sizes of the result as shares of x's, between 0 and 1. */
  readonly outputRatio?: number | readonly number[];
  /** i32 [2], as `nextKey()` gives it. */
  readonly key?: Tensor;
  /** Numbers from 0 to 1 instead of a key, [N, C, 2]: for columns and for rows. */
  readonly randomSamples?: Tensor;
  /** True: gives [largest elements, their indices], each index counted row by row. */
  readonly returnIndices?: boolean;
}
/** A fractional maximum pooling as users call it. */
export interface FractionalMaxPool {
  (x: Tensor, kernelSize: PerAxis, options: FractionalMaxPoolOptions & { readonly returnIndices: true }): [Tensor, Tensor];
  (x: Tensor, kernelSize: PerAxis, options: FractionalMaxPoolOptions & { readonly returnIndices?: false }): Tensor;
}

/** Where windows begin along an axis, [N, C, count]: distances differ by at most one, and the last window ends the axis. */
function beginsOf(sample: Tensor, size: number, kernel: number, count: number): Tensor {
  const place = iota([...sample.shape, count], -1);
  const last = size - kernel;
  if (count === 1) return add(mul(place, 0), last);
  const alpha = last / (count - 1);
  const wide = reshape(sample, [...sample.shape, 1]);
  const begin = sub(cast(mul(add(cast(place, sample.dtype), wide), alpha), "i32"), cast(mul(wide, alpha), "i32"));
  return where(lt(place, count - 1), begin, last);
}

/**
 * Maximum pooling over two axes to any size: windows begin at distances that are drawn at random, one or another whole number
 * next to the ratio of the sizes. The gradient goes to the first of equals.
 *
 * Source: Graham, "Fractional Max-Pooling", 2014.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * const key = tensor([0, 1], { dtype: "i32" })
 * fractionalMaxPool2d(ones([1, 2, 7, 7]), 2, { outputSize: 5, key }).shape // [1, 2, 5, 5]
 */
export const fractionalMaxPool2d: FractionalMaxPool = ((given: Tensor, kernelSize: PerAxis, options: FractionalMaxPoolOptions) => {
  const name = "fractionalMaxPool2d";
  const { outputSize, outputRatio, key, randomSamples, returnIndices = false } = options;
  requireTensor(name, given);
  if (given.shape.length !== 3 && given.shape.length !== 4) throw rankError(name, "x", given.shape, "be [N, C, H, W] or [C, H, W]");
  const floats = isFloat(given.dtype) ? given : cast(given, "f32");
  const x = given.shape.length === 3 ? reshape(floats, [1, ...floats.shape]) : floats;
  const [batch, channels, ...sizes] = x.shape as [number, number, number, number];
  const kernel = perAxis(name, "kernelSize", kernelSize, 2, 1);
  if ((outputSize === undefined) === (outputRatio === undefined))
    throw rangeError(name, "outputSize and outputRatio", [outputSize, outputRatio], "given one of the two");
  const ratios = typeof outputRatio === "number" ? [outputRatio, outputRatio] : outputRatio;
  if (ratios && (ratios.length !== 2 || !ratios.every((r) => r > 0 && r < 1)))
    throw rangeError(name, "outputRatio", outputRatio, "a number between 0 and 1, or 2 of them");
  const counts = ratios ? sizes.map((size, i) => Math.floor(size * ratios[i]!)) : perAxis(name, "outputSize", outputSize!, 2, 1);
  counts.forEach((count, i) => {
    if (count + kernel[i]! - 1 > sizes[i]!)
      throw shapesError(name, { x: given.shape }, `${count} windows of ${kernel[i]} elements do not fit into ${sizes[i]}`);
  });
  if ((key === undefined) === (randomSamples === undefined))
    throw rangeError(name, "key and randomSamples", [key?.shape, randomSamples?.shape], "given one of the two");
  const samples = randomSamples ?? uniform(key!, [batch, channels, 2]);
  if (!sameShape(samples.shape, [batch, channels, 2]))
    throw shapesError(name, { x: given.shape, randomSamples: samples.shape }, "randomSamples must be [N, C, 2]");
  const [rows, columns] = [1, 0].map((which, i) => beginsOf(cast(select(samples, -1, which), x.dtype), sizes[i]!, kernel[i]!, counts[i]!)) as [Tensor, Tensor]; // prettier-ignore
  const shape = [batch, channels, ...counts, ...kernel] as const;
  const row = add(reshape(rows, [batch, channels, counts[0]!, 1, 1, 1]), reshape(iota([kernel[0]!], 0), [kernel[0]!, 1]));
  const column = add(reshape(columns, [batch, channels, 1, counts[1]!, 1, 1]), iota([kernel[1]!], 0));
  const places = add(mul(row, sizes[1]), column); // [N, C, down, across, kernel height, kernel width]
  const flat = reshape(x, [batch, channels, sizeOfShape(sizes)]);
  const values = reshape(gather(detach(flat), 2, reshape(places, [batch, channels, sizeOfShape(shape.slice(2))])), shape);
  const chosen = logicalOr(eq(values, max(values, [4, 5], { keepDims: true })), isNan(values));
  const first = min(where(chosen, places, sizeOfShape(sizes) - 1), [4, 5]);
  const y = gather(flat, 2, reshape(first, [batch, channels, sizeOfShape(counts)]));
  const result = [...given.shape.slice(0, -2), ...counts];
  return returnIndices ? [reshape(y, result), reshape(first, result)] : reshape(y, result);
}) as FractionalMaxPool;
