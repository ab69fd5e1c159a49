// Margins around spatial axes, by PyTorch's names of modes. Knows no layer.
import { NablaError, concat, flip, narrow, pad, tensor, indexSelect } from "../index.ts";
import type { Tensor } from "../index.ts";

/** What margins are filled with: zeros, the mirror image, the border itself, or the other end. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

/** The last axes with margins [before, behind] each, the first of them first. */
export function padWith(layer: string, x: Tensor, margins: readonly (readonly [number, number])[], mode: PaddingMode): Tensor {
  const first = x.shape.length - margins.length;
  if (mode === "zeros") return pad(x, [...margins].reverse().flat());
  return margins.reduce((value, [before, behind], i) => along(layer, value, first + i, before, behind, mode), x);
}

function along(layer: string, x: Tensor, axis: number, before: number, behind: number, mode: PaddingMode): Tensor {
  if (before === 0 && behind === 0) return x;
  const size = x.shape[axis]!;
  const most = mode === "reflect" ? size - 1 : mode === "circular" ? size : size > 0 ? Infinity : 0;
  if (before > most || behind > most)
    throw new NablaError("layer-input", `${layer}: ${mode} padding of ${before} and ${behind} needs at least ${Math.max(before, behind) + (mode === "reflect" ? 1 : 0)} elements on axis ${axis} – the input is [${x.shape.join(", ")}]`, { op: layer, shapes: [x.shape], axis }); // prettier-ignore
  if (mode === "replicate") {
    const index = Array.from({ length: before + size + behind }, (_, i) => Math.min(size - 1, Math.max(0, i - before)));
    return indexSelect(x, axis, tensor(index, { dtype: "i32" }));
  }
  const part = (start: number, length: number): Tensor[] => {
    if (length === 0) return [];
    const piece = narrow(x, axis, start, length);
    return [mode === "reflect" ? flip(piece, axis) : piece];
  };
  return mode === "reflect"
    ? concat([...part(1, before), x, ...part(size - 1 - behind, behind)], axis)
    : concat([...part(size - before, before), x, ...part(0, behind)], axis);
}
