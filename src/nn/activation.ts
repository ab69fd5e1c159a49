// Activation functions as layers. Their formulas live with the operations; here they only get a place in a model.
import * as ops from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needRank } from "./errors.ts";
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
 * log(1 + e^(beta·x)) / beta.
 * @example
 * nn.softplus().forward(zeros([2])).shape // [2]
 */
export const softplus = (beta = 1): Activation =>
  new Activation("softplus", (x) => ops.softplus(x, beta), beta === 1 ? "" : `beta ${beta}`);

/**
 * max(x, 0), but at most 6.
 * @example
 * nn.relu6().forward(tensor([-1, 3, 9])).toArray() // [0, 3, 6]
 */
export const relu6 = (): Activation => new Activation("relu6", (x) => ops.relu6(x));

/**
 * x held between `min` and `max`.
 * @example
 * nn.hardtanh().forward(tensor([-2, 0.5, 2])).toArray() // [-1, 0.5, 1]
 */
export const hardtanh = (min = -1, max = 1): Activation => new Activation("hardtanh", (x) => ops.hardtanh(x, min, max), `${min} to ${max}`);

/**
 * (x + 3) / 6 held between 0 and 1.
 * @example
 * nn.hardsigmoid().forward(tensor([-4, 0, 3])).toArray() // [0, 0.5, 1]
 */
export const hardsigmoid = (): Activation => new Activation("hardsigmoid", (x) => ops.hardsigmoid(x));

/**
 * x · hardsigmoid(x). Howard et al. 2019.
 * @example
 * nn.hardswish().forward(tensor([-4, 0, 3])).toArray() // [0, 0, 3]
 */
export const hardswish = (): Activation => new Activation("hardswish", (x) => ops.hardswish(x));

/**
 * x where |x| > lambda, else 0.
 * @example
 * nn.hardshrink().forward(tensor([-1, 0.3, 1])).toArray() // [-1, 0, 1]
 */
export const hardshrink = (lambda = 0.5): Activation => new Activation("hardshrink", (x) => ops.hardshrink(x, lambda), `lambda ${lambda}`);

/**
 * x moved towards 0 by lambda, 0 within.
 * @example
 * nn.softshrink().forward(tensor([-1, 0.3, 1])).toArray() // [-0.5, 0, 0.5]
 */
export const softshrink = (lambda = 0.5): Activation => new Activation("softshrink", (x) => ops.softshrink(x, lambda), `lambda ${lambda}`);

/**
 * x − tanh(x).
 * @example
 * nn.tanhshrink().forward(tensor([0])).toArray() // [0]
 */
export const tanhshrink = (): Activation => new Activation("tanhshrink", (x) => ops.tanhshrink(x));

/**
 * x where x > limit, else `value`.
 * @example
 * nn.threshold(1, 7).forward(tensor([0, 2])).toArray() // [7, 2]
 */
export const threshold = (limit: number, value: number): Activation =>
  new Activation("threshold", (x) => ops.threshold(x, limit, value), `${limit}, else ${value}`);

/**
 * max(x, 0) + min(0, alpha · (e^(x / alpha) − 1)). Barron 2017.
 * @example
 * nn.celu().forward(tensor([0, 2])).toArray() // [0, 2]
 */
export const celu = (alpha = 1): Activation => new Activation("celu", (x) => ops.celu(x, alpha), `alpha ${alpha}`);

/**
 * Elu with numbers that keep mean 0 and variance 1 from layer to layer. Klambauer et al. 2017.
 * @example
 * nn.selu().forward(tensor([0, 1])).toArray() // [0, 1.050701]
 */
export const selu = (): Activation => new Activation("selu", (x) => ops.selu(x));

/**
 * x · tanh(softplus(x)). Misra 2019.
 * @example
 * nn.mish().forward(tensor([0])).toArray() // [0]
 */
export const mish = (): Activation => new Activation("mish", (x) => ops.mish(x));

/**
 * x / (1 + |x|).
 * @example
 * nn.softsign().forward(tensor([-1, 3])).toArray() // [-0.5, 0.75]
 */
export const softsign = (): Activation => new Activation("softsign", (x) => ops.softsign(x));

/**
 * log(sigmoid(x)), computed without overflow.
 * @example
 * nn.logSigmoid().forward(tensor([1000])).toArray() // [0]
 */
export const logSigmoid = (): Activation => new Activation("logSigmoid", (x) => ops.logSigmoid(x));

/**
 * The first half along an axis, times the sigmoid of the second. Dauphin et al. 2017.
 * @example
 * nn.glu().forward(tensor([2, 4, 0, 0])).toArray() // [1, 2]
 */
export const glu = (axis = -1): Activation => new Activation("glu", (x) => ops.glu(x, axis), `axis ${axis}`);

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

/**
 * Positive numbers with sum 1 along an axis, larger for smaller ones: softmax(−x).
 * @example
 * nn.softmin().forward(zeros([1, 2])).toArray() // [[0.5, 0.5]]
 */
export const softmin = (axis = -1): Activation => new Activation("softmin", (x) => ops.softmin(x, axis), `axis ${axis}`);

/**
 * Softmax over the channels at each place of pictures [N, C, H, W] or [C, H, W].
 * @example
 * nn.softmax2d().forward(zeros([1, 2, 1, 1])).toArray() // [[[[0.5]], [[0.5]]]]
 */
export const softmax2d = (): Activation =>
  new Activation("softmax2d", (x) => {
    needRank("softmax2d", x, [3, 4], "pictures [N, C, H, W], or one without N");
    return ops.softmax(x, -3);
  });
