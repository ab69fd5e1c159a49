import { describe, expect, test } from "vitest";
import { newArray } from "../../src/core/dtype.ts";
import type { DType, TypedArray } from "../../src/core/dtype.ts";
import { threefry } from "../../src/core/random.ts";
import * as b from "../../src/ir/build.ts";
import { interpret, prepareKernel, runKernel } from "../../src/ir/interpret.ts";
import type { InterpretOptions } from "../../src/ir/interpret.ts";
import { scalarWord } from "../../src/ir/interpretwords.ts";
import { threefryExpr } from "../../src/ir/threefry.ts";
import type { Buffer, Expr, Kernel, Program, Stmt, Word } from "../../src/ir/types.ts";
import { evaluateWord } from "../../src/ir/meanings.ts";

const kernel = (body: readonly Stmt[], tasks = 1, task = b.indexVar("task", tasks)): Kernel => ({
  name: "k",
  tasks,
  task,
  body,
  cost: 0,
});

function run(
  body: readonly Stmt[],
  given: readonly (readonly [Buffer, readonly number[]])[],
  options: InterpretOptions = {},
): (buffer: Buffer) => number[] {
  const arrays = new Map<Buffer, TypedArray>();
  for (const [buffer, values] of given) {
    const array = newArray(options.float64 && buffer.dtype === "f32" ? "f64" : buffer.dtype, buffer.length);
    array.set(values);
    arrays.set(buffer, array);
  }
  runKernel(kernel(body), arrays, options);
  return (buffer) => Array.from(arrays.get(buffer)!);
}

/** The values of a vector (or scalar) expression over the buffers. */
function valuesOf(e: Expr, given: readonly (readonly [Buffer, readonly number[]])[] = [], options: InterpretOptions = {}): number[] {
  const out = b.buffer("out", e.dtype as DType, e.lanes);
  return run([b.store(out, b.int(0), e)], [...given, [out, []]], options)(out);
}

describe("values", () => {
  test("f32 is rounded after each word, f64 is not, float64 rounds nothing", () => {
    const x = b.buffer("x", "f32", 1);
    const e = b.mul(b.add(b.load(x, b.int(0)), b.f32(0.1)), b.f32(3));
    const rounded = Math.fround(Math.fround(Math.fround(0.7) + Math.fround(0.1)) * 3);
    expect(valuesOf(e, [[x, [0.7]]])).toEqual([rounded]);
    expect(valuesOf(e, [[x, [0.7]]], { float64: true })).toEqual([(0.7 + 0.1) * 3]);
  });

  test("every word gives what words.ts says, scalars and vectors", () => {
    const floats = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, 3.7, -2.2, 1e30, -1e-30, Infinity, -Infinity, NaN];
    const integers = [0, 1, -1, 2, 7, -13, 31, 65536, 2147483647, -2147483648];
    const onFloats =
      "add sub mul div rem neg abs min max fma sqrt floor ceil trunc round exp expm1 log log1p sin cos atan tanh erf pow lt le eq ne";
    const onIntegers = "add sub mul fma quot rem neg abs min max and or xor not shl shr sar lt le eq ne";
    const cases: [DType, readonly number[], string][] = [
      ["f32", floats, onFloats],
      ["f64", floats, onFloats],
      ["i32", integers, onIntegers],
      ["u8", [0, 1, 2, 100, 200, 255], "add sub mul fma quot min and xor not lt"],
      ["bool", [0, 1], "and or xor not eq"],
    ];
    for (const [dtype, values, words] of cases) {
      for (const word of words.split(" ") as Word[]) {
        for (const x of values) {
          for (const y of values) {
            if (y === 0 && (word === "quot" || word === "rem") && dtype !== "f32") continue;
            const args = [x, y, 3.25].map((value) => b.convert(value, dtype));
            const expected = evaluateWord(word, dtype, args);
            const get = scalarWord(
              word,
              dtype,
              args.map((value) => () => value),
            );
            if (!Object.is(get(), expected)) throw new Error(`${word} ${dtype} of ${args.join(", ")}: ${get()}, not ${expected}`);
          }
        }
      }
    }
  });

  test("vectors: loads, ramps, packs, splats, lanes, across", () => {
    const x = b.buffer("x", "f32", 8);
    const given = [[x, [1, 2, 3, 4, 5, 6, 7, 8]]] as const;
    const v = b.load(x, b.int(2), 4);
    expect(valuesOf(b.mul(v, b.f32(2)), given)).toEqual([6, 8, 10, 12]);
    expect(valuesOf(b.ramp(b.int(5), 4))).toEqual([5, 6, 7, 8]);
    expect(valuesOf(b.pack([b.lane(v, 3), b.lane(v, 0)]), given)).toEqual([6, 3]);
    expect(valuesOf(b.splat(b.load(x, b.int(7)), 4), given)).toEqual([8, 8, 8, 8]);
    expect(valuesOf(b.across("add", v), given)).toEqual([18]);
    expect(valuesOf(b.across("max", b.load(x, b.int(0), 8)), given)).toEqual([8]);
    expect(valuesOf(b.select(b.less(v, b.f32(5)), v, b.f32(0)), given)).toEqual([3, 4, 0, 0]);
    expect(valuesOf(b.cast(b.ramp(b.int(254), 4), "u8"))).toEqual([254, 255, 0, 1]);
  });

  test("lanes are combined halves first", () => {
    const x = b.buffer("x", "f32", 4);
    const values = [1e8, 1, -1e8, 1];
    expect(valuesOf(b.across("add", b.load(x, b.int(0), 4)), [[x, values]])).toEqual([2]);
  });

  test("casts and bits", () => {
    const x = b.buffer("x", "f32", 1);
    const of = (value: number, f: (e: Expr) => Expr): number => valuesOf(f(b.load(x, b.int(0))), [[x, [value]]])[0]!;
    expect(of(-2.9, (e) => b.cast(e, "i32"))).toBe(-2);
    expect(of(1e20, (e) => b.cast(e, "i32"))).toBe(2147483647);
    expect(of(NaN, (e) => b.cast(e, "i32"))).toBe(0);
    expect(of(258.5, (e) => b.cast(e, "u8"))).toBe(2);
    expect(of(-1, (e) => b.cast(e, "u8"))).toBe(255);
    expect(of(1e20, (e) => b.cast(e, "u8"))).toBe(255);
    expect(of(0.1, (e) => b.cast(e, "bool"))).toBe(1);
    expect(of(-0, (e) => b.cast(e, "bool"))).toBe(0);
    expect(of(NaN, (e) => b.cast(e, "bool"))).toBe(1);
    expect(of(1, (e) => b.bits(e, "i32"))).toBe(0x3f800000);
    expect(of(1, (e) => b.bits(b.add(b.bits(e, "i32"), b.int(0x800000)), "f32"))).toBe(2);
    const n = b.buffer("n", "i32", 1);
    expect(valuesOf(b.cast(b.load(n, b.int(0)), "f32"), [[n, [16777217]]])).toEqual([16777216]);
    expect(valuesOf(b.cast(b.load(n, b.int(0)), "f64"), [[n, [16777217]]])).toEqual([16777217]);
  });

  test("threefry in a kernel is threefry on the host", () => {
    const words = b.buffer("words", "i32", 4);
    const out = b.buffer("out", "i32", 2);
    const w = [0, 1, 2, 3].map((i) => b.load(words, b.int(i))) as [Expr, Expr, Expr, Expr];
    const [x, y] = threefryExpr(...w);
    for (let k = 0; k < 20; k++) {
      const given = [k * 7919, -k, Math.imul(k, 0x9e3779b9), 1 << k].map((value) => value | 0);
      const read = run(
        [b.store(out, b.int(0), x), b.store(out, b.int(1), y)],
        [
          [words, given],
          [out, []],
        ],
      );
      expect(read(out)).toEqual([...threefry(...(given as [number, number, number, number]))]);
    }
    expect(threefryExpr(b.int(0), b.int(0), b.int(0), b.int(0)).map((e) => (e.is === "const" ? e.value >>> 0 : -1))).toEqual([
      0x6b200159, 0x99ba4efe,
    ]);
    const lanes = valuesOf(threefryExpr(b.int(1), b.int(2), b.ramp(b.load(words, b.int(0)), 4), b.int(0))[1], [[words, [10, 0, 0, 0]]]);
    expect(lanes).toEqual([10, 11, 12, 13].map((counter) => threefry(1, 2, counter, 0)[1]));
  });
});

describe("statements", () => {
  test("loops, locals, branches, pointers", () => {
    const [x, out] = [b.buffer("x", "f32", 6), b.buffer("out", "f32", 2)];
    const [i, k, sum, p] = [b.indexVar("i", 2), b.indexVar("k", 3), b.variable("sum", "f32"), b.variable("p", "ptr")];
    const body = [
      b.declare(p, b.address(x, b.int(0))),
      b.range(i, 2, [
        b.declare(sum, b.f32(0)),
        b.range(k, 3, [
          b.branch(b.less(b.load(x, k, 1, p), b.f32(4)), [b.set(sum, b.add(sum, b.load(x, k, 1, p)))], [b.set(sum, b.sub(sum, b.f32(1)))]),
        ]),
        b.store(out, i, sum),
        b.advance(p, b.int(3)),
      ]),
    ];
    expect(
      run(body, [
        [x, [1, 2, 3, 4, 5, 1]],
        [out, []],
      ])(out),
    ).toEqual([6, -1]);
    const [q, stepped] = [b.variable("q", "ptr"), b.indexVar("s", 9)];
    const stores = [
      b.declare(q, b.address(out, b.int(1))),
      b.loop(stepped, b.int(1), b.int(9), 3, [b.store(out, b.int(0), b.cast(stepped, "f32"), q)]),
    ];
    expect(run(stores, [[out, []]])(out)).toEqual([0, 7]);
  });

  test("a node with several parents is evaluated once, and anew each time", () => {
    const out = b.buffer("out", "f64", 3);
    const i = b.indexVar("i", 3);
    let e: Expr = b.cast(i, "f64");
    for (let k = 0; k < 200; k++) e = b.mul(b.add(e, e), b.constant("f64", 0.5));
    expect(run([b.range(i, 3, [b.store(out, i, e)])], [[out, []]])(out)).toEqual([0, 1, 2]);
  });

  test("only the chosen side of a when is evaluated", () => {
    const x = b.buffer("x", "f32", 2);
    const out = b.buffer("out", "f32", 4);
    const i = b.indexVar("i", 4);
    const e = b.when(b.less(i, b.int(2)), b.load(x, i), b.f32(9));
    expect(
      run(
        [b.range(i, 4, [b.store(out, i, e)])],
        [
          [x, [1, 2]],
          [out, []],
        ],
      )(out),
    ).toEqual([1, 2, 9, 9]);
  });

  test("an access outside a buffer names kernel, buffer, index, and where the loops stand", () => {
    const x = b.buffer("x", "f32", 4);
    const i = b.indexVar("i", 4);
    const load = [b.range(i, 4, [b.store(x, b.int(0), b.load(x, b.add(i, b.int(1))))])];
    expect(() => run(load, [[x, []]])).toThrow('kernel k: load from buffer "x" at index 4; it has 4 elements (at task = 0, i = 3)');
    const vector = [b.store(x, b.int(1), b.splat(b.load(x, b.int(0)), 4))];
    expect(() => run(vector, [[x, []]])).toThrow('kernel k: store to buffer "x" at index 1 to 4; it has 4 elements');
    expect(() => run([b.store(x, b.int(-1), b.f32(0))], [[x, []]])).toThrow("at index -1");
    expect(() => runKernel(kernel(load), new Map())).toThrow('kernel k: no array is given for buffer "x"');
  });

  test("scratch of a thread begins as NaN", () => {
    const [scratch, out] = [b.buffer("scratch", "f32", 2, "thread"), b.buffer("out", "f32", 2)];
    const body = [
      b.store(scratch, b.int(0), b.f32(3)),
      b.store(out, b.int(0), b.load(scratch, b.int(0))),
      b.store(out, b.int(1), b.load(scratch, b.int(1))),
    ];
    expect(run(body, [[out, []]])(out)).toEqual([3, NaN]);
  });

  test("tasks run forwards or backwards", () => {
    const log = b.buffer("log", "i32", 4);
    const task = b.indexVar("task", 3);
    const count = b.load(log, b.int(3));
    const body = [b.store(log, count, task), b.store(log, b.int(3), b.add(count, b.int(1)))];
    const orders = [false, true].map((backwards) => {
      const array = new Int32Array(4);
      runKernel(kernel(body, 3, task), new Map([[log, array]]), { backwards });
      return [...array.subarray(0, 3)];
    });
    expect(orders).toEqual([
      [0, 1, 2],
      [2, 1, 0],
    ]);
  });

  test("a prepared kernel runs again on other arrays", () => {
    const x = b.buffer("x", "i32", 1);
    const again = prepareKernel(kernel([b.store(x, b.int(0), b.add(b.load(x, b.int(0)), b.int(1)))]));
    const [first, second] = [new Int32Array([5]), new Int32Array([10])];
    again(new Map([[x, first]]));
    again(new Map([[x, second]]));
    again(new Map([[x, second]]));
    expect([first[0], second[0]]).toEqual([6, 12]);
  });
});

test("a program works on its arena and on slots", () => {
  const [x, t, y] = [b.buffer("x", "f32", 3), b.buffer("t", "f32", 3), b.buffer("y", "f32", 3)];
  const i = b.indexVar("i", 3);
  const first: Kernel = { ...kernel([b.store(t, i, b.mul(b.load(x, i), b.f32(0.1)))], 3, i), name: "first" };
  const second: Kernel = { ...kernel([b.store(y, i, b.add(b.load(t, i), b.f32(1)))], 3, i), name: "second" };
  const program: Program = {
    name: "p",
    buffers: new Map([
      [x, { at: "slot", slot: 0 }],
      [t, { at: "arena", offset: 64 }],
      [y, { at: "slot", slot: 1 }],
    ]),
    slots: 2,
    arena: 128,
    scratch: new Map(),
    scratchBytes: 0,
    phases: [
      { kernels: [first], parallel: true },
      { kernels: [second], parallel: true },
    ],
  };
  const result = new Float32Array(4);
  interpret(program, { arena: new ArrayBuffer(128), slots: [new Float32Array([1, 2, 3]), result.subarray(1)] });
  expect([...result]).toEqual([0, ...[1, 2, 3].map((v) => Math.fround(Math.fround(v * Math.fround(0.1)) + 1))]);
  const exact = new Float64Array(3);
  interpret(program, { arena: new ArrayBuffer(256), slots: [new Float64Array([1, 2, 3]), exact] }, { float64: true });
  expect([...exact]).toEqual([1.1, 1.2, 3 * 0.1 + 1]);
  expect(() => interpret(program, { arena: new ArrayBuffer(128), slots: [result] })).toThrow(
    'p: nothing is bound to slot 1, where buffer "y" should be',
  );
});
