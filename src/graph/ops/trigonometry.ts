// Circular and hyperbolic functions, and the error function. Angles are radians.
import { atan as atanExpr, cos as cosExpr, erf as erfExpr, sin as sinExpr, tanh as tanhExpr } from "../../ir/math.ts";
import { requireTensor } from "../define.ts";
import { formula, unary, type Unary } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, neg, sub, square } from "./arithmetic.ts";
import { exp, expm1, rsqrt, sqrt } from "./powers.ts";

/**
 * Sine.
 *
 * @example
 * sin(tensor([0])).toArray() // [0]
 */
export const sin: Unary = /* @__PURE__ */ unary("sin", { scalar: sinExpr, lift: "float", vjp: (ct, _, x) => mul(ct, cos(x)) });

/**
 * Cosine.
 *
 * @example
 * cos(tensor([0])).toArray() // [1]
 */
export const cos: Unary = /* @__PURE__ */ unary("cos", { scalar: cosExpr, lift: "float", vjp: (ct, _, x) => neg(mul(ct, sin(x))) });

const tanFormula = /* @__PURE__ */ formula<null>("tan", {
  lower: (x) => div(sin(x), cos(x)),
  lift: "float",
  vjp: (ct, y) => mul(ct, add(square(y), 1)),
});
/**
 * Tangent: y = sin x / cos x.
 *
 * @example
 * tan(tensor([0])).toArray() // [0]
 */
export const tan = (x: Tensor): Tensor => tanFormula(x, null);

/**
 * The angle between −π/2 and π/2 whose tangent is x.
 *
 * @example
 * atan(tensor([0])).toArray() // [0]
 */
export const atan: Unary = /* @__PURE__ */ unary("atan", {
  scalar: atanExpr,
  lift: "float",
  vjp: (ct, _, x) => div(ct, add(square(x), 1)),
});

const asinFormula = /* @__PURE__ */ formula<null>("asin", {
  lower: (x) => atan(div(x, sqrt(mul(sub(1, x), add(1, x))))),
  lift: "float",
  vjp: (ct, _, x) => mul(ct, rsqrt(mul(sub(1, x), add(1, x)))),
});
/**
 * The angle between −π/2 and π/2 whose sine is x: y = atan(x / √(1 − x²)); NaN outside −1 … 1.
 *
 * @example
 * asin(tensor([0])).toArray() // [0]
 */
export const asin = (x: Tensor): Tensor => asinFormula(x, null);

/**
 * The angle between 0 and π whose cosine is x: y = π/2 − asin x.
 *
 * @example
 * acos(tensor([1])).toArray() // [0]
 */
export const acos = (x: Tensor): Tensor => {
  requireTensor("acos", x);
  return sub(Math.PI / 2, asin(x));
};

/**
 * Hyperbolic sine: y = (eˣ − e⁻ˣ) / 2, exact for small x.
 *
 * @example
 * sinh(tensor([0])).toArray() // [0]
 */
export const sinh = (x: Tensor): Tensor => {
  requireTensor("sinh", x);
  return mul(sub(expm1(x), expm1(neg(x))), 0.5);
};

/**
 * Hyperbolic cosine: y = (eˣ + e⁻ˣ) / 2.
 *
 * @example
 * cosh(tensor([0])).toArray() // [1]
 */
export const cosh = (x: Tensor): Tensor => {
  requireTensor("cosh", x);
  return mul(add(exp(x), exp(neg(x))), 0.5);
};

/**
 * Hyperbolic tangent: between −1 and 1, y′ = 1 − y².
 *
 * @example
 * tensor([0, Infinity]).tanh().toArray() // [0, 1]
 */
export const tanh: Unary = /* @__PURE__ */ unary("tanh", { scalar: tanhExpr, lift: "float", vjp: (ct, y) => mul(ct, sub(1, square(y))) });

/**
 * Error function: y = 2/√π · ∫₀ˣ e^(−t²) dt.
 *
 * @example
 * erf(tensor([0, Infinity])).toArray() // [0, 1]
 */
export const erf: Unary = /* @__PURE__ */ unary("erf", {
  scalar: erfExpr,
  lift: "float",
  vjp: (ct, _, x) => mul(ct, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))),
});
