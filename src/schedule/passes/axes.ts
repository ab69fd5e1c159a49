// Which loops of a nest can be one loop, and which of them should be the innermost. Knows nothing of targets.
import { indexVar, int } from "../../ir/build.ts";
import type { Expr, Var } from "../../ir/types.ts";
import { children, dependsOn, substituter, visitExprs } from "../../ir/walk.ts";
import { growth } from "./growth.ts";

/** A loop of a nest: `v` runs over 0 … extent − 1. */
export interface Axis {
  readonly v: Var;
  readonly extent: number;
}

/** Whether the expressions use `outer` and `inner` only as outer · extent + inner, so that one loop can do for both. */
function joinable(outer: Axis, inner: Axis, roots: readonly Expr[]): boolean {
  const [byOuter, byInner] = [growth(new Map([[outer.v, 1]])), growth(new Map([[inner.v, 1]]))];
  const seen = new Set<Expr>();
  const fine = (e: Expr): boolean => {
    if (seen.has(e)) return true;
    seen.add(e);
    if (e.dtype === "i32" || e.is === "var") {
      const [o, i] = [byOuter(e), byInner(e)];
      if (o === 0 && i === 0) return true;
      if (o !== null && i !== null) return o === i * inner.extent;
    }
    return children(e).every(fine);
  };
  return roots.every(fine);
}

/** Neighbouring axes that are walked as one become one; axes of one turn disappear. The order stays. */
export function mergeAxes(axes: readonly Axis[], roots: readonly Expr[]): { axes: Axis[]; roots: Expr[] } {
  const single = new Map<Var, Expr>(axes.filter((a) => a.extent === 1).map((a) => [a.v, int(0)]));
  let now = single.size ? roots.map(substituter(single)) : [...roots];
  const out: Axis[] = [];
  for (const axis of axes.filter((a) => a.extent !== 1)) {
    const last = out.at(-1);
    if (!last || !joinable(last, axis, now)) {
      out.push(axis);
      continue;
    }
    const merged: Axis = { v: indexVar(axis.v.name, last.extent * axis.extent), extent: last.extent * axis.extent };
    now = now.map(substituter(new Map<Var, Expr>([[last.v, int(0)], [axis.v, merged.v]]))); // prettier-ignore
    out[out.length - 1] = merged;
  }
  return { axes: out, roots: now };
}

/** The axis along which most loads are neighbours (the last of the best): the one to run innermost and to vectorize. −1: none. */
export function densestAxis(axes: readonly Axis[], roots: readonly Expr[]): number {
  let best = -1;
  let most = 0;
  for (const [place, { v, extent }] of axes.entries()) {
    const grows = growth(new Map([[v, 1]]));
    let score = 0;
    const seen = new Set<Expr>();
    for (const root of roots) {
      visitExprs(
        root,
        (e) => {
          if (e.is !== "load" || !dependsOn(e, v)) return;
          const step = grows(e.index);
          score += step === 1 ? 1 : step === 0 ? 0 : -1;
        },
        seen,
      );
    }
    const weighted = extent > 1 ? score : 0;
    if (weighted > 0 && weighted >= most) [best, most] = [place, weighted];
  }
  return best;
}
