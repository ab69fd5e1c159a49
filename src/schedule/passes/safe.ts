// What may be computed where nobody asked for it. Knows nothing of targets.
import type { Expr } from "../../ir/types.ts";
import { children } from "../../ir/walk.ts";

const answers = new WeakMap<Expr, boolean>();

/** True if evaluating it in vain does no harm: it loads nothing and divides no integers by what may be 0. */
export function harmless(e: Expr): boolean {
  let safe = answers.get(e);
  if (safe === undefined) {
    const divides = e.is === "call" && (e.word === "quot" || e.word === "rem") && !(e.args[1]!.is === "const" && e.args[1].value !== 0);
    safe = e.is !== "load" && !divides && children(e).every(harmless);
    answers.set(e, safe);
  }
  return safe;
}
