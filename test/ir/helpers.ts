// Random expressions and a plain evaluator for the tests of the IR.
import { add, call, int, mul, sub } from "../../src/ir/build.ts";
import { indexVar } from "../../src/ir/build.ts";
import type { Expr, Var } from "../../src/ir/types.ts";
import { evaluateWord } from "../../src/ir/meanings.ts";
import type { DType } from "../../src/core/dtype.ts";

/** A small generator with a fixed sequence per seed. */
export function randomInts(seed: number): (below: number) => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export const quot = (a: Expr, b: number): Expr => call("quot", a, int(b));
export const rem = (a: Expr, b: number): Expr => call("rem", a, int(b));

/** The value of a scalar expression without loads, word by word. */
export function evaluate(e: Expr, values: ReadonlyMap<Var, number>): number {
  switch (e.is) {
    case "var":
      return values.get(e)!;
    case "const":
      return e.value;
    case "when":
      return evaluate(e.condition, values) ? evaluate(e.then, values) : evaluate(e.otherwise, values);
    case "call": {
      const of = (e.word === "select" ? e : e.args[0]!).dtype as DType;
      return evaluateWord(
        e.word,
        of,
        e.args.map((a) => evaluate(a, values)),
      );
    }
    default:
      throw new Error(`no ${e.is} in these tests`);
  }
}

/** Row-major flat index. */
export const flatten = (index: readonly Expr[], shape: readonly number[]): Expr =>
  index.reduce<Expr>((flat, x, axis) => add(mul(flat, int(shape[axis]!)), x), int(0));

/** The index of a flat number in a row-major shape, written with quot and rem. */
export function unflatten(flat: Expr, shape: readonly number[]): Expr[] {
  const out: Expr[] = [];
  let step = shape.reduce((a, b) => a * b, 1);
  for (const size of shape) {
    step /= size;
    out.push(rem(quot(flat, step), size));
  }
  return out;
}

/** A random way to write n as a product of up to `rank` sizes. */
export function factorize(n: number, rank: number, random: (below: number) => number): number[] {
  const shape: number[] = [];
  let rest = n;
  for (let axis = 1; axis < rank; axis++) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((d) => rest % d === 0);
    const size = divisors[random(divisors.length)]!;
    shape.push(size);
    rest /= size;
  }
  shape.push(rest);
  return shape;
}

/** A random i32 expression over the variables: index arithmetic and some that is not. */
export function randomIndex(variables: readonly Var[], depth: number, random: (below: number) => number): Expr {
  if (depth === 0 || random(8) === 0) return random(4) === 0 ? int(random(13) - 4) : variables[random(variables.length)]!;
  const sub1 = (): Expr => randomIndex(variables, depth - 1, random);
  const positive = (): number => [1, 2, 3, 4, 6, 8, 12][random(7)]!;
  switch (random(14)) {
    case 0:
    case 1:
    case 2:
      return add(sub1(), sub1());
    case 3:
      return sub(sub1(), sub1());
    case 4:
    case 5:
      return mul(sub1(), int(positive()));
    case 6:
    case 7:
      return quot(sub1(), positive());
    case 8:
    case 9:
      return rem(sub1(), positive());
    case 10:
      return call(random(2) ? "min" : "max", sub1(), sub1());
    case 11:
      return call("select", randomCondition(variables, depth - 1, random), sub1(), sub1());
    case 12: {
      const condition = randomCondition(variables, depth - 1, random);
      const [then, otherwise] = [sub1(), sub1()];
      return condition.is === "const" ? then : { is: "when", condition, then, otherwise, dtype: "i32", lanes: 1 };
    }
    default:
      return random(3) === 0 ? call("xor", sub1(), sub1()) : random(2) ? mul(sub1(), sub1()) : call("neg", sub1());
  }
}

export function randomCondition(variables: readonly Var[], depth: number, random: (below: number) => number): Expr {
  const part = (): Expr => randomIndex(variables, Math.max(0, depth), random);
  switch (random(6)) {
    case 0:
      return call("lt", part(), part());
    case 1:
      return call("le", part(), part());
    case 2:
      return call(random(2) ? "eq" : "ne", part(), part());
    case 3:
      return call(random(2) ? "and" : "or", randomCondition(variables, depth - 1, random), randomCondition(variables, depth - 1, random));
    case 4:
      return call("not", randomCondition(variables, depth - 1, random));
    default:
      return call("lt", part(), int(random(9)));
  }
}

export const variables = (extents: readonly number[]): Var[] => extents.map((extent, i) => indexVar("ijklm"[i] ?? `v${i}`, extent));

/** Calls `f` with every combination of values in the variables' ranges. */
export function everywhere(vars: readonly Var[], f: (values: ReadonlyMap<Var, number>) => void): void {
  const values = new Map<Var, number>();
  const go = (at: number): void => {
    const v = vars[at];
    if (!v) return f(values);
    for (let x = v.min!; x <= v.max!; x++) {
      values.set(v, x);
      go(at + 1);
    }
  };
  go(0);
}
