// Samples of ops that compute element by element.
import * as ops from "../../src/graph/ops/index.ts";
import type { Operand } from "../../src/graph/define.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { bools, each, floats, integers, numbers, plain, randomly, wrong, type OpName, type Sample } from "./sample.ts";

export interface UnaryRow {
  readonly low?: number;
  readonly high?: number;
  /** Pairs of an argument, at a kink or beyond, and its value. */
  readonly edges?: readonly (readonly [number, number])[];
  /** Has a step somewhere in the range: no derivative to check. */
  readonly flat?: boolean;
  /** Integers stay integers. */
  readonly integers?: boolean;
  readonly dtype?: "bool";
  readonly tolerance?: number;
}
/** Rows of an op of one tensor. */
export function unary(name: OpName, call: (x: Tensor) => Tensor, f: (x: number) => number, row: UnaryRow = {}): Sample {
  const { low = -2, high = 2, edges = [], flat = false, tolerance } = row;
  const common = { call, gives: each(f), ...(tolerance !== undefined && { tolerance }), ...(flat && { smooth: false }) };
  const whole = [Math.ceil(Math.max(low, -2) + 0.01), Math.floor(high - 0.01)];
  return {
    cases: [
      { ...common, name: "odd size", inputs: [floats(numbers(7, low, high, 3))] },
      { ...common, name: "three axes", inputs: [randomly([2, 3, 1], low, high, 4)] },
      { ...common, name: "scalar", inputs: [floats(numbers(1, low, high, 5), [])] },
      { ...common, name: "nothing", inputs: [floats([], [2, 0])], gives: plain([2, 0], []) },
      { ...common, name: "integers", inputs: [integers(whole)], dtype: row.dtype ?? (row.integers ? "i32" : "f32") },
      { ...common, name: "edges", inputs: [floats(edges.map(([x]) => x))], gives: edges.map(([, y]) => y), smooth: false },
    ],
    errors: [[() => call(wrong("text")), `${name}: expected a tensor, got "text"`]],
  };
}

/** The same, and one more call that must fail. */
const refusing = (error: readonly [() => unknown, string], ...given: Parameters<typeof unary>): Sample => {
  const sample = unary(...given);
  return { ...sample, errors: [...sample.errors!, error] };
};

export interface BinaryRow {
  readonly a?: readonly [number, number];
  readonly b?: readonly [number, number];
  readonly edges?: readonly (readonly [number, number, number])[];
  readonly flat?: boolean;
  readonly dtype?: "bool";
  /** What two i32 give: their values [7, −7] and [2, 3]. */
  readonly ofIntegers: { readonly dtype: "i32" | "f32" | "bool"; readonly gives: readonly number[] };
}
/** Rows of an op of two operands. */
export function binary(
  name: OpName,
  call: (a: Operand, b: Operand) => Tensor,
  f: (a: number, b: number) => number,
  row: BinaryRow,
): Sample {
  const { a = [-2, 2], b = [-2, 2], edges = [], flat = false } = row;
  const common = { call, gives: each(f), ...(flat && { smooth: false }), ...(row.dtype && { dtype: row.dtype }) };
  return {
    cases: [
      { ...common, name: "same shape", inputs: [floats(numbers(5, ...a, 3)), floats(numbers(5, ...b, 4))] },
      { ...common, name: "broadcast", inputs: [randomly([2, 1, 3], ...a, 5), randomly([4, 1], ...b, 6)] },
      { ...common, name: "scalar", inputs: [floats(numbers(1, ...a, 7), []), randomly([3], ...b, 8)] },
      { ...common, name: "number right", call: (x) => call(x, 2), gives: each((x) => f(x, 2)), inputs: [randomly([3], ...a, 9)] },
      { ...common, name: "number left", call: (x) => call(1.5, x), gives: each((x) => f(1.5, x)), inputs: [randomly([3], ...b, 10)] },
      { ...common, name: "nothing", inputs: [floats([], [0, 3]), floats([1, 1, 1])], gives: plain([0, 3], []) },
      { ...common, name: "integers", inputs: [integers([7, -7]), integers([2, 3])], ...row.ofIntegers, smooth: false },
      { ...common, name: "edges", inputs: [floats(edges.map((e) => e[0])), floats(edges.map((e) => e[1]))], gives: edges.map((e) => e[2]), smooth: false },
    ],
    errors: [
      [() => call(ops.ones([2, 3]), ops.ones([2])), `${name}: cannot broadcast [2, 3] with [2]; aligned at the last axis, sizes must be equal or 1, and axis 1 of the result has neither`],
      [() => call(ops.ones([2]), wrong(null)), `${name}: expected a tensor or a number, got null`],
    ],
  }; // prettier-ignore
}

const floorMod = (a: number, b: number): number => a - Math.floor(a / b) * b;
const positive = { low: 0.2, high: 3 };
const compares = (gives: readonly number[]) => ({ flat: true, dtype: "bool", ofIntegers: { dtype: "bool", gives } }) as const;
const erf = (x: number): number => {
  // Simpson's rule: slow, and independent of the library's series.
  const steps = 2000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-(((x * i) / steps) ** 2));
  return (2 / Math.sqrt(Math.PI)) * ((sum * x) / steps / 3);
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
const roundEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
const inf = Infinity;

export const elementwise = {
  add: binary("add", ops.add, (a, b) => a + b, { edges: [[inf, 1, inf], [inf, -inf, NaN], [NaN, 1, NaN]], ofIntegers: { dtype: "i32", gives: [9, -4] } }),
  sub: binary("sub", ops.sub, (a, b) => a - b, { edges: [[inf, inf, NaN]], ofIntegers: { dtype: "i32", gives: [5, -10] } }),
  mul: binary("mul", ops.mul, (a, b) => a * b, { edges: [[inf, 0, NaN], [-2, inf, -inf]], ofIntegers: { dtype: "i32", gives: [14, -21] } }),
  div: binary("div", ops.div, (a, b) => a / b, { b: [0.5, 2], edges: [[1, 0, inf], [-1, 0, -inf], [0, 0, NaN]], ofIntegers: { dtype: "f32", gives: [3.5, -7 / 3] } }),
  floorDivide: binary("floorDivide", ops.floorDivide, (a, b) => Math.floor(a / b), { b: [0.5, 2], flat: true, edges: [[7, -2, -4], [-7, 2, -4], [1, 0, inf]], ofIntegers: { dtype: "i32", gives: [3, -3] } }),
  remainder: binary("remainder", ops.remainder, floorMod, { a: [2.1, 2.4], b: [1.1, 1.9], edges: [[7, -2, -1], [-7, 2, 1], [1, 0, NaN]], ofIntegers: { dtype: "i32", gives: [1, 2] } }),
  maximum: binary("maximum", ops.maximum, Math.max, { edges: [[1, NaN, NaN], [NaN, 1, NaN], [inf, -inf, inf]], ofIntegers: { dtype: "i32", gives: [7, 3] } }),
  minimum: binary("minimum", ops.minimum, Math.min, { edges: [[1, NaN, NaN], [NaN, 1, NaN], [inf, -inf, -inf]], ofIntegers: { dtype: "i32", gives: [2, -7] } }),
  pow: binary("pow", ops.pow, (a, b) => a ** b, { a: [0.3, 2], edges: [[0, 0, 1], [0, -1, inf], [-2, 3, -8], [-2, 0.5, NaN], [NaN, 0, 1], [2, inf, inf]], ofIntegers: { dtype: "f32", gives: [49, -343] } }),
  eq: binary("eq", ops.eq, (a, b) => +(a === b), { ...compares([0, 0]), edges: [[1, 1, 1], [NaN, NaN, 0], [0, -0, 1]] }),
  ne: binary("ne", ops.ne, (a, b) => +(a !== b), { ...compares([1, 1]), edges: [[1, 1, 0], [NaN, NaN, 1]] }),
  lt: binary("lt", ops.lt, (a, b) => +(a < b), { ...compares([0, 1]), edges: [[1, 1, 0], [NaN, 1, 0], [1, inf, 1]] }),
  le: binary("le", ops.le, (a, b) => +(a <= b), { ...compares([0, 1]), edges: [[1, 1, 1], [NaN, 1, 0]] }),
  gt: binary("gt", ops.gt, (a, b) => +(a > b), { ...compares([1, 0]), edges: [[1, 1, 0], [NaN, 1, 0]] }),
  ge: binary("ge", ops.ge, (a, b) => +(a >= b), { ...compares([1, 0]), edges: [[1, 1, 1], [NaN, 1, 0]] }),
  logicalAnd: binary("logicalAnd", ops.logicalAnd, (a, b) => +(a !== 0 && b !== 0), { ...compares([1, 1]), edges: [[0, 0, 0], [0, 1, 0], [2, 3, 1], [NaN, 1, 1]] }),
  logicalOr: binary("logicalOr", ops.logicalOr, (a, b) => +(a !== 0 || b !== 0), { ...compares([1, 1]), edges: [[0, 0, 0], [0, 1, 1], [2, 3, 1]] }),
  logicalXor: binary("logicalXor", ops.logicalXor, (a, b) => +((a !== 0) !== (b !== 0)), { ...compares([0, 0]), edges: [[0, 0, 0], [0, 1, 1], [2, 3, 0]] }),

  neg: unary("neg", ops.neg, (x) => -x, { integers: true, edges: [[inf, -inf], [NaN, NaN]] }),
  abs: unary("abs", ops.abs, Math.abs, { integers: true, edges: [[-inf, inf], [0, 0]] }),
  sign: unary("sign", ops.sign, Math.sign, { integers: true, edges: [[-inf, -1], [0, 0], [NaN, NaN]] }),
  square: unary("square", ops.square, (x) => x * x, { integers: true, edges: [[-inf, inf]] }),
  reciprocal: unary("reciprocal", ops.reciprocal, (x) => 1 / x, { ...positive, edges: [[0, inf], [inf, 0]] }),
  sqrt: unary("sqrt", ops.sqrt, Math.sqrt, { ...positive, edges: [[0, 0], [-1, NaN], [inf, inf]] }),
  rsqrt: unary("rsqrt", ops.rsqrt, (x) => 1 / Math.sqrt(x), { ...positive, edges: [[0, inf], [-1, NaN], [inf, 0]] }),
  exp: unary("exp", ops.exp, Math.exp, { edges: [[-inf, 0], [inf, inf], [NaN, NaN], [0, 1]] }),
  expm1: unary("expm1", ops.expm1, Math.expm1, { edges: [[-inf, -1], [inf, inf], [0, 0]] }),
  log: unary("log", ops.log, Math.log, { ...positive, edges: [[0, -inf], [-1, NaN], [1, 0], [inf, inf]] }),
  log1p: unary("log1p", ops.log1p, Math.log1p, { ...positive, edges: [[-1, -inf], [-2, NaN], [0, 0], [inf, inf]] }),
  log2: unary("log2", ops.log2, Math.log2, { ...positive, edges: [[0, -inf], [8, 3]] }),
  log10: unary("log10", ops.log10, Math.log10, { ...positive, edges: [[0, -inf], [1000, 3]] }),
  sin: unary("sin", ops.sin, Math.sin, { edges: [[0, 0], [inf, NaN]] }),
  cos: unary("cos", ops.cos, Math.cos, { edges: [[0, 1], [inf, NaN]] }),
  tan: unary("tan", ops.tan, Math.tan, { low: -1.3, high: 1.3, edges: [[0, 0], [inf, NaN]] }),
  asin: unary("asin", ops.asin, Math.asin, { low: -0.9, high: 0.9, edges: [[0, 0], [1, Math.PI / 2], [-1, -Math.PI / 2], [2, NaN]] }),
  acos: unary("acos", ops.acos, Math.acos, { low: -0.9, high: 0.9, edges: [[1, 0], [-1, Math.PI], [2, NaN]] }),
  atan: unary("atan", ops.atan, Math.atan, { edges: [[inf, Math.PI / 2], [-inf, -Math.PI / 2], [0, 0]] }),
  sinh: unary("sinh", ops.sinh, Math.sinh, { edges: [[inf, inf], [-inf, -inf], [1e-6, 1e-6]] }),
  cosh: unary("cosh", ops.cosh, Math.cosh, { edges: [[inf, inf], [-inf, inf], [0, 1]] }),
  tanh: unary("tanh", ops.tanh, Math.tanh, { edges: [[inf, 1], [-inf, -1], [NaN, NaN]] }),
  erf: unary("erf", ops.erf, erf, { edges: [[inf, 1], [-inf, -1], [0, 0], [NaN, NaN]] }),
  sigmoid: unary("sigmoid", ops.sigmoid, sigmoid, { edges: [[inf, 1], [-inf, 0], [-1000, 0], [1000, 1]] }),
  logSigmoid: unary("logSigmoid", ops.logSigmoid, (x) => -softplus(-x), { edges: [[1000, 0], [-1000, -1000], [inf, 0], [-inf, -inf]] }),
  relu: unary("relu", ops.relu, (x) => Math.max(x, 0), { edges: [[0, 0], [-inf, 0], [inf, inf], [NaN, NaN]] }),
  leakyRelu: refusing([() => ops.leakyRelu(ops.ones([1]), NaN), "leakyRelu: slope must be a number, got NaN"], "leakyRelu", (x) => ops.leakyRelu(x, 0.25), (x) => (x > 0 ? x : x / 4), { edges: [[0, 0], [-inf, -inf], [NaN, NaN]] }),
  elu: refusing([() => ops.elu(ops.ones([1]), NaN), "elu: alpha must be a number, got NaN"], "elu", (x) => ops.elu(x, 0.5), (x) => (x > 0 ? x : 0.5 * Math.expm1(x)), { edges: [[0, 0], [-inf, -0.5], [1000, 1000], [NaN, NaN]] }),
  gelu: join(
    unary("gelu", (x) => ops.gelu(x), (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)), { edges: [[0, 0], [100, 100], [-100, 0]] }),
    unary("gelu", (x) => ops.gelu(x, { approximate: "tanh" }), (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), { edges: [[0, 0], [100, 100], [-100, 0]] }),
  ),
  silu: unary("silu", ops.silu, (x) => x * sigmoid(x), { edges: [[0, 0], [1000, 1000], [-1000, 0]] }),
  softplus: unary("softplus", (x) => ops.softplus(x), softplus, { edges: [[1000, 1000], [-1000, 0], [inf, inf], [-inf, 0]] }),
  floor: unary("floor", ops.floor, Math.floor, { flat: true, integers: true, edges: [[-0.5, -1], [2, 2], [inf, inf], [NaN, NaN]] }),
  ceil: unary("ceil", ops.ceil, Math.ceil, { flat: true, integers: true, edges: [[-0.5, -0], [2, 2], [-inf, -inf]] }),
  trunc: unary("trunc", ops.trunc, Math.trunc, { flat: true, integers: true, edges: [[-1.5, -1], [2.7, 2]] }),
  round: unary("round", ops.round, roundEven, { flat: true, integers: true, edges: [[0.5, 0], [1.5, 2], [2.5, 2], [-0.5, -0], [-1.5, -2]] }),
  isNan: unary("isNan", ops.isNan, (x) => +Number.isNaN(x), { flat: true, dtype: "bool", edges: [[NaN, 1], [inf, 0], [0, 0]] }),
  isInf: unary("isInf", ops.isInf, (x) => +(Math.abs(x) === inf), { flat: true, dtype: "bool", edges: [[NaN, 0], [inf, 1], [-inf, 1]] }),
  isFinite: unary("isFinite", ops.isFinite, (x) => +Number.isFinite(x), { flat: true, dtype: "bool", edges: [[NaN, 0], [inf, 0], [-inf, 0], [1, 1]] }),
  logicalNot: unary("logicalNot", ops.logicalNot, (x) => +(x === 0), { flat: true, dtype: "bool", edges: [[0, 1], [2, 0], [NaN, 0]] }),
  detach: {
    cases: [{ call: (x) => ops.detach(x), inputs: [[1, 2]], gives: [1, 2], smooth: false }],
    errors: [[() => ops.detach(wrong(1)), "detach: expected a tensor, got 1"]],
  },
  cast: {
    cases: [
      { call: (x) => ops.cast(x, "i32"), inputs: [[1.9, -1.9, 0]], gives: [1, -1, 0], dtype: "i32", smooth: false },
      { call: (x) => ops.cast(x, "bool"), inputs: [[0.5, 0, -1]], gives: [true, false, true], dtype: "bool", smooth: false },
      { call: (x) => ops.cast(x, "u8"), inputs: [[3, 255, 4]], gives: [3, 255, 4], dtype: "u8", smooth: false },
      { call: (x) => ops.cast(x, "f32"), inputs: [integers([1, -2, 3])], gives: [1, -2, 3], dtype: "f32" },
      { call: (x) => ops.cast(x, "f64"), inputs: [[1.5, 2.5]], gives: [1.5, 2.5], dtype: "f64" },
      { call: (x) => ops.cast(x, "i32"), inputs: [[true, false]], gives: [1, 0], dtype: "i32" },
    ],
    errors: [[() => ops.cast(wrong([1]), "f32"), "cast: expected a tensor, got an object of class Array"]],
  },
  where: {
    cases: [
      { call: (c, a, b) => ops.where(c, a, b), inputs: [[true, false, true], floats([1, 2, 3]), floats([4, 5, 6])], gives: [1, 5, 3] },
      { call: (c, a) => ops.where(c, a, 0), inputs: [bools([1, 0], [2, 1]), floats([1, 2, 3])], gives: [[1, 2, 3], [0, 0, 0]] },
      { call: (c) => ops.where(c, 1, 2), inputs: [[1, 0, NaN]], gives: [1, 2, 1], smooth: false },
      { call: (c, a, b) => ops.where(c, a, b), inputs: [[true, false], [NaN, 1], [2, NaN]], gives: [NaN, NaN], smooth: false },
      { call: (c, a) => ops.where(c, a, 0.5), inputs: [[true, false], integers([3, 4])], gives: [3, 0.5], dtype: "f32" },
    ],
    errors: [
      [() => ops.where(ops.ones([2]), ops.ones([3]), 0), "where: cannot broadcast [2] with [3]; aligned at the last axis, sizes must be equal or 1, and axis 0 of the result has neither"],
    ],
  },
  clamp: {
    cases: [
      { call: (x) => ops.clamp(x, { min: -0.5, max: 0.5 }), inputs: [[-2, -0.25, 0.25, 2]], gives: [-0.5, -0.25, 0.25, 0.5] },
      { call: (x) => ops.clamp(x, { min: 0 }), inputs: [[-2, 3, NaN]], gives: [0, 3, NaN], smooth: false },
      { call: (x) => ops.clamp(x, { max: 1 }), inputs: [integers([-2, 3])], gives: [-2, 1], dtype: "i32" },
      { call: (x) => ops.clamp(x, {}), inputs: [[-2, 3]], gives: [-2, 3] },
      { call: (x, a, b) => ops.clamp(x, { min: a, max: b }), inputs: [[-2, 0.5, 3, NaN], [-1, 0, 1, 0], floats([1])], gives: [-1, 0.5, 1, NaN], smooth: false },
      { call: (x, a) => ops.clamp(x, { min: a, max: 0.75 }), inputs: [[-2, 0.5, 3], [-1, 0.625, 0]], gives: [-1, 0.625, 0.75] },
    ],
    errors: [[() => ops.clamp(wrong("x"), {}), 'clamp: expected a tensor, got "x"'], [() => ops.clamp(ops.ones([1]), { min: 1, max: 0 }), "clamp: [min, max] must be two numbers in ascending order, got [1, 0]"]],
  },
  lerp: {
    cases: [
      { call: (a, b) => ops.lerp(a, b, 0.25), inputs: [floats([0, 4]), floats([4, 8])], gives: [1, 5] },
      { call: (a, b, t) => ops.lerp(a, b, t), inputs: [randomly([2, 3]), randomly([3], -1, 1, 2), randomly([2, 1], 0, 1, 3)], gives: each((a, b, t) => a + t * (b - a)) },
    ],
  },
  heaviside: {
    cases: [
      { call: (x) => ops.heaviside(x, 0.5), inputs: [[-1, 0, 2, inf, NaN]], gives: [0, 0.5, 1, 1, NaN], smooth: false },
      { call: (x, v) => ops.heaviside(x, v), inputs: [[0, 0, 1], [5, 6, 7]], gives: [5, 6, 1], smooth: false },
      { name: "the gradient is zero", call: (x) => ops.heaviside(x, 1), inputs: [[-1, 2]], gives: [0, 1] },
    ],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore

function join(...samples: Sample[]): Sample {
  return { cases: samples.flatMap((s) => s.cases), errors: samples.flatMap((s) => s.errors ?? []) };
}
