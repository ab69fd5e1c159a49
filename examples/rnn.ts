// A small LSTM learns to remember: it reads eight digits and says them again, in order, after the last one.
import assert from "node:assert/strict";
import { Generator, compile, manualSeed, narrow, tensor } from "nabla";
import type { Tensor } from "nabla";
import { crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";

const tiny = process.argv.includes("--tiny");
const [digits, length, batch] = tiny ? [3, 2, 32] : [4, 4, 64]; // the word `digits` means "speak now"
const steps = tiny ? 250 : 900;
manualSeed(1);

const model = nn.sequential(
  nn.embedding(digits + 1, 16),
  nn.lstm(16, tiny ? 24 : 48, { batchFirst: true }),
  nn.linear(tiny ? 24 : 48, digits),
);

const random = new Generator(2);
const digit = (): number => (random.next()[0] >>> 0) % digits;
function examples(): [Tensor, Tensor] {
  const rows = Array.from({ length: batch }, () => Array.from({ length }, digit));
  const heard = rows.map((row) => [...row, ...row.map(() => digits)]);
  return [tensor(heard, { dtype: "i32" }), tensor(rows.flat(), { dtype: "i32" })];
}

/** Scores of the digits while the model speaks: [batch · length, digits]. */
const speak = (heard: Tensor): Tensor => narrow(model.forward(heard), 1, length, length).reshape([batch * length, digits]);

const optimizer = adam({ lr: 1e-2 }).over(model);
const step = compile((heard: Tensor, said: Tensor) => {
  const loss = crossEntropy(speak(heard), said);
  loss.backward();
  optimizer.step();
  return loss;
});
for (let i = 0; i <= steps; i++) {
  const loss = step(...examples());
  if (i % 50 === 0) console.log(`step ${i}: loss ${loss.item().toFixed(4)}`);
}

const [heard, said] = examples();
const right = speak(heard).argmax(-1).eq(said).to("f32").mean().item();
console.log(`digits remembered: ${(100 * right).toFixed(1)} % (chance: ${(100 / digits).toFixed(1)} %)`);
assert.ok(right > 0.9, "the network remembers what it read");
