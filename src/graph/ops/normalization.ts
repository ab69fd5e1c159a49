// Normalizations over a batch, over groups of channels, within a channel, and by the root mean square, written as formulas.
// Running statistics are only read here: whoever keeps them updates them.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { sameShape, sizeOfShape, type Shape } from "../../core/shape.ts";
import { requireInteger, requireTensor } from "../define.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add, mul, square, sub } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { rsqrt } from "./powers.ts";
import { mean, variance } from "./reductions.ts";
import { reshape } from "./reshape.ts";

const keep = { keepDims: true } as const;
const asFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "f32"));

/** (x − mean) / √(variance + eps) over the axes. */
const standardized = (x: Tensor, axes: readonly number[], eps: number): Tensor =>
  mul(sub(x, mean(x, axes, keep)), rsqrt(add(variance(x, axes, { ...keep, correction: 0 }), eps)));

/** [C, 1, …]: one number for each channel, beside an axis of channels at 1. */
const across = (x: Tensor, perChannel: Tensor): Tensor => reshape(perChannel, [-1, ...x.shape.slice(2).map(() => 1)]);

function scaleChannels(y: Tensor, weight: Tensor | null | undefined, bias: Tensor | null | undefined): Tensor {
  const scaled = weight ? mul(y, across(y, weight)) : y;
  return bias ? add(scaled, across(y, bias)) : scaled;
}

function requireChannels(name: string, x: Tensor, parameters: Readonly<Record<string, Tensor | null | undefined>>): void {
  if (x.shape.length < 2) throw rankError(name, "x", x.shape, "be [N, C, …]");
  for (const [what, parameter] of Object.entries(parameters))
    if (parameter && !sameShape(parameter.shape, [x.shape[1]!]))
      throw shapesError(name, { x: x.shape, [what]: parameter.shape }, `${what} must be [C], as many as x's axis 1 (${x.shape[1]})`);
}

const axesOfBatch = (x: Tensor): number[] => x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);

/** x − mean and 1 / √(variance + eps) for each channel. */
function statistics(x: Tensor, eps: number): { readonly centered: Tensor; readonly scale: Tensor } {
  const axes = axesOfBatch(x);
  const centered = sub(x, mean(x, axes, keep));
  return { centered, scale: rsqrt(add(mean(square(centered), axes, keep), eps)) };
}

/** x, or x, weight and bias. Its gradient is written out, because two sums over the batch serve all three. */
const batchNormOp: Op<{ readonly eps: number }> = {
  name: "batchNorm",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x, weight, bias], { eps }: { readonly eps: number }) => {
      const { centered, scale } = statistics(x!, eps);
      return scaleChannels(mul(centered, scale), weight, bias);
    },
  },
  vjp: (ct, _, [x, weight, bias], { eps }) => {
    const axes = axesOfBatch(x!);
    const share = 1 / sizeOfShape(axes.map((axis) => x!.shape[axis]!));
    const { centered, scale } = statistics(x!, eps);
    const [shift, slope] = [sum(ct, axes, keep), sum(mul(ct, centered), axes, keep)];
    const along = mul(mul(square(scale), slope), share);
    const rest = sub(sub(ct, mul(shift, share)), mul(centered, along));
    if (!weight || !bias) return [mul(rest, scale)];
    return [mul(rest, mul(scale, across(x!, weight))), reshape(mul(slope, scale), weight.shape), reshape(shift, bias.shape)];
  },
};

/** What `batchNorm` may be told. */
export interface BatchNormFunctionOptions {
  /** True: by the mean and variance of this batch. False: by the running ones. */
  readonly training?: boolean;
  /** Added to the variance. */
  readonly eps?: number;
}
/**
 * Batch normalization: y = (x − mean) / √(variance + eps) · weight + bias for each channel, by the statistics of the batch
 * (`training`) or by running ones. Nothing is updated: `nn.batchNorm2d` keeps running statistics.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization", 2015.
 *
 * @param x [N, C, …]
 * @param runningMean [C]; needed unless `training`
 * @param runningVar [C]; needed unless `training`
 * @param weight [C]
 * @param bias [C]
 * @throws in training with a single value for each channel, whose variance says nothing
 * @example
 * batchNorm(tensor([[1], [3]]), null, null, null, null, { training: true, eps: 0 }).toArray() // [[-1], [1]]
 * batchNorm(tensor([[1], [3]]), tensor([1]), tensor([4]), null, null, { eps: 0 }).toArray() // [[0], [1]]
 */
export const batchNorm = (
  given: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  weight?: Tensor | null,
  bias?: Tensor | null,
  { training = false, eps = 1e-5 }: BatchNormFunctionOptions = {},
): Tensor => {
  requireTensor("batchNorm", given);
  requireChannels("batchNorm", given, { runningMean, runningVar, weight, bias });
  const x = asFloat(given);
  if (training) {
    if (sizeOfShape(axesOfBatch(x).map((axis) => x.shape[axis]!)) === 1)
      throw shapesError("batchNorm", { x: x.shape }, "in training each channel needs more than one value");
    if (weight && bias) return apply(batchNormOp, [x, cast(weight, x.dtype), cast(bias, x.dtype)], { eps });
    return scaleChannels(apply(batchNormOp, [x], { eps }), weight, bias);
  }
  if (!runningMean || !runningVar)
    throw rangeError("batchNorm", "runningMean and runningVar", null, "tensors [C] unless { training: true }");
  return scaleChannels(mul(sub(x, across(x, runningMean)), across(x, rsqrt(add(runningVar, eps)))), weight, bias);
};

/**
 * Group normalization: channels are cut into `numGroups` groups, and each group of each sample is brought to mean 0 and
 * variance 1: y = (x − mean) / √(variance + eps) · weight + bias.
 *
 * Source: Wu and He, "Group Normalization", 2018.
 *
 * @param x [N, C, …]; C a multiple of `numGroups`
 * @param weight [C]
 * @param bias [C]
 * @example
 * groupNorm(tensor([[1, 3, 10, 30]]), 2, null, null, 0).toArray() // [[-1, 1, -1, 1]]
 */
export const groupNorm = (given: Tensor, numGroups: number, weight?: Tensor | null, bias?: Tensor | null, eps = 1e-5): Tensor => {
  requireTensor("groupNorm", given);
  requireChannels("groupNorm", given, { weight, bias });
  requireInteger("groupNorm", "numGroups", numGroups, 1);
  const [batch, channels] = given.shape as [number, number];
  if (channels % numGroups !== 0)
    throw shapesError("groupNorm", { x: given.shape }, `x's axis 1 (${channels}) must be a multiple of numGroups (${numGroups})`);
  const x = asFloat(given);
  const inGroup = sizeOfShape(x.shape.slice(1)) / numGroups;
  const y = standardized(reshape(x, [batch, numGroups, inGroup]), [2], eps);
  return scaleChannels(reshape(y, x.shape), weight, bias);
};

/** What `instanceNorm` may be told. */
export interface InstanceNormFunctionOptions {
  readonly weight?: Tensor | null;
  readonly bias?: Tensor | null;
  /** [C]; needed if `useInputStats` is false. */
  readonly runningMean?: Tensor | null;
  /** [C]; needed if `useInputStats` is false. */
  readonly runningVar?: Tensor | null;
  /** True: by the statistics of each channel of each sample. False: by running ones. */
  readonly useInputStats?: boolean;
  /** Added to the variance. */
  readonly eps?: number;
}
/**
 * Instance normalization: each channel of each sample is brought to mean 0 and variance 1.
 *
 * Source: Ulyanov et al., "Instance Normalization", 2016.
 *
 * @param x [N, C, L, …]
 * @throws with a single place in each channel, whose variance says nothing
 * @example
 * instanceNorm(tensor([[[1, 3], [10, 30]]]), { eps: 0 }).toArray() // [[[-1, 1], [-1, 1]]]
 */
export const instanceNorm = (given: Tensor, options: InstanceNormFunctionOptions = {}): Tensor => {
  const { weight, bias, runningMean = null, runningVar = null, useInputStats = true, eps = 1e-5 } = options;
  requireTensor("instanceNorm", given);
  if (given.shape.length < 3) throw rankError("instanceNorm", "x", given.shape, "be [N, C, L, …]");
  requireChannels("instanceNorm", given, { weight, bias, runningMean, runningVar });
  if (!useInputStats) {
    if (!runningMean || !runningVar)
      throw rangeError("instanceNorm", "runningMean and runningVar", null, "tensors [C] with { useInputStats: false }");
    return batchNorm(given, runningMean, runningVar, weight, bias, { eps });
  }
  const x = asFloat(given);
  const axes = x.shape.map((_, axis) => axis).slice(2);
  if (sizeOfShape(x.shape.slice(2)) === 1)
    throw shapesError("instanceNorm", { x: x.shape }, "each channel of a sample needs more than one place");
  return scaleChannels(standardized(x, axes, eps), weight, bias);
};

/**
 * Normalization by the root mean square: y = x / √(mean(x²) + eps) · weight, over the last axes, whose sizes are
 * `normalizedShape`.
 *
 * Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
 *
 * @param weight of shape `normalizedShape`
 * @param eps the distance from 1 to the next number of x's dtype unless given
 * @example
 * rmsNorm(tensor([[3, 3, 3]]), [3], tensor([1, 2, 3]), 0).toArray() // [[1, 2, 3]]
 */
export const rmsNorm = (given: Tensor, normalizedShape: Shape, weight?: Tensor | null, eps?: number | null): Tensor => {
  requireTensor("rmsNorm", given);
  const count = normalizedShape.length;
  if (count === 0 || !sameShape(given.shape.slice(-count), normalizedShape))
    throw shapesError("rmsNorm", { x: given.shape, normalizedShape }, "the last axes of x must be normalizedShape");
  if (weight && !sameShape(weight.shape, normalizedShape))
    throw shapesError("rmsNorm", { weight: weight.shape, normalizedShape }, "weight must have the normalized shape");
  const x = asFloat(given);
  const last = normalizedShape.map((_, i) => i - count);
  const small = eps ?? (x.dtype === "f64" ? 2 ** -52 : 2 ** -23);
  const y = mul(x, rsqrt(add(mean(square(x), last, keep), small)));
  return weight ? mul(y, weight) : y;
};
