// Claims of the room of activation functions: each drawback that the lecture names, as an experiment.
import { activationNames, activations, deafFrom, activationProfile } from "../activations.ts";
import type { ActivationName } from "../activations.ts";
import { claim, distance, near, none, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { erf, sigma } from "./plain.ts";

/** Every activation in plain numbers. */
const byHand: Readonly<Record<ActivationName, (x: number) => number>> = {
  linear: (x) => x,
  step: (x) => Number(x > 0),
  sigmoid: sigma,
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
  leakyRelu: (x) => (x > 0 ? x : 0.01 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x * sigma(x),
};
const grid = range(161).map((i) => -4.01 + i / 20); // 0 is not on it: some have a corner there

export const activationClaims: readonly Claim[] = [
  claim("activations.values", {
    oracle: "plain arithmetic",
    ru: "Все девять функций активации — то же, что их формулы в обычных числах.",
    en: "All nine activation functions are what their formulas say in plain numbers.",
    compute: () => near(Math.max(...activationNames.map((name) => distance(activationProfile(name, grid).values, grid.map(byHand[name])))), 0, 1e-9), // prettier-ignore
  }),
  claim("activations.slopes", {
    oracle: "finite difference",
    ru: "Производная каждой функции активации совпадает с конечной разностью.",
    en: "The derivative of every activation is that of the finite difference.",
    compute() {
      const worst = activationNames.map((name) => distance(activationProfile(name, grid).slopes, grid.map((x) => (byHand[name](x + 1e-5) - byHand[name](x - 1e-5)) / 2e-5))); // prettier-ignore
      return near(Math.max(...worst), 0, 1e-7, Object.fromEntries(activationNames.map((name, i) => [name, worst[i]!])));
    },
  }),
  claim("activations.ranges", {
    oracle: "plain arithmetic",
    ru: "Значения и наклоны каждой функции лежат в её пределах: сигмоида в (0, 1), tanh в (−1, 1), ELU выше −1, ReLU не ниже 0.",
    en: "Values and slopes of each lie within its limits: sigmoid in (0, 1), tanh in (−1, 1), ELU above −1, ReLU not below 0.",
    compute() {
      const wide = range(4001).map((i) => -20 + i / 100);
      const outside = activationNames.filter((name) => {
        const { range: [low, high], slopes: [flat, steep] } = activations[name]; // prettier-ignore
        const { values, slopes } = activationProfile(name, wide);
        return values.some((y) => y < low - 1e-12 || y > high + 1e-12) || slopes.some((y) => y < flat - 1e-12 || y > steep + 1e-12);
      });
      return none(outside.length, { outside: outside.join() });
    },
  }),
  claim("activations.sigmoid-slope", {
    oracle: "closed form",
    ru: "Производная сигмоиды не больше ¼: каждый слой ослабляет градиент.",
    en: "The derivative of the sigmoid is at most ¼: every layer weakens the gradient.",
    compute: () => near(Math.max(...activationProfile("sigmoid", [...grid, 0]).slopes), 0.25, 1e-12),
  }),
  claim("activations.tanh-slope", {
    oracle: "closed form",
    ru: "Производная tanh круче, до 1, — и именно поэтому градиент затухает меньше, чем у сигмоиды.",
    en: "The derivative of tanh is steeper, up to 1, and that is just why its gradient vanishes less than the sigmoid's.",
    slide: { ru: "Недостаток tanh: производная круче, чем у сигмоиды.", en: "A drawback of tanh: its derivative is steeper than the sigmoid's." }, // prettier-ignore
    compute: () =>
      near(
        Math.max(...activationProfile("tanh", [...grid, 0]).slopes) / Math.max(...activationProfile("sigmoid", [...grid, 0]).slopes),
        4,
        1e-12,
      ),
  }),
  claim("activations.tanh-sigmoid", {
    oracle: "closed form",
    ru: "tanh — растянутая сигмоида: tanh x = 2σ(2x) − 1.",
    en: "tanh is a stretched sigmoid: tanh x = 2σ(2x) − 1.",
    compute: () => near(distance(activationProfile("tanh", grid).values, activationProfile("sigmoid", grid.map((x) => 2 * x)).values.map((y) => 2 * y - 1)), 0, 1e-12), // prettier-ignore
  }),
  claim("activations.saturation", {
    oracle: "closed form",
    ru: "Насыщается tanh раньше: производная меньше 0,01 уже при |x| > arcosh 10, у сигмоиды — при большем |x|.",
    en: "tanh saturates earlier: its derivative is below 0.01 from |x| > arcosh 10 on, the sigmoid's from a larger |x|.",
    compute() {
      const [found, sigmoid] = [deafFrom("tanh", 0.01), deafFrom("sigmoid", 0.01)];
      // σ(1 − σ) = 0.01
      const exact = Math.log((1 + Math.sqrt(0.96)) / (1 - Math.sqrt(0.96)));
      return { ...near(found, Math.acosh(10), 1e-9, { sigmoid, sigmoidExact: exact }), pass: Math.abs(found - Math.acosh(10)) < 1e-9 && Math.abs(sigmoid - exact) < 1e-9 }; // prettier-ignore
    },
  }),
  claim("activations.elu-slope", {
    oracle: "closed form",
    ru: "Взрыва от самой ELU не бывает: её производная не больше max(1, α).",
    en: "ELU itself explodes nothing: its derivative is at most max(1, α).",
    compute: () => near(Math.max(...activationProfile("elu", [...grid, 1e-9]).slopes), 1, 1e-12),
  }),
];
