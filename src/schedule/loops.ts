// Loops around statements that compute one element each: joined into as few as the index arithmetic allows, the innermost
// over vectors. Knows expressions and sizes only.
import { sizeOfShape } from "../core/shape.ts";
import { call, indexVar, int, range } from "../ir/build.ts";
import { simplify } from "../ir/simplify.ts";
import type { Expr, Stmt, Var } from "../ir/types.ts";
import { dependsOn, visitExprs } from "../ir/walk.ts";

export type For = Stmt & { is: "for" };

/** The positions along `sizes` of a flat row-major index. */
export function unravel(flat: Expr, sizes: readonly number[]): Expr[] {
  return sizes.map((size, axis) => {
    if (size === 1) return int(0);
    const upper = call("quot", flat, int(sizeOfShape(sizes.slice(axis + 1))));
    return simplify(axis === 0 ? upper : call("rem", upper, int(size)));
  });
}

/** Is there a division whose result changes with v? */
export function divides(stmts: readonly Stmt[], v: Var): boolean {
  let found = false;
  visitExprs(stmts, (e) => {
    if (e.is === "call" && (e.word === "quot" || e.word === "rem") && dependsOn(e, v)) found = true;
  });
  return found;
}

export interface Flattened {
  /** Loops outside of the innermost, outermost first. */
  readonly outer: readonly Var[];
  readonly innermost: Var;
  readonly body: readonly Stmt[];
}

/** Turns of loops that are written out whatever they hold, so that divisions by their variables become constants. */
const FEW = 16;

/** Are these loops so small, the last of them too short for one vector, that joined ones are better at any price? */
export const isTiny = (sizes: readonly number[], lanes: number): boolean =>
  sizes.length > 1 && sizes.at(-1)! < lanes && sizeOfShape(sizes) >= lanes && sizeOfShape(sizes) <= FEW;

/**
 * Writes the body for loops over `sizes`, with as many trailing axes as possible joined into the innermost loop: joined
 * means that no index needs a division by it, or that the loop is written out (`tiny`). `body` may be asked several times.
 */
export function flatten(sizes: readonly number[], body: (at: readonly Expr[]) => Stmt[], tiny = false): Flattened {
  for (let first = 0; ; first++) {
    const outer = sizes.slice(0, first).map((size, axis) => indexVar(`i${axis}`, size));
    const joined = sizes.slice(first);
    const innermost = indexVar("i", sizeOfShape(joined));
    const stmts = body([...outer, ...unravel(innermost, joined)]);
    if (tiny || joined.length <= 1 || !divides(stmts, innermost)) return { outer, innermost, body: stmts };
  }
}

/** Wraps statements into loops, the first variable outermost. */
export const nested = (vars: readonly Var[], body: readonly Stmt[]): Stmt[] =>
  vars.reduceRight<readonly Stmt[]>((inner, v) => [range(v, v.max! + 1, inner)], body) as Stmt[];
