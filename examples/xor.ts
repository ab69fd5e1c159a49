// XOR, the function that no single neuron can compute, learned by a network with one hidden layer.
import assert from "node:assert/strict";
import { tensor } from "nabla";
import { tensorDataset } from "nabla/data";
import { mse } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";
import { fit } from "nabla/train";

const inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]; // prettier-ignore
const targets = [[0], [1], [1], [0]];
const data = tensorDataset(inputs, targets);
const settings = { loss: mse, optimizer: adam({ lr: 0.05 }), epochs: 300, batchSize: 4, seed: 3 };

const network = nn.sequential(nn.linear(2, 8), nn.tanh(), nn.linear(8, 1));
await fit(network, data, settings);
const answers = network.eval().forward(tensor(inputs)).data();
console.log("network:", Array.from(answers, (value) => value.toFixed(2)).join(" "));
answers.forEach((value, i) => assert.ok(Math.abs(value - targets[i]![0]!) < 0.1, "a network with a hidden layer learns XOR"));

const neuron = nn.linear(2, 1);
await fit(neuron, data, settings);
const guesses = neuron.forward(tensor(inputs)).data();
console.log("one neuron:", Array.from(guesses, (value) => value.toFixed(2)).join(" "));
assert.ok(
  guesses.some((value, i) => Math.abs(value - targets[i]![0]!) > 0.4),
  "one neuron cannot",
);
