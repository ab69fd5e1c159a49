// Two networks that learn what is usual and so find what is not, without being told which rows are which. Knows no data set.
import { manualSeed, quantile, stack, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { tensorDataset } from "../data/index.ts";
import * as nn from "../nn/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import { fit, predict } from "../train/index.ts";

/** Rows of numbers. */
export interface Rows {
  readonly inputs: Float32Array;
  readonly shape: readonly [number, number];
}

/** How a detector is trained. */
export interface DetectorOptions {
  readonly hidden: readonly number[];
  readonly code: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  /** Share of every batch that is not learnt from, as it fits worst: what is unusual is not to become usual. */
  readonly trimmed: number;
  readonly seed: number;
  readonly onShare?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** How unusual each row is: the higher, the more. */
export type Detector = (rows: Rows) => number[];

const chain = (sizes: readonly number[], bias: boolean): nn.Module[] =>
  sizes.slice(1).flatMap((size, i) => [nn.linear(sizes[i]!, size, { bias }), ...(i < sizes.length - 2 ? [nn.leakyRelu(0.1)] : [])]);

/** Mean of the errors [B] without the largest ones (Shen, Sanghavi 2019). */
const trimmedMean = (errors: Tensor, share: number): Tensor => {
  if (share === 0) return errors.mean();
  const used = errors
    .detach()
    .le(quantile(errors.detach(), 1 - share))
    .to("f32");
  return errors.mul(used).sum().div(used.sum());
};

const columnOf = ({ inputs, shape }: Rows) => ({ data: inputs, shape });

/** Squared distance of each row of the output to its goal, [B]. */
const distances = (output: Tensor, goal: Tensor): Tensor => output.sub(goal).square().mean(1);

async function learn(model: nn.Module, rows: Rows, goals: Rows, options: DetectorOptions): Promise<Detector> {
  const { epochs, batchSize, lr, trimmed, seed, onShare, signal } = options;
  const steps = epochs * Math.ceil(rows.shape[0] / batchSize);
  await fit(model, tensorDataset(columnOf(rows), columnOf(goals)), {
    loss: (output, goal) => trimmedMean(distances(output, goal), trimmed),
    optimizer: adamw({ lr, weightDecay: 1e-2 }),
    schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
    epochs,
    batchSize,
    seed,
    onProgress: ({ step }) => onShare?.(step / steps),
    ...(signal && { signal }),
  });
  return (other) => predict(model, columnOf(other)).toArray();
}

/** An autoencoder: what it cannot give back after squeezing it through a small code is unusual. */
export async function autoencoder(rows: Rows, options: DetectorOptions): Promise<Detector> {
  const { hidden, code, seed } = options;
  manualSeed(seed);
  const width = rows.shape[1];
  const model = nn.sequential(...chain([width, ...hidden, code], true), nn.leakyRelu(0.1), ...chain([code, ...[...hidden].reverse(), width], true)); // prettier-ignore
  await learn(model, rows, rows, options);
  return (other) => distances(predict(model, columnOf(other)), tensor(other.inputs, { shape: other.shape })).toArray() as number[];
}

/** Deep SVDD (Ruff et al. 2018): a network without biases draws all rows to one point; what stays away is unusual. */
export async function deepSvdd(rows: Rows, options: DetectorOptions): Promise<Detector> {
  const { hidden, code, seed } = options;
  manualSeed(seed);
  const model = nn.sequential(...chain([rows.shape[1], ...hidden, code], false));
  // The center: where the rows are at first, no coordinate too near to zero, which all weights being zero would reach.
  const center = (predict(model, columnOf(rows)).mean(0).toArray() as number[]).map((value) => Math.sign(value || 1) * Math.max(Math.abs(value), 0.1)); // prettier-ignore
  const goalOf = (count: number): Rows => ({
    inputs: Float32Array.from({ length: count * code }, (_, i) => center[i % code]!),
    shape: [count, code],
  });
  await learn(model, rows, goalOf(rows.shape[0]), options);
  return (other) => distances(predict(model, columnOf(other)), tensor([center])).toArray() as number[];
}

/** Mean of several detectors' ranks, 0 to 1. */
export const meanRank = (scores: readonly (readonly number[])[]): number[] => {
  const ranks = scores.map((list) => {
    const order = list.map((_, i) => i).sort((a, b) => list[a]! - list[b]!);
    const out = new Array<number>(list.length);
    order.forEach((row, rank) => (out[row] = rank / list.length));
    return out;
  });
  return stack(ranks.map((list) => tensor(list)))
    .mean(0)
    .toArray() as number[];
};
