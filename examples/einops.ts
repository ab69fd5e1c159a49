// Axes by name: pictures cut into patches, pooled, put side by side; and sums of products in Einstein's notation.
import assert from "node:assert/strict";
import { arange, einsum, manualSeed, parseShape, randn, rearrange, reduce, repeat } from "nabla";

manualSeed(1);
const pictures = arange(2 * 4 * 6)
  .to("f32")
  .reshape([2, 1, 4, 6]); // two pictures of one channel, 4 × 6

// Cut into patches of 2 × 3, each a row of numbers: what a vision transformer reads.
const patches = rearrange(pictures, "n c (h p) (w q) -> n (h w) (c p q)", { p: 2, q: 3 });
console.log("patches:", parseShape(patches, "n patch number"));
assert.deepEqual(patches.select(0, 0).select(0, 0).toArray(), [0, 1, 2, 6, 7, 8]);

// And back again.
const back = rearrange(patches, "n (h w) (c p q) -> n c (h p) (w q)", { h: 2, p: 2, q: 3 });
assert.deepEqual(back.toArray(), pictures.toArray());

// Pooling is a reduction over the inner parts of axes that are cut.
const pooled = reduce(pictures, "n c (h down) (w across) -> n c h w", "max", { down: 2, across: 2 });
console.log("pooled:", pooled.shape);
assert.deepEqual(pooled.select(0, 0).select(0, 0).toArray(), [
  [7, 9, 11],
  [19, 21, 23],
]);

// Side by side, and each row twice as high.
const wide = rearrange(pictures, "n 1 h w -> h (n w)");
assert.deepEqual(repeat(wide, "h w -> (h 2) w").shape, [8, 12]);

// A product of four matrices: taken in the order that makes the smallest ones, whatever order they are written in.
const [a, b, c, d] = [randn([50, 4]), randn([4, 60]), randn([60, 3]), randn([3, 50])];
const chain = einsum("ij,jk,kl,lm->im", a, b, c, d);
const byHand = a.matmul(b.matmul(c).matmul(d));
assert.ok(chain.sub(byHand).abs().max().item() < 1e-3);
console.log("trace of the chain:", einsum("ii", chain).item().toFixed(3));

// What does not fit is told with the whole pattern.
assert.throws(() => rearrange(pictures, "n c (h p) w -> n c h p w", { p: 3 }), {
  message: 'rearrange: in "n c (h p) w -> n c h p w" axis 2 (h p) has size 4, which is no multiple of 3; x is [2, 1, 4, 6]',
});
