// From the start of a process to the end of its first training step: import as a user does, build, compile, run. Prints milliseconds.
import { compile, tensor } from "nabla";
import type { Tensor } from "nabla";
import { linear, sequential, tanh } from "nabla/nn";
import { sgd } from "nabla/optim";
import { mse } from "nabla/losses";

const model = sequential(linear(2, 3), tanh(), linear(3, 1));
const optimizer = sgd({ lr: 0.1 }).over(model);
const step = compile((input: Tensor, target: Tensor) => {
  const loss = mse(model.forward(input), target);
  loss.backward();
  optimizer.step();
  return loss;
});
const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const value = step(x, tensor([[0], [1], [1], [0]])).item();
if (!Number.isFinite(value)) throw new Error(`the loss is ${value}`);
process.stdout.write(`${performance.now()}\n`);
process.exit(0);
