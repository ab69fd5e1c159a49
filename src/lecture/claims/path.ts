// Claims of the room of the loss landscape: directions, and the path of a descent.
import { tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { claim, distance, near, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { traveler } from "./traveler.ts";
import { slice } from "../landscape.ts";
import type { Direction } from "../landscape.ts";
import { centered, coordinate, coordinates, dot, principalAxes, randomUnit, randomWalk } from "../path.ts";
import type { Population } from "../population.ts";
import { meanBce } from "../sharpness.ts";

/** A direction of a population of one from a flat vector. */
function unflat(nets: Population, vector: Float64Array): Direction {
  let at = 0;
  const take = (w: Tensor): Tensor => tensor(vector.slice(at, (at += w.numel())), { shape: w.shape, dtype: w.dtype });
  return { weights: nets.weights.map(take), biases: nets.biases.map(take) };
}

export const pathClaims: readonly Claim[] = [
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
      return { ...near(whole, losses[0]!, 1e-4, { shownOnPlane: shown, offPlane: off, explained: shares[0]! + shares[1]! }), pass: Math.abs(whole - losses[0]!) <= 1e-4 && Math.abs(shown - whole) > 0.005 && off > 0.001 }; // prettier-ignore
    },
  }),
];
