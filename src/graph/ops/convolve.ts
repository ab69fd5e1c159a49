// Convolution in any number of dimensions, as a contraction of windows with the weights, and what its transpose is made of.
// Its gradients are convolutions again, so that derivatives of any order cost what convolutions cost. Users call it by the
// names in convolution.ts, convolution3d.ts and transposed.ts.
import { promote } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { requireInteger, requireTensor } from "../define.ts";
import { countWindows, perAxis, reach, requireFit, type PerAxis, type Windows } from "../geometry.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add } from "./arithmetic.ts";
import { cast } from "./broadcast.ts";
import { contract } from "./contraction.ts";
import { concat } from "./joins.ts";
import { reshape } from "./reshape.ts";
import { flip, pad, permute, slice } from "./views.ts";
import { windows } from "./windows.ts";

export interface ConvolutionAttrs extends Windows {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Is there an axis of groups, axis 1 of x and axis 0 of the weights? */
  readonly grouped: boolean;
  /** Result as [groups, outputs, batch, …] instead of [batch, groups, outputs, …]. */
  readonly swapped: boolean;
}
/** x [batch, (groups), channels, …], weight [(groups), outputs, channels, …] → [batch, (groups), outputs, …]. */
export const convolutionOp: Op<ConvolutionAttrs> = {
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

    const toX = transposedConvolution(ct, weight!, attrs, sizes);

    // For the weights: x under windows of the size of the cotangent, summed over the batch.
    const covered = spatial.reduce((y, axis, i) => slice(y, axis, 0, y.shape[axis]! - rest[i]!), padSpatial(x!, low, high));
    const none = kernel.map(() => 0);
    const exchange = [1 + g, ...groups, 0, ...spatial];
    const batchInside = permute(ct, [...groups, 1 + g, 0, ...spatial]);
    const swap = { kernel: counts, stride: dilation, dilation: stride, low: none, high: none, grouped, swapped: true };
    return [toX, convolution(permute(covered, exchange), batchInside, swap)];
  },
};
export const convolution = (x: Tensor, weight: Tensor, attrs: ConvolutionAttrs): Tensor => apply(convolutionOp, [x, weight], attrs);

/** Neighbouring phases of the stride that meet equally many elements of the kernel. */
interface Phases {
  readonly first: number;
  readonly count: number;
  readonly taps: number;
}

/** How one axis of a transposed convolution is computed. */
interface Spread {
  readonly classes: readonly Phases[];
  /** Most elements of the kernel that a phase meets, and their distance in the cotangent. */
  readonly taps: number;
  readonly dilation: number;
  /** Distance in the result between places of one phase. */
  readonly stride: number;
  /** Zeros between neighbours of the cotangent, before it, and after it. */
  readonly between: number;
  readonly low: number;
  readonly high: number;
  /** Places of the result to drop at the beginning. */
  readonly skip: number;
}

/** x of `size` elements lies at `low` in the padded input, whose windows `count` cotangents belong to. */
function spreadOf(kernel: number, stride: number, dilation: number, low: number, size: number, count: number): Spread {
  // A strided, dilated axis has no simple phases: there the cotangent gets zeros between.
  const between = dilation > 1 ? stride - 1 : 0;
  const step = dilation > 1 ? 1 : stride;
  const taps = Math.ceil(kernel / step);
  const more = kernel - (taps - 1) * step;
  const classes = [
    { first: 0, count: more, taps },
    { first: more, count: step - more, taps: taps - 1 },
  ].filter((phases) => phases.count > 0 && phases.taps > 0);
  const [first, last] = [Math.floor(low / step), Math.floor((low + Math.max(1, size) - 1) / step)];
  const length = count === 0 ? 0 : (count - 1) * (between + 1) + 1;
  const reached = (taps - 1) * dilation;
  return { classes, taps, dilation, stride: step, between, low: reached - first, high: last - (length - 1), skip: low - first * step };
}

/**
 * The gradient of a convolution for x, whose spatial sizes are `sizes`: each place is a sum over the windows that it lies in.
 * Places at equal distance from the stride's grid (phases) see the same windows under different elements of the kernel, so
 * they are computed as further channels of a convolution without stride, and then put side by side. Nothing is multiplied by
 * zeros between strides.
 */
export function transposedConvolution(ct: Tensor, weight: Tensor, attrs: ConvolutionAttrs, sizes: Shape): Tensor {
  const { kernel, stride, dilation, low, grouped } = attrs;
  const g = grouped ? 1 : 0;
  const axes = kernel.map((size, i) => spreadOf(size, stride[i]!, dilation[i]!, low[i]!, sizes[i]!, ct.shape[2 + g + i]!));
  const [batch, groups] = [ct.shape[0]!, ct.shape.slice(1, 1 + g)];
  const [outputs, channels] = [weight.shape[g]!, weight.shape[g + 1]!];
  // Elements of the kernel by tap and phase: [(g), o, c, taps, stride, …].
  const whole = padSpatial(weight, kernel.map(() => 0), axes.map((axis, i) => axis.taps * axis.stride - kernel[i]!)); // prettier-ignore
  const cut = reshape(whole, [...groups, outputs, channels, ...axes.flatMap((axis) => [axis.taps, axis.stride])]);
  const around = padSpatial(ct, axes.map((axis) => axis.low), axes.map((axis) => axis.high), axes.map((axis) => axis.between)); // prettier-ignore
  const none = kernel.map(() => 0);

  /** Places of these phases: [batch, (g), c, phases …, places …]. */
  const placesOf = (phases: readonly Phases[]): Tensor => {
    const taps = phases.map((own) => own.taps);
    const counts = phases.map((own) => own.count);
    const used = phases.reduce((w, own, i) => {
      const axis = g + 2 + 2 * i;
      return slice(slice(w, axis, 0, own.taps), axis + 1, own.first, own.first + own.count);
    }, cut);
    const mirrored = flip(used, axes.map((_, i) => g + 2 + 2 * i)); // prettier-ignore
    const order = [g + 1, ...axes.map((_, i) => g + 3 + 2 * i), g, ...axes.map((_, i) => g + 2 + 2 * i)];
    const ordered = permute(mirrored, [...(grouped ? [0] : []), ...order]);
    const many = reshape(ordered, [...groups, counts.reduce((n, k) => n * k, channels), outputs, ...taps]);
    const seen = axes.reduce((x, axis, i) => slice(x, 2 + g + i, (axis.taps - taps[i]!) * axis.dilation), around);
    const windowed = { kernel: taps, stride: kernel.map(() => 1), dilation: axes.map((axis) => axis.dilation), low: none, high: none };
    const y = convolution(seen, many, { ...windowed, grouped, swapped: false });
    return axes.every((axis) => axis.stride === 1) ? y : reshape(y, [batch, ...groups, channels, ...counts, ...y.shape.slice(2 + g)]);
  };
  /** All phases of the axes from `i` on. */
  const allPhases = (i: number, chosen: readonly Phases[]): Tensor =>
    i === axes.length
      ? placesOf(chosen)
      : concat(
          axes[i]!.classes.map((own) => allPhases(i + 1, [...chosen, own])),
          2 + g + i,
        );
  const y = allPhases(0, []);
  if (axes.every((axis) => axis.stride === 1)) return y;

  const front = 2 + g;
  const pairs = axes.flatMap((_, i) => [front + axes.length + i, front + i]);
  const sideBySide = permute(y, [...y.shape.slice(0, front).map((_, axis) => axis), ...pairs]); // prettier-ignore
  // Phases that the kernel never meets are 0.
  const rest = axes.flatMap((axis, i) => [0, axis.stride - y.shape[front + i]!]);
  const complete = padSpatial(sideBySide, rest.map(() => 0), rest); // prettier-ignore
  const places = axes.map((axis, i) => y.shape[front + axes.length + i]! * axis.stride);
  const joined = reshape(complete, [batch, ...groups, channels, ...places]);
  return axes.reduce((x, axis, i) => slice(x, front + i, axis.skip, axis.skip + sizes[i]!), joined);
}

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

export function convolve(
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
