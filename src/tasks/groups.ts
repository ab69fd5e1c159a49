// Pictures for metric learning: a sample is a group of pictures of one class. Knows no data set.
import type { Tensor } from "../index.ts";
import { RandomSource } from "../data/index.ts";
import type { Column, Dataset, HostBatch, ImageTransform } from "../data/index.ts";
import { infoNce, minedTriplet } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import type { LossFunction } from "../train/index.ts";
import { unit } from "./neighbors.ts";

/** What groups are made of. */
export interface GroupsOptions {
  readonly classes: number;
  /** Groups in all: batches times classes in a batch. */
  readonly length: number;
  /** Pictures in a group. */
  readonly each: number;
  readonly channels: number;
  readonly size: number;
  readonly seed: number;
  /** The class of group number i; i mod classes unless told. */
  readonly classOf?: (index: number) => number;
  /** Writes `each` pictures of the class, [each, channels, size, size], values from 0 to 1. */
  readonly draw: (label: number, random: RandomSource, out: Float32Array) => void;
  readonly augment: ImageTransform;
}

/** Groups [N, each, channels, size, size] with the class of each picture [N, each]. The same number and seed give the same group. */
export class Groups implements Dataset<readonly [Tensor, Tensor]> {
  readonly length: number;
  readonly #options: GroupsOptions;

  constructor(options: GroupsOptions) {
    this.#options = options;
    this.length = options.length;
  }

  batch(indices: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const { classes, each, channels, size, seed, draw, augment, classOf = (index) => index % classes } = this.#options;
    const count = indices.length;
    const room = each * channels * size * size;
    const data = new Float32Array(count * room);
    const labels = new Int32Array(count * each);
    for (let i = 0; i < count; i++) {
      const label = classOf(indices[i]!);
      const own = data.subarray(i * room, (i + 1) * room);
      const random = new RandomSource(seed, indices[i]!, 13);
      draw(label, random, own);
      const column: Column = { dtype: "f32", shape: [each, channels, size, size], data: own };
      own.set(augment(column, random).data);
      labels.fill(label, i * each, (i + 1) * each);
    }
    return [
      { dtype: "f32", shape: [count, each, channels, size, size], data },
      { dtype: "i32", shape: [count, each], data: labels },
    ];
  }
}

/** A network that places single pictures, made one that places groups of `each`: [N, each, C, H, W] → [N, each, D]. */
export const overGroups = (network: nn.Module, each: number): nn.Sequential =>
  nn.sequential(
    nn.lambda((x) => x.reshape([-1, ...x.shape.slice(2)])),
    network,
    nn.lambda((x) => x.reshape([-1, each, x.shape[1]!])),
  );

/** The first picture of each group must find the second one among those of all groups; the third the fourth, and so on. */
export const pairLoss =
  (temperature: number): LossFunction =>
  (output) => {
    const pairs = Math.floor(output.shape[1]! / 2);
    const each = Array.from({ length: pairs }, (_, p) => infoNce(output.select(1, 2 * p), output.select(1, 2 * p + 1), { temperature })); // prettier-ignore
    return each.reduce((sum, loss) => sum.add(loss)).div(pairs);
  };

/** Each picture must be nearer to the farthest of its class in the batch than to the nearest of another. */
export const tripletLoss =
  (margin: number): LossFunction =>
  (output, labels) =>
    minedTriplet(unit(output.reshape([-1, output.shape[2]!])), labels.reshape([-1]), { margin });

/** Three stages of convolution and a linear layer: 28 × 28 or 32 × 32 → `features` numbers. */
export function embeddingNetwork(channels: number, size: number, width: number, features: number): nn.Sequential {
  const stage = (from: number, to: number): nn.Module[] => [
    nn.conv2d(from, to, 3, { padding: 1, bias: false }),
    nn.batchNorm2d(to),
    nn.relu(),
    nn.maxPool2d(2),
  ];
  const last = 4 * width * Math.floor(size / 8) ** 2;
  return nn.sequential(...stage(channels, width), ...stage(width, 2 * width), ...stage(2 * width, 4 * width), nn.flatten(), nn.linear(last, features)); // prettier-ignore
}
