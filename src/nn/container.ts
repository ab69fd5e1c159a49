// Modules made of modules.
import { NablaError } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { Module } from "./module.ts";

const refuse = (name: string): never => {
  throw new NablaError("module-forward", `${name}: it holds modules and computes nothing; call the modules in it`, { op: name });
};

/** Modules one after another. */
export class Sequential extends Module {
  readonly layers: readonly Module[];
  readonly #names: readonly string[];

  constructor(layers: readonly Module[] | Readonly<Record<string, Module>>) {
    super();
    this.layers = Object.values(layers);
    this.#names = Object.keys(layers);
  }

  protected override members(): Iterable<readonly [string, unknown]> {
    return this.#names.map((name, i) => [name, this.layers[i]!] as const);
  }

  forward(input: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), input);
  }
}

/**
 * Modules one after another; parameters are named "0.weight", "0.bias", "1.weight", … or by the keys of an object.
 * @example
 * nn.sequential(nn.linear(4, 8), nn.tanh(), nn.linear(8, 3)).forward(ones([5, 4])).shape // [5, 3]
 * Object.keys(nn.sequential({ last: nn.linear(4, 2) }).stateDict()) // ["last.weight", "last.bias"]
 */
export const sequential = (...layers: readonly Module[] | [Readonly<Record<string, Module>>]): Sequential =>
  new Sequential(layers.length === 1 && !(layers[0] instanceof Module) ? layers[0] : (layers as readonly Module[]));

/** Modules in a list, to be called by hand. */
export class ModuleList<M extends Module = Module> extends Module implements Iterable<M> {
  readonly #modules: M[];

  constructor(modules: Iterable<M> = []) {
    super();
    this.#modules = [...modules];
  }

  protected override members(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.#modules);
  }

  /** How many there are. */
  get length(): number {
    return this.#modules.length;
  }

  [Symbol.iterator](): Iterator<M> {
    return this.#modules[Symbol.iterator]();
  }

  /** The module at that place; negative places count from the end. */
  at(index: number): M | undefined {
    return this.#modules.at(index);
  }

  /** Adds a module at the end. */
  append(module: M): this {
    this.#modules.push(module);
    return this;
  }

  forward(): Tensor {
    return refuse("moduleList");
  }
}

/**
 * Modules in a list, to be called by hand; parameters are named "0.weight", "1.weight", …
 * @example
 * const layers = nn.moduleList([nn.linear(2, 2), nn.linear(2, 1)])
 * let x = ones([3, 2])
 * for (const layer of layers) x = layer.forward(x)
 * x.shape // [3, 1]
 */
export const moduleList = <M extends Module = Module>(modules: Iterable<M> = []): ModuleList<M> => new ModuleList(modules);

/** Modules by name, to be called by hand. */
export class ModuleDict<M extends Module = Module> extends Module implements Iterable<[string, M]> {
  readonly #modules: Map<string, M>;

  constructor(modules: Readonly<Record<string, M>> = {}) {
    super();
    this.#modules = new Map(Object.entries(modules));
  }

  protected override members(): Iterable<readonly [string, unknown]> {
    return this.#modules;
  }

  [Symbol.iterator](): Iterator<[string, M]> {
    return this.#modules[Symbol.iterator]();
  }

  /** The names. */
  keys(): string[] {
    return [...this.#modules.keys()];
  }

  has(name: string): boolean {
    return this.#modules.has(name);
  }

  /** The module of that name. */
  get(name: string): M {
    const module = this.#modules.get(name);
    if (!module) throw new NablaError("module-name", `moduleDict: there is no "${name}"; there are ${this.keys().join(", ") || "no modules"}`, { op: "moduleDict" }); // prettier-ignore
    return module;
  }

  /** Puts a module under a name. */
  set(name: string, module: M): this {
    this.#modules.set(name, module);
    return this;
  }

  forward(): Tensor {
    return refuse("moduleDict");
  }
}

/**
 * Modules by name, to be called by hand; parameters are named "name.weight", …
 * @example
 * nn.moduleDict({ left: nn.linear(2, 3) }).get("left").forward(ones([1, 2])).shape // [1, 3]
 */
export const moduleDict = <M extends Module = Module>(modules: Readonly<Record<string, M>> = {}): ModuleDict<M> => new ModuleDict(modules);

/** Parameters in a list or by name; a field with an array or an object of parameters does the same. */
export class ParameterList extends Module {
  readonly #values: readonly Tensor[] | Readonly<Record<string, Tensor>>;

  constructor(values: readonly Tensor[] | Readonly<Record<string, Tensor>>) {
    super();
    this.#values = values;
  }

  protected override members(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.#values);
  }

  /** The parameter at that place or of that name. */
  get(name: number | string): Tensor {
    const found = new Map(Object.entries(this.#values)).get(`${name}`);
    if (!found) throw new NablaError("module-name", `parameterList: there is no "${name}"`, { op: "parameterList" });
    return found;
  }

  forward(): Tensor {
    return refuse("parameterList");
  }
}

/**
 * Parameters in a list, named "0", "1", …
 * @example
 * nn.parameterList([parameter(ones([2]))]).get(0).shape // [2]
 */
export const parameterList = (values: readonly Tensor[]): ParameterList => new ParameterList(values);

/**
 * Parameters by name.
 * @example
 * Object.keys(nn.parameterDict({ scale: parameter(ones([2])) }).stateDict()) // ["scale"]
 */
export const parameterDict = (values: Readonly<Record<string, Tensor>>): ParameterList => new ParameterList(values);

/** shortcut(x) + body(x). */
export class Residual extends Module {
  readonly body: Module;
  readonly shortcut: Module | null;

  constructor(body: Module, shortcut: Module | null = null) {
    super();
    this.body = body;
    this.shortcut = shortcut;
  }

  forward(input: Tensor): Tensor {
    const past = this.shortcut ? this.shortcut.forward(input) : input;
    const through = this.body.forward(input);
    if (past.shape.join() !== through.shape.join())
      throw new NablaError("layer-input", `residual: the body gives [${through.shape.join(", ")}] and the shortcut [${past.shape.join(", ")}]; both must have one shape`, { op: "residual", shapes: [through.shape, past.shape] }); // prettier-ignore
    return past.add(through);
  }
}

/**
 * A shortcut around modules: x + body(x), or shortcut(x) + body(x) where the body changes the shape. He et al. 2015.
 * @example
 * nn.residual(nn.lambda((x) => x.mul(2))).forward(tensor([1, 2])).toArray() // [3, 6]
 */
export const residual = (body: Module, shortcut: Module | null = null): Residual => new Residual(body, shortcut);

/** A function as a module. */
export class Lambda extends Module {
  readonly #of: (input: Tensor) => Tensor;
  readonly #words: string;

  constructor(of: (input: Tensor) => Tensor, words = "") {
    super();
    this.#of = of;
    this.#words = words;
  }

  forward(input: Tensor): Tensor {
    return this.#of(input);
  }

  override describe(): string {
    return this.#words;
  }
}

/**
 * A function of the input as a module, to stand among others.
 * @param words what the summary shows
 * @example
 * nn.sequential(nn.lambda((x) => x.mul(2)), nn.relu()).forward(tensor([-1, 2])).toArray() // [0, 4]
 */
export const lambda = (of: (input: Tensor) => Tensor, words = ""): Lambda => new Lambda(of, words);
