// What the chosen names mean in the library: loss functions, optimizers, schedules. No page.
import { oneHot, sigmoid, softmax } from "nabla";
import type { Tensor } from "nabla";
import { binaryCrossEntropyWithLogits, crossEntropy, focal, hinge, huber, l1, logCosh, mse, multiMargin } from "nabla/losses";
import { adagrad, adam, adamw, cosineAnnealing, exponentialLr, linearWarmup, lion, nadam, rmsprop, sgd, stepLr } from "nabla/optim";
import type { OptimizerFactory, Schedule } from "nabla/optim";
import { classCount, isClasses, outputsOf } from "./decide.ts";
import type { Facts, PlainLoss } from "./decide.ts";
import type { Settings } from "./settings.ts";

/** How wrong outputs are: mean over the examples. Targets are class numbers [N], or values [N, 1]. */
export function lossFunction(loss: PlainLoss, problem: Facts): (output: Tensor, target: Tensor) => Tensor {
  const one = outputsOf(loss, problem) === 1;
  const column = (target: Tensor): Tensor => target.to("f32").reshape([-1, 1]);
  switch (loss) {
    case "crossEntropy":
      return (output, target) => crossEntropy(output, target);
    case "binaryCrossEntropy":
      return (output, target) => binaryCrossEntropyWithLogits(output, column(target));
    case "hinge":
      return one ? (output, target) => hinge(output, column(target).mul(2).sub(1)) : (output, target) => multiMargin(output, target);
    case "focal":
      return (output, target) => focal(output, target);
    case "mse":
      if (!isClasses(problem)) return mse;
      return one
        ? (output, target) => mse(sigmoid(output), column(target))
        : (output, target) => mse(softmax(output, 1), oneHot(target, classCount(problem)).to("f32"));
    case "l1":
      return l1;
    case "huber":
      return huber;
    case "logCosh":
      return logCosh;
  }
}

export function optimizerOf({ opt, lr, l2 }: Settings): OptimizerFactory {
  const weightDecay = l2;
  switch (opt) {
    case "sgd":
      return sgd({ lr, weightDecay });
    case "momentum":
      return sgd({ lr, momentum: 0.9, weightDecay });
    case "nesterov":
      return sgd({ lr, momentum: 0.9, nesterov: true, weightDecay });
    case "rmsprop":
      return rmsprop({ lr, weightDecay });
    case "adagrad":
      return adagrad({ lr, weightDecay });
    case "adamw":
      return adamw({ lr, weightDecay });
    case "nadam":
      return nadam({ lr, weightDecay });
    case "lion":
      return lion({ lr, weightDecay });
    case "adam":
      return adam({ lr, weightDecay });
  }
}

/** Factor of the learning rate at a step; `total` steps are planned. */
export function scheduleOf({ sched }: Settings, total: number): Schedule {
  const part = Math.max(1, Math.round(total / 10));
  switch (sched) {
    case "constant":
      return () => 1;
    case "cosine":
      return cosineAnnealing({ steps: total, warmup: Math.min(part, 100) });
    case "warmup":
      return linearWarmup({ steps: part });
    case "steps":
      return stepLr({ every: Math.max(1, Math.round(total / 3)), gamma: 0.1 });
    case "exponential":
      return exponentialLr({ gamma: 0.01 ** (1 / total) });
  }
}
