// What all optimizers share: parameters with names, the rate as an input of the compiled step, state that is updated in
// place together with the parameters, saving and loading. An algorithm is a rule (see `Rule`); this file knows none.
import { Tensor, cast, full, live, tensor, update, variable } from "../mini.ts";
import type { DType } from "../mini.ts";
import type { StateDict } from "../nn/index.ts";
import { needOption, optimizerError } from "./errors.ts";
import { namedGroups } from "./groups.ts";
import type { CommonOptions, NamedGroup, Target } from "./groups.ts";
import type { Rule, Shared, Slot, StepNumbers } from "./rule.ts";

/** A variable and its next value. */
export type Update = readonly [variable: Tensor, value: Tensor];

/** An algorithm with its numbers, before it knows what to optimize. */
export interface OptimizerFactory<Options = CommonOptions> {
  readonly name: string;
  readonly lr: number;
  /** The rule for a parameter, with some options replaced. */
  rules(options: Partial<Options>): (parameter: Tensor) => Rule;
  /** Takes all parameters of a module, a list, or groups with options of their own. */
  over(target: Target<Options>): Optimizer;
}

/** Makes a factory of what gives a rule for options (or, where shapes matter, a rule for each parameter). */
export function optimizerOf<Options extends CommonOptions>(
  name: string,
  options: Options & { readonly lr: number },
  recipe: (options: Options & { readonly lr: number }) => Rule | ((parameter: Tensor) => Rule),
): OptimizerFactory<Options> {
  needOption(name, "lr", options.lr);
  return factoryOf(name, options.lr, (overrides) => {
    const made = recipe({ ...options, ...overrides });
    return typeof made === "function" ? made : () => made;
  });
}

/** A factory of rules: how wrappers such as `lookahead` make one from another. */
export function factoryOf<Options extends CommonOptions>(
  name: string,
  lr: number,
  rules: (options: Partial<Options>) => (parameter: Tensor) => Rule,
): OptimizerFactory<Options> {
  rules({}); // Numbers that cannot work are refused now.
  return {
    name,
    lr,
    rules,
    over: (target) => new Optimizer(name, lr, namedGroups(name, target), (options) => rules(options as unknown as Partial<Options>)),
  };
}

/** Parameters that share options. Its rate follows the optimizer's. */
export class Group {
  readonly parameters: readonly Tensor[];
  /** The group's rate as a multiple of the optimizer's; may be set at any time. */
  scale: number;
  readonly #optimizer: Optimizer;

  constructor(optimizer: Optimizer, parameters: readonly Tensor[], scale: number) {
    this.#optimizer = optimizer;
    this.parameters = parameters;
    this.scale = scale;
  }

  /** Learning rate of this group. */
  get lr(): number {
    return this.#optimizer.lr * this.scale;
  }
}

interface Member {
  readonly name: string;
  readonly parameter: Tensor;
  readonly rule: Rule;
  readonly group: Group;
  readonly slots: readonly Tensor[];
}

/** Improves parameters, step by step. */
export class Optimizer {
  readonly name: string;
  readonly parameters: readonly Tensor[];
  /** Names of the parameters: as in the module, or their numbers. */
  readonly names: readonly string[];
  readonly groups: readonly Group[];
  #lr: number;
  readonly #steps: Tensor;
  readonly #members: readonly Member[];

  constructor(
    name: string,
    lr: number,
    groups: readonly NamedGroup[],
    rulesOf: (options: Readonly<Record<string, unknown>>) => (parameter: Tensor) => Rule,
  ) {
    this.name = name;
    this.#lr = lr;
    this.#steps = variable(full([], 0, { dtype: "i32" }));
    const members: Member[] = [];
    this.groups = groups.map(({ named, options }) => {
      const group = new Group(this, named.map(([, parameter]) => parameter), scaleOf(name, lr, options["lr"])); // prettier-ignore
      const ruleOf = rulesOf(options);
      for (const [own, parameter] of named) {
        const rule = ruleOf(parameter);
        members.push({ name: own, parameter, rule, group, slots: rule.slots.map((slot) => variable(initial(slot, parameter))) });
      }
      return group;
    });
    this.#members = members;
    this.names = members.map((member) => member.name);
    this.parameters = members.map(({ parameter }) => parameter);
  }

  /** The rule of the first parameter. */
  get rule(): Rule {
    return this.#members[0]!.rule;
  }

  /** Learning rate. May be set at any time, also between runs of a compiled step. Rates of groups keep their ratio to it. */
  get lr(): number {
    return this.#lr;
  }

  set lr(value: number) {
    this.#lr = needOption(this.name, "lr", value);
  }

  /** Steps done so far. */
  get steps(): number {
    return this.#steps.item();
  }

  /** What one step assigns, as graph; nothing is changed. A parameter without gradient is left out. */
  updates(gradients: readonly (Tensor | null)[]): Update[] {
    if (gradients.length !== this.parameters.length) {
      throw optimizerError(
        "optimizer-gradients",
        `${this.name}: needs one gradient for each of ${this.parameters.length} parameters, got ${gradients.length}`,
      );
    }
    const steps = this.#steps.add(1);
    const numbersOf = sharedNumbers(steps);
    const out: Update[] = [[this.#steps, steps]];
    this.#members.forEach(({ name, parameter, rule, group, slots }, i) => {
      const gradient = gradients[i]?.detach();
      if (!gradient) return;
      if (gradient.shape.join() !== parameter.shape.join()) throw optimizerError("optimizer-gradients", `${this.name}: the gradient of parameter ${name} has shape [${gradient.shape.join(", ")}], the parameter [${parameter.shape.join(", ")}]`); // prettier-ignore
      const next = rule.next({ ...numbersOf(rule, group, parameter.dtype), parameter: parameter.detach(), gradient, slots });
      out.push([parameter, next.parameter], ...slots.map((slot, s): Update => [slot, next.slots[s]!]));
    });
    return out;
  }

  /**
   * Changes the parameters by one step.
   * @param gradients one for each parameter, as `grad(loss, parameters)` gives them; those of `loss.backward()` unless told
   */
  step(gradients: readonly (Tensor | null)[] = this.parameters.map((parameter) => parameter.grad)): void {
    if (gradients.length > 0 && gradients.every((gradient) => gradient === null)) {
      throw optimizerError("optimizer-gradients", `${this.name}: no parameter has a gradient; call loss.backward() before step()`);
    }
    update(this.updates(gradients));
  }

  /** Forgets the gradients of the last `backward()`. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  #named(): [string, Tensor][] {
    const slots = this.#members.flatMap(({ name, rule, slots }) =>
      rule.slots.map((slot, s): [string, Tensor] => [`${typeof slot === "string" ? slot : slot.name}.${name}`, slots[s]!]),
    );
    return [["step", this.#steps], ...slots];
  }

  /** The step count and all slots, `exp_avg.0.weight` and so on: with the learning rate all that is needed to go on. */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries(this.#named());
  }

  /** Takes over a state; names and shapes must be the same. */
  loadStateDict(state: StateDict): void {
    loadInto(this.name, this.#named(), state);
  }
}

/** Rate, step count and a rule's shared numbers: made once for each rule, group and dtype. */
function sharedNumbers(steps: Tensor): (rule: Rule, group: Group, dtype: DType) => StepNumbers & { readonly shared: Shared } {
  type Made = StepNumbers & { readonly shared: Shared };
  const known = new Map<Group, Map<DType, { readonly base: StepNumbers; readonly of: Map<Rule, Made> }>>();
  return (rule, group, dtype) => {
    let ofGroup = known.get(group);
    if (!ofGroup) known.set(group, (ofGroup = new Map()));
    let own = ofGroup.get(dtype);
    if (!own) ofGroup.set(dtype, (own = { base: { rate: live(() => group.lr, dtype), steps: cast(steps, dtype) }, of: new Map() }));
    let made = own.of.get(rule);
    if (!made) own.of.set(rule, (made = { ...own.base, shared: rule.shared?.(own.base) ?? [] }));
    return made;
  };
}

function scaleOf(name: string, lr: number, own: unknown): number {
  if (own === undefined) return 1;
  needOption(name, "lr", own as number);
  if (lr === 0) throw optimizerError("optimizer-option", `${name}: groups with rates of their own need a rate of the optimizer above 0, got 0`); // prettier-ignore
  return (own as number) / lr;
}

function initial(slot: string | Slot, parameter: Tensor): Tensor {
  const { shape = parameter.shape, initial: begin = 0 } = typeof slot === "string" ? {} : slot;
  return typeof begin === "number" ? full(shape, begin, { dtype: parameter.dtype }) : begin(parameter);
}

/** Gives variables the values of a state with the same names and shapes, bit by bit; all or none. */
export function loadInto(name: string, own: readonly (readonly [string, Tensor])[], state: StateDict): void {
  const pairs = own.map(([key, value]): Update => {
    const given = Object.hasOwn(state, key) ? state[key] : undefined;
    if (!given || given.shape.join() !== value.shape.join()) {
      throw optimizerError(
        "optimizer-state",
        `${name}: loadStateDict: ${key} ${given ? `has shape [${given.shape.join(", ")}], needs [${value.shape.join(", ")}]` : "is missing"}`,
      );
    }
    const made = given instanceof Tensor ? given : tensor(given.data, { dtype: given.dtype, shape: given.shape });
    return [value, made.dtype === value.dtype ? made : cast(made, value.dtype)];
  });
  const names = new Set(own.map(([key]) => key));
  const extra = Object.keys(state).filter((key) => !names.has(key));
  if (extra.length > 0)
    throw optimizerError(
      "optimizer-state",
      `${name}: loadStateDict: unexpected ${extra.join(", ")}; the state is of another optimizer or model`,
    );
  update(pairs.filter(([value, next]) => value !== next));
}
