// Relatives of Adam: Adamax, NAdam, RAdam.
import { abs, exp, gt, maximum, reciprocal, sqrt, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain, dialOf, dialed, rest } from "./rule.ts";
import { addDecay, correction, moments, needMoments, negate, scaleByRate } from "./transforms.ts";
import type { MomentOptions } from "./transforms.ts";

/** What `adamax` may be told. Learning rate: 0.002 unless told. */
export interface AdamaxOptions extends CommonOptions, MomentOptions {
  readonly maximize?: boolean;
}

/**
 * Adamax, Adam with the largest gradient in place of the mean square: m ← m + (1 − β₁)(g − m); u ← max(β₂ u, |g| + eps);
 * p ← p − lr / (1 − β₁ᵗ) · m / u. Kingma and Ba 2015.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * adamax({ lr: 0.25, eps: 0 }).over([w]).step([tensor([-2])])
 * w.toArray() // [1.25]
 */
export const adamax = (options: AdamaxOptions = {}): OptimizerFactory<AdamaxOptions> =>
  optimizerOf("adamax", { lr: 2e-3, ...options }, ({ weightDecay = 0, maximize = false, ...own }) => {
    const { first, second, eps } = needMoments("adamax", own);
    return chain(
      "adamax",
      negate(maximize),
      addDecay("adamax", weightDecay),
      {
        slots: ["exp_avg", "exp_inf"],
        shared({ steps, rate }) {
          const live = dialed(first, rate.dtype);
          return [reciprocal(correction(dialOf(first, live), steps)), ...live];
        },
        next({ update, shared, slots: [mean, largest] }) {
          const nextMean = mean!.add(update.sub(mean!).mul(rest(dialOf(first, shared, 1))));
          const nextLargest = maximum(largest!.mul(second), abs(update).add(eps));
          return { update: nextMean.mul(shared[0] as Tensor).div(nextLargest), slots: [nextMean, nextLargest] };
        },
      },
      scaleByRate(),
    );
  });

/** What `nadam` may be told. Learning rate: 0.002 unless told. */
export interface NadamOptions extends CommonOptions {
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  /** How fast the momentum of a step comes near β₁; 0.004 unless told. */
  readonly momentumDecay?: number;
}

/**
 * NAdam, Adam with Nesterov's look-ahead: μₜ = β₁ (1 − ½ · 0.96^(t · momentumDecay));
 * p ← p − lr · ((1 − μₜ) / (1 − Π μᵢ) · g + μₜ₊₁ / (1 − μₜ₊₁ Π μᵢ) · m) / (√v̂ + eps). Dozat 2016.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * nadam({ lr: 0.5, betas: [0, 0.5], eps: 0 }).over([w]).step([tensor([3])])
 * w.toArray() // [0.5]
 */
export const nadam = (options: NadamOptions = {}): OptimizerFactory<NadamOptions> =>
  optimizerOf("nadam", { lr: 2e-3, ...options }, ({ weightDecay = 0, momentumDecay = 4e-3, ...own }) => {
    const { second, eps } = needMoments("nadam", own);
    const first = own.betas?.[0] ?? 0.9;
    needOption("nadam", "momentumDecay", momentumDecay);
    const momentumAt = (steps: Tensor): Tensor => exp(steps.mul(momentumDecay * Math.log(0.96))).mul(-0.5).add(1).mul(first); // prettier-ignore
    return chain(
      "nadam",
      addDecay("nadam", weightDecay),
      {
        slots: ["exp_avg", "exp_avg_sq", { name: "mu_product", shape: [], initial: 1 }],
        shared: ({ steps }) => [momentumAt(steps), momentumAt(steps.add(1)), sqrt(correction(second, steps))],
        next({ update, shared, slots: [mean, square, product] }) {
          const [now, soon, root] = shared as [Tensor, Tensor, Tensor];
          const [nextMean, nextSquare] = moments(mean!, square!, update, first, second);
          const nextProduct = product!.mul(now);
          const ofGradient = now.neg().add(1).div(nextProduct.neg().add(1));
          const ofMean = soon.div(nextProduct.mul(soon).neg().add(1));
          const direction = update.mul(ofGradient).add(nextMean.mul(ofMean));
          return { update: direction.div(sqrt(nextSquare).div(root).add(eps)), slots: [nextMean, nextSquare, nextProduct] };
        },
      },
      scaleByRate(),
    );
  });

/** What `radam` may be told. Learning rate: 0.001 unless told. */
export interface RadamOptions extends CommonOptions, MomentOptions {}

/**
 * RAdam, Adam that begins with plain momentum until its second mean can be trusted: with ρ∞ = 2 / (1 − β₂) − 1 and
 * ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), p ← p − lr · m̂ · √(((ρₜ − 4)(ρₜ − 2) ρ∞) / ((ρ∞ − 4)(ρ∞ − 2) ρₜ)) · √(1 − β₂ᵗ) / (√v + eps) where
 * ρₜ > 5, else p − lr · m̂. Liu et al. 2020.
 * @throws if a number is negative or NaN, or a beta is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * radam({ lr: 0.5 }).over([w]).step([tensor([3])])
 * w.toArray() // [-0.5]
 */
export const radam = (options: RadamOptions = {}): OptimizerFactory<RadamOptions> =>
  optimizerOf("radam", { lr: 1e-3, ...options }, ({ weightDecay = 0, ...own }) => {
    const { first, second, eps } = needMoments("radam", own);
    const longest = 2 / (1 - second) - 1;
    return chain(
      "radam",
      addDecay("radam", weightDecay),
      {
        slots: ["exp_avg", "exp_avg_sq"],
        shared({ steps, rate }) {
          const live = dialed(first, rate.dtype);
          const known = correction(second, steps); // 1 − β₂ᵗ
          const length = known.neg().add(1).mul(steps).mul(2).div(known).neg().add(longest); // ρₜ
          const trusted = gt(length, 5);
          const safe = where(trusted, length, 6);
          const share = safe.sub(4).mul(safe.sub(2)).mul(longest / ((longest - 4) * (longest - 2))).div(safe); // prettier-ignore
          return [reciprocal(correction(dialOf(first, live), steps)), trusted, sqrt(where(trusted, share, 1)).mul(sqrt(known)), ...live];
        },
        next({ update, shared, slots: [mean, square] }) {
          const [unbias, trusted, factor] = shared as [Tensor, Tensor, Tensor];
          const [nextMean, nextSquare] = moments(mean!, square!, update, dialOf(first, shared, 3), second);
          const plain = nextMean.mul(unbias);
          const scaled = plain.mul(factor).div(sqrt(nextSquare).add(eps));
          return { update: where(trusted, scaled, plain), slots: [nextMean, nextSquare] };
        },
      },
      scaleByRate(),
    );
  });
