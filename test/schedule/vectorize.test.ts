import { describe, expect, test } from "vitest";
import {
  add,
  buffer,
  call,
  cast,
  constant,
  declare,
  f32,
  indexVar,
  int,
  load,
  mul,
  range,
  select,
  set,
  store,
  sub,
  variable,
  when,
} from "../../src/ir/build.ts";
import type { Expr, Stmt } from "../../src/ir/types.ts";
import { cloneStmts, mapStmts, visitExprs } from "../../src/ir/walk.ts";
import { vectorizeLoop } from "../../src/schedule/passes/vectorize.ts";
import { laneBytes, widenExpr, widenStmts } from "../../src/schedule/passes/widen.ts";
import { expectSame, randomKernel } from "../helpers/kernels.ts";

type For = Stmt & { is: "for" };
const widenInner = (stmts: readonly Stmt[], lanes: number, unroll: number): readonly Stmt[] =>
  mapStmts(stmts, { stmt: (s) => (s.is === "for" ? vectorizeLoop(s, lanes, unroll) : s) });
const outermost = (stmts: readonly Stmt[], lanes: number, unroll: number): readonly Stmt[] =>
  stmts.flatMap((s) => (s.is === "for" ? vectorizeLoop(s, lanes, unroll) : [s]));
const a = buffer("a", "f32", 64);
const z = buffer("z", "f32", 64);
const v = indexVar("v", 13);

const count = (stmts: readonly Stmt[], which: (e: Expr) => boolean): number => {
  let n = 0;
  visitExprs(stmts, (e) => (n += +which(e)));
  return n;
};

describe("widenExpr", () => {
  test("neighbouring loads become one, what is the same for all stays scalar", () => {
    const e = widenExpr(mul(load(a, add(v, int(3))), load(a, int(7))), v, 4);
    expect(e).toMatchObject({
      lanes: 4,
      args: [
        { is: "load", lanes: 4 },
        { is: "splat", value: { is: "load", lanes: 1 } },
      ],
    });
  });
  test("the variable becomes a ramp, bound variables what is bound", () => {
    const x = variable("x", "f32");
    const wide = variable("wide", "f32", 4);
    expect(widenExpr(v, v, 4)).toMatchObject({ is: "ramp", base: v });
    expect(widenExpr(x, v, 4, new Map([[x, wide]]))).toBe(wide);
    expect(widenExpr(add(x, load(a, v)), v, 4, new Map([[x, wide]]))).toMatchObject({ args: [wide, { is: "load", lanes: 4 }] });
  });
  test("a strided load becomes scalars side by side", () => {
    expect(widenExpr(load(a, mul(v, int(2))), v, 4)).toMatchObject({ is: "pack", values: { length: 4 } });
  });
  test("a guard between lanes guards only the loads", () => {
    const e = widenExpr(when(call("lt", v, int(5)), mul(load(a, v), f32(2)), f32(0)), v, 4);
    expect(e).toMatchObject({ is: "call", word: "select", args: [{ dtype: "bool", lanes: 4 }, { word: "mul" }, { is: "const" }] });
  });
});

describe("vectorizeLoop", () => {
  const body = [store(z, v, mul(load(a, v), f32(2)))];
  test.each([1, 2, 3, 4, 5, 7, 8, 13, 17, 33])("%i turns, any lanes and unrolling", (n) => {
    const s = range({ ...v, max: n - 1 }, n, []) as For;
    const whole = { ...s, body: [store(z, s.v, mul(load(a, s.v), f32(2)))] };
    for (const lanes of [2, 4, 8, 16]) for (const unroll of [1, 2, 4]) expectSame([whole], vectorizeLoop(whole, lanes, unroll));
  });
  test("an odd size runs in vectors as far as they go", () => {
    const stmts = vectorizeLoop(range(v, 13, body) as For, 4);
    const vectors = count(stmts, (e) => e.is === "load" && e.lanes === 4);
    const scalars = stmts.filter((s) => s.is === "store").length;
    expect([vectors, scalars]).toEqual([1, 1]);
  });
  test("wide vectors leave their tail to narrower ones", () => {
    const stmts = vectorizeLoop(range(v, 30, body) as For, 16);
    expect([16, 8, 4, 1].map((lanes) => count(stmts, (e) => e.is === "load" && e.lanes === lanes))).toEqual([1, 1, 1, 1]);
    expectSame([range(v, 30, body)], stmts);
  });
  test("an extent that is known only at run time", () => {
    const n = variable("n");
    const from = variable("from");
    for (const [begin, end] of [
      [0, 13],
      [3, 20],
      [5, 5],
      [7, 4],
      [0, 3],
    ]) {
      // prettier-ignore
      const stmts = [declare(from, int(begin!)), declare(n, int(end!)), ...vectorizeLoop({ is: "for", v, begin: from, end: n, step: 1, body }, 4, 2)];
      expectSame([{ is: "for", v, begin: int(begin!), end: int(end!), step: 1, body }], stmts);
    }
  });
  test("nothing is left over of what is surely a multiple", () => {
    const task = variable("task");
    const end = call("min", int(32), add(mul(task, int(16)), int(16)));
    const stmts = vectorizeLoop({ is: "for", v, begin: mul(task, int(16)), end, step: 1, body }, 4, 2);
    expect(stmts.length).toBe(1);
    expectSame([range(v, 32, body)], [...cloneStmts([declare(task, int(0)), ...stmts]), ...cloneStmts([declare(task, int(1)), ...stmts])]);
  });
  test("filling with a number, or with its own place", () => {
    const i = buffer("i", "i32", 64);
    for (const s of [range(v, 13, [store(z, v, f32(3))]), range(v, 13, [store(i, v, add(v, int(2)))])]) {
      const after = vectorizeLoop(s as For, 4);
      expect(count(after, (e) => e.lanes === 4)).toBeGreaterThan(0);
      expectSame([s], after);
    }
  });
  test("serial loops inside keep their accumulators, one a lane", () => {
    const [sum, k] = [variable("sum", "f32"), indexVar("k", 3)];
    const inner = [declare(sum, f32(0)), range(k, 3, [set(sum, add(sum, load(a, add(v, mul(k, int(13))))))]), store(z, v, sum)];
    const before = [range(v, 13, inner)];
    const after = vectorizeLoop(before[0] as For, 4, 2);
    expect(count(after, (e) => e.is === "pack")).toBe(0);
    expectSame(before, after);
  });
  test("a branch that differs between iterations stays scalar", () => {
    const s = range(v, 13, [{ is: "if", condition: call("lt", load(a, v), f32(0)), then: body, otherwise: [] }]) as For;
    expect(widenStmts(s.body, v, 4)).toBeNull();
    expect(vectorizeLoop(s, 4)).toEqual([s]);
  });
  test("types of two widths are refused", () => {
    const d = buffer("d", "f64", 64);
    expect(laneBytes([store(d, v, cast(load(a, v), "f64"))], v)).toBeNull();
    expect(laneBytes([store(d, v, mul(load(d, v), constant("f64", 2)))], v)).toBe(8);
    expect(laneBytes(body, v)).toBe(4);
  });
  test("bytes are converted one by one, arithmetic is done at once", () => {
    const pixels = buffer("pixels", "u8", 64);
    const s = range(v, 13, [store(z, v, mul(cast(load(pixels, v), "f32"), f32(1 / 255)))]) as For;
    const after = vectorizeLoop(s, 4);
    expect(count(after, (e) => e.is === "call" && e.word === "mul" && e.lanes === 4)).toBe(1);
    expectSame([s], after);
  });
  test("integers that do not fit the width of f64 lanes", () => {
    const [d, i] = [buffer("d", "f64", 64), buffer("i", "i32", 64)];
    const s = range(v, 13, [store(d, v, select(call("eq", load(i, v), v), load(d, v), cast(sub(v, int(4)), "f64")))]) as For;
    expectSame([s], vectorizeLoop(s, 2));
  });
});

test("random kernels do the same in vectors", () => {
  let widened = 0;
  for (let seed = 0; seed < 200; seed++) {
    const double = seed % 4 === 3;
    const { body } = randomKernel(seed, double);
    for (const lanes of double ? [2, 8] : [4, 16]) {
      for (const after of [widenInner(body, lanes, 1 + (seed % 3)), outermost(body, lanes, 1 + (seed % 2))]) {
        if (count(after, (e) => e.lanes > 1) > 0) widened++;
        expectSame(body, after);
      }
    }
  }
  expect(widened).toBeGreaterThan(150);
});
