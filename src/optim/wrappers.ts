// Optimizers around optimizers: gradients gathered over several steps, and lookahead. Pure functions of rules, so they work in
// compiled steps, with any algorithm, and their memory is saved with the rest.
import { eq, floorDivide, remainder, where } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { needOption, needSteps } from "./errors.ts";
import type { CommonOptions } from "./groups.ts";
import { factoryOf } from "./optimizer.ts";
import type { OptimizerFactory } from "./optimizer.ts";
import type { Rule, Shared } from "./rule.ts";

function wrapped<Options extends CommonOptions>(
  name: string,
  factory: OptimizerFactory<Options>,
  wrap: (rule: Rule) => Rule,
): OptimizerFactory<Options> {
  return factoryOf(name, factory.lr, (options) => {
    const ruleOf = factory.rules(options);
    const known = new Map<Rule, Rule>();
    return (parameter) => {
      const rule = ruleOf(parameter);
      let own = known.get(rule);
      if (!own) known.set(rule, (own = wrap(rule)));
      return own;
    };
  });
}

/**
 * Gathers the gradients of `every` steps and moves the parameters at the last of them by their mean: a large batch in small
 * parts. Between, only the memory of gradients changes. `steps` and bias corrections of the optimizer inside count moves.
 * @example
 * const w = parameter(tensor([1]))
 * const optimizer = accumulated(sgd({ lr: 0.5 }), { every: 2 }).over([w])
 * optimizer.step([tensor([1])])
 * w.toArray() // [1]
 * optimizer.step([tensor([3])])
 * w.toArray() // [0]
 */
export function accumulated<Options extends CommonOptions>(
  factory: OptimizerFactory<Options>,
  { every }: { readonly every: number },
): OptimizerFactory<Options> {
  needSteps("accumulated", "every", every);
  return wrapped(`accumulated ${factory.name}`, factory, (rule) => ({
    name: `accumulated ${rule.name}`,
    slots: ["accumulated", ...rule.slots],
    shared({ rate, steps }) {
      const moves = floorDivide(steps.add(every - 1), every);
      return [eq(remainder(steps, every), 0), moves, rule.shared?.({ rate, steps: moves }) ?? []];
    },
    next({ parameter, gradient, rate, shared, slots: [sum, ...own] }) {
      const [due, steps, inner] = shared as [Tensor, Tensor, Shared];
      const total = sum!.add(gradient);
      const moved = rule.next({ parameter, gradient: total.div(every), rate, steps, shared: inner, slots: own });
      return {
        parameter: where(due, moved.parameter, parameter),
        slots: [where(due, 0, total), ...own.map((slot, i) => where(due, moved.slots[i]!, slot))],
      };
    },
  }));
}

/** What `lookahead` may be told. */
export interface LookaheadOptions {
  /** Steps of the optimizer inside before the slow weights follow; 5 unless told. */
  readonly every?: number;
  /** Share of the way that the slow weights go; 0.5 unless told. */
  readonly alpha?: number;
}

/**
 * Lookahead: after every k steps of the optimizer inside, slow weights go a share of the way to where it is, and it goes on from
 * there: s ← s + alpha · (p − s); p ← s. Zhang et al. 2019.
 * @example
 * const w = parameter(tensor([1]))
 * const optimizer = lookahead(sgd({ lr: 0.5 }), { every: 2 }).over([w])
 * optimizer.step([tensor([1])])
 * optimizer.step([tensor([1])])
 * w.toArray() // [0.5]
 */
export function lookahead<Options extends CommonOptions>(
  factory: OptimizerFactory<Options>,
  { every = 5, alpha = 0.5 }: LookaheadOptions = {},
): OptimizerFactory<Options> {
  needSteps("lookahead", "every", every);
  needOption("lookahead", "alpha", alpha);
  return wrapped(`lookahead ${factory.name}`, factory, (rule) => ({
    name: `lookahead ${rule.name}`,
    slots: [{ name: "slow", initial: (parameter) => parameter }, ...rule.slots],
    shared: (numbers) => [eq(remainder(numbers.steps, every), 0), rule.shared?.(numbers) ?? []],
    next({ shared, slots: [slow, ...own], ...inputs }) {
      const [due, inner] = shared as [Tensor, Shared];
      const moved = rule.next({ ...inputs, shared: inner, slots: own });
      const followed = slow!.add(moved.parameter.sub(slow!).mul(alpha));
      return {
        parameter: where(due, followed, moved.parameter),
        slots: [where(due, followed, slow!), ...moved.slots],
      };
    },
  }));
}
