// Pictures of functions and of descent: losses, activations, approximation, the computation graph, steps over a bowl, depth.
import { compile, grad, elu, gelu, manualSeed, onesLike, parameter, sin, stack, tensor } from "nabla";
import type { Tensor } from "nabla";
import { binaryCrossEntropyWithLogits, crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam, sgd } from "nabla/optim";
import type { OptimizerFactory } from "nabla/optim";
import { activationCurves, beside, computationGraph, histogramOf, landscapeContour, layerHistograms, learningCurves, lineChart } from "nabla/viz"; // prettier-ignore
import type { Language, PathPoint, Scene } from "nabla/viz";
import { linspace, moons, normalsOf, pairs, range, spirals, trained } from "./picture.ts";
import type { Picture } from "./picture.ts";

/** Values and slopes of a function of one number at many places, by the library. */
function curve(of: (x: Tensor) => Tensor, xs: readonly number[]): { readonly values: number[]; readonly slopes: number[] } {
  const x = tensor(Float32Array.from(xs));
  const y = of(x);
  return { values: Array.from(y.data()), slopes: Array.from(grad(y.sum(), [x])[0]!.data()) };
}

/** Cross-entropy and squared error of a sigmoid against its logit, when the true answer is 1. */
function losses(): (language: Language) => Scene {
  const z = linspace(-8, 8, 161);
  const entropy = curve((x) => binaryCrossEntropyWithLogits(x, onesLike(x), { reduction: "none" }), z);
  const square = curve((x) => x.sigmoid().sub(1).square(), z);
  return (language) => {
    const ru = language === "ru";
    const names = ru ? ["кросс-энтропия", "квадрат ошибки"] : ["cross-entropy", "squared error"];
    const chart = (title: string, a: readonly number[], b: readonly number[], y: readonly [number, number], legend: boolean): Scene =>
      lineChart([{ name: names[0]!, x: z, y: a }, { name: names[1]!, x: z, y: b }], { language, title, heading: "small", legend, width: 400, height: 330, xLabel: ru ? "логит z" : "logit z", y: { domain: y, exact: true } }); // prettier-ignore
    return beside(
      [chart(ru ? "потери" : "loss", entropy.values, square.values, [0, 8.4], true), chart(ru ? "производная по z" : "derivative by z", entropy.slopes, square.slopes, [-1.1, 0.2], true)], // prettier-ignore
      { title: ru ? "Уверенная ошибка: верный ответ 1, а логит отрицателен" : "A confident mistake: the answer is 1, the logit negative" },
    );
  };
}

/** Descent on one logit from −10 with both losses: probability by step. */
function race(): (language: Language) => Scene {
  const run = (slope: (z: number, p: number) => number) => {
    const [steps, probabilities]: [number[], number[]] = [[], []];
    let z = -10;
    for (let step = 1; step <= 20_000; step++) {
      z -= slope(z, 1 / (1 + Math.exp(-z)));
      // Evenly spaced on the logarithmic axis.
      if (steps.length === 0 || step > steps.at(-1)! * 1.03) {
        steps.push(step);
        probabilities.push(1 / (1 + Math.exp(-z)));
      }
    }
    return { steps, probabilities, half: steps[probabilities.findIndex((p) => p >= 0.5)]! };
  };
  const entropy = run((_, p) => p - 1);
  const square = run((_, p) => 2 * (p - 1) * p * (1 - p));
  return (language) => {
    const ru = language === "ru";
    return lineChart(
      [{ name: ru ? "кросс-энтропия" : "cross-entropy", x: entropy.steps, y: entropy.probabilities }, { name: ru ? "квадрат ошибки" : "squared error", x: square.steps, y: square.probabilities }], // prettier-ignore
      {
        language,
        title: ru ? "Гонка из уверенной ошибки: логит −10, верный ответ 1" : "A race from a confident mistake: logit −10, the answer is 1",
        subtitle: ru ? "Градиентный спуск с шагом 1; логарифмическая шкала шагов" : "Gradient descent with rate 1; steps on a logarithmic scale",
        logX: true, xLabel: ru ? "шаг" : "step", yLabel: ru ? "вероятность верного ответа" : "probability of the right answer",
        x: { domain: [1, 20_000], exact: true }, y: { domain: [0, 1], exact: true }, notes: [{ y: 0.5, text: "½" }], width: 600, height: 380,
      },
    ); // prettier-ignore
  };
}

const ACTIVATIONS: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
  ["linear", (x) => x.mul(1)],
  ["sigmoid", (x) => x.sigmoid()],
  ["tanh", (x) => x.tanh()],
  ["ReLU", (x) => x.relu()],
  ["ELU", (x) => elu(x)],
  ["GELU", (x) => gelu(x)],
];

function activations(): (language: Language) => Scene {
  // Both sides of zero, where some derivatives jump.
  const x = [...linspace(-4, -1e-4, 81), ...linspace(1e-4, 4, 81)];
  const functions = ACTIVATIONS.map(([name, of]) => ({ name, x, ...curve(of, x) }));
  return (language) => activationCurves(functions, { language, range: [-1.4, 2.4], title: language === "ru" ? "Функции активации и их производные" : "Activation functions and their derivatives" }); // prettier-ignore
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const wave = (x: number): number => Math.sin(2 * Math.PI * x);
/** A staircase of n sigmoids: each rises by the change of the function over its step. */
const staircase = (of: (x: number) => number, n: number) => {
  const steepness = 4 * n;
  return (x: number): number =>
    of(0) + range(n).reduce((sum, k) => sum + (of((k + 1) / n) - of(k / n)) * sigmoid(steepness * (x - (k + 0.5) / n)), 0);
};

function cybenko(): (language: Language) => Scene {
  const x = linspace(0, 1, 401);
  const stairs = [4, 8, 32].map((n) => ({ n, y: x.map(staircase(wave, n)) }));
  return (language) => {
    const ru = language === "ru";
    return lineChart(
      [
        { name: "sin 2πx", x, y: x.map(wave), role: "faint", width: 5, dash: [] },
        ...stairs.map(({ n, y }, k) => ({ name: ru ? `${n} нейронов` : `${n} neurons`, x, y, role: (["series2", "series3", "series1"] as const)[k]!, dash: [[2, 3], [7, 3], []][k]!, width: 1.8 })), // prettier-ignore
      ],
      { language, title: ru ? "Сумма сигмоид приближает функцию" : "A sum of sigmoids approximates a function", subtitle: ru ? "Каждая сигмоида — одна ступень: один скрытый слой, веса заданы построением" : "Each sigmoid is one step: one hidden layer, weights by construction", xLabel: "x", width: 600, height: 400 }, // prettier-ignore
    );
  };
}

/** Largest errors of staircases against their width: they fall for a continuous target and not for one with a jump. */
function widths(): (language: Language) => Scene {
  const x = linspace(0, 1, 2001);
  const jump = (at: number): number => (at < 0.5 ? 0 : 1);
  // Odd widths: one step then lies in the middle of the jump, which is the best that can be done.
  const ns = [3, 5, 9, 17, 33, 65, 129];
  const worst = (of: (x: number) => number) => ns.map((n) => {
    const f = staircase(of, n);
    return x.reduce((most, at) => Math.max(most, Math.abs(f(at) - of(at))), 0);
  }); // prettier-ignore
  const [smooth, broken] = [worst(wave), worst(jump)];
  return (language) => {
    const ru = language === "ru";
    return lineChart(
      [{ name: ru ? "sin 2πx (непрерывная)" : "sin 2πx (continuous)", x: ns, y: smooth, points: true }, { name: ru ? "ступень (разрыв)" : "a step (discontinuous)", x: ns, y: broken, points: true }], // prettier-ignore
      { language, logX: true, logY: true, x: { at: ns, domain: [2.7, 143] }, y: { domain: [0.005, 1], exact: true }, xLabel: ru ? "нейронов в скрытом слое" : "neurons in the hidden layer", yLabel: ru ? "наибольшая ошибка" : "largest error", title: ru ? "Ошибка приближения и ширина сети" : "Error of approximation by width", subtitle: ru ? "У разрыва ошибка не опускается ниже половины скачка" : "At a jump the error stays at half of it, however wide the network", notes: [{ y: 0.5, text: ru ? "половина скачка" : "half of the jump", side: "left" }], width: 560, height: 400 }, // prettier-ignore
    );
  };
}

/** The diamond of the chain rule, with values and slopes that the library computes. */
function graph(): (language: Language) => Scene {
  const [x, w] = [tensor(1.5), tensor(0.8)];
  const y1 = w.mul(x).tanh();
  const [y2, y3] = [y1.square(), sin(y1)];
  const y4 = y2.mul(y3);
  const loss = y4.sub(1).square();
  const nodes = [x, w, y1, y2, y3, y4, loss];
  const [values, slopes] = [nodes.map((node) => node.item()), nodes.slice(0, -1).map((node) => grad(loss, [node])[0]!.item())];
  const slope = (of: Tensor, by: Tensor): number => grad(of, [by])[0]!.item();
  const node = (k: number, label: string, inputs: readonly number[], kind: "input" | "parameter" | "operation" | "output") => ({
    id: k, label, kind, value: values[k]!, gradient: k === 6 ? 1 : slopes[k]!, inputs, locals: inputs.map((from) => slope(nodes[k]!, nodes[from]!)),
  }); // prettier-ignore
  return (language) =>
    computationGraph(
      [node(0, "x", [], "input"), node(1, "w", [], "parameter"), node(2, "f₁ = tanh(w·x)", [0, 1], "operation"), node(3, "f₂ = f₁²", [2], "operation"), node(4, "f₃ = sin f₁", [2], "operation"), node(5, "f₄ = f₂·f₃", [3, 4], "operation"), node(6, "L = (f₄ − 1)²", [5], "output")], // prettier-ignore
      {
        language,
        title:
          language === "ru"
            ? "Цепное правило на графе: вклады двух путей складываются"
            : "The chain rule on a graph: the shares of two paths add up",
      },
    );
}

/** Paths of optimizers over a long bowl ½(x² + 20 y²). */
function descent(): (language: Language) => Scene {
  const height = (x: number, y: number): number => (x * x + 20 * y * y) / 2;
  const axis = linspace(-1, 1, 61);
  const surface = { x: axis.map((x) => x * 5), y: axis.map((y) => y * 2), heights: axis.map((y) => axis.map((x) => height(x * 5, y * 2))) };
  const walk = (rule: OptimizerFactory, steps: number): PathPoint[] => {
    const place = parameter(tensor([-4.3, 1.6], { dtype: "f64" }));
    const scale = tensor([0.5, 10], { dtype: "f64" });
    const optimizer = rule.over([place]);
    const step = compile(() => {
      place.square().mul(scale).sum().backward();
      optimizer.step();
    });
    const path = [];
    for (let k = 0; k <= steps; k++) {
      const [x, y] = place.toArray() as [number, number];
      path.push({ x, y, height: height(x, y), below: height(x, y), outside: 0 });
      step();
    }
    return path;
  };
  const paths = [walk(sgd({ lr: 0.09 }), 40), walk(sgd({ lr: 0.03, momentum: 0.85 }), 60), walk(adam({ lr: 0.35 }), 60)];
  return (language) => {
    const ru = language === "ru";
    const names = ru ? ["градиентный спуск, ε = 0,09", "с инерцией, ε = 0,03", "Adam, ε = 0,35"] : ["gradient descent, ε = 0.09", "with momentum, ε = 0.03", "Adam, ε = 0.35"]; // prettier-ignore
    return beside(paths.map((path, k) => landscapeContour(surface, { language, path, title: names[k]!, heading: "small", legend: false, bar: k === 2, levels: 12, logarithmic: false, xLabel: "w₁", yLabel: "w₂", width: k === 2 ? 370 : 300, height: 290 })), { title: ru ? "Спуск по вытянутой чаше L = ½(w₁² + 20 w₂²)" : "Descent on a long bowl L = ½(w₁² + 20 w₂²)" }); // prettier-ignore
  };
}

const SPIRALS = { count: 160, noise: 0.02 };

function deep(depth: number, activation: () => nn.Module, width = 32): nn.Sequential {
  const layers: nn.Module[] = [];
  for (let k = 0; k < depth; k++) layers.push(nn.linear(k === 0 ? 2 : width, width), activation());
  return nn.sequential(...layers, nn.linear(width, 2));
}

/** Lengths of the gradient by layer in deep networks at their first values, median of several seeds. */
function depth(): (language: Language) => Scene {
  const data = spirals(SPIRALS.count, SPIRALS.noise, 1);
  const [x, y] = [pairs(data.x, data.y), tensor(Int32Array.from(data.labels))];
  const kinds: readonly (readonly [string, () => nn.Module, number])[] = [["ReLU, He", nn.relu, 2], ["tanh, Xavier", nn.tanh, 1], ["sigmoid, Xavier", nn.sigmoid, 1]]; // prettier-ignore
  const lengths = kinds.map(([, activation, gain]) =>
    range(5).map((seed) => {
      manualSeed(seed);
      const net = deep(10, activation);
      const weights = net.layers.filter((layer) => layer instanceof nn.Linear).map((layer) => layer.weight);
      for (const weight of weights) weight.assign(nn.init.normal(weight.shape, 0, Math.sqrt(gain / weight.shape[1]!)));
      const slopes = grad(crossEntropy(net.forward(x), y), weights.slice(0, 10));
      return Array.from(stack(slopes.map((slope) => slope.square().sum())).sqrt().data()); // prettier-ignore
    }),
  );
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  const medians = lengths.map((runs) => range(10).map((layer) => middle(runs.map((run) => run[layer]!))));
  return (language) => {
    const ru = language === "ru";
    return lineChart(
      kinds.map(([name], k) => ({ name, x: range(10).map((layer) => layer + 1), y: medians[k]!, points: true })),
      { language, logY: true, x: { at: range(10).map((layer) => layer + 1), domain: [0.7, 10.3] }, y: { count: 7 }, xLabel: ru ? "слой" : "layer", yLabel: ru ? "длина градиента весов" : "length of the weights’ gradient", title: ru ? "Что остаётся от градиента через десять слоёв" : "What is left of the gradient behind ten layers", subtitle: ru ? "Десять слоёв по 32 нейрона при начальных весах, медиана пяти запусков" : "Ten layers of 32 neurons at their first weights, median of five seeds", width: 560, height: 400 }, // prettier-ignore
    );
  };
}

/** What comes out of the layers of a deep tanh network, by the spread of the first weights. */
function histograms(): (language: Language) => Scene {
  const next = normalsOf(7);
  const x = tensor(Float32Array.from({ length: 400 * 64 }, next), { shape: [400, 64] });
  const run = (gain: number) => {
    manualSeed(1);
    let values = x;
    return range(5).map((k) => {
      values = values.matmul(nn.init.normal([64, 64], 0, gain / 8)).tanh();
      const data = values.data();
      const spread = Math.sqrt(Array.from(data).reduce((sum, value) => sum + value * value, 0) / data.length);
      return { k: k + 1, spread, ...histogramOf(data, { bins: 48, from: -1, to: 1 }) };
    });
  };
  const [small, right, large] = [run(0.5), run(1), run(3)];
  return (language) => {
    const ru = language === "ru";
    const name = (value: number): string => value.toFixed(2).replace(".", ru ? "," : ".");
    const wall = (title: string, runs: ReturnType<typeof run>): Scene =>
      layerHistograms(runs.map(({ k, spread, ...rest }) => ({ ...rest, name: ru ? `слой ${k}` : `layer ${k}`, note: `σ = ${name(spread)}` })), { language, title, heading: "small", xLabel: ru ? "выход tanh" : "output of tanh", width: 360, height: 390 }); // prettier-ignore
    return beside([wall(ru ? "Малые веса: выходы гаснут" : "Small weights: outputs fade", small), wall(ru ? "По Ксавье: разброс держится" : "Xavier: the spread holds", right), wall(ru ? "Большие веса: насыщение" : "Large weights: saturation", large)], { title: ru ? "Начальные веса решают, что дойдёт до последних слоёв" : "First weights decide what reaches the last layers" }); // prettier-ignore
  };
}

/** Optimizers on the same network from the same first weights. */
function optimizers(): (language: Language) => Scene {
  const data = spirals(SPIRALS.count, SPIRALS.noise, 3);
  const [x, y] = [pairs(data.x, data.y), tensor(Int32Array.from(data.labels))];
  const rules: readonly (readonly [string, OptimizerFactory])[] = [["SGD 0.1", sgd({ lr: 0.1 })], ["SGD 0.5", sgd({ lr: 0.5 })], ["momentum 0.1", sgd({ lr: 0.1, momentum: 0.9 })], ["Adam 0.01", adam({ lr: 0.01 })]]; // prettier-ignore
  const curves = rules.map(([name, optimizer]) => ({ name, values: trained(() => deep(2, nn.tanh), (net) => crossEntropy(net.forward(x), y), { steps: 400, seed: 5, optimizer }).losses })); // prettier-ignore
  return (language) => {
    const ru = language === "ru";
    const named = curves.map(({ name, values }) => ({ name: ru ? name.replace(".", ",").replace("momentum", "инерция") : name, values }));
    return learningCurves({ curves: named }, { language, logY: true, y: { domain: [0.005, 1], exact: true }, xLabel: ru ? "шаг" : "step", title: ru ? "Одна сеть, одни начальные веса, разные оптимизаторы" : "One network, the same first weights, different optimizers", width: 620, height: 400 }); // prettier-ignore
  };
}

/** Training and validation loss of a network that is too large for its data. */
function learning(): (language: Language) => Scene {
  const [data, held] = [moons(60, 0.35, 11), moons(400, 0.35, 12)];
  const of = (set: typeof data) =>
    [
      pairs(set.x, set.y),
      tensor(
        set.labels.map((label) => [label]),
        { dtype: "f32" },
      ),
    ] as const;
  const [[x, y], [vx, vy]] = [of(data), of(held)];
  const [steps, training, validation]: [number[], number[], number[]] = [[], [], []];
  trained(() => deepOne(64), (net) => binaryCrossEntropyWithLogits(net.forward(x), y), {
    steps: 801, seed: 8, optimizer: adam({ lr: 0.005 }),
    onStep(step, loss, net) {
      if (step % 8 !== 0) return;
      steps.push(step);
      training.push(loss);
      validation.push(binaryCrossEntropyWithLogits(net.forward(vx), vy).item());
    },
  }); // prettier-ignore
  const best = steps[validation.indexOf(Math.min(...validation))]!;
  return (language) => {
    const ru = language === "ru";
    return learningCurves({ steps, curves: [{ name: ru ? "обучение" : "training", values: training }, { name: ru ? "проверка" : "validation", values: validation }] }, { language, x: { domain: [0, 800] }, y: { domain: [0, 0.8], exact: true }, xLabel: ru ? "шаг" : "step", notes: [{ x: best, text: ru ? "лучший на проверке" : "best on validation", side: "below" }], title: ru ? "Переобучение: 60 точек, 4417 весов" : "Overfitting: 60 points, 4417 weights", width: 600, height: 380 }); // prettier-ignore
  };
}

const deepOne = (width: number): nn.Sequential => nn.sequential(nn.linear(2, width), nn.relu(), nn.linear(width, width), nn.relu(), nn.linear(width, 1)); // prettier-ignore

export const functionPictures: readonly Picture[] = [
  { name: "losses", russian: true, compute: losses },
  { name: "race", russian: true, compute: race },
  { name: "activations", russian: true, dark: true, compute: activations },
  { name: "cybenko", russian: true, compute: cybenko },
  { name: "widths", compute: widths },
  { name: "graph", russian: true, dark: true, compute: graph },
  { name: "descent", russian: true, slow: true, compute: descent },
  { name: "depth", russian: true, slow: true, compute: depth },
  { name: "histograms", slow: true, compute: histograms },
  { name: "optimizers", dark: true, slow: true, compute: optimizers },
  { name: "learning", russian: true, slow: true, compute: learning },
];
