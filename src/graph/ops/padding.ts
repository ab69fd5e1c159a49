// Padding with what lies near: mirrored, repeated or from the other end. Constants are put in by `pad` of views.ts.
import { rangeError, shapesError } from "../../core/errors.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { expand } from "./broadcast.ts";
import { concat } from "./joins.ts";
import { flip, pad as padConstant, slice, type PadOptions } from "./views.ts";

/** What `pad` puts in, and where. */
export interface PaddingOptions extends PadOptions {
  /** A constant (`value`), a mirror image without the border itself, copies of the border, or what lies at the other end. */
  readonly mode?: "constant" | "reflect" | "replicate" | "circular";
}

/** One axis with `before` and `after` elements more. */
function padAxis(x: Tensor, axis: number, before: number, after: number, mode: "reflect" | "replicate" | "circular"): Tensor {
  const size = x.shape[axis]!;
  const most = mode === "reflect" ? size - 1 : mode === "circular" ? size : size > 0 ? Infinity : 0;
  if (Math.max(before, after) > most)
    throw shapesError(
      "pad",
      { x: x.shape },
      `with mode "${mode}" at most ${most < 0 ? 0 : most} elements can be put at either end of axis ${axis}, not ${Math.max(before, after)}`,
    );
  const part = (from: number, to: number): Tensor => slice(x, axis, from, to);
  const border = (at: number, count: number): Tensor =>
    expand(part(at, at + 1), x.shape.map((n, a) => (a === axis ? count : n))); // prettier-ignore
  const pieces = {
    reflect: (): Tensor[] => [flip(part(1, before + 1), axis), x, flip(part(size - 1 - after, size - 1), axis)],
    replicate: (): Tensor[] => [border(0, before), x, border(size - 1, after)],
    circular: (): Tensor[] => [part(size - before, size), x, part(0, after)],
  }[mode]();
  return concat([...(before > 0 ? [pieces[0]!] : []), x, ...(after > 0 ? [pieces[2]!] : [])], axis);
}

/**
 * Puts elements around: `padding` is [before, after] of the last axis, then of the one before it, and so on, flat as in
 * PyTorch. Negative numbers cut off.
 *
 * @throws when more pairs are given than x has axes, more is cut off than is there, or more is mirrored than there is
 * @example
 * pad(tensor([[1, 2]]), [1, 0, 0, 1]).toArray() // [[0, 1, 2], [0, 0, 0]]
 * pad(tensor([1, 2, 3]), [2, 1], { mode: "reflect" }).toArray() // [3, 2, 1, 2, 3, 2]
 * pad(tensor([1, 2, 3]), [2, 1], { mode: "circular" }).toArray() // [2, 3, 1, 2, 3, 1]
 */
export const pad = (x: Tensor, padding: readonly number[], { mode = "constant", ...options }: PaddingOptions = {}): Tensor => {
  if (mode === "constant") return padConstant(x, padding, options);
  requireTensor("pad", x);
  if (!["reflect", "replicate", "circular"].includes(mode))
    throw rangeError("pad", "mode", mode, '"constant", "reflect", "replicate" or "circular"');
  const cut = padConstant(
    x,
    padding.map((n) => Math.min(0, n)),
  );
  const rank = x.shape.length;
  return Array.from({ length: padding.length / 2 }, (_, i) => i).reduce((y, i) => {
    const [before, after] = [Math.max(0, padding[2 * i]!), Math.max(0, padding[2 * i + 1]!)];
    return before + after > 0 ? padAxis(y, rank - 1 - i, before, after, mode) : y;
  }, cut);
};
