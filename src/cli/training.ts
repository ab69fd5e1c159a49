// What a run is trained with: loss, optimizer, schedule, all from its recipe. So a training can be carried out once more.
import type { Tensor } from "../index.ts";
import { crossEntropy, mse } from "../losses/index.ts";
import { adamw, cosineAnnealing } from "../optim/index.ts";
import type { FitOptions } from "../train/index.ts";
import type { Problem } from "./problem.ts";
import { augmentOf } from "./recipe.ts";
import type { Recipe } from "./recipe.ts";

/** The loss of a task; `smoothing` is the share of probability that targets give to all classes. */
export const lossOf = ({ task }: Pick<Problem, "task">, smoothing: number): ((output: Tensor, target: Tensor) => Tensor) =>
  task === "regression" ? mse : (output, target) => crossEntropy(output, target, { labelSmoothing: smoothing });

/** Everything that decides the numbers of a training but the network and its first weights. */
export function trainingOf(problem: Problem, recipe: Recipe, seed: number): FitOptions {
  const augment = augmentOf(recipe.augment);
  const stepsPerEpoch = Math.ceil(problem.train.data.length / recipe.batch);
  return {
    loss: lossOf(problem, recipe.labelSmoothing),
    optimizer: adamw({ lr: recipe.lr, weightDecay: recipe.weightDecay }),
    schedule: cosineAnnealing({ steps: recipe.epochs * stepsPerEpoch, warmup: Math.min(50, stepsPerEpoch) }),
    epochs: recipe.epochs,
    batchSize: recipe.batch,
    metrics: problem.task === "classification" ? ["accuracy"] : [],
    seed,
    ...(augment ? { augment } : {}),
  };
}
