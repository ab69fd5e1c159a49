// Tensors computed from their indices alone: constants and counters. They need no memory: a kernel that uses them computes them.
import type { DType } from "../../core/dtype.ts";
import { rangeError } from "../../core/errors.ts";
import { normalizeAxis, type Shape } from "../../core/shape.ts";
import { add, cast, equal, int, less, mul, select, sub } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { literal, operation, requireInteger, requireShape, requireTensor, type HasOp } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";

/** The type of the elements; each function names its own default. */
export interface DTypeOption {
  readonly dtype?: DType;
}

const fullOp: Op<{ readonly shape: Shape; readonly value: number; readonly dtype: DType }> = {
  name: "full",
  shape: (_, { shape }) => shape,
  dtype: (_, { dtype }) => dtype,
  how: { kind: "read", element: (_, __, { value }: { value: number }, ___, dtype) => literal(dtype, value) },
};
/**
 * A tensor with the same number everywhere.
 *
 * @example
 * full([2, 2], 7).toArray() // [[7, 7], [7, 7]]
 */
export const full: ((shape: Shape, value: number, options?: DTypeOption) => Tensor) & HasOp = /* @__PURE__ */ operation(
  fullOp,
  (shape: Shape, value: number, { dtype = "f32" }: DTypeOption = {}): Tensor =>
    apply(fullOp, [], { shape: requireShape("full", [...shape]), value, dtype }),
);

/**
 * A tensor of zeros.
 *
 * @example
 * zeros([2]).toArray() // [0, 0]
 */
export const zeros = (shape: Shape, options: DTypeOption = {}): Tensor => full(shape, 0, options);

/**
 * A tensor of ones.
 *
 * @example
 * ones([2]).toArray() // [1, 1]
 */
export const ones = (shape: Shape, options: DTypeOption = {}): Tensor => full(shape, 1, options);

/**
 * A tensor with x's shape and dtype, and the same number everywhere.
 *
 * @example
 * fullLike(tensor([1, 2]), 3).toArray() // [3, 3]
 */
export const fullLike = (x: Tensor, value: number, options: DTypeOption = {}): Tensor => {
  requireTensor("fullLike", x);
  return full(x.shape, value, { dtype: options.dtype ?? x.dtype });
};

/**
 * Zeros with x's shape and dtype.
 *
 * @example
 * zerosLike(tensor([1, 2])).toArray() // [0, 0]
 */
export const zerosLike = (x: Tensor, options: DTypeOption = {}): Tensor => fullLike(x, 0, options);

/**
 * Ones with x's shape and dtype.
 *
 * @example
 * onesLike(tensor([5, 6])).toArray() // [1, 1]
 */
export const onesLike = (x: Tensor, options: DTypeOption = {}): Tensor => fullLike(x, 1, options);

interface SequenceAttrs {
  readonly shape: Shape;
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly dtype: DType;
}
const iotaOp: Op<SequenceAttrs> = {
  name: "iota",
  shape: (_, { shape }) => shape,
  dtype: (_, { dtype }) => dtype,
  how: {
    kind: "read",
    element: (index, _, { axis, start, step }: SequenceAttrs, __, dtype) => {
      const count = cast(index[axis]!, dtype);
      const scaled = step === 1 ? count : mul(count, literal(dtype, step));
      return start === 0 ? scaled : add(scaled, literal(dtype, start));
    },
  },
};
/**
 * Each element's own index along one axis, as i32.
 *
 * @example
 * iota([2, 3], 1).toArray() // [[0, 1, 2], [0, 1, 2]]
 */
export const iota: ((shape: Shape, axis: number, options?: DTypeOption) => Tensor) & HasOp = /* @__PURE__ */ operation(
  iotaOp,
  (shape: Shape, axis: number, { dtype = "i32" }: DTypeOption = {}): Tensor =>
    apply(iotaOp, [], {
      shape: requireShape("iota", [...shape]),
      axis: normalizeAxis("iota", axis, shape.length),
      start: 0,
      step: 1,
      dtype,
    }),
);

/**
 * The numbers start, start + step, … before `end`: with one number, 0 … end − 1. The size is ⌈(end − start) / step⌉.
 *
 * The dtype is i32 when all three are whole numbers, as in PyTorch, else f32.
 *
 * @throws when step is 0 or leads away from `end`
 * @example
 * arange(4).toArray() // [0, 1, 2, 3]
 * arange(1, 2, 0.25).toArray() // [1, 1.25, 1.5, 1.75]
 */
export function arange(start: number, end?: number, step = 1, options: DTypeOption = {}): Tensor {
  const [first, last] = end === undefined ? [0, start] : [start, end];
  const size = Math.ceil((last - first) / step);
  if (!Number.isFinite(size) || size < 0) throw rangeError("arange", "step", step, `a number that leads from ${first} to ${last}`);
  const dtype = options.dtype ?? ([first, last, step].every(Number.isInteger) ? "i32" : "f32");
  return apply(iotaOp, [], { shape: [size], axis: 0, start: first, step, dtype });
}

interface LinspaceAttrs {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly dtype: DType;
}
const linspaceOp: Op<LinspaceAttrs> = {
  name: "linspace",
  shape: (_, { count }) => [count],
  dtype: (_, { dtype }) => dtype,
  how: {
    kind: "read",
    // The second half counts from the end, so that both ends are exact.
    element: ([i], _, { start, end, count }: LinspaceAttrs, __, dtype): Expr => {
      const step = literal(dtype, count > 1 ? (end - start) / (count - 1) : 0);
      const fromStart = add(literal(dtype, start), mul(cast(i!, dtype), step));
      const fromEnd = sub(literal(dtype, end), mul(cast(sub(int(count - 1), i!), dtype), step));
      return select(less(i!, int((count + 1) >> 1)), fromStart, fromEnd);
    },
  },
};
/**
 * `count` numbers at equal distances, both ends included.
 *
 * @example
 * linspace(0, 1, 5).toArray() // [0, 0.25, 0.5, 0.75, 1]
 */
export const linspace: ((start: number, end: number, count: number, options?: DTypeOption) => Tensor) & HasOp = /* @__PURE__ */ operation(
  linspaceOp,
  (start: number, end: number, count: number, { dtype = "f32" }: DTypeOption = {}): Tensor =>
    apply(linspaceOp, [], { start, end, count: requireInteger("linspace", "count", count, 0), dtype }),
);

interface EyeAttrs {
  readonly shape: Shape;
  readonly dtype: DType;
}
const eyeOp: Op<EyeAttrs> = {
  name: "eye",
  shape: (_, { shape }) => shape,
  dtype: (_, { dtype }) => dtype,
  how: { kind: "read", element: ([i, j], _, __, ___, dtype) => select(equal(i!, j!), literal(dtype, 1), literal(dtype, 0)) },
};
/**
 * Ones on the diagonal, zeros elsewhere.
 *
 * @example
 * eye(2).toArray() // [[1, 0], [0, 1]]
 */
export const eye: ((rows: number, columns?: number, options?: DTypeOption) => Tensor) & HasOp = /* @__PURE__ */ operation(
  eyeOp,
  (rows: number, columns: number = rows, { dtype = "f32" }: DTypeOption = {}): Tensor =>
    apply(eyeOp, [], { shape: requireShape("eye", [rows, columns]), dtype }),
);
