// Claims of the rooms of layers and of the four components.
import { relu, tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits, mse } from "../../losses/index.ts";
import { accuracyMetric } from "../../metrics/index.ts";
import * as nn from "../../nn/index.ts";
import { adam, sgd } from "../../optim/index.ts";
import { claim, distance, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { disagreement, layersOfSizes, parameterCount, run } from "../components.ts";
import type { Components } from "../components.ts";
import { collapse, countPieces, folder, folds, stackOfLayers } from "../layers.ts";
import { moons } from "../points.ts";

/** A layer in plain numbers. */
const affine = (w: number[][], b: number[], x: readonly number[]): number[] => w.map((row, i) => row.reduce((sum, v, k) => sum + v * x[k]!, b[i]!)); // prettier-ignore

/** How far f((p + q)/2) is from the mean of f(p) and f(q): 0 for every affine map. */
const bend = (net: nn.Module, seed: number): number => {
  const random = new RandomSource(seed, 3);
  const pairs = range(50).map(() => [range(3).map(() => 3 * random.normal()), range(3).map(() => 3 * random.normal())] as const);
  const at = (points: number[][]): Float64Array => Float64Array.from(net.forward(tensor(points, { dtype: "f64" })).data());
  const [left, right] = [at(pairs.map(([p]) => p)), at(pairs.map(([, q]) => q))];
  const middle = at(pairs.map(([p, q]) => p.map((x, i) => (x + q[i]!) / 2)));
  return distance(middle, left.map((y, i) => (y + right[i]!) / 2)); // prettier-ignore
};

export const layerClaims: readonly Claim[] = [
  claim("layers.collapse", {
    oracle: "plain arithmetic",
    ru: "Сколько бы ни было линейных слоёв, вместе они — одно аффинное преобразование.",
    en: "However many linear layers there are, together they are one affine map.",
    compute({ seed }) {
      const net = stackOfLayers([3, 16, 16, 16, 2], seed);
      const { weight, bias } = collapse(net);
      const random = new RandomSource(seed, 1);
      const points = range(100).map(() => range(3).map(() => random.normal()));
      const one = points.flatMap((x) => affine(weight.toArray() as number[][], [...bias.data()], x));
      return near(distance(net.forward(tensor(points, { dtype: "f64" })).data(), one), 0, 1e-12);
    },
  }),
  claim("layers.nonlinear", {
    oracle: "plain arithmetic",
    ru: "Нелинейность берётся из активаций: без них середина отрезка переходит в середину, с ними — нет.",
    en: "Non-linearity comes from the activations: without them a midpoint goes to the midpoint, with them it does not.",
    compute({ seed }) {
      const linear = bend(stackOfLayers([3, 16, 16, 2], seed), seed);
      const bent = bend(stackOfLayers([3, 16, 16, 2], seed, nn.tanh), seed);
      return { ...near(linear, 0, 1e-12, { withTanh: bent }), pass: linear < 1e-12 && bent > 1e-3 };
    },
  }),
  claim("layers.pieces", {
    oracle: "enumeration",
    ru: "Сеть с одним входом и n нейронами ReLU — ломаная не более чем из n + 1 звеньев: по излому −b/w на нейрон.",
    en: "A network of one input and n rectifiers is a broken line of at most n + 1 pieces: a fold at −b/w for each unit.",
    compute({ seed }) {
      const sizes = [2, 5, 10, 20];
      const counts = sizes.map((units) => {
        const net = folder(units, seed + units);
        const inside = folds(net).filter((fold) => Math.abs(fold) < 4).sort((a, b) => a - b); // prettier-ignore
        const merged = inside.filter((fold, i) => i > 0 && fold - inside[i - 1]! < 8 / 20_000).length;
        return { units, found: countPieces(net, -4, 4), least: 1 + inside.length - merged, most: 1 + inside.length };
      });
      const wrong = counts.filter(({ units, found, least, most }) => found < least || found > most || found > units + 1);
      return none(wrong.length, { units: sizes, pieces: counts.map(({ found }) => found) });
    },
  }),
];

const sizes = [2, 8, 1];
const usual: Components = {
  architecture: layersOfSizes(sizes, nn.tanh),
  loss: binaryCrossEntropyWithLogits,
  optimizer: adam({ lr: 0.02 }),
  metric: accuracyMetric({ threshold: 0 }),
};

export const componentClaims: readonly Claim[] = [
  claim("components.swap", {
    oracle: "enumeration",
    ru: "Четыре компонента независимы: можно заменить любой один; замена метрики не меняет обученных весов, замена любого другого — меняет.",
    en: "The four components are independent: any one may be swapped; another metric leaves the learned weights as they are, another of the rest changes them.",
    compute({ seed }) {
      const data = {
        train: moons({ count: 100, noise: 0.2, seed }),
        test: moons({ count: 100, noise: 0.2, seed: seed + 1 }),
        steps: 60,
        seed,
      };
      const first = run(usual, data);
      const again = run(usual, data);
      const swaps: readonly Partial<Components>[] = [{ architecture: layersOfSizes(sizes, nn.relu) }, { loss: (z, y) => mse(relu(z), y) }, { optimizer: sgd({ lr: 0.1 }) }]; // prettier-ignore
      const changed = swaps.filter((swap) => run({ ...usual, ...swap }, data).hash !== first.hash).length;
      const measured = run({ ...usual, metric: accuracyMetric({ threshold: 1 }) }, data);
      return none(3 - changed + Number(again.hash !== first.hash) + Number(measured.hash !== first.hash), { hash: first.hash });
    },
  }),
  claim("components.metric", {
    oracle: "plain arithmetic",
    ru: "Метрика — не функция потерь: бывают две модели, из которых одна лучше по потерям, а другая по доле верных ответов.",
    en: "The metric is not the loss: there are two models of which one has the better loss and the other the better accuracy.",
    slide: { ru: "Метрика может совпадать с функцией потерь.", en: "The metric may be the same as the loss." },
    compute({ seed, budget }) {
      const tries = budget === "full" ? 6 : 3;
      for (let k = 0; k < tries; k++) {
        const [train, test] = [1, 2].map((part) => moons({ count: 60, noise: 0.35, seed: seed + 100 * k + part }));
        const { snapshots } = run({ ...usual, architecture: layersOfSizes([2, 32, 1], nn.tanh) }, { train: train!, test: test!, steps: 600, seed: seed + k, every: 5 }); // prettier-ignore
        const pair = disagreement(snapshots, usual.metric);
        if (!pair) continue;
        const [lower, better] = pair;
        return { ...within(better.metric - lower.metric, [1e-9, 1], 1 / 60, { losses: [lower.loss, better.loss], accuracies: [lower.metric, better.metric], steps: [lower.step, better.step], searched: k + 1 }), pass: lower.loss < better.loss && lower.metric < better.metric }; // prettier-ignore
      }
      return within(0, [1e-9, 1], 1 / 60);
    },
  }),
  claim("components.parameters", {
    oracle: "closed form",
    ru: "Число обучаемых чисел полносвязной сети — Σ (входы + 1) · выходы.",
    en: "A fully connected network learns Σ (inputs + 1) · outputs numbers.",
    compute({ seed }) {
      const random = new RandomSource(seed, 4);
      const several = range(5).map(() => range(2 + random.integer(4)).map(() => 1 + random.integer(30)));
      const wrong = several.filter((shape) => layersOfSizes(shape, nn.relu)(seed).parameterCount !== parameterCount(shape));
      return none(wrong.length, { example: several[0]!.join("-"), parameters: parameterCount(several[0]!) });
    },
  }),
];
