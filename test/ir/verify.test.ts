import { describe, expect, test } from "vitest";
import * as b from "../../src/ir/build.ts";
import { threefryExpr } from "../../src/ir/threefry.ts";
import type { Buffer, Expr, Kernel, Place, Program, Stmt } from "../../src/ir/types.ts";
import { verify } from "../../src/ir/verify.ts";

const [x, out, ints] = [b.buffer("x", "f32", 16), b.buffer("out", "f32", 16), b.buffer("ints", "i32", 16)];
const task = b.indexVar("task", 4);
const kernel = (body: readonly Stmt[], tasks = 4): Kernel => ({ name: "k", tasks, task, body, cost: 0 });
const put = (value: Expr, index: Expr = b.int(0)): Stmt => b.store(out, index, value);
const bad = (...body: Stmt[]) => expect(() => verify(kernel(body)));
const raw = (e: object): Expr => e as Expr;

test("a good kernel passes", () => {
  const [i, sum, p, v] = [b.indexVar("i", 12), b.variable("sum", "f32"), b.variable("p", "ptr"), b.variable("v", "f32", 4)];
  const body = [
    b.declare(p, b.address(x, b.mul(task, b.int(4)))),
    b.declare(v, b.load(x, b.int(0), 4, p)),
    b.declare(sum, b.across("add", v)),
    b.loop(i, b.int(0), b.int(12), 4, [
      b.set(sum, b.add(sum, b.when(b.less(i, b.int(4)), b.load(x, b.sub(i, b.int(4))), b.f32(1)))),
      b.set(v, b.select(b.less(v, b.f32(0)), v, b.splat(sum, 4))),
      b.store(out, i, v),
    ]),
    b.advance(p, b.int(1)),
    b.branch(b.less(sum, b.f32(3)), [b.store(x, b.int(0), sum, p)]),
    b.store(ints, task, threefryExpr(b.int(1), b.load(ints, task), task, b.int(0))[1]),
  ];
  expect(() => verify(kernel(body))).not.toThrow();
});

describe("types and lanes", () => {
  const f = b.load(x, b.int(0));
  const n = b.load(ints, b.int(0));
  const wrong: [string, Expr, string][] = [
    ["mixed operands", raw({ is: "call", word: "add", args: [f, n], dtype: "f32", lanes: 1 }), "add of f32 and i32"],
    ["missing operands", raw({ is: "call", word: "add", args: [f], dtype: "f32", lanes: 1 }), "add takes 2 operands, not 1"],
    [
      "lanes",
      raw({ is: "call", word: "add", args: [b.load(x, b.int(0), 4), f], dtype: "f32", lanes: 4 }),
      "add of 4 lanes has an operand of 1",
    ],
    ["result", raw({ is: "call", word: "lt", args: [f, f], dtype: "f32", lanes: 1 }), "lt of f32 gives bool, not f32"],
    ["words of floats only", b.call("exp", n), "exp of i32"],
    ["bits of floats", b.call("xor", f, f), "xor of f32"],
    ["condition of select", b.select(n, f, b.f32(0)), "the condition of a select must be bool, it is i32"],
    [
      "when of a vector",
      raw({ is: "when", condition: b.less(n, n), then: b.load(x, b.int(0), 4), otherwise: f, dtype: "f32", lanes: 1 }),
      "both choices must be scalars",
    ],
    ["constant", b.constant("i32", 2 ** 31), "2147483648 is no i32"],
    ["splat", raw({ is: "splat", value: b.load(x, b.int(0), 2), dtype: "f32", lanes: 4 }), "a splat of 2 lanes to 4"],
    ["lane", raw({ is: "lane", value: b.load(x, b.int(0), 4), index: 4, dtype: "f32", lanes: 1 }), "lane 4 of 4"],
    ["across", b.across("sub", b.load(x, b.int(0), 4)), "lanes cannot be combined by sub"],
    ["across 3", b.across("add", b.load(x, b.int(0), 3)), "a power of two is needed"],
    ["bits", b.bits(b.cast(f, "f64"), "i32"), "bits of f64 as i32"],
    ["type of a load", raw({ is: "load", buffer: x, index: b.int(0), dtype: "i32", lanes: 1 }), 'buffer "x" holds f32, the load gives i32'],
    ["index", b.load(x, f), "an index must be a scalar i32, it is f32"],
    ["pack", raw({ is: "pack", values: [f, n], dtype: "f32", lanes: 2 }), "a pack of f32 holds i32"],
  ];
  for (const [name, e, text] of wrong) {
    test(name, () => {
      bad(b.declare(b.variable("v", e.dtype, e.lanes), e)).toThrow(text);
    });
  }

  test("the error names kernel and statement", () => {
    bad(b.range(b.indexVar("i", 2), 2, [b.store(out, b.int(3), b.load(ints, b.int(0)))])).toThrow(
      'kernel k, at `out[3] = ints[0]`: buffer "out" holds f32, the value is i32',
    );
  });
});

describe("variables", () => {
  const v = b.variable("v", "f32");
  const i = b.indexVar("i", 4);

  test("are declared before use, once, and used in scope", () => {
    bad(put(v)).toThrow("variable v is not declared here");
    bad(b.declare(v, b.f32(0)), b.declare(v, b.f32(0))).toThrow("variable v is declared twice");
    bad(b.range(i, 4, [b.declare(v, b.f32(0))]), put(v)).toThrow("variable v is not declared here");
    bad(b.range(i, 4, [put(b.f32(1), i)]), put(b.f32(1), i)).toThrow("variable i is not declared here");
    bad(b.range(i, 4, []), b.range(i, 4, [])).toThrow("variable i is declared twice");
    bad(b.branch(b.less(b.load(x, b.int(0)), b.f32(1)), [b.declare(v, b.f32(0))], [put(v)])).toThrow("variable v is not declared here");
    bad(b.set(v, b.f32(0))).toThrow("variable v is not declared here");
    const shared = b.add(v, b.f32(1));
    bad(b.range(i, 4, [b.declare(v, b.f32(0)), put(shared)]), put(shared)).toThrow("variable v is not declared here");
  });

  test("keep type, loop variables do not change, ranges tell the truth", () => {
    bad(b.declare(v, b.int(0))).toThrow("v is f32, its value i32");
    bad(b.declare(v, b.f32(0)), b.set(v, b.load(x, b.int(0), 4))).toThrow("v is f32, its value f32 × 4");
    bad(b.range(i, 4, [b.set(i, b.int(0))])).toThrow("loop variable i cannot be changed");
    bad(b.range(i, 5, [])).toThrow("variable i takes 0 to 4, but its range says 0 to 3");
    bad(b.loop(b.variable("s"), b.int(0), b.int(4), 0, [])).toThrow("the step must be a positive whole number, it is 0");
    expect(() => verify(kernel([], 5))).toThrow("variable task takes 0 to 4, but its range says 0 to 3");
    expect(() => verify(kernel([], 0))).toThrow("tasks must be a whole number from 1 on, it is 0");
  });

  test("pointers stay in their buffer", () => {
    const [p, q] = [b.variable("p", "ptr"), b.variable("q", "ptr")];
    const made = b.declare(p, b.address(x, b.int(0)));
    bad(made, put(b.load(out, b.int(0), 1, p))).toThrow('pointer p points into "x", not into "out"');
    bad(made, b.store(out, b.int(0), b.f32(0), p)).toThrow('pointer p points into "x", not into "out"');
    bad(made, b.set(p, b.address(out, b.int(0)))).toThrow("pointer p is set into another buffer");
    bad(put(b.load(x, b.int(0), 1, q))).toThrow("variable q is not declared here");
    bad(b.declare(v, b.f32(0)), b.advance(v, b.int(1))).toThrow("only pointers advance; v is f32");
    bad(made, b.declare(q, p), put(b.load(out, b.int(0), 1, q))).toThrow('pointer q points into "x"');
  });
});

describe("indices that are certainly outside", () => {
  const [i, j] = [b.indexVar("i", 4), b.indexVar("j", 4)];
  test("constants, lanes, sums of loops, locals", () => {
    bad(put(b.f32(0), b.int(16))).toThrow('store to buffer "out" at index 16; it has 16 elements');
    bad(put(b.load(x, b.int(-1)))).toThrow('load from buffer "x" at index -1; it has 16 elements');
    bad(put(b.load(x, b.int(13), 4))).toThrow('load from buffer "x" at index 13 (4 lanes); it has 16 elements');
    bad(b.range(i, 4, [b.range(j, 4, [put(b.f32(0), b.add(b.mul(i, b.int(5)), j))])])).toThrow("at indices 0 to 18");
    bad(put(b.f32(0), b.mul(task, b.int(6)))).toThrow("at indices 0 to 18");
    const row = b.variable("row");
    bad(b.range(i, 4, [b.declare(row, b.mul(i, b.int(5))), b.range(j, 4, [put(b.f32(0), b.add(row, j))])])).toThrow("at indices 0 to 18");
    bad(put(b.load(x, b.add(b.call("rem", task, b.int(2)), b.int(16))))).toThrow("at indices 16 to 17");
  });

  test("what may never run is let pass", () => {
    const n = b.load(ints, b.int(0));
    const outside = put(b.f32(0), b.add(i, b.int(14)));
    expect(() => verify(kernel([b.range(i, 4, [b.branch(b.less(i, b.int(2)), [outside])])]))).not.toThrow();
    expect(() => verify(kernel([b.range(i, 0, [outside])]))).not.toThrow();
    expect(() => verify(kernel([b.loop(i, b.int(0), n, 1, [outside])]))).not.toThrow();
  });
});

describe("programs", () => {
  const scratch = b.buffer("scratch", "f32", 16, "thread");
  const copy = (from: Buffer, to: Buffer): Kernel => ({
    ...kernel([b.store(to, b.int(0), b.load(from, b.int(0)))]),
    name: `${from.name}-${to.name}`,
  });
  const program = (changes: Partial<Program> = {}): Program => ({
    name: "p",
    buffers: new Map<Buffer, Place>([
      [x, { at: "slot", slot: 0 }],
      [out, { at: "arena", offset: 64 }],
    ]),
    slots: 1,
    arena: 128,
    scratch: new Map([[scratch, 0]]),
    scratchBytes: 64,
    phases: [{ kernels: [copy(x, out)], parallel: true }],
    ...changes,
  });
  const badProgram = (changes: Partial<Program>) => expect(() => verify(program(changes)));
  const placed = (place: Place): Partial<Program> => ({
    buffers: new Map<Buffer, Place>([
      [x, { at: "slot", slot: 0 }],
      [out, place],
    ]),
  });

  test("places", () => {
    expect(() => verify(program())).not.toThrow();
    badProgram(placed({ at: "arena", offset: 32 })).toThrow('program p: buffer "out" is at arena + 32, which is no multiple of 64');
    badProgram(placed({ at: "arena", offset: 128 })).toThrow('buffer "out" ends at arena + 192; the arena has 128 bytes');
    badProgram(placed({ at: "slot", slot: 1 })).toThrow('buffer "out" is in slot 1; there are 1 slots');
    badProgram({ buffers: new Map([[x, { at: "slot", slot: 0 }]]) }).toThrow('kernel x-out uses buffer "out", which has no place');
    badProgram({ scratchBytes: 32 }).toThrow('buffer "scratch" ends at scratch + 64; the scratch has 32 bytes');
    badProgram({ scratch: new Map(), phases: [{ kernels: [copy(scratch, out)], parallel: false }] }).toThrow(
      'uses buffer "scratch", which has no place',
    );
    badProgram({ phases: [{ kernels: [kernel([put(b.f32(0), b.int(99))])], parallel: true }] }).toThrow("kernel k, at `out[99] = 0.0`");
  });

  test("kernels of a phase are independent", () => {
    const other = b.buffer("other", "f32", 8);
    const places = (offset: number): Partial<Program> => ({
      buffers: new Map<Buffer, Place>([
        [x, { at: "slot", slot: 0 }],
        [out, { at: "arena", offset: 0 }],
        [other, { at: "arena", offset }],
      ]),
      phases: [{ kernels: [copy(x, out), copy(x, other)], parallel: true }],
    });
    expect(() => verify(program(places(64)))).not.toThrow();
    badProgram(places(0)).toThrow('phase 0: kernel x-out writes "out" while kernel x-other uses "other" in the same place');
    badProgram({ phases: [{ kernels: [copy(x, out), copy(out, x)], parallel: true }] }).toThrow("in the same place");
  });
});
