// The scalar words and the conversions, as instructions on operands that lie on the stack already.
// Knows registers; neither memory nor expressions.
import { NablaError } from "../../core/errors.ts";
import { isFloat, type DType } from "../../core/dtype.ts";
import { entry } from "../../core/memo.ts";
import type { Word } from "../../ir/types.ts";
import { VALUE } from "./encoder.ts";
import { bytesOf, kindOf, typeOfKind, type Frame, type Kind } from "./frame.ts";
import { opcodes, type Opcode } from "./opcodes.ts";

const FLOAT: Readonly<Partial<Record<Word, string>>> = {
  add: "add", sub: "sub", mul: "mul", div: "div", neg: "neg", abs: "abs", min: "min", max: "max",
  sqrt: "sqrt", floor: "floor", ceil: "ceil", trunc: "trunc", round: "nearest", lt: "lt", le: "le", eq: "eq", ne: "ne",
}; // prettier-ignore
const INTEGER: Readonly<Partial<Record<Word, string>>> = {
  add: "add", sub: "sub", mul: "mul", abs: "abs", min: "min_s", max: "max_s", lt: "lt_s", le: "le_s", eq: "eq", ne: "ne",
  and: "and", or: "or", xor: "xor", shl: "shl", shr: "shr_u", sar: "shr_s",
}; // prettier-ignore
const BITWISE: Readonly<Partial<Record<Word, Opcode>>> = { and: "v128.and", or: "v128.or", xor: "v128.xor", not: "v128.not" };
/** Logic on masks; subtraction, sums and negation are modulo 2. */
const MASK: Readonly<Partial<Record<Word, readonly Opcode[]>>> = {
  and: ["v128.and"], or: ["v128.or"], xor: ["v128.xor"], not: ["v128.not"], min: ["v128.and"], max: ["v128.or"], mul: ["v128.and"],
  add: ["v128.xor"], sub: ["v128.xor"], ne: ["v128.xor"], eq: ["v128.xor", "v128.not"], neg: [], abs: [], floor: [], ceil: [], trunc: [], round: [],
}; // prettier-ignore

const named = (kind: Kind, suffix: string | undefined): Opcode | undefined => {
  const name = `${kind}.${suffix}`;
  return suffix !== undefined && opcodes().has(name) ? (name as Opcode) : undefined;
};

/** Answers of `instructionOf`: putting names together is the slow part of spelling. */
const INSTRUCTIONS = new Map<string, Map<Word, Opcode | null>>();

/** The single instruction of a word for operands of this type, if there is one. */
export function instructionOf(word: Word, dtype: DType, lanes: number): Opcode | undefined {
  const kind = kindOf(dtype, lanes);
  const known = entry(INSTRUCTIONS, kind, () => new Map<Word, Opcode | null>());
  return entry(known, word, () => findInstruction(word, kind) ?? null) ?? undefined;
}

function findInstruction(word: Word, kind: Kind): Opcode | undefined {
  if (kind === "f32" || kind === "f64" || kind === "f32x4" || kind === "f64x2") return named(kind, FLOAT[word]);
  // Shifts of vectors take one scalar count for all lanes.
  if (kind !== "i32") return BITWISE[word] ?? (word === "shl" || word === "shr" || word === "sar" ? undefined : named(kind, INTEGER[word]));
  return named(kind, INTEGER[word]);
}

const unknown = (word: Word, dtype: DType, lanes: number): NablaError =>
  new NablaError("target", `wasm: cannot spell ${word} on ${dtype}${lanes > 1 ? ` × ${lanes}` : ""}`);

/** Applies a word to operands on the stack; `dtype` and `lanes` are those of the operands. `select` is not among them. */
export function applyWord(f: Frame, word: Word, dtype: DType, lanes: number): void {
  const { body } = f;
  if (lanes > 1) return applyToVector(f, word, dtype, lanes);
  const direct = instructionOf(word, dtype, 1);
  if (dtype === "f32" || dtype === "f64") {
    if (direct) body.op(direct);
    else if (word === "fma") applyFma(f, kindOf(dtype, 1), false);
    else throw unknown(word, dtype, 1);
    return;
  }
  applyToInteger(f, word, dtype, direct);
  const mask = dtype === "u8" ? 255 : 1;
  // Only these can leave the range of a byte or a bit.
  const leaves = word === "add" || word === "sub" || word === "mul" || word === "neg" || word === "shl" || word === "fma" || word === "not";
  if (dtype !== "i32" && leaves) body.int(mask).op("i32.and");
}

function applyToInteger(f: Frame, word: Word, dtype: DType, direct: Opcode | undefined): void {
  const { body } = f;
  switch (word) {
    case "neg":
      body.int(-1).op("i32.mul");
      return;
    case "not":
      body.int(-1).op("i32.xor");
      return;
    case "abs": {
      const x = f.temporary(VALUE.i32);
      const sign = f.temporary(VALUE.i32);
      body.tee(x).int(31).op("i32.shr_s").tee(sign).get(x).op("i32.xor").get(sign).op("i32.sub");
      return;
    }
    case "min":
    case "max": {
      const a = f.temporary(VALUE.i32);
      const b = f.temporary(VALUE.i32);
      body.set(b).tee(a).get(b).get(a).get(b).op(word === "min" ? "i32.lt_s" : "i32.gt_s").op("select"); // prettier-ignore
      return;
    }
    case "fma": {
      const c = f.temporary(VALUE.i32);
      body.set(c).op("i32.mul").get(c).op("i32.add");
      return;
    }
    case "div":
    case "quot": {
      // In 64 bits, because −2³¹ / −1 traps in 32; a division by zero gives 0.
      const b = f.temporary(VALUE.i32);
      body.set(b).op("i64.extend_i32_s").get(b).get(b).op("i32.eqz").op("i32.or").op("i64.extend_i32_s").op("i64.div_s").op("i32.wrap_i64");
      body.get(b).int(0).op("i32.ne").op("i32.mul");
      return;
    }
    case "rem": {
      const b = f.temporary(VALUE.i32);
      body.tee(b).get(b).op("i32.eqz").op("i32.or").op("i32.rem_s");
      return;
    }
    case "floor":
    case "ceil":
    case "trunc":
    case "round":
      return;
    default:
      if (!direct) throw unknown(word, dtype, 1);
      body.op(direct);
  }
}

/** a · b + c: fused where the device may (vectors only), rounded twice elsewhere. `negated`: c − a · b. */
export function applyFma(f: Frame, kind: Kind, negated: boolean): void {
  const { body } = f;
  if (f.unit.fma && (kind === "f32x4" || kind === "f64x2")) {
    body.op(`${kind}.${negated ? "relaxed_nmadd" : "relaxed_madd"}` as Opcode);
    return;
  }
  const c = f.temporary(typeOfKind(kind));
  body.set(c).op(`${kind}.mul` as Opcode);
  if (negated) body.op(`${kind}.neg` as Opcode);
  body.get(c).op(`${kind}.add` as Opcode);
}

function applyToVector(f: Frame, word: Word, dtype: DType, lanes: number): void {
  const { body } = f;
  const kind = kindOf(dtype, lanes);
  if (dtype === "bool") {
    const codes = MASK[word];
    if (codes) codes.forEach((code) => body.op(code));
    else if (word === "lt" || word === "le") {
      // a < b is b and not a; a ≤ b is b or not a.
      const b = f.temporary(VALUE.v128);
      body.set(b);
      if (word === "lt") {
        const a = f.temporary(VALUE.v128);
        body.set(a).get(b).get(a).op("v128.andnot");
      } else body.op("v128.not").get(b).op("v128.or");
    } else throw unknown(word, dtype, lanes);
    return;
  }
  const direct = instructionOf(word, dtype, lanes);
  if (word === "neg" && kind === "i32x4") body.op("i32x4.neg");
  else if (direct) body.op(direct);
  else if (word === "fma" && kind !== "i32x4") return applyFma(f, kind, false);
  else if (word === "fma") {
    const c = f.temporary(VALUE.v128);
    body.set(c).op("i32x4.mul").get(c).op("i32x4.add");
  } else if (kind === "i32x4" && (word === "floor" || word === "ceil" || word === "trunc" || word === "round")) return;
  else return applyByLane(f, word, dtype, lanes);
  const leaves = word === "add" || word === "sub" || word === "mul" || word === "neg" || word === "fma" || word === "not";
  if (dtype === "u8" && leaves) pushPooled(f, "i32", 255).op("v128.and");
  if (lanes === 2 && kind !== "f64x2" && isCompare(word)) body.op("i64x2.extend_low_i32x4_s");
}

const isCompare = (word: Word): boolean => word === "lt" || word === "le" || word === "eq" || word === "ne";

/** The mask on the stack, made for 2 lanes of 8 bytes, for lanes of the kind that it is to choose. */
export function fitMask(f: Frame, kind: Kind, lanes: number): void {
  if (lanes !== 2 || kind === "f64x2" || kind === "i64x2") return;
  const mask = f.temporary(VALUE.v128);
  f.body.tee(mask).get(mask).shuffle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
}

/** What no vector instruction does: lane after lane. All such words have two operands. */
function applyByLane(f: Frame, word: Word, dtype: DType, lanes: number): void {
  const { body } = f;
  const kind = kindOf(dtype, lanes);
  const [a, b, result] = [f.temporary(VALUE.v128), f.temporary(VALUE.v128), f.temporary(VALUE.v128)];
  body.set(b).set(a).bytes16(0).set(result);
  for (let lane = 0; lane < lanes; lane++) {
    body.get(result);
    for (const operand of [a, b]) body.get(operand).op(`${kind}.extract_lane` as Opcode, lane);
    applyWord(f, word, dtype, 1);
    body.op(`${kind}.replace_lane` as Opcode, lane).set(result);
  }
  body.get(result);
}

/** The same number in all lanes, loaded from the pool. */
export function pushPooled(f: Frame, dtype: DType, value: number): Frame["body"] {
  const wide = dtype === "f64";
  return f.body.get(0).op(wide ? "v128.load64_splat" : "v128.load32_splat", wide ? 3 : 2, f.unit.pool.place(bytesOf(dtype, [value])));
}

/** Converts the value on the stack. */
export function convertTo(f: Frame, from: DType, to: DType, lanes: number): void {
  if (from === to) return;
  if (lanes > 1) return convertVector(f, from, to, lanes);
  const { body } = f;
  const float = from === "f32" || from === "f64";
  if (to === "bool") {
    if (float) body.float(0, from).op(`${from}.ne`);
    else body.int(0).op("i32.ne");
  } else if (to === "f32") body.op(from === "f64" ? "f32.demote_f64" : "f32.convert_i32_s");
  else if (to === "f64") body.op(from === "f32" ? "f64.promote_f32" : "f64.convert_i32_s");
  else if (to === "i32") {
    if (float) body.op(`i32.trunc_sat_${from}_s`);
  } else if (from !== "bool") {
    if (float) body.op(`i32.trunc_sat_${from}_s`);
    body.int(255).op("i32.and");
  }
}

function convertVector(f: Frame, from: DType, to: DType, lanes: number): void {
  const { body } = f;
  const kind = kindOf(from, lanes);
  const target = kindOf(to, lanes);
  if (to === "bool") {
    body.bytes16(0).op(`${kind}.ne` as Opcode);
    if (lanes === 2 && kind !== "f64x2") body.op("i64x2.extend_low_i32x4_s");
    return;
  }
  if (from === "bool") {
    fitMask(f, target, lanes);
    if (isFloat(to)) pushPooled(f, to, 1).op("v128.and");
    else body.op("i32x4.neg");
    return;
  }
  if (to === "f32") body.op(from === "f64" ? "f32x4.demote_f64x2_zero" : "f32x4.convert_i32x4_s");
  else if (to === "f64") body.op(from === "f32" ? "f64x2.promote_low_f32x4" : "f64x2.convert_low_i32x4_s");
  else if (from === "f32") body.op("i32x4.trunc_sat_f32x4_s");
  else if (from === "f64") body.op("i32x4.trunc_sat_f64x2_s_zero");
  if (to === "u8") pushPooled(f, "i32", 255).op("v128.and");
}
