// What the recipes of translation share: pairs of texts as batches of equal width, a transformer of encoder and decoder on byte pairs,
// its training, and translating by beam search. Knows no language.
import { compile, eq, manualSeed, matmul, mul, noGrad, tensor, update, variable, zeros } from "../index.ts";
import type { Tensor } from "../index.ts";
import { BpeTokenizer, RandomSource, loader } from "../data/index.ts";
import type { Dataset, HostBatch, Sampler } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import { cosineAnnealing, muon } from "../optim/index.ts";
import { beamSearch, cachedScores, fit } from "../train/index.ts";
import { told } from "./pictures.ts";
import type { RunOptions } from "./recipe.ts";

/** A text and its translation. */
export type TextPair = readonly [source: string, target: string];

/** How a translator is built and learns. */
export interface TranslatorOptions {
  /** Byte pairs: number of tokens for both languages together. */
  readonly tokens: number;
  readonly features: number;
  readonly heads: number;
  readonly layers: number;
  readonly dropout: number;
  /** Most tokens of a sentence, its end included. */
  readonly length: number;
  /** Widths of batches are multiples of it: each width is a plan of its own. */
  readonly step: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly lr: number;
  readonly labelSmoothing: number;
}

/** The tokens that stand for no text: padding, the begin and the end of an answer. */
export const SPECIAL = ["<pad>", "<begin>", "<end>"] as const;

/** Pairs as numbers: batches are as wide as their longest sentence needs. */
export class PairBatches implements Dataset<readonly [Tensor, Tensor]> {
  readonly length: number;
  readonly widths: readonly number[];
  readonly #pairs: readonly (readonly [number[], number[]])[];
  readonly #pad: number;

  constructor(pairs: readonly (readonly [number[], number[]])[], pad: number, step: number) {
    this.#pairs = pairs;
    this.#pad = pad;
    this.length = pairs.length;
    this.widths = pairs.map(([source, target]) => Math.ceil(Math.max(source.length, target.length) / step) * step);
  }

  /** Inputs [N, 2, W]: the source, and begin with the target; wanted [N, W]: the target with its end. */
  batch(indices: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const numbers = Array.from(indices);
    const width = Math.max(...numbers.map((i) => this.widths[i]!));
    const x = new Int32Array(numbers.length * 2 * width).fill(this.#pad);
    const y = new Int32Array(numbers.length * width).fill(this.#pad);
    numbers.forEach((number, row) => {
      const [source, target] = this.#pairs[number]!;
      x.set(source, 2 * row * width);
      x.set([this.#pad + 1, ...target.slice(0, -1)], (2 * row + 1) * width);
      y.set(target, row * width);
    });
    return [
      { dtype: "i32", shape: [numbers.length, 2, width], data: x },
      { dtype: "i32", shape: [numbers.length, width], data: y },
    ];
  }

  /** Shuffled so that a batch holds sentences of one width; the last batch of a width is filled up with further ones of it. */
  sampler(batchSize: number, seed: number): Sampler {
    const groups = new Map<number, number[]>();
    this.widths.forEach((width, i) => groups.set(width, [...(groups.get(width) ?? []), i]));
    return (epoch) => {
      const random = new RandomSource(seed, epoch, 5);
      const batches = [...groups.values()].flatMap((group) => {
        const order = random.shuffle([...group]);
        return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, b) =>
          Array.from({ length: batchSize }, (_, i) => order[(b * batchSize + i) % order.length]!),
        );
      });
      const order = random.shuffle(batches.map((_, b) => b));
      return Int32Array.from(order.flatMap((b) => batches[b]!));
    };
  }
}

/** Encoder and decoder on one table of tokens, which is also the last layer. */
export class TranslationModel extends nn.Module {
  readonly tokens: nn.Embedding;
  readonly positions: nn.SinusoidalPositions;
  readonly encoder: nn.TransformerEncoder;
  readonly decoder: nn.TransformerDecoder;
  readonly dropout: nn.Dropout;
  readonly pad: number;
  readonly options: TranslatorOptions;

  constructor(size: number, pad: number, options: TranslatorOptions) {
    super();
    const { features, heads, layers, dropout, length } = options;
    const layer = { feedforward: 4 * features, dropout, batchFirst: true, normFirst: true } as const;
    this.tokens = nn.embedding(size, features);
    update([[this.tokens.weight, mul(this.tokens.weight, features ** -0.5)]]);
    this.positions = nn.sinusoidalPositions(length, features);
    this.encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(features, heads, layer), layers, nn.layerNorm(features));
    this.decoder = nn.transformerDecoder(() => nn.transformerDecoderLayer(features, heads, layer), layers, nn.layerNorm(features));
    this.dropout = nn.dropout(dropout);
    this.pad = pad;
    this.options = options;
  }

  #embed(tokens: Tensor, offset: number | Tensor = 0): Tensor {
    const scaled = this.tokens.forward(tokens).mul(Math.sqrt(this.options.features));
    return this.dropout.forward(this.positions.forward(scaled, { offset }));
  }

  #scores(x: Tensor): Tensor {
    return matmul(x, this.tokens.weight.transpose(0, 1));
  }

  /** [N, 2, W] → [N, W, tokens] */
  override forward(x: Tensor): Tensor {
    const [source, target] = [x.select(1, 0), x.select(1, 1)];
    const padding = eq(source, this.pad);
    const memory = this.encoder.forward(this.#embed(source), { srcKeyPaddingMask: padding });
    return this.#scores(this.decoder.forward(this.#embed(target), memory, { tgtIsCausal: true, memoryKeyPaddingMask: padding }));
  }

  /** Compiled: reads `batch` sources, then gives the scores of what comes next for `beams` translations of each. */
  translating(
    batch: number,
    beams: number,
  ): { readonly read: (source: Tensor) => void; readonly step: (tokens: Tensor, place: Tensor, parents: Tensor) => Tensor } {
    const { features, heads, layers, length } = this.options;
    const rows = batch * beams;
    const caches = (): nn.KeyValueCache[] => Array.from({ length: layers }, () => nn.keyValueCache(rows, heads, length, features / heads));
    const [own, memory] = [caches(), caches()];
    const padding = variable(zeros([rows, length], { dtype: "bool" }));
    const read = compile((source: Tensor) => {
      const mask = eq(source, this.pad);
      const encoded = this.encoder.forward(this.#embed(source), { srcKeyPaddingMask: mask });
      const all = encoded.unsqueeze(1).expand([batch, beams, length, features]).reshape([rows, length, features]);
      this.decoder.layers.forEach((layer, i) => layer.memoryAttention.remember(memory[i]!, all));
      update([[padding, mask.unsqueeze(1).expand([batch, beams, length]).reshape([rows, length])]]);
    });
    const step = compile((tokens: Tensor, place: Tensor, parents: Tensor) => {
      const x = this.#embed(tokens.unsqueeze(1), place);
      const cached = { layers: own, memory, place, parents };
      return this.#scores(this.decoder.forward(x, x, { memoryKeyPaddingMask: padding, cached })).select(1, 0);
    });
    return { read: (source) => void noGrad(() => read(source)), step: (...args) => noGrad(() => step(...args)) };
  }
}

/** A trained translator. */
export interface Translator {
  translate(texts: readonly string[], beams: number): string[];
  readonly parameters: number;
  readonly tokens: number;
  readonly pairs: number;
  readonly seconds: number;
}

/** Learns tokens and translation from pairs; those with sentences that are too long are left out. */
export async function trainTranslator(pairs: readonly TextPair[], how: TranslatorOptions, options: RunOptions): Promise<Translator> {
  const { length, batchSize, epochs } = how;
  const tokenizer = BpeTokenizer.train(pairs.flat(), { size: how.tokens, special: SPECIAL });
  const [pad, , end] = SPECIAL.map((token) => tokenizer.numberOf(token)!) as [number, number, number];
  const encode = (text: string): number[] => [...tokenizer.encode(text), end];
  const encoded = pairs.map(([source, target]) => [encode(source), encode(target)] as const).filter((pair) => pair.every((side) => side.length <= length)); // prettier-ignore
  const data = new PairBatches(encoded, pad, how.step);
  manualSeed(options.seed);
  const model = new TranslationModel(tokenizer.size, pad, how);
  const batches = loader<readonly [Tensor, Tensor]>(data, {
    batchSize,
    sampler: data.sampler(batchSize, options.seed),
    seed: options.seed,
  });
  const steps = epochs * batches.length;
  const { seconds } = await fit(model, batches, {
    loss: (output, target) =>
      crossEntropy(output.reshape([-1, tokenizer.size]), target.reshape([-1]), { ignoreIndex: pad, labelSmoothing: how.labelSmoothing }),
    optimizer: muon({ lr: how.lr, except: [model.tokens.weight], vectors: { scale: 0.15, betas: [0.9, 0.98] } }),
    schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
    clipNorm: 1,
    epochs,
    seed: options.seed,
    ...told(options, 0, 0.9),
  });
  model.eval();
  return {
    translate: (texts, beams) =>
      translateAll(model, texts.map(encode), beams, [pad, end], options).map((numbers) => tokenizer.decode(numbers)),
    parameters: model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    tokens: tokenizer.size,
    pairs: encoded.length,
    seconds,
  };
}

/** The best answer of a beam search for each source (token numbers), without the begin and the end. */
export function translateAll(
  model: TranslationModel,
  sources: readonly number[][],
  beams: number,
  [pad, end]: readonly [number, number],
  { onShare }: RunOptions,
): (readonly number[])[] {
  const { length } = model.options;
  const batch = Math.max(1, Math.round(128 / beams));
  const { read, step } = model.translating(batch, beams);
  const out: (readonly number[])[] = [];
  for (let from = 0; from < sources.length; from += batch) {
    const values = new Int32Array(batch * length).fill(pad);
    for (let row = 0; row < batch; row++) {
      // What is longer than the model reads is cut; rows behind the last source repeat it.
      const source = sources[Math.min(from + row, sources.length - 1)]!;
      values.set(source.length > length ? [...source.slice(0, length - 1), end] : source, row * length);
    }
    read(tensor(values, { shape: [batch, length], dtype: "i32" }));
    const begins = Array.from({ length: batch }, () => [pad + 1]);
    const found = beamSearch(cachedScores(step, length), begins, { length: length - 1, end, beams });
    out.push(...found.slice(0, sources.length - from).map((hypotheses) => hypotheses[0]!.tokens));
    onShare?.(0.9 + 0.1 * Math.min(1, (from + batch) / sources.length));
  }
  return out;
}
