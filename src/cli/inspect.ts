// `nabla inspect`: layers, shapes, parameters and cost of a trained network, and the kernels of its forward pass.
import { compile, noGrad, zeros } from "../index.ts";
import type { Tensor } from "../index.ts";
import { plansOf } from "../inspect.ts";
import type { Module } from "../nn/index.ts";
import { countParameters, inputDtype, report } from "./network.ts";
import type { Architecture } from "./architecture.ts";
import { kernelTable, memoryOf, printKernels } from "./bench/kernels.ts";
import type { KernelTable } from "./bench/kernels.ts";
import { usageError } from "./errors.ts";
import { checkGraphFile, drawGraph } from "./graph-picture.ts";
import { readModel } from "./run-folder.ts";
import { short } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import { restore } from "./restore.ts";

export interface InspectOptions {
  /** Show the kernels that the forward pass of one example compiles to. */
  readonly kernels: boolean;
  /** Draw the graph of the forward pass into this file. */
  readonly graph?: string;
  /** Also the graph of the gradients. */
  readonly gradient?: boolean;
}

export async function inspect(
  folder: string,
  { kernels: wanted, graph, gradient = false }: InspectOptions,
  terminal: Terminal,
): Promise<void> {
  if (graph !== undefined) checkGraphFile(graph);
  else if (gradient) throw usageError("--gradient: it belongs to a picture; name its file with --graph <file>");
  const { record, weights } = readModel(folder);
  const { architecture, settings, result, versions } = record;
  const model = restore(record, weights, folder);
  const layers = report(architecture);
  const flops = layers.reduce((sum, layer) => sum + layer.flops, 0);
  terminal.line(`${terminal.paint.bold(folder)}  ${settings.task} on ${settings.name}, seed ${settings.seed}`);
  terminal.line();
  terminal.table(
    [
      ["layer", "output", "parameters", "FLOPs"],
      ["input", architecture.input.join("×"), "", ""],
      ...layers.map(({ name, output, parameters, flops: cost }) => [
        name,
        output.join("×"),
        parameters === 0 ? "" : short(parameters),
        cost === 0 ? "" : short(cost),
      ]),
      ["all", "", short(countParameters(architecture)), short(flops)],
    ],
    ["left", "left", "right", "right"],
  );
  terminal.line();
  const tensors = Object.entries(model.stateDict()).map(([name, value]) => ({ name, shape: [...value.shape], dtype: value.dtype }));
  terminal.line(
    `  ${(weights.length / 1024).toFixed(0)} kB of weights in ${tensors.length} tensors; test ${String(result["metric"])} ${Number(result["test"]).toFixed(4)}`,
  );
  terminal.line(`  ${terminal.paint.dim(Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", "))}`); // prettier-ignore
  const plan = wanted ? kernelsOf(model, architecture) : null;
  if (plan) {
    terminal.line();
    printKernels(terminal, plan);
    terminal.line();
    for (const line of plan.report.program.split("\n")) terminal.line(`  ${line}`);
  }
  const nodes = graph === undefined ? null : await drawGraph(graph, model, architecture, { theme: "light", language: "en", title: `${settings.name}: forward pass${gradient ? " and gradients" : ""}`, gradient }); // prettier-ignore
  if (nodes !== null) terminal.line(`  ${terminal.paint.dim(`graph of ${nodes} nodes written to`)} ${graph}`);
  terminal.event({
    event: "result",
    folder,
    task: settings.task,
    dataset: settings.name,
    input: architecture.input,
    layers,
    parameters: countParameters(architecture),
    flops,
    bytes: weights.length,
    tensors,
    result,
    versions,
    ...(nodes !== null && { graph: { file: graph, nodes } }),
    ...(plan && {
      peaks: plan.peaks,
      kernels: plan.kernels,
      worst: plan.worst,
      memory: memoryOf(plan.report),
      threads: plan.report.threads,
      program: plan.report.program,
    }),
  });
}

/** The plan of the forward pass of one example. */
function kernelsOf(model: Module, architecture: Architecture): KernelTable {
  model.eval();
  const forward = compile((x: Tensor): Tensor => noGrad(() => model.forward(x)));
  forward(zeros([1, ...architecture.input], { dtype: inputDtype(architecture) })).dispose();
  return kernelTable(plansOf(forward)[0]!);
}
