// How masks are learned: the loss of every pixel and of every class as a whole. Knows no pictures.
import { oneHot, softmax } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { crossEntropy, dice } from "../../losses/index.ts";
import type { LossFunction } from "../../train/index.ts";

/** One row for each class: [N, C, H, W] → [C, N·H·W]. */
const byClass = (values: Tensor): Tensor => values.permute([1, 0, 2, 3]).reshape([values.shape[1]!, -1]);

/**
 * Cross-entropy, by which pixels count alike, and Dice's loss over all pictures of the batch, by which small classes count as much as large
 * ones. Not of each picture by itself: one in which a class is missing would say nothing but that it is missing.
 */
export const masksLoss =
  (classes: number): LossFunction =>
  (output, target) =>
    crossEntropy(output, target).add(dice(byClass(softmax(output, 1)), byClass(oneHot(target, classes).permute([0, 3, 1, 2]))));
