// Attention of several heads, with PyTorch's parameters. Masks are as there: true (or −∞) forbids.
import {
  cast,
  concat,
  dropout as drop,
  gt,
  linear,
  logicalAnd,
  logicalNot,
  logicalOr,
  matmul,
  NablaError,
  nextKey,
  ones,
  parameter,
  permute,
  scaledDotProductAttention,
  softmax,
  split,
  squeeze,
  transpose,
  triu,
  unsqueeze,
  where,
  zeros,
} from "../mini.ts";
import type { DType, Generator, Tensor } from "../mini.ts";
import { needCount, needNumber, needRank, needSize } from "./errors.ts";
import { kaimingUniform, xavierNormal, xavierUniform } from "./init.ts";
import type { InitOptions } from "./init.ts";
import type { CachedPlace, KeyValueCache } from "./key-value-cache.ts";
import { Module } from "./module.ts";

/** What `multiheadAttention` may be told besides the sizes. */
export interface AttentionOptions extends InitOptions {
  /** Probability that a weight of attention is dropped in training. */
  readonly dropout?: number;
  readonly bias?: boolean;
  /** Features of the keys, if not those of the queries. */
  readonly keySize?: number;
  /** Features of the values, if not those of the queries. */
  readonly valueSize?: number;
  /** Adds a learned key and value to those given. */
  readonly addBiasKeyValue?: boolean;
  /** Adds a key and a value of zeros. */
  readonly addZeroAttention?: boolean;
  /** Input and output are [N, T, …] instead of [T, N, …]. */
  readonly batchFirst?: boolean;
}

/** What one call of attention may be told. */
export interface AttendOptions {
  /** [N, S]: true where a key is padding and is not looked at. */
  readonly keyPaddingMask?: Tensor | undefined;
  /** [L, S] or [N · heads, L, S]: bool, true where a query may not look at a key; or numbers that are added to the scores. */
  readonly mask?: Tensor | undefined;
  /** A query looks at keys up to its own place only. */
  readonly isCausal?: boolean | undefined;
  /** Keys and values of other places are kept: the query is one place, [N, 1, E] or [1, N, E]. */
  readonly cached?: CachedPlace | undefined;
}

/**
 * True above the diagonal, [size, size]: a mask by which no place looks at later ones.
 * @example
 * nn.causalMask(2).toArray() // [[false, true], [false, false]]
 */
export const causalMask = (size: number): Tensor => gt(triu(ones([size, size]), 1), 0);

/**
 * The same as numbers to add to scores: 0 where looking is allowed, −∞ above the diagonal. PyTorch's name.
 * @example
 * nn.generateSquareSubsequentMask(2).toArray() // [[0, -Infinity], [0, 0]]
 */
export const generateSquareSubsequentMask = (size: number): Tensor => where(causalMask(size), -Infinity, zeros([size, size]));

/** Masks in which true forbids, and numbers to add, as one: true allows, or numbers to add. */
function joined(masks: readonly Tensor[], dtype: DType): Tensor {
  const either = (list: readonly Tensor[]): Tensor => list.reduce((a, b) => logicalOr(a, b));
  const forbid = masks.filter((mask) => mask.dtype === "bool");
  const numbers = masks.filter((mask) => mask.dtype !== "bool").map((mask) => cast(mask, dtype));
  if (numbers.length === 0) return logicalNot(either(forbid));
  const sum = numbers.reduce((a, b) => a.add(b));
  return forbid.length === 0 ? sum : where(either(forbid), -Infinity, sum);
}

/** softmax(Q Kᵀ / √d) V in several heads. */
export class MultiheadAttention extends Module {
  /** [3E, E], or three weights where keys or values have sizes of their own. */
  inProjection: Tensor | null;
  separate: { q_proj_weight: Tensor; k_proj_weight: Tensor; v_proj_weight: Tensor } | null;
  inBias: Tensor | null;
  outWeight: Tensor;
  outBias: Tensor | null;
  biasKey: Tensor | null;
  biasValue: Tensor | null;
  readonly embedSize: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly heads: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttention: boolean;
  readonly #random: { readonly generator?: Generator };

  constructor(embedSize: number, heads: number, options: AttentionOptions = {}) {
    super();
    const { dropout = 0, bias = true, keySize = embedSize, valueSize = embedSize, addBiasKeyValue = false } = options;
    const { addZeroAttention = false, batchFirst = false, dtype = "f32", generator } = options;
    const name = "multiheadAttention";
    needCount(name, "embedSize", embedSize);
    needCount(name, "heads", heads);
    if (embedSize % heads !== 0)
      throw new NablaError("layer-option", `${name}: heads (${heads}) must divide embedSize (${embedSize})`, { op: name });
    this.embedSize = embedSize;
    this.heads = heads;
    this.keySize = needCount(name, "keySize", keySize);
    this.valueSize = needCount(name, "valueSize", valueSize);
    this.dropout = needNumber(name, "dropout", dropout, 0, 1);
    this.batchFirst = batchFirst;
    this.addZeroAttention = addZeroAttention;
    this.#random = generator ? { generator } : {};
    const init: InitOptions = { dtype, ...this.#random };
    const same = keySize === embedSize && valueSize === embedSize;
    const from = (size: number): Tensor => parameter(xavierUniform([embedSize, size], init));
    this.inProjection = same ? parameter(xavierUniform([3 * embedSize, embedSize], init)) : null;
    this.separate = same ? null : { q_proj_weight: from(embedSize), k_proj_weight: from(keySize), v_proj_weight: from(valueSize) };
    this.inBias = bias ? parameter(zeros([3 * embedSize], { dtype })) : null;
    this.outWeight = parameter(kaimingUniform([embedSize, embedSize], { a: Math.sqrt(5), ...init }));
    this.outBias = bias ? parameter(zeros([embedSize], { dtype })) : null;
    this.biasKey = addBiasKeyValue ? parameter(xavierNormal([1, 1, embedSize], init)) : null;
    this.biasValue = addBiasKeyValue ? parameter(xavierNormal([1, 1, embedSize], init)) : null;
  }

  /** PyTorch's names. */
  protected override members(): Iterable<readonly [string, unknown]> {
    return [
      ["in_proj_weight", this.inProjection],
      ...Object.entries(this.separate ?? {}),
      ["in_proj_bias", this.inBias],
      ["bias_k", this.biasKey],
      ["bias_v", this.biasValue],
      ["out_proj.weight", this.outWeight],
      ["out_proj.bias", this.outBias],
    ];
  }

  /**
   * Attention of queries to keys (the queries themselves unless given) and values (the keys unless given). Long contexts take
   * little memory: the weights are not kept. A query that may look at no key gets zeros.
   */
  forward(query: Tensor, key: Tensor = query, value: Tensor = key, options: AttendOptions = {}): Tensor {
    return this.#attend(query, key, value, options, false)[0];
  }

  /**
   * As `forward`, with the weights: query [L, N, E], key [S, N, K], value [S, N, V] → [L, N, E] (or [N, …] first if so told; or
   * without N), weights [N, L, S], the mean over the heads.
   * @throws if shapes do not fit each other
   */
  attend(query: Tensor, key: Tensor = query, value: Tensor = key, options: AttendOptions = {}): [output: Tensor, weights: Tensor] {
    const [output, weights] = this.#attend(query, key, value, options, true);
    return [output, weights!];
  }

  #attend(query: Tensor, key: Tensor, value: Tensor, options: AttendOptions, wanted: boolean): [output: Tensor, weights: Tensor | null] {
    const name = `multiheadAttention(${this.embedSize}, ${this.heads})`;
    const single = query.shape.length === 2;
    const [n, l] = this.batchFirst ? ["N, T", "N, S"] : ["T, N", "S, N"];
    const check = (x: Tensor, what: string, order: string, size: number): void => {
      needRank(name, x, single ? [2] : [3], `${what} [${single ? order.replace(/N, |, N/, "") : order}, ${size}]`);
      needSize(name, x, -1, size, `${what} with a last axis of ${size}`);
    };
    check(query, "queries", n, this.embedSize);
    check(key, "keys", l, this.keySize);
    check(value, "values", l, this.valueSize);
    // L queries, S keys, N batch, E features, H heads, D features of a head
    const batched = (x: Tensor): Tensor => (single ? unsqueeze(x, 0) : this.batchFirst ? x : transpose(x, 0, 1));
    if (options.cached) {
      const output = this.#attendCached(name, batched(query), options.cached, options);
      return [single ? squeeze(output, 0) : this.batchFirst ? output : transpose(output, 0, 1), null];
    }
    const parts = this.#project(batched(query), batched(key), batched(value)); // [N, L|S, E]
    if (parts[0].shape[0] !== parts[1].shape[0] || parts[1].shape.join() !== parts[2].shape.join())
      throw new NablaError("layer-input", `${name}: queries, keys and values must have one batch size, and as many values as keys – they are [${query.shape.join(", ")}], [${key.shape.join(", ")}], [${value.shape.join(", ")}]`, { op: name, shapes: [query.shape, key.shape, value.shape] }); // prettier-ignore
    const [batch, queries] = parts[0].shape as [number, number];
    const keys = key.shape[single ? 0 : this.batchFirst ? 1 : 0]!;
    const [q, k, v] = this.#extended(parts, batch).map((x) => this.#heads(x)) as [Tensor, Tensor, Tensor];
    const masks = this.#masks(name, options, batch, queries, keys, k.shape[2]!);
    const dropout = this.training ? this.dropout : 0;
    let weights: Tensor | null = null; // [N, H, L, S]
    let context: Tensor; // [N, H, L, D]
    if (wanted) {
      let scores = matmul(q.mul(1 / Math.sqrt(q.shape[3]!)), transpose(k, 2, 3));
      for (const mask of masks) scores = mask.dtype === "bool" ? where(mask, -Infinity, scores) : scores.add(cast(mask, scores.dtype));
      weights = softmax(scores, -1);
      if (dropout > 0) weights = drop(weights, dropout, nextKey(this.#random));
      context = matmul(weights, v);
    } else {
      const causal = options.isCausal === true && masks.length === 1 && k.shape[2] === keys;
      const mask = causal || masks.length === 0 ? {} : { attentionMask: joined(masks, q.dtype) };
      const random = dropout > 0 ? { dropout, dropoutKey: nextKey(this.#random) } : {};
      context = scaledDotProductAttention(q, k, v, { ...mask, ...random, isCausal: causal });
    }
    const together = permute(context, [0, 2, 1, 3]).reshape([batch, queries, this.embedSize]); // [N, L, E]
    const output = linear(together, this.outWeight, this.outBias);
    const mean = weights && weights.mean(1); // [N, L, S]
    if (single) return [squeeze(output, 0), mean && squeeze(mean, 0)];
    return [this.batchFirst ? output : transpose(output, 0, 1), mean];
  }

  #project(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
    const biases = this.inBias ? split(this.inBias, this.embedSize, 0) : [];
    if (this.inProjection && key === query && value === key)
      return split(linear(query, this.inProjection, this.inBias), this.embedSize, -1) as [Tensor, Tensor, Tensor];
    const weights = this.inProjection ? split(this.inProjection, this.embedSize, 0) : Object.values(this.separate!);
    return [query, key, value].map((x, i) => linear(x, weights[i]!, biases[i] ?? null)) as [Tensor, Tensor, Tensor];
  }

  /** Keys and values with those that the layer itself adds. */
  #extended([query, key, value]: [Tensor, Tensor, Tensor], batch: number): Tensor[] {
    const [size, dtype] = [this.embedSize, key.dtype];
    const extra = (bias: Tensor | null): Tensor[] => [
      ...(bias ? [bias.expand([batch, 1, size])] : []),
      ...(this.addZeroAttention ? [zeros([batch, 1, size], { dtype })] : []),
    ];
    const join = (x: Tensor, more: Tensor[]): Tensor => (more.length > 0 ? concat([x, ...more], 1) : x);
    return [query, join(key, extra(this.biasKey)), join(value, extra(this.biasValue))];
  }

  /** Keeps the keys and values of another sequence, [S, N, …] or [N, S, …], for queries that look at it place by place. */
  remember(cache: KeyValueCache, key: Tensor, value: Tensor = key): void {
    const batched = (x: Tensor): Tensor => (this.batchFirst ? x : transpose(x, 0, 1));
    const [, keys, values] = this.#project(batched(key), batched(key), batched(value));
    cache.fill(this.#heads(keys), this.#heads(values));
  }

  /** [N, T, E] → [N, H, T, D] */
  #heads(x: Tensor): Tensor {
    const [batch, steps] = x.shape as [number, number];
    return permute(x.reshape([batch, steps, this.heads, this.embedSize / this.heads]), [0, 2, 1, 3]);
  }

  /** One place of each sequence, [N, 1, E], looks at what is kept. */
  #attendCached(name: string, query: Tensor, { cache, place, parents }: CachedPlace, { keyPaddingMask }: AttendOptions): Tensor {
    const [batch, steps] = query.shape as [number, number];
    if (steps !== 1 || this.biasKey || this.addZeroAttention)
      throw new NablaError("layer-input", `${name}: cached needs one place of each sequence, got ${steps}, and a layer that adds no keys`, { op: name, shapes: [query.shape] }); // prettier-ignore
    const [q, k, v] = this.#project(query, query, query).map((x) => this.#heads(x)) as [Tensor, Tensor, Tensor];
    const [keys, values, seen] = place ? cache.extend(k, v, place, parents) : [cache.keys, cache.values, null];
    const masks = this.#masks(name, { keyPaddingMask }, batch, 1, keys.shape[2]!, keys.shape[2]!).map((mask) => logicalNot(mask));
    const allowed = [...masks, ...(seen ? [seen] : [])];
    const mask = allowed.length > 0 ? { attentionMask: allowed.reduce((a, b) => logicalAnd(a, b)) } : {};
    const context = permute(scaledDotProductAttention(q, keys, values, mask), [0, 2, 1, 3]).reshape([batch, 1, this.embedSize]);
    return linear(context, this.outWeight, this.outBias);
  }

  /** All masks, [1 | N, 1 | H, 1 | L, S], with room for the keys that the layer adds, which are never forbidden. */
  #masks(name: string, { keyPaddingMask, mask, isCausal }: AttendOptions, batch: number, l: number, s: number, all: number): Tensor[] {
    const wrong = (what: string, got: Tensor, rule: string): NablaError =>
      new NablaError("layer-input", `${name}: ${what} must be ${rule} – it is [${got.shape.join(", ")}]`, { op: name, shapes: [got.shape] }); // prettier-ignore
    const out: Tensor[] = [];
    if (keyPaddingMask) {
      const flat = keyPaddingMask.shape.length === 1 ? unsqueeze(keyPaddingMask, 0) : keyPaddingMask;
      if (flat.shape.join() !== `${batch},${s}`) throw wrong("keyPaddingMask", keyPaddingMask, `[${batch}, ${s}]`);
      out.push(flat.reshape([batch, 1, 1, s]));
    }
    if (mask) {
      const many = batch * this.heads;
      if (mask.shape.join() === `${l},${s}`) out.push(mask.reshape([1, 1, l, s]));
      else if (mask.shape.join() === `${many},${l},${s}`) out.push(mask.reshape([batch, this.heads, l, s]));
      else throw wrong("mask", mask, `[${l}, ${s}] or [${many}, ${l}, ${s}]`);
    }
    if (isCausal) {
      if (l !== s) throw new NablaError("layer-input", `${name}: isCausal needs as many keys (${s}) as queries (${l})`, { op: name });
      out.push(causalMask(l).reshape([1, 1, l, l]));
    }
    if (all === s) return out;
    return out.map((each) => {
      const free = zeros([...each.shape.slice(0, 3), all - s], { dtype: each.dtype });
      return concat([each, free], 3);
    });
  }

  override describe(): string {
    return `${this.embedSize}, ${this.heads} heads`;
  }
}

/**
 * Attention in several heads: softmax(Q Kᵀ / √d) V of projections of queries, keys and values, [L, N, embedSize] →
 * [L, N, embedSize] ([N, L, …] with `batchFirst`). Vaswani et al. 2017.
 * @param heads parts of the features that attend on their own; must divide embedSize
 * @example
 * const layer = nn.multiheadAttention(8, 2, { batchFirst: true })
 * layer.forward(zeros([1, 5, 8])).shape // [1, 5, 8]
 * const [output, weights] = layer.attend(zeros([1, 2, 8]), zeros([1, 4, 8]))
 * weights.toArray() // [[[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]]]
 */
export const multiheadAttention = (embedSize: number, heads: number, options: AttentionOptions = {}): MultiheadAttention =>
  new MultiheadAttention(embedSize, heads, options);
