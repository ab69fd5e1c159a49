// Parity: activations as layers.
import * as nn from "../../src/nn/index.ts";
import type { Family, Row } from "./oracle.ts";

type Make = () => nn.Module;
/** Our name, and the layers of the cases: the first is that of PyTorch's defaults. */
const TABLE: Readonly<Record<string, readonly [name: string, make: Make, more?: Readonly<Record<string, Make>>]>> = {
  ELU: ["elu", () => nn.elu(), { alpha: () => nn.elu(0.5) }],
  Hardsigmoid: ["hardsigmoid", () => nn.hardsigmoid()],
  Hardswish: ["hardswish", () => nn.hardswish()],
  LeakyReLU: ["leakyRelu", () => nn.leakyRelu(), { slope: () => nn.leakyRelu(0.3) }],
  LogSigmoid: ["logSigmoid", () => nn.logSigmoid()],
  ReLU: ["relu", () => nn.relu()],
  ReLU6: ["relu6", () => nn.relu6()],
  SELU: ["selu", () => nn.selu()],
  CELU: ["celu", () => nn.celu(), { alpha: () => nn.celu(0.5) }],
  GELU: ["gelu", () => nn.gelu(), { tanh: () => nn.gelu({ approximate: "tanh" }) }],
  Sigmoid: ["sigmoid", () => nn.sigmoid()],
  SiLU: ["silu", () => nn.silu()],
  Mish: ["mish", () => nn.mish()],
  Softplus: ["softplus", () => nn.softplus(), { beta: () => nn.softplus(2) }],
  Softshrink: ["softshrink", () => nn.softshrink(), { lambda: () => nn.softshrink(1) }],
  Softsign: ["softsign", () => nn.softsign()],
  Tanh: ["tanh", () => nn.tanh()],
  Tanhshrink: ["tanhshrink", () => nn.tanhshrink()],
  Hardtanh: ["hardtanh", () => nn.hardtanh(), { range: () => nn.hardtanh(-0.5, 2) }],
  Hardshrink: ["hardshrink", () => nn.hardshrink(), { lambda: () => nn.hardshrink(1) }],
  Threshold: ["threshold", () => nn.threshold(0.1, 20)],
  PReLU: ["prelu", () => nn.prelu(), { channels: () => nn.prelu({ count: 3 }) }],
  GLU: ["glu", () => nn.glu(), { axis: () => nn.glu(0) }],
  Softmax: ["softmax", () => nn.softmax(), { "axis 1": () => nn.softmax(1) }],
  Softmin: ["softmin", () => nn.softmin(), { "axis 1": () => nn.softmin(1) }],
  LogSoftmax: ["logSoftmax", () => nn.logSoftmax(), { "axis 1": () => nn.logSoftmax(1) }],
  Softmax2d: ["softmax2d", () => nn.softmax2d()],
};

export const modulesActivation: Family = {
  name: "modules-activation",
  title: "Activations",
  rows: [
    ...Object.entries(TABLE).map(([name, [ours, make, more = {}]]): Row => ({
      torch: `torch.nn.${name}`,
      nabla: `nn.${ours}`,
      modules: { [name]: make, ...Object.fromEntries(Object.entries(more).map(([what, other]) => [`${name} ${what}`, other])) },
    })),
    {
      torch: "torch.nn.RReLU",
      nabla: "nn.rrelu",
      differences: "other random numbers in training",
      modules: { "RReLU eval": () => nn.rrelu(0.2, 0.4) },
    },
  ],
};
