// Stochastic gradient descent.
import { optimizerError } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain } from "./rule.ts";
import { addDecay, addMomentum, negate, scaleByRate } from "./transforms.ts";
import type { MomentumOptions } from "./transforms.ts";

/** What `sgd` may be told. Learning rate: 0.001 unless told; `weightDecay` adds weightDecay · parameter to the gradient. */
export interface SgdOptions extends CommonOptions, MomentumOptions {
  /** Go uphill instead of downhill. */
  readonly maximize?: boolean;
}

/**
 * Gradient descent with momentum, by PyTorch's formula:
 * g ← g + weightDecay · p; b ← momentum · b + (1 − dampening) · g (b ← g at the first step);
 * g ← g + momentum · b with Nesterov's look-ahead, else b; p ← p − lr · g.
 * Sutskever et al. 2013.
 * @throws if a number is negative or NaN, or if `nesterov` stands without momentum
 * @example
 * const w = parameter(tensor([1]))
 * sgd({ lr: 0.5 }).over([w]).step([tensor([1])])
 * w.toArray() // [0.5]
 */
export const sgd = (options: SgdOptions = {}): OptimizerFactory<SgdOptions> =>
  optimizerOf("sgd", { lr: 0.001, ...options }, ({ momentum = 0, dampening = 0, nesterov = false, weightDecay = 0, maximize = false }) => {
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw optimizerError(
        "optimizer-option",
        `sgd: nesterov needs momentum above 0 and dampening 0, got momentum ${typeof momentum === "number" ? momentum : "asked at every step"} and dampening ${dampening}`,
      );
    }
    return chain(
      "sgd",
      negate(maximize),
      addDecay("sgd", weightDecay),
      addMomentum("sgd", { momentum, dampening, nesterov }),
      scaleByRate(),
    );
  });
