// Attention as users call it: checks, shared heads, and the choice between one piece and blocks.
import { isFloat } from "../../core/dtype.ts";
import { dtypeError, rangeError, rankError, shapesError } from "../../core/errors.ts";
import { broadcastShapes, sizeOfShape } from "../../core/shape.ts";
import { requireTensor } from "../define.ts";
import type { Tensor } from "../tensor.ts";
import { attendInBlocks, attendWhole } from "./attend.ts";
import { expand } from "./broadcast.ts";
import { reshape } from "./reshape.ts";

/** Elements of scores above which they are computed in blocks, and those that a block may have. */
const WHOLE = 1 << 21;
const BLOCK = 1 << 19;
/** Fewest queries of a block: fewer would leave the matrix products nothing to share. */
const ROWS = 64;

/** What `scaledDotProductAttention` may be told. */
export interface ScaledDotProductAttentionOptions {
  /** […, L, S], broadcast: bool, true where a query may look at a key; or numbers that are added to the scores. */
  readonly attentionMask?: Tensor | null;
  /** Probability that a weight is dropped; then `dropoutKey` is needed. */
  readonly dropout?: number;
  /** i32 [2], as `nextKey()` gives it; the same key drops the same weights. */
  readonly dropoutKey?: Tensor | null;
  /** A query looks at keys up to its own place only. */
  readonly isCausal?: boolean;
  /** Factor of the scores; 1 / √E unless given. */
  readonly scale?: number;
  /** Fewer heads of keys and values than of queries: neighbouring heads of queries share them. */
  readonly enableGqa?: boolean;
}

/** Heads (axis −3) repeated, each `times` times. */
function shareHeads(x: Tensor, times: number): Tensor {
  const shape = [...x.shape.slice(0, -2), 1, ...x.shape.slice(-2)];
  const wide = expand(reshape(x, shape), [...x.shape.slice(0, -2), times, ...x.shape.slice(-2)]);
  return reshape(wide, [...x.shape.slice(0, -3), x.shape.at(-3)! * times, ...x.shape.slice(-2)]);
}

/**
 * Attention: y = softmax(scale · Q Kᵀ + mask) V. A query that may look at no key gives 0.
 *
 * Up to 2²¹ scores in all are computed whole. More are computed in blocks of queries, one after another, of about 2¹⁹ scores
 * (at least 64 queries), and not kept: the gradient computes them once more. Memory then grows with S, not with L · S.
 *
 * Source: Vaswani et al., "Attention Is All You Need", 2017.
 *
 * @param query […, L, E]
 * @param key […, S, E]
 * @param value […, S, F]
 * @example
 * const x = tensor([[[1, 0], [0, 1]]])
 * scaledDotProductAttention(x, x, x, { isCausal: true }).shape // [1, 2, 2]
 * scaledDotProductAttention(x, x, x, { scale: 0 }).toArray() // [[[0.5, 0.5], [0.5, 0.5]]]
 */
export const scaledDotProductAttention = (
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: ScaledDotProductAttentionOptions = {},
): Tensor => {
  const name = "scaledDotProductAttention";
  const { attentionMask = null, dropout = 0, dropoutKey = null, isCausal = false, enableGqa = false } = options;
  for (const [what, x] of Object.entries({ query, key, value })) {
    requireTensor(name, x);
    if (x.shape.length < 2) throw rankError(name, what, x.shape, "have two axes or more");
    if (!isFloat(x.dtype)) throw dtypeError(name, what, x.dtype, "f32 or f64");
  }
  const named = { query: query.shape, key: key.shape, value: value.shape };
  if (query.shape.at(-1) !== key.shape.at(-1)) throw shapesError(name, named, "query and key must have the same last axis");
  if (key.shape.at(-2) !== value.shape.at(-2)) throw shapesError(name, named, "there must be as many values as keys (axis −2)");
  if (!(dropout >= 0 && dropout <= 1)) throw rangeError(name, "dropout", dropout, "a probability from 0 to 1");
  if (dropout > 0 && !dropoutKey) throw rangeError(name, "dropoutKey", dropoutKey, "given with dropout (`nextKey()` makes one)");
  if (attentionMask && isCausal) throw rangeError(name, "isCausal", isCausal, "false with an attentionMask (put both into the mask)");
  const times = enableGqa ? query.shape.at(-3)! / key.shape.at(-3)! : 1;
  if (!Number.isInteger(times)) throw shapesError(name, named, "the heads of query (axis −3) must be a multiple of those of key");
  const [keys, values] = times > 1 ? [shareHeads(key, times), shareHeads(value, times)] : [key, value];
  const batch = broadcastShapes(name, [query, keys, values].map((x) => x.shape.slice(0, -2))); // prettier-ignore
  const [q, k, v] = [query, keys, values].map((x) => expand(x, [...batch, ...x.shape.slice(-2)])) as [Tensor, Tensor, Tensor];
  const [L, S] = [q.shape.at(-2)!, k.shape.at(-2)!];
  if (attentionMask) {
    requireTensor(name, attentionMask);
    if (attentionMask.dtype !== "bool" && !isFloat(attentionMask.dtype))
      throw dtypeError(name, "attentionMask", attentionMask.dtype, "bool, f32 or f64");
    const offset = batch.length + 2 - attentionMask.shape.length;
    const whole = [...batch, L, S];
    if (offset < 0 || attentionMask.shape.some((size, a) => size !== 1 && size !== whole[a + offset]))
      throw shapesError(name, { ...named, attentionMask: attentionMask.shape }, `attentionMask must broadcast to [${whole.join(", ")}]`);
  }
  const mask = attentionMask && reshape(attentionMask, [...new Array<number>(Math.max(0, 2 - attentionMask.shape.length)).fill(1), ...attentionMask.shape]); // prettier-ignore
  const scale = options.scale ?? 1 / Math.sqrt(Math.max(1, q.shape.at(-1)!));
  const heads = sizeOfShape(batch);
  const attrs = { scale, isCausal, dropout, masked: mask !== null, rows: Math.max(ROWS, Math.floor(BLOCK / (heads * S) / 16) * 16) };
  const random = dropout > 0 ? dropoutKey : null;
  const inBlocks = heads * L * S > WHOLE && L > attrs.rows;
  return (inBlocks ? attendInBlocks : attendWhole)(q, k, v, mask, random, attrs);
};
