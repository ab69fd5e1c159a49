// Products of matrices and vectors under PyTorch's names, written with `contract` and `matmul`.
import { broadcastShapes, normalizeAxis } from "../../core/shape.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { axisLabels, requireInteger, requireTensor } from "../define.ts";
import { align, commonDType } from "../elementwise.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { sum } from "./broadcast.ts";
import { where } from "./compare.ts";
import { contract, matmul } from "./contraction.ts";
import { eye, onesLike, zeros } from "./constants.ts";
import { concat } from "./joins.ts";
import { unsqueeze } from "./reshape.ts";
import { narrow } from "./views.ts";

function requireRank(name: string, what: string, x: Tensor, rank: number, form: string): void {
  requireTensor(name, x);
  if (x.shape.length !== rank) throw rankError(name, what, x.shape, `be ${form}`);
}

/**
 * Matrix product of two matrices: [m, k] × [k, n] → [m, n].
 *
 * @example
 * mm(tensor([[1, 2]]), tensor([[3], [4]])).toArray() // [[11]]
 */
export const mm = (a: Tensor, b: Tensor): Tensor => {
  requireRank("mm", "a", a, 2, "a matrix");
  requireRank("mm", "b", b, 2, "a matrix");
  if (a.shape[1] !== b.shape[0]) throw shapesError("mm", { a: a.shape, b: b.shape }, "a's axis 1 must equal b's axis 0");
  return contract(a, b, { a: "mk", b: "kn", out: "mn" });
};

/**
 * Matrix products of a batch: [b, m, k] × [b, k, n] → [b, m, n].
 *
 * @example
 * bmm(tensor([[[1, 2]], [[3, 4]]]), tensor([[[1], [1]], [[1], [2]]])).toArray() // [[[3]], [[11]]]
 */
export const bmm = (a: Tensor, b: Tensor): Tensor => {
  requireRank("bmm", "a", a, 3, "[batch, m, k]");
  requireRank("bmm", "b", b, 3, "[batch, k, n]");
  if (a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1])
    throw shapesError("bmm", { a: a.shape, b: b.shape }, "axes 0 must be equal, and a's axis 2 must equal b's axis 1");
  return contract(a, b, { a: "bmk", b: "bkn", out: "bmn" });
};

/**
 * A matrix times a vector: [m, k] × [k] → [m].
 *
 * @example
 * mv(tensor([[1, 2], [3, 4]]), tensor([1, 1])).toArray() // [3, 7]
 */
export const mv = (a: Tensor, x: Tensor): Tensor => {
  requireRank("mv", "a", a, 2, "a matrix");
  requireRank("mv", "x", x, 1, "a vector");
  if (a.shape[1] !== x.shape[0]) throw shapesError("mv", { a: a.shape, x: x.shape }, "a's axis 1 must equal x's axis 0");
  return contract(a, x, { a: "mk", b: "k", out: "m" });
};

/**
 * Sum of products of two vectors: `dot`, under PyTorch's name for complex numbers.
 *
 * @example
 * vdot(tensor([1, 2]), tensor([3, 4])).toArray() // 11
 */
export const vdot = (a: Tensor, b: Tensor): Tensor => {
  requireRank("vdot", "a", a, 1, "a vector");
  requireRank("vdot", "b", b, 1, "a vector");
  if (a.shape[0] !== b.shape[0]) throw shapesError("vdot", { a: a.shape, b: b.shape }, "both must have one size");
  return contract(a, b, { a: "k", b: "k", out: "" });
};

/**
 * Sums of products of vectors along an axis (the last unless given), after broadcasting: y = Σ aᵢ bᵢ.
 *
 * @example
 * vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 10])).toArray() // [21, 43]
 */
export const vecdot = (a: Tensor, b: Tensor, axis = -1): Tensor => {
  requireTensor("vecdot", a);
  requireTensor("vecdot", b);
  return sum(mul(a, b), normalizeAxis("vecdot", axis, broadcastShapes("vecdot", [a.shape, b.shape]).length));
};

/**
 * Sum of products over the last axes of both: […, k] and [— , k] give […, —]. A scalar multiplies.
 *
 * @example
 * inner(tensor([[1, 2], [3, 4]]), tensor([1, 10])).toArray() // [21, 43]
 */
export const inner = (a: Tensor, b: Tensor): Tensor => {
  requireTensor("inner", a);
  requireTensor("inner", b);
  if (a.shape.length === 0 || b.shape.length === 0) return mul(a, b);
  if (a.shape.at(-1) !== b.shape.at(-1)) throw shapesError("inner", { a: a.shape, b: b.shape }, "the last axes must be equal");
  return tensordot(a, b, [[a.shape.length - 1], [b.shape.length - 1]]);
};

/**
 * Sum of products over several axes: the last `axes` of a with the first of b, or the pairs of axes that are named.
 *
 * @example
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 1], [1, 1]])).toArray() // 10
 * tensordot(tensor([1, 2]), tensor([[3, 4]]), [[0], [1]]).toArray() // [11]
 */
export const tensordot = (a: Tensor, b: Tensor, axes: number | readonly [readonly number[], readonly number[]] = 2): Tensor => {
  requireTensor("tensordot", a);
  requireTensor("tensordot", b);
  const [rankA, rankB] = [a.shape.length, b.shape.length];
  if (typeof axes === "number") {
    requireInteger("tensordot", "axes", axes, 0);
    if (axes > Math.min(rankA, rankB)) throw rangeError("tensordot", "axes", axes, `at most ${Math.min(rankA, rankB)}, the smaller rank`);
  }
  const [left, right] = typeof axes === "number" ? [range(rankA - axes, rankA), range(0, axes)] : axes;
  const inA = left.map((axis) => normalizeAxis("tensordot", axis, rankA));
  const inB = right.map((axis) => normalizeAxis("tensordot", axis, rankB));
  if (inA.length !== inB.length || inA.some((axis, i) => a.shape[axis] !== b.shape[inB[i]!]))
    throw shapesError("tensordot", { a: a.shape, b: b.shape }, `axes [${left}] of a and [${right}] of b must have equal sizes`);
  const letters = axisLabels(rankA + rankB);
  const lettersA = [...letters.slice(0, rankA)];
  const lettersB = b.shape.map((_, axis) => (inB.includes(axis) ? lettersA[inA[inB.indexOf(axis)]!]! : letters[rankA + axis]!));
  const out = [...lettersA.filter((_, axis) => !inA.includes(axis)), ...lettersB.filter((_, axis) => !inB.includes(axis))];
  return contract(a, b, { a: lettersA.join(""), b: lettersB.join(""), out: out.join("") });
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Factors of the sum that `addmm` and its relatives compute. */
export interface BlendOptions {
  /** Factor of what is added to; 1 unless given. With 0 it is ignored, even NaN. */
  readonly beta?: number;
  /** Factor of the product; 1 unless given. */
  readonly alpha?: number;
}
/** beta · x + alpha · product */
function blend(name: string, x: Tensor, product: Tensor, { beta = 1, alpha = 1 }: BlendOptions): Tensor {
  requireTensor(name, x);
  if (Number.isNaN(beta)) throw rangeError(name, "beta", beta, "a number");
  if (Number.isNaN(alpha)) throw rangeError(name, "alpha", alpha, "a number");
  const shape = broadcastShapes(name, [x.shape, product.shape]);
  if (shape.length !== product.shape.length || shape.some((size, axis) => size !== product.shape[axis]))
    throw shapesError(name, { x: x.shape, product: product.shape }, "x must broadcast to the product's shape");
  const scaled = alpha === 1 ? product : mul(product, alpha);
  if (beta === 0) return scaled;
  return add(beta === 1 ? x : mul(x, beta), scaled);
}

/**
 * y = beta · x + alpha · a b, with matrices a and b.
 *
 * @example
 * addmm(tensor([[1]]), tensor([[1, 2]]), tensor([[3], [4]]), { beta: 2 }).toArray() // [[13]]
 */
export const addmm = (x: Tensor, a: Tensor, b: Tensor, options: BlendOptions = {}): Tensor => blend("addmm", x, mm(a, b), options);

/**
 * y = beta · x + alpha · a v, with a matrix a and a vector v.
 *
 * @example
 * addmv(tensor([1, 1]), tensor([[1, 2], [3, 4]]), tensor([1, 1])).toArray() // [4, 8]
 */
export const addmv = (x: Tensor, a: Tensor, v: Tensor, options: BlendOptions = {}): Tensor => blend("addmv", x, mv(a, v), options);

/**
 * y = beta · x + alpha · u vᵀ, with vectors u and v.
 *
 * @example
 * addr(tensor([[1, 1]]), tensor([2]), tensor([3, 4])).toArray() // [[7, 9]]
 */
export const addr = (x: Tensor, u: Tensor, v: Tensor, options: BlendOptions = {}): Tensor => {
  requireRank("addr", "u", u, 1, "a vector");
  requireRank("addr", "v", v, 1, "a vector");
  return blend("addr", x, contract(u, v, { a: "m", b: "n", out: "mn" }), options);
};

/**
 * y = beta · x + alpha · a b for each matrix of a batch.
 *
 * @example
 * baddbmm(tensor([[[1]]]), tensor([[[1, 2]]]), tensor([[[3], [4]]])).toArray() // [[[12]]]
 */
export const baddbmm = (x: Tensor, a: Tensor, b: Tensor, options: BlendOptions = {}): Tensor => blend("baddbmm", x, bmm(a, b), options);

/**
 * y = beta · x + alpha · Σ aᵢ bᵢ over the matrices of a batch.
 *
 * @example
 * addbmm(tensor([[1]]), tensor([[[1]], [[2]]]), tensor([[[3]], [[4]]])).toArray() // [[12]]
 */
export const addbmm = (x: Tensor, a: Tensor, b: Tensor, options: BlendOptions = {}): Tensor => {
  requireRank("addbmm", "a", a, 3, "[batch, m, k]");
  requireRank("addbmm", "b", b, 3, "[batch, k, n]");
  if (a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1])
    throw shapesError("addbmm", { a: a.shape, b: b.shape }, "axes 0 must be equal, and a's axis 2 must equal b's axis 1");
  return blend("addbmm", x, contract(a, b, { a: "bmk", b: "bkn", out: "mn" }), options);
};

/**
 * Product of several matrices, in the order of multiplications that costs least. The first and the last may be vectors.
 *
 * @example
 * multiDot([tensor([[1, 2]]), tensor([[1, 0], [0, 2]]), tensor([3, 4])]).toArray() // [19]
 */
export const multiDot = (factors: readonly Tensor[]): Tensor => {
  if (factors.length < 2) throw rangeError("multiDot", "number of factors", factors.length, "at least 2");
  factors.forEach((x, i) => {
    requireTensor("multiDot", x);
    const end = i === 0 || i === factors.length - 1;
    if (x.shape.length !== 2 && !(end && x.shape.length === 1))
      throw rankError("multiDot", `factor ${i}`, x.shape, end ? "be a matrix or a vector" : "be a matrix");
    const before = factors[i - 1];
    if (before && before.shape.at(-1) !== x.shape[0])
      throw shapesError("multiDot", { [`factor ${i - 1}`]: before.shape, [`factor ${i}`]: x.shape }, "inner sizes must be equal");
  });
  const rows = factors.map((x, i) => (i === 0 && x.shape.length === 1 ? 1 : x.shape[0]!));
  const columns = factors.map((x) => x.shape[1] ?? (x === factors[0] ? x.shape[0]! : 1));
  const memo = new Map<string, { readonly cost: number; readonly at: number }>();
  const best = (i: number, j: number): { readonly cost: number; readonly at: number } => {
    if (i === j) return { cost: 0, at: i };
    const known = memo.get(`${i},${j}`);
    if (known) return known;
    let found = { cost: Infinity, at: i };
    for (let k = i; k < j; k++) {
      const cost = best(i, k).cost + best(k + 1, j).cost + rows[i]! * columns[k]! * columns[j]!;
      if (cost < found.cost) found = { cost, at: k };
    }
    memo.set(`${i},${j}`, found);
    return found;
  };
  const product = (i: number, j: number): Tensor => {
    if (i === j) return factors[i]!;
    const { at } = best(i, j);
    return matmul(product(i, at), product(at + 1, j));
  };
  return product(0, factors.length - 1);
};

/**
 * Sum of the diagonal of a matrix.
 *
 * @example
 * trace(tensor([[1, 2], [3, 4]])).toArray() // 5
 */
export const trace = (x: Tensor): Tensor => {
  requireRank("trace", "x", x, 2, "a matrix");
  return sum(where(eye(x.shape[0]!, x.shape[1], { dtype: "bool" }), x, 0));
};

/**
 * Cross product of vectors in space: axis `axis` has size 3, after broadcasting.
 *
 * @example
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])).toArray() // [0, 0, 1]
 */
export const cross = (first: Tensor, second: Tensor, axis = -1): Tensor => {
  const [a, b] = align("cross", [first, second], commonDType("cross", [first, second])) as [Tensor, Tensor];
  const at = normalizeAxis("cross", axis, a.shape.length);
  if (first.shape[first.shape.length - (a.shape.length - at)] !== 3 || second.shape[second.shape.length - (a.shape.length - at)] !== 3)
    throw shapesError("cross", { a: first.shape, b: second.shape }, `axis ${at} must have size 3`);
  // [1, 2, 0] and [2, 0, 1]: neighbours in the circle of three.
  const turned = (x: Tensor, by: 1 | 2): Tensor => concat([narrow(x, at, by, 3 - by), narrow(x, at, 0, by)], at);
  return sub(mul(turned(a, 1), turned(b, 2)), mul(turned(a, 2), turned(b, 1)));
};

/** What `vander` may be told. */
export interface VanderOptions {
  /** Number of columns; as many as elements unless given. */
  readonly columns?: number;
  /** Do the powers rise from the left to the right? False unless given. */
  readonly increasing?: boolean;
}
/**
 * Matrix of powers (Vandermonde's): columns are xⁿ⁻¹, …, x, 1, or in rising order 1, x, …
 *
 * @param x […, n]
 * @example
 * vander(tensor([1, 2, 3]), { increasing: true }).toArray() // [[1, 1, 1], [1, 2, 4], [1, 3, 9]]
 */
export const vander = (x: Tensor, options: VanderOptions = {}): Tensor => {
  requireTensor("vander", x);
  if (x.shape.length === 0) throw rankError("vander", "x", x.shape, "have at least one axis");
  const count = requireInteger("vander", "columns", options.columns ?? x.shape.at(-1)!, 0);
  const rising: Tensor[] = [];
  for (let j = 0; j < count; j++) rising.push(j === 0 ? onesLike(x) : j === 1 ? x : mul(rising[j - 1]!, x));
  const columns = rising.map((column) => unsqueeze(column, -1));
  if (count === 0) return zeros([...x.shape, 0], { dtype: x.dtype });
  return concat(options.increasing ? columns : columns.reverse(), -1);
};
