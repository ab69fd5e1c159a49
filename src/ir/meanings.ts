// What each scalar word means: the definition that every device is judged by, math words included.
import type { DType } from "../core/dtype.ts";
import type { MathWord, Word } from "./types.ts";
import { evaluate, plainMeaning } from "./words.ts";
import type { Meaning } from "./words.ts";

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

/** C's pow: anything to the 0th and 1 to anything is 1, and (−1)^±∞ is 1; JavaScript gives NaN for some of these. */
function power(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  return a === -1 && Math.abs(b) === Infinity ? 1 : Math.pow(a, b);
}

const MATH: Readonly<Record<MathWord, Meaning>> = {
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
};

/** The word on exact numbers. */
export const meaningOf = (word: Word): Meaning => plainMeaning(word) ?? MATH[word as MathWord];

/** The word applied to numbers of that type, the result rounded or wrapped to the type. Compares give 0 or 1. */
export const evaluateWord = (word: Word, dtype: DType, args: readonly number[]): number => evaluate(meaningOf(word), word, dtype, args);
