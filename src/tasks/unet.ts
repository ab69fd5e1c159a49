// A small U-Net with its loss and its augmentation: what the recipes of segmentation share. Knows no data set.
import { concat } from "../index.ts";
import type { Tensor } from "../index.ts";
import type { Augment, Column, ImageTransform, RandomSource } from "../data/index.ts";
import { binaryCrossEntropyWithLogits, dice } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import type { LossFunction } from "../train/index.ts";

/** Over the batch, or over groups of four channels of each picture by itself: that one fits where there are few pictures or very unlike ones. */
export type UNetNorm = "batch" | "group";

const normOf = (norm: UNetNorm, channels: number): nn.Module =>
  norm === "batch" ? nn.batchNorm2d(channels) : nn.groupNorm(channels % 4 === 0 ? channels / 4 : 1, channels);

const twice = (from: number, to: number, norm: UNetNorm): nn.Module =>
  nn.sequential(
    ...[from, to].flatMap((channels) => [nn.conv2d(channels, to, 3, { padding: 1, bias: false }), normOf(norm, to), nn.relu()]),
  );

/**
 * Down by halves, up again, and what was seen on the way down is seen again on the way up. Height and width must be multiples of 2^depth.
 * Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015.
 */
export class UNet extends nn.Module {
  readonly first: nn.Module;
  readonly down: nn.ModuleList;
  readonly up: nn.ModuleList;
  readonly last: nn.Conv2d;
  readonly #pool = nn.maxPool2d(2);
  readonly #double = nn.upsample({ scaleFactor: 2, mode: "nearest" });

  constructor(channels: number, classes: number, width: number, depth: number, norm: UNetNorm = "batch") {
    super();
    const sizes = Array.from({ length: depth + 1 }, (_, level) => width * 2 ** level);
    this.first = twice(channels, width, norm);
    this.down = nn.moduleList(sizes.slice(1).map((size) => twice(size / 2, size, norm)));
    this.up = nn.moduleList(sizes.slice(1).map((size) => twice(size + size / 2, size / 2, norm)));
    this.last = nn.conv2d(width, classes, 1);
  }

  override forward(input: Tensor): Tensor {
    const seen = [this.first.forward(input)];
    for (const stage of this.down) seen.push(stage.forward(this.#pool.forward(seen.at(-1)!)));
    let x = seen.pop()!;
    for (const stage of [...this.up].reverse()) x = stage.forward(concat([this.#double.forward(x), seen.pop()!], 1));
    return this.last.forward(x);
  }
}

/** Of every pixel and of the mask as a whole: cross-entropy and Dice's loss. */
export const maskLoss: LossFunction = (output, target) => binaryCrossEntropyWithLogits(output, target).add(dice(output.sigmoid(), target));

/** Changes pictures and their masks alike: `move` sees both as channels of one picture, `look` the pictures alone. */
export const augmentBoth =
  (move: ImageTransform, look: ImageTransform = (pictures) => pictures): Augment<readonly [Tensor, Tensor]> =>
  ([pictures, masks]: readonly [Column, Column], random: RandomSource) => {
    const [count, channels, height, width] = pictures.shape as readonly [number, number, number, number];
    const [own, more] = [channels * height * width, masks.shape[1]! * height * width];
    const both = new Float32Array(count * (own + more));
    for (let n = 0; n < count; n++) {
      both.set(pictures.data.subarray(n * own, (n + 1) * own), n * (own + more));
      both.set(masks.data.subarray(n * more, (n + 1) * more), n * (own + more) + own);
    }
    const moved = move({ dtype: "f32", shape: [count, channels + masks.shape[1]!, height, width], data: both }, random).data;
    const [x, y] = [new Float32Array(count * own), new Float32Array(count * more)];
    for (let n = 0; n < count; n++) {
      const at = n * (own + more);
      x.set(moved.subarray(at, at + own), n * own);
      y.set(moved.subarray(at + own, at + own + more), n * more);
    }
    return [look({ dtype: "f32", shape: pictures.shape, data: x }, random), { dtype: "f32", shape: masks.shape, data: y }];
  };
