// What all optimizers share: parameters with names, the rate as an input of the compiled step, state that is updated in
// place together with the parameters, saving and loading. An algorithm is a rule (see `Rule`); this file knows none.
import { Tensor, cast, full, live, tensor, update, variable, zeros } from "../index.ts";
import type { DType } from "../index.ts";
import { Module } from "../nn/index.ts";
import type { StateDict } from "../nn/index.ts";
import { needOption, optimizerError } from "./errors.ts";

/** A variable and its next value. */
export type Update = readonly [variable: Tensor, value: Tensor];

/** Numbers of one step, 0-d, in the dtype of the parameters that they are for. */
export interface StepNumbers {
  /** Learning rate; another number at every step. */
  readonly rate: Tensor;
  /** Steps done including this one: 1, 2, … */
  readonly steps: Tensor;
}

/** What a rule may use for one parameter; all tensors are of the parameter's dtype. */
export interface RuleInputs extends StepNumbers {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** What `shared` made of the step's numbers. */
  readonly shared: readonly Tensor[];
  /** The rule's own slots of this parameter. */
  readonly slots: readonly Tensor[];
}

/** An algorithm as a pure function of one parameter: graph in, graph out. */
export interface Rule {
  readonly name: string;
  /** Names of what is remembered for each parameter, PyTorch's; each has the parameter's shape and begins with zeros. */
  readonly slots: readonly string[];
  /** Further 0-d numbers of a step that all parameters use: made once, not once for each. */
  shared?(numbers: StepNumbers): readonly Tensor[];
  /** The parameter's next value and those of the slots. */
  next(inputs: RuleInputs): { readonly parameter: Tensor; readonly slots: readonly Tensor[] };
}

/** An algorithm with its numbers, before it knows what to optimize. */
export interface OptimizerFactory {
  readonly name: string;
  readonly lr: number;
  /** Takes all parameters of a module, or a list. */
  over(target: Module | readonly Tensor[]): Optimizer;
}

/** Makes a factory of a rule. */
export function optimizerOf(rule: Rule, lr: number): OptimizerFactory {
  needOption(rule.name, "lr", lr);
  return { name: rule.name, lr, over: (target) => new Optimizer(rule, lr, target) };
}

/** Improves parameters, step by step. */
export class Optimizer {
  readonly rule: Rule;
  readonly parameters: readonly Tensor[];
  /** Names of the parameters: as in the module, or their numbers. */
  readonly names: readonly string[];
  #lr: number;
  readonly #steps: Tensor;
  readonly #slots: readonly (readonly Tensor[])[];

  constructor(rule: Rule, lr: number, target: Module | readonly Tensor[]) {
    const named = target instanceof Module ? target.namedParameters() : target.map((parameter, i) => [`${i}`, parameter] as const);
    if (named.length === 0)
      throw optimizerError(
        "optimizer-parameters",
        `${rule.name}: there is nothing to optimize: ${target instanceof Module ? "the module has no parameters that require a gradient" : "the list is empty"}`,
      );
    named.forEach(([name, value]) => {
      if (!(value instanceof Tensor) || !value.requiresGrad)
        throw optimizerError("optimizer-parameters", `${rule.name}: parameter ${name} is no parameter; make it with parameter(…)`);
    });
    this.rule = rule;
    this.names = named.map(([name]) => name);
    this.parameters = named.map(([, parameter]) => parameter);
    this.#lr = lr;
    this.#steps = variable(full([], 0, { dtype: "i32" }));
    this.#slots = this.parameters.map((parameter) => rule.slots.map(() => variable(zeros(parameter.shape, { dtype: parameter.dtype }))));
  }

  /** Learning rate. May be set at any time, also between runs of a compiled step. */
  get lr(): number {
    return this.#lr;
  }

  set lr(value: number) {
    this.#lr = needOption(this.rule.name, "lr", value);
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
        `${this.rule.name}: needs one gradient for each of ${this.parameters.length} parameters, got ${gradients.length}`,
      );
    }
    const steps = this.#steps.add(1);
    const numbers = new Map<DType, StepNumbers & { readonly shared: readonly Tensor[] }>();
    const out: Update[] = [[this.#steps, steps]];
    this.parameters.forEach((parameter, i) => {
      const gradient = gradients[i]?.detach();
      if (!gradient) return;
      const { dtype } = parameter;
      let own = numbers.get(dtype);
      if (!own) {
        const base = { rate: live(() => this.#lr, dtype), steps: cast(steps, dtype) };
        numbers.set(dtype, (own = { ...base, shared: this.rule.shared?.(base) ?? [] }));
      }
      const slots = this.#slots[i]!;
      const next = this.rule.next({ ...own, parameter: parameter.detach(), gradient, slots });
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
      throw optimizerError("optimizer-gradients", `${this.rule.name}: no parameter has a gradient; call loss.backward() before step()`);
    }
    update(this.updates(gradients));
  }

  /** Forgets the gradients of the last `backward()`. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  #named(): [string, Tensor][] {
    const slots = this.names.flatMap((name, i) =>
      this.rule.slots.map((slot, s): [string, Tensor] => [`${slot}.${name}`, this.#slots[i]![s]!]),
    );
    return [["step", this.#steps], ...slots];
  }

  /** The step count and all slots, `exp_avg.0.weight` and so on: with the learning rate all that is needed to go on. */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries(this.#named());
  }

  /** Takes over a state; names and shapes must be the same. */
  loadStateDict(state: StateDict): void {
    const own = this.#named();
    const pairs = own.map(([name, value]): Update => {
      const given = Object.hasOwn(state, name) ? state[name] : undefined;
      if (!given || given.shape.join() !== value.shape.join()) {
        throw optimizerError(
          "optimizer-state",
          `${this.rule.name}: loadStateDict: ${name} ${given ? `has shape [${given.shape.join(", ")}], needs [${value.shape.join(", ")}]` : "is missing"}`,
        );
      }
      const made = given instanceof Tensor ? given : tensor(given.data, { dtype: given.dtype, shape: given.shape });
      return [value, made.dtype === value.dtype ? made : cast(made, value.dtype)];
    });
    const extra = Object.keys(state).filter((name) => !own.some(([known]) => known === name));
    if (extra.length > 0)
      throw optimizerError(
        "optimizer-state",
        `${this.rule.name}: loadStateDict: unexpected ${extra.join(", ")}; the state is of another optimizer or model`,
      );
    update(pairs.filter(([value, next]) => value !== next));
  }
}
