// Stochastic gradient descent.
import { eq, where } from "../index.ts";
import { needOption, optimizerError } from "./errors.ts";
import { optimizerOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";

/** What `sgd` may be told. */
export interface SgdOptions {
  /** Learning rate; 0.001 unless told. */
  readonly lr?: number;
  readonly momentum?: number;
  /** Share of the gradient that does not enter the momentum. */
  readonly dampening?: number;
  readonly nesterov?: boolean;
  /** Adds weightDecay · parameter to the gradient. */
  readonly weightDecay?: number;
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
export function sgd({ lr = 0.001, momentum = 0, dampening = 0, nesterov = false, weightDecay = 0 }: SgdOptions = {}): OptimizerFactory {
  needOption("sgd", "momentum", momentum);
  needOption("sgd", "dampening", dampening);
  needOption("sgd", "weightDecay", weightDecay);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw optimizerError(
      "optimizer-option",
      `sgd: nesterov needs momentum above 0 and dampening 0, got momentum ${momentum} and dampening ${dampening}`,
    );
  }
  return optimizerOf(
    {
      name: "sgd",
      slots: momentum === 0 ? [] : ["momentum_buffer"],
      next({ parameter, gradient, rate, steps, slots: [buffer] }) {
        let g = weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
        if (!buffer) return { parameter: parameter.sub(g.mul(rate)), slots: [] };
        let next = buffer.mul(momentum).add(dampening === 0 ? g : g.mul(1 - dampening));
        if (dampening !== 0) next = where(eq(steps, 1), g, next);
        g = nesterov ? g.add(next.mul(momentum)) : next;
        return { parameter: parameter.sub(g.mul(rate)), slots: [next] };
      },
    },
    lr,
  );
}
