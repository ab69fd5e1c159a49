// Functions of mathematical physics: the complement and the inverse of the error function, the gamma function's logarithm and its
// derivatives. Coefficients were fitted by Chebyshev interpolation in float64.
import { rangeError } from "../../core/errors.ts";
import {
  add as addExpr,
  and,
  call,
  div as divExpr,
  equal,
  less,
  lessEqual,
  mul as mulExpr,
  neg as negExpr,
  select,
  sub as subExpr,
} from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import type { Expr } from "../../ir/types.ts";
import { chebyshev } from "../chebyshev.ts";
import { like, operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { lifted, unary, type Unary } from "../elementwise.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { mul, neg, square } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { exp } from "./powers.ts";

/** (1 + 2z) · e^(z²) · erfc(z) for z ≥ 0, as a function of t = (z − 3) / (z + 3). */
// prettier-ignore
const ERFC: readonly number[] = [
  1.1775625741965603, 0.005353904539615768, -0.09377550342284215, 0.05436652555744321, -0.018976596707845298, 0.004453426061462687,
  -0.0006335531710552935, 1.7661719523239298e-05, 1.2841532864246097e-05, -2.0072285658042012e-06, -1.8075227903957095e-07, 7.549828354422274e-08,
  1.8856686973867823e-09, -2.6995190164062278e-09, -1.4600453823990716e-11, 1.0361608217864648e-10, 1.4761385136119448e-12, -4.277364023811818e-12,
  -2.0756361994939285e-13, 1.8138978820190233e-13, 1.995396777847393e-14, -7.184873900422658e-15, -1.2421573549382854e-15,
];
const one = (x: Expr): Expr => like(x, 1);

/** 1 − erf(z) for z ≥ 0, with all its digits. */
function complement(z: Expr): Expr {
  const t = divExpr(subExpr(z, like(z, 3)), addExpr(z, like(z, 3)));
  const scaled = divExpr(chebyshev(ERFC, t), addExpr(one(z), addExpr(z, z)));
  return select(equal(z, like(z, Infinity)), like(z, 0), mulExpr(math.exp(negExpr(mulExpr(z, z))), scaled));
}

/**
 * Complement of the error function: y = 1 − erf(x), with all its digits where erf is nearly 1.
 *
 * @example
 * erfc(tensor([0, Infinity, -Infinity])).toArray() // [1, 0, 2]
 */
export const erfc: Unary = /* @__PURE__ */ unary("erfc", {
  scalar: (x) => {
    const tail = complement(call("abs", x));
    return select(less(x, like(x, 0)), subExpr(like(x, 2), tail), tail);
  },
  lift: "float",
  vjp: (ct, _, x) => mul(mul(ct, exp(neg(square(x)))), -2 / Math.sqrt(Math.PI)),
});

/**
 * Inverse of the error function: erf(y) = x; ±∞ at ±1, NaN beyond. A closed approximation (Winitzki, 2008), corrected by two
 * steps of Halley's method.
 *
 * @example
 * erfinv(tensor([0, 0.5, 1])).toArray() // [0, 0.47693628, Infinity]
 */
export const erfinv: Unary = /* @__PURE__ */ unary("erfinv", {
  scalar: (x) => {
    const a = call("abs", x);
    const rest = subExpr(one(x), a);
    const l = math.log(mulExpr(rest, addExpr(one(x), a)));
    const h = addExpr(like(x, 2 / (Math.PI * 0.147)), mulExpr(l, like(x, 0.5)));
    const inner = subExpr(mulExpr(h, h), mulExpr(l, like(x, 1 / 0.147)));
    // √(√(h² − l/a) − h), where the difference would lose the digits of small numbers.
    let y = call("sqrt", divExpr(mulExpr(l, like(x, -1 / 0.147)), addExpr(call("sqrt", inner), h)));
    for (let step = 0; step < 2; step++) {
      const error = select(less(a, like(x, 0.5)), subExpr(math.erf(y), a), subExpr(rest, complement(y)));
      const slope = mulExpr(like(x, 2 / Math.sqrt(Math.PI)), math.exp(negExpr(mulExpr(y, y))));
      const newton = divExpr(error, slope);
      y = subExpr(y, divExpr(newton, addExpr(one(x), mulExpr(y, newton))));
    }
    const ends = select(equal(a, one(x)), like(x, Infinity), select(equal(a, like(x, 0)), a, y));
    const inside = select(lessEqual(a, one(x)), ends, like(x, NaN));
    return select(less(x, like(x, 0)), negExpr(inside), inside);
  },
  lift: "float",
  vjp: (ct, y) => mul(mul(ct, exp(square(y))), Math.sqrt(Math.PI) / 2),
});

/** Lanczos' coefficients for g = 7. Source: Godfrey, "A note on the computation of the convergent Lanczos complex Gamma approximation", 2001. */
// prettier-ignore
const LANCZOS: readonly number[] = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
  9.984369578019572e-6, 1.5056327351493116e-7,
];

/** sin(πx) with whole turns taken off first. */
const sinOfTurns = (x: Expr): Expr => math.sin(mulExpr(like(x, Math.PI), subExpr(x, call("round", x))));

/** ln Γ(x) for x ≥ ½. */
function logGamma(x: Expr): Expr {
  const z = subExpr(x, one(x));
  const series = LANCZOS.reduce<Expr>(
    (sum, c, i) => addExpr(sum, divExpr(like(x, c), addExpr(z, like(x, i + 1)))),
    like(x, 0.9999999999998099),
  );
  const t = addExpr(z, like(x, 7.5));
  const power = subExpr(mulExpr(addExpr(z, like(x, 0.5)), math.log(t)), t);
  return addExpr(addExpr(power, like(x, Math.log(2 * Math.PI) / 2)), math.log(series));
}

/**
 * Logarithm of the gamma function's size: y = ln |Γ(x)|; ∞ at 0, −1, −2, … Its derivative is `digamma`.
 *
 * @example
 * lgamma(tensor([3, 0])).toArray() // [0.6931472, Infinity]
 */
export const lgamma: Unary = /* @__PURE__ */ unary("lgamma", {
  scalar: (x) => {
    const left = less(x, like(x, 0.5));
    const y = logGamma(select(left, subExpr(one(x), x), x));
    const mirrored = subExpr(like(x, Math.log(Math.PI)), addExpr(math.log(call("abs", sinOfTurns(x))), y));
    return select(equal(call("abs", x), like(x, Infinity)), like(x, Infinity), select(left, mirrored, y));
  },
  lift: "float",
  vjp: (ct, _, x) => mul(ct, digamma(x)),
});

/** Bernoulli numbers B₂, B₄, … */
const BERNOULLI: readonly number[] = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
/** Where the asymptotic series begins to be exact enough. */
const FAR = 10;

/** ψ(x) for x > 0. */
function psi(x: Expr): Expr {
  const z = addExpr(x, like(x, FAR));
  const inverse = divExpr(one(x), mulExpr(z, z));
  const tail = BERNOULLI.reduceRight<Expr>((sum, b, i) => mulExpr(inverse, addExpr(sum, like(x, b / (2 * i + 2)))), like(x, 0));
  const far = subExpr(subExpr(math.log(z), divExpr(like(x, 0.5), z)), tail);
  let near = divExpr(one(x), x);
  for (let k = 1; k < FAR; k++) near = addExpr(near, divExpr(one(x), addExpr(x, like(x, k))));
  return subExpr(far, near);
}

/**
 * Derivative of ln Γ: y = Γ′(x) / Γ(x); −∞ at 0, NaN at −1, −2, …
 *
 * @example
 * digamma(tensor([1])).toArray() // [-0.5772157]
 */
export const digamma: Unary = /* @__PURE__ */ unary("digamma", {
  scalar: (x) => {
    const left = less(x, like(x, 0));
    const y = psi(select(left, subExpr(one(x), x), x));
    const turn = mulExpr(like(x, Math.PI), subExpr(x, call("round", x)));
    const cotangent = divExpr(math.cos(turn), math.sin(turn));
    const mirrored = subExpr(y, mulExpr(like(x, Math.PI), cotangent));
    const whole = and(left, equal(turn, like(x, 0)));
    const usual = select(whole, like(x, NaN), select(left, mirrored, y));
    const ends = select(equal(x, like(x, Infinity)), x, usual);
    return select(equal(x, like(x, 0)), divExpr(like(x, -1), x), ends);
  },
  lift: "float",
  vjp: (ct, _, x) => mul(ct, polygamma(1, x)),
});

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
/** ψ⁽ⁿ⁾(x) for x > 0, n ≥ 1: a sum of powers, and the rest by Euler and Maclaurin. */
function psiDerivative(n: number, x: Expr): Expr {
  const inversePower = (z: Expr, p: number): Expr => {
    const inverse = divExpr(one(x), z);
    let y = inverse;
    for (let k = 1; k < p; k++) y = mulExpr(y, inverse);
    return y;
  };
  let sum = inversePower(x, n + 1);
  for (let k = 1; k < FAR + n; k++) sum = addExpr(sum, inversePower(addExpr(x, like(x, k)), n + 1));
  const z = addExpr(x, like(x, FAR + n));
  const first = addExpr(mulExpr(inversePower(z, n), like(x, 1 / n)), mulExpr(inversePower(z, n + 1), like(x, 0.5)));
  const tail = BERNOULLI.reduce<Expr>((total, b, i) => {
    const k = i + 1;
    const weight = (b * factorial(2 * k + n - 1)) / (factorial(2 * k) * factorial(n));
    return addExpr(total, mulExpr(inversePower(z, 2 * k + n), like(x, weight)));
  }, first);
  return mulExpr(addExpr(sum, tail), like(x, (n % 2 === 0 ? -1 : 1) * factorial(n)));
}

const polygammaOp: Op<{ readonly n: number }> = {
  name: "polygamma",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "map",
    scalar: ([given], { n }: { readonly n: number }) => {
      const x = given!;
      if (n > 1) return select(less(x, like(x, 0)), like(x, NaN), psiDerivative(n, x));
      const left = less(x, like(x, 0));
      const y = psiDerivative(1, select(left, subExpr(one(x), x), x));
      const sine = sinOfTurns(x);
      return select(left, subExpr(divExpr(like(x, Math.PI ** 2), mulExpr(sine, sine)), y), y);
    },
  },
  vjp: (ct, _, [x], { n }) => [mul(ct, polygamma(n + 1, x!))],
};
/**
 * The n-th derivative of `digamma`, for n from 1 to 16; from the second on for x > 0 only (NaN below).
 *
 * @example
 * polygamma(1, tensor([1])).toArray() // [1.644934]
 */
export const polygamma: ((n: number, x: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  polygammaOp,
  (n: number, x: Tensor): Tensor => {
    requireTensor("polygamma", x);
    requireInteger("polygamma", "n", n, 0);
    if (n > 16) throw rangeError("polygamma", "n", n, "at most 16");
    return n === 0 ? digamma(x) : apply(polygammaOp, [cast(x, lifted(x.dtype, "float"))], { n });
  },
);
