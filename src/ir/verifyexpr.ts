// The rules of single expression nodes: types and lanes of operands, ranges of literals.
import { sizeOf } from "../core/dtype.ts";
import type { DType } from "../core/dtype.ts";
import type { Expr, ValueType, Word } from "./types.ts";

type Kind = "any" | "number" | "float" | "integer" | "bits";

/** What each word takes: how many operands, of which types. */
// prettier-ignore
const RULES: Readonly<Record<Word, readonly [arity: number, kind: Kind]>> = {
  add: [2, "number"], sub: [2, "number"], mul: [2, "number"], div: [2, "float"], quot: [2, "number"], rem: [2, "number"],
  neg: [1, "number"], abs: [1, "number"], min: [2, "any"], max: [2, "any"], fma: [3, "number"],
  sqrt: [1, "float"], floor: [1, "float"], ceil: [1, "float"], trunc: [1, "float"], round: [1, "float"],
  exp: [1, "float"], expm1: [1, "float"], log: [1, "float"], log1p: [1, "float"], sin: [1, "float"], cos: [1, "float"],
  atan: [1, "float"], tanh: [1, "float"], erf: [1, "float"], pow: [2, "float"],
  lt: [2, "any"], le: [2, "any"], eq: [2, "any"], ne: [2, "any"],
  and: [2, "bits"], or: [2, "bits"], xor: [2, "bits"], not: [1, "bits"], shl: [2, "integer"], shr: [2, "integer"], sar: [2, "integer"],
  select: [3, "any"],
};

const TYPES: Readonly<Record<Kind, readonly ValueType[]>> = {
  any: ["f32", "f64", "i32", "u8", "bool"],
  number: ["f32", "f64", "i32", "u8"],
  float: ["f32", "f64"],
  integer: ["i32", "u8"],
  bits: ["i32", "u8", "bool"],
};

const ACROSS: readonly Word[] = ["add", "mul", "min", "max", "and", "or"];

const show = (e: Expr): string => (e.lanes === 1 ? e.dtype : `${e.dtype} × ${e.lanes}`);

/** What is wrong with the node itself (its operands are checked elsewhere), or null. */
export function checkNode(e: Expr): string | null {
  if (!Number.isInteger(e.lanes) || e.lanes < 1) return `a ${e.is} of ${e.lanes} lanes`;
  switch (e.is) {
    case "var":
      return e.dtype === "ptr" && e.lanes !== 1 ? `pointer ${e.name} has ${e.lanes} lanes` : null;
    case "const":
      return checkConstant(e.value, e.dtype);
    case "load":
      if (e.dtype !== e.buffer.dtype) return `buffer "${e.buffer.name}" holds ${e.buffer.dtype}, the load gives ${e.dtype}`;
      return checkIndex(e.index, "an index");
    case "address":
      return checkIndex(e.index, "an index");
    case "call":
      return checkCall(e);
    case "cast":
      if (e.value.dtype === "ptr") return "a pointer cannot be cast";
      return sameLanes(e, e.value);
    case "bits":
      if (![e.dtype, e.value.dtype].every((t) => t === "f32" || t === "i32"))
        return `bits of ${e.value.dtype} as ${e.dtype}: only f32 and i32 are re-read`;
      return sizeOf(e.dtype) === sizeOf(e.value.dtype as DType) ? sameLanes(e, e.value) : "bits of another size";
    case "splat":
      if (e.value.lanes !== 1 || e.lanes === 1) return `a splat of ${e.value.lanes} lanes to ${e.lanes}`;
      return sameType(e, e.value);
    case "ramp":
      return e.lanes === 1 ? "a ramp of one lane" : checkIndex(e.base, "the base of a ramp");
    case "pack": {
      if (e.values.length !== e.lanes || e.lanes < 2) return `a pack of ${e.values.length} values with ${e.lanes} lanes`;
      const wrong = e.values.find((x) => x.lanes !== 1 || x.dtype !== e.dtype);
      return wrong ? `a pack of ${e.dtype} holds ${show(wrong)}` : null;
    }
    case "lane":
      if (!(e.index >= 0 && e.index < e.value.lanes && Number.isInteger(e.index))) return `lane ${e.index} of ${e.value.lanes}`;
      return e.value.lanes === 1 ? "a lane of a scalar" : sameType(e, e.value);
    case "across":
      if (!ACROSS.includes(e.word)) return `lanes cannot be combined by ${e.word}`;
      if (e.value.lanes < 2 || !Number.isInteger(Math.log2(e.value.lanes)))
        return `across ${e.value.lanes} lanes: a power of two is needed`;
      return sameType(e, e.value);
    case "when": {
      if (e.condition.dtype !== "bool" || e.condition.lanes !== 1)
        return `the condition of a when must be a scalar bool, it is ${show(e.condition)}`;
      const wrong = [e.then, e.otherwise].find((x) => x.dtype !== e.dtype || x.lanes !== 1);
      return wrong ? `a when of ${e.dtype} chooses ${show(wrong)}; both choices must be scalars of its type` : null;
    }
  }
}

function checkConstant(value: number, dtype: DType): string | null {
  const range = { i32: [-2147483648, 2147483647], u8: [0, 255], bool: [0, 1], f32: null, f64: null }[dtype];
  if (!range) return typeof value === "number" ? null : `a constant ${String(value)}`;
  return Number.isInteger(value) && value >= range[0]! && value <= range[1]! ? null : `${value} is no ${dtype}`;
}

function checkIndex(e: Expr, what: string): string | null {
  return e.dtype === "i32" && e.lanes === 1 ? null : `${what} must be a scalar i32, it is ${show(e)}`;
}

const sameLanes = (e: Expr, value: Expr): string | null =>
  e.lanes === value.lanes ? null : `a ${e.is} of ${value.lanes} lanes gives ${e.lanes}`;
const sameType = (e: Expr, value: Expr): string | null => (e.dtype === value.dtype ? null : `a ${e.is} of ${value.dtype} gives ${e.dtype}`);

function checkCall(e: Expr & { is: "call" }): string | null {
  const [arity, kind] = RULES[e.word];
  if (e.args.length !== arity) return `${e.word} takes ${arity} operands, not ${e.args.length}`;
  const lanes = e.args.find((a) => a.lanes !== e.lanes);
  if (lanes) return `${e.word} of ${e.lanes} lanes has an operand of ${lanes.lanes}`;
  let operands = e.args;
  if (e.word === "select") {
    if (e.args[0]!.dtype !== "bool") return `the condition of a select must be bool, it is ${e.args[0]!.dtype}`;
    operands = e.args.slice(1);
  }
  const of = operands[0]!.dtype;
  if (!TYPES[kind].includes(of)) return `${e.word} of ${of}`;
  const other = operands.find((a) => a.dtype !== of);
  if (other) return `${e.word} of ${of} and ${other.dtype}`;
  const result = e.word === "lt" || e.word === "le" || e.word === "eq" || e.word === "ne" ? "bool" : of;
  return e.dtype === result ? null : `${e.word} of ${of} gives ${result}, not ${e.dtype}`;
}
