// The fully connected layer, and the one of two inputs.
import { bilinear as bilinearMap, linear as affine, parameter } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needCount, needSize } from "./errors.ts";
import { uniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Module } from "./module.ts";

/** What `linear` may be told besides the sizes. */
export interface LinearOptions extends InitOptions {
  /** Whether to add a learned bias; true unless told. */
  readonly bias?: boolean;
}

/** y = x · weightᵀ + bias. */
export class Linear extends Module {
  /** [out, in] */
  weight: Tensor;
  /** [out] */
  bias: Tensor | null;

  constructor(inFeatures: number, outFeatures: number, { bias = true, ...options }: LinearOptions = {}) {
    super();
    needCount("linear", "inFeatures", inFeatures);
    needCount("linear", "outFeatures", outFeatures);
    // What PyTorch writes as kaimingUniform with a = √5.
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = parameter(uniform([outFeatures, inFeatures], -bound, bound, options));
    this.bias = bias ? parameter(uniform([outFeatures], -bound, bound, options)) : null;
  }

  forward(input: Tensor): Tensor {
    const [outFeatures, inFeatures] = this.weight.shape as [number, number];
    needSize(`linear(${inFeatures}, ${outFeatures})`, input, -1, inFeatures, `a last axis of ${inFeatures}`);
    return affine(input, this.weight, this.bias); // [..., out]
  }

  override describe(): string {
    return `${this.weight.shape[1]} → ${this.weight.shape[0]}${this.bias ? "" : ", no bias"}`;
  }
}

/**
 * y = x · weightᵀ + bias, [..., inFeatures] → [..., outFeatures]. First values as PyTorch's: uniform in ±1/√inFeatures.
 * @throws if sizes are not whole numbers ≥ 1; at `forward` if the last axis is not inFeatures
 * @example
 * nn.linear(3, 2).forward(zeros([4, 3])).shape // [4, 2]
 */
export const linear = (inFeatures: number, outFeatures: number, options: LinearOptions = {}): Linear =>
  new Linear(inFeatures, outFeatures, options);

/** y[o] = x₁ · weight[o] · x₂ + bias[o]. */
export class Bilinear extends Module {
  /** [out, in 1, in 2] */
  weight: Tensor;
  /** [out] */
  bias: Tensor | null;

  constructor(in1Features: number, in2Features: number, outFeatures: number, { bias = true, ...options }: LinearOptions = {}) {
    super();
    needCount("bilinear", "in1Features", in1Features);
    needCount("bilinear", "in2Features", in2Features);
    needCount("bilinear", "outFeatures", outFeatures);
    const bound = 1 / Math.sqrt(in1Features);
    this.weight = parameter(uniform([outFeatures, in1Features, in2Features], -bound, bound, options));
    this.bias = bias ? parameter(uniform([outFeatures], -bound, bound, options)) : null;
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    const [out, one, two] = this.weight.shape as [number, number, number];
    const layer = `bilinear(${one}, ${two}, ${out})`;
    needSize(layer, input1, -1, one, `a first input with a last axis of ${one}`);
    needSize(layer, input2, -1, two, `a second input with a last axis of ${two}`);
    return bilinearMap(input1, input2, this.weight, this.bias); // [..., out]
  }

  override describe(): string {
    const [out, one, two] = this.weight.shape;
    return `${one} × ${two} → ${out}${this.bias ? "" : ", no bias"}`;
  }
}

/**
 * y[o] = x₁ · weight[o] · x₂ + bias[o], [..., in1Features] and [..., in2Features] → [..., outFeatures].
 * @example
 * nn.bilinear(3, 2, 4).forward(zeros([5, 3]), zeros([5, 2])).shape // [5, 4]
 */
export const bilinear = (in1Features: number, in2Features: number, outFeatures: number, options: LinearOptions = {}): Bilinear =>
  new Bilinear(in1Features, in2Features, outFeatures, options);
