// Recipe: which cubes of a magnetic resonance image of a head are brain?
//
// Data: one head (Colin 27), 181 slices of 217 × 181 cubes of 1 mm, and the mask of its brain. One subject: the figure says how well slices are
// filled in between others of the same head, not how well another head would be done. Split: three blocks of 20 slices are the test, the
// five slices on either side of each are used for nothing, the other 91 are learnt from. Seen at half the size, three slices at once (the
// one in question, and those 2 mm below and above it); the answer is brought back to full size and judged there, all cubes of the test
// together. Seeds: weights, order and variations (turned, moved, scaled, mirrored, brighter or darker). The variations were made larger
// after a first run that fell short; it did not help: the bar of 0.95 is missed. The two upper blocks reach about 0.97, the lowest 0.83, as
// the front ends of the temporal lobes lie within it and are in no slice that is learnt from.
// Baselines, found on the slices to learn from: the best window of brightness, the best threshold; and the mask of the nearest such slice.
import { manualSeed, tensor } from "../index.ts";
import { tensorDataset } from "../data/index.ts";
import { brain } from "../datasets/index.ts";
import { dice } from "../metrics/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import { overlays } from "../viz/index.ts";
import { told } from "./pictures.ts";
import type { Recipe } from "./recipe.ts";
import { augmentSlices, BLOCKS, fullLabels, halved, HEIGHT, LENGTH, nearestSlices, seen, slicesOf, splitSlices, WIDTH } from "./slices.ts";
import { maskLoss, UNet } from "./unet.ts";

/** The window of brightness from `low` to `high` that fits the mask best; thresholds are windows that end at 255. */
function bestWindow(scan: Uint8Array, mask: Uint8Array, open: boolean): { readonly low: number; readonly high: number } {
  const [all, brainOnly] = [new Float64Array(257), new Float64Array(257)];
  scan.forEach((value, i) => {
    all[value + 1]!++;
    brainOnly[value + 1]! += mask[i]!;
  });
  for (let v = 1; v <= 256; v++) {
    all[v]! += all[v - 1]!;
    brainOnly[v]! += brainOnly[v - 1]!;
  }
  let best = { low: 0, high: 255, score: -1 };
  for (let low = 0; low < 256; low++)
    for (let high = open ? 255 : low; high < 256; high++) {
      const both = brainOnly[high + 1]! - brainOnly[low]!;
      const score = (2 * both) / (all[high + 1]! - all[low]! + brainOnly[256]!);
      if (score > best.score) best = { low, high, score };
    }
  return best;
}

export const brainMaskRecipe: Recipe = {
  id: "segmentation-brain",
  task: "segmentation",
  dataset: "brain",
  title: { en: "The brain in a magnetic resonance image", ru: "Мозг на магнитно-резонансной томограмме" },
  about: {
    en: "One head in 181 slices. Three blocks of 20 slices are the test, with a gap of 5 unused slices around each; a U-Net learns from the other 91. One subject: it says how well slices of a head are filled in between others of the same head.",
    ru: "Одна голова, 181 срез. Три блока по 20 срезов — проверка, по 5 срезов вокруг каждого не используются; U-Net учится на остальных 91. Испытуемый один: видно, как хорошо заполняются срезы той же головы, а не другой.",
  },
  metric: "Dice",
  better: "higher",
  bar: 0.95,
  reference: { what: "best window of brightness, all slices", value: 0.778, source: "measured with NumPy on the same head" },
  async run(options) {
    const head = await brain(options);
    const [slices, height, width] = head.shape;
    const { test, learnt } = splitSlices(slices);
    const chosen = options.quick ? learnt.filter((z) => z % 3 === 0) : learnt;
    const masks = new Float32Array(chosen.length * HEIGHT * WIDTH);
    chosen.forEach((z, n) => halved(head, head.mask, z, masks.subarray(n * HEIGHT * WIDTH, (n + 1) * HEIGHT * WIDTH), 1));
    const data = tensorDataset(
      { data: seen(head, chosen), shape: [chosen.length, 3, HEIGHT, WIDTH] },
      { data: masks, shape: [chosen.length, 1, HEIGHT, WIDTH] },
    );
    const [channels, epochs, batchSize] = options.quick ? [4, 6, 4] : [12, 40, 8];
    manualSeed(options.seed);
    const model = new UNet(3, 1, channels, 3);
    const steps = epochs * Math.ceil(chosen.length / batchSize);
    await fit(model, data, {
      loss: maskLoss,
      optimizer: adamw({ lr: options.quick ? 1e-2 : 4e-3, weightDecay: 1e-2 }),
      schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
      epochs,
      batchSize,
      augment: augmentSlices,
      seed: options.seed,
      ...told(options),
    });
    const found = fullLabels(
      predict(model, tensor(seen(head, test), { shape: [test.length, 3, HEIGHT, WIDTH] }), { batchSize: 10 }),
      head.shape,
    );
    const truth = slicesOf(head, head.mask, test);
    const judge = (mask: Uint8Array, from = 0, to = test.length): number => {
      const part = (values: Uint8Array): { data: Uint8Array; shape: [number] } => ({
        data: values.subarray(from * height * width, to * height * width),
        shape: [(to - from) * height * width],
      });
      return dice(part(mask), part(truth), { ignore: 0, classes: 2 });
    };
    const scan = slicesOf(head, head.scan, test);
    const byBrightness = (open: boolean): number => {
      const { low, high } = bestWindow(slicesOf(head, head.scan, learnt), slicesOf(head, head.mask, learnt), open);
      return judge(scan.map((value) => Number(value >= low && value <= high)));
    };
    const shown = [5, 15, 25, 35, 45, 55];
    const nearest = nearestSlices(test, learnt);
    return {
      test: judge(found),
      baseline: { what: "best window of brightness", value: byBrightness(false) },
      details: {
        "Dice of each block": BLOCKS.map((_, b) => judge(found, b * LENGTH, (b + 1) * LENGTH)),
        "best threshold of brightness": byBrightness(true),
        "mask of the nearest slice that was learnt from": judge(slicesOf(head, head.mask, nearest)),
        "slices to learn from": chosen.length,
        "test slices": test.length,
        subjects: 1,
        parameters: model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      },
      samples: shown.map((n) => `slice ${test[n]!}: Dice ${judge(found, n, n + 1).toFixed(3)}`),
      pictures: [
        overlays(
          shown.map((n) => {
            // Rows go from back to front: the front is shown above.
            const upright = (values: Uint8Array, scale: number): Float32Array =>
              Float32Array.from({ length: height * width }, (_, i) => values[(n * height + height - 1 - Math.floor(i / width)) * width + (i % width)]! * scale); // prettier-ignore
            return {
              image: { columns: width, rows: height, values: upright(scan, 1 / 160), name: `${test[n]!}` },
              masks: [{ values: upright(found, 1), label: "brain" }],
            };
          }),
        ),
      ],
    };
  },
};
