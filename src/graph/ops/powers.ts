// Roots, powers, exponentials and logarithms.
import { isFloat } from "../../core/dtype.ts";
import { call, div as divExpr } from "../../ir/build.ts";
import { exp as expExpr, expm1 as expm1Expr, log as logExpr, log1p as log1pExpr, pow as powExpr } from "../../ir/math.ts";
import { like, sameOperation, requireTensor, type Operand } from "../define.ts";
import { binary, lifted, unary, type Binary, type Unary } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, reciprocal, sub } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { eq, ge, logicalAnd, where } from "./compare.ts";
import { onesLike } from "./constants.ts";

/**
 * Square root: y = √x; NaN for negative x. The derivative 1 / 2y is infinite at 0.
 *
 * @example
 * tensor([4, 9]).sqrt().toArray() // [2, 3]
 */
export const sqrt: Unary = /* @__PURE__ */ unary("sqrt", { scalar: "sqrt", lift: "float", vjp: (ct, y) => div(mul(ct, 0.5), y) });

/**
 * y = 1 / √x.
 *
 * @example
 * rsqrt(tensor([4, 16])).toArray() // [0.5, 0.25]
 */
export const rsqrt: Unary = /* @__PURE__ */ unary("rsqrt", {
  scalar: (x) => divExpr(like(x, 1), call("sqrt", x)),
  lift: "float",
  vjp: (ct, y, x) => div(mul(mul(ct, -0.5), y), x),
});

const power = /* @__PURE__ */ binary("pow", {
  scalar: powExpr,
  lift: "float",
  vjp: (ct, y, a, b) => [
    mul(ct, where(eq(b, 0), 0, mul(b, power(a, sub(b, 1))))),
    mul(ct, where(logicalAnd(eq(a, 0), ge(b, 0)), 0, mul(y, log(a)))),
  ],
});
/**
 * Power: y = aᵇ. Integers stay integers when the exponent is a whole number ≥ 0, else they become f32.
 *
 * ∂y/∂a = b·aᵇ⁻¹ (0 where b = 0), ∂y/∂b = y·ln a (0 where a = 0 and b ≥ 0).
 *
 * @example
 * pow(tensor([2, 3]), 3).toArray() // [8, 27]
 */
export const pow: Binary = /* @__PURE__ */ sameOperation(power, (a: Operand, b: Operand): Tensor => {
  if (typeof b !== "number" || typeof a === "number") return power(a, b);
  requireTensor("pow", a);
  const whole = !isFloat(a.dtype) && Number.isInteger(b) && b >= 0;
  const x = cast(a, lifted(a.dtype, whole ? "number" : "float"));
  if (b === 0) return onesLike(x);
  if (b === 0.5) return sqrt(x);
  if (b === -1) return reciprocal(x);
  return whole || b === 1 || b === 2 || b === 3 ? product(x, b) : power(x, b);
});
/** xⁿ by squaring. */
function product(x: Tensor, exponent: number): Tensor {
  let result: Tensor | null = null;
  let square = x;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result ? mul(result, square) : square;
    if (rest > 1) square = mul(square, square);
  }
  return result!;
}

/**
 * y = eˣ.
 *
 * @example
 * tensor([0, -Infinity]).exp().toArray() // [1, 0]
 */
export const exp: Unary = /* @__PURE__ */ unary("exp", { scalar: expExpr, lift: "float", vjp: (ct, y) => mul(ct, y) });

/**
 * y = eˣ − 1, exact for small x.
 *
 * @example
 * expm1(tensor([0])).toArray() // [0]
 */
export const expm1: Unary = /* @__PURE__ */ unary("expm1", { scalar: expm1Expr, lift: "float", vjp: (ct, y) => mul(ct, add(y, 1)) });

/**
 * Natural logarithm: y = ln x; −∞ at 0, NaN below.
 *
 * @example
 * tensor([1, 0]).log().toArray() // [0, -Infinity]
 */
export const log: Unary = /* @__PURE__ */ unary("log", { scalar: logExpr, lift: "float", vjp: (ct, _, x) => div(ct, x) });

/**
 * y = ln(1 + x), exact for small x.
 *
 * @example
 * log1p(tensor([0])).toArray() // [0]
 */
export const log1p: Unary = /* @__PURE__ */ unary("log1p", { scalar: log1pExpr, lift: "float", vjp: (ct, _, x) => div(ct, add(x, 1)) });

/**
 * Logarithm to base 2: y = ln x / ln 2.
 *
 * @example
 * log2(tensor([1, 2])).toArray() // [0, 1]
 */
export const log2 = (x: Tensor): Tensor => {
  requireTensor("log2", x);
  return div(log(x), Math.LN2);
};

/**
 * Logarithm to base 10: y = ln x / ln 10.
 *
 * @example
 * log10(tensor([1, 10])).toArray() // [0, 1]
 */
export const log10 = (x: Tensor): Tensor => {
  requireTensor("log10", x);
  return div(log(x), Math.LN10);
};
