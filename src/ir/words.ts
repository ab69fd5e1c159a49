// What the scalar words that every device has mean, in plain arithmetic. Math words are not among them: hosts differ in their
// last bits, so that constants of theirs are left to the device (their definitions: meanings.ts).
import type { DType } from "../core/dtype.ts";
import type { MathWord, Word } from "./types.ts";

/** A word on exact numbers: the result is not yet rounded or wrapped to a type (see `settle`). */
export type Meaning = (a: number, b: number, c: number) => number;

/** The sign of the argument survives a result of zero, as in IEEE 754. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (!(rest > 0)) return x;
  const result = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return result === 0 && x < 0 ? -0 : result;
}

const WORDS: Readonly<Record<Exclude<Word, MathWord>, Meaning> & Partial<Record<MathWord, undefined>>> = {
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

/** What a word means, unless it is a math word. */
export const plainMeaning = (word: Word): Meaning | undefined => WORDS[word];

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

/** A word applied to numbers of that type, the result rounded or wrapped to the type. Compares give 0 or 1. */
export function evaluate(meaning: Meaning, word: Word, dtype: DType, args: readonly number[]): number {
  // Products of large integers are not exact in float64.
  if (dtype === "i32" && word === "mul") return Math.imul(args[0]!, args[1]!);
  if (dtype === "i32" && word === "fma") return (Math.imul(args[0]!, args[1]!) + args[2]!) | 0;
  return settle(meaning(args[0]!, args[1]!, args[2]!), dtype);
}
