// Ops that change the shape and keep elements and their order. Their gradients are reshapes, so this file knows no other op.
import { reshapeError, squeezeError } from "../../core/errors.ts";
import { normalizeAxis, sameShape, sizeOfShape, type Shape } from "../../core/shape.ts";
import { axesOf, operation, requireInteger, requireTensor, type Axes, type HasOp } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";

const reshapeOp: Op<{ readonly shape: Shape }> = {
  name: "reshape",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "reshape" },
  vjp: (ct, _, [x]) => [reshape(ct, x!.shape)],
};
/**
 * The same elements, in row-major order, under another shape.
 *
 * @param shape sizes with the same product; one of them may be −1 and is then computed
 * @throws when the numbers of elements differ
 * @example
 * tensor([1, 2, 3, 4, 5, 6]).reshape([2, -1]).toArray() // [[1, 2, 3], [4, 5, 6]]
 */
export const reshape: ((x: Tensor, shape: Shape) => Tensor) & HasOp = /* @__PURE__ */ operation(
  reshapeOp,
  (x: Tensor, shape: Shape): Tensor => {
    requireTensor("reshape", x);
    const full = resolve(x.shape, shape);
    return sameShape(full, x.shape) ? x : apply(reshapeOp, [x], { shape: full });
  },
);
function resolve(from: Shape, to: Shape): Shape {
  const free = to.indexOf(-1);
  const known = to.reduce((product, size, axis) => (axis === free ? product : product * size), 1);
  const size = sizeOfShape(from);
  const wild = known > 0 ? size / known : NaN;
  const valid = to.every((n, axis) => axis === free || (Number.isInteger(n) && n >= 0));
  if (!valid || (free >= 0 ? !Number.isInteger(wild) : known !== size)) throw reshapeError(from, to);
  return free < 0 ? [...to] : to.map((n, axis) => (axis === free ? wild : n));
}

/**
 * Inserts an axis of size 1 before `axis`; −1 puts it last.
 *
 * @example
 * tensor([1, 2]).unsqueeze(1).toArray() // [[1], [2]]
 */
export const unsqueeze = (x: Tensor, axis: number): Tensor => {
  requireTensor("unsqueeze", x);
  const at = normalizeAxis("unsqueeze", axis, x.shape.length + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
};

/**
 * Drops axes of size 1: those given, or all of them.
 *
 * @throws when a given axis has another size
 * @example
 * tensor([[[1], [2]]]).squeeze().toArray() // [1, 2]
 */
export const squeeze = (x: Tensor, axis?: Axes): Tensor => {
  requireTensor("squeeze", x);
  const axes = axis === undefined ? null : axesOf("squeeze", axis, x.shape.length);
  axes?.forEach((a) => {
    if (x.shape[a] !== 1) throw squeezeError(x.shape, a);
  });
  return reshape(
    x,
    x.shape.filter((size, a) => (axes ? !axes.includes(a) : size !== 1)),
  );
};

/**
 * Joins the axes from `start` to `end` (both included) into one.
 *
 * @example
 * tensor([[[1, 2], [3, 4]]]).flatten(1).toArray() // [[1, 2, 3, 4]]
 */
export const flatten = (x: Tensor, start = 0, end = -1): Tensor => {
  requireTensor("flatten", x);
  if (x.shape.length === 0) return reshape(x, [1]);
  const first = normalizeAxis("flatten", start, x.shape.length);
  const last = normalizeAxis("flatten", end, x.shape.length);
  requireInteger("flatten", "end", last, first);
  return reshape(x, [...x.shape.slice(0, first), sizeOfShape(x.shape.slice(first, last + 1)), ...x.shape.slice(last + 1)]);
};
