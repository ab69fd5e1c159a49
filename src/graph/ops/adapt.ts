// Sums and means over windows that are spread evenly, as many as the result shall have. Window t of `count` over `size`
// elements covers ⌊t · size / count⌋ … ⌈(t + 1) · size / count⌉ − 1. The windows that an element lies in are, by the same rule
// with the two numbers exchanged, neighbours too: so the sum over windows is its own transpose.
import { isFloat } from "../../core/dtype.ts";
import { sizeOfShape } from "../../core/shape.ts";
import * as ir from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { literal } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add, div, floorDivide, mul, neg, sub } from "./arithmetic.ts";
import { cast, expand, sum } from "./broadcast.ts";
import { iota } from "./constants.ts";
import { mean } from "./reductions.ts";
import { reshape } from "./reshape.ts";

interface AdaptiveAttrs {
  /** Windows along each of the last axes. */
  readonly counts: readonly number[];
  /** What stands where a window is shorter than the longest. */
  readonly outside: number;
}
const beginOf = (t: Expr, size: number, count: number): Expr => ir.call("quot", ir.mul(t, ir.int(size)), ir.int(count));
const endOf = (t: Expr, size: number, count: number): Expr =>
  ir.call("quot", ir.add(ir.mul(ir.add(t, ir.int(1)), ir.int(size)), ir.int(count - 1)), ir.int(count));
/** Elements of the longest window. */
function longest(size: number, count: number): number {
  if (size === 0) return 0;
  if (size % count === 0) return size / count;
  let most = 0;
  for (let t = 0; t < count; t++) most = Math.max(most, Math.ceil(((t + 1) * size) / count) - Math.floor((t * size) / count));
  return most;
}

const adaptiveWindowsOp: Op<AdaptiveAttrs> = {
  name: "adaptiveWindows",
  shape: ([x], { counts }) => {
    const front = x!.shape.length - counts.length;
    return [...x!.shape.slice(0, front), ...counts, ...counts.map((count, i) => longest(x!.shape[front + i]!, count))];
  },
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (index, read, { counts, outside }: AdaptiveAttrs, [shape], dtype) => {
      const front = shape!.length - counts.length;
      const tests: Expr[] = [];
      const at = counts.map((count, i) => {
        const size = shape![front + i]!;
        const [t, k] = [index[front + i]!, index[front + counts.length + i]!];
        const place = ir.add(beginOf(t, size, count), k);
        if (size % count !== 0) tests.push(ir.less(place, endOf(t, size, count)));
        return place;
      });
      const element = read(0, [...index.slice(0, front), ...at]);
      return tests.length > 0 ? ir.when(tests.reduce(ir.and), element, literal(dtype, outside)) : element;
    },
  },
};
/** All windows: [.., counts, longest window]. */
export const adaptiveWindows = (x: Tensor, counts: readonly number[], outside: number): Tensor =>
  apply(adaptiveWindowsOp, [x], { counts, outside });
export const lastAxes = (x: Tensor, count: number): number[] => Array.from({ length: count }, (_, i) => x.shape.length - count + i);

const adaptiveSumOp: Op<{ readonly counts: readonly number[] }> = {
  name: "adaptiveSum",
  shape: ([x], { counts }) => [...x!.shape.slice(0, x!.shape.length - counts.length), ...counts],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x], { counts }: { counts: readonly number[] }) => {
      const all = adaptiveWindows(x!, counts, 0);
      return sum(all, lastAxes(all, counts.length));
    },
  },
  vjp: (ct, _, [x], { counts }) => [adaptiveSum(ct, x!.shape.slice(x!.shape.length - counts.length))],
};
/** The sum over each window. */
const adaptiveSum = (x: Tensor, counts: readonly number[]): Tensor => apply(adaptiveSumOp, [x], { counts });

/** The mean of each window. */
export function adaptiveMean(given: Tensor, counts: readonly number[]): Tensor {
  const x = isFloat(given.dtype) ? given : cast(given, "f32");
  const axes = lastAxes(x, counts.length);
  if (counts.every((count) => count === 1)) return mean(x, axes, { keepDims: true });
  const total = adaptiveSum(x, counts);
  const sizes = axes.map((axis) => x.shape[axis]!);
  if (counts.every((count, i) => sizes[i]! % count === 0)) return div(total, sizeOfShape(sizes) / sizeOfShape(counts));
  const lengths = counts.map((count, i): Tensor => {
    const t = iota([count], 0);
    const begin = floorDivide(mul(t, sizes[i]!), count);
    const end = neg(floorDivide(neg(mul(add(t, 1), sizes[i]!)), count));
    const length = cast(sub(end, begin), x.dtype);
    return expand(reshape(length, [count, ...counts.slice(i + 1).map(() => 1)]), counts);
  });
  return div(total, lengths.reduce((a, b) => mul(a, b))); // prettier-ignore
}
