// The closures that the interpreter puts together: scalar words, with short ways for the frequent ones, and conversions. The
// meaning of a word is in meanings.ts alone; a test compares the two.
import type { DType } from "../core/dtype.ts";
import { convert } from "./build.ts";
import type { Word } from "./types.ts";
import { meaningOf } from "./meanings.ts";
import { settle } from "./words.ts";

/** Gives the present value of an expression. */
export type Get = () => number;
/** The same for a vector: one number a lane. */
export type GetVector = () => readonly number[];

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
      case "fma":
        return () => (Math.imul(a(), b()) + c()) | 0;
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

/** Evaluates once a tick of the clock: for nodes with several parents. */
export function remembering<T>(get: () => T, clock: { readonly tick: number }): () => T {
  let stamp = -1;
  let value: T;
  return () => {
    if (stamp !== clock.tick) {
      value = get();
      stamp = clock.tick;
    }
    return value;
  };
}

/** One scalar in all lanes. */
export const spread =
  (value: Get, lanes: number): GetVector =>
  () =>
    new Array<number>(lanes).fill(value());

/** A cast: nothing to do where the type already holds the value. */
export function conversion(value: Get, from: DType, to: DType): Get {
  if (from === to || to === "f64" || (to === "i32" && from !== "f32" && from !== "f64")) return value;
  if (to === "f32") return () => Math.fround(value());
  return () => convert(value(), to);
}

/** The same bits as another type. */
export function bitReader(from: DType, to: DType): (value: number) => number {
  if (from === to) return (value) => value;
  const floats = new Float32Array(1);
  const integers = new Int32Array(floats.buffer);
  if (from === "i32") return (value) => ((integers[0] = value), floats[0]!);
  return (value) => ((floats[0] = value), integers[0]!);
}

/** Halves first: lane i with lane i + n/2, then again. */
export function combiner(word: Word, dtype: DType): (values: readonly number[]) => number {
  let [x, y] = [0, 0];
  const combine = scalarWord(word, dtype, [() => x, () => y]);
  return (values) => {
    const current = values.slice();
    for (let half = current.length >> 1; half >= 1; half >>= 1) {
      for (let i = 0; i < half; i++) {
        [x, y] = [current[i]!, current[i + half]!];
        current[i] = combine();
      }
    }
    return current[0]!;
  };
}
