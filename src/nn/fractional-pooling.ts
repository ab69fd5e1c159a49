// Maximum pooling by windows whose distances vary at random around a fraction.
import { cast, eq, floor, gather, iota, max, NablaError, nextKey, select, squeeze, uniform, unsqueeze, where } from "../mini.ts";
import type { Generator, Tensor } from "../mini.ts";
import { needNumber } from "./errors.ts";
import { Module } from "./module.ts";
import { needSpatial, perAxis, times } from "./spatial.ts";
import type { Sizes } from "./spatial.ts";

/** How many windows `fractionalMaxPool2d` makes, as numbers or as shares of the input's sizes. */
export interface FractionalPoolOptions {
  readonly outputSize?: Sizes;
  /** From 0 to 1, for both axes or for each. */
  readonly outputRatio?: Sizes;
  readonly generator?: Generator;
}

/** The largest elements of windows at random distances. */
export class FractionalMaxPool2d extends Module {
  readonly kernelSize: readonly number[];
  readonly outputSize: readonly number[] | null;
  readonly outputRatio: readonly number[] | null;
  readonly #random: { readonly generator?: Generator };

  constructor(kernelSize: Sizes, { outputSize, outputRatio, generator }: FractionalPoolOptions) {
    super();
    const name = "fractionalMaxPool2d";
    if ((outputSize === undefined) === (outputRatio === undefined))
      throw new NablaError("layer-option", `${name}: give outputSize or outputRatio, one of them`, { op: name });
    this.kernelSize = perAxis(name, "kernelSize", kernelSize, 2);
    this.outputSize = outputSize === undefined ? null : perAxis(name, "outputSize", outputSize, 2);
    this.outputRatio = outputRatio === undefined ? null : typeof outputRatio === "number" ? [outputRatio, outputRatio] : outputRatio;
    for (const ratio of this.outputRatio ?? []) needNumber(name, "outputRatio", ratio, 0, 1);
    this.#random = generator ? { generator } : {};
  }

  /** @param options.samples the random numbers, [N, C, 2] from 0 to 1: one for columns and one for rows of each channel */
  forward(given: Tensor, { samples }: { readonly samples?: Tensor } = {}): Tensor {
    needSpatial("fractionalMaxPool2d", given, 2);
    const input = given.shape.length === 3 ? unsqueeze(given, 0) : given;
    const [batch, channels, ...sizes] = input.shape as [number, number, number, number];
    const counts = this.outputSize ?? sizes.map((size, i) => Math.floor(size * this.outputRatio![i]!));
    sizes.forEach((size, i) => {
      if (counts[i]! < 1 || counts[i]! + this.kernelSize[i]! - 1 > size)
        throw new NablaError("layer-input", `fractionalMaxPool2d: ${counts[i]} windows of ${this.kernelSize[i]} do not fit on axis ${i + 2} – the input is [${given.shape.join(", ")}]`, { op: "fractionalMaxPool2d", shapes: [given.shape] }); // prettier-ignore
    });
    const chance = samples ?? uniform(nextKey(this.#random), [batch, channels, 2]);
    const [kh, kw] = this.kernelSize as [number, number];
    const [rows, columns] = counts as [number, number];
    const down = this.#places(select(chance, 2, 1), sizes[0], rows, kh); // [N, C, rows · kh]
    const across = this.#places(select(chance, 2, 0), sizes[1], columns, kw);
    const tall = gather(input, 2, unsqueeze(down, 3).expand([batch, channels, rows * kh, sizes[1]]));
    const both = gather(tall, 3, unsqueeze(across, 2).expand([batch, channels, rows * kh, columns * kw]));
    const largest = max(both.reshape([batch, channels, rows, kh, columns, kw]), [3, 5]);
    return given.shape.length === 3 ? squeeze(largest, 0) : largest;
  }

  /** For each channel, which elements of an axis the windows hold, window by window. */
  #places(chance: Tensor, size: number, count: number, kernel: number): Tensor {
    const [batch, channels] = chance.shape as [number, number];
    const u = unsqueeze(chance, 2); // [N, C, 1]
    const window = iota([1, 1, count], 2);
    const alpha = count > 1 ? (size - kernel) / (count - 1) : 0;
    const steps = floor(cast(window, "f32").add(u).mul(alpha)).sub(floor(u.mul(alpha))); // prettier-ignore
    const starts = where(eq(window, count - 1), size - kernel, cast(steps, "i32")); // the last window ends at the end
    return unsqueeze(starts, 3).add(iota([1, 1, 1, kernel], 3)).reshape([batch, channels, count * kernel]); // prettier-ignore
  }

  override describe(): string {
    return `${times(this.kernelSize)} to ${times(this.outputSize ?? this.outputRatio!)}`;
  }
}

/**
 * The largest element of each window of pictures [N, C, H, W], where windows lie at random distances, other ones at every call:
 * sizes shrink by fractions. Graham 2014.
 * @example
 * nn.fractionalMaxPool2d(2, { outputSize: 5 }).forward(zeros([1, 3, 8, 8])).shape // [1, 3, 5, 5]
 * nn.fractionalMaxPool2d(2, { outputRatio: 0.5 }).forward(zeros([3, 8, 6])).shape // [3, 4, 3]
 */
export const fractionalMaxPool2d = (kernelSize: Sizes, options: FractionalPoolOptions): FractionalMaxPool2d =>
  new FractionalMaxPool2d(kernelSize, options);
