// What may be computed where nobody asked for it. Knows nothing of targets.
import { entry } from "../../core/memo.ts";
import type { Expr } from "../../ir/types.ts";
import { children } from "../../ir/walk.ts";

const answers = new WeakMap<Expr, boolean>();

/** True if evaluating it in vain does no harm: it loads nothing and divides no integers by what may be 0. */
export const harmless = (e: Expr): boolean =>
  entry(answers, e, () => {
    const divides = e.is === "call" && (e.word === "quot" || e.word === "rem") && !(e.args[1]!.is === "const" && e.args[1].value !== 0);
    return e.is !== "load" && !divides && children(e).every(harmless);
  });
