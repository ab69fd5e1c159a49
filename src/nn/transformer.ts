// The transformer's layers and stacks, with PyTorch's parameters: normalization behind each part, or before it.
import { NablaError, dropout as drop, gelu, nextKey, relu, update } from "../mini.ts";
import type { Generator, Tensor } from "../mini.ts";
import { MultiheadAttention } from "./attention.ts";
import { needCount, needNumber } from "./errors.ts";
import { xavierUniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import { cacheOfLayer } from "./key-value-cache.ts";
import type { CachedPlace, CachedStack } from "./key-value-cache.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { LayerNorm } from "./normalization.ts";

/** What layers of transformers may be told besides the sizes. */
export interface TransformerLayerOptions extends InitOptions {
  /** Units of the hidden layer behind the attention. */
  readonly feedforward?: number;
  readonly dropout?: number;
  readonly activation?: "relu" | "gelu" | ((x: Tensor) => Tensor);
  readonly eps?: number;
  /** Input and output are [N, T, …] instead of [T, N, …]. */
  readonly batchFirst?: boolean;
  /** Normalize before each part instead of behind it. */
  readonly normFirst?: boolean;
  readonly bias?: boolean;
}

/** Which places a layer of an encoder may look at. */
export interface EncodeOptions {
  /** As `mask` of attention. */
  readonly srcMask?: Tensor | undefined;
  /** [N, S]: true where the input is padding. */
  readonly srcKeyPaddingMask?: Tensor | undefined;
  readonly isCausal?: boolean | undefined;
}

/** What one layer of an encoder may be told besides. */
export interface EncodeLayerOptions extends EncodeOptions {
  /** The input is one place of each sequence; keys and values of the others are kept. */
  readonly cached?: CachedPlace | undefined;
}

/** What a stack of them may be told besides. */
export interface EncodeStackOptions extends EncodeOptions {
  readonly cached?: CachedStack | undefined;
}

/** Which places a layer of a decoder may look at. */
export interface DecodeOptions {
  readonly tgtMask?: Tensor | undefined;
  readonly memoryMask?: Tensor | undefined;
  readonly tgtKeyPaddingMask?: Tensor | undefined;
  readonly memoryKeyPaddingMask?: Tensor | undefined;
  readonly tgtIsCausal?: boolean | undefined;
}

/** What one layer of a decoder may be told besides. */
export interface DecodeLayerOptions extends DecodeOptions {
  /** The input is one place of each sequence; keys and values of the others are kept. */
  readonly cached?: CachedPlace | undefined;
  /** Keys and values of the other sequence are kept, too. */
  readonly memoryCached?: CachedPlace | undefined;
}

/** What a stack of them may be told besides. */
export interface DecodeStackOptions extends DecodeOptions {
  readonly cached?: CachedStack | undefined;
}

const ACTIVATIONS: Readonly<Record<"relu" | "gelu", (x: Tensor) => Tensor>> = { relu: (x) => relu(x), gelu: (x) => gelu(x) };

/** What both kinds of layers share: attention to themselves, two linear layers, normalization, dropout. */
abstract class TransformerLayer extends Module {
  readonly attention: MultiheadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly dropout: number;
  readonly normFirst: boolean;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #random: { readonly generator?: Generator };

  constructor(name: string, size: number, heads: number, options: TransformerLayerOptions) {
    super();
    const { feedforward = 2048, dropout = 0.1, activation = "relu", eps = 1e-5, batchFirst = false, normFirst = false } = options;
    const { bias = true, dtype = "f32", generator } = options;
    needCount(name, "size", size);
    needCount(name, "feedforward", feedforward);
    this.dropout = needNumber(name, "dropout", dropout, 0, 1);
    this.normFirst = normFirst;
    if (typeof activation === "string" && !Object.hasOwn(ACTIVATIONS, activation))
      throw new NablaError("layer-option", `${name}: activation must be "relu", "gelu" or a function, got "${activation as string}"`, { op: name }); // prettier-ignore
    this.#activation = typeof activation === "string" ? ACTIVATIONS[activation] : activation;
    this.#random = generator ? { generator } : {};
    const init = { dtype, ...this.#random };
    this.attention = new MultiheadAttention(size, heads, { dropout, bias, batchFirst, ...init });
    this.linear1 = new Linear(size, feedforward, { bias, ...init });
    this.linear2 = new Linear(feedforward, size, { bias, ...init });
    this.norm1 = new LayerNorm(size, { eps, bias, dtype });
    this.norm2 = new LayerNorm(size, { eps, bias, dtype });
  }

  protected drop(x: Tensor): Tensor {
    return this.training && this.dropout > 0 ? drop(x, this.dropout, nextKey(this.#random)) : x;
  }

  protected feedforward(x: Tensor): Tensor {
    return this.drop(this.linear2.forward(this.drop(this.#activation(this.linear1.forward(x)))));
  }

  /** x + part(x), normalized before or behind. */
  protected around(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    return this.normFirst ? x.add(part(norm.forward(x))) : norm.forward(x.add(part(x)));
  }

  override describe(): string {
    return `${this.attention.embedSize}, ${this.attention.heads} heads, ${this.linear1.weight.shape[0]!} hidden`;
  }
}

/** Attention of a sequence to itself, then two linear layers. */
export class TransformerEncoderLayer extends TransformerLayer {
  constructor(size: number, heads: number, options: TransformerLayerOptions = {}) {
    super("transformerEncoderLayer", size, heads, options);
  }

  /** PyTorch's names. */
  protected override members(): Iterable<readonly [string, unknown]> {
    const { attention, linear1, linear2, norm1, norm2 } = this;
    return Object.entries({ self_attn: attention, linear1, linear2, norm1, norm2 });
  }

  forward(src: Tensor, { srcMask, srcKeyPaddingMask, isCausal, cached }: EncodeLayerOptions = {}): Tensor {
    const options = { mask: srcMask, keyPaddingMask: srcKeyPaddingMask, isCausal, cached };
    const attended = this.around(src, this.norm1, (x) => this.drop(this.attention.forward(x, x, x, options)));
    return this.around(attended, this.norm2, (x) => this.feedforward(x));
  }
}

/** Attention of a sequence to itself, attention to another sequence, then two linear layers. */
export class TransformerDecoderLayer extends TransformerLayer {
  readonly memoryAttention: MultiheadAttention;
  readonly norm3: LayerNorm;

  constructor(size: number, heads: number, options: TransformerLayerOptions = {}) {
    super("transformerDecoderLayer", size, heads, options);
    const { bias = true, eps = 1e-5, dtype = "f32", dropout = 0.1, batchFirst = false, generator } = options;
    this.memoryAttention = new MultiheadAttention(size, heads, { dropout, bias, batchFirst, dtype, ...(generator && { generator }) });
    this.norm3 = new LayerNorm(size, { eps, bias, dtype });
  }

  /** PyTorch's names. */
  protected override members(): Iterable<readonly [string, unknown]> {
    const { attention, memoryAttention, linear1, linear2, norm1, norm2, norm3 } = this;
    return Object.entries({ self_attn: attention, multihead_attn: memoryAttention, linear1, linear2, norm1, norm2, norm3 });
  }

  forward(tgt: Tensor, memory: Tensor, options: DecodeLayerOptions = {}): Tensor {
    const { tgtMask, memoryMask, tgtKeyPaddingMask, memoryKeyPaddingMask, tgtIsCausal, cached, memoryCached } = options;
    const own = { mask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, isCausal: tgtIsCausal, cached };
    const other = { mask: memoryMask, keyPaddingMask: memoryKeyPaddingMask, cached: memoryCached };
    const first = this.around(tgt, this.norm1, (x) => this.drop(this.attention.forward(x, x, x, own)));
    const second = this.around(first, this.norm2, (x) => this.drop(this.memoryAttention.forward(x, memory, memory, other)));
    return this.around(second, this.norm3, (x) => this.feedforward(x));
  }
}

const many = <L>(name: string, layer: (index: number) => L, count: number): L[] =>
  Array.from({ length: needCount(name, "numLayers", count) }, (_, i) => layer(i));

/** Layers of an encoder one after another. */
export class TransformerEncoder extends Module {
  readonly layers: readonly TransformerEncoderLayer[];
  readonly norm: Module | null;

  constructor(layer: (index: number) => TransformerEncoderLayer, numLayers: number, norm: Module | null = null) {
    super();
    this.layers = many("transformerEncoder", layer, numLayers);
    this.norm = norm;
  }

  forward(src: Tensor, { cached, ...options }: EncodeStackOptions = {}): Tensor {
    const { length } = this.layers;
    const of = (i: number): EncodeLayerOptions => ({ ...options, ...cacheOfLayer("transformerEncoder", cached, i, length) });
    const out = this.layers.reduce((x, layer, i) => layer.forward(x, of(i)), src);
    return this.norm ? this.norm.forward(out) : out;
  }
}

/** Layers of a decoder one after another. */
export class TransformerDecoder extends Module {
  readonly layers: readonly TransformerDecoderLayer[];
  readonly norm: Module | null;

  constructor(layer: (index: number) => TransformerDecoderLayer, numLayers: number, norm: Module | null = null) {
    super();
    this.layers = many("transformerDecoder", layer, numLayers);
    this.norm = norm;
  }

  forward(tgt: Tensor, memory: Tensor, { cached, ...options }: DecodeStackOptions = {}): Tensor {
    const { length } = this.layers;
    const of = (i: number): DecodeLayerOptions => ({ ...options, ...cacheOfLayer("transformerDecoder", cached, i, length) });
    const out = this.layers.reduce((x, layer, i) => layer.forward(x, memory, of(i)), tgt);
    return this.norm ? this.norm.forward(out) : out;
  }
}

/** What `transformer` may be told besides the sizes. */
export interface TransformerOptions extends TransformerLayerOptions {
  readonly encoderLayers?: number;
  readonly decoderLayers?: number;
}

/** An encoder and a decoder that looks at what the encoder made. */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;

  constructor(size = 512, heads = 8, { encoderLayers = 6, decoderLayers = 6, ...options }: TransformerOptions = {}) {
    super();
    const { eps = 1e-5, bias = true, dtype = "f32", generator } = options;
    const norm = (): LayerNorm => new LayerNorm(size, { eps, bias, dtype });
    this.encoder = new TransformerEncoder(() => new TransformerEncoderLayer(size, heads, options), encoderLayers, norm());
    this.decoder = new TransformerDecoder(() => new TransformerDecoderLayer(size, heads, options), decoderLayers, norm());
    const init = { dtype, ...(generator && { generator }) };
    update(this.parameters().filter(({ shape }) => shape.length > 1).map((value) => [value, xavierUniform(value.shape, init)])); // prettier-ignore
  }

  forward(src: Tensor, tgt: Tensor, { srcMask, srcKeyPaddingMask, ...options }: EncodeOptions & DecodeOptions = {}): Tensor {
    const memory = this.encoder.forward(src, { srcMask, srcKeyPaddingMask });
    return this.decoder.forward(tgt, memory, options);
  }
}

/**
 * One layer of an encoder: attention of the sequence to itself, then two linear layers, each with a shortcut around it, dropout
 * and layer normalization. Vaswani et al. 2017; with `normFirst` as Xiong et al. 2020.
 * @example
 * nn.transformerEncoderLayer(8, 2, { feedforward: 16, batchFirst: true }).forward(zeros([1, 5, 8])).shape // [1, 5, 8]
 */
export const transformerEncoderLayer = (size: number, heads: number, options: TransformerLayerOptions = {}): TransformerEncoderLayer =>
  new TransformerEncoderLayer(size, heads, options);

/**
 * One layer of a decoder: as of an encoder, and between its parts attention to another sequence.
 * @example
 * nn.transformerDecoderLayer(8, 2, { feedforward: 16 }).forward(zeros([3, 1, 8]), zeros([5, 1, 8])).shape // [3, 1, 8]
 */
export const transformerDecoderLayer = (size: number, heads: number, options: TransformerLayerOptions = {}): TransformerDecoderLayer =>
  new TransformerDecoderLayer(size, heads, options);

/**
 * Layers of an encoder one after another.
 * @param layer makes each of them
 * @param norm applied at the end
 * @example
 * nn.transformerEncoder(() => nn.transformerEncoderLayer(8, 2, { feedforward: 16 }), 2, nn.layerNorm(8)).forward(zeros([5, 1, 8])).shape // [5, 1, 8]
 */
export const transformerEncoder = (
  layer: (index: number) => TransformerEncoderLayer,
  numLayers: number,
  norm: Module | null = null,
): TransformerEncoder => new TransformerEncoder(layer, numLayers, norm);

/**
 * Layers of a decoder one after another.
 * @param layer makes each of them
 * @param norm applied at the end
 * @example
 * nn.transformerDecoder(() => nn.transformerDecoderLayer(8, 2, { feedforward: 16 }), 1).forward(zeros([3, 1, 8]), zeros([5, 1, 8])).shape // [3, 1, 8]
 */
export const transformerDecoder = (
  layer: (index: number) => TransformerDecoderLayer,
  numLayers: number,
  norm: Module | null = null,
): TransformerDecoder => new TransformerDecoder(layer, numLayers, norm);

/**
 * The whole transformer: source [S, N, size] and target [T, N, size] → [T, N, size]. Vaswani et al. 2017.
 * @example
 * const model = nn.transformer(8, 2, { encoderLayers: 1, decoderLayers: 1, feedforward: 16 })
 * model.forward(zeros([5, 1, 8]), zeros([3, 1, 8]), { tgtIsCausal: true }).shape // [3, 1, 8]
 */
export const transformer = (size = 512, heads = 8, options: TransformerOptions = {}): Transformer => new Transformer(size, heads, options);
