// Normalization with statistics that are kept: over a batch, or in each sample with running statistics for use.
import {
  batchNorm,
  cast,
  full,
  isFinite,
  NablaError,
  ones,
  parameter,
  reciprocal,
  rsqrt,
  squeeze,
  unsqueeze,
  update,
  variable,
  where,
  zeros,
} from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount, needNumber, needRank, needSize } from "./errors.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";

/** What `batchNorm…` and `instanceNorm…` may be told. */
export interface BatchNormOptions extends Pick<InitOptions, "dtype"> {
  /** Added to the variance. */
  readonly eps?: number;
  /** Weight of the newest batch in the running statistics; null: all batches weigh the same. */
  readonly momentum?: number | null;
  /** Whether to learn a scale and a shift for each channel. */
  readonly affine?: boolean;
  /** Whether to keep statistics for use; otherwise those of the input are used always. */
  readonly trackRunningStats?: boolean;
}

/** What both kinds share: a scale and a shift for each channel, and running statistics. */
abstract class ChannelNorm extends Module {
  weight: Tensor | null;
  bias: Tensor | null;
  runningMean: Tensor | null;
  runningVar: Tensor | null;
  batchesTracked: Tensor | null;
  readonly features: number;
  readonly eps: number;
  readonly momentum: number | null;
  /** What the factory is called. */
  readonly name: string;

  constructor(name: string, features: number, { eps = 1e-5, momentum = 0.1, affine, trackRunningStats, dtype = "f32" }: BatchNormOptions) {
    super();
    this.name = name;
    this.features = needCount(name, "features", features);
    this.eps = needNumber(name, "eps", eps, 0);
    this.momentum = momentum === null ? null : needNumber(name, "momentum", momentum, 0, 1);
    this.weight = affine ? parameter(ones([features], { dtype })) : null;
    this.bias = affine ? parameter(zeros([features], { dtype })) : null;
    this.runningMean = trackRunningStats ? variable(zeros([features], { dtype })) : null;
    this.runningVar = trackRunningStats ? variable(ones([features], { dtype })) : null;
    this.batchesTracked = trackRunningStats ? variable(full([], 0, { dtype: "i32" })) : null;
  }

  /** PyTorch's names. */
  protected override members(): Iterable<readonly [string, unknown]> {
    return [
      ["weight", this.weight],
      ["bias", this.bias],
      ["running_mean", this.runningMean],
      ["running_var", this.runningVar],
      ["num_batches_tracked", this.batchesTracked],
    ];
  }

  /**
   * Running statistics move towards those given, [C]; the variance is the unbiased one. A broken batch leaves no trace.
   * Layers that do not count batches give all of them the same momentum.
   */
  protected track(mean: Tensor, variance: Tensor, counts: boolean): void {
    const { runningMean, runningVar, batchesTracked } = this;
    if (!runningMean || !runningVar || !batchesTracked) return;
    const count = batchesTracked.add(1);
    const share = this.momentum ?? (counts ? reciprocal(cast(count, runningMean.dtype)) : 0);
    const toward = (old: Tensor, now: Tensor): Tensor => where(isFinite(now), old.add(now.sub(old).mul(share)), old);
    update([
      [runningMean, toward(runningMean, mean.detach())],
      [runningVar, toward(runningVar, variance.detach())],
      ...(counts ? [[batchesTracked, count] as const] : []),
    ]);
  }

  /** (x − mean) / √(variance + eps) · weight + bias; statistics as [1 or N, C, 1, …]. */
  protected normalize(input: Tensor, mean: Tensor, variance: Tensor, across: readonly number[]): Tensor {
    const normal = input.sub(mean).mul(rsqrt(variance.add(this.eps)));
    return this.weight && this.bias ? normal.mul(this.weight.reshape(across)).add(this.bias.reshape(across)) : normal;
  }

  override describe(): string {
    return `${this.features}`;
  }
}

/** (x − mean) / √(variance + eps) · weight + bias for each channel (axis 1), over the batch in training. */
export class BatchNorm extends ChannelNorm {
  readonly #ranks: readonly number[];

  constructor(name: string, ranks: readonly number[], features: number, options: BatchNormOptions) {
    super(name, features, { affine: true, trackRunningStats: true, ...options });
    this.#ranks = ranks;
  }

  forward(input: Tensor): Tensor {
    const { features, name, runningMean, runningVar } = this;
    needRank(name, input, this.#ranks, `an input of rank ${this.#ranks.join(" or ")}`);
    needSize(name, input, 1, features, `${features} channels on axis 1`);
    const across = [features, ...new Array<number>(input.shape.length - 2).fill(1)]; // [C, 1, …]
    if (!this.training && runningMean && runningVar)
      return this.normalize(input, runningMean.reshape(across), runningVar.reshape(across), across);
    const count = input.shape.reduce((product, size, axis) => (axis === 1 ? product : product * size), 1);
    if (count < 2 && this.training) {
      throw new NablaError(
        "layer-input",
        `${name}: needs more than one value per channel in training – the input is [${input.shape.join(", ")}]`,
        { op: name, shapes: [input.shape] },
      );
    }
    const axes = input.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const mean = input.mean(axes, { keepDims: true }); // [1, C, 1, …]
    const variance = input.sub(mean).square().mean(axes, { keepDims: true }); // prettier-ignore
    if (this.training) this.track(mean.reshape([features]), variance.reshape([features]).mul(count / (count - 1)), true);
    if (count < 2) return this.normalize(input, mean, variance, across);
    return batchNorm(input, null, null, this.weight, this.bias, { training: true, eps: this.eps });
  }
}

/** As `BatchNorm`, but each sample by its own statistics. */
export class InstanceNorm extends ChannelNorm {
  readonly #rank: number;

  constructor(name: string, rank: number, features: number, options: BatchNormOptions) {
    super(name, features, { affine: false, trackRunningStats: false, ...options });
    this.#rank = rank;
  }

  forward(given: Tensor): Tensor {
    const { features, name, runningMean, runningVar } = this;
    needRank(name, given, [this.#rank - 1, this.#rank], `an input of rank ${this.#rank}, or ${this.#rank - 1} for one sample`);
    const single = given.shape.length === this.#rank - 1;
    const input = single ? unsqueeze(given, 0) : given;
    needSize(name, input, 1, features, `${features} channels`);
    const across = [features, ...new Array<number>(input.shape.length - 2).fill(1)]; // [C, 1, …]
    const done = (x: Tensor): Tensor => (single ? squeeze(x, 0) : x);
    if (!this.training && runningMean && runningVar)
      return done(this.normalize(input, runningMean.reshape(across), runningVar.reshape(across), across));
    const count = input.shape.slice(2).reduce((product, size) => product * size, 1);
    if (count < 2)
      throw new NablaError("layer-input", `${name}: needs more than one place in each channel – the input is [${given.shape.join(", ")}]`, {
        op: name,
        shapes: [given.shape],
      });
    const axes = input.shape.map((_, axis) => axis).slice(2);
    const mean = input.mean(axes, { keepDims: true }); // [N, C, 1, …]
    const variance = input.sub(mean).square().mean(axes, { keepDims: true }); // prettier-ignore
    const overBatch = (x: Tensor): Tensor => x.mean(0).reshape([features]);
    if (this.training) this.track(overBatch(mean), overBatch(variance).mul(count / (count - 1)), false); // PyTorch does not count here
    return done(this.normalize(input, mean, variance, across));
  }
}

/**
 * Batch normalization of [N, C] or [N, C, L]. Ioffe and Szegedy 2015.
 * @example
 * nn.batchNorm1d(3).forward(tensor([[1, 2, 3], [3, 4, 5]])).shape // [2, 3]
 */
export const batchNorm1d = (features: number, options: BatchNormOptions = {}): BatchNorm =>
  new BatchNorm("batchNorm1d", [2, 3], features, options);

/**
 * Batch normalization of pictures [N, C, H, W]. Ioffe and Szegedy 2015.
 * @example
 * nn.batchNorm2d(2).eval().forward(zeros([1, 2, 3, 3])).shape // [1, 2, 3, 3]
 */
export const batchNorm2d = (features: number, options: BatchNormOptions = {}): BatchNorm =>
  new BatchNorm("batchNorm2d", [4], features, options);

/**
 * Batch normalization of volumes [N, C, D, H, W].
 * @example
 * nn.batchNorm3d(2).forward(zeros([1, 2, 2, 3, 3])).shape // [1, 2, 2, 3, 3]
 */
export const batchNorm3d = (features: number, options: BatchNormOptions = {}): BatchNorm =>
  new BatchNorm("batchNorm3d", [5], features, options);

/**
 * Instance normalization of [N, C, L] or [C, L]: each channel of each sample to mean 0 and variance 1. Ulyanov et al. 2016.
 * @example
 * nn.instanceNorm1d(1, { eps: 0 }).forward(tensor([[[1, 3]]])).toArray() // [[[-1, 1]]]
 */
export const instanceNorm1d = (features: number, options: BatchNormOptions = {}): InstanceNorm =>
  new InstanceNorm("instanceNorm1d", 3, features, options);

/**
 * Instance normalization of pictures [N, C, H, W] or [C, H, W]. Ulyanov et al. 2016.
 * @example
 * nn.instanceNorm2d(2).forward(zeros([1, 2, 3, 3])).shape // [1, 2, 3, 3]
 */
export const instanceNorm2d = (features: number, options: BatchNormOptions = {}): InstanceNorm =>
  new InstanceNorm("instanceNorm2d", 4, features, options);

/**
 * Instance normalization of volumes [N, C, D, H, W] or [C, D, H, W].
 * @example
 * nn.instanceNorm3d(2).forward(zeros([1, 2, 2, 3, 3])).shape // [1, 2, 2, 3, 3]
 */
export const instanceNorm3d = (features: number, options: BatchNormOptions = {}): InstanceNorm =>
  new InstanceNorm("instanceNorm3d", 5, features, options);
