// Data sets: a number of samples, and columns (inputs, targets, …) from which rows are taken by number. Knows host memory
// only; batches become tensors in the loader.
import { NablaError, Tensor, tensor } from "../mini.ts";
import type { DType, Shape, TypedArray } from "../mini.ts";
import { RandomSource } from "./random.ts";

/** Values in ordinary memory. The first axis counts samples. */
export interface Column {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** Nested lists of numbers. */
export type Nested = readonly (number | Nested)[];

/** What can become a column: a tensor, numbers with a shape, a typed array (one axis), nested lists (f32). */
export type ColumnLike =
  Tensor | Column | { readonly data: TypedArray; readonly shape: Shape; readonly dtype?: DType } | TypedArray | Nested;

/** One host column for each tensor of a batch. */
export type HostBatch<Batch extends readonly Tensor[]> = { readonly [K in keyof Batch]: Column };

/** Samples by number. Implement it for data that are made or read when asked for. */
export interface Dataset<Batch extends readonly Tensor[] = readonly Tensor[]> {
  readonly length: number;
  /**
   * The samples of those numbers, in that order, in arrays that the caller may change.
   * @param scratch an earlier batch that nobody needs any more: its arrays may be used again
   */
  batch(indices: ArrayLike<number>, scratch?: HostBatch<Batch>): HostBatch<Batch>;
  /** All values of a column where they are at hand, for checks beforehand; not to be changed. */
  column?(number: number): Column | undefined;
  /** Never there: from it the type checker knows the tensors of a batch. Classes write `declare readonly tensors?: readonly [Tensor, Tensor]`. */
  readonly tensors?: Batch;
}

const dtypeOf = (data: TypedArray): DType =>
  data instanceof Float32Array ? "f32" : data instanceof Float64Array ? "f64" : data instanceof Int32Array ? "i32" : "u8";

/** Brings values to the form of a column. */
export function columnOf(values: ColumnLike): Column {
  if (values instanceof Tensor) return { dtype: values.dtype, shape: values.shape, data: values.data() };
  if (ArrayBuffer.isView(values)) return { dtype: dtypeOf(values), shape: [values.length], data: values };
  if ("data" in values) {
    const { data, shape } = values;
    const size = shape.reduce((product, n) => product * n, 1);
    if (size !== data.length)
      throw new NablaError("data-shape", `dataset: shape [${shape.join(", ")}] has ${size} elements, the data have ${data.length}`);
    return { dtype: values.dtype ?? dtypeOf(data), shape, data };
  }
  const { dtype, shape } = tensor(values, { dtype: "f32" });
  return { dtype, shape, data: Float32Array.from((values as unknown[]).flat(Infinity) as number[]) };
}

/**
 * Class numbers as a column of type i32.
 * @example
 * labels([2, 0, 1]).dtype // "i32"
 */
export function labels(values: ArrayLike<number>): Column {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value) || value < 0)
      throw new NablaError("data-label", `labels: label ${i} is ${value}; class numbers are whole and count from 0`);
  }
  return { dtype: "i32", shape: [values.length], data: Int32Array.from(values) };
}

/**
 * Class numbers as rows of zeros with a single one.
 * @param classes number of classes
 * @example
 * Array.from(oneHotLabels([1, 0], 2).data) // [0, 1, 1, 0]
 */
export function oneHotLabels(values: ArrayLike<number>, classes: number): Column {
  const data = new Float32Array(values.length * classes);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value) || value < 0 || value >= classes) {
      throw new NablaError("data-label", `oneHotLabels: label ${i} is ${value}; with ${classes} classes labels are 0 to ${classes - 1}`);
    }
    data[i * classes + value] = 1;
  }
  return { dtype: "f32", shape: [values.length, classes], data };
}

/** Rows of one column. */
function rowsOf({ dtype, shape, data }: Column, indices: ArrayLike<number>, scratch?: Column): Column {
  const count = shape[0]!;
  const size = count === 0 ? 0 : data.length / count;
  const length = indices.length * size;
  const again = scratch?.dtype === dtype && scratch.data.length === length;
  const out = again ? scratch.data : new (data.constructor as new (length: number) => TypedArray)(length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (size === 1) out[i] = data[index]!;
    else out.set(data.subarray(index * size, (index + 1) * size), i * size);
  }
  return { dtype, shape: [indices.length, ...shape.slice(1)], data: out };
}

/** The data set over columns that are in memory. */
class TensorDataset<Batch extends readonly Tensor[]> implements Dataset<Batch> {
  readonly columns: readonly Column[];
  readonly length: number;

  constructor(columns: readonly Column[]) {
    this.columns = columns;
    this.length = columns[0]!.shape[0]!;
  }

  batch(indices: ArrayLike<number>, scratch?: HostBatch<Batch>): HostBatch<Batch> {
    return this.columns.map((column, k) => rowsOf(column, indices, scratch?.[k])) as unknown as HostBatch<Batch>;
  }

  column(number: number): Column | undefined {
    return this.columns[number];
  }
}

/**
 * A data set of columns in memory, as PyTorch's TensorDataset: usually inputs and targets.
 * @param columns tensors, typed arrays with a shape, or nested lists (which become f32), all with as many samples on the first axis
 * @example
 * tensorDataset([[0, 0], [0, 1]], labels([0, 1])).length // 2
 */
export function tensorDataset<Columns extends readonly ColumnLike[]>(
  ...columns: Columns
): Dataset<{ readonly [K in keyof Columns]: Tensor }> {
  if (columns.length === 0) throw new NablaError("data-shape", "tensorDataset: needs at least one column");
  const made = columns.map(columnOf);
  made.forEach(({ shape }, i) => {
    if (shape.length === 0)
      throw new NablaError("data-shape", `tensorDataset: column ${i} is a single number; its first axis must count samples`);
    if (shape[0] !== made[0]!.shape[0]) {
      const shapes = made.map((column) => column.shape);
      const shown = shapes.map((s) => `[${s.join(", ")}]`).join(", ");
      throw new NablaError("data-shape", `tensorDataset: columns must have equally many samples, their shapes are ${shown}`, { shapes });
    }
  });
  return new TensorDataset(made);
}

class Subset<Batch extends readonly Tensor[]> implements Dataset<Batch> {
  readonly dataset: Dataset<Batch>;
  readonly indices: Int32Array;
  readonly length: number;

  constructor(dataset: Dataset<Batch>, indices: Int32Array) {
    this.dataset = dataset;
    this.indices = indices;
    this.length = indices.length;
  }

  batch(indices: ArrayLike<number>, scratch?: HostBatch<Batch>): HostBatch<Batch> {
    return this.dataset.batch(
      Int32Array.from(indices, (i) => this.indices[i]!),
      scratch,
    );
  }

  column(number: number): Column | undefined {
    const whole = this.dataset.column?.(number);
    return whole && rowsOf(whole, this.indices);
  }
}

/** The samples of those numbers as a data set of their own; nothing is copied. */
export function subset<Batch extends readonly Tensor[]>(dataset: Dataset<Batch>, indices: ArrayLike<number>): Dataset<Batch> {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= dataset.length) {
      throw new NablaError("data-index", `subset: sample ${index} is out of range; there are ${dataset.length} samples, counted from 0`);
    }
  }
  return new Subset(dataset, Int32Array.from(indices));
}

/** How samples are dealt out. */
export interface SplitOptions {
  readonly seed?: number;
  /** Number of the column of class numbers whose shares each part should keep. */
  readonly stratify?: number;
}

/** Whole numbers in the given proportions that add up to round(count · sum of fractions); largest remainders first. */
function quotas(count: number, fractions: readonly number[]): number[] {
  const exact = fractions.map((fraction) => fraction * count);
  const out = exact.map((value) => Math.floor(value + 1e-9));
  const due = Math.round(exact.reduce((a, b) => a + b, 0)) - out.reduce((a, b) => a + b, 0);
  const order = exact.map((value, i) => [value - out[i]!, i] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (let i = 0; i < due; i++) out[order[i % order.length]![1]]!++;
  return out;
}

/**
 * Cuts a data set at random into parts that share no sample.
 * @param fractions of the whole, together at most 1
 * @example
 * randomSplit(tensorDataset([1, 2, 3, 4, 5]), [0.8, 0.2], { seed: 1 }).map((part) => part.length) // [4, 1]
 */
export function randomSplit<Batch extends readonly Tensor[]>(
  dataset: Dataset<Batch>,
  fractions: readonly number[],
  { seed = 0, stratify }: SplitOptions = {},
): Dataset<Batch>[] {
  const sum = fractions.reduce((a, b) => a + b, 0);
  if (fractions.length === 0 || fractions.some((f) => !(f >= 0)) || sum > 1 + 1e-9) {
    throw new NablaError("data-split", `randomSplit: fractions must be ≥ 0 and together at most 1, got [${fractions.join(", ")}]`);
  }
  const parts: number[][] = fractions.map(() => []);
  groupsOf(dataset, stratify).forEach((group, number) => {
    new RandomSource(seed, number).shuffle(group);
    let at = 0;
    quotas(group.length, fractions).forEach((size, part) => {
      parts[part]!.push(...group.slice(at, at + size));
      at += size;
    });
  });
  return parts.map((indices, part) => subset(dataset, stratify === undefined ? indices : new RandomSource(seed, part, 1).shuffle(indices)));
}

/** Numbers of all samples, by class if a column of classes is named. */
function groupsOf(dataset: Dataset, stratify: number | undefined): number[][] {
  const all = Array.from({ length: dataset.length }, (_, i) => i);
  if (stratify === undefined) return [all];
  const column = dataset.batch(all)[stratify];
  if (!column || column.data.length !== dataset.length) {
    throw new NablaError("data-split", `randomSplit: stratify: column ${stratify} must exist and hold one class number for each sample`);
  }
  const groups = new Map<number, number[]>();
  all.forEach((i) => {
    const label = column.data[i]!;
    const group = groups.get(label);
    if (group) group.push(i);
    else groups.set(label, [i]);
  });
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
}
