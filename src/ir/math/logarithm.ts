// log and log1p: x = m · 2ᵉ with m near 1, s = (m − 1) / (m + 1), and log m = 2s + s³ · P(s²). 0 gives −∞, negative numbers NaN.
import { add, call, div, mul, select, sub } from "../build.ts";
import type { Expr } from "../types.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { mathWord } from "./expansion.ts";

// (log((1 + s) / (1 − s)) − 2s) / s³ as a function of s² on [0, 0.02944], from scripts/fit.ts.
export const LOG_SINGLE = [0.6666666865348816, 0.4000012278556824, 0.2855081558227539, 0.23330573737621307];
export const LOG_DOUBLE = [
  0.6666666666666666, 0.4000000000000088, 0.28571428570803253, 0.2222222239179479, 0.18181795631493075, 0.1538624017267777,
  0.13268760556827142, 0.13086757714161598,
];
const LN2_SINGLE = [0.693145751953125, 0.000001428606765330187] as const;
const LN2_DOUBLE = [0.6931471805598903, 5.497923018708371e-14] as const;

/** For 0 < x < ∞. */
function ofPositive(m: Arithmetic, x: Expr): Expr {
  const { mantissa, exponent } = m.parts(x);
  const [high, low] = m.single ? LN2_SINGLE : LN2_DOUBLE;
  const f = sub(mantissa, m.number(1));
  const s = div(f, add(f, m.number(2)));
  const z = mul(s, s);
  const rest = mul(z, m.polynomial(z, m.single ? LOG_SINGLE : LOG_DOUBLE));
  const square = mul(mul(f, m.number(0.5)), f);
  // f − (f²/2 − (s · (f²/2 + rest) + e · low)) + e · high: small terms first.
  const small = m.multiplyAdd(s, add(square, rest), mul(exponent, m.number(low)));
  return m.multiplyAdd(exponent, m.number(high), sub(f, sub(square, small)));
}

function expandLog(m: Arithmetic, x: Expr): Expr {
  const finite = select(call("lt", x, m.number(Infinity)), ofPositive(m, x), x);
  const otherwise = select(call("eq", x, m.number(0)), m.number(-Infinity), m.number(NaN));
  return select(call("lt", m.number(0), x), finite, otherwise);
}

export const log = /* @__PURE__ */ mathWord("log", expandLog);

/** log(1 + x): what rounding took from the sum 1 + x is given back. */
export const log1p = /* @__PURE__ */ mathWord("log1p", (m, x) => {
  const sum = add(x, m.number(1));
  const value = expandLog(m, sum);
  const lost = div(sub(x, sub(sum, m.number(1))), sum);
  return add(value, select(call("lt", call("abs", value), m.number(Infinity)), lost, m.number(0)));
});
