// What the recipes of translation share: pairs of texts as batches of equal width, a transformer of encoder and decoder on byte pairs,
// its training, and translating by beam search. Knows no language.
import {
  add,
  compile,
  eq,
  log,
  manualSeed,
  matmul,
  mul,
  narrow,
  noGrad,
  oneHot,
  sigmoid,
  softmax,
  sub,
  tensor,
  update,
  variable,
  where,
  zeros,
} from "../index.ts";
import type { Tensor } from "../index.ts";
import { BpeTokenizer, RandomSource, loader } from "../data/index.ts";
import type { Dataset, HostBatch, Sampler } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import { cosineAnnealing, muon } from "../optim/index.ts";
import { beamSearch, cachedScores, fit } from "../train/index.ts";
import type { Hypothesis } from "../train/index.ts";
import { told } from "./pictures.ts";
import type { RunOptions } from "./recipe.ts";

/** A text and its translation. The source may have several lines where `TranslatorOptions.lines` says so. */
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
  /** Lines of a source, read beside each other, each with places from 0; 1 unless told. */
  readonly lines?: number;
  /** Whether an answer may also be made of tokens of the source, where attention points at them; not unless told. See et al. 2017. */
  readonly copies?: boolean;
}

/** The tokens that stand for no text: padding, the begin and the end of an answer. */
export const SPECIAL = ["<pad>", "<begin>", "<end>"] as const;

/** Pairs as numbers, each the lines of its source and then the target: batches are as wide as their longest line needs. */
export class PairBatches implements Dataset<readonly [Tensor, Tensor]> {
  readonly length: number;
  readonly widths: readonly number[];
  readonly #pairs: readonly (readonly (readonly number[])[])[];
  readonly #pad: number;

  constructor(pairs: readonly (readonly (readonly number[])[])[], pad: number, step: number) {
    this.#pairs = pairs;
    this.#pad = pad;
    this.length = pairs.length;
    this.widths = pairs.map((lines) => Math.ceil(Math.max(...lines.map((line) => line.length)) / step) * step);
  }

  /** Inputs [N, lines + 1, W]: the source, and begin with the target; wanted [N, W]: the target with its end. */
  batch(indices: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const numbers = Array.from(indices);
    const width = Math.max(...numbers.map((i) => this.widths[i]!));
    const count = this.#pairs[0]!.length;
    const x = new Int32Array(numbers.length * count * width).fill(this.#pad);
    const y = new Int32Array(numbers.length * width).fill(this.#pad);
    numbers.forEach((number, row) => {
      const lines = this.#pairs[number]!;
      const target = lines[count - 1]!;
      const read = [...lines.slice(0, -1), [this.#pad + 1, ...target.slice(0, -1)]];
      read.forEach((line, k) => x.set(line, (row * count + k) * width));
      y.set(target, row * width);
    });
    return [
      { dtype: "i32", shape: [numbers.length, count, width], data: x },
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

/** Where an answer may point at tokens of the source: attention of its own, and the share of the answer that is copied. */
class Pointer extends nn.Module {
  readonly query: nn.Linear;
  readonly key: nn.Linear;
  readonly gate: nn.Linear;

  constructor(features: number) {
    super();
    this.query = nn.linear(features, features);
    this.key = nn.linear(features, features);
    this.gate = nn.linear(features, 1);
  }

  /**
   * Logarithms of the probabilities of all tokens.
   * @param x what the decoder made, [N, T, features]
   * @param scores what it would say by itself, [N, T, tokens]
   * @param keys of the source, [N, S, features]
   * @param tokens of the source, [N, S]
   * @param padding [N, S]
   */
  override forward(x: Tensor, scores: Tensor, keys: Tensor, tokens: Tensor, padding: Tensor): Tensor {
    const near = matmul(this.query.forward(x), keys.transpose(1, 2)).mul(x.shape[2]! ** -0.5); // [N, T, S]
    const pointed = softmax(where(padding.unsqueeze(1), -Infinity, near), -1);
    const copied = matmul(pointed, oneHot(tokens, scores.shape[2], { dtype: "f32" })); // [N, T, tokens]
    const share = sigmoid(this.gate.forward(x));
    return log(add(softmax(scores, -1).mul(sub(1, share)), copied.mul(share)).add(1e-8));
  }
}

/** Encoder and decoder on one table of tokens, which is also the last layer. */
export class TranslationModel extends nn.Module {
  readonly tokens: nn.Embedding;
  readonly positions: nn.SinusoidalPositions;
  /** Says of each place which line it is of. */
  readonly lines: nn.Embedding | null;
  readonly encoder: nn.TransformerEncoder;
  readonly decoder: nn.TransformerDecoder;
  readonly pointer: Pointer | null;
  readonly dropout: nn.Dropout;
  readonly pad: number;
  readonly options: TranslatorOptions;

  constructor(size: number, pad: number, options: TranslatorOptions) {
    super();
    const { features, heads, layers, dropout, length, lines = 1, copies = false } = options;
    const layer = { feedforward: 4 * features, dropout, batchFirst: true, normFirst: true } as const;
    this.tokens = nn.embedding(size, features);
    update([[this.tokens.weight, mul(this.tokens.weight, features ** -0.5)]]);
    this.positions = nn.sinusoidalPositions(length, features);
    this.lines = lines > 1 ? nn.embedding(lines, features) : null;
    this.encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(features, heads, layer), layers, nn.layerNorm(features));
    this.decoder = nn.transformerDecoder(() => nn.transformerDecoderLayer(features, heads, layer), layers, nn.layerNorm(features));
    this.pointer = copies ? new Pointer(features) : null;
    this.dropout = nn.dropout(dropout);
    this.pad = pad;
    this.options = options;
  }

  /** Parameters that are rows to look up, or a single row: no matrices to an optimizer of matrices. */
  get rows(): readonly Tensor[] {
    return [this.tokens.weight, ...(this.lines ? [this.lines.weight] : []), ...(this.pointer ? [this.pointer.gate.weight] : [])];
  }

  #embed(tokens: Tensor, offset: number | Tensor = 0): Tensor {
    const scaled = this.tokens.forward(tokens).mul(Math.sqrt(this.options.features));
    return this.dropout.forward(this.positions.forward(scaled, { offset }));
  }

  /** [N, lines, W] → [N, lines · W, features], and the tokens in this order, and which of them are padding. */
  #encode(source: Tensor): readonly [memory: Tensor, tokens: Tensor, padding: Tensor] {
    const [batch, lines, width] = source.shape as [number, number, number];
    const tokens = source.reshape([batch, lines * width]);
    let x = this.#embed(source); // [N, lines, W, features]
    if (this.lines) x = x.add(this.lines.weight.unsqueeze(1));
    const padding = eq(tokens, this.pad);
    const memory = this.encoder.forward(x.reshape([batch, lines * width, this.options.features]), { srcKeyPaddingMask: padding });
    return [memory, tokens, padding];
  }

  #scores(x: Tensor): Tensor {
    return matmul(x, this.tokens.weight.transpose(0, 1));
  }

  /** [N, lines + 1, W] → [N, W, tokens] */
  override forward(x: Tensor): Tensor {
    const lines = x.shape[1]! - 1;
    const [memory, tokens, padding] = this.#encode(narrow(x, 1, 0, lines));
    const decoded = this.decoder.forward(this.#embed(x.select(1, lines)), memory, { tgtIsCausal: true, memoryKeyPaddingMask: padding });
    const scores = this.#scores(decoded);
    return this.pointer ? this.pointer.forward(decoded, scores, this.pointer.key.forward(memory), tokens, padding) : scores;
  }

  /** Compiled: reads `batch` sources [batch, lines, length], then gives the scores of what comes next for `beams` translations of each. */
  translating(
    batch: number,
    beams: number,
  ): { readonly read: (source: Tensor) => void; readonly step: (tokens: Tensor, place: Tensor, parents: Tensor) => Tensor } {
    const { features, heads, layers, length, lines = 1 } = this.options;
    const rows = batch * beams;
    const places = lines * length;
    const caches = (count: number): nn.KeyValueCache[] =>
      Array.from({ length: layers }, () => nn.keyValueCache(rows, heads, count, features / heads));
    const [own, memory] = [caches(length), caches(places)];
    const padding = variable(zeros([rows, places], { dtype: "bool" }));
    const [keys, words] = [variable(zeros([batch, places, features])), variable(zeros([batch, places], { dtype: "i32" }))];
    const read = compile((source: Tensor) => {
      const [encoded, tokens, mask] = this.#encode(source);
      const all = encoded.unsqueeze(1).expand([batch, beams, places, features]).reshape([rows, places, features]);
      this.decoder.layers.forEach((layer, i) => layer.memoryAttention.remember(memory[i]!, all));
      update([[padding, mask.unsqueeze(1).expand([batch, beams, places]).reshape([rows, places])]]);
      if (this.pointer) update([[keys, this.pointer.key.forward(encoded)], [words, tokens]]); // prettier-ignore
    });
    const step = compile((tokens: Tensor, place: Tensor, parents: Tensor) => {
      const x = this.#embed(tokens.unsqueeze(1), place);
      const cached = { layers: own, memory, place, parents };
      const decoded = this.decoder.forward(x, x, { memoryKeyPaddingMask: padding, cached });
      const scores = this.#scores(decoded).select(1, 0);
      if (!this.pointer) return scores;
      // The beams of a source point at the same tokens.
      const [together, said] = [decoded.reshape([batch, beams, features]), scores.reshape([batch, beams, scores.shape[1]!])];
      return this.pointer.forward(together, said, keys, words, eq(words, this.pad)).reshape(scores.shape);
    });
    return { read: (source) => void noGrad(() => read(source)), step: (...args) => noGrad(() => step(...args)) };
  }
}

/** An answer that a search found, and the logarithm of its probability, over its length as `beamSearch` says. */
export interface Candidate {
  readonly text: string;
  readonly score: number;
}

/** A trained translator. */
export interface Translator {
  translate(texts: readonly string[], beams: number): string[];
  /** The best answers to each text, the best first. */
  candidates(texts: readonly string[], beams: number): (readonly Candidate[])[];
  readonly parameters: number;
  readonly tokens: number;
  readonly pairs: number;
  readonly seconds: number;
}

/** Learns tokens and translation from pairs; those with sentences that are too long are left out. */
export async function trainTranslator(pairs: readonly TextPair[], how: TranslatorOptions, options: RunOptions): Promise<Translator> {
  const { length, batchSize, epochs, lines = 1 } = how;
  const linesOf = (text: string): string[] => (lines > 1 ? text.split("\n") : [text]);
  const tokenizer = BpeTokenizer.train(pairs.flat().flatMap(linesOf), { size: how.tokens, special: SPECIAL });
  const [pad, , end] = SPECIAL.map((token) => tokenizer.numberOf(token)!) as [number, number, number];
  const encode = (text: string): number[] => [...tokenizer.encode(text), end];
  const encoded = pairs
    .map(([source, target]) => [...linesOf(source), target].map(encode))
    .filter((pair) => pair.every((line) => line.length <= length));
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
    optimizer: muon({ lr: how.lr, except: model.rows, vectors: { scale: 0.15, betas: [0.9, 0.98] } }),
    schedule: cosineAnnealing({ steps, warmup: Math.round(steps / 20) }),
    clipNorm: 1,
    epochs,
    seed: options.seed,
    ...told(options, 0, 0.9),
  });
  model.eval();
  const candidates = (texts: readonly string[], beams: number): (readonly Candidate[])[] =>
    searchAll(
      model,
      texts.map((text) => linesOf(text).map(encode)),
      beams,
      [pad, end],
      options,
    ).map((found) => found.map((one) => ({ text: tokenizer.decode(one.tokens), score: one.score })));
  return {
    candidates,
    translate: (texts, beams) => candidates(texts, beams).map(([best]) => best!.text),
    parameters: model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    tokens: tokenizer.size,
    pairs: encoded.length,
    seconds,
  };
}

/** What a beam search finds for each source (token numbers of its lines), the best first. */
function searchAll(
  model: TranslationModel,
  sources: readonly (readonly (readonly number[])[])[],
  beams: number,
  [pad, end]: readonly [number, number],
  { onShare }: RunOptions,
): (readonly Hypothesis[])[] {
  const { length, lines = 1 } = model.options;
  const batch = Math.max(1, Math.round(128 / beams));
  const { read, step } = model.translating(batch, beams);
  const out: (readonly Hypothesis[])[] = [];
  for (let from = 0; from < sources.length; from += batch) {
    const values = new Int32Array(batch * lines * length).fill(pad);
    for (let row = 0; row < batch; row++) {
      // What is longer than the model reads is cut; rows behind the last source repeat it.
      const source = sources[Math.min(from + row, sources.length - 1)]!;
      source.forEach((line, k) =>
        values.set(line.length > length ? [...line.slice(0, length - 1), end] : line, (row * lines + k) * length),
      );
    }
    read(tensor(values, { shape: [batch, lines, length], dtype: "i32" }));
    const begins = Array.from({ length: batch }, () => [pad + 1]);
    const found = beamSearch(cachedScores(step, length), begins, { length: length - 1, end, beams });
    out.push(...found.slice(0, sources.length - from));
    onShare?.(0.9 + 0.1 * Math.min(1, (from + batch) / sources.length));
  }
  return out;
}

/** The best answer of a beam search for each source, without the begin and the end. */
export const translateAll = (...of: Parameters<typeof searchAll>): (readonly number[])[] => searchAll(...of).map(([best]) => best!.tokens);
