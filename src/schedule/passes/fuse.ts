// a · b + c becomes `fma` on devices that may round it once. Knows nothing of targets. Not for portable arithmetic.
import { memoized } from "../../core/memo.ts";
import { call } from "../../ir/build.ts";
import type { Expr, Stmt } from "../../ir/types.ts";
import { children, mapChildren, mapStmts, visitExprs } from "../../ir/walk.ts";

const isProduct = (e: Expr): e is Expr & { is: "call" } => e.is === "call" && e.word === "mul" && (e.dtype === "f32" || e.dtype === "f64");

/** Products that stand in one sum only; one that is needed elsewhere too is computed anyway. */
export function fuseMultiplyAdd(stmts: readonly Stmt[]): readonly Stmt[] {
  const parents = new Map<Expr, number>();
  visitExprs(stmts, (e) => {
    for (const x of children(e)) parents.set(x, (parents.get(x) ?? 0) + 1);
  });
  const once = (e: Expr | undefined): e is Expr & { is: "call" } => e !== undefined && isProduct(e) && parents.get(e) === 1;
  const visit: (e: Expr) => Expr = memoized((e) => {
    if (e.is !== "call" || e.word !== "add" || !e.args.some(once)) return mapChildren(e, visit);
    const [a, b] = e.args;
    const [product, rest] = once(b) ? [b, a!] : [a as Expr & { is: "call" }, b!];
    return call("fma", visit(product.args[0]!), visit(product.args[1]!), visit(rest));
  });
  return mapStmts(stmts, { expr: visit });
}
