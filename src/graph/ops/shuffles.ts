// Channels and places exchanged: sub-pixel convolution and shuffled groups.
import { rankError, shapesError } from "../../core/errors.ts";
import { requireInteger, requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { reshape } from "./reshape.ts";
import { permute } from "./views.ts";

function requirePictures(name: string, x: Tensor): void {
  requireTensor(name, x);
  if (x.shape.length < 3) throw rankError(name, "x", x.shape, "be […, C, H, W]");
}

/**
 * Channels become places: […, C · r², H, W] → […, C, H · r, W · r].
 *
 * Source: Shi et al., "Real-Time Single Image and Video Super-Resolution", 2016.
 *
 * @param x […, C · r², H, W], r = `upscaleFactor`
 * @example
 * pixelShuffle(tensor([[[1]], [[2]], [[3]], [[4]]]), 2).toArray() // [[[1, 2], [3, 4]]]
 */
export const pixelShuffle = (x: Tensor, upscaleFactor: number): Tensor => {
  requirePictures("pixelShuffle", x);
  const r = requireInteger("pixelShuffle", "upscaleFactor", upscaleFactor, 1);
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  if (channels % (r * r) !== 0)
    throw shapesError("pixelShuffle", { x: x.shape }, `x's channels (${channels}) must be a multiple of upscaleFactor² (${r * r})`);
  const front = x.shape.slice(0, -3);
  const n = front.length;
  const apart = reshape(x, [...front, channels / (r * r), r, r, height, width]);
  const beside = permute(apart, [...front.map((_, a) => a), n, n + 3, n + 1, n + 4, n + 2]);
  return reshape(beside, [...front, channels / (r * r), height * r, width * r]);
};

/**
 * Places become channels, the opposite of `pixelShuffle`: […, C, H · r, W · r] → […, C · r², H, W].
 *
 * @param x […, C, H · r, W · r], r = `downscaleFactor`
 * @example
 * pixelUnshuffle(tensor([[[1, 2], [3, 4]]]), 2).toArray() // [[[1]], [[2]], [[3]], [[4]]]
 */
export const pixelUnshuffle = (x: Tensor, downscaleFactor: number): Tensor => {
  requirePictures("pixelUnshuffle", x);
  const r = requireInteger("pixelUnshuffle", "downscaleFactor", downscaleFactor, 1);
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number];
  if (height % r !== 0 || width % r !== 0)
    throw shapesError("pixelUnshuffle", { x: x.shape }, `x's last two axes must be multiples of downscaleFactor (${r})`);
  const front = x.shape.slice(0, -3);
  const n = front.length;
  const apart = reshape(x, [...front, channels, height / r, r, width / r, r]);
  const stacked = permute(apart, [...front.map((_, a) => a), n, n + 2, n + 4, n + 1, n + 3]);
  return reshape(stacked, [...front, channels * r * r, height / r, width / r]);
};

/**
 * Channels of all groups dealt out in turn, so that the next grouped convolution sees some of each group.
 *
 * Source: Zhang et al., "ShuffleNet", 2018.
 *
 * @param x [N, C, …]; C a multiple of `groups`
 * @example
 * channelShuffle(tensor([[1, 2, 3, 4]]), 2).toArray() // [[1, 3, 2, 4]]
 */
export const channelShuffle = (x: Tensor, groups: number): Tensor => {
  requireTensor("channelShuffle", x);
  requireInteger("channelShuffle", "groups", groups, 1);
  if (x.shape.length < 2) throw rankError("channelShuffle", "x", x.shape, "be [N, C, …]");
  const [batch, channels, ...places] = x.shape as [number, number, ...number[]];
  if (channels % groups !== 0)
    throw shapesError("channelShuffle", { x: x.shape }, `x's axis 1 (${channels}) must be a multiple of groups (${groups})`);
  const apart = reshape(x, [batch, groups, channels / groups, ...places]);
  return reshape(permute(apart, [0, 2, 1, ...places.map((_, i) => 3 + i)]), x.shape);
};
