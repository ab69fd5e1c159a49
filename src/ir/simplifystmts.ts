// Simplifies statements: expressions under what their loops and conditions tell, loops of no or one turn, branches that are
// decided, variables that are only other names, and locals that nobody reads.
import { call, int } from "./build.ts";
import type { Fact } from "./facts.ts";
import { linearAtom } from "./linear.ts";
import { Simplifier } from "./simplifier.ts";
import type { Expr, Stmt, Var } from "./types.ts";
import { expressionsOf, mapStmts, variablesOf, visitExprs, visitStmts } from "./walk.ts";

/** The same effect with less: see the head of this file. `task` variables and other free ones keep their ranges. */
export function simplifyStmts(stmts: readonly Stmt[]): readonly Stmt[] {
  const changing = new Set<Var>();
  visitStmts(stmts, (s) => {
    if (s.is === "set" || s.is === "advance") changing.add(s.v);
  });
  let current = block(stmts, new Simplifier(), changing);
  for (;;) {
    const kept = withoutDead(current);
    if (kept === current) return current;
    current = kept;
  }
}

function block(stmts: readonly Stmt[], simplifier: Simplifier, changing: ReadonlySet<Var>): readonly Stmt[] {
  const out: Stmt[] = [];
  let context = simplifier;
  for (const s of stmts) {
    switch (s.is) {
      case "let": {
        const value = context.simplify(s.value);
        if (s.v.dtype !== "ptr" && !changing.has(s.v)) {
          if (value.is === "const" || (value.is === "var" && !changing.has(value))) {
            context.define(s.v, value);
            break;
          }
          context = withRange(context, s.v, value, value);
        }
        out.push({ ...s, value });
        break;
      }
      case "set":
        out.push({ ...s, value: context.simplify(s.value) });
        break;
      case "advance": {
        const by = context.simplify(s.by);
        if (!(by.is === "const" && by.value === 0)) out.push({ ...s, by });
        break;
      }
      case "store":
        out.push({ ...s, index: context.simplify(s.index), value: context.simplify(s.value) });
        break;
      case "if": {
        const condition = context.simplify(s.condition);
        if (condition.is === "const") {
          out.push(...block(condition.value ? s.then : s.otherwise, context, changing));
          break;
        }
        const [yes, no] = context.inside(condition, (atom) => isStable(atom, changing));
        const [then, otherwise] = [block(s.then, yes, changing), block(s.otherwise, no, changing)];
        if (then.length > 0 || otherwise.length > 0) out.push({ ...s, condition, then, otherwise });
        break;
      }
      case "for":
        out.push(...loop(s, context, changing));
        break;
      case "note":
        out.push(s);
    }
  }
  return out;
}

function loop(s: Stmt & { is: "for" }, context: Simplifier, changing: ReadonlySet<Var>): readonly Stmt[] {
  const [begin, end] = [context.simplify(s.begin), context.simplify(s.end)];
  const turns = context.simplify(call("lt", begin, end));
  if (turns.is === "const" && turns.value === 0) return [];
  const first = context.range(begin);
  if (turns.is === "const" && first && first[1] + s.step <= 2147483647) {
    const once = context.simplify(call("le", end, call("add", begin, int(s.step))));
    if (once.is === "const" && once.value === 1 && isStable(begin, changing)) {
      context.define(s.v, begin);
      return block(s.body, context, changing);
    }
  }
  const body = block(s.body, withRange(context, s.v, begin, context.simplify(call("sub", end, int(1)))), changing);
  return body.some((x) => x.is !== "note") ? [{ ...s, begin, end, body }] : [];
}

/** Whether the expression keeps its value while statements run: it reads no memory and no variable that changes. */
function isStable(e: Expr, changing: ReadonlySet<Var>): boolean {
  let stable = true;
  visitExprs(e, (x) => {
    if (x.is === "load" || (x.is === "var" && changing.has(x))) stable = false;
  });
  return stable;
}

/** The context in which `v` lies between the least of `low` and the greatest of `high`. */
function withRange(context: Simplifier, v: Var, low: Expr, high: Expr): Simplifier {
  if (v.dtype !== "i32" || v.lanes !== 1) return context;
  const min = context.range(low)?.[0] ?? -Infinity;
  const max = context.range(high)?.[1] ?? Infinity;
  if (min <= (v.min ?? -Infinity) && max >= (v.max ?? Infinity)) return context;
  const fact: Fact = { form: linearAtom(v), min, max };
  return new Simplifier(context, [fact]);
}

/** Without locals that nobody reads (and what only they need), empty loops and empty branches. The same object if there are none. */
function withoutDead(stmts: readonly Stmt[]): readonly Stmt[] {
  const sources = new Map<Var, Expr[]>();
  const live = new Set<Var>();
  const queue: Var[] = [];
  const use = (e: Expr): void => {
    for (const v of variablesOf(e)) mark(v);
  };
  const mark = (v: Var): void => {
    if (live.has(v)) return;
    live.add(v);
    queue.push(v);
  };
  visitStmts(stmts, (s) => {
    if (s.is === "let" || s.is === "set" || s.is === "advance") {
      const own = sources.get(s.v);
      if (own) own.push(...expressionsOf(s));
      else sources.set(s.v, [...expressionsOf(s)]);
      return;
    }
    expressionsOf(s).forEach(use);
    if (s.is === "store" && s.base) mark(s.base);
  });
  for (let v = queue.pop(); v; v = queue.pop()) sources.get(v)?.forEach(use);
  return mapStmts(stmts, {
    stmt: (s) => {
      if (s.is === "let" || s.is === "set" || s.is === "advance") return live.has(s.v) ? s : null;
      if (s.is === "for") return s.body.some((x) => x.is !== "note") ? s : null;
      if (s.is === "if") return s.then.length + s.otherwise.length > 0 ? s : null;
      return s;
    },
  });
}
