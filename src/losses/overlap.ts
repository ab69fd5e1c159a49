// Losses of regions: how much two masks or two boxes have in common.
import { atan, maximum, minimum, select } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needEqualShapes, needFloat, needNumber, needSameShape, shapesError } from "./errors.ts";
import { castTo, reduced } from "./reduction.ts";
import type { LossOptions } from "./reduction.ts";

/** What `dice` and `jaccard` may be told. */
export interface OverlapOptions extends LossOptions {
  /** Added above and below, so that two empty masks fit; 1 unless told. */
  readonly smooth?: number;
}

/** Sums over a mask: over all axes behind the first two, or the last of [N, D], or all of [D]. */
function sums(loss: string, output: Tensor, target: Tensor, smooth: number): { common: Tensor; both: Tensor } {
  needFloat(loss, "output", output);
  needSameShape(loss, output, target);
  needNumber(loss, "smooth", smooth, 0);
  const rank = output.shape.length;
  const axes = rank > 2 ? output.shape.map((_, axis) => axis).slice(2) : rank === 0 ? [] : [rank - 1];
  const y = castTo(target, output.dtype);
  return { common: output.mul(y).sum(axes), both: output.add(y).sum(axes) };
}

/**
 * 1 − Dice's coefficient of masks: 1 − (2 Σ p y + smooth) / (Σ p + Σ y + smooth), for each sample and channel. Milletari et al. 2016.
 * @param output probabilities [N, C, …], [N, D] or [D]
 * @param target 0 and 1, the same shape
 * @example
 * dice(tensor([1, 1, 0, 0]), tensor([1, 0, 0, 0]), { smooth: 0 }).item() // 0.3333333
 */
export function dice(output: Tensor, target: Tensor, { smooth = 1, ...options }: OverlapOptions = {}): Tensor {
  const { common, both } = sums("dice", output, target, smooth);
  return reduced("dice", common.mul(2).add(smooth).div(both.add(smooth)).neg().add(1), options);
}

/**
 * 1 − Jaccard's index of masks: 1 − (Σ p y + smooth) / (Σ p + Σ y − Σ p y + smooth), for each sample and channel.
 * @param output probabilities [N, C, …], [N, D] or [D]
 * @param target 0 and 1, the same shape
 * @example
 * jaccard(tensor([1, 1, 0, 0]), tensor([1, 0, 0, 0]), { smooth: 0 }).item() // 0.5
 */
export function jaccard(output: Tensor, target: Tensor, { smooth = 1, ...options }: OverlapOptions = {}): Tensor {
  const { common, both } = sums("jaccard", output, target, smooth);
  return reduced("jaccard", common.add(smooth).div(both.sub(common).add(smooth)).neg().add(1), options);
}

/** What losses of boxes may be told. */
export interface BoxOptions extends LossOptions {
  /** Added to denominators; 10⁻⁷ unless told. */
  readonly eps?: number;
}

interface Boxes {
  readonly overlap: Tensor;
  readonly union: Tensor;
  /** Width and height of the smallest box around both. */
  readonly hull: readonly [Tensor, Tensor];
  /** Squared distance of the centers. */
  readonly centers: Tensor;
  readonly sizes: readonly [readonly [Tensor, Tensor], readonly [Tensor, Tensor]];
}

function measured(loss: string, output: Tensor, target: Tensor, eps: number): Boxes {
  needFloat(loss, "output", output);
  needEqualShapes(loss, { output, target });
  needNumber(loss, "eps", eps, 0);
  if (output.shape.at(-1) !== 4) throw shapesError(loss, { output, target }, "boxes must be [N, 4]: x1, y1, x2, y2");
  const corners = (boxes: Tensor): [Tensor, Tensor, Tensor, Tensor] =>
    [0, 1, 2, 3].map((k) => select(boxes, -1, k)) as [Tensor, Tensor, Tensor, Tensor];
  const [ax1, ay1, ax2, ay2] = corners(output);
  const [bx1, by1, bx2, by2] = corners(castTo(target, output.dtype));
  const a = [ax2.sub(ax1), ay2.sub(ay1)] as const;
  const b = [bx2.sub(bx1), by2.sub(by1)] as const;
  const width = maximum(minimum(ax2, bx2).sub(maximum(ax1, bx1)), 0);
  const height = maximum(minimum(ay2, by2).sub(maximum(ay1, by1)), 0);
  const overlap = width.mul(height);
  const [dx, dy] = [ax1.add(ax2).sub(bx1).sub(bx2).mul(0.5), ay1.add(ay2).sub(by1).sub(by2).mul(0.5)]; // prettier-ignore
  return {
    overlap,
    union: a[0].mul(a[1]).add(b[0].mul(b[1])).sub(overlap),
    hull: [maximum(ax2, bx2).sub(minimum(ax1, bx1)), maximum(ay2, by2).sub(minimum(ay1, by1))],
    centers: dx.mul(dx).add(dy.mul(dy)),
    sizes: [a, b],
  };
}

/**
 * 1 − intersection over union of boxes.
 * @param output boxes [N, 4]: x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2
 * @param target the same shape
 * @example
 * boxIou(tensor([[0, 0, 2, 2]]), tensor([[0, 0, 1, 2]])).item() // 0.5
 */
export function boxIou(output: Tensor, target: Tensor, { eps = 1e-7, ...options }: BoxOptions = {}): Tensor {
  const { overlap, union } = measured("boxIou", output, target, eps);
  return reduced("boxIou", overlap.div(union.add(eps)).neg().add(1), options);
}

/**
 * Generalized: 1 − IoU + (hull − union) / hull, which also tells boxes apart that do not touch. Rezatofighi et al. 2019.
 * @example
 * boxGiou(tensor([[0, 0, 1, 1]]), tensor([[3, 0, 4, 1]])).item() // 1.5
 */
export function boxGiou(output: Tensor, target: Tensor, { eps = 1e-7, ...options }: BoxOptions = {}): Tensor {
  const { overlap, union, hull } = measured("boxGiou", output, target, eps);
  const area = hull[0].mul(hull[1]);
  const each = overlap.div(union.add(eps)).neg().add(1).add(area.sub(union).div(area.add(eps))); // prettier-ignore
  return reduced("boxGiou", each, options);
}

/** 1 − IoU + squared distance of the centers / squared diagonal of the hull. */
const byDistance = ({ overlap, union, hull, centers }: Boxes, eps: number): { iou: Tensor; each: Tensor } => {
  const iou = overlap.div(union.add(eps));
  const diagonal = hull[0].mul(hull[0]).add(hull[1].mul(hull[1])).add(eps); // prettier-ignore
  return { iou, each: iou.neg().add(1).add(centers.div(diagonal)) };
};

/**
 * By distance: 1 − IoU + squared distance of the centers / squared diagonal of the smallest box around both. Zheng et al. 2020.
 * @example
 * boxDiou(tensor([[0, 0, 1, 1]]), tensor([[3, 0, 4, 1]])).item() // 1.5294118
 */
export function boxDiou(output: Tensor, target: Tensor, { eps = 1e-7, ...options }: BoxOptions = {}): Tensor {
  return reduced("boxDiou", byDistance(measured("boxDiou", output, target, eps), eps).each, options);
}

/**
 * Complete: as `boxDiou`, plus α v for the form, with v = 4/π² · (difference of atan (width / height))² and α = v / (1 − IoU + v + eps),
 * through which no gradient flows. Zheng et al. 2020.
 * @example
 * boxCiou(tensor([[0, 0, 1, 1]]), tensor([[0, 0, 1, 2]])).item() // 0.5532482
 */
export function boxCiou(output: Tensor, target: Tensor, { eps = 1e-7, ...options }: BoxOptions = {}): Tensor {
  const boxes = measured("boxCiou", output, target, eps);
  const { iou, each } = byDistance(boxes, eps);
  const [a, b] = boxes.sizes.map(([width, height]) => atan(width.div(height))) as [Tensor, Tensor];
  const turn = b.sub(a);
  const v = turn.mul(turn).mul(4 / Math.PI ** 2);
  const share = v.div(iou.neg().add(1).add(v).add(eps)).detach(); // prettier-ignore
  return reduced("boxCiou", each.add(share.mul(v)), options);
}
