// From an architecture, which is data, to a network of nabla's layers; outputs for many examples. Knows no files and no terminal.
import * as nn from "../nn/index.ts";
import { compiledForward } from "../train/index.ts";
import { loader } from "../data/index.ts";
import type { Dataset } from "../data/index.ts";
import type { Tensor } from "../index.ts";
import type { Activation, Architecture, LayerSpec } from "./architecture.ts";

const ACTIVATION: Readonly<Record<Activation, () => nn.Module>> = {
  identity: nn.identity,
  step: nn.step,
  sigmoid: nn.sigmoid,
  tanh: nn.tanh,
  relu: nn.relu,
  leakyRelu: () => nn.leakyRelu(),
  elu: () => nn.elu(),
  gelu: () => nn.gelu(),
  silu: nn.silu,
};

function layerOf(spec: LayerSpec): nn.Module {
  switch (spec.layer) {
    case "conv2d":
      return nn.conv2d(spec.in, spec.out, spec.kernel, { padding: spec.padding });
    case "maxPool2d":
      return nn.maxPool2d(spec.size);
    case "flatten":
      return nn.flatten();
    case "dropout":
      return nn.dropout(spec.share);
    case "linear":
      return nn.linear(spec.in, spec.out);
    case "activation":
      return ACTIVATION[spec.name]();
  }
}

/** A fresh network; its first weights come from the library's seeded generator. */
export const buildNetwork = ({ layers }: Architecture): nn.Sequential => nn.sequential(...layers.map(layerOf));

/** Outputs for all examples, one row after the other. */
export function outputsOf(model: nn.Module, data: Dataset<readonly [Tensor, Tensor]>, width: number): Float32Array {
  const forward = compiledForward(model);
  const out = new Float32Array(data.length * width);
  let at = 0;
  for (const [x] of loader(data, { batchSize: 256 }).batches(0)) {
    const values = forward(x).data();
    out.set(values, at);
    at += values.length;
  }
  return out;
}
