// A small causal transformer learns to sort: it reads six numbers and writes them in order, one after another.
import assert from "node:assert/strict";
import { Generator, compile, manualSeed, narrow, noGrad, tensor } from "nabla";
import type { Tensor } from "nabla";
import { crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adamw } from "nabla/optim";

const tiny = process.argv.includes("--tiny");
const [words, length, batch, steps] = tiny ? [4, 3, 32, 250] : [8, 6, 64, 800];
manualSeed(3);

class Sorter extends nn.Module {
  readonly words = nn.embedding(words, 32);
  readonly places = nn.learnedPositions(2 * length, 32);
  readonly body = nn.transformerEncoder(
    () => nn.transformerEncoderLayer(32, 4, { feedforward: 64, dropout: 0, batchFirst: true, normFirst: true, activation: "gelu" }),
    2,
    nn.layerNorm(32),
  );
  readonly head = nn.linear(32, words, { bias: false });

  constructor() {
    super();
    this.head.weight = this.words.weight; // tied: one tensor, two names
  }

  forward(index: Tensor): Tensor {
    return this.head.forward(this.body.forward(this.places.forward(this.words.forward(index)), { isCausal: true })); // [N, T, words]
  }
}

const model = new Sorter();
const random = new Generator(4);
/** The numbers, and behind them all but the last of the sorted ones; what is to be said at each place from the last number on. */
function examples(): [Tensor, Tensor] {
  const rows = Array.from({ length: batch }, () => Array.from({ length }, () => (random.next()[0] >>> 0) % words));
  const sorted = rows.map((row) => [...row].sort((a, b) => a - b));
  const read = rows.map((row, i) => [...row, ...sorted[i]!.slice(0, -1)]);
  return [tensor(read, { dtype: "i32" }), tensor(sorted.flat(), { dtype: "i32" })];
}
const scores = (read: Tensor): Tensor => narrow(model.forward(read), 1, length - 1, length).reshape([batch * length, words]);

const optimizer = adamw({ lr: 3e-3 }).over(model);
const step = compile((read: Tensor, due: Tensor) => {
  const loss = crossEntropy(scores(read), due);
  loss.backward();
  optimizer.step();
  return loss;
});
for (let i = 0; i <= steps; i++) {
  const loss = step(...examples());
  if (i % 50 === 0) console.log(`step ${i}: loss ${loss.item().toFixed(4)}`);
}

const [read, due] = examples();
const right = noGrad(() => scores(read))
  .argmax(-1)
  .eq(due)
  .to("f32")
  .mean()
  .item();
console.log(`numbers at the right place: ${(100 * right).toFixed(1)} % (chance: ${(100 / words).toFixed(1)} %)`);
console.log(nn.summary(model, [1, 2 * length], "i32"));
assert.ok(right > 0.9, "the network sorts");
