// pow: |x|^y = 2^(y · log₂|x|), the logarithm and the product in two parts each (Dekker), for y · log₂|x| can be large and
// its error is the result's. Signs and special cases as in C and PyTorch: x⁰ = 1 and 1^y = 1 for anything, a negative base
// wants an integer exponent, an odd one keeps its sign.
import { add, bits, call, div, mul, select, sub } from "../build.ts";
import type { Expr } from "../types.ts";
import { MAGIC } from "./arithmetic.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { mathWord } from "./expansion.ts";
import { halfPower, scaled, tail } from "./exponential.ts";
import { LOG_DOUBLE, LOG_SINGLE } from "./logarithm.ts";

/** A number as high + low, low a rounding error of high. */
type Pair = readonly [high: Expr, low: Expr];

/** Upper half and lower half of the digits: products of halves are exact. */
function halves(m: Arithmetic, x: Expr): Pair {
  const high = m.single ? bits(call("and", bits(x, "i32"), m.integer(-4096)), "f32") : veltkamp(m, x);
  return [high, sub(x, high)];
}

function veltkamp(m: Arithmetic, x: Expr): Expr {
  const c = mul(x, m.number(134217729));
  return sub(c, sub(c, x));
}

/** The sum when |a| ≥ |b|, or a = 0. */
function sum(a: Expr, b: Expr): Pair {
  const high = add(a, b);
  return [high, add(sub(a, high), b)];
}

/** a · b and its rounding error. */
function product(m: Arithmetic, a: Expr, b: Expr): Pair {
  const high = mul(a, b);
  const [a1, a2] = halves(m, a);
  const [b1, b2] = halves(m, b);
  return [high, add(add(add(sub(mul(a1, b1), high), mul(a1, b2)), mul(a2, b1)), mul(a2, b2))];
}

// 1 / ln 2 in two parts, the first with half the digits.
const INVERSE_SINGLE = [1.4423828125, 0.0003122283889634] as const;
const INVERSE_DOUBLE = [1.4426950216293335, 1.9259629911266175e-8] as const;

/** log₂ x for 0 < x < ∞. */
function log2(m: Arithmetic, x: Expr): Pair {
  const { mantissa, exponent } = m.parts(x);
  const f = sub(mantissa, m.number(1));
  const d = add(f, m.number(2));
  const lost = sub(f, sub(d, m.number(2)));
  const s = div(f, d);
  const [back, error] = product(m, s, d);
  const rest = div(sub(sub(sub(f, back), error), mul(s, lost)), d);
  const z = mul(s, s);
  const cubic = mul(mul(s, z), m.polynomial(z, m.single ? LOG_SINGLE : LOG_DOUBLE));
  const [high, low] = sum(add(s, s), cubic);
  const natural = add(low, add(rest, rest));
  const [c1, c2] = (m.single ? INVERSE_SINGLE : INVERSE_DOUBLE).map((c) => m.number(c)) as [Expr, Expr];
  const [h1, h2] = halves(m, high);
  const minor = m.multiplyAdd(h2, c1, m.multiplyAdd(high, c2, mul(natural, m.number(Math.LOG2E))));
  const [whole, part] = sum(exponent, mul(h1, c1));
  return sum(whole, add(part, minor));
}

/** 2^(high + low). */
function exp2(m: Arithmetic, [high, low]: Pair): Expr {
  const e = (r: Expr): Expr => add(tail(m, mul(r, m.number(Math.LN2))), m.number(1));
  if (m.single) {
    const { n, power } = halfPower(m, add(high, m.number(MAGIC + 126)));
    const p = e(add(sub(high, n), low));
    return select(call("lt", high, m.number(-125.4)), m.number(0), mul(add(p, p), power));
  }
  const n = call("max", call("min", call("round", high), m.number(1025)), m.number(-1080));
  return select(call("lt", high, m.number(-1076)), m.number(0), scaled(m, e(add(sub(high, n), low)), n));
}

export const pow = /* @__PURE__ */ mathWord("pow", (m, x, y) => {
  const zero = m.number(0);
  const one = m.number(1);
  const infinity = m.number(Infinity);
  const a = call("abs", x);
  const [high, low] = log2(m, a);
  const exponent = (value: Expr, special: Expr): Expr => select(call("and", call("lt", zero, a), call("lt", a, infinity)), value, special);
  // log₂ 0 = −∞, log₂ ∞ = ∞, log₂ NaN = NaN.
  const logarithm: Pair = [exponent(high, select(call("eq", a, zero), m.number(-Infinity), a)), exponent(low, zero)];
  const [most, error] = product(m, y, logarithm[0]);
  const small = call("lt", call("abs", most), m.number(4096));
  const power = exp2(m, [most, select(small, m.multiplyAdd(y, logarithm[1], error), zero)]);
  const size = select(call("and", call("eq", a, one), call("eq", y, y)), one, power);

  const whole = call("eq", call("floor", y), y);
  const half = mul(y, m.number(0.5));
  const odd = call("and", whole, call("ne", call("floor", half), half));
  const below = call("lt", x, zero);
  const negative = m.single ? call("lt", bits(x, "i32"), m.integer(0)) : call("or", below, call("lt", div(one, x), zero));
  const signed = select(call("and", negative, odd), call("neg", size), size);
  const impossible = call("and", call("and", below, call("lt", a, infinity)), call("not", call("or", whole, call("ne", y, y))));
  const value = select(impossible, m.number(NaN), signed);
  return select(call("or", call("eq", y, zero), call("eq", x, one)), one, value);
});
