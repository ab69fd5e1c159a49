// A model as a table: layers, shapes, parameters. Nothing is computed for it: shapes are known when the graph is built.
import { noGrad, zeros } from "../index.ts";
import type { DType, Shape, Tensor } from "../index.ts";
import { Activation } from "./activation.ts";
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
}

const kindOf = (module: Module): string => (module instanceof Activation ? module.name : module.constructor.name);

/** Runs `body` while every call of a layer without layers below is reported. */
export function watchLayers<T>(model: Module, seen: (name: string, module: Module, output: Tensor) => void, body: () => T): T {
  const watched = model.namedModules().filter(([, module]) => module.namedChildren().length === 0);
  const restore: (() => void)[] = [];
  for (const [name, module] of watched) {
    const own = Object.getOwnPropertyDescriptor(module, "forward");
    const forward = module.forward.bind(module);
    const replaced = (...inputs: [Tensor, ...Tensor[]]): Tensor => {
      const output = forward(...inputs);
      seen(name, module, output);
      return output;
    };
    Object.defineProperty(module, "forward", { value: replaced, configurable: true, writable: true });
    restore.push(() => (own ? Object.defineProperty(module, "forward", own) : Reflect.deleteProperty(module, "forward")));
  }
  try {
    return body();
  } finally {
    for (const undo of restore) undo();
  }
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
    const note = (name: string, module: Module, output: Tensor): void => {
      const parameters = counted.has(module) ? 0 : module.parameterCount;
      counted.add(module);
      rows.push({ name, layer: [kindOf(module), module.describe()].filter(Boolean).join(" "), output: output.shape, parameters });
    };
    noGrad(() => watchLayers(model, note, () => model.forward(zeros(inputShape, { dtype }))));
  } finally {
    for (const [module, mode] of modes) module.training = mode;
  }
  return rows;
}

/**
 * A table of layers, output shapes and parameters.
 * @param inputShape with the axis of samples, such as [1, 784]
 * @example
 * nn.summary(nn.sequential(nn.linear(2, 3), nn.tanh()), [1, 2]).split("\n").length // 4
 */
export function summary(model: Module, inputShape: Shape, dtype: DType = "f32"): string {
  const rows = layersOf(model, inputShape, dtype);
  const lines = [
    ["name", "layer", "output", "parameters"],
    ...rows.map((row) => [row.name, row.layer, `[${row.output.join(", ")}]`, row.parameters.toLocaleString("en-US")]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const table = lines.map((line) =>
    line.map((cell, column) => (column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  "),
  );
  return [...table, `${model.parameterCount.toLocaleString("en-US")} parameters`].join("\n");
}
