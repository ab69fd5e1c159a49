// Recipe: detection. Where on a photograph are letters, digits and emoji?
//
// Data: canvases of 80 × 80 pixels, parts of nine photographs with 1 to 5 real things on each, 14 to 36 pixels large; letters and digits in
// random inks, dark or bright. Boxes by construction, around what is at least a third opaque. Split: the test has letters of the eight
// held-out fonts, digits of MNIST's test part, every fourth emoji and three photographs; training has none of them. Training canvases are
// drawn anew for every step; the test canvases are always the same. Judged as COCO does: mean average precision over the three kinds at an
// overlap of 0.5, and averaged over overlaps of 0.5 to 0.95. Seeds: weights and training canvases. Nothing was chosen by the test canvases.
// Baseline: 37 templates (the mean picture of each training letter and digit, and of all emoji) at four sizes by normalized correlation.
import { manualSeed, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { loader } from "../data/index.ts";
import { digits, emoji, letters, photographs } from "../datasets/index.ts";
import type { ImagePart } from "../datasets/index.ts";
import { meanAveragePrecision } from "../metrics/index.ts";
import type { Boxes, Detections } from "../metrics/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import { overlays } from "../viz/index.ts";
import type { Scene } from "../viz/index.ts";
import { canvas, grayOf, written } from "./canvases.ts";
import type { Canvas, CanvasOptions } from "./canvases.ts";
import { backdropsOf, CanvasExamples, emojiOf } from "./canvasExamples.ts";
import type { CanvasTarget } from "./canvasExamples.ts";
import { boxesIn, detectionLoss, Detector, STRIDE, targetOf } from "./detector.ts";
import { told } from "./pictures.ts";
import type { Recipe } from "./recipe.ts";
import { matchTemplates } from "./templates.ts";
import type { Template } from "./templates.ts";

const KINDS = ["letter", "digit", "emoji"] as const;
const SIZE = 80;
const CELLS = SIZE / STRIDE;

/** What is learnt: the heat map of each kind, and sizes and offsets. */
const target: CanvasTarget = {
  planes: KINDS.length + 5,
  side: CELLS,
  write: (made, into) => targetOf(made, KINDS.length, CELLS, into),
};

/** The mean picture of each class. */
function meansOf({ images, labels, shape: [count, size] }: ImagePart, classes: number, kind: number): Template[] {
  const sums = Array.from({ length: classes }, () => new Float32Array(size * size));
  const counts = new Float32Array(classes);
  for (let n = 0; n < count; n++) {
    counts[labels[n]!]!++;
    for (let p = 0; p < size * size; p++) sums[labels[n]!]![p]! += images[n * size * size + p]! / 255;
  }
  return sums.map((sum, label) => ({ kind, size, opacity: sum.map((value) => value / counts[label]!) }));
}

/** Canvases with what was found (solid) and what is there (dashed). */
export const boxesScene = (canvases: readonly Canvas[], found: readonly Detections[], language: "en" | "ru" = "en"): Scene =>
  overlays(
    canvases.map((made, n) => ({
      image: { columns: SIZE, rows: SIZE, values: grayOf(made) },
      boxes: [
        ...made.boxes.map(([left, top, right, bottom], k) => ({ x: left, y: top, width: right - left, height: bottom - top, label: "", kind: made.labels[k]!, truth: true })), // prettier-ignore
        ...found[n]!.boxes.flatMap(
          ([left, top, right, bottom], k) =>
          found[n]!.scores[k]! < 0.3
            ? []
            : [{ x: left, y: top, width: right - left, height: bottom - top, label: `${KINDS[found[n]!.labels[k]!]!} ${found[n]!.scores[k]!.toFixed(2)}`, kind: found[n]!.labels[k]! }], // prettier-ignore
        ),
      ],
    })),
    { language },
  );

export const detectionRecipe: Recipe = {
  id: "detection-canvases",
  task: "detection",
  dataset: "letters, digits, emoji on photographs",
  title: { en: "Letters, digits and emoji on photographs", ru: "Буквы, цифры и эмодзи на фотографиях" },
  about: {
    en: "Canvases of 80 × 80 pixels with 1 to 5 real things on parts of photographs, boxes by construction. Fonts, writers, emoji and photographs of the test are none of the training. A detector of one stage without anchors.",
    ru: "Холсты 80 × 80 точек: от 1 до 5 настоящих предметов на частях фотографий, рамки известны по построению. Шрифты, почерки, эмодзи и фотографии проверки в обучении не встречаются. Одноступенчатый детектор без якорей.",
  },
  metric: "mAP at 0.5",
  better: "higher",
  bar: 0.85,
  reference: null,
  async run(options) {
    const [abc, numbers, faces, photos] = [await letters({ copies: 1 }), await digits(options), await emoji("google", options), await photographs(options)]; // prettier-ignore
    const part = (isTest: boolean): CanvasOptions => ({
      size: SIZE,
      things: [1, 5],
      sides: [16, 36],
      kinds: [written(isTest ? abc.test : abc.train), written(isTest ? numbers.test : numbers.train), emojiOf(faces, isTest)],
      backdrops: backdropsOf(photos, isTest),
    });
    const [training, test] = [part(false), part(true)];
    const [width, steps, batchSize, judged] = options.quick ? [6, 90, 16, 40] : [12, 700, 24, 400];
    manualSeed(options.seed);
    const model = new Detector(KINDS.length, width);
    await fit(
      model,
      loader<readonly [Tensor, Tensor]>(new CanvasExamples(training, target, steps * batchSize, options.seed), { batchSize }),
      {
        loss: detectionLoss(KINDS.length),
        optimizer: adamw({ lr: options.quick ? 1e-2 : 4e-3, weightDecay: 1e-2 }),
        schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
        epochs: 1,
        clipNorm: 10,
        seed: options.seed,
        ...told(options),
      },
    );
    const canvases = Array.from({ length: judged }, (_, n) => canvas(test, 1_000_003, n));
    const pixels = new Float32Array(judged * 3 * SIZE * SIZE);
    canvases.forEach((made, n) => pixels.set(made.pixels, n * 3 * SIZE * SIZE));
    const found = boxesIn(predict(model, tensor(pixels, { shape: [judged, 3, SIZE, SIZE] }), { batchSize: 50 }), KINDS.length, SIZE);
    const grays = new Float32Array(judged * SIZE * SIZE);
    canvases.forEach((made, n) => grays.set(grayOf(made), n * SIZE * SIZE));
    const learnt = training.kinds[2]!;
    const meanEmoji = new Float32Array(32 * 32);
    for (let n = 0; n < learnt.count; n++) learnt.sprite(n).opacity.forEach((value, p) => (meanEmoji[p]! += value / learnt.count));
    const templates: Template[] = [
      ...meansOf(abc.train, 26, 0),
      ...meansOf(numbers.train, 10, 1),
      { kind: 2, size: 32, opacity: meanEmoji },
    ];
    const matched = matchTemplates(grays, SIZE, templates, [18, 23, 28, 34]);
    const at = (each: readonly Detections[], thresholds?: readonly number[]): number =>
      meanAveragePrecision(each, canvases, thresholds ? { thresholds } : {});
    const ofKind = (kind: number): number => {
      const only = <Part extends Boxes>(each: Part): Part => ({
        ...each,
        boxes: each.boxes.filter((_, i) => each.labels[i] === kind),
        labels: each.labels.filter((label) => label === kind),
        ...("scores" in each && { scores: (each.scores as readonly number[]).filter((_, i) => each.labels[i] === kind) }),
      });
      return meanAveragePrecision(found.map(only), canvases.map(only), { thresholds: [0.5] });
    };
    return {
      test: at(found, [0.5]),
      baseline: { what: "37 templates at four sizes", value: at(matched, [0.5]) },
      details: {
        "mAP at 0.5 to 0.95": at(found),
        "templates: mAP at 0.5 to 0.95": at(matched),
        ...Object.fromEntries(KINDS.map((kind, k) => [`AP at 0.5 of ${kind}s`, ofKind(k)])),
        "training canvases": steps * batchSize,
        "test canvases": judged,
        "things on them": canvases.reduce((sum, { boxes }) => sum + boxes.length, 0),
        parameters: model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      },
      samples: canvases.slice(0, 6).map((made, n) => {
        const there = made.labels.map((label) => KINDS[label]!).join(", ");
        const seen = found[n]!.boxes.flatMap(([left, top, right, bottom], k) => found[n]!.scores[k]! < 0.3 ? [] : [`${KINDS[found[n]!.labels[k]!]!} at ${Math.round(left)}, ${Math.round(top)}, ${Math.round(right)}, ${Math.round(bottom)} (${found[n]!.scores[k]!.toFixed(2)})`]); // prettier-ignore
        return `${there} → ${seen.length === 0 ? "nothing" : seen.join("; ")}`;
      }),
      pictures: [boxesScene(canvases.slice(0, 8), found.slice(0, 8))],
    };
  },
};
