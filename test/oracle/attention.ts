// Parity: attention as a function.
import { cast, scaledDotProductAttention } from "../../src/index.ts";
import type { Family } from "./oracle.ts";

const F = "torch.nn.functional";

export const attentionFunctions: Family = {
  name: "attention",
  title: "Attention as a function",
  rows: [
    {
      torch: `${F}.scaled_dot_product_attention`,
      nabla: "scaledDotProductAttention",
      differences: "dropout needs dropoutKey; recorded from its formula",
      cases: {
        plain: (q, k, v) => scaledDotProductAttention(q, k, v),
        causal: (q, k, v) => scaledDotProductAttention(q, k, v, { isCausal: true }),
        scale: (q, k, v) => scaledDotProductAttention(q, k, v, { scale: 0.3 }),
        mask: (q, k, v, m) => scaledDotProductAttention(q, k, v, { attentionMask: m }),
        "bool mask": (q, k, v, m) => scaledDotProductAttention(q, k, v, { attentionMask: cast(m, "bool") }),
      },
    },
  ],
};
