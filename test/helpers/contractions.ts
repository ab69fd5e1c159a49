// Contractions to try the template on: operands with any layout, windows, padding; the answer by the definition, in float64.
import { newArray, type DType, type TypedArray } from "../../src/core/dtype.ts";
import { add, and, buffer, call, constant, int, less, lessEqual, load, mul, store, sub, when } from "../../src/ir/build.ts";
import { tanh } from "../../src/ir/math.ts";
import { thread } from "./scratch.ts";
import type { Buffer, Expr, Kernel } from "../../src/ir/types.ts";
import type { Axis, Contraction, Place } from "../../src/schedule/contraction.ts";

/** How an operand or the output lies in memory: a step for each label, and where it begins. */
export interface Layout {
  readonly steps: Readonly<Record<string, number>>;
  readonly length: number;
  readonly offset?: number;
}

export interface Case {
  readonly name: string;
  readonly dtype: DType;
  readonly batch: readonly Axis[];
  readonly rows: readonly Axis[];
  readonly columns: readonly Axis[];
  readonly sums: readonly Axis[];
  readonly a: Layout;
  readonly b: Layout;
  readonly out: Layout;
  readonly epilogue?: "none" | "tanh" | "accumulate" | "two";
  /** Reads of b outside of [low, high) along label + label are 0. */
  readonly padded?: { readonly labels: readonly [string, string]; readonly low: number; readonly high: number };
}

export interface Made {
  readonly contraction: Contraction;
  readonly buffers: { readonly a: Buffer; readonly b: Buffer; readonly bias: Buffer; readonly out: Buffer; readonly second: Buffer };
}

const indexAt = (layout: Layout, at: Place): Expr =>
  Object.entries(layout.steps).reduce<Expr>((sum, [label, step]) => add(sum, mul(at.get(label)!, int(step))), int(layout.offset ?? 0));

export function makeCase(c: Case): Made {
  const a = buffer("a", c.dtype, c.a.length);
  const b = buffer("b", c.dtype, c.b.length);
  const out = buffer("out", c.dtype, c.out.length);
  const second = buffer("second", c.dtype, c.out.length);
  const bias = buffer("bias", c.dtype, 64);
  const column = c.columns.at(-1)?.label;
  const contraction: Contraction = {
    name: c.name,
    dtype: c.dtype,
    batch: c.batch,
    rows: c.rows,
    columns: c.columns,
    sums: c.sums,
    a: { read: (at) => load(a, indexAt(c.a, at)) },
    b: {
      read(at) {
        if (!c.padded) return load(b, indexAt(c.b, at));
        const place = add(at.get(c.padded.labels[0])!, at.get(c.padded.labels[1])!);
        const inside = and(lessEqual(int(c.padded.low), place), less(place, int(c.padded.high)));
        return when(inside, load(b, indexAt(c.b, at)), constant(c.dtype, 0));
      },
    },
    finish(sum, at) {
      const place = indexAt(c.out, at);
      const shift = column === undefined ? load(bias, int(0)) : load(bias, call("rem", at.get(column)!, int(64)));
      if (c.epilogue === "tanh") return [store(out, place, tanh(add(sum, shift)))];
      if (c.epilogue === "accumulate") return [store(out, place, sub(load(out, place), mul(constant(c.dtype, 0.5), sum)))];
      if (c.epilogue === "two")
        return [store(second, place, mul(sum, constant(c.dtype, 2))), store(out, place, call("max", sum, constant(c.dtype, 0)))];
      return [store(out, place, sum)];
    },
  };
  return { contraction, buffers: { a, b, bias, out, second } };
}

/** All buffers of a kernel: those of the case and the scratch it uses. */
export const buffersOf = (made: Made, kernel: Kernel): Buffer[] => [...Object.values(made.buffers), ...thread(kernel)];

/** Small numbers whose products and sums are exact in float32. */
export function fill(array: TypedArray, seed: number): void {
  for (let i = 0; i < array.length; i++) array[i] = ((i * 7919 + seed * 104729) % 13) - 6;
}

function* positions(axes: readonly Axis[]): Generator<Record<string, number>> {
  const [first, ...rest] = axes;
  if (!first) return yield {};
  for (let i = 0; i < first.extent; i++) for (const at of positions(rest)) yield { ...at, [first.label]: i };
}

const placeIn = (layout: Layout, at: Readonly<Record<string, number>>): number =>
  Object.entries(layout.steps).reduce((sum, [label, step]) => sum + at[label]! * step, layout.offset ?? 0);

/** By the definition. */
export function expected(
  c: Case,
  arrays: { a: TypedArray; b: TypedArray; bias: TypedArray; out: TypedArray },
): { out: TypedArray; second: TypedArray } {
  const out = newArray(c.dtype, arrays.out.length);
  out.set(arrays.out);
  const second = newArray(c.dtype, arrays.out.length);
  const column = c.columns.at(-1)?.label;
  for (const at of positions([...c.batch, ...c.rows, ...c.columns])) {
    let sum = 0;
    for (const k of positions(c.sums)) {
      const all = { ...at, ...k };
      if (c.padded) {
        const place = all[c.padded.labels[0]]! + all[c.padded.labels[1]]!;
        if (place < c.padded.low || place >= c.padded.high) continue;
      }
      sum += arrays.a[placeIn(c.a, all)]! * arrays.b[placeIn(c.b, all)]!;
    }
    const place = placeIn(c.out, at);
    const shift = arrays.bias[column === undefined ? 0 : at[column]! % 64]!;
    if (c.epilogue === "tanh") out[place] = Math.tanh(sum + shift);
    else if (c.epilogue === "accumulate") out[place] = out[place]! - 0.5 * sum;
    else if (c.epilogue === "two") {
      second[place] = sum * 2;
      out[place] = Math.max(sum, 0);
    } else out[place] = sum;
  }
  return { out, second };
}

const product = (sizes: readonly number[]): number => sizes.reduce((n, s) => n * s, 1);

/** Row-major steps for labels in this order. */
export function contiguous(order: readonly Axis[], offset = 0): Layout {
  const steps: Record<string, number> = {};
  let step = 1;
  for (const axis of [...order].reverse()) {
    steps[axis.label] = step;
    step *= axis.extent;
  }
  return { steps, offset, length: offset + product(order.map((x) => x.extent)) };
}

export const axis = (label: string, extent: number): Axis => ({ label, extent });

export interface MatmulOptions extends Omit<Partial<Case>, "batch"> {
  readonly ta?: boolean;
  readonly tb?: boolean;
  readonly tout?: boolean;
  readonly batch?: number;
}

/** out[m, n] = Σ a[m, k] · b[k, n]; `a` and `b` may be stored transposed. */
export function matmulCase(m: number, k: number, n: number, options: MatmulOptions = {}): Case {
  const [M, K, N, B] = [axis("m", m), axis("k", k), axis("n", n), axis("z", options.batch ?? 1)];
  const batch = options.batch === undefined ? [] : [B];
  const { ta, tb, tout, batch: count, ...rest } = options;
  return {
    name: `matmul_${m}_${k}_${n}${ta ? "_ta" : ""}${tb ? "_tb" : ""}${tout ? "_tout" : ""}${count === undefined ? "" : `_batch${count}`}`,
    dtype: "f32",
    rows: [M],
    columns: [N],
    sums: [K],
    a: contiguous([...batch, ...(ta ? [K, M] : [M, K])]),
    b: contiguous([...batch, ...(tb ? [N, K] : [K, N])]),
    out: contiguous([...batch, ...(tout ? [N, M] : [M, N])]),
    ...rest,
    batch,
  };
}

export interface ConvSizes {
  readonly n: number;
  readonly c: number;
  readonly o: number;
  readonly h: number;
  readonly w: number;
  readonly kernel: number;
  readonly stride?: number;
}

/** out[n, o, y, x] = Σ weight[o, c, ky, kx] · input[n, c, s·y + ky, s·x + kx]. */
export function convCase(s: ConvSizes, options: Partial<Case> = {}): Case {
  const stride = s.stride ?? 1;
  const [oh, ow] = [Math.floor((s.h - s.kernel) / stride) + 1, Math.floor((s.w - s.kernel) / stride) + 1];
  const [N, O, C, Y, X] = [axis("n", s.n), axis("o", s.o), axis("c", s.c), axis("y", oh), axis("x", ow)];
  const [I, J] = [axis("i", s.kernel), axis("j", s.kernel)];
  const plane = s.h * s.w;
  return {
    name: `conv_${Object.values(s).join("_")}`,
    dtype: "f32",
    batch: [],
    rows: [O],
    columns: [N, Y, X],
    sums: [C, I, J],
    a: contiguous([O, C, I, J]),
    b: { steps: { n: s.c * plane, c: plane, y: s.w * stride, i: s.w, x: stride, j: 1 }, length: s.n * s.c * plane },
    out: contiguous([N, O, Y, X]),
    ...options,
  };
}

/** weight[o, c, ky, kx] = Σ over n, y, x of grad[n, o, y, x] · input[n, c, y + ky, x + kx]. */
export function convWeightCase(s: ConvSizes, options: Partial<Case> = {}): Case {
  const [oh, ow] = [s.h - s.kernel + 1, s.w - s.kernel + 1];
  const [N, O, C, Y, X] = [axis("n", s.n), axis("o", s.o), axis("c", s.c), axis("y", oh), axis("x", ow)];
  const [I, J] = [axis("i", s.kernel), axis("j", s.kernel)];
  const plane = s.h * s.w;
  return {
    name: `convweight_${Object.values(s).join("_")}`,
    dtype: "f32",
    batch: [],
    rows: [O],
    columns: [C, I, J],
    sums: [N, Y, X],
    a: contiguous([N, O, Y, X]),
    b: { steps: { n: s.c * plane, c: plane, y: s.w, i: s.w, x: 1, j: 1 }, length: s.n * s.c * plane },
    out: contiguous([O, C, I, J]),
    ...options,
  };
}

/** grad of input[n, c, y, x] = Σ over o, ky, kx of weight[o, c, ky, kx] · grad[n, o, y − ky, x − kx], grad being padded with kernel − 1 zeros around. */
export function convInputCase(s: ConvSizes, options: Partial<Case> = {}): Case {
  const pad = s.kernel - 1;
  const [ph, pw] = [s.h + pad, s.w + pad];
  const [N, O, C, Y, X] = [axis("n", s.n), axis("o", s.o), axis("c", s.c), axis("y", s.h), axis("x", s.w)];
  const [I, J] = [axis("i", s.kernel), axis("j", s.kernel)];
  return {
    name: `convinput_${Object.values(s).join("_")}`,
    dtype: "f32",
    batch: [],
    rows: [C],
    columns: [N, Y, X],
    sums: [O, I, J],
    a: contiguous([O, C, I, J]),
    b: { steps: { n: s.o * ph * pw, o: ph * pw, y: pw, i: -pw, x: 1, j: -1 }, length: s.n * s.o * ph * pw, offset: pad * pw + pad },
    out: contiguous([N, C, Y, X]),
    ...options,
  };
}
