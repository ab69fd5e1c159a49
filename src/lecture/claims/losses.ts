// Claims of the room of losses.
import { grad, log, softmax, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits, crossEntropy, mse } from "../../losses/index.ts";
import { claim, distance, near, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { along, bce, lineByDescent, naiveBce, slideBce, squaredError, stepsToRecover } from "../losses.ts";
import type { LogitLoss } from "../losses.ts";

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));

/** Central difference. */
const slopeOf = (f: (x: number) => number, x: number, h = 1e-5): number => (f(x + h) - f(x - h)) / (2 * h);

/** The race by hand: z ← z − dL/dz until z ≥ 0. */
function raceByHand(slope: (z: number) => number, start: number): number {
  let [z, steps] = [start, 0];
  while (z < 0) [z, steps] = [z - slope(z), steps + 1];
  return steps;
}
const bceSlope = (z: number): number => sigma(z) - 1;
const squareSlope = (z: number): number => 2 * (sigma(z) - 1) * sigma(z) * (1 - sigma(z));

const race = (id: string, loss: LogitLoss, slope: (z: number) => number, start: number, ru: string, en: string): Claim =>
  claim(id, {
    oracle: "plain arithmetic",
    ru,
    en,
    compute: () => near(stepsToRecover(loss, start), raceByHand(slope, start), 0, { theory: loss === squaredError ? Math.exp(-start) / 2 : -start }), // prettier-ignore
  });

const someLine = (seed: number): { x: number[]; y: number[] } => {
  const random = new RandomSource(seed, 1);
  const x = range(40).map(() => random.uniform(-2, 2));
  return { x, y: x.map((value) => 1.5 * value - 0.5 + 0.3 * random.normal()) };
};
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const lossClaims: readonly Claim[] = [
  claim("losses.mse", {
    oracle: "closed form",
    ru: "Спуск по MSE приходит к прямой наименьших квадратов.",
    en: "Descent on MSE ends at the line of least squares.",
    compute({ seed }) {
      const points = someLine(seed);
      const { slope, bias } = lineByDescent(points);
      const [mx, my] = [meanOf(points.x), meanOf(points.y)];
      const exact = meanOf(points.x.map((x, i) => (x - mx) * (points.y[i]! - my))) / meanOf(points.x.map((x) => (x - mx) ** 2));
      return near(Math.max(Math.abs(slope - exact), Math.abs(bias - (my - exact * mx))), 0, 1e-6, { slope, bias });
    },
  }),
  claim("losses.mse-gradient", {
    oracle: "finite difference",
    ru: "∂MSE/∂w по формуле 2/n · Σ (ỹ − y) · x, автоматически и конечной разностью — одно число.",
    en: "∂MSE/∂w by the formula 2/n · Σ (ỹ − y) · x, automatically and by finite difference is one number.",
    compute({ seed }) {
      const { x, y } = someLine(seed);
      const w = tensor(0.7, { dtype: "f64", requiresGrad: true });
      const automatic = grad(mse(tensor(x, { dtype: "f64" }).mul(w), tensor(y, { dtype: "f64" })), [w])[0]!.item();
      const formula = meanOf(x.map((value, i) => 2 * (0.7 * value - y[i]!) * value));
      const difference = slopeOf((v) => meanOf(x.map((value, i) => (v * value - y[i]!) ** 2)), 0.7);
      return near(Math.max(Math.abs(automatic - formula), Math.abs(automatic - difference)), 0, 1e-7, { automatic, formula, difference });
    },
  }),
  claim("losses.bce-slope", {
    oracle: "finite difference",
    ru: "Уверенная ошибка z = −10 при y = 1: градиент BCE почти −1.",
    en: "A confident mistake, z = −10 with y = 1: the gradient of BCE is almost −1.",
    compute: () => near(along(bce, [-10], 1).slope[0]!, bceSlope(-10), 1e-9, { difference: slopeOf((z) => Math.log1p(Math.exp(-z)), -10) }), // prettier-ignore
  }),
  claim("losses.mse-slope", {
    oracle: "finite difference",
    ru: "Там же градиент MSE от сигмоиды почти 0: она насыщена, и ошибка не исправляется.",
    en: "At the same place the gradient of MSE of a sigmoid is almost 0: it is saturated, and the mistake stays.",
    compute() {
      const found = along(squaredError, [-10], 1).slope[0]!;
      return near(found, squareSlope(-10), 1e-12, { difference: slopeOf((z) => (sigma(z) - 1) ** 2, -10), timesSmaller: bceSlope(-10) / found }); // prettier-ignore
    },
  }),
  race("losses.race-bce", bce, bceSlope, -10, "С BCE от z = −10 до p ≥ ½ — столько шагов, сколько единиц логита.", "With BCE it takes about as many steps from z = −10 to p ≥ ½ as there are units of logit."), // prettier-ignore
  race("losses.race-mse", squaredError, squareSlope, -10, "С MSE — около e¹⁰/2 шагов, в тысячу раз больше.", "With MSE it takes about e¹⁰/2 steps, a thousand times more."), // prettier-ignore
  race("losses.race-near-bce", bce, bceSlope, -5, "От z = −5 с BCE — несколько шагов.", "From z = −5 with BCE a few steps."), // prettier-ignore
  race("losses.race-near-mse", squaredError, squareSlope, -5, "От z = −5 с MSE — десятки.", "From z = −5 with MSE some dozens."), // prettier-ignore
  claim("losses.convexity", {
    oracle: "closed form",
    ru: "BCE выпукла по логиту всюду, MSE от сигмоиды — нет: при z < −ln 2 она вогнута.",
    en: "BCE is convex in the logit everywhere, MSE of a sigmoid is not: for z < −ln 2 it is concave.",
    compute() {
      const logits = range(16_001).map((i) => -8 + i / 1000 + 5e-4);
      const share = (loss: LogitLoss): number => along(loss, logits, 1).curvature.filter((c) => c < 0).length / logits.length;
      const found = share(squaredError);
      const bent = share(bce);
      return {
        ...near(found, (8 - Math.LN2) / 16, 2e-4, { bce: bent }),
        pass: Math.abs(found - (8 - Math.LN2) / 16) <= 2e-4 && bent === 0,
      };
    },
  }),
  claim("losses.stable", {
    oracle: "closed form",
    ru: "−log p, набранное как есть, при z = −745 обращается в бесконечность; устойчивая форма даёт 745.",
    en: "−log p as typed becomes infinite at z = −745; the stable form gives 745.",
    compute() {
      const z = tensor([-745], { dtype: "f32" });
      const one = tensor([1], { dtype: "f32" });
      const naive = naiveBce(z, one).item();
      return { ...near(bce(z, one).item(), 745, 1e-3, { naive }), pass: Math.abs(bce(z, one).item() - 745) <= 1e-3 && !Number.isFinite(naive) }; // prettier-ignore
    },
  }),
  claim("losses.two-classes", {
    oracle: "plain arithmetic",
    ru: "Кросс-энтропия с softmax для двух классов — то же, что BCE от разности логитов.",
    en: "Cross-entropy with softmax for two classes is BCE of the difference of the logits.",
    compute({ seed }) {
      const random = new RandomSource(seed, 2);
      const rows = range(50).map(() => [3 * random.normal(), 3 * random.normal()]);
      const ones = tensor(rows.map(() => 1), { dtype: "i32" }); // prettier-ignore
      const many = crossEntropy(tensor(rows, { dtype: "f64" }), ones, { reduction: "none" }).data();
      const two = binaryCrossEntropyWithLogits(tensor(rows.map(([a, b]) => b! - a!), { dtype: "f64" }), tensor(rows.map(() => 1), { dtype: "f64" }), { reduction: "none" }).data(); // prettier-ignore
      const byHand = rows.map(([a, b]) => Math.log(1 + Math.exp(a! - b!)));
      return near(Math.max(distance(many, two), distance(two, byHand)), 0, 1e-12);
    },
  }),
  claim("losses.softmax", {
    oracle: "plain arithmetic",
    ru: "softmax — вероятности: e^z, делённые на их сумму; в сумме единица.",
    en: "softmax gives probabilities: e^z divided by their sum; together they are 1.",
    compute({ seed }) {
      const random = new RandomSource(seed, 3);
      const z = range(26).map(() => 2 * random.normal());
      const sum = z.reduce((total, value) => total + Math.exp(value), 0);
      return near(distance(softmax(tensor(z, { dtype: "f64" })).data(), z.map((value) => Math.exp(value) / sum)), 0, 1e-12); // prettier-ignore
    },
  }),
  claim("losses.cross-entropy-gradient", {
    oracle: "finite difference",
    ru: "Градиент кросс-энтропии по логитам — p − y: вероятности минус единица у верного класса.",
    en: "The gradient of cross-entropy by the logits is p − y: probabilities minus one at the right class.",
    compute({ seed }) {
      const random = new RandomSource(seed, 4);
      const scores = range(5).map(() => random.normal());
      const z = tensor([scores], { dtype: "f64", requiresGrad: true });
      const [slope] = grad(crossEntropy(z, tensor([2], { dtype: "i32" })), [z]) as [Tensor];
      const lossAt = (values: number[]): number => Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0)) - values[2]!;
      const differences = scores.map((_, k) => slopeOf((v) => lossAt(scores.map((s, i) => (i === k ? v : s))), scores[k]!));
      const formula = softmax(z.detach()).sub(tensor([[0, 0, 1, 0, 0]], { dtype: "f64" })).data(); // prettier-ignore
      return near(Math.max(distance(slope.data(), differences), distance(slope.data(), formula)), 0, 1e-8);
    },
  }),
  claim("losses.initial", {
    oracle: "closed form",
    ru: "Пока сеть ничего не знает, кросс-энтропия K классов — ln K: для 26 букв ln 26.",
    en: "As long as a network knows nothing, the cross-entropy of K classes is ln K: for 26 letters ln 26.",
    compute: () => near(crossEntropy(tensor([range(26).map(() => 0)], { dtype: "f64" }), tensor([7], { dtype: "i32" })).item(), Math.log(26), 1e-12), // prettier-ignore
  }),
  claim("losses.brackets", {
    oracle: "plain arithmetic",
    ru: "BCE нужны скобки: −(y log p + (1 − y) log(1 − p)). Без них ошибка p = 0,9 при y = 0 награждается.",
    en: "BCE needs brackets: −(y log p + (1 − y) log(1 − p)). Without them the mistake p = 0.9 for y = 0 is rewarded.",
    slide: { ru: "−Σ y log p + (1 − y) log(1 − p)", en: "−Σ y log p + (1 − y) log(1 − p)" },
    compute() {
      const z = Math.log(9); // p = 0.9
      const asTypeset = along(slideBce, [z], 0).loss[0]!;
      const right = along(naiveBce, [z], 0).loss[0]!;
      const found = near(right, -Math.log(0.1), 1e-12, { asTypeset, log: log(tensor(0.1, { dtype: "f64" })).item() });
      return { ...found, pass: found.pass && Math.abs(asTypeset + right) < 1e-12 && Math.abs(along(bce, [z], 0).loss[0]! - right) < 1e-12 };
    },
  }),
];
