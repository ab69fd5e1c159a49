// Windows of pictures as columns of a matrix, and back.
import { rankError, shapesError } from "../../core/errors.ts";
import { sizeOfShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import { countWindows, perAxis, requireFit, type PerAxis, type Windows } from "../geometry.ts";
import type { Tensor } from "../tensor.ts";
import { reshape } from "./reshape.ts";
import { pad, permute } from "./views.ts";
import { addWindows, windows } from "./windows.ts";

/** How windows lie in a picture. */
export interface UnfoldOptions {
  /** Distance between neighbouring elements of a window. */
  readonly dilation?: PerAxis;
  /** Zeros put around. */
  readonly padding?: PerAxis;
  /** Distance between neighbouring windows. */
  readonly stride?: PerAxis;
}
function layout(name: string, kernelSize: PerAxis, options: UnfoldOptions): { w: Windows; padding: readonly number[] } {
  const of = (option: string, value: PerAxis, low: number): readonly number[] => perAxis(name, option, value, 2, low);
  const w = { kernel: of("kernelSize", kernelSize, 1), stride: of("stride", options.stride ?? 1, 1), dilation: of("dilation", options.dilation ?? 1, 1) }; // prettier-ignore
  return { w, padding: of("padding", options.padding ?? 0, 0) };
}

/**
 * Windows of pictures as columns: [N, C, H, W] → [N, C · kernel height · kernel width, windows]. A convolution is then a
 * matrix product.
 *
 * @param x [N, C, H, W] or [C, H, W]
 * @example
 * unfold(tensor([[[1, 2], [3, 4]]]), [1, 2]).toArray() // [[1, 3], [2, 4]]
 */
export const unfold = (given: Tensor, kernelSize: PerAxis, options: UnfoldOptions = {}): Tensor => {
  requireTensor("unfold", given);
  if (given.shape.length !== 3 && given.shape.length !== 4) throw rankError("unfold", "x", given.shape, "be [N, C, H, W] or [C, H, W]");
  const x = given.shape.length === 3 ? reshape(given, [1, ...given.shape]) : given;
  const { w, padding } = layout("unfold", kernelSize, options);
  const padded = pad(x, [padding[1]!, padding[1]!, padding[0]!, padding[0]!]);
  requireFit("unfold", given.shape, padded.shape.slice(2), w);
  const all = windows(padded, w.kernel, w); // [N, C, rows, columns, kernel height, kernel width]
  const [batch, channels, rows, columns] = all.shape as [number, number, number, number];
  const y = reshape(permute(all, [0, 1, 4, 5, 2, 3]), [batch, channels * sizeOfShape(w.kernel), rows * columns]);
  return given.shape.length === 3 ? reshape(y, y.shape.slice(1)) : y;
};

/**
 * Columns back into pictures: each element is the sum over all windows that it lies in, the gradient of `unfold`.
 *
 * @param x [N, C · kernel height · kernel width, windows], or the same without N
 * @param outputSize [H, W] of the result
 * @example
 * fold(tensor([[1, 3], [2, 4]]), [2, 2], [1, 2]).toArray() // [[[1, 2], [3, 4]]]
 */
export const fold = (given: Tensor, outputSize: PerAxis, kernelSize: PerAxis, options: UnfoldOptions = {}): Tensor => {
  requireTensor("fold", given);
  if (given.shape.length !== 2 && given.shape.length !== 3)
    throw rankError("fold", "x", given.shape, "be [N, C · kernel sizes, windows] or [C · kernel sizes, windows]");
  const size = perAxis("fold", "outputSize", outputSize, 2, 1);
  const { w, padding } = layout("fold", kernelSize, options);
  const [columns, total] = given.shape.slice(-2) as [number, number];
  const padded = size.map((n, i) => n + 2 * padding[i]!);
  const named = { x: given.shape, outputSize: size };
  requireFit("fold", [0, 0, ...size], padded, w);
  const counts = countWindows(padded, w);
  const inWindow = sizeOfShape(w.kernel);
  if (columns % inWindow !== 0) throw shapesError("fold", named, `x's channels (${columns}) must be a multiple of the window's size (${inWindow})`); // prettier-ignore
  if (total !== sizeOfShape(counts)) throw shapesError("fold", named, `there are ${sizeOfShape(counts)} windows, not ${total}`);
  const batch = given.shape.length === 3 ? given.shape[0]! : 1;
  const channels = columns / inWindow;
  const apart = permute(reshape(given, [batch, channels, ...w.kernel, ...counts]), [0, 1, 4, 5, 2, 3]);
  const y = pad(addWindows(apart, [batch, channels, ...padded], w), [-padding[1]!, -padding[1]!, -padding[0]!, -padding[0]!]);
  return given.shape.length === 3 ? y : reshape(y, y.shape.slice(1));
};
