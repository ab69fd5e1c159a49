// Short names to write expressions and statements with. Folds what is constant on the way, so that generated code
// stays small; deeper rewriting is simplify.ts.
import type { DType } from "../core/dtype.ts";
import type { Buffer, Expr, Stmt, ValueType, Var, Word } from "./types.ts";
import { evaluate, plainMeaning } from "./words.ts";

export const constant = (dtype: DType, value: number, lanes = 1): Expr => ({ is: "const", dtype, lanes, value });
/** An i32 constant; never −0, which would be another structure for the same value. */
export const int = (value: number): Expr => constant("i32", value + 0);
export const f32 = (value: number, lanes = 1): Expr => constant("f32", value, lanes);

export const variable = (name: string, dtype: ValueType = "i32", lanes = 1): Var => ({ is: "var", name, dtype, lanes });
/** An index variable that runs over 0 … extent − 1. */
export const indexVar = (name: string, extent: number): Var => ({
  is: "var",
  name,
  dtype: "i32",
  lanes: 1,
  min: 0,
  max: Math.max(0, extent - 1),
});

export const buffer = (name: string, dtype: DType, length: number, scope: Buffer["scope"] = "global"): Buffer => ({
  name,
  dtype,
  length,
  scope,
});

export const load = (from: Buffer, index: Expr, lanes = 1, base?: Var): Expr =>
  base
    ? { is: "load", buffer: from, base, index, dtype: from.dtype, lanes }
    : { is: "load", buffer: from, index, dtype: from.dtype, lanes };

const COMPARES: ReadonlySet<Word> = new Set<Word>(["lt", "le", "eq", "ne"]);

/** Applies a word. Scalars among vectors are splatted; constants fold, but not under math words. */
export function call(word: Word, ...args: readonly Expr[]): Expr {
  const lanes = Math.max(...args.map((a) => a.lanes));
  const wide = args.map((a) => (a.lanes === lanes ? a : splat(a, lanes)));
  const model = word === "select" ? wide[1]! : wide[0]!;
  const dtype = COMPARES.has(word) ? "bool" : (model.dtype as DType);
  const meaning = plainMeaning(word);
  if (meaning && wide.every((a) => a.is === "const")) {
    const values = wide.map((a) => (a.is === "const" ? convert(a.value, a.dtype) : NaN));
    return constant(dtype, evaluate(meaning, word, model.dtype as DType, values), lanes);
  }
  return identity(word, wide) ?? { is: "call", word, args: wide, dtype, lanes };
}

/** x + 0, x · 1 and their like, where dropping the operation changes no bit; i32 only for · 0 (a float may be NaN). */
function identity(word: Word, [a, b, c]: readonly Expr[]): Expr | null {
  const is = (e: Expr | undefined, value: number): boolean => e?.is === "const" && Object.is(e.value, value);
  const integer = a!.dtype === "i32";
  switch (word) {
    case "add":
      if (integer && is(a, 0)) return b!;
      return integer && is(b, 0) ? a! : null;
    case "sub":
      return is(b, 0) ? a! : null;
    case "mul":
      if (is(b, 1)) return a!;
      if (is(a, 1)) return b!;
      return integer && (is(a, 0) || is(b, 0)) ? constant("i32", 0, a!.lanes) : null;
    case "div":
      return is(b, 1) ? a! : null;
    case "quot":
      return is(b, 1) ? a! : null;
    case "rem":
      return is(b, 1) ? constant(a!.dtype as DType, 0, a!.lanes) : null;
    case "and":
      if (a!.dtype !== "bool") return null;
      if (is(a, 1)) return b!;
      return is(b, 1) ? a! : is(a, 0) || is(b, 0) ? constant("bool", 0, a!.lanes) : null;
    case "or":
      if (a!.dtype !== "bool") return null;
      if (is(a, 0)) return b!;
      return is(b, 0) ? a! : is(a, 1) || is(b, 1) ? constant("bool", 1, a!.lanes) : null;
    case "select":
      return is(a, 1) ? b! : is(a, 0) ? c! : b === c ? b! : null;
    default:
      return null;
  }
}

export const splat = (value: Expr, lanes: number): Expr =>
  lanes === value.lanes
    ? value
    : value.is === "const"
      ? constant(value.dtype, value.value, lanes)
      : { is: "splat", value, dtype: value.dtype as DType, lanes };

export const cast = (value: Expr, dtype: DType): Expr => {
  if (value.dtype === dtype) return value;
  if (value.is === "const") return constant(dtype, convert(value.value, dtype), value.lanes);
  return { is: "cast", value, dtype, lanes: value.lanes };
};

/** The value of a number as that type holds it: to i32 towards zero and saturating (NaN is 0), to u8 the same, then modulo 256. */
export function convert(value: number, dtype: DType): number {
  switch (dtype) {
    case "f64":
      return value;
    case "f32":
      return Math.fround(value);
    case "bool":
      return value !== 0 ? 1 : 0;
    case "u8":
      return convert(value, "i32") & 255;
    case "i32":
      return Math.max(-2147483648, Math.min(2147483647, Math.trunc(value))) || 0;
  }
}

export const bits = (value: Expr, dtype: DType): Expr => ({ is: "bits", value, dtype, lanes: value.lanes });
export const ramp = (base: Expr, lanes: number): Expr => ({ is: "ramp", base, dtype: "i32", lanes });
export const lane = (value: Expr, index: number): Expr =>
  value.lanes === 1 ? value : value.is === "splat" ? value.value : { is: "lane", value, index, dtype: value.dtype as DType, lanes: 1 };
export const pack = (values: readonly Expr[]): Expr => ({ is: "pack", values, dtype: values[0]!.dtype as DType, lanes: values.length });
export const across = (word: Word, value: Expr): Expr =>
  value.lanes === 1 ? value : { is: "across", word, value, dtype: value.dtype as DType, lanes: 1 };
export const when = (condition: Expr, then: Expr, otherwise: Expr): Expr =>
  condition.is === "const"
    ? condition.value
      ? then
      : otherwise
    : { is: "when", condition, then, otherwise, dtype: then.dtype as DType, lanes: 1 };
export const address = (of: Buffer, index: Expr): Expr => ({ is: "address", buffer: of, index, dtype: "ptr", lanes: 1 });

export const add = (a: Expr, b: Expr): Expr => call("add", a, b);
export const sub = (a: Expr, b: Expr): Expr => call("sub", a, b);
export const mul = (a: Expr, b: Expr): Expr => call("mul", a, b);
export const div = (a: Expr, b: Expr): Expr => call("div", a, b);
export const neg = (a: Expr): Expr => call("neg", a);
export const less = (a: Expr, b: Expr): Expr => call("lt", a, b);
export const lessEqual = (a: Expr, b: Expr): Expr => call("le", a, b);
export const equal = (a: Expr, b: Expr): Expr => call("eq", a, b);
export const and = (a: Expr, b: Expr): Expr => call("and", a, b);
export const select = (condition: Expr, a: Expr, b: Expr): Expr => call("select", condition, a, b);

export const loop = (v: Var, begin: Expr, end: Expr, step: number, body: readonly Stmt[]): Stmt => ({
  is: "for",
  v,
  begin,
  end,
  step,
  body,
});
export const range = (v: Var, extent: number, body: readonly Stmt[]): Stmt => loop(v, int(0), int(extent), 1, body);
export const declare = (v: Var, value: Expr): Stmt => ({ is: "let", v, value });
export const set = (v: Var, value: Expr): Stmt => ({ is: "set", v, value });
export const advance = (v: Var, by: Expr): Stmt => ({ is: "advance", v, by });
export const store = (to: Buffer, index: Expr, value: Expr, base?: Var): Stmt =>
  base ? { is: "store", buffer: to, base, index, value } : { is: "store", buffer: to, index, value };
export const branch = (condition: Expr, then: readonly Stmt[], otherwise: readonly Stmt[] = []): Stmt => ({
  is: "if",
  condition,
  then,
  otherwise,
});
export const note = (text: string): Stmt => ({ is: "note", text });
