// Elements chosen by indices that are themselves tensors, and sums of elements at such indices.
import { isFloat } from "../../core/dtype.ts";
import { dtypeError, indexError, rangeError, rankError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sizeOfShape, strides, type Shape } from "../../core/shape.ts";
import * as ir from "../../ir/build.ts";
import type { Buffer, Expr } from "../../ir/types.ts";
import { literal, operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { apply, type LoopNest, type Op, type Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { cast, detach, expand } from "./broadcast.ts";
import { eq, le, where } from "./compare.ts";
import { iota, type DTypeOption } from "./constants.ts";
import { reshape, unsqueeze } from "./reshape.ts";

interface AxisAttrs {
  readonly axis: number;
}

/** Indices must be integers; those that are known already must be in range, others are looked at by the kernel. */
function requireIndex(name: string, index: Tensor, axis: number, size: number): void {
  requireTensor(name, index);
  if (isFloat(index.dtype) || index.dtype === "bool")
    throw dtypeError(name, "index", index.dtype, 'i32 (`tensor(…, { dtype: "i32" })` or `.cast("i32")`)');
  const known = index.op.how.kind === "source" ? index.storage?.host : null;
  if (!known) return;
  for (let i = 0; i < known.length; i++) if (known[i]! < 0 || known[i]! >= size) throw indexError(name, known[i]!, axis, size);
}

const gatherOp: Op<AxisAttrs> = {
  name: "gather",
  shape: ([, index]) => index!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (out, read, { axis }: AxisAttrs, [shape], dtype) => {
      const at = read(1, out);
      const inside = ir.and(ir.lessEqual(ir.int(0), at), ir.less(at, ir.int(shape![axis]!)));
      const outside = literal(dtype, isFloat(dtype) ? NaN : 0);
      return ir.when(inside, read(0, out.map((i, a) => (a === axis ? at : i))), outside); // prettier-ignore
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
/**
 * Elements of x at given places of one axis: y[i][j] = x[index[i][j]][j] for axis 0, and so on. `index` has x's rank and,
 * but for the axis, at most its sizes.
 *
 * An index that is out of range is an error if it is known when the op is called; else it gives NaN (integers: 0).
 *
 * @example
 * gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]], { dtype: "i32" })).toArray() // [[2], [3]]
 */
export const gather: ((x: Tensor, axis: number, index: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  gatherOp,
  (x: Tensor, axis: number, index: Tensor): Tensor => {
    requireTensor("gather", x);
    const at = normalizeAxis("gather", axis, x.shape.length);
    requireIndex("gather", index, at, x.shape[at]!);
    if (index.shape.length !== x.shape.length || index.shape.some((size, a) => a !== at && size > x.shape[a]!))
      throw shapesError(
        "gather",
        { x: x.shape, index: index.shape },
        `index must have x's rank and, but for axis ${at}, at most its sizes`,
      );
    return apply(gatherOp, [x, cast(index, "i32")], { axis: at });
  },
);

interface ScatterAttrs extends AxisAttrs {
  readonly shape: Shape;
}
const scatterSumOp: Op<ScatterAttrs> = {
  name: "scatterSum",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "loop", nest: scatterNest },
  vjp: (ct, _, [, index], { axis }) => [gather(ct, axis, index!), null],
};
const scatterSum = (x: Tensor, index: Tensor, axis: number, shape: Shape): Tensor => apply(scatterSumOp, [x, index], { axis, shape });

/**
 * Tasks share out the places in front of the axis, and behind it blocks of columns; each walks along the axis of the source
 * in order, so that sums of equal indices never depend on who adds.
 */
function scatterNest(
  output: Buffer,
  [source, index]: readonly Buffer[],
  { axis, shape }: ScatterAttrs,
  [from]: readonly Shape[],
): LoopNest {
  const BLOCK = 64;
  const outer = sizeOfShape(shape.slice(0, axis));
  const behind = shape.slice(axis + 1);
  const inner = sizeOfShape(behind);
  const blocks = Math.max(1, Math.ceil(inner / BLOCK));
  const steps = strides(shape);
  const fromSteps = strides(from!);
  const zero = ir.constant(output.dtype, 0);
  return {
    tasks: outer * blocks,
    body: (task) => {
      const place = ir.call("quot", task, ir.int(blocks));
      const firstColumn = ir.mul(ir.call("rem", task, ir.int(blocks)), ir.int(BLOCK));
      const width = ir.call("min", ir.int(BLOCK), ir.sub(ir.int(inner), firstColumn));
      // Coordinates of a place in front of the axis, or of a column behind it, and whether the source has it.
      const coordinates = (flat: Expr, axes: readonly number[]): Expr[] => {
        let step = 1;
        const out = new Array<Expr>(axes.length);
        for (let i = axes.length - 1; i >= 0; i--) {
          const upper = ir.call("quot", flat, ir.int(step));
          out[i] = i === 0 ? upper : ir.call("rem", upper, ir.int(shape[axes[i]!]!));
          step *= shape[axes[i]!]!;
        }
        return out;
      };
      const front = shape.map((_, a) => a).slice(0, axis);
      const back = shape.map((_, a) => a).slice(axis + 1);
      const at = (coords: readonly Expr[], axes: readonly number[]): Expr =>
        axes.reduce<Expr>((sum, a, i) => ir.add(sum, ir.mul(coords[i]!, ir.int(fromSteps[a]!))), ir.int(0));
      const has = (coords: readonly Expr[], axes: readonly number[]): Expr =>
        axes.reduce<Expr>(
          (test, a, i) => (from![a] === shape[a] ? test : ir.and(test, ir.less(coords[i]!, ir.int(from![a]!)))),
          ir.constant("bool", 1),
        );
      const frontAt = coordinates(place, front);
      const k = ir.indexVar("k", shape[axis]!);
      const along = ir.indexVar("t", from![axis]!);
      const [c, d] = [ir.indexVar("c", BLOCK), ir.indexVar("d", BLOCK)];
      const target = ir.variable("target");
      const rowStart = ir.mul(place, ir.int(axis === 0 ? 0 : steps[axis - 1]!));
      const cleared = ir.add(rowStart, ir.add(ir.mul(k, ir.int(steps[axis]!)), ir.add(firstColumn, c)));
      const column = ir.add(firstColumn, d);
      const backAt = coordinates(column, back);
      const sourceAt = ir.add(ir.add(at(frontAt, front), ir.mul(along, ir.int(fromSteps[axis]!))), at(backAt, back));
      const sumAt = ir.add(rowStart, ir.add(ir.mul(target, ir.int(steps[axis]!)), column));
      const fits = ir.and(ir.lessEqual(ir.int(0), target), ir.less(target, ir.int(shape[axis]!)));
      return [
        ir.range(k, shape[axis]!, [ir.loop(c, ir.int(0), width, 1, [ir.store(output, cleared, zero)])]),
        ir.branch(has(frontAt, front), [
          ir.range(along, from![axis]!, [
            ir.loop(d, ir.int(0), width, 1, [
              ir.branch(has(backAt, back), [
                ir.declare(target, ir.load(index!, sourceAt)),
                ir.branch(fits, [ir.store(output, sumAt, ir.add(ir.load(output, sumAt), ir.load(source!, sourceAt)))]),
              ]),
            ]),
          ]),
        ]),
      ];
    },
  };
}

/**
 * x plus the elements of `source`, each added at its index along the axis: the opposite of `gather`. Equal indices add up.
 *
 * @example
 * scatterAdd(zeros([3]), 0, tensor([1, 1, 2], { dtype: "i32" }), tensor([1, 2, 3])).toArray() // [0, 3, 3]
 */
export const scatterAdd: ((x: Tensor, axis: number, index: Tensor, source: Tensor) => Tensor) & HasOp = /* @__PURE__ */ operation(
  scatterSumOp,
  (x: Tensor, axis: number, index: Tensor, source: Tensor): Tensor => {
    requireTensor("scatterAdd", x);
    requireTensor("scatterAdd", source);
    const at = normalizeAxis("scatterAdd", axis, x.shape.length);
    requireIndex("scatterAdd", index, at, x.shape[at]!);
    const named = { x: x.shape, index: index.shape, source: source.shape };
    const fits = (a: number): boolean => index.shape[a] === source.shape[a] && (a === at || index.shape[a]! <= x.shape[a]!);
    if (index.shape.length !== x.shape.length || source.shape.length !== x.shape.length || !x.shape.every((_, a) => fits(a)))
      throw shapesError("scatterAdd", named, `index and source must have one shape, x's rank and, but for axis ${at}, at most x's sizes`);
    return add(x, scatterSum(cast(source, x.dtype), cast(index, "i32"), at, x.shape));
  },
);

/**
 * Whole rows (or columns, …) of x: axis `axis` is replaced by the axes of `index`.
 *
 * @example
 * indexSelect(tensor([[1, 2], [3, 4], [5, 6]]), 0, tensor([2, 0], { dtype: "i32" })).toArray() // [[5, 6], [1, 2]]
 */
export const indexSelect = (x: Tensor, axis: number, index: Tensor): Tensor => {
  requireTensor("indexSelect", x);
  const at = normalizeAxis("indexSelect", axis, x.shape.length);
  requireIndex("indexSelect", index, at, x.shape[at]!);
  const [front, back] = [x.shape.slice(0, at), x.shape.slice(at + 1)];
  const count = sizeOfShape(index.shape);
  const wide = expand(reshape(index, [count, ...back.map(() => 1)]), [...front, count, ...back]);
  return reshape(gather(x, at, wide), [...front, ...index.shape, ...back]);
};

/** What `embedding` may be told. */
export interface EmbeddingOptions {
  /** The row of this number learns nothing. */
  readonly paddingIndex?: number;
}
/**
 * Rows of a table by number: y[…] = weight[index[…]]. No gradient reaches the row `paddingIndex`.
 *
 * @param index i32 of any shape
 * @param weight [rows, features]
 * @example
 * embedding(tensor([1, 1], { dtype: "i32" }), tensor([[1, 2], [3, 4]])).toArray() // [[3, 4], [3, 4]]
 */
export const embedding = (index: Tensor, weight: Tensor, { paddingIndex }: EmbeddingOptions = {}): Tensor => {
  requireTensor("embedding", weight);
  if (weight.shape.length !== 2) throw rankError("embedding", "weight", weight.shape, "be [rows, features]");
  const count = weight.shape[0]!;
  requireIndex("embedding", index, 0, count);
  const rows = indexSelect(weight, 0, index);
  if (paddingIndex === undefined) return rows;
  if (!Number.isInteger(paddingIndex) || paddingIndex < -count || paddingIndex >= count)
    throw rangeError("embedding", "paddingIndex", paddingIndex, `an integer from ${-count} to ${count - 1}`);
  const padding = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
  return where(unsqueeze(eq(index, padding), -1), detach(rows), rows);
};

/**
 * A 1 at each index and 0 elsewhere, along a new last axis of size `classes`.
 *
 * @example
 * oneHot(tensor([0, 2], { dtype: "i32" }), 3).toArray() // [[1, 0, 0], [0, 0, 1]]
 */
export const oneHot = (index: Tensor, classes: number, { dtype = "f32" }: DTypeOption = {}): Tensor => {
  requireInteger("oneHot", "classes", classes, 1);
  requireIndex("oneHot", index, index.shape.length, classes);
  return cast(eq(unsqueeze(cast(index, "i32"), -1), iota([classes], 0)), dtype);
};

/**
 * The lower triangle of the last two axes: elements above the diagonal become 0. `diagonal` moves it up.
 *
 * @example
 * tril(tensor([[1, 2], [3, 4]])).toArray() // [[1, 0], [3, 4]]
 */
export const tril = (x: Tensor, diagonal = 0): Tensor => where(below("tril", x, diagonal), x, 0);

/**
 * The upper triangle of the last two axes: elements below the diagonal become 0. `diagonal` moves it up.
 *
 * @example
 * triu(tensor([[1, 2], [3, 4]])).toArray() // [[1, 2], [0, 4]]
 */
export const triu = (x: Tensor, diagonal = 0): Tensor => where(below("triu", x, diagonal, -1), 0, x);

/** True where column ≤ row + diagonal + shift. */
function below(name: string, x: Tensor, diagonal: number, shift = 0): Tensor {
  requireTensor(name, x);
  if (x.shape.length < 2) throw rankError(name, "x", x.shape, "have at least two axes");
  if (!Number.isInteger(diagonal)) throw rangeError(name, "diagonal", diagonal, "a whole number");
  const shape = x.shape.slice(-2);
  return le(iota(shape, 1), add(iota(shape, 0), diagonal + shift));
}
