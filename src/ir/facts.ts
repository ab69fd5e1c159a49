// What is known inside a branch or a loop: bounds of linear forms, taken from conditions. And with them, ranges of forms.
// All bounds speak of exact integers, not of numbers modulo 2³².
import { addLinear, fitting, scaleLinear } from "./linear.ts";
import type { Linear, Range } from "./linear.ts";
import type { Expr } from "./types.ts";

/** min ≤ Σ coefficient · atom ≤ max; the first coefficient is positive, the form's own constant is 0. */
export interface Fact {
  readonly form: Linear;
  readonly min: number;
  readonly max: number;
}

/** The fact that Σ terms ≤ max. */
export function atMost(form: Linear, max: number): Fact | null {
  const [first] = form.terms.values();
  if (first === undefined) return null;
  return first > 0 ? { form, min: -Infinity, max } : { form: scaleLinear(form, -1), min: -max, max: Infinity };
}

/** The number k with form = k · fact + (other atoms), or 0. */
function multiple(form: Linear, fact: Linear): number {
  let k = 0;
  for (const [atom, coefficient] of fact.terms) {
    const own = form.terms.get(atom);
    if (own === undefined || own % coefficient !== 0) return 0;
    if (k === 0) k = own / coefficient;
    else if (own / coefficient !== k) return 0;
  }
  return k;
}

const FULL: Range = [-2147483648, 2147483647];

/** Bounds of the exact sum, whether or not they fit into i32. */
export function boundsOf(form: Linear, facts: readonly Fact[], rangeOfAtom: (atom: Expr) => Range | null): Range {
  let min = form.constant;
  let max = form.constant;
  form.terms.forEach((coefficient, atom) => {
    const range = rangeOfAtom(atom) ?? FULL;
    const up = coefficient > 0 ? 1 : 0;
    min += coefficient * range[1 - up]!;
    max += coefficient * range[up];
  });
  // Each fact that fits doubles the work, so that only a few are tried; conditions with more of them are rare.
  let tries = 4;
  for (let i = 0; i < facts.length && tries > 0; i++) {
    const fact = facts[i]!;
    if (fact.form.terms.size > form.terms.size) continue;
    const k = multiple(form, fact.form);
    if (k === 0) continue;
    tries--;
    const [low, high] = boundsOf(addLinear(form, fact.form, -k), facts.slice(i + 1), rangeOfAtom);
    min = Math.max(min, low + (k > 0 ? k * fact.min : k * fact.max));
    max = Math.min(max, high + (k > 0 ? k * fact.max : k * fact.min));
  }
  return [min, max];
}

/** The same, or null if the sum may overflow. Contradictory facts (dead code) know nothing. */
export function rangeWithFacts(form: Linear, facts: readonly Fact[], rangeOfAtom: (atom: Expr) => Range | null): Range | null {
  const [min, max] = boundsOf(form, facts, rangeOfAtom);
  return min <= max ? fitting(min, max) : null;
}
