// Pooling over windows of one, two or three spatial axes: the largest element, the mean, the p-norm; by windows of a given
// size, or by as many windows as are wanted.
import {
  NablaError,
  adaptiveAvgPool1d as evenMean1,
  adaptiveAvgPool2d as evenMean2,
  adaptiveAvgPool3d as evenMean3,
  adaptiveMaxPool1d as evenLargest1,
  adaptiveMaxPool2d as evenLargest2,
  adaptiveMaxPool3d as evenLargest3,
  avgPool1d as mean1,
  avgPool2d as mean2,
  avgPool3d as mean3,
  lpPool1d as power1,
  lpPool2d as power2,
  lpPool3d as power3,
  maxPool1d as largest1,
  maxPool2d as largest2,
  maxPool3d as largest3,
} from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needNumber } from "./errors.ts";
import { Module } from "./module.ts";
import { needSpatial, perAxis, times } from "./spatial.ts";
import type { Dimensions, Size2d, Sizes } from "./spatial.ts";

/** How the windows of a pooling layer lie; `S` is a size for all axes or for each. */
export interface PoolLayerOptions<S = Sizes> {
  /** The window's own size unless told. */
  readonly stride?: S;
  readonly padding?: S;
  /** Also windows that begin inside and reach beyond the end. */
  readonly ceilMode?: boolean;
}

/** What `maxPool…` may be told. */
export interface MaxPoolLayerOptions<S = Sizes> extends PoolLayerOptions<S> {
  readonly dilation?: S;
}

/** What `avgPool…` may be told. */
export interface AvgPoolLayerOptions<S = Sizes> extends PoolLayerOptions<S> {
  /** Whether zeros of the padding count in the mean; true unless told. */
  readonly countIncludePad?: boolean;
  /** What sums are divided by, instead of the number of elements. */
  readonly divisorOverride?: number;
}

/** How the windows of a pooling layer over pictures lie. */
export type Pool2dOptions = PoolLayerOptions<Size2d>;

/** What all poolings by windows share. */
abstract class Pool extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly ceilMode: boolean;
  protected readonly dimensions: Dimensions;
  readonly #name: string;

  constructor(name: string, dimensions: Dimensions, kernelSize: Sizes, options: PoolLayerOptions) {
    super();
    const { stride = kernelSize, padding = 0, ceilMode = false } = options;
    this.#name = `${name}${dimensions}d`;
    this.dimensions = dimensions;
    this.kernelSize = perAxis(this.#name, "kernelSize", kernelSize, dimensions);
    this.stride = perAxis(this.#name, "stride", stride, dimensions);
    this.padding = perAxis(this.#name, "padding", padding, dimensions, 0);
    this.ceilMode = ceilMode;
    this.padding.forEach((size, i) => {
      if (2 * size > this.kernelSize[i]!)
        throw new NablaError("layer-option", `${this.#name}: padding (${size}) must be at most half the window (${this.kernelSize[i]})`, { op: this.#name }); // prettier-ignore
    });
  }

  protected check(input: Tensor): void {
    needSpatial(this.#name, input, this.dimensions);
  }

  override describe(): string {
    const padding = this.padding.some((size) => size > 0) ? `, padding ${times(this.padding)}` : "";
    return `${times(this.kernelSize)}, stride ${times(this.stride)}${padding}`;
  }
}

/** The largest element of each window. */
abstract class MaxPool extends Pool {
  readonly dilation: readonly number[];

  constructor(dimensions: Dimensions, kernelSize: Sizes, { dilation = 1, ...options }: MaxPoolLayerOptions) {
    super("maxPool", dimensions, kernelSize, options);
    this.dilation = perAxis(`maxPool${dimensions}d`, "dilation", dilation, dimensions);
  }

  forward(input: Tensor): Tensor {
    this.check(input);
    const { stride, padding, dilation, ceilMode } = this;
    return [largest1, largest2, largest3][this.dimensions - 1]!(input, this.kernelSize, { stride, padding, dilation, ceilMode });
  }

  /** The largest elements, and where they are in the input, counted over its spatial axes: what `maxUnpool…` wants. */
  withIndices(input: Tensor): [values: Tensor, indices: Tensor] {
    this.check(input);
    const options = { stride: this.stride, padding: this.padding, dilation: this.dilation, ceilMode: this.ceilMode, returnIndices: true } as const; // prettier-ignore
    return [largest1, largest2, largest3][this.dimensions - 1]!(input, this.kernelSize, options);
  }
}

/** The mean of each window. */
abstract class AvgPool extends Pool {
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | undefined;

  constructor(dimensions: Dimensions, kernelSize: Sizes, options: AvgPoolLayerOptions) {
    super("avgPool", dimensions, kernelSize, options);
    this.countIncludePad = options.countIncludePad ?? true;
    this.divisorOverride = options.divisorOverride;
  }

  forward(input: Tensor): Tensor {
    this.check(input);
    const { stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    const options = { stride, padding, ceilMode, countIncludePad, ...(divisorOverride !== undefined && { divisorOverride }) };
    return [mean1, mean2, mean3][this.dimensions - 1]!(input, this.kernelSize, options);
  }
}

/** The p-norm of each window. */
abstract class LpPool extends Pool {
  readonly normType: number;

  constructor(dimensions: Dimensions, normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding">) {
    super("lpPool", dimensions, kernelSize, options);
    this.normType = needNumber(`lpPool${dimensions}d`, "normType", normType, 0);
  }

  forward(input: Tensor): Tensor {
    this.check(input);
    const { stride, ceilMode, normType } = this;
    return [power1, power2, power3][this.dimensions - 1]!(input, normType, this.kernelSize, { stride, ceilMode });
  }

  override describe(): string {
    return `p ${this.normType}, ${super.describe()}`;
  }
}

/** As many windows as wanted, spread evenly. */
abstract class AdaptivePool extends Module {
  readonly outputSize: readonly (number | null)[];
  protected readonly dimensions: Dimensions;
  readonly #name: string;

  constructor(name: string, dimensions: Dimensions, outputSize: AdaptiveSize) {
    super();
    this.#name = `${name}${dimensions}d`;
    this.dimensions = dimensions;
    const list = Array.isArray(outputSize) ? (outputSize as (number | null)[]) : new Array<number | null>(dimensions).fill(outputSize as number | null); // prettier-ignore
    perAxis(this.#name, "outputSize", list.map((size) => size ?? 1), dimensions); // prettier-ignore
    this.outputSize = list;
  }

  protected check(input: Tensor): void {
    needSpatial(this.#name, input, this.dimensions);
  }

  override describe(): string {
    return this.outputSize.map((size) => size ?? "all").join("×");
  }
}

/** Number of windows for all axes, or for each; null keeps the axis as it is. */
export type AdaptiveSize = number | null | readonly (number | null)[];

/** The mean of windows spread evenly. */
abstract class AdaptiveAvgPool extends AdaptivePool {
  forward(input: Tensor): Tensor {
    this.check(input);
    return [evenMean1, evenMean2, evenMean3][this.dimensions - 1]!(input, this.outputSize);
  }
}

/** The largest element of windows spread evenly. */
abstract class AdaptiveMaxPool extends AdaptivePool {
  forward(input: Tensor): Tensor {
    this.check(input);
    return [evenLargest1, evenLargest2, evenLargest3][this.dimensions - 1]!(input, this.outputSize);
  }

  /** The largest elements, and where they are in the input, counted over its spatial axes. */
  withIndices(input: Tensor): [values: Tensor, indices: Tensor] {
    this.check(input);
    return [evenLargest1, evenLargest2, evenLargest3][this.dimensions - 1]!(input, this.outputSize, { returnIndices: true });
  }
}

/** The largest element of each window of rows. */
export class MaxPool1d extends MaxPool {
  constructor(kernelSize: Sizes, options: MaxPoolLayerOptions = {}) {
    super(1, kernelSize, options);
  }
}

/** The largest element of each window of pictures. */
export class MaxPool2d extends MaxPool {
  constructor(kernelSize: Size2d, options: MaxPoolLayerOptions<Size2d> = {}) {
    super(2, kernelSize, options);
  }
}

/** The largest element of each window of volumes. */
export class MaxPool3d extends MaxPool {
  constructor(kernelSize: Sizes, options: MaxPoolLayerOptions = {}) {
    super(3, kernelSize, options);
  }
}

/** The mean of each window of rows. */
export class AvgPool1d extends AvgPool {
  constructor(kernelSize: Sizes, options: AvgPoolLayerOptions = {}) {
    super(1, kernelSize, options);
  }
}

/** The mean of each window of pictures. */
export class AvgPool2d extends AvgPool {
  constructor(kernelSize: Size2d, options: AvgPoolLayerOptions<Size2d> = {}) {
    super(2, kernelSize, options);
  }
}

/** The mean of each window of volumes. */
export class AvgPool3d extends AvgPool {
  constructor(kernelSize: Sizes, options: AvgPoolLayerOptions = {}) {
    super(3, kernelSize, options);
  }
}

/** The p-norm of each window of rows. */
export class LPPool1d extends LpPool {
  constructor(normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding"> = {}) {
    super(1, normType, kernelSize, options);
  }
}

/** The p-norm of each window of pictures. */
export class LPPool2d extends LpPool {
  constructor(normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding"> = {}) {
    super(2, normType, kernelSize, options);
  }
}

/** The p-norm of each window of volumes. */
export class LPPool3d extends LpPool {
  constructor(normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding"> = {}) {
    super(3, normType, kernelSize, options);
  }
}

/** The mean of each of evenly spread windows of rows. */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  constructor(outputSize: AdaptiveSize) {
    super("adaptiveAvgPool", 1, outputSize);
  }
}

/** The mean of each of evenly spread windows of pictures. */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  constructor(outputSize: AdaptiveSize) {
    super("adaptiveAvgPool", 2, outputSize);
  }
}

/** The mean of each of evenly spread windows of volumes. */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  constructor(outputSize: AdaptiveSize) {
    super("adaptiveAvgPool", 3, outputSize);
  }
}

/** The largest element of each of evenly spread windows of rows. */
export class AdaptiveMaxPool1d extends AdaptiveMaxPool {
  constructor(outputSize: AdaptiveSize) {
    super("adaptiveMaxPool", 1, outputSize);
  }
}

/** The largest element of each of evenly spread windows of pictures. */
export class AdaptiveMaxPool2d extends AdaptiveMaxPool {
  constructor(outputSize: AdaptiveSize) {
    super("adaptiveMaxPool", 2, outputSize);
  }
}

/** The largest element of each of evenly spread windows of volumes. */
export class AdaptiveMaxPool3d extends AdaptiveMaxPool {
  constructor(outputSize: AdaptiveSize) {
    super("adaptiveMaxPool", 3, outputSize);
  }
}

/**
 * The largest element of each window of rows, [N, C, L] → as many windows as fit; padding counts as −∞.
 * @example
 * nn.maxPool1d(2).forward(zeros([1, 2, 8])).shape // [1, 2, 4]
 */
export const maxPool1d = (kernelSize: Sizes, options: MaxPoolLayerOptions = {}): MaxPool1d => new MaxPool1d(kernelSize, options);

/**
 * The largest element of each window of pictures, [N, C, H, W] → as many windows as fit; padding counts as −∞.
 * @example
 * nn.maxPool2d(2).forward(zeros([1, 2, 8, 8])).shape // [1, 2, 4, 4]
 */
export const maxPool2d = (kernelSize: Size2d, options: MaxPoolLayerOptions<Size2d> = {}): MaxPool2d => new MaxPool2d(kernelSize, options);

/**
 * The largest element of each window of volumes, [N, C, D, H, W] → as many windows as fit; padding counts as −∞.
 * @example
 * nn.maxPool3d(2).forward(zeros([1, 2, 8, 8, 8])).shape // [1, 2, 4, 4, 4]
 */
export const maxPool3d = (kernelSize: Sizes, options: MaxPoolLayerOptions = {}): MaxPool3d => new MaxPool3d(kernelSize, options);

/**
 * The mean of each window of rows, [N, C, L] → as many windows as fit; zeros of the padding count unless told.
 * @example
 * nn.avgPool1d(2).forward(zeros([1, 2, 8])).shape // [1, 2, 4]
 */
export const avgPool1d = (kernelSize: Sizes, options: AvgPoolLayerOptions = {}): AvgPool1d => new AvgPool1d(kernelSize, options);

/**
 * The mean of each window of pictures, [N, C, H, W] → as many windows as fit; zeros of the padding count unless told.
 * @example
 * nn.avgPool2d(2).forward(zeros([1, 2, 8, 8])).shape // [1, 2, 4, 4]
 */
export const avgPool2d = (kernelSize: Size2d, options: AvgPoolLayerOptions<Size2d> = {}): AvgPool2d => new AvgPool2d(kernelSize, options);

/**
 * The mean of each window of volumes, [N, C, D, H, W] → as many windows as fit; zeros of the padding count unless told.
 * @example
 * nn.avgPool3d(2).forward(zeros([1, 2, 8, 8, 8])).shape // [1, 2, 4, 4, 4]
 */
export const avgPool3d = (kernelSize: Sizes, options: AvgPoolLayerOptions = {}): AvgPool3d => new AvgPool3d(kernelSize, options);

/**
 * The p-norm of each window of rows: (Σ xᵖ)^(1/p), [N, C, L] → as many windows as fit.
 * @param normType p; 1 gives sums
 * @example
 * nn.lpPool1d(2, 2).forward(zeros([1, 2, 8])).shape // [1, 2, 4]
 */
export const lpPool1d = (normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding"> = {}): LPPool1d =>
  new LPPool1d(normType, kernelSize, options);

/**
 * The p-norm of each window of pictures: (Σ xᵖ)^(1/p), [N, C, H, W] → as many windows as fit.
 * @param normType p; 1 gives sums
 * @example
 * nn.lpPool2d(2, 2).forward(zeros([1, 2, 8, 8])).shape // [1, 2, 4, 4]
 */
export const lpPool2d = (normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding"> = {}): LPPool2d =>
  new LPPool2d(normType, kernelSize, options);

/**
 * The p-norm of each window of volumes: (Σ xᵖ)^(1/p), [N, C, D, H, W] → as many windows as fit.
 * @param normType p; 1 gives sums
 * @example
 * nn.lpPool3d(2, 2).forward(zeros([1, 2, 8, 8, 8])).shape // [1, 2, 4, 4, 4]
 */
export const lpPool3d = (normType: number, kernelSize: Sizes, options: Omit<PoolLayerOptions, "padding"> = {}): LPPool3d =>
  new LPPool3d(normType, kernelSize, options);

/**
 * The mean of each of `outputSize` windows, spread evenly over rows [N, C, L].
 * @example
 * nn.adaptiveAvgPool1d(2).forward(zeros([1, 2, 8])).shape // [1, 2, 2]
 */
export const adaptiveAvgPool1d = (outputSize: AdaptiveSize): AdaptiveAvgPool1d => new AdaptiveAvgPool1d(outputSize);

/**
 * The mean of each of `outputSize` windows, spread evenly over pictures [N, C, H, W].
 * @example
 * nn.adaptiveAvgPool2d(2).forward(zeros([1, 2, 8, 8])).shape // [1, 2, 2, 2]
 */
export const adaptiveAvgPool2d = (outputSize: AdaptiveSize): AdaptiveAvgPool2d => new AdaptiveAvgPool2d(outputSize);

/**
 * The mean of each of `outputSize` windows, spread evenly over volumes [N, C, D, H, W].
 * @example
 * nn.adaptiveAvgPool3d(2).forward(zeros([1, 2, 8, 8, 8])).shape // [1, 2, 2, 2, 2]
 */
export const adaptiveAvgPool3d = (outputSize: AdaptiveSize): AdaptiveAvgPool3d => new AdaptiveAvgPool3d(outputSize);

/**
 * The largest element of each of `outputSize` windows, spread evenly over rows [N, C, L].
 * @example
 * nn.adaptiveMaxPool1d(2).forward(zeros([1, 2, 8])).shape // [1, 2, 2]
 */
export const adaptiveMaxPool1d = (outputSize: AdaptiveSize): AdaptiveMaxPool1d => new AdaptiveMaxPool1d(outputSize);

/**
 * The largest element of each of `outputSize` windows, spread evenly over pictures [N, C, H, W].
 * @example
 * nn.adaptiveMaxPool2d(2).forward(zeros([1, 2, 8, 8])).shape // [1, 2, 2, 2]
 */
export const adaptiveMaxPool2d = (outputSize: AdaptiveSize): AdaptiveMaxPool2d => new AdaptiveMaxPool2d(outputSize);

/**
 * The largest element of each of `outputSize` windows, spread evenly over volumes [N, C, D, H, W].
 * @example
 * nn.adaptiveMaxPool3d(2).forward(zeros([1, 2, 8, 8, 8])).shape // [1, 2, 2, 2, 2]
 */
export const adaptiveMaxPool3d = (outputSize: AdaptiveSize): AdaptiveMaxPool3d => new AdaptiveMaxPool3d(outputSize);
