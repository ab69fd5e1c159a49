// Activation functions as layers. Their formulas live with the operations; here they only get a place in a model.
import * as ops from "../index.ts";
import type { Tensor } from "../index.ts";
import { Module } from "./module.ts";

/** A function of the input without parameters. */
export class Activation extends Module {
  /** What the factory is called. */
  readonly name: string;
  readonly #of: (x: Tensor) => Tensor;
  readonly #words: string;

  constructor(name: string, of: (x: Tensor) => Tensor, words = "") {
    super();
    this.name = name;
    this.#of = of;
    this.#words = words;
  }

  forward(input: Tensor): Tensor {
    return this.#of(input);
  }

  override describe(): string {
    return this.#words;
  }
}

/**
 * f(x) = x.
 * @example
 * nn.identity().forward(tensor([-1, 2])).toArray() // [-1, 2]
 */
export const identity = (): Activation => new Activation("identity", (x) => x);

/**
 * The threshold of McCulloch and Pitts: 1 for x > 0, else 0. Its derivative is 0 everywhere, so nothing before it learns.
 * @example
 * nn.step().forward(tensor([-1, 0, 2])).toArray() // [0, 0, 1]
 */
export const step = (): Activation => new Activation("step", (x) => ops.cast(ops.gt(x, 0), x.dtype));

/**
 * 1 / (1 + e⁻ˣ).
 * @example
 * nn.sigmoid().forward(tensor([0])).toArray() // [0.5]
 */
export const sigmoid = (): Activation => new Activation("sigmoid", (x) => ops.sigmoid(x));

/**
 * Hyperbolic tangent.
 * @example
 * nn.tanh().forward(tensor([0])).toArray() // [0]
 */
export const tanh = (): Activation => new Activation("tanh", (x) => ops.tanh(x));

/**
 * max(x, 0).
 * @example
 * nn.relu().forward(tensor([-1, 2])).toArray() // [0, 2]
 */
export const relu = (): Activation => new Activation("relu", (x) => ops.relu(x));

/**
 * x for x > 0, else negativeSlope · x. Maas et al. 2013.
 * @example
 * nn.leakyRelu(0.5).forward(tensor([-1, 2])).toArray() // [-0.5, 2]
 */
export const leakyRelu = (negativeSlope = 0.01): Activation =>
  new Activation("leakyRelu", (x) => ops.leakyRelu(x, negativeSlope), `slope ${negativeSlope}`);

/**
 * x for x > 0, else alpha · (eˣ − 1). Clevert et al. 2015.
 * @example
 * nn.elu().forward(tensor([0, 2])).toArray() // [0, 2]
 */
export const elu = (alpha = 1): Activation => new Activation("elu", (x) => ops.elu(x, alpha), `alpha ${alpha}`);

/** Which formula `gelu` computes by. */
export interface GeluOptions {
  /** "none": the formula with erf. "tanh": the usual shortcut. */
  readonly approximate?: "none" | "tanh";
}

/**
 * x · Φ(x), Φ the normal distribution function. Hendrycks and Gimpel 2016.
 * @example
 * nn.gelu().forward(tensor([0])).toArray() // [0]
 */
export const gelu = ({ approximate = "none" }: GeluOptions = {}): Activation =>
  new Activation("gelu", (x) => ops.gelu(x, { approximate }), approximate === "tanh" ? "tanh" : "");

/**
 * x · sigmoid(x), also called swish.
 * @example
 * nn.silu().forward(tensor([0])).toArray() // [0]
 */
export const silu = (): Activation => new Activation("silu", (x) => ops.silu(x));

/**
 * log(1 + eˣ).
 * @example
 * nn.softplus().forward(zeros([2])).shape // [2]
 */
export const softplus = (): Activation => new Activation("softplus", (x) => ops.softplus(x));

/**
 * Positive numbers with sum 1 along an axis: eˣ / Σ eˣ.
 * @example
 * nn.softmax().forward(zeros([1, 2])).toArray() // [[0.5, 0.5]]
 */
export const softmax = (axis = -1): Activation => new Activation("softmax", (x) => ops.softmax(x, axis), `axis ${axis}`);

/**
 * The logarithm of softmax, computed without overflow.
 * @example
 * nn.logSoftmax().forward(zeros([1, 1])).toArray() // [[0]]
 */
export const logSoftmax = (axis = -1): Activation => new Activation("logSoftmax", (x) => ops.logSoftmax(x, axis), `axis ${axis}`);
