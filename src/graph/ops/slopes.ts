// Slopes of sampled functions by differences, and copies.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, shapesError } from "../../core/errors.ts";
import { axesOf, requireTensor, type Axes } from "../define.ts";
import { apply, Tensor, type Op } from "../tensor.ts";
import { add, div, mul, neg, sub } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { full } from "./constants.ts";
import { concat } from "./joins.ts";
import { reshape } from "./reshape.ts";
import { narrow } from "./views.ts";

const cloneOp: Op<null> = {
  name: "clone",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "map", scalar: ([x]) => x! },
  vjp: (ct) => [ct],
};
/**
 * The same values in a tensor of its own, through which gradients flow. Operations never change their inputs, so a copy is
 * needed only of variables: it keeps the values of now.
 *
 * @example
 * clone(tensor([1, 2])).toArray() // [1, 2]
 */
export const clone = (x: Tensor): Tensor => {
  requireTensor("clone", x);
  return apply(cloneOp, [x], null);
};

/** How `gradient` is told where the samples lie. */
export interface GradientOptions {
  /** Distance of neighbouring samples, or their places ([n]); one for all axes, or a list with one for each. 1 unless given. */
  readonly spacing?: number | Tensor | readonly (number | Tensor)[];
  /** Axes along which slopes are wanted; all unless given. */
  readonly axis?: Axes;
  /** Order of the differences at both ends: 1 unless given, or 2. */
  readonly edgeOrder?: 1 | 2;
}
/**
 * Slopes of a function given by samples, along each axis: differences of both neighbours, exact for parabolas, and of one side
 * at the ends. Gives one tensor for each axis.
 *
 * @throws when an axis has fewer than edgeOrder + 1 samples
 * @example
 * gradient(tensor([0, 1, 4, 9]))[0].toArray() // [1, 2, 4, 5]
 */
export const gradient = (given: Tensor, { spacing = 1, axis, edgeOrder = 1 }: GradientOptions = {}): Tensor[] => {
  requireTensor("gradient", given);
  const y = isFloat(given.dtype) ? given : cast(given, "f32");
  const axes = axesOf("gradient", axis, y.shape.length);
  if (edgeOrder !== 1 && edgeOrder !== 2) throw rangeError("gradient", "edgeOrder", edgeOrder, "1 or 2");
  const list = Array.isArray(spacing) ? (spacing as readonly (number | Tensor)[]) : axes.map(() => spacing as number | Tensor);
  if (list.length !== axes.length) throw rangeError("gradient", "number of spacings", list.length, `that of the axes, ${axes.length}`);
  return axes.map((at, k) => along(y, at, list[k]!, edgeOrder));
};

function along(y: Tensor, at: number, spacing: number | Tensor, edgeOrder: 1 | 2): Tensor {
  const count = y.shape[at]!;
  if (count < edgeOrder + 1) throw rangeError("gradient", `size of axis ${at}`, count, `at least ${edgeOrder + 1}`);
  const wide = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, ...y.shape.slice(at + 1).map(() => 1)]);
  const values = (start: number, length: number): Tensor => narrow(y, at, start, length);
  let distances: Tensor;
  if (spacing instanceof Tensor) {
    if (spacing.shape.length !== 1 || spacing.shape[0] !== count) throw shapesError("gradient", { y: y.shape, spacing: spacing.shape }, `places along axis ${at} must be [${count}]`); // prettier-ignore
    distances = cast(sub(narrow(spacing, 0, 1, count - 1), narrow(spacing, 0, 0, count - 1)), y.dtype);
  } else {
    if (!Number.isFinite(spacing) || spacing === 0) throw rangeError("gradient", "spacing", spacing, "a finite number other than 0");
    distances = full([count - 1], spacing, { dtype: y.dtype });
  }
  /** Σ weightᵢ · yᵢ of three neighbours, from the distances p and q between them. */
  const three = (start: number, length: number, weights: (p: Tensor, q: Tensor) => readonly [Tensor, Tensor, Tensor]): Tensor => {
    const [p, q] = [wide(narrow(distances, 0, start, length)), wide(narrow(distances, 0, start + 1, length))];
    const [a, b, c] = weights(p, q);
    return add(add(mul(a, values(start, length)), mul(b, values(start + 1, length))), mul(c, values(start + 2, length)));
  };
  const one = (start: number): Tensor => div(sub(values(start + 1, 1), values(start, 1)), wide(narrow(distances, 0, start, 1)));
  const both = (p: Tensor, q: Tensor): Tensor => add(p, q);
  const [first, last] =
    edgeOrder === 1
      ? [one(0), one(count - 2)]
      : [
          three(0, 1, (p, q) => [neg(div(add(both(p, q), p), mul(p, both(p, q)))), div(both(p, q), mul(p, q)), neg(div(p, mul(q, both(p, q))))]),
          three(count - 3, 1, (p, q) => [div(q, mul(p, both(p, q))), neg(div(both(p, q), mul(p, q))), div(add(both(p, q), q), mul(q, both(p, q)))]),
        ]; // prettier-ignore
  if (count === 2) return concat([first, last], at);
  const inner = three(0, count - 2, (p, q) => [neg(div(q, mul(p, both(p, q)))), div(sub(q, p), mul(p, q)), div(p, mul(q, both(p, q)))]);
  return concat([first, inner, last], at);
}
