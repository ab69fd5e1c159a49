// Random tensors of named distributions, choices and orders by a generator of keys. Inside a recorded step each run draws
// fresh numbers; the same seed gives the same numbers on every device.
import { isFloat, type DType } from "../core/dtype.ts";
import { dtypeError, rangeError, rankError, shapesError } from "../core/errors.ts";
import { broadcastShapes, normalizeAxis, sameShape, type Shape } from "../core/shape.ts";
import * as draws from "../graph/draws.ts";
import { requireInteger, requireShape, requireTensor, type Operand } from "../graph/define.ts";
import { add, clamp, div, mul, neg, sub } from "../graph/ops/arithmetic.ts";
import { cast, detach, expand } from "../graph/ops/broadcast.ts";
import { eq, gt, lt, where } from "../graph/ops/compare.ts";
import { softmax } from "../graph/ops/composites.ts";
import { full, iota } from "../graph/ops/constants.ts";
import { cumsum } from "../graph/ops/cumulative.ts";
import { erf } from "../graph/ops/trigonometry.ts";
import { log, log1p } from "../graph/ops/powers.ts";
import { normal, uniform } from "../graph/ops/random.ts";
import { argmax } from "../graph/ops/reductions.ts";
import { reshape, unsqueeze } from "../graph/ops/reshape.ts";
import { topk } from "../graph/ops/sorting.ts";
import { erfinv } from "../graph/ops/special.ts";
import { Tensor } from "../graph/tensor.ts";
import { nextKey, rand, randn, type RandomOptions } from "./random.ts";

/** Generator and type of random numbers. */
export interface RandomTypeOptions extends RandomOptions {
  readonly dtype?: DType;
}

/**
 * Uniform random numbers in [0, 1) of x's shape and dtype.
 *
 * @example
 * randLike(tensor([[1, 2]])).shape // [1, 2]
 */
export const randLike = (x: Tensor, options: RandomTypeOptions = {}): Tensor => {
  requireTensor("randLike", x);
  return cast(rand(x.shape, options), floatOf("randLike", options.dtype ?? x.dtype));
};

/**
 * Normal random numbers with mean 0 and variance 1, of x's shape and dtype.
 *
 * @example
 * randnLike(tensor([[1, 2]])).shape // [1, 2]
 */
export const randnLike = (x: Tensor, options: RandomTypeOptions = {}): Tensor => {
  requireTensor("randnLike", x);
  return cast(randn(x.shape, options), floatOf("randnLike", options.dtype ?? x.dtype));
};
function floatOf(name: string, dtype: DType): DType {
  if (!isFloat(dtype)) throw dtypeError(name, "dtype", dtype, "f32 or f64");
  return dtype;
}

/**
 * Whole random numbers from low to high − 1, equally likely; i32 unless another dtype is given.
 *
 * @throws when there is no number from low to high − 1, or more than 2³¹ − 1
 * @example
 * all(lt(randint(0, 6, [100]), 6)).item() // 1
 */
export const randint = (low: number, high: number, shape: Shape, options: RandomTypeOptions = {}): Tensor => {
  for (const [what, value] of [["low", low], ["high", high]] as const)
    if (!Number.isInteger(value) || Math.abs(value) > 2147483647) throw rangeError("randint", what, value, "a whole number that i32 holds"); // prettier-ignore
  const count = high - low;
  if (count < 1 || count > 2147483647) throw rangeError("randint", "high − low", count, "from 1 to 2147483647");
  return cast(draws.integers(nextKey(options), requireShape("randint", [...shape]), low, count), options.dtype ?? "i32");
};

/**
 * Whole random numbers from low to high − 1, of x's shape and dtype.
 *
 * @example
 * randintLike(tensor([5, 5]), 3, 4).toArray() // [3, 3]
 */
export const randintLike = (x: Tensor, low: number, high: number, options: RandomTypeOptions = {}): Tensor => {
  requireTensor("randintLike", x);
  return randint(low, high, x.shape, { ...options, dtype: options.dtype ?? x.dtype });
};

/**
 * The numbers 0 … n − 1 in random order, every order equally likely (Fisher and Yates); i32.
 *
 * @example
 * randperm(4).sum().item() // 6
 */
export const randperm = (n: number, options: RandomTypeOptions = {}): Tensor =>
  cast(draws.order(nextKey(options), requireInteger("randperm", "n", n, 0)), options.dtype ?? "i32");

/** The shape that is wanted, or that of the parameters broadcast together; the parameters as tensors of it. */
function parameters(
  name: string,
  given: readonly Operand[],
  shape: Shape | undefined,
): { readonly shape: Shape; readonly values: readonly Tensor[] } {
  const common = broadcastShapes(name, given.filter((x) => x instanceof Tensor).map((x) => x.shape)); // prettier-ignore
  const wanted = shape ? requireShape(name, [...shape]) : common;
  if (!sameShape(broadcastShapes(name, [common, wanted]), wanted))
    throw shapesError(name, { parameters: common, shape: wanted }, "the parameters must broadcast to the shape");
  const values = given.map((x) => (x instanceof Tensor ? expand(isFloat(x.dtype) ? x : cast(x, "f32"), wanted) : full(wanted, x)));
  return { shape: wanted, values };
}
function requireFinite(name: string, what: string, x: Operand): void {
  if (typeof x === "number" && !Number.isFinite(x)) throw rangeError(name, what, x, "a finite number");
}
function requirePositive(name: string, what: string, x: Operand, zero = false): void {
  if (typeof x === "number" && !(zero ? x >= 0 : x > 0)) throw rangeError(name, what, x, zero ? "a number ≥ 0" : "a number > 0");
}

/**
 * Uniform random numbers in [low, high). Differentiable in both.
 *
 * @param shape that of the parameters unless given
 * @example
 * all(lt(randUniform(2, 3, [50]), 3)).item() // 1
 */
export const randUniform = (low: Operand, high: Operand, shape?: Shape, options: RandomOptions = {}): Tensor => {
  requireFinite("randUniform", "low", low);
  requireFinite("randUniform", "high", high);
  const { shape: wanted, values } = parameters("randUniform", [low, high], shape);
  return add(values[0]!, mul(sub(values[1]!, values[0]!), uniform(nextKey(options), wanted)));
};

/**
 * Normal random numbers with that mean and standard deviation. Differentiable in both. PyTorch: torch.normal.
 *
 * @param shape that of the parameters unless given
 * @example
 * randNormal(tensor([1, 2]), 0).toArray() // [1, 2]
 */
export const randNormal = (mean: Operand, std: Operand, shape?: Shape, options: RandomOptions = {}): Tensor => {
  requireFinite("randNormal", "mean", mean);
  requirePositive("randNormal", "std", std, true);
  const { shape: wanted, values } = parameters("randNormal", [mean, std], shape);
  return add(values[0]!, mul(values[1]!, normal(nextKey(options), wanted)));
};

/**
 * 1 with probability p, else 0.
 *
 * @param shape that of p unless given
 * @example
 * randBernoulli(tensor([0, 1])).toArray() // [0, 1]
 */
export const randBernoulli = (p: Operand, shape?: Shape, options: RandomOptions = {}): Tensor => {
  if (typeof p === "number" && !(p >= 0 && p <= 1)) throw rangeError("randBernoulli", "p", p, "a probability from 0 to 1");
  const { shape: wanted, values } = parameters("randBernoulli", [p], shape);
  return cast(lt(uniform(nextKey(options), wanted), values[0]!), "f32");
};

/**
 * Exponentially distributed random numbers: density λ e^(−λx), mean 1/λ. Differentiable in the rate λ.
 *
 * @param shape that of the rate unless given
 * @example
 * randExponential(2, [3]).shape // [3]
 */
export const randExponential = (rate: Operand, shape?: Shape, options: RandomOptions = {}): Tensor => {
  requirePositive("randExponential", "rate", rate);
  const { shape: wanted, values } = parameters("randExponential", [rate], shape);
  return div(exponential(wanted, options), values[0]!);
};
/** −ln(1 − u): finite, because u < 1. */
const exponential = (shape: Shape, options: RandomOptions): Tensor => neg(log1p(neg(uniform(nextKey(options), shape))));

/**
 * Gamma-distributed random numbers: density ∝ x^(α−1) e^(−x/θ), mean αθ. No gradient flows to α.
 *
 * @param concentration α > 0
 * @param shape that of α unless given
 * @example
 * randGamma(2, [3]).shape // [3]
 */
export const randGamma = (concentration: Operand, shape?: Shape, options: RandomOptions & { readonly scale?: number } = {}): Tensor => {
  requirePositive("randGamma", "concentration", concentration);
  requirePositive("randGamma", "scale", options.scale ?? 1);
  const { values } = parameters("randGamma", [concentration], shape);
  const drawn = draws.gammas(nextKey(options), detach(cast(values[0]!, "f32")));
  return options.scale === undefined ? drawn : mul(drawn, options.scale);
};

/** The normal distribution and where it is cut off. */
export interface TruncatedOptions extends RandomOptions {
  readonly mean?: number;
  readonly std?: number;
  /** −2 unless given. */
  readonly low?: number;
  /** 2 unless given. */
  readonly high?: number;
}
/**
 * Normal random numbers that lie between two bounds (−2 and 2 unless given), by the inverse of their distribution.
 * PyTorch: torch.nn.init.trunc_normal_.
 *
 * @example
 * abs(randTruncatedNormal([100])).max().le(2).item() // 1
 */
export const randTruncatedNormal = (shape: Shape, { mean = 0, std = 1, low = -2, high = 2, ...options }: TruncatedOptions = {}): Tensor => {
  requireFinite("randTruncatedNormal", "mean", mean);
  requirePositive("randTruncatedNormal", "std", std);
  if (!(low < high)) throw rangeError("randTruncatedNormal", "[low, high]", [low, high], "two numbers in ascending order");
  const share = (bound: number): Tensor => erf(full([], (bound - mean) / (std * Math.SQRT2), { dtype: "f64" }));
  const [from, to] = [share(low), share(high)];
  const place = add(mul(cast(uniform(nextKey(options), shape), "f64"), sub(to, from)), from);
  const inside = add(mul(erfinv(place), std * Math.SQRT2), mean);
  return cast(clamp(inside, { min: low, max: high }), "f32");
};

/** How `multinomial` chooses. */
export interface MultinomialOptions extends RandomOptions {
  /** May a class be chosen more than once? False unless given, as in PyTorch. */
  readonly replacement?: boolean;
}
/**
 * Classes chosen at random by weight: `count` of them for each row of weights, which need not sum to 1. Without replacement
 * each class is chosen at most once, as if drawn one after the other.
 *
 * @param weights [classes] or [rows, classes], ≥ 0
 * @returns i32 [count] or [rows, count]
 * @throws when weights that are known already are negative or not finite, or too few of them are above 0
 * @example
 * multinomial(tensor([0, 1, 0]), 2, { replacement: true }).toArray() // [1, 1]
 * multinomial(tensor([0, 1, 3]), 2).sum().item() // 3
 */
export const multinomial = (weights: Tensor, count: number, { replacement = false, ...options }: MultinomialOptions = {}): Tensor => {
  requireTensor("multinomial", weights);
  if (weights.shape.length < 1 || weights.shape.length > 2) throw rankError("multinomial", "weights", weights.shape, "be [classes] or [rows, classes]"); // prettier-ignore
  requireInteger("multinomial", "count", count, 1);
  const classes = weights.shape.at(-1)!;
  requireInteger("multinomial", "number of classes", classes, 1);
  if (!replacement && count > classes) throw rangeError("multinomial", "count", count, `at most the number of classes, ${classes}, without replacement`); // prettier-ignore
  requireWeights(weights, replacement ? 1 : count);
  const rows = cast(reshape(detach(weights), [-1, classes]), "f32");
  const key = nextKey(options);
  const chosen = replacement
    ? draws.choices(key, cumsum(rows, 1), count)
    : // The first of several exponential clocks with these rates; a rate of 0 never rings.
      topk(where(gt(rows, 0), div(neg(log1p(neg(uniform(key, rows.shape)))), where(gt(rows, 0), rows, 1)), Infinity), count, 1, { largest: false }).indices; // prettier-ignore
  return weights.shape.length === 1 ? reshape(chosen, [count]) : chosen;
};
function requireWeights(weights: Tensor, needed: number): void {
  const known = weights.op.how.kind === "source" ? weights.storage?.host : null;
  if (!known) return;
  const classes = weights.shape.at(-1)!;
  for (let start = 0; start < known.length; start += classes) {
    let above = 0;
    for (let k = start; k < start + classes; k++) {
      if (!(known[k]! >= 0 && known[k]! < Infinity)) throw rangeError("multinomial", "each weight", known[k]!, "a finite number ≥ 0");
      if (known[k]! > 0) above++;
    }
    if (above < needed) throw rangeError("multinomial", "number of weights above 0", above, `at least ${needed} in each row`);
  }
}

/** −ln of exponentially distributed numbers: the largest of several sums of logits and these is chosen by softmax. */
const gumbel = (shape: Shape, options: RandomOptions): Tensor => {
  // ½ is added to the 24 bits, so that neither logarithm meets 0.
  const u = add(mul(uniform(nextKey(options), shape), 1 - 2 ** -23), 2 ** -24);
  return neg(log(neg(log(u))));
};

/**
 * One class for each row of logits, chosen with the probabilities softmax(logits) along an axis (the last unless given).
 *
 * @returns i32, without the axis
 * @example
 * categorical(tensor([[0, -Infinity], [-Infinity, 0]])).toArray() // [0, 1]
 */
export const categorical = (logits: Tensor, { axis = -1, ...options }: RandomOptions & { readonly axis?: number } = {}): Tensor => {
  requireTensor("categorical", logits);
  const at = normalizeAxis("categorical", axis, logits.shape.length);
  return argmax(add(detach(logits), gumbel(logits.shape, options)), at);
};

/** What `gumbelSoftmax` may be told. */
export interface GumbelOptions extends RandomOptions {
  /** Temperature; 1 unless given. */
  readonly tau?: number;
  /** One-hot choices, with the gradient of the soft ones? False unless given. */
  readonly hard?: boolean;
  readonly axis?: number;
}
/**
 * Soft random choices by logits, differentiable in them: softmax((logits + Gumbel noise) / tau).
 *
 * Source: Jang et al., "Categorical Reparameterization with Gumbel-Softmax", 2017.
 *
 * @throws when tau is not above 0
 * @example
 * gumbelSoftmax(tensor([1, 2, 3]), { hard: true }).sum().item() // 1
 */
export const gumbelSoftmax = (logits: Tensor, { tau = 1, hard = false, axis = -1, ...options }: GumbelOptions = {}): Tensor => {
  requireTensor("gumbelSoftmax", logits);
  requirePositive("gumbelSoftmax", "tau", tau);
  const at = normalizeAxis("gumbelSoftmax", axis, logits.shape.length);
  const soft = softmax(div(add(logits, gumbel(logits.shape, options)), tau), at);
  if (!hard) return soft;
  const chosen = cast(eq(iota(soft.shape, at), unsqueeze(argmax(soft, at), at)), soft.dtype);
  return add(sub(chosen, detach(soft)), soft);
};

/** What `rrelu` may be told. */
export interface RandomizedOptions extends RandomOptions {
  /** ⅛ unless given. */
  readonly lower?: number;
  /** ⅓ unless given. */
  readonly upper?: number;
  /** Draw slopes? Else all are the mean of both bounds. False unless given. */
  readonly training?: boolean;
}
/**
 * Rectifier that leaks with random slopes: y = x for x > 0, else a · x with a drawn uniformly for each element.
 *
 * Source: Xu et al., "Empirical Evaluation of Rectified Activations in Convolutional Network", 2015.
 *
 * @example
 * rrelu(tensor([2, -48])).toArray() // [2, -11]
 */
export const rrelu = (x: Tensor, { lower = 1 / 8, upper = 1 / 3, training = false, ...options }: RandomizedOptions = {}): Tensor => {
  requireTensor("rrelu", x);
  if (!(lower <= upper)) throw rangeError("rrelu", "[lower, upper]", [lower, upper], "two numbers in ascending order");
  const slope = training ? randUniform(lower, upper, x.shape, options) : (lower + upper) / 2;
  return where(gt(x, 0), x, mul(x, slope));
};
