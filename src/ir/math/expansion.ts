// Math words: those that a device may lack. Each is made here together with the expression that it stands for there, so that
// a program carries the polynomials of those words only that its ops are written with.
import { call } from "../build.ts";
import type { Expr, Word } from "../types.ts";
import type { Arithmetic } from "./arithmetic.ts";

/** The word in words that every device has. */
export type Expansion = (m: Arithmetic, x: Expr, y: Expr) => Expr;

const EXPANSIONS = new Map<Word, Expansion>();

/** The function that writes the word. Nobody misses the entry who does not use the function: bundlers may take it for pure. */
export function mathWord(word: Word, expansion: Expansion): (...args: readonly Expr[]) => Expr {
  EXPANSIONS.set(word, expansion);
  return (...args) => call(word, ...args);
}

export const expansionOf = (word: Word): Expansion | undefined => EXPANSIONS.get(word);
