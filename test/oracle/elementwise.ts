// Parity: arithmetic, rounding, comparisons, bits, special functions and activations, element by element.
import * as n from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";
import type { Family, Recorded, Row } from "./oracle.ts";

type F = (...inputs: Tensor[]) => Tensor | readonly Tensor[];
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A row of `torch`, whose cases are recorded under its own name and some words behind it. */
const row = (name: string, f: F, more: Readonly<Record<string, F>> = {}, rest: Partial<Row> = {}): Row => ({
  torch: `torch.${name}`,
  nabla: camel(name),
  cases: { [name]: f, ...Object.fromEntries(Object.entries(more).map(([words, g]) => [`${name} ${words}`, g])) },
  ...rest,
});
/** The same of `torch.nn.functional`. */
const functional = (name: string, f: F, more: Readonly<Record<string, F>> = {}, rest: Partial<Row> = {}): Row =>
  row(name, f, more, { ...rest, torch: `torch.nn.functional.${name}` });

const unary = (name: string, f: (x: Tensor) => Tensor, more: Readonly<Record<string, F>> = {}, rest: Partial<Row> = {}): Row =>
  row(name, (x) => f(x), { edges: (x) => f(x), ...more }, rest);
const question = (name: string, f: (x: Tensor) => Tensor, rest: Partial<Row> = {}): Row => row(name, (x) => f(x), {}, rest);
const binary = (
  name: string,
  f: (a: Tensor, b: Tensor) => Tensor,
  more: Readonly<Record<string, F>> = {},
  rest: Partial<Row> = {},
): Row => {
  const call: F = (a, b) => f(a, b);
  return row(name, call, { broadcast: call, ...Object.fromEntries(Object.keys(more).map((words) => [words, more[words] ?? call])) }, rest);
};
const plain = (name: string, f: (a: Tensor, b: Tensor) => Tensor, more: Readonly<Record<string, F>> = {}, rest: Partial<Row> = {}): Row =>
  row(name, (a, b) => f(a, b), more, rest);

const answers = (f: (yes: boolean) => boolean) => (record: Recorded): void => {
  for (const which of ["yes", "no"]) if (f(which === "yes") !== record[which]) throw new Error(`${which}: another answer`);
}; // prettier-ignore
const ones = (): Tensor => n.ones([3]);
const both = (f: (a: Tensor, b: Tensor) => Tensor): F => (a, b) => f(a, b); // prettier-ignore
const INTEGERS = "integers divided by 0 give 0 instead of an error";

export const elementwise: Family = {
  name: "elementwise",
  title: "Elementwise functions",
  rows: [
    ...(["abs", "asin", "acos", "atan", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"] as const).map((name) => unary(name, n[name])),
    ...(["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "rsqrt", "reciprocal", "square", "neg"] as const).map((name) => unary(name, n[name])),
    ...(["floor", "ceil", "trunc", "frac", "erf", "erfinv", "sinc", "deg2rad", "rad2deg", "relu"] as const).map((name) => unary(name, n[name])),
    unary("sign", n.sign, {}, { differences: "of NaN it is NaN, not 0" }),
    unary("i0", n.i0, {}, { differences: "of infinity it is infinity, not NaN" }),
    unary("round", n.round, { halves: (x) => n.round(x) }),
    unary("erfc", n.erfc, { far: (x) => n.erfc(x) }),
    unary("lgamma", n.lgamma, { negative: (x) => n.lgamma(x) }),
    unary("digamma", n.digamma, { negative: (x) => n.digamma(x) }),
    question("isnan", n.isNan, { nabla: "isNan" }),
    question("isinf", n.isInf, { nabla: "isInf" }),
    question("isfinite", n.isFinite, { nabla: "isFinite" }),
    question("isposinf", n.isPosInf, { nabla: "isPosInf" }),
    question("isneginf", n.isNegInf, { nabla: "isNegInf" }),
    question("signbit", n.signbit),
    question("logical_not", n.logicalNot),
    question("bitwise_not", n.bitwiseNot),
    row("logit", (x) => n.logit(x), { eps: (x) => n.logit(x, 0.1) }),
    row("nan_to_num", (x) => n.nanToNum(x), { options: (x) => n.nanToNum(x, { nan: 2, posinf: 3, neginf: -4 }) }),
    { torch: "torch.special.polygamma", nabla: "polygamma", differences: "n up to 16", cases: { "special polygamma": (x) => n.polygamma(2, x) } },
    { torch: "torch.special.i1", nabla: "i1", cases: { "special i1": (x) => n.i1(x) } },
    row("detach", (x) => x.mul(n.detach(x))),

    ...(["add", "sub", "mul", "atan2", "hypot", "copysign", "maximum", "minimum", "fmax", "fmin", "logaddexp2"] as const).map((name) => binary(name, n[name], name === "atan2" ? { edges: (a) => n.atan2(n.unsqueeze(a, 1), n.unsqueeze(a, 0)) } : {})),
    binary("div", n.div, {}, { differences: "no roundingMode: floorDivide, or trunc(div(a, b))" }),
    binary("float_power", n.floatPower),
    row("pow", both(n.pow), { broadcast: both(n.pow), integer: (x) => n.pow(x, 3) }),
    row("fmod", both(n.fmod), { broadcast: both(n.fmod), integers: both(n.fmod) }, { differences: INTEGERS }),
    row("remainder", both(n.remainder), { broadcast: both(n.remainder), integers: both(n.remainder) }, { differences: INTEGERS }),
    row("logaddexp", both(n.logaddexp), { broadcast: both(n.logaddexp), edges: both(n.logaddexp) }),
    row("xlogy", both(n.xlogy), { broadcast: both(n.xlogy), zero: both(n.xlogy) }),
    plain("floor_divide", n.floorDivide, { integers: both(n.floorDivide) }, { differences: INTEGERS }),
    ...(["eq", "ne", "lt", "le", "gt", "ge", "heaviside", "gcd", "lcm"] as const).map((name) => plain(name, n[name])),
    plain("logical_and", n.logicalAnd),
    plain("logical_or", n.logicalOr),
    plain("logical_xor", n.logicalXor),
    plain("bitwise_and", n.bitwiseAnd),
    plain("bitwise_or", n.bitwiseOr),
    plain("bitwise_xor", n.bitwiseXor),
    plain("bitwise_left_shift", n.bitwiseLeftShift),
    plain("bitwise_right_shift", n.bitwiseRightShift),
    plain("isclose", (a, b) => n.isClose(a, b), { options: (a, b) => n.isClose(a, b, { rtol: 0.2, equalNan: true }) }, { nabla: "isClose" }),
    { torch: "torch.allclose", nabla: "allClose", checks: { allclose: answers((yes) => n.allClose(ones(), n.add(ones(), yes ? 1e-6 : 0.1))) } },
    { torch: "torch.equal", nabla: "equal", checks: { equal: answers((yes) => n.equal(ones(), yes ? ones() : n.ones([1, 3]))) } },
    { torch: "torch.is_nonzero", nabla: "isNonzero", checks: { is_nonzero: answers((yes) => n.isNonzero(yes ? n.tensor([-1]) : n.tensor(0))) } },

    row("lerp", (a, b, t) => n.lerp(a, b, t)),
    row("addcmul", (x, a, b) => n.addcmul(x, a, b, { value: 0.5 })),
    row("addcdiv", (x, a, b) => n.addcdiv(x, a, b, { value: 0.5 })),
    row("clamp", (x) => n.clamp(x, { min: -1, max: 0.5 }), { tensors: (x, min, max) => n.clamp(x, { min: min, max: max }) }),
    row("where", (c, a, b) => n.where(c, a, b), {}, { differences: "the condition alone: nonzero" }),

    functional("celu", (x) => n.celu(x, 0.7)),
    functional("elu", (x) => n.elu(x, 0.7)),
    functional("hardshrink", (x) => n.hardshrink(x)),
    { torch: "torch.hardshrink", nabla: "hardshrink", testedBy: { file: "graph/samples.special.ts", title: "hardshrink: refusing(" } },
    functional("hardsigmoid", (x) => n.hardsigmoid(x)),
    functional("hardswish", (x) => n.hardswish(x)),
    functional("hardtanh", (x) => n.hardtanh(x, -0.5, 1.5)),
    functional("leaky_relu", (x) => n.leakyRelu(x, 0.2)),
    functional("logsigmoid", (x) => n.logSigmoid(x), {}, { nabla: "logSigmoid" }),
    functional("mish", (x) => n.mish(x)),
    { torch: "torch.nn.functional.relu6", nabla: "relu6", cases: {
      relu6: (x) => n.relu6(x),
      kinks: (x) => [n.hardtanh(x), n.relu6(x), n.hardsigmoid(x), n.hardshrink(x), n.softshrink(x), n.threshold(x, 0.5, 9)],
    } },
    functional("rrelu", (x) => n.rrelu(x)),
    functional("selu", (x) => n.selu(x)),
    functional("softplus", (x) => n.softplus(x, 2), {}, { differences: "no threshold: the formula is exact everywhere" }),
    functional("softshrink", (x) => n.softshrink(x)),
    functional("softsign", (x) => n.softsign(x)),
    functional("tanhshrink", (x) => n.tanhshrink(x)),
    functional("threshold", (x) => n.threshold(x, 0.3, -2)),
    functional("glu", (x) => n.glu(x), { axis: (x) => n.glu(x, 0) }),
    functional("prelu", (x, w) => n.prelu(x, w), { one: (x, w) => n.prelu(x, w) }),
    functional("softmax", (x) => n.softmax(x, 1), {}, { differences: "the axis is the last unless given" }),
    functional("log_softmax", (x) => n.logSoftmax(x, 1), {}, { differences: "the axis is the last unless given" }),
    functional("softmin", (x) => n.softmin(x, 1), {}, { differences: "the axis is the last unless given" }),
    ...["softmax", "log_softmax"].map((name): Row => ({ torch: `torch.${name}`, nabla: camel(name), testedBy: { file: "graph/samples.reductions.ts", title: camel(name) } })),
    { torch: "torch.prelu", nabla: "prelu", testedBy: { file: "graph/samples.special.ts", title: "prelu: {" } },
    functional("normalize", (x) => n.normalize(x), { options: (x) => n.normalize(x, { p: 3, axis: 0 }) }),
    functional("cosine_similarity", (a, b) => n.cosineSimilarity(a, b), { broadcast: (a, b) => n.cosineSimilarity(a, b, { axis: -1 }) }),
    functional("pairwise_distance", (a, b) => n.pairwiseDistance(a, b), { options: (a, b) => n.pairwiseDistance(a, b, { p: 3, keepDims: true }) }),
    { torch: "torch.cdist", nabla: "cdist", cases: Object.fromEntries([["0.0", 0], ["1.0", 1], ["2.0", 2], ["3.5", 3.5], ["inf", Infinity]].map(([name, p]) => [`cdist ${name}`, (a, b) => n.cdist(a, b, { p: p as number })])) },
    { torch: "torch.nn.functional.pdist", nabla: "pdist", cases: Object.fromEntries([["0.0", 0], ["1.0", 1], ["2.0", 2], ["3.5", 3.5], ["inf", Infinity]].map(([name, p]) => [`pdist ${name}`, (x) => n.pdist(x, { p: p as number })])) },
    row("dist", (a, b) => n.dist(a, b, { p: 3 })),
  ],
}; // prettier-ignore
