// Parity: attention and transformers.
import type { MultiheadAttention } from "../../src/nn/index.ts";
import * as nn from "../../src/nn/index.ts";
import type { Family, Row } from "./oracle.ts";

const attend: NonNullable<Row["call"]> = (module, query, key, value, ...masks) => {
  const keyPaddingMask = masks.find((mask) => mask.dtype === "bool" && mask.shape[0] === 2);
  const mask = masks.find((other) => other !== keyPaddingMask);
  return (module as MultiheadAttention).attend(query, key, value, { keyPaddingMask, mask });
};

const small = { feedforward: 6, dropout: 0 };
const variants = (name: string, make: typeof nn.transformerEncoderLayer): NonNullable<Row["modules"]> =>
  Object.fromEntries(
    [false, true].flatMap((normFirst) =>
      (["relu", "gelu"] as const).map((activation) => [
        `${name} ${normFirst ? "before" : "behind"}, ${activation}`,
        () => make(4, 2, { ...small, normFirst, activation }),
      ]),
    ),
  );
const copies = "takes a function that makes a layer, instead of copies of one layer";

export const modulesAttention: Family = {
  name: "modules-attention",
  title: "Attention, transformers",
  rows: [
    {
      torch: "torch.nn.MultiheadAttention",
      nabla: "nn.multiheadAttention",
      differences: "forward gives the output alone, attend gives [output, weights]; weights are always the mean over the heads",
      call: attend,
      modules: {
        MultiheadAttention: () => nn.multiheadAttention(4, 2),
        "MultiheadAttention batch first": () => nn.multiheadAttention(4, 2, { batchFirst: true, bias: false }),
        "MultiheadAttention padding": () => nn.multiheadAttention(4, 1),
        "MultiheadAttention mask": () => nn.multiheadAttention(4, 2),
        "MultiheadAttention number mask": () => nn.multiheadAttention(4, 2),
        "MultiheadAttention mask of heads": () => nn.multiheadAttention(4, 2),
        "MultiheadAttention other sizes": () => nn.multiheadAttention(4, 2, { keySize: 3, valueSize: 2 }),
        "MultiheadAttention extra keys": () => nn.multiheadAttention(4, 2, { addBiasKeyValue: true, addZeroAttention: true }),
        "MultiheadAttention without batch": () => nn.multiheadAttention(4, 2),
      },
    },
    {
      torch: "torch.nn.TransformerEncoderLayer",
      nabla: "nn.transformerEncoderLayer",
      differences: "masks are options",
      call: (module, src, srcKeyPaddingMask, srcMask) => module.forward(src, { srcKeyPaddingMask, srcMask }),
      modules: {
        ...variants("TransformerEncoderLayer", nn.transformerEncoderLayer),
        "TransformerEncoderLayer masks": () => nn.transformerEncoderLayer(4, 2, { ...small, batchFirst: true }),
        "TransformerEncoderLayer eval": () => nn.transformerEncoderLayer(4, 2, { feedforward: 6 }),
      },
    },
    {
      torch: "torch.nn.TransformerDecoderLayer",
      nabla: "nn.transformerDecoderLayer",
      differences: "masks are options",
      call: (module, tgt, memory, memoryKeyPaddingMask, tgtMask) => module.forward(tgt, memory, { memoryKeyPaddingMask, tgtMask }),
      modules: {
        ...variants("TransformerDecoderLayer", nn.transformerDecoderLayer as unknown as typeof nn.transformerEncoderLayer),
        "TransformerDecoderLayer masks": () => nn.transformerDecoderLayer(4, 2, small),
      },
    },
    {
      torch: "torch.nn.TransformerEncoder",
      nabla: "nn.transformerEncoder",
      differences: copies,
      modules: {
        TransformerEncoder: () => nn.transformerEncoder(() => nn.transformerEncoderLayer(4, 2, small), 2),
        "TransformerEncoder norm": () =>
          nn.transformerEncoder(() => nn.transformerEncoderLayer(4, 2, { ...small, normFirst: true }), 2, nn.layerNorm(4)),
      },
    },
    {
      torch: "torch.nn.TransformerDecoder",
      nabla: "nn.transformerDecoder",
      differences: copies,
      modules: { TransformerDecoder: () => nn.transformerDecoder(() => nn.transformerDecoderLayer(4, 2, small), 2, nn.layerNorm(4)) },
    },
    {
      torch: "torch.nn.Transformer",
      nabla: "nn.transformer",
      differences: "masks are options",
      call: (module, src, tgt, padding, tgtMask) =>
        module.forward(src, tgt, { srcKeyPaddingMask: padding, memoryKeyPaddingMask: padding, tgtMask }),
      modules: {
        Transformer: () => nn.transformer(4, 2, { ...small, encoderLayers: 1, decoderLayers: 1 }),
        "Transformer masks": () => nn.transformer(4, 2, { ...small, encoderLayers: 1, decoderLayers: 1 }),
      },
    },
    {
      torch: "torch.nn.Transformer.generate_square_subsequent_mask",
      nabla: "nn.generateSquareSubsequentMask",
      cases: { generate_square_subsequent_mask: () => nn.generateSquareSubsequentMask(3) },
    },
  ],
};
