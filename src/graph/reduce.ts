// Makes reductions: the record, the handling of `axis` and `keepDims`. Knows of the ops only `reshape`.
import type { DType } from "../core/dtype.ts";
import { emptyReductionError } from "../core/errors.ts";
import type { Word } from "../ir/types.ts";
import { axesOf, operation, requireTensor, type Axes, type HasOp, type KeepDims } from "./define.ts";
import { reshape } from "./ops/reshape.ts";
import { apply, type Op, type Tensor } from "./tensor.ts";

export interface ReduceAttrs {
  readonly axes: readonly number[];
}

export type Reduction = ((x: Tensor, axis?: Axes, options?: KeepDims) => Tensor) & HasOp;

export interface ReductionRecord {
  readonly word: Word;
  /** Makes the input fit to be reduced: sums of bool are counted in i32, for instance. */
  prepare?(x: Tensor): Tensor;
  /** Refuse to reduce nothing (there is no smallest element of an empty set). */
  readonly nonEmpty?: boolean;
  vjp?(cotangent: Tensor, output: Tensor, x: Tensor, axes: readonly number[]): Tensor;
}

/** A reduction from its record: `word` over the axes, which are dropped, or kept with size 1. */
export function reduction(name: string, record: ReductionRecord): Reduction {
  const op: Op<ReduceAttrs> = {
    name,
    shape: ([x], { axes }) => x!.shape.filter((_, axis) => !axes.includes(axis)),
    dtype: ([x]): DType => x!.dtype,
    how: { kind: "reduce", word: record.word },
    ...(record.vjp && { vjp: (ct, y, [x], { axes }) => [record.vjp!(ct, y, x!, axes)] }),
  };
  return operation(op, (given: Tensor, axis?: Axes, options: KeepDims = {}): Tensor => {
    requireTensor(name, given);
    const x = record.prepare ? record.prepare(given) : given;
    const axes = axesOf(name, axis, x.shape.length);
    if (record.nonEmpty && axes.some((a) => x.shape[a] === 0)) throw emptyReductionError(name, x.shape);
    // Axes of size 1 need no loop.
    const real = axes.filter((a) => x.shape[a] !== 1);
    const reduced = real.length > 0 ? apply(op, [x], { axes: real }) : x;
    return reshape(reduced, keptShape(x.shape, axes, options.keepDims));
  });
}

/** The shape after reducing `axes`. */
export const keptShape = (shape: readonly number[], axes: readonly number[], keepDims = false): number[] =>
  keepDims ? shape.map((size, a) => (axes.includes(a) ? 1 : size)) : shape.filter((_, a) => !axes.includes(a));
