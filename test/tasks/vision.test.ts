// What the recipes of seeing are made of: canvases with boxes and masks by construction, targets and boxes of the detector, templates, the
// U-Net, groups and games of metric learning. By small made-up pictures, without data sets.
import { describe, expect, test } from "vitest";
import { manualSeed, tensor } from "../../src/index.ts";
import { RandomSource } from "../../src/data/index.ts";
import type { ImagePart } from "../../src/datasets/index.ts";
import { boxIou, meanAveragePrecision } from "../../src/metrics/index.ts";
import type { Box } from "../../src/metrics/index.ts";
import { canvas, grayOf } from "../../src/tasks/canvases.ts";
import type { CanvasOptions, Kind } from "../../src/tasks/canvases.ts";
import { boxesIn, detectionLoss, Detector, targetOf } from "../../src/tasks/detector.ts";
import { Groups, pairLoss, tripletLoss } from "../../src/tasks/groups.ts";
import { fewShot, nearestSame, nearness, unit } from "../../src/tasks/neighbors.ts";
import { nearestMean, Pictures } from "../../src/tasks/pictures.ts";
import { matchTemplates } from "../../src/tasks/templates.ts";
import { augmentBoth, maskLoss, UNet } from "../../src/tasks/unet.ts";

/** A square of `ink` pixels in the middle of 20 × 20. */
const square = (ink: number): Kind => ({
  count: 1,
  sprite: () => ({
    size: 20,
    opacity: Float32Array.from({ length: 400 }, (_, p) =>
      Number(Math.max(Math.abs((p % 20) - 9.5), Math.abs(Math.floor(p / 20) - 9.5)) < ink / 2),
    ),
    colors: null,
  }),
});
const gray = { height: 60, width: 70, planes: new Float32Array(3 * 60 * 70).fill(0.5) };
const options: CanvasOptions = { size: 48, kinds: [square(20), square(10)], backdrops: [gray], things: [1, 3], sides: [10, 20] };

describe("canvases", () => {
  test("the same seeds give the same canvas, others another", () => {
    expect(canvas(options, 1, 2)).toEqual(canvas(options, 1, 2));
    expect(canvas(options, 1, 2).pixels).not.toEqual(canvas(options, 1, 3).pixels);
  });

  test("boxes are as small as can be around what differs from the background, and do not touch", () => {
    for (let n = 0; n < 20; n++) {
      const { pixels, boxes, labels, mask } = canvas(options, 5, n);
      expect(boxes.length).toBeGreaterThanOrEqual(1);
      expect(boxes.length).toBeLessThanOrEqual(3);
      expect(labels.length).toBe(boxes.length);
      const background = pixels[0]!;
      const inside = (x: number, y: number): boolean => boxes.some(([l, t, r, b]) => x >= l && x < r && y >= t && y < b);
      for (let p = 0; p < 48 * 48; p++) {
        const differs = Math.max(...[0, 1, 2].map((c) => Math.abs(pixels[c * 48 * 48 + p]! - background))) > 0.35;
        if (differs) expect(inside(p % 48, Math.floor(p / 48))).toBe(true);
        if (mask[p] === 1) expect(inside(p % 48, Math.floor(p / 48))).toBe(true);
      }
      boxes.forEach((box, i) => {
        boxes.slice(0, i).forEach((other) => expect(boxIou(box, other)).toBe(0));
        for (const y of [box[1], box[3] - 1]) expect(Array.from({ length: box[2] - box[0] }, (_, k) => mask[y * 48 + box[0] + k]!).some((value) => value === 1)).toBe(true); // prettier-ignore
      });
    }
  });
});

describe("detector", () => {
  const boxes: Box[] = [[4, 6, 20, 26], [28, 20, 44, 40]]; // prettier-ignore

  test("an output that says what the target says gives the boxes back", () => {
    const rows = new Float32Array(7 * 12 * 12);
    targetOf({ boxes, labels: [0, 1] }, 2, 12, rows);
    // Heat → logits; distances d → x with softplus(x) · 8 = d.
    const output = Float32Array.from(rows.subarray(0, 6 * 144), (value, i) =>
      i < 2 * 144 ? Math.log((value + 1e-4) / (1 - value + 1e-4)) : Math.log(Math.expm1(Math.max(value, 0.1) / 8)),
    );
    const [found] = boxesIn(tensor(output, { shape: [1, 6, 12, 12] }), 2, 48);
    expect(found!.labels).toEqual([0, 1]);
    found!.boxes.forEach((box, i) => expect(boxIou(box, boxes[i]!)).toBeGreaterThan(0.99));
    expect(meanAveragePrecision([found!], [{ boxes, labels: [0, 1] }])).toBe(1);
    const loss = detectionLoss(2);
    const right = loss(tensor(output, { shape: [1, 6, 12, 12] }), tensor(rows, { shape: [1, 7, 12, 12] })).item();
    const wrong = loss(
      tensor(
        output.map((value) => value / 2),
        { shape: [1, 6, 12, 12] },
      ),
      tensor(rows, { shape: [1, 7, 12, 12] }),
    ).item();
    expect(right).toBeLessThan(0.2);
    expect(wrong).toBeGreaterThan(2 * right);
  });

  test("one cell for every four pixels; at first it is sure of nothing", () => {
    manualSeed(0);
    const model = new Detector(3, 4);
    const output = model.forward(tensor(new Float32Array(2 * 3 * 48 * 48).fill(0.5), { shape: [2, 3, 48, 48] }));
    expect(output.shape).toEqual([2, 7, 12, 12]);
    expect(Math.max(...output.slice(1, 0, 3).sigmoid().data())).toBeLessThan(0.5);
  });

  test("templates find what they show, dark or bright, with its box", () => {
    const made = canvas({ ...options, kinds: [square(14)], things: [2, 2], sides: [16, 16] }, 3, 1);
    const [found] = matchTemplates(grayOf(made), 48, [{ kind: 0, size: 20, opacity: square(14).sprite(0).opacity }], [16]);
    for (const box of made.boxes) expect(Math.max(...found!.boxes.map((other) => boxIou(box, other)))).toBeGreaterThan(0.7);
  });
});

describe("U-Net", () => {
  test("a mask as large as the picture; the loss falls when the mask fits", () => {
    manualSeed(0);
    const model = new UNet(3, 2, 4, 2);
    expect(model.forward(tensor(new Float32Array(3 * 16 * 24), { shape: [1, 3, 16, 24] })).shape).toEqual([1, 2, 16, 24]);
    const mask = tensor([[[[1, 0], [0, 1]]]]); // prettier-ignore
    expect(maskLoss(mask.sub(0.5).mul(20), mask).item()).toBeLessThan(maskLoss(mask.mul(0), mask).item() / 3);
  });

  test("pictures and masks are moved alike, only pictures are recolored", () => {
    const data = Float32Array.from({ length: 2 * 16 }, (_, i) => i);
    const augment = augmentBoth(
      (column) => ({ ...column, data: Float32Array.from(column.data).reverse().subarray(0, column.data.length) }),
      (column) => ({ ...column, data: Float32Array.from(column.data, (value) => value + 100) }),
    );
    const batch = [{ dtype: "f32", shape: [1, 1, 4, 4], data: data.subarray(0, 16) }, { dtype: "f32", shape: [1, 1, 4, 4], data: data.subarray(16) }] as const; // prettier-ignore
    const [x, y] = augment(batch, new RandomSource(0))!;
    expect(Array.from(x.data)).toEqual(Array.from({ length: 16 }, (_, i) => 131 - i));
    expect(Array.from(y.data)).toEqual(Array.from({ length: 16 }, (_, i) => 15 - i));
  });
});

describe("metric learning", () => {
  const points = tensor([[0, 0], [0, 1], [5, 5], [5, 6], [9, 0], [9, 1]]); // prettier-ignore
  const labels = [0, 0, 1, 1, 2, 2];

  test("nearness has the order of Euclidean distances", () => {
    const near = nearness(points);
    expect(nearestSame(near, labels)).toBe(1);
    expect(nearestSame(near, [0, 1, 0, 1, 0, 1])).toBe(0);
    expect(fewShot(near, labels, { ways: 3, shots: 1, games: 50, seed: 1 })).toBe(1);
    expect(fewShot(nearness(points.mul(0)), labels, { ways: 3, shots: 1, games: 50, seed: 1 })).toBeCloseTo(1 / 3, 10);
    expect(unit(tensor([[3, 4]])).toArray()).toEqual([[expect.closeTo(0.6, 5), expect.closeTo(0.8, 5)]]);
  });

  test("groups: the same number gives the same pictures; losses fall when groups lie together", () => {
    const groups = new Groups({
      classes: 3,
      length: 9,
      each: 2,
      channels: 1,
      size: 2,
      seed: 4,
      draw: (label, random, out) => void out.fill(label + random.next() / 10),
      augment: (column) => column,
    });
    const [x, y] = groups.batch([0, 1, 5]);
    expect([x.shape, Array.from(y.data)]).toEqual([[3, 2, 1, 2, 2], [0, 0, 1, 1, 2, 2]]); // prettier-ignore
    expect(groups.batch([5])[0].data).toEqual(x.data.subarray(16));
    const together = tensor([[[1, 0], [1, 0.1]], [[0, 1], [0.1, 1]]]); // prettier-ignore
    const apart = tensor([[[1, 0], [0, 1]], [[0, 1], [1, 0]]]); // prettier-ignore
    const names = tensor([[0, 0], [1, 1]], { dtype: "i32" }); // prettier-ignore
    for (const loss of [pairLoss(0.1), tripletLoss(0.3)])
      expect(loss(together, names).item()).toBeLessThan(loss(apart, names).item() - 0.5);
  });
});

describe("pictures", () => {
  const part: ImagePart = { images: Uint8Array.of(0, 255, 255, 0, 10, 250), shape: [3, 1, 2], labels: Int32Array.of(0, 1, 0) };

  test("bytes become numbers from 0 to 1; the first so many only", () => {
    const [x, y] = new Pictures(part).batch([1, 2]);
    expect(x.shape).toEqual([2, 1, 1, 2]);
    expect(Array.from(x.data)).toEqual([1, 0, expect.closeTo(10 / 255, 6), expect.closeTo(250 / 255, 6)]);
    expect(Array.from(y.data)).toEqual([1, 0]);
    expect(new Pictures(part, 2).length).toBe(2);
  });

  test("the nearest mean", () => {
    const others: ImagePart = { images: Uint8Array.of(20, 200, 220, 30), shape: [2, 1, 2], labels: Int32Array.of(0, 0) };
    expect(nearestMean(part, others, 2)).toBe(0.5);
  });
});
