// From an architecture, which is data, to a network of nabla's layers; its layers in numbers; outputs for many examples. Knows no files
// and no terminal.
import * as nn from "../nn/index.ts";
import { compiledForward } from "../train/index.ts";
import { loader } from "../data/index.ts";
import type { Dataset } from "../data/index.ts";
import type { Tensor } from "../index.ts";
import { isLayered, layerReport } from "./architecture.ts";
import type { Architecture, LayerReport, NamedArchitecture } from "./architecture.ts";

const NAMED: Readonly<Record<NamedArchitecture["network"], (architecture: NamedArchitecture) => nn.Module>> = {
  gpt: () => nn.identity(),
  translator: () => nn.identity(),
  unet: () => nn.identity(),
  detector: () => nn.identity(),
};

/** A fresh network; its first weights come from the library's seeded generator. */
export const buildNetwork = (architecture: Architecture): nn.Module =>
  isLayered(architecture) ? nn.buildNetwork(architecture) : NAMED[architecture.network](architecture);

/** Numbers that a network reads: class numbers of words, or values. */
export const inputDtype = (architecture: Architecture): "i32" | "f32" =>
  !isLayered(architecture) && (architecture.network === "gpt" || architecture.network === "translator") ? "i32" : "f32";

/** Shapes, parameters and cost of the layers. */
export function report(architecture: Architecture): LayerReport[] {
  if (isLayered(architecture)) return layerReport(architecture);
  const model = buildNetwork(architecture);
  return nn
    .layersOf(model, [1, ...architecture.input], inputDtype(architecture))
    .map(({ layer, output, parameters, multiplyAdds }) => ({ name: layer, output: output.slice(1), parameters, flops: 2 * multiplyAdds }));
}

export const countParameters = (architecture: Architecture): number =>
  report(architecture).reduce((sum, layer) => sum + layer.parameters, 0);

/**
 * Outputs for all examples, `width` numbers each, one row after the other. A network of one output that tells two classes apart has the
 * logits 0 and its output: the softmax of both is its sigmoid.
 */
export function outputsOf(model: nn.Module, data: Dataset<readonly [Tensor, Tensor]>, width: number): Float32Array {
  const forward = compiledForward(model);
  const out = new Float32Array(data.length * width);
  let at = 0;
  for (const [x] of loader(data, { batchSize: 256 }).batches(0)) {
    const values = forward(x).data();
    const count = x.shape[0]!;
    if (values.length === count && width === 2) for (let i = 0; i < count; i++) out[at + 2 * i + 1] = values[i]!;
    else out.set(values, at);
    at += count * width;
  }
  return out;
}
