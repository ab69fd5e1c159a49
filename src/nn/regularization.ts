// Dropout: noise in training against overfitting.
import { ge, rand, where } from "../index.ts";
import type { Generator, Tensor } from "../index.ts";
import { needNumber } from "./errors.ts";
import { Module } from "./module.ts";

/** What `dropout` may be told besides the probability. */
export interface DropoutOptions {
  /** Where the noise comes from; the library's own generator unless told. */
  readonly generator?: Generator;
}

/** In training sets numbers to 0 at random and scales the rest, so that the mean stays; otherwise the identity. */
export class Dropout extends Module {
  readonly probability: number;
  readonly #options: DropoutOptions;

  constructor(probability: number, options: DropoutOptions = {}) {
    super();
    this.probability = needNumber("dropout", "probability", probability, 0, 1);
    this.#options = options;
  }

  forward(input: Tensor): Tensor {
    const { probability } = this;
    if (!this.training || probability === 0) return input;
    const scale = probability === 1 ? 0 : 1 / (1 - probability);
    return where(ge(rand(input.shape, this.#options), probability), input.mul(scale), 0);
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
