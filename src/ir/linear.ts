// Integer index expressions as sums of coefficient × atom. All arithmetic is modulo 2³², as that of i32 words, so that the
// forms hold whether or not anything overflows. Knows no quotients: those are atoms here.
import { memoized } from "../core/memo.ts";
import { int } from "./build.ts";
import { Interner } from "./intern.ts";
import type { Expr, Var } from "./types.ts";
import { dependsOn } from "./walk.ts";

/** constant + Σ coefficient · atom; no coefficient is 0, no two atoms are equal in structure. */
export interface Linear {
  readonly terms: ReadonlyMap<Expr, number>;
  readonly constant: number;
}

export type Range = readonly [min: number, max: number];

const MIN = -2147483648;
const MAX = 2147483647;

export const linearConstant = (value: number): Linear => ({ terms: new Map(), constant: value | 0 });
export const linearAtom = (atom: Expr): Linear => ({ terms: new Map().set(atom, 1), constant: 0 });

/** a + factor · b. */
export function addLinear(a: Linear, b: Linear, factor = 1): Linear {
  const constant = (a.constant + Math.imul(b.constant, factor)) | 0;
  if (b.terms.size === 0) return { terms: a.terms, constant };
  const terms = new Map(a.terms);
  b.terms.forEach((coefficient, atom) => {
    const sum = ((terms.get(atom) ?? 0) + Math.imul(coefficient, factor)) | 0;
    if (sum === 0) terms.delete(atom);
    else terms.set(atom, sum);
  });
  return { terms, constant };
}

export const scaleLinear = (a: Linear, factor: number): Linear =>
  factor === 1 ? a : addLinear({ terms: new Map(), constant: 0 }, a, factor);

/** One step of taking sums and products by constants apart; `of` gives the forms of the operands. All else is an atom. */
export function decompose(e: Expr, of: (operand: Expr) => Linear): Linear {
  if (e.is === "const") return linearConstant(e.value);
  if (e.is === "call" && e.dtype === "i32" && e.lanes === 1) {
    const a = e.args[0]!;
    const b = e.args[1]!;
    if (e.word === "add") return addLinear(of(a), of(b));
    if (e.word === "sub") return addLinear(of(a), of(b), -1);
    if (e.word === "neg") return scaleLinear(of(a), -1);
    if (e.word === "mul") {
      if (b.is === "const") return scaleLinear(of(a), b.value);
      if (a.is === "const") return scaleLinear(of(b), a.value);
    }
  }
  return linearAtom(e);
}

/** The linear form of a scalar i32 expression. Atoms are variables, loads, quotients … and compared by structure. */
export function linear(e: Expr): Linear {
  const go: (x: Expr) => Linear = memoized((x) => decompose(x, go));
  return go(new Interner().intern(e));
}

/**
 * The expression of a linear form: largest coefficients first, subtractions last, then the constant. `order` breaks ties, `made`
 * sees every node that is made and may give another for it.
 */
export function fromLinear(form: Linear, order: (a: Expr, b: Expr) => number = () => 0, made: (e: Expr) => Expr = (e) => e): Expr {
  const binary = (word: "add" | "sub" | "mul", a: Expr, b: Expr): Expr => made({ is: "call", word, args: [a, b], dtype: "i32", lanes: 1 });
  const times = (atom: Expr, coefficient: number): Expr => (coefficient === 1 ? atom : binary("mul", atom, made(int(coefficient))));
  const terms = form.terms.size === 1 ? form.terms : [...form.terms].sort(([a, x], [b, y]) => y - x || order(a, b));
  let sum: Expr | null = null;
  for (const [atom, coefficient] of terms) {
    if (sum !== null && coefficient < 0 && coefficient !== MIN) sum = binary("sub", sum, times(atom, -coefficient));
    else sum = sum === null ? times(atom, coefficient) : binary("add", sum, times(atom, coefficient));
  }
  if (sum === null) return made(int(form.constant));
  return form.constant === 0 ? sum : binary("add", sum, made(int(form.constant)));
}

/** The integer c if e = c · v + (something without v), else null. 0 where e does not depend on v. `form` is e's, if it is there. */
export function coefficient(e: Expr, v: Var): number | null {
  const { terms } = linear(e);
  return [...terms.keys()].some((atom) => atom !== v && dependsOn(atom, v)) ? null : (terms.get(v) ?? 0);
}

/** The least and the greatest value an i32 (or bool, u8) expression can have, from the ranges of its variables; null if not known to be narrower than its type. */
export function rangeOf(e: Expr): Range | null {
  const go: (x: Expr) => Range | null = memoized((x) => rangeOfNode(x, go));
  return go(e);
}

/** Null unless the range fits into i32: what overflows has no known range. */
export const fitting = (min: number, max: number): Range | null => (min >= MIN && max <= MAX ? [min, max] : null);

/** One step of `rangeOf`: `of` gives the ranges of the operands. Vectors: of all lanes together. */
export function rangeOfNode(e: Expr, of: (e: Expr) => Range | null): Range | null {
  switch (e.is) {
    case "const":
      return Number.isInteger(e.value) ? fitting(e.value, e.value) : null;
    case "var":
      return e.min !== undefined && e.max !== undefined ? [e.min, e.max] : ofType(e);
    case "splat":
    case "lane":
      return of(e.value);
    case "ramp": {
      const base = of(e.base);
      return base && fitting(base[0], base[1] + e.lanes - 1);
    }
    case "pack":
      return e.values.map(of).reduce(union);
    case "when":
      return union(of(e.then), of(e.otherwise));
    case "cast": {
      const from = of(e.value);
      const whole = e.value.dtype !== "f32" && e.value.dtype !== "f64";
      if (e.dtype === "i32" && whole) return from;
      return from && whole && e.dtype === "u8" && from[0] >= 0 && from[1] <= 255 ? from : ofType(e);
    }
    case "call":
      return (e.dtype === "i32" ? ofCall(e, of) : null) ?? ofType(e);
    default:
      return ofType(e);
  }
}

const ofType = (e: Expr): Range | null => (e.dtype === "u8" ? [0, 255] : e.dtype === "bool" ? [0, 1] : null);

const union = (a: Range | null, b: Range | null): Range | null => a && b && [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

function ofCall(e: Expr & { is: "call" }, of: (e: Expr) => Range | null): Range | null {
  const a = of(e.args[0]!);
  const second = e.args[1];
  const b = second ? of(second) : null;
  switch (e.word) {
    case "add":
      return a && b && fitting(a[0] + b[0], a[1] + b[1]);
    case "sub":
      return a && b && fitting(a[0] - b[1], a[1] - b[0]);
    case "neg":
      return a && fitting(-a[1], -a[0]);
    case "mul":
      return a && b && ofProducts(a, b);
    case "quot":
      return a && b && ofQuotient(a, b);
    case "rem":
      return b && ofRemainder(a, b);
    case "abs":
      return a && fitting(a[0] > 0 ? a[0] : a[1] < 0 ? -a[1] : 0, Math.max(-a[0], a[1]));
    case "min":
      return a && b && [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    case "max":
      return a && b && [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    case "select":
      return union(b, of(e.args[2]!));
    case "and":
      if (a && b && a[0] >= 0 && b[0] >= 0) return [0, Math.min(a[1], b[1])];
      return a && a[0] >= 0 ? [0, a[1]] : b && b[0] >= 0 ? [0, b[1]] : null;
    case "shr":
      if (second?.is !== "const" || (second.value & 31) === 0) return null;
      return a && a[0] >= 0 ? [a[0] >>> second.value, a[1] >>> second.value] : [0, 0xffffffff >>> second.value];
    default:
      return null;
  }
}

/** From the least to the greatest value of a function that is monotonous in both. */
function ofCorners(a: Range, b: Range, f: (x: number, y: number) => number): Range {
  const corners = a.flatMap((x) => b.map((y) => f(x, y) + 0));
  return [Math.min(...corners), Math.max(...corners)];
}

const ofProducts = (a: Range, b: Range): Range | null => fitting(...ofCorners(a, b, (x, y) => x * y));

export const ofQuotient = (a: Range, b: Range): Range | null => (b[0] <= 0 ? null : ofCorners(a, b, (x, y) => Math.trunc(x / y)));

export function ofRemainder(a: Range | null, b: Range): Range | null {
  if (b[0] <= 0) return null;
  const most = b[1] - 1;
  if (!a) return [-most, most];
  if (b[0] === b[1] && a[0] >= 0 && Math.floor(a[0] / b[0]) === Math.floor(a[1] / b[0])) return [a[0] % b[0], a[1] % b[0]];
  return [a[0] >= 0 ? 0 : Math.max(a[0], -most), a[1] <= 0 ? 0 : Math.min(a[1], most)];
}
