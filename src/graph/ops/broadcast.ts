// `expand` and `sum`: each is the other's gradient. Broadcasting in the whole house is `expand`. Here too: cast and detach.
import { isFloat, type DType } from "../../core/dtype.ts";
import { expandError } from "../../core/errors.ts";
import { sameShape, type Shape } from "../../core/shape.ts";
import { cast as castExpr, int } from "../../ir/build.ts";
import { operation, requireTensor, type HasOp } from "../define.ts";
import { reduction, type Reduction } from "../reduce.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { reshape } from "./reshape.ts";

interface ExpandAttrs {
  readonly shape: Shape;
  /** The axis of the result that each axis of the input becomes. */
  readonly axes: readonly number[];
}
const expandOp: Op<ExpandAttrs> = {
  name: "expand",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "view", index: (out, { axes }: ExpandAttrs, input) => axes.map((axis, i) => (input[i] === 1 ? int(0) : out[axis]!)) },
  vjp: (ct, _, [x], { shape, axes }) => {
    const repeated = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis) || x!.shape[axes.indexOf(axis)] !== shape[axis]);
    return [reshape(sum(ct, repeated), x!.shape)];
  },
};
/**
 * Repeats axes of size 1 (and new axes in front) until the shape is `shape`. Nothing is copied.
 *
 * @param shape the result's sizes; −1 keeps the size of that axis
 * @example
 * tensor([[1], [2]]).expand([2, 3]).toArray() // [[1, 1, 1], [2, 2, 2]]
 */
export const expand: ((x: Tensor, shape: Shape) => Tensor) & HasOp = /* @__PURE__ */ operation(
  expandOp,
  (x: Tensor, shape: Shape): Tensor => {
    requireTensor("expand", x);
    const offset = shape.length - x.shape.length;
    const full = shape.map((size, axis) => (size === -1 && axis >= offset ? x.shape[axis - offset]! : size));
    if (offset < 0 || full.some((size, axis) => axis >= offset && x.shape[axis - offset] !== 1 && x.shape[axis - offset] !== size))
      throw expandError(x.shape, shape);
    return expandAlong(x, full, x.shape.map((_, i) => i + offset)); // prettier-ignore
  },
);
const expandAlong = (x: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  sameShape(x.shape, shape) ? x : apply(expandOp, [x], { shape, axes });

/**
 * Sum over the axes given, or over all: y = Σ xᵢ. Of no elements it is 0. Sums of bool, u8 and i32 are i32.
 *
 * @param axis one axis, several, or none for all
 * @example
 * tensor([[1, 2], [3, 4]]).sum(0).toArray() // [4, 6]
 */
export const sum: Reduction = /* @__PURE__ */ reduction("sum", {
  word: "add",
  prepare: (x) => (isFloat(x.dtype) ? x : cast(x, "i32")),
  vjp: (ct, _, x, axes) => expandAlong(ct, x.shape, x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))), // prettier-ignore
});

const castOp: Op<{ readonly dtype: DType }> = {
  name: "cast",
  shape: ([x]) => x!.shape,
  dtype: (_, { dtype }) => dtype,
  how: { kind: "map", scalar: ([x], _, dtype) => castExpr(x!, dtype) },
  vjp: (ct, _, [x]) => [cast(ct, x!.dtype)],
};
/**
 * The elements as another type. Floats become integers by cutting towards zero; anything but 0 becomes true.
 *
 * @example
 * tensor([0, 1.5, -2.5]).cast("i32").toArray() // [0, 1, -2]
 */
export const cast: ((x: Tensor, dtype: DType) => Tensor) & HasOp = /* @__PURE__ */ operation(castOp, (x: Tensor, dtype: DType): Tensor => {
  requireTensor("cast", x);
  return x.dtype === dtype ? x : apply(castOp, [x], { dtype });
});

const detachOp: Op<null> = {
  name: "detach",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "map", scalar: ([x]) => x! },
};
/**
 * The same values, through which no gradient flows: y = x, ∂y/∂x = 0.
 *
 * @example
 * tensor([1, 2]).detach().toArray() // [1, 2]
 */
export const detach: ((x: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(detachOp, (x: Tensor): Tensor => {
  requireTensor("detach", x);
  return apply(detachOp, [x], null);
});
