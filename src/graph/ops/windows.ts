// Sliding windows as a view, and its gradient.
import { rangeError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { add, and, int, mul, when } from "../../ir/build.ts";
import { literal, operation, requireTensor, type HasOp } from "../define.ts";
import { candidate, candidates, countWindows, perAxis, requireFit, type PerAxis, type Windows } from "../geometry.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";

const windowsOp: Op<Windows> = {
  name: "windows",
  shape: ([x], attrs) => {
    const front = x!.shape.length - attrs.kernel.length;
    return [...x!.shape.slice(0, front), ...countWindows(x!.shape.slice(front), attrs), ...attrs.kernel];
  },
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "view",
    index: (out, { kernel, stride, dilation }: Windows, shape) => {
      const front = shape.length - kernel.length;
      const inWindow = kernel.map((_, i) => {
        const t = out[front + i]!;
        const k = out[front + kernel.length + i]!;
        return add(mul(t, int(stride[i]!)), mul(k, int(dilation[i]!)));
      });
      return [...out.slice(0, front), ...inWindow];
    },
  },
  vjp: (ct, _, [x], attrs) => [addWindows(ct, x!.shape, attrs)],
};
/** How windows lie. */
export interface WindowsOptions {
  /** Distance between neighbouring windows. */
  readonly stride?: PerAxis;
  /** Distance between neighbouring elements of a window. */
  readonly dilation?: PerAxis;
}
/**
 * All windows of `kernel` sizes over the last axes: [.., size, ..] → [.., windows, .., kernel, ..]. Nothing is copied.
 *
 * y[…, t, k] = x[…, t · stride + k · dilation], and the number of windows is ⌊(size − (kernel − 1) · dilation − 1) / stride⌋ + 1.
 *
 * @example
 * windows(tensor([1, 2, 3, 4]), [2]).toArray() // [[1, 2], [2, 3], [3, 4]]
 */
export const windows: ((x: Tensor, kernel: readonly number[], options?: WindowsOptions) => Tensor) & HasOp = /* @__PURE__ */ operation(
  windowsOp,
  (x: Tensor, kernel: readonly number[], { stride = 1, dilation = 1 }: WindowsOptions = {}): Tensor => {
    requireTensor("windows", x);
    if (kernel.length > x.shape.length)
      throw rangeError("windows", "kernel", [...kernel], `a size for each of at most ${x.shape.length} axes`);
    const attrs = {
      kernel: perAxis("windows", "kernel", kernel, kernel.length, 1),
      stride: perAxis("windows", "stride", stride, kernel.length, 1),
      dilation: perAxis("windows", "dilation", dilation, kernel.length, 1),
    };
    requireFit("windows", x.shape, x.shape.slice(x.shape.length - kernel.length), attrs);
    return apply(windowsOp, [x], attrs);
  },
);

interface FoldAttrs extends Windows {
  readonly shape: Shape;
}
/** For each element of the result, side by side, what stands at its places in the windows that it lies in. */
const overlapsOp: Op<FoldAttrs> = {
  name: "overlaps",
  shape: (_, { shape, ...w }) => [...shape, ...w.kernel.map((_, i) => candidates(w, i))],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (index, read, { shape, ...w }: FoldAttrs, _, dtype) => {
      const front = shape.length - w.kernel.length;
      const counts = countWindows(shape.slice(front), w);
      const found = counts.map((count, i) => candidate(w, i, index[front + i]!, index[shape.length + i]!, shape[front + i]!, count));
      const element = read(0, [...index.slice(0, front), ...found.map(({ t }) => t), ...found.map(({ k }) => k)]);
      const tests = found.flatMap((axis) => axis.tests);
      return tests.length > 0 ? when(tests.reduce(and), element, literal(dtype, 0)) : element;
    },
  },
};
const foldOp: Op<FoldAttrs> = {
  name: "addWindows",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x], attrs: FoldAttrs) => sum(apply(overlapsOp, [x!], attrs), attrs.kernel.map((_, i) => attrs.shape.length + i)), // prettier-ignore
  },
  vjp: (ct, _, __, { kernel, stride, dilation }) => [windows(ct, kernel, { stride, dilation })],
};
/** The gradient of `windows`: each element is the sum over all windows that it lies in. */
export const addWindows = (x: Tensor, shape: Shape, attrs: Windows): Tensor => apply(foldOp, [x], { ...attrs, shape });
