// Claims of the room of losses.
import { grad, tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { mse } from "../../losses/index.ts";
import { claim, near, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { sigma, slopeOf } from "./plain.ts";
import { alongLogit, bce, lineByDescent, squaredError, stepsToRecover } from "../losses.ts";
import type { LogitLoss } from "../losses.ts";

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
    compute: () => near(alongLogit(bce, [-10], 1).slope[0]!, bceSlope(-10), 1e-9, { difference: slopeOf((z) => Math.log1p(Math.exp(-z)), -10) }), // prettier-ignore
  }),
  claim("losses.mse-slope", {
    oracle: "finite difference",
    ru: "Там же градиент MSE от сигмоиды почти 0: она насыщена, и ошибка не исправляется.",
    en: "At the same place the gradient of MSE of a sigmoid is almost 0: it is saturated, and the mistake stays.",
    compute() {
      const found = alongLogit(squaredError, [-10], 1).slope[0]!;
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
      const share = (loss: LogitLoss): number => alongLogit(loss, logits, 1).curvature.filter((c) => c < 0).length / logits.length;
      const found = share(squaredError);
      const bent = share(bce);
      return {
        ...near(found, (8 - Math.LN2) / 16, 2e-4, { bce: bent }),
        pass: Math.abs(found - (8 - Math.LN2) / 16) <= 2e-4 && bent === 0,
      };
    },
  }),
];
