// Angles of two sides, lengths, inverse hyperbolic functions, degrees, and the cardinal sine. Angles are radians.
import {
  add as addExpr,
  and,
  call,
  div as divExpr,
  equal,
  less,
  mul as mulExpr,
  neg as negExpr,
  select,
  sub as subExpr,
} from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import type { Expr } from "../../ir/types.ts";
import { like, requireTensor } from "../define.ts";
import { binary, unary, type Binary, type Unary } from "../elementwise.ts";
import { isNegative } from "../signbit.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, neg, square, sub } from "./arithmetic.ts";
import { eq, where } from "./compare.ts";
import { rsqrt } from "./powers.ts";
import { sin } from "./trigonometry.ts";

/**
 * The angle of the point (x, y) = (b, a), from −π to π: y = atan(a / b), in the quadrant that the two signs name.
 *
 * @example
 * atan2(tensor([0, 1]), tensor([1, 0])).toArray() // [0, 1.5707964]
 */
export const atan2: Binary = /* @__PURE__ */ binary("atan2", {
  scalar: (a, b) => {
    const [high, wide] = [call("abs", a), call("abs", b)];
    // 0/0 and ∞/∞ have no quotient: the angle is 0, or half a right one.
    const undecided = select(and(equal(high, like(a, 0)), equal(wide, like(a, 0))), like(a, 0), math.atan(divExpr(high, wide)));
    const first = select(and(equal(high, like(a, Infinity)), equal(wide, like(a, Infinity))), like(a, Math.PI / 4), undecided);
    const angle = select(isNegative(b), subExpr(like(a, Math.PI), first), first);
    return select(isNegative(a), negExpr(angle), angle);
  },
  lift: "float",
  vjp: (ct, _, a, b) => {
    const share = div(ct, add(square(a), square(b)));
    return [mul(share, b), neg(mul(share, a))];
  },
});

/**
 * Length of the longest side of a right triangle: y = √(a² + b²), without overflow. At (0, 0) the gradient is 0.
 *
 * @example
 * hypot(tensor([3, 5]), tensor([4, 12])).toArray() // [5, 13]
 */
export const hypot: Binary = /* @__PURE__ */ binary("hypot", {
  scalar: (x, y) => {
    const [a, b] = [call("abs", x), call("abs", y)];
    const [large, small] = [call("max", a, b), call("min", a, b)];
    const ratio = divExpr(small, large);
    const length = mulExpr(large, call("sqrt", addExpr(like(x, 1), mulExpr(ratio, ratio))));
    return select(call("or", equal(large, like(x, 0)), equal(large, like(x, Infinity))), large, length);
  },
  lift: "float",
  vjp: (ct, y, a, b) => {
    const share = where(eq(y, 0), 0, div(ct, where(eq(y, 0), 1, y)));
    return [mul(share, a), mul(share, b)];
  },
});

const negateIf = (condition: Expr, x: Expr): Expr => select(condition, negExpr(x), x);

/**
 * Inverse of sinh: y = ln(x + √(x² + 1)), exact for small x.
 *
 * @example
 * asinh(tensor([0, 1])).toArray() // [0, 0.8813736]
 */
export const asinh: Unary = /* @__PURE__ */ unary("asinh", {
  scalar: (x) => {
    const a = call("abs", x);
    const root = call("sqrt", addExpr(mulExpr(a, a), like(x, 1)));
    const near = math.log1p(addExpr(a, mulExpr(a, divExpr(a, addExpr(root, like(x, 1))))));
    // Far out the square would overflow, and the 1 under the root no longer counts.
    const y = select(less(like(x, 1e9), a), addExpr(math.log(a), like(x, Math.LN2)), near);
    return negateIf(less(x, like(x, 0)), y);
  },
  lift: "float",
  vjp: (ct, _, x) => mul(ct, rsqrt(add(square(x), 1))),
});

/**
 * Inverse of cosh: y = ln(x + √(x² − 1)) ≥ 0; NaN below 1.
 *
 * @example
 * acosh(tensor([1, 2])).toArray() // [0, 1.316958]
 */
export const acosh: Unary = /* @__PURE__ */ unary("acosh", {
  scalar: (x) => {
    const t = subExpr(x, like(x, 1));
    const root = mulExpr(call("sqrt", t), call("sqrt", addExpr(t, like(x, 2))));
    return math.log1p(addExpr(t, root));
  },
  lift: "float",
  vjp: (ct, _, x) => mul(ct, rsqrt(mul(sub(x, 1), add(x, 1)))),
});

/**
 * Inverse of tanh: y = ½ ln((1 + x) / (1 − x)); ±∞ at ±1, NaN beyond.
 *
 * @example
 * atanh(tensor([0, 0.5])).toArray() // [0, 0.54930615]
 */
export const atanh: Unary = /* @__PURE__ */ unary("atanh", {
  scalar: (x) => {
    const a = call("abs", x);
    const y = mulExpr(like(x, 0.5), math.log1p(divExpr(addExpr(a, a), subExpr(like(x, 1), a))));
    return negateIf(less(x, like(x, 0)), y);
  },
  lift: "float",
  vjp: (ct, _, x) => div(ct, mul(sub(1, x), add(x, 1))),
});

/**
 * Degrees as radians: y = x · π / 180.
 *
 * @example
 * deg2rad(tensor([180])).toArray() // [3.1415927]
 */
export const deg2rad = (x: Tensor): Tensor => {
  requireTensor("deg2rad", x);
  return mul(x, Math.PI / 180);
};

/**
 * Radians as degrees: y = x · 180 / π.
 *
 * @example
 * rad2deg(tensor([Math.PI])).toArray() // [180]
 */
export const rad2deg = (x: Tensor): Tensor => {
  requireTensor("rad2deg", x);
  return mul(x, 180 / Math.PI);
};

/**
 * Cardinal sine: y = sin(πx) / (πx), and 1 at 0.
 *
 * @example
 * sinc(tensor([0, 0.5])).toArray() // [1, 0.63661975]
 */
export const sinc = (x: Tensor): Tensor => {
  requireTensor("sinc", x);
  const zero = eq(x, 0);
  const angle = mul(where(zero, 1, x), Math.PI);
  return where(zero, 1, div(sin(angle), angle));
};
