// Transposed convolution over one, two or three spatial axes: each place spreads a learned window.
import { NablaError, convTranspose1d as spread1, convTranspose2d as spread2, convTranspose3d as spread3, parameter } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount } from "./errors.ts";
import { kaimingUniform, uniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";
import { needSpatial, perAxis, times } from "./spatial.ts";
import type { Dimensions, Sizes } from "./spatial.ts";

/** What transposed convolutions may be told besides channels and window. */
export interface ConvTransposeLayerOptions extends InitOptions {
  readonly stride?: Sizes;
  /** Cut off on each side. */
  readonly padding?: Sizes;
  /** Added to the end of each axis: which of the sizes that a convolution with this stride makes equal is wanted. */
  readonly outputPadding?: Sizes;
  readonly dilation?: Sizes;
  readonly groups?: number;
  readonly bias?: boolean;
}

const spread = (dimensions: Dimensions): typeof spread1 => (dimensions === 1 ? spread1 : dimensions === 2 ? spread2 : spread3);

/** Each place adds a learned window to the output. */
abstract class ConvolutionTranspose extends Module {
  /** [in, out / groups, …window] */
  weight: Tensor;
  /** [out] */
  bias: Tensor | null;
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly #name: string;
  readonly #dimensions: Dimensions;

  constructor(dimensions: Dimensions, inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions) {
    super();
    const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1, bias = true, ...init } = options;
    const name = `convTranspose${dimensions}d`;
    this.#name = name;
    this.#dimensions = dimensions;
    needCount(name, "inChannels", inChannels);
    needCount(name, "outChannels", outChannels);
    needCount(name, "groups", groups);
    if (inChannels % groups !== 0 || outChannels % groups !== 0)
      throw new NablaError("layer-option", `${name}: groups (${groups}) must divide inChannels (${inChannels}) and outChannels (${outChannels})`, { op: name }); // prettier-ignore
    const kernel = perAxis(name, "kernelSize", kernelSize, dimensions);
    this.stride = perAxis(name, "stride", stride, dimensions);
    this.padding = perAxis(name, "padding", padding, dimensions, 0);
    this.outputPadding = perAxis(name, "outputPadding", outputPadding, dimensions, 0);
    this.dilation = perAxis(name, "dilation", dilation, dimensions);
    this.groups = groups;
    this.weight = parameter(kaimingUniform([inChannels, outChannels / groups, ...kernel], { a: Math.sqrt(5), ...init }));
    const bound = 1 / Math.sqrt((outChannels / groups) * kernel.reduce((product, size) => product * size, 1));
    this.bias = bias ? parameter(uniform([outChannels], -bound, bound, init)) : null;
  }

  forward(input: Tensor): Tensor {
    const [inChannels, outGroup] = this.weight.shape as [number, number];
    needSpatial(`${this.#name}(${inChannels}, ${outGroup * this.groups})`, input, this.#dimensions, inChannels);
    const { stride, padding, outputPadding, dilation, groups } = this;
    return spread(this.#dimensions)(input, this.weight, this.bias, { stride, padding, outputPadding, dilation, groups });
  }

  override describe(): string {
    const [inChannels, outGroup, ...window] = this.weight.shape;
    const extra = [
      this.stride.some((s) => s !== 1) ? `stride ${times(this.stride)}` : "",
      this.padding.some((p) => p !== 0) ? `padding ${times(this.padding)}` : "",
      this.outputPadding.some((p) => p !== 0) ? `output padding ${times(this.outputPadding)}` : "",
      this.dilation.some((d) => d !== 1) ? `dilation ${times(this.dilation)}` : "",
      this.groups !== 1 ? `${this.groups} groups` : "",
      this.bias ? "" : "no bias",
    ];
    return [`${inChannels} → ${outGroup! * this.groups}, ${times(window)}`, ...extra.filter(Boolean)].join(", ");
  }
}

/** Transposed convolution of rows. */
export class ConvTranspose1d extends ConvolutionTranspose {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** Transposed convolution of pictures. */
export class ConvTranspose2d extends ConvolutionTranspose {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** Transposed convolution of volumes. */
export class ConvTranspose3d extends ConvolutionTranspose {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}) {
    super(3, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * Transposed convolution of rows: each place adds a learned window; [N, in, L] → [N, out, L'],
 * L' = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
 * @example
 * nn.convTranspose1d(2, 4, 2, { stride: 2 }).forward(zeros([1, 2, 5])).shape // [1, 4, 10]
 */
export const convTranspose1d = (inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}): ConvTranspose1d =>
  new ConvTranspose1d(inChannels, outChannels, kernelSize, options); // prettier-ignore

/**
 * Transposed convolution of pictures: [N, in, H, W] → [N, out, H', W'], as `convTranspose1d` along each axis. Zeiler et al. 2010.
 * @example
 * nn.convTranspose2d(2, 4, 3, { stride: 2, padding: 1, outputPadding: 1 }).forward(zeros([1, 2, 4, 4])).shape // [1, 4, 8, 8]
 */
export const convTranspose2d = (inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}): ConvTranspose2d =>
  new ConvTranspose2d(inChannels, outChannels, kernelSize, options); // prettier-ignore

/**
 * Transposed convolution of volumes: [N, in, D, H, W] → [N, out, D', H', W'], as `convTranspose1d` along each axis.
 * @example
 * nn.convTranspose3d(1, 2, 2).forward(zeros([1, 1, 2, 2, 2])).shape // [1, 2, 3, 3, 3]
 */
export const convTranspose3d = (inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvTransposeLayerOptions = {}): ConvTranspose3d =>
  new ConvTranspose3d(inChannels, outChannels, kernelSize, options); // prettier-ignore
