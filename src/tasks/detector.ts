// An anchor-free detector of one stage: for each cell of a coarse grid how likely the middle of a thing of each kind is in it, and how far
// its borders are. Its targets, its loss, and how boxes are read from its output. Knows no data set.
// Zhou et al., "Objects as Points", 2019; the borders as in Tian et al., "FCOS", 2019.
import { concat, softplus, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { boxGiou, heatmapFocal } from "../losses/index.ts";
import { nonMaximumSuppression } from "../metrics/index.ts";
import type { Box, Boxes, Detections } from "../metrics/index.ts";
import * as nn from "../nn/index.ts";
import type { LossFunction } from "../train/index.ts";

/** Pixels of a cell. */
export const STRIDE = 4;

const block = (from: number, to: number): nn.Module[] => [
  nn.conv2d(from, to, 3, { padding: 1, bias: false }),
  nn.batchNorm2d(to),
  nn.relu(),
];

/** Pictures [N, 3, S, S] → [N, kinds + 4, S/4, S/4]: logits of middles, then what becomes the distances of the borders. */
export class Detector extends nn.Module {
  readonly near: nn.Module;
  readonly far: nn.Module;
  readonly merge: nn.Module;
  readonly head: nn.Conv2d;
  readonly #double = nn.upsample({ scaleFactor: 2, mode: "nearest" });

  constructor(kinds: number, width: number) {
    super();
    this.near = nn.sequential(
      ...block(3, width),
      nn.maxPool2d(2),
      ...block(width, 2 * width),
      nn.maxPool2d(2),
      ...block(2 * width, 4 * width),
      ...block(4 * width, 4 * width),
    );
    this.far = nn.sequential(nn.maxPool2d(2), ...block(4 * width, 6 * width), ...block(6 * width, 6 * width));
    this.merge = nn.sequential(
      nn.conv2d(10 * width, 4 * width, 1, { bias: false }),
      nn.batchNorm2d(4 * width),
      nn.relu(),
      ...block(4 * width, 4 * width),
    );
    this.head = nn.conv2d(4 * width, kinds + 4, 1);
    // At first hardly any cell is a middle: else the loss would begin with thousands of wrong ones.
    this.head.bias!.assign(tensor(Array.from({ length: kinds + 4 }, (_, k) => (k < kinds ? -3 : 0))));
  }

  override forward(input: Tensor): Tensor {
    const near = this.near.forward(input);
    return this.head.forward(this.merge.forward(concat([near, this.#double.forward(this.far.forward(near))], 1)));
  }
}

/** What the detector should say of a picture: heat [kinds], borders [4] and the weight of the borders [1], for each cell. */
export function targetOf({ boxes, labels }: Boxes, kinds: number, cells: number, out: Float32Array): void {
  const plane = cells * cells;
  boxes.forEach(([left, top, right, bottom], n) => {
    const [x, y] = [(left + right) / 2 / STRIDE - 0.5, (top + bottom) / 2 / STRIDE - 0.5];
    const [middleX, middleY] = [Math.round(x), Math.round(y)].map((v) => Math.min(cells - 1, Math.max(0, v))) as [number, number];
    const [spreadX, spreadY] = [right - left, bottom - top].map((side) => Math.max(0.6, (0.12 * side) / STRIDE)) as [number, number];
    for (let cell = 0; cell < plane; cell++) {
      const [column, row] = [cell % cells, Math.floor(cell / cells)];
      const heat = Math.exp(-(((column - middleX) / spreadX) ** 2 + ((row - middleY) / spreadY) ** 2) / 2);
      if (heat < 0.01) continue;
      const at = labels[n]! * plane + cell;
      out[at] = Math.max(out[at]!, heat);
      // Cells near the middle learn the borders, too; where things meet, the nearer one counts.
      if (heat < 0.2 || out[(kinds + 4) * plane + cell]! >= heat) continue;
      const [px, py] = [(column + 0.5) * STRIDE, (row + 0.5) * STRIDE];
      [px - left, py - top, right - px, bottom - py].forEach((distance, k) => (out[(kinds + k) * plane + cell] = distance));
      out[(kinds + 4) * plane + cell] = heat;
    }
  });
}

/** Distances of the borders in pixels, always above 0. */
const distances = (raw: Tensor): Tensor => softplus(raw).mul(2 * STRIDE);

/** Boxes [N · cells, 4] around the middle of each cell, from distances [N, 4, S, S]. */
const around = (borders: Tensor): Tensor => {
  const rows = borders.permute([0, 2, 3, 1]).reshape([-1, 4]);
  return concat([rows.slice(1, 0, 2).neg(), rows.slice(1, 2, 4)], 1);
};

/** Focal loss of the heat, and 1 − generalized overlap of the boxes near the middles. */
export const detectionLoss =
  (kinds: number): LossFunction =>
  (output, target) => {
    const heat = heatmapFocal(output.slice(1, 0, kinds), target.slice(1, 0, kinds));
    const weight = target.slice(1, kinds + 4, kinds + 5).reshape([-1]);
    const found = around(distances(output.slice(1, kinds, kinds + 4)));
    const apart = boxGiou(found, around(target.slice(1, kinds, kinds + 4)), { reduction: "none" });
    return heat.add(apart.mul(weight).sum().div(weight.sum().add(1e-3)).mul(2));
  };

/** The boxes in an output: cells that are hotter than their neighbors, of those that overlap the surest. */
export function boxesIn(output: Tensor, kinds: number, size: number): Detections[] {
  const [count, , cells] = output.shape as readonly [number, number, number];
  const plane = cells * cells;
  const heat = output.slice(1, 0, kinds).sigmoid().data();
  const borders = distances(output.slice(1, kinds, kinds + 4)).data();
  return Array.from({ length: count }, (_, n): Detections => {
    const [boxes, scores, labels]: [Box[], number[], number[]] = [[], [], []];
    for (let kind = 0; kind < kinds; kind++)
      for (let cell = 0; cell < plane; cell++) {
        const [column, row] = [cell % cells, Math.floor(cell / cells)];
        const at = (n * kinds + kind) * plane;
        const own = heat[at + cell]!;
        if (own < 0.03) continue;
        let hottest = true;
        for (let y = Math.max(0, row - 1); y <= Math.min(cells - 1, row + 1); y++)
          for (let x = Math.max(0, column - 1); x <= Math.min(cells - 1, column + 1); x++)
            if (heat[at + y * cells + x]! > own) hottest = false;
        if (!hottest) continue;
        const border = (k: number): number => borders[(n * 4 + k) * plane + cell]!;
        const [x, y] = [(column + 0.5) * STRIDE, (row + 0.5) * STRIDE];
        boxes.push([Math.max(0, x - border(0)), Math.max(0, y - border(1)), Math.min(size, x + border(2)), Math.min(size, y + border(3))]);
        scores.push(own);
        labels.push(kind);
      }
    const kept = nonMaximumSuppression(boxes, scores, { threshold: 0.5, labels, most: 30 });
    return { boxes: kept.map((i) => boxes[i]!), scores: kept.map((i) => scores[i]!), labels: kept.map((i) => labels[i]!) };
  });
}
