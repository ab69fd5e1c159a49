// Tensors put together.
import { promote } from "../../core/dtype.ts";
import { rangeError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sameShape } from "../../core/shape.ts";
import { int, less, sub, when } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { operation, requireTensor, type HasOp } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { cast } from "./broadcast.ts";
import { unsqueeze } from "./reshape.ts";
import { slice } from "./views.ts";

const concatOp: Op<{ readonly axis: number }> = {
  name: "concat",
  shape: (inputs, { axis }) => inputs[0]!.shape.map((size, a) => (a === axis ? inputs.reduce((sum, x) => sum + x.shape[axis]!, 0) : size)),
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    // The shapes of the inputs come first, the result's own is the last.
    element: (index, read, { axis }: { axis: number }, shapes) => {
      const count = shapes.length - 1;
      const end = shapes.at(-1)![axis]!;
      let element: Expr | null = null;
      for (let k = count - 1, start = end; k >= 0; k--) {
        const next = start;
        start -= shapes[k]![axis]!;
        const own = read(k, index.map((i, a) => (a === axis && start > 0 ? sub(i, int(start)) : i))); // prettier-ignore
        element = element ? when(less(index[axis]!, int(next)), own, element) : own;
      }
      return element!;
    },
  },
  vjp: (ct, _, inputs, { axis }) => {
    let start = 0;
    return inputs.map((x) => slice(ct, axis, start, (start += x.shape[axis]!)));
  },
};
/**
 * Tensors one after the other along an axis; their other sizes are equal.
 *
 * @example
 * concat([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 */
export const concat: ((tensors: readonly Tensor[], axis?: number) => Tensor) & HasOp = /* @__PURE__ */ operation(
  concatOp,
  (tensors: readonly Tensor[], axis = 0): Tensor => {
    if (tensors.length === 0) throw rangeError("concat", "number of tensors", 0, "at least 1");
    tensors.forEach((x) => requireTensor("concat", x));
    const rank = tensors[0]!.shape.length;
    const at = normalizeAxis("concat", axis, rank);
    for (const x of tensors)
      if (x.shape.length !== rank || x.shape.some((size, a) => a !== at && size !== tensors[0]!.shape[a]))
        throw shapesError("concat", { first: tensors[0]!.shape, another: x.shape }, `all sizes but those of axis ${at} must be equal`);
    const dtype = tensors.map((x) => x.dtype).reduce(promote);
    const parts = tensors.filter((x) => x.shape[at] !== 0).map((x) => cast(x, dtype));
    return parts.length > 1 ? apply(concatOp, parts, { axis: at }) : (parts[0] ?? cast(tensors[0]!, dtype));
  },
);

/**
 * Tensors of equal shape side by side along a new axis.
 *
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])], 1).toArray() // [[1, 3], [2, 4]]
 */
export const stack = (tensors: readonly Tensor[], axis = 0): Tensor => {
  if (tensors.length === 0) throw rangeError("stack", "number of tensors", 0, "at least 1");
  tensors.forEach((x) => requireTensor("stack", x));
  for (const x of tensors)
    if (!sameShape(x.shape, tensors[0]!.shape))
      throw shapesError("stack", { first: tensors[0]!.shape, another: x.shape }, "all must have the same shape");
  const at = normalizeAxis("stack", axis, tensors[0]!.shape.length + 1);
  return concat(tensors.map((x) => unsqueeze(x, at)), at); // prettier-ignore
};
