// Parity: elementwise activation functions.
import { gelu, relu, sigmoid, silu } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const F = "torch.nn.functional";

export const activations: Family = {
  name: "activations",
  title: "Activation functions",
  rows: [
    { torch: `${F}.relu`, nabla: "relu", cases: { relu: (x) => relu(x) } },
    { torch: `${F}.gelu`, nabla: "gelu", cases: { gelu: (x) => gelu(x), "gelu tanh": (x) => gelu(x, { approximate: "tanh" }) } },
    { torch: `${F}.silu`, nabla: "silu", cases: { silu: (x) => silu(x) } },
    { torch: "torch.sigmoid", nabla: "sigmoid", cases: { sigmoid: (x) => sigmoid(x) } },
  ],
};
