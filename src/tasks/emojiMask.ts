// Recipe: segmentation. Which pixels of a picture belong to emoji, which to the photograph behind?
//
// Data: canvases of 64 × 64 pixels, parts of photographs with 1 to 3 emoji of 16 to 40 pixels; a pixel belongs to an emoji where that is at
// least half opaque. Split: the test has every fourth emoji and three photographs, training the others; flags are left out. Training
// canvases are drawn anew for every step; the 300 test canvases are always the same. Judged by Dice, all pixels of the test together.
// Seeds: weights and training canvases. Nothing was chosen by the test canvases.
// Baselines, found on 300 training canvases: the best threshold of saturation (emoji are colorful), the best threshold of brightness.
import { manualSeed, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { loader } from "../data/index.ts";
import { emoji, photographs } from "../datasets/index.ts";
import { dice } from "../metrics/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import { overlays } from "../viz/index.ts";
import { grayOf } from "./canvases.ts";
import type { CanvasOptions } from "./canvases.ts";
import { backdropsOf, CanvasExamples, emojiOf } from "./canvasExamples.ts";
import type { CanvasTarget } from "./canvasExamples.ts";
import { told } from "./pictures.ts";
import type { Recipe } from "./recipe.ts";
import { maskLoss, UNet } from "./unet.ts";

const SIZE = 64;
const PLANE = SIZE * SIZE;

const target: CanvasTarget = { planes: 1, side: SIZE, write: ({ mask }, into) => into.set(mask) };

/** Brightness or saturation of each pixel of [N, 3, SIZE, SIZE], 0 to 255. */
const measured = (pixels: ArrayLike<number>, of: (r: number, g: number, b: number) => number): Uint8Array =>
  Uint8Array.from({ length: pixels.length / 3 }, (_, i) => {
    const at = Math.floor(i / PLANE) * 3 * PLANE + (i % PLANE);
    return Math.round(255 * Math.min(1, Math.max(0, of(pixels[at]!, pixels[at + PLANE]!, pixels[at + 2 * PLANE]!))));
  });
const brightness = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;
const saturation = (r: number, g: number, b: number): number => Math.max(r, g, b) - Math.min(r, g, b);

export const emojiMaskRecipe: Recipe = {
  id: "segmentation-emoji",
  task: "segmentation",
  dataset: "emoji on photographs",
  title: { en: "Masks of emoji on photographs", ru: "Маски эмодзи на фотографиях" },
  about: {
    en: "Canvases of 64 × 64 pixels: 1 to 3 emoji on a part of a photograph. Emoji and photographs of the test are none of the training. A U-Net says of every pixel whether it belongs to an emoji.",
    ru: "Холсты 64 × 64 точки: от 1 до 3 эмодзи на части фотографии. Эмодзи и фотографии проверки в обучении не встречаются. U-Net решает о каждой точке, принадлежит ли она эмодзи.",
  },
  metric: "Dice",
  better: "higher",
  bar: 0.95,
  reference: null,
  async run(options) {
    const [faces, photos] = [await emoji("google", options), await photographs(options)];
    const part = (isTest: boolean): CanvasOptions => ({
      size: SIZE,
      things: [1, 3],
      sides: [16, 40],
      kinds: [emojiOf(faces, isTest)],
      backdrops: backdropsOf(photos, isTest),
    });
    const [training, test] = [part(false), part(true)];
    const [width, steps, batchSize, judged] = options.quick ? [4, 110, 8, 60] : [8, 800, 16, 300];
    manualSeed(options.seed);
    const model = new UNet(3, 1, width, 3);
    const data = new CanvasExamples(training, target, steps * batchSize, options.seed);
    await fit(model, loader<readonly [Tensor, Tensor]>(data, { batchSize }), {
      loss: maskLoss,
      optimizer: adamw({ lr: options.quick ? 1e-2 : 4e-3, weightDecay: 1e-2 }),
      schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
      epochs: 1,
      seed: options.seed,
      ...told(options),
    });
    const all = Int32Array.from({ length: judged }, (_, n) => n);
    const [seen, truth] = new CanvasExamples(test, target, judged, 1_000_003).batch(all);
    const [learnt, known] = new CanvasExamples(training, target, judged, 1_000_004).batch(all);
    const logits = predict(model, tensor(seen.data, { shape: seen.shape }), { batchSize: 50 }).data();
    const judge = (found: ArrayLike<number>, masks: ArrayLike<number> = truth.data): number =>
      dice({ data: found, shape: [found.length] }, { data: masks, shape: [masks.length] }, { ignore: 0, classes: 2 });
    const found = Uint8Array.from(logits, (value) => Number(value > 0));
    /** The threshold that is best on training canvases, judged on the test. */
    const threshold = (of: typeof brightness): number => {
      const values = measured(learnt.data, of);
      const scores = Array.from({ length: 26 }, (_, k) => judge(values.map((value) => Number(value >= 10 * k)), known.data)); // prettier-ignore
      const best = 10 * scores.indexOf(Math.max(...scores));
      return judge(measured(seen.data, of).map((value) => Number(value >= best)));
    };
    const shown = [0, 1, 2, 3, 4, 5, 6, 7];
    return {
      test: judge(found),
      baseline: { what: "best threshold of saturation", value: threshold(saturation) },
      details: {
        "best threshold of brightness": threshold(brightness),
        "training canvases": steps * batchSize,
        "test canvases": judged,
        "share of pixels that belong to emoji": truth.data.filter((value) => value > 0).length / truth.data.length,
        parameters: model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      },
      samples: shown.map((n) => `canvas ${n}: Dice ${judge(found.subarray(n * PLANE, (n + 1) * PLANE), truth.data.subarray(n * PLANE, (n + 1) * PLANE)).toFixed(3)}`), // prettier-ignore
      pictures: [
        overlays(
          shown.map((n) => ({
            image: { columns: SIZE, rows: SIZE, values: grayOf({ pixels: seen.data.subarray(n * 3 * PLANE, (n + 1) * 3 * PLANE) }) },
            masks: [{ values: found.subarray(n * PLANE, (n + 1) * PLANE), label: "emoji" }],
          })),
        ),
      ],
    };
  },
};
