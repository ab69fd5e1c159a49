// Modified Bessel functions of the first kind. Coefficients were fitted by Chebyshev interpolation in float64.
import { call, div as divExpr, equal, lessEqual, mul as mulExpr, neg as negExpr, select, sub as subExpr } from "../../ir/build.ts";
import * as math from "../../ir/math.ts";
import type { Expr } from "../../ir/types.ts";
import { chebyshev } from "../chebyshev.ts";
import { like } from "../define.ts";
import { unary, type Unary } from "../elementwise.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { eq, where } from "./compare.ts";

/** e⁻ˣ I₀(x) for x from 0 to 8, as a function of x/4 − 1. */
// prettier-ignore
const I0_NEAR: readonly number[] = [
  0.33839763720473814, -0.30468267234319857, 0.1716209015222093, -0.09490109704804786, 0.04930528423967105, -0.02373741480589936,
  0.010546460394595046, -0.00432430999505044, 0.0016394756169412906, -0.0005763755745385763, 0.00018850288509543665, -5.7541950100870235e-05,
  1.6448448070415812e-05, -4.4167383582743675e-06, 1.1173875386022823e-06, -2.670793850575603e-07, 6.046995020843861e-08, -1.3000249816840755e-08,
  2.6598239244658676e-09, -5.189793120883126e-10, 9.675819161594064e-11, -1.726839543563638e-11, 2.9552100769861995e-12, -4.860808648590141e-13,
  7.710230062524473e-14, -1.2515054314044601e-14, 2.186848655318998e-15, -1.2998260249809756e-15,
];
/** √x e⁻ˣ I₀(x) from 8 on, as a function of 16/x − 1. */
// prettier-ignore
const I0_FAR: readonly number[] = [
  0.40224520550705467, 0.0033691164782557225, 6.8897583469202e-05, 2.89137052086339e-06, 2.0489185898146713e-07, 2.2666689936470998e-08,
  3.3962320570920106e-09, 4.940602684910884e-10, 1.1889181074427373e-11, -3.1499133806915726e-11, -1.321578029080815e-11, -1.794143515584992e-12,
  7.180423170451215e-13, 3.853121941505656e-13, 1.5430319701348308e-14, -4.1474249888149e-14, -9.524091072338077e-15, 3.842990376781164e-15,
  1.8076976100477997e-15,
];
/** e⁻ˣ I₁(x) / x for x from 0 to 8. */
// prettier-ignore
const I1_NEAR: readonly number[] = [
  0.12629359322181682, -0.17641651835783426, 0.10264365868984734, -0.05294598120809509, 0.024726449030626662, -0.010564084894626133,
  0.004156422944312916, -0.0015135724506311755, 0.0005122859561685407, -0.00016176081582589905, 4.781565107524707e-05, -1.3273163656049942e-05,
  3.4702513079675015e-06, -8.568720263212324e-07, 2.003294750609129e-07, -4.44505910869033e-08, 9.381537411545574e-09, -1.8872496044136297e-09,
  3.6255914907599844e-10, -6.663475057218223e-11, 1.1736262750004183e-11, -1.9840655547761933e-12, 3.2242638497466647e-13, -5.06839328116358e-14,
  7.717375782106042e-15, -1.5791371723452272e-15, 3.7818807841190693e-16, -6.240945077611987e-16,
];
/** √x e⁻ˣ I₁(x) from 8 on. */
// prettier-ignore
const I1_FAR: readonly number[] = [
  0.3892881175091401, -0.009761097491361465, -0.00011058893876262323, -3.8825648088732776e-06, -2.512236237862086e-07, -2.6314688460415304e-08,
  -3.83538038224724e-09, -5.589743379051732e-10, -1.8974952378775107e-11, 3.252603661359e-11, 1.4125810318455733e-11, 2.0356229161674153e-12,
  -7.198481426479123e-13, -4.08356725528529e-13, -2.101178672623762e-14, 4.272984732368613e-14, 1.0427766950649524e-14, -3.809769210901493e-15,
  -1.8834765404925366e-15,
];

function bessel(a: Expr, near: Expr, farTable: readonly number[]): Expr {
  const large = call("max", a, like(a, 8));
  const far = divExpr(chebyshev(farTable, subExpr(divExpr(like(a, 16), large), like(a, 1))), call("sqrt", large));
  // In two factors, so that the power overflows no earlier than the result.
  const half = math.exp(mulExpr(a, like(a, 0.5)));
  const y = mulExpr(half, mulExpr(half, select(lessEqual(a, like(a, 8)), near, far)));
  return select(equal(a, like(a, Infinity)), a, y);
}
const nearArgument = (a: Expr): Expr => subExpr(mulExpr(call("min", a, like(a, 8)), like(a, 0.25)), like(a, 1));

/**
 * Modified Bessel function of order 0: y = I₀(x), even, and 1 at 0.
 *
 * @example
 * i0(tensor([0, 1])).toArray() // [1, 1.2660659]
 */
export const i0: Unary = /* @__PURE__ */ unary("i0", {
  scalar: (x) => {
    const a = call("abs", x);
    return bessel(a, chebyshev(I0_NEAR, nearArgument(a)), I0_FAR);
  },
  lift: "float",
  vjp: (ct, _, x) => mul(ct, i1(x)),
});

/**
 * Modified Bessel function of order 1: y = I₁(x), odd; the derivative of `i0`.
 *
 * @example
 * i1(tensor([0, 1])).toArray() // [0, 0.5651591]
 */
export const i1: Unary = /* @__PURE__ */ unary("i1", {
  scalar: (x) => {
    const a = call("abs", x);
    const y = bessel(a, mulExpr(a, chebyshev(I1_NEAR, nearArgument(a))), I1_FAR);
    return select(call("lt", x, like(x, 0)), negExpr(y), y);
  },
  lift: "float",
  vjp: (ct, y, x) => mul(ct, where(eq(x, 0), 0.5, sub(i0(x), div(y, where(eq(x, 0), 1, x))))),
});
