import { describe, expect, test } from "vitest";
import {
  add,
  branch,
  buffer,
  call,
  declare,
  f32,
  indexVar,
  int,
  load,
  loop,
  mul,
  range,
  set,
  store,
  sub,
  variable,
  when,
} from "../../src/ir/build.ts";
import { simplifyStmts } from "../../src/ir/simplify.ts";
import type { Expr, Limits, Stmt, Word } from "../../src/ir/types.ts";
import { cloneStmts, countNodes, mapStmts, visitExprs, visitStmts } from "../../src/ir/walk.ts";
import { verifyKernel } from "../../src/ir/verify.ts";
import { fuseMultiplyAdd } from "../../src/schedule/passes/fuse.ts";
import { hoist } from "../../src/schedule/passes/hoist.ts";
import { optimize, PASSES } from "../../src/schedule/passes/passes.ts";
import { pointers } from "../../src/schedule/passes/pointers.ts";
import { share } from "../../src/schedule/passes/share.ts";
import { split, splitLoop } from "../../src/schedule/passes/split.ts";
import { forward, unroll, withoutUnreadScratch } from "../../src/schedule/passes/unroll.ts";
import { vectorizeLoop } from "../../src/schedule/passes/vectorize.ts";
import { expectSame, kernelOf, randomKernel } from "../helpers/kernels.ts";

type For = Stmt & { is: "for" };
const a = buffer("a", "f32", 200);
const b = buffer("b", "f32", 200);
const z = buffer("z", "f32", 200);
const LIMITS: Limits = {
  vectorBytes: 16,
  tile: { rows: 4, columns: 8 },
  fma: false,
  threads: 1,
  mathWords: new Set<Word>(["exp", "tanh"]),
};

const exprs = (stmts: readonly Stmt[], which: (e: Expr) => boolean): number => {
  let n = 0;
  visitExprs(stmts, (e) => (n += +which(e)));
  return n;
};
const kinds = (stmts: readonly Stmt[], is: Stmt["is"]): number => {
  let n = 0;
  visitStmts(stmts, (s) => (n += +(s.is === is)));
  return n;
};

describe("share", () => {
  const x = variable("x", "f32");
  const product = (): Expr => mul(load(a, int(1)), load(a, int(2)));
  test("equal values are computed once, whatever objects they are", () => {
    const before = [store(z, int(0), add(product(), f32(1))), store(z, int(1), sub(product(), f32(1)))];
    const after = share(before);
    expect(exprs(after, (e) => e.is === "call" && e.word === "mul")).toBe(1);
    expect(exprs(after, (e) => e.is === "load")).toBe(2);
    expectSame(before, after);
  });
  test("not past a store to the buffer, nor past a change of a local", () => {
    const before = [
      declare(x, f32(2)),
      store(z, int(0), mul(load(a, int(0)), x)),
      store(a, int(0), f32(9)),
      store(z, int(1), mul(load(a, int(0)), x)),
      set(x, f32(3)),
      store(z, int(2), mul(load(a, int(0)), x)),
    ];
    const after = share(before);
    expect(exprs(after, (e) => e.is === "call" && e.word === "mul")).toBe(3);
    expect(exprs(after, (e) => e.is === "load")).toBe(2);
    expectSame(before, after);
  });
  test("a local that is there already is used", () => {
    const before = [declare(x, product()), store(z, int(0), add(product(), x))];
    const after = share(before);
    expect(kinds(after, "let")).toBe(1);
    expect(after[1]).toMatchObject({ value: { args: [x, x] } });
  });
  test("loads in the arm of a when stay there; shared ones make it an if", () => {
    const i = indexVar("i", 10);
    const guarded = load(a, sub(mul(i, int(30)), int(30)));
    const once = [range(i, 10, [store(z, i, when(call("lt", call("rem", i, int(7)), int(1)), f32(0), add(guarded, f32(1))))])];
    expect(kinds(share(once), "if")).toBe(0);
    const inside = call("and", call("lt", int(0), i), call("lt", i, int(7)));
    const twice = [range(i, 10, [store(z, i, when(inside, mul(guarded, guarded), f32(0)))])];
    const after = share(twice);
    expect(kinds(after, "if")).toBe(1);
    expectSame(twice, after);
  });
  test("a tower of squares stays small", () => {
    let e: Expr = load(a, int(0));
    for (let n = 0; n < 60; n++) e = add(mul(e, f32(0.5)), mul(e, e));
    const after = share([store(z, int(0), when(call("lt", load(b, int(0)), f32(0)), e, f32(1)))]);
    expect(countNodes(after)).toBeLessThan(500);
  });
});

describe("hoist", () => {
  const i = indexVar("i", 5);
  const j = indexVar("j", 6);
  test("index arithmetic and loads leave the loops that they do not depend on", () => {
    const before = [range(i, 5, [range(j, 6, [store(z, add(mul(i, int(6)), j), mul(load(a, j), load(b, mul(i, int(3)))))])])];
    const after = hoist(before);
    const inner = ((after[0] as For).body.at(-1) as For).body;
    expect(exprs(inner, (e) => e.is === "load")).toBe(1);
    expect(exprs(inner, (e) => e.is === "call" && e.word === "mul" && e.dtype === "i32")).toBe(0);
    expectSame(before, after);
  });
  test("what the loop stores to is loaded each time", () => {
    const before = [range(j, 6, [store(z, int(0), add(load(z, int(0)), load(a, int(3))))])];
    const after = hoist(before);
    expect(exprs((after.at(-1) as For).body, (e) => e.is === "load")).toBe(1);
    expectSame(before, after);
  });
  test("no load from a loop that may not turn, or from an arm", () => {
    const n = variable("n");
    const bound = [declare(n, call("rem", int(8), int(4))), loop(j, int(0), n, 1, [store(z, j, load(a, int(1)))])];
    expect(hoist(bound).length).toBe(2);
    const arm = [range(j, 6, [branch(call("lt", j, int(3)), [store(z, j, load(a, int(1)))])])];
    expect(hoist(arm).length).toBe(1);
  });
  test("a graph in an arm is walked once, not once for each way through it", () => {
    let e: Expr = load(a, j);
    for (let n = 0; n < 60; n++) e = add(mul(e, f32(0.5)), mul(e, e));
    const after = hoist([range(j, 6, [store(z, j, when(call("lt", j, int(3)), e, f32(1)))])]);
    expect(countNodes(share(after))).toBeLessThan(500);
  });
  test("at most eight vectors are held outside", () => {
    const body = Array.from({ length: 20 }, (_, k) =>
      store(z, add(mul(j, int(4)), int(k * 4)), mul(load(a, mul(j, int(4)), 4), load(b, int(k * 4), 4))),
    );
    const after = hoist([range(j, 6, body)]);
    expect(after.length - 1).toBe(8);
  });
});

describe("pointers", () => {
  const i = indexVar("i", 9);
  const j = indexVar("j", 10);
  test("accesses a constant apart share a pointer, offsets are not negative", () => {
    const at = add(mul(i, int(20)), j);
    const before = [
      range(i, 9, [range(j, 10, [store(z, at, add(load(a, sub(at, int(0))), add(load(a, add(at, int(2))), load(a, add(at, int(5))))))])]),
    ];
    const after = pointers(before);
    expect(kinds(after, "advance")).toBe(2);
    visitExprs(after, (e) => {
      if (e.is === "load") expect(e.index).toMatchObject({ is: "const" });
    });
    expectSame(before, after);
  });
  test("a place before the first is reached from the least", () => {
    const before = [loop(j, int(3), int(10), 1, [store(z, j, sub(load(a, sub(j, int(3))), load(a, j)))])];
    const after = pointers(before);
    visitExprs(after, (e) => {
      if (e.is === "load") expect((e.index as { value: number }).value).toBeGreaterThanOrEqual(0);
    });
    expectSame(before, after);
  });
  test("not for two turns, not for arms, not for places that come from memory", () => {
    expect(kinds(pointers([range(j, 2, [store(z, j, load(a, j))])]), "advance")).toBe(0);
    const c = buffer("c", "i32", 10);
    const indirect = [range(j, 10, [store(z, j, load(a, call("and", load(c, j), int(15))))])];
    expect(kinds(pointers(indirect), "advance")).toBe(2);
    expectSame(indirect, pointers(indirect));
    const arm = [range(j, 10, [store(z, int(0), when(call("lt", j, int(5)), load(a, j), f32(0)))])];
    expect(kinds(pointers(arm), "advance")).toBe(0);
  });
  test("indices in locals are followed", () => {
    const k = variable("k");
    const before = [range(j, 10, [declare(k, add(mul(j, int(3)), int(2))), store(z, k, load(a, k))])];
    const after = pointers(before);
    expect(kinds(after, "advance")).toBe(2);
    expectSame(before, after);
  });
});

describe("fuse", () => {
  const [x, y, w] = [load(a, int(0)), load(a, int(1)), load(a, int(2))];
  const words = (stmts: readonly Stmt[]): string[] => {
    const out: string[] = [];
    visitExprs(stmts, (e) => void (e.is === "call" && out.push(e.word)));
    return out;
  };
  test("a product in one sum joins it, one that is used twice does not, integers do not", () => {
    expect(words(fuseMultiplyAdd([store(z, int(0), add(mul(x, y), w))]))).toEqual(["fma"]);
    expect(words(fuseMultiplyAdd([store(z, int(0), add(w, add(mul(x, y), mul(x, w))))]))).toEqual(["mul", "fma", "add"]);
    const product = mul(x, y);
    expect(words(fuseMultiplyAdd([store(z, int(0), add(product, sub(w, product)))]))).toEqual(["mul", "sub", "add"]);
    const i = indexVar("i", 3);
    expect(words(fuseMultiplyAdd([range(i, 3, [store(z, add(mul(i, int(3)), i), x)])]))).toEqual(["mul", "add"]);
  });
});

describe("unroll and forward", () => {
  const i = indexVar("i", 3);
  const j = indexVar("j", 2);
  test("small nests become straight code, what was stored is not loaded again", () => {
    const hidden = buffer("hidden", "f32", 6, "thread");
    const before = [
      range(i, 3, [range(j, 2, [store(hidden, add(mul(i, int(2)), j), mul(load(a, i), load(b, j)))])]),
      range(i, 3, [store(z, i, add(load(hidden, mul(i, int(2))), load(hidden, add(mul(i, int(2)), int(1)))))]),
    ];
    const flat = [cloneStmts(before.slice(0, 1)), cloneStmts(before.slice(1))].flat();
    const after = withoutUnreadScratch(forward(simplifyStmts(unroll(flat))));
    expect(kinds(after, "for")).toBe(0);
    expect(exprs(after, (e) => e.is === "load" && e.buffer === hidden)).toBe(0);
    expect(kinds(after, "store")).toBe(3);
    expectSame(before, after);
  });
  test("vectors are remembered whole and lane by lane", () => {
    const before = [
      store(z, int(4), mul(load(a, int(0), 4), f32(2))),
      store(z, int(20), add(load(z, int(4), 4), load(z, int(4), 4))),
      store(z, int(30), load(z, int(6))),
      store(z, int(5), f32(7)),
      store(z, int(40), load(z, int(4), 4)),
      store(z, int(50), load(z, int(5))),
    ];
    const after = forward(before);
    expect(exprs(after, (e) => e.is === "load" && e.buffer === z)).toBe(1);
    expectSame(before, after);
  });
  test("a store to an unknown place makes all places unknown", () => {
    const at = load(buffer("c", "i32", 120), int(0));
    const before = [store(z, int(1), f32(5)), store(z, call("and", at, int(3)), f32(7)), store(z, int(5), load(z, int(1)))];
    expect(exprs(forward(before), (e) => e.is === "load" && e.buffer === z)).toBe(1);
    expectSame(before, forward(before));
  });
  test("a loop may load what it stores later", () => {
    const before = [store(z, int(0), f32(1)), range(indexVar("k", 90), 90, [store(z, int(0), mul(load(z, int(0)), f32(0.5)))])];
    expectSame(before, forward(before));
  });
  test("large loops stay", () => {
    const s = range(indexVar("k", 90), 90, [store(z, int(0), load(a, int(0)))]);
    expect(unroll([s])).toEqual([s]);
  });
});

describe("split", () => {
  const v = indexVar("v", 20);
  const n = indexVar("n", 4);
  const v4 = indexVar("v4", 4);
  const inside = (at: Expr, size: number): Expr => call("and", call("le", int(0), at), call("lt", at, int(size)));
  const padded = [range(v, 20, [store(z, v, when(inside(sub(v, int(3)), 12), load(a, sub(v, int(3))), f32(0)))])];
  test("a padded copy falls into zeros, a copy, zeros", () => {
    const after = split(padded);
    expect(after.map((s) => [(s as For).begin, (s as For).end])).toMatchObject([
      [{ value: 0 }, { value: 3 }],
      [{ value: 3 }, { value: 15 }],
      [{ value: 15 }, { value: 20 }],
    ]);
    expect(exprs(after, (e) => e.is === "when")).toBe(0);
    expectSame(padded, after);
  });
  test("and runs in vectors", () => {
    const after = vectorizeLoop(padded[0] as For, 4);
    expect(exprs(after, (e) => e.is === "load" && e.lanes === 4)).toBe(1);
    expect(exprs(after, (e) => e.is === "pack")).toBe(0);
    expectSame(padded, after);
  });
  test("a concatenation falls into its parts", () => {
    const parts = [
      range(v, 20, [
        store(
          z,
          v,
          when(call("lt", v, int(7)), load(a, v), when(call("lt", v, int(11)), load(b, sub(v, int(7))), load(a, sub(v, int(11))))),
        ),
      ]),
    ];
    const after = split(parts);
    expect(after.length).toBe(3);
    expectSame(parts, after);
  });
  test("a question about an outer loop is asked before the inner one", () => {
    const rows = [
      range(n, 4, [
        range(v, 20, [
          store(z, add(mul(n, int(20)), v), when(inside(sub(n, int(1)), 2), load(a, add(mul(sub(n, int(1)), int(20)), v)), f32(0))),
        ]),
      ]),
    ];
    const after = split(rows);
    expect(kinds(after, "if")).toBeGreaterThan(0);
    expect(exprs(after, (e) => e.is === "when")).toBe(0);
    expectSame(rows, after);
  });
  test("many questions about an outer loop: arms in proportion to the parts, not twice as many with each", () => {
    const parts = 24;
    const m = indexVar("m", parts);
    const at = add(mul(m, int(4)), v4);
    const sumOfPads = Array.from({ length: parts }, (_, k) =>
      when(inside(sub(m, int(k)), 1), load(k % 2 ? a : b, add(v4, int(k % 9))), f32(0)),
    ).reduce((sum, x) => call("add", sum, x));
    const joined = Array.from({ length: parts - 1 }, (_, k) => k).reduceRight<Expr>(
      (rest, k) => when(call("lt", m, int(k + 1)), load(k % 2 ? a : b, add(v4, int(k % 9))), rest),
      load(a, v4),
    );
    for (const value of [sumOfPads, joined]) {
      const rows = [range(m, parts, [range(v4, 4, [store(z, at, value)])])];
      const after = split(rows);
      expect(exprs(after, (e) => e.is === "when")).toBe(0);
      expect(kinds(after, "for")).toBeLessThanOrEqual(2 * parts);
      expectSame(rows, after);
    }
  });
  test("ranges that depend on an outer loop", () => {
    const slanted = [
      range(n, 4, [
        range(v, 20, [
          store(z, add(mul(n, int(20)), v), when(inside(sub(add(v, n), int(3)), 12), load(a, sub(add(v, n), int(3))), f32(1))),
        ]),
      ]),
    ];
    const after = split(slanted);
    expect(exprs(after, (e) => e.is === "when")).toBe(0);
    expectSame(slanted, after);
    const wide = [range(n, 4, vectorizeLoop((slanted[0] as For).body[0] as For, 4))];
    expect(exprs(wide, (e) => e.is === "load" && e.lanes === 4)).toBe(1);
    expectSame(slanted, wide);
  });
  test("steps other than 1, and loops that ask nothing, stay", () => {
    const s = range(v, 20, [store(z, v, load(a, v))]) as For;
    expect(splitLoop(s)).toEqual([s]);
    const strided = { ...(padded[0] as For), step: 2 };
    expect(splitLoop(strided)).toEqual([strided]);
  });
});

describe("random kernels", () => {
  const single: readonly (readonly [string, (stmts: readonly Stmt[]) => readonly Stmt[]])[] = [
    ["share", share],
    ["hoist", hoist],
    ["pointers", pointers],
    ["split", split],
    ["unroll", (stmts) => unroll(stmts, 400)],
    ["forward", (stmts) => forward(simplifyStmts(unroll(stmts, 2000)))],
    ["share, hoist, share", (stmts) => share(hoist(share(stmts)))],
  ];
  test.each(single)("%s changes nothing", (_, pass) => {
    for (let seed = 1000; seed < 1080; seed++) {
      const { body } = randomKernel(seed, seed % 5 === 4);
      const after = pass(body);
      verifyKernel(kernelOf(after));
      expectSame(body, after);
    }
  });
  test("all passes one after the other, in vectors and not", () => {
    for (let seed = 2000; seed < 2120; seed++) {
      const double = seed % 5 === 4;
      const { body } = randomKernel(seed, double);
      const lanes = seed % 3 === 0 ? 1 : double ? 2 : 4;
      const wide = mapStmts(body, { stmt: (s) => (s.is === "for" ? vectorizeLoop(s, lanes, 1 + (seed % 2)) : s) });
      const once = optimize(kernelOf(wide), LIMITS, verifyKernel);
      expectSame(body, once.body);
      if (seed % 4 === 0) expectSame(body, optimize(once, LIMITS, verifyKernel).body);
    }
  });
  test("a pass that breaks the rules is named", () => {
    const bad = [store(z, int(0), variable("nowhere", "f32"))];
    expect(() => optimize(kernelOf(bad), LIMITS, verifyKernel)).toThrow(/nowhere/);
    expect(PASSES.length).toBeGreaterThan(5);
  });
});
