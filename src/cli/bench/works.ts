// The works that are timed. Each builds its network or graph anew and gives a function that does it `count` times.
import { compile, gelu, matmul, noGrad, rand, randn, softmax, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import * as nn from "../../nn/index.ts";
import { adam, sgd } from "../../optim/index.ts";
import type { OptimizerFactory } from "../../optim/index.ts";
import { crossEntropy, mse } from "../../losses/index.ts";
import type { Measure } from "./measure.ts";

export interface Work {
  readonly id: string;
  readonly unit: string;
  readonly measure: Measure;
  /** Thread counts that are worth a line of their own. */
  readonly threads: readonly number[];
  prepare(): (count: number) => void;
}

const perSecond: Measure = (seconds) => 1 / seconds;

type Loss = (output: Tensor, target: Tensor) => Tensor;

/** One training step after another on the same batch, one call a step; the loss is read once at the end. */
function training(model: nn.Module, recipe: OptimizerFactory, loss: Loss, x: Tensor, y: Tensor): (count: number) => void {
  const optimizer = recipe.over(model);
  const step = compile((input: Tensor, target: Tensor) => {
    const value = loss(model.forward(input), target);
    value.backward();
    optimizer.step();
    return value;
  });
  return (count) => {
    let last = step(x, y);
    for (let i = 1; i < count; i++) last = step(x, y);
    const value = last.item();
    if (!Number.isFinite(value)) throw new Error(`the loss became ${value}`);
  };
}

const classes = (count: number, of: number): Tensor =>
  tensor(
    Int32Array.from({ length: count }, (_, i) => (i * 7) % of),
    { dtype: "i32" },
  );

const matmulOf = (n: number): Work => ({
  id: `matmul-${n}`,
  unit: "GFLOP/s",
  measure: (seconds) => (2 * n ** 3) / seconds / 1e9,
  threads: [1, 2],
  prepare() {
    const a = rand([n, n]).realize();
    const b = rand([n, n]).realize();
    const product = compile((x: Tensor, y: Tensor) => matmul(x, y));
    return (count) => {
      for (let i = 0; i < count; i++) product(a, b).dispose();
    };
  },
});

const mlp = (): nn.Module => nn.sequential(nn.linear(784, 256), nn.relu(), nn.linear(256, 128), nn.relu(), nn.linear(128, 10));

export const WORKS: readonly Work[] = [
  ...[256, 512, 1024, 2048].map(matmulOf),
  {
    id: "xor-step",
    unit: "steps/s",
    measure: perSecond,
    threads: [1],
    prepare() {
      const model = nn.sequential(nn.linear(2, 3), nn.tanh(), nn.linear(3, 1), nn.sigmoid());
      const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
      return training(model, sgd({ lr: 0.1 }), mse, x, tensor([[0], [1], [1], [0]]));
    },
  },
  {
    id: "playground-step",
    unit: "steps/s",
    measure: perSecond,
    threads: [1],
    prepare() {
      const model = nn.sequential(nn.linear(2, 8), nn.tanh(), nn.linear(8, 8), nn.tanh(), nn.linear(8, 1));
      return training(model, adam({ lr: 0.01 }), mse, randn([32, 2]).realize(), randn([32, 1]).realize());
    },
  },
  {
    id: "mlp-step",
    unit: "steps/s",
    measure: perSecond,
    threads: [1, 2],
    prepare: () => training(mlp(), adam({ lr: 1e-3 }), crossEntropy, rand([128, 784]).realize(), classes(128, 10)),
  },
  {
    id: "cnn-step",
    unit: "steps/s",
    measure: perSecond,
    threads: [1, 2],
    prepare() {
      const model = nn.sequential(
        nn.conv2d(1, 16, 5),
        nn.relu(),
        nn.maxPool2d(2),
        nn.conv2d(16, 32, 5),
        nn.relu(),
        nn.maxPool2d(2),
        nn.flatten(),
        nn.linear(512, 128),
        nn.relu(),
        nn.linear(128, 10),
      );
      return training(model, adam({ lr: 1e-3 }), crossEntropy, rand([64, 1, 28, 28]).realize(), classes(64, 10));
    },
  },
  {
    id: "gelu-chain",
    unit: "GB/s",
    measure: (seconds) => (2 * 4 * 1e7) / seconds / 1e9,
    threads: [1, 2],
    prepare() {
      const x = rand([1e7]).realize();
      const chain = compile((v: Tensor) => gelu(v.mul(1.3).add(0.1), { approximate: "tanh" }));
      return (count) => {
        for (let i = 0; i < count; i++) chain(x).dispose();
      };
    },
  },
  {
    id: "mlp-forward-1",
    unit: "us",
    measure: (seconds) => seconds * 1e6,
    threads: [1],
    prepare() {
      const model = mlp().eval();
      const x = rand([1, 784]).realize();
      const forward = compile((input: Tensor) => noGrad(() => softmax(model.forward(input), 1)));
      return (count) => {
        for (let i = 0; i < count; i++) forward(x).data();
      };
    },
  },
];
