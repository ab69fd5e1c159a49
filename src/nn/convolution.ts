// Convolution over pictures.
import { conv2d as convolve, parameter } from "../index.ts";
import type { Tensor } from "../index.ts";
import { NablaError } from "../index.ts";
import { needCount, needRank, needSize } from "./errors.ts";
import { kaimingUniform, uniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";

/** One number for both axes, or [height, width]. */
export type Size2d = number | readonly [height: number, width: number];

export const both = (size: Size2d): readonly [number, number] => (typeof size === "number" ? [size, size] : size);

/** What `conv2d` may be told besides channels and window. */
export interface Conv2dOptions extends InitOptions {
  readonly stride?: Size2d;
  /** Zeros added on each side; "same" keeps the size (stride 1, odd extent of the window). */
  readonly padding?: Size2d | "same";
  readonly dilation?: Size2d;
  /** Channels are cut into that many groups which do not see each other. */
  readonly groups?: number;
  readonly bias?: boolean;
}

/** Cross-correlation with learned windows. */
export class Conv2d extends Module {
  /** [out, in / groups, height, width] */
  readonly weight: Tensor;
  /** [out] */
  readonly bias: Tensor | null;
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly groups: number;

  constructor(inChannels: number, outChannels: number, kernelSize: Size2d, options: Conv2dOptions = {}) {
    super();
    const { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, ...init } = options;
    needCount("conv2d", "inChannels", inChannels);
    needCount("conv2d", "outChannels", outChannels);
    needCount("conv2d", "groups", groups);
    const kernel = both(kernelSize);
    this.stride = both(stride);
    this.dilation = both(dilation);
    this.groups = groups;
    for (const [name, pair] of [["kernelSize", kernel], ["stride", this.stride], ["dilation", this.dilation]] as const) {
      for (const size of pair) needCount("conv2d", name, size);
    } // prettier-ignore
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new NablaError(
        "layer-option",
        `conv2d: groups (${groups}) must divide inChannels (${inChannels}) and outChannels (${outChannels})`,
      );
    }
    if (padding === "same") {
      const spread = kernel.map((size, axis) => (size - 1) * this.dilation[axis]!);
      if (this.stride.some((s) => s !== 1) || spread.some((s) => s % 2 !== 0)) {
        throw new NablaError("layer-option", 'conv2d: padding "same" needs stride 1 and a window of odd extent');
      }
      this.padding = [spread[0]! / 2, spread[1]! / 2];
    } else this.padding = both(padding);
    for (const size of this.padding) needCount("conv2d", "padding", size, 0);
    this.weight = parameter(kaimingUniform([outChannels, inChannels / groups, ...kernel], { a: Math.sqrt(5), ...init }));
    const bound = 1 / Math.sqrt((inChannels / groups) * kernel[0] * kernel[1]);
    this.bias = bias ? parameter(uniform([outChannels], -bound, bound, init)) : null;
  }

  forward(input: Tensor): Tensor {
    const [outChannels, inGroup] = this.weight.shape as [number, number];
    const inChannels = inGroup * this.groups;
    const layer = `conv2d(${inChannels}, ${outChannels})`;
    needRank(layer, input, [4], "pictures [N, C, H, W]");
    needSize(layer, input, 1, inChannels, `${inChannels} channels on axis 1`);
    const { stride, padding, dilation, groups } = this;
    return convolve(input, this.weight, this.bias, { stride, padding, dilation, groups }); // [N, out, H', W']
  }

  override describe(): string {
    const [out, inGroup, height, width] = this.weight.shape;
    const extra = [
      this.stride.some((s) => s !== 1) ? `stride ${this.stride.join("×")}` : "",
      this.padding.some((p) => p !== 0) ? `padding ${this.padding.join("×")}` : "",
      this.dilation.some((d) => d !== 1) ? `dilation ${this.dilation.join("×")}` : "",
      this.groups !== 1 ? `${this.groups} groups` : "",
      this.bias ? "" : "no bias",
    ];
    return [`${inGroup! * this.groups} → ${out}, ${height}×${width}`, ...extra.filter(Boolean)].join(", ");
  }
}

/**
 * Cross-correlation of pictures [N, inChannels, H, W] with learned windows: [N, outChannels, H', W'],
 * H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. First values as PyTorch's: uniform in ±1/√(window size).
 * @example
 * nn.conv2d(1, 4, 3, { padding: 1 }).forward(zeros([2, 1, 8, 8])).shape // [2, 4, 8, 8]
 */
export const conv2d = (inChannels: number, outChannels: number, kernelSize: Size2d, options: Conv2dOptions = {}): Conv2d =>
  new Conv2d(inChannels, outChannels, kernelSize, options);
