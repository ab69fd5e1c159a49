// Functions of whole axes, written as their formulas.
import { isFloat } from "../../core/dtype.ts";
import { shapesError } from "../../core/errors.ts";
import { normalizeAxis, sameShape, type Shape } from "../../core/shape.ts";
import { operation, requireTensor, type HasOp } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { exp, log, rsqrt } from "./powers.ts";
import { max, mean, variance } from "./reductions.ts";

interface AxisAttrs {
  readonly axis: number;
}
const alongAxis = (
  name: string,
  lower: (x: Tensor, axis: number) => Tensor,
  vjp: (ct: Tensor, y: Tensor, axis: number) => Tensor,
): Op<AxisAttrs> => ({
  name,
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  // Without elements there is no largest score to take off.
  how: { kind: "formula", lower: ([x], { axis }: AxisAttrs) => (x!.shape.includes(0) ? x! : lower(x!, axis)) },
  vjp: (ct, y, _, { axis }) => [vjp(ct, y, axis)],
});
const keep = { keepDims: true } as const;

type AlongAxis = ((x: Tensor, axis?: number) => Tensor) & HasOp;
const callAlong = (op: Op<AxisAttrs>): AlongAxis =>
  operation(op, (x: Tensor, axis = -1): Tensor => {
    requireTensor(op.name, x);
    const floats = isFloat(x.dtype) ? x : cast(x, "f32");
    return apply(op, [floats], { axis: normalizeAxis(op.name, axis, Math.max(1, x.shape.length)) });
  });

/**
 * Probabilities from scores: yᵢ = e^xᵢ / Σ e^xⱼ along an axis (the last unless given), with the largest score taken off
 * first so that nothing overflows.
 *
 * @example
 * tensor([1000, 1000]).softmax().toArray() // [0.5, 0.5]
 */
export const softmax: AlongAxis = /* @__PURE__ */ callAlong(
  alongAxis(
    "softmax",
    (x, axis) => {
      const powers = exp(sub(x, max(x, axes(x, axis), keep)));
      return div(powers, sum(powers, axes(x, axis), keep));
    },
    (ct, y, axis) => mul(y, sub(ct, sum(mul(ct, y), axes(y, axis), keep))),
  ),
);

/**
 * Logarithm of softmax: yᵢ = xᵢ − ln Σ e^xⱼ along an axis (the last unless given), finite where softmax itself would be 0.
 *
 * @example
 * tensor([0, -1000]).logSoftmax().toArray() // [0, -1000]
 */
export const logSoftmax: AlongAxis = /* @__PURE__ */ callAlong(
  alongAxis(
    "logSoftmax",
    (x, axis) => {
      const shifted = sub(x, max(x, axes(x, axis), keep));
      return sub(shifted, log(sum(exp(shifted), axes(x, axis), keep)));
    },
    (ct, y, axis) => sub(ct, mul(exp(y), sum(ct, axes(y, axis), keep))),
  ),
);
/** A scalar has no axis: it is a row of one. */
const axes = (x: Tensor, axis: number): number[] => (x.shape.length === 0 ? [] : [axis]);

/**
 * Layer normalization: y = (x − mean) / √(variance + eps) · weight + bias, over the last axes, whose sizes are `normalizedShape`.
 *
 * Source: Ba et al., "Layer Normalization", 2016.
 *
 * @param weight of shape `normalizedShape`
 * @param bias of shape `normalizedShape`
 * @example
 * layerNorm(tensor([[1, 3]]), [2], null, null, 0).toArray() // [[-1, 1]]
 */
export const layerNorm = (x: Tensor, normalizedShape: Shape, weight?: Tensor | null, bias?: Tensor | null, eps = 1e-5): Tensor => {
  requireTensor("layerNorm", x);
  const count = normalizedShape.length;
  if (count === 0 || !sameShape(x.shape.slice(-count), normalizedShape))
    throw shapesError("layerNorm", { x: x.shape, normalizedShape }, "the last axes of x must be normalizedShape");
  for (const [name, parameter] of [
    ["weight", weight],
    ["bias", bias],
  ] as const)
    // prettier-ignore
    if (parameter && !sameShape(parameter.shape, normalizedShape))
      throw shapesError("layerNorm", { [name]: parameter.shape, normalizedShape }, `${name} must have the normalized shape`);
  const last = normalizedShape.map((_, i) => i - count);
  const scale = rsqrt(add(variance(x, last, { keepDims: true, correction: 0 }), eps));
  const normal = mul(sub(x, mean(x, last, keep)), scale);
  const scaled = weight ? mul(normal, weight) : normal;
  return bias ? add(scaled, bias) : scaled;
};
