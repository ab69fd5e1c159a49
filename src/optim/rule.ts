// What an optimizer's algorithm is: a rule, a pure function of one parameter, usually a chain of small transforms of its
// gradient. Knows no particular algorithm and nothing of how parameters and state are kept.
import { Tensor, live } from "../mini.ts";
import type { DType, Shape } from "../mini.ts";
import { needOption, optimizerError } from "./errors.ts";

/** Numbers of one step, 0-d, in the dtype of the parameters that they are for. */
export interface StepNumbers {
  /** Learning rate; another number at every step. */
  readonly rate: Tensor;
  /** Steps done including this one: 1, 2, … */
  readonly steps: Tensor;
}

/** Numbers of a step that all parameters use, as a rule or a chain of rules groups them. */
export type Shared = readonly (Tensor | Shared)[];

/** What a rule may use for one parameter; all tensors are of the parameter's dtype. */
export interface RuleInputs extends StepNumbers {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** What `shared` made of the step's numbers. */
  readonly shared: Shared;
  /** The rule's own slots of this parameter. */
  readonly slots: readonly Tensor[];
}

/** Something that is remembered for each parameter. */
export interface Slot {
  /** PyTorch's name where it has one. */
  readonly name: string;
  /** The parameter's shape unless told. */
  readonly shape?: Shape;
  /** What it begins with: 0, another number, or something made of the parameter. */
  readonly initial?: number | ((parameter: Tensor) => Tensor);
}

/** An algorithm as a pure function of one parameter: graph in, graph out. */
export interface Rule {
  readonly name: string;
  /** What is remembered for each parameter. A name alone means zeros of the parameter's shape. */
  readonly slots: readonly (string | Slot)[];
  /** Further 0-d numbers of a step that all parameters use: made once, not once for each. */
  shared?(numbers: StepNumbers): Shared;
  /** The parameter's next value and those of the slots. */
  next(inputs: RuleInputs): { readonly parameter: Tensor; readonly slots: readonly Tensor[] };
}

/** What a transform may use: `update` is what the transforms before it made of the gradient. */
export interface TransformInputs extends RuleInputs {
  readonly update: Tensor;
}

/** One link of a chain: gradient in, something better in its place out. */
export interface Transform {
  readonly slots?: readonly (string | Slot)[];
  shared?(numbers: StepNumbers): Shared;
  /** The update that goes on to the next link, with the next values of the slots if there are any. */
  next(inputs: TransformInputs): Tensor | { readonly update: Tensor; readonly slots: readonly Tensor[] };
}

/**
 * A rule made of transforms: each takes what the one before made of the gradient; what comes out of the last is subtracted
 * from the parameter. So the last is `scaleByRate()`, unless a transform does without a rate. Links that are `false` are
 * left out.
 * @example
 * const signs = (lr) => optimizerOf("signs", { lr }, () => chain("signs", { next: ({ update }) => sign(update) }, scaleByRate()))
 * const w = parameter(tensor([1, 2]))
 * signs(0.25).over([w]).step([tensor([3, -100])])
 * w.toArray() // [0.75, 2.25]
 */
export function chain(name: string, ...links: readonly (Transform | false)[]): Rule {
  const transforms = links.filter((link) => link !== false);
  return {
    name,
    slots: transforms.flatMap(({ slots = [] }) => slots),
    shared: (numbers) => transforms.map((transform) => transform.shared?.(numbers) ?? []),
    next(inputs) {
      let update = inputs.gradient;
      let from = 0;
      const nextSlots: Tensor[] = [];
      transforms.forEach((transform, i) => {
        const count = transform.slots?.length ?? 0;
        const slots = inputs.slots.slice(from, (from += count));
        const made = transform.next({ ...inputs, update, shared: inputs.shared[i] as Shared, slots });
        if (made instanceof Tensor) update = made;
        else {
          update = made.update;
          nextSlots.push(...made.slots);
        }
      });
      if (nextSlots.length !== from) throw optimizerError("optimizer-rule", `${name}: a transform must give the next value of each of its slots; ${from} slots, ${nextSlots.length} values`); // prettier-ignore
      return { parameter: inputs.parameter.sub(update), slots: nextSlots };
    },
  };
}

/** A number, or a function that is asked at every step: then it may change without a new recording of a compiled step. */
export type Dial = number | (() => number);

/** Looks at the number now, or whenever it is asked for. */
export function needDial(name: string, option: string, dial: Dial, limits: { readonly below?: number } = {}): Dial {
  if (typeof dial !== "function") return needOption(name, option, dial, limits);
  return () => needOption(name, option, dial(), limits);
}

/** What a transform puts among its shared numbers: a live one for a function, nothing for a number. */
export const dialed = (dial: Dial, dtype: DType): Tensor[] => (typeof dial === "function" ? [live(dial, dtype)] : []);

/** The value to compute with. */
export const dialOf = (dial: Dial, shared: Shared, at = 0): number | Tensor => (typeof dial === "number" ? dial : (shared[at] as Tensor));

/** 1 − x */
export const rest = (x: number | Tensor): number | Tensor => (typeof x === "number" ? 1 - x : x.neg().add(1));
