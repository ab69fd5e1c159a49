// Adam and its nearest: AdamW, and LAMB for large batches.
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain } from "./rule.ts";
import { addDecay, negate, scaleByAdam, scaleByRate, scaleByTrust } from "./transforms.ts";
import type { MomentOptions } from "./transforms.ts";

/** What `adam` and `adamw` may be told. Learning rate: 0.001 unless told. */
export interface AdamOptions extends CommonOptions, MomentOptions {
  /** Divide by the largest second mean so far. Reddi et al. 2018. */
  readonly amsgrad?: boolean;
  /** Go uphill instead of downhill. */
  readonly maximize?: boolean;
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
export const adam = (options: AdamOptions = {}): OptimizerFactory<AdamOptions> =>
  optimizerOf("adam", { lr: 1e-3, ...options }, ({ weightDecay = 0, maximize = false, ...own }) =>
    chain("adam", negate(maximize), addDecay("adam", weightDecay), scaleByAdam("adam", own), scaleByRate()),
  );

/**
 * Adam whose weight decay shrinks the parameters themselves: p ← p · (1 − lr · weightDecay), together with Adam's step.
 * `weightDecay` is 0.01 unless told. Loshchilov and Hutter 2019.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * adamw({ lr: 0.5, weightDecay: 0.5, eps: 0 }).over([w]).step([tensor([1])])
 * w.toArray() // [0.25]
 */
export const adamw = (options: AdamOptions = {}): OptimizerFactory<AdamOptions> =>
  optimizerOf("adamw", { lr: 1e-3, ...options }, ({ weightDecay = 0.01, maximize = false, ...own }) =>
    chain("adamw", negate(maximize), scaleByAdam("adamw", own), addDecay("adamw", weightDecay), scaleByRate()),
  );

/** What `lamb` may be told. Learning rate: 0.001 unless told; eps: 10⁻⁶. */
export interface LambOptions extends CommonOptions, MomentOptions {}

/**
 * LAMB, for large batches: AdamW's direction d = m̂ / (√v̂ + eps) + weightDecay · p, brought to the length of the parameter
 * itself: p ← p − lr · ‖p‖ / ‖d‖ · d (the factor is 1 where a norm is 0). You et al. 2020.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([3, 4]))
 * lamb({ lr: 0.1 }).over([w]).step([tensor([1, 2])])
 * w.toArray() // [2.6464, 3.6464]
 */
export const lamb = (options: LambOptions = {}): OptimizerFactory<LambOptions> =>
  optimizerOf("lamb", { lr: 1e-3, ...options }, ({ weightDecay = 0, eps = 1e-6, ...own }) =>
    chain("lamb", scaleByAdam("lamb", { ...own, eps }), addDecay("lamb", weightDecay), scaleByTrust(), scaleByRate()),
  );
