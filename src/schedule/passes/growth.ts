// How integer expressions move when variables do: what vectors, pointers and splits are decided by. Knows nothing of targets.
import { memoized } from "../../core/memo.ts";
import { add, int } from "../../ir/build.ts";
import type { Expr, Stmt, Var } from "../../ir/types.ts";
import { children, visitStmts } from "../../ir/walk.ts";

/** Variables that are set or advanced anywhere in the statements. */
export function changedIn(stmts: readonly Stmt[]): Set<Var> {
  const out = new Set<Var>();
  visitStmts(stmts, (s) => {
    if (s.is === "set" || s.is === "advance") out.add(s.v);
  });
  return out;
}

/**
 * By how much an integer expression grows when each variable of `steps` grows by its number: a constant, or null when
 * it is none. Variables that are not in `steps` do not move, unless `unsteady` says so.
 */
export function growth(steps: ReadonlyMap<Var, number>, unsteady: (v: Var) => boolean = () => false): (e: Expr) => number | null {
  const of: (e: Expr) => number | null = memoized((e) => {
    switch (e.is) {
      case "var":
        return steps.get(e) ?? (unsteady(e) ? null : 0);
      case "const":
        return 0;
      case "call": {
        const parts = e.args.map(of);
        if (parts.every((p) => p === 0)) return 0;
        const [a, b] = parts;
        if (e.dtype !== "i32" || a === null || b === null) return null;
        switch (e.word) {
          case "add":
            return a! + b!;
          case "sub":
            return a! - b!;
          case "neg":
            return -a!;
          case "mul":
            if (e.args[1]!.is === "const") return a! * e.args[1].value;
            return e.args[0]!.is === "const" ? b! * e.args[0].value : null;
          case "shl":
            return e.args[1]!.is === "const" ? a! * 2 ** e.args[1].value : null;
          default:
            return null;
        }
      }
      default:
        return children(e).every((x) => of(x) === 0) ? 0 : null;
    }
  });
  return of;
}

/** e + n, with the constant joined to one that is already at the end. */
export function offset(e: Expr, n: number): Expr {
  if (n === 0) return e;
  if (e.is === "const") return int(e.value + n);
  if (e.is === "call" && e.word === "add" && e.args[1]!.is === "const" && e.dtype === "i32") return offset(e.args[0]!, e.args[1].value + n);
  return add(e, int(n));
}
