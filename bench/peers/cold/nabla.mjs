// From the start of the process to the end of the first training step, as a user of the built package has it.
import { compile, tensor } from "nabla";
import { linear, sequential, tanh } from "nabla/nn";
import { sgd } from "nabla/optim";
import { mse } from "nabla/losses";

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
