// Which infinity, and whether numbers are near each other. Answers are bool and carry no gradient.
import { rangeError } from "../../core/errors.ts";
import { equal } from "../../ir/build.ts";
import { like, type Operand } from "../define.ts";
import { commonDType, unary, type Unary } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { abs, add, mul, sub } from "./arithmetic.ts";
import { eq, isFinite, isNan, le, logicalAnd, logicalOr } from "./compare.ts";

/**
 * Is it plus infinity?
 *
 * @example
 * isPosInf(tensor([1, Infinity, -Infinity])).toArray() // [false, true, false]
 */
export const isPosInf: Unary = /* @__PURE__ */ unary("isPosInf", {
  scalar: (x) => equal(x, like(x, Infinity)),
  lift: "float",
  result: "bool",
});

/**
 * Is it minus infinity?
 *
 * @example
 * isNegInf(tensor([1, Infinity, -Infinity])).toArray() // [false, false, true]
 */
export const isNegInf: Unary = /* @__PURE__ */ unary("isNegInf", {
  scalar: (x) => equal(x, like(x, -Infinity)),
  lift: "float",
  result: "bool",
});

/** How far apart numbers may be to count as close. */
export interface CloseOptions {
  /** Relative to |b|; 1e-5 unless given. */
  readonly rtol?: number;
  /** Absolute; 1e-8 unless given. */
  readonly atol?: number;
  /** Is NaN close to NaN? False unless given. */
  readonly equalNan?: boolean;
}
/**
 * Are two numbers nearly equal? True where |a − b| ≤ atol + rtol · |b|, and for equal infinities.
 *
 * @example
 * isClose(tensor([1, 2, Infinity]), tensor([1.000001, 2.1, Infinity])).toArray() // [true, false, true]
 */
export const isClose = (a: Operand, b: Operand, { rtol = 1e-5, atol = 1e-8, equalNan = false }: CloseOptions = {}): Tensor => {
  commonDType("isClose", [a, b]);
  if (!(rtol >= 0)) throw rangeError("isClose", "rtol", rtol, "a number ≥ 0");
  if (!(atol >= 0)) throw rangeError("isClose", "atol", atol, "a number ≥ 0");
  const [x, y] = [add(a, 0), add(b, 0)];
  const near = logicalAnd(le(abs(sub(x, y)), add(mul(abs(y), rtol), atol)), isFinite(y));
  const same = logicalOr(eq(x, y), near);
  return equalNan ? logicalOr(same, logicalAnd(isNan(x), isNan(y))) : same;
};
