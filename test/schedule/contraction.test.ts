// The loop nests of contractions against the definition: in the interpreter (which checks every access) and spelled in C.
import { describe, expect, test } from "vitest";
import { newArray } from "../../src/core/dtype.ts";
import { runKernel } from "../../src/ir/interpret.ts";
import type { Buffer, Kernel, Limits, Program } from "../../src/ir/types.ts";
import { visitStmts } from "../../src/ir/walk.ts";
import { wasm } from "../../src/runtime/wasm/device.ts";
import { contractionKernel } from "../../src/schedule/contraction.ts";
import { optimize } from "../../src/schedule/passes/passes.ts";
import { axis, buffersOf, contiguous, convCase, convInputCase, convWeightCase, expected, fill, makeCase, matmulCase, type Case, type Made } from "../helpers/contractions.ts"; // prettier-ignore
import { loadNative, programOf } from "../helpers/native.ts";

const limits = (vectorBytes: number, rows: number, columns: number): Limits => ({
  vectorBytes,
  tile: { rows, columns },
  fma: true,
  threads: 1,
  mathWords: new Set(["exp", "expm1", "log", "log1p", "sin", "cos", "atan", "tanh", "erf", "pow"]),
});
const SIMD = limits(16, 4, 8);
const WIDE = limits(64, 12, 32);
const NONE = limits(0, 1, 1);

function inputs(c: Case, made: Made) {
  const arrays = Object.fromEntries(Object.entries(made.buffers).map(([name, b]) => [name, newArray(b.dtype, b.length)]));
  Object.values(arrays).forEach((array, i) => fill(array, i + 1));
  if (c.epilogue !== "accumulate") arrays["out"]!.fill(0);
  arrays["second"]!.fill(0);
  return arrays as { [name in keyof Made["buffers"]]: ReturnType<typeof newArray> };
}

function compare(c: Case, what: string, got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  const tolerance = c.epilogue === "tanh" ? 1e-6 : 0;
  for (let i = 0; i < wanted.length; i++)
    if (!(Math.abs(got[i]! - wanted[i]!) <= tolerance)) expect.fail(`${c.name} ${what}[${i}]: ${got[i]}, not ${wanted[i]}`);
}

function interpret(c: Case, device: Limits): Kernel {
  const made = makeCase(c);
  const kernel = contractionKernel(made.contraction, device);
  const arrays = inputs(c, made);
  const wanted = expected(c, arrays);
  runKernel(kernel, new Map(Object.entries(made.buffers).map(([name, b]) => [b, arrays[name as keyof typeof arrays]])), {
    backwards: true,
  });
  compare(c, "out", arrays.out, wanted.out);
  compare(c, "second", arrays.second, wanted.second);
  return kernel;
}

interface Loaded {
  run(): void;
  view(b: Buffer): { set(values: ArrayLike<number>): void } & ArrayLike<number>;
}

/** Many cases as one program. */
function runOn(cases: readonly Case[], device: Limits, load: (program: Program) => Loaded): void {
  const all = cases.map((c) => {
    const made = makeCase(c);
    return { c, made, kernel: optimize(contractionKernel(made.contraction, device), device) };
  });
  const loaded = load(programOf("contractions", all.map((x) => x.kernel), all.flatMap((x) => buffersOf(x.made, x.kernel)))); // prettier-ignore
  const wanted = all.map(({ c, made }) => {
    const arrays = inputs(c, made);
    for (const [name, b] of Object.entries(made.buffers)) loaded.view(b).set(arrays[name as keyof typeof arrays]);
    return expected(c, arrays);
  });
  loaded.run();
  all.forEach(({ c, made }, i) => {
    compare(c, "out", loaded.view(made.buffers.out), wanted[i]!.out);
    compare(c, "second", loaded.view(made.buffers.second), wanted[i]!.second);
  });
}

const inC = (program: Program): Loaded => loadNative(program, true, false);

/** Mulberry32. */
function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = s;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function randomCase(seed: number, most: number): Case {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const size = (): number => 1 + below(next() < 0.3 ? 5 : most);
  const flag = (): boolean => next() < 0.4;
  const epilogue = (["none", "none", "tanh", "accumulate", "two"] as const)[below(5)]!;
  const dtype = (["f32", "f32", "f32", "f64", "i32"] as const)[epilogue === "none" || epilogue === "two" ? below(5) : below(4)]!;
  const kind = below(5);
  const common = { dtype, epilogue };
  if (kind < 3) {
    const batch = flag() ? { batch: 1 + below(3) } : {};
    return { ...matmulCase(size(), size(), size(), { ta: flag(), tb: flag(), tout: flag(), ...batch, ...common }), name: `random ${seed}` };
  }
  const kernel = 1 + below(5);
  const sizes = { n: 1 + below(3), c: 1 + below(4), o: 1 + below(9), h: kernel + below(9), w: kernel + below(most), kernel };
  const made = kind === 3 ? convCase({ ...sizes, stride: 1 + below(2) }, common) : convWeightCase(sizes, common);
  return { ...made, name: `random ${seed}` };
}

const CASES: Case[] = [
  matmulCase(16, 16, 16),
  matmulCase(1, 1, 1),
  matmulCase(4, 2, 3),
  matmulCase(32, 8, 8),
  matmulCase(13, 300, 21),
  matmulCase(37, 401, 75),
  matmulCase(5, 64, 1),
  matmulCase(1, 65, 7, { tb: true }),
  matmulCase(3, 129, 70, { tb: true }),
  matmulCase(40, 260, 44, { tb: true }),
  matmulCase(40, 17, 44, { ta: true }),
  matmulCase(19, 23, 29, { tout: true }),
  matmulCase(9, 30, 31, { batch: 3 }),
  matmulCase(10, 33, 18, { epilogue: "tanh" }),
  matmulCase(10, 33, 18, { epilogue: "accumulate" }),
  matmulCase(10, 33, 18, { epilogue: "two", tb: true }),
  matmulCase(10, 700, 18, { dtype: "f64" }),
  matmulCase(7, 9, 10, { dtype: "i32" }),
  matmulCase(6, 3, 2),
  convCase({ n: 2, c: 3, o: 5, h: 9, w: 11, kernel: 3 }),
  convCase({ n: 2, c: 2, o: 4, h: 7, w: 12, kernel: 5, stride: 2 }),
  convCase({ n: 2, c: 30, o: 9, h: 6, w: 20, kernel: 4 }),
  convCase({ n: 1, c: 2, o: 3, h: 8, w: 13, kernel: 3 }, { padded: { labels: ["x", "j"], low: 2, high: 12 } }),
  convCase({ n: 2, c: 2, o: 24, h: 10, w: 10, kernel: 3 }),
  convCase({ n: 2, c: 2, o: 37, h: 7, w: 10, kernel: 3 }, { epilogue: "accumulate" }),
  convCase({ n: 1, c: 3, o: 40, h: 12, w: 14, kernel: 3 }),
  convInputCase({ n: 2, c: 3, o: 5, h: 9, w: 11, kernel: 3 }),
  convInputCase({ n: 2, c: 9, o: 30, h: 6, w: 20, kernel: 4 }),
  convWeightCase({ n: 2, c: 3, o: 5, h: 9, w: 11, kernel: 3 }),
  convWeightCase({ n: 3, c: 2, o: 6, h: 30, w: 33, kernel: 3 }),
  convWeightCase({ n: 2, c: 3, o: 40, h: 10, w: 12, kernel: 5 }),
  convWeightCase({ n: 3, c: 2, o: 35, h: 11, w: 9, kernel: 3 }, { epilogue: "tanh" }),
  convWeightCase({ n: 5, c: 1, o: 64, h: 16, w: 11, kernel: 2 }, { epilogue: "two" }),
  convWeightCase({ n: 3, c: 5, o: 9, h: 18, w: 18, kernel: 3 }),
  convWeightCase({ n: 2, c: 3, o: 7, h: 6, w: 34, kernel: 3 }, { epilogue: "accumulate" }),
  convWeightCase({ n: 2, c: 5, o: 8, h: 9, w: 36, kernel: 5 }),
  {
    ...matmulCase(8, 8, 8),
    name: "rows from two axes, sums in another order",
    rows: [axis("p", 3), axis("m", 5)],
    columns: [axis("q", 2), axis("n", 6)],
    sums: [axis("k", 7), axis("l", 4)],
    a: contiguous([axis("m", 5), axis("l", 4), axis("p", 3), axis("k", 7)], 3),
    b: contiguous([axis("k", 7), axis("q", 2), axis("l", 4), axis("n", 6)], 1),
    out: contiguous([axis("p", 3), axis("m", 5), axis("q", 2), axis("n", 6)], 2),
  },
];

describe.each([
  ["128-bit vectors", SIMD],
  ["512-bit vectors", WIDE],
  ["no vectors", NONE],
] as const)("contractions with %s", (_, device) => {
  test.each(CASES.map((c) => [c.name + (c.epilogue ? ` ${c.epilogue}` : ""), c] as const))("%s in the interpreter", (_name, c) => {
    interpret(c, device);
  });

  test("random shapes, layouts, windows and epilogues in the interpreter", () => {
    for (let seed = 1; seed <= 120; seed++) interpret(randomCase(seed, 24), device);
  });
});

const MORE = Array.from({ length: 25 }, (_, i) => randomCase(1000 + i, 70));

test.each([
  ["128-bit vectors", SIMD],
  ["512-bit vectors", WIDE],
] as const)("the same and larger ones in C with %s", (_, device) => {
  runOn([...CASES, ...MORE], device, inC);
});

test.each([1, 2])("the same and larger ones in WebAssembly on %i threads", (threads) => {
  const device = wasm({ threads });
  const load = (program: Program): Loaded => {
    const executable = device.load(program);
    const view = (b: Buffer) => {
      const place = program.buffers.get(b);
      return device.view(b.dtype, executable.arena + (place?.at === "arena" ? place.offset : 0), b.length);
    };
    return { run: () => executable.run(), view };
  };
  // Without a tanh of its own the device needs the legalizer, which is not what is tested here.
  const without = [...CASES, ...MORE].map((c): Case => (c.epilogue === "tanh" ? { ...c, epilogue: "two" } : c));
  runOn(without, device.limits, load);
  device.dispose();
});

test("columns in short runs become one axis where that fills vectors, and stay apart where it does not pay", () => {
  const names = (o: number): Set<string> => {
    const { contraction } = makeCase(convWeightCase({ n: 2, c: 3, o, h: 12, w: 12, kernel: 5 }));
    const all = new Set<string>();
    visitStmts(contractionKernel(contraction, SIMD).body, (stmt) => void (stmt.is === "let" && all.add(stmt.v.name)));
    return all;
  };
  // Channels, rows and columns of the window are one axis of 75: no outer axis is left.
  expect([...names(40)].filter((name) => ["c", "i", "j"].includes(name))).toEqual([]);
  expect([...names(4)].filter((name) => ["c", "i", "j"].includes(name))).toEqual(["i", "c"]);
});

test("rows of pictures that are half a vector long are copied in halves, so that sums fill whole vectors", () => {
  const lanes = (o: number): Set<number> => {
    const { contraction } = makeCase(convCase({ n: 2, c: 8, o, h: 10, w: 10, kernel: 3 }));
    const all = new Set<number>();
    visitStmts(
      contractionKernel(contraction, WIDE).body,
      (stmt) => void (stmt.is === "let" && /^sum\d/.test(stmt.v.name) && all.add(stmt.v.lanes)),
    );
    return all;
  };
  expect([...lanes(64)]).toEqual([16]);
  expect([...lanes(1)]).toEqual([8]);
});

test("numbers of tasks follow from sizes alone, and large problems have enough for two threads", () => {
  const tasks = (m: number, k: number, n: number): number[] =>
    [1, 8].map((threads) => contractionKernel(makeCase(matmulCase(m, k, n)).contraction, { ...SIMD, threads }).tasks);
  for (const size of [256, 512, 1024]) {
    const [one, eight] = tasks(size, size, size);
    expect(one).toBe(eight);
    expect(one).toBeGreaterThanOrEqual(8);
  }
  expect(tasks(32, 8, 8)).toEqual([1, 1]);
});
