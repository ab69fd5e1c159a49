// Groups of parameters with options of their own. Knows no algorithm.
import { Tensor } from "../mini.ts";
import { Module } from "../nn/index.ts";
import { optimizerError } from "./errors.ts";

/** Options that every optimizer understands. */
export interface CommonOptions {
  /** Learning rate. */
  readonly lr?: number;
  readonly weightDecay?: number;
}

/** Where parameters come from: a module (they keep its names), a list, or names of one's own. */
export type ParameterSource = Module | readonly Tensor[] | Readonly<Record<string, Tensor>>;

/** Parameters with options that differ from those of the optimizer. */
export type ParameterGroup<Options = CommonOptions> = Partial<Options> & { readonly parameters: ParameterSource };

/** What an optimizer can be put over. */
export type Target<Options = CommonOptions> = Module | readonly Tensor[] | readonly ParameterGroup<Options>[];

/** A group as the optimizer keeps it. */
export interface NamedGroup {
  readonly named: readonly (readonly [name: string, parameter: Tensor])[];
  readonly options: Readonly<Record<string, unknown>>;
}

const isGroup = (value: unknown): value is ParameterGroup<object> =>
  typeof value === "object" && value !== null && !(value instanceof Tensor) && "parameters" in value && !(value instanceof Module);

/** Groups with the names of their parameters: those of modules, or numbers counted through all lists. */
export function namedGroups(optimizer: string, target: Target<object>): NamedGroup[] {
  let count = 0;
  const named = (source: ParameterSource): [string, Tensor][] => {
    if (source instanceof Module) return source.namedParameters();
    if (Array.isArray(source)) return (source as readonly Tensor[]).map((parameter) => [`${count++}`, parameter]);
    return Object.entries(source);
  };
  const list = target instanceof Module ? [] : (target as readonly unknown[]);
  const groups = list.length > 0 && list.every(isGroup) ? list : [{ parameters: target as ParameterSource }];
  const out = groups.map(({ parameters, ...options }) => ({ named: named(parameters), options }));
  check(optimizer, out);
  return out;
}

function check(optimizer: string, groups: readonly NamedGroup[]): void {
  const fail = (rule: string): Error => optimizerError("optimizer-parameters", `${optimizer}: ${rule}`);
  if (groups.every(({ named }) => named.length === 0)) throw fail("there is nothing to optimize: no parameter requires a gradient");
  const seen = new Map<Tensor, string>();
  const names = new Set<string>();
  for (const [name, value] of groups.flatMap(({ named }) => named)) {
    if (!(value instanceof Tensor) || !value.requiresGrad) throw fail(`parameter ${name} is no parameter; make it with parameter(…)`);
    if (seen.has(value)) throw fail(`parameter ${name} is given twice, first as ${seen.get(value)!}; each belongs to one group`);
    if (names.has(name)) throw fail(`two parameters are named ${name}; give groups of several modules names of their own: { parameters: { "encoder.weight": … } }`); // prettier-ignore
    seen.set(value, name);
    names.add(name);
  }
}

/**
 * Parameters of a module in groups by a rule: those for which `optionsOf` gives equal options are one group.
 * @param optionsOf gives the options that differ from the optimizer's, or nothing
 * @example
 * const model = nn.linear(2, 3)
 * const groups = groupsBy(model, (name, parameter) => parameter.ndim < 2 ? { weightDecay: 0 } : {})
 * groups.map(({ parameters, weightDecay }) => [Object.keys(parameters), weightDecay ?? null]) // [[["weight"], null], [["bias"], 0]]
 * adamw({ lr: 0.01, weightDecay: 0.1 }).over(groups).groups.length // 2
 */
export function groupsBy<Options extends object>(
  module: Module,
  optionsOf: (name: string, parameter: Tensor) => Options | undefined,
): (Options & { readonly parameters: Readonly<Record<string, Tensor>> })[] {
  const groups = new Map<string, Options & { readonly parameters: Record<string, Tensor> }>();
  for (const [name, parameter] of module.namedParameters()) {
    const options = optionsOf(name, parameter) ?? ({} as Options);
    const key = JSON.stringify(Object.entries(options).sort());
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ...options, parameters: {} }));
    group.parameters[name] = parameter;
  }
  return [...groups.values()];
}

/**
 * Two groups: weights, and what is no weight (biases, scales and shifts of normalization: everything with fewer than two
 * axes), which gets no weight decay.
 * @example
 * decayWeightsOnly(nn.linear(2, 3)).map(({ weightDecay }) => weightDecay ?? "as told") // ["as told", 0]
 */
export const decayWeightsOnly = (
  module: Module,
): { readonly parameters: Readonly<Record<string, Tensor>>; readonly weightDecay?: number }[] =>
  groupsBy<{ weightDecay?: number }>(module, (_, parameter) => (parameter.shape.length < 2 ? { weightDecay: 0 } : {}));
