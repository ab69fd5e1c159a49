// Losses that need no classes: triplets that are found in a batch bring flowers of one kind together.
import assert from "node:assert/strict";
import { compile, grad, tensor } from "nabla";
import { TablePreprocessor } from "nabla/data";
import { iris } from "nabla/datasets";
import { minedTriplet, ntXent } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";

const { train, target } = await iris();
const { inputs, shape, targets } = TablePreprocessor.fit(train, { target }).transform(train);
const [x, y] = [tensor(inputs, { shape }), tensor(targets!, { dtype: "i32" })];
const model = nn.sequential(nn.linear(shape[1], 16), nn.tanh(), nn.linear(16, 2));

/** Share of flowers whose nearest neighbor is of the same kind. */
function neighbors(): number {
  const points = model.forward(x).toArray() as number[][];
  const near = points.filter((p, i) => {
    const distances = points.map((q, j) => (j === i ? Infinity : Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!)));
    return targets![i] === targets![distances.indexOf(Math.min(...distances))];
  });
  return near.length / points.length;
}

const optimizer = adam({ lr: 0.01 }).over(model);
const step = compile(() => {
  const loss = minedTriplet(model.forward(x), y, { mining: "semiHard" });
  optimizer.step(grad(loss, optimizer.parameters));
  return loss;
});
const first = step().item();
for (let t = 0; t < 150; t++) step();
const last = step().item();
console.log(
  `triplet loss ${first.toFixed(3)} → ${last.toFixed(3)}; nearest neighbors of the same kind: ${(100 * neighbors()).toFixed(1)} %`,
);
assert.ok(last < first / 2, "the loss falls");
assert.ok(neighbors() > 0.93, "flowers of a kind are together");

// A loss of two views needs no labels: the same flower twice is nearer to itself than to all others.
const views = (scale: number): number => ntXent(model.forward(x), model.forward(x.mul(scale))).item();
console.log(`NT-Xent of a view and itself ${views(1).toFixed(3)}, and its negative ${views(-1).toFixed(3)}`);
assert.ok(views(1) < views(-1));
