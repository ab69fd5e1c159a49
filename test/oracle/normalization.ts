// Parity: normalization and dropout as functions.
import { batchNorm, groupNorm, instanceNorm, layerNorm, localResponseNorm, rmsNorm } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const F = "torch.nn.functional";

export const normalizationFunctions: Family = {
  name: "normalization",
  title: "Normalization and dropout as functions",
  rows: [
    {
      torch: `${F}.batch_norm`,
      nabla: "batchNorm",
      differences: "running statistics are read only; the layers update them",
      cases: {
        "batch_norm training": (x, w, b) => batchNorm(x, null, null, w, b, { training: true }),
        batch_norm: (x, m, v, w, b) => batchNorm(x, m, v, w, b),
      },
    },
    { torch: `${F}.group_norm`, nabla: "groupNorm", cases: { group_norm: (x, w, b) => groupNorm(x, 2, w, b) } },
    {
      torch: `${F}.instance_norm`,
      nabla: "instanceNorm",
      differences: "running statistics are read only",
      cases: {
        instance_norm: (x, weight, bias) => instanceNorm(x, { weight, bias }),
        "instance_norm running": (x, runningMean, runningVar) => instanceNorm(x, { runningMean, runningVar, useInputStats: false }),
      },
    },
    { torch: `${F}.layer_norm`, nabla: "layerNorm", cases: { layer_norm: (x, w, b) => layerNorm(x, [2, 3], w, b) } },
    {
      torch: `${F}.local_response_norm`,
      nabla: "localResponseNorm",
      cases: {
        local_response_norm: (x) => localResponseNorm(x, 3, { alpha: 0.1, beta: 0.6, k: 1.5 }),
        "local_response_norm even": (x) => localResponseNorm(x, 4),
      },
    },
    {
      torch: `${F}.rms_norm`,
      nabla: "rmsNorm",
      differences: "recorded from its formula",
      cases: { rms_norm: (x, w) => rmsNorm(x, [4], w) },
    },
    {
      torch: `${F}.dropout`,
      nabla: "dropout",
      differences: "the random key is an argument: other numbers",
      testedBy: { file: "nn/nn.test.ts", title: "dropout: share, scale, other numbers every time, nothing in evaluation" },
    },
    {
      torch: `${F}.dropout1d`,
      nabla: "dropout1d",
      differences: "the random key is an argument: other numbers",
      testedBy: { file: "graph/samples.layers.ts", title: "dropout1d" },
    },
    {
      torch: `${F}.dropout2d`,
      nabla: "dropout2d",
      differences: "the random key is an argument: other numbers",
      testedBy: { file: "graph/samples.layers.ts", title: "dropout2d" },
    },
    {
      torch: `${F}.dropout3d`,
      nabla: "dropout3d",
      differences: "the random key is an argument: other numbers",
      testedBy: { file: "graph/samples.layers.ts", title: "dropout3d" },
    },
    {
      torch: `${F}.alpha_dropout`,
      nabla: "alphaDropout",
      differences: "the random key is an argument: other numbers",
      testedBy: { file: "graph/samples.layers.ts", title: "alphaDropout" },
    },
    {
      torch: `${F}.feature_alpha_dropout`,
      nabla: "featureAlphaDropout",
      differences: "the random key is an argument: other numbers",
      testedBy: { file: "graph/samples.layers.ts", title: "featureAlphaDropout" },
    },
  ],
};
