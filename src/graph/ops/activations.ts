// Activation functions, written in other ops so that they are stable for large |x|; where the natural gradient would be
// NaN or dear, it is given.
import { rangeError } from "../../core/errors.ts";
import { requireTensor, type HasOp } from "../define.ts";
import { formula } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { abs, add, div, maximum, minimum, mul, neg, square, sub } from "./arithmetic.ts";
import { gt, where } from "./compare.ts";
import { exp, expm1, log1p } from "./powers.ts";
import { erf, tanh } from "./trigonometry.ts";

type Activation = ((x: Tensor) => Tensor) & HasOp;

/**
 * Logistic function: y = 1 / (1 + e⁻ˣ), y′ = y (1 − y).
 *
 * @example
 * tensor([0, 1000, -1000]).sigmoid().toArray() // [0.5, 1, 0]
 */
export const sigmoid: Activation = /* @__PURE__ */ plain("sigmoid", (x) => div(1, add(exp(neg(x)), 1)), (ct, y) => mul(ct, mul(y, sub(1, y)))); // prettier-ignore

/**
 * ln of the logistic function, stable for large |x|: y = −softplus(−x).
 *
 * @example
 * logSigmoid(tensor([1000, -1000])).toArray() // [0, -1000]
 */
export const logSigmoid = (x: Tensor): Tensor => {
  requireTensor("logSigmoid", x);
  return neg(softplus(neg(x)));
};

/**
 * Rectifier: y = max(x, 0). At 0 the derivative is taken as 0.
 *
 * @example
 * tensor([-1, 2]).relu().toArray() // [0, 2]
 */
export const relu: Activation = /* @__PURE__ */ plain("relu", (x) => maximum(x, 0), (ct, y) => where(gt(y, 0), ct, 0)); // prettier-ignore

/**
 * Rectifier that leaks: y = x for x > 0, else slope · x.
 *
 * @example
 * leakyRelu(tensor([-2, 2]), 0.5).toArray() // [-1, 2]
 */
export const leakyRelu: ((x: Tensor, slope?: number) => Tensor) & HasOp = /* @__PURE__ */ formula(
  "leakyRelu",
  {
    lower: (x, { slope }: { readonly slope: number }) => where(gt(x, 0), x, mul(x, slope)),
    lift: "float",
    vjp: (ct, _, x, { slope }) => where(gt(x, 0), ct, mul(ct, slope)),
  },
  (unit) =>
    (x: Tensor, slope = 0.01) =>
      unit(x, { slope: requireSlope("leakyRelu", "slope", slope) }),
);

/**
 * Exponential linear unit: y = x for x > 0, else α (eˣ − 1).
 *
 * Source: Clevert et al., "Fast and Accurate Deep Network Learning by Exponential Linear Units", 2016.
 *
 * @example
 * elu(tensor([0, 2, -Infinity])).toArray() // [0, 2, -1]
 */
export const elu: ((x: Tensor, alpha?: number) => Tensor) & HasOp = /* @__PURE__ */ formula(
  "elu",
  {
    lower: (x, { alpha }: { readonly alpha: number }) => where(gt(x, 0), x, mul(expm1(minimum(x, 0)), alpha)),
    lift: "float",
    vjp: (ct, y, x, { alpha }) => mul(ct, where(gt(x, 0), 1, add(y, alpha))),
  },
  (unit) =>
    (x: Tensor, alpha = 1) =>
      unit(x, { alpha: requireSlope("elu", "alpha", alpha) }),
);

/**
 * Gaussian error linear unit: y = x · Φ(x) = x/2 · (1 + erf(x/√2)).
 *
 * With `approximate: "tanh"`: x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
 * Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
 *
 * @example
 * gelu(tensor([0, 100])).toArray() // [0, 100]
 */
export const gelu: ((x: Tensor, options?: { readonly approximate?: "none" | "tanh" }) => Tensor) & HasOp = /* @__PURE__ */ formula(
  "gelu",
  {
    lower: (x, { approximate }: { readonly approximate: "none" | "tanh" }) =>
      approximate === "none"
        ? mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1))
        : mul(mul(x, 0.5), add(tanh(mul(mul(x, add(mul(square(x), 0.044715), 1)), Math.sqrt(2 / Math.PI))), 1)),
    lift: "float",
  },
  (unit) =>
    (x: Tensor, { approximate = "none" }: { readonly approximate?: "none" | "tanh" } = {}) =>
      unit(x, { approximate }),
);

/**
 * Sigmoid linear unit (swish): y = x · sigmoid(x).
 *
 * @example
 * silu(tensor([0, 100])).toArray() // [0, 100]
 */
export const silu: Activation = /* @__PURE__ */ plain("silu", (x) => mul(x, sigmoid(x)));

const smoothUnit: Activation = /* @__PURE__ */ plain("softplus", (x) => add(maximum(x, 0), log1p(exp(neg(abs(x))))), (ct, _, x) => mul(ct, sigmoid(x))); // prettier-ignore
/**
 * A smooth rectifier: y = ln(1 + e^(βx)) / β, written as max(x, 0) + ln(1 + e^−|x|); y′ = sigmoid(βx).
 *
 * @throws when beta is 0 or no finite number
 * @example
 * softplus(tensor([1000, -1000])).toArray() // [1000, 0]
 */
export const softplus = (x: Tensor, beta = 1): Tensor => {
  if (!Number.isFinite(beta) || beta === 0) throw rangeError("softplus", "beta", beta, "a finite number other than 0");
  return beta === 1 ? smoothUnit(x) : div(smoothUnit(mul(x, beta)), beta);
};

function requireSlope(name: string, what: string, value: number): number {
  if (Number.isNaN(value)) throw rangeError(name, what, value, "a number");
  return value;
}

function plain(name: string, lower: (x: Tensor) => Tensor, vjp?: (ct: Tensor, y: Tensor, x: Tensor) => Tensor): Activation {
  return formula(name, { lower, lift: "float", ...(vjp && { vjp }) }, (unit) => (x: Tensor) => unit(x, null));
}
