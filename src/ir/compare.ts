// Comparisons of integer expressions: decided by ranges, else written in a canonical way; and what a condition tells about
// the places that it guards.
import { call, constant } from "./build.ts";
import { splitAt } from "./division.ts";
import type { Algebra } from "./division.ts";
import { atMost } from "./facts.ts";
import type { Fact } from "./facts.ts";
import { addLinear, scaleLinear } from "./linear.ts";
import type { Linear, Range } from "./linear.ts";
import type { Expr, Word } from "./types.ts";

/** What comparisons need from the simplifier. */
export interface Bounds extends Algebra {
  /** Bounds of the exact sum, even where it would overflow. */
  bounds(form: Linear): Range;
}

const TRUE = (): Expr => constant("bool", 1);
const FALSE = (): Expr => constant("bool", 0);

/** `a word b` for scalar i32 operands that are simplified. `le` becomes `lt` where nothing can overflow. */
export function compare(word: Word, a: Expr, b: Expr, algebra: Bounds): Expr {
  if (a === b) return word === "le" || word === "eq" ? TRUE() : FALSE();
  const difference = exactDifference(a, b, algebra);
  if (!difference) return call(word, a, b);
  const [min, max] = algebra.bounds(difference);
  switch (word) {
    case "lt":
      return max < 0 ? TRUE() : min >= 0 ? FALSE() : (below(difference, 0, algebra) ?? call("lt", a, b));
    case "le":
      return max <= 0 ? TRUE() : min > 0 ? FALSE() : (below(difference, 1, algebra) ?? call("le", a, b));
    default: {
      if (max < 0 || min > 0) return word === "eq" ? FALSE() : TRUE();
      if (min === 0 && max === 0) return word === "eq" ? TRUE() : FALSE();
      return equality(word, difference, algebra) ?? call(word, a, b);
    }
  }
}

/** a − b as exact integers; null if an operand may overflow, so that its form says nothing of its value. */
function exactDifference(a: Expr, b: Expr, algebra: Bounds): Linear | null {
  const [x, y] = [algebra.form(a), algebra.form(b)];
  if (!isExact(x, algebra) || !isExact(y, algebra)) return null;
  const constant = x.constant - y.constant;
  if (constant !== (constant | 0)) return null;
  for (const [atom, coefficient] of y.terms) {
    const exact = (x.terms.get(atom) ?? 0) - coefficient;
    if (exact !== (exact | 0)) return null;
  }
  return addLinear(x, y, -1);
}

/** Whether the form's value is the exact sum: it cannot overflow, or it is a lone atom. */
function isExact(form: Linear, algebra: Bounds): boolean {
  if (form.terms.size === 0) return true;
  if (form.terms.size === 1 && form.constant === 0 && form.terms.values().next().value === 1) return true;
  return algebra.rangeOfForm(form) !== null;
}

/** form < limit, with common factors and small remainders divided out: 4x + r < 8 with 0 ≤ r < 4 is x < 2. */
function below(form: Linear, limit: number, algebra: Bounds): Expr | null {
  let current = addConstant(form, -limit);
  if (!current) return null;
  for (let reduced: Linear | null = current; reduced; reduced = reduce(current, algebra)) current = reduced;
  const sides = twoSides(current, algebra);
  return sides && call("lt", ...sides);
}

function reduce(form: Linear, algebra: Bounds): Linear | null {
  const sizes = new Set([...form.terms.values()].map(Math.abs));
  for (const size of [...sizes].sort((a, b) => b - a)) {
    if (size === 1) continue;
    const parts = splitAt(algebra, form, size);
    if (parts && parts.range[1] < size) return parts.whole;
  }
  return null;
}

function equality(word: Word, form: Linear, algebra: Bounds): Expr | null {
  const divisor = [...form.terms.values()].map(Math.abs).reduce(gcd);
  if (form.constant % divisor !== 0) return word === "eq" ? FALSE() : TRUE();
  let terms = [...form.terms].map(([atom, coefficient]) => [atom, coefficient / divisor] as const);
  let constant = form.constant / divisor;
  if (terms[0]![1] < 0) {
    terms = terms.map(([atom, coefficient]) => [atom, -coefficient] as const);
    constant = -constant;
  }
  if (constant !== (constant | 0)) return null;
  const sides = twoSides({ terms: new Map(terms), constant }, algebra);
  return sides && call(word, ...sides);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function addConstant(form: Linear, by: number): Linear | null {
  const constant = form.constant + by;
  return constant === (constant | 0) ? { terms: form.terms, constant } : null;
}

/** form ~ 0 as left ~ right without minus signs; null if a side may overflow. */
function twoSides(form: Linear, algebra: Bounds): [Expr, Expr] | null {
  const positive = [...form.terms].filter(([, coefficient]) => coefficient > 0);
  const negative = [...form.terms].filter(([, coefficient]) => coefficient < 0).map(([atom, coefficient]) => [atom, -coefficient] as const);
  const onLeft = positive.length === 0;
  if (form.constant === -2147483648) return null;
  const left: Linear = { terms: new Map(positive), constant: onLeft ? form.constant : 0 };
  const right: Linear = { terms: new Map(negative), constant: onLeft ? 0 : 0 - form.constant };
  if (!isExact(left, algebra) || !isExact(right, algebra)) return null;
  return [algebra.expression(left), algebra.expression(right)];
}

/** What holds where a condition is true, and what where it is false. */
export function factsOf(condition: Expr, algebra: Bounds): [Fact[], Fact[]] {
  const yes: Fact[] = [];
  const no: Fact[] = [];
  collect(condition, true, algebra, yes);
  collect(condition, false, algebra, no);
  return [yes, no];
}

function collect(condition: Expr, truth: boolean, algebra: Bounds, into: Fact[]): void {
  if (condition.is !== "call" || condition.lanes !== 1) return;
  const [a, b] = condition.args as [Expr, Expr];
  switch (condition.word) {
    case "and":
    case "or":
      if ((condition.word === "and") !== truth || condition.dtype !== "bool") return;
      collect(a, truth, algebra, into);
      collect(b, truth, algebra, into);
      return;
    case "not":
      if (condition.dtype === "bool") collect(a, !truth, algebra, into);
      return;
    case "lt":
    case "le":
    case "eq":
    case "ne": {
      if (a.dtype !== "i32") return;
      const difference = exactDifference(a, b, algebra);
      if (!difference) return;
      const terms: Linear = { terms: difference.terms, constant: 0 };
      const add = (form: Linear, max: number): void => {
        const fact = atMost(form, max);
        if (fact) into.push(fact);
      };
      const opposite = scaleLinear(terms, -1);
      // terms + constant is < 0, ≤ 0, = 0; or, negated, ≥ 0, > 0.
      if (condition.word === "lt") {
        if (truth) add(terms, -difference.constant - 1);
        else add(opposite, difference.constant);
      } else if (condition.word === "le") {
        if (truth) add(terms, -difference.constant);
        else add(opposite, difference.constant - 1);
      } else if ((condition.word === "eq") === truth) {
        add(terms, -difference.constant);
        add(opposite, difference.constant);
      }
      return;
    }
    default:
      return;
  }
}
