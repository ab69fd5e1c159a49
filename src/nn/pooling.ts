// Pooling over windows of pictures.
import { avgPool2d as averageWindows, maxPool2d as largestOfWindows } from "../index.ts";
import type { Tensor } from "../index.ts";
import { needCount, needRank } from "./errors.ts";
import type { Size2d } from "./spatial.ts";
import { Module } from "./module.ts";

const both = (size: Size2d): readonly [number, number] => (typeof size === "number" ? [size, size] : size);

/** How the windows of a pooling layer lie. */
export interface Pool2dOptions {
  /** The window's own size unless told. */
  readonly stride?: Size2d;
  readonly padding?: Size2d;
}

/** What both poolings share: the window. */
abstract class Pool2d extends Module {
  readonly kernelSize: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];

  constructor(name: string, kernelSize: Size2d, { stride = kernelSize, padding = 0 }: Pool2dOptions) {
    super();
    this.kernelSize = both(kernelSize);
    this.stride = both(stride);
    this.padding = both(padding);
    for (const size of this.kernelSize) needCount(name, "kernelSize", size);
    for (const size of this.stride) needCount(name, "stride", size);
    for (const size of this.padding) needCount(name, "padding", size, 0);
  }

  override describe(): string {
    return `${this.kernelSize.join("×")}, stride ${this.stride.join("×")}`;
  }
}

/** The largest element of each window: [N, C, H, W] → [N, C, H′, W′]. */
export class MaxPool2d extends Pool2d {
  constructor(kernelSize: Size2d, options: Pool2dOptions = {}) {
    super("maxPool2d", kernelSize, options);
  }

  forward(input: Tensor): Tensor {
    needRank("maxPool2d", input, [4], "pictures [N, C, H, W]");
    return largestOfWindows(input, this.kernelSize, { stride: this.stride, padding: this.padding });
  }
}

/** The mean of each window: [N, C, H, W] → [N, C, H′, W′]. */
export class AvgPool2d extends Pool2d {
  constructor(kernelSize: Size2d, options: Pool2dOptions = {}) {
    super("avgPool2d", kernelSize, options);
  }

  forward(input: Tensor): Tensor {
    needRank("avgPool2d", input, [4], "pictures [N, C, H, W]");
    return averageWindows(input, this.kernelSize, { stride: this.stride, padding: this.padding });
  }
}

/**
 * The largest value of each window, [N, C, H, W] → [N, C, H', W'].
 * @example
 * nn.maxPool2d(2).forward(zeros([1, 3, 8, 8])).shape // [1, 3, 4, 4]
 */
export const maxPool2d = (kernelSize: Size2d, options: Pool2dOptions = {}): MaxPool2d => new MaxPool2d(kernelSize, options);

/**
 * The mean of each window, [N, C, H, W] → [N, C, H', W']; zeros of the padding count.
 * @example
 * nn.avgPool2d(2).forward(ones([1, 1, 2, 2])).toArray() // [[[[1]]]]
 */
export const avgPool2d = (kernelSize: Size2d, options: Pool2dOptions = {}): AvgPool2d => new AvgPool2d(kernelSize, options);
