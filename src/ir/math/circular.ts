// sin, cos and atan. x = n · π/2 + r with π/2 in four parts (Cody and Waite), so that r keeps its digits: errors stay near
// one unit in the last place of 1 up to |x| = 5·10⁴ (f32) or 10⁶ (f64); beyond, they grow with |x|, and results stay in [−1, 1].
import { add, bits, call, div, mul, select, sub } from "../build.ts";
import type { Expr } from "../types.ts";
import { MAGIC } from "./arithmetic.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { mathWord } from "./expansion.ts";

// (sin x − x) / x³ and (cos x − 1 + x²/2) / x⁴ as functions of x² on [0, 0.617]; (atan x − x) / x³ on [0, 0.1716]; from scripts/fit.ts.
const SINGLE = {
  sin: [-0.166666641831398, 0.008332747966051102, -0.00019587829592637718],
  cos: [0.0416666641831398, -0.001388830249197781, 0.00002454788045724854],
  atan: [-0.3333328664302826, 0.19991233944892883, -0.14024069905281067, 0.08520153164863586],
  halfPi: [1.5703125, 0.00048351287841796875, 3.1385570764541626e-7, 6.07710062827671e-11],
};
const DOUBLE: typeof SINGLE = {
  sin: [
    -0.16666666666666666, 0.008333333333333331, -0.0001984126984126506, 0.000002755731921933466, -2.5052106230882397e-8,
    1.6058531370929943e-10, -7.586682497060049e-13,
  ],
  cos: [
    0.041666666666666664, -0.0013888888888888887, 0.000024801587301584642, -2.755731922140032e-7, 2.087675579021022e-9,
    -1.1470460749695772e-11, 4.7458637732286275e-14,
  ],
  atan: [
    -0.3333333333333333, 0.19999999999999804, -0.14285714285659748, 0.11111111105147763, -0.09090908753118555, 0.07692296363979034,
    -0.06666424687232571, 0.05878926715617913, -0.052304374633495514, 0.045515165599082495, -0.03456859058292932, 0.016283572269789107,
  ],
  halfPi: [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32],
};
const table = (m: Arithmetic): typeof SINGLE => (m.single ? SINGLE : DOUBLE);

/** r, and of the quadrant (that of sin, or the next for cos): is it an odd one, and what sign it gives. */
function quadrant(m: Arithmetic, x: Expr, shift: 0 | 1): { readonly r: Expr; readonly odd: Expr; signed(value: Expr): Expr } {
  const { halfPi } = table(m);
  const turns = mul(x, m.number(2 / Math.PI));
  const bounded = (r: Expr): Expr => call("max", call("min", r, m.number(0.8)), m.number(-0.8));
  if (m.single) {
    const t = m.multiplyAdd(x, m.number(2 / Math.PI), m.number(MAGIC));
    const q = add(bits(t, "i32"), m.integer(shift));
    const sign = call("shl", call("and", q, m.integer(2)), m.integer(30));
    return {
      r: bounded(m.reduce(x, sub(t, m.number(MAGIC)), halfPi)),
      odd: call("ne", call("and", q, m.integer(1)), m.integer(0)),
      signed: (value) => bits(call("xor", bits(value, "i32"), sign), "f32"),
    };
  }
  const n = call("round", turns);
  const q = add(n, m.number(shift));
  const rest = sub(q, mul(m.number(4), call("floor", mul(q, m.number(0.25)))));
  return {
    r: bounded(m.reduce(x, n, halfPi)),
    odd: call("or", call("eq", rest, m.number(1)), call("eq", rest, m.number(3))),
    signed: (value) => select(call("le", m.number(2), rest), call("neg", value), value),
  };
}

function wave(m: Arithmetic, x: Expr, shift: 0 | 1): Expr {
  const { r, odd, signed } = quadrant(m, x, shift);
  const z = mul(r, r);
  const sine = m.multiplyAdd(mul(z, m.polynomial(z, table(m).sin)), r, r);
  const cosine = m.multiplyAdd(mul(z, z), m.polynomial(z, table(m).cos), m.multiplyAdd(z, m.number(-0.5), m.number(1)));
  return signed(select(odd, cosine, sine));
}

export const sin = /* @__PURE__ */ mathWord("sin", (m, x) => wave(m, x, 0));
export const cos = /* @__PURE__ */ mathWord("cos", (m, x) => wave(m, x, 1));

/** atan a = π/2 − atan(1/a) = π/4 + atan((a − 1)/(a + 1)): the argument of the polynomial stays below tan(π/8). */
export const atan = /* @__PURE__ */ mathWord("atan", (m, x) => {
  const a = call("abs", x);
  const one = m.number(1);
  const large = call("lt", m.number(1 + Math.SQRT2), a);
  const middle = call("lt", m.number(Math.SQRT2 - 1), a);
  const above = select(large, m.number(-1), select(middle, sub(a, one), a));
  const below = select(large, a, select(middle, add(a, one), one));
  const from = select(large, m.number(Math.PI / 2), select(middle, m.number(Math.PI / 4), m.number(0)));
  // What π/2 and π/4 lack as f32 counts; as f64 it does not.
  const lack = (value: number): number => (m.single ? value - Math.fround(value) : 0);
  const low = select(large, m.number(lack(Math.PI / 2)), select(middle, m.number(lack(Math.PI / 4)), m.number(0)));
  const t = div(above, below);
  const z = mul(t, t);
  const bend = mul(z, m.polynomial(z, table(m).atan));
  return m.withSign(add(from, add(m.multiplyAdd(bend, t, low), t)), x);
});
