// The loss of heat maps: pictures of scores that are highest where the middle of something is.
import { eq, maximum, sigmoid, softplus, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { powered } from "./binary.ts";
import { needElements, needFloat, needNumber, needSameShape } from "./errors.ts";
import { castTo } from "./reduction.ts";

/** What `heatmapFocal` may be told. */
export interface HeatmapFocalOptions {
  /** How much less places count that are right already; 2 unless told. */
  readonly alpha?: number;
  /** How much less places near a middle count as wrong; 4 unless told. */
  readonly beta?: number;
}

/**
 * Focal loss of heat maps: −Σ (1 − p)^α log p where y is 1, and −Σ (1 − y)^β p^α log (1 − p) elsewhere, over the number of places where y
 * is 1 (at least one). Law and Deng, "CornerNet", 2018; Zhou et al., "Objects as Points", 2019.
 * @param output logits of p, any shape
 * @param target from 0 to 1, exactly 1 at the middle of an object and falling around it; the same shape
 * @example
 * heatmapFocal(tensor([0, 0]), tensor([1, 0])).item() // 0.34657359
 */
export function heatmapFocal(output: Tensor, target: Tensor, { alpha = 2, beta = 4 }: HeatmapFocalOptions = {}): Tensor {
  needFloat("heatmapFocal", "output", output);
  needSameShape("heatmapFocal", output, target);
  needNumber("heatmapFocal", "alpha", alpha, 0, true);
  needNumber("heatmapFocal", "beta", beta, 0, true);
  needElements("heatmapFocal", "target", target, (y) => y >= 0 && y <= 1, "from 0 to 1");
  const y = castTo(target, output.dtype);
  const middle = eq(y, 1);
  const p = sigmoid(output);
  const right = powered(p.neg().add(1), alpha).mul(softplus(output.neg()));
  const wrong = powered(y.neg().add(1), beta).mul(powered(p, alpha)).mul(softplus(output));
  return where(middle, right, wrong)
    .sum()
    .div(maximum(castTo(middle, output.dtype).sum(), 1));
}
