// Parity: layers with their state.
import * as nn from "../../src/nn/index.ts";
import type { Family } from "./oracle.ts";

export const modules: Family = {
  name: "modules",
  title: "Layers",
  rows: [
    { torch: "torch.nn.Linear", nabla: "nn.linear", modules: { Linear: () => nn.linear(3, 4) } },
    { torch: "torch.nn.BatchNorm2d", nabla: "nn.batchNorm2d", modules: { BatchNorm2d: () => nn.batchNorm2d(3), "BatchNorm2d eval": () => nn.batchNorm2d(3) } }, // prettier-ignore
  ],
};
