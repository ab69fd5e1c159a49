// A detector that needs no network: templates of several sizes are laid over the picture everywhere, and where one correlates with it there
// may be a thing. Knows no data set.
import { conv2d, tensor } from "../index.ts";
import { RandomSource, resize } from "../data/index.ts";
import { nonMaximumSuppression } from "../metrics/index.ts";
import type { Box, Detections } from "../metrics/index.ts";

/** A typical picture of a kind: how opaque each pixel of a square is. */
export interface Template {
  readonly kind: number;
  readonly size: number;
  readonly opacity: Float32Array;
}

/** Pixels between two places at which a template is laid. */
const STEP = 2;

/**
 * Boxes in gray pictures [N, size, size]: normalized correlation with each template at each side, whatever is darker; the best ones of
 * those that overlap.
 */
export function matchTemplates(
  pictures: Float32Array,
  size: number,
  templates: readonly Template[],
  sides: readonly number[],
): Detections[] {
  const count = pictures.length / size ** 2;
  const found = Array.from({ length: count }, () => ({ boxes: [] as Box[], scores: [] as number[], labels: [] as number[] }));
  const input = tensor(pictures, { shape: [count, 1, size, size] });
  for (const side of sides) {
    const area = side * side;
    const shapes = templates.map(({ size: own, opacity }) => resize([side, side])({ dtype: "f32", shape: [1, 1, own, own], data: opacity }, new RandomSource(0)).data as Float32Array); // prettier-ignore
    const inks = shapes.map((shape) => inkBox(shape, side));
    const weights = new Float32Array((templates.length + 1) * area);
    shapes.forEach((shape, t) => {
      const mean = shape.reduce((a, b) => a + b, 0) / area;
      const length = Math.sqrt(shape.reduce((sum, value) => sum + (value - mean) ** 2, 0)) + 1e-9;
      shape.forEach((value, p) => (weights[t * area + p] = (value - mean) / length));
    });
    weights.fill(1 / area, templates.length * area);
    const products = conv2d(input, tensor(weights, { shape: [templates.length + 1, 1, side, side] }), null, { stride: STEP });
    const squares = conv2d(input.mul(input), tensor(weights.subarray(templates.length * area), { shape: [1, 1, side, side] }), null, { stride: STEP }).data(); // prettier-ignore
    const [values, places] = [products.data(), products.shape[2]! ** 2];
    for (let n = 0; n < count; n++)
      for (let place = 0; place < places; place++) {
        const at = n * (templates.length + 1) * places + place;
        const mean = values[at + templates.length * places]!;
        const spread = Math.sqrt(Math.max(1e-4, squares[n * places + place]! - mean * mean) * area);
        const [x, y] = [(place % products.shape[3]!) * STEP, Math.floor(place / products.shape[3]!) * STEP];
        const best = new Map<number, readonly [score: number, template: number]>();
        templates.forEach(({ kind }, t) => {
          const score = Math.abs(values[at + t * places]!) / spread;
          if (score > 0.45 && score > (best.get(kind)?.[0] ?? 0)) best.set(kind, [score, t]);
        });
        for (const [kind, [score, t]] of best) {
          const [left, top, right, bottom] = inks[t]!;
          found[n]!.boxes.push([x + left, y + top, x + right, y + bottom]);
          found[n]!.scores.push(score);
          found[n]!.labels.push(kind);
        }
      }
  }
  return found.map(({ boxes, scores, labels }) => {
    // The surest thousand suffice; a box that another kind explains better goes as well.
    const order = scores.map((_, i) => i).sort((i, j) => scores[j]! - scores[i]!).slice(0, 1000); // prettier-ignore
    const kept = nonMaximumSuppression(order.map((i) => boxes[i]!), order.map((i) => scores[i]!), { threshold: 0.3, most: 30 }).map((k) => order[k]!); // prettier-ignore
    return { boxes: kept.map((i) => boxes[i]!), scores: kept.map((i) => scores[i]!), labels: kept.map((i) => labels[i]!) };
  });
}

/** The smallest box around what is at least a third as opaque as the most opaque pixel. */
function inkBox(shape: Float32Array, side: number): Box {
  const least = shape.reduce((a, b) => Math.max(a, b), 0) / 3;
  const inked = [...shape.keys()].filter((p) => shape[p]! >= least);
  const [columns, rows] = [inked.map((p) => p % side), inked.map((p) => Math.floor(p / side))];
  return [Math.min(...columns), Math.min(...rows), Math.max(...columns) + 1, Math.max(...rows) + 1];
}
