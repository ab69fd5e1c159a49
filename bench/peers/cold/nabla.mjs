// From the start of the process to the end of the first training step, as a user of the built package has it.
import { compile, tensor } from "../../../dist/index.js";
import { linear, sequential, tanh } from "../../../dist/nn/index.js";
import { sgd } from "../../../dist/optim/index.js";
import { mse } from "../../../dist/losses/index.js";

const model = sequential(linear(2, 3), tanh(), linear(3, 1));
const optimizer = sgd({ lr: 0.1 }).over(model);
const step = compile((x, y) => {
  const loss = mse(model.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss;
});
const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
step(x, tensor([[0], [1], [1], [0]])).item();
process.stdout.write(`${performance.now()}\n`);
process.exit(0);
