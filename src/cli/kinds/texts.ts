// What generation and translation share: sizes of a transformer. Knows no texts.
import type { Tensor } from "../../index.ts";
import { adamw, cosineAnnealing, linearLr, muon } from "../../optim/index.ts";
import type { OptimizerFactory } from "../../optim/index.ts";
import { Gpt } from "../../tasks/index.ts";
import type { FitOptions, LossFunction } from "../../train/index.ts";
import { usageError } from "../errors.ts";
import type { Recipe } from "./kind.ts";

/** Heads of about 16 to 32 numbers each. */
export function headsFor(width: number): number {
  const heads = [8, 4, 2, 1].find((count) => width % count === 0 && width / count >= 16) ?? 1;
  if (width % 2 !== 0) throw usageError(`--width ${width}: a transformer's width must be even`);
  return heads;
}

/** How a transformer of pairs learns: AdamW with momentum of squares 0.98, a long warmup, a limit on gradients. */
export const transformerTraining = (
  steps: number,
  { lr, epochs, batch, weightDecay }: Recipe,
  seed: number,
  loss: LossFunction,
): FitOptions => ({
  loss,
  optimizer: adamw({ lr, betas: [0.9, 0.98], weightDecay }),
  schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 10), end: 0.02 }),
  clipNorm: 1,
  epochs,
  batchSize: batch,
  metrics: [],
  seed,
});

/** Muon for the matrices; tables of tokens and places are trained as vectors are. */
function muonOf(lr: number): OptimizerFactory {
  const over = (except: readonly Tensor[]): OptimizerFactory => muon({ lr, except, vectors: { scale: 0.15 } });
  return {
    ...over([]),
    over: (target) =>
      over(target instanceof Gpt ? [target.positions.weight, ...target.lookUps.map(({ weight }) => weight)] : []).over(target),
  };
}

/** How a GPT learns. */
export const gptTraining = (steps: number, { lr, epochs, batch }: Recipe, seed: number, loss: LossFunction): FitOptions => ({
  loss,
  optimizer: muonOf(lr),
  schedule: linearLr({ start: 1, end: 0.02, steps }),
  clipNorm: 1,
  epochs,
  batchSize: batch,
  metrics: [],
  seed,
});
