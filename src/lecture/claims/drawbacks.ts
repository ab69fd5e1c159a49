// Claims of the room of activation functions: the drawbacks that the lecture names, as experiments.
import { compile, grad, parameter, relu, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { describePlan, plansOf } from "../../inspect.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../../losses/index.ts";
import { sgd } from "../../optim/index.ts";
import { activations, oneSignShare } from "../activations.ts";
import { claim, distance, median, near, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { sigma } from "./plain.ts";
import { gradientNorms } from "../depth.ts";
import { Population, train } from "../population.ts";
import { moons } from "../points.ts";

export const drawbackClaims: readonly Claim[] = [
  claim("activations.linear", {
    oracle: "plain arithmetic",
    ru: "Сеть с линейной активацией обучается обратным распространением: четыре слоя приходят точно к оптимуму логистической регрессии. Верно другое: лучшего она не может.",
    en: "A network with linear activation is trained by back-propagation: four layers reach just the optimum of logistic regression. What is true: it can do no better.",
    slide: { ru: "С линейной активацией нельзя использовать обратное распространение: производная — константа.", en: "With a linear activation back-propagation cannot be used: the derivative is a constant." }, // prettier-ignore
    compute({ seed }) {
      const points = moons({ count: 100, noise: 0.35, seed, dtype: "f64" });
      const nets = new Population({ count: 1, sizes: [2, 8, 8, 8, 1], activation: (x) => x, seed, dtype: "f64" });
      const loss = (): Tensor => {
        const z = nets.forward(points.x);
        return binaryCrossEntropyWithLogits(z, points.y.expand(z.shape), { reduction: "none" }).mean([1, 2]);
      };
      const deep = train(nets, { optimizer: sgd({ lr: 0.1 }), loss, steps: 8000 })[0]!;
      // Logistic regression by hand, by Newton's method on two weights and a bias: descent with a small matrix.
      const [rows, labels] = [(points.x.toArray() as number[][]).map(([a, b]) => [a!, b!, 1]), [...points.y.data()]];
      let w = [0, 0, 0];
      for (let k = 0; k < 20_000; k++) {
        const slope = [0, 0, 0];
        rows.forEach((x, i) => {
          const error = sigma(x.reduce((sum, v, j) => sum + v * w[j]!, 0)) - labels[i]!;
          x.forEach((v, j) => (slope[j]! += (error * v) / rows.length));
        });
        w = w.map((v, j) => v - slope[j]!);
      }
      const best = rows.reduce((sum, x, i) => sum + Math.log1p(Math.exp((labels[i] === 1 ? -1 : 1) * x.reduce((s, v, j) => s + v * w[j]!, 0))), 0) / rows.length; // prettier-ignore
      return near(deep, best, 1e-5);
    },
  }),
  claim("activations.one-sign", {
    oracle: "closed form",
    ru: "«Все выходы одного знака» вредит тем, что у нейрона градиенты всех входных весов одного знака: у сигмоиды в 100 % случаев, у tanh почти никогда. Но и у ReLU — 100 %.",
    en: "“All outputs of one sign” hurts because the gradients of all incoming weights of a unit have one sign: for sigmoids in 100 % of cases, for tanh hardly ever. But for ReLU in 100 % too.",
    slide: { ru: "Недостаток сигмоиды: все выходы одного знака.", en: "A drawback of the sigmoid: all outputs have one sign." },
    compute({ seed }) {
      const shares = Object.fromEntries((["sigmoid", "relu", "tanh"] as const).map((name) => [name, oneSignShare(name, { seed })]));
      const { sigmoid, relu: rectifier, tanh } = shares as Record<string, number>;
      return near(Math.min(sigmoid!, rectifier!) - (tanh! > 0.01 ? 1 : 0), 1, 0, shares);
    },
  }),
  claim("activations.relu-gradient", {
    oracle: "finite difference",
    ru: "ReLU не пропускает градиент там, где вход отрицателен, и пропускает целиком, где положителен.",
    en: "ReLU lets no gradient through where its input is negative, and all of it where it is positive.",
    compute({ seed }) {
      const random = new RandomSource(seed, 4);
      const at = range(200).map(() => random.normal());
      const x = tensor(at, { dtype: "f64", requiresGrad: true });
      const scale = tensor(at.map((_, i) => i + 1), { dtype: "f64" }); // prettier-ignore
      const found = grad(relu(x).mul(scale).sum(), [x])[0]!.data();
      return near(distance(found, at.map((v, i) => (v > 0 ? i + 1 : 0))), 0, 1e-12); // prettier-ignore
    },
  }),
  claim("activations.relu-dead", {
    oracle: "closed form",
    ru: "Нейрон ReLU, у которого на всех данных вход отрицателен, не учится; «протекающий» ReLU — учится.",
    en: "A rectifier whose input is negative on all data does not learn; a leaky one does.",
    slide: { ru: "ReLU обращает отрицательные входы в нуль, что снижает способность модели подбирать данные.", en: "ReLU turns negative inputs into zero, which lowers the ability of the model to fit data." }, // prettier-ignore
    compute() {
      const moved = (["relu", "leakyRelu"] as const).map((name) => {
        const w = parameter(tensor([1, -5], { dtype: "f64" })); // weight and bias: always negative on [0, 1]
        const optimizer = sgd({ lr: 0.5 }).over([w]);
        const inputs = tensor(range(11).map((i) => [i / 10, 1]), { dtype: "f64" }); // prettier-ignore
        const step = compile(() => optimizer.step(grad(activations[name].of(inputs.matmul(w)).sub(1).square().mean(), [w])));
        for (let k = 0; k < 100; k++) step();
        return distance(w.data(), [1, -5]);
      });
      return { ...near(moved[0]!, 0, 0, { leaky: moved[1]! }), pass: moved[0] === 0 && moved[1]! > 0.1 };
    },
  }),
  claim("activations.explosion", {
    oracle: "enumeration",
    ru: "Градиенты взрываются от размаха весов с любой неограниченной функцией — ReLU, ELU, GELU одинаково; tanh его сдерживает.",
    en: "Gradients explode by the scale of the weights with any unbounded activation, ReLU, ELU and GELU alike; tanh holds them.",
    slide: { ru: "Недостаток ELU: возможен взрыв градиентов.", en: "A drawback of ELU: gradients may explode." },
    compute({ seed }) {
      const names = ["relu", "elu", "gelu", "tanh"] as const;
      const first = names.map((activation) =>
        median(gradientNorms({ activation, depth: 20, initial: "he", gain: 2, count: 20, seed })[0]!),
      );
      const [rectifier, exponential, gaussian, bounded] = first as [number, number, number, number];
      const ratio = exponential / rectifier;
      return { ...within(ratio, [0.1, 10], 1.3, Object.fromEntries(names.map((name, i) => [name, first[i]!]))), pass: ratio > 0.1 && ratio < 10 && Math.min(rectifier, exponential, gaussian) > 100 * bounded }; // prettier-ignore
    },
  }),
  claim("activations.cost", {
    oracle: "enumeration",
    ru: "Экспонента действительно стоит: у ELU больше действий на число, чем у ReLU, но рядом с умножением матриц это мало.",
    en: "The exponential does cost: ELU takes more operations a number than ReLU, but next to a matrix product that is little.",
    slide: { ru: "Недостаток ELU: больше времени из-за экспоненты.", en: "A drawback of ELU: more time because of the exponential." },
    compute() {
      const count = (f: (x: Tensor) => Tensor): number => {
        const run = compile(f);
        run(tensor(new Float32Array(256 * 256), { shape: [256, 256] }));
        return describePlan(plansOf(run)[0]!).kernels.reduce((sum, kernel) => sum + kernel.flops, 0) / 256 ** 2;
      };
      const [rectifier, exponential, product] = [activations.relu.of, activations.elu.of, (x: Tensor) => x.matmul(x)].map(count) as [number, number, number]; // prettier-ignore
      return { ...within(exponential / rectifier, [2, 100], 10, { relu: rectifier, elu: exponential, product }), pass: exponential > 2 * rectifier && exponential < product / 4 }; // prettier-ignore
    },
  }),
];
