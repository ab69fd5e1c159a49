// The works that are timed. Each builds its network or graph anew and gives the values of several rounds.
import {
  compile,
  concat,
  cumsum,
  gelu,
  layerNorm,
  matmul,
  noGrad,
  rand,
  randn,
  softmax,
  sort,
  tensor,
  topk,
  transpose,
} from "../../index.ts";
import type { Compiled, Tensor } from "../../index.ts";
import { plansOf } from "../../inspect.ts";
import type { Plan } from "../../inspect.ts";
import { crossEntropy, mse } from "../../losses/index.ts";
import * as nn from "../../nn/index.ts";
import { adam, sgd } from "../../optim/index.ts";
import type { OptimizerFactory } from "../../optim/index.ts";
import { time, type Effort, type Measure } from "./measure.ts";
import { bag, cnn, GPT, Gpt, mlp, Recurrent, resnet } from "./models.ts";

export interface Work {
  readonly id: string;
  readonly unit: string;
  /** Thread counts that are worth a line of their own. */
  readonly threads: readonly number[];
  /** Would take most of the time of a smoke run. */
  readonly slow?: boolean;
  /** The plan of one step, after it ran: for works that train. */
  plan?(): Plan;
  /** The value of each round. `renew` makes a new device, on which nothing is compiled yet. */
  rounds(effort: Effort, renew: () => void): number[];
}

/** A training step, compiled, and the batch that it is given. */
export interface Step {
  readonly step: Compiled<[Tensor, Tensor], Tensor>;
  readonly x: Tensor;
  readonly y: Tensor;
}

type Loss = (output: Tensor, target: Tensor) => Tensor;

export function training(model: nn.Module, recipe: OptimizerFactory, loss: Loss, x: Tensor, y: Tensor): Step {
  const optimizer = recipe.over(model);
  const step = compile((input: Tensor, target: Tensor) => {
    const value = loss(model.forward(input), target);
    value.backward();
    optimizer.step();
    return value;
  });
  return { step, x, y };
}

/** One training step after another on the same batch, one call a step; the loss is read once at the end. */
export function repeatedly({ step, x, y }: Step): (count: number) => void {
  return (count) => {
    let last = step(x, y);
    for (let i = 1; i < count; i++) last = step(x, y);
    const value = last.item();
    if (!Number.isFinite(value)) throw new Error(`the loss became ${value}`);
  };
}

/** Whole numbers below a limit, the same each time. */
export const numbers = (count: number, below: number, shape: readonly number[] = [count]): Tensor =>
  tensor(
    Int32Array.from({ length: count }, (_, i) => (i * 7) % below),
    { dtype: "i32", shape },
  );

/** The works that train, by name. */
const STEPS: Readonly<Record<string, () => Step>> = {
  xor() {
    const model = nn.sequential(nn.linear(2, 3), nn.tanh(), nn.linear(3, 1), nn.sigmoid());
    const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
    return training(model, sgd({ lr: 0.1 }), mse, x, tensor([[0], [1], [1], [0]]));
  },
  playground() {
    const model = nn.sequential(nn.linear(2, 8), nn.tanh(), nn.linear(8, 8), nn.tanh(), nn.linear(8, 1));
    return training(model, adam({ lr: 0.01 }), mse, randn([32, 2]).realize(), randn([32, 1]).realize());
  },
  mlp: () => training(mlp(), adam({ lr: 1e-3 }), crossEntropy, rand([128, 784]).realize(), numbers(128, 10)),
  cnn: () => training(cnn(), adam({ lr: 1e-3 }), crossEntropy, rand([64, 1, 28, 28]).realize(), numbers(64, 10)),
  gpt() {
    const count = GPT.batch * GPT.context;
    const x = numbers(count, GPT.symbols, [GPT.batch, GPT.context]);
    return training(new Gpt(), adam({ lr: 1e-3 }), crossEntropy, x, numbers(count, GPT.symbols));
  },
  lstm: () => training(new Recurrent(), adam({ lr: 1e-3 }), crossEntropy, randn([32, 64, 256]).realize(), numbers(32, 10)),
  resnet: () => training(resnet(), sgd({ lr: 0.01, momentum: 0.9 }), crossEntropy, rand([64, 3, 32, 32]).realize(), numbers(64, 10)),
  bag: () => training(bag(), adam({ lr: 1e-3 }), crossEntropy, numbers(6400, 20_000, [64, 100]), numbers(64, 4)),
};

const timed = (id: string, unit: string, measure: Measure, threads: readonly number[], prepare: () => (count: number) => void): Work => ({
  id,
  unit,
  threads,
  rounds: (effort) => time(prepare(), effort).map(measure),
});
const perSecond: Measure = (seconds) => 1 / seconds;
const milliseconds: Measure = (seconds) => seconds * 1e3;

const stepsOf = (name: string, threads: readonly number[]): Work => ({
  ...timed(`${name}-step`, "steps/s", perSecond, threads, () => repeatedly(STEPS[name]!())),
  plan() {
    const { step, x, y } = STEPS[name]!();
    step(x, y).item();
    return plansOf(step)[0]!;
  },
});

/** From the first call of a step to its end: recorded, scheduled, compiled, loaded, run. */
const compiling = (name: string): Work => ({
  id: `compile-${name}`,
  unit: "ms",
  threads: [1],
  slow: true,
  rounds: ({ rounds }, renew) =>
    Array.from({ length: Math.min(3, rounds) }, () => {
      renew();
      const { step, x, y } = STEPS[name]!();
      const begin = performance.now();
      step(x, y).item();
      return performance.now() - begin;
    }),
});

/** Bytes that a training step needs besides parameters and state of the optimizer. */
const memory = (name: string): Work => ({
  id: `memory-${name}`,
  unit: "MB",
  threads: [1],
  slow: true,
  rounds() {
    const { step, x, y } = STEPS[name]!();
    step(x, y).item();
    return [plansOf(step).reduce((sum, plan) => sum + plan.bytes, 0) / 2 ** 20];
  },
});

const product = (id: string, rows: number, inner: number, columns: number): Work =>
  timed(
    `matmul-${id}`,
    "GFLOP/s",
    (seconds) => (2 * rows * inner * columns) / seconds / 1e9,
    [1, 2],
    () => {
      const [a, b] = [rand([rows, inner]).realize(), rand([inner, columns]).realize()];
      const multiply = compile((x: Tensor, y: Tensor) => matmul(x, y));
      return (count) => {
        for (let i = 0; i < count; i++) multiply(a, b).dispose();
      };
    },
  );

/** An op over 10⁶ numbers. */
const single = (name: string, op: (x: Tensor) => Tensor): Work =>
  timed(`ops-${name}`, "ms", milliseconds, [1, 2], () => {
    const x = randn([1000, 1000]).realize();
    const call = compile((input: Tensor) => op(input));
    return (count) => {
      for (let i = 0; i < count; i++) call(x).dispose();
    };
  });

export const WORKS: readonly Work[] = [
  product("64", 64, 64, 64),
  product("256", 256, 256, 256),
  product("512", 512, 512, 512),
  product("1024", 1024, 1024, 1024),
  { ...product("2048", 2048, 2048, 2048), slow: true },
  product("odd", 509, 317, 1021),
  stepsOf("xor", [1]),
  stepsOf("playground", [1]),
  stepsOf("mlp", [1, 2]),
  stepsOf("cnn", [1, 2]),
  { ...stepsOf("gpt", [1, 2]), slow: true },
  { ...stepsOf("lstm", [1, 2]), slow: true },
  { ...stepsOf("resnet", [1, 2]), slow: true },
  stepsOf("bag", [1, 2]),
  timed(
    "gelu-chain",
    "GB/s",
    (seconds) => (2 * 4 * 1e7) / seconds / 1e9,
    [1, 2],
    () => {
      const x = rand([1e7]).realize();
      const chain = compile((v: Tensor) => gelu(v.mul(1.3).add(0.1), { approximate: "tanh" }));
      return (count) => {
        for (let i = 0; i < count; i++) chain(x).dispose();
      };
    },
  ),
  timed(
    "mlp-forward-1",
    "us",
    (seconds) => seconds * 1e6,
    [1],
    () => {
      const model = mlp().eval();
      const x = rand([1, 784]).realize();
      const forward = compile((input: Tensor) => noGrad(() => softmax(model.forward(input), 1)));
      return (count) => {
        for (let i = 0; i < count; i++) forward(x).data();
      };
    },
  ),
  single("sort", (x) => sort(x.reshape([1e6])).values),
  single("topk", (x) => topk(x.reshape([1e6]), 10).values),
  single("cumsum", (x) => cumsum(x.reshape([1e6]), 0)),
  single("softmax", (x) => softmax(x, 1)),
  single("layer-norm", (x) => layerNorm(x, [1000])),
  single("concat", (x) => concat([x, x], 1)),
  single("transpose", (x) => transpose(x, 0, 1)),
  compiling("mlp"),
  compiling("cnn"),
  compiling("gpt"),
  compiling("resnet"),
  memory("cnn"),
  memory("gpt"),
  memory("resnet"),
];
