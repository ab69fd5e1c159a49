// Recipe: which cubes of a magnetic resonance image of a head are brain?
//
// Data: one head (Colin 27), 181 slices of 217 × 181 cubes of 1 mm, and the mask of its brain. One subject: the figure says how well slices are
// filled in between others of the same head, not how well another head would be done. Split: three blocks of 20 slices are the test, the
// five slices on either side of each are used for nothing, the other 91 are learnt from. Seen at half the size, three slices at once (the
// one in question, and those 2 mm below and above it); the answer is brought back to full size and judged there, all cubes of the test
// together. Seeds: weights, order and variations (turned, moved, scaled, mirrored, brighter or darker). Nothing was chosen by the test slices.
// Baselines, found on the slices to learn from: the best window of brightness, the best threshold; and the mask of the nearest such slice.
import { interpolate, manualSeed, noGrad, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { composeImages, horizontalFlip, randomAffine, tensorDataset } from "../data/index.ts";
import { brain } from "../datasets/index.ts";
import type { BrainScan } from "../datasets/index.ts";
import { dice } from "../metrics/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import { overlays } from "../viz/index.ts";
import { told } from "./pictures.ts";
import type { Recipe } from "./recipe.ts";
import { augmentBoth, maskLoss, UNet } from "./unet.ts";

/** First slices of the test blocks, their length, and the gap on either side. */
const [BLOCKS, LENGTH, GAP] = [[30, 75, 120], 20, 5];

/** Height and width at half the size, multiples of 8. */
const [HEIGHT, WIDTH] = [112, 96];

const augment = augmentBoth(
  composeImages(horizontalFlip(), randomAffine({ degrees: 10, translate: [0.05, 0.05], scale: [0.9, 1.1] })),
  (pictures, random) => {
    const size = 3 * HEIGHT * WIDTH;
    for (let n = 0; n * size < pictures.data.length; n++) {
      const factor = random.uniform(0.8, 1.2);
      for (let i = n * size; i < (n + 1) * size; i++) pictures.data[i]! *= factor;
    }
    return pictures;
  },
);

/** Means of 2 × 2 cubes of a slice; zeros outside the head. */
function halved({ shape: [, height, width] }: BrainScan, volume: Uint8Array, slice: number, out: Float32Array, scale: number): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[(y >> 1) * WIDTH + (x >> 1)]! += (volume[(slice * height + y) * width + x]! * scale) / 4;
}

/** Slices with their neighbors 2 mm below and above: [N, 3, HEIGHT, WIDTH]. */
function seen(head: BrainScan, slices: readonly number[]): Float32Array {
  const out = new Float32Array(slices.length * 3 * HEIGHT * WIDTH);
  const plane = HEIGHT * WIDTH;
  slices.forEach((slice, n) =>
    [-2, 0, 2].forEach((step, k) => {
      const there = Math.min(head.shape[0] - 1, Math.max(0, slice + step));
      halved(head, head.scan, there, out.subarray((n * 3 + k) * plane, (n * 3 + k + 1) * plane), 1 / 128);
    }),
  );
  return out;
}

/** Full slices of a volume, one after the other. */
const slicesOf = ({ shape: [, height, width] }: BrainScan, volume: Uint8Array, slices: readonly number[]): Uint8Array => {
  const out = new Uint8Array(slices.length * height * width);
  slices.forEach((slice, n) => out.set(volume.subarray(slice * height * width, (slice + 1) * height * width), n * height * width));
  return out;
};

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

/** Logits at half the size → 1 and 0 at full size. */
function fullMask(logits: Tensor, [, height, width]: BrainScan["shape"]): Uint8Array {
  const large = noGrad(() => interpolate(logits, { scaleFactor: 2, mode: "bilinear" })).data();
  const [count, rows, columns] = [logits.shape[0]!, 2 * HEIGHT, 2 * WIDTH];
  const out = new Uint8Array(count * height * width);
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) out[(n * height + y) * width + x] = Number(large[(n * rows + y) * columns + x]! > 0);
  return out;
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
    const test = BLOCKS.flatMap((from) => Array.from({ length: LENGTH }, (_, i) => from + i));
    const learnt = Array.from({ length: slices }, (_, z) => z).filter((z) => !test.some((t) => Math.abs(t - z) <= GAP));
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
      augment,
      seed: options.seed,
      ...told(options),
    });
    const found = fullMask(
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
    const nearest = test.map((t) => learnt.reduce((best, z) => (Math.abs(z - t) < Math.abs(best - t) ? z : best)));
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
