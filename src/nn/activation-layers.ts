// Activations that learn, or that draw random numbers.
import { gt, narrow, nextKey, parameter, prelu as bend, silu as smooth, uniform, where } from "../mini.ts";
import type { Generator, Tensor } from "../mini.ts";
import { needCount, needNumber, needSize } from "./errors.ts";
import { constant } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";

/** What `prelu` may be told. */
export interface PreluOptions extends Pick<InitOptions, "dtype"> {
  /** 1, or one slope for each channel (axis 1). */
  readonly count?: number;
  /** First value of the slopes. */
  readonly slope?: number;
}

/** x for x > 0, else a learned slope times x. */
export class PReLU extends Module {
  /** [count] */
  weight: Tensor;

  constructor({ count = 1, slope = 0.25, dtype = "f32" }: PreluOptions = {}) {
    super();
    needCount("prelu", "count", count);
    this.weight = parameter(constant([count], needNumber("prelu", "slope", slope), { dtype }));
  }

  forward(input: Tensor): Tensor {
    return bend(input, this.weight);
  }

  override describe(): string {
    return `${this.weight.shape[0]}`;
  }
}

/**
 * x for x > 0, else weight · x with a slope that is learned, one for all or one for each channel. He et al. 2015.
 * @example
 * nn.prelu().forward(tensor([-4, 2])).toArray() // [-1, 2]
 */
export const prelu = (options: PreluOptions = {}): PReLU => new PReLU(options);

/** x for x > 0, else a random slope times x. */
export class RReLU extends Module {
  readonly low: number;
  readonly high: number;
  readonly #random: { readonly generator?: Generator };

  constructor(low = 1 / 8, high = 1 / 3, options: { readonly generator?: Generator } = {}) {
    super();
    this.low = needNumber("rrelu", "low", low);
    this.high = needNumber("rrelu", "high", high, low);
    this.#random = options;
  }

  forward(input: Tensor): Tensor {
    const { low, high } = this;
    const slope = this.training ? uniform(nextKey(this.#random), input.shape).mul(high - low).add(low).to(input.dtype) : (low + high) / 2; // prettier-ignore
    return where(gt(input, 0), input, input.mul(slope));
  }

  override describe(): string {
    return `${this.low} to ${this.high}`;
  }
}

/**
 * x for x > 0, else a slope times x: random between `low` and `high` in training, their mean otherwise. Xu et al. 2015.
 * @example
 * nn.rrelu(0.25, 0.75).eval().forward(tensor([-2, 2])).toArray() // [-1, 2]
 */
export const rrelu = (low = 1 / 8, high = 1 / 3, options: { readonly generator?: Generator } = {}): RReLU => new RReLU(low, high, options);

/** silu(x W₁) · (x W₂), and back to the size of the input. */
export class SwiGLU extends Module {
  /** [hidden · 2, features]: W₁ and W₂. */
  readonly gates: Linear;
  readonly out: Linear;

  constructor(features: number, hidden: number, { bias = false, ...init }: InitOptions & { readonly bias?: boolean } = {}) {
    super();
    needCount("swiglu", "features", features);
    needCount("swiglu", "hidden", hidden);
    this.gates = new Linear(features, 2 * hidden, { bias, ...init });
    this.out = new Linear(hidden, features, { bias, ...init });
  }

  forward(input: Tensor): Tensor {
    const hidden = this.out.weight.shape[1]!;
    needSize("swiglu", input, -1, this.out.weight.shape[0]!, `a last axis of ${this.out.weight.shape[0]}`);
    const both = this.gates.forward(input);
    return this.out.forward(smooth(narrow(both, -1, 0, hidden)).mul(narrow(both, -1, hidden, hidden)));
  }

  override describe(): string {
    return `${this.out.weight.shape[0]}, ${this.out.weight.shape[1]} hidden`;
  }
}

/**
 * A gated feedforward part of a transformer: (silu(x W₁) · (x W₂)) W₃. Shazeer 2020.
 * @example
 * nn.swiglu(4, 8).forward(zeros([2, 4])).shape // [2, 4]
 */
export const swiglu = (features: number, hidden: number, options: InitOptions & { readonly bias?: boolean } = {}): SwiGLU =>
  new SwiGLU(features, hidden, options);
