// Addresses: which part of an index is computed and which stands in the instruction. Knows bytes; not values.
import { sizeOf } from "../../core/dtype.ts";
import type { Buffer, Expr, Var } from "../../ir/types.ts";
import { MARGIN, type Frame } from "./frame.ts";

type Spell = (f: Frame, e: Expr) => void;

/** True if the value cannot be below zero. Looks a few levels deep only. */
export function isNatural(f: Frame, e: Expr, depth = 8): boolean {
  if (depth === 0) return false;
  switch (e.is) {
    case "const":
      return e.value >= 0;
    case "var":
      return f.natural.has(e) || ((e.min ?? -1) >= 0 && !f.assigned.has(e));
    case "call":
      if (e.word === "and" || e.word === "max") return e.args.some((a) => isNatural(f, a, depth - 1));
      if (e.word === "select") return isNatural(f, e.args[1]!, depth - 1) && isNatural(f, e.args[2]!, depth - 1);
      return /^(add|mul|min|quot|rem|shr|sar)$/.test(e.word) && e.args.every((a) => isNatural(f, a, depth - 1));
    case "cast":
      return e.value.dtype === "u8" || e.value.dtype === "bool";
    case "address":
      return isNatural(f, e.index, depth - 1);
    default:
      return false;
  }
}

/**
 * Takes a sum apart: its constant is returned, the other terms are collected. A sum that occurs elsewhere too (`shared`: or
 * lies in one that does) gives up its constant only, and the rest is remembered for the other place.
 */
function takeApart(f: Frame, e: Expr, terms: Expr[], shared = false): number {
  if (e.is === "const") return e.value;
  const whole = shared || !f.occursOnce(e);
  if (e.is === "call" && f.recall(e) === undefined) {
    const [a, b] = e.args;
    if (e.word === "add" && (!whole || a!.is === "const" || b!.is === "const"))
      return takeApart(f, a!, terms, whole) + takeApart(f, b!, terms, whole);
    if (e.word === "sub" && b!.is === "const") return takeApart(f, a!, terms, whole) - b.value;
  }
  if (whole) f.share(e);
  terms.push(e);
  return 0;
}

/** Pushes the sum of the terms times `size`; products with constants take the factor in. */
function pushScaled(f: Frame, terms: readonly Expr[], size: number, spell: Spell): void {
  const { body } = f;
  let pushed = 0;
  const plain: Expr[] = [];
  const addUp = (): void => {
    if (pushed++ > 0) body.op("i32.add");
  };
  for (const term of terms) {
    const factor = term.is === "call" && term.word === "mul" && f.occursOnce(term) ? term.args.find((a) => a.is === "const") : undefined;
    if (term.is !== "call" || factor?.is !== "const") {
      plain.push(term);
      continue;
    }
    spell(f, term.args[0] === factor ? term.args[1]! : term.args[0]!);
    body.int(Math.imul(factor.value, size)).op("i32.mul");
    addUp();
  }
  if (plain.length === 0) return;
  plain.forEach((term, i) => {
    spell(f, term);
    if (i > 0) body.op("i32.add");
  });
  if (size > 1) body.int(Math.log2(size)).op("i32.shl");
  addUp();
}

/**
 * Pushes the base plus the terms times `size`; takes it from a local if this line of code has computed it before. V8 would
 * find most of that itself, but only when it optimises, and after it has looked for neighbours to join into wider vectors.
 */
function pushSum(f: Frame, start: number, terms: readonly Expr[], size: number, spell: Spell): void {
  const { body } = f;
  const parts = [start];
  let key: string | undefined = `${start}/${size}`;
  for (const term of terms) {
    const [v, factor] = term.is === "call" && term.word === "mul" ? term.args : [term, undefined];
    if (v?.is !== "var" || (factor && factor.is !== "const")) {
      key = undefined;
      break;
    }
    const local = f.localOf(v);
    parts.push(local);
    key += `+${local}*${factor ? factor.value : 1}`;
  }
  const known = key === undefined ? undefined : f.placeOf(key);
  if (known !== undefined) {
    body.get(known);
    return;
  }
  body.get(start);
  pushScaled(f, terms, size, spell);
  body.op("i32.add");
  if (key !== undefined) body.tee(f.keepPlace(key, parts));
}

/** Pushes the address of an element, all but a constant that belongs into the instruction: that is returned. */
export function pushAddress(f: Frame, buffer: Buffer, index: Expr, base: Var | undefined, spell: Spell): number {
  const { body } = f;
  const size = sizeOf(buffer.dtype);
  const terms: Expr[] = [];
  const constant = takeApart(f, index, terms) * size;
  const origin = base ? 0 : f.originOf(buffer).offset;
  const start = base ? f.localOf(base) : f.base(f.originOf(buffer).base);
  if (terms.length === 0) body.get(start);
  else pushSum(f, start, terms, size, spell);
  const safe = constant <= MARGIN || ((!base || f.natural.has(base)) && terms.every((t) => isNatural(f, t)));
  if (safe && origin + constant >= 0) return origin + constant;
  body.int(constant).op("i32.add");
  return origin;
}

/** Moves a ptr on the stack by a number of elements. */
export function pushMoved(f: Frame, by: Expr, size: number, spell: Spell): void {
  const terms: Expr[] = [];
  const constant = takeApart(f, by, terms) * size;
  if (terms.length > 0) {
    pushScaled(f, terms, size, spell);
    f.body.op("i32.add");
  }
  if (constant !== 0) f.body.int(constant).op("i32.add");
}
