// Statistics of axes: several at once, without NaN, covariances, and areas under sampled curves.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { normalizeAxis } from "../../core/shape.ts";
import { requireTensor, type Axes, type KeepDims } from "../define.ts";
import type { Reduction } from "../reduce.ts";
import type { Tensor } from "../tensor.ts";
import { add, clamp, div, maximum, mul, sub } from "./arithmetic.ts";
import { cast, sum } from "./broadcast.ts";
import { gt, isNan, logicalNot, where } from "./compare.ts";
import { eye } from "./constants.ts";
import { contract } from "./contraction.ts";
import { cumsum } from "./cumulative.ts";
import { sqrt } from "./powers.ts";
import { max, mean, min, norm, std, variance, type VarianceOptions } from "./reductions.ts";
import { reshape, unsqueeze } from "./reshape.ts";
import { narrow } from "./views.ts";

const asFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "f32"));

/**
 * The largest element over axes; equal ones share the gradient. `max` under PyTorch's name for several axes.
 *
 * @throws when there is nothing to choose from
 * @example
 * amax(tensor([[1, 5], [7, 2]]), [0, 1]).toArray() // 7
 */
export const amax: (...given: Parameters<Reduction>) => Tensor = (x, axis, options) => max(x, axis, options);

/**
 * The smallest element over axes; equal ones share the gradient. `min` under PyTorch's name for several axes.
 *
 * @throws when there is nothing to choose from
 * @example
 * amin(tensor([[1, 5], [7, 2]]), 0).toArray() // [1, 2]
 */
export const amin: (...given: Parameters<Reduction>) => Tensor = (x, axis, options) => min(x, axis, options);

/**
 * The smallest and the largest element.
 *
 * @example
 * const [low, high] = aminmax(tensor([3, 1, 2]))
 * low.toArray() // 1
 * high.toArray() // 3
 */
export const aminmax = (x: Tensor, axis?: Axes, options: KeepDims = {}): [min: Tensor, max: Tensor] => [
  min(x, axis, options),
  max(x, axis, options),
];

/**
 * Variance and mean.
 *
 * @example
 * varMean(tensor([1, 2, 3])).map((x) => x.item()) // [1, 2]
 */
export const varMean = (x: Tensor, axis?: Axes, options: VarianceOptions = {}): [variance: Tensor, mean: Tensor] => [
  variance(x, axis, options),
  mean(x, axis, options),
];

/**
 * Standard deviation and mean.
 *
 * @example
 * stdMean(tensor([1, 3, 5])).map((x) => x.item()) // [2, 3]
 */
export const stdMean = (x: Tensor, axis?: Axes, options: VarianceOptions = {}): [std: Tensor, mean: Tensor] => [
  std(x, axis, options),
  mean(x, axis, options),
];

/**
 * Sum of the elements that are not NaN.
 *
 * @example
 * nansum(tensor([1, NaN, 2])).toArray() // 3
 */
export const nansum = (x: Tensor, axis?: Axes, options: KeepDims = {}): Tensor => {
  requireTensor("nansum", x);
  return sum(isFloat(x.dtype) ? where(isNan(x), 0, x) : x, axis, options);
};

/**
 * Mean of the elements that are not NaN; NaN where none is.
 *
 * @example
 * nanmean(tensor([1, NaN, 2])).toArray() // 1.5
 */
export const nanmean = (x: Tensor, axis?: Axes, options: KeepDims = {}): Tensor => {
  requireTensor("nanmean", x);
  const values = asFloat(x);
  return div(nansum(values, axis, options), sum(logicalNot(isNan(values)), axis, options));
};

/** What `cov` may be told. */
export interface CovarianceOptions {
  /** What is taken off the number of observations: 1 (unbiased) unless given. */
  readonly correction?: number;
  /** How often each observation was made: whole numbers, [observations]. */
  readonly fweights?: Tensor;
  /** How much each observation counts, [observations]. */
  readonly aweights?: Tensor;
}
/**
 * Covariances of variables: rows of x are variables, columns are observations. The result is [variables, variables]; for one
 * variable (a vector, or one row) it is a number.
 *
 * @param x [variables, observations] or [observations]
 * @example
 * cov(tensor([[0, 1, 2], [2, 1, 0]])).toArray() // [[1, -1], [-1, 1]]
 */
export const cov = (given: Tensor, { correction = 1, fweights, aweights }: CovarianceOptions = {}): Tensor => {
  requireTensor("cov", given);
  if (given.shape.length > 2) throw rankError("cov", "x", given.shape, "be [variables, observations] or [observations]");
  if (!Number.isFinite(correction)) throw rangeError("cov", "correction", correction, "a finite number");
  const x = asFloat(given.shape.length === 2 ? given : reshape(given, [1, -1]));
  const [variables, count] = x.shape as readonly [number, number];
  let weights: Tensor | null = null;
  for (const [name, w] of [["fweights", fweights], ["aweights", aweights]] as const) {
    if (!w) continue;
    if (w.shape.length !== 1 || w.shape[0] !== count) throw shapesError("cov", { x: given.shape, [name]: w.shape }, `${name} must have one weight for each observation`);
    weights = weights ? mul(weights, cast(w, x.dtype)) : cast(w, x.dtype);
  } // prettier-ignore
  const total = weights ? sum(weights) : null;
  const center = total ? div(sum(mul(x, weights!), 1, { keepDims: true }), total) : mean(x, 1, { keepDims: true });
  const centered = sub(x, center);
  const products = contract(weights ? mul(centered, weights) : centered, centered, { a: "ik", b: "jk", out: "ij" });
  const divisor = !total
    ? Math.max(0, count - correction)
    : aweights
      ? sub(total, mul(div(sum(mul(weights!, aweights)), total), correction))
      : sub(total, correction);
  const result = div(products, typeof divisor === "number" ? divisor : maximum(divisor, 0));
  return variables === 1 ? reshape(result, []) : result;
};

/**
 * Pearson's correlations of variables: covariances divided by both standard deviations, held between −1 and 1.
 *
 * @param x [variables, observations] or [observations]
 * @example
 * corrcoef(tensor([[0, 1, 2], [4, 2, 0]])).toArray() // [[1, -1], [-1, 1]]
 */
export const corrcoef = (x: Tensor): Tensor => {
  requireTensor("corrcoef", x);
  if (x.shape.length > 2) throw rankError("corrcoef", "x", x.shape, "be [variables, observations] or [observations]");
  const c = cov(x);
  if (c.shape.length === 0) return div(c, c);
  const deviation = sqrt(sum(where(cast(eye(c.shape[0]!), "bool"), c, 0), 1));
  return clamp(div(div(c, unsqueeze(deviation, 1)), deviation), { min: -1, max: 1 });
};

/** How `trapezoid` is told where the samples lie. */
export interface TrapezoidOptions {
  /** Distance of neighbouring samples; 1 unless given. */
  readonly dx?: number;
  /** Places of the samples: [n], or of y's shape. */
  readonly x?: Tensor;
  /** The axis along which samples follow each other; the last unless given. */
  readonly axis?: number;
}
/** Areas between neighbouring samples, and the axis along which they lie. */
function areas(name: string, given: Tensor, { dx = 1, x, axis = -1 }: TrapezoidOptions): { areas: Tensor; at: number } {
  requireTensor(name, given);
  const y = asFloat(given);
  const at = normalizeAxis(name, axis, y.shape.length);
  const count = y.shape[at]!;
  if (!Number.isFinite(dx)) throw rangeError(name, "dx", dx, "a finite number");
  const between = (v: Tensor, a: number, join: (later: Tensor, before: Tensor) => Tensor): Tensor =>
    join(narrow(v, a, 1, Math.max(0, count - 1)), narrow(v, a, 0, Math.max(0, count - 1)));
  if (count === 0) return { areas: y, at };
  const heights = between(y, at, add);
  if (!x) return { areas: mul(heights, dx / 2), at };
  if (x.shape.length === 1 ? x.shape[0] !== count : x.shape.length !== y.shape.length || x.shape[at] !== count)
    throw shapesError(name, { y: y.shape, x: x.shape }, `x must be [${count}], or have y's rank and its size of axis ${at}`);
  const places = x.shape.length === 1 ? reshape(x, [count, ...y.shape.slice(at + 1).map(() => 1)]) : x;
  const widths = between(places, places.shape.length - (y.shape.length - at), sub);
  return { areas: mul(mul(heights, widths), 0.5), at };
}

/**
 * Area under a curve given by samples, by the trapezoidal rule: Σ (yᵢ + yᵢ₊₁) / 2 · (xᵢ₊₁ − xᵢ).
 *
 * @example
 * trapezoid(tensor([1, 2, 4])).toArray() // 4.5
 * trapezoid(tensor([1, 2, 4]), { x: tensor([0, 1, 3]) }).toArray() // 7.5
 */
export const trapezoid = (y: Tensor, options: TrapezoidOptions = {}): Tensor => {
  const found = areas("trapezoid", y, options);
  return sum(found.areas, found.at);
};

/**
 * Areas under a curve from its first sample to each later one, by the trapezoidal rule.
 *
 * @example
 * cumulativeTrapezoid(tensor([1, 2, 4])).toArray() // [1.5, 4.5]
 */
export const cumulativeTrapezoid = (y: Tensor, options: TrapezoidOptions = {}): Tensor => {
  const found = areas("cumulativeTrapezoid", y, options);
  return cumsum(found.areas, found.at);
};

/**
 * Slices along an axis whose norm is larger than `maxnorm` are shortened to it: y = x · maxnorm / (‖x‖ₚ + 1e-7).
 *
 * @example
 * renorm(tensor([[3, 4], [0.3, 0.4]]), 2, 0, 1).toArray() // [[0.6, 0.8], [0.3, 0.4]]
 */
export const renorm = (given: Tensor, p: number, axis: number, maxnorm: number): Tensor => {
  requireTensor("renorm", given);
  const x = asFloat(given);
  if (x.shape.length < 2) throw rankError("renorm", "x", x.shape, "have at least two axes");
  if (!(p > 0)) throw rangeError("renorm", "p", p, "a number > 0");
  if (!(maxnorm >= 0)) throw rangeError("renorm", "maxnorm", maxnorm, "a number ≥ 0");
  const at = normalizeAxis("renorm", axis, x.shape.length);
  const lengths = norm(x, x.shape.map((_, a) => a).filter((a) => a !== at), { p, keepDims: true }); // prettier-ignore
  return mul(x, where(gt(lengths, maxnorm), div(maxnorm, add(lengths, 1e-7)), 1));
};
