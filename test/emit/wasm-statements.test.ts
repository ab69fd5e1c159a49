// The WebAssembly speller's addresses and statements one by one, and random kernels against the reference interpreter.
import { describe, expect, test } from "vitest";
import { isFloat, newArray } from "../../src/core/dtype.ts";
import { add, address, advance, branch, buffer, call, cast, declare, equal, f32, indexVar, int, less, load, loop, mul, note, range, set, splat, store, sub, variable, when } from "../../src/ir/build.ts"; // prettier-ignore
import { runKernel } from "../../src/ir/interpret.ts";
import type { Buffer, Expr, Stmt } from "../../src/ir/types.ts";
import { buffersRead, buffersWritten, countNodes, mapStmts } from "../../src/ir/walk.ts";
import { vectorizeLoop } from "../../src/schedule/passes/vectorize.ts";
import { wasm } from "../../src/runtime/wasm/device.ts";
import { randomFrom, randomKernel } from "../helpers/kernels.ts";
import { kernelOf, loadOn, programOf, serial, type Loaded } from "../helpers/wasm.ts";

const device = wasm({ threads: 1, portable: true });
const load1 = (body: readonly Stmt[]): Loaded => loadOn(device, programOf([serial(kernelOf(body))]));

/** Runs statements on given contents; the contents of one buffer afterwards. */
function after(body: readonly Stmt[], out: Buffer, inputs: readonly (readonly [Buffer, readonly number[]])[] = []): number[] {
  const loaded = load1(body);
  for (const [b, values] of inputs) loaded.view(b).set(values);
  loaded.run();
  const result = Array.from(loaded.view(out));
  loaded.dispose();
  return result;
}

const same = (got: number, wanted: number): boolean => Object.is(got, wanted) || (Number.isNaN(got) && Number.isNaN(wanted));

describe("memory", () => {
  test("constants of an index go into the instruction; negative rests stay right", () => {
    const n = 40000;
    const [x, z] = [buffer("x", "f32", n), buffer("z", "f32", 8)];
    const i = variable("i");
    const body = [
      loop(i, int(-3), int(1), 4, [
        store(z, int(0), load(x, add(i, int(3)))),
        store(z, int(1), load(x, add(mul(i, int(5)), int(20000)))),
        store(z, int(2), load(x, sub(int(7), i))),
        store(z, int(3), load(x, sub(add(mul(i, int(-4000)), int(27900)), int(7)))),
        store(z, int(4), load(x, add(mul(i, int(-1)), int(n - 5)))),
        store(z, add(i, int(8)), load(x, int(n - 1))),
      ]),
    ];
    const wanted = [0, 20000 - 15, 10, 12000 + 27893, 3 + n - 5, n - 1];
    expect(after(body, z, [[x, Array.from({ length: n }, (_, k) => k)]]).slice(0, 6)).toEqual(wanted);
  });
  test("a rest far below zero is added up before memory is touched", () => {
    const n = 100000;
    const [x, z] = [buffer("x", "u8", n), buffer("z", "u8", 4)];
    const i = variable("i");
    const body = [loop(i, int(-99000), int(-98999), 1, [store(z, int(1), load(x, add(i, int(99990))))])];
    expect(after(body, z, [[x, Array.from({ length: n }, (_, k) => k % 251)]])[1]).toBe(990 % 251);
  });
  test("an index that occurs twice is computed once and has its constants taken out twice", () => {
    const [x, y, z] = [buffer("x", "f32", 64), buffer("y", "f32", 64), buffer("z", "f32", 64)];
    const i = indexVar("i", 4);
    const row = call("rem", call("add", mul(i, int(7)), int(5)), int(11));
    const index = add(add(row, mul(i, int(2))), int(3));
    const loaded = load1([range(i, 4, [store(z, index, add(load(x, index), load(y, index)))])]);
    expect(loaded.text().match(/rem_s/g)).toHaveLength(1);
    loaded.view(z).fill(0);
    loaded.view(x).set(Array.from({ length: 64 }, (_, k) => k));
    loaded.view(y).set(Array.from({ length: 64 }, (_, k) => 100 * k));
    loaded.run();
    for (let k = 0; k < 4; k++) {
      const at = ((k * 7 + 5) % 11) + 2 * k + 3;
      expect(loaded.view(z)[at]).toBe(101 * at);
    }
    loaded.dispose();
  });
  test("ptr variables step through their buffer", () => {
    const [x, z] = [buffer("x", "f64", 20), buffer("z", "f64", 20)];
    const [p, q, copy] = [variable("p", "ptr"), variable("q", "ptr"), variable("copy", "ptr")];
    const [i, step] = [indexVar("i", 5), variable("step")];
    const body = [
      declare(step, int(2)),
      declare(p, address(x, int(1))),
      declare(q, address(z, int(19))),
      declare(copy, p),
      range(i, 5, [store(z, int(0), add(load(x, int(1), 1, p), load(x, int(-1), 1, p)), q), advance(p, step), advance(q, int(-1))]),
      set(q, address(z, int(0))),
      store(z, int(0), load(x, int(0), 1, copy), q),
      store(z, int(2), load(x, int(2), 2, copy), q),
    ];
    const got = after(body, z, [[x, Array.from({ length: 20 }, (_, k) => k)]]);
    expect(got.slice(15)).toEqual([18, 14, 10, 6, 2]);
    expect([got[0], got[2], got[3]]).toEqual([1, 3, 4]);
  });
  test("a ptr before its buffer reaches into it with a large constant", () => {
    const [x, z] = [buffer("x", "f32", 80000), buffer("z", "f32", 1)];
    const [p, i] = [variable("p", "ptr"), variable("i")];
    const body = [declare(i, int(0)), set(i, int(-40000)), declare(p, address(x, i)), store(z, int(0), load(x, int(40002), 1, p))];
    expect(after(body, z, [[x, Array.from({ length: 80000 }, (_, k) => k)]])).toEqual([2]);
  });
  test("splats of loads are one instruction", () => {
    const [x, z] = [buffer("x", "f32", 4), buffer("z", "f32", 4)];
    const loaded = load1([store(z, int(0), splat(load(x, int(2)), 4))]);
    expect(loaded.text()).toContain("v128.load32_splat");
    loaded.dispose();
  });
});

describe("statements", () => {
  test("loops: empty, once, with ends that only run time knows", () => {
    const [n, z] = [buffer("n", "i32", 3), buffer("z", "i32", 8)];
    const count = (at: number, begin: Expr, end: Expr, step = 1): Stmt => {
      const i = variable("i");
      return loop(i, begin, end, step, [store(z, int(at), add(load(z, int(at)), add(i, int(100))))]);
    };
    const end = variable("end");
    const body = [
      ...Array.from({ length: 8 }, (_, k) => store(z, int(k), int(0))),
      count(0, int(3), int(3)),
      count(1, int(3), int(4)),
      count(2, int(0), load(n, int(0))),
      count(3, int(0), load(n, int(1))),
      count(4, load(n, int(1)), load(n, int(2)), 3),
      declare(end, load(n, int(1))),
      loop(variable("j"), int(0), end, 1, [set(end, int(0)), store(z, int(5), add(load(z, int(5)), int(1)))]),
      count(6, int(-5), int(-1), 2),
    ];
    expect(after(body, z, [[n, [0, 4, 11]]])).toEqual([0, 103, 0, 406, 4 + 7 + 10 + 300, 4, -5 - 3 + 200, 0]);
  });
  test("branches, notes, and values that are only computed where they are chosen", () => {
    const [x, z] = [buffer("x", "f32", 4), buffer("z", "f32", 8)];
    const i = indexVar("i", 8);
    const guarded = when(less(i, int(4)), load(x, i), f32(-1));
    // The same load in both branches and after them.
    const shared = load(x, call("min", i, int(3)));
    const both = add(when(less(i, int(2)), mul(shared, f32(2)), mul(shared, f32(3))), shared);
    const body = [
      note("a note"),
      range(i, 8, [branch(equal(i, int(5)), [store(z, i, f32(55))], [store(z, i, guarded)]), branch(less(int(5), i), [store(z, i, both)])]),
    ];
    expect(after(body, z, [[x, [1, 2, 3, 4]]])).toEqual([1, 2, 3, 4, -1, 55, 16, 16]);
    const loaded = load1(body);
    expect(loaded.text()).toContain(";; a note");
    loaded.dispose();
  });
  test("a deep graph of shared nodes is spelled once, not once a path", () => {
    const [x, z] = [buffer("x", "f32", 4), buffer("z", "f32", 4)];
    let e: Expr = load(x, int(0), 4);
    for (let k = 0; k < 60; k++) e = call("min", add(e, e), f32(1, 4));
    const loaded = load1([store(z, int(0), e)]);
    expect(loaded.text().length).toBeLessThan(20000);
    loaded.view(x).set([1e-18, 0, -1, 1]);
    loaded.run();
    expect(loaded.view(z)[3]).toBe(1);
    expect(loaded.view(z)[1]).toBe(0);
    loaded.dispose();
  });
  test("chains of choices between shared nodes do not double the code at each link", () => {
    const [x, z] = [buffer("x", "f32", 4), buffer("z", "f32", 4)];
    let [both, beside]: [Expr, Expr] = [load(x, int(0)), load(x, int(1))];
    for (let k = 0; k < 40; k++) {
      const condition = less(load(x, int(2)), f32(k));
      both = when(condition, add(both, f32(1)), mul(both, f32(0.5)));
      beside = add(mul(beside, f32(0.5)), when(condition, mul(beside, f32(0.25)), f32(1)));
    }
    const body = [store(z, int(0), both), store(z, int(1), beside)];
    const loaded = load1(body);
    expect(loaded.text().length).toBeLessThan(40000);
    const input = [3, 4, 20, 0];
    loaded.view(x).set(input);
    loaded.run();
    const arrays = new Map([[x, Float32Array.from(input)], [z, new Float32Array(4)]]); // prettier-ignore
    runKernel(kernelOf(body), arrays);
    expect([...loaded.view(z)].slice(0, 2)).toEqual([...arrays.get(z)!].slice(0, 2));
    loaded.dispose();
  });
  test("scratch belongs to a thread and starts at its own base", () => {
    const scratch = buffer("scratch", "f32", 40, "thread");
    const z = buffer("z", "f32", 4);
    const i = indexVar("i", 40);
    const body = [range(i, 40, [store(scratch, i, cast(i, "f32"))]), range(i, 4, [store(z, i, load(scratch, add(i, int(30))))])];
    expect(after(body, z)).toEqual([30, 31, 32, 33]);
  });
});

/** Runs statements on the device and by the interpreter, on the same random contents; every buffer written must be equal. */
function expectReference(body: readonly Stmt[], reference: readonly Stmt[], seed: number): void {
  const loaded = load1(body);
  const used = new Set([...buffersRead(reference), ...buffersWritten(reference), ...buffersRead(body)]);
  const arrays = new Map([...used].map((b) => [b, newArray(b.dtype, b.length)]));
  const random = randomFrom(seed);
  for (const [b, array] of arrays) {
    for (let k = 0; k < array.length; k++) {
      const value = random();
      array[k] = isFloat(b.dtype) ? value * 8 - 4 : b.dtype === "bool" ? +(value < 0.5) : b.dtype === "u8" ? value * 256 : value * 90 - 45;
    }
    if (loaded.program.buffers.has(b)) loaded.view(b).set(array);
  }
  runKernel(kernelOf(reference), arrays);
  loaded.run();
  for (const b of buffersWritten(body)) {
    const [got, wanted] = [Array.from(loaded.view(b)), Array.from(arrays.get(b)!)];
    wanted.forEach((w, k) => {
      if (!same(got[k]!, w)) expect.fail(`seed ${seed}, ${b.name}[${k}]: ${got[k]}, not ${w}\n${loaded.text()}`);
    });
  }
  loaded.dispose();
}

describe("random kernels give the reference's bits", () => {
  test("as they are", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { body } = randomKernel(seed, seed % 4 === 0);
      expectReference(body, body, seed);
    }
  });
  test("in vectors", () => {
    let vectors = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const double = seed % 4 === 0;
      const { body } = randomKernel(seed, double);
      const lanes = double ? 2 : 4;
      const wide = mapStmts(body, { stmt: (s) => (s.is === "for" ? vectorizeLoop(s, lanes, 1 + (seed % 2)) : s) });
      // What has no vector form is computed lane by lane, and then a random kernel may be too large for one function.
      if (countNodes(wide) > 30000) continue;
      if (wide !== body) vectors++;
      expectReference(wide, body, seed);
    }
    expect(vectors).toBeGreaterThan(40);
  });
});
