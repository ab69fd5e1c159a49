// Metrics of boxes: how far two overlap, and the mean average precision of a detector as COCO counts it.
import { NablaError } from "../mini.ts";
import { measure } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** Left, top, right, bottom. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** What a detector found in one image. */
export interface Detections {
  readonly boxes: readonly Box[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
}

/** What is in one image. */
export interface Boxes {
  readonly boxes: readonly Box[];
  readonly labels: readonly number[];
}

/**
 * Intersection over union of two boxes.
 * @example
 * metrics.boxIou([0, 0, 2, 2], [1, 1, 3, 3]) // 0.14285714285714285
 */
export function boxIou(a: Box, b: Box): number {
  const area = ([x1, y1, x2, y2]: Box): number => Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
  const shared = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  const union = area(a) + area(b) - shared;
  return union === 0 ? 0 : shared / union;
}

/** What `nonMaximumSuppression` may be told. */
export interface SuppressionOptions {
  /** Boxes that overlap a better one by more than this go; 0.5 unless told. */
  readonly threshold?: number;
  /** Boxes of different labels leave each other alone. */
  readonly labels?: readonly number[];
  /** So many boxes stay at most. */
  readonly most?: number;
}

/**
 * Of boxes that overlap only the best ones: numbers of those that stay, the highest score first. As torchvision's nms and batched_nms.
 * @param boxes [N]
 * @param scores [N]
 * @example
 * nonMaximumSuppression([[0, 0, 4, 4], [0, 0, 4, 5], [6, 6, 9, 9]], [0.5, 0.9, 0.7]) // [1, 2]
 */
export function nonMaximumSuppression(
  boxes: readonly Box[],
  scores: readonly number[],
  { threshold = 0.5, labels, most = Infinity }: SuppressionOptions = {},
): number[] {
  if (scores.length !== boxes.length || (labels && labels.length !== boxes.length))
    throw new NablaError("metric-shape", `nonMaximumSuppression: ${boxes.length} boxes need as many scores and labels`);
  if (!(threshold >= 0 && threshold <= 1))
    throw new NablaError("metric-option", `nonMaximumSuppression: threshold must be from 0 to 1, got ${threshold}`);
  const kept: number[] = [];
  const order = boxes.map((_, i) => i).sort((i, j) => scores[j]! - scores[i]!);
  for (const i of order) {
    if (kept.length >= most) break;
    if (!kept.some((j) => (!labels || labels[i] === labels[j]) && boxIou(boxes[i]!, boxes[j]!) > threshold)) kept.push(i);
  }
  return kept;
}

/** What `meanAveragePrecision` may be told. */
export interface DetectionOptions {
  /** Overlaps from which on a box counts as found; the values for them are averaged. Default: 0.5, 0.55, … 0.95. */
  readonly thresholds?: readonly number[];
  /** Boxes of one class that count in an image: those with the highest scores. Default: 100. */
  readonly most?: number;
}

/** Kinds of entries among the sums: [FOUND, class, score, one bit for each threshold that it meets], [PRESENT, class, boxes, 0]. */
const [FOUND, PRESENT, ENTRY] = [0, 1, 4];

/** `meanAveragePrecision` for data in batches; keeps the score of every box. */
export function meanAveragePrecisionMetric(options: DetectionOptions = {}): Metric<readonly Detections[], readonly Boxes[]> {
  const { thresholds = Array.from({ length: 10 }, (_, i) => 0.5 + i * 0.05), most = 100 } = options;
  if (thresholds.length === 0 || thresholds.length > 30 || thresholds.some((value) => !(value > 0 && value <= 1)))
    throw new NablaError("metric-option", "meanAveragePrecision: thresholds must be 1 to 30 numbers above 0 and at most 1");
  return {
    name: "meanAveragePrecision",
    better: "higher",
    add(sums, output, target) {
      if (output.length !== target.length)
        throw new NablaError("metric-shape", `meanAveragePrecision: detections of ${output.length} images, but boxes of ${target.length}`);
      output.forEach((found, image) => {
        const there = target[image]!;
        check(image, found, there);
        for (const label of new Set([...found.labels, ...there.labels])) addImage(sums, label, found, there, thresholds, most);
      });
    },
    result(sums) {
      const classes = new Set<number>();
      for (let at = 0; at < sums.length; at += ENTRY) if (sums[at] === PRESENT) classes.add(sums[at + 1]!);
      let total = 0;
      for (const label of classes) thresholds.forEach((_, bit) => (total += averagePrecision(sums, label, bit)));
      return total / (classes.size * thresholds.length);
    },
  };
}

function check(image: number, found: Detections, there: Boxes): void {
  if (
    found.boxes.length !== found.scores.length ||
    found.boxes.length !== found.labels.length ||
    there.boxes.length !== there.labels.length
  )
    throw new NablaError("metric-shape", `meanAveragePrecision: image ${image} must have one label (and score) for each box`);
  for (const [x1, y1, x2, y2] of [...found.boxes, ...there.boxes])
    if (!(x2 >= x1 && y2 >= y1))
      throw new NablaError(
        "metric-value",
        `meanAveragePrecision: box [${[x1, y1, x2, y2].join(", ")}] of image ${image} must have x1 ≤ x2 and y1 ≤ y2`,
      );
}

/** Boxes of a class in one image, the surest first, each take the free true box that they overlap most. */
function addImage(sums: number[], label: number, found: Detections, there: Boxes, thresholds: readonly number[], most: number): void {
  const wanted = there.boxes.filter((_, i) => there.labels[i] === label);
  const own = found.boxes
    .map((box, i) => ({ box, score: found.scores[i]!, label: found.labels[i]! }))
    .filter((each) => each.label === label)
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
  const bits = own.map(() => 0);
  const overlaps = own.map(({ box }) => wanted.map((other) => boxIou(box, other)));
  thresholds.forEach((threshold, bit) => {
    const taken = new Set<number>();
    overlaps.forEach((row, i) => {
      let best = -1;
      row.forEach((value, j) => {
        if (!taken.has(j) && value >= threshold && (best < 0 || value > row[best]!)) best = j;
      });
      if (best < 0) return;
      taken.add(best);
      bits[i]! |= 1 << bit;
    });
  });
  own.forEach(({ score }, i) => sums.push(FOUND, label, score, bits[i]!));
  if (wanted.length > 0) sums.push(PRESENT, label, wanted.length, 0);
}

/** Mean over 101 recalls 0, 0.01, … 1 of the best precision that is reached at that recall or above. */
function averagePrecision(sums: readonly number[], label: number, bit: number): number {
  const found: { score: number; right: boolean }[] = [];
  let wanted = 0;
  for (let at = 0; at < sums.length; at += ENTRY) {
    if (sums[at + 1] !== label) continue;
    if (sums[at] === PRESENT) wanted += sums[at + 2]!;
    else found.push({ score: sums[at + 2]!, right: (sums[at + 3]! & (1 << bit)) !== 0 });
  }
  found.sort((a, b) => b.score - a.score);
  const curve: { recall: number; precision: number }[] = [];
  let right = 0;
  found.forEach((each, i) => {
    if (each.right) right++;
    curve.push({ recall: right / wanted, precision: right / (i + 1) });
  });
  for (let i = curve.length - 2; i >= 0; i--) curve[i]!.precision = Math.max(curve[i]!.precision, curve[i + 1]!.precision);
  let [sum, at] = [0, 0];
  for (let step = 0; step <= 100; step++) {
    while (at < curve.length && curve[at]!.recall < step / 100 - 1e-12) at++;
    sum += curve[at]?.precision ?? 0;
  }
  return sum / 101;
}

/**
 * Mean average precision as COCO counts it: precision averaged over recalls, overlaps (0.5 to 0.95) and classes.
 *
 * Source: Lin et al., "Microsoft COCO: Common Objects in Context", 2014, and its evaluation code.
 * @param output what was found, image by image
 * @param target what is there, image by image
 * @example
 * const there = [{ boxes: [[0, 0, 10, 10]], labels: [0] }];
 * meanAveragePrecision([{ boxes: [[0, 0, 10, 10]], scores: [0.9], labels: [0] }], there) // 1
 * meanAveragePrecision([{ boxes: [[0, 0, 10, 8]], scores: [0.9], labels: [0] }], there, { thresholds: [0.5] }) // 1
 */
export const meanAveragePrecision = (output: readonly Detections[], target: readonly Boxes[], options: DetectionOptions = {}): number =>
  measure(meanAveragePrecisionMetric(options), output, target);
