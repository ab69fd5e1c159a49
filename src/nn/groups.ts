// Parameters in groups with options of their own, as optimizers take them. Knows no optimizer.
import type { Tensor } from "../mini.ts";
import type { Module } from "./module.ts";

/** Which parameters belong to a group, and the options that they get. */
export type GroupRule<Options extends object> = Options & { readonly match: (name: string, parameter: Tensor) => boolean };

/**
 * The parameters of a module in groups: each goes to the first rule that it matches; the rest form the last group, with no
 * options of their own. Empty groups are left out.
 * @example
 * const groups = nn.parameterGroups(nn.linear(2, 3), [{ match: (name, p) => p.ndim < 2, weightDecay: 0 }])
 * groups.map((group) => Object.keys(group.parameters).join()) // ["bias", "weight"]
 */
export function parameterGroups<Options extends object>(
  module: Module,
  rules: readonly GroupRule<Options>[],
): (Partial<Options> & { readonly parameters: Readonly<Record<string, Tensor>> })[] {
  const groups = [...rules, null].map((rule): { rule: GroupRule<Options> | null; parameters: Record<string, Tensor> } => ({
    rule,
    parameters: {},
  }));
  for (const [name, value] of module.namedParameters())
    groups.find(({ rule }) => rule === null || rule.match(name, value))!.parameters[name] = value;
  return groups
    .filter(({ parameters }) => Object.keys(parameters).length > 0)
    .map(({ rule, parameters }) => {
      const options = Object.fromEntries(Object.entries(rule ?? {}).filter(([name]) => name !== "match"));
      return { ...(options as Partial<Options>), parameters };
    });
}
