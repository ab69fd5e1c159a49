// A model as a table: layers, shapes, parameters. Nothing is computed for it: shapes are known when the graph is built.
import { Tensor, noGrad, zeros } from "../mini.ts";
import type { DType, Shape } from "../mini.ts";
import { Activation } from "./activation.ts";
import { registerForwardHook } from "./hooks.ts";
import type { Module } from "./module.ts";

/** One layer in the summary of a model. */
export interface SummaryRow {
  /** Path in the model, such as "0" or "encoder.2". */
  readonly name: string;
  /** The kind of layer and its sizes. */
  readonly layer: string;
  readonly output: Shape;
  /** Numbers learned in this layer itself. */
  readonly parameters: number;
  /** Multiplications with an addition in matrix products and convolutions; FLOPs are twice that. */
  readonly multiplyAdds: number;
}

/** What the factory is called, where one class has several; else the class. */
const kindOf = (module: Module): string => {
  if (module instanceof Activation) return module.name;
  return "name" in module && typeof module.name === "string" ? `${module.name[0]!.toUpperCase()}${module.name.slice(1)}` : module.constructor.name; // prettier-ignore
};

/** Runs `body` while every call of a layer without layers below is reported. */
export function watchLayers<T>(model: Module, seen: (name: string, module: Module, output: Tensor) => void, body: () => T): T {
  return watched(model, (name, module, _, output) => seen(name, module, output), body);
}

type Seen = (name: string, module: Module, inputs: readonly unknown[], output: Tensor) => void;

function watched<T>(model: Module, seen: Seen, body: () => T): T {
  const handles = model
    .namedModules()
    .filter(([, module]) => module.namedChildren().length === 0)
    .map(([name, module]) => registerForwardHook(module, (_, inputs, output) => void seen(name, module, inputs, output)));
  try {
    return body();
  } finally {
    for (const handle of handles) handle.remove();
  }
}

/**
 * Multiplications with an addition that a tensor costs from others: those of products of matrices and of convolutions, counted
 * in the graph itself. Elementwise work is not counted.
 */
function multiplyAdds(root: Tensor, from: ReadonlySet<Tensor>): number {
  const seen = new Set<Tensor>(from);
  let count = 0;
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    const { how } = node.op;
    if (how.kind === "formula") stack.push(how.lower(node.inputs, node.attrs as never));
    if (how.kind === "contract") {
      const { a, b } = node.attrs as { readonly a: string; readonly b: string };
      const sizes = new Map<string, number>();
      [a, b].forEach((labels, k) => [...labels].forEach((label, axis) => sizes.set(label, node.inputs[k]!.shape[axis]!)));
      count += [...sizes.values()].reduce((product, size) => product * size, 1);
    }
    stack.push(...node.inputs);
  }
  return count;
}

/**
 * One row for each layer, in the order in which the input passes them.
 * @param inputShape with the axis of samples, such as [1, 784]
 */
export function layersOf(model: Module, inputShape: Shape, dtype: DType = "f32"): SummaryRow[] {
  const modes = model.namedModules().map(([, module]) => [module, module.training] as const);
  const rows: SummaryRow[] = [];
  const counted = new Set<Module>();
  try {
    model.eval();
    const note: Seen = (name, module, inputs, output) => {
      const parameters = counted.has(module) ? 0 : module.parameterCount;
      counted.add(module);
      const layer = [kindOf(module), module.describe()].filter(Boolean).join(" ");
      const cost = multiplyAdds(output, new Set(inputs.filter((x): x is Tensor => x instanceof Tensor)));
      rows.push({ name, layer, output: output.shape, parameters, multiplyAdds: cost });
    };
    noGrad(() => watched(model, note, () => model.forward(zeros(inputShape, { dtype }))));
  } finally {
    for (const [module, mode] of modes) module.training = mode;
  }
  return rows;
}

/**
 * A table of layers, output shapes, parameters and multiplications (each with an addition) in products and convolutions.
 * @param inputShape with the axis of samples, such as [1, 784]
 * @example
 * nn.summary(nn.sequential(nn.linear(2, 3), nn.tanh()), [1, 2]).split("\n").length // 4
 */
export function summary(model: Module, inputShape: Shape, dtype: DType = "f32"): string {
  const rows = layersOf(model, inputShape, dtype);
  const number = (value: number): string => value.toLocaleString("en-US");
  const lines = [
    ["name", "layer", "output", "parameters", "multiply-adds"],
    ...rows.map((row) => [row.name, row.layer, `[${row.output.join(", ")}]`, number(row.parameters), number(row.multiplyAdds)]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map((line) =>
    line.map((cell, column) => (column >= 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  "),
  );
  const total = rows.reduce((sum, row) => sum + row.multiplyAdds, 0);
  return [...table, `${number(model.parameterCount)} parameters, ${number(total)} multiply-adds`].join("\n");
}
