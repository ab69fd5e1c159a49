// Trains and computes until all code is optimised, and prints the bits that came out: `node wide.mjs narrow|wide`.
import { createHash } from "node:crypto";
import * as nabla from "../../dist/index.js";
import * as nn from "../../dist/nn/index.js";
import { crossEntropy } from "../../dist/losses/index.js";
import { adam } from "../../dist/optim/index.js";
import { cnn, Gpt, mlp } from "../../dist/cli/bench/models.js";

const { compile, manualSeed, rand, randn, tensor } = nabla;
nabla.setDefaultDevice(nabla.wasm({ threads: 2, wide: process.argv[2] === "wide" }));
manualSeed(11);

const bits = {};
const keep = (name, ...tensors) => {
  const hash = createHash("sha256");
  for (const one of tensors) {
    const data = one.data();
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  bits[name] = hash.digest("hex").slice(0, 16);
};

const numbers = (count, below, shape = [count]) => tensor(Int32Array.from({ length: count }, (_, i) => (i * 7) % below), { dtype: "i32", shape }); // prettier-ignore
function trained(name, model, x, y, steps) {
  const optimizer = adam({ lr: 1e-3 }).over(model);
  const step = compile((input, target) => {
    const loss = crossEntropy(model.forward(input), target);
    loss.backward();
    optimizer.step();
    return loss;
  });
  for (let i = 0; i < steps; i++) step(x, y).item();
  keep(name, ...Object.values(model.stateDict()));
}

for (const [rows, inner, columns] of [
  [64, 64, 64],
  [509, 317, 1021],
  [97, 1003, 33],
  [256, 256, 256],
]) {
  // prettier-ignore
  const [a, b] = [randn([rows, inner]).realize(), randn([inner, columns]).realize()];
  const multiply = compile((x, y) => nabla.matmul(x, y));
  for (let i = 0; i < 30; i++) multiply(a, b).dispose();
  keep(`${rows} × ${inner} × ${columns}`, multiply(a, b));
}
const ops = {
  softmax: (x) => nabla.softmax(x, 1),
  gelu: (x) => nabla.gelu(x, { approximate: "tanh" }),
  norm: (x) => nabla.layerNorm(x, [301]),
  sums: (x) => x.exp().sum(0),
};
for (const [name, op] of Object.entries(ops)) {
  const x = randn([300, 301]).realize();
  const call = compile(op);
  for (let i = 0; i < 100; i++) call(x).dispose();
  keep(name, call(x));
}
trained("mlp", mlp(), rand([50, 784]).realize(), numbers(50, 10), 60);
trained("cnn", cnn(), rand([10, 1, 28, 28]).realize(), numbers(10, 10), 60);
const sizes = { layers: 1, width: 48, heads: 3, context: 24, symbols: 29 };
trained("gpt", new Gpt(sizes), numbers(96, 29, [4, 24]), numbers(96, 29), 60);
process.stdout.write(`${JSON.stringify(bits)}\n`);
process.exit(0);
