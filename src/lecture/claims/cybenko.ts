// Claims of the room of Cybenko's theorem.
import { claim, near, none, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { jump, largestError, meanError, places, sine, staircase, staircaseFor, trainedApproximation } from "../cybenko.ts";
import { RandomSource } from "../../data/index.ts";

/** The straight line that fits best, and its root mean square error, in plain numbers. */
function bestLine(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope = mean(x.map((v, i) => (v - mx) * (y[i]! - my))) / mean(x.map((v) => (v - mx) ** 2));
  return Math.sqrt(mean(y.map((v, i) => (v - my - slope * (x[i]! - mx)) ** 2)));
}

export const cybenkoClaims: readonly Claim[] = [
  claim("cybenko.staircase", {
    oracle: "closed form",
    ru: "Лесенка из N сигмоид приближает sin 2πx; ошибка падает как 1/N: наклон на логарифмической сетке равен −1.",
    en: "A staircase of N sigmoids approximates sin 2πx; its error falls as 1/N: the slope on logarithmic axes is −1.",
    compute() {
      const counts = [16, 64, 256];
      const errors = counts.map((units) => largestError(staircase(sine, units), sine));
      const slope = Math.log(errors[2]! / errors[0]!) / Math.log(counts[2]! / counts[0]!);
      return near(slope, -1, 0.05, { units: counts, errors });
    },
  }),
  claim("cybenko.chosen-error", {
    oracle: "plain arithmetic",
    ru: "Точность можно выбрать заранее: для любой непрерывной функции и любого ε хватает какого-то числа нейронов.",
    en: "The accuracy can be chosen beforehand: for any continuous function and any ε some number of units is enough.",
    compute({ seed }) {
      const random = new RandomSource(seed, 1);
      const [a, b, c] = [random.normal(), random.normal(), random.uniform(2, 8)];
      const target = { of: (x: number) => a * x * x + b * Math.sin(c * x), low: -1, high: 1 };
      const found = [0.1, 0.01].map((error) => ({ ...staircaseFor(target, error), error }));
      // Looked at by hand, at other places than those that the builder looked at.
      const byHand = found.map(({ net }) => {
        const [first, , last] = net.layers as readonly [{ weight: { data(): ArrayLike<number> }; bias: { data(): ArrayLike<number> } }, unknown, { weight: { data(): ArrayLike<number> }; bias: { data(): ArrayLike<number> } }]; // prettier-ignore
        const [w, s, v, o] = [first.weight.data(), first.bias.data(), last.weight.data(), last.bias.data()[0]!];
        return Math.max(...places(target, 777).map((x) => Math.abs(Array.from(w).reduce((sum, k, i) => sum + v[i]! / (1 + Math.exp(-(k * x + s[i]!))), o) - target.of(x)))); // prettier-ignore
      });
      return none(found.filter(({ error }, i) => byHand[i]! > error * 1.01).length, {
        units: found.map(({ units }) => units),
        errors: byHand,
      });
    },
  }),
  claim("cybenko.trained", {
    oracle: "enumeration",
    ru: "Обучение тоже находит приближение, и чем шире слой, тем лучше.",
    en: "Training finds an approximation too, and the wider the layer, the better.",
    compute({ seed, budget }) {
      const { mean } = trainedApproximation(sine, { widths: [1, 4, 16], seeds: 7, seed, steps: budget === "full" ? 3000 : 1200 });
      const best = mean.map((row) => Math.min(...row));
      const rising = best.filter((value, i) => i > 0 && value >= best[i - 1]!).length;
      return { ...within(best[2]! / best[0]!, [0, 0.2], 0, { widths: [1, 4, 16], errors: best }), pass: rising === 0 && best[2]! < 0.2 * best[0]! }; // prettier-ignore
    },
  }),
  claim("cybenko.jump", {
    oracle: "closed form",
    ru: "Разрыв непрерывная сеть не приближает по максимуму: при любой ширине наибольшая ошибка не меньше половины скачка.",
    en: "A continuous network does not approximate a jump uniformly: at any width the largest error is at least half of the jump.",
    slide: {
      ru: "Сеть приближает любую ограниченную функцию с не более чем счётным числом разрывов с любой точностью.",
      en: "A network approximates any bounded function with at most countably many discontinuities to any accuracy.",
    },
    compute({ seed, budget }) {
      const { largest } = trainedApproximation(jump, { widths: [1, 4, 16, 64], seeds: 3, seed, steps: budget === "full" ? 2000 : 600 });
      const best = largest.map((row) => Math.min(...row));
      return within(Math.min(...best), [0.5, 0.56], 0.5, { widths: [1, 4, 16, 64], best });
    },
  }),
  claim("cybenko.mean", {
    oracle: "closed form",
    ru: "В среднем квадратичном скачок приближается сколь угодно хорошо уже одним нейроном: ошибка √((2 ln 2 − 1) / k) → 0 с крутизной k.",
    en: "In the mean square a jump is approximated as well as one likes, by a single unit: the error √((2 ln 2 − 1) / k) → 0 with its slope k.",
    compute() {
      const slopes = [10, 100, 1000];
      const ratios = slopes.map((k) => meanError(k) / Math.sqrt((2 * Math.LN2 - 1) / k));
      return near(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1))), 0, 0.002, { slopes, errors: slopes.map((k) => meanError(k)) });
    },
  }),
  claim("cybenko.linear", {
    oracle: "closed form",
    ru: "С линейной активацией ширина не помогает: ошибка всегда та же, что у лучшей прямой.",
    en: "With a linear activation width does not help: the error is always that of the best straight line.",
    compute({ seed }) {
      const widths = [2, 8, 32];
      const { mean } = trainedApproximation(sine, { widths, seeds: 1, seed, steps: 3000, activation: (x) => x });
      const x = places(sine, 201);
      const line = bestLine(x, x.map(sine.of)); // prettier-ignore
      return near(Math.max(...mean.map(([error]) => Math.abs(error! - line))), 0, 2e-3, { widths, errors: mean.flat(), line });
    },
  }),
];
