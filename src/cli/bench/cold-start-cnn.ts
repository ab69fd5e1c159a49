// From the start of a process to the end of the first training step of a convolutional network. Prints milliseconds.
import { compile, tensor } from "nabla";
import type { Tensor } from "nabla";
import { conv2d, flatten, linear, maxPool2d, relu, sequential } from "nabla/nn";
import { adam } from "nabla/optim";
import { crossEntropy } from "nabla/losses";

const model = sequential(
  conv2d(1, 16, 5),
  relu(),
  maxPool2d(2),
  conv2d(16, 32, 5),
  relu(),
  maxPool2d(2),
  flatten(),
  linear(512, 128),
  relu(),
  linear(128, 10),
);
const optimizer = adam({ lr: 1e-3 }).over(model);
const step = compile((input: Tensor, target: Tensor) => {
  const loss = crossEntropy(model.forward(input), target);
  loss.backward();
  optimizer.step();
  return loss;
});
const pixels = Float32Array.from({ length: 64 * 784 }, (_, i) => ((i * 37) % 256) / 255);
const classes = Int32Array.from({ length: 64 }, (_, i) => i % 10);
const value = step(tensor(pixels, { shape: [64, 1, 28, 28] }), tensor(classes)).item();
if (!Number.isFinite(value)) throw new Error(`the loss is ${value}`);
process.stdout.write(`${performance.now()}\n`);
process.exit(0);
