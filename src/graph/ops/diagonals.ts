// Diagonals: taken out, put in, and the indices of triangles. And the Kronecker product.
import { axisError, rangeError, rankError, shapesError } from "../../core/errors.ts";
import { normalizeAxis, sameShape, sizeOfShape, type Shape } from "../../core/shape.ts";
import { add as plus, equal, int, when } from "../../ir/build.ts";
import type { Expr } from "../../ir/types.ts";
import { axesOf, literal, operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { mul } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { where } from "./compare.ts";
import { ones } from "./constants.ts";
import { reshape } from "./reshape.ts";
import { tensor } from "./sources.ts";

interface DiagonalAttrs {
  /** Columns to the right of the main diagonal. */
  readonly offset: number;
  readonly first: number;
  readonly second: number;
}
interface EmbedAttrs extends DiagonalAttrs {
  readonly shape: Shape;
}
const lengthOf = (shape: Shape, { offset, first, second }: DiagonalAttrs): number =>
  Math.max(0, Math.min(shape[first]! - Math.max(0, -offset), shape[second]! - Math.max(0, offset)));

const diagonalOp: Op<DiagonalAttrs> = {
  name: "diagonal",
  shape: ([x], attrs) => [...x!.shape.filter((_, a) => a !== attrs.first && a !== attrs.second), lengthOf(x!.shape, attrs)],
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "view",
    index: (out, { offset, first, second }: DiagonalAttrs, input) => {
      const d = out.at(-1)!;
      let next = 0;
      const at = (a: number): Expr =>
        a === first ? plus(d, int(Math.max(0, -offset))) : a === second ? plus(d, int(Math.max(0, offset))) : out[next++]!;
      return input.map((_, a) => at(a));
    },
  },
  vjp: (ct, _, [x], attrs) => [apply(embedOp, [ct], { ...attrs, shape: x!.shape })],
};
/**
 * The elements on a diagonal of two axes, on a new last axis; the two are dropped. `offset` moves it to the right.
 *
 * @example
 * diagonal(tensor([[1, 2], [3, 4]])).toArray() // [1, 4]
 * diagonal(tensor([[1, 2], [3, 4]]), 1).toArray() // [2]
 */
export const diagonal: ((x: Tensor, offset?: number, first?: number, second?: number) => Tensor) & HasOp = /* @__PURE__ */ operation(
  diagonalOp,
  (x: Tensor, offset = 0, first = 0, second = 1): Tensor => {
    requireTensor("diagonal", x);
    const attrs = pair("diagonal", offset, first, second, x.shape.length);
    return apply(diagonalOp, [x], attrs);
  },
);
function pair(name: string, offset: number, first: number, second: number, rank: number): DiagonalAttrs {
  if (!Number.isInteger(offset)) throw rangeError(name, "offset", offset, "a whole number");
  if (rank < 2) throw axisError(name, first, rank);
  axesOf(name, [first, second], rank);
  return { offset, first: normalizeAxis(name, first, rank), second: normalizeAxis(name, second, rank) };
}

const embedOp: Op<EmbedAttrs> = {
  name: "diagEmbed",
  shape: (_, { shape }) => shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (out, read, { offset, first, second }: EmbedAttrs, _, dtype) => {
      const [i, j] = [out[first]!, out[second]!];
      const rest = out.filter((_, a) => a !== first && a !== second);
      const own = read(0, [...rest, offset >= 0 ? i : j]);
      return when(equal(j, plus(i, int(offset))), own, literal(dtype, 0));
    },
  },
  vjp: (ct, _, __, { offset, first, second }) => [apply(diagonalOp, [ct], { offset, first, second })],
};
/**
 * The last axis put on a diagonal of two new axes, zeros elsewhere. `offset` moves it to the right; `first` and `second` are
 * the places of the new axes in the result.
 *
 * @example
 * diagEmbed(tensor([1, 2])).toArray() // [[1, 0], [0, 2]]
 */
export const diagEmbed: ((x: Tensor, offset?: number, first?: number, second?: number) => Tensor) & HasOp = /* @__PURE__ */ operation(
  embedOp,
  (x: Tensor, offset = 0, first = -2, second = -1): Tensor => {
    requireTensor("diagEmbed", x);
    if (x.shape.length === 0) throw rankError("diagEmbed", "x", x.shape, "have an axis");
    const attrs = pair("diagEmbed", offset, first, second, x.shape.length + 1);
    const size = x.shape.at(-1)! + Math.abs(offset);
    const rest = x.shape.slice(0, -1);
    const shape = Array.from({ length: x.shape.length + 1 }, (_, a) => (a === attrs.first || a === attrs.second ? size : rest.shift()!));
    return apply(embedOp, [x], { ...attrs, shape });
  },
);

/**
 * x with other elements on a diagonal of two axes: `diagonal` of the result is `source`.
 *
 * @param source of the shape that `diagonal` gives
 * @example
 * diagonalScatter(zeros([2, 2]), tensor([1, 2])).toArray() // [[1, 0], [0, 2]]
 */
export const diagonalScatter = (x: Tensor, source: Tensor, offset = 0, first = 0, second = 1): Tensor => {
  requireTensor("diagonalScatter", x);
  requireTensor("diagonalScatter", source);
  const attrs = pair("diagonalScatter", offset, first, second, x.shape.length);
  const wanted = diagonalOp.shape([x], attrs);
  if (!sameShape(wanted, source.shape))
    throw shapesError(
      "diagonalScatter",
      { x: x.shape, source: source.shape },
      `source must have the diagonal's shape [${wanted.join(", ")}]`,
    );
  const put = (list: Tensor): Tensor => apply(embedOp, [list], { ...attrs, shape: x.shape });
  return where(put(ones(wanted, { dtype: "bool" })), put(cast(source, x.dtype)), x);
};

/**
 * Of a list, the matrix with it on a diagonal; of a matrix, the list of a diagonal.
 *
 * @example
 * diag(tensor([1, 2])).toArray() // [[1, 0], [0, 2]]
 * diag(tensor([[1, 2], [3, 4]])).toArray() // [1, 4]
 */
export const diag = (x: Tensor, offset = 0): Tensor => {
  requireTensor("diag", x);
  if (x.shape.length !== 1 && x.shape.length !== 2) throw rankError("diag", "x", x.shape, "have one axis or two");
  return x.shape.length === 1 ? diagEmbed(x, offset) : diagonal(x, offset);
};

/**
 * All elements on a diagonal of a matrix.
 *
 * @example
 * diagflat(tensor([[1, 2]])).toArray() // [[1, 0], [0, 2]]
 */
export const diagflat = (x: Tensor, offset = 0): Tensor => {
  requireTensor("diagflat", x);
  return diagEmbed(reshape(x, [sizeOfShape(x.shape)]), offset);
};

function triangle(name: string, rows: number, columns: number, offset: number, has: (i: number, j: number) => boolean): Tensor {
  requireInteger(name, "rows", rows, 0);
  requireInteger(name, "columns", columns, 0);
  if (!Number.isInteger(offset)) throw rangeError(name, "offset", offset, "a whole number");
  const [first, second]: [number[], number[]] = [[], []];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      if (has(i, j)) {
        first.push(i);
        second.push(j);
      }
  return tensor([...first, ...second], { dtype: "i32", shape: [2, first.length] });
}
/**
 * Row and column of each element on or below a diagonal, row by row: i32 [2, n].
 *
 * @example
 * trilIndices(2, 2).toArray() // [[0, 1, 1], [0, 0, 1]]
 */
export const trilIndices = (rows: number, columns: number, offset = 0): Tensor =>
  triangle("trilIndices", rows, columns, offset, (i, j) => j <= i + offset);
/**
 * Row and column of each element on or above a diagonal, row by row: i32 [2, n].
 *
 * @example
 * triuIndices(2, 2).toArray() // [[0, 0, 1], [0, 1, 1]]
 */
export const triuIndices = (rows: number, columns: number, offset = 0): Tensor =>
  triangle("triuIndices", rows, columns, offset, (i, j) => j >= i + offset);

/**
 * Kronecker product: each element of a times the whole of b, in place of that element. [m, n] and [p, q] give [m·p, n·q].
 *
 * @example
 * kron(tensor([1, 10]), tensor([1, 2])).toArray() // [1, 2, 10, 20]
 */
export const kron = (a: Tensor, b: Tensor): Tensor => {
  requireTensor("kron", a);
  requireTensor("kron", b);
  const rank = Math.max(a.shape.length, b.shape.length);
  const padded = (x: Tensor): number[] => [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const [p, q] = [padded(a), padded(b)];
  const product = mul(reshape(a, p.flatMap((size) => [size, 1])), reshape(b, q.flatMap((size) => [1, size]))); // prettier-ignore
  return reshape(product, p.map((size, axis) => size * q[axis]!)); // prettier-ignore
};
