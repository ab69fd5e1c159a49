// Parity: layers that are linear or look rows up, and those that change the shape.
import { buffer, Module } from "../../src/nn/index.ts";
import * as nn from "../../src/nn/index.ts";
import { parameter, zeros, type Tensor } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

/** A module with lists, as that of the script. */
class Lists extends Module {
  readonly layers = nn.moduleList([nn.linear(3, 3), nn.linear(3, 3)]);
  readonly named = nn.moduleDict({ a: nn.linear(3, 2), b: nn.linear(3, 2) });
  readonly scales = nn.parameterList([parameter(zeros([2])), parameter(zeros([1]))]);
  readonly shifts = nn.parameterDict({ left: parameter(zeros([2])) });
  readonly offset = buffer(zeros([2]));

  forward(input: Tensor): Tensor {
    let x = input;
    for (const layer of this.layers) x = layer.forward(x);
    const one = this.named.get("a").forward(x).mul(this.scales.get(0));
    return one.add(this.named.get("b").forward(x).mul(this.scales.get(1))).add(this.shifts.get("left")).add(this.offset); // prettier-ignore
  }
}

const bags = (mode: "sum" | "mean" | "max"): Record<string, () => Module> => ({
  [`EmbeddingBag ${mode}`]: () => nn.embeddingBag(7, 3, { mode }),
  [`EmbeddingBag ${mode} padding`]: () => nn.embeddingBag(7, 3, { mode, paddingIndex: 2 }),
});

export const modulesLinear: Family = {
  name: "modules-linear",
  title: "Linear layers, embeddings, shapes, containers",
  rows: [
    {
      torch: "torch.nn.Linear",
      nabla: "nn.linear",
      modules: {
        Linear: () => nn.linear(3, 4),
        "Linear without bias, three axes": () => nn.linear(3, 4, { bias: false }),
        "Linear one row": () => nn.linear(3, 1),
        "Linear empty batch": () => nn.linear(3, 4),
      },
    },
    {
      torch: "torch.nn.LazyLinear",
      nabla: "nn.linear",
      differences: "sizes are given: nothing is made lazily",
      modules: { LazyLinear: () => nn.linear(5, 2) },
    },
    {
      torch: "torch.nn.Bilinear",
      nabla: "nn.bilinear",
      modules: { Bilinear: () => nn.bilinear(3, 2, 4), "Bilinear without bias": () => nn.bilinear(1, 2, 3, { bias: false }) },
    },
    { torch: "torch.nn.Identity", nabla: "nn.identity", modules: { Identity: () => nn.identity() } },
    { torch: "torch.nn.Flatten", nabla: "nn.flatten", modules: { Flatten: () => nn.flatten(), "Flatten inner": () => nn.flatten(1, 2) } },
    { torch: "torch.nn.Unflatten", nabla: "nn.unflatten", modules: { Unflatten: () => nn.unflatten(1, [2, 3]) } },
    {
      torch: "torch.nn.Embedding",
      nabla: "nn.embedding",
      differences: "no maxNorm, sparse gradients or scaling by frequency",
      modules: {
        Embedding: () => nn.embedding(7, 3),
        "Embedding padding": () => nn.embedding(7, 3, { paddingIndex: 2 }),
        "Embedding padding from the end": () => nn.embedding(7, 3, { paddingIndex: -1 }),
      },
    },
    {
      torch: "torch.nn.EmbeddingBag",
      nabla: "nn.embeddingBag",
      differences: "offsets are numbers; no maxNorm, sparse gradients or scaling by frequency",
      call: (module, index) => (index.shape.length === 1 ? module.forward(index, { offsets: [0, 2, 2] }) : module.forward(index)),
      modules: { ...bags("sum"), ...bags("mean"), ...bags("max"), "EmbeddingBag offsets": () => nn.embeddingBag(7, 3, { mode: "sum" }) },
    },
    {
      torch: "torch.nn.CosineSimilarity",
      nabla: "nn.cosineSimilarity",
      modules: {
        CosineSimilarity: () => nn.cosineSimilarity(),
        "CosineSimilarity axis": () => nn.cosineSimilarity({ axis: 0, eps: 1e-3 }),
      },
    },
    {
      torch: "torch.nn.PairwiseDistance",
      nabla: "nn.pairwiseDistance",
      modules: {
        PairwiseDistance: () => nn.pairwiseDistance(),
        "PairwiseDistance p 1": () => nn.pairwiseDistance({ p: 1, keepDims: true }),
      },
    },
    { torch: "torch.nn.PixelShuffle", nabla: "nn.pixelShuffle", modules: { PixelShuffle: () => nn.pixelShuffle(2) } },
    { torch: "torch.nn.PixelUnshuffle", nabla: "nn.pixelUnshuffle", modules: { PixelUnshuffle: () => nn.pixelUnshuffle(2) } },
    { torch: "torch.nn.ChannelShuffle", nabla: "nn.channelShuffle", modules: { ChannelShuffle: () => nn.channelShuffle(2) } },
    {
      torch: "torch.nn.Upsample",
      nabla: "nn.upsample",
      modules: {
        "Upsample nearest": () => nn.upsample({ scaleFactor: 2 }),
        "Upsample bilinear": () => nn.upsample({ size: [5, 4], mode: "bilinear" }),
        "Upsample linear aligned": () => nn.upsample({ scaleFactor: 3, mode: "linear", alignCorners: true }),
        "Upsample bicubic": () => nn.upsample({ scaleFactor: 2, mode: "bicubic" }),
        "Upsample trilinear": () => nn.upsample({ scaleFactor: 2, mode: "trilinear" }),
      },
    },
    {
      torch: "torch.nn.UpsamplingNearest2d",
      nabla: "nn.upsample",
      differences: "options instead of a layer of its own",
      modules: { UpsamplingNearest2d: () => nn.upsample({ scaleFactor: 2 }) },
    },
    {
      torch: "torch.nn.UpsamplingBilinear2d",
      nabla: "nn.upsample",
      differences: "options instead of a layer of its own",
      modules: { UpsamplingBilinear2d: () => nn.upsample({ scaleFactor: 2, mode: "bilinear", alignCorners: true }) },
    },
    { torch: "torch.nn.Unfold", nabla: "nn.unfold", modules: { Unfold: () => nn.unfold([2, 3], { stride: [1, 2], padding: 1 }) } },
    {
      torch: "torch.nn.Fold",
      nabla: "nn.fold",
      modules: { Fold: () => nn.fold(4, 2, { stride: 2 }), "Fold overlapping": () => nn.fold([3, 4], 2) },
    },
    {
      torch: "torch.nn.Sequential",
      nabla: "nn.sequential",
      modules: { Sequential: () => nn.sequential(nn.linear(3, 4), nn.tanh(), nn.linear(4, 2)) },
    },
    { torch: "torch.nn.ModuleList", nabla: "nn.moduleList", modules: { ModuleList: () => new Lists() } },
    { torch: "torch.nn.ModuleDict", nabla: "nn.moduleDict", modules: { ModuleDict: () => new Lists() } },
    { torch: "torch.nn.ParameterList", nabla: "nn.parameterList", modules: { ParameterList: () => new Lists() } },
    { torch: "torch.nn.ParameterDict", nabla: "nn.parameterDict", modules: { ParameterDict: () => new Lists() } },
    {
      torch: "torch.nn.Module",
      nabla: "nn.Module",
      differences: "parameters, buffers and children are found in the fields; forward is called itself",
      modules: { Module: () => new Lists() },
    },
  ],
};
