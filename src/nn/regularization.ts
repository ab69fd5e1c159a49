// Dropout: noise in training against overfitting, of single numbers, channels or whole samples.
import {
  alphaDropout as dropKeeping,
  dropout as dropSingle,
  dropout1d as dropRows,
  dropout2d as dropPictures,
  dropout3d as dropVolumes,
  featureAlphaDropout as dropChannelsKeeping,
  nextKey,
  ones,
} from "../mini.ts";
import type { Generator, Tensor } from "../mini.ts";
import { needNumber } from "./errors.ts";
import { Module } from "./module.ts";

/** What `dropout` may be told besides the probability. */
export interface DropoutOptions {
  /** Where the noise comes from; the library's own generator unless told. */
  readonly generator?: Generator;
}

type Drop = (input: Tensor, probability: number, key: Tensor) => Tensor;

/** In training drops parts of the input at random; otherwise the identity. */
export class Dropout extends Module {
  readonly probability: number;
  /** What the factory is called. */
  readonly name: string;
  readonly #options: DropoutOptions;
  readonly #drop: Drop;

  constructor(probability: number, options: DropoutOptions = {}, name = "dropout", drop: Drop = dropSingle) {
    super();
    this.name = name;
    this.probability = needNumber(name, "probability", probability, 0, 1);
    this.#options = options;
    this.#drop = drop;
  }

  forward(input: Tensor): Tensor {
    if (!this.training || this.probability === 0) return input;
    return this.#drop(input, this.probability, nextKey(this.#options));
  }

  override describe(): string {
    return `${this.probability}`;
  }
}

/**
 * In training each number becomes 0 with that probability, and the others grow by 1 / (1 − probability), so that the mean
 * stays; other numbers at every step. Otherwise the input itself. Srivastava et al. 2014.
 * @example
 * nn.dropout(0.5).eval().forward(tensor([1, 2])).toArray() // [1, 2]
 */
export const dropout = (probability = 0.5, options: DropoutOptions = {}): Dropout => new Dropout(probability, options);

/**
 * As `dropout`, for whole channels of rows [N, C, L].
 * @example
 * nn.dropout1d(1).forward(ones([1, 2, 3])).sum().item() // 0
 */
export const dropout1d = (probability = 0.5, options: DropoutOptions = {}): Dropout =>
  new Dropout(probability, options, "dropout1d", dropRows);

/**
 * As `dropout`, for whole channels of pictures [N, C, H, W]. Tompson et al. 2015.
 * @example
 * nn.dropout2d(1).forward(ones([1, 2, 3, 3])).sum().item() // 0
 */
export const dropout2d = (probability = 0.5, options: DropoutOptions = {}): Dropout =>
  new Dropout(probability, options, "dropout2d", dropPictures);

/**
 * As `dropout`, for whole channels of volumes [N, C, D, H, W].
 * @example
 * nn.dropout3d(1).forward(ones([1, 2, 3, 3, 3])).sum().item() // 0
 */
export const dropout3d = (probability = 0.5, options: DropoutOptions = {}): Dropout =>
  new Dropout(probability, options, "dropout3d", dropVolumes);

/**
 * Dropout that keeps mean 0 and variance 1 behind `selu`. Klambauer et al. 2017.
 * @example
 * nn.alphaDropout(0.5).eval().forward(tensor([1, 2])).toArray() // [1, 2]
 */
export const alphaDropout = (probability = 0.5, options: DropoutOptions = {}): Dropout =>
  new Dropout(probability, options, "alphaDropout", dropKeeping);

/**
 * As `alphaDropout`, for whole channels [N, C, …].
 * @example
 * nn.featureAlphaDropout(0.5).eval().forward(ones([1, 2, 1])).toArray() // [[[1], [1]]]
 */
export const featureAlphaDropout = (probability = 0.5, options: DropoutOptions = {}): Dropout =>
  new Dropout(probability, options, "featureAlphaDropout", dropChannelsKeeping);

/**
 * As `dropout`, for whole samples (axis 0): the branch of a residual block is left out at random, so that the network is
 * shallower in training. Huang et al. 2016.
 * @example
 * nn.dropPath(1).forward(ones([2, 3])).toArray() // [[0, 0, 0], [0, 0, 0]]
 */
export const dropPath = (probability = 0.1, options: DropoutOptions = {}): Dropout =>
  new Dropout(probability, options, "dropPath", (x, p, key) => {
    const samples = [x.shape[0] ?? 1, ...x.shape.slice(1).map(() => 1)].slice(0, x.shape.length);
    return x.mul(dropSingle(ones(samples, { dtype: x.dtype }), p, key));
  });
