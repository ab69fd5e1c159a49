// Quotients and remainders of linear forms by positive constants, and the way back: where digits of a mixed-radix number
// meet again in a sum, they become the number. This is what makes a reshape of a reshape free. Knows linear forms and ranges.
//
// Two kinds of rules. Those that hold for all integers (division rounds towards zero, and is symmetric in the sign):
//   (x quot a) quot b = x quot ab      (x rem ab) quot a = (x quot a) rem b      (x rem ab) rem a = x rem a
//   cn·(y quot n) + c·(y rem n) = c·y      cn·((y quot n) rem m) + c·(y rem n) = c·(y rem nm)
// and the splitting of sums, (n·q + r) quot n = q + r quot n, which needs n·q + r ≥ 0 and r ≥ 0.
import { addLinear, fitting, linearAtom, linearConstant, scaleLinear } from "./linear.ts";
import type { Linear, Range } from "./linear.ts";
import type { Expr } from "./types.ts";

/** What the rules need from the simplifier. */
export interface Algebra {
  /** The linear form of a simplified expression. */
  form(e: Expr): Linear;
  /** The canonical expression of a linear form. */
  expression(form: Linear): Expr;
  /** The canonical node of `word` without any more rewriting. */
  node(word: "quot" | "rem", a: Expr, b: number): Expr;
  rangeOfForm(form: Linear): Range | null;
  /** Number of nodes of an atom written as a tree. */
  size(atom: Expr): number;
}

interface Division {
  readonly y: Expr;
  readonly n: number;
}

/** The parts of `y word n`, if the atom is that with a positive constant n. */
function division(atom: Expr, word: "quot" | "rem"): Division | null {
  if (atom.is !== "call" || atom.word !== word || atom.dtype !== "i32" || atom.lanes !== 1) return null;
  const divisor = atom.args[1]!;
  return divisor.is === "const" && divisor.value > 0 ? { y: atom.args[0]!, n: divisor.value } : null;
}

/** The atom that the form consists of, if there is nothing else. */
function single(form: Linear): Expr | null {
  if (form.terms.size !== 1 || form.constant !== 0) return null;
  for (const [atom, coefficient] of form.terms) if (coefficient === 1) return atom;
  return null;
}

/** What is left of a form modulo n, and how many n were taken off: form = n · whole + rest, the least of the rest in 0 … n − 1. */
export interface Split {
  readonly whole: Linear;
  readonly rest: Linear;
  readonly range: Range;
}

export function splitAt(algebra: Algebra, form: Linear, n: number): Split | null {
  const whole = new Map<Expr, number>();
  const rest = new Map<Expr, number>();
  for (const [atom, coefficient] of form.terms) {
    const times = Math.trunc(coefficient / n);
    if (times !== 0) whole.set(atom, times);
    if (coefficient - times * n !== 0) rest.set(atom, coefficient - times * n);
  }
  const range = algebra.rangeOfForm({ terms: rest, constant: 0 });
  if (!range) return null;
  const shift = Math.floor((range[0] + form.constant) / n);
  const constant = form.constant - shift * n;
  const shifted = fitting(range[0] + constant, range[1] + constant);
  if (!shifted || fitting(constant, constant) === null) return null;
  return { whole: { terms: whole, constant: shift }, rest: { terms: rest, constant }, range: shifted };
}

/** Divisors of n worth trying for a common factor: those that some coefficient shares, greatest first. */
function factors(form: Linear, n: number): number[] {
  const found = new Set<number>();
  for (const coefficient of form.terms.values()) {
    const factor = gcd(Math.abs(coefficient), n);
    if (factor > 1 && factor < n) found.add(factor);
  }
  return [...found].sort((a, b) => b - a);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** form quot n, for n > 0. */
export function quotient(algebra: Algebra, form: Linear, n: number): Linear {
  if (n === 1) return form;
  if (form.terms.size === 0) return linearConstant(Math.trunc(form.constant / n));
  const range = algebra.rangeOfForm(form);
  if (range && range[0] > -n && range[1] < n) return linearConstant(0);
  if (range && range[0] >= 0) {
    const parts = splitAt(algebra, form, n);
    if (parts) return addLinear(parts.whole, smallQuotient(algebra, parts, n));
  }
  return quotientAtom(algebra, form, n);
}

/** rest quot n, where the rest is not negative and holds no multiple of n any more. */
function smallQuotient(algebra: Algebra, { rest, range }: Split, n: number): Linear {
  if (range[1] < n) return linearConstant(0);
  for (const factor of factors(rest, n)) {
    const parts = splitAt(algebra, rest, factor);
    if (parts && parts.range[1] < factor) return quotient(algebra, parts.whole, n / factor);
  }
  return quotientAtom(algebra, rest, n);
}

/** form quot n where no sum can be split: only a sole quotient or remainder inside is resolved. */
function quotientAtom(algebra: Algebra, form: Linear, n: number): Linear {
  const atom = single(form);
  const inner = atom && division(atom, "quot");
  if (inner && inner.n * n <= 2147483647) return quotient(algebra, algebra.form(inner.y), inner.n * n);
  const rest = atom && division(atom, "rem");
  if (rest && rest.n % n === 0) return remainder(algebra, quotient(algebra, algebra.form(rest.y), n), rest.n / n);
  return linearAtom(algebra.node("quot", algebra.expression(form), n));
}

/** form rem n, for n > 0. */
export function remainder(algebra: Algebra, form: Linear, n: number): Linear {
  if (n === 1) return linearConstant(0);
  if (form.terms.size === 0) return linearConstant(form.constant % n);
  const range = algebra.rangeOfForm(form);
  if (range && range[0] > -n && range[1] < n) return form;
  const parts = range && range[0] >= 0 ? splitAt(algebra, form, n) : null;
  if (!parts) return remainderOf(algebra, form, n);
  if (parts.range[1] < n) return parts.rest;
  for (const factor of factors(parts.rest, n)) {
    const inner = splitAt(algebra, parts.rest, factor);
    if (inner && inner.range[1] < factor) return addLinear(inner.rest, scaleLinear(remainder(algebra, inner.whole, n / factor), factor));
  }
  return remainderOf(algebra, parts.rest, n);
}

function remainderOf(algebra: Algebra, form: Linear, n: number): Linear {
  const atom = single(form);
  const inner = atom && division(atom, "rem");
  if (inner && inner.n % n === 0) return remainder(algebra, algebra.form(inner.y), n);
  return linearAtom(algebra.node("rem", algebra.expression(form), n));
}

/** Puts digits together until nothing becomes smaller. */
export function recombine(algebra: Algebra, form: Linear): Linear {
  // Only with a remainder there is something to put together.
  if (![...form.terms.keys()].some((atom) => division(atom, "rem"))) return form;
  let current = form;
  let cost = costOf(algebra, form);
  for (let changed = true; changed;) {
    changed = false;
    for (const candidate of recombinations(algebra, current)) {
      const candidateCost = costOf(algebra, candidate);
      if (candidateCost >= cost) continue;
      current = candidate;
      cost = candidateCost;
      changed = true;
      break;
    }
  }
  return current;
}

function costOf(algebra: Algebra, form: Linear): number {
  let cost = form.constant === 0 ? 0 : 1;
  for (const [atom, coefficient] of form.terms) cost += algebra.size(atom) + (coefficient === 1 ? 1 : 2);
  return cost;
}

function* recombinations(algebra: Algebra, form: Linear): Generator<Linear> {
  for (const [atom, c] of form.terms) {
    const low = division(atom, "rem");
    if (!low) continue;
    const y = algebra.form(low.y);
    // c·(y rem n) = c·y − c·n·(y quot n): good if the quotient's terms are there to cancel.
    const without = addLinear(form, linearAtom(atom), -c);
    yield addLinear(addLinear(without, y, c), quotient(algebra, y, low.n), -Math.imul(c, low.n));
    // c·n·(a rem m) + c·(y rem n) = c·((n·a + y rem n) rem nm), if a ≥ 0 and y ≥ 0: good if n·a + (y rem n) recombines.
    for (const [other, d] of form.terms) {
      if (other === atom || d !== c * low.n) continue;
      const high = division(other, "rem");
      if (!high || high.n * low.n > 2147483647) continue;
      const joined = joinDigits(algebra, high.y, atom, low);
      if (joined) yield addLinear(addLinear(without, linearAtom(other), -d), remainder(algebra, joined, high.n * low.n), c);
    }
  }
}

/** n·a + (y rem n), if it becomes simpler than its parts and overflows nowhere. `atom` is y rem n. */
function joinDigits(algebra: Algebra, a: Expr, atom: Expr, { y, n }: Division): Linear | null {
  // With the quotient alone, (y quot n) rem m, any sign will do: y is the joined number itself.
  const high = division(a, "quot");
  if (high && high.n === n && high.y === y) return algebra.form(y);
  const form = algebra.form(a);
  const ranges = [algebra.rangeOfForm(form), algebra.rangeOfForm(algebra.form(y))];
  if (!ranges[0] || !ranges[1] || ranges[0][0] < 0 || ranges[1][0] < 0) return null;
  if (!fitting(0, ranges[0][1] * n + n - 1)) return null;
  const separate = addLinear(scaleLinear(form, n), linearAtom(atom));
  const joined = recombine(algebra, separate);
  return costOf(algebra, joined) < costOf(algebra, separate) ? joined : null;
}
