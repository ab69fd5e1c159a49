// Math words that a device does not spell itself become expressions in the words that every device has: the same
// polynomials everywhere, so the same bits wherever multiply-add is not fused. Nothing here may be reassociated.
import type { Expr, Limits, Stmt, Word } from "../../ir/types.ts";
import { mapStmts, rewriter } from "../../ir/walk.ts";
import { Arithmetic } from "./arithmetic.ts";
import { atan, cos, sin } from "./circular.ts";
import { exp, expm1 } from "./exponential.ts";
import { log, log1p } from "./logarithm.ts";
import { pow } from "./power.ts";
import { erf, tanh } from "./sigmoidal.ts";

type Expansion = (m: Arithmetic, x: Expr, y: Expr) => Expr;

const EXPANSIONS: Partial<Record<Word, Expansion>> = { exp, expm1, log, log1p, sin, cos, atan, tanh, erf, pow };

/** The words that can be written as polynomials. */
export const mathWords = (): ReadonlySet<Word> => new Set(Object.keys(EXPANSIONS) as Word[]);

/** The expression with the math words written out that are not among the device's. */
export const legalizer = (limits: Pick<Limits, "mathWords" | "fma">): ((e: Expr) => Expr) =>
  rewriter((e) => {
    if (e.is !== "call" || limits.mathWords.has(e.word) || (e.dtype !== "f32" && e.dtype !== "f64")) return e;
    const expand = EXPANSIONS[e.word];
    return expand ? expand(new Arithmetic(e, limits.fma), e.args[0]!, e.args[1] ?? e.args[0]!) : e;
  });

/** All expressions of the statements, legalized. */
export const legalize = (stmts: readonly Stmt[], limits: Pick<Limits, "mathWords" | "fma">): readonly Stmt[] =>
  mapStmts(stmts, { expr: legalizer(limits) });
