// The bilinear map of a layer with two inputs.
import { shapesError } from "../../core/errors.ts";
import { sameShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { contract } from "./contraction.ts";
import { reshape } from "./reshape.ts";

/**
 * Bilinear map of two inputs: y[…, o] = Σ x1[…, i] · weight[o, i, j] · x2[…, j] + bias[o].
 *
 * @param x1 […, inputs 1]
 * @param x2 […, inputs 2]
 * @param weight [outputs, inputs 1, inputs 2]
 * @param bias [outputs]
 * @example
 * bilinear(tensor([[1, 2]]), tensor([[3]]), tensor([[[1], [10]]])).toArray() // [[63]]
 */
export const bilinear = (x1: Tensor, x2: Tensor, weight: Tensor, bias?: Tensor | null): Tensor => {
  for (const x of [x1, x2, weight]) requireTensor("bilinear", x);
  const named = { x1: x1.shape, x2: x2.shape, weight: weight.shape };
  if (x1.shape.length === 0 || !sameShape(x1.shape.slice(0, -1), x2.shape.slice(0, -1)))
    throw shapesError("bilinear", named, "x1 and x2 must have the same sizes but for the last axis");
  if (weight.shape.length !== 3 || x1.shape.at(-1) !== weight.shape[1] || x2.shape.at(-1) !== weight.shape[2])
    throw shapesError("bilinear", named, "weight must be [outputs, inputs 1, inputs 2], the last axes of x1 and x2");
  const outputs = weight.shape[0]!;
  if (bias && !sameShape(bias.shape, [outputs]))
    throw shapesError("bilinear", { weight: weight.shape, bias: bias.shape }, "bias must be [outputs], as many as weight's axis 0");
  const rows = x1.shape.slice(0, -1).reduce((n, size) => n * size, 1);
  const [left, right] = [reshape(x1, [rows, x1.shape.at(-1)!]), reshape(x2, [rows, x2.shape.at(-1)!])];
  const half = contract(left, weight, { a: "ni", b: "oij", out: "noj" });
  const y = reshape(contract(half, right, { a: "noj", b: "nj", out: "no" }), [...x1.shape.slice(0, -1), outputs]);
  return bias ? add(y, bias) : y;
};
