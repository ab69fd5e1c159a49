// Samples of the elementwise ops beyond the everyday ones. Expected values come from series, sums and searches of their own.
import * as ops from "../../src/graph/ops/index.ts";
import { at, bools, build, each, floats, integers, randomly, wrong, type OpName, type Plain, type Sample } from "./sample.ts";
import { binary, unary } from "./samples.elementwise.ts";

const inf = Infinity;
const positive = { low: 0.2, high: 3 };
const u8 = (values: readonly number[]) => ({ values, shape: [values.length], dtype: "u8" as const });

/** Simpson's rule. */
const integral = (f: (t: number) => number, x: number): number => {
  const steps = 1000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * f((x * i) / steps);
  return (sum * x) / steps / 3;
};
const erf = (x: number): number => (2 / Math.sqrt(Math.PI)) * integral((t) => Math.exp(-t * t), x);
const erfinv = (x: number): number => {
  let [low, high] = [-3, 3];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (erf(middle) < x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
/** Stirling's series far out, brought back by Γ(x + 1) = x Γ(x). */
const lgamma = (x: number): number => {
  let y = x;
  let shift = 0;
  for (; y < 30; y++) shift += Math.log(Math.abs(y));
  return (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5) - shift;
};
const digamma = (x: number): number => {
  let y = x;
  let shift = 0;
  for (; y < 30; y++) shift += 1 / y;
  return Math.log(y) - 1 / (2 * y) - 1 / (12 * y ** 2) + 1 / (120 * y ** 4) - 1 / (252 * y ** 6) - shift;
};
const trigamma = (x: number): number => {
  let y = x;
  let shift = 0;
  for (; y < 30; y++) shift += 1 / y ** 2;
  return 1 / y + 1 / (2 * y ** 2) + 1 / (6 * y ** 3) - 1 / (30 * y ** 5) + 1 / (42 * y ** 7) + shift;
};
const bessel = (order: number) => (x: number): number => {
  let sum = 0;
  let term = (x / 2) ** order;
  for (let k = 1; k < 60; k++) {
    sum += term;
    term *= (x / 2) ** 2 / (k * (k + order));
  }
  return sum;
}; // prettier-ignore
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** The sample with refusals of its own added. */
const refusing = (sample: Sample, ...errors: readonly (readonly [() => unknown, string])[]): Sample => ({
  ...sample,
  errors: [...(sample.errors ?? []), ...errors],
});

const integersOnly = (name: OpName, call: (a: number) => unknown, rule: string): readonly (readonly [() => unknown, string])[] => [
  [() => call(1.5), `${name}: operands must be ${rule}, is f32`],
];
const halves = (x: Plain): Plain =>
  build([x.shape[0]!, x.shape[1]! / 2], (i, j) => at(x, [i, j]) * sigmoid(at(x, [i, j + x.shape[1]! / 2])));

export const special = {
  atan2: binary("atan2", ops.atan2, Math.atan2, { edges: [[0, 1, 0], [0, -1, Math.PI], [-0, -1, -Math.PI], [1, 0, Math.PI / 2], [-1, 0, -Math.PI / 2], [0, 0, 0], [inf, inf, Math.PI / 4], [-inf, -inf, -0.75 * Math.PI], [1, -inf, Math.PI], [NaN, 1, NaN]], ofIntegers: { dtype: "f32", gives: [Math.atan2(7, 2), Math.atan2(-7, 3)] } }),
  hypot: binary("hypot", ops.hypot, Math.hypot, { edges: [[3, 4, 5], [0, 0, 0], [inf, 1, inf], [2 ** 100, 2 ** 100, Math.SQRT2 * 2 ** 100], [NaN, 1, NaN]], ofIntegers: { dtype: "f32", gives: [Math.hypot(7, 2), Math.hypot(7, 3)] } }),
  asinh: unary("asinh", ops.asinh, Math.asinh, { edges: [[0, 0], [1e-6, 1e-6], [1e30, Math.asinh(1e30)], [inf, inf], [-inf, -inf]] }),
  acosh: unary("acosh", ops.acosh, Math.acosh, { low: 1.2, high: 3, edges: [[1, 0], [0.5, NaN], [1e30, Math.acosh(1e30)], [inf, inf]] }),
  atanh: unary("atanh", ops.atanh, Math.atanh, { low: -0.9, high: 0.9, edges: [[0, 0], [1, inf], [-1, -inf], [2, NaN], [1e-6, 1e-6]] }),
  deg2rad: unary("deg2rad", ops.deg2rad, (x) => (x / 180) * Math.PI),
  rad2deg: unary("rad2deg", ops.rad2deg, (x) => (x / Math.PI) * 180),
  sinc: unary("sinc", ops.sinc, (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)), { low: 0.1, edges: [[0, 1], [0.5, 2 / Math.PI]] }),

  copysign: binary("copysign", ops.copysign, (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)), { edges: [[1, -0, -1], [-1, 0, 1], [NaN, 1, NaN], [inf, -1, -inf]], ofIntegers: { dtype: "f32", gives: [7, 7] } }),
  sgn: unary("sgn", ops.sgn, Math.sign, { integers: true, edges: [[0, 0], [-inf, -1]] }),
  signbit: unary("signbit", ops.signbit, (x) => +(x < 0), { flat: true, dtype: "bool", edges: [[-0, 1], [0, 0], [-inf, 1], [inf, 0], [NaN, 0]] }),
  fmod: binary("fmod", ops.fmod, (a, b) => a % b, { a: [2.1, 2.4], b: [1.1, 1.9], edges: [[7, -2, 1], [-7, 2, -1], [1, 0, NaN], [5, inf, 5], [inf, inf, NaN]], ofIntegers: { dtype: "i32", gives: [1, -1] } }),
  frac: unary("frac", ops.frac, (x) => x % 1, { low: 0.1, high: 0.9, integers: true, edges: [[-1.25, -0.25], [2, 0]] }),
  fmax: binary("fmax", ops.fmax, Math.max, { edges: [[1, NaN, 1], [NaN, 1, 1], [NaN, NaN, NaN], [inf, -inf, inf]], ofIntegers: { dtype: "i32", gives: [7, 3] } }),
  fmin: binary("fmin", ops.fmin, Math.min, { edges: [[1, NaN, 1], [NaN, 1, 1], [NaN, NaN, NaN], [inf, -inf, -inf]], ofIntegers: { dtype: "i32", gives: [2, -7] } }),
  nanToNum: {
    cases: [
      { call: (x) => ops.nanToNum(x, { nan: 7, posinf: 8, neginf: 9 }), inputs: [[1, NaN, inf, -inf]], gives: [1, 7, 8, 9], smooth: false },
      { call: (x) => ops.nanToNum(x), inputs: [[NaN, inf]], gives: [0, 3.4028234663852886e38], smooth: false },
      { call: (x) => ops.nanToNum(x), inputs: [[1, -2]], gives: [1, -2] },
      { call: (x) => ops.nanToNum(x), inputs: [integers([1, 2])], gives: [1, 2], dtype: "i32" },
    ],
    errors: [[() => ops.nanToNum(wrong(1)), "nanToNum: expected a tensor, got 1"]],
  },
  floatPower: { cases: [{ call: (a) => ops.floatPower(a, 2), inputs: [[2, 0.5]], gives: [4, 0.25], dtype: "f64" }, { call: (a, b) => ops.floatPower(a, b), inputs: [integers([2, 3]), integers([-1, 3])], gives: [0.5, 27], dtype: "f64" }] },
  gcd: { cases: [{ call: (a, b) => ops.gcd(a, b), inputs: [integers([12, -12, 0, 7, 1836311903]), integers([18, 18, 5, 0, 1134903170])], gives: each(gcd), dtype: "i32" }], errors: integersOnly("gcd", (x) => ops.gcd(ops.tensor(x), 2), "i32 or u8") },
  lcm: { cases: [{ call: (a, b) => ops.lcm(a, b), inputs: [integers([4, -4, 0, 7]), integers([6, 6, 5, 0])], gives: [12, 12, 0, 0], dtype: "i32" }], errors: integersOnly("lcm", (x) => ops.lcm(ops.tensor(x), 2), "i32 or u8") },

  exp2: unary("exp2", ops.exp2, (x) => 2 ** x, { edges: [[3, 8], [-inf, 0], [inf, inf]] }),
  cbrt: unary("cbrt", ops.cbrt, Math.cbrt, { ...positive, edges: [[27, 3], [-8, -2], [0, 0], [inf, inf]] }),
  logaddexp: binary("logaddexp", ops.logaddexp, (a, b) => Math.log(Math.exp(a) + Math.exp(b)), { edges: [[1000, 0, 1000], [-inf, -inf, -inf], [inf, inf, inf], [-inf, 3, 3], [NaN, 1, NaN]], ofIntegers: { dtype: "f32", gives: [Math.log(Math.exp(7) + Math.exp(2)), Math.log(Math.exp(-7) + Math.exp(3))] } }),
  logaddexp2: binary("logaddexp2", ops.logaddexp2, (a, b) => Math.log2(2 ** a + 2 ** b), { edges: [[1000, 0, 1000], [-inf, -inf, -inf], [3, 3, 4]], ofIntegers: { dtype: "f32", gives: [Math.log2(132), Math.log2(8 + 1 / 128)] } }),
  xlogy: binary("xlogy", ops.xlogy, (a, b) => a * Math.log(b), { b: [0.3, 2], edges: [[0, 0, 0], [0, -1, 0], [1, 0, -inf], [0, NaN, NaN], [0, inf, 0]], ofIntegers: { dtype: "f32", gives: [7 * Math.log(2), -7 * Math.log(3)] } }),
  logit: {
    cases: [
      { call: (x) => ops.logit(x), inputs: [[0.2, 0.5, 0.9]], gives: each((x) => Math.log(x / (1 - x))) },
      { call: (x) => ops.logit(x, 0.1), inputs: [[0, 0.5, 0.95]], gives: [-Math.log(9), 0, Math.log(9)] },
      { call: (x) => ops.logit(x), inputs: [[0, 1, 2]], gives: [-inf, inf, NaN], smooth: false },
    ],
    errors: [[() => ops.logit(ops.ones([1]), 0.7), "logit: eps must be a number from 0 to 0.5, got 0.7"]],
  },
  addcmul: {
    cases: [
      { call: (x, a, b) => ops.addcmul(x, a, b, { value: 0.5 }), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2), randomly([2, 1], -1, 1, 3)], gives: each((x, a, b) => x + 0.5 * a * b) },
      { call: (x, a) => ops.addcmul(x, a, 2), inputs: [integers([1, 2]), integers([3, 4])], gives: [7, 10], dtype: "i32" },
    ],
    errors: [[() => ops.addcmul(ops.ones([1]), 1, 1, { value: NaN }), "addcmul: value must be a number, got NaN"]],
  },
  addcdiv: {
    cases: [{ call: (x, a, b) => ops.addcdiv(x, a, b, { value: 0.5 }), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2), randomly([2, 1], 1, 2, 3)], gives: each((x, a, b) => x + (0.5 * a) / b) }],
    errors: [[() => ops.addcdiv(ops.ones([1]), 1, 1, { value: NaN }), "addcdiv: value must be a number, got NaN"]],
  },

  bitwiseAnd: { cases: [{ call: (a, b) => ops.bitwiseAnd(a, b), inputs: [integers([12, -1, 5]), integers([10, 7, 2])], gives: [8, 7, 0], dtype: "i32" }, { call: (a) => ops.bitwiseAnd(a, 6), inputs: [u8([255, 9])], gives: [6, 0], dtype: "u8" }, { call: (a, b) => ops.bitwiseAnd(a, b), inputs: [bools([1, 1]), bools([1, 0])], gives: [true, false], dtype: "bool" }], errors: integersOnly("bitwiseAnd", (x) => ops.bitwiseAnd(ops.tensor(x), 2), "i32, u8 or bool") },
  bitwiseOr: { cases: [{ call: (a, b) => ops.bitwiseOr(a, b), inputs: [integers([12, -8]), integers([10, 7])], gives: [14, -1], dtype: "i32" }, { call: (a) => ops.bitwiseOr(a, 6), inputs: [u8([128, 9])], gives: [134, 15], dtype: "u8" }], errors: integersOnly("bitwiseOr", (x) => ops.bitwiseOr(ops.tensor(x), 2), "i32, u8 or bool") },
  bitwiseXor: { cases: [{ call: (a, b) => ops.bitwiseXor(a, b), inputs: [integers([12, -1]), integers([10, 7])], gives: [6, -8], dtype: "i32" }, { call: (a, b) => ops.bitwiseXor(a, b), inputs: [bools([1, 1]), bools([1, 0])], gives: [false, true], dtype: "bool" }], errors: integersOnly("bitwiseXor", (x) => ops.bitwiseXor(ops.tensor(x), 2), "i32, u8 or bool") },
  bitwiseNot: { cases: [{ call: (x) => ops.bitwiseNot(x), inputs: [integers([0, 5, -1])], gives: [-1, -6, 0], dtype: "i32" }, { call: (x) => ops.bitwiseNot(x), inputs: [u8([0, 5])], gives: [255, 250], dtype: "u8" }, { call: (x) => ops.bitwiseNot(x), inputs: [bools([0, 1])], gives: [true, false], dtype: "bool" }], errors: [[() => ops.bitwiseNot(ops.ones([1])), "bitwiseNot: x must be i32, u8 or bool, is f32"]] },
  bitwiseLeftShift: { cases: [{ call: (a, b) => ops.bitwiseLeftShift(a, b), inputs: [integers([1, -3, 1, 1]), integers([4, 2, 31, 32])], gives: [16, -12, -2147483648, 0], dtype: "i32" }, { call: (a) => ops.bitwiseLeftShift(a, 7), inputs: [u8([3])], gives: [128], dtype: "u8" }], errors: integersOnly("bitwiseLeftShift", (x) => ops.bitwiseLeftShift(ops.tensor(x), 2), "i32 or u8") },
  bitwiseRightShift: { cases: [{ call: (a, b) => ops.bitwiseRightShift(a, b), inputs: [integers([16, -12, -1, 7]), integers([4, 2, 40, 99])], gives: [1, -3, -1, 0], dtype: "i32" }, { call: (a) => ops.bitwiseRightShift(a, 1), inputs: [u8([255])], gives: [127], dtype: "u8" }], errors: integersOnly("bitwiseRightShift", (x) => ops.bitwiseRightShift(ops.tensor(x), 2), "i32 or u8") },

  erfc: unary("erfc", ops.erfc, (x) => 1 - erf(x), { edges: [[inf, 0], [-inf, 2], [0, 1], [NaN, NaN]] }),
  erfinv: unary("erfinv", ops.erfinv, erfinv, { low: -0.95, high: 0.95, edges: [[0, 0], [1, inf], [-1, -inf], [2, NaN], [NaN, NaN]], tolerance: 1e-5 }),
  lgamma: unary("lgamma", ops.lgamma, lgamma, { low: 0.3, high: 4, edges: [[1, 0], [2, 0], [0, inf], [-1, inf], [-1.5, lgamma(-1.5)], [inf, inf], [NaN, NaN]] }),
  digamma: unary("digamma", ops.digamma, digamma, { low: 0.3, high: 4, edges: [[0, -inf], [-1, NaN], [-1.5, digamma(-1.5)], [inf, inf]] }),
  polygamma: {
    cases: [
      { call: (x) => ops.polygamma(1, x), inputs: [floats([0.4, 1, 2.5, 20])], gives: each(trigamma), tolerance: 1e-5 },
      { call: (x) => ops.polygamma(1, x), inputs: [[-1.5]], gives: each(trigamma), smooth: false },
      { call: (x) => ops.polygamma(2, x), inputs: [[1, 3]], gives: [-2.4041138063191886, -0.15411380631918858] },
      { call: (x) => ops.polygamma(0, x), inputs: [[2]], gives: each(digamma) },
    ],
    errors: [[() => ops.polygamma(17, ops.ones([1])), "polygamma: n must be at most 16, got 17"], [() => ops.polygamma(-1, ops.ones([1])), "polygamma: n must be an integer ≥ 0, got -1"]],
  },
  i0: unary("i0", ops.i0, bessel(0), { low: -12, high: 12, tolerance: 1e-5, edges: [[0, 1], [inf, inf], [-inf, inf], [NaN, NaN]] }),
  i1: unary("i1", ops.i1, bessel(1), { low: 0.5, high: 12, tolerance: 1e-5, edges: [[0, 0], [-2, -bessel(1)(2)], [inf, inf], [-inf, -inf]] }),

  isPosInf: unary("isPosInf", ops.isPosInf, (x) => +(x === inf), { flat: true, dtype: "bool", edges: [[inf, 1], [-inf, 0], [NaN, 0]] }),
  isNegInf: unary("isNegInf", ops.isNegInf, (x) => +(x === -inf), { flat: true, dtype: "bool", edges: [[inf, 0], [-inf, 1], [NaN, 0]] }),
  isClose: {
    cases: [
      { call: (a, b) => ops.isClose(a, b), inputs: [[1, 1, inf, inf, NaN], [1.000005, 1.01, inf, -inf, NaN]], gives: [true, false, true, false, false], dtype: "bool" },
      { call: (a, b) => ops.isClose(a, b, { rtol: 0, atol: 0.1, equalNan: true }), inputs: [[1, 1, NaN, 1], [1.05, 1.2, NaN, NaN]], gives: [true, false, true, false], dtype: "bool" },
      { call: (a) => ops.isClose(a, 3), inputs: [integers([3, 4])], gives: [true, false], dtype: "bool" },
    ],
    errors: [[() => ops.isClose(1, 2, { rtol: NaN }), "isClose: rtol must be a number ≥ 0, got NaN"], [() => ops.isClose(1, 2, { atol: -1 }), "isClose: atol must be a number ≥ 0, got -1"]],
  },

  hardtanh: refusing(unary("hardtanh", (x) => ops.hardtanh(x, -0.5, 0.75), (x) => Math.min(0.75, Math.max(-0.5, x)), { edges: [[-0.5, -0.5], [inf, 0.75], [NaN, NaN]] }), [() => ops.hardtanh(ops.ones([1]), 1, 0), "hardtanh: [min, max] must be two numbers in ascending order, got [1, 0]"]),
  relu6: unary("relu6", ops.relu6, (x) => Math.min(6, Math.max(0, x)), { high: 9, edges: [[0, 0], [6, 6], [inf, 6], [NaN, NaN]] }),
  hardsigmoid: unary("hardsigmoid", ops.hardsigmoid, (x) => Math.min(6, Math.max(0, x + 3)) / 6, { low: -5, high: 5, edges: [[-3, 0], [3, 1], [NaN, NaN]] }),
  hardswish: unary("hardswish", ops.hardswish, (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6, { low: -5, high: 5, edges: [[-3, 0], [3, 3], [NaN, NaN], [inf, inf]] }),
  hardshrink: refusing(unary("hardshrink", (x) => ops.hardshrink(x, 0.25), (x) => (Math.abs(x) > 0.25 ? x : 0), { edges: [[0.25, 0], [-0.25, 0], [inf, inf], [NaN, NaN]] }), [() => ops.hardshrink(ops.ones([1]), NaN), "hardshrink: lambda must be a number, got NaN"]),
  softshrink: refusing(unary("softshrink", (x) => ops.softshrink(x, 0.25), (x) => Math.sign(x) * Math.max(0, Math.abs(x) - 0.25), { edges: [[0.25, 0], [1, 0.75], [NaN, NaN]] }), [() => ops.softshrink(ops.ones([1]), -1), "softshrink: lambda must be a number ≥ 0, got -1"]),
  tanhshrink: unary("tanhshrink", ops.tanhshrink, (x) => x - Math.tanh(x), { edges: [[0, 0], [100, 99]] }),
  threshold: refusing(unary("threshold", (x) => ops.threshold(x, 0.1, 20), (x) => (x > 0.1 ? x : 20), { edges: [[0.05, 20], [1, 1], [NaN, NaN]] }), [() => ops.threshold(ops.ones([1]), NaN, 0), "threshold: threshold must be a number, got NaN"]),
  celu: refusing(unary("celu", (x) => ops.celu(x, 0.5), (x) => (x > 0 ? x : 0.5 * Math.expm1(x / 0.5)), { edges: [[0, 0], [-inf, -0.5], [1000, 1000], [NaN, NaN]] }), [() => ops.celu(ops.ones([1]), 0), "celu: alpha must be a number other than 0, got 0"]),
  selu: unary("selu", ops.selu, (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), { edges: [[0, 0], [1000, 1050.7009873554805], [NaN, NaN]] }),
  mish: unary("mish", ops.mish, (x) => x * Math.tanh(softplus(x)), { edges: [[0, 0], [1000, 1000], [-1000, 0]] }),
  softsign: unary("softsign", ops.softsign, (x) => x / (1 + Math.abs(x)), { edges: [[0, 0], [-3, -0.75]] }),
  softmin: { cases: [{ call: (x) => ops.softmin(x), inputs: [randomly([2, 3])], gives: (x) => build([2, 3], (i, j) => Math.exp(-at(x, [i, j])) / [0, 1, 2].reduce((sum, k) => sum + Math.exp(-at(x, [i, k])), 0)) }, { call: (x) => ops.softmin(x, 0), inputs: [[[0], [1000]]], gives: [[1], [0]] }] },
  prelu: {
    cases: [
      { call: (x, w) => ops.prelu(x, w), inputs: [randomly([2, 3, 2]), floats([0.1, 0.2, 0.3])], gives: (x, w) => build([2, 3, 2], (...i) => at(x, i) * (at(x, i) > 0 ? 1 : at(w, [i[1]!]))) },
      { call: (x, w) => ops.prelu(x, w), inputs: [randomly([5]), floats([0.25])], gives: (x) => each((v) => (v > 0 ? v : v / 4))(x) },
    ],
    errors: [[() => ops.prelu(ops.ones([2, 3]), ops.ones([2])), "prelu: x is [2, 3], weight is [2]; weight must be [1], or have one slope for each channel (axis 1 of x)"], [() => ops.prelu(ops.ones([1]), ops.ones([1], { dtype: "i32" })), "prelu: weight must be f32 or f64, is i32"]],
  },
  glu: {
    cases: [{ call: (x) => ops.glu(x), inputs: [randomly([3, 4])], gives: halves }, { call: (x) => ops.glu(x, 0), inputs: [[0, 2, 0, 0]], gives: [0, 1] }],
    errors: [[() => ops.glu(ops.ones([2, 3])), "glu: x is [2, 3]; axis 1 must have an even size"]],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
