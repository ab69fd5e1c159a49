// What the recipes of picture classification share: pictures as a data set, a small convolutional network, its training, and its judgement
// beside a classifier that needs no network. Knows no data set.
import { manualSeed, softmax } from "../index.ts";
import type { Tensor } from "../index.ts";
import { augmentImages, RandomSource } from "../data/index.ts";
import type { Column, Dataset, HostBatch, ImageTransform } from "../data/index.ts";
import type { ImageDataset, ImagePart } from "../datasets/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { accuracy } from "../metrics/index.ts";
import * as nn from "../nn/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";
import type { FitOptions } from "../train/index.ts";
import type { Outcome, Recipe, RunOptions } from "./recipe.ts";

/** Pictures kept as bytes; numbers from 0 to 1 are made of them a batch at a time. */
export class Pictures implements Dataset<readonly [Tensor, Tensor]> {
  readonly part: ImagePart;
  readonly length: number;

  /** @param count the first so many only */
  constructor(part: ImagePart, count = part.shape[0]) {
    this.part = part;
    this.length = Math.min(count, part.shape[0]);
  }

  batch(indices: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const { shape, images, labels } = this.part;
    const size = shape[1] * shape[2];
    const x = new Float32Array(indices.length * size);
    for (let i = 0; i < indices.length; i++)
      for (let p = 0, from = indices[i]! * size; p < size; p++) x[i * size + p] = images[from + p]! / 255;
    return [
      { dtype: "f32", shape: [indices.length, 1, shape[1], shape[2]], data: x },
      { dtype: "i32", shape: [indices.length], data: Int32Array.from(indices, (index) => labels[index]!) },
    ];
  }

  /** All pictures at once. */
  all(): Column {
    return this.batch(Int32Array.from({ length: this.length }, (_, i) => i))[0];
  }
}

/** Reports the share of a training that is done, and makes it stop when asked to. */
export const told = ({ onShare, signal }: RunOptions, from = 0, to = 1): Pick<FitOptions, "onProgress" | "signal"> => ({
  onProgress: ({ step, steps, loss }) => onShare?.(from + ((to - from) * step) / steps, { name: "loss", value: loss }),
  ...(signal && { signal }),
});

/** How pictures are learnt. */
export interface PictureTraining {
  readonly network: (classes: number) => nn.Module;
  readonly epochs: number;
  readonly lr: number;
  readonly batchSize: number;
  /** Share of probability that the targets give to all classes. */
  readonly labelSmoothing: number;
  readonly augment: ImageTransform;
  /** How many varied views of a picture are judged besides the plain one; the answer is their mean. None unless told. */
  readonly views?: { readonly count: number; readonly vary: ImageTransform };
  /** The first so many pictures only. */
  readonly count?: number;
}

/** A plain network, from its number of classes. */
export interface PlainOptions {
  /** Channels of the first of three stages; each further one has twice as many. */
  readonly width: number;
  /** Share of the features that is left out at random. */
  readonly dropout: number;
  /** Whether every stage normalizes its features over the batch. */
  readonly normalized: boolean;
}

const convolution = (from: number, to: number, kernel: number, bias: boolean): nn.Module => nn.conv2d(from, to, kernel, { padding: (kernel - 1) / 2, bias }); // prettier-ignore

/** 28 × 28 → 14 × 14 → 7 × 7 → 3 × 3 → classes. */
export const plainNetwork =
  ({ width, dropout, normalized }: PlainOptions) =>
  (classes: number): nn.Module => {
    const stage = (from: number, to: number, kernel: number): nn.Module[] => [
      convolution(from, to, kernel, !normalized),
      ...(normalized ? [nn.batchNorm2d(to)] : []),
      nn.relu(),
      nn.maxPool2d(2),
    ];
    return nn.sequential(
      ...stage(1, width, 5),
      ...stage(width, 2 * width, 3),
      ...stage(2 * width, 4 * width, 3),
      nn.flatten(),
      nn.dropout(dropout),
      nn.linear(4 * width * 9, classes),
    );
  };

/** A network with a residual block, from the number of its outputs. */
export interface ResidualOptions extends Pick<PlainOptions, "width" | "dropout"> {
  /** 1 unless told. */
  readonly channels?: number;
  /** Height and width of the pictures, 28 unless told. */
  readonly size?: number;
}

/** The same stages, and two further layers of convolution with a shortcut. Pooling comes before the normalization, which then has a quarter to do. */
export const residualNetwork =
  ({ width, dropout, channels = 1, size = 28 }: ResidualOptions) =>
  (outputs: number): nn.Sequential => {
    const stage = (from: number, to: number, ...pool: nn.Module[]): nn.Module[] => [convolution(from, to, 3, false), ...pool, nn.batchNorm2d(to), nn.relu()]; // prettier-ignore
    const last = 4 * width;
    return nn.sequential(
      ...stage(channels, width, nn.maxPool2d(2)),
      ...stage(width, 2 * width, nn.maxPool2d(2)),
      ...stage(2 * width, last, nn.maxPool2d(2)),
      nn.residual(nn.sequential(...stage(last, last), ...stage(last, last))),
      nn.flatten(),
      nn.dropout(dropout),
      nn.linear(last * Math.floor(size / 8) ** 2, outputs),
    );
  };

/** Shares of the classes for all pictures: of the plain ones, or the mean over varied views, which are the same for every seed. */
function sharesOf(model: nn.Module, pictures: Column, views: PictureTraining["views"]): Tensor {
  const shares = (column: Column): Tensor => softmax(predict(model, column, { batchSize: 500 }), 1);
  let sum = shares(pictures);
  for (let view = 0; view < (views?.count ?? 0); view++) sum = sum.add(shares(views!.vary(pictures, new RandomSource(view, 19)))).realize();
  return sum.div(1 + (views?.count ?? 0));
}

/** Accuracy of the class whose mean picture is nearest. */
export function nearestMean(train: ImagePart, test: ImagePart, classes: number): number {
  const size = train.shape[1] * train.shape[2];
  const means = Array.from({ length: classes }, () => new Float64Array(size));
  const counts = new Float64Array(classes);
  train.labels.forEach((label, n) => {
    counts[label]!++;
    for (let p = 0; p < size; p++) means[label]![p]! += train.images[n * size + p]!;
  });
  means.forEach((mean, label) => mean.forEach((sum, p) => (mean[p] = sum / Math.max(1, counts[label]!))));
  const distance = (mean: Float64Array, n: number): number => mean.reduce((sum, value, p) => sum + (value - test.images[n * size + p]!) ** 2, 0); // prettier-ignore
  const right = test.labels.filter((label, n) => {
    const distances = means.map((mean) => distance(mean, n));
    return distances.indexOf(Math.min(...distances)) === label;
  }).length;
  return right / test.shape[0];
}

/** Trains on one part and judges on the other, once. */
export async function classifyPictures(
  train: ImagePart,
  test: ImagePart,
  classes: readonly string[],
  how: PictureTraining,
  options: RunOptions,
): Promise<Outcome> {
  const data = new Pictures(train, how.count);
  const steps = how.epochs * Math.ceil(data.length / how.batchSize);
  const pictures = new Pictures(test).all();
  const { seed } = options;
  manualSeed(seed);
  const model = how.network(classes.length);
  const { seconds } = await fit(model, data, {
    loss: (output, target) => crossEntropy(output, target, { labelSmoothing: how.labelSmoothing }),
    optimizer: adamw({ lr: how.lr, weightDecay: 1e-2 }),
    schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
    epochs: how.epochs,
    batchSize: how.batchSize,
    augment: augmentImages(how.augment),
    seed,
    ...told(options),
  });
  const output = sharesOf(model, pictures, how.views);
  const parameters = model.parameters().reduce((all, { shape }) => all + shape.reduce((a, b) => a * b, 1), 0);
  return {
    test: accuracy(output, { data: test.labels, shape: [test.labels.length] }),
    baseline: { what: "nearest mean picture of a class", value: nearestMean(train, test, classes.length) },
    details: {
      "training pictures": data.length,
      "test pictures": test.shape[0],
      parameters,
      "seconds of training": seconds,
      ...perFont(output, test),
    },
    samples: mistakes(output, test, classes),
  };
}

/** A recipe of picture classification: what is particular about one. */
export interface PictureRecipe extends Pick<Recipe, "id" | "dataset" | "title" | "about" | "bar" | "reference"> {
  readonly load: (options: RunOptions) => Promise<Pick<ImageDataset, "train" | "test" | "classes">>;
  readonly full: PictureTraining;
  readonly quick: PictureTraining;
}

export const pictureRecipe = ({ load, full, quick, ...words }: PictureRecipe): Recipe => ({
  ...words,
  task: "classification",
  metric: "accuracy",
  better: "higher",
  async run(options) {
    const { train, test, classes } = await load(options);
    return classifyPictures(train, test, classes, options.quick ? quick : full, options);
  },
});

/** For letters: the accuracy on each font. */
function perFont(output: Tensor, { fonts, labels }: ImagePart): Record<string, number> {
  if (!fonts) return {};
  const found = output.argmax(1).data();
  const rows = new Map<string, boolean[]>();
  fonts.forEach((font, n) => rows.set(font, [...(rows.get(font) ?? []), found[n] === labels[n]]));
  return Object.fromEntries([...rows].sort().map(([font, right]) => [`accuracy on ${font}`, right.filter(Boolean).length / right.length]));
}

/** The mistakes that the network was surest of, in words. */
function mistakes(output: Tensor, { fonts, labels }: ImagePart, classes: readonly string[]): string[] {
  const found = output.argmax(1).data();
  const sure = output.max(1).data();
  const wrong = Array.from(labels, (label, n) => ({ label, n, sure: sure[n]! })).filter(({ label, n }) => label !== found[n]);
  return wrong
    .sort((a, b) => b.sure - a.sure)
    .slice(0, 8)
    .map(({ label, n, sure: share }) => `${classes[label]!}${fonts ? ` of ${fonts[n]!}` : ""} taken for ${classes[found[n]!]!} (${Math.round(100 * share)} % sure)`); // prettier-ignore
}
