// Expressions → instructions that leave the value on the stack. A node that occurs twice in a statement is computed once.
import type { DType } from "../../core/dtype.ts";
import type { Expr } from "../../ir/types.ts";
import { children, visitExprs } from "../../ir/walk.ts";
import { pushAddress } from "./address.ts";
import { VALUE } from "./encoder.ts";
import { bytesOf, isVector, kindOf, typeOfKind, type Frame } from "./frame.ts";
import type { Opcode } from "./opcodes.ts";
import { applyFma, applyWord, convertTo, fitMask, pushPooled } from "./words.ts";

type Of<K extends Expr["is"]> = Extract<Expr, { readonly is: K }>;

const isZero = (e: Of<"const">): boolean => (e.dtype === "f32" || e.dtype === "f64" ? Object.is(e.value, 0) : e.value === 0);
const isOnes = (e: Of<"const">): boolean => (e.dtype === "bool" ? e.value !== 0 : e.dtype === "i32" && e.value === -1);

/** What a node is known by within a statement: itself, or the value if it is a vector that must be loaded from the pool. */
export const keyOf = (e: Expr): Expr | string =>
  e.is === "const" && e.lanes > 1 && !isZero(e) && !isOnes(e) ? `${e.dtype}×${e.lanes}:${Object.is(e.value, -0) ? "-0" : e.value}` : e;

/** Begins a statement with these expressions; `f.leave()` ends it. */
export function enter(f: Frame, ...roots: readonly Expr[]): void {
  if (f.enter(roots, children, keyOf)) computeCertain(f, roots);
}

/**
 * Computes beforehand what is computed in any case and also occurs in a branch of a `when`: inside the branch it could not
 * be kept, and chains of such nodes would double the code at each link. What both branches need is needed in any case.
 */
function computeCertain(f: Frame, roots: readonly Expr[]): void {
  const certain = new Set<Expr>();
  const whens: Of<"when">[] = [];
  const collect = (e: Expr, into: Set<Expr>, found: Of<"when">[]): void => {
    if (into.has(e)) return;
    into.add(e);
    if (e.is === "when") found.push(e);
    for (const child of e.is === "when" ? [e.condition] : children(e)) collect(child, into, found);
  };
  for (const root of roots) collect(root, certain, whens);
  const inBranches = new Set<Expr>();
  // The list grows on the way: what both branches need may contain further choices.
  for (const { then, otherwise } of whens) {
    visitExprs(then, () => undefined, inBranches);
    visitExprs(otherwise, () => undefined, inBranches);
    const [left, right] = [new Set<Expr>(), new Set<Expr>()];
    collect(then, left, []);
    collect(otherwise, right, []);
    for (const e of left) if (right.has(e)) collect(e, certain, whens);
  }
  if (whens.length === 0) return;
  const seen = new Set<Expr>();
  const compute = (e: Expr): void => {
    if (e.is === "var" || e.is === "const" || !certain.has(e) || !inBranches.has(e) || f.recall(e) !== undefined) return;
    f.share(e);
    spell(f, e);
    f.body.op("drop");
  };
  for (const root of roots) visitExprs(root, compute, seen);
}

/** Spells one branch of a `when`. */
function spellBranch(f: Frame, e: Expr): void {
  f.branch(() => {
    computeCertain(f, [e]);
    spell(f, e);
  });
}

/** Pushes the value of an expression. */
export function spell(f: Frame, e: Expr): void {
  const { body } = f;
  if (e.is === "var") {
    body.get(f.localOf(e));
    return;
  }
  const key = keyOf(e);
  if (typeof key !== "string" && e.is === "const") {
    constantInCode(f, e);
    return;
  }
  const known = f.recall(key);
  if (known !== undefined) {
    body.get(known);
    return;
  }
  spellNode(f, e);
  if (f.occursOnce(key)) return;
  const local = f.temporary(typeOfKind(kindOf(e.dtype, e.lanes)));
  body.tee(local);
  f.remember(key, local);
}

function constantInCode(f: Frame, e: Of<"const">): void {
  const kind = kindOf(e.dtype, e.lanes);
  if (isVector(kind)) f.body.bytes16(isZero(e) ? 0 : 255);
  else if (kind === "f32" || kind === "f64") f.body.float(e.value, kind);
  else f.body.int(e.value);
}

const pushVector = (f: Frame, bytes: Uint8Array): void => void f.body.get(0).op("v128.load", 4, f.unit.pool.place(bytes));

function spellNode(f: Frame, e: Exclude<Expr, Of<"var">>): void {
  const { body } = f;
  switch (e.is) {
    case "const":
      pushPooled(f, e.dtype, e.value);
      return;
    case "load":
      spellLoad(f, e);
      return;
    case "call":
      spellCall(f, e);
      return;
    case "cast":
      spell(f, e.value);
      convertTo(f, e.value.dtype as DType, e.dtype, e.lanes);
      return;
    case "bits":
      spellBits(f, e);
      return;
    case "splat":
      spellSplat(f, e);
      return;
    case "ramp": {
      const from = (first: number): Uint8Array => bytesOf("i32", [0, 1, 2, 3].map((i) => first + i)); // prettier-ignore
      if (e.base.is === "const") return pushVector(f, from(e.base.value));
      spell(f, e.base);
      body.op("i32x4.splat");
      pushVector(f, from(0));
      body.op("i32x4.add");
      return;
    }
    case "pack":
      spellPack(f, e);
      return;
    case "lane":
      spell(f, e.value);
      extract(f, e.value, e.index);
      return;
    case "across":
      spellAcross(f, e);
      return;
    case "when": {
      spell(f, e.condition);
      const result = typeOfKind(kindOf(e.dtype, 1));
      body.when(() => spellBranch(f, e.then), () => spellBranch(f, e.otherwise), result); // prettier-ignore
      return;
    }
    case "address": {
      const offset = pushAddress(f, e.buffer, e.index, undefined, spell);
      if (offset !== 0) body.int(offset).op("i32.add");
      return;
    }
  }
}

/** Exponents of the alignment in the instruction: that of an element, since no more is promised. */
const ALIGN: Readonly<Record<DType, number>> = { f32: 2, i32: 2, f64: 3, u8: 0, bool: 0 };

function spellLoad(f: Frame, e: Of<"load">): void {
  const { body } = f;
  const kind = kindOf(e.dtype, e.lanes);
  const offset = pushAddress(f, e.buffer, e.index, e.base, spell);
  const align = ALIGN[e.dtype];
  const byte = e.dtype === "u8" || e.dtype === "bool";
  if (!isVector(kind)) {
    body.op(byte ? "i32.load8_u" : (`${kind}.load` as Opcode), align, offset);
  } else if (!byte) {
    body.op(e.lanes === 2 && kind !== "f64x2" ? "v128.load64_zero" : "v128.load", align, offset);
  } else {
    if (e.lanes === 4) body.op("v128.load32_zero", 0, offset);
    else body.bytes16(0).op("v128.load16_lane", 0, offset, 0);
    body.op("i16x8.extend_low_i8x16_u").op("i32x4.extend_low_i16x8_u");
    if (e.dtype === "u8") return;
    if (kind === "i64x2") body.op("i64x2.extend_low_i32x4_u").bytes16(0).op("i64x2.ne");
    else body.bytes16(0).op("i32x4.ne");
  }
}

/** Stores the value on the stack; its address lies below it. */
export function storeValue(f: Frame, dtype: DType, lanes: number, offset: number): void {
  const { body } = f;
  const kind = kindOf(dtype, lanes);
  const align = ALIGN[dtype];
  const byte = dtype === "u8" || dtype === "bool";
  if (!isVector(kind)) {
    body.op(byte ? "i32.store8" : (`${kind}.store` as Opcode), align, offset);
  } else if (!byte) {
    if (lanes === 2 && kind !== "f64x2") body.op("v128.store64_lane", align, offset, 0);
    else body.op("v128.store", align, offset);
  } else if (dtype === "u8") {
    body.bytes16(0).op("i16x8.narrow_i32x4_u").bytes16(0).op("i8x16.narrow_i16x8_u");
    body.op(lanes === 2 ? "v128.store16_lane" : "v128.store32_lane", 0, offset, 0);
  } else {
    // Masks are −1 or 0 in each lane; narrowing keeps that, and one bit of it is stored.
    body.bytes16(0);
    if (kind === "i64x2") body.shuffle([0, 1, 2, 3, 8, 9, 10, 11, 16, 16, 16, 16, 16, 16, 16, 16]).bytes16(0);
    body.op("i16x8.narrow_i32x4_s").bytes16(0).op("i8x16.narrow_i16x8_s").bytes16(1).op("v128.and");
    body.op(kind === "i64x2" ? "v128.store16_lane" : "v128.store32_lane", 0, offset, 0);
  }
}

function spellCall(f: Frame, e: Of<"call">): void {
  const { word, args, lanes } = e;
  const { body } = f;
  const [a, b] = args;
  if (word === "select") return spellSelect(f, e);
  if (lanes > 1 && (word === "shl" || word === "shr" || word === "sar") && kindOf(a!.dtype, lanes) === "i32x4" && uniform(b!)) {
    spell(f, a!);
    pushUniform(f, b!);
    body.op(`i32x4.${word === "shl" ? "shl" : word === "shr" ? "shr_u" : "shr_s"}`);
    if (a!.dtype === "u8" && word === "shl") {
      pushPooled(f, "i32", 255);
      body.op("v128.and");
    }
    return;
  }
  if (word === "fma" && lanes > 1) {
    // c − a·b is one instruction as well.
    const negated = a!.is === "call" && a.word === "neg" && f.occursOnce(a) && f.recall(a) === undefined;
    const kind = kindOf(e.dtype, lanes);
    if (kind === "f32x4" || kind === "f64x2") {
      spell(f, negated ? a.args[0]! : a!);
      spell(f, b!);
      spell(f, args[2]!);
      return applyFma(f, kind, negated);
    }
  }
  if (lanes === 1 && (word === "quot" || word === "div" || word === "rem") && b!.is === "const" && b.value !== 0 && b.value !== -1) {
    const dtype = a!.dtype as DType;
    if (dtype === "i32" || dtype === "u8") {
      spell(f, a!);
      body.int(b.value).op(word === "rem" ? "i32.rem_s" : "i32.div_s");
      return;
    }
  }
  for (const argument of args) spell(f, argument);
  applyWord(f, word, a!.dtype as DType, lanes);
}

const uniform = (e: Expr): boolean => e.is === "const" || e.is === "splat";
const pushUniform = (f: Frame, e: Expr): void => {
  if (e.is === "const") f.body.int(e.value);
  else spell(f, scalarOf(f, e as Of<"splat">));
};
/** What a splat spreads, remembered if the splat occurs more than once. */
function scalarOf(f: Frame, e: Of<"splat">): Expr {
  if (!f.occursOnce(e)) f.share(e.value);
  return e.value;
}

function spellSelect(f: Frame, e: Of<"call">): void {
  const { body } = f;
  const [condition, a, b] = e.args;
  const kind = kindOf(e.dtype, e.lanes);
  if ((kind === "f32x4" || kind === "f64x2") && condition!.is === "call" && condition.word === "lt") {
    // pmax(x, y) is "x < y ? y : x" and pmin(y, x) is "x < y ? x : y", NaN and signs of zero included.
    const [x, y] = condition.args;
    if (f.recall(condition) === undefined && f.occursOnce(condition) && keyOf(x!) !== keyOf(y!)) {
      const max = keyOf(a!) === keyOf(y!) && keyOf(b!) === keyOf(x!);
      const min = keyOf(a!) === keyOf(x!) && keyOf(b!) === keyOf(y!);
      if (max || min) {
        spell(f, max ? x! : y!);
        spell(f, max ? y! : x!);
        body.op(`${kind}.${max ? "pmax" : "pmin"}`);
        return;
      }
    }
  }
  spell(f, a!);
  spell(f, b!);
  if (e.lanes > 1 && condition!.is === "splat") {
    spell(f, scalarOf(f, condition));
    body.op("select");
    return;
  }
  spell(f, condition!);
  fitMask(f, kind, e.lanes);
  body.op(e.lanes > 1 ? "v128.bitselect" : "select");
}

function spellBits(f: Frame, e: Of<"bits">): void {
  const from = kindOf(e.value.dtype, e.lanes);
  const to = kindOf(e.dtype, e.lanes);
  spell(f, e.value);
  if (from === to || isVector(from)) return;
  f.body.op(from === "f32" ? "i32.reinterpret_f32" : "f32.reinterpret_i32");
}

function spellSplat(f: Frame, e: Of<"splat">): void {
  const { body } = f;
  const { value } = e;
  const kind = kindOf(e.dtype, e.lanes);
  if (value.is === "const") {
    spell(f, { is: "const", dtype: e.dtype, lanes: e.lanes, value: value.value });
    return;
  }
  if (value.is === "load" && value.lanes === 1 && f.occursOnce(value) && f.recall(value) === undefined && ALIGN[value.dtype] > 1) {
    const offset = pushAddress(f, value.buffer, value.index, value.base, spell);
    body.op(value.dtype === "f64" ? "v128.load64_splat" : "v128.load32_splat", ALIGN[value.dtype], offset);
    return;
  }
  spell(f, value);
  splatStack(f, e.dtype, kind);
}

function splatStack(f: Frame, dtype: DType, kind: ReturnType<typeof kindOf>): void {
  const { body } = f;
  if (kind === "i64x2") body.op("i64.extend_i32_u");
  body.op(`${kind}.splat` as Opcode);
  if (dtype === "bool") body.op(kind === "i64x2" ? "i64x2.neg" : "i32x4.neg");
}

function spellPack(f: Frame, e: Of<"pack">): void {
  const { body } = f;
  const kind = kindOf(e.dtype, e.lanes);
  if (e.values.every((v) => v.is === "const") && e.dtype !== "bool") {
    const values = e.values.map((v) => v.value);
    // Two lanes are loaded as four.
    return pushVector(f, bytesOf(e.dtype, e.dtype === "f64" || values.length === 4 ? values : [...values, ...values]));
  }
  const mask = e.dtype === "bool";
  const wide = kind === "i64x2";
  e.values.forEach((value, lane) => {
    spell(f, value);
    if (wide) body.op("i64.extend_i32_u");
    if (lane === 0) body.op(`${kind}.splat` as Opcode);
    else body.op(`${kind}.replace_lane` as Opcode, lane);
  });
  if (mask) body.op(wide ? "i64x2.neg" : "i32x4.neg");
}

/** Takes a lane out of the vector on the stack. */
function extract(f: Frame, vector: Expr, lane: number): void {
  const kind = kindOf(vector.dtype, vector.lanes);
  if (kind === "i64x2") f.body.op("i32x4.extract_lane", 2 * lane);
  else if (isVector(kind)) f.body.op(`${kind}.extract_lane` as Opcode, lane);
  if (vector.dtype === "bool" && vector.lanes > 1) f.body.int(1).op("i32.and");
}

function spellAcross(f: Frame, e: Of<"across">): void {
  const { body } = f;
  const { value, word } = e;
  const dtype = value.dtype as DType;
  const kind = kindOf(dtype, value.lanes);
  spell(f, value);
  if (!isVector(kind)) return;
  if (dtype === "bool" && (word === "and" || word === "min" || word === "mul")) {
    body.op(kind === "i64x2" ? "i64x2.all_true" : "i32x4.all_true");
    return;
  }
  if (dtype === "bool" && (word === "or" || word === "max")) {
    body.op("v128.any_true");
    return;
  }
  const local = f.temporary(VALUE.v128);
  for (let half = value.lanes / 2; half >= 1; half /= 2) {
    const bytes = (kind === "f64x2" || kind === "i64x2" ? 8 : 4) * half;
    body.tee(local).get(local).get(local).shuffle(Array.from({ length: 16 }, (_, i) => (i + bytes) % 16)); // prettier-ignore
    applyWord(f, word, dtype, value.lanes);
  }
  extract(f, value, 0);
}
