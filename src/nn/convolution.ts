// Convolution over one, two or three spatial axes. Transposed ones are in transposed-convolution.ts.
import { NablaError, conv1d as slide1, conv2d as slide2, conv3d as slide3, parameter } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { Sequential } from "./container.ts";
import { needCount } from "./errors.ts";
import { kaimingUniform, uniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";
import { needSpatial, padded, perAxis, times } from "./spatial.ts";
import type { Dimensions, PaddingMode, Size2d, Sizes } from "./spatial.ts";

/** What convolutions may be told besides channels and window; `S` is a size for all axes or for each. */
export interface ConvolutionOptions<S = Sizes> extends InitOptions {
  readonly stride?: S;
  /** Added on each side; "same" keeps the size (stride 1 only), "valid" adds nothing. */
  readonly padding?: S | "same" | "valid";
  /** What is added: zeros unless told. */
  readonly paddingMode?: PaddingMode;
  /** Distance of neighbors within a window. */
  readonly dilation?: S;
  /** Channels are cut into that many groups which do not see each other. */
  readonly groups?: number;
  readonly bias?: boolean;
}

/** What `conv2d` may be told besides channels and window. */
export type Conv2dOptions = ConvolutionOptions<Size2d>;

const convolve = (dimensions: Dimensions): typeof slide1 => (dimensions === 1 ? slide1 : dimensions === 2 ? slide2 : slide3);

/** Cross-correlation with learned windows. */
abstract class Convolution extends Module {
  /** [out, in / groups, …window] */
  weight: Tensor;
  /** [out] */
  bias: Tensor | null;
  readonly stride: readonly number[];
  /** Zeros (or what `paddingMode` says) before and behind, for each axis. */
  readonly padding: readonly (readonly [before: number, behind: number])[];
  readonly paddingMode: PaddingMode;
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly #name: string;
  readonly #dimensions: Dimensions;

  constructor(dimensions: Dimensions, inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvolutionOptions) {
    super();
    const { stride = 1, padding = 0, paddingMode = "zeros", dilation = 1, groups = 1, bias = true, ...init } = options;
    const name = `conv${dimensions}d`;
    this.#name = name;
    this.#dimensions = dimensions;
    needCount(name, "inChannels", inChannels);
    needCount(name, "outChannels", outChannels);
    needCount(name, "groups", groups);
    const kernel = perAxis(name, "kernelSize", kernelSize, dimensions);
    this.stride = perAxis(name, "stride", stride, dimensions);
    this.dilation = perAxis(name, "dilation", dilation, dimensions);
    this.groups = groups;
    this.paddingMode = paddingMode;
    if (!["zeros", "reflect", "replicate", "circular"].includes(paddingMode))
      throw new NablaError("layer-option", `${name}: paddingMode must be "zeros", "reflect", "replicate" or "circular", got "${paddingMode as string}"`, { op: name }); // prettier-ignore
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new NablaError(
        "layer-option",
        `${name}: groups (${groups}) must divide inChannels (${inChannels}) and outChannels (${outChannels})`,
        { op: name },
      );
    }
    if (padding === "same") {
      if (this.stride.some((s) => s !== 1)) throw new NablaError("layer-option", `${name}: padding "same" needs stride 1`, { op: name });
      const spread = kernel.map((size, axis) => (size - 1) * this.dilation[axis]!);
      this.padding = spread.map((total) => [Math.floor(total / 2), Math.ceil(total / 2)]);
    } else {
      const sizes = perAxis(name, "padding", padding === "valid" ? 0 : padding, dimensions, 0);
      this.padding = sizes.map((size) => [size, size]);
    }
    this.weight = parameter(kaimingUniform([outChannels, inChannels / groups, ...kernel], { a: Math.sqrt(5), ...init }));
    const bound = 1 / Math.sqrt((inChannels / groups) * kernel.reduce((product, size) => product * size, 1));
    this.bias = bias ? parameter(uniform([outChannels], -bound, bound, init)) : null;
  }

  forward(input: Tensor): Tensor {
    const [outChannels, inGroup] = this.weight.shape as [number, number];
    const inChannels = inGroup * this.groups;
    needSpatial(`${this.#name}(${inChannels}, ${outChannels})`, input, this.#dimensions, inChannels);
    const { stride, dilation, groups, padding } = this;
    const even = this.paddingMode === "zeros" && padding.every(([before, behind]) => before === behind);
    const x = even ? input : padded(input, padding, this.paddingMode === "zeros" ? "constant" : this.paddingMode);
    const around = even ? padding.map(([before]) => before) : 0;
    return convolve(this.#dimensions)(x, this.weight, this.bias, { stride, padding: around, dilation, groups }); // [N, out, …]
  }

  override describe(): string {
    const [out, inGroup, ...window] = this.weight.shape;
    const extra = [
      this.stride.some((s) => s !== 1) ? `stride ${times(this.stride)}` : "",
      this.padding.some(([before, behind]) => before + behind > 0) ? `padding ${times(this.padding.map(([before]) => before))}` : "",
      this.paddingMode === "zeros" ? "" : this.paddingMode,
      this.dilation.some((d) => d !== 1) ? `dilation ${times(this.dilation)}` : "",
      this.groups !== 1 ? `${this.groups} groups` : "",
      this.bias ? "" : "no bias",
    ];
    return [`${inGroup! * this.groups} → ${out}, ${times(window)}`, ...extra.filter(Boolean)].join(", ");
  }
}

/** Cross-correlation of rows with learned windows. */
export class Conv1d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvolutionOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** Cross-correlation of pictures with learned windows. */
export class Conv2d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Size2d, options: Conv2dOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** Cross-correlation of volumes with learned windows. */
export class Conv3d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvolutionOptions = {}) {
    super(3, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * Cross-correlation of rows [N, inChannels, L] with learned windows: [N, outChannels, L'],
 * L' = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
 * @example
 * nn.conv1d(2, 4, 3, { padding: 1, paddingMode: "circular" }).forward(zeros([1, 2, 9])).shape // [1, 4, 9]
 */
export const conv1d = (inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvolutionOptions = {}): Conv1d =>
  new Conv1d(inChannels, outChannels, kernelSize, options);

/**
 * Cross-correlation of pictures [N, inChannels, H, W] with learned windows: [N, outChannels, H', W'],
 * H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. First values as PyTorch's: uniform in ±1/√(window size).
 * @example
 * nn.conv2d(1, 4, 3, { padding: 1 }).forward(zeros([2, 1, 8, 8])).shape // [2, 4, 8, 8]
 */
export const conv2d = (inChannels: number, outChannels: number, kernelSize: Size2d, options: Conv2dOptions = {}): Conv2d =>
  new Conv2d(inChannels, outChannels, kernelSize, options);

/**
 * Cross-correlation of volumes [N, inChannels, D, H, W] with learned windows.
 * @example
 * nn.conv3d(1, 2, 3, { padding: "same" }).forward(zeros([1, 1, 4, 4, 4])).shape // [1, 2, 4, 4, 4]
 */
export const conv3d = (inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvolutionOptions = {}): Conv3d =>
  new Conv3d(inChannels, outChannels, kernelSize, options);

/**
 * A convolution of each channel on its own: `conv2d` with as many groups as channels.
 * @example
 * nn.depthwiseConv2d(8, 3).weight.shape // [8, 1, 3, 3]
 */
export const depthwiseConv2d = (channels: number, kernelSize: Size2d, options: Omit<Conv2dOptions, "groups"> = {}): Conv2d =>
  new Conv2d(channels, channels, kernelSize, { ...options, groups: channels });

/**
 * A convolution of each channel on its own, then one of single places that mixes the channels: about kernel² times fewer
 * multiplications than a full one. Sifre 2014; Chollet 2017.
 * @example
 * nn.separableConv2d(8, 16, 3, { padding: 1 }).forward(zeros([1, 8, 5, 5])).shape // [1, 16, 5, 5]
 */
export const separableConv2d = (
  inChannels: number,
  outChannels: number,
  kernelSize: Size2d,
  options: Omit<Conv2dOptions, "groups"> = {},
): Sequential => {
  const { dtype, generator, bias = true } = options;
  const pointwise = { bias, ...(dtype && { dtype }), ...(generator && { generator }) };
  return new Sequential([depthwiseConv2d(inChannels, kernelSize, options), new Conv2d(inChannels, outChannels, 1, pointwise)]);
};
