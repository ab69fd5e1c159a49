import { describe, expect, test } from "vitest";
import * as b from "../../src/ir/build.ts";
import { Simplifier, simplify, simplifyStmts } from "../../src/ir/simplify.ts";
import { rangeOf } from "../../src/ir/linear.ts";
import { printExpr } from "../../src/ir/print.ts";
import type { Expr, Var } from "../../src/ir/types.ts";
import { countNodes, visitExprs } from "../../src/ir/walk.ts";
import {
  evaluate,
  everywhere,
  factorize,
  flatten,
  quot,
  randomCondition,
  randomIndex,
  randomInts,
  rem,
  unflatten,
  variables,
} from "./helpers.ts";

const divisions = (e: Expr): number => {
  let count = 0;
  visitExprs(e, (x) => void (x.is === "call" && (x.word === "quot" || x.word === "rem") && count++));
  return count;
};

describe("reshapes come back to the flat index", () => {
  const sizes = [1, 2, 12, 24, 30, 36, 60, 64, 105, 210, 256, 360, 720, 1024, 5040];

  test("one variable through one to three shapes", () => {
    const random = randomInts(1);
    for (let round = 0; round < 400; round++) {
      const n = sizes[random(sizes.length)]!;
      const i = b.indexVar("i", n);
      let e: Expr = i;
      for (let k = 0; k <= random(3); k++) {
        const shape = factorize(n, 1 + random(5), random);
        e = flatten(unflatten(e, shape), shape);
      }
      expect(simplify(e)).toEqual(n === 1 ? b.int(0) : i);
    }
  });

  test("an index of several variables through other shapes", () => {
    const random = randomInts(2);
    for (let round = 0; round < 400; round++) {
      const n = sizes[random(sizes.length)]!;
      const own = factorize(n, 1 + random(4), random);
      const vars = variables(own);
      const flat = simplify(flatten(vars, own));
      let e: Expr = flatten(vars, own);
      const shapes: number[][] = [];
      for (let k = 0; k <= random(3); k++) {
        const shape = factorize(n, 1 + random(5), random);
        shapes.push(shape);
        e = flatten(unflatten(e, shape), shape);
      }
      const result = simplify(e);
      if (divisions(result) > 0) throw new Error(`${JSON.stringify(own)} through ${JSON.stringify(shapes)}`);
      expect(result).toEqual(flat);
    }
  });

  test("back in its own shape, an index is its variables again", () => {
    const random = randomInts(3);
    for (let round = 0; round < 300; round++) {
      const n = sizes[random(sizes.length)]!;
      const own = factorize(n, 1 + random(4), random);
      const vars = variables(own);
      const other = factorize(n, 1 + random(5), random);
      const through = flatten(unflatten(flatten(vars, own), other), other);
      unflatten(through, own).forEach((x, axis) => expect(simplify(x)).toEqual(own[axis] === 1 ? b.int(0) : vars[axis]));
    }
  });

  test("inside the interior of a padded tensor", () => {
    // i, j run over [H + 2, W + 2]; inside, (i − 1, j − 1) is an index of [H, W], which is a reshape of [H·W].
    const [i, j] = [b.indexVar("i", 8), b.indexVar("j", 10)];
    const within = b.and(b.and(b.lessEqual(b.int(1), i), b.less(i, b.int(7))), b.and(b.lessEqual(b.int(1), j), b.less(j, b.int(9))));
    const flat = flatten([b.sub(i, b.int(1)), b.sub(j, b.int(1))], [6, 8]);
    const back = flatten(unflatten(flat, [3, 16]), [3, 16]);
    const source = b.buffer("x", "f32", 48);
    const e = simplify(b.when(within, b.load(source, back), b.f32(0)));
    expect(divisions(e)).toBe(0);
    if (e.is !== "when" || e.then.is !== "load") throw new Error("not the same structure");
    expect(e.then.index).toEqual(simplify(flat));
    // a window that moves by two, as in convolutions
    const [y, ky, x, kx] = variables([4, 3, 4, 3]) as [Var, Var, Var, Var];
    const row = b.sub(b.add(b.mul(y, b.int(2)), ky), b.int(1));
    const column = b.sub(b.add(b.mul(x, b.int(2)), kx), b.int(1));
    const inside = [row, column].map((at) => b.and(b.lessEqual(b.int(0), at), b.less(at, b.int(8)))).reduce(b.and);
    const place = flatten([row, column], [8, 8]);
    const window = simplify(b.when(inside, b.load(b.buffer("x", "f32", 64), flatten(unflatten(place, [2, 4, 8]), [2, 4, 8])), b.f32(0)));
    expect(divisions(window)).toBe(0);
  });
});

describe("every rewrite keeps the value", () => {
  const extents = [[7, 5], [12, 4], [24], [3, 3, 4], [1, 9], [16, 2], [5, 2, 3]];
  for (const seed of [11, 12, 13, 14]) {
    test(`random index expressions, seed ${seed}`, () => {
      const random = randomInts(seed);
      for (let round = 0; round < 500; round++) {
        const shifted = random(3) === 0;
        const vars = variables(extents[random(extents.length)]!).map((v) => (shifted ? { ...v, min: v.min! - 3, max: v.max! - 2 } : v));
        const e = random(3) === 0 ? randomCondition(vars, 3, random) : randomIndex(vars, 5, random);
        const s = simplify(e);
        const range = rangeOf(e);
        const simplifier = new Simplifier();
        const better = simplifier.range(simplifier.simplify(e));
        everywhere(vars, (values) => {
          const value = evaluate(e, values);
          const simplified = evaluate(s, values);
          if (simplified !== value) throw new Error(`round ${round}: ${value} became ${simplified}`);
          for (const r of [range, better]) if (r && (value < r[0] || value > r[1])) throw new Error(`round ${round}: ${value} not in ${r}`);
        });
        expect(new Simplifier().simplify(s)).toEqual(s);
      }
    });
  }

  test("sums of digits that do and do not fit together", () => {
    const random = randomInts(15);
    let smaller = 0;
    for (let round = 0; round < 1500; round++) {
      const shift = random(3) === 0 ? 17 : 0;
      const vars = variables([24, 5]).map((v) => ({ ...v, min: v.min! - shift, max: v.max! - shift }));
      const [i, j] = vars as [Var, Var];
      const number = random(2) ? i : b.add(b.mul(i, b.int(1 + random(8))), b.mul(j, b.int(1 + random(3))));
      const [n, m] = [2 + random(5), 2 + random(5)];
      const near = (k: number): number => (random(4) ? k : k + random(3) - 1);
      const high = random(2) ? number : b.add(number, b.mul(random(2) ? i : j, b.int(n * (1 + random(3)))));
      const scale = 1 + random(3);
      const top = random(2) ? rem(quot(high, Math.max(1, near(n))), m) : quot(high, Math.max(1, near(n)));
      const e = b.add(b.mul(top, b.int(scale * near(n))), b.mul(rem(number, n), b.int(scale)));
      const whole = random(2) ? e : b.add(e, b.mul(quot(number, n * m), b.int(scale * n * m)));
      const s = simplify(whole);
      if (divisions(s) < divisions(whole)) smaller++;
      everywhere(vars, (values) => {
        if (evaluate(s, values) !== evaluate(whole, values)) throw new Error(`round ${round}: ${printExpr(whole)} became ${printExpr(s)}`);
      });
    }
    expect(smaller).toBeGreaterThan(150);
  });

  test("nearly overflowing sums", () => {
    const random = randomInts(20);
    const big = [2147483647, -2147483648, 1073741824, 65536, 715827883, -1];
    for (let round = 0; round < 300; round++) {
      const vars = variables([6, 5]);
      const leaf = (): Expr => (random(2) ? vars[random(2)]! : b.int(big[random(big.length)]!));
      const node = (depth: number): Expr => {
        if (depth === 0) return leaf();
        const word = (["add", "sub", "mul", "quot", "rem", "lt", "le"] as const)[random(depth === 4 ? 7 : 5)]!;
        if (word === "quot" || word === "rem") return b.call(word, node(depth - 1), b.int(1 + random(9)));
        return b.call(word, node(depth - 1), node(depth - 1));
      };
      const e = node(4);
      const s = simplify(e);
      everywhere(vars, (values) => {
        if (evaluate(e, values) !== evaluate(s, values)) throw new Error(`round ${round}`);
      });
    }
  });
});

describe("single rules", () => {
  const [i, j] = [b.indexVar("i", 24), b.indexVar("j", 4)];
  const same = (a: Expr, expected: Expr): void => expect(simplify(a)).toEqual(expected);

  test("quotients and remainders", () => {
    same(quot(b.add(b.mul(i, b.int(8)), j), 4), b.mul(i, b.int(2)));
    same(rem(b.add(b.mul(i, b.int(8)), j), 4), j);
    same(quot(i, 24), b.int(0));
    same(rem(i, 24), i);
    same(quot(quot(i, 2), 3), quot(i, 6));
    same(quot(rem(i, 12), 4), rem(quot(i, 4), 3));
    same(rem(rem(i, 12), 4), rem(i, 4));
    same(quot(b.add(i, b.int(8)), 4), b.add(quot(i, 4), b.int(2)));
    same(quot(b.add(b.mul(i, b.int(4)), j), 8), quot(i, 2));
    same(rem(b.add(b.mul(i, b.int(4)), j), 8), b.add(b.mul(rem(i, 2), b.int(4)), j));
  });

  test("comparisons", () => {
    same(b.less(i, b.int(24)), b.constant("bool", 1));
    same(b.less(b.add(b.mul(i, b.int(4)), j), b.int(40)), b.less(i, b.int(10)));
    same(b.lessEqual(b.int(1), i), b.less(b.int(0), i));
    same(b.equal(b.mul(i, b.int(2)), b.int(7)), b.constant("bool", 0));
    same(b.equal(b.add(i, b.int(3)), b.int(7)), b.equal(i, b.int(4)));
    same(b.call("not", b.less(i, b.int(5))), b.less(b.int(4), i));
    same(b.call("min", i, b.int(23)), i);
    same(b.call("max", b.add(i, b.int(2)), i), b.add(i, b.int(2)));
  });

  test("float arithmetic stays as it is written", () => {
    const x = b.load(b.buffer("x", "f32", 24), i);
    const e = b.add(b.add(x, b.f32(1)), b.add(b.f32(2), b.mul(b.sub(x, x), b.f32(0))));
    expect(simplify(e)).toEqual(e);
  });

  test("hashes stay small: sums over bit operations are not flattened", () => {
    const buffer = b.buffer("key", "i32", 2);
    let [x, y] = [b.load(buffer, b.int(0)), b.load(buffer, b.int(1))] as [Expr, Expr];
    for (let round = 0; round < 20; round++) {
      x = b.add(x, y);
      y = b.call("xor", x, b.call("or", b.call("shl", y, b.int(13)), b.call("shr", y, b.int(19))));
    }
    const before = countNodes(y);
    expect(countNodes(simplify(y))).toBeLessThanOrEqual(before);
  });

  test("a chain of sums that doubles each time takes no exponential time", () => {
    let e: Expr = b.add(b.variable("x"), b.int(1));
    for (let k = 0; k < 60; k++) e = b.call(k % 2 ? "max" : "add", e, b.add(e, b.int(k)));
    expect(simplify(e)).toBeDefined();
  });
});

describe("statements", () => {
  const out = b.buffer("out", "f32", 64);
  const put = (index: Expr, value: Expr = b.f32(1)) => b.store(out, index, value);

  test("loops of no and of one turn", () => {
    const [i, j, k] = [b.variable("i"), b.variable("j"), b.variable("k")];
    expect(simplifyStmts([b.range(i, 0, [put(i)])])).toEqual([]);
    expect(simplifyStmts([b.range(i, 1, [put(b.add(i, b.int(3)))])])).toEqual([put(b.int(3))]);
    expect(simplifyStmts([b.loop(i, b.int(2), b.int(5), 4, [put(i)])])).toEqual([put(b.int(2))]);
    const nest = [b.range(j, 8, [b.range(k, 4, [put(quot(b.add(b.mul(j, b.int(4)), k), 4))])])];
    expect(simplifyStmts(nest)).toEqual([b.range(j, 8, [b.range(k, 4, [put(j)])])]);
  });

  test("branches that are decided, and what conditions tell", () => {
    const i = b.indexVar("i", 16);
    const inner = b.branch(b.less(i, b.int(9)), [put(i)], [put(b.int(0))]);
    expect(simplifyStmts([b.branch(b.less(i, b.int(5)), [inner])])).toEqual([b.branch(b.less(i, b.int(5)), [put(i)])]);
    expect(simplifyStmts([b.branch(b.less(i, b.int(16)), [put(i)], [put(b.int(1))])])).toEqual([put(i)]);
    expect(simplifyStmts([b.branch(b.less(i, b.int(5)), [])])).toEqual([]);
  });

  test("a condition on what changes tells nothing later", () => {
    const x = b.variable("x");
    const cells = b.buffer("cells", "i32", 4);
    const local = [
      b.declare(x, b.load(cells, b.int(0))),
      b.branch(b.less(x, b.int(5)), [b.set(x, b.load(cells, b.int(1))), b.branch(b.less(x, b.int(9)), [put(b.int(0))])]),
    ];
    expect(simplifyStmts(local)).toEqual(local);
    const first = b.load(cells, b.int(0));
    const memory = [
      b.branch(b.less(first, b.int(5)), [b.store(cells, b.int(0), b.int(10)), b.branch(b.less(first, b.int(9)), [put(b.int(0))])]),
    ];
    expect(simplifyStmts(memory)).toEqual(memory);
  });

  test("dead locals, and locals that only rename", () => {
    const [i, x, y, z] = [b.indexVar("i", 8), b.variable("x", "f32"), b.variable("y", "f32"), b.variable("z")];
    const body = [
      b.declare(x, b.load(out, i)),
      b.declare(y, b.add(x, b.f32(1))),
      b.range(b.variable("k"), 9, [b.set(y, b.add(y, x))]),
      b.declare(z, i),
      put(b.add(z, b.int(1))),
    ];
    expect(simplifyStmts([b.range(i, 8, body)])).toEqual([b.range(i, 8, [put(b.add(i, b.int(1)))])]);
  });

  test("a local knows the range of its value", () => {
    const [i, row] = [b.indexVar("i", 32), b.variable("row")];
    const body = [b.declare(row, quot(i, 4)), put(rem(row, 8)), put(quot(b.add(b.mul(row, b.int(4)), rem(i, 4)), 32))];
    expect(simplifyStmts([b.range(i, 32, body)])).toEqual([b.range(i, 32, [b.declare(row, quot(i, 4)), put(row), put(b.int(0))])]);
  });
});
