// When a loss is no longer finite: which number was the first? Repeats the step, layer by layer, on the parameters before it.
import { generatorState, noGrad, setGeneratorState, tensor, update } from "../mini.ts";
import type { Tensor } from "../mini.ts";
import { Activation, watchLayers } from "../nn/index.ts";
import type { Module } from "../nn/index.ts";
import { NotFiniteError } from "./errors.ts";
import type { NotFinite } from "./errors.ts";
import { inMode } from "./evaluate.ts";

/** NaN, Infinity or −Infinity if there is one, else undefined. */
function oddOne(values: Tensor): number | undefined {
  if (values.dtype !== "f32" && values.dtype !== "f64") return undefined;
  const data = values.data();
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]!)) return data[i]!;
  return undefined;
}

/** A step whose loss or gradients were not finite. */
export interface BrokenStep {
  readonly model: Module;
  readonly batch: readonly [Tensor, Tensor];
  readonly value: number;
  readonly step: number;
  readonly epoch: number;
  readonly lr: number;
}

const kindOf = (module: Module): string =>
  [module instanceof Activation ? module.name : module.constructor.name, module.describe()].filter(Boolean).join(" ");

/**
 * The error that says which number was the first that is not finite: of the batch, of a parameter, of a layer's output, or the loss.
 * Repeats the step's forward pass on the parameters before it; nothing is changed.
 * @example
 * const model = nn.sequential(nn.linear(1, 1))
 * const batch = [tensor([[Infinity]]), tensor([[1]])]
 * diagnose({ model, batch, value: NaN, step: 7, epoch: 0, lr: 0.1 }).place.what // "input"
 */
export function diagnose({ model, batch, value, step, epoch, lr }: BrokenStep): NotFiniteError {
  const [x, y] = batch;
  const head = `fit: the loss became ${value} at step ${step} (epoch ${epoch + 1})`;
  const cure = `; the parameters are kept as they were before that step. A smaller learning rate (now ${lr}) or a limit on gradients (clipNorm) often helps`;
  const error = (what: NotFinite["what"], name: string, sentence: string, help = cure): NotFiniteError =>
    new NotFiniteError(`${head}: ${sentence}${help}`, { step, epoch, what, name });
  for (const [what, values] of [["input", x], ["target", y]] as const) {
    const odd = oddOne(values);
    if (odd !== undefined) return error(what, "", `the batch's ${what} already contains ${odd}`, "; clean the data");
  } // prettier-ignore
  for (const [name, values] of model.namedParameters()) {
    const odd = oddOne(values);
    const help = `. Its gradient was not finite in a step before; a smaller learning rate (now ${lr}) often helps`;
    if (odd !== undefined) return error("parameter", name, `parameter "${name}" already contains ${odd}`, help);
  }
  const [output, outputs] = replay(model, x);
  for (const [name, module, values] of outputs) {
    const odd = oddOne(values);
    if (odd !== undefined) return error("layer", name, `layer "${name}" (${kindOf(module)}) is the first whose output contains ${odd}`);
  }
  const odd = oddOne(output);
  if (odd !== undefined) return error("layer", "", `the model's output contains ${odd}`);
  return error(
    "loss",
    "",
    "all layers are finite, the loss itself is not; do its targets fit the outputs (labels out of range, logarithm of 0)?",
  );
}

/** The forward pass as in training, layer by layer; state that it changes is put back. */
function replay(model: Module, x: Tensor): [output: Tensor, layers: [name: string, module: Module, output: Tensor][]] {
  const buffers = model
    .namedBuffers()
    .map(([, buffer]) => [buffer, tensor(buffer.data(), { shape: buffer.shape, dtype: buffer.dtype })] as const);
  const keys = generatorState();
  const layers: [string, Module, Tensor][] = [];
  try {
    const forward = (): Tensor => watchLayers(model, (...entry) => layers.push(entry), () => model.forward(x)); // prettier-ignore
    return [inMode(model, true, () => noGrad(forward)), layers];
  } finally {
    update(buffers);
    setGeneratorState(keys);
  }
}

/** After the last step: a parameter that is not finite was spoiled by its gradient. */
export function checkParameters(model: Module, scene: Omit<BrokenStep, "model" | "value" | "batch">): void {
  for (const [name, values] of model.namedParameters()) {
    const odd = oddOne(values);
    if (odd === undefined) continue;
    const { step, epoch, lr } = scene;
    throw new NotFiniteError(
      `fit: after step ${step} (epoch ${epoch + 1}) parameter "${name}" contains ${odd}; a smaller learning rate (now ${lr}) often helps`,
      {
        step,
        epoch,
        what: "parameter",
        name,
      },
    );
  }
}
