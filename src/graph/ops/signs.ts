// Signs, remainders of division towards zero, larger and smaller without NaN, greatest common divisors.
import { isFloat, type DType } from "../../core/dtype.ts";
import { dtypeError } from "../../core/errors.ts";
import { add as addExpr, branch, call, declare, div as divExpr, equal, indexVar, int, load, loop, mul as mulExpr, neg as negExpr, range, select, set, store, sub as subExpr, variable } from "../../ir/build.ts"; // prettier-ignore
import { like, requireTensor, type Operand } from "../define.ts";
import { align, binary, commonDType, lifted, unary, type Binary, type Unary } from "../elementwise.ts";
import { isNegative } from "../signbit.ts";
import { apply, Tensor, type Op } from "../tensor.ts";
import { abs, div, floorDivide, mul, neg, sign, sub, trunc } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { eq, ge, isNan, le, logicalOr, where } from "./compare.ts";
import { pow } from "./powers.ts";

/**
 * The size of a with the sign of b (−0 counts as negative): y = ±|a|.
 *
 * @example
 * copysign(tensor([1, -2]), tensor([-3, 4])).toArray() // [-1, 2]
 */
export const copysign: Binary = /* @__PURE__ */ binary("copysign", {
  scalar: (a, b) => {
    const size = call("abs", a);
    return select(isNegative(b), negExpr(size), size);
  },
  lift: "float",
  vjp: (ct, y, a) => [mul(ct, mul(sign(a), sign(y))), null],
});

/**
 * −1, 0 or 1, as x is negative, zero or positive: `sign`, under PyTorch's name for it.
 *
 * @example
 * sgn(tensor([3, -4, 0])).toArray() // [1, -1, 0]
 */
export const sgn = (x: Tensor): Tensor => {
  requireTensor("sgn", x);
  return sign(x);
};

/**
 * Is the sign a minus? Of −0 it is.
 *
 * @example
 * signbit(tensor([1, -2, -0])).toArray() // [false, true, true]
 */
export const signbit: Unary = /* @__PURE__ */ unary("signbit", { scalar: isNegative, lift: "number", result: "bool" });

/**
 * Remainder with the sign of a, as C's fmod: y = a − trunc(a / b) · b. Integers modulo 0 give 0.
 *
 * @example
 * fmod(tensor([7, -7]), 3).toArray() // [1, -1]
 */
export const fmod: Binary = /* @__PURE__ */ binary("fmod", {
  scalar: (a, b) => {
    const zero = like(b, 0);
    if (!isFloat(a.dtype as DType)) {
      const special = call("or", equal(b, zero), equal(b, like(b, -1)));
      return select(special, zero, call("rem", a, select(special, like(b, 1), b)));
    }
    const rest = subExpr(a, mulExpr(call("trunc", divExpr(a, b)), b));
    return select(equal(call("abs", b), like(b, Infinity)), select(equal(call("abs", a), like(a, Infinity)), like(a, NaN), a), rest);
  },
  lift: "number",
  vjp: (ct, _, a, b) => [ct, neg(mul(ct, trunc(div(a, b))))],
});

/**
 * What is left of x without its whole part: y = x − trunc(x), with the sign of x.
 *
 * @example
 * frac(tensor([1.5, -1.25])).toArray() // [0.5, -0.25]
 */
export const frac = (x: Tensor): Tensor => {
  requireTensor("frac", x);
  return sub(x, trunc(x));
};

/**
 * The larger of two; where one of them is NaN, the other. Of equals the first gets the gradient.
 *
 * @example
 * fmax(tensor([1, NaN]), tensor([3, 4])).toArray() // [3, 4]
 */
export const fmax = (a: Operand, b: Operand): Tensor => {
  const [x, y] = align("fmax", [a, b], lifted(commonDType("fmax", [a, b]), "number")) as [Tensor, Tensor];
  return where(logicalOr(ge(x, y), isNan(y)), x, y);
};

/**
 * The smaller of two; where one of them is NaN, the other. Of equals the first gets the gradient.
 *
 * @example
 * fmin(tensor([1, NaN]), tensor([3, 4])).toArray() // [1, 4]
 */
export const fmin = (a: Operand, b: Operand): Tensor => {
  const [x, y] = align("fmin", [a, b], lifted(commonDType("fmin", [a, b]), "number")) as [Tensor, Tensor];
  return where(logicalOr(le(x, y), isNan(y)), x, y);
};

/** What stands for elements that are no numbers. */
export interface NanToNumOptions {
  /** Instead of NaN; 0 unless given. */
  readonly nan?: number;
  /** Instead of ∞; the largest finite number unless given. */
  readonly posinf?: number;
  /** Instead of −∞; the smallest finite number unless given. */
  readonly neginf?: number;
}
/**
 * Puts numbers in place of NaN and infinities. Their gradient is 0.
 *
 * @example
 * nanToNum(tensor([1, NaN, Infinity]), { posinf: 9 }).toArray() // [1, 0, 9]
 */
export const nanToNum = (x: Tensor, { nan = 0, posinf, neginf }: NanToNumOptions = {}): Tensor => {
  requireTensor("nanToNum", x);
  if (!isFloat(x.dtype)) return x;
  const largest = x.dtype === "f32" ? 3.4028234663852886e38 : Number.MAX_VALUE;
  const high = where(eq(x, Infinity), posinf ?? largest, where(eq(x, -Infinity), neginf ?? -largest, x));
  return cast(where(isNan(x), nan, high), x.dtype);
};

/**
 * Power in double precision: y = aᵇ as f64.
 *
 * @example
 * floatPower(tensor([2, 3]), 2).toArray() // [4, 9]
 */
export const floatPower = (a: Operand, b: Operand): Tensor => {
  commonDType("floatPower", [a, b]);
  const wide = (x: Operand): Operand => (x instanceof Tensor ? cast(x, "f64") : x);
  return pow(wide(a), wide(b));
};

/** The largest number of steps that Euclid's algorithm needs for i32, and the elements that a task takes. */
const EUCLID = 46;
const BLOCK = 1024;
const gcdOp: Op<null> = {
  name: "gcd",
  shape: ([a]) => a!.shape,
  dtype: () => "i32",
  how: {
    kind: "loop",
    nest: (output, [a, b]) => ({
      tasks: Math.max(1, Math.ceil(output.length / BLOCK)),
      body: (task) => {
        const [i, step] = [indexVar("i", output.length), indexVar("step", EUCLID)];
        const [x, y, rest] = [variable("x"), variable("y"), variable("rest")];
        const begin = mulExpr(task, int(BLOCK));
        return [
          loop(i, begin, call("min", addExpr(begin, int(BLOCK)), int(output.length)), 1, [
            declare(x, call("abs", load(a!, i))),
            declare(y, call("abs", load(b!, i))),
            range(step, EUCLID, [branch(call("ne", y, int(0)), [declare(rest, call("rem", x, y)), set(x, y), set(y, rest)])]),
            store(output, i, x),
          ]),
        ];
      },
    }),
  },
};
/** Both as i32 of one shape, and what the result becomes. */
function whole(name: string, a: Operand, b: Operand): { readonly x: Tensor; readonly y: Tensor; readonly dtype: DType } {
  const dtype = commonDType(name, [a, b]);
  if (isFloat(dtype)) throw dtypeError(name, "operands", dtype, "i32 or u8");
  const [x, y] = align(name, [a, b], "i32") as [Tensor, Tensor];
  return { x, y, dtype: lifted(dtype, "number") };
}

/**
 * Greatest common divisor of integers, by Euclid's algorithm; never negative, and gcd(0, n) = |n|.
 *
 * @example
 * gcd(tensor([12, 7], { dtype: "i32" }), 8).toArray() // [4, 1]
 */
export const gcd = (a: Operand, b: Operand): Tensor => {
  const { x, y, dtype } = whole("gcd", a, b);
  return cast(apply(gcdOp, [x, y], null), dtype);
};

/**
 * Least common multiple of integers: |a · b| / gcd(a, b), and 0 if one is 0.
 *
 * @example
 * lcm(tensor([4, 6], { dtype: "i32" }), 6).toArray() // [12, 6]
 */
export const lcm = (a: Operand, b: Operand): Tensor => {
  const { x, y, dtype } = whole("lcm", a, b);
  // Divided by 0, integers give 0.
  return cast(abs(mul(floorDivide(x, apply(gcdOp, [x, y], null)), y)), dtype);
};
