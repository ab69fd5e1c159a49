// Claims of the room of gradient descent: its modifications.
import { grad, parameter, tensor } from "../../index.ts";
import { adam, sgd } from "../../optim/index.ts";
import { claim, distance, median, near, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { bowl, race, stepsInBowl } from "../descent.ts";
import { spirals } from "../points.ts";

export const optimizerClaims: readonly Claim[] = [
  claim("descent.momentum-bowl", {
    oracle: "closed form",
    ru: "На вытянутой чаше импульс ускоряет спуск в √κ раз: множители (κ−1)/(κ+1) и (√κ−1)/(√κ+1).",
    en: "In a long bowl momentum makes descent √κ times faster: the factors are (κ−1)/(κ+1) and (√κ−1)/(√κ+1).",
    compute() {
      const [largest, smallest, shrink] = [100, 1, 1e-8];
      const loss = bowl([[largest, 0], [0, smallest]]); // prettier-ignore
      const kappa = largest / smallest;
      const root = Math.sqrt(kappa);
      const plain = stepsInBowl(loss, [1, 1], 2 / (largest + smallest), 0, shrink);
      const heavy = stepsInBowl(loss, [1, 1], 4 / (Math.sqrt(largest) + Math.sqrt(smallest)) ** 2, ((root - 1) / (root + 1)) ** 2, shrink);
      const expected = Math.log(shrink) / Math.log((kappa - 1) / (kappa + 1));
      const expectedHeavy = Math.log(shrink) / Math.log((root - 1) / (root + 1));
      const found = near(plain, expected, 0.02 * expected, { heavy, expectedHeavy, faster: plain / heavy });
      return { ...found, pass: found.pass && heavy >= expectedHeavy && heavy <= 1.6 * expectedHeavy };
    },
  }),
  claim("descent.momentum-rule", {
    oracle: "plain arithmetic",
    ru: "Импульс помнит прошлые шаги: b ← μ·b + g, w ← w − ε·b. Пять шагов вручную дают то же.",
    en: "Momentum remembers earlier steps: b ← μ·b + g, w ← w − ε·b. Five steps by hand give the same.",
    compute() {
      const w = parameter(tensor([1, -2], { dtype: "f64" }));
      const optimizer = sgd({ lr: 0.1, momentum: 0.9 }).over([w]);
      let [hand, buffer] = [[1, -2], [0, 0]]; // prettier-ignore
      for (let k = 0; k < 5; k++) {
        optimizer.step(grad(w.mul(w).mul(w).mul(w).sum(), [w]));
        buffer = buffer.map((b, i) => 0.9 * b + 4 * hand[i]! ** 3);
        hand = hand.map((value, i) => value - 0.1 * buffer[i]!);
      }
      return near(distance(w.data(), hand) / Math.max(...hand.map(Math.abs)), 0, 1e-12);
    },
  }),
  claim("descent.adam-first", {
    oracle: "closed form",
    ru: "Первый шаг Adam равен скорости обучения, каков бы ни был градиент: поправка на смещение делает своё дело.",
    en: "Adam's first step is the learning rate, whatever the size of the gradient: the correction of the bias does its work.",
    compute() {
      const slopes = [1e-3, 1, -250];
      const w = parameter(tensor([0, 0, 0], { dtype: "f64" }));
      adam({ lr: 0.01 }).over([w]).step([tensor(slopes, { dtype: "f64" })]); // prettier-ignore
      return near(distance(w.data(), slopes.map((slope) => -0.01 * Math.sign(slope))), 0, 1e-6, { steps: [...w.data()] }); // prettier-ignore
    },
  }),
  claim("descent.adam-rule", {
    oracle: "plain arithmetic",
    ru: "Adam по формуле Кингмы и Ба: десять шагов вручную дают то же.",
    en: "Adam by Kingma and Ba's formula: ten steps by hand give the same.",
    compute() {
      const w = parameter(tensor([1], { dtype: "f64" }));
      const optimizer = adam({ lr: 0.1 }).over([w]);
      let [hand, m, v] = [1, 0, 0];
      for (let t = 1; t <= 10; t++) {
        optimizer.step(grad(w.mul(w).mul(w).mul(w).sum(), [w]));
        const g = 4 * hand ** 3;
        [m, v] = [0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g];
        hand -= (0.1 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
      }
      return near(w.data()[0]!, hand, 1e-9);
    },
  }),
  claim("descent.race", {
    oracle: "enumeration",
    ru: "Одна сеть, одни начальные веса: импульс и Adam приходят к цели в несколько раз быстрее простого спуска.",
    en: "One network, the same first weights: momentum and Adam reach the goal several times faster than plain descent.",
    compute({ seed, budget }) {
      const options = {
        points: spirals({ count: 160, noise: 0.04, turns: 0.6, seed }),
        sizes: [2, 16, 16, 1],
        count: budget === "full" ? 10 : 5,
        seed,
        steps: 4000,
        goal: 0.05,
      };
      const runners = {
        "gd 0.1": sgd({ lr: 0.1 }),
        "gd 0.5": sgd({ lr: 0.5 }),
        momentum: sgd({ lr: 0.1, momentum: 0.9 }),
        adam: adam({ lr: 0.01 }),
      };
      const steps = Object.fromEntries(Object.entries(runners).map(([name, optimizer]) => [name, median(race(optimizer, options).steps)]));
      const {
        "gd 0.1": slow,
        "gd 0.5": fast,
        momentum,
        adam: adaptive,
      } = steps as { "gd 0.1": number; "gd 0.5": number; momentum: number; adam: number };
      return {
        ...within(slow / momentum, [3, 20], 759 / 106, steps),
        pass: slow / momentum >= 3 && slow / momentum <= 20 && slow > fast && fast > momentum && slow > 3 * adaptive,
      };
    },
  }),
  claim("descent.zero", {
    oracle: "closed form",
    ru: "Начать с нулевых весов нельзя: нейроны неразличимы, и потери остаются ln 2 навсегда.",
    en: "One cannot begin with zero weights: the units are all alike, and the loss stays ln 2 for ever.",
    compute({ seed }) {
      const options = {
        points: spirals({ count: 160, noise: 0, seed }),
        sizes: [2, 16, 16, 1],
        count: 1,
        seed,
        steps: 500,
        goal: 0,
        gain: 0,
      };
      return near(race(sgd({ lr: 0.5 }), options).losses[0]!, Math.LN2, 1e-6);
    },
  }),
];
