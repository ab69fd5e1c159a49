// Picking elements and putting them back: subscripts, masks, tables, sorting, histograms; and gradients through all of it.
import assert from "node:assert/strict";
import { bincount, compile, embedding, grad, gt, index, indexPut, parameter, scatterAdd, sort, tensor, topk, unique, update, zeros } from "nabla"; // prettier-ignore

// Subscripts as in PyTorch: integers, slices (strings), new axes, lists of indices, masks.
const board = tensor([
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
]);
assert.deepEqual(index(board, 1, "::-1").toArray(), [7, 6, 5, 4]);
assert.deepEqual(index(board, [0, 2], [3, -1]).toArray(), [3, 11]);
assert.deepEqual(index(board, gt(board, 8)).toArray(), [9, 10, 11]);
assert.deepEqual(index(indexPut(board, [":", 0], -1), "...", ":2").toArray(), [[-1, 1], [-1, 5], [-1, 9]]); // prettier-ignore

// A table of vectors, learned: the gradient of chosen rows adds up the rows that share a number, and no other row moves.
const words = tensor([2, 0, 2], { dtype: "i32" });
const table = parameter(zeros([4, 2]));
const wanted = tensor([[1, 1], [3, 0], [1, 1]]); // prettier-ignore
const learn = compile((target: typeof wanted) => {
  const loss = embedding(words, table).sub(target).square().sum();
  update([[table, table.sub(grad(loss, [table])[0]!.mul(0.2))]]);
  return loss;
});
let loss = Infinity;
for (let step = 0; step < 60; step++) loss = learn(wanted).item();
const rows = table.toArray() as number[][];
console.log(`loss ${loss.toExponential(1)}, table ${JSON.stringify(rows.map((row) => row.map((v) => Math.round(v * 1000) / 1000)))}`);
assert.ok(loss < 1e-9 && rows[1]!.every((v) => v === 0) && rows[3]!.every((v) => v === 0), "only rows that are named learn");

// Order statistics have gradients: a trimmed mean forgets the outliers, and so does its gradient.
const samples = parameter(tensor([1.1, 0.9, 95, 1, -80]));
const kept = index(sort(samples).values, "1:-1").mean();
assert.ok(Math.abs(kept.item() - 1) < 1e-6);
assert.deepEqual(grad(kept, [samples])[0]!.toArray(), [1 / 3, 1 / 3, 0, 1 / 3, 0].map(Math.fround));

// Counting: what occurs how often, and sums by group.
const colors = tensor([3, 1, 3, 3, 0, 1], { dtype: "i32" });
assert.deepEqual(bincount(colors).toArray(), [1, 2, 0, 3]);
const { values, counts } = unique(colors);
assert.equal(index(values, topk(counts, 1).indices).item(), 3, "3 is the most frequent");
const prices = tensor([5, 1, 2, 3, 10, 2]);
assert.deepEqual(scatterAdd(zeros([4]), 0, colors, prices).toArray(), [10, 3, 0, 10]);
console.log("subscripts, tables, order statistics and counts hold what they claim");
