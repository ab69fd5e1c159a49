// Pictures and volumes read at any places: grids of places, and the sampling of x there.
import { isFloat } from "../../core/dtype.ts";
import { rangeError, rankError, shapesError } from "../../core/errors.ts";
import { sizeOfShape, strides } from "../../core/shape.ts";
import { requireInteger, requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { abs, add, clamp, div, floor, maximum, minimum, mul, remainder, round, sub } from "./arithmetic.ts";
import { cast, detach, expand } from "./broadcast.ts";
import { eq, ge, le, logicalAnd, where } from "./compare.ts";
import { linspace } from "./constants.ts";
import { gather } from "./indexing.ts";
import { cubicWeights } from "./interpolation.ts";
import { reshape } from "./reshape.ts";
import { stack } from "./joins.ts";
import { select } from "./views.ts";

/** What `gridSample` may be told. */
export interface GridSampleOptions {
  /** "bilinear" (over three axes: trilinear), "nearest", or over two axes "bicubic". */
  readonly mode?: "bilinear" | "nearest" | "bicubic";
  /** What lies outside: zeros, the border, or mirror images. */
  readonly paddingMode?: "zeros" | "border" | "reflection";
  /** True: −1 and 1 are the middles of the first and last elements. False: their outer edges. */
  readonly alignCorners?: boolean;
}

/** Places mirrored at both ends until they are inside. */
function reflect(place: Tensor, low: number, high: number): Tensor {
  if (low === high) return mul(place, 0);
  const span = high - low;
  const away = abs(sub(place, low));
  const extra = remainder(away, span);
  const odd = eq(remainder(floor(detach(div(away, span))), 2), 1);
  return add(where(odd, sub(span, extra), extra), low);
}

/** One tap along an axis: whole places, and the weight (null: 1). */
interface Tap {
  readonly at: Tensor;
  readonly weight: Tensor | null;
}

function tapsOf(place: Tensor, mode: "bilinear" | "nearest" | "bicubic"): Tap[] {
  if (mode === "nearest") return [{ at: round(detach(place)), weight: null }];
  const low = floor(detach(place));
  const d = sub(place, low);
  if (mode === "bilinear")
    return [
      { at: low, weight: sub(1, d) },
      { at: add(low, 1), weight: d },
    ];
  return cubicWeights(d).map((weight, k) => ({ at: add(low, k - 1), weight }));
}

/**
 * x read at the places of a grid: y[n, c, …] = x[n, c, place(n, …)]. A place is (across, down) in units of half the size
 * from the middle, so −1 … 1 inside; over three axes (across, down, deep). Between elements it is interpolated.
 *
 * Source: Jaderberg et al., "Spatial Transformer Networks", 2015.
 *
 * @param x [N, C, H, W] or [N, C, D, H, W]
 * @param grid [N, rows, columns, 2] or [N, slices, rows, columns, 3]
 * @example
 * const grid = tensor([[[[-1, 0], [0, 0]]]])
 * gridSample(tensor([[[[1, 2, 4]]]]), grid, { alignCorners: true }).toArray() // [[[[1, 2]]]]
 */
export const gridSample = (given: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor => {
  const { mode = "bilinear", paddingMode = "zeros", alignCorners = false } = options;
  requireTensor("gridSample", given);
  requireTensor("gridSample", grid);
  const axes = given.shape.length - 2;
  if (axes !== 2 && axes !== 3) throw rankError("gridSample", "x", given.shape, "be [N, C, H, W] or [N, C, D, H, W]");
  if (grid.shape.length !== axes + 2 || grid.shape.at(-1) !== axes || grid.shape[0] !== given.shape[0])
    throw shapesError("gridSample", { x: given.shape, grid: grid.shape }, `grid must be [N, ${axes === 3 ? "slices, " : ""}rows, columns, ${axes}]`); // prettier-ignore
  if (!["bilinear", "nearest", "bicubic"].includes(mode) || (mode === "bicubic" && axes === 3))
    throw rangeError(
      "gridSample",
      "mode",
      mode,
      axes === 3 ? '"bilinear" or "nearest" over three axes' : '"bilinear", "nearest" or "bicubic"',
    );
  if (!["zeros", "border", "reflection"].includes(paddingMode))
    throw rangeError("gridSample", "paddingMode", paddingMode, '"zeros", "border" or "reflection"');
  const x = isFloat(given.dtype) ? given : cast(given, "f32");
  const places = cast(grid, x.dtype);
  const [batch, channels, ...sizes] = x.shape as [number, number, ...number[]];
  if (sizes.includes(0)) throw rankError("gridSample", "x", given.shape, "have no empty spatial axes");
  const steps = strides(sizes);
  const count = sizeOfShape(grid.shape.slice(1, -1));
  const flat = reshape(x, [batch, channels, sizeOfShape(sizes)]);

  /** Brings places inside, as the padding says. */
  const inside = (place: Tensor, size: number): Tensor => {
    if (paddingMode === "zeros") return place;
    const mirrored = paddingMode === "reflection" ? (alignCorners ? reflect(place, 0, size - 1) : reflect(place, -0.5, size - 0.5)) : place;
    return clamp(mirrored, { min: 0, max: size - 1 });
  };
  const perAxis = sizes.map((size, i) => {
    const own = reshape(select(places, -1, axes - 1 - i), [batch, count]);
    const place = alignCorners ? mul(add(own, 1), (size - 1) / 2) : sub(mul(add(own, 1), size / 2), 0.5);
    return tapsOf(mode === "bicubic" ? place : inside(place, size), mode);
  });
  /** Sum over all taps of the axes from `i` on. */
  const sum = (i: number, at: Tensor | null, weight: Tensor | null, valid: Tensor | null): Tensor => {
    if (i === axes) {
      const wide = (t: Tensor): Tensor => expand(reshape(t, [batch, 1, count]), [batch, channels, count]);
      const value = gather(flat, 2, wide(at!));
      const known = valid ? where(wide(valid), value, 0) : value;
      return weight ? mul(known, wide(weight)) : known;
    }
    const size = sizes[i]!;
    return perAxis[i]!.map((tap) => {
      const place = mode === "bicubic" ? inside(tap.at, size) : tap.at;
      const within = logicalAnd(ge(place, 0), le(place, size - 1));
      const index = mul(cast(maximum(minimum(place, size - 1), 0), "i32"), steps[i]!);
      return sum(
        i + 1,
        at ? add(at, index) : index,
        weight && tap.weight ? mul(weight, tap.weight) : (tap.weight ?? weight),
        valid ? logicalAnd(valid, within) : within,
      );
    }).reduce((a, b) => add(a, b));
  };
  return reshape(sum(0, null, null, null), [batch, channels, ...grid.shape.slice(1, -1)]);
};

/** What `affineGrid` may be told. */
export interface AffineGridOptions {
  /** True: −1 and 1 are the middles of the first and last elements. False: their outer edges. */
  readonly alignCorners?: boolean;
}
/**
 * The places at which `gridSample` reads a picture so that it is moved, turned, stretched: place = theta · (across, down, 1).
 *
 * @param theta [N, 2, 3], or [N, 3, 4] over three axes
 * @param size of the result of the sampling: [N, C, H, W] or [N, C, D, H, W]
 * @example
 * affineGrid(tensor([[[1, 0, 0], [0, 1, 0]]]), [1, 1, 1, 2]).toArray() // [[[[-0.5, 0], [0.5, 0]]]]
 */
export const affineGrid = (theta: Tensor, size: readonly number[], { alignCorners = false }: AffineGridOptions = {}): Tensor => {
  requireTensor("affineGrid", theta);
  const axes = size.length - 2;
  if (axes !== 2 && axes !== 3) throw rangeError("affineGrid", "size", size, "[N, C, H, W] or [N, C, D, H, W]");
  size.forEach((n) => requireInteger("affineGrid", "size", n, 1));
  if (theta.shape.length !== 3 || theta.shape[0] !== size[0] || theta.shape[1] !== axes || theta.shape[2] !== axes + 1)
    throw shapesError("affineGrid", { theta: theta.shape, size }, `theta must be [N, ${axes}, ${axes + 1}]`);
  const sizes = size.slice(2);
  const dtype = isFloat(theta.dtype) ? theta.dtype : "f32";
  const matrix = cast(theta, dtype);
  const along = sizes.map((n, i) => {
    const end = n === 1 ? 0 : alignCorners ? 1 : (n - 1) / n;
    return reshape(linspace(-end, end, n, { dtype }), [n, ...sizes.slice(i + 1).map(() => 1)]);
  });
  const batch = size[0]!;
  const entry = (row: number, column: number): Tensor => reshape(select(select(matrix, 1, row), 1, column), [batch, ...sizes.map(() => 1)]);
  const rows = Array.from({ length: axes }, (_, row) =>
    along.reduce<Tensor>((sum, places, i) => add(sum, mul(entry(row, axes - 1 - i), places)), entry(row, axes)),
  );
  return stack(rows.map((row) => expand(row, [batch, ...sizes])), -1); // prettier-ignore
};
