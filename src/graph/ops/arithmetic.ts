// Arithmetic of elements, larger and smaller, rounding.
import { isFloat, type DType } from "../../core/dtype.ts";
import { rangeError } from "../../core/errors.ts";
import { and, call, div as divExpr, equal, less, mul as mulExpr, neg as negExpr, select, sub as subExpr } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { like, requireTensor, type HasOp, type Operand } from "../define.ts";
import { binary, formula, lifted, unary, type Binary, type Unary } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { cast } from "./broadcast.ts";
import { eq, ge, gt, isNan, le, logicalAnd, lt, where } from "./compare.ts";

/**
 * Sum: y = a + b.
 *
 * @example
 * tensor([1, 2]).add(tensor([[10], [20]])).toArray() // [[11, 12], [21, 22]]
 */
export const add: Binary = /* @__PURE__ */ binary("add", { scalar: "add", lift: "number", vjp: (ct) => [ct, ct] });

/**
 * Difference: y = a − b.
 *
 * @example
 * tensor([5, 7]).sub(2).toArray() // [3, 5]
 */
export const sub: Binary = /* @__PURE__ */ binary("sub", { scalar: "sub", lift: "number", vjp: (ct) => [ct, neg(ct)] });

/**
 * Product: y = a · b.
 *
 * @example
 * tensor([2, 3]).mul(tensor([4, 5])).toArray() // [8, 15]
 */
export const mul: Binary = /* @__PURE__ */ binary("mul", { scalar: "mul", lift: "number", vjp: (ct, _, a, b) => [mul(ct, b), mul(ct, a)] });

/**
 * Quotient: y = a / b. Integers are divided as f32 ("true division").
 *
 * @example
 * tensor([1, 9]).div(4).toArray() // [0.25, 2.25]
 */
export const div: Binary = /* @__PURE__ */ binary("div", {
  scalar: "div",
  lift: "float",
  vjp: (ct, y, _, b) => {
    const share = div(ct, b);
    return [share, neg(mul(share, y))];
  },
});

/**
 * Quotient rounded down: y = ⌊a / b⌋. Integers stay integers; divided by 0 they give 0.
 *
 * @example
 * floorDivide(tensor([7, -7]), 2).toArray() // [3, -4]
 */
export const floorDivide: Binary = /* @__PURE__ */ binary("floorDivide", {
  scalar: (a, b) => (isFloat(a.dtype as DType) ? call("floor", divExpr(a, b)) : floorQuotient(a, b)),
  lift: "number",
  vjp: () => [null, null],
});
/** ⌊a / b⌋ of integers, where neither b = 0 nor −2³¹ / −1 may trap. */
function floorQuotient(a: Expr, b: Expr): Expr {
  const zero = like(b, 0);
  const minusOne = equal(b, like(b, -1));
  const special = call("or", equal(b, zero), minusOne);
  const safe = select(special, like(b, 1), b);
  const quotient = call("quot", a, safe);
  const down = less(call("xor", call("rem", a, safe), safe), zero);
  const floor = select(and(down, call("ne", call("rem", a, safe), zero)), subExpr(quotient, like(a, 1)), quotient);
  return select(equal(b, zero), zero, select(minusOne, negExpr(a), floor));
}

/**
 * Remainder with the sign of b, as Python's %: y = a − ⌊a / b⌋ · b. Integers modulo 0 give 0.
 *
 * @example
 * remainder(tensor([7, -7]), 3).toArray() // [1, 2]
 */
export const remainder: Binary = /* @__PURE__ */ binary("remainder", {
  scalar: (a, b) => {
    if (isFloat(a.dtype as DType)) return subExpr(a, mulExpr(call("floor", divExpr(a, b)), b));
    return select(equal(b, like(b, 0)), like(b, 0), subExpr(a, mulExpr(floorQuotient(a, b), b)));
  },
  lift: "number",
  vjp: (ct, _, a, b) => [ct, neg(mul(ct, floorDivide(a, b)))],
});

/**
 * The opposite number: y = −x.
 *
 * @example
 * tensor([1, -2]).neg().toArray() // [-1, 2]
 */
export const neg: Unary = /* @__PURE__ */ unary("neg", { scalar: "neg", lift: "number", vjp: (ct) => neg(ct) });

/**
 * Distance from 0: y = |x|. At 0 the derivative is taken as 0.
 *
 * @example
 * tensor([3, -4]).abs().toArray() // [3, 4]
 */
export const abs: Unary = /* @__PURE__ */ unary("abs", { scalar: "abs", lift: "number", vjp: (ct, _, x) => mul(ct, sign(x)) });

/**
 * −1, 0 or 1, as x is negative, zero or positive; NaN stays NaN. Its gradient is 0.
 *
 * @example
 * tensor([3, -4, 0]).sign().toArray() // [1, -1, 0]
 */
export const sign: Unary = /* @__PURE__ */ unary("sign", {
  scalar: (x) => select(less(x, like(x, 0)), like(x, -1), select(less(like(x, 0), x), like(x, 1), x)),
  lift: "number",
  vjp: () => null,
});

/**
 * y = x².
 *
 * @example
 * tensor([3, -4]).square().toArray() // [9, 16]
 */
export const square = (x: Tensor): Tensor => {
  requireTensor("square", x);
  return mul(x, x);
};

/**
 * y = 1 / x.
 *
 * @example
 * tensor([2, -4]).reciprocal().toArray() // [0.5, -0.25]
 */
export const reciprocal = (x: Tensor): Tensor => {
  requireTensor("reciprocal", x);
  return div(1, x);
};

/**
 * The larger of two; NaN if either is. A tie sends half of the gradient to each.
 *
 * @example
 * tensor([1, 5]).maximum(3).toArray() // [3, 5]
 */
export const maximum: Binary = /* @__PURE__ */ binary("maximum", {
  scalar: "max",
  lift: "number",
  vjp: (ct, _, a, b) => [shareOf(ct, a, b), shareOf(ct, b, a)],
});

/**
 * The smaller of two; NaN if either is. A tie sends half of the gradient to each.
 *
 * @example
 * tensor([1, 5]).minimum(3).toArray() // [1, 3]
 */
export const minimum: Binary = /* @__PURE__ */ binary("minimum", {
  scalar: "min",
  lift: "number",
  vjp: (ct, _, a, b) => [shareOf(ct, b, a), shareOf(ct, a, b)],
});
/** All of it where a > b, half where they are equal. */
const shareOf = (ct: Tensor, a: Tensor, b: Tensor): Tensor => mul(ct, where(gt(a, b), 1, where(eq(a, b), 0.5, 0)));

/** Bounds of `clamp`; one of them may be left out. */
export interface Bounds {
  readonly min?: Operand;
  readonly max?: Operand;
}
interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
}
/**
 * Holds elements between two numbers: y = min(max(x, min), max). The gradient passes where min ≤ x ≤ max. Bounds may be
 * tensors too; then a bound gets the gradient where it is taken.
 *
 * @throws when a number min is larger than max, or one is NaN
 * @example
 * tensor([-2, 0.5, 3]).clamp({ min: 0, max: 1 }).toArray() // [0, 0.5, 1]
 */
export const clamp: ((x: Tensor, bounds: Bounds) => Tensor) & HasOp = /* @__PURE__ */ formula(
  "clamp",
  {
    lower: (x, { min, max }: NumberBounds) => {
      const low = min === undefined ? x : maximum(x, min);
      return max === undefined ? low : minimum(low, max);
    },
    lift: "number",
    vjp: (ct, _, x, { min, max }) => {
      const above = min === undefined ? null : ge(x, min);
      const below = max === undefined ? null : le(x, max);
      const inside = above && below ? logicalAnd(above, below) : (above ?? below);
      return inside ? where(inside, ct, 0) : ct;
    },
  },
  (apply) => (x: Tensor, bounds: Bounds) => {
    requireTensor("clamp", x);
    const [min, max] = [bounds.min ?? -Infinity, bounds.max ?? Infinity];
    if (typeof min !== "number" || typeof max !== "number") return between(x, bounds);
    if (!(min <= max)) throw rangeError("clamp", "[min, max]", [min, max], "two numbers in ascending order");
    const finite = [min, max].filter(Number.isFinite);
    const attrs = { ...(min > -Infinity && { min }), ...(max < Infinity && { max }) };
    return apply(finite.every(Number.isInteger) ? x : toFloat(x), attrs);
  },
);
function between(x: Tensor, { min, max }: Bounds): Tensor {
  const low = min === undefined ? x : where(lt(x, min), min, x);
  return max === undefined ? low : where(gt(low, max), max, low);
}
const toFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "f32"));

/**
 * Linear interpolation: y = a + t · (b − a).
 *
 * @example
 * lerp(tensor([0, 10]), tensor([10, 20]), 0.5).toArray() // [5, 15]
 */
export const lerp = (a: Operand, b: Operand, t: Operand): Tensor => add(a, mul(t, sub(b, a)));

/**
 * The unit step: 0 for x < 0, 1 for x > 0, and `values` at 0. Its gradient is 0.
 *
 * @example
 * heaviside(tensor([-1, 0, 2]), 0.5).toArray() // [0, 0.5, 1]
 */
export const heaviside = (x: Tensor, values: Operand): Tensor => {
  requireTensor("heaviside", x);
  return where(eq(x, 0), values, where(isNan(x), x, cast(gt(x, 0), lifted(x.dtype, "float"))));
};

const rounding = (name: string, word: "floor" | "ceil" | "trunc" | "round"): Unary =>
  unary(name, { scalar: (x) => (isFloat(x.dtype as DType) ? call(word, x) : x), lift: "number", vjp: () => null });

/**
 * The largest whole number ≤ x. Its gradient is 0.
 *
 * @example
 * floor(tensor([1.5, -1.5])).toArray() // [1, -2]
 */
export const floor: Unary = /* @__PURE__ */ rounding("floor", "floor");

/**
 * The smallest whole number ≥ x. Its gradient is 0.
 *
 * @example
 * ceil(tensor([1.5, -1.5])).toArray() // [2, -1]
 */
export const ceil: Unary = /* @__PURE__ */ rounding("ceil", "ceil");

/**
 * The whole number next to x towards 0. Its gradient is 0.
 *
 * @example
 * trunc(tensor([1.5, -1.5])).toArray() // [1, -1]
 */
export const trunc: Unary = /* @__PURE__ */ rounding("trunc", "trunc");

/**
 * The nearest whole number, halves to the even one. Its gradient is 0.
 *
 * @example
 * round(tensor([1.5, 2.5, -0.7])).toArray() // [2, 2, -1]
 */
export const round: Unary = /* @__PURE__ */ rounding("round", "round");
