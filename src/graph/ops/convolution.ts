// Convolution in any number of dimensions, as a contraction of windows with the weights. Its gradients are convolutions
// again, so that derivatives of any order cost what convolutions cost.
import { promote } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { operation, requireInteger, requireTensor, type HasOp } from "../define.ts";
import { countWindows, perAxis, reach, requireFit, type PerAxis, type Windows } from "../geometry.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { contract } from "./contraction.ts";
import { reshape } from "./reshape.ts";
import { flip, pad, permute, slice } from "./views.ts";
import { windows } from "./windows.ts";

interface ConvolutionAttrs extends Windows {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Is there an axis of groups, axis 1 of x and axis 0 of the weights? */
  readonly grouped: boolean;
  /** Result as [groups, outputs, batch, …] instead of [batch, groups, outputs, …]. */
  readonly swapped: boolean;
}
/** x [batch, (groups), channels, …], weight [(groups), outputs, channels, …] → [batch, (groups), outputs, …]. */
const convolutionOp: Op<ConvolutionAttrs> = {
  name: "convolution",
  shape: ([x, weight], attrs) => {
    const g = attrs.grouped ? 1 : 0;
    const sizes = x!.shape.slice(2 + g).map((size, i) => size + attrs.low[i]! + attrs.high[i]!);
    const [batch, groups, outputs] = [x!.shape[0]!, x!.shape.slice(1, 1 + g), weight!.shape[g]!];
    return [...(attrs.swapped ? [...groups, outputs, batch] : [batch, ...groups, outputs]), ...countWindows(sizes, attrs)];
  },
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "formula",
    lower: ([x, weight], { kernel, stride, dilation, low, high, grouped, swapped }: ConvolutionAttrs) => {
      const g = grouped ? "g" : "";
      const places = "xyz".slice(0, kernel.length);
      const offsets = "ijk".slice(0, kernel.length);
      const out = (swapped ? `${g}on` : `n${g}o`) + places;
      const spread = windows(padSpatial(x!, low, high), kernel, { stride, dilation });
      return contract(spread, weight!, { a: `n${g}c${places}${offsets}`, b: `${g}oc${offsets}`, out });
    },
  },
  vjp: (given, _, [x, weight], attrs) => {
    const { kernel, stride, dilation, low, high, grouped, swapped } = attrs;
    const g = grouped ? 1 : 0;
    const spatial = kernel.map((_, i) => 2 + g + i);
    const groups = grouped ? [1] : [];
    const ct = swapped ? permute(given, [1 + g, ...(grouped ? [0, 1] : [0]), ...spatial]) : given;
    const sizes = x!.shape.slice(2 + g);
    const counts = ct.shape.slice(2 + g);
    // Elements at the end that no window reaches.
    const rest = sizes.map((size, i) => size + low[i]! + high[i]! - (counts[i]! - 1) * stride[i]! - reach(attrs, i));

    // For x: the cotangent spread by the stride, under the mirrored window.
    const around = kernel.map((_, i) => reach(attrs, i) - 1);
    const before = around.map((n, i) => n - low[i]!);
    const after = around.map((n, i) => n + rest[i]! - high[i]!);
    const spread = padSpatial(ct, before, after, stride.map((s) => s - 1)); // prettier-ignore
    const mirrored = permute(flip(weight!, spatial.map((a) => a)), [...(grouped ? [0] : []), 1 + g, g, ...spatial]); // prettier-ignore
    const one = kernel.map(() => 1);
    const none = kernel.map(() => 0);
    const toX = convolution(spread, mirrored, { kernel, stride: one, dilation, low: none, high: none, grouped, swapped: false });

    // For the weights: x under windows of the size of the cotangent, summed over the batch.
    const covered = spatial.reduce((y, axis, i) => slice(y, axis, 0, y.shape[axis]! - rest[i]!), padSpatial(x!, low, high));
    const exchange = [1 + g, ...groups, 0, ...spatial];
    const batchInside = permute(ct, [...groups, 1 + g, 0, ...spatial]);
    const swap = { kernel: counts, stride: dilation, dilation: stride, low: none, high: none, grouped, swapped: true };
    return [toX, convolution(permute(covered, exchange), batchInside, swap)];
  },
};
const convolution = (x: Tensor, weight: Tensor, attrs: ConvolutionAttrs): Tensor => apply(convolutionOp, [x, weight], attrs);

/** Zeros around (and between) the elements of the last axes. */
const padSpatial = (x: Tensor, low: readonly number[], high: readonly number[], between: readonly number[] = []): Tensor => {
  const pairs = low.flatMap((n, i) => [n, high[i]!]);
  const fromLast: number[] = [];
  for (let i = low.length - 1; i >= 0; i--) fromLast.push(pairs[2 * i]!, pairs[2 * i + 1]!);
  return pad(x, fromLast, { between: [...between].reverse() });
};

/** How the windows of a convolution lie. */
export interface ConvOptions {
  /** Distance between neighbouring windows. */
  readonly stride?: PerAxis;
  /** Zeros around: a number, one an axis, "valid" (none) or "same" (as many as keep the size; stride 1 only). */
  readonly padding?: PerAxis | "valid" | "same";
  /** Distance between neighbouring elements of a window. */
  readonly dilation?: PerAxis;
  /** Cuts channels into groups that do not see each other. */
  readonly groups?: number;
}

function convolve(
  name: string,
  axes: string,
  given: Tensor,
  weightGiven: Tensor,
  bias: Tensor | null | undefined,
  options: ConvOptions,
): Tensor {
  requireTensor(name, given);
  requireTensor(name, weightGiven);
  const count = axes.split(", ").length;
  const { padding = 0, groups = 1 } = options;
  const unbatched = given.shape.length === count + 1;
  if (!unbatched && given.shape.length !== count + 2) throw rankError(name, "x", given.shape, `be [N, C, ${axes}] or [C, ${axes}]`);
  if (weightGiven.shape.length !== count + 2)
    throw rankError(name, "weight", weightGiven.shape, `be [outputs, inputs / groups, kernel sizes]`);
  const dtype = promote(promote(given.dtype, weightGiven.dtype), "i32");
  const x = cast(unbatched ? reshape(given, [1, ...given.shape]) : given, dtype);
  const weight = cast(weightGiven, dtype);
  const [batch, channels, ...sizes] = x.shape as [number, number, ...number[]];
  const [outputs, inputs, ...kernel] = weight.shape as [number, number, ...number[]];
  requireInteger(name, "groups", groups, 1);
  const named = { x: given.shape, weight: weight.shape };
  if (channels !== inputs * groups)
    throw shapesError(
      name,
      named,
      `x's channels (${channels}) must equal weight's axis 1 (${inputs})${groups > 1 ? ` times groups (${groups})` : ""}`,
    );
  if (outputs % groups !== 0) throw shapesError(name, named, `weight's axis 0 (${outputs}) must be a multiple of groups (${groups})`);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs))
    throw shapesError(name, { weight: weight.shape, bias: bias.shape }, `bias must be [outputs], as many as weight's axis 0`);
  const stride = perAxis(name, "stride", options.stride ?? 1, count, 1);
  const dilation = perAxis(name, "dilation", options.dilation ?? 1, count, 1);
  const w: Windows = { kernel: kernel.map((size) => requireInteger(name, "kernel size", size, 1)), stride, dilation };
  const { low, high } = margins(name, padding, w);
  requireFit(name, given.shape, sizes.map((size, i) => size + low[i]! + high[i]!), w); // prettier-ignore
  const grouped = groups > 1;
  const attrs = { ...w, low, high, grouped, swapped: false };
  const y = grouped
    ? convolution(reshape(x, [batch, groups, inputs, ...sizes]), reshape(weight, [groups, outputs / groups, inputs, ...kernel]), attrs)
    : convolution(x, weight, attrs);
  const places: Shape = y.shape.slice(grouped ? 3 : 2);
  const joined = reshape(y, [batch, outputs, ...places]);
  const shifted = bias ? add(joined, reshape(bias, [outputs, ...places.map(() => 1)])) : joined;
  return unbatched ? reshape(shifted, shifted.shape.slice(1)) : shifted;
}

/** Zeros before and after each axis. */
function margins(name: string, padding: PerAxis | "valid" | "same", w: Windows): { low: readonly number[]; high: readonly number[] } {
  const count = w.kernel.length;
  if (padding === "same") {
    if (w.stride.some((s) => s !== 1)) throw rangeError(name, "stride", w.stride, '1 with padding "same"');
    const total = w.kernel.map((_, i) => reach(w, i) - 1);
    return { low: total.map((n) => Math.floor(n / 2)), high: total.map((n) => n - Math.floor(n / 2)) };
  }
  if (typeof padding === "string" && padding !== "valid") throw rangeError(name, "padding", padding, '"same", "valid", or integers ≥ 0');
  const low = perAxis(name, "padding", padding === "valid" ? 0 : padding, count, 0);
  return { low, high: low };
}

/**
 * Convolution over one axis (cross-correlation, as everywhere in deep learning):
 * y[n, o, t] = bias[o] + Σ x[n, c, t · stride + k · dilation − padding] · weight[o, c, k].
 *
 * @param x [N, C, L] or [C, L]
 * @param weight [outputs, C / groups, kernel]
 * @param bias [outputs]
 * @example
 * conv1d(tensor([[[1, 2, 3]]]), tensor([[[1, 1]]])).toArray() // [[[3, 5]]]
 */
export const conv1d: ((x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions) => Tensor) & HasOp =
  /* @__PURE__ */ operation(convolutionOp, (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}): Tensor =>
    convolve("conv1d", "L", x, weight, bias, options),
  );

/**
 * Convolution over two axes (cross-correlation, as everywhere in deep learning):
 * y[n, o, i, j] = bias[o] + Σ x[n, c, i · stride + k · dilation − padding, …] · weight[o, c, k, l].
 *
 * Size of the result along an axis: ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @param weight [outputs, C / groups, kernel height, kernel width]
 * @param bias [outputs]
 * @example
 * conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])).toArray() // [[[[4, 4], [4, 4]]]]
 */
export const conv2d: ((x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions) => Tensor) & HasOp =
  /* @__PURE__ */ operation(convolutionOp, (x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}): Tensor =>
    convolve("conv2d", "H, W", x, weight, bias, options),
  );
