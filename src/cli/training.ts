// How the command line trains: AdamW with warmup and a cosine, all of it from the recipe. So a training can be carried out once more.
import { adamw, cosineAnnealing } from "../optim/index.ts";
import type { MetricName } from "../metrics/index.ts";
import type { FitOptions, LossFunction } from "../train/index.ts";
import type { Recipe } from "./kinds/kind.ts";

/** Everything that decides the numbers of a training but the network and its first weights. */
export function adamTraining(
  examples: number,
  recipe: Pick<Recipe, "epochs" | "lr" | "batch" | "weightDecay">,
  seed: number,
  loss: LossFunction,
  metrics: readonly MetricName[],
): FitOptions {
  const stepsPerEpoch = Math.ceil(examples / recipe.batch);
  return {
    loss,
    optimizer: adamw({ lr: recipe.lr, weightDecay: recipe.weightDecay }),
    schedule: cosineAnnealing({ steps: recipe.epochs * stepsPerEpoch, warmup: Math.min(50, stepsPerEpoch) }),
    epochs: recipe.epochs,
    batchSize: recipe.batch,
    metrics,
    seed,
  };
}
