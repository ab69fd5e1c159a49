// The four ops that read and write at places given by tensors of indices: each is another's gradient, so they stand
// together. And the checks of such indices. Users call them through ops/indexing.ts and its neighbours.
import { isFloat, type DType } from "../core/dtype.ts";
import { dtypeError, indexError, shapesError } from "../core/errors.ts";
import { normalizeAxis, type Shape } from "../core/shape.ts";
import { and, call, int, less, lessEqual, select, when } from "../ir/build.ts";
import type { Expr } from "../ir/types.ts";
import { literal, requireTensor } from "./define.ts";
import { cast } from "./ops/broadcast.ts";
import { eq, where } from "./ops/compare.ts";
import { iota } from "./ops/constants.ts";
import { slice } from "./ops/views.ts";
import { scatterNest } from "./scattering.ts";
import { apply, type Op, type Tensor } from "./tensor.ts";

interface AxisAttrs {
  readonly axis: number;
}

/** Indices must be integers; those that are known already must be in range, others are looked at by the kernel. */
export function requireIndex(name: string, index: Tensor, axis: number, size: number, low = 0): void {
  requireTensor(name, index);
  if (isFloat(index.dtype) || index.dtype === "bool")
    throw dtypeError(name, "index", index.dtype, 'i32 (`tensor(…, { dtype: "i32" })` or `.cast("i32")`)');
  const known = index.op.how.kind === "source" ? index.storage?.host : null;
  if (!known) return;
  for (let i = 0; i < known.length; i++) if (known[i]! < low || known[i]! >= size) throw indexError(name, known[i]!, axis, size, low);
}

/** What scattering ops are given, checked: of the source, the part that has an index. */
export function scatterArguments(name: string, x: Tensor, axis: number, index: Tensor, source: Tensor) {
  requireTensor(name, x);
  requireTensor(name, source);
  const at = normalizeAxis(name, axis, x.shape.length);
  requireIndex(name, index, at, x.shape[at]!);
  const fits = (a: number): boolean => index.shape[a]! <= source.shape[a]! && (a === at || index.shape[a]! <= x.shape[a]!);
  if (index.shape.length !== x.shape.length || source.shape.length !== x.shape.length || !x.shape.every((_, a) => fits(a)))
    throw shapesError(
      name,
      { x: x.shape, index: index.shape, source: source.shape },
      `index must have x's rank and, but for axis ${at}, at most its sizes; source must have at least the sizes of index`,
    );
  const part = index.shape.reduce((y, size, a) => slice(y, a, 0, size), source);
  return { at, index: cast(index, "i32"), source: part };
}

/** The element if the index is in range; else NaN, or 0 for integers. */
const elementAt = (at: Expr, size: number, dtype: DType, element: Expr): Expr =>
  when(and(lessEqual(int(0), at), less(at, int(size))), element, literal(dtype, isFloat(dtype) ? NaN : 0));

export const gatherOp: Op<AxisAttrs> = {
  name: "gather",
  shape: ([, index]) => index!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (out, read, { axis }: AxisAttrs, [shape], dtype) => {
      const at = read(1, out);
      return elementAt(at, shape![axis]!, dtype, read(0, out.map((i, a) => (a === axis ? at : i)))); // prettier-ignore
    },
  },
  vjp: (ct, _, [x, index], { axis }) => {
    // One index a row: each element of x gets at most one share, which needs no scattering.
    if (index!.shape[axis] === 1 && x!.shape.every((size, a) => a === axis || size === index!.shape[a])) {
      const chosen = eq(iota(x!.shape, axis), index!);
      return [where(chosen, ct, 0), null];
    }
    return [scatterSum(ct, index!, axis, x!.shape), null];
  },
};
interface ScatterAttrs extends AxisAttrs {
  readonly shape: Shape;
}
export const scatterSumOp: Op<ScatterAttrs> = {
  name: "scatterSum",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [source, index], attrs: ScatterAttrs, [from]) =>
      scatterNest(output, { source: source!, index: index! }, { ...attrs, from: from!, rows: false, combination: "add" }),
  },
  vjp: (ct, _, [, index], { axis }) => [apply(gatherOp, [ct, index!], { axis }), null],
};
/** Sums of the elements that share an index. */
export const scatterSum = (x: Tensor, index: Tensor, axis: number, shape: Shape): Tensor =>
  apply(scatterSumOp, [x, index], { axis, shape });

export const indexSelectOp: Op<AxisAttrs> = {
  name: "indexSelect",
  shape: ([x, index], { axis }) => x!.shape.map((size, a) => (a === axis ? index!.shape[0]! : size)),
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (out, read, { axis }: AxisAttrs, [shape], dtype) => {
      const size = shape![axis]!;
      const own = read(1, [out[axis]!]);
      const from = (at: Expr): Expr => read(0, out.map((i, a) => (a === axis ? at : i))); // prettier-ignore
      if (size === 0 || axis === out.length - 1) return elementAt(own, size, dtype, size === 0 ? literal(dtype, 0) : from(own));
      // Whole rows are copied as vectors: no element may depend on a condition, so an index out of range reads another row.
      const inside = and(lessEqual(int(0), own), less(own, int(size)));
      const near = call("max", int(0), call("min", own, int(size - 1)));
      return select(inside, from(near), literal(dtype, isFloat(dtype) ? NaN : 0));
    },
  },
  vjp: (ct, _, [x, index], { axis }) => [indexSum(ct, index!, axis, x!.shape), null],
};
const indexSumOp: Op<ScatterAttrs> = {
  name: "indexSum",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "loop",
    nest: (output, [source, index], attrs: ScatterAttrs, [from]) =>
      scatterNest(output, { source: source!, index: index! }, { ...attrs, from: from!, rows: true, combination: "add" }),
  },
  vjp: (ct, _, [, index], { axis }) => [apply(indexSelectOp, [ct, index!], { axis }), null],
};
/** Sums of the rows that share an index: what a gradient of chosen rows is. */
export const indexSum = (x: Tensor, index: Tensor, axis: number, shape: Shape): Tensor => apply(indexSumOp, [x, index], { axis, shape });
