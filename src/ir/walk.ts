// Walks over expressions and statements, for every pass. Expressions are DAGs: each walk visits a node once. Knows only the
// shape of the IR, not what it means.
import { entry, memoized } from "../core/memo.ts";
import { across, address, bits, call, cast, lane, pack, ramp, splat, when } from "./build.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "./types.ts";

const NONE: readonly Expr[] = [];

/** The direct operands of an expression; a load's base pointer is one of them. */
export function children(e: Expr): readonly Expr[] {
  switch (e.is) {
    case "var":
    case "const":
      return NONE;
    case "load":
      return e.base ? [e.base, e.index] : [e.index];
    case "call":
      return e.args;
    case "ramp":
      return [e.base];
    case "pack":
      return e.values;
    case "when":
      return [e.condition, e.then, e.otherwise];
    case "address":
      return [e.index];
    default:
      return [e.value];
  }
}

/** The same expression over mapped operands; the very same object if no operand changed. Constants fold on the way. */
export function mapChildren(e: Expr, f: (child: Expr) => Expr): Expr {
  switch (e.is) {
    case "var":
    case "const":
      return e;
    case "load": {
      const base = e.base && (f(e.base) as Var);
      const index = f(e.index);
      if (index === e.index && base === e.base) return e;
      return base ? { ...e, base, index } : { ...e, index };
    }
    case "call": {
      const args = mapArray(e.args, f);
      return args === e.args ? e : call(e.word, ...args);
    }
    case "ramp": {
      const base = f(e.base);
      return base === e.base ? e : ramp(base, e.lanes);
    }
    case "pack": {
      const values = mapArray(e.values, f);
      return values === e.values ? e : pack(values);
    }
    case "when": {
      const condition = f(e.condition);
      const then = f(e.then);
      const otherwise = f(e.otherwise);
      return condition === e.condition && then === e.then && otherwise === e.otherwise ? e : when(condition, then, otherwise);
    }
    case "address": {
      const index = f(e.index);
      return index === e.index ? e : address(e.buffer, index);
    }
    default: {
      const value = f(e.value);
      if (value === e.value) return e;
      switch (e.is) {
        case "cast":
          return cast(value, e.dtype);
        case "bits":
          return bits(value, e.dtype);
        case "splat":
          return splat(value, e.lanes);
        case "lane":
          return lane(value, e.index);
        case "across":
          return across(e.word, value);
      }
    }
  }
}

function mapArray<T>(items: readonly T[], f: (item: T) => T): readonly T[] {
  let out: T[] | null = null;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    const mapped = f(item);
    if (mapped !== item) out ??= items.slice();
    if (out) out[i] = mapped;
  }
  return out ?? items;
}

/** A function that rewrites whole expressions: operands first, then `f` on the rebuilt node. What it has seen it remembers. */
export function rewriter(f: (e: Expr) => Expr): (e: Expr) => Expr {
  const go: (e: Expr) => Expr = memoized((e) => f(mapChildren(e, go)));
  return go;
}

/** Rewrites one expression bottom-up. */
export const rewrite = (e: Expr, f: (e: Expr) => Expr): Expr => rewriter(f)(e);

/** A function that replaces variables by expressions in every expression that it is given. */
export function substituter(map: ReadonlyMap<Var, Expr>): (e: Expr) => Expr {
  return rewriter((e) => (e.is === "var" ? (map.get(e) ?? e) : e));
}

/** The expression with variables replaced. Replacements are not searched again. */
export const substitute = (e: Expr, map: ReadonlyMap<Var, Expr>): Expr => (map.size === 0 ? e : substituter(map)(e));

export interface StmtMap {
  /** Gets each whole expression that stands in a statement (not its operands: see `rewriter`). */
  readonly expr?: (e: Expr) => Expr;
  /** Gets variables that are declared, set, advanced, or are the base of a store. */
  readonly variable?: (v: Var) => Var;
  /** Gets each statement after its parts were mapped; null drops it, a list takes its place. */
  stmt?(s: Stmt): Stmt | readonly Stmt[] | null;
}

/** Statements with mapped parts, in program order; unchanged statements stay the same objects. */
export function mapStmts(stmts: readonly Stmt[], map: StmtMap): readonly Stmt[] {
  const out: Stmt[] = [];
  let changed = false;
  for (const s of stmts) {
    const mapped = mapParts(s, map);
    const result = map.stmt ? map.stmt(mapped) : mapped;
    if (result !== s) changed = true;
    if (result === null) continue;
    if (isList(result)) out.push(...result);
    else out.push(result);
  }
  return changed ? out : stmts;
}

const isList = (x: Stmt | readonly Stmt[]): x is readonly Stmt[] => Array.isArray(x);

const mapParts = (s: Stmt, map: StmtMap): Stmt => mapBlocks(mapRoots(s, map.expr, map.variable), (block) => mapStmts(block, map));

/** The statement with other blocks inside. */
export function mapBlocks(s: Stmt, f: (block: readonly Stmt[]) => readonly Stmt[]): Stmt {
  if (s.is === "for") {
    const body = f(s.body);
    return body === s.body ? s : { ...s, body };
  }
  if (s.is !== "if") return s;
  const then = f(s.then);
  const otherwise = f(s.otherwise);
  return then === s.then && otherwise === s.otherwise ? s : { ...s, then, otherwise };
}

/** The statement with other expressions (those of `expressionsOf`) and variables; inner statements stay. */
export function mapRoots(s: Stmt, expr: (e: Expr) => Expr = (e) => e, variable: (v: Var) => Var = (v) => v): Stmt {
  switch (s.is) {
    case "for": {
      const begin = expr(s.begin);
      const end = expr(s.end);
      const v = variable(s.v);
      return begin === s.begin && end === s.end && v === s.v ? s : { ...s, v, begin, end };
    }
    case "let":
    case "set": {
      const value = expr(s.value);
      const v = variable(s.v);
      return value === s.value && v === s.v ? s : { ...s, v, value };
    }
    case "advance": {
      const by = expr(s.by);
      const v = variable(s.v);
      return by === s.by && v === s.v ? s : { ...s, v, by };
    }
    case "store": {
      const base = s.base && variable(s.base);
      const index = expr(s.index);
      const value = expr(s.value);
      if (index === s.index && value === s.value && base === s.base) return s;
      return base ? { ...s, base, index, value } : { ...s, index, value };
    }
    case "if": {
      const condition = expr(s.condition);
      return condition === s.condition ? s : { ...s, condition };
    }
    case "note":
      return s;
  }
}

/** Replaces uses of variables. A variable that is set, advanced or the base of a store can only be replaced by another variable. */
export function substituteStmts(stmts: readonly Stmt[], map: ReadonlyMap<Var, Expr>): readonly Stmt[] {
  if (map.size === 0) return stmts;
  return mapStmts(stmts, { expr: substituter(map), variable: (v) => (map.get(v) ?? v) as Var });
}

/** A copy in which every local and loop variable declared inside is a fresh one; `map` replaces variables from outside. For unrolling. */
export function cloneStmts(stmts: readonly Stmt[], map: ReadonlyMap<Var, Expr> = new Map()): readonly Stmt[] {
  const all = new Map(map);
  for (const v of declared(stmts)) all.set(v, { ...v });
  return substituteStmts(stmts, all);
}

/** All variables that statements declare, at any depth. */
export function declared(stmts: readonly Stmt[]): Var[] {
  const out: Var[] = [];
  visitStmts(stmts, (s) => {
    if (s.is === "let" || s.is === "for") out.push(s.v);
  });
  return out;
}

/** Every statement in program order, outer ones before their bodies. */
export function visitStmts(stmts: readonly Stmt[], f: (s: Stmt) => void): void {
  for (const s of stmts) {
    f(s);
    if (s.is === "for") visitStmts(s.body, f);
    else if (s.is === "if") {
      visitStmts(s.then, f);
      visitStmts(s.otherwise, f);
    }
  }
}

/** The whole expressions that stand directly in one statement. */
export function expressionsOf(s: Stmt): readonly Expr[] {
  switch (s.is) {
    case "for":
      return [s.begin, s.end];
    case "let":
    case "set":
      return [s.value];
    case "advance":
      return [s.by];
    case "store":
      return [s.index, s.value];
    case "if":
      return [s.condition];
    case "note":
      return NONE;
  }
}

/** Calls `f` once for each distinct node, operands first. `seen` may be shared between calls. */
export function visitExprs(of: Expr | readonly Stmt[], f: (e: Expr) => void, seen = new Set<Expr>()): void {
  const go = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    for (const child of children(e)) go(child);
    f(e);
  };
  if ("is" in of) return go(of);
  visitStmts(of, (s) => {
    for (const e of expressionsOf(s)) go(e);
  });
}

/** The variables that are read; for statements also those set, advanced, or used as base of a store (not the merely declared). */
export function variablesOf(of: Expr | readonly Stmt[]): Set<Var> {
  const out = new Set<Var>();
  visitExprs(of, (e) => {
    if (e.is === "var") out.add(e);
  });
  if (!("is" in of)) {
    visitStmts(of, (s) => {
      if (s.is === "set" || s.is === "advance") out.add(s.v);
      else if (s.is === "store" && s.base) out.add(s.base);
    });
  }
  return out;
}

/** Whether the value changes with `v`. */
export function dependsOn(e: Expr, v: Var): boolean {
  const seen = new Set<Expr>();
  const go = (x: Expr): boolean => {
    if (x === v) return true;
    if (seen.has(x)) return false;
    seen.add(x);
    return children(x).some(go);
  };
  return go(e);
}

/** Buffers that are loaded from. */
export function buffersRead(of: Expr | readonly Stmt[]): Set<Buffer> {
  const out = new Set<Buffer>();
  visitExprs(of, (e) => {
    if (e.is === "load") out.add(e.buffer);
  });
  return out;
}

/** Buffers that are stored to. */
export function buffersWritten(stmts: readonly Stmt[]): Set<Buffer> {
  const out = new Set<Buffer>();
  visitStmts(stmts, (s) => {
    if (s.is === "store") out.add(s.buffer);
  });
  return out;
}

const touched = new WeakMap<Kernel, ReadonlySet<Buffer>>();
/** The buffers that a kernel reads, then those that it writes only. */
export const buffersTouched = (kernel: Kernel): ReadonlySet<Buffer> =>
  entry(touched, kernel, () => new Set([...buffersRead(kernel.body), ...buffersWritten(kernel.body)]));

/** Distinct nodes (for statements: of all expressions together, plus one a statement). */
export function countNodes(of: Expr | readonly Stmt[]): number {
  let count = 0;
  visitExprs(of, () => count++);
  if (!("is" in of)) visitStmts(of, () => count++);
  return count;
}
