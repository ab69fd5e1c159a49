// Attention by its formula: whole, or block after block of queries, so that the scores of one block are all that is in memory
// at a time; the gradient then computes them once more, again in blocks. Users call it by attention.ts.
import { isFloat } from "../../core/dtype.ts";
import type { Shape } from "../../core/shape.ts";
import { int } from "../../ir/build.ts";
import { apply, type Op, type Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { cast, detach, sum } from "./broadcast.ts";
import { eq, ge, le, where } from "./compare.ts";
import { iota, zeros } from "./constants.ts";
import { matmul } from "./contraction.ts";
import { softmax } from "./composites.ts";
import { concat } from "./joins.ts";
import { randomBits, uniform } from "./random.ts";
import { max } from "./reductions.ts";
import { reshape } from "./reshape.ts";
import { pad, slice, transpose } from "./views.ts";

const keep = { keepDims: true } as const;

/** x itself, computed only when the others are done: keeps what is large from being alive at the same time. */
const afterOp: Op<null> = {
  name: "after",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: {
    kind: "read",
    element: (index, read, _, shapes) => {
      // Asked for and not used: the scheduler sees what is waited for, and no code comes of it.
      shapes.slice(1, -1).forEach((other, k) => {
        if (!other.includes(0)) read(k + 1, other.map(() => int(0))); // prettier-ignore
      });
      return read(0, index);
    },
  },
  vjp: (ct, _, inputs) => [ct, ...inputs.slice(1).map(() => null)],
};
const after = (x: Tensor, others: readonly Tensor[]): Tensor => (others.length > 0 ? apply(afterOp, [x, ...others], null) : x);

/** How attention is computed. */
export interface AttentionAttrs {
  readonly scale: number;
  readonly isCausal: boolean;
  readonly dropout: number;
  /** Queries in a block. */
  readonly rows: number;
  readonly masked: boolean;
}
/** Inputs: query, key, value, then the mask and the random key where there are such. */
interface Parts {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly mask: Tensor | null;
  readonly random: Tensor | null;
}
const partsOf = ([q, k, v, ...rest]: readonly Tensor[], { masked, dropout }: AttentionAttrs): Parts => ({
  q: q!,
  k: k!,
  v: v!,
  mask: masked ? rest[0]! : null,
  random: dropout > 0 ? rest.at(-1)! : null,
});

/** What one block of queries needs: its rows from `from` on, and keys before `end`. */
interface Block {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly mask: Tensor | null;
  readonly from: number;
  /** 0 where a weight is dropped, else 1 / (1 − p); null without dropout. */
  readonly kept: Tensor | null;
}

/** The block of that number; it begins when those `before` are done. */
function blockOf(parts: Parts, attrs: AttentionAttrs, number: number, before: readonly Tensor[]): Block {
  const { q, k, v, mask, random } = parts;
  const from = number * attrs.rows;
  const to = Math.min(q.shape.at(-2)!, from + attrs.rows);
  const end = attrs.isCausal ? Math.min(k.shape.at(-2)!, to) : k.shape.at(-2)!;
  const own = slice(q, -2, from, to);
  const wide = mask && mask.shape.at(-2) !== 1 ? slice(mask, -2, from, to) : mask;
  const key = random && reshape(slice(randomBits(after(random, before), [number + 1, 2]), 0, number), [2]);
  return {
    q: after(own, before),
    k: slice(k, -2, 0, end),
    v: slice(v, -2, 0, end),
    mask: wide && wide.shape.at(-1) !== 1 ? slice(wide, -1, 0, end) : wide,
    from,
    kept: key && keptOf(key, [...own.shape.slice(0, -1), end], attrs.dropout, q),
  };
}
const keptOf = (key: Tensor, shape: Shape, p: number, x: Tensor): Tensor =>
  p === 1 ? zeros(shape, { dtype: x.dtype }) : div(cast(ge(uniform(key, shape), p), x.dtype), 1 - p);

/** Softmax of scaled, masked scores; rows without any key give 0. */
function weightsOf({ q, k, mask, from }: Block, { scale, isCausal }: AttentionAttrs): Tensor {
  const products = matmul(mul(q, scale), transpose(k, -1, -2));
  const size = products.shape.slice(-2);
  const ordered = isCausal ? where(le(iota(size, 1), add(iota(size, 0), from)), products, -Infinity) : products;
  const scores = mask ? (mask.dtype === "bool" ? where(mask, ordered, -Infinity) : add(ordered, mask)) : ordered;
  if (!mask || size[1] === 0) return softmax(scores, -1);
  const none = eq(max(detach(scores), -1, keep), -Infinity);
  return where(none, 0, softmax(where(none, 0, scores), -1));
}
const dropped = (weights: Tensor, { kept }: Block): Tensor => (kept ? mul(weights, kept) : weights);

const countOf = (q: Tensor, { rows }: AttentionAttrs): number => Math.ceil(q.shape.at(-2)! / rows);

const attentionOp: Op<AttentionAttrs> = {
  name: "attention",
  shape: ([q, , v]) => [...q!.shape.slice(0, -1), v!.shape.at(-1)!],
  dtype: ([q]) => q!.dtype,
  how: {
    kind: "formula",
    lower: (inputs, attrs: AttentionAttrs) => {
      const parts = partsOf(inputs, attrs);
      const done: Tensor[] = [];
      for (let i = 0; i < countOf(parts.q, attrs); i++) {
        const block = blockOf(parts, attrs, i, done.slice(-1));
        done.push(matmul(dropped(weightsOf(block, attrs), block), block.v));
      }
      return concat(done, -2);
    },
  },
  vjp: (ct, y, inputs, attrs) => {
    const parts = partsOf(inputs, attrs);
    const toQ: Tensor[] = [];
    const toMask: Tensor[] = [];
    let [toK, toV]: [Tensor | null, Tensor | null] = [null, null];
    let before: Tensor[] = [ct];
    const isLearned = parts.mask !== null && isFloat(parts.mask.dtype);
    for (let i = countOf(parts.q, attrs) - 1; i >= 0; i--) {
      const block = blockOf(parts, attrs, i, before);
      const rows = (x: Tensor): Tensor => slice(x, -2, block.from, block.from + block.q.shape.at(-2)!);
      const own = after(rows(ct), before);
      const weights = weightsOf(block, attrs);
      const shares = matmul(own, transpose(block.v, -1, -2));
      const inner = sum(mul(own, rows(y)), -1, keep);
      const toScores = mul(weights, sub(block.kept ? mul(shares, block.kept) : shares, inner));
      const whole = (x: Tensor): Tensor => pad(x, [0, 0, 0, parts.k.shape.at(-2)! - block.k.shape.at(-2)!]);
      const more = (old: Tensor | null, x: Tensor): Tensor => (old ? add(whole(x), old) : whole(x));
      toV = more(toV, matmul(transpose(dropped(weights, block), -1, -2), own));
      toK = more(toK, matmul(transpose(toScores, -1, -2), mul(block.q, attrs.scale)));
      toQ.unshift(mul(matmul(toScores, block.k), attrs.scale));
      if (isLearned) toMask.unshift(toScores);
      before = [toK, toV];
    }
    const rest = parts.mask ? [isLearned ? shared(concat(toMask, -2), parts.mask.shape) : null] : [];
    return [concat(toQ, -2), toK, toV, ...rest, ...(parts.random ? [null] : [])];
  },
};
/** The sum over axes along which something of that shape was broadcast. */
function shared(x: Tensor, shape: Shape): Tensor {
  const offset = x.shape.length - shape.length;
  const axes = x.shape.map((_, a) => a).filter((a) => a < offset || (shape[a - offset] === 1 && x.shape[a] !== 1));
  return reshape(sum(x, axes), shape);
}

/** Attention in blocks of `attrs.rows` queries. */
export const attendInBlocks = (
  q: Tensor,
  k: Tensor,
  v: Tensor,
  mask: Tensor | null,
  random: Tensor | null,
  attrs: AttentionAttrs,
): Tensor => apply(attentionOp, [q, k, v, ...(mask ? [mask] : []), ...(random ? [random] : [])], attrs);

/** Attention in one piece. */
export function attendWhole(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | null, random: Tensor | null, attrs: AttentionAttrs): Tensor {
  const kept = random && keptOf(random, [...q.shape.slice(0, -1), k.shape.at(-2)!], attrs.dropout, q);
  const block = { q, k, v, mask, from: 0, kept };
  return matmul(dropped(weightsOf(block, attrs), block), v);
}
