// Pictures of models on real data: letters, penguins, cars; and of what models find and look at.
import { narrow, relu, softmax, tensor } from "nabla";
import type { Tensor } from "nabla";
import { columnsOfCars, lettersOf, penguinSexes } from "./data.ts";
import { binaryCrossEntropyWithLogits, crossEntropy, mse } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam } from "nabla/optim";
import { attentionMap, beside, confusionMap, embeddingScatter, overlays, pathPlane, plates, precisionRecallChart, reliabilityDiagram, residuals, rocChart } from "nabla/viz"; // prettier-ignore
import type { Language, OverlayImage, Plate, Scene } from "nabla/viz";
import { batchesOf, moons, numbersOf, pairs, range, trained } from "./picture.ts";
import type { Picture } from "./picture.ts";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** A small convolutional network for letters, trained once for several pictures. */
interface LetterNet {
  readonly model: nn.Sequential;
  readonly test: { readonly x: Tensor; readonly labels: ArrayLike<number>; readonly pixels: ArrayLike<number>; readonly side: number };
}
let letterNet: Promise<LetterNet> | null = null;
const letters = (): Promise<LetterNet> => (letterNet ??= trainLetters());

async function trainLetters(): Promise<LetterNet> {
  const { train, test, side } = await lettersOf();
  const pooled = Math.floor(Math.floor(side / 2) / 2);
  const make = () => nn.sequential(nn.conv2d(1, 8, 5, { padding: 2 }), nn.relu(), nn.maxPool2d(2), nn.conv2d(8, 16, 3, { padding: 1 }), nn.relu(), nn.maxPool2d(2), nn.flatten(), nn.linear(16 * pooled * pooled, 32), nn.relu(), nn.linear(32, 26)); // prettier-ignore
  const { model } = trained(make, (net, x, y) => crossEntropy(net.forward(x), y), { steps: 320, seed: 1, optimizer: adam({ lr: 0.003 }), batch: batchesOf(train.x, train.y, 64, 1) }); // prettier-ignore
  return { model: model as nn.Sequential, test };
}

async function confusion(): Promise<(language: Language) => Scene> {
  const { model, test } = await letters();
  const counts = LETTERS.map(() => new Array<number>(26).fill(0));
  const chosen = model.forward(test.x).argmax(-1).data();
  chosen.forEach((letter: number, i: number) => counts[test.labels[i]!]![letter]!++);
  return (language) => confusionMap(counts, LETTERS, { language, title: language === "ru" ? "Какие буквы путает сеть" : "Which letters a network confuses" }); // prettier-ignore
}

async function filters(): Promise<(language: Language) => Scene> {
  const { model } = await letters();
  const weight = (model.layers[0] as nn.Conv2d).weight;
  const values = weight.data();
  const list = range(8).map((k): Plate => ({ columns: 5, rows: 5, values: values.slice(k * 25, (k + 1) * 25), name: `${k + 1}` }));
  return (language) => plates(list, { language, across: 4, side: 78, title: language === "ru" ? "Фильтры первого слоя, выученные на буквах" : "Filters of the first layer, learned from letters" }); // prettier-ignore
}

async function features(): Promise<(language: Language) => Scene> {
  const { model, test } = await letters();
  const { side } = test;
  const pick = range(test.labels.length).find((i) => LETTERS[test.labels[i]!] === "R")!;
  const input = narrow(test.x, 0, pick, 1);
  const first = relu(model.layers[0]!.forward(input)).data();
  const pool = model.layers.slice(0, 6).reduce((x, layer) => layer.forward(x), input);
  const [, , rows, columns] = pool.shape as [number, number, number, number];
  const second = pool.data();
  const maps = range(8).map((k): Plate => ({
    columns: side,
    rows: side,
    values: first.slice(k * side * side, (k + 1) * side * side),
    name: `${k + 1}`,
  }));
  const deep = range(16).map((k): Plate => ({ columns, rows, values: second.slice(k * rows * columns, (k + 1) * rows * columns) }));
  const image: Plate = { columns: side, rows: side, values: Array.from(input.data() as Float32Array, (value) => 1 - value) };
  return (language) => {
    const ru = language === "ru";
    return beside(
      [
        plates([image], { language, ramp: "gray", side: 130, across: 1, width: 200, title: ru ? "вход" : "input", heading: "small" }),
        plates(maps, {
          language,
          ramp: "heat",
          side: 62,
          across: 4,
          title: ru ? "после первой свёртки" : "after the first convolution",
          heading: "small",
        }),
        plates(deep, {
          language,
          ramp: "heat",
          side: 40,
          across: 6,
          title: ru ? "после второй, с уменьшением" : "after the second, pooled",
          heading: "small",
        }),
      ],
      { title: ru ? "Что видят слои свёрточной сети" : "What the layers of a convolutional network see" },
    );
  };
}

async function embedding(): Promise<(language: Language) => Scene> {
  const { model, test } = await letters();
  const hidden = model.layers.slice(0, 9).reduce((x, layer) => layer.forward(x), test.x).data(); // prettier-ignore
  const shown = ["A", "C", "G", "O", "I", "L"];
  const rows = range(test.labels.length).filter((i) => shown.includes(LETTERS[test.labels[i]!]!));
  const vectors = rows.map((i) => Float64Array.from(hidden.slice(i * 32, (i + 1) * 32)));
  const { origin, directions } = pathPlane(vectors, { center: "mean" });
  const along = (k: number): number[] =>
    vectors.map((v) => v.reduce((sum, value, j) => sum + (value - origin[j]!) * directions[k]![j]!, 0));
  const [x, y] = [along(0), along(1)];
  const labels = rows.map((i) => shown.indexOf(LETTERS[test.labels[i]!]!));
  return (language) =>
    embeddingScatter({ x, y, labels, classes: shown, letters: true }, { language, title: language === "ru" ? "Буквы в пространстве последнего слоя" : "Letters in the space of the last layer", subtitle: language === "ru" ? "Шрифты, которых сеть не видела; две главные компоненты из 32 чисел" : "Fonts that the network has not seen; two principal components of 32 numbers", xLabel: language === "ru" ? "первая компонента" : "first component", yLabel: language === "ru" ? "вторая компонента" : "second component", width: 560, height: 520 }); // prettier-ignore
}

/** Reliability of a network that learned noisy moons too well. */
function reliability(): (language: Language) => Scene {
  const [data, held] = [moons(120, 0.4, 31), moons(4000, 0.4, 32)];
  const [x, y] = [
    pairs(data.x, data.y),
    tensor(
      data.labels.map((label) => [label]),
      { dtype: "f32" },
    ),
  ];
  const { model } = trained(() => nn.sequential(nn.linear(2, 48), nn.relu(), nn.linear(48, 48), nn.relu(), nn.linear(48, 1)), (net) => binaryCrossEntropyWithLogits(net.forward(x), y), { steps: 300, seed: 2, optimizer: adam({ lr: 0.01 }) }); // prettier-ignore
  const p = model.forward(pairs(held.x, held.y)).sigmoid().data();
  const bins = range(10).map((k) => {
    const inside = range(p.length).filter((i) => Math.min(9, Math.floor(p[i]! * 10)) === k);
    const mean = (of: (i: number) => number): number => (inside.length === 0 ? 0 : inside.reduce((sum, i) => sum + of(i), 0) / inside.length); // prettier-ignore
    return { confidence: mean((i) => p[i]!), accuracy: mean((i) => held.labels[i]!), count: inside.length };
  });
  return (language) => reliabilityDiagram(bins, { language, title: language === "ru" ? "Переобученная сеть слишком уверена в себе" : "An overfitted network is too sure of itself" }); // prettier-ignore
}

/** Is a penguin male? By four measures, and by its mass alone. */
async function rates(): Promise<{
  readonly curves: readonly { readonly scores: ArrayLike<number>; readonly name: readonly [string, string] }[];
  readonly labels: readonly number[];
}> {
  const { train, test } = await penguinSexes();
  const judge = (columns: readonly number[], name: readonly [string, string]) => {
    const pick = (rows: readonly (readonly number[])[]) => tensor(rows.map((row) => columns.map((c) => row[c]!)));
    const [x, y] = [
      pick(train.rows),
      tensor(
        train.labels.map((label) => [label]),
        { dtype: "f32" },
      ),
    ];
    const { model } = trained(() => nn.linear(columns.length, 1), (net) => binaryCrossEntropyWithLogits(net.forward(x), y), { steps: 400, seed: 1, optimizer: adam({ lr: 0.05 }) }); // prettier-ignore
    return { name, scores: model.forward(pick(test.rows)).data() };
  };
  return {
    labels: test.labels,
    curves: [judge([0, 1, 2, 3], ["four measures", "четыре размера"]), judge([3], ["body mass alone", "только масса тела"])],
  };
}

/** Points of both curves from strict to lax thresholds. */
function sweep(scores: ArrayLike<number>, labels: readonly number[]) {
  const order = range(labels.length).sort((a, b) => scores[b]! - scores[a]!);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const roc: [number, number][] = [[0, 0]];
  const precision: [number, number][] = [];
  let [hits, misses, area, average] = [0, 0, 0, 0];
  for (const i of order) {
    if (labels[i]) {
      hits++;
      average += hits / (hits + misses) / positives;
    } else {
      misses++;
      area += hits / positives / (labels.length - positives);
    }
    roc.push([misses / (labels.length - positives), hits / positives]);
    precision.push([hits / positives, hits / (hits + misses)]);
  }
  return { roc, precision, area, average };
}

async function roc(): Promise<(language: Language) => Scene> {
  const { curves, labels } = await rates();
  const made = curves.map(({ scores, name }) => ({ name, ...sweep(scores, labels) }));
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return (language) => {
    const ru = language === "ru";
    const of = (key: "roc" | "precision", area: "area" | "average") => made.map((one) => ({ name: one.name[ru ? 1 : 0], x: one[key].map(([x]) => x), y: one[key].map(([, y]) => y), area: one[area] })); // prettier-ignore
    const size = { language, heading: "small", width: 400, height: 470 } as const;
    return beside([rocChart(of("roc", "area"), { ...size, title: "ROC" }), precisionRecallChart(of("precision", "average"), share, { ...size, title: ru ? "точность и полнота" : "precision and recall" })], { title: ru ? "Самец ли это? Пингвины архипелага Палмер, проверочная часть" : "Is it a male? Penguins of the Palmer archipelago, test part" }); // prettier-ignore
  };
}

/** Fuel consumption of cars by a small network: its errors on cars held back. */
async function errors(): Promise<(language: Language) => Scene> {
  const { train, test, mean, deviation } = await columnsOfCars();
  const [x, y] = [tensor(train.rows), tensor(train.values.map((value) => [(value - mean) / deviation]))];
  const { model } = trained(() => nn.sequential(nn.linear(train.rows[0]!.length, 24), nn.tanh(), nn.linear(24, 1)), (net) => mse(net.forward(x), y), { steps: 400, seed: 3, optimizer: adam({ lr: 0.01 }) }); // prettier-ignore
  const predicted = Array.from(model.forward(tensor(test.rows)).data(), (value) => value * deviation + mean);
  return (language) =>
    residuals({ predicted, actual: test.values }, { language, unit: language === "ru" ? "миль на галлон" : "miles per gallon", title: language === "ru" ? "Остатки: расход топлива автомобилей 1970–1982 годов" : "Residuals: fuel economy of cars of 1970–1982" }); // prettier-ignore
}

/** Blurred discs and squares on noise: images, masks, boxes, class. */
function shapes(count: number, side: number, seed: number) {
  const next = numbersOf(seed);
  return range(count).map(() => {
    const kind = next() < 0.5 ? 0 : 1;
    const radius = 3 + 3.5 * next();
    const [cx, cy] = [radius + 1 + next() * (side - 2 * radius - 2), radius + 1 + next() * (side - 2 * radius - 2)];
    const tone = 0.55 + 0.4 * next();
    const mask = range(side * side).map((p) => {
      const [dx, dy] = [(p % side) + 0.5 - cx, Math.floor(p / side) + 0.5 - cy];
      return (kind === 0 ? Math.hypot(dx, dy) : Math.max(Math.abs(dx), Math.abs(dy))) <= radius ? 1 : 0;
    });
    return { kind, mask, image: mask.map((inside) => Math.min(1, Math.max(0, (inside ? tone : 0.15) + 0.35 * (next() - 0.5)))) };
  });
}

const boxOf = (mask: ArrayLike<number>, side: number) => {
  const inside = range(side * side).filter((p) => mask[p]! >= 0.5);
  const [xs, ys] = [inside.map((p) => p % side), inside.map((p) => Math.floor(p / side))];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) + 1 - x, height: Math.max(...ys) + 1 - y };
};

/** A network that marks the pixels of discs and of squares; boxes are those around its masks. */
function overlay(): (language: Language) => Scene {
  const side = 24;
  const [train, test] = [shapes(480, side, 5), shapes(4, side, 77)];
  const images = (set: typeof train) =>
    tensor(Float32Array.from(set.flatMap(({ image }) => image)), { shape: [set.length, 1, side, side] });
  // Classes of pixels: 0 background, 1 disc, 2 square.
  const x = images(train);
  const y = tensor(Int32Array.from(train.flatMap(({ mask, kind }) => mask.map((inside) => inside * (kind + 1)))), {
    shape: [train.length, side * side],
  });
  const pixels = (out: Tensor): Tensor => out.permute([0, 2, 3, 1]).reshape([-1, 3]);
  const make = () => nn.sequential(nn.conv2d(1, 8, 5, { padding: 2 }), nn.relu(), nn.maxPool2d(2), nn.conv2d(8, 16, 5, { padding: 2 }), nn.relu(), nn.conv2d(16, 16, 5, { padding: 2 }), nn.relu(), nn.conv2d(16, 12, 1)); // prettier-ignore
  /** Four values for each coarse place become the four pixels of it. */
  const fine = (out: Tensor): Tensor =>
    out
      .reshape([-1, 3, 2, 2, side / 2, side / 2])
      .permute([0, 1, 4, 2, 5, 3])
      .reshape([-1, 3, side, side]);
  const { model } = trained(make, (net, a, b) => crossEntropy(pixels(fine(net.forward(a))), b.reshape([-1])), { steps: 400, seed: 1, optimizer: adam({ lr: 0.004 }), batch: batchesOf(x, y, 24, 2) }); // prettier-ignore
  const found = pixels(fine(model.forward(images(test)))).argmax(-1).data(); // prettier-ignore
  const results = test.map(({ image, mask, kind }, k) => {
    const classes = Array.from(found.slice(k * side * side, (k + 1) * side * side));
    const [discs, squares] = [1, 2].map((c) => classes.map((value) => (value === c ? 1 : 0))) as [number[], number[]];
    const sums = [discs, squares].map((one) => one.reduce((a, b) => a + b, 0));
    const chosen = sums[0]! >= sums[1]! ? 0 : 1;
    const own = chosen === 0 ? discs : squares;
    const both = own.reduce((sum, value, p) => sum + value * mask[p]!, 0);
    const either = own.reduce((sum, value, p) => sum + Math.max(value, mask[p]!), 0);
    return { image, mask, kind, chosen, own, overlap: both / either };
  });
  return (language) => {
    const ru = language === "ru";
    const names = ru ? ["круг", "квадрат"] : ["disc", "square"];
    const list = results.map(({ image, mask, kind, chosen, own, overlap }): OverlayImage => ({
      image: { columns: side, rows: side, values: image },
      masks: [{ values: own, label: names[chosen]!, kind: chosen }],
      boxes: [{ ...boxOf(mask, side), label: "", kind, truth: true }, { ...boxOf(own, side), label: `${names[chosen]}, IoU ${overlap.toFixed(2).replace(".", ru ? "," : ".")}`, kind: chosen }],
    })); // prettier-ignore
    return overlays(list, { language, title: ru ? "Сеть находит фигуру в шуме" : "A network finds a shape in noise", subtitle: ru ? "Маска — пиксели, которые сеть отнесла к фигуре; сплошная рамка вокруг неё, пунктир — истинная" : "The mask is what the network took for the shape; a solid box is drawn around it, the true one is dashed" }); // prettier-ignore
  };
}

/** One attention head that learns to reverse a word: position k must look at position n − 1 − k. */
class Reverser extends nn.Module {
  readonly places: nn.Linear;
  readonly letters: nn.Linear;
  readonly query = nn.linear(16, 16, { bias: false });
  readonly key = nn.linear(16, 16, { bias: false });
  readonly out: nn.Linear;
  readonly #places: Tensor;

  constructor(length: number, alphabet: number) {
    super();
    this.places = nn.linear(length, 16, { bias: false });
    this.letters = nn.linear(alphabet, 16, { bias: false });
    this.out = nn.linear(16, alphabet);
    this.#places = tensor(range(length).map((i) => range(length).map((j) => (i === j ? 1 : 0))));
  }

  weights(): Tensor {
    const place = this.places.forward(this.#places);
    return softmax(this.query.forward(place).matmul(this.key.forward(place).t()).mul(0.25), -1); // [T, T]
  }

  forward(words: Tensor): Tensor {
    return this.out.forward(this.weights().matmul(this.letters.forward(words))); // [N, T, alphabet]
  }
}

function attention(): (language: Language) => Scene {
  const word = "GRADIENT";
  const next = numbersOf(3);
  const n = word.length;
  const words = range(200).map(() => range(n).map(() => Math.floor(26 * next())));
  const oneHot = (list: readonly (readonly number[])[]) => tensor(Float32Array.from(list.flatMap((letters) => letters.flatMap((letter) => range(26).map((k) => (k === letter ? 1 : 0))))), { shape: [list.length, n, 26] }); // prettier-ignore
  const [x, y] = [oneHot(words), tensor(Int32Array.from(words.flatMap((letters) => [...letters].reverse())))];
  const { model } = trained(() => new Reverser(n, 26), (net) => crossEntropy(net.forward(x).reshape([-1, 26]), y), { steps: 70, seed: 2, optimizer: adam({ lr: 0.02 }) }); // prettier-ignore
  const weights = (model as Reverser).weights().toArray() as number[][];
  const input = [...word].map((letter) => LETTERS.indexOf(letter));
  const answer = Array.from(model.forward(oneHot([input])).argmax(-1).data(), (k) => LETTERS[k]!); // prettier-ignore
  return (language) => {
    const ru = language === "ru";
    const comma = (value: number): string => value.toFixed(2).replace(".", ru ? "," : ".");
    return attentionMap(weights, answer, [...word], { language, title: ru ? "Внимание сети, которая переворачивает слова" : "Attention of a network that reverses words", subtitle: `${word} → ${answer.join("")}`, xLabel: ru ? "на что смотрит" : "where it looks", yLabel: ru ? "что пишет" : "what it writes", cell: (value) => (value < 0.05 ? "" : comma(value)) }); // prettier-ignore
  };
}

export const modelPictures: readonly Picture[] = [
  { name: "confusion", russian: true, dark: true, slow: true, compute: confusion },
  { name: "filters", slow: true, compute: filters },
  { name: "features", russian: true, slow: true, compute: features },
  { name: "embedding", slow: true, compute: embedding },
  { name: "reliability", russian: true, slow: true, compute: reliability },
  { name: "roc", russian: true, compute: roc },
  { name: "residuals", dark: true, slow: true, compute: errors },
  { name: "overlay", slow: true, compute: overlay },
  { name: "attention", russian: true, dark: true, compute: attention },
];
