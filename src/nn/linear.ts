// The fully connected layer.
import { linear as affine, parameter } from "../index.ts";
import type { Tensor } from "../index.ts";
import { needCount, needSize } from "./errors.ts";
import { kaimingUniform, uniform } from "./init.ts";
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
  readonly weight: Tensor;
  /** [out] */
  readonly bias: Tensor | null;

  constructor(inFeatures: number, outFeatures: number, { bias = true, ...options }: LinearOptions = {}) {
    super();
    needCount("linear", "inFeatures", inFeatures);
    needCount("linear", "outFeatures", outFeatures);
    this.weight = parameter(kaimingUniform([outFeatures, inFeatures], { a: Math.sqrt(5), ...options }));
    const bound = 1 / Math.sqrt(inFeatures);
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
