// tanh and erf: odd, and 1 in the limit. tanh through e²ˣ − 1; erf by a polynomial near 0 and as 1 − erfc beyond.
import { add, bits, call, div, mul, select, sub } from "../build.ts";
import type { Expr } from "../types.ts";
import { MAGIC } from "./arithmetic.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { mathWord } from "./expansion.ts";
import { expandExp, expandExpm1, LN2_SINGLE, tail } from "./exponential.ts";

/** Where f32 results round to 1. */
const TANH_END = 9.0109;
const ERF_END = 3.92;
/** Where erf's polynomial ends and 1 − erfc begins. */
const ERF_MIDDLE = 0.93;
// erf(x)/x − 1 as a function of x² on [0, 0.87], and log₂ erfc(x) on [0.92, 3.95], from scripts/fit.ts.
const ERF_SINGLE = [
  0.12837915122509003, -0.37612485885620117, 0.11281709372997284, -0.026762349531054497, 0.004986477084457874, -0.0005954903899691999,
];
const ERFC_SINGLE = [
  0.0004701820435002446, -1.6306231021881104, -0.9114507436752319, -0.1588992327451706, 0.03817286714911461, -0.006887970492243767,
  0.000865941634401679, -0.00006707574357278645, 0.0000023957340999913868,
];
// erf(x)/x as a function of x² on [0, 1], from scripts/fit.ts.
const ERF_DOUBLE = [
  1.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792, 0.0052239776248180145, -0.0008548326980833789,
  0.00012055331111642686, -0.00001492559526683065, 0.0000016461000484113562, -1.6350312700978063e-7, 1.465977527356613e-8,
  -1.1372848855042737e-9, 5.957176144952467e-11,
];
// erfc(x) · exp(x²) as a function of t = (x − 2) / (x + 2) on [−1/3, 1/2], x from 1 to 6, from scripts/fit.ts.
const ERFC_DOUBLE = [
  0.25539567631050575, -0.4271858474139584, 0.24165819424246635, -0.07897858101573307, 0.003732892404344617, 0.006997461739289359,
  -0.0008471432519791012, -0.0009819770300382499, 0.00004355563625422083, 0.0001743612301523324, 0.000027524858073592343,
  -0.00002758040999497952, -0.000013961435485530436, 0.0000013933694614170019, 0.000003749252793129386, 0.0000011954890930098656,
  -4.1147109652978806e-7, -5.143808653845284e-7, -1.363330829462481e-7, 9.610629801816118e-8, 5.512284324121762e-8,
];

/** 2ⁿ and n for n = x rounded, |n| ≤ 126, of numbers to which MAGIC + 127 was added. */
const wholePower = (m: Arithmetic, t: Expr): { readonly n: Expr; readonly power: Expr } => ({
  n: sub(t, m.number(MAGIC + 127)),
  power: bits(call("shl", bits(t, "i32"), m.integer(23)), "f32"),
});

function tanhOfSingle(m: Arithmetic, x: Expr): Expr {
  const a = call("abs", x);
  const { n, power } = wholePower(m, m.multiplyAdd(a, m.number(2 * Math.LOG2E), m.number(MAGIC + 127)));
  // e²ᵃ − 1; nonsense beyond the end, where it is not used.
  const e = m.multiplyAdd(power, tail(m, m.reduce(add(a, a), n, LN2_SINGLE)), sub(power, m.number(1)));
  const inside = div(e, add(e, m.number(2)));
  return m.withSign(select(call("le", m.number(TANH_END), a), m.number(1), inside), x);
}

export const tanh = /* @__PURE__ */ mathWord("tanh", (m, x) => {
  if (m.single) return tanhOfSingle(m, x);
  const a = call("abs", x);
  const e = expandExpm1(m, mul(a, m.number(-2)));
  return select(call("lt", m.number(0), a), m.withSign(div(call("neg", e), add(e, m.number(2))), x), x);
});

function erfOfSingle(m: Arithmetic, x: Expr): Expr {
  const a = call("abs", x);
  const near = m.multiplyAdd(m.polynomial(mul(a, a), ERF_SINGLE), a, a);
  const exponent = m.polynomial(a, ERFC_SINGLE);
  const { n, power } = wholePower(m, add(exponent, m.number(MAGIC + 127)));
  const rest = mul(power, add(tail(m, mul(sub(exponent, n), m.number(Math.LN2))), m.number(1)));
  const far = select(call("le", m.number(ERF_END), a), m.number(1), sub(m.number(1), rest));
  return m.withSign(select(call("lt", a, m.number(ERF_MIDDLE)), near, far), x);
}

export const erf = /* @__PURE__ */ mathWord("erf", (m, x) => {
  if (m.single) return erfOfSingle(m, x);
  const a = call("min", call("abs", x), m.number(6));
  const near = mul(x, m.polynomial(mul(x, x), ERF_DOUBLE));
  const t = div(sub(a, m.number(2)), add(a, m.number(2)));
  const rest = mul(expandExp(m, call("neg", mul(a, a))), m.polynomial(t, ERFC_DOUBLE));
  return select(call("lt", a, m.number(1)), near, m.withSign(sub(m.number(1), rest), x));
});
