// A race of optimizers: logistic regression on the iris flowers, all samples at once, the same beginning and as many steps for all.
import assert from "node:assert/strict";
import { compile, grad, tensor } from "nabla";
import { TablePreprocessor } from "nabla/data";
import { iris } from "nabla/datasets";
import { crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam, adamw, averagedWeights, decayWeightsOnly, lbfgs, lion, lookahead, muon, nadam, oneCycle, sgd } from "nabla/optim";
import type { OptimizerFactory } from "nabla/optim";

const STEPS = 60;
const { train, target } = await iris();
const { inputs, shape, targets } = TablePreprocessor.fit(train, { target }).transform(train);
const [x, y] = [tensor(inputs, { shape }), tensor(targets!, { dtype: "i32" })];
const weights = nn.linear(shape[1], 3).stateDict();
const fresh = (): nn.Linear => {
  const model = nn.linear(shape[1], 3);
  model.loadStateDict(weights);
  return model;
};

/** The loss after so many steps, each one plan: forward, backward, update. */
function race(factory: OptimizerFactory, rateAt: (step: number) => number = () => 1): number {
  const model = fresh();
  const optimizer = factory.over(model);
  const step = compile(() => {
    const loss = crossEntropy(model.forward(x), y);
    optimizer.step(grad(loss, optimizer.parameters));
    return loss;
  });
  for (let t = 0; t < STEPS; t++) {
    optimizer.lr = factory.lr * rateAt(t);
    step();
  }
  return crossEntropy(model.forward(x), y).item();
}

const results: Record<string, number> = {
  "gradient descent": race(sgd({ lr: 0.1 })),
  "with momentum": race(sgd({ lr: 0.1, momentum: 0.9 })),
  "one cycle": race(sgd({ lr: 0.5, momentum: 0.9 }), oneCycle({ steps: STEPS })),
  adam: race(adam({ lr: 0.1 })),
  nadam: race(nadam({ lr: 0.1 })),
  lookahead: race(lookahead(adam({ lr: 0.1 }))),
  lion: race(lion({ lr: 0.05 })),
  muon: race(muon({ lr: 0.1, vectors: { scale: 1 } })),
};

const model = fresh();
const newton = lbfgs({ lineSearch: "strongWolfe", maxIterations: 1 }).over(model);
for (let t = 0; t < STEPS; t++) newton.step(() => crossEntropy(model.forward(x), y));
results["L-BFGS"] = crossEntropy(model.forward(x), y).item();

// Weight decay for weights only, and the mean of the last weights.
const decayed = fresh();
const optimizer = adamw({ lr: 0.1, weightDecay: 0.01 }).over(decayWeightsOnly(decayed));
const mean = averagedWeights(decayed, { decay: 0.8 });
for (let t = 0; t < STEPS; t++) {
  optimizer.step(grad(crossEntropy(decayed.forward(x), y), optimizer.parameters));
  mean.update();
}
results["mean of adamw's weights"] = mean.use(() => crossEntropy(decayed.forward(x), y).item());

const order = Object.entries(results).sort(([, a], [, b]) => a - b);
for (const [name, loss] of order) console.log(`${loss.toFixed(4)}  ${name}`);
assert.equal(order[0]![0], "L-BFGS", "second-order steps win on a small smooth problem");
assert.equal(order.at(-1)![0], "gradient descent", "everything beats plain gradient descent");
