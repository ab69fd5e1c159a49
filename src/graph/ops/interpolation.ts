// Other sizes for signals, pictures and volumes: each axis by itself. Which elements a place is made of, and with what
// weights, follows from the sizes alone and is laid down when the op is called.
import { isFloat, type DType } from "../../core/dtype.ts";
import { rangeError, rankError } from "../../core/errors.ts";
import { requireTensor } from "../define.ts";
import { perAxis } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { adaptiveMean } from "./adapt.ts";
import { add, maximum, mul, sub } from "./arithmetic.ts";
import { cast, expand } from "./broadcast.ts";
import { iota } from "./constants.ts";
import { indexSelect } from "./indexing.ts";
import { reshape } from "./reshape.ts";
import { tensor } from "./sources.ts";

/** How places between elements are filled. */
export type InterpolationMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "trilinear" | "bicubic" | "area";

/** What `interpolate` may be told. */
export interface InterpolateOptions {
  /** Sizes of the result, one for all axes or one an axis. */
  readonly size?: number | readonly number[];
  /** Factors instead of sizes; results are rounded down. */
  readonly scaleFactor?: number | readonly number[];
  readonly mode?: InterpolationMode;
  /** True: the middles of the first and last elements of x and of the result coincide. False: their outer edges do. */
  readonly alignCorners?: boolean;
}

/** One contribution to each place along an axis: from which element, with what weight (null: 1). */
interface Tap {
  readonly from: Int32Array;
  readonly weight: Tensor | null;
}
/** How an axis of `size` elements becomes one of `count`. */
interface Resize {
  readonly size: number;
  readonly count: number;
  /** Distance in x between neighbours of the result. */
  readonly scale: number;
  readonly alignCorners: boolean;
}

const clip = (i: number, size: number): number => Math.min(size - 1, Math.max(0, i));

/** As PyTorch computes it: in single precision. */
function nearestTap({ size, count, scale }: Resize, shift: number): Tap[] {
  const step = Math.fround(scale);
  return [{ from: Int32Array.from({ length: count }, (_, t) => Math.min(size - 1, Math.floor(Math.fround((t + shift) * step)))), weight: null }]; // prettier-ignore
}

/** Places of the result in x. */
const placeOf = (t: number, { scale, alignCorners }: Resize): number => (alignCorners ? t * scale : (t + 0.5) * scale - 0.5);

/** How far each place lies behind an element, and which element that is. */
function partsOf(r: Resize, least: number, dtype: DType): { low: Int32Array; part: Tensor } {
  const low = Int32Array.from({ length: r.count }, (_, t) => Math.min(r.size - 1, Math.floor(Math.max(least, placeOf(t, r)))));
  const t = cast(iota([r.count], 0), dtype);
  const place = r.alignCorners ? mul(t, r.scale) : sub(mul(add(t, 0.5), r.scale), 0.5);
  return { low, part: sub(Number.isFinite(least) ? maximum(place, least) : place, cast(tensor(low, { dtype: "i32" }), dtype)) };
}

function linearTaps(r: Resize, dtype: DType): Tap[] {
  const { low, part } = partsOf(r, 0, dtype);
  return [
    { from: low, weight: sub(1, part) },
    { from: low.map((i) => Math.min(r.size - 1, i + 1)), weight: part },
  ];
}

/** Cubic convolution with slope −0.75 (Keys 1981): weights of the four elements around a place, `d` behind the second. */
export function cubicWeights(d: Tensor): Tensor[] {
  const slope = -0.75;
  const near = (t: Tensor): Tensor => add(mul(mul(sub(mul(t, slope + 2), slope + 3), t), t), 1);
  const far = (t: Tensor): Tensor => sub(mul(add(mul(sub(mul(t, slope), 5 * slope), t), 8 * slope), t), 4 * slope);
  return [far(add(d, 1)), near(d), near(sub(1, d)), far(sub(2, d))];
}

function cubicTaps(r: Resize, dtype: DType): Tap[] {
  const { low, part } = partsOf(r, -Infinity, dtype);
  return cubicWeights(part).map((weight, k) => ({ from: low.map((i) => clip(i - 1 + k, r.size)), weight }));
}

/** The axis made anew from its taps. */
function resize(x: Tensor, axis: number, taps: readonly Tap[]): Tensor {
  const behind = new Array<number>(x.shape.length - axis - 1).fill(1);
  const parts = taps.map(({ from, weight }) => {
    const chosen = indexSelect(x, axis, tensor(from, { dtype: "i32" }));
    return weight ? mul(chosen, reshape(weight, [from.length, ...behind])) : chosen;
  });
  return parts.reduce((sum, part) => add(sum, part)); // prettier-ignore
}

/** Each element repeated. */
function repeated(x: Tensor, axis: number, times: number): Tensor {
  const shape = [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)];
  const wide = expand(
    reshape(x, shape),
    shape.map((n, a) => (a === axis + 1 ? times : n)),
  );
  return reshape(
    wide,
    x.shape.map((n, a) => (a === axis ? n * times : n)),
  );
}

const RANKS: Readonly<Partial<Record<InterpolationMode, number>>> = { linear: 3, bilinear: 4, bicubic: 4, trilinear: 5 };
const MODES: readonly string[] = ["nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic", "area"];

/**
 * Signals [N, C, L], pictures [N, C, H, W] or volumes [N, C, D, H, W] at another size. Modes: "nearest" (unless told),
 * "nearest-exact", "linear", "bilinear", "trilinear", "bicubic", and "area" (means of windows).
 *
 * @throws unless exactly one of `size` and `scaleFactor` is given, and the mode fits the number of axes
 * @example
 * interpolate(tensor([[[1, 2]]]), { scaleFactor: 2 }).toArray() // [[[1, 1, 2, 2]]]
 * interpolate(tensor([[[0, 2]]]), { size: 3, mode: "linear", alignCorners: true }).toArray() // [[[0, 1, 2]]]
 */
export const interpolate = (given: Tensor, options: InterpolateOptions): Tensor => {
  const { size, scaleFactor, mode = "nearest", alignCorners = false } = options;
  requireTensor("interpolate", given);
  const spatial = given.shape.length - 2;
  if (spatial < 1 || spatial > 3) throw rankError("interpolate", "x", given.shape, "be [N, C, L], [N, C, H, W] or [N, C, D, H, W]");
  if (!MODES.includes(mode)) throw rangeError("interpolate", "mode", mode, MODES.map((m) => `"${m}"`).join(", "));
  const rank = RANKS[mode];
  if (rank !== undefined && rank !== given.shape.length)
    throw rankError("interpolate", "x", given.shape, `have ${rank} axes with mode "${mode}"`);
  if ((size === undefined) === (scaleFactor === undefined))
    throw rangeError("interpolate", "size and scaleFactor", [size, scaleFactor], "given one of the two");
  if (alignCorners && rank === undefined) throw rangeError("interpolate", "alignCorners", alignCorners, `false with mode "${mode}"`);
  const sizes = given.shape.slice(2);
  if (sizes.includes(0)) throw rankError("interpolate", "x", given.shape, "have no empty spatial axes");
  const factors = typeof scaleFactor === "number" ? sizes.map(() => scaleFactor) : scaleFactor;
  if (factors && (factors.length !== spatial || !factors.every((f) => f > 0 && Number.isFinite(f))))
    throw rangeError("interpolate", "scaleFactor", factors, `a number above 0${spatial > 1 ? `, or ${spatial} of them` : ""}`);
  const counts = factors ? sizes.map((n, i) => Math.floor(n * factors[i]!)) : perAxis("interpolate", "size", size!, spatial, 1);
  if (counts.includes(0)) throw rangeError("interpolate", "scaleFactor", factors, "large enough to leave an element");
  const x = isFloat(given.dtype) || mode.startsWith("nearest") ? given : cast(given, "f32");
  if (mode === "area") return adaptiveMean(x, counts);
  return counts.reduce((y, count, i) => {
    const own = sizes[i]!;
    if (count === own && (!factors || factors[i] === 1)) return y;
    const scale = alignCorners ? (count > 1 ? (own - 1) / (count - 1) : 0) : factors ? 1 / factors[i]! : own / count;
    const r: Resize = { size: own, count, scale, alignCorners };
    if (mode === "nearest" || mode === "nearest-exact") {
      if (count % own === 0 && scale * count === own) return repeated(y, 2 + i, count / own);
      return resize(y, 2 + i, nearestTap(r, mode === "nearest" ? 0 : 0.5));
    }
    return resize(y, 2 + i, mode === "bicubic" ? cubicTaps(r, x.dtype) : linearTaps(r, x.dtype));
  }, x);
};

/**
 * As `interpolate`, under PyTorch's older name.
 *
 * @example
 * upsample(tensor([[[1, 2]]]), { scaleFactor: 2 }).toArray() // [[[1, 1, 2, 2]]]
 */
export const upsample = (x: Tensor, options: InterpolateOptions): Tensor => interpolate(x, options);
