// What each scalar word means, in plain arithmetic: the definition that every device is judged by.
import type { DType } from "../core/dtype.ts";
import type { Word } from "./types.ts";

/** Abramowitz & Stegun 7.1.5 (series) and 7.1.14 (continued fraction): float64 accuracy, no speed. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return NaN;
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
      if (term === 0) break;
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  if (a > 6) return Math.sign(x);
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  return rest > 0.5 || floor % 2 !== 0 ? floor + 1 : floor;
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
  min: Math.min,
  max: Math.max,
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
  pow: (a, b) => (a === 1 || b === 0 ? 1 : Math.pow(a, b)),
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

/** The word applied to numbers of that type, the result rounded or wrapped to the type. Compares give 0 or 1. */
export function evaluateWord(word: Word, dtype: DType, args: readonly number[]): number {
  if (word === "mul" && dtype === "i32") return Math.imul(args[0]!, args[1]!);
  const value = WORDS[word](args[0]!, args[1]!, args[2]!);
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
