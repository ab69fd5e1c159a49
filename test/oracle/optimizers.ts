// Parity: optimizers, by trajectories of 20 steps in float64 on the default device (as it goes and compiled) and on the reference.
import { batchNorm1d, linear } from "../../src/nn/index.ts";
import * as optim from "../../src/optim/index.ts";
import { compile, grad, matmul, parameter, tanh, update, type Tensor } from "../../src/index.ts";
import { evaluateByReference } from "../../src/inspect.ts";
import { tensor } from "../../src/index.ts";
import { near, recordsOf, tensorOf, unpack, type Family, type Packed, type Recorded, type Row } from "./oracle.ts";

interface Problem {
  readonly w: Tensor;
  readonly b: Tensor;
  loss(): Tensor;
}

function problem(): Problem {
  const { x, y, w: first, b: second } = recordsOf("optimizers")["problem"] as unknown as Readonly<Record<"x" | "y" | "w" | "b", Packed>>;
  const [input, wanted] = [tensorOf(x), tensorOf(y)];
  const [w, b] = [parameter(tensorOf(first)), parameter(tensorOf(second))];
  return { w, b, loss: () => tanh(matmul(input, w.t()).add(b)).sub(wanted).square().mean().mul(4) };
}

const state = ({ w, b }: Problem): number[] => [...w.data(), ...b.data()];
type Made = (w: Tensor, b: Tensor) => optim.Optimizer;

/** Ways to go a step: through the engine at once, as a compiled step, and by the reference. */
const ways: Readonly<Record<string, (p: Problem, optimizer: optim.Optimizer) => () => void>> = {
  "one by one": (p, optimizer) => () => {
    optimizer.zeroGrad();
    p.loss().backward();
    optimizer.step();
  },
  compiled: (p, optimizer) =>
    compile((): Tensor => {
      const loss = p.loss();
      optimizer.step(grad(loss, [p.w, p.b]));
      return loss;
    }),
  reference: (p, optimizer) => () => {
    const pairs = optimizer.updates(grad(p.loss(), [p.w, p.b]));
    const values = evaluateByReference(pairs.map(([, value]) => value), { elements: (leaf) => leaf.storage?.host ?? leaf.data() }); // prettier-ignore
    update(pairs.map(([variable], k) => [variable, tensor(values[k]!, { shape: variable.shape, dtype: variable.dtype })]));
  },
};

const trajectory =
  (make: Made, tolerance = 1e-9) =>
  (record: Recorded): void => {
    const { shape, ...packed } = record["trail"] as Packed;
    const [steps, size] = shape as [number, number];
    const wanted = unpack({ shape, ...packed });
    for (const [way, stepOf] of Object.entries(ways)) {
      const p = problem();
      const step = stepOf(p, make(p.w, p.b));
      for (let t = 0; t < steps; t++) {
        step();
        near(`${way}: step ${t + 1}`, state(p), wanted.subarray(t * size, (t + 1) * size), tolerance);
      }
    }
  };

const of =
  (factory: optim.OptimizerFactory): Made =>
  (w, b) =>
    factory.over([w, b]);

const searching =
  (options: optim.LbfgsOptions) =>
  (record: Recorded): void => {
    const { shape, ...packed } = record["trail"] as Packed;
    const [steps, size] = shape as [number, number];
    const wanted = unpack({ shape, ...packed });
    const p = problem();
    const optimizer = optim.lbfgs(options).over([p.w, p.b]);
    for (let t = 0; t < steps; t++) {
      optimizer.step(() => p.loss());
      near(`step ${t + 1}`, state(p), wanted.subarray(t * size, (t + 1) * size), 1e-6);
    }
  };

const averaging =
  (options: optim.AverageOptions) =>
  (record: Recorded): void => {
    const [values, biases] = [tensorOf(record["values"] as Packed), tensorOf(record["biases"] as Packed)];
    const layer = linear(2, 3, { dtype: "f64" });
    const mean = optim.averagedWeights(layer, options);
    for (let i = 0; i < values.shape[0]!; i++) {
      layer.loadStateDict({ weight: values.select(0, i), bias: biases.select(0, i) });
      mean.update();
    }
    near("weights", mean.weights[0]!.data(), unpack(record["mean"] as Packed), 1e-12);
    near("biases", mean.weights[1]!.data(), unpack(record["meanOfBias"] as Packed), 1e-12);
  };

const row = (torch: string, nabla: string, checks: NonNullable<Row["checks"]>, differences?: string): Row => ({
  torch: `torch.optim.${torch}`,
  nabla: `optim.${nabla}`,
  checks,
  ...(differences && { differences }),
});

const { sgd, adagrad, adadelta, rmsprop, adam, adamw, adamax, nadam, radam, rprop, asgd } = optim;
const betas = [0.8, 0.9] as const;

const optimizerRows: Row[] = [
  row("SGD", "sgd", {
    sgd: trajectory(of(sgd({ lr: 0.1 }))),
    "sgd momentum": trajectory(of(sgd({ lr: 0.05, momentum: 0.9, weightDecay: 0.1 }))),
    "sgd dampening": trajectory(of(sgd({ lr: 0.05, momentum: 0.8, dampening: 0.3 }))),
    "sgd nesterov": trajectory(of(sgd({ lr: 0.05, momentum: 0.9, nesterov: true }))),
    "sgd maximize": trajectory(of(sgd({ lr: 0.05, momentum: 0.5, maximize: true }))),
    "sgd groups": trajectory((w, b) => sgd({ lr: 0.1, momentum: 0.9 }).over([{ parameters: [w], weightDecay: 0.2 }, { parameters: [b], lr: 0.02, momentum: 0 }])),
  }), // prettier-ignore
  row("Adagrad", "adagrad", {
    adagrad: trajectory(of(adagrad({ lr: 0.1 }))),
    "adagrad options": trajectory(of(adagrad({ lr: 0.1, lrDecay: 0.1, weightDecay: 0.1, initialAccumulatorValue: 0.3, eps: 1e-3 }))),
  }), // prettier-ignore
  row("Adadelta", "adadelta", {
    adadelta: trajectory(of(adadelta())),
    "adadelta options": trajectory(of(adadelta({ lr: 0.7, rho: 0.8, eps: 1e-4, weightDecay: 0.1 }))),
  }), // prettier-ignore
  row("RMSprop", "rmsprop", {
    rmsprop: trajectory(of(rmsprop())),
    "rmsprop options": trajectory(of(rmsprop({ lr: 0.02, alpha: 0.9, momentum: 0.8, centered: true, weightDecay: 0.1, eps: 1e-3 }))),
  }), // prettier-ignore
  row("Adam", "adam", {
    adam: trajectory(of(adam({ lr: 0.05 }))),
    "adam amsgrad": trajectory(of(adam({ lr: 0.2, betas, eps: 1e-4, weightDecay: 0.1, amsgrad: true }))),
  }), // prettier-ignore
  row("AdamW", "adamw", {
    adamw: trajectory(of(adamw({ lr: 0.05 }))),
    "adamw amsgrad": trajectory(of(adamw({ lr: 0.2, betas, weightDecay: 0.3, amsgrad: true, maximize: true }))),
  }), // prettier-ignore
  row("Adamax", "adamax", {
    adamax: trajectory(of(adamax({ lr: 0.05 }))),
    "adamax options": trajectory(of(adamax({ lr: 0.1, betas, eps: 1e-3, weightDecay: 0.1 }))),
  }), // prettier-ignore
  row("NAdam", "nadam", {
    nadam: trajectory(of(nadam({ lr: 0.05 })), 1e-6),
    "nadam options": trajectory(of(nadam({ lr: 0.1, betas, eps: 1e-3, weightDecay: 0.1, momentumDecay: 0.1 })), 1e-6),
  }, "as with foreach; PyTorch keeps the product of momenta in float32"), // prettier-ignore
  row("RAdam", "radam", {
    radam: trajectory(of(radam({ lr: 0.05 }))),
    "radam options": trajectory(of(radam({ lr: 0.1, betas, eps: 1e-3, weightDecay: 0.1 }))),
  }), // prettier-ignore
  row("Rprop", "rprop", {
    rprop: trajectory(of(rprop({ lr: 0.05 }))),
    "rprop options": trajectory(of(rprop({ lr: 0.3, etas: [0.4, 1.4], stepSizes: [1e-2, 0.5] }))),
  }), // prettier-ignore
  row("ASGD", "asgd", {
    asgd: trajectory(of(asgd({ lr: 0.1 })), 1e-6),
    "asgd options": trajectory(of(asgd({ lr: 0.1, lambd: 0.1, alpha: 0.6, t0: 5, weightDecay: 0.05 })), 1e-6),
  }, "PyTorch rounds the falling rate to float32"), // prettier-ignore
  row("LBFGS", "lbfgs", {
    lbfgs: searching({ lr: 0.3, maxIterations: 7 }),
    "lbfgs search": searching({ maxIterations: 4, lineSearch: "strongWolfe" }),
    "lbfgs history": searching({ maxIterations: 6, historySize: 2, lineSearch: "strongWolfe" }),
  }, "the closure returns the loss and needs no backward(); step gives a number"), // prettier-ignore
  row("swa_utils.AveragedModel", "averagedWeights", { averaged: averaging({}), "averaged decay": averaging({ decay: 0.7 }) }, "averages parameters in place of a second model; use(() => …) puts them in"), // prettier-ignore
  row("swa_utils.update_bn", "updateBatchNorm", {
    update_bn(record) {
      const layer = batchNorm1d(3);
      const batches = tensorOf(record["batches"] as Packed);
      optim.updateBatchNorm(layer, [0, 1, 2].map((k) => batches.select(0, k)));
      near("mean", layer.runningMean!.data(), unpack(record["mean"] as Packed), 1e-6);
      near("variance", layer.runningVar!.data(), unpack(record["variance"] as Packed), 1e-6);
    },
  }), // prettier-ignore
];

/** The problem itself is recorded too; it is what all others start from. */
const first = optimizerRows[0]!;
optimizerRows[0] = {
  ...first,
  checks: { problem: () => near("loss", [problem().loss().item()].map(Number.isFinite).map(Number), [1]), ...first.checks },
};

export const optimizerFamily: Family = { name: "optimizers", title: "Optimizers", rows: optimizerRows };
