// Pictures of loss landscapes: random planes, the plane of the path, surfaces in space, depth with and without skips, lines.
import { tensor } from "nabla";
import type { Tensor } from "nabla";
import { crossEntropy } from "nabla/losses";
import * as nn from "nabla/nn";
import { adam, sgd } from "nabla/optim";
import { beside, describeSurface, interpolation, landscapeContour, landscapeSurface, lineChart, objective, pathOver, pathPlane, profile, randomPlane, surface } from "nabla/viz"; // prettier-ignore
import type { Language, Objective, Scene, Vector } from "nabla/viz";
import { pairs, range, spirals, trained } from "./picture.ts";
import type { Picture } from "./picture.ts";

interface Run {
  readonly target: Objective;
  /** The parameters along the way. */
  readonly path: readonly Vector[];
}

/** Trains a network on spirals and keeps its parameters along the way. */
function run(make: () => nn.Module, steps: number, seed: number, every: number, optimizer = adam({ lr: 0.01 })): Run {
  const data = spirals(160, 0.02, 9);
  const [x, y] = [pairs(data.x, data.y), tensor(Int32Array.from(data.labels))];
  const path: Vector[] = [];
  let target: Objective | null = null;
  const { model } = trained(make, (net) => crossEntropy(net.forward(x), y), { steps, seed, optimizer, onStep(step, _, net) {
    target ??= objective(net, () => crossEntropy(net.forward(x), y));
    if (step % every === 0) path.push(target.current());
  } }); // prettier-ignore
  target ??= objective(model, () => crossEntropy(model.forward(x), y));
  return { target, path: [...path, target.current()] };
}

const small = (): nn.Module => nn.sequential(nn.linear(2, 16), nn.tanh(), nn.linear(16, 16), nn.tanh(), nn.linear(16, 2));

/** The smaller network, trained once for several pictures. */
let shared: Run | null = null;
const smallRun = (): Run => (shared ??= run(small, 300, 4, 6));

function random(paint: typeof landscapeContour, resolution: number): () => (language: Language) => Scene {
  return () => {
    const { target, path } = smallRun();
    const origin = path.at(-1)!;
    const made = surface(target, { origin, directions: randomPlane(target, origin, 3), resolution });
    const cosine = Math.sqrt(2 / (Math.PI * target.size));
    return (language) =>
      paint(made, {
        language,
        title: language === "ru" ? "Ландшафт потерь вокруг обученной сети" : "The loss landscape around a trained network",
        subtitle: language === "ru" ? `Случайная плоскость, нормировка по фильтрам; срез ${target.size} измерений: средний |cos| направлений ${cosine.toFixed(3).replace(".", ",")}` : `A random plane, filter-normalized; a slice of ${target.size} dimensions: mean |cos| of directions ${cosine.toFixed(3)}`, // prettier-ignore
      });
  };
}

function ofPath(paint: typeof landscapeContour, resolution: number): () => (language: Language) => Scene {
  return () => {
    const { target, path } = smallRun();
    const { origin, directions, explained } = pathPlane(path);
    const plane = directions as readonly [Vector, Vector];
    const points = pathOver(target, path, origin, plane);
    const around = (values: readonly number[]): readonly [number, number] => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return [low - 0.22 * (high - low), high + 0.22 * (high - low)];
    };
    const made = surface(target, { origin, directions: plane, x: around(points.map(({ x }) => x)), y: around(points.map(({ y }) => y)), resolution }); // prettier-ignore
    const shares = explained.map((share) => Math.round(share * 100));
    const { outside, height, below } = points[0]!;
    return (language) => {
      const ru = language === "ru";
      const number = (value: number): string => value.toFixed(2).replace(".", ru ? "," : ".");
      return paint(made, {
        language, path: points, title: ru ? "Путь оптимизатора в плоскости его главных компонент" : "The optimizer’s path in the plane of its principal components",
        subtitle: ru ? `Плоскость объясняет ${shares[0]} % + ${shares[1]} % пути; начало лежит вне её на ${Math.round(outside * 100)} %: потери ${number(height)}, под ним ${number(below)}` : `The plane explains ${shares[0]}% + ${shares[1]}% of the path; its start is ${Math.round(outside * 100)}% outside: loss ${number(height)}, below it ${number(below)}`,
        xLabel: ru ? "первая компонента" : "first component", yLabel: ru ? "вторая компонента" : "second component",
      }); // prettier-ignore
    };
  };
}

/** A deep narrow ReLU network, plain or with skip connections x + f(x)/√depth. */
class Deep extends nn.Module {
  readonly first = nn.linear(2, 12);
  readonly layers: readonly nn.Linear[];
  readonly last = nn.linear(12, 2);
  readonly #skip: number;

  constructor(depth: number, skip: boolean) {
    super();
    this.layers = range(depth - 1).map(() => nn.linear(12, 12));
    this.#skip = skip ? 1 / Math.sqrt(depth) : 0;
    for (const layer of [this.first, ...this.layers]) layer.weight.assign(nn.init.normal(layer.weight.shape, 0, Math.sqrt(2 / layer.weight.shape[1]!))); // prettier-ignore
  }

  forward(input: Tensor): Tensor {
    let x = this.first.forward(input).relu();
    for (const layer of this.layers) {
      const y = layer.forward(x).relu();
      x = this.#skip === 0 ? y : x.add(y.mul(this.#skip));
    }
    return this.last.forward(x);
  }
}

function skips(): (language: Language) => Scene {
  const made = [false, true].map((skip) => {
    const { target, path } = run(() => new Deep(24, skip), 500, 2, 500, adam({ lr: 0.004 }));
    const origin = path.at(-1)!;
    const heights = surface(target, { origin, directions: randomPlane(target, origin, 1), resolution: 33 });
    return { heights, minima: describeSurface(heights).localMinima, max: describeSurface(heights).max };
  });
  return (language) => {
    const ru = language === "ru";
    const titles = ru ? ["24 слоя подряд", "24 слоя с пропускными связями"] : ["24 layers in a row", "24 layers with skip connections"];
    const least = made.map(({ heights }) => describeSurface(heights).min);
    const range = [Math.max(1e-3, Math.min(...least)), Math.max(...made.map(({ max }) => max))] as const;
    return beside(
      made.map(({ heights, minima }, k) => landscapeContour(heights, { language, title: titles[k]!, heading: "small", subtitle: ru ? `локальных минимумов на сетке: ${minima}` : `local minima on the grid: ${minima}`, logarithmic: true, range, levels: 12, bar: k === 1, width: k === 1 ? 440 : 370, height: 400 })), // prettier-ignore
      { title: ru ? "Пропускные связи сглаживают ландшафт" : "Skip connections smooth the landscape" },
    );
  };
}

/** The loss between two networks, and its spread over random directions from one. */
function lines(): (language: Language) => Scene {
  const a = run(small, 600, 21, 600, sgd({ lr: 0.3, momentum: 0.9 }));
  const b = run(small, 600, 22, 600, sgd({ lr: 0.3, momentum: 0.9 }));
  const [from, to] = [a.path.at(-1)!, b.path.at(-1)!];
  const between = interpolation(a.target, from, to, { points: 101 });
  const many = range(10).map((seed) => profile(a.target, { origin: from, direction: randomPlane(a.target, from, seed)[0], points: 61 }));
  const x = many[0]!.x;
  const at = (share: number): number[] =>
    x.map((_, k) => many.map(({ heights }) => heights[k]!).sort((p, q) => p - q)[Math.round(share * 9)]!);
  return (language) => {
    const ru = language === "ru";
    return beside(
      [
        lineChart([{ name: ru ? "потери" : "loss", x: between.x, y: between.heights }], { language, title: ru ? "Между двумя обученными сетями" : "Between two trained networks", heading: "small", width: 400, height: 330, xLabel: ru ? "доля пути α" : "share of the way α", yLabel: ru ? "потери" : "loss", notes: [{ x: 0, text: ru ? "сеть А" : "network A", side: "right" }, { x: 1, text: ru ? "сеть Б" : "network B", side: "right" }] }), // prettier-ignore
        lineChart([{ name: ru ? "медиана десяти направлений" : "median of ten directions", x, y: at(0.5), band: [at(0), at(1)] }], { language, title: ru ? "Десять случайных направлений от сети А" : "Ten random directions from network A", heading: "small", width: 400, height: 330, xLabel: ru ? "шаг α в нормированном направлении" : "step α in a normalized direction", yLabel: ru ? "потери: медиана и размах" : "loss: median and range" }), // prettier-ignore
      ],
      { title: ru ? "Разрезы ландшафта вдоль прямых" : "Cuts through the landscape along lines" },
    );
  };
}

export const landscapePictures: readonly Picture[] = [
  { name: "landscape-contour", russian: true, dark: true, slow: true, compute: random(landscapeContour, 41) },
  { name: "landscape-surface", dark: true, slow: true, compute: random(landscapeSurface, 37) },
  { name: "landscape-path", russian: true, slow: true, compute: ofPath(landscapeContour, 41) },
  { name: "landscape-path-surface", slow: true, compute: ofPath(landscapeSurface, 33) },
  { name: "skips", russian: true, slow: true, compute: skips },
  { name: "lines", slow: true, compute: lines },
];
