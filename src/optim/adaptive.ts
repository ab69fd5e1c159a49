// Optimizers that divide by running sizes of the gradient: Adagrad, Adadelta, RMSprop.
import { reciprocal, sqrt } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import { chain } from "./rule.ts";
import type { Dial } from "./rule.ts";
import { addDecay, addMomentum, negate, scaleByRate } from "./transforms.ts";

/** What `adagrad` may be told. Learning rate: 0.01 unless told. */
export interface AdagradOptions extends CommonOptions {
  /** The rate at step t is lr / (1 + (t − 1) · lrDecay). */
  readonly lrDecay?: number;
  /** What the sums of squares begin with. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root; 10⁻¹⁰ unless told. */
  readonly eps?: number;
  readonly maximize?: boolean;
}

/**
 * Adagrad: s ← s + g²; p ← p − lr · g / (√s + eps). Duchi et al. 2011.
 * @throws if a number is negative or NaN
 * @example
 * const w = parameter(tensor([1]))
 * adagrad({ lr: 0.5, eps: 0 }).over([w]).step([tensor([4])])
 * w.toArray() // [0.5]
 */
export const adagrad = (options: AdagradOptions = {}): OptimizerFactory<AdagradOptions> =>
  optimizerOf(
    "adagrad",
    { lr: 0.01, ...options },
    ({ lrDecay = 0, weightDecay = 0, initialAccumulatorValue = 0, eps = 1e-10, maximize = false }) => {
      needOption("adagrad", "lrDecay", lrDecay);
      needOption("adagrad", "initialAccumulatorValue", initialAccumulatorValue);
      needOption("adagrad", "eps", eps);
      return chain(
        "adagrad",
        negate(maximize),
        addDecay("adagrad", weightDecay),
        {
          slots: [{ name: "sum", initial: initialAccumulatorValue }],
          next({ update, slots: [sum] }) {
            const next = sum!.add(update.mul(update));
            return { update: update.div(sqrt(next).add(eps)), slots: [next] };
          },
        },
        lrDecay !== 0 && {
          shared: ({ steps }) => [reciprocal(steps.sub(1).mul(lrDecay).add(1))],
          next: ({ update, shared }) => update.mul(shared[0] as Tensor),
        },
        scaleByRate(),
      );
    },
  );

/** What `adadelta` may be told. Learning rate: 1 unless told. */
export interface AdadeltaOptions extends CommonOptions {
  /** Memory of the means of squares; 0.9 unless told. */
  readonly rho?: number;
  /** Added under the roots; 10⁻⁶ unless told. */
  readonly eps?: number;
  readonly maximize?: boolean;
}

/**
 * Adadelta: v ← ρ v + (1 − ρ) g²; d = √(a + eps) / √(v + eps) · g; a ← ρ a + (1 − ρ) d²; p ← p − lr · d. Zeiler 2012.
 * @throws if a number is negative or NaN, or rho is not below 1
 * @example
 * const w = parameter(tensor([1]))
 * adadelta({ rho: 0, eps: 1 }).over([w]).step([tensor([0])])
 * w.toArray() // [1]
 */
export const adadelta = (options: AdadeltaOptions = {}): OptimizerFactory<AdadeltaOptions> =>
  optimizerOf("adadelta", { lr: 1, ...options }, ({ rho = 0.9, eps = 1e-6, weightDecay = 0, maximize = false }) => {
    needOption("adadelta", "rho", rho, { below: 1 });
    needOption("adadelta", "eps", eps);
    return chain(
      "adadelta",
      negate(maximize),
      addDecay("adadelta", weightDecay),
      {
        slots: ["square_avg", "acc_delta"],
        next({ update, slots: [square, moved] }) {
          const nextSquare = square!.mul(rho).add(update.mul(update).mul(1 - rho));
          const delta = sqrt(moved!.add(eps)).div(sqrt(nextSquare.add(eps))).mul(update); // prettier-ignore
          return { update: delta, slots: [nextSquare, moved!.mul(rho).add(delta.mul(delta).mul(1 - rho))] };
        },
      },
      scaleByRate(),
    );
  });

/** What `rmsprop` may be told. Learning rate: 0.01 unless told. */
export interface RmspropOptions extends CommonOptions {
  /** Memory of the mean of squares; 0.99 unless told. */
  readonly alpha?: number;
  /** Added to the root; 10⁻⁸ unless told. */
  readonly eps?: number;
  /** A function is asked at every step. */
  readonly momentum?: Dial;
  /** Take the square of the mean gradient off the mean of squares: the variance. */
  readonly centered?: boolean;
  readonly maximize?: boolean;
}

/**
 * RMSprop: v ← α v + (1 − α) g²; b ← momentum · b + g / (√v + eps); p ← p − lr · b. Hinton 2012; centered: Graves 2013.
 * @throws if a number is negative or NaN
 * @example
 * const w = parameter(tensor([1]))
 * rmsprop({ lr: 0.5, alpha: 0, eps: 0 }).over([w]).step([tensor([4])])
 * w.toArray() // [0.5]
 */
export const rmsprop = (options: RmspropOptions = {}): OptimizerFactory<RmspropOptions> =>
  optimizerOf(
    "rmsprop",
    { lr: 0.01, ...options },
    ({ alpha = 0.99, eps = 1e-8, weightDecay = 0, momentum = 0, centered = false, maximize = false }) => {
      needOption("rmsprop", "alpha", alpha);
      needOption("rmsprop", "eps", eps);
      return chain(
        "rmsprop",
        negate(maximize),
        addDecay("rmsprop", weightDecay),
        {
          slots: ["square_avg", ...(centered ? ["grad_avg"] : [])],
          next({ update, slots: [square, mean] }) {
            const nextSquare = square!.mul(alpha).add(update.mul(update).mul(1 - alpha));
            if (!mean) return { update: update.div(sqrt(nextSquare).add(eps)), slots: [nextSquare] };
            const nextMean = mean.mul(alpha).add(update.mul(1 - alpha));
            return { update: update.div(sqrt(nextSquare.sub(nextMean.mul(nextMean))).add(eps)), slots: [nextSquare, nextMean] };
          },
        },
        addMomentum("rmsprop", { momentum }),
        scaleByRate(),
      );
    },
  );
