// Normalization: layers that bring values to mean 0 and variance 1, over a batch or within a sample.
import {
  NablaError,
  full,
  isFinite,
  layerNorm as normalizeLayer,
  ones,
  parameter,
  rsqrt,
  update,
  variable,
  where,
  zeros,
} from "../index.ts";
import type { Shape, Tensor } from "../index.ts";
import { needCount, needNumber, needRank, needSize } from "./errors.ts";
import { Module } from "./module.ts";

/** What `batchNorm1d` and `batchNorm2d` may be told. */
export interface BatchNormOptions {
  /** Added to the variance. */
  readonly eps?: number;
  /** Weight of the newest batch in the running statistics. */
  readonly momentum?: number;
  /** Whether to learn a scale and a shift for each channel. */
  readonly affine?: boolean;
}

/** (x − mean) / √(variance + eps) · weight + bias for each channel (axis 1). */
export class BatchNorm extends Module {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  readonly runningMean: Tensor;
  readonly runningVar: Tensor;
  readonly batchesTracked: Tensor;
  readonly eps: number;
  readonly momentum: number;
  readonly #name: string;
  readonly #ranks: readonly number[];

  constructor(name: string, ranks: readonly number[], features: number, { eps = 1e-5, momentum = 0.1, affine = true }: BatchNormOptions) {
    super();
    needCount(name, "features", features);
    this.eps = needNumber(name, "eps", eps, 0);
    this.momentum = needNumber(name, "momentum", momentum, 0, 1);
    this.#name = name;
    this.#ranks = ranks;
    this.weight = affine ? parameter(ones([features])) : null;
    this.bias = affine ? parameter(zeros([features])) : null;
    this.runningMean = variable(zeros([features]));
    this.runningVar = variable(ones([features]));
    this.batchesTracked = variable(full([], 0, { dtype: "i32" }));
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

  forward(input: Tensor): Tensor {
    const features = this.runningMean.shape[0]!;
    needRank(this.#name, input, this.#ranks, `an input of rank ${this.#ranks.join(" or ")}`);
    needSize(this.#name, input, 1, features, `${features} channels on axis 1`);
    const across = [features, ...new Array<number>(input.shape.length - 2).fill(1)]; // [C, 1, …]
    const axes = input.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    let mean = this.runningMean.reshape(across);
    let variance = this.runningVar.reshape(across);
    if (this.training) {
      const count = input.shape.reduce((product, size, axis) => (axis === 1 ? product : product * size), 1);
      if (count < 2) {
        throw new NablaError(
          "layer-input",
          `${this.#name}: needs more than one value per channel in training – the input is [${input.shape.join(", ")}]`,
          { op: this.#name, shapes: [input.shape] },
        );
      }
      mean = input.mean(axes, { keepDims: true }); // [1, C, 1, …]
      const centered = input.sub(mean);
      variance = centered.mul(centered).mean(axes, { keepDims: true });
      this.#track(
        mean.detach().reshape([features]),
        variance
          .detach()
          .reshape([features])
          .mul(count / (count - 1)),
      );
    }
    const normal = input.sub(mean).mul(rsqrt(variance.add(this.eps)));
    return this.weight && this.bias ? normal.mul(this.weight.reshape(across)).add(this.bias.reshape(across)) : normal;
  }

  /** Running statistics move towards those of the batch; the variance is the unbiased one. A broken batch leaves no trace. */
  #track(mean: Tensor, variance: Tensor): void {
    const toward = (old: Tensor, now: Tensor): Tensor => where(isFinite(now), old.add(now.sub(old).mul(this.momentum)), old);
    update([
      [this.runningMean, toward(this.runningMean, mean)],
      [this.runningVar, toward(this.runningVar, variance)],
      [this.batchesTracked, this.batchesTracked.add(1)],
    ]);
  }

  override describe(): string {
    return `${this.runningMean.shape[0]}`;
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

/** What `layerNorm` may be told; as for `batchNorm2d`. */
export interface LayerNormOptions {
  readonly eps?: number;
  readonly affine?: boolean;
}

/** (x − mean) / √(variance + eps) · weight + bias over the last axes of each sample. */
export class LayerNorm extends Module {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  readonly shape: Shape;
  readonly eps: number;

  constructor(shape: number | Shape, { eps = 1e-5, affine = true }: LayerNormOptions = {}) {
    super();
    this.shape = typeof shape === "number" ? [shape] : shape;
    for (const size of this.shape) needCount("layerNorm", "shape", size);
    this.eps = needNumber("layerNorm", "eps", eps, 0);
    this.weight = affine ? parameter(ones(this.shape)) : null;
    this.bias = affine ? parameter(zeros(this.shape)) : null;
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
