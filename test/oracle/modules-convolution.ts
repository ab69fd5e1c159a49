// Parity: convolutions, transposed ones, pools and margins as layers.
import { tensor, type Tensor } from "../../src/index.ts";
import * as nn from "../../src/nn/index.ts";
import type { Family, Row } from "./oracle.ts";

const MODES = ["reflect", "replicate", "circular"] as const;

function pools(kind: "Avg" | "Max"): Row[] {
  const make = kind === "Avg" ? [nn.adaptiveAvgPool1d, nn.adaptiveAvgPool2d, nn.adaptiveAvgPool3d] : [nn.adaptiveMaxPool1d, nn.adaptiveMaxPool2d, nn.adaptiveMaxPool3d]; // prettier-ignore
  const name = `Adaptive${kind}Pool`;
  const row = (d: number, modules: Row["modules"] & object): Row => ({
    torch: `torch.nn.${name}${d}d`,
    nabla: `nn.adaptive${kind}Pool${d}d`,
    ...(kind === "Max" && { differences: "indices: withIndices(x)" }),
    modules,
  });
  return [
    row(1, { [`${name}1d`]: () => make[0]!(3) }),
    row(2, { [`${name}2d`]: () => make[1]!([2, 3]), [`${name}2d none`]: () => make[1]!([null, 1]) }),
    row(3, { [`${name}3d`]: () => make[2]!(2) }),
  ];
}

function margins(): Row[] {
  const all = [1, 2, 2, 0, 1, 1];
  const constant = [nn.constantPad1d, nn.constantPad2d, nn.constantPad3d];
  const reflection = [nn.reflectionPad1d, nn.reflectionPad2d, nn.reflectionPad3d];
  const replication = [nn.replicationPad1d, nn.replicationPad2d, nn.replicationPad3d];
  return [1, 2, 3].flatMap((d): Row[] => [
    {
      torch: `torch.nn.ConstantPad${d}d`,
      nabla: `nn.constantPad${d}d`,
      modules: {
        [`ConstantPad${d}d`]: () => constant[d - 1]!(all.slice(0, 2 * d), 1.5),
        [`ConstantPad${d}d negative`]: () => constant[d - 1]!(-1, 1.5),
      },
    },
    { torch: `torch.nn.ReflectionPad${d}d`, nabla: `nn.reflectionPad${d}d`, modules: { [`ReflectionPad${d}d`]: () => reflection[d - 1]!(all.slice(0, 2 * d)) } }, // prettier-ignore
    { torch: `torch.nn.ReplicationPad${d}d`, nabla: `nn.replicationPad${d}d`, modules: { [`ReplicationPad${d}d`]: () => replication[d - 1]!(all.slice(0, 2 * d)) } }, // prettier-ignore
  ]);
}

const indices = "indices: withIndices(x)";

const samples = (): Tensor => tensor([[[0.1, 0.8], [0.55, 0.3]]]); // prettier-ignore

export const modulesConvolution: Family = {
  name: "modules-convolution",
  title: "Convolutions, pools, margins",
  rows: [
    {
      torch: "torch.nn.Conv1d",
      nabla: "nn.conv1d",
      modules: {
        Conv1d: () => nn.conv1d(2, 3, 3),
        "Conv1d all options": () => nn.conv1d(4, 2, 3, { stride: 2, padding: 2, dilation: 2, groups: 2, bias: false }),
        "Conv1d same": () => nn.conv1d(2, 3, 4, { padding: "same" }),
        ...Object.fromEntries(MODES.map((paddingMode) => [`Conv1d ${paddingMode}`, () => nn.conv1d(2, 3, 3, { padding: 2, paddingMode })])),
      },
    },
    {
      torch: "torch.nn.Conv2d",
      nabla: "nn.conv2d",
      modules: {
        Conv2d: () => nn.conv2d(2, 3, 3, { padding: 1 }),
        "Conv2d depthwise": () => nn.conv2d(3, 6, [3, 2], { stride: [2, 1], groups: 3 }),
        "Conv2d without batch": () => nn.conv2d(2, 3, 2),
        "Conv2d valid": () => nn.conv2d(2, 3, 2, { padding: "valid", dilation: [1, 2] }),
        ...Object.fromEntries(
          MODES.map((paddingMode) => [`Conv2d ${paddingMode}`, () => nn.conv2d(2, 2, [3, 2], { padding: [1, 2], paddingMode })]),
        ),
      },
    },
    {
      torch: "torch.nn.Conv3d",
      nabla: "nn.conv3d",
      modules: {
        Conv3d: () => nn.conv3d(2, 2, 2, { stride: [1, 2, 1], padding: [1, 0, 1] }),
        "Conv3d grouped": () => nn.conv3d(2, 4, [1, 2, 2], { groups: 2, bias: false }),
      },
    },
    {
      torch: "torch.nn.ConvTranspose1d",
      nabla: "nn.convTranspose1d",
      modules: { ConvTranspose1d: () => nn.convTranspose1d(2, 3, 3, { stride: 2, padding: 1, outputPadding: 1 }) },
    },
    {
      torch: "torch.nn.ConvTranspose2d",
      nabla: "nn.convTranspose2d",
      modules: {
        ConvTranspose2d: () => nn.convTranspose2d(2, 3, 3, { stride: 2, padding: 1, outputPadding: 1 }),
        "ConvTranspose2d grouped": () => nn.convTranspose2d(4, 2, [2, 3], { dilation: [2, 1], groups: 2, bias: false }),
      },
    },
    {
      torch: "torch.nn.ConvTranspose3d",
      nabla: "nn.convTranspose3d",
      modules: { ConvTranspose3d: () => nn.convTranspose3d(2, 1, 2, { stride: 2 }) },
    },
    {
      torch: "torch.nn.MaxPool1d",
      nabla: "nn.maxPool1d",
      differences: indices,
      modules: { MaxPool1d: () => nn.maxPool1d(3, { stride: 2, padding: 1 }) },
    },
    {
      torch: "torch.nn.MaxPool2d",
      nabla: "nn.maxPool2d",
      differences: indices,
      modules: {
        MaxPool2d: () => nn.maxPool2d(2),
        "MaxPool2d all options": () => nn.maxPool2d([3, 2], { stride: [1, 2], padding: 1, dilation: [1, 2], ceilMode: true }),
      },
    },
    { torch: "torch.nn.MaxPool3d", nabla: "nn.maxPool3d", differences: indices, modules: { MaxPool3d: () => nn.maxPool3d([1, 2, 2]) } },
    { torch: "torch.nn.AvgPool1d", nabla: "nn.avgPool1d", modules: { AvgPool1d: () => nn.avgPool1d(3, { stride: 2, padding: 1 }) } },
    {
      torch: "torch.nn.AvgPool2d",
      nabla: "nn.avgPool2d",
      modules: {
        AvgPool2d: () => nn.avgPool2d([2, 3], { stride: 1 }),
        "AvgPool2d all options": () => nn.avgPool2d(3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
        "AvgPool2d divisor": () => nn.avgPool2d(2, { divisorOverride: 3 }),
      },
    },
    { torch: "torch.nn.AvgPool3d", nabla: "nn.avgPool3d", modules: { AvgPool3d: () => nn.avgPool3d([1, 2, 2]) } },
    { torch: "torch.nn.LPPool1d", nabla: "nn.lpPool1d", modules: { LPPool1d: () => nn.lpPool1d(3, 2) } },
    { torch: "torch.nn.LPPool2d", nabla: "nn.lpPool2d", modules: { LPPool2d: () => nn.lpPool2d(2, [2, 3], { stride: 1 }) } },
    ...pools("Avg"),
    ...pools("Max"),
    { torch: "torch.nn.MaxUnpool1d", nabla: "nn.maxUnpool1d", modules: { MaxUnpool1d: () => nn.maxUnpool1d(2) } },
    { torch: "torch.nn.MaxUnpool2d", nabla: "nn.maxUnpool2d", modules: { MaxUnpool2d: () => nn.maxUnpool2d([2, 3]) } },
    { torch: "torch.nn.MaxUnpool3d", nabla: "nn.maxUnpool3d", modules: { MaxUnpool3d: () => nn.maxUnpool3d(2) } },
    {
      torch: "torch.nn.FractionalMaxPool2d",
      nabla: "nn.fractionalMaxPool2d",
      differences: "other random numbers, unless given",
      cases: {
        FractionalMaxPool2d: (x) => nn.fractionalMaxPool2d([2, 3], { outputSize: [3, 4] }).forward(x, { samples: samples() }),
        "FractionalMaxPool2d ratio": (x) => nn.fractionalMaxPool2d(2, { outputRatio: [0.7, 0.4] }).forward(x, { samples: samples() }),
      },
    },
    { torch: "torch.nn.ZeroPad2d", nabla: "nn.zeroPad2d", modules: { ZeroPad2d: () => nn.zeroPad2d([1, 2, 0, 1]) } },
    ...margins(),
  ],
};
