// The doors of the simplifier. See simplifier.ts for expressions and simplifystmts.ts for statements.
import { Simplifier } from "./simplifier.ts";
import type { Expr } from "./types.ts";

/** The canonical form of one expression. For many of one kernel use one `Simplifier`: it remembers. */
export const simplify = (e: Expr): Expr => (e.is === "const" || (e.is === "var" && e.min !== e.max) ? e : new Simplifier().simplify(e));

export { Simplifier } from "./simplifier.ts";
export { simplifyStmts } from "./simplifystmts.ts";
