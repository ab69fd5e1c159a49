// Claims of the room of losses: cross-entropy.
import { grad, log, softmax, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits, crossEntropy } from "../../losses/index.ts";
import { claim, distance, near, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { slopeOf } from "./plain.ts";
import { alongLogit, bce, naiveBce, slideBce } from "../losses.ts";

export const entropyClaims: readonly Claim[] = [
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
      const asTypeset = alongLogit(slideBce, [z], 0).loss[0]!;
      const right = alongLogit(naiveBce, [z], 0).loss[0]!;
      const found = near(right, -Math.log(0.1), 1e-12, { asTypeset, log: log(tensor(0.1, { dtype: "f64" })).item() });
      return {
        ...found,
        pass: found.pass && Math.abs(asTypeset + right) < 1e-12 && Math.abs(alongLogit(bce, [z], 0).loss[0]! - right) < 1e-12,
      };
    },
  }),
];
