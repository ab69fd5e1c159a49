// The training loop written out, as in PyTorch: a straight line through noisy points, found by gradient descent and by formula.
import assert from "node:assert/strict";
import { compile, manualSeed, randn } from "nabla";
import type { Tensor } from "nabla";
import { mse } from "nabla/losses";
import * as nn from "nabla/nn";
import { sgd } from "nabla/optim";

manualSeed(1);
const x = randn([200, 1]).realize();
const y = x
  .mul(3)
  .add(2)
  .add(randn([200, 1]).mul(0.1))
  .realize();

const model = nn.linear(1, 1);
const optimizer = sgd({ lr: 0.1, momentum: 0.9 }).over(model);
const step = compile((input: Tensor, target: Tensor) => {
  const loss = mse(model.forward(input), target);
  loss.backward();
  optimizer.step();
  return loss;
});
let loss = Infinity;
for (let i = 0; i < 200; i++) loss = step(x, y).item();

// The same by least squares: slope = covariance / variance.
const [xs, ys] = [x.data(), y.data()];
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const [meanX, meanY] = [mean(xs), mean(ys)];
const slope =
  mean(Array.from(xs, (value, i) => (value - meanX) * (ys[i]! - meanY))) / mean(Array.from(xs, (value) => (value - meanX) ** 2));

console.log(`descent: slope ${model.weight.item().toFixed(4)}, loss ${loss.toFixed(5)}; formula: slope ${slope.toFixed(4)}`);
assert.ok(Math.abs(model.weight.item() - slope) < 1e-3, "gradient descent finds the least squares line");
