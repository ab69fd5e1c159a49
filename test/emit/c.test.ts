// The C speller against the definition of the words, and its statements one by one.
import { describe, expect, test } from "vitest";
import { isFloat, type DType } from "../../src/core/dtype.ts";
import { across, add, address, advance, bits, branch, buffer, call, cast, convert, declare, constant, int, lane, load, loop, mul, note, pack, ramp, set, splat, store, variable, when } from "../../src/ir/build.ts"; // prettier-ignore
import type { Buffer, Expr, Kernel, Stmt, Word } from "../../src/ir/types.ts";
import { evaluateWord } from "../../src/ir/meanings.ts";
import { loadNative, programOf } from "../helpers/native.ts";

const kernel = (body: readonly Stmt[], tasks = 1, task = variable("task")): Kernel => ({
  name: "test",
  tasks,
  task,
  body,
  cost: 0,
});

const FLOATS = [0, -0, 1, -1, 0.5, 1.5, 2.5, -2.5, -0.5, 3.7, -3.2, 1e-3, 123456.7, -7, 2, Infinity, -Infinity, NaN];
const INTS = [0, 1, -1, 2, 3, 7, 31, 5, -8, 1000003, -99999, 2147483647, -2147483648, 12];
const BYTES = [0, 1, 2, 3, 7, 100, 200, 255];
const samples = (dtype: DType): number[] => (isFloat(dtype) ? FLOATS : dtype === "i32" ? INTS : dtype === "u8" ? BYTES : [0, 1]);

const UNARY: Word[] = [
  "neg",
  "abs",
  "sqrt",
  "floor",
  "ceil",
  "trunc",
  "round",
  "exp",
  "expm1",
  "log",
  "log1p",
  "sin",
  "cos",
  "atan",
  "tanh",
  "erf",
];
const ARITHMETIC: Word[] = ["add", "sub", "mul", "min", "max"];
const COMPARES: Word[] = ["lt", "le", "eq", "ne"];
const LOGIC: Word[] = ["and", "or", "xor"];
const words: Record<DType, Word[]> = {
  f32: [...UNARY, ...ARITHMETIC, "div", "pow", ...COMPARES],
  f64: [...UNARY, ...ARITHMETIC, "div", "pow", ...COMPARES],
  i32: [...ARITHMETIC, "neg", "abs", "quot", "rem", ...LOGIC, "not", "shl", "shr", "sar", ...COMPARES],
  u8: [...ARITHMETIC, ...LOGIC, ...COMPARES],
  bool: [...LOGIC, "not", ...COMPARES],
};
const isUnary = (word: Word): boolean => UNARY.includes(word) || word === "not";

describe.each(["f32", "f64", "i32", "u8", "bool"] as DType[])("words on %s", (dtype) => {
  test("give what they mean, for every number of lanes", () => {
    const values = samples(dtype);
    const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
    while (pairs.length % 16 !== 0) pairs.push(pairs[0]!);
    const n = pairs.length;
    const [x, y] = [buffer("x", dtype, n), buffer("y", dtype, n)];
    const outs: { word: Word; lanes: number; out: Buffer }[] = [];
    const body: Stmt[] = [];
    for (const word of words[dtype]) {
      for (const lanes of [1, 2, 4, 8, 16]) {
        const out = buffer(`${word}${lanes}`, COMPARES.includes(word) ? "bool" : dtype, n);
        const i = variable("i");
        const args = [load(x, i, lanes), load(y, i, lanes)].slice(0, isUnary(word) ? 1 : 2);
        body.push(loop(i, int(0), int(n), lanes, [store(out, i, call(word, ...args))]));
        outs.push({ word, lanes, out });
      }
    }
    const native = loadNative(programOf("words", [kernel(body)], [x, y, ...outs.map((o) => o.out)]));
    native.view(x).set(pairs.map((p) => p[0]));
    native.view(y).set(pairs.map((p) => p[1]));
    const [xs, ys] = [Array.from(native.view(x)), Array.from(native.view(y))];
    native.run();
    for (const { word, lanes, out } of outs) {
      Array.from(native.view(out)).forEach((value, i) => {
        const wanted = COMPARES.includes(word)
          ? evaluateWord(word, dtype, [xs[i]!, ys[i]!]) & 1
          : evaluateWord(word, dtype, [xs[i]!, ys[i]!]);
        if (word === "pow" && Math.abs(xs[i]!) === 1) return; // C defines (±1)^±∞, JavaScript does not
        const close = Math.abs(value - wanted) <= (dtype === "f32" ? 2e-6 : 1e-14) * Math.abs(wanted);
        const same = Object.is(value, wanted) || (isFloat(dtype) && (close || (Number.isNaN(value) && Number.isNaN(wanted))));
        const zero = value === 0 && wanted === 0 && ["min", "max", "abs", "round", "neg"].includes(word) ? Object.is(value, wanted) : true;
        if (!same || !zero) expect.fail(`${word} ${dtype}x${lanes} of ${xs[i]}, ${ys[i]}: ${value}, not ${wanted}`);
      });
    }
  });
});

test("casts between all types, for every number of lanes", () => {
  const types: DType[] = ["f32", "f64", "i32", "u8", "bool"];
  const n = 16;
  const sources = new Map(types.map((t) => [t, buffer(`from_${t}`, t, n)] as const));
  const outs: { from: DType; to: DType; lanes: number; out: Buffer }[] = [];
  const body: Stmt[] = [];
  for (const from of types)
    for (const to of types)
      for (const lanes of [1, 4, 16]) {
        const out = buffer(`${from}_${to}_${lanes}`, to, n);
        const i = variable("i");
        body.push(loop(i, int(0), int(n), lanes, [store(out, i, cast(load(sources.get(from)!, i, lanes), to))]));
        outs.push({ from, to, lanes, out });
      }
  const native = loadNative(programOf("casts", [kernel(body)], [...sources.values(), ...outs.map((o) => o.out)]));
  const numbers: Record<DType, number[]> = {
    f32: [0, -0, 1.9, -1.9, 255, 200.5, -3, 1e9, 3e9, -3e9, NaN, Infinity, -Infinity, 2147483648, -2147483648, 0.1],
    f64: [0, -0, 1.9, -1.9, 255, 200.5, -3, 1e9, 3e9, -3e9, NaN, Infinity, -Infinity, 2147483647.5, -2147483648.9, 0.1],
    i32: [0, 1, -1, 2, 255, 256, -257, 1e9, 2147483647, -2147483648, 16777217, 7, 8, 9, 10, 11],
    u8: [0, 1, 2, 3, 255, 254, 128, 127, 4, 5, 6, 7, 8, 9, 10, 11],
    bool: [0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0],
  };
  for (const t of types) native.view(sources.get(t)!).set(numbers[t]);
  native.run();
  for (const { from, to, lanes, out } of outs) {
    const inputs = Array.from(native.view(sources.get(from)!));
    Array.from(native.view(out)).forEach((value, i) => {
      if (to === "u8" && isFloat(from) && !(inputs[i]! > -2e9 && inputs[i]! < 2e9)) return;
      const wanted = convert(inputs[i]!, to);
      if (value !== wanted && !(Number.isNaN(value) && Number.isNaN(wanted)))
        expect.fail(`${from} ${inputs[i]} → ${to}x${lanes}: ${value}, not ${wanted}`);
    });
  }
});

test("statements, pointers, lanes and shared expressions", () => {
  const x = buffer("x", "f32", 32);
  const flags = buffer("flags", "bool", 8);
  const out = buffer("out", "f32", 64);
  const ints = buffer("ints", "i32", 16);
  const [i, p, q, total, task] = [variable("i"), variable("p", "ptr"), variable("q", "ptr"), variable("total", "f32"), variable("task")];
  const v = load(x, int(0), 8);
  const shared = call("mul", load(x, int(1)), load(x, int(2)));
  let doubling: Expr = shared;
  for (let n = 0; n < 40; n++) doubling = call("add", doubling, doubling); // a tree of 2⁴⁰ leaves, if it were one
  const body: Stmt[] = [
    note("pointers */ walk"),
    declare(p, address(x, int(4))),
    declare(q, p),
    declare(total, constant("f32", 0)),
    loop(i, int(0), add(int(3), mul(task, int(0))), 1, [set(total, call("add", total, load(x, int(0), 1, q))), advance(q, int(2))]),
    store(out, int(0), total), // x4 + x6 + x8
    store(out, int(1), across("add", v)),
    store(out, int(2), across("max", v)),
    store(out, int(3), lane(v, 5)),
    store(out, int(4), pack([load(x, int(9)), load(x, int(3))])),
    store(out, int(6), splat(load(x, int(7)), 2)),
    store(out, int(8), doubling),
    store(out, int(9), when(call("lt", load(x, int(0)), constant("f32", 100)), load(x, int(30)), load(x, int(31)))),
    store(out, int(10), call("select", call("lt", v, constant("f32", 3, 8)), v, constant("f32", -1, 8))),
    store(flags, int(0), call("lt", v, constant("f32", 3, 8))),
    store(out, int(18), call("select", load(flags, int(0), 8), constant("f32", 5, 8), v)),
    branch(call("eq", task, int(1)), [store(out, int(26), constant("f32", 1))], [store(out, int(27), constant("f32", 2))]),
    store(ints, int(0), ramp(int(5), 4)),
    store(ints, int(4), bits(load(x, int(1), 4), "i32")),
    store(out, int(28), cast(across("or", load(flags, int(0), 8)), "f32")),
    store(out, int(29), cast(across("and", load(flags, int(0), 8)), "f32")),
    store(out, int(30), call("fma", load(x, int(2), 2), load(x, int(3), 2), load(x, int(4), 2))),
    store(out, int(32), load(x, int(3)), variableAt(out, 2)),
  ];
  body.unshift(declare(base, address(out, int(2))));
  const native = loadNative(programOf("statements", [kernel(body, 2, task)], [x, flags, out, ints]));
  native.view(x).set(Array.from({ length: 32 }, (_, n) => n));
  native.run();
  const o = Array.from(native.view(out));
  expect(o.slice(0, 4)).toEqual([18, 28, 7, 5]);
  expect(o.slice(4, 8)).toEqual([9, 3, 7, 7]);
  expect(o[8]).toBe(2 * 2 ** 40);
  expect(o[9]).toBe(30);
  expect(o.slice(10, 18)).toEqual([0, 1, 2, -1, -1, -1, -1, -1]);
  expect(o.slice(18, 26)).toEqual([5, 5, 5, 3, 4, 5, 6, 7]);
  expect(o.slice(26, 32)).toEqual([1, 2, 1, 0, 10, 17]);
  expect(o[34]).toBe(3);
  expect(Array.from(native.view(ints)).slice(0, 8)).toEqual([5, 6, 7, 8, ...new Int32Array(new Float32Array([1, 2, 3, 4]).buffer)]);
});

const base = variable("base", "ptr");
const variableAt = (_buffer: Buffer, _offset: number) => base;
