// Math words: those that a device may lack. Each is made here together with the expression that it stands for there, so that
// a program carries the polynomials of those words only that its ops are written with.
import { call } from "../build.ts";
import type { Expr, Word } from "../types.ts";
import { Arithmetic } from "./arithmetic.ts";

/** The word in words that every device has. */
export type Expansion = (m: Arithmetic, x: Expr, y: Expr) => Expr;

const EXPANSIONS = new Map<Word, (e: Expr & { readonly is: "call" }, fused: boolean) => Expr>();

/** The function that writes the word. Nobody misses the entry who does not use the function: bundlers may take it for pure. */
export function mathWord(word: Word, expansion: Expansion): (...args: readonly Expr[]) => Expr {
  EXPANSIONS.set(word, (e, fused) => expansion(new Arithmetic(e, fused), e.args[0]!, e.args[1] ?? e.args[0]!));
  return (...args) => call(word, ...args);
}

/** The expression that a call of a math word stands for; the call itself if it is of another word. `fused`: multiply-add is. */
export const expand = (e: Expr & { readonly is: "call" }, fused: boolean): Expr => EXPANSIONS.get(e.word)?.(e, fused) ?? e;
