// Math words that a device does not spell itself become expressions in the words that every device has: the same
// polynomials everywhere, so the same bits wherever multiply-add is not fused. Nothing here may be reassociated.
import { isFloat } from "../../core/dtype.ts";
import { expand } from "../../ir/math/expansion.ts";
import type { Limits, Stmt } from "../../ir/types.ts";
import { mapStmts, rewriter } from "../../ir/walk.ts";

/** All expressions of the statements, the math words written out that are not among the device's. */
export function legalize(stmts: readonly Stmt[], limits: Pick<Limits, "mathWords" | "fma">): readonly Stmt[] {
  const expr = rewriter((e) => (e.is !== "call" || limits.mathWords.has(e.word) || !isFloat(e.dtype) ? e : expand(e, limits.fma)));
  return mapStmts(stmts, { expr });
}
