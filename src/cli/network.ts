// From an architecture, which is data, to a network of nabla's layers; its layers in numbers; outputs for many examples. Knows no files
// and no terminal.
import * as nn from "../nn/index.ts";
import { compiledForward } from "../train/index.ts";
import { loader } from "../data/index.ts";
import type { Dataset } from "../data/index.ts";
import type { Tensor } from "../index.ts";
import { Detector, Gpt, TextReader, TranslationModel, UNet, bagOfPieces } from "../tasks/index.ts";
import { isLayered, layerReport } from "./architecture.ts";
import type { Architecture, LayerReport, NamedArchitecture } from "./architecture.ts";

type Build = (options: Readonly<Record<string, number>>, input: readonly number[]) => nn.Module;

const NAMED: Readonly<Record<NamedArchitecture["network"], Build>> = {
  gpt: (own) => new Gpt(own["tokens"]!, { ...gptOptions(own), dropout: own["dropout"]!, before: own["before"]!, rows: own["rows"]!, batchSize: 1, steps: 1, lr: 1 }), // prettier-ignore
  translator: (own) => new TranslationModel(own["tokens"]!, own["pad"]!, { ...gptOptions(own), tokens: own["tokens"]!, dropout: own["dropout"]!, length: own["context"]!, step: 8, batchSize: 1, epochs: 1, lr: 1, labelSmoothing: 0 }), // prettier-ignore
  unet: (own, [channels]) => new UNet(channels!, own["classes"]!, own["width"]!, own["depth"]!),
  bag: (own) => bagOfPieces(own["rows"]!, own["width"]!, own["classes"]!, own["dropout"]!),
  lstm: (own, [length]) => new TextReader("lstm", own["rows"]!, own["width"]!, own["classes"]!, length!, own["depth"]!),
  transformer: (own, [length]) => new TextReader("transformer", own["rows"]!, own["width"]!, own["classes"]!, length!, own["depth"]!),
  detector: (own) => new Detector(own["classes"]!, own["width"]!),
};

const gptOptions = (own: Readonly<Record<string, number>>) => ({
  features: own["width"]!,
  heads: own["heads"]!,
  layers: own["depth"]!,
  context: own["context"]!,
});

/** A fresh network; its first weights come from the library's seeded generator. */
export const buildNetwork = (architecture: Architecture): nn.Module =>
  isLayered(architecture) ? nn.buildNetwork(architecture) : NAMED[architecture.network](architecture.options, architecture.input);

/** Numbers that a network reads: class numbers of words, or values. */
export const inputDtype = (architecture: Architecture): "i32" | "f32" =>
  !isLayered(architecture) && architecture.network !== "unet" && architecture.network !== "detector" ? "i32" : "f32";

/** Shapes, parameters and cost of the layers. */
export function report(architecture: Architecture): LayerReport[] {
  if (isLayered(architecture)) return layerReport(architecture);
  const model = buildNetwork(architecture);
  return nn
    .layersOf(model, [1, ...architecture.input], inputDtype(architecture))
    .map(({ layer, output, parameters, multiplyAdds }) => ({ name: layer, output: output.slice(1), parameters, flops: 2 * multiplyAdds }));
}

export const countParameters = (architecture: Architecture): number =>
  isLayered(architecture)
    ? report(architecture).reduce((sum, layer) => sum + layer.parameters, 0)
    : buildNetwork(architecture)
        .parameters()
        .reduce((sum, { shape }) => sum + shape.reduce((all, size) => all * size, 1), 0);

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
