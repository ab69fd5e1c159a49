import { describe, expect, test } from "vitest";
import * as b from "../../src/ir/build.ts";
import { Interner } from "../../src/ir/intern.ts";
import { coefficient, fromLinear, linear, rangeOf } from "../../src/ir/linear.ts";
import type { Expr, Stmt } from "../../src/ir/types.ts";
import {
  buffersRead,
  buffersWritten,
  cloneStmts,
  countNodes,
  declared,
  dependsOn,
  mapStmts,
  rewrite,
  substitute,
  substituteStmts,
  variablesOf,
  visitExprs,
} from "../../src/ir/walk.ts";
import { evaluate, everywhere, quot, randomIndex, randomInts, rem, variables } from "./helpers.ts";

const [x, y] = [b.buffer("x", "f32", 64), b.buffer("y", "f32", 64)];
const [i, j] = [b.indexVar("i", 8), b.indexVar("j", 8)];

describe("expressions", () => {
  const e = b.when(b.less(i, j), b.add(b.load(x, i), b.load(x, b.add(i, j))), b.f32(0));

  test("variables, buffers, counts, dependence", () => {
    expect(variablesOf(e)).toEqual(new Set([i, j]));
    expect([...buffersRead(e)]).toEqual([x]);
    expect(dependsOn(e, j)).toBe(true);
    expect(dependsOn(b.load(x, i), j)).toBe(false);
    expect(countNodes(e)).toBe(9);
    const order: Expr[] = [];
    visitExprs(e, (node) => void order.push(node));
    expect(order.indexOf(i)).toBeLessThan(order.indexOf(e));
    expect(order).toHaveLength(9);
  });

  test("mapping keeps what does not change, folds what became constant", () => {
    expect(rewrite(e, (node) => node)).toBe(e);
    expect(substitute(e, new Map([[b.variable("other"), b.int(1)]]))).toBe(e);
    expect(
      substitute(
        e,
        new Map([
          [i, b.int(1)],
          [j, b.int(5)],
        ]),
      ),
    ).toEqual(b.add(b.load(x, b.int(1)), b.load(x, b.int(6))));
    expect(
      substitute(
        b.add(i, j),
        new Map([
          [i, j],
          [j, i],
        ]),
      ),
    ).toEqual(b.add(j, i));
  });

  test("a shared node is visited once", () => {
    let deep: Expr = i;
    for (let k = 0; k < 100; k++) deep = b.call("xor", deep, b.add(deep, b.int(1)));
    expect(countNodes(substitute(deep, new Map([[i, j]])))).toBe(countNodes(deep));
    expect(countNodes(deep)).toBe(301);
  });

  test("a pointer becomes another pointer variable", () => {
    const [p, q] = [b.variable("p", "ptr"), b.variable("q", "ptr")];
    expect(substitute(b.load(x, i, 1, p), new Map([[p, q]]))).toEqual(b.load(x, i, 1, q));
  });

  test("interning makes equal structures one object", () => {
    const interner = new Interner();
    const copy = (): Expr => b.mul(b.add(b.load(x, i), b.f32(2)), b.load(y, quot(j, 2)));
    expect(interner.intern(copy())).toBe(interner.intern(copy()));
    const others = [
      b.load(x, i),
      b.load(y, i),
      b.load(x, j),
      b.load(x, i, 4),
      b.f32(0),
      b.f32(-0),
      b.int(0),
      b.f32(0, 4),
      b.constant("f64", 0),
      ...[NaN, Infinity, 3e38].flatMap((value) => [b.f32(value), b.f32(value, 4), b.constant("f64", value)]),
    ];
    expect(new Set(others.map((other) => interner.intern(other))).size).toBe(others.length);
    expect(interner.intern(b.constant("f64", NaN))).toBe(
      others.find((e) => e.dtype === "f64" && e.is === "const" && Number.isNaN(e.value)),
    );
  });
});

describe("statements", () => {
  const sum = b.variable("sum", "f32");
  const k = b.indexVar("k", 4);
  const body: readonly Stmt[] = [
    b.declare(sum, b.f32(0)),
    b.range(k, 4, [b.set(sum, b.add(sum, b.load(x, b.add(i, k))))]),
    b.store(y, i, sum),
    b.note("end"),
  ];

  test("what they use", () => {
    expect([...buffersRead(body)]).toEqual([x]);
    expect([...buffersWritten(body)]).toEqual([y]);
    expect(declared(body)).toEqual([sum, k]);
    expect(variablesOf(body)).toEqual(new Set([sum, i, k]));
  });

  test("unchanged statements stay the same objects", () => {
    expect(mapStmts(body, { expr: (e) => e, stmt: (s) => s })).toBe(body);
    const mapped = mapStmts(body, { stmt: (s) => (s.is === "note" ? null : s) });
    expect(mapped).toEqual(body.slice(0, 3));
    expect(mapped[1]).toBe(body[1]);
    expect(mapStmts([b.note("a")], { stmt: (s) => [s, s] })).toHaveLength(2);
  });

  test("clones have variables of their own", () => {
    const clone = cloneStmts(body, new Map([[i, b.int(3)]]));
    const [mine, theirs] = [declared(body), declared(clone)];
    for (const v of theirs) expect(mine).not.toContain(v);
    expect(theirs.map((v) => [v.name, v.min, v.max])).toEqual(mine.map((v) => [v.name, v.min, v.max]));
    expect([...variablesOf(clone)].every((v) => theirs.includes(v))).toBe(true);
    expect(clone[2]).toEqual(b.store(y, b.int(3), theirs[0]!));
    expect(substituteStmts(body, new Map([[i, j]]))[2]).toEqual(b.store(y, j, sum));
  });
});

describe("linear forms", () => {
  test("sums are taken apart, atoms compared by structure", () => {
    const e = b.add(b.mul(b.add(i, b.int(2)), b.int(3)), b.sub(b.mul(quot(j, 2), b.int(4)), b.add(i, quot(j, 2))));
    const form = linear(e);
    expect(form.constant).toBe(6);
    expect([...form.terms.values()].sort()).toEqual([2, 3]);
    expect(form.terms.get(i)).toBe(2);
    expect([coefficient(e, i), coefficient(e, j), coefficient(b.mul(i, j), i), coefficient(b.int(3), i)]).toEqual([2, null, null, 0]);
    expect(coefficient(b.add(b.mul(i, b.int(5)), b.load(b.buffer("t", "i32", 8), j)), i)).toBe(5);
  });

  test("there and back is the same value", () => {
    const random = randomInts(5);
    for (let round = 0; round < 200; round++) {
      const vars = variables([5, 4]);
      const e = randomIndex(vars, 4, random);
      const back = fromLinear(linear(e));
      everywhere(vars, (values) => expect(evaluate(back, values)).toBe(evaluate(e, values)));
    }
  });

  test("ranges", () => {
    expect(rangeOf(b.add(b.mul(i, b.int(4)), j))).toEqual([0, 35]);
    expect(rangeOf(b.sub(i, j))).toEqual([-7, 7]);
    expect(rangeOf(rem(b.add(b.mul(i, b.int(4)), j), 6))).toEqual([0, 5]);
    expect(rangeOf(quot(b.sub(i, b.int(9)), 2))).toEqual([-4, -1]);
    expect(rangeOf(b.variable("n"))).toBe(null);
    expect(rangeOf(rem(b.variable("n"), 5))).toEqual([-4, 4]);
    expect(rangeOf(b.mul(b.mul(i, b.int(1 << 20)), b.int(1 << 10)))).toBe(null);
    expect(rangeOf(b.cast(b.load(b.buffer("u", "u8", 4), i), "i32"))).toEqual([0, 255]);
    expect(rangeOf(b.ramp(i, 4))).toEqual([0, 10]);
  });
});
