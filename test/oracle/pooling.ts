// Parity: pooling and bags as functions.
import {
  fractionalMaxPool2d,
  type Tensor,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  embedding,
  embeddingBag,
  lpPool1d,
  lpPool2d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
} from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const F = "torch.nn.functional";

const unpooled =
  (pool: typeof maxPool1d, back: typeof maxUnpool1d, outputSize: readonly number[]) =>
  (x: Tensor): Tensor => {
    const [y, indices] = pool(x, 2, { returnIndices: true });
    return back(y, indices, 2, { outputSize });
  };

export const poolingFunctions: Family = {
  name: "pooling",
  title: "Pooling and bags as functions",
  rows: [
    {
      torch: `${F}.max_pool1d`,
      nabla: "maxPool1d",
      differences: "of several NaN the first counts, not the last",
      cases: {
        max_pool1d: (x) => maxPool1d(x, 3, { stride: 2, padding: 1 }),
        "max_pool1d ceil": (x) => maxPool1d(x, 2, { ceilMode: true }),
      },
    },
    {
      torch: `${F}.max_pool2d`,
      nabla: "maxPool2d",
      cases: {
        max_pool2d: (x) => maxPool2d(x, [2, 3], { stride: [2, 1], padding: [1, 1] }),
        "max_pool2d ceil, dilation": (x) => maxPool2d(x, 2, { stride: 3, dilation: 2, ceilMode: true }),
        "max_pool2d indices": (x) => maxPool2d(x, 3, { stride: 2, padding: 1, returnIndices: true }),
      },
    },
    {
      torch: `${F}.max_pool3d`,
      nabla: "maxPool3d",
      cases: { max_pool3d: (x) => maxPool3d(x, 2, { stride: [1, 2, 1], padding: 1, ceilMode: true, returnIndices: true }) },
    },
    {
      torch: `${F}.avg_pool1d`,
      nabla: "avgPool1d",
      cases: {
        avg_pool1d: (x) => avgPool1d(x, 3, { stride: 2, padding: 1, ceilMode: true }),
        "avg_pool1d not counted": (x) => avgPool1d(x, 3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
      },
    },
    {
      torch: `${F}.avg_pool2d`,
      nabla: "avgPool2d",
      cases: {
        avg_pool2d: (x) => avgPool2d(x, [3, 2], { stride: 2, padding: 1, ceilMode: true }),
        "avg_pool2d not counted": (x) => avgPool2d(x, 3, { stride: 2, padding: 1, countIncludePad: false }),
        "avg_pool2d divisor": (x) => avgPool2d(x, 2, { divisorOverride: 3 }),
      },
    },
    {
      torch: `${F}.avg_pool3d`,
      nabla: "avgPool3d",
      cases: { avg_pool3d: (x) => avgPool3d(x, [2, 2, 3], { stride: 2, padding: 1, ceilMode: true }) },
    },
    { torch: `${F}.adaptive_avg_pool1d`, nabla: "adaptiveAvgPool1d", cases: { adaptive_avg_pool1d: (x) => adaptiveAvgPool1d(x, 3) } },
    {
      torch: `${F}.adaptive_avg_pool2d`,
      nabla: "adaptiveAvgPool2d",
      cases: { adaptive_avg_pool2d: (x) => adaptiveAvgPool2d(x, [3, null]), "adaptive_avg_pool2d one": (x) => adaptiveAvgPool2d(x, 1) },
    },
    {
      torch: `${F}.adaptive_avg_pool3d`,
      nabla: "adaptiveAvgPool3d",
      cases: { adaptive_avg_pool3d: (x) => adaptiveAvgPool3d(x, [2, 1, 3]) },
    },
    {
      torch: `${F}.adaptive_max_pool1d`,
      nabla: "adaptiveMaxPool1d",
      cases: { adaptive_max_pool1d: (x) => adaptiveMaxPool1d(x, 3, { returnIndices: true }) },
    },
    {
      torch: `${F}.adaptive_max_pool2d`,
      nabla: "adaptiveMaxPool2d",
      cases: { adaptive_max_pool2d: (x) => adaptiveMaxPool2d(x, [2, 3], { returnIndices: true }) },
    },
    {
      torch: `${F}.adaptive_max_pool3d`,
      nabla: "adaptiveMaxPool3d",
      cases: { adaptive_max_pool3d: (x) => adaptiveMaxPool3d(x, [2, 1, 3]) },
    },
    {
      torch: `${F}.fractional_max_pool2d`,
      nabla: "fractionalMaxPool2d",
      differences: "needs a random key or randomSamples",
      cases: {
        fractional_max_pool2d: (x, u) => fractionalMaxPool2d(x, [2, 3], { outputSize: [3, 4], randomSamples: u, returnIndices: true }),
      },
    },
    { torch: `${F}.lp_pool1d`, nabla: "lpPool1d", cases: { lp_pool1d: (x) => lpPool1d(x, 2, 3, { stride: 2, ceilMode: true }) } },
    { torch: `${F}.lp_pool2d`, nabla: "lpPool2d", cases: { lp_pool2d: (x) => lpPool2d(x, 3, [2, 3]) } },
    { torch: `${F}.max_unpool1d`, nabla: "maxUnpool1d", cases: { max_unpool1d: unpooled(maxPool1d, maxUnpool1d, [7]) } },
    { torch: `${F}.max_unpool2d`, nabla: "maxUnpool2d", cases: { max_unpool2d: unpooled(maxPool2d, maxUnpool2d, [5, 4]) } },
    { torch: `${F}.max_unpool3d`, nabla: "maxUnpool3d", cases: { max_unpool3d: unpooled(maxPool3d, maxUnpool3d, [2, 4, 2]) } },
    {
      torch: `${F}.embedding`,
      nabla: "embedding",
      differences: "no max_norm, no scale_grad_by_freq",
      cases: { embedding: (i, w) => embedding(i, w, { paddingIndex: 1 }) },
    },
    {
      torch: `${F}.embedding_bag`,
      nabla: "embeddingBag",
      differences: "offsets are numbers, not a tensor; no max_norm, no scale_grad_by_freq",
      cases: {
        "embedding_bag mean": (i, w) => embeddingBag(i, w),
        "embedding_bag sum": (i, w, f) => embeddingBag(i, w, { mode: "sum", perSampleWeights: f }),
        "embedding_bag max": (i, w) => embeddingBag(i, w, { mode: "max" }),
        "embedding_bag offsets": (i, w) => embeddingBag(i, w, { offsets: [0, 2, 2, 5] }),
        "embedding_bag offsets max": (i, w) => embeddingBag(i, w, { offsets: [0, 2, 2, 5], mode: "max" }),
      },
    },
  ],
};
