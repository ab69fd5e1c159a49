// Layers that move numbers between places and channels: larger and smaller pictures, shuffles, windows as columns, and the way
// back from a maximum pooling.
import {
  channelShuffle as shuffle,
  fold as joinWindows,
  interpolate,
  maxUnpool1d as unpool1,
  maxUnpool2d as unpool2,
  maxUnpool3d as unpool3,
  pixelShuffle as spread,
  pixelUnshuffle as gatherPixels,
  unfold as cutWindows,
} from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount } from "./errors.ts";
import { Module } from "./module.ts";
import { needSpatial, perAxis, times } from "./spatial.ts";
import type { Dimensions, Sizes } from "./spatial.ts";

/** What `upsample` may be told: the size or the factor, and how to fill in. */
export interface UpsampleOptions {
  readonly size?: Sizes;
  readonly scaleFactor?: Sizes;
  readonly mode?: "nearest" | "nearest-exact" | "linear" | "bilinear" | "trilinear" | "bicubic" | "area";
  /** The middles of the outermost elements keep their places. */
  readonly alignCorners?: boolean;
}

/** Makes rows, pictures or volumes larger or smaller. */
export class Upsample extends Module {
  readonly options: UpsampleOptions;

  constructor(options: UpsampleOptions) {
    super();
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return interpolate(input, this.options);
  }

  override describe(): string {
    const { size, scaleFactor, mode = "nearest" } = this.options;
    return `${size === undefined ? `×${[scaleFactor].flat().join("×")}` : [size].flat().join("×")}, ${mode}`;
  }
}

/**
 * Makes rows, pictures or volumes [N, C, …] larger or smaller.
 * @example
 * nn.upsample({ scaleFactor: 2 }).forward(tensor([[[1, 2]]])).toArray() // [[[1, 1, 2, 2]]]
 * nn.upsample({ size: 5, mode: "bilinear" }).forward(zeros([1, 2, 3, 3])).shape // [1, 2, 5, 5]
 */
export const upsample = (options: UpsampleOptions): Upsample => new Upsample(options);

/** Groups of channels and squares of places, exchanged. */
export class PixelShuffle extends Module {
  readonly factor: number;
  readonly #back: boolean;

  constructor(factor: number, back = false) {
    super();
    this.factor = needCount(back ? "pixelUnshuffle" : "pixelShuffle", "factor", factor);
    this.#back = back;
  }

  forward(input: Tensor): Tensor {
    return this.#back ? gatherPixels(input, this.factor) : spread(input, this.factor);
  }

  override describe(): string {
    return this.#back ? `÷${this.factor}` : `×${this.factor}`;
  }
}

/**
 * Spreads groups of channels over squares of places: [N, C·r², H, W] → [N, C, H·r, W·r]. Shi et al. 2016.
 * @example
 * nn.pixelShuffle(2).forward(zeros([1, 4, 3, 3])).shape // [1, 1, 6, 6]
 */
export const pixelShuffle = (factor: number): PixelShuffle => new PixelShuffle(factor);

/**
 * The way back from `pixelShuffle`: [N, C, H·r, W·r] → [N, C·r², H, W].
 * @example
 * nn.pixelUnshuffle(2).forward(zeros([1, 1, 6, 6])).shape // [1, 4, 3, 3]
 */
export const pixelUnshuffle = (factor: number): PixelShuffle => new PixelShuffle(factor, true);

/** Channels of groups, dealt out like cards. */
export class ChannelShuffle extends Module {
  readonly groups: number;

  constructor(groups: number) {
    super();
    this.groups = needCount("channelShuffle", "groups", groups);
  }

  forward(input: Tensor): Tensor {
    return shuffle(input, this.groups);
  }

  override describe(): string {
    return `${this.groups} groups`;
  }
}

/**
 * Deals channels out to groups in turn, so that groups of the next layer see all groups of the last. Zhang et al. 2018.
 * @example
 * nn.channelShuffle(2).forward(tensor([[[1], [2], [3], [4]]])).flatten().toArray() // [1, 3, 2, 4]
 */
export const channelShuffle = (groups: number): ChannelShuffle => new ChannelShuffle(groups);

/** How windows lie that become columns. */
export interface UnfoldLayerOptions {
  readonly dilation?: Sizes;
  readonly padding?: Sizes;
  readonly stride?: Sizes;
}

/** Windows of pictures as columns. */
export class Unfold extends Module {
  readonly kernelSize: readonly number[];
  readonly options: UnfoldLayerOptions;

  constructor(kernelSize: Sizes, options: UnfoldLayerOptions = {}) {
    super();
    this.kernelSize = perAxis("unfold", "kernelSize", kernelSize, 2);
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return cutWindows(input, this.kernelSize, this.options);
  }

  override describe(): string {
    return times(this.kernelSize);
  }
}

/**
 * Windows of pictures as columns: [N, C, H, W] → [N, C · window, windows].
 * @example
 * nn.unfold(2).forward(zeros([1, 3, 4, 4])).shape // [1, 12, 9]
 */
export const unfold = (kernelSize: Sizes, options: UnfoldLayerOptions = {}): Unfold => new Unfold(kernelSize, options);

/** Pictures from columns of windows: where windows overlap, they are summed. */
export class Fold extends Module {
  readonly outputSize: readonly number[];
  readonly kernelSize: readonly number[];
  readonly options: UnfoldLayerOptions;

  constructor(outputSize: Sizes, kernelSize: Sizes, options: UnfoldLayerOptions = {}) {
    super();
    this.outputSize = perAxis("fold", "outputSize", outputSize, 2);
    this.kernelSize = perAxis("fold", "kernelSize", kernelSize, 2);
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return joinWindows(input, this.outputSize, this.kernelSize, this.options);
  }

  override describe(): string {
    return `${times(this.kernelSize)} to ${times(this.outputSize)}`;
  }
}

/**
 * Pictures from columns of windows, summed where they overlap: [N, C · window, windows] → [N, C, H, W].
 * @example
 * nn.fold(4, 2, { stride: 2 }).forward(ones([1, 12, 4])).shape // [1, 3, 4, 4]
 */
export const fold = (outputSize: Sizes, kernelSize: Sizes, options: UnfoldLayerOptions = {}): Fold =>
  new Fold(outputSize, kernelSize, options);

/** What `maxUnpool…` may be told. */
export interface UnpoolLayerOptions {
  /** The window's own size unless told. */
  readonly stride?: Sizes;
  readonly padding?: Sizes;
}

/** Largest elements back at their places. */
export class MaxUnpool extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  /** What the factory is called. */
  readonly name: string;
  readonly #dimensions: Dimensions;

  constructor(dimensions: Dimensions, kernelSize: Sizes, { stride = kernelSize, padding = 0 }: UnpoolLayerOptions = {}) {
    super();
    this.#dimensions = dimensions;
    this.name = `maxUnpool${dimensions}d`;
    this.kernelSize = perAxis(this.name, "kernelSize", kernelSize, dimensions);
    this.stride = perAxis(this.name, "stride", stride, dimensions);
    this.padding = perAxis(this.name, "padding", padding, dimensions, 0);
  }

  forward(input: Tensor, indices: Tensor, { outputSize }: { readonly outputSize?: readonly number[] } = {}): Tensor {
    needSpatial(this.name, input, this.#dimensions);
    const options = { stride: this.stride, padding: this.padding, ...(outputSize && { outputSize }) };
    return [unpool1, unpool2, unpool3][this.#dimensions - 1]!(input, indices, this.kernelSize, options);
  }

  override describe(): string {
    return times(this.kernelSize);
  }
}

/**
 * Largest elements of rows back at the places that `maxPool1d(…).withIndices` gave, zeros elsewhere.
 * @example
 * const [values, places] = nn.maxPool1d(2).withIndices(tensor([[[1, 5, 4, 2]]]))
 * nn.maxUnpool1d(2).forward(values, places).toArray() // [[[0, 5, 4, 0]]]
 */
export const maxUnpool1d = (kernelSize: Sizes, options: UnpoolLayerOptions = {}): MaxUnpool => new MaxUnpool(1, kernelSize, options);

/**
 * Largest elements of pictures back at the places that `maxPool2d(…).withIndices` gave. Zeiler and Fergus 2014.
 * @example
 * const [values, places] = nn.maxPool2d(2).withIndices(zeros([1, 1, 4, 4]))
 * nn.maxUnpool2d(2).forward(values, places).shape // [1, 1, 4, 4]
 */
export const maxUnpool2d = (kernelSize: Sizes, options: UnpoolLayerOptions = {}): MaxUnpool => new MaxUnpool(2, kernelSize, options);

/**
 * Largest elements of volumes back at the places that `maxPool3d(…).withIndices` gave.
 * @example
 * const [values, places] = nn.maxPool3d(2).withIndices(zeros([1, 1, 2, 2, 2]))
 * nn.maxUnpool3d(2).forward(values, places).shape // [1, 1, 2, 2, 2]
 */
export const maxUnpool3d = (kernelSize: Sizes, options: UnpoolLayerOptions = {}): MaxUnpool => new MaxUnpool(3, kernelSize, options);
