// The links that several optimizers are made of. Each is a pure function of a parameter's update; see `chain`.
import { eq, expm1, gt, log, logicalAnd, maximum, norm, onesLike, reciprocal, sqrt, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption } from "./errors.ts";
import { dialOf, dialed, needDial, rest } from "./rule.ts";
import type { Dial, Transform } from "./rule.ts";

/** u ← rate · u: the last link of most chains. */
export const scaleByRate = (): Transform => ({ next: ({ update, rate }) => update.mul(rate) });

/** u ← factor · u. */
export const scaleBy = (factor: number): Transform => ({ next: ({ update }) => update.mul(factor) });

/** u ← −u, if that is wanted: uphill instead of downhill. */
export const negate = (maximize: boolean): Transform | false => maximize && { next: ({ update }) => update.neg() };

/**
 * u ← u + weightDecay · p. First in a chain it is a penalty ½ · weightDecay · p² in the loss; behind the scaling it is the
 * decoupled decay of AdamW.
 */
export function addDecay(name: string, weightDecay: number): Transform | false {
  needOption(name, "weightDecay", weightDecay);
  return weightDecay !== 0 && { next: ({ update, parameter }) => update.add(parameter.mul(weightDecay)) };
}

/** What momentum may be told. */
export interface MomentumOptions {
  /** Share of the memory that is kept at each step; a function is asked at every step. */
  readonly momentum?: Dial;
  /** Share of the gradient that does not enter the momentum. */
  readonly dampening?: number;
  readonly nesterov?: boolean;
}

/** b ← momentum · b + (1 − dampening) · u (b ← u at the first step); u ← b, or u + momentum · b with Nesterov's look-ahead. */
export function addMomentum(name: string, { momentum = 0.9, dampening = 0, nesterov = false }: MomentumOptions = {}): Transform | false {
  const dial = needDial(name, "momentum", momentum);
  needOption(name, "dampening", dampening);
  return (
    dial !== 0 && {
      slots: ["momentum_buffer"],
      shared: ({ rate }) => dialed(dial, rate.dtype),
      next({ update, steps, shared, slots: [buffer] }) {
        const keep = dialOf(dial, shared);
        let next = buffer!.mul(keep).add(dampening === 0 ? update : update.mul(1 - dampening));
        if (dampening !== 0) next = where(eq(steps, 1), update, next);
        return { update: nesterov ? update.add(next.mul(keep)) : next, slots: [next] };
      },
    }
  );
}

/** 1 − βᵗ as −(e^(t·log β) − 1): no digits are lost where βᵗ is near 1. */
export function correction(beta: number | Tensor, steps: Tensor): Tensor {
  if (beta === 0) return onesLike(steps);
  return expm1(steps.mul(typeof beta === "number" ? Math.log(beta) : log(beta))).neg();
}

/** What Adam's family may be told of its means. */
export interface MomentOptions {
  /** Memory of the mean of gradients (a function is asked at every step) and of the mean of their squares. */
  readonly betas?: readonly [Dial, number];
  /** Added to the root of the second mean. */
  readonly eps?: number;
}

/** Checks and fills in what Adam's family is told. */
export function needMoments(
  name: string,
  { betas: [first, second] = [0.9, 0.999], eps = 1e-8 }: MomentOptions,
): {
  readonly first: Dial;
  readonly second: number;
  readonly eps: number;
} {
  return {
    first: needDial(name, "betas[0]", first, { below: 1 }),
    second: needOption(name, "betas[1]", second, { below: 1 }),
    eps: needOption(name, "eps", eps),
  };
}

/** m ← m + (1 − β₁)(u − m); v ← β₂ v + (1 − β₂) u²: the next means. */
export function moments(mean: Tensor, square: Tensor, update: Tensor, first: number | Tensor, second: number): [Tensor, Tensor] {
  return [mean.add(update.sub(mean).mul(rest(first))), square.mul(second).add(update.mul(update).mul(1 - second))];
}

/**
 * u ← m̂ / (√v̂ + eps), with running means m of u and v of u², freed of their bias towards 0. `amsgrad` takes the largest v
 * so far. Kingma and Ba 2015; Reddi et al. 2018.
 */
export function scaleByAdam(name: string, { amsgrad = false, ...options }: MomentOptions & { readonly amsgrad?: boolean } = {}): Transform {
  const { first, second, eps } = needMoments(name, options);
  return {
    slots: ["exp_avg", "exp_avg_sq", ...(amsgrad ? ["max_exp_avg_sq"] : [])],
    shared({ steps, rate }) {
      const live = dialed(first, rate.dtype);
      return [reciprocal(correction(dialOf(first, live), steps)), sqrt(correction(second, steps)), ...live];
    },
    next({ update, shared, slots: [mean, square, largest] }) {
      const [unbias, root] = shared as [Tensor, Tensor];
      const [nextMean, nextSquare] = moments(mean!, square!, update, dialOf(first, shared, 2), second);
      const nextLargest = largest ? maximum(largest, nextSquare) : nextSquare;
      const scaled = nextMean.mul(unbias).div(sqrt(nextLargest).div(root).add(eps));
      return { update: scaled, slots: largest ? [nextMean, nextSquare, nextLargest] : [nextMean, nextSquare] };
    },
  };
}

/** u ← u · ‖p‖ / ‖u‖, and u where one of the two is 0: each layer moves by a share of its own size. You et al. 2020. */
export const scaleByTrust = (): Transform => ({
  next({ update, parameter }) {
    const [size, length] = [norm(parameter), norm(update)];
    const usable = logicalAnd(gt(size, 0), gt(length, 0));
    return update.mul(where(usable, size.div(where(usable, length, 1)), 1));
  },
});
