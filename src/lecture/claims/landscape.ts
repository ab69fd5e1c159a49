// Claims of the room of the loss landscape: slices, directions, paths, and what they may and may not tell.
import { compile, grad, relu, tanh, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { adam } from "../../optim/index.ts";
import { claim, distance, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { traveler } from "./traveler.ts";
import { hessianTimes, largestCurvature } from "../descent.ts";
import { filterNormalized, filterNorms, randomDirection, slice } from "../landscape.ts";
import type { Direction } from "../landscape.ts";
import { dot, randomUnit } from "../path.ts";
import { Population, train } from "../population.ts";
import { spirals } from "../points.ts";
import { meanBce } from "../sharpness.ts";

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
