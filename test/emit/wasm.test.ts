// The WebAssembly speller against the definition of the words and conversions, for all types and numbers of lanes.
import { describe, expect, test } from "vitest";
import { isFloat, type DType } from "../../src/core/dtype.ts";
import { across, bits, buffer, call, cast, constant, convert, f32, indexVar, int, lane, less, load, loop, neg, pack, ramp, select, splat, store } from "../../src/ir/build.ts"; // prettier-ignore
import type { Buffer, Expr, Stmt, Word } from "../../src/ir/types.ts";
import { evaluateWord } from "../../src/ir/meanings.ts";
import { wasm } from "../../src/runtime/wasm/device.ts";
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

const FLOATS = [0, -0, 1, -1, 0.5, 1.5, 2.5, 3.5, -2.5, -0.5, 3.7, -3.2, 1e-3, 123456.7, -7, 2, 3e9, -3e9, 1e-40, Infinity, -Infinity, NaN, 259.5, -259.5]; // prettier-ignore
const INTS = [0, 1, -1, 2, 3, 7, 31, 33, 5, -8, 1000003, -99999, 2147483647, -2147483648, 12, 65536];
const BYTES = [0, 1, 2, 3, 7, 100, 200, 255];
const SAMPLES: Record<DType, readonly number[]> = { f32: FLOATS, f64: FLOATS, i32: INTS, u8: BYTES, bool: [0, 1] };
const LANES: Record<DType, readonly number[]> = { f32: [1, 2, 4], f64: [1, 2], i32: [1, 2, 4], u8: [1, 2, 4], bool: [1, 2, 4] };

const COMPARES: Word[] = ["lt", "le", "eq", "ne"];
const ARITHMETIC: Word[] = ["add", "sub", "mul", "neg", "abs", "min", "max"];
const ROUND: Word[] = ["floor", "ceil", "trunc", "round"];
const FLOAT_WORDS: Word[] = [...ARITHMETIC, "div", "sqrt", ...ROUND, ...COMPARES];
const INTEGER_WORDS: Word[] = [...ARITHMETIC, ...ROUND, "div", "quot", "rem", "and", "or", "xor", "not", "shl", "shr", "sar", ...COMPARES];
const WORDS: Record<DType, Word[]> = {
  f32: FLOAT_WORDS,
  f64: FLOAT_WORDS,
  i32: INTEGER_WORDS,
  u8: INTEGER_WORDS,
  bool: ["and", "or", "xor", "not", "add", "sub", "mul", "min", "max", "neg", "abs", ...COMPARES],
};
const UNARY = new Set<Word>(["neg", "abs", "sqrt", ...ROUND, "not"]);

const same = (got: number, wanted: number): boolean => Object.is(got, wanted) || (Number.isNaN(got) && Number.isNaN(wanted));

describe.each(["f32", "f64", "i32", "u8", "bool"] as DType[])("words on %s", (dtype) => {
  const values = SAMPLES[dtype];
  const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
  while (pairs.length % 4 !== 0) pairs.push(pairs[0]!);
  const n = pairs.length;
  const [x, y] = [buffer("x", dtype, n), buffer("y", dtype, n)];

  test.each(LANES[dtype])("mean what they are defined to mean: %i lanes", (lanes) => {
    const results: { word: Word; out: Buffer }[] = [];
    const body: Stmt[] = [];
    for (const word of WORDS[dtype]) {
      const out = buffer(word, COMPARES.includes(word) ? "bool" : dtype, n);
      const i = indexVar("i", n);
      const args = [load(x, i, lanes), load(y, i, lanes)].slice(0, UNARY.has(word) ? 1 : 2);
      body.push(loop(i, int(0), int(n), lanes, [store(out, i, call(word, ...args))]));
      results.push({ word, out });
    }
    const loaded = load1(body);
    loaded.view(x).set(pairs.map(([a]) => a));
    loaded.view(y).set(pairs.map(([, b]) => b));
    loaded.run();
    const [xs, ys] = [Array.from(loaded.view(x)), Array.from(loaded.view(y))];
    for (const { word, out } of results) {
      Array.from(loaded.view(out)).forEach((got, i) => {
        const args = [xs[i]!, ys[i]!];
        const exact = evaluateWord(word, dtype, args);
        const wanted = COMPARES.includes(word) ? +Boolean(exact) : exact;
        if (!same(got, wanted)) expect.fail(`${word} ${dtype} × ${lanes} of ${args.join(", ")}: ${got}, not ${wanted}`);
      });
    }
    loaded.dispose();
  });

  test.each(LANES[dtype])("constants are operands like others: %i lanes", (lanes) => {
    const body: Stmt[] = [];
    const results: { word: Word; out: Buffer; value: number }[] = [];
    for (const word of WORDS[dtype].filter((w) => !UNARY.has(w))) {
      for (const value of values) {
        const out = buffer(`${word}${value}`, COMPARES.includes(word) ? "bool" : dtype, n);
        const i = indexVar("i", n);
        const result: Expr = { is: "call", word, args: [load(x, i, lanes), constant(dtype, value, lanes)], dtype: out.dtype, lanes };
        body.push(loop(i, int(0), int(n), lanes, [store(out, i, result)]));
        results.push({ word, out, value: dtype === "f32" ? Math.fround(value) : value });
      }
    }
    const loaded = load1(body);
    loaded.view(x).set(pairs.map(([a]) => a));
    loaded.run();
    const xs = Array.from(loaded.view(x));
    for (const { word, out, value } of results) {
      Array.from(loaded.view(out)).forEach((got, i) => {
        const exact = evaluateWord(word, dtype, [xs[i]!, value]);
        const wanted = COMPARES.includes(word) ? +Boolean(exact) : exact;
        if (!same(got, wanted)) expect.fail(`${word} ${dtype} × ${lanes} of ${xs[i]}, constant ${value}: ${got}, not ${wanted}`);
      });
    }
    loaded.dispose();
  });

  test.each(LANES[dtype])("select, fma, across, splat, lane, pack: %i lanes", (lanes) => {
    const i = indexVar("i", n);
    const condition = buffer("condition", "bool", n);
    const chosen = buffer("chosen", dtype, n);
    const spread = buffer("spread", dtype, n);
    const packed = buffer("packed", dtype, n);
    const [a, b] = [load(x, i, lanes), load(y, i, lanes)];
    const turned = lanes === 1 ? a : pack(Array.from({ length: lanes }, (_, l) => lane(a, lanes - 1 - l)));
    const words: Word[] = dtype === "bool" ? ["and", "or", "min", "max"] : ["add", "mul", "min", "max"];
    const sums = words.map((word) => buffer(`across ${word}`, dtype, n / lanes));
    const fused = buffer("fused", dtype, n);
    const body = [
      store(chosen, i, select(load(condition, i, lanes), a, b)),
      store(spread, i, splat(load(x, i), lanes)),
      store(packed, i, turned),
      ...sums.map((sum, w) => store(sum, call("quot", i, int(lanes)), across(words[w]!, a))),
      ...(dtype === "bool" ? [] : [store(fused, i, call("fma", a, b, a))]),
    ];
    const loaded = load1([loop(i, int(0), int(n), lanes, body)]);
    loaded.view(x).set(pairs.map(([p]) => p));
    loaded.view(y).set(pairs.map(([, q]) => q));
    loaded.view(condition).set(pairs.map((_, k) => +(k % 3 === 0)));
    loaded.run();
    const [xs, ys] = [Array.from(loaded.view(x)), Array.from(loaded.view(y))];
    const check = (what: string, got: number, wanted: number, at: number): void => {
      if (!same(got, wanted)) expect.fail(`${what} ${dtype} × ${lanes} at ${at}: ${got}, not ${wanted}`);
    };
    Array.from(loaded.view(chosen)).forEach((got, k) => check("select", got, k % 3 === 0 ? xs[k]! : ys[k]!, k));
    Array.from(loaded.view(spread)).forEach((got, k) => check("splat", got, xs[k - (k % lanes)]!, k));
    Array.from(loaded.view(packed)).forEach((got, k) => check("pack", got, xs[k - (k % lanes) + lanes - 1 - (k % lanes)]!, k));
    if (dtype !== "bool") {
      Array.from(loaded.view(fused)).forEach((got, k) => {
        const product = evaluateWord("mul", dtype, [xs[k]!, ys[k]!]);
        check("fma", got, evaluateWord("add", dtype, [product, xs[k]!]), k);
      });
    }
    sums.forEach((sum, w) =>
      Array.from(loaded.view(sum)).forEach((got, k) => {
        let level = xs.slice(k * lanes, k * lanes + lanes);
        while (level.length > 1) {
          const half = level.length / 2;
          level = level.slice(0, half).map((v, l) => evaluateWord(words[w]!, dtype, [v, level[l + half]!]));
        }
        check(`across ${words[w]!}`, got, level[0]!, k);
      }),
    );
    loaded.dispose();
  });
});

describe("conversions", () => {
  const types: DType[] = ["f32", "f64", "i32", "u8", "bool"];
  test.each(types.flatMap((from) => types.map((to) => [from, to] as const)))("%s to %s", (from, to) => {
    const values = [...SAMPLES[from]];
    while (values.length % 4 !== 0) values.push(values[0]!);
    const n = values.length;
    for (const lanes of LANES[from].filter((l) => LANES[to].includes(l))) {
      const [x, out] = [buffer("x", from, n), buffer("out", to, n)];
      const i = indexVar("i", n);
      const loaded = load1([loop(i, int(0), int(n), lanes, [store(out, i, cast(load(x, i, lanes), to))])]);
      loaded.view(x).set(values);
      loaded.run();
      const xs = Array.from(loaded.view(x));
      Array.from(loaded.view(out)).forEach((got, k) => {
        const wanted = convert(xs[k]!, to);
        // A conversion to an integer has one zero.
        if (!same(got, isFloat(to) ? wanted : wanted + 0)) expect.fail(`${from} → ${to} × ${lanes} of ${xs[k]}: ${got}, not ${wanted}`);
      });
      loaded.dispose();
    }
  });

  test("bits are read as another type", () => {
    const [x, y, z] = [buffer("x", "f32", 8), buffer("y", "i32", 8), buffer("z", "f32", 8)];
    const body = [
      store(y, int(0), bits(load(x, int(0)), "i32")),
      store(y, int(4), bits(load(x, int(4), 4), "i32")),
      store(z, int(0), bits(load(y, int(0)), "f32")),
      store(z, int(4), bits(load(y, int(4), 4), "f32")),
    ];
    const loaded = load1(body);
    loaded.view(x).set([-1.5, 0, 0, 0, 1, 2, -0, Infinity]);
    loaded.run();
    expect(Array.from(loaded.view(y)).slice(4)).toEqual([0x3f800000, 0x40000000, -2147483648, 0x7f800000]);
    expect(loaded.view(y)[0]).toBe(-1077936128);
    expect(Array.from(loaded.view(z)).slice(4)).toEqual([1, 2, -0, Infinity]);
    expect(loaded.view(z)[0]).toBe(-1.5);
    loaded.dispose();
  });
});

describe("choices by comparison become pmin and pmax without a change of meaning", () => {
  const n = FLOATS.length ** 2;
  const pairs = FLOATS.flatMap((a) => FLOATS.map((b) => [a, b] as const));
  test.each([
    ["pmax", (a: Expr, b: Expr) => select(less(a, b), b, a), (a: number, b: number) => (a < b ? b : a)],
    ["pmin", (a: Expr, b: Expr) => select(less(a, b), a, b), (a: number, b: number) => (a < b ? a : b)],
    ["pmin", (a: Expr, b: Expr) => select(less(b, a), b, a), (a: number, b: number) => (b < a ? b : a)],
    ["pmax", (a: Expr, b: Expr) => select(less(b, a), a, b), (a: number, b: number) => (b < a ? a : b)],
  ] as const)("%s", (name, build, meaning) => {
    for (const [dtype, lanes] of [
      ["f32", 4],
      ["f64", 2],
    ] as const) {
      // prettier-ignore
      const [x, y, z] = [buffer("x", dtype, n), buffer("y", dtype, n), buffer("z", dtype, n)];
      const i = indexVar("i", n);
      const loaded = load1([loop(i, int(0), int(n), lanes, [store(z, i, build(load(x, i, lanes), load(y, i, lanes)))])]);
      expect(loaded.text()).not.toContain("bitselect");
      expect(loaded.text()).toContain(name);
      loaded.view(x).set(pairs.map(([a]) => a));
      loaded.view(y).set(pairs.map(([, b]) => b));
      loaded.run();
      const [xs, ys] = [Array.from(loaded.view(x)), Array.from(loaded.view(y))];
      Array.from(loaded.view(z)).forEach((got, k) => {
        const wanted = meaning(xs[k]!, ys[k]!);
        if (!same(got, wanted)) expect.fail(`${name} of ${xs[k]}, ${ys[k]}: ${got}, not ${wanted}`);
      });
      loaded.dispose();
    }
  });
});

test("fused multiply-add rounds once or twice, and c − a·b is one instruction", () => {
  const fast = wasm({ threads: 1 });
  const [x, y] = [buffer("x", "f32", 12), buffer("y", "f32", 8)];
  const [a, b, c] = [load(x, int(0), 4), load(x, int(4), 4), load(x, int(8), 4)];
  const body = [store(y, int(0), call("fma", a, b, c)), store(y, int(4), call("fma", neg(a), b, c))];
  const loaded = loadOn(fast, programOf([serial(kernelOf(body))]));
  const input = [1 + 2 ** -12, 3, -2, 0.1, 1 + 2 ** -12, 5, 7, 0.3, -1, 1, 2, 3];
  loaded.view(x).set(input);
  loaded.run();
  const xs = Array.from(loaded.view(x));
  for (const [sign, at] of [
    [1, 0],
    [-1, 4],
  ] as const) {
    // prettier-ignore
    for (let l = 0; l < 4; l++) {
      const [p, q, r] = [sign * xs[l]!, xs[4 + l]!, xs[8 + l]!];
      expect([Math.fround(p * q + r), Math.fround(Math.fround(p * q) + r)]).toContain(loaded.view(y)[at + l]);
    }
  }
  if (fast.limits.fma) {
    expect(loaded.text()).toContain("relaxed_madd");
    expect(loaded.text()).toContain("relaxed_nmadd");
  }
  loaded.dispose();
  fast.dispose();
});

describe("vectors", () => {
  test("ramps count from their base", () => {
    const x = buffer("x", "i32", 12);
    const i = indexVar("i", 12);
    expect(after([loop(i, int(0), int(8), 4, [store(x, i, ramp(i, 4))]), store(x, int(8), ramp(int(-2), 4))], x)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, -2, -1, 0, 1,
    ]);
  });
  test("lanes are shifted by counts of their own or by one for all", () => {
    const [x, n, z] = [buffer("x", "i32", 4), buffer("n", "i32", 4), buffer("z", "i32", 8)];
    const body = [
      store(z, int(0), call("shl", load(x, int(0), 4), load(n, int(0), 4))),
      store(z, int(4), call("shr", load(x, int(0), 4), splat(load(n, int(1)), 4))),
    ];
    const inputs = [[x, [1, -1, 5, 1 << 30]], [n, [0, 4, 2, 1]]] as const; // prettier-ignore
    expect(after(body, z, inputs)).toEqual([1, -16, 20, -2147483648, 0, 268435455, 0, 67108864]);
  });
  test("a scalar condition chooses whole vectors", () => {
    const [x, z] = [buffer("x", "f32", 8), buffer("z", "f32", 4)];
    const condition = splat(less(load(x, int(0)), f32(0)), 4);
    const body = [store(z, int(0), select(condition, load(x, int(0), 4), load(x, int(4), 4)))];
    expect(after(body, z, [[x, [-1, 2, 3, 4, 5, 6, 7, 8]]])).toEqual([-1, 2, 3, 4]);
    expect(after(body, z, [[x, [1, 2, 3, 4, 5, 6, 7, 8]]])).toEqual([5, 6, 7, 8]);
  });
  test("constants: zero, minus zero, NaN, true, and packs of constants", () => {
    const z = buffer("z", "f32", 16);
    const t = buffer("t", "bool", 4);
    const body = [0, -0, NaN].map((value, k) => store(z, int(4 * k), f32(value, 4)));
    body.push(store(z, int(12), pack([1, 2, 3, 4].map((v) => f32(v)))), store(t, int(0), constant("bool", 1, 4)));
    expect(after(body, z)).toEqual([0, 0, 0, 0, -0, -0, -0, -0, NaN, NaN, NaN, NaN, 1, 2, 3, 4]);
    expect(after(body, t)).toEqual([1, 1, 1, 1]);
  });
  test("a vector that fits no register is refused", () => {
    const [x, z] = [buffer("x", "f64", 4), buffer("z", "f64", 4)];
    expect(() => load1([store(z, int(0), load(x, int(0), 4))])).toThrow(/no register holds 4 lanes of f64/);
  });
});
