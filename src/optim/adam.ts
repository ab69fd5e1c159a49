// Adam and AdamW.
import { expm1, onesLike, sqrt } from "../index.ts";
import type { Tensor } from "../index.ts";
import { needOption } from "./errors.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";

/** What `adam` and `adamw` may be told. */
export interface AdamOptions {
  /** Learning rate; 0.001 unless told. */
  readonly lr?: number;
  /** Memory of the mean of gradients and of the mean of their squares. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the second mean. */
  readonly eps?: number;
  readonly weightDecay?: number;
}

function adamRule(
  name: string,
  decoupled: boolean,
  { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 }: AdamOptions,
): OptimizerFactory {
  const [first, second] = betas;
  needOption(name, "betas[0]", first, { below: 1 });
  needOption(name, "betas[1]", second, { below: 1 });
  needOption(name, "eps", eps);
  needOption(name, "weightDecay", weightDecay);
  return optimizerOf(
    {
      name,
      slots: ["exp_avg", "exp_avg_sq"],
      shared({ rate, steps }) {
        // 1 − βᵗ as −(e^(t·log β) − 1): no digits are lost where βᵗ is near 1.
        const correction = (beta: number): Tensor => (beta === 0 ? onesLike(steps) : expm1(steps.mul(Math.log(beta))).neg());
        return [rate.div(correction(first)), sqrt(correction(second)), rate.mul(-weightDecay).add(1)];
      },
      next({ parameter, gradient, shared, slots }) {
        const [mean, square] = slots as [Tensor, Tensor];
        const [size, root, shrink] = shared as [Tensor, Tensor, Tensor];
        const decay = weightDecay !== 0;
        const start = decay && decoupled ? parameter.mul(shrink) : parameter;
        const g = decay && !decoupled ? gradient.add(parameter.mul(weightDecay)) : gradient;
        const nextMean = mean.add(g.sub(mean).mul(1 - first));
        const nextSquare = square.mul(second).add(g.mul(g).mul(1 - second));
        const scale = sqrt(nextSquare).div(root).add(eps);
        return { parameter: start.sub(nextMean.mul(size).div(scale)), slots: [nextMean, nextSquare] };
      },
    },
    lr,
  );
}

/**
 * Adam, by PyTorch's formula: m ← m + (1 − β₁)(g − m); v ← β₂ v + (1 − β₂) g²;
 * p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + eps). `weightDecay` adds weightDecay · p to the gradient. Kingma and Ba 2015.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * adam({ lr: 0.25, eps: 0 }).over([w]).step([tensor([1])])
 * w.toArray() // [0.75]
 */
export const adam = (options: AdamOptions = {}): OptimizerFactory => adamRule("adam", false, options);

/**
 * Adam whose weight decay shrinks the parameters themselves: p ← p · (1 − lr · weightDecay), then Adam's step. `weightDecay`
 * is 0.01 unless told. Loshchilov and Hutter 2019.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * adamw({ lr: 0.5, weightDecay: 0.5, eps: 0 }).over([w]).step([tensor([1])])
 * w.toArray() // [0.25]
 */
export const adamw = (options: AdamOptions = {}): OptimizerFactory => adamRule("adamw", true, { weightDecay: 0.01, ...options });
