// Common sub-expressions: what is computed more than once in a block becomes a local, declared where it is first needed.
// Nothing is moved out of the arm of a `when` but what may be computed in any case; a `when` whose arms have something to
// share becomes an `if`. Knows nothing of targets.
import { entry, memoized } from "../../core/memo.ts";
import { constant, declare, set } from "../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import { children, expressionsOf, mapBlocks, mapChildren, mapRoots, mapStmts, visitExprs } from "../../ir/walk.ts";
import { changedIn } from "./growth.ts";
import { trivial } from "./hoist.ts";
import { Numbering } from "./numbering.ts";
import { harmless } from "./safe.ts";

/** Too little to keep: an emitter writes it again for nothing. */
function slight(e: Expr): boolean {
  if (trivial(e)) return true;
  if (e.is === "lane") return e.value.is === "var";
  // Indices a constant apart: the constant goes into the instruction.
  return e.is === "call" && e.dtype === "i32" && e.lanes === 1 && e.word === "add" && e.args[1]!.is === "const";
}

/** How often values are asked for in a block. */
interface Use {
  /** Unconditionally, and within arms that are evaluated only if chosen. */
  sure: number;
  maybe: number;
  /** The first statement that is sure to need it, or else the first that may. */
  first: number;
  firstMaybe: number;
}

function shareBlock(stmts: readonly Stmt[], changing: ReadonlySet<Var>): Stmt[] {
  const numbering = new Numbering();
  const uses = new Map<number, Use>();
  /** Values that are bound by an immutable local of the block: where, and which. */
  const holders = new Map<number, { readonly at: number; readonly v: Var }>();
  const numbers: Map<Expr, number>[] = [];

  stmts.forEach((s, at) => {
    const local = new Map<Expr, number>();
    numbers.push(local);
    const walk = (e: Expr, sure: boolean, seen: Set<Expr>): void => {
      const number = numbering.of(e);
      local.set(e, number);
      if (!slight(e)) {
        const use = entry(uses, number, () => ({ sure: 0, maybe: 0, first: Infinity, firstMaybe: Infinity }));
        const visited = sure ? use.sure > 0 : use.sure + use.maybe > 0;
        if (sure) use.sure++;
        else use.maybe++;
        if (sure) use.first = Math.min(use.first, at);
        use.firstMaybe = Math.min(use.firstMaybe, at);
        if (visited && seen.has(e)) return;
        seen.add(e);
        if (visited) {
          // Its operands are asked for no more, but must be known by number.
          visitExprs(e, (x) => local.set(x, numbering.of(x)));
          return;
        }
      }
      if (e.is === "when") {
        walk(e.condition, sure, seen);
        walk(e.then, false, seen);
        walk(e.otherwise, false, seen);
      } else for (const x of children(e)) walk(x, sure, seen);
    };
    const seen = new Set<Expr>();
    for (const e of expressionsOf(s)) walk(e, true, seen);
    if (s.is === "let" && !changing.has(s.v)) {
      const number = numbering.of(s.value);
      if (!slight(s.value) && !holders.has(number) && uses.get(number)!.first === at) holders.set(number, { at, v: s.v });
      numbering.name(s.v, number);
    }
    numbering.pass(s);
  });

  const wanted = (number: number, e: Expr): boolean => {
    const use = uses.get(number);
    if (!use || slight(e)) return false;
    return use.sure + use.maybe > 1 && (use.sure > 0 || harmless(e));
  };
  const locals = new Map<number, Var>();
  const out: Stmt[] = [];
  stmts.forEach((s, at) => {
    const local = numbers[at]!;
    const done = new Map<Expr, Expr>();
    const rebuild = (e: Expr): Expr => {
      if (e.is === "var" || e.is === "const") return e;
      return locals.get(local.get(e)!) ?? entry(done, e, () => mapChildren(e, rebuild));
    };
    const bind = (e: Expr, root: boolean, bound: Set<Expr>): void => {
      const number = local.get(e)!;
      if (bound.has(e) || locals.has(number)) return;
      bound.add(e);
      for (const x of children(e)) bind(x, false, bound);
      const use = uses.get(number);
      if (!use || !wanted(number, e)) return;
      if ((use.sure > 0 ? use.first : use.firstMaybe) > at) return;
      const holder = holders.get(number);
      if (holder && holder.at === at && root) return;
      const v: Var = { is: "var", name: nameOf(e), dtype: e.dtype, lanes: e.lanes };
      out.push(declare(v, rebuild(e)));
      done.clear();
      locals.set(number, v);
    };
    const bound = new Set<Expr>();
    const isHolder = s.is === "let" && holders.get(local.get(s.value)!)?.v === s.v;
    for (const e of expressionsOf(s)) bind(e, isHolder, bound);
    out.push(mapRoots(s, rebuild));
    if (isHolder) locals.set(local.get(s.value)!, s.v);
  });
  return out;
}

const nameOf = (e: Expr): string =>
  e.is === "load" ? e.buffer.name : e.is === "call" ? e.word : e.is === "splat" && e.value.is === "var" ? e.value.name : e.is;

/** Does an arm hold something that would be computed twice, and may not be computed outside of it? */
function repeats(arm: Expr): boolean {
  const parents = new Map<Expr, number>();
  visitExprs(arm, (e) => {
    for (const x of children(e)) parents.set(x, (parents.get(x) ?? 0) + 1);
  });
  let found = false;
  visitExprs(arm, (e) => {
    if (!slight(e) && (parents.get(e) ?? 0) > 1 && !harmless(e)) found = true;
  });
  return found;
}

/** Writes such a `when` as an `if` that sets a local, before the statement. */
function withoutSharedArms(s: Stmt): Stmt[] {
  const before: Stmt[] = [];
  const isBad: (e: Expr) => boolean = memoized(
    (e) => children(e).some(isBad) || (e.is === "when" && (repeats(e.then) || repeats(e.otherwise))),
  );
  const visit: (e: Expr) => Expr = memoized((e) => {
    if (!isBad(e)) return e;
    if (e.is !== "when") return mapChildren(e, visit);
    const v: Var = { is: "var", name: "chosen", dtype: e.dtype, lanes: 1 };
    const arm = (value: Expr): Stmt[] => withoutSharedArms(set(v, value));
    before.push(declare(v, constant(e.dtype, 0)));
    before.push({ is: "if", condition: visit(e.condition), then: arm(e.then), otherwise: arm(e.otherwise) });
    return v;
  });
  const last = mapRoots(s, visit);
  return [...before, last];
}

/** Every block of the statements, inner ones first. */
export function share(stmts: readonly Stmt[]): readonly Stmt[] {
  const plain = mapStmts(stmts, { stmt: withoutSharedArms });
  const changing = changedIn(plain);
  const deep = (list: readonly Stmt[]): Stmt[] =>
    shareBlock(
      list.map((s) => mapBlocks(s, deep)),
      changing,
    );
  return deep(plain);
}
