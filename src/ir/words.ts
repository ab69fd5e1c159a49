// What each scalar word means, in plain arithmetic: the definition that every device is judged by.
import type { DType } from "../core/dtype.ts";
import type { Word } from "./types.ts";

/** Abramowitz & Stegun 7.1.6 (series of positive terms) and 7.1.14 (continued fraction): within 2 ulp of float64, no speed. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return NaN;
  if (a < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  if (a > 6) return Math.sign(x);
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

/** The sign of the argument survives a result of zero, as in IEEE 754. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (!(rest > 0)) return x;
  const result = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return result === 0 && x < 0 ? -0 : result;
}

/** C's pow: anything to the 0th and 1 to anything is 1, and (−1)^±∞ is 1; JavaScript gives NaN for some of these. */
function power(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  return a === -1 && Math.abs(b) === Infinity ? 1 : Math.pow(a, b);
}

const WORDS: Readonly<Record<Word, (a: number, b: number, c: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  quot: (a, b) => Math.trunc(a / b),
  rem: (a, b) => a % b,
  neg: (a) => -a,
  abs: Math.abs,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  fma: (a, b, c) => a * b + c,
  sqrt: Math.sqrt,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: roundHalfEven,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  atan: Math.atan,
  tanh: Math.tanh,
  erf,
  pow: power,
  lt: (a, b) => +(a < b),
  le: (a, b) => +(a <= b),
  eq: (a, b) => +(a === b),
  ne: (a, b) => +(a !== b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  not: (a) => ~a,
  shl: (a, b) => a << b,
  shr: (a, b) => (a >>> b) | 0,
  sar: (a, b) => a >> b,
  select: (c, a, b) => (c ? a : b),
};

/** The word on exact numbers: results are not yet rounded or wrapped to a type (see `settle`). */
export const meaningOf = (word: Word): ((a: number, b: number, c: number) => number) => WORDS[word];

/** A result as its type holds it: floats rounded, integers wrapped. */
export function settle(value: number, dtype: DType): number {
  switch (dtype) {
    case "f32":
      return Math.fround(value);
    case "i32":
      return value | 0;
    case "u8":
      return value & 255;
    case "bool":
      return value & 1;
    case "f64":
      return value;
  }
}

/** The word applied to numbers of that type, the result rounded or wrapped to the type. Compares give 0 or 1. */
export function evaluateWord(word: Word, dtype: DType, args: readonly number[]): number {
  // Products of large integers are not exact in float64.
  if (dtype === "i32" && word === "mul") return Math.imul(args[0]!, args[1]!);
  if (dtype === "i32" && word === "fma") return (Math.imul(args[0]!, args[1]!) + args[2]!) | 0;
  return settle(WORDS[word](args[0]!, args[1]!, args[2]!), dtype);
}
