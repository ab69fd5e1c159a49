// The rewriter of index arithmetic: sums become flat, quotients and remainders are resolved by ranges and divisibility,
// comparisons decided where ranges decide them. Float arithmetic is never touched: no rewrite here changes a bit of a result.
import { entry } from "../core/memo.ts";
import { call, constant, int } from "./build.ts";
import { quotient, recombine, remainder } from "./division.ts";
import type { Algebra } from "./division.ts";
import { compare, factsOf } from "./compare.ts";
import type { Fact } from "./facts.ts";
import { boundsOf, rangeWithFacts } from "./facts.ts";
import { Interner } from "./intern.ts";
import { decompose, fromLinear, linearAtom, rangeOfNode } from "./linear.ts";
import type { Linear, Range } from "./linear.ts";
import type { Expr, Var, Word } from "./types.ts";
import { children, mapChildren } from "./walk.ts";

/** Words that mix bits: sums over them are hashes, not indices, and stay as they are written. */
const MIXING: ReadonlySet<Word> = new Set<Word>(["and", "or", "xor", "not", "shl", "shr", "sar"]);
const SUMS: ReadonlySet<Word> = new Set<Word>(["add", "sub", "mul", "neg"]);

/** What all contexts of one simplifier share. */
interface Shared {
  readonly interner: Interner;
  readonly forms: Map<Expr, Linear>;
  readonly sizes: Map<Expr, number>;
  readonly mixing: Map<Expr, boolean>;
  /** Variables that stand for something else from their declaration on. */
  readonly values: Map<Var, Expr>;
}

/** Simplifies many expressions of one kernel and remembers them. Equal results are the same object. */
export class Simplifier implements Algebra {
  readonly #shared: Shared;
  readonly #facts: readonly Fact[];
  /** Those about sums; what is known of single atoms is in their ranges. */
  readonly #relations: readonly Fact[];
  readonly #memo = new Map<Expr, Expr>();
  readonly #sums = new Map<Expr, Linear>();
  readonly #ranges = new Map<Expr, Range | null>();
  readonly #inside = new Map<Expr, readonly [Simplifier, Simplifier]>();

  constructor(parent?: Simplifier, facts: readonly Fact[] = []) {
    this.#shared = parent
      ? parent.#shared
      : { interner: new Interner(), forms: new Map(), sizes: new Map(), mixing: new Map(), values: new Map() };
    this.#facts = parent ? [...parent.#facts, ...facts] : facts;
    this.#relations = this.#facts.filter((fact) => fact.form.terms.size > 1);
  }

  /** From now on `v` is `value` (already simplified): for variables that never change. */
  define(v: Var, value: Expr): void {
    this.#shared.values.set(v, value);
  }

  /**
   * Simplifiers for what is evaluated only where the (simplified) condition is true, and only where it is false. `stable`
   * says which atoms keep their values there: all within one expression, not all in a branch full of statements.
   */
  inside(condition: Expr, stable?: (atom: Expr) => boolean): readonly [Simplifier, Simplifier] {
    let pair = stable ? undefined : this.#inside.get(condition);
    if (!pair) {
      const lasting = (facts: Fact[]): Fact[] => (stable ? facts.filter((fact) => [...fact.form.terms.keys()].every(stable)) : facts);
      const [yes, no] = factsOf(condition, this).map(lasting) as [Fact[], Fact[]];
      pair = [yes.length ? new Simplifier(this, yes) : this, no.length ? new Simplifier(this, no) : this];
      if (!stable) this.#inside.set(condition, pair);
    }
    return pair;
  }

  simplify(e: Expr): Expr {
    const known = this.#memo.get(e);
    if (known !== undefined) return known;
    const result = this.#shared.interner.node(this.#rewrite(e));
    this.#memo.set(e, result);
    this.#memo.set(result, result);
    return result;
  }

  range(e: Expr): Range | null {
    return entry(this.#ranges, e, () => (this.#isSum(e) ? this.rangeOfForm(this.form(e)) : this.#rangeOfAtom(e)));
  }

  #rangeOfAtom(e: Expr): Range | null {
    const range = rangeOfNode(e, (x) => this.range(x));
    if (this.#facts.length === 0 || e.dtype !== "i32" || e.lanes !== 1) return range;
    const [min, max] = boundsOf(linearAtom(e), this.#facts, () => range);
    return min > max || (min <= -2147483648 && max >= 2147483647) ? range : [min, max];
  }

  form(e: Expr): Linear {
    const { forms } = this.#shared;
    return entry(forms, e, () => (this.#isMixing(e) ? linearAtom(e) : decompose(e, (x) => this.form(x))));
  }

  expression(form: Linear): Expr {
    const { interner, forms } = this.#shared;
    const e = fromLinear(
      form,
      (a, b) => interner.compare(a, b),
      (x) => interner.node(x),
    );
    if (!forms.has(e)) forms.set(e, form);
    return e;
  }

  node(word: "quot" | "rem", a: Expr, b: number): Expr {
    const { interner } = this.#shared;
    return interner.node({ is: "call", word, args: [a, interner.node(int(b))], dtype: "i32", lanes: 1 });
  }

  rangeOfForm(form: Linear): Range | null {
    return rangeWithFacts(form, this.#relations, (atom) => this.range(atom));
  }

  /** Bounds of the exact sum, even where it would overflow. */
  bounds(form: Linear): Range {
    return boundsOf(form, this.#relations, (atom) => this.range(atom));
  }

  size(atom: Expr): number {
    return entry(this.#shared.sizes, atom, () =>
      Math.min(
        1e6,
        children(atom).reduce((sum, child) => sum + this.size(child), 1),
      ),
    );
  }

  /** Whether the value is made by bit operations, directly or through sums. */
  #isMixing(e: Expr): boolean {
    if (e.is === "bits") return true;
    if (e.is !== "call" || e.dtype !== "i32") return false;
    if (MIXING.has(e.word)) return true;
    if (!SUMS.has(e.word)) return false;
    return entry(this.#shared.mixing, e, () => e.args.some((a) => this.#isMixing(a)));
  }

  /** The new node: its operands are canonical, it itself perhaps not yet. */
  #rewrite(e: Expr): Expr {
    if (e.is === "const") return e;
    if (e.is === "var") return this.#variable(e);
    if (e.is === "when") {
      const condition = this.simplify(e.condition);
      if (condition.is === "const") return this.simplify(condition.value ? e.then : e.otherwise);
      const [yes, no] = this.inside(condition);
      const [then, otherwise] = [yes.simplify(e.then), no.simplify(e.otherwise)];
      return then === otherwise ? then : { ...e, condition, then, otherwise };
    }
    if (this.#isSum(e)) return this.#sum(e);
    const rebuilt = mapChildren(e, (child) => (e.is === "load" && child === e.base ? child : this.simplify(child)));
    if (rebuilt.is !== "call") return rebuilt;
    if (this.#isSum(rebuilt)) return this.#sum(rebuilt);
    return this.#narrow(rebuilt.dtype === "i32" && rebuilt.lanes === 1 ? this.#integer(rebuilt) : this.#other(rebuilt));
  }

  /** A number where the range has no other. */
  #narrow(result: Expr): Expr {
    if (result.dtype !== "i32" || result.lanes !== 1 || result.is === "const") return result;
    const range = this.range(this.#shared.interner.node(result));
    return range && range[0] === range[1] ? int(range[0]) : result;
  }

  /** Is it a sum of multiples, whose parts may be simplified without it? */
  #isSum(e: Expr): boolean {
    if (e.is !== "call" || e.dtype !== "i32" || e.lanes !== 1 || !SUMS.has(e.word) || this.#isMixing(e)) return false;
    return e.word !== "mul" || e.args.some((x) => x.is === "const");
  }

  /** The linear form of a sum: sums within it are not written out. */
  #parts(e: Expr): Linear {
    return entry(this.#sums, e, () => (this.#isSum(e) ? decompose(e, (x) => this.#parts(x)) : this.form(this.simplify(e))));
  }

  #sum(e: Expr): Expr {
    return this.#narrow(this.expression(recombine(this, this.#parts(e))));
  }

  #variable(v: Var): Expr {
    const value = this.#shared.values.get(v);
    if (value) return value;
    if (v.dtype !== "i32" || v.lanes !== 1) return v;
    const range = this.range(v);
    return range && range[0] === range[1] ? int(range[0]) : v;
  }

  #integer(e: Expr & { is: "call" }): Expr {
    const [a, b, c] = e.args as [Expr, Expr, Expr];
    switch (e.word) {
      // Of two unknowns: in a fixed order.
      case "mul":
        return this.#isMixing(e) || this.#shared.interner.compare(a, b) <= 0 ? e : { ...e, args: [b, a] };
      case "quot":
      case "rem":
        return this.#divide(e, a, b);
      case "min":
      case "max": {
        if (a === b) return a;
        const below = compare("le", a, b, this);
        if (below.is !== "const") return e;
        return (below.value === 1) === (e.word === "min") ? a : b;
      }
      case "abs": {
        const range = this.range(a);
        return range && range[0] >= 0 ? a : e;
      }
      case "and": {
        const range = this.range(a);
        const mask = b.is === "const" && b.value >= 0 && Number.isInteger(Math.log2(b.value + 1)) ? b.value : -1;
        return a === b || (range && range[0] >= 0 && range[1] <= mask) ? a : e;
      }
      case "or":
        return a === b ? a : e;
      case "select":
        return this.#select(e, a, b, c);
      default:
        return e;
    }
  }

  #divide(e: Expr & { is: "call" }, a: Expr, b: Expr): Expr {
    if (b.is === "const") {
      if (b.value <= 0) return e;
      const form = (e.word === "quot" ? quotient : remainder)(this, this.form(a), b.value);
      return this.expression(recombine(this, form));
    }
    const [top, bottom] = [this.range(a), this.range(b)];
    if (!top || !bottom || top[0] < 0 || bottom[0] <= top[1]) return e;
    return e.word === "quot" ? int(0) : a;
  }

  /** Calls that are not scalar integers: only what changes no bit. */
  #other(e: Expr & { is: "call" }): Expr {
    const [a, b, c] = e.args as [Expr, Expr, Expr];
    switch (e.word) {
      case "lt":
      case "le":
      case "eq":
      case "ne":
        return a.dtype === "i32" ? this.#compare(e, a, b) : e;
      case "and":
      case "or":
        return a === b && e.dtype !== "f32" && e.dtype !== "f64" ? a : e;
      case "not":
        return this.#not(e, a);
      case "select":
        return this.#select(e, a, b, c);
      default:
        return e;
    }
  }

  #compare(e: Expr & { is: "call" }, a: Expr, b: Expr): Expr {
    if (a.lanes === 1) return compare(e.word, a, b, this);
    const [left, right] = [this.range(a), this.range(b)];
    if (!left || !right) return e;
    const known = decideLanes(e.word, left, right);
    return known === null ? e : constant("bool", known ? 1 : 0, e.lanes);
  }

  #not(e: Expr & { is: "call" }, a: Expr): Expr {
    if (a.is !== "call") return e;
    if (a.word === "not") return a.args[0]!;
    const [x, y] = a.args as [Expr, Expr];
    if (a.word === "eq" || a.word === "ne") return this.simplify(call(a.word === "eq" ? "ne" : "eq", x, y));
    if (x.dtype !== "i32" || e.lanes !== 1) return e;
    if (a.word === "lt") return compare("le", y, x, this);
    return a.word === "le" ? compare("lt", y, x, this) : e;
  }

  #select(e: Expr & { is: "call" }, condition: Expr, a: Expr, b: Expr): Expr {
    if (a === b) return a;
    if (condition.is === "call" && condition.word === "not") return { ...e, args: [condition.args[0]!, b, a] };
    return e;
  }
}

/** Whether a comparison of vectors has the same answer in all lanes. */
function decideLanes(word: Word, a: Range, b: Range): boolean | null {
  const apart = a[1] < b[0] || b[1] < a[0];
  const same = a[0] === a[1] && b[0] === b[1] && a[0] === b[0];
  switch (word) {
    case "lt":
      return a[1] < b[0] ? true : a[0] >= b[1] ? false : null;
    case "le":
      return a[1] <= b[0] ? true : a[0] > b[1] ? false : null;
    case "eq":
      return apart ? false : same ? true : null;
    default:
      return apart ? true : same ? false : null;
  }
}
