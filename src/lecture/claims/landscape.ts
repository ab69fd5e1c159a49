// Claims of the room of the loss landscape: slices, directions, paths, and what they may and may not tell.
import { compile, grad, relu, tanh, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { adam } from "../../optim/index.ts";
import { claim, distance, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { hessianTimes, largestCurvature } from "../descent.ts";
import { filterNormalized, filterNorms, randomDirection, slice } from "../landscape.ts";
import type { Direction } from "../landscape.ts";
import { centered, coordinate, coordinates, dot, flat, principalAxes, randomUnit, randomWalk } from "../path.ts";
import { Population, train } from "../population.ts";
import { spirals } from "../points.ts";
import { meanBce } from "../sharpness.ts";

/** A trained network, and the way it came. */
function traveler(seed: number, steps = 300): { nets: Population; x: Tensor; y: Tensor; path: Float64Array[]; losses: number[] } {
  const { x, y } = spirals({ count: 160, noise: 0.04, seed });
  const nets = new Population({ count: 1, sizes: [2, 24, 24, 1], activation: (z) => tanh(z), seed });
  const [path, losses] = [[flat(nets)], [] as number[]];
  const watch = (loss: ArrayLike<number>, step: number): void => {
    losses.push(loss[0]!);
    if (step % 10 === 0) path.push(flat(nets));
  };
  train(nets, { optimizer: adam({ lr: 0.01 }), loss: () => meanBce(y)(nets.forward(x)), steps, watch });
  return { nets, x, y, path, losses };
}

/** A direction of a population of one from a flat vector. */
function unflat(nets: Population, vector: Float64Array): Direction {
  let at = 0;
  const take = (w: Tensor): Tensor => tensor(vector.slice(at, (at += w.numel())), { shape: w.shape, dtype: w.dtype });
  return { weights: nets.weights.map(take), biases: nets.biases.map(take) };
}

export const landscapeClaims: readonly Claim[] = [
  claim("landscape.perpendicular", {
    oracle: "closed form",
    ru: "Случайные направления в пространстве n измерений почти перпендикулярны: среднее |cos| = √(2/πn). Плоскость показывает лишь малую часть.",
    en: "Random directions in n dimensions are almost perpendicular: the mean |cos| is √(2/πn). A plane shows but a small part.",
    slide: { ru: "Застрять можно где угодно.", en: "One can get stuck anywhere." },
    compute({ seed, budget }) {
      const [n, pairs] = [10_000, budget === "full" ? 300 : 100];
      const random = new RandomSource(seed, 1);
      const mean = range(pairs).reduce((sum) => sum + Math.abs(dot(randomUnit(n, random), randomUnit(n, random))), 0) / pairs;
      const expected = Math.sqrt(2 / (Math.PI * n));
      return near(mean, expected, 0.2 * expected, { n });
    },
  }),
  claim("landscape.trace", {
    oracle: "finite difference",
    ru: "Кривизна вдоль случайного направления в среднем tr(H)/n — много меньше λ_max: случайная плоскость выглядит ровнее, чем есть.",
    en: "Curvature along a random direction is tr(H)/n on average, much less than λ_max: a random plane looks flatter than the landscape is.",
    compute({ seed }) {
      const { x, y } = spirals({ count: 60, noise: 0.04, seed, dtype: "f64" });
      const nets = new Population({ count: 1, sizes: [2, 8, 1], activation: (z) => tanh(z), seed, dtype: "f64" });
      const loss = (): Tensor => meanBce(y)(nets.forward(x)).sum();
      train(nets, { optimizer: adam({ lr: 0.02 }), loss: () => meanBce(y)(nets.forward(x)), steps: 200 });
      const own = nets.parameters();
      const n = nets.parameterCount;
      const slopes = compile(() => grad(loss(), own));
      // The trace by differences of gradients, one parameter after another.
      let trace = 0;
      for (const w of own) {
        const values = Float64Array.from(w.data());
        const at = own.indexOf(w);
        const slope = (i: number, h: number): number => {
          w.assign(tensor(values.map((v, k) => (k === i ? v + h : v)), { shape: w.shape, dtype: "f64" })); // prettier-ignore
          return slopes()[at]!.data()[i]!;
        };
        for (let i = 0; i < values.length; i++) trace += (slope(i, 1e-5) - slope(i, -1e-5)) / 2e-5;
        w.assign(tensor(values, { shape: w.shape, dtype: "f64" }));
      }
      const along = compile((...v: Tensor[]) => hessianTimes(loss(), own, v).map((h, i) => h.mul(v[i]!).sum()).reduce((a, b) => a.add(b))); // prettier-ignore
      const random = new RandomSource(seed, 2);
      const curvatures = range(1000).map(() => {
        let at = 0;
        const v = randomUnit(n, random);
        return along(...own.map((w) => tensor(v.slice(at, (at += w.numel())), { shape: w.shape, dtype: "f64" }))).item();
      });
      const mean = curvatures.reduce((a, b) => a + b, 0) / curvatures.length;
      const largest = largestCurvature(loss, own, 200, seed).value;
      return { ...near(mean, trace / n, 0.2 * Math.abs(trace / n), { largest, n }), pass: Math.abs(mean - trace / n) <= 0.2 * Math.abs(trace / n) && largest > 5 * mean }; // prettier-ignore
    },
  }),
  claim("landscape.filters", {
    oracle: "plain arithmetic",
    ru: "После нормировки по фильтрам каждая строка направления так же длинна, как строка весов сети; смещения не трогаются.",
    en: "After filter normalization each row of the direction is as long as the row of the network's weights; biases are left alone.",
    compute({ seed }) {
      const nets = new Population({ count: 3, sizes: [2, 16, 16, 1], activation: relu, seed, dtype: "f64" });
      const direction = filterNormalized(randomDirection(nets, seed), nets);
      const rows = (w: Tensor): number[] => {
        const [data, size] = [w.data(), w.shape[2]!];
        return range(data.length / size).map((r) => Math.hypot(...data.subarray(r * size, (r + 1) * size)));
      };
      const worst = nets.weights.map((w, l) => distance(rows(direction.weights[l]!), rows(w)));
      const moved = direction.biases.reduce((sum, b) => sum + Math.hypot(...b.data()), 0);
      return near(Math.max(...worst, moved), 0, 1e-6, { byLibrary: filterNorms(direction.weights[0]!).data()[0]! });
    },
  }),
  claim("landscape.projection", {
    oracle: "plain arithmetic",
    ru: "Координата точки пути — ⟨d, δ⟩ / ‖δ‖², а не делённая на ‖δ‖: иначе шаг в 0,038·δ показывается как 0,7.",
    en: "The coordinate of a point of the path is ⟨d, δ⟩ / ‖δ‖², not divided by ‖δ‖: else a step of 0.038·δ is shown as 0.7.",
    compute({ seed }) {
      const random = new RandomSource(seed, 3);
      const direction = Float64Array.from({ length: 337 }, () => random.normal());
      const wrong = dot(direction.map((v) => 0.038 * v), direction) / Math.sqrt(dot(direction, direction)); // prettier-ignore
      return near(coordinate(direction.map((v) => 0.038 * v), direction), 0.038, 1e-12, { dividedByLength: wrong }); // prettier-ignore
    },
  }),
  claim("landscape.oblique", {
    oracle: "plain arithmetic",
    ru: "На косые оси проецируют наименьшими квадратами, а не двумя отдельными произведениями.",
    en: "On oblique axes one projects by least squares, not by two separate products.",
    compute({ seed }) {
      const random = new RandomSource(seed, 4);
      const first = Float64Array.from({ length: 50 }, () => random.normal());
      const second = first.map((v) => 0.8 * v + 0.3 * random.normal()); // prettier-ignore
      const point = first.map((v, i) => 0.25 * v - 0.5 * second[i]!); // prettier-ignore
      return near(distance(coordinates(point, first, second), [0.25, -0.5]), 0, 1e-9, { separately: [coordinate(point, first), coordinate(point, second)] }); // prettier-ignore
    },
  }),
  claim("landscape.uniform-trap", {
    oracle: "closed form",
    ru: "Направления из равномерного [0, 1] вместо нормального почти сонаправлены: их косинус ¾, а не 0.",
    en: "Directions drawn from uniform [0, 1] instead of normal point almost the same way: their cosine is ¾, not 0.",
    compute({ seed }) {
      const random = new RandomSource(seed, 5);
      const [a, b] = [0, 1].map(() => Float64Array.from({ length: 20_000 }, () => random.next())) as [Float64Array, Float64Array];
      return near(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), 0.75, 0.02);
    },
  }),
  claim("landscape.random-walk", {
    oracle: "closed form",
    ru: "«Две главные компоненты объясняют почти всё» — не довод: и случайное блуждание даёт 6/π² = 61 % и 15 %, а если считать от конца — ещё больше.",
    en: "“Two principal components explain nearly all” is no argument: a random walk gives 6/π² = 61 % and 15 % too, and seen from its end even more.",
    compute({ seed }) {
      const walk = randomWalk(150, 4000, seed);
      const [first, second] = principalAxes(centered(walk, "mean")).shares as [number, number];
      const fromEnd = principalAxes(centered(walk, "last")).shares;
      const expected = 6 / Math.PI ** 2;
      return { ...near(first, expected, 0.03, { second, secondExpected: expected / 4, fromEnd }), pass: Math.abs(first - expected) < 0.03 && Math.abs(second - expected / 4) < 0.02 && fromEnd[0]! > 0.75 }; // prettier-ignore
    },
  }),
  claim("landscape.path", {
    oracle: "closed form",
    ru: "Путь спуска лежит почти в плоскости своих двух главных компонент, а случайная плоскость видит лишь долю 2/n его длины.",
    en: "The way of descent lies almost in the plane of its two principal components, while a random plane sees but a share 2/n of it.",
    compute({ seed }) {
      const { path } = traveler(seed);
      const steps = centered(path, "last");
      const [first, second] = principalAxes(steps).shares as [number, number];
      const n = path[0]!.length;
      const total = steps.reduce((sum, d) => sum + dot(d, d), 0);
      const random = new RandomSource(seed, 6);
      const captured = range(200).map(() => [randomUnit(n, random), randomUnit(n, random)].reduce((sum, axis) => sum + steps.reduce((s, d) => s + dot(d, axis) ** 2, 0), 0) / total); // prettier-ignore
      const mean = captured.reduce((a, b) => a + b, 0) / captured.length;
      return {
        ...near(mean, 2 / n, 0.6 / n, { principal: first + second, n }),
        pass: Math.abs(mean - 2 / n) <= 0.6 / n && first + second > 0.85,
      };
    },
  }),
  claim("landscape.off-plane", {
    oracle: "plain arithmetic",
    ru: "Путь, нарисованный на поверхности, лжёт: начало пути лежит вне плоскости, и настоящая высота его другая.",
    en: "A path drawn on the surface deceives: the beginning of the way lies off the plane, and its true height is another.",
    compute({ seed }) {
      const { nets, x, y, path, losses } = traveler(seed);
      const steps = centered(path, "last");
      const { axes: [first, second], shares } = principalAxes(steps); // prettier-ignore
      const begin = steps[0]!;
      const [alpha, beta] = coordinates(begin, first!, second!);
      const at = slice(nets, x, meanBce(y), unflat(nets, first!), unflat(nets, second!));
      const shown = at(alpha, beta)[0]!;
      const off = 1 - (alpha ** 2 + beta ** 2) / dot(begin, begin); // the axes are perpendicular unit vectors
      const whole = slice(nets, x, meanBce(y), unflat(nets, begin))(1)[0]!; // all of the step, not its shadow: the true beginning
      return { ...near(whole, losses[0]!, 1e-4, { shownOnPlane: shown, offPlane: off, explained: shares[0]! + shares[1]! }), pass: Math.abs(whole - losses[0]!) <= 1e-4 && Math.abs(shown - whole) > 0.005 && off > 0.01 }; // prettier-ignore
    },
  }),
  claim("landscape.slice", {
    oracle: "plain arithmetic",
    ru: "Срез f(α, β) = L(θ + αδ + βη): высоты на нём — потери сети с передвинутыми весами, посчитанные вручную.",
    en: "A slice f(α, β) = L(θ + αδ + βη): its heights are the losses of the network with moved weights, computed by hand.",
    compute({ seed }) {
      const { x, y } = spirals({ count: 20, noise: 0.04, seed, dtype: "f64" });
      const nets = new Population({ count: 2, sizes: [2, 5, 1], activation: (z) => tanh(z), seed, dtype: "f64" });
      const [first, second] = [1, 2].map((k) => filterNormalized(randomDirection(nets, seed + k), nets)) as [Direction, Direction];
      const found = slice(nets, x, meanBce(y), first, second)(0.7, -0.4);
      const [inputs, labels] = [x.toArray() as number[][], [...y.data()]];
      const byHand = range(2).map((net) => {
        const [w1, w2] = nets.weights.map((w, l) => {
          const [own, a, b] = [w, first.weights[l]!, second.weights[l]!].map((t) => (t.toArray() as number[][][])[net]!);
          return own!.map((row, i) => row.map((v, j) => v + 0.7 * a![i]![j]! - 0.4 * b![i]![j]!));
        });
        return inputs.reduce((sum, p, i) => {
          const z = w1!.reduce((s, row, unit) => s + w2![0]![unit]! * Math.tanh(row[0]! * p[0]! + row[1]! * p[1]!), 0);
          return sum + Math.log1p(Math.exp(labels[i] === 1 ? -z : z)) / inputs.length;
        }, 0);
      });
      return near(distance(found, byHand), 0, 1e-9);
    },
  }),
  claim("landscape.spread", {
    oracle: "enumeration",
    ru: "По одной плоскости судить нельзя: высоты на разных случайных направлениях различаются; усредняйте.",
    en: "One plane is not enough to judge by: heights along different random directions differ; take the mean of several.",
    compute({ seed }) {
      const { nets, x, y } = traveler(seed, 200);
      const heights = range(10).map(
        (k) => slice(nets, x, meanBce(y), filterNormalized(randomDirection(nets, seed + 50 + k), nets))(0.5)[0]!,
      );
      const mean = heights.reduce((a, b) => a + b, 0) / heights.length;
      const spread = Math.sqrt(heights.reduce((sum, h) => sum + (h - mean) ** 2, 0) / (heights.length - 1)) / mean;
      return within(spread, [0.1, 3], 1, { heights, mean });
    },
  }),
  claim("landscape.calm", {
    oracle: "enumeration",
    ru: "Там, где спуск закончился, срез по любому случайному направлению поднимается в обе стороны: это дно, каким его видно отсюда.",
    en: "Where descent ended, the slice along any random direction rises both ways: a bottom, as far as one can see from here.",
    compute({ seed }) {
      const { nets, x, y } = traveler(seed, 400);
      const wrong = range(10).filter((k) => {
        const at = slice(nets, x, meanBce(y), filterNormalized(randomDirection(nets, seed + 70 + k), nets));
        return at(0.5)[0]! < at(0)[0]! || at(-0.5)[0]! < at(0)[0]!;
      });
      return none(wrong.length);
    },
  }),
];
