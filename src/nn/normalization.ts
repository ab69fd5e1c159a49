// Normalization within a sample: layers that bring values to mean 0 and variance 1, or to root mean square 1. Over a batch:
// batch-normalization.ts.
import {
  NablaError,
  groupNorm as normalizeGroups,
  layerNorm as normalizeLayer,
  localResponseNorm as holdDown,
  ones,
  parameter,
  rmsNorm as normalizeSquares,
  zeros,
} from "../mini.ts";
import type { Shape, Tensor } from "../mini.ts";
import { needCount, needNumber, needSize } from "./errors.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";

/** What `layerNorm` and `groupNorm` may be told. */
export interface LayerNormOptions extends Pick<InitOptions, "dtype"> {
  /** Added to the variance. */
  readonly eps?: number;
  /** Whether to learn a scale and a shift. */
  readonly affine?: boolean;
  /** Whether to learn a shift, if a scale is learned. */
  readonly bias?: boolean;
}

/** (x − mean) / √(variance + eps) · weight + bias over the last axes of each sample. */
export class LayerNorm extends Module {
  weight: Tensor | null;
  bias: Tensor | null;
  readonly shape: Shape;
  readonly eps: number;

  constructor(shape: number | Shape, { eps = 1e-5, affine = true, bias = true, dtype = "f32" }: LayerNormOptions = {}) {
    super();
    this.shape = typeof shape === "number" ? [shape] : shape;
    for (const size of this.shape) needCount("layerNorm", "shape", size);
    this.eps = needNumber("layerNorm", "eps", eps, 0);
    this.weight = affine ? parameter(ones(this.shape, { dtype })) : null;
    this.bias = affine && bias ? parameter(zeros(this.shape, { dtype })) : null;
  }

  forward(input: Tensor): Tensor {
    const axes = this.shape.map((_, i) => i - this.shape.length);
    for (const axis of axes) needSize("layerNorm", input, axis, this.shape.at(axis)!, `last axes of [${this.shape.join(", ")}]`);
    return normalizeLayer(input, this.shape, this.weight, this.bias, this.eps);
  }

  override describe(): string {
    return this.shape.join("×");
  }
}

/**
 * Layer normalization over the last axes. Ba, Kiros and Hinton 2016.
 * @param shape sizes of those axes, or one size for the last axis
 * @example
 * nn.layerNorm(4).forward(zeros([2, 3, 4])).shape // [2, 3, 4]
 */
export const layerNorm = (shape: number | Shape, options: LayerNormOptions = {}): LayerNorm => new LayerNorm(shape, options);

/** Channels in groups, each brought to mean 0 and variance 1 in each sample. */
export class GroupNorm extends Module {
  weight: Tensor | null;
  bias: Tensor | null;
  readonly groups: number;
  readonly channels: number;
  readonly eps: number;

  constructor(groups: number, channels: number, { eps = 1e-5, affine = true, bias = true, dtype = "f32" }: LayerNormOptions = {}) {
    super();
    this.groups = needCount("groupNorm", "groups", groups);
    this.channels = needCount("groupNorm", "channels", channels);
    if (channels % groups !== 0)
      throw new NablaError("layer-option", `groupNorm: groups (${groups}) must divide channels (${channels})`, { op: "groupNorm" });
    this.eps = needNumber("groupNorm", "eps", eps, 0);
    this.weight = affine ? parameter(ones([channels], { dtype })) : null;
    this.bias = affine && bias ? parameter(zeros([channels], { dtype })) : null;
  }

  forward(input: Tensor): Tensor {
    needSize("groupNorm", input, 1, this.channels, `${this.channels} channels on axis 1`);
    return normalizeGroups(input, this.groups, this.weight, this.bias, this.eps);
  }

  override describe(): string {
    return `${this.groups} groups of ${this.channels}`;
  }
}

/**
 * Group normalization of [N, channels, …]: channels in groups, mean 0 and variance 1 in each group of each sample.
 * Wu and He 2018.
 * @example
 * nn.groupNorm(2, 4).forward(zeros([1, 4, 3])).shape // [1, 4, 3]
 */
export const groupNorm = (groups: number, channels: number, options: LayerNormOptions = {}): GroupNorm =>
  new GroupNorm(groups, channels, options);

/** What `rmsNorm` may be told. */
export interface RmsNormOptions extends Pick<InitOptions, "dtype"> {
  /** Added to the mean square; the distance from 1 to the next number of the input's type unless told. */
  readonly eps?: number;
  readonly affine?: boolean;
}

/** x / √(mean(x²) + eps) · weight over the last axes of each sample. */
export class RMSNorm extends Module {
  weight: Tensor | null;
  readonly shape: Shape;
  readonly eps: number | null;

  constructor(shape: number | Shape, { eps, affine = true, dtype = "f32" }: RmsNormOptions = {}) {
    super();
    this.shape = typeof shape === "number" ? [shape] : shape;
    for (const size of this.shape) needCount("rmsNorm", "shape", size);
    this.eps = eps === undefined ? null : needNumber("rmsNorm", "eps", eps, 0);
    this.weight = affine ? parameter(ones(this.shape, { dtype })) : null;
  }

  forward(input: Tensor): Tensor {
    this.shape.forEach((size, i) => needSize("rmsNorm", input, i - this.shape.length, size, `last axes of [${this.shape.join(", ")}]`));
    return normalizeSquares(input, this.shape, this.weight, this.eps);
  }

  override describe(): string {
    return this.shape.join("×");
  }
}

/**
 * Normalization by the root mean square over the last axes. Zhang and Sennrich 2019.
 * @param shape sizes of those axes, or one size for the last axis
 * @example
 * nn.rmsNorm(2, { eps: 0 }).forward(tensor([[3, -3]])).toArray() // [[1, -1]]
 */
export const rmsNorm = (shape: number | Shape, options: RmsNormOptions = {}): RMSNorm => new RMSNorm(shape, options);

/** What `localResponseNorm` may be told. */
export interface LocalResponseOptions {
  readonly alpha?: number;
  readonly beta?: number;
  readonly k?: number;
}

/** Each channel is held down by its neighbors. */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(size: number, { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseOptions = {}) {
    super();
    this.size = needCount("localResponseNorm", "size", size);
    this.alpha = needNumber("localResponseNorm", "alpha", alpha);
    this.beta = needNumber("localResponseNorm", "beta", beta);
    this.k = needNumber("localResponseNorm", "k", k);
  }

  forward(input: Tensor): Tensor {
    return holdDown(input, this.size, { alpha: this.alpha, beta: this.beta, k: this.k });
  }

  override describe(): string {
    return `${this.size} channels`;
  }
}

/**
 * Response normalization over neighboring channels: x / (k + alpha / size · Σ x²)^beta. Krizhevsky et al. 2012.
 * @param size how many channels are summed over
 * @example
 * nn.localResponseNorm(1, { alpha: 1, beta: 1, k: 0 }).forward(tensor([[[2]]])).toArray() // [[[0.5]]]
 */
export const localResponseNorm = (size: number, options: LocalResponseOptions = {}): LocalResponseNorm =>
  new LocalResponseNorm(size, options);
