// Samples of attention: scores, softmax and means of values, number by number.
import * as ops from "../../src/graph/ops/index.ts";
import { at, bools, build, indices, plain, randomly, floats, type Case, type OpName, type Plain, type Sample } from "./sample.ts";

interface Told {
  readonly scale?: number;
  /** What is added to the score of query i and key j. */
  readonly bias?: (index: readonly number[], i: number, j: number) => number;
}
const attended = (q: Plain, k: Plain, v: Plain, { scale, bias = () => 0 }: Told = {}): Plain => {
  const [L, E] = q.shape.slice(-2) as [number, number];
  const [S, F] = v.shape.slice(-2) as [number, number];
  const front = q.shape.length >= k.shape.length ? q.shape.slice(0, -2) : k.shape.slice(0, -2);
  const rows = new Map<string, number[]>();
  for (const index of indices(front))
    for (let i = 0; i < L; i++) {
      const scores = Array.from({ length: S }, (_, j) => {
        let sum = 0;
        for (let e = 0; e < E; e++) sum += at(q, [...index, i, e]) * at(k, [...index, j, e]);
        return sum * (scale ?? 1 / Math.sqrt(E)) + bias(index, i, j);
      });
      const powers = scores.map((s) => (s === -Infinity ? 0 : Math.exp(s)));
      const total = powers.reduce((a, b) => a + b, 0);
      rows.set([...index, i].join(), powers.map((p) => (total === 0 ? 0 : p / total))); // prettier-ignore
    }
  return build([...front, L, F], (...place) => {
    const weights = rows.get(place.slice(0, -1).join())!;
    return weights.reduce((sum, w, j) => sum + w * at(v, [...place.slice(0, -2), j, place.at(-1)!]), 0);
  });
};
const inputs = (batch: readonly number[], L: number, S: number, E: number, F: number): Case["inputs"] => [
  randomly([...batch, L, E], -1, 1, 2),
  randomly([...batch, S, E], -1, 1, 3),
  randomly([...batch, S, F], -1, 1, 4),
];
const one = (): ReturnType<typeof ops.ones> => ops.ones([2, 2]);

export const attention = {
  scaledDotProductAttention: {
    cases: [
      { call: (q, k, v) => ops.scaledDotProductAttention(q, k, v), inputs: inputs([2, 2], 3, 4, 5, 2), gives: (q, k, v) => attended(q, k, v) },
      { name: "without batch, own scale", call: (q, k, v) => ops.scaledDotProductAttention(q, k, v, { scale: 2 }), inputs: inputs([], 2, 3, 3, 3), gives: (q, k, v) => attended(q, k, v, { scale: 2 }) },
      { name: "causal", call: (q, k, v) => ops.scaledDotProductAttention(q, k, v, { isCausal: true }), inputs: inputs([2], 4, 3, 3, 2), gives: (q, k, v) => attended(q, k, v, { bias: (_, i, j) => (j <= i ? 0 : -Infinity) }) },
      { name: "bool mask, one query without keys", call: (q, k, v, m) => ops.scaledDotProductAttention(q, k, v, { attentionMask: m }), inputs: [...inputs([2], 3, 3, 3, 2), bools([1, 0, 1, 0, 0, 0, 1, 1, 0], [3, 3])], gives: (q, k, v, m) => attended(q, k, v, { bias: (_, i, j) => (at(m, [i, j]) ? 0 : -Infinity) }) },
      { name: "numbers as mask, broadcast", call: (q, k, v, m) => ops.scaledDotProductAttention(q, k, v, { attentionMask: m }), inputs: [...inputs([2, 2], 3, 4, 3, 2), randomly([2, 1, 1, 4], -1, 1, 7)], gives: (q, k, v, m) => attended(q, k, v, { bias: ([n], _, j) => at(m, [n!, 0, 0, j]) }) },
      { name: "shared heads", call: (q, k, v) => ops.scaledDotProductAttention(q, k, v, { enableGqa: true }), inputs: [randomly([4, 2, 3]), randomly([2, 3, 3], -1, 1, 2), randomly([2, 3, 2], -1, 1, 3)], gives: (q, k, v) => attended(q, build([4, 3, 3], (h, s, e) => at(k, [Math.floor(h / 2), s, e])), build([4, 3, 2], (h, s, f) => at(v, [Math.floor(h / 2), s, f]))) },
      { name: "everything dropped", call: (q, k, v) => ops.scaledDotProductAttention(q, k, v, { dropout: 1, dropoutKey: ops.tensor([1, 2], { dtype: "i32" }) }), inputs: inputs([], 2, 2, 2, 2), gives: [[0, 0], [0, 0]] },
      { name: "no queries", call: (q, k, v) => ops.scaledDotProductAttention(q, k, v), inputs: [floats([], [0, 2]), randomly([3, 2]), randomly([3, 2])], gives: plain([0, 2], []) },
    ],
    errors: [
      [() => ops.scaledDotProductAttention(one(), ops.ones([2, 3]), one()), "scaledDotProductAttention: query is [2, 2], key is [2, 3], value is [2, 2]; query and key must have the same last axis"],
      [() => ops.scaledDotProductAttention(one(), one(), ops.ones([3, 2])), "scaledDotProductAttention: query is [2, 2], key is [2, 2], value is [3, 2]; there must be as many values as keys (axis −2)"],
      [() => ops.scaledDotProductAttention(one(), one(), one(), { dropout: 0.5 }), "scaledDotProductAttention: dropoutKey must be given with dropout (`nextKey()` makes one), got null"],
      [() => ops.scaledDotProductAttention(one(), one(), one(), { isCausal: true, attentionMask: one() }), "scaledDotProductAttention: isCausal must be false with an attentionMask (put both into the mask), got true"],
      [() => ops.scaledDotProductAttention(one(), one(), one(), { attentionMask: ops.ones([3]) }), "scaledDotProductAttention: query is [2, 2], key is [2, 2], value is [2, 2], attentionMask is [3]; attentionMask must broadcast to [2, 2]"],
      [() => ops.scaledDotProductAttention(ops.ones([2]), one(), one()), "scaledDotProductAttention: query must have two axes or more, is [2]"],
    ],
  },
} satisfies Partial<Record<OpName, Sample>>; // prettier-ignore
