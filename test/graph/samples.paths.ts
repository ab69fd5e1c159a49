// Samples of sums over paths: expected values from all paths, one by one.
import * as ops from "../../src/graph/ops/index.ts";
import { plain } from "./sample.ts";
import type { Plain, Sample } from "./sample.ts";

/** ln Σ over all paths, by walking every one. */
function everyPath(scores: Plain, skips: Plain): Plain {
  const [count, steps, states] = scores.shape as [number, number, number];
  const sums = new Array<number>(count * steps * states).fill(0);
  for (let n = 0; n < count; n++) {
    const walk = (t: number, s: number, score: number): void => {
      const total = score + scores.data[(n * steps + t) * states + s]!;
      sums[(n * steps + t) * states + s]! += Math.exp(total);
      if (t + 1 === steps) return;
      for (let d = 0; d <= 2; d++) if (s + d < states && (d < 2 || skips.data[n * states + s + 2])) walk(t + 1, s + d, total);
    };
    for (let s = 0; s < Math.min(2, states) && steps > 0; s++) walk(0, s, 0);
  }
  return plain(scores.shape, sums.map(Math.log));
}

const spread = (...shape: number[]): { values: number[]; shape: number[] } => ({
  shape,
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + 1.7 * i)),
});
const some = (...shape: number[]): { values: number[]; shape: number[]; dtype: "bool" } => ({
  shape,
  dtype: "bool",
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i % 3 === 0 ? 1 : 0)),
});

export const paths: { readonly logPaths: Sample } = {
  logPaths: {
    cases: [
      { call: (x, skips) => ops.exp(ops.logPaths(x, skips)), inputs: [spread(2, 4, 5), some(2, 5)], gives: (x, k) => plain(x.shape, everyPath(x, k).data.map(Math.exp)) }, // prettier-ignore
      { name: "every state is reached", call: (x, skips) => ops.slice(ops.logPaths(x, skips), 1, 3), inputs: [spread(1, 6, 4), some(1, 4)], gives: (x, k) => plain([1, 3, 4], everyPath(x, k).data.slice(12)) }, // prettier-ignore
      { name: "some are not", call: (x, skips) => ops.logPaths(x, skips), inputs: [spread(1, 3, 7), some(1, 7)], gives: (x, k) => everyPath(x, k), smooth: false }, // prettier-ignore
      { name: "one time", call: (x, skips) => ops.exp(ops.logPaths(x, skips)), inputs: [spread(3, 1, 3), some(3, 3)], gives: (x, k) => plain(x.shape, everyPath(x, k).data.map(Math.exp)) }, // prettier-ignore
      { name: "one state", call: (x, skips) => ops.logPaths(x, skips), inputs: [spread(2, 3, 1), some(2, 1)], gives: (x, k) => everyPath(x, k) }, // prettier-ignore
      { name: "two states", call: (x, skips) => ops.logPaths(x, skips), inputs: [spread(1, 3, 2), some(1, 2)], gives: (x, k) => everyPath(x, k) }, // prettier-ignore
      { name: "nothing", call: (x, skips) => ops.logPaths(x, skips), inputs: [spread(0, 3, 2), some(0, 2)], gives: plain([0, 3, 2], []) },
    ],
    errors: [
      [() => ops.logPaths(ops.ones([2, 3]), ops.ones([2, 3])), "logPaths: scores must be [N, T, L], is [2, 3]"],
      [() => ops.logPaths(ops.ones([2, 3, 4]), ops.ones([2, 3])), "logPaths: scores is [2, 3, 4], skips is [2, 3]; skips must be [N, L]"],
      [() => ops.logPaths(ops.ones([2, 3, 4], { dtype: "i32" }), ops.ones([2, 4])), "logPaths: scores must be f32 or f64, is i32"],
    ],
  },
};
