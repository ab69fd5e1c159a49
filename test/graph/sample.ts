// What a sample of an op is, and plain arithmetic to compute expected values with: nested loops over JavaScript numbers,
// nothing of the library but the types of its tensors.
import type { DType } from "../../src/core/dtype.ts";
import * as ops from "../../src/graph/ops/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";

export type Nested = number | boolean | readonly Nested[];

/** Elements of an input, nested or flat with a shape. f32 unless the dtype is given (booleans: bool). */
export type Input = Nested | { readonly values: readonly number[]; readonly shape?: readonly number[]; readonly dtype?: DType };

/** A tensor in plain form. */
export interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface Case {
  /** Shown when the case fails. */
  readonly name?: string;
  /** Calls the op. */
  call(...inputs: Tensor[]): Tensor | readonly Tensor[];
  readonly inputs: readonly Input[];
  /** The result, or how to compute it from the inputs as they are in memory. One of each for several results. */
  readonly gives: Nested | Plain | ((...inputs: Plain[]) => Plain | Nested) | { readonly all: readonly (Nested | Plain)[] };
  readonly dtype?: DType;
  /** False: at a kink or beyond numbers, where differences say nothing of derivatives. */
  readonly smooth?: boolean;
  /** False where only the first derivative is exact. */
  readonly twice?: boolean;
  /** Relative error allowed in f32, where the formula itself loses digits. */
  readonly tolerance?: number;
}

export interface Sample {
  readonly cases: readonly Case[];
  /** Calls that must fail, with the whole message. */
  readonly errors?: readonly (readonly [() => unknown, string])[];
}

type Functions = { [Name in keyof typeof ops]: (typeof ops)[Name] extends (...args: never[]) => unknown ? Name : never };
/** Names of all ops that users can call. */
export type OpName = Functions[keyof typeof ops];

const isPlain = (x: unknown): x is Plain => typeof x === "object" && x !== null && "data" in x;
const isFlat = (x: Input): x is Exclude<Input, Nested> => typeof x === "object" && !Array.isArray(x);

export const plain = (shape: readonly number[], data: readonly number[]): Plain => ({ shape, data });

/** Nested arrays as shape and elements. */
export function flatten(x: Nested): Plain {
  const shape: number[] = [];
  for (let part: Nested | undefined = x; Array.isArray(part); part = (part as readonly Nested[])[0]) shape.push(part.length);
  const all = Array.isArray(x) ? ((x as unknown[]).flat(Infinity) as (number | boolean)[]) : [x as number | boolean];
  return { shape, data: all.map(Number) };
}

/** The tensor of an input, made by the library. */
export function tensorOf(input: Input): Tensor {
  if (!isFlat(input)) return ops.tensor(input);
  return ops.tensor([...input.values], {
    ...(input.shape && { shape: input.shape }),
    dtype: input.dtype ?? "f32",
  });
}

/** What a tensor holds that has its elements at hand. */
export const plainOf = (x: Tensor): Plain => ({ shape: x.shape, data: Array.from(x.storage!.host!) });

/** The expected results of a case. */
export function expected(sample: Case, inputs: readonly Tensor[]): Plain[] {
  const { gives } = sample;
  const value = typeof gives === "function" ? gives(...inputs.map(plainOf)) : gives;
  const list = typeof value === "object" && "all" in value ? value.all : [value];
  return list.map((x) => (isPlain(x) ? x : flatten(x)));
}

export const close = (actual: number, wanted: number, tolerance: number): boolean =>
  Object.is(actual, wanted) || actual === wanted || Math.abs(actual - wanted) <= tolerance * Math.max(1, Math.abs(wanted));

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** All indices of a shape, in row-major order. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])), [[]]);
}

/** The element at an index; axes of size 1 and missing ones in front are broadcast. */
export function at(x: Plain, index: readonly number[]): number {
  const own = index.slice(index.length - x.shape.length);
  return x.data[x.shape.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : own[axis]!), 0)]!;
}

/** A tensor from a function of the index. */
export const build = (shape: readonly number[], element: (...index: number[]) => number): Plain =>
  plain(shape, indices(shape).map((index) => element(...index))); // prettier-ignore

/** Applies a function of numbers to each element, after broadcasting. */
export const each =
  (f: (...x: number[]) => number) =>
  (...x: Plain[]): Plain => {
    const rank = Math.max(...x.map((p) => p.shape.length));
    const shape = Array.from({ length: rank }, (_, axis) => {
      const sizes = x.map((p) => p.shape[axis - rank + p.shape.length] ?? 1);
      return sizes.find((size) => size !== 1) ?? 1;
    });
    return build(shape, (...index) => f(...x.map((p) => at(p, index))));
  };

/** Applies a function of the list of elements along some axes. */
export const along =
  (axes: readonly number[] | null, f: (list: number[]) => number, keepDims = false) =>
  (x: Plain): Plain => {
    const gone = (axis: number): boolean => !axes || axes.includes(axis) || axes.includes(axis - x.shape.length);
    const kept = x.shape.map((size, axis) => (gone(axis) ? 1 : size));
    const run = x.shape.map((size, axis) => (gone(axis) ? size : 1));
    const lists = indices(kept).map((start) => indices(run).map((step) => at({ ...x }, start.map((i, axis) => i + step[axis]!)))); // prettier-ignore
    return plain(keepDims ? kept : x.shape.filter((_, axis) => !gone(axis)), lists.map(f)); // prettier-ignore
  };

/** Numbers that look random and are the same each time. */
export function numbers(count: number, low = -1, high = 1, seed = 1): number[] {
  let state = seed * 2654435761;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * (state >>> 8)) / 2 ** 24;
  });
}

/** An input of numbers that look random. */
export const randomly = (shape: readonly number[], low = -1, high = 1, seed = 1): Input => ({
  values: numbers(product(shape), low, high, seed),
  shape,
});

/** An i32 input. */
export const integers = (values: readonly number[], shape: readonly number[] = [values.length]): Input => ({ values, shape, dtype: "i32" });
/** An f32 input with a shape. */
export const floats = (values: readonly number[], shape: readonly number[] = [values.length]): Input => ({ values, shape });
/** A bool input. */
export const bools = (values: readonly number[], shape: readonly number[] = [values.length]): Input => ({ values, shape, dtype: "bool" });

/** What a caller from plain JavaScript may pass. */
export const wrong = (value: unknown): Tensor => value as Tensor;

/** One result or several, as a list. */
export const listOf = (results: Tensor | readonly Tensor[]): readonly Tensor[] => ("op" in results ? [results] : results);
