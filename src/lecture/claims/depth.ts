// Claims of the room of depth.
import { claim, median, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import type { ActivationName } from "../activations.ts";
import { bornDead, deadShare, gradientRatio, lossesAfter, shareRight, signalPower, trainWithRates, untrained } from "../depth.ts";
import type { DeepOptions } from "../depth.ts";
import { moons, spirals } from "../points.ts";

const ratio = (seed: number, options: Omit<DeepOptions, "count" | "seed">): number =>
  median(gradientRatio({ count: 20, seed, ...options }));

/** ‖g₁‖ / ‖g₁₀‖ in ten layers of 32 before training, the median of 20 networks. */
const ratioClaim = (name: string, activation: ActivationName, initial: "he" | "xavier", band: readonly [number, number], expected: number, ru: string, en: string): Claim =>
  claim(`depth.${name}`, { oracle: "enumeration", ru, en, compute: ({ seed }) => within(ratio(seed, { activation, depth: 10, initial }), band, expected, { layers: 10, nets: 20 }) }); // prettier-ignore

export const depthClaims: readonly Claim[] = [
  ratioClaim("sigmoid", "sigmoid", "xavier", [2e-7, 3e-5], 2.4e-6, "С сигмоидами до первого из десяти слоёв доходит миллионная доля градиента.", "With sigmoids a millionth of the gradient reaches the first of ten layers."), // prettier-ignore
  ratioClaim("tanh", "tanh", "xavier", [0.3, 1.3], 0.64, "С tanh — больше половины.", "With tanh more than half of it."),
  ratioClaim("relu", "relu", "he", [0.08, 0.6], 0.21, "С ReLU и начальными весами Хе — десятки процентов.", "With ReLU and He's first weights some tenths."), // prettier-ignore
  ratioClaim("elu", "elu", "he", [0.1, 0.6], 0.28, "С ELU — тоже.", "With ELU too."),
  ratioClaim("gelu", "gelu", "he", [0.2, 1.1], 0.55, "С GELU — тоже.", "With GELU too."),
  claim("depth.layer-factor", {
    oracle: "closed form",
    ru: "Сигмоида ослабляет градиент в каждом слое примерно вчетверо: σ′ ≤ ¼.",
    en: "Sigmoids weaken the gradient about four times in each layer: σ′ ≤ ¼.",
    compute({ seed }) {
      const depths = [4, 10, 20];
      const ratios = depths.map((depth) => ratio(seed, { activation: "sigmoid", depth, initial: "xavier" }));
      return within((ratios[2]! / ratios[1]!) ** (1 / 10), [0.2, 0.25], 0.25, { depths, ratios });
    },
  }),
  claim("depth.skip", {
    oracle: "enumeration",
    ru: "Связи в обход слоёв спасают: градиент первого слоя сигмоидной сети вырастает в десять тысяч раз.",
    en: "Connections around layers rescue it: the first layer's gradient in a sigmoid network grows ten thousand times.",
    compute({ seed }) {
      const options = { activation: "sigmoid", depth: 10, initial: "xavier" } as const;
      const [plain, skip] = [ratio(seed, options), ratio(seed, { ...options, skip: 1 })];
      return within(skip / plain, [3e3, 1e6], 0.07 / 2.4e-6, { plain, skip });
    },
  }),
  claim("depth.he", {
    oracle: "closed form",
    ru: "Начальные веса Хе, √(2/n), сохраняют силу сигнала в сети ReLU: средний квадрат не растёт и не падает с глубиной.",
    en: "He's first weights, √(2/n), keep the power of the signal in a rectifier network: the mean square neither grows nor falls with depth.",
    compute({ seed }) {
      const power = signalPower({ activation: "relu", depth: 6, width: 64, initial: "he", count: 200, seed });
      const mean = power.map((nets) => nets.reduce((sum, value) => sum + value, 0) / nets.length);
      // E‖relu(W h)‖² = ‖h‖² for Var W = 2/n
      return within(mean[5]! / mean[0]!, [0.75, 1.3], 1, { byLayer: mean });
    },
  }),
  claim("depth.learns", {
    oracle: "closed form",
    ru: "Глубина убивает сигмоиду: с десятью слоями она не учится вовсе (потери ln 2), а tanh и ReLU с десятью — учатся.",
    en: "Depth kills the sigmoid: with ten layers it does not learn at all (loss ln 2), while tanh and ReLU with ten do.",
    compute({ seed, budget }) {
      const points = spirals({ count: 160, noise: 0.04, seed });
      const steps = budget === "full" ? 1000 : 500;
      const loss = (activation: ActivationName, depth: number): number => median(lossesAfter(points, { activation, depth, width: 12, initial: activation === "relu" ? "he" : "xavier", count: 5, seed }, steps)); // prettier-ignore
      const [shallow, sigmoid, tanh, relu] = [loss("sigmoid", 1), loss("sigmoid", 10), loss("tanh", 10), loss("relu", 10)];
      return { ...within(sigmoid, [0.68, 0.7], Math.LN2, { sigmoidOfOneLayer: shallow, tanh, relu }), pass: Math.abs(sigmoid - Math.LN2) < 0.01 && tanh < 0.45 && relu < 0.45 }; // prettier-ignore
    },
  }),
  claim("depth.dead-rate", {
    oracle: "enumeration",
    ru: "Большой шаг убивает нейроны ReLU: при 0,1 мёртвых единицы процентов, при 5 — большинство.",
    en: "A large learning rate kills rectifiers: at 0.1 a few per cent are dead, at 5 most of them.",
    compute({ seed, budget }) {
      const points = moons({ count: 200, noise: 0.1, seed });
      const [rates, count] = [[0.1, 0.5, 2, 5, 10], budget === "full" ? 10 : 5]; // prettier-ignore
      const options = { activation: "relu", depth: 2, width: 16, initial: "he", seed } as const;
      const nets = trainWithRates(points, rates.flatMap((rate) => range(count).map(() => rate)), options, 500); // prettier-ignore
      const [dead, right] = [deadShare(nets, points), shareRight(nets, points)];
      const byRate = (values: Float64Array): number[] => rates.map((_, k) => median(values.slice(k * count, (k + 1) * count)));
      const shares = byRate(dead);
      return { ...within(shares[3]!, [0.4, 1], 0.78, { rates, dead: shares, accuracy: byRate(right) }), pass: shares[3]! >= 0.4 && shares[0]! <= 0.15 && shares[3]! > 4 * shares[0]! }; // prettier-ignore
    },
  }),
  claim("depth.dead-bias", {
    oracle: "enumeration",
    ru: "И начальное смещение: чем оно отрицательнее, тем больше нейронов мертвы ещё до обучения.",
    en: "So does the first bias: the more negative it is, the more units are dead before any training.",
    compute({ seed }) {
      const points = moons({ count: 200, noise: 0.1, seed });
      const biases = [0, -1, -2];
      const shares = biases.map((bias) => median(deadShare(untrained({ activation: "relu", depth: 2, width: 16, initial: "he", bias, count: 40, seed }), points))); // prettier-ignore
      return { ...within(shares[2]!, [0.5, 0.95], 0.81, { biases, dead: shares }), pass: shares[2]! >= 0.5 && shares[0]! < shares[1]! && shares[1]! < shares[2]! }; // prettier-ignore
    },
  }),
  claim("depth.born-dead", {
    oracle: "enumeration",
    ru: "Узкие глубокие сети ReLU рождаются мёртвыми: при ширине 4 и двадцати слоях — больше половины.",
    en: "Narrow deep rectifier networks are born dead: with width 4 and twenty layers more than half of them.",
    compute({ seed }) {
      const points = moons({ count: 100, noise: 0.1, seed });
      const share = (width: number): number => bornDead(untrained({ activation: "relu", depth: 20, width, initial: "he", count: 200, seed }), points).filter(Boolean).length / 200; // prettier-ignore
      const [narrow, wide] = [share(4), share(16)];
      return { ...within(narrow, [0.45, 0.85], 0.675, { wide }), pass: narrow >= 0.45 && narrow <= 0.85 && wide < 0.02 };
    },
  }),
  claim("depth.convention", {
    oracle: "closed form",
    ru: "«Глубокая — от трёх скрытых слоёв» — соглашение: на третьем слое ничего не происходит, градиент сигмоидной сети слабеет плавно.",
    en: "“Deep from three hidden layers on” is a convention: nothing happens at the third; the gradient of a sigmoid network fades smoothly.",
    slide: { ru: "Формально сеть глубокая, если в ней три или более скрытых слоя.", en: "Formally a network is deep if it has three or more hidden layers." }, // prettier-ignore
    compute({ seed }) {
      const depths = [2, 3, 4, 5, 6];
      const ratios = depths.map((depth) => ratio(seed, { activation: "sigmoid", depth, initial: "xavier" }));
      const factors = ratios.slice(1).map((value, i) => value / ratios[i]!);
      return none(factors.filter((factor) => factor > 0.45 || factor < 0.05).length, { depths, ratios });
    },
  }),
];
