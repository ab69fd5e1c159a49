// Tensors turned, rolled, repeated, and seen under other axes: compositions of views.
import { rangeError, shapesError } from "../../core/errors.ts";
import { broadcastShapes as commonShape, normalizeAxis, sizeOfShape, type Shape } from "../../core/shape.ts";
import { axesOf, requireInteger, requireTensor, type Axes } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { expand } from "./broadcast.ts";
import { concat } from "./joins.ts";
import { repeat } from "./parts.ts";
import { flatten, reshape } from "./reshape.ts";
import { flip, permute, select, slice, transpose } from "./views.ts";
import { windows } from "./windows.ts";

/**
 * The elements moved along the axes by their shifts; what leaves at one end enters at the other. Without axes the flattened
 * tensor is rolled.
 *
 * @example
 * roll(tensor([1, 2, 3, 4]), 1).toArray() // [4, 1, 2, 3]
 */
export const roll = (x: Tensor, shifts: Axes, axes?: Axes): Tensor => {
  requireTensor("roll", x);
  const by = typeof shifts === "number" ? [shifts] : shifts;
  by.forEach((shift) => {
    if (!Number.isInteger(shift)) throw rangeError("roll", "shift", shift, "a whole number");
  });
  if (axes === undefined) {
    if (by.length !== 1) throw rangeError("roll", "shifts", [...by], "one number where no axes are given");
    return reshape(roll(reshape(x, [sizeOfShape(x.shape)]), by, 0), x.shape);
  }
  const along = typeof axes === "number" ? [axes] : axes;
  if (along.length !== by.length) throw rangeError("roll", "shifts", [...by], `one number for each of the axes [${along.join(", ")}]`);
  return along.reduce((y, axis, k) => {
    const at = normalizeAxis("roll", axis, x.shape.length);
    const size = x.shape[at]!;
    const shift = size === 0 ? 0 : ((by[k]! % size) + size) % size;
    return shift === 0 ? y : concat([slice(y, at, size - shift), slice(y, at, 0, size - shift)], at);
  }, x);
};

/**
 * The tensor turned k times by 90° in the plane of two axes, from the first towards the second.
 *
 * @example
 * rot90(tensor([[1, 2], [3, 4]])).toArray() // [[2, 4], [1, 3]]
 */
export const rot90 = (x: Tensor, k = 1, axes: readonly [number, number] = [0, 1]): Tensor => {
  requireTensor("rot90", x);
  if (!Number.isInteger(k)) throw rangeError("rot90", "k", k, "a whole number");
  const [a, b] = axes.map((axis) => normalizeAxis("rot90", axis, x.shape.length)) as [number, number];
  axesOf("rot90", [a, b], x.shape.length);
  const turns = ((k % 4) + 4) % 4;
  if (turns === 0) return x;
  if (turns === 2) return flip(x, [a, b]);
  return turns === 1 ? flip(transpose(x, a, b), a) : transpose(flip(x, a), a, b);
};

/**
 * The columns in reverse order: axis 1 flipped.
 *
 * @example
 * fliplr(tensor([[1, 2], [3, 4]])).toArray() // [[2, 1], [4, 3]]
 */
export const fliplr = (x: Tensor): Tensor => {
  requireTensor("fliplr", x);
  return flip(x, normalizeAxis("fliplr", 1, x.shape.length));
};

/**
 * The rows in reverse order: axis 0 flipped.
 *
 * @example
 * flipud(tensor([[1, 2], [3, 4]])).toArray() // [[3, 4], [1, 2]]
 */
export const flipud = (x: Tensor): Tensor => {
  requireTensor("flipud", x);
  return flip(x, normalizeAxis("flipud", 0, x.shape.length));
};

/**
 * The whole tensor repeated along each axis; where there are fewer numbers than axes, the first axes are not repeated.
 *
 * @example
 * tile(tensor([[1, 2]]), [2]).toArray() // [[1, 2, 1, 2]]
 */
export const tile = (x: Tensor, counts: readonly number[]): Tensor => {
  requireTensor("tile", x);
  const missing = Math.max(0, x.shape.length - counts.length);
  return repeat(x, [...new Array<number>(missing).fill(1), ...counts]);
};

/**
 * Axes moved to other places; the others keep their order.
 *
 * @example
 * movedim(zeros([2, 3, 4]), 0, -1).shape // [3, 4, 2]
 */
export const movedim = (x: Tensor, source: Axes, destination: Axes): Tensor => {
  requireTensor("movedim", x);
  const rank = x.shape.length;
  const list = (axes: Axes): number[] => (typeof axes === "number" ? [axes] : [...axes]).map((a) => normalizeAxis("movedim", a, rank));
  const [from, to] = [list(source), list(destination)];
  for (const axes of [from, to]) axesOf("movedim", axes, rank);
  if (from.length !== to.length) throw rangeError("movedim", "destination", to, `as many axes as the source [${from.join(", ")}]`);
  const rest = x.shape.map((_, a) => a).filter((a) => !from.includes(a));
  return permute(x, x.shape.map((_, a) => (to.includes(a) ? from[to.indexOf(a)]! : rest.shift()!))); // prettier-ignore
};
/**
 * Another name of `movedim`.
 *
 * @example
 * moveaxis(zeros([2, 3, 4]), 0, -1).shape // [3, 4, 2]
 */
export const moveaxis = (x: Tensor, source: Axes, destination: Axes): Tensor => movedim(x, source, destination);

/**
 * Two axes swapped: another name of `transpose`.
 *
 * @example
 * swapaxes(zeros([2, 3, 4]), 0, 2).shape // [4, 3, 2]
 */
export const swapaxes = (x: Tensor, first: number, second: number): Tensor => transpose(x, first, second);
/**
 * Two axes swapped: another name of `transpose`.
 *
 * @example
 * swapdims(zeros([2, 3, 4]), 0, 2).shape // [4, 3, 2]
 */
export const swapdims = (x: Tensor, first: number, second: number): Tensor => transpose(x, first, second);

/**
 * One axis cut into several of the given sizes, one of which may be −1.
 *
 * @example
 * unflatten(zeros([2, 12]), 1, [3, -1]).shape // [2, 3, 4]
 */
export const unflatten = (x: Tensor, axis: number, sizes: Shape): Tensor => {
  requireTensor("unflatten", x);
  const at = normalizeAxis("unflatten", axis, x.shape.length);
  const known = sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const whole = sizes.map((size) => (size === -1 ? x.shape[at]! / known : size));
  if (
    sizes.filter((size) => size === -1).length > 1 ||
    !whole.every((n) => Number.isInteger(n) && n >= 0) ||
    sizeOfShape(whole) !== x.shape[at]
  )
    throw rangeError(
      "unflatten",
      "sizes",
      [...sizes],
      `numbers whose product is ${x.shape[at]}, the size of axis ${at}; at most one may be −1`,
    );
  return reshape(x, [...x.shape.slice(0, at), ...whole, ...x.shape.slice(at + 1)]);
};

/**
 * All elements in one axis.
 *
 * @example
 * ravel(tensor([[1, 2], [3, 4]])).toArray() // [1, 2, 3, 4]
 */
export const ravel = (x: Tensor): Tensor => flatten(x);

/**
 * The parts of an axis, one for each index; the axis is dropped.
 *
 * @example
 * unbind(tensor([[1, 2], [3, 4]])).map((row) => row.toArray()) // [[1, 2], [3, 4]]
 */
export const unbind = (x: Tensor, axis = 0): Tensor[] => {
  requireTensor("unbind", x);
  const at = normalizeAxis("unbind", axis, x.shape.length);
  return Array.from({ length: x.shape[at]! }, (_, i) => select(x, at, i));
};

/**
 * x repeated along axes of size 1 to the shape of another tensor.
 *
 * @example
 * expandAs(tensor([1, 2]), zeros([2, 2])).toArray() // [[1, 2], [1, 2]]
 */
export const expandAs = (x: Tensor, other: Tensor): Tensor => expand(x, other.shape);

/**
 * x repeated along axes of size 1 to a shape: `expand` without −1.
 *
 * @example
 * broadcastTo(tensor([1, 2]), [2, 2]).toArray() // [[1, 2], [1, 2]]
 */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor => expand(x, shape);

/**
 * The tensors expanded to their common shape.
 *
 * @example
 * broadcastTensors(zeros([2, 1]), zeros([3])).map((x) => x.shape) // [[2, 3], [2, 3]]
 */
export const broadcastTensors = (...tensors: readonly Tensor[]): Tensor[] => {
  tensors.forEach((x) => requireTensor("broadcastTensors", x));
  const shape = commonShape("broadcastTensors", tensors.map((x) => x.shape)); // prettier-ignore
  return tensors.map((x) => expand(x, shape));
};

/**
 * The shape that tensors of these shapes have together: aligned at the last axis, sizes equal or 1.
 *
 * @example
 * broadcastShapes([2, 1], [3]) // [2, 3]
 */
export const broadcastShapes = (...shapes: readonly Shape[]): number[] => commonShape("broadcastShapes", shapes);

/**
 * A scalar as a tensor of one axis; others as they are.
 *
 * @example
 * atleast1d(tensor(3)).shape // [1]
 */
export const atleast1d = (x: Tensor): Tensor => atLeast("atleast1d", x, 1);

/**
 * With a new axis in front until there are two.
 *
 * @example
 * atleast2d(tensor([1, 2])).shape // [1, 2]
 */
export const atleast2d = (x: Tensor): Tensor => atLeast("atleast2d", x, 2);

/**
 * With new axes until there are three: [n] becomes [1, n, 1] and [m, n] becomes [m, n, 1].
 *
 * @example
 * atleast3d(tensor([1, 2])).shape // [1, 2, 1]
 */
export const atleast3d = (x: Tensor): Tensor => atLeast("atleast3d", x, 3);

function atLeast(name: string, x: Tensor, rank: number): Tensor {
  requireTensor(name, x);
  const { shape } = x;
  if (shape.length >= rank) return x;
  if (rank === 3 && shape.length > 0) return reshape(x, shape.length === 1 ? [1, shape[0]!, 1] : [...shape, 1]);
  return reshape(x, [...new Array<number>(rank - shape.length).fill(1), ...shape]);
}

/**
 * Windows of `size` elements along an axis, `step` apart, on a new last axis: PyTorch's `Tensor.unfold`.
 *
 * @throws when a window is longer than the axis
 * @example
 * unfoldAxis(tensor([1, 2, 3, 4, 5]), 0, 2, 2).toArray() // [[1, 2], [3, 4]]
 */
export const unfoldAxis = (x: Tensor, axis: number, size: number, step: number): Tensor => {
  requireTensor("unfoldAxis", x);
  const at = normalizeAxis("unfoldAxis", axis, x.shape.length);
  requireInteger("unfoldAxis", "size", size, 1);
  requireInteger("unfoldAxis", "step", step, 1);
  if (size > x.shape[at]!) throw shapesError("unfoldAxis", { x: x.shape }, `a window of ${size} elements does not fit into axis ${at}`);
  const last = x.shape.length - 1;
  return movedim(windows(movedim(x, at, last), [size], { stride: [step] }), last, at);
};
