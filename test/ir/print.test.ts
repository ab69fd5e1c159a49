import { expect, test } from "vitest";
import * as b from "../../src/ir/build.ts";
import { printExpr, printKernel, printProgram, printStmts } from "../../src/ir/print.ts";
import { threefryExpr } from "../../src/ir/threefry.ts";
import type { Expr, Kernel, Program } from "../../src/ir/types.ts";

const [i, j] = [b.indexVar("i", 8), b.indexVar("j", 8)];
const x = b.buffer("x", "f32", 64);

test("expressions", () => {
  const cases: [Expr, string][] = [
    [b.add(b.mul(i, b.int(4)), j), "i * 4 + j"],
    [b.mul(b.add(i, b.int(4)), j), "(i + 4) * j"],
    [b.sub(i, b.sub(j, b.int(1))), "i - (j - 1)"],
    [b.add(i, b.int(-3)), "i - 3"],
    [b.call("rem", b.call("quot", i, b.int(4)), b.int(2)), "i // 4 % 2"],
    [b.call("quot", i, b.call("rem", j, b.int(2))), "i // (j % 2)"],
    [b.and(b.less(i, j), b.lessEqual(b.add(i, j), b.int(9))), "(i < j) & (i + j <= 9)"],
    [b.call("xor", b.call("shl", i, b.int(3)), b.call("not", j)), "(i << 3) ^ ~j"],
    [b.call("not", b.less(i, j)), "!(i < j)"],
    [b.call("exp", b.neg(b.load(x, i))), "exp(-x[i])"],
    [b.select(b.less(i, j), b.f32(1), b.f32(-0.5)), "select(i < j, 1.0, -0.5)"],
    [b.add(b.when(b.less(i, j), b.load(x, i), b.f32(0)), b.f32(1e-7)), "(if i < j then x[i] else 0.0) + 1e-7"],
    [b.mul(b.load(x, i, 4), b.f32(2)), "x[i; 4] * splat4(2.0)"],
    [b.across("add", b.load(x, i, 4, b.variable("p", "ptr"))), "across_add(x@p[i; 4])"],
    [b.lane(b.load(x, i, 4), 2), "x[i; 4].2"],
    [b.pack([i, j]), "{i, j}"],
    [b.cast(b.ramp(i, 4), "f64"), "f64(ramp4(i))"],
    [b.bits(b.splat(b.load(x, j), 4), "i32"), "bits_i32(splat4(x[j]))"],
    [b.constant("f64", -0), "-0.0d"],
    [b.f32(Infinity), "Infinity"],
    [b.constant("bool", 1), "true"],
    [b.constant("u8", 7), "7u"],
    [b.address(x, i), "&x[i]"],
  ];
  for (const [e, text] of cases) expect(printExpr(e)).toBe(text);
});

test("what is large and shared has a name, and nothing explodes", () => {
  const large = b.mul(b.add(b.load(x, i), b.f32(1)), b.load(x, j));
  expect(printExpr(b.add(large, large))).toBe("%1 + %1 where %1 = (x[i] + 1.0) * x[j]");
  expect(printExpr(b.add(b.load(x, i), b.load(x, i)))).toBe("x[i] + x[i]");
  const [words] = threefryExpr(b.int(3), i, j, b.int(0));
  expect(printExpr(words).length).toBeLessThan(4000);
});

const sum = b.variable("sum", "f32");
const k = b.indexVar("i", 4);
const p = b.variable("p", "ptr");
const y = b.buffer("x", "f32", 8);
const kernel: Kernel = {
  name: "rows",
  tasks: 8,
  task: i,
  cost: 0,
  body: [
    b.note("sums of rows"),
    b.declare(p, b.address(x, b.mul(i, b.int(8)))),
    b.declare(sum, b.f32(0)),
    b.loop(k, b.int(0), b.int(8), 2, [b.set(sum, b.add(sum, b.load(x, b.int(0), 1, p))), b.advance(p, b.int(2))]),
    b.branch(b.less(sum, b.f32(0)), [b.store(y, i, b.neg(sum))], [b.store(y, i, sum)]),
  ],
};
const text = `kernel rows (8 tasks i)
  # sums of rows
  let p: ptr = &x[i * 8]
  let sum: f32 = 0.0
  for i_2 in 0..8 step 2
    sum = sum + x@p[0]
    p += 2
  if sum < 0.0
    x_2[i] = -sum
  else
    x_2[i] = sum`;

test("kernels, with names made unique", () => {
  expect(printKernel(kernel)).toBe(text);
  expect(printKernel(kernel)).toBe(text);
  expect(printStmts([b.declare(b.variable("v", "f32", 4), b.load(x, b.int(0), 4))])).toBe("let v: f32x4 = x[0; 4]");
});

test("programs", () => {
  const scratch = b.buffer("panel", "f32", 16, "thread");
  const program: Program = {
    name: "p",
    buffers: new Map([
      [x, { at: "slot", slot: 0 }],
      [y, { at: "arena", offset: 64 }],
    ]),
    slots: 1,
    arena: 128,
    scratch: new Map([[scratch, 0]]),
    scratchBytes: 64,
    phases: [{ kernels: [kernel], parallel: true }],
  };
  const body = text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  expect(printProgram(program)).toBe(
    `program p (arena 128 bytes, 1 slots, scratch 64 bytes)
  x: f32[64] at slot 0
  x_2: f32[8] at arena + 64
  panel: f32[16] at scratch + 0
phase 0 (parallel)
${body}`,
  );
});
