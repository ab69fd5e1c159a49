// Optimizers that look at the sign of the gradient: Lion and Rprop.
import { clamp, eq, fullLike, lt, mul, sign, where } from "../mini.ts";
import { needOption, optimizerError } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain } from "./rule.ts";
import { addDecay, negate, scaleByRate } from "./transforms.ts";

/** What `lion` may be told. Learning rate: 0.0001 unless told; `weightDecay` shrinks the parameters, as in AdamW. */
export interface LionOptions extends CommonOptions {
  /** Share of the memory in the direction, and memory of the memory; 0.9 and 0.99 unless told. */
  readonly betas?: readonly [number, number];
}

/**
 * Lion: p ← p − lr · (sign(β₁ m + (1 − β₁) g) + weightDecay · p); m ← β₂ m + (1 − β₂) g. Chen et al. 2023.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1, 1]))
 * lion({ lr: 0.25 }).over([w]).step([tensor([3, -0.1])])
 * w.toArray() // [0.75, 1.25]
 */
export const lion = (options: LionOptions = {}): OptimizerFactory<LionOptions> =>
  optimizerOf("lion", { lr: 1e-4, ...options }, ({ betas: [first, second] = [0.9, 0.99], weightDecay = 0 }) => {
    needOption("lion", "betas[0]", first, { below: 1 });
    needOption("lion", "betas[1]", second, { below: 1 });
    return chain(
      "lion",
      {
        slots: ["exp_avg"],
        next({ update, slots: [mean] }) {
          const direction = sign(mean!.mul(first).add(update.mul(1 - first)));
          return { update: direction, slots: [mean!.mul(second).add(update.mul(1 - second))] };
        },
      },
      addDecay("lion", weightDecay),
      scaleByRate(),
    );
  });

/** What `rprop` may be told. `lr` (0.01 unless told) is the first size of steps; a change of it later has no effect. */
export interface RpropOptions {
  readonly lr?: number;
  /** By what a step shrinks where the gradient's sign turns, and grows where it stays; 0.5 and 1.2 unless told. */
  readonly etas?: readonly [number, number];
  /** The smallest and the largest step; 10⁻⁶ and 50 unless told. */
  readonly stepSizes?: readonly [number, number];
  readonly maximize?: boolean;
}

/**
 * Rprop: each number has its own step, which grows while the sign of its gradient stays and shrinks when it turns (and then
 * stands still once): p ← p − sign(g) · step. For whole data sets, not for batches. Riedmiller and Braun 1993.
 * @throws if a number is negative or NaN; unless 0 < etas[0] < 1 < etas[1]
 * @example
 * const w = parameter(tensor([1]))
 * rprop({ lr: 0.25 }).over([w]).step([tensor([100])])
 * w.toArray() // [0.75]
 */
export const rprop = (options: RpropOptions = {}): OptimizerFactory<RpropOptions> =>
  optimizerOf(
    "rprop",
    { lr: 0.01, ...options },
    ({ lr, etas: [shrink, grow] = [0.5, 1.2], stepSizes: [least, most] = [1e-6, 50], maximize = false }) => {
      if (!(shrink > 0 && shrink < 1 && grow > 1 && grow < Infinity))
        throw optimizerError("optimizer-option", `rprop: etas must be a number from 0 to 1 and one above 1, got [${shrink}, ${grow}]`);
      needOption("rprop", "stepSizes[0]", least);
      needOption("rprop", "stepSizes[1]", most, { above: true });
      return chain("rprop", negate(maximize), {
        slots: ["prev", { name: "step_size", initial: lr }],
        next({ update, slots: [before, size] }) {
          const agreement = sign(mul(update, before!));
          const turned = lt(agreement, 0);
          const factor = where(turned, shrink, where(eq(agreement, 0), 1, fullLike(update, grow)));
          const next = clamp(size!.mul(factor), { min: least, max: most });
          const kept = where(turned, 0, update);
          return { update: sign(kept).mul(next), slots: [kept, next] };
        },
      });
    },
  );
