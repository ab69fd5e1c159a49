// Averaged stochastic gradient descent.
import { exp, gt, log, maximum, reciprocal, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain } from "./rule.ts";
import { addDecay, negate } from "./transforms.ts";

/** What `asgd` may be told. Learning rate: 0.01 unless told. */
export interface AsgdOptions extends CommonOptions {
  /** Decay term; 10⁻⁴ unless told. */
  readonly lambd?: number;
  /** Power of the falling rate; 0.75 unless told. */
  readonly alpha?: number;
  /** Step at which averaging begins; 10⁶ unless told. */
  readonly t0?: number;
  readonly maximize?: boolean;
}

/**
 * Gradient descent at a falling rate that also keeps the mean of the parameters (in the state, as `ax`), by PyTorch's formula:
 * η = lr / (1 + lambd · lr · (t − 1))^alpha; p ← p · (1 − lambd · η) − η · g; ax ← ax + (p − ax) / max(1, t − 1 − t0).
 * Polyak and Juditsky 1992.
 * @throws if a number is negative or NaN
 * @example
 * const w = parameter(tensor([1]))
 * asgd({ lr: 0.5, lambd: 0 }).over([w]).step([tensor([1])])
 * w.toArray() // [0.5]
 */
export const asgd = (options: AsgdOptions = {}): OptimizerFactory<AsgdOptions> =>
  optimizerOf("asgd", { lr: 0.01, ...options }, ({ lambd = 1e-4, alpha = 0.75, t0 = 1e6, weightDecay = 0, maximize = false }) => {
    for (const [option, value] of Object.entries({ lambd, alpha, t0 })) needOption("asgd", option, value);
    return chain("asgd", negate(maximize), addDecay("asgd", weightDecay), {
      slots: [{ name: "ax" }],
      shared({ rate, steps }) {
        const before = steps.sub(1);
        const eta = rate.div(exp(log(rate.mul(before).mul(lambd).add(1)).mul(alpha)));
        return [eta, reciprocal(maximum(before.sub(t0), 1)), gt(before.sub(t0), 1)];
      },
      next({ update, parameter, shared, slots: [mean] }) {
        const [eta, share, averaging] = shared as [Tensor, Tensor, Tensor];
        const moved = update.add(parameter.mul(lambd)).mul(eta);
        const next = parameter.sub(moved);
        return { update: moved, slots: [where(averaging, mean!.add(next.sub(mean!).mul(share)), next)] };
      },
    });
  });
