// The expressions that stand in a statement itself, replaced one by one.
import type { Expr, Stmt } from "../../ir/types.ts";

/** The statement with other expressions (those of `expressionsOf`); inner statements stay. */
export function mapRoots(s: Stmt, f: (e: Expr) => Expr): Stmt {
  switch (s.is) {
    case "for":
      return { ...s, begin: f(s.begin), end: f(s.end) };
    case "let":
    case "set":
      return { ...s, value: f(s.value) };
    case "advance":
      return { ...s, by: f(s.by) };
    case "store":
      return { ...s, index: f(s.index), value: f(s.value) };
    case "if":
      return { ...s, condition: f(s.condition) };
    case "note":
      return s;
  }
}
