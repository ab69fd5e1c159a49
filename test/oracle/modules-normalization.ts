// Parity: normalizations and dropouts as layers.
import * as nn from "../../src/nn/index.ts";
import type { Family, Row } from "./oracle.ts";

const BATCH = [nn.batchNorm1d, nn.batchNorm2d, nn.batchNorm3d];
const INSTANCE = [nn.instanceNorm1d, nn.instanceNorm2d, nn.instanceNorm3d];
const tracked = { affine: true, trackRunningStats: true };

const kept = (d: number): Row[] => {
  const [batch, instance] = [BATCH[d - 1]!, INSTANCE[d - 1]!];
  const [b, i] = [`BatchNorm${d}d`, `InstanceNorm${d}d`];
  return [
    {
      torch: `torch.nn.${b}`,
      nabla: `nn.batchNorm${d}d`,
      modules: {
        [b]: () => batch(3),
        [`${b} eval`]: () => batch(3),
        [`${b} cumulative`]: () => batch(3, { momentum: null }),
        [`${b} untracked`]: () => batch(3, { trackRunningStats: false, eps: 1e-3 }),
        [`${b} plain`]: () => batch(3, { affine: false, momentum: 0.3 }),
        ...(d === 1 && { [`${b} rows`]: () => batch(3) }),
      },
    },
    {
      torch: `torch.nn.${i}`,
      nabla: `nn.instanceNorm${d}d`,
      modules: {
        [i]: () => instance(3),
        [`${i} affine`]: () => instance(3, { affine: true, eps: 1e-2 }),
        [`${i} tracked`]: () => instance(3, tracked),
        [`${i} tracked eval`]: () => instance(3, { trackRunningStats: true }),
        [`${i} without batch`]: () => instance(3),
      },
    },
  ];
};

const DROPOUTS = {
  Dropout: nn.dropout,
  Dropout1d: nn.dropout1d,
  Dropout2d: nn.dropout2d,
  Dropout3d: nn.dropout3d,
  AlphaDropout: nn.alphaDropout,
  FeatureAlphaDropout: nn.featureAlphaDropout,
};

export const modulesNormalization: Family = {
  name: "modules-normalization",
  title: "Normalizations, dropouts",
  rows: [
    ...[1, 2, 3].flatMap(kept),
    {
      torch: "torch.nn.LayerNorm",
      nabla: "nn.layerNorm",
      modules: {
        LayerNorm: () => nn.layerNorm(4),
        "LayerNorm two axes": () => nn.layerNorm([3, 4], { eps: 1e-3 }),
        "LayerNorm plain": () => nn.layerNorm(4, { affine: false }),
        "LayerNorm empty batch": () => nn.layerNorm(4),
      },
    },
    {
      torch: "torch.nn.GroupNorm",
      nabla: "nn.groupNorm",
      modules: {
        GroupNorm: () => nn.groupNorm(2, 4),
        "GroupNorm one group": () => nn.groupNorm(1, 4),
        "GroupNorm plain": () => nn.groupNorm(4, 4, { affine: false }),
      },
    },
    {
      torch: "torch.nn.LocalResponseNorm",
      nabla: "nn.localResponseNorm",
      modules: {
        LocalResponseNorm: () => nn.localResponseNorm(3, { alpha: 0.5, beta: 0.6, k: 1.5 }),
        "LocalResponseNorm even": () => nn.localResponseNorm(2, { alpha: 1 }),
      },
    },
    ...Object.entries(DROPOUTS).map(([name, make]): Row => ({
      torch: `torch.nn.${name}`,
      nabla: `nn.${name[0]!.toLowerCase()}${name.slice(1)}`,
      differences: "other random numbers",
      modules: { [`${name} eval`]: () => make(0.4) },
    })),
  ],
};
