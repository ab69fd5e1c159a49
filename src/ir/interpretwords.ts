// Closures for scalar words, with short ways for the frequent ones. The meaning of a word is in words.ts alone; a test
// compares the two.
import type { DType } from "../core/dtype.ts";
import type { Word } from "./types.ts";
import { meaningOf, settle } from "./words.ts";

/** Gives the present value of an expression. */
export type Get = () => number;

/** The closure of a word whose operands (for `select`: whose choices) are of type `of`. */
export function scalarWord(word: Word, of: DType, args: readonly Get[]): Get {
  const [a, b, c] = args as [Get, Get, Get];
  switch (word) {
    case "lt":
      return () => (a() < b() ? 1 : 0);
    case "le":
      return () => (a() <= b() ? 1 : 0);
    case "eq":
      return () => (a() === b() ? 1 : 0);
    case "ne":
      return () => (a() !== b() ? 1 : 0);
    case "select":
      return () => {
        const [condition, x, y] = [a(), b(), c()];
        return condition ? x : y;
      };
    default:
      return frequent(word, of, a, b, c) ?? general(word, of, args);
  }
}

function frequent(word: Word, of: DType, a: Get, b: Get, c: Get): Get | null {
  const { fround } = Math;
  if (of === "i32") {
    switch (word) {
      case "add":
        return () => (a() + b()) | 0;
      case "sub":
        return () => (a() - b()) | 0;
      case "mul":
        return () => Math.imul(a(), b());
      case "quot":
        return () => (a() / b()) | 0;
      case "rem":
        return () => (a() % b()) | 0;
      default:
        return null;
    }
  }
  if (of === "f32") {
    switch (word) {
      case "add":
        return () => fround(a() + b());
      case "sub":
        return () => fround(a() - b());
      case "mul":
        return () => fround(a() * b());
      case "div":
        return () => fround(a() / b());
      case "fma":
        return () => fround(a() * b() + c());
      default:
        return null;
    }
  }
  if (of === "f64") {
    switch (word) {
      case "add":
        return () => a() + b();
      case "sub":
        return () => a() - b();
      case "mul":
        return () => a() * b();
      case "div":
        return () => a() / b();
      case "fma":
        return () => a() * b() + c();
      default:
        return null;
    }
  }
  return null;
}

function general(word: Word, of: DType, args: readonly Get[]): Get {
  const meaning = meaningOf(word);
  const [a, b, c] = args as [Get, Get, Get];
  if (args.length === 1) return of === "f64" ? () => meaning(a(), 0, 0) : () => settle(meaning(a(), 0, 0), of);
  if (args.length === 2) return of === "f64" ? () => meaning(a(), b(), 0) : () => settle(meaning(a(), b(), 0), of);
  return of === "f64" ? () => meaning(a(), b(), c()) : () => settle(meaning(a(), b(), c()), of);
}
