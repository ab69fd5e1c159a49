// Exponentials and logarithms besides those of powers.ts, and sums of scaled products.
import { rangeError } from "../../core/errors.ts";
import { add as addExpr, call, div as divExpr, equal, mul as mulExpr, neg as negExpr, select, sub as subExpr } from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import type { Expr } from "../../ir/types.ts";
import { like, requireTensor, type Operand } from "../define.ts";
import { binary, unary, type Binary, type Unary } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { sigmoid } from "./activations.ts";
import { add, clamp, div, mul, square, sub } from "./arithmetic.ts";
import { eq, le, logicalAnd, ne, where } from "./compare.ts";
import { log } from "./powers.ts";

/**
 * y = 2ˣ.
 *
 * @example
 * exp2(tensor([0, 3, -1])).toArray() // [1, 8, 0.5]
 */
export const exp2: Unary = /* @__PURE__ */ unary("exp2", {
  scalar: (x) => math.pow(like(x, 2), x),
  lift: "float",
  vjp: (ct, y) => mul(mul(ct, y), Math.LN2),
});

/** Cube root, also of negative numbers: y³ = x. Infinite slope at 0.
 *
 * @example
 * cbrt(tensor([8, -27])).toArray() // [2, -3]
 */
export const cbrt: Unary = /* @__PURE__ */ unary("cbrt", {
  scalar: (x) => {
    const a = call("abs", x);
    const first = math.pow(a, like(x, 1 / 3));
    // One step of Newton's method makes cubes of whole numbers exact.
    const better = subExpr(first, divExpr(subExpr(mulExpr(mulExpr(first, first), first), a), mulExpr(like(x, 3), mulExpr(first, first))));
    const y = select(call("or", equal(a, like(x, 0)), equal(a, like(x, Infinity))), a, better);
    return select(call("lt", x, like(x, 0)), negExpr(y), y);
  },
  lift: "float",
  vjp: (ct, y) => div(ct, mul(square(y), 3)),
});

/** max(a, b) + f(|a − b|); two equal infinities have no difference. */
const overLarger = (a: Expr, b: Expr, f: (distance: Expr) => Expr): Expr => {
  const distance = call("abs", subExpr(a, b));
  const equalInfinities = call("and", equal(a, b), equal(call("abs", a), like(a, Infinity)));
  return select(equalInfinities, a, addExpr(call("max", a, b), f(distance)));
};
const shares = (ct: Tensor, a: Tensor, b: Tensor, scale: number): readonly [Tensor, Tensor] => {
  const share = sigmoid(mul(where(eq(a, b), 0, sub(a, b)), scale));
  return [mul(ct, share), mul(ct, sub(1, share))];
};

/**
 * Logarithm of a sum of exponentials: y = ln(eᵃ + eᵇ), without overflow.
 *
 * @example
 * logaddexp(tensor([1000, -Infinity]), tensor([0, 5])).toArray() // [1000, 5]
 */
export const logaddexp: Binary = /* @__PURE__ */ binary("logaddexp", {
  scalar: (a, b) => overLarger(a, b, (distance) => math.log1p(math.exp(negExpr(distance)))),
  lift: "float",
  vjp: (ct, _, a, b) => shares(ct, a, b, 1),
});

/**
 * The same to base 2: y = log₂(2ᵃ + 2ᵇ).
 *
 * @example
 * logaddexp2(tensor([3, -Infinity]), tensor([3, 5])).toArray() // [4, 5]
 */
export const logaddexp2: Binary = /* @__PURE__ */ binary("logaddexp2", {
  scalar: (a, b) => overLarger(a, b, (distance) => divExpr(math.log1p(math.exp(mulExpr(distance, like(a, -Math.LN2)))), like(a, Math.LN2))),
  lift: "float",
  vjp: (ct, _, a, b) => shares(ct, a, b, Math.LN2),
});

/**
 * y = a · ln b, and 0 where a is 0, even for b = 0.
 *
 * @example
 * xlogy(tensor([0, 2]), tensor([0, 1])).toArray() // [0, 0]
 */
export const xlogy: Binary = /* @__PURE__ */ binary("xlogy", {
  scalar: (a, b) => select(call("and", equal(a, like(a, 0)), equal(b, b)), like(a, 0), mulExpr(a, math.log(b))),
  lift: "float",
  vjp: (ct, _, a, b) => [
    mul(ct, where(logicalAnd(eq(a, 0), le(b, 0)), 0, log(where(logicalAnd(eq(a, 0), le(b, 0)), 1, b)))),
    mul(ct, where(ne(a, 0), div(a, where(ne(a, 0), b, 1)), 0)),
  ],
});

/**
 * Inverse of `sigmoid`: y = ln(x / (1 − x)). With eps, x is first held between eps and 1 − eps.
 *
 * @example
 * logit(tensor([0.5, 0.75])).toArray() // [0, 1.0986123]
 */
export const logit = (x: Tensor, eps?: number): Tensor => {
  requireTensor("logit", x);
  if (eps !== undefined && !(eps >= 0 && eps <= 0.5)) throw rangeError("logit", "eps", eps, "a number from 0 to 0.5");
  const inside = eps === undefined ? x : clamp(x, { min: eps, max: 1 - eps });
  return log(div(inside, sub(1, inside)));
};

/** What `addcmul` and `addcdiv` may be told. */
export interface ScaleOptions {
  /** What the product or quotient is multiplied by; 1 unless given. */
  readonly value?: number;
}
const requireValue = (name: string, value: number): void => {
  if (Number.isNaN(value)) throw rangeError(name, "value", value, "a number");
};

/**
 * y = x + value · a · b.
 *
 * @example
 * addcmul(tensor([1, 1]), tensor([2, 3]), tensor([4, 5]), { value: 0.5 }).toArray() // [5, 8.5]
 */
export const addcmul = (x: Tensor, a: Operand, b: Operand, { value = 1 }: ScaleOptions = {}): Tensor => {
  requireTensor("addcmul", x);
  requireValue("addcmul", value);
  return add(x, value === 1 ? mul(a, b) : mul(mul(a, b), value));
};

/**
 * y = x + value · a / b.
 *
 * @example
 * addcdiv(tensor([1, 1]), tensor([2, 3]), tensor([4, 2]), { value: 2 }).toArray() // [2, 4]
 */
export const addcdiv = (x: Tensor, a: Operand, b: Operand, { value = 1 }: ScaleOptions = {}): Tensor => {
  requireTensor("addcdiv", x);
  requireValue("addcdiv", value);
  return add(x, value === 1 ? div(a, b) : mul(div(a, b), value));
};
