// Random kernels before and after simplification: the same bits in every buffer, and still by the rules.
import { expect, test } from "vitest";
import { newArray } from "../../src/core/dtype.ts";
import type { TypedArray } from "../../src/core/dtype.ts";
import * as b from "../../src/ir/build.ts";
import { runKernel } from "../../src/ir/interpret.ts";
import { simplifyStmts } from "../../src/ir/simplify.ts";
import type { Buffer, Expr, Kernel, Stmt, Var } from "../../src/ir/types.ts";
import { verify } from "../../src/ir/verify.ts";
import { countNodes, visitExprs } from "../../src/ir/walk.ts";
import { flatten, randomCondition, randomIndex, randomInts, rem, unflatten } from "./helpers.ts";

const LENGTH = 64;
const [x, out, table] = [b.buffer("x", "f32", LENGTH), b.buffer("out", "f32", LENGTH), b.buffer("table", "i32", LENGTH)];

type Random = (below: number) => number;

/** Any index, brought into the buffer. */
function inside(e: Expr, random: Random): Expr {
  switch (random(3)) {
    case 0:
      return b.call("max", b.int(0), b.call("min", e, b.int(LENGTH - 1)));
    case 1:
      return b.call("abs", rem(e, LENGTH));
    default:
      return b.call("and", e, b.int(LENGTH - 1));
  }
}

function value(scope: Scope, random: Random): Expr {
  const index = (): Expr => randomIndex(scope.indices, 3, random);
  switch (random(6)) {
    case 0:
      return b.cast(index(), "f32");
    case 1: {
      const at = index();
      const condition = b.and(b.lessEqual(b.int(0), at), b.less(at, b.int(LENGTH)));
      return b.when(condition, b.load(x, at), b.f32(-1));
    }
    case 2:
      return b.add(value(scope, random), b.mul(value(scope, random), b.f32(0.3)));
    case 3:
      return b.select(randomCondition(scope.indices, 2, random), value(scope, random), b.f32(random(5)));
    case 4:
      return scope.floats.length ? scope.floats[random(scope.floats.length)]! : b.f32(0.5);
    default:
      return b.load(x, inside(index(), random));
  }
}

/** Often about the same few things, so that one condition tells something about the next. */
function condition(scope: Scope, random: Random): Expr {
  if (random(2)) return randomCondition(scope.indices, 2, random);
  const { moving } = scope;
  const about = moving.length && random(3) ? moving[random(moving.length)]! : b.load(table, b.int(random(2)));
  return b.less(about, b.int(random(12) - 4));
}

interface Scope {
  /** Integers that may be set. */
  readonly moving: Var[];
  readonly indices: Var[];
  readonly floats: Var[];
  /** Locals that may be set. */
  readonly changing: Var[];
}

let names = 0;

function block(scope: Scope, depth: number, random: Random): Stmt[] {
  const own: Scope = { moving: [...scope.moving], indices: [...scope.indices], floats: [...scope.floats], changing: [...scope.changing] };
  const out: Stmt[] = [];
  for (let k = 0; k <= 1 + random(3); k++) out.push(...statement(own, depth, random));
  return out;
}

function statement(scope: Scope, depth: number, random: Random): Stmt[] {
  const index = (): Expr => randomIndex(scope.indices, 3, random);
  const name = `v${names++}`;
  switch (random(depth > 0 ? 10 : 7)) {
    case 0: {
      const v = b.variable(name);
      const s = b.declare(v, random(3) ? index() : b.load(table, inside(index(), random)));
      scope.indices.push(v);
      return [s];
    }
    case 1: {
      const v = b.variable(name, "f32");
      const s = b.declare(v, value(scope, random));
      scope.floats.push(v);
      if (random(2)) scope.changing.push(v);
      return [s];
    }
    case 2: {
      const v = b.variable(name);
      const s = b.declare(v, index());
      scope.indices.push(v);
      scope.moving.push(v);
      return [s];
    }
    case 3: {
      const { changing, moving } = scope;
      if (moving.length && random(3)) return [b.set(moving[random(moving.length)]!, random(2) ? b.int(random(12) - 4) : index())];
      return changing.length ? [b.set(changing[random(changing.length)]!, value(scope, random))] : [];
    }
    case 4:
      return [b.store(table, random(2) ? b.int(random(2)) : inside(index(), random), index())];
    case 5:
    case 6:
      return [b.store(out, inside(index(), random), value(scope, random))];
    case 7:
      return [b.branch(condition(scope, random), block(scope, depth - 1, random), random(2) ? block(scope, depth - 1, random) : [])];
    case 8: {
      // A loop of one turn whose beginning changes inside.
      const { moving } = scope;
      if (moving.length === 0) return [];
      const first = moving[random(moving.length)]!;
      const v = b.variable(name);
      const begin = b.call("and", first, b.int(15));
      const inner = block({ ...scope, indices: [...scope.indices, v] }, depth - 1, random);
      const stored = b.store(out, v, value({ ...scope, indices: [...scope.indices, v] }, random));
      return [b.loop(v, begin, b.add(begin, b.int(1)), 1, [...inner, stored])];
    }
    default: {
      const [begin, step] = [random(3), 1 + random(3)];
      const end = random(4) ? b.int(begin + random(7)) : b.call("and", index(), b.int(7));
      const v =
        random(2) && end.is === "const" && end.value > begin ? { ...b.variable(name), min: begin, max: end.value - 1 } : b.variable(name);
      return [b.loop(v, b.int(begin), end, step, block({ ...scope, indices: [...scope.indices, v] }, depth - 1, random))];
    }
  }
}

function run(kernel: Kernel): Map<Buffer, TypedArray> {
  const arrays = new Map<Buffer, TypedArray>();
  for (const buffer of [x, out, table]) {
    const array = newArray(buffer.dtype, buffer.length);
    for (let i = 0; i < LENGTH; i++) array[i] = buffer === table ? ((i * 37) % 91) - 20 : Math.sin(i * 3 + 1);
    arrays.set(buffer, array);
  }
  runKernel(kernel, arrays);
  return arrays;
}

for (const seed of [31, 32, 33]) {
  test(`random statements, seed ${seed}`, () => {
    const random = randomInts(seed);
    let stored = 0;
    for (let round = 0; round < 400; round++) {
      const task = b.indexVar("task", 1 + random(4));
      const body = block({ moving: [], indices: [task], floats: [], changing: [] }, 3, random);
      const kernel: Kernel = { name: "random", tasks: task.max! + 1, task, body, cost: 0 };
      const after: Kernel = { ...kernel, body: simplifyStmts(body) };
      verify(kernel);
      verify(after);
      const [expected, found] = [run(kernel), run(after)];
      for (const buffer of [x, out, table]) {
        if (!sameBytes(expected.get(buffer)!, found.get(buffer)!)) throw new Error(`round ${round}: ${buffer.name} differs`);
      }
      if (after.body.length > 0) stored++;
    }
    expect(stored).toBeGreaterThan(100);
  });
}

function sameBytes(a: TypedArray, c: TypedArray): boolean {
  const [left, right] = [a, c].map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) as [Uint8Array, Uint8Array];
  return left.every((byte, i) => byte === right[i]);
}

test("a deep chain of reshapes and pads in a loop nest ends without divisions, quickly", () => {
  // [N, C, H, W] padded by one, seen through two other shapes, as a loop over the flat output.
  const shape = [4, 3, 10, 10];
  const vars = shape.map((size, k) => b.indexVar("nchw"[k]!, size)) as [Var, Var, Var, Var];
  const [n, c, h, w] = vars;
  const [row, column] = [b.sub(h, b.int(1)), b.sub(w, b.int(1))];
  const padded = [row, column].map((at) => b.and(b.lessEqual(b.int(0), at), b.less(at, b.int(8)))).reduce(b.and);
  let at = flatten([n, c, row, column], [4, 3, 8, 8]);
  for (const other of [[12, 64], [768], [2, 6, 8, 8], [4, 3, 8, 8], [3, 256]]) at = flatten(unflatten(at, other), other);
  const source = b.buffer("source", "f32", 768);
  const target = b.buffer("target", "f32", 1200);
  const flat = flatten(unflatten(flatten(vars, shape), [40, 30]), [40, 30]);
  const body = vars.reduceRight<readonly Stmt[]>(
    (inner, v) => [b.range(v, v.max! + 1, inner)],
    [b.store(target, flat, b.when(padded, b.load(source, at), b.f32(0)))],
  );
  const begin = performance.now();
  const result = simplifyStmts(body);
  expect(performance.now() - begin).toBeLessThan(100);
  visitExprs(result, (e) => expect(e.is === "call" && (e.word === "quot" || e.word === "rem")).toBe(false));
  expect(countNodes(result)).toBeLessThan(60);
});
