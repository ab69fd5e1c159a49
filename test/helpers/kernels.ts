// Random kernels, and running them: passes must not change what a kernel does.
import { expect } from "vitest";
import { newArray } from "../../src/core/dtype.ts";
import type { DType, TypedArray } from "../../src/core/dtype.ts";
import {
  add,
  buffer,
  call,
  cast,
  constant,
  declare,
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
import { runKernel } from "../../src/ir/interpret.ts";
import { rangeOf } from "../../src/ir/linear.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "../../src/ir/types.ts";
import { buffersRead, buffersWritten } from "../../src/ir/walk.ts";

/** Numbers between 0 and 1 from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const kernelOf = (body: readonly Stmt[], tasks = 1, task: Var = variable("task")): Kernel => ({
  name: "test",
  tasks,
  task,
  body,
  cost: 0,
});

/** Runs the statements on the inputs given (others: filled from a seed); answers with all buffers written, by name. */
export function runStmts(
  body: readonly Stmt[],
  inputs: Readonly<Record<string, readonly number[] | TypedArray>> = {},
  extra: readonly Buffer[] = [],
): Record<string, number[]> {
  const arrays = new Map<Buffer, TypedArray>();
  const written = buffersWritten(body);
  for (const b of new Set([...buffersRead(body), ...written, ...extra])) {
    if (b.scope === "thread") continue;
    const array = newArray(b.dtype, b.length);
    const given = inputs[b.name];
    if (given) array.set(given);
    else fill(array, b);
    arrays.set(b, array);
  }
  runKernel(kernelOf(body), arrays);
  return Object.fromEntries(
    [...written]
      .filter((b) => b.scope === "global")
      .map((b) => [b.name, Array.from(arrays.get(b)!)])
      .sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
}

function fill(array: TypedArray, b: Buffer): void {
  const random = randomFrom(b.name.charCodeAt(0) * 31 + b.length);
  for (let i = 0; i < array.length; i++) {
    const x = random();
    array[i] =
      b.dtype === "bool" ? +(x < 0.5) : b.dtype === "u8" ? Math.floor(x * 256) : b.dtype === "i32" ? Math.floor(x * 40 - 20) : x * 4 - 2;
  }
}

/** Both do the same, bit for bit. */
export function expectSame(before: readonly Stmt[], after: readonly Stmt[]): void {
  const extra = [...buffersRead(before), ...buffersWritten(before)];
  expect(runStmts(after, {}, extra)).toEqual(runStmts(before, {}, extra));
}

export interface Sketch {
  /** The whole kernel. */
  readonly body: Stmt[];
  /** Its innermost loop over independent iterations. */
  readonly loops: readonly Var[];
}

const SOURCES: readonly Buffer[] = [
  buffer("a", "f32", 200),
  buffer("b", "f32", 150),
  buffer("c", "i32", 120),
  buffer("d", "u8", 90),
  buffer("e", "bool", 80),
];

/** A random loop nest: every iteration of every loop stores to places of its own. `double`: f64 instead of f32. */
export function randomKernel(seed: number, double = false): Sketch {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const below = (n: number): number => Math.floor(random() * n);
  const float: DType = double ? "f64" : "f32";
  const sources = SOURCES.map((b) => (b.dtype === "f32" ? { ...b, dtype: float } : b));
  const vars = Array.from({ length: 1 + below(3) }, (_, i) => indexVar(`i${i}`, pick([1, 2, 3, 4, 5, 7, 8, 9, 13])));
  const known: Expr[] = [];

  const index = (): Expr => {
    let e: Expr = int(below(6));
    for (const v of vars) {
      const scale = pick([0, 1, 1, 1, 2, 3]);
      if (scale) e = add(e, mul(v, int(scale)));
    }
    if (random() < 0.2) e = call(pick(["quot", "rem"]), e, int(2 + below(4)));
    return e;
  };
  const inside = (b: Buffer, e: Expr): Expr => {
    const r = rangeOf(e);
    if (r && r[0] >= 0 && r[1] < b.length) return e;
    return call("min", call("max", e, int(0)), int(b.length - 1));
  };
  const loadOf = (dtype: DType): Expr => {
    const b = pick(sources.filter((x) => x.dtype === dtype));
    return load(b, inside(b, index()));
  };
  const condition = (depth: number): Expr => {
    if (random() < 0.5) return call(pick(["lt", "le", "eq"]), pick(vars), int(below(10)));
    if (random() < 0.3) return loadOf("bool");
    return call(pick(["lt", "le", "ne"]), value(depth - 1), value(depth - 1));
  };
  const value = (depth: number): Expr => {
    const same = known.filter((e) => e.dtype === float);
    if (same.length && random() < 0.25) return pick(same);
    if (depth <= 0) return random() < 0.8 ? loadOf(float) : constant(float, below(5) / 2);
    const kind = random();
    let e: Expr;
    if (kind < 0.5) e = call(pick(["add", "sub", "mul", "min", "max"]), value(depth - 1), value(depth - 1));
    else if (kind < 0.6) e = call(pick(["neg", "abs", "floor"]), value(depth - 1));
    else if (kind < 0.7) e = select(condition(depth), value(depth - 1), value(depth - 1));
    else if (kind < 0.8) e = cast(whole(depth - 1), float);
    else if (kind < 0.85) e = cast(pick([loadOf("u8"), condition(1)]), float);
    else if (kind < 0.95) {
      const b = pick(sources.filter((x) => x.dtype === float));
      const at = sub(index(), int(below(8)));
      const guard = call("and", call("le", int(0), at), call("lt", at, int(b.length)));
      e = when(
        guard,
        random() < 0.5 ? load(b, at) : mul(load(b, at), value(depth - 2)),
        random() < 0.5 ? constant(float, 1) : value(depth - 1),
      );
    } else e = loadOf(float);
    known.push(e);
    return e;
  };
  const whole = (depth: number): Expr => {
    if (depth <= 0) return pick([index(), loadOf("i32"), index()]);
    const e = call(pick(["add", "sub", "mul", "xor", "and", "max"]), whole(depth - 1), whole(depth - 1));
    if (random() < 0.15) return call("shl", e, int(below(4)));
    return e;
  };

  const flat = vars.reduce<Expr>((sum, v) => add(mul(sum, int(v.max! + 1)), v), int(0));
  const size = vars.reduce((n, v) => n * (v.max! + 1), 1);
  const body: Stmt[] = [];
  const stores: Stmt[] = [];
  for (let i = 1 + below(3); i > 0; i--) {
    const kind = random();
    if (kind < 0.25) {
      const local = variable(`x${i}`, float);
      body.push(declare(local, value(3)));
      known.push(local);
    }
    if (kind > 0.7) {
      const sum = variable(`s${i}`, float);
      const k = indexVar("k", 1 + below(6));
      vars.push(k);
      const kept = known.length;
      const term = value(2);
      vars.pop();
      known.length = kept;
      body.push(declare(sum, constant(float, 0)), range(k, k.max! + 1, [set(sum, add(sum, term))]));
      known.push(sum);
    }
    const dtype = pick<DType>([float, float, float, "i32", "u8", "bool"]);
    const to = buffer(`z${i}`, dtype, size * 2 + 8);
    const place = pick([flat, mul(flat, int(2)), add(flat, int(3))]);
    const result = dtype === float ? value(4) : dtype === "i32" ? whole(2) : dtype === "u8" ? cast(whole(1), "u8") : condition(2);
    stores.push(store(to, place, result));
  }
  const inner = [...body, ...stores];
  return { body: vars.reduceRight<Stmt[]>((stmts, v) => [range(v, v.max! + 1, stmts)], inner), loops: vars };
}
