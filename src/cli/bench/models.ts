// The networks that are timed: the same as those of the peers, layer by layer.
import { gelu, scaledDotProductAttention } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import * as nn from "../../nn/index.ts";

/** 784-256-128-10. */
export const mlp = (): nn.Module => nn.sequential(nn.linear(784, 256), nn.relu(), nn.linear(256, 128), nn.relu(), nn.linear(128, 10));

/** Two convolutions of 5 × 5 with pools, two linear layers, for 28 × 28. */
export const cnn = (): nn.Module =>
  nn.sequential(
    nn.conv2d(1, 16, 5),
    nn.relu(),
    nn.maxPool2d(2),
    nn.conv2d(16, 32, 5),
    nn.relu(),
    nn.maxPool2d(2),
    nn.flatten(),
    nn.linear(512, 128),
    nn.relu(),
    nn.linear(128, 10),
  );

/** One block of a transformer that predicts the next symbol. */
class Block extends nn.Module {
  readonly heads: number;
  before;
  projections;
  out;
  between;
  up;
  down;

  constructor(width: number, heads: number) {
    super();
    this.heads = heads;
    this.before = nn.layerNorm([width]);
    this.projections = nn.linear(width, 3 * width);
    this.out = nn.linear(width, width);
    this.between = nn.layerNorm([width]);
    this.up = nn.linear(width, 4 * width);
    this.down = nn.linear(4 * width, width);
  }

  override forward(x: Tensor): Tensor {
    const [batch, time, width] = x.shape as readonly [number, number, number];
    const parts = this.projections
      .forward(this.before.forward(x))
      .reshape([batch, time, 3, this.heads, width / this.heads])
      .permute([2, 0, 3, 1, 4]);
    const [query, key, value] = [0, 1, 2].map((i) => parts.select(0, i)) as [Tensor, Tensor, Tensor];
    const mixed = scaledDotProductAttention(query, key, value, { isCausal: true });
    const seen = x.add(this.out.forward(mixed.transpose(1, 2).reshape([batch, time, width])));
    return seen.add(this.down.forward(gelu(this.up.forward(this.between.forward(seen)), { approximate: "tanh" })));
  }
}

/** Sizes of a transformer. */
export interface GptSizes {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly context: number;
  readonly symbols: number;
}

/** Sizes of the transformer that is timed. */
export const GPT = { layers: 4, width: 128, heads: 4, context: 64, batch: 16, symbols: 65 } as const;

/** Character GPT: gives scores [batch · time, symbols]. */
export class Gpt extends nn.Module {
  readonly classes: number;
  symbols;
  positions;
  blocks;
  last;
  head;

  constructor({ layers, width, heads, context, symbols }: GptSizes = GPT) {
    super();
    this.classes = symbols;
    this.symbols = nn.embedding(symbols, width);
    this.positions = nn.embedding(context, width);
    this.blocks = nn.moduleList(Array.from({ length: layers }, () => new Block(width, heads)));
    this.last = nn.layerNorm([width]);
    this.head = nn.linear(width, symbols, { bias: false });
  }

  override forward(input: Tensor): Tensor {
    let x = this.symbols.forward(input).add(this.positions.weight);
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.last.forward(x)).reshape([-1, this.classes]);
  }
}

/** Two layers of 256, ten classes from the last step. */
export class Recurrent extends nn.Module {
  cells = nn.lstm(256, 256, { numLayers: 2, batchFirst: true });
  head = nn.linear(256, 10);

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.cells.forward(x).select(1, -1));
  }
}

/** Two convolutions and the way around them. */
class Residue extends nn.Module {
  main;
  around;

  constructor(from: number, to: number, stride: number) {
    super();
    this.main = nn.sequential(
      nn.conv2d(from, to, 3, { stride, padding: 1, bias: false }),
      nn.batchNorm2d(to),
      nn.relu(),
      nn.conv2d(to, to, 3, { padding: 1, bias: false }),
      nn.batchNorm2d(to),
    );
    this.around = from === to ? nn.identity() : nn.sequential(nn.conv2d(from, to, 1, { stride, bias: false }), nn.batchNorm2d(to));
  }

  override forward(x: Tensor): Tensor {
    return this.main.forward(x).add(this.around.forward(x)).relu();
  }
}

/** ResNet-20 for 32 × 32: three stages of three blocks, of 16, 32 and 64 channels. */
export function resnet(): nn.Module {
  const stage = (from: number, to: number, stride: number): nn.Module[] => [
    new Residue(from, to, stride),
    new Residue(to, to, 1),
    new Residue(to, to, 1),
  ];
  return nn.sequential(
    nn.conv2d(3, 16, 3, { padding: 1, bias: false }),
    nn.batchNorm2d(16),
    nn.relu(),
    ...stage(16, 16, 1),
    ...stage(16, 32, 2),
    ...stage(32, 64, 2),
    nn.avgPool2d(8),
    nn.flatten(),
    nn.linear(64, 10),
  );
}

/** Words of a text as the mean of their vectors, then classes: a vocabulary of 20,000. */
export const bag = (): nn.Module => nn.sequential(nn.embeddingBag(20_000, 64), nn.linear(64, 4));
