// A model is a tree of modules. Parameters, buffers and children are found by looking at the fields: nothing is registered.
// Knows no particular layer and nothing of training.
import { NablaError, Tensor, cast, isVariable, parameter, tensor, update, variable } from "../mini.ts";
import type { DType, Shape, TypedArray } from "../mini.ts";
import { stateError, stateShapeError } from "./errors.ts";

/** Values by name, as `stateDict()` gives them: tensors, or arrays with a shape. */
export type StateDict = Readonly<Record<string, Tensor | { readonly dtype: DType; readonly shape: Shape; readonly data: TypedArray }>>;

/** What loading could not match. */
export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** What `buffer` may be told. */
export interface BufferOptions {
  /** Whether it belongs to the state that is saved; true unless told. */
  readonly persistent?: boolean;
}

/** Buffers that are not saved. */
const passing = /* @__PURE__ */ new WeakSet<Tensor>();

/**
 * State of a module that is kept but not learned: running statistics, tables. PyTorch's register_buffer. Put it into a field;
 * `update` changes it. A field with an ordinary tensor is a constant: no state, not saved.
 * @example
 * class Shift extends nn.Module { by = nn.buffer(tensor([1])); forward(x) { return x.add(this.by); } }
 * Object.keys(new Shift().stateDict()) // ["by"]
 */
export function buffer(value: Tensor, { persistent = true }: BufferOptions = {}): Tensor {
  const made = variable(value);
  if (!persistent) passing.add(made);
  return made;
}

/** Parameters and buffers; other tensors in fields are constants. */
const isState = (value: Tensor): boolean => value.requiresGrad || isVariable(value);

/**
 * The base of all layers and models. A subclass keeps parameters, buffers, other modules, and arrays of them in ordinary
 * fields (fields beginning with `#` are not seen) and says in `forward` what it computes. A tensor that stands in two places
 * is one parameter with two names: so weights are tied.
 * @example
 * class Twice extends nn.Module { inner = nn.linear(2, 2); forward(x) { return this.inner.forward(this.inner.forward(x)); } }
 * Object.keys(new Twice().stateDict()) // ["inner.weight", "inner.bias"]
 */
export abstract class Module {
  /** Whether layers that differ in training (dropout, batch normalization) behave as in training. */
  training = true;

  /** What the module computes. Further arguments are as the class says: tensors or options. */
  abstract forward(input: Tensor, ...more: unknown[]): Tensor;

  /** Names and values to look through for parameters and modules: the fields, unless a class has other names for them. */
  protected members(): Iterable<readonly [name: string, value: unknown]> {
    return Object.entries(this);
  }

  /** A few words for the summary, such as sizes. */
  describe(): string {
    return "";
  }

  /** The modules directly below, with their names. */
  namedChildren(): [name: string, module: Module][] {
    return [...leaves(this.members(), "")].filter((entry): entry is [string, Module] => entry[1] instanceof Module);
  }

  get children(): Module[] {
    return this.namedChildren().map(([, module]) => module);
  }

  /** This module (named "") and all below, each once, parents first. */
  namedModules(): [name: string, module: Module][] {
    const seen = new Set<Module>();
    const out: [string, Module][] = [];
    const visit = (name: string, module: Module): void => {
      if (seen.has(module)) return;
      seen.add(module);
      out.push([name, module]);
      for (const [own, child] of module.namedChildren()) visit(join(name, own), child);
    };
    visit("", this);
    return out;
  }

  /** All parameters and buffers by name, also under the second name of a shared one. */
  #tensors(): [name: string, value: Tensor][] {
    const out: [string, Tensor][] = [];
    const path = new Set<Module>();
    const visit = (prefix: string, module: Module): void => {
      if (path.has(module))
        throw new NablaError("module-cycle", `Module: ${module.constructor.name} contains itself at "${prefix}"; a model must be a tree`);
      path.add(module);
      for (const [name, value] of leaves(module.members(), "")) {
        if (value instanceof Module) visit(join(prefix, name), value);
        else if (isState(value)) out.push([join(prefix, name), value]);
      }
      path.delete(module);
    };
    visit("", this);
    return out;
  }

  /** Everything that is learned, each tensor once, under its first name. */
  namedParameters(): [name: string, parameter: Tensor][] {
    return unique(this.#tensors().filter(([, value]) => value.requiresGrad));
  }

  /** Everything that is learned: what an optimizer takes. */
  parameters(): Tensor[] {
    return this.namedParameters().map(([, value]) => value);
  }

  /** State that is kept but not learned, such as running means (saved or not); also frozen parameters. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    return unique(this.#tensors().filter(([, value]) => !value.requiresGrad));
  }

  /**
   * Parameters and state by name, with PyTorch's names and layouts. These are the model's own tensors, not copies.
   * @example
   * Object.keys(nn.sequential(nn.linear(2, 3), nn.relu(), nn.linear(3, 1, { bias: false })).stateDict()) // ["0.weight", "0.bias", "2.weight"]
   */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries(this.#saved());
  }

  #saved(): [name: string, value: Tensor][] {
    return this.#tensors().filter(([, value]) => !passing.has(value));
  }

  /**
   * Takes over the values of a dictionary; types are converted, shapes must be equal. Nothing is changed if anything is wrong.
   * @param options.strict refuse missing and unexpected names (true unless told)
   * @returns the names that did not match
   */
  loadStateDict(state: StateDict, { strict = true }: { readonly strict?: boolean } = {}): LoadReport {
    const own = this.#saved();
    const names = new Set(own.map(([name]) => name));
    const missing = own.map(([name]) => name).filter((name) => !Object.hasOwn(state, name));
    const unexpected = Object.keys(state).filter((name) => !names.has(name));
    if (strict && missing.length + unexpected.length > 0) throw stateError(missing, unexpected);
    const pairs = new Map<Tensor, Tensor>();
    for (const [name, value] of own) {
      if (!Object.hasOwn(state, name)) continue;
      const given = state[name]!;
      if (given.shape.length !== value.shape.length || given.shape.some((size, axis) => size !== value.shape[axis])) {
        throw stateShapeError(name, value.shape, given.shape);
      }
      const made = given instanceof Tensor ? given : tensor(given.data, { dtype: given.dtype, shape: given.shape });
      if (made !== value) pairs.set(value, made.dtype === value.dtype ? made : cast(made, value.dtype));
    }
    if (pairs.size > 0) update([...pairs]);
    return { missing, unexpected };
  }

  /** Switches all modules below to training behavior (or back). */
  train(mode = true): this {
    for (const [, module] of this.namedModules()) module.training = mode;
    return this;
  }

  /** Switches all modules below to the behavior for use: no dropout, stored statistics. */
  eval(): this {
    return this.train(false);
  }

  /** Fixes the parameters (or sets them free): optimizers that are made afterwards leave fixed ones alone. */
  freeze(frozen = true): this {
    for (const [, value] of this.#tensors()) {
      if (frozen && value.requiresGrad) fixed.add(value);
      else if (frozen || !fixed.delete(value)) continue;
      value.requiresGrad = !frozen;
    }
    return this;
  }

  /** Calls a function with each module below, children first, then with this one: for first values, for instance. */
  apply(fn: (module: Module) => void): this {
    for (const [, module] of this.namedModules().reverse()) fn(module);
    return this;
  }

  /** Forgets the gradients of the last `backward()`. */
  zeroGrad(): void {
    for (const value of this.parameters()) value.grad = null;
  }

  /**
   * Makes all floating parameters and buffers of that type. They are new tensors: make optimizers afterwards.
   * @example
   * nn.linear(2, 1).to("f64").weight.dtype // "f64"
   */
  to(dtype: "f32" | "f64"): this {
    const made = new Map<Tensor, Tensor>();
    const convert = (holder: Record<string, unknown>): void => {
      for (const [name, value] of Object.entries(holder)) {
        if (Array.isArray(value) || isPlain(value)) convert(value as Record<string, unknown>);
        if (!(value instanceof Tensor) || !isState(value) || value.dtype === dtype || (value.dtype !== "f32" && value.dtype !== "f64"))
          continue;
        let next = made.get(value);
        if (!next) {
          next = (value.requiresGrad ? parameter : variable)(cast(value, dtype));
          for (const set of [fixed, passing]) if (set.has(value)) set.add(next);
          made.set(value, next);
        }
        holder[name] = next;
      }
    };
    for (const [, module] of this.namedModules()) convert(module as unknown as Record<string, unknown>);
    return this;
  }

  /** How many numbers are learned. */
  get parameterCount(): number {
    return this.parameters().reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  }
}

/** Parameters that were frozen: state such as running means must not become a parameter when they are set free. */
const fixed = /* @__PURE__ */ new WeakSet<Tensor>();

const join = (prefix: string, name: string): string => (prefix === "" ? name : `${prefix}.${name}`);

function unique(entries: [string, Tensor][]): [string, Tensor][] {
  const seen = new Set<Tensor>();
  return entries.filter(([, value]) => !seen.has(value) && seen.add(value));
}

/** Modules and tensors in fields, in arrays and in plain objects. */
function* leaves(members: Iterable<readonly [string, unknown]>, prefix: string): Generator<[string, Module | Tensor]> {
  for (const [name, value] of members) {
    if (value instanceof Module || value instanceof Tensor) yield [join(prefix, name), value];
    else if (Array.isArray(value) || isPlain(value)) yield* leaves(Object.entries(value), join(prefix, name));
  }
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);
