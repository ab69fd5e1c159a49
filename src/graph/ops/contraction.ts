// Sums of products over labelled axes: everything from the dot product to attention. Axes are named by letters, so nothing
// is ever transposed in memory.
import { promote } from "../../core/dtype.ts";
import { matmulError, rankError, shapesError } from "../../core/errors.ts";
import { broadcastShapes, type Shape } from "../../core/shape.ts";
import { axisLabels, operation, requireTensor, type HasOp } from "../define.ts";
import { apply, type ContractAttrs, type Op, type Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { reshape } from "./reshape.ts";

const contractOp: Op<ContractAttrs> = {
  name: "contract",
  shape: ([a, b], labels) => [...labels.out].map((letter) => sizeIn(letter, a!.shape, labels.a) ?? sizeIn(letter, b!.shape, labels.b)!),
  dtype: ([a]) => a!.dtype,
  how: { kind: "contract" },
  vjp: (ct, _, [a, b], labels) => [
    contract(ct, b!, { a: labels.out, b: labels.b, out: labels.a }),
    contract(a!, ct, { a: labels.a, b: labels.out, out: labels.b }),
  ],
};
const sizeIn = (letter: string, shape: Shape, labels: string): number | undefined => shape[labels.indexOf(letter)];
/**
 * Sum of products with one letter for each axis: letters that `out` lacks are summed over. A letter of one input alone must
 * stand in `out`.
 *
 * @example
 * contract(tensor([[1, 2]]), tensor([[3, 4]]), { a: "mk", b: "nk", out: "mn" }).toArray() // [[11]]
 */
export const contract: ((a: Tensor, b: Tensor, labels: ContractAttrs) => Tensor) & HasOp = /* @__PURE__ */ operation(
  contractOp,
  (a: Tensor, b: Tensor, labels: ContractAttrs): Tensor => {
    requireTensor("contract", a);
    requireTensor("contract", b);
    for (const [name, x, own] of [
      ["a", a, labels.a],
      ["b", b, labels.b],
    ] as const)
      // prettier-ignore
      if (own.length !== x.shape.length) throw rankError("contract", name, x.shape, `have one axis for each letter of "${own}"`);
    const dtype = promote(promote(a.dtype, b.dtype), "i32");
    return apply(contractOp, [cast(a, dtype), cast(b, dtype)], labels);
  },
);

/**
 * Matrix product, as PyTorch: [m, k] × [k, n] → [m, n]. Axes in front of the last two are broadcast; a vector on the left
 * counts as a row, on the right as a column, and its axis is dropped from the result.
 *
 * @throws when the inner sizes differ
 * @example
 * tensor([[1, 2], [3, 4]]).matmul(tensor([[1, 0], [0, 2]])).toArray() // [[1, 4], [3, 8]]
 */
export const matmul = (a: Tensor, b: Tensor): Tensor => {
  requireTensor("matmul", a);
  requireTensor("matmul", b);
  if (a.shape.length === 0) throw rankError("matmul", "a", a.shape, "have at least one axis (`mul` multiplies by a scalar)");
  if (b.shape.length === 0) throw rankError("matmul", "b", b.shape, "have at least one axis (`mul` multiplies by a scalar)");
  const [rowsOf, columnsOf] = [a.shape.length > 1, b.shape.length > 1];
  if (a.shape.at(-1) !== b.shape.at(columnsOf ? -2 : 0)) throw matmulError(a.shape, b.shape);
  const batchA = a.shape.slice(0, rowsOf ? -2 : -1);
  const batchB = b.shape.slice(0, columnsOf ? -2 : -1);
  const batch = broadcastShapes("matmul", [batchA, batchB]);
  const letters = axisLabels(batch.length);
  // An axis of size 1 that is broadcast is dropped: what has no letter for it is used for all of it.
  const side = (x: Tensor, own: Shape, matrix: string): { x: Tensor; labels: string } => {
    const offset = batch.length - own.length;
    const kept = own.map((size, axis) => size === batch[axis + offset]);
    const labels = own.map((_, axis) => (kept[axis] ? letters[axis + offset] : "")).join("");
    return { x: reshape(x, [...own.filter((_, axis) => kept[axis]), ...x.shape.slice(own.length)]), labels: labels + matrix };
  };
  const left = side(a, batchA, rowsOf ? "mk" : "k");
  const right = side(b, batchB, columnsOf ? "kn" : "k");
  return contract(left.x, right.x, { a: left.labels, b: right.labels, out: letters + (rowsOf ? "m" : "") + (columnsOf ? "n" : "") });
};

/**
 * Sum of products of two vectors: y = Σ aᵢ bᵢ.
 *
 * @example
 * dot(tensor([1, 2]), tensor([3, 4])).toArray() // 11
 */
export const dot = (a: Tensor, b: Tensor): Tensor => {
  requireTensor("dot", a);
  requireTensor("dot", b);
  if (a.shape.length !== 1 || b.shape.length !== 1 || a.shape[0] !== b.shape[0])
    throw shapesError("dot", { a: a.shape, b: b.shape }, "both must be vectors of one size (`matmul` takes matrices)");
  return contract(a, b, { a: "k", b: "k", out: "" });
};

/**
 * All products of the elements of two vectors: yᵢⱼ = aᵢ bⱼ.
 *
 * @example
 * outer(tensor([1, 2]), tensor([3, 4])).toArray() // [[3, 4], [6, 8]]
 */
export const outer = (a: Tensor, b: Tensor): Tensor => {
  requireTensor("outer", a);
  requireTensor("outer", b);
  if (a.shape.length !== 1 || b.shape.length !== 1) throw shapesError("outer", { a: a.shape, b: b.shape }, "both must be vectors");
  return contract(a, b, { a: "m", b: "n", out: "mn" });
};

/**
 * The affine map of a layer: y = x · weightᵀ + bias, over the last axis of x.
 *
 * @param x […, inputs]
 * @param weight [outputs, inputs]
 * @param bias [outputs]
 * @example
 * linear(tensor([[1, 2]]), tensor([[3, 4]]), tensor([5])).toArray() // [[16]]
 */
export const linear = (x: Tensor, weight: Tensor, bias?: Tensor | null): Tensor => {
  requireTensor("linear", x);
  requireTensor("linear", weight);
  if (weight.shape.length !== 2 || x.shape.at(-1) !== weight.shape[1])
    throw shapesError(
      "linear",
      { x: x.shape, weight: weight.shape },
      "x's last axis must equal weight's axis 1 (weight is [outputs, inputs])",
    );
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== weight.shape[0]))
    throw shapesError("linear", { weight: weight.shape, bias: bias.shape }, "bias must be [outputs], as many as weight's axis 0");
  const letters = axisLabels(x.shape.length - 1);
  const y = contract(x, weight, { a: `${letters}k`, b: "ok", out: `${letters}o` });
  return bias ? add(y, bias) : y;
};
