// Pictures mixed with others of their batch, and their targets with them: mixup and cutmix.
import { NablaError } from "../../mini.ts";
import type { Tensor } from "../../mini.ts";
import type { Column, HostBatch } from "../dataset.ts";
import type { Augment } from "../loader.ts";
import type { RandomSource } from "../random.ts";
import { imageError, picturesOf } from "./pictures.ts";

/** What `mixup` and `cutmix` may be told. */
export interface MixOptions {
  /** Shares are drawn from the Beta(alpha, alpha) distribution; 1 is uniform. Default: 1. */
  readonly alpha?: number;
  /** Number of classes, where the second column holds class numbers. */
  readonly classes?: number;
}

/** A number with the Gamma(shape, 1) distribution (Marsaglia and Tsang 2000). */
function gamma(random: RandomSource, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

function beta(random: RandomSource, alpha: number): number {
  const a = gamma(random, alpha);
  const b = gamma(random, alpha);
  return a + b > 0 ? a / (a + b) : 0.5; // both may vanish for a tiny alpha
}

/** The targets as shares of classes, in an array that may be changed. */
function softTargets(name: string, { dtype, shape, data }: Column, classes: number | undefined): Column {
  if (shape.length === 2 && (dtype === "f32" || dtype === "f64")) return { dtype, shape, data };
  if (shape.length !== 1 || dtype === "f32" || dtype === "f64")
    throw imageError(
      name,
      `targets must be class numbers [N] or shares of classes [N, classes] in floats, got ${dtype} [${shape.join(", ")}]`,
    );
  if (classes === undefined) throw imageError(name, "targets are class numbers; tell how many classes there are: { classes: 10 }");
  const out = new Float32Array(data.length * classes);
  data.forEach((label, n) => {
    if (!(label >= 0 && label < classes))
      throw new NablaError("data-label", `${name}: label ${n} is ${label}; with ${classes} classes labels are 0 to ${classes - 1}`);
    out[n * classes + label] = 1;
  });
  return { dtype: "f32", shape: [data.length, classes], data: out };
}

/** Mixes picture `n` of `data` with picture `other` of `old`; returns the share that is left of its own. */
type Mix = (
  random: RandomSource,
  data: Column["data"],
  old: Column["data"],
  n: number,
  other: number,
  sizes: ReturnType<typeof picturesOf>,
) => number;

function mixing<Batch extends readonly [Tensor, Tensor]>(
  name: string,
  { alpha = 1, classes }: MixOptions,
  mix: (alpha: number) => Mix,
): Augment<Batch> {
  if (!(alpha > 0 && Number.isFinite(alpha))) throw imageError(name, `alpha must be > 0, got ${alpha}`);
  const step = mix(alpha);
  return (batch, random) => {
    const [pictures, targets, ...others] = batch as readonly Column[];
    const sizes = picturesOf(name, pictures!);
    const soft = softTargets(name, targets!, classes);
    const width = soft.shape[1]!;
    if (soft.shape[0] !== sizes.count) throw imageError(name, `there are ${sizes.count} pictures, but ${soft.shape[0]} targets`);
    const partners = random.shuffle(Int32Array.from({ length: sizes.count }, (_, n) => n));
    const [oldPictures, oldTargets] = [sizes.data.slice(), soft.data.slice()];
    for (let n = 0; n < sizes.count; n++) {
      const other = partners[n]!;
      const share = step(random, sizes.data, oldPictures, n, other, sizes);
      for (let k = 0; k < width; k++)
        soft.data[n * width + k] = share * oldTargets[n * width + k]! + (1 - share) * oldTargets[other * width + k]!;
    }
    return [pictures, soft, ...others] as unknown as HostBatch<Batch>;
  };
}

/**
 * Each picture of a batch mixed with another one, and its target alike: λ·x + (1 − λ)·x′ with λ ~ Beta(alpha, alpha), for the loader's
 * `augment` (Zhang et al. 2017, "mixup: beyond empirical risk minimization"). Targets become shares of classes [N, classes], as
 * `crossEntropy` takes them.
 * @example
 * const pictures = { data: new Float32Array(2).fill(1), shape: [2, 1, 1, 1] }
 * const [[x, y]] = loader(tensorDataset(pictures, labels([0, 1])), { augment: mixup({ classes: 2 }) })
 * [x.toArray(), y.shape] // [[[[[1]]], [[[1]]]], [2, 2]]
 */
export const mixup = <Batch extends readonly [Tensor, Tensor]>(options: MixOptions = {}): Augment<Batch> =>
  mixing("mixup", options, (alpha) => (random, data, old, n, other, { channels, height, width, bytes }) => {
    const share = beta(random, alpha);
    const size = channels * height * width;
    const half = bytes ? 0.5 : 0; // stored bytes lose their fraction
    for (let i = 0; i < size; i++) data[n * size + i] = share * old[n * size + i]! + (1 - share) * old[other * size + i]! + half;
    return share;
  });

/**
 * A rectangle of each picture of a batch taken from another one, and its target mixed by area, for the loader's `augment` (Yun et al. 2019,
 * "CutMix: regularization strategy to train strong classifiers with localizable features"). Targets become shares of classes, as with `mixup`.
 * @example
 * const pictures = { data: new Float32Array(8).fill(1), shape: [2, 1, 2, 2] }
 * const [[x, y]] = loader(tensorDataset(pictures, labels([1, 1])), { augment: cutmix({ classes: 2 }) })
 * y.toArray() // [[0, 1], [0, 1]]
 */
export const cutmix = <Batch extends readonly [Tensor, Tensor]>(options: MixOptions = {}): Augment<Batch> =>
  mixing("cutmix", options, (alpha) => (random, data, old, n, other, { channels, height, width }) => {
    const side = Math.sqrt(1 - beta(random, alpha));
    const [middleY, middleX] = [random.integer(height), random.integer(width)];
    const [halfHeight, halfWidth] = [Math.trunc((height * side) / 2), Math.trunc((width * side) / 2)];
    const [top, bottom] = [Math.max(0, middleY - halfHeight), Math.min(height, middleY + halfHeight)];
    const [left, right] = [Math.max(0, middleX - halfWidth), Math.min(width, middleX + halfWidth)];
    for (let channel = 0; channel < channels; channel++) {
      for (let y = top; y < bottom; y++) {
        const row = (channel * height + y) * width;
        const [own, from] = [n * channels * height * width + row, other * channels * height * width + row];
        for (let x = left; x < right; x++) data[own + x] = old[from + x]!;
      }
    }
    return 1 - ((bottom - top) * (right - left)) / (height * width);
  });
