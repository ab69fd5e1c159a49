// exp and expm1: x = n · ln 2 + r with |r| ≤ ln 2 / 2, a polynomial in r, times 2ⁿ.
//
// f32: results below 2^−125.5 (x < −86.98) are 0, so that 2ⁿ is a single shift; the least normal number is 2^−126.
// f64: denormal results are computed. Above the range the result is ∞ in both.
import { add, bits, call, mul, select, sub } from "../build.ts";
import type { Expr } from "../types.ts";
import { MAGIC } from "./arithmetic.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { mathWord } from "./expansion.ts";

// (eʳ − 1 − r) / r² on |r| ≤ 0.348, from scripts/fit.ts.
const SINGLE = [0.5, 0.16666576266288757, 0.04166655242443085, 0.008363419212400913, 0.001392648438923061];
const DOUBLE = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.0083333333333259, 0.0013888888888883581, 0.00019841269875637497, 0.000024801587326131077,
  0.000002755725436822675, 2.755727290616548e-7, 2.510564479145537e-8, 2.091499245327924e-9,
];
/** ln 2 in two parts; n times the first is exact. */
export const LN2_SINGLE = [0.693145751953125, 0.000001428606765330187];
const LN2_DOUBLE = [0.6931471805598903, 5.497923018708371e-14];

/** Beyond this all f32 results are 0. */
const LEAST = -86.98;
/** The bias of an f32 exponent less one: what stands in the low bits after rounding is the exponent field of 2ⁿ⁻¹. */
const BIAS = 126;
/** As bits: 2ⁿ⁻¹ = ∞. */
const MOST = 0x4b400000 + 255;

/** 2ⁿ⁻¹ for n = x rounded, at most ∞, and n as a float. For f32; nonsense where n < −125. */
export function halfPower(m: Arithmetic, scaled: Expr): { readonly n: Expr; readonly power: Expr } {
  const low = call("min", bits(scaled, "i32"), m.integer(MOST));
  return { n: sub(bits(low, "f32"), m.number(MAGIC + BIAS)), power: bits(call("shl", low, m.integer(23)), "f32") };
}

/** eʳ − 1 for |r| ≤ 0.348. */
export function tail(m: Arithmetic, r: Expr): Expr {
  return m.multiplyAdd(m.polynomial(r, m.single ? SINGLE : DOUBLE), mul(r, r), r);
}

export function expandExp(m: Arithmetic, x: Expr): Expr {
  const log2e = m.number(Math.LOG2E);
  if (m.single) {
    const { n, power } = halfPower(m, m.multiplyAdd(x, log2e, m.number(MAGIC + BIAS)));
    const p = add(tail(m, m.reduce(x, n, LN2_SINGLE)), m.number(1));
    return select(call("lt", x, m.number(LEAST)), m.number(0), mul(add(p, p), power));
  }
  const n = rounded(m, x);
  const p = add(tail(m, m.reduce(x, n, LN2_DOUBLE)), m.number(1));
  return select(call("lt", x, m.number(-746)), m.number(0), scaled(m, p, n));
}

/** n = round(x / ln 2) for f64, kept where 2ⁿ makes a difference. */
const rounded = (m: Arithmetic, x: Expr): Expr =>
  call("max", call("min", call("round", mul(x, m.number(Math.LOG2E))), m.number(1025)), m.number(-1080));

/** p · 2ⁿ for f64 in two steps, so that neither factor leaves the range. */
export function scaled(m: Arithmetic, p: Expr, n: Expr): Expr {
  const first = call("trunc", mul(n, m.number(0.5)));
  return mul(mul(p, m.power(first)), m.power(sub(n, first)));
}

export function expandExpm1(m: Arithmetic, x: Expr): Expr {
  if (m.single) {
    const { n, power } = halfPower(m, m.multiplyAdd(x, m.number(Math.LOG2E), m.number(MAGIC + BIAS)));
    const half = m.multiplyAdd(power, tail(m, m.reduce(x, n, LN2_SINGLE)), sub(power, m.number(0.5)));
    return select(call("lt", x, m.number(-18)), m.number(-1), add(half, half));
  }
  const n = call("max", rounded(m, x), m.number(-100));
  const power = m.power(sub(n, m.number(2)));
  const quarter = m.multiplyAdd(power, tail(m, m.reduce(x, n, LN2_DOUBLE)), sub(power, m.number(0.25)));
  return select(call("lt", x, m.number(-38)), m.number(-1), mul(quarter, m.number(4)));
}

export const exp = /* @__PURE__ */ mathWord("exp", expandExp);
export const expm1 = /* @__PURE__ */ mathWord("expm1", expandExpm1);
