// Attention as a memory: queries learn to find the key that they belong to, and its value comes out. Then a long context,
// whose scores are never in memory all at once.
import assert from "node:assert/strict";
import { compile, concat, grad, manualSeed, parameter, randn, scaledDotProductAttention } from "nabla";
import type { Tensor } from "nabla";
import { adam } from "nabla/optim";
import { planOf } from "nabla/inspect";

const tiny = process.argv.includes("--tiny");
manualSeed(3);
const [batch, keys, size] = [64, 8, 16];

// Each query is its key under an unknown map; what belongs together is for the matrix `w` to find out.
const hidden = randn([size, size]).mul(1 / Math.sqrt(size)).realize(); // prettier-ignore
const draw = (): { q: Tensor; k: Tensor; v: Tensor } => {
  const k = randn([batch, keys, size]);
  return { q: k.matmul(hidden).realize(), k: k.realize(), v: randn([batch, keys, 4]).realize() };
};
const w = parameter(randn([size, size]).mul(0.1));
const recall = (q: Tensor, k: Tensor, v: Tensor): Tensor => scaledDotProductAttention(q.matmul(w), k, v);
const optimizer = adam({ lr: 0.02 }).over([w]);
const step = compile((q: Tensor, k: Tensor, v: Tensor) => {
  const loss = recall(q, k, v).sub(v).square().mean();
  loss.backward();
  optimizer.step();
  return loss;
});
const losses: number[] = [];
for (let i = 0; i < (tiny ? 150 : 600); i++) {
  const { q, k, v } = draw();
  losses.push(step(q, k, v).item());
  if (i % 50 === 0) console.log(`step ${i}: mean squared error ${losses.at(-1)!.toFixed(3)}`);
}
console.log(`at the end: ${losses.at(-1)!.toFixed(3)} (nothing recalled would be about 1)`);
assert.ok(losses.at(-1)! < losses[0]! / 3, "queries find their keys");

// A causal query sees nothing of what comes later: other values there change nothing.
const { q, k, v } = draw();
const first = (values: Tensor): Tensor => scaledDotProductAttention(q, k, values, { isCausal: true }).slice(1, 0, 3);
const other = concat([v.slice(1, 0, 3), v.slice(1, 3).neg()], 1);
assert.deepEqual(first(other).toArray(), first(v).toArray());

// 4096 queries on 4096 keys: one matrix of scores would take 67 MB. The whole plan, gradients included, needs less.
const context = 4096;
const [Q, K, V] = Array.from({ length: 3 }, () => randn([context, size])) as [Tensor, Tensor, Tensor];
const gradients = grad(scaledDotProductAttention(Q, K, V, { isCausal: true }).square().mean(), [Q, K, V]);
const { arena } = planOf(...gradients).scheduled.program;
console.log(
  `memory for context ${context}: ${(arena / 1e6).toFixed(1)} MB, scores alone would be ${((context * context * 4) / 1e6).toFixed(1)} MB`,
);
assert.ok(arena < context * context);
