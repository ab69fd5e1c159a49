// What the recipes of generation share: a small GPT on any tokens, its training on windows of a text, bits per character on another text,
// and samples. Knows no text.
import {
  compile,
  concat,
  eq,
  indexSelect,
  manualSeed,
  matmul,
  mul,
  narrow,
  noGrad,
  relu,
  remainder,
  tensor,
  update,
  variable,
  where,
  zeros,
} from "../index.ts";
import type { Tensor } from "../index.ts";
import { RandomSource, loader } from "../data/index.ts";
import type { Dataset, HostBatch, Tokenizer } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import * as nn from "../nn/index.ts";
import { linearLr, muon } from "../optim/index.ts";
import { cachedScores, compiledForward, fit, generate } from "../train/index.ts";
import type { GenerateOptions } from "../train/index.ts";
import { told } from "./pictures.ts";
import type { RunOptions } from "./recipe.ts";

/** How a language model is built and learns. */
export interface LanguageModelOptions {
  readonly features: number;
  readonly heads: number;
  readonly layers: number;
  readonly dropout: number;
  /** Each place also reads itself with 1, 2, … up to so many tokens before it as one sign, looked up in a table each; 0 unless told. */
  readonly before?: number;
  /** Rows of each of these tables, a prime number; several signs may share one. */
  readonly rows?: number;
  /** Tokens that are read at once. */
  readonly context: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly lr: number;
}

/** Windows of a long list of tokens: sample i begins at token i and is to be continued by one token at every place. */
export class Windows implements Dataset<readonly [Tensor, Tensor]> {
  readonly length: number;
  readonly #tokens: Int32Array;
  readonly #context: number;

  constructor(tokens: Int32Array, context: number) {
    this.#tokens = tokens;
    this.#context = context;
    this.length = tokens.length - context;
  }

  batch(starts: ArrayLike<number>): HostBatch<readonly [Tensor, Tensor]> {
    const shape = [starts.length, this.#context];
    const [x, y] = [new Int32Array(shape[0]! * shape[1]!), new Int32Array(shape[0]! * shape[1]!)];
    for (let row = 0; row < starts.length; row++) {
      x.set(this.#tokens.subarray(starts[row], starts[row]! + this.#context), row * this.#context);
      y.set(this.#tokens.subarray(starts[row]! + 1, starts[row]! + 1 + this.#context), row * this.#context);
    }
    return [{ dtype: "i32", shape, data: x }, { dtype: "i32", shape, data: y }]; // prettier-ignore
  }
}

/** Factors of a hash: multiples of tokens, the nearest first, are added and taken modulo the number of rows. */
const FACTORS = [1, 7919, 104_729, 611_953, 1_299_709] as const;

/**
 * A transformer that predicts the next token; its table of tokens is also the last layer (Radford et al. 2019). To the embedding of
 * a token those of the two, three, … tokens that end there are added, each from a table by a hash (Huang et al., "Over-Tokenized
 * Transformer", 2025): so counts of what follows what are learnt quickly, and the layers are left to learn the rest.
 */
export class Gpt extends nn.Module {
  readonly tokens: nn.Embedding;
  readonly tables: readonly nn.Embedding[];
  readonly positions: nn.LearnedPositions;
  readonly layers: nn.TransformerEncoder;
  readonly dropout: nn.Dropout;
  readonly options: LanguageModelOptions;

  constructor(size: number, options: LanguageModelOptions) {
    super();
    const { features, heads, layers, dropout, context, before = 0, rows = 16_381 } = options;
    // The square of the rectifier learns a little faster than GELU (So et al. 2021).
    const activation = (x: Tensor): Tensor => relu(x).mul(relu(x));
    const layer = { feedforward: 4 * features, dropout, activation, batchFirst: true, normFirst: true } as const;
    this.tokens = nn.embedding(size, features);
    this.tables = Array.from({ length: before }, () => nn.embedding(rows, features));
    for (const { weight } of this.lookUps) update([[weight, mul(weight, 0.02)]]);
    this.positions = nn.learnedPositions(context, features);
    this.layers = nn.transformerEncoder(() => nn.transformerEncoderLayer(features, heads, layer), layers, nn.layerNorm(features));
    this.dropout = nn.dropout(dropout);
    this.options = options;
  }

  get lookUps(): readonly nn.Embedding[] {
    return [this.tokens, ...this.tables];
  }

  /** @param earlier [N, before]: the tokens before these ones, plus 1; 0 where there are none */
  #read(tokens: Tensor, earlier: Tensor, offset: number | Tensor, options: Parameters<nn.TransformerEncoder["forward"]>[1]): Tensor {
    const { before = 0, rows = 16_381 } = this.options;
    const steps = tokens.shape[1]!;
    const all = before > 0 ? concat([earlier, tokens.add(1)], 1) : tokens;
    let x = this.tokens.forward(tokens);
    let hash = narrow(all, 1, before, steps);
    this.tables.forEach((table, k) => {
      hash = hash.add(narrow(all, 1, before - k - 1, steps).mul(FACTORS[k + 1]!));
      x = x.add(table.forward(remainder(hash, rows)));
    });
    const read = this.layers.forward(this.dropout.forward(this.positions.forward(x, { offset })), options);
    return matmul(read, this.tokens.weight.transpose(0, 1));
  }

  /** [N, T] → [N, T, tokens] */
  override forward(x: Tensor): Tensor {
    return this.#read(x, zeros([x.shape[0]!, this.options.before ?? 0], { dtype: "i32" }), 0, { isCausal: true });
  }

  /** Compiled: reads one token of each of N sequences → [N, tokens]. */
  stepping(rows: number): (tokens: Tensor, place: Tensor, parents: Tensor) => Tensor {
    const { features, heads, layers, context, before = 0 } = this.options;
    const caches = Array.from({ length: layers }, () => nn.keyValueCache(rows, heads, context, features / heads));
    const recent = variable(zeros([rows, Math.max(1, before)], { dtype: "i32" }));
    return compile((tokens: Tensor, place: Tensor, parents: Tensor) =>
      noGrad(() => {
        const earlier = where(eq(place, 0), 0, indexSelect(recent, 0, parents));
        const now = tokens.unsqueeze(1);
        const scores = this.#read(now, earlier, place, { cached: { layers: caches, place, parents } });
        if (before > 0) update([[recent, narrow(concat([earlier, now.add(1)], 1), 1, 1, before)]]);
        return scores.select(1, 0);
      }),
    );
  }
}

/** A trained language model. */
export interface LanguageModel {
  /** Mean bits for each character of a text: every token is predicted from at least half a context, where there is so much before it. */
  bitsPerCharacter(text: string): number;
  /** Texts that continue a beginning. */
  sample(beginning: string, options: GenerateOptions): string[];
  readonly parameters: number;
  readonly seconds: number;
  readonly epochs: number;
}

/** Learns to continue a text. */
export async function trainLanguageModel(
  text: string,
  tokenizer: Tokenizer,
  how: LanguageModelOptions,
  options: RunOptions,
): Promise<LanguageModel> {
  const { context, batchSize, steps, lr } = how;
  const tokens = Int32Array.from(tokenizer.encode(text));
  const data = new Windows(tokens, context);
  manualSeed(options.seed);
  const model = new Gpt(tokenizer.size, how);
  const sampler = (): Int32Array => {
    const random = new RandomSource(options.seed, 31);
    return Int32Array.from({ length: steps * batchSize }, () => Math.floor(random.uniform(0, data.length)));
  };
  const { seconds } = await fit(model, loader<readonly [Tensor, Tensor]>(data, { batchSize, sampler }), {
    loss: (output, target) => crossEntropy(output.reshape([-1, tokenizer.size]), target.reshape([-1])),
    optimizer: muon({ lr, except: [model.positions.weight, ...model.lookUps.map(({ weight }) => weight)], vectors: { scale: 0.15 } }),
    schedule: linearLr({ start: 1, end: 0.02, steps }),
    clipNorm: 1,
    epochs: 1,
    seed: options.seed,
    ...told(options, 0, 0.9),
  });
  model.eval();
  return {
    bitsPerCharacter: (other) => bitsOf(model, Int32Array.from(tokenizer.encode(other)), [...other].length),
    sample(beginning, { count = 1, ...rest }) {
      const prompt = tokenizer.encode(beginning);
      const out = generate(cachedScores(model.stepping(count), context), prompt, { count, ...rest });
      return out.map((numbers) => tokenizer.decode([...prompt, ...numbers]));
    },
    parameters: model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    seconds,
    epochs: (steps * batchSize * context) / tokens.length,
  };
}

/** Bits a character of a text: each token is judged once, with at least half a window before it. */
export function bitsOf(model: Gpt, tokens: Int32Array, characters: number): number {
  const { context } = model.options;
  const forward = compiledForward(model);
  const rows = 16;
  const stride = Math.floor(context / 2);
  // The last window is filled up with its own first token; what stands there is not judged.
  const starts: number[] = [];
  for (let start = 0; start === 0 || start + stride < tokens.length - 1; start += stride) starts.push(start);
  let nats = 0;
  for (let first = 0; first < starts.length; first += rows) {
    const x = new Int32Array(rows * context);
    for (let row = 0; row < rows; row++) {
      const start = starts[Math.min(first + row, starts.length - 1)]!;
      x.set(tokens.subarray(start, start + context), row * context);
    }
    const out = forward(tensor(x, { shape: [rows, context], dtype: "i32" }));
    const size = out.shape[2]!;
    const scores = out.data();
    starts.slice(first, first + rows).forEach((start, row) => {
      for (let place = start === 0 ? 0 : context - stride; place < context && start + place + 1 < tokens.length; place++) {
        const at = (row * context + place) * size;
        let most = -Infinity;
        for (let i = at; i < at + size; i++) most = Math.max(most, scores[i]!);
        let sum = 0;
        for (let i = at; i < at + size; i++) sum += Math.exp(scores[i]! - most);
        nats += most + Math.log(sum) - scores[at + tokens[start + place + 1]!]!;
      }
    });
  }
  return nats / Math.LN2 / (characters - 1);
}
