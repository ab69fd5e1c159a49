// How far or how alike two inputs are, as layers.
import { cosineSimilarity as cosine, pairwiseDistance as between } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { Module } from "./module.ts";

/** What `cosineSimilarity` may be told. */
export interface CosineSimilarityOptions {
  readonly axis?: number;
  readonly eps?: number;
}

/** x₁ · x₂ / (|x₁| |x₂|) along an axis. */
export class CosineSimilarity extends Module {
  readonly axis: number;
  readonly eps: number;

  constructor({ axis = 1, eps = 1e-8 }: CosineSimilarityOptions = {}) {
    super();
    this.axis = axis;
    this.eps = eps;
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    return cosine(input1, input2, { axis: this.axis, eps: this.eps });
  }
}

/**
 * The cosine of the angle between two inputs along an axis.
 * @example
 * nn.cosineSimilarity().forward(tensor([[1, 0]]), tensor([[3, 4]])).toArray() // [0.6]
 */
export const cosineSimilarity = (options: CosineSimilarityOptions = {}): CosineSimilarity => new CosineSimilarity(options);

/** What `pairwiseDistance` may be told. */
export interface PairwiseDistanceOptions {
  readonly p?: number;
  readonly eps?: number;
  readonly keepDims?: boolean;
}

/** The p-norm of x₁ − x₂ along the last axis. */
export class PairwiseDistance extends Module {
  readonly p: number;
  readonly eps: number;
  readonly keepDims: boolean;

  constructor({ p = 2, eps = 1e-6, keepDims = false }: PairwiseDistanceOptions = {}) {
    super();
    this.p = p;
    this.eps = eps;
    this.keepDims = keepDims;
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    return between(input1, input2, { p: this.p, eps: this.eps, keepDims: this.keepDims });
  }
}

/**
 * The p-norm of the difference of two inputs along the last axis.
 * @example
 * nn.pairwiseDistance().forward(tensor([[3, 4]]), zeros([1, 2])).toArray() // [5.00]
 */
export const pairwiseDistance = (options: PairwiseDistanceOptions = {}): PairwiseDistance => new PairwiseDistance(options);
