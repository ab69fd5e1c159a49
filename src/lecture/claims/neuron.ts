// Claims of the room of the mathematical neuron.
import { claim, distance, near, none, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { fire, foot, lineInSquare, normal, signedDistance, threshold, weightedSum } from "../neuron.ts";
import type { Neuron } from "../neuron.ts";
import { RandomSource } from "../../data/index.ts";
import { sigmoid } from "../../index.ts";

const someNeuron = (random: RandomSource, inputs = 2): Neuron => ({ weights: range(inputs).map(() => random.normal()), bias: random.uniform(-0.5, 0.5) }); // prettier-ignore
const somePoints = (random: RandomSource, count: number, inputs = 2): number[][] => range(count).map(() => range(inputs).map(() => random.uniform(-2, 2))); // prettier-ignore

export const neuronClaims: readonly Claim[] = [
  claim("neuron.formula", {
    oracle: "plain arithmetic",
    ru: "Выход нейрона — f(w₀x₀ + w₁x₁ + w₂x₂ + b): пересчёт вручную по показанным числам даёт то же.",
    en: "The neuron's output is f(w₀x₀ + w₁x₁ + w₂x₂ + b): computed by hand from the numbers shown it is the same.",
    compute({ seed }) {
      const random = new RandomSource(seed, 1);
      const neuron = { ...someNeuron(random, 3), activation: sigmoid };
      const points = somePoints(random, 100, 3);
      const byHand = points.map(
        (x) => 1 / (1 + Math.exp(-(x.reduce((sum, value, i) => sum + neuron.weights[i]! * value, 0) + neuron.bias))),
      );
      return near(distance(fire(neuron, points), byHand), 0, 1e-12);
    },
  }),
  claim("neuron.threshold", {
    oracle: "plain arithmetic",
    ru: "Пороговая функция лекции: 0 при Z ≤ 0 и 1 при Z > 0, в том числе ровно в нуле.",
    en: "The slide's threshold: 0 for Z ≤ 0 and 1 for Z > 0, and so too at exactly 0.",
    compute() {
      const places = [-2, -1e-12, 0, 1e-12, 2];
      const found = fire({ weights: [1], bias: 0, activation: threshold }, places.map((z) => [z])); // prettier-ignore
      return none(found.filter((y, i) => y !== (places[i]! > 0 ? 1 : 0)).length, { found });
    },
  }),
  claim("neuron.distance", {
    oracle: "plain arithmetic",
    ru: "Z / ‖w‖ — это расстояние от точки до прямой со знаком: столько же до ближайшей из точек прямой.",
    en: "Z / ‖w‖ is the signed distance from a point to the line: it is as far to the nearest of the line's points.",
    compute({ seed }) {
      const random = new RandomSource(seed, 2);
      const neuron = someNeuron(random);
      const [base, across] = [foot(neuron), normal(neuron)];
      const along = [-across[1]!, across[0]!];
      const errors = somePoints(random, 20).map((point) => {
        // The nearest of many points along the line, found by halving an interval.
        const far = (t: number): number => Math.hypot(point[0]! - base[0]! - t * along[0]!, point[1]! - base[1]! - t * along[1]!);
        let [low, high] = [-20, 20];
        for (let k = 0; k < 200; k++) {
          const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
          if (far(a) < far(b)) high = b;
          else low = a;
        }
        return Math.abs(Math.abs(signedDistance(neuron, point)) - far((low + high) / 2));
      });
      return near(Math.max(...errors), 0, 1e-7);
    },
  }),
  claim("neuron.normal", {
    oracle: "plain arithmetic",
    ru: "Вектор весов перпендикулярен прямой, на которой Z = 0.",
    en: "The vector of weights is perpendicular to the line where Z = 0.",
    compute({ seed }) {
      const neuron = someNeuron(new RandomSource(seed, 3));
      const [from, to] = lineInSquare(neuron, -1e3, 1e3) as [[number, number], [number, number]];
      const step = [to[0] - from[0], to[1] - from[1]];
      const onLine = Math.max(...[...weightedSum(neuron, [from, to]).data()].map(Math.abs));
      const cosine =
        (step[0]! * neuron.weights[0]! + step[1]! * neuron.weights[1]!) / (Math.hypot(...step) * Math.hypot(...neuron.weights));
      return near(Math.max(Math.abs(cosine), onLine / 1e3), 0, 1e-12, { cosine, onLine });
    },
  }),
  claim("neuron.scale", {
    oracle: "enumeration",
    ru: "Умножение весов и смещения на одно положительное число не меняет ответов порогового нейрона.",
    en: "Weights and bias multiplied by one positive number leave the answers of a threshold neuron as they are.",
    compute({ seed }) {
      const random = new RandomSource(seed, 4);
      const neuron = someNeuron(random);
      const points = somePoints(random, 500);
      const before = fire(neuron, points);
      const changed = [0.01, 0.5, 3, 1e4].flatMap((factor) => {
        const scaled = { weights: neuron.weights.map((w) => w * factor), bias: neuron.bias * factor };
        return fire(scaled, points).filter((y, i) => y !== before[i]);
      });
      return none(changed.length);
    },
  }),
];
