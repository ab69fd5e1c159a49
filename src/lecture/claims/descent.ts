// Claims of the room of gradient descent.
import { grad, parameter, tanh, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../../losses/index.ts";
import { adam, sgd } from "../../optim/index.ts";
import { claim, distance, median, near, none, range, within } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { bowl, largestCurvature, largestRate, race, stepsInBowl } from "../descent.ts";
import { moons, spirals } from "../points.ts";

/** A bowl of two dimensions, turned, and its eigenvalues. */
function someBowl(seed: number): { matrix: [[number, number], [number, number]]; largest: number; smallest: number } {
  const random = new RandomSource(seed, 1);
  const [largest, smallest, angle] = [random.uniform(3, 10), random.uniform(0.3, 1), random.uniform(0, Math.PI)];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const cross = (largest - smallest) * c * s;
  return { matrix: [[largest * c * c + smallest * s * s, cross], [cross, largest * s * s + smallest * c * c]], largest, smallest };
} // prettier-ignore

/** The largest eigenvalue of a small symmetric matrix, in plain numbers. */
function eigenvalue(matrix: readonly (readonly number[])[]): number {
  let v = matrix.map((_, i) => 1 + 0.1 * i);
  let size = 0;
  for (let k = 0; k < 5000; k++) {
    const next = matrix.map((row) => row.reduce((sum, x, j) => sum + x * v[j]!, 0));
    size = Math.hypot(...next);
    v = next.map((x) => x / size);
  }
  return size;
}

export const descentClaims: readonly Claim[] = [
  claim("descent.threshold", {
    oracle: "closed form",
    ru: "На квадратичной функции спуск сходится при шаге меньше 2/λ_max и расходится при большем.",
    en: "On a quadratic descent converges for rates below 2/λ_max and diverges above.",
    compute({ seed }) {
      const { matrix, largest } = someBowl(seed);
      const found = largestRate(bowl(matrix), [1, 0.7], 4 / largest);
      return near(found, 2 / largest, 0.05 * (2 / largest), { ratio: found / (2 / largest) });
    },
  }),
  claim("descent.curvature", {
    oracle: "closed form",
    ru: "λ_max находится степенным методом без самого гессиана: нужны лишь произведения H·v.",
    en: "λ_max is found by power iteration without the Hessian itself: products H·v are enough.",
    compute({ seed }) {
      const { matrix, largest } = someBowl(seed);
      const w = parameter(tensor([1, 0.7], { dtype: "f64" }));
      return near(largestCurvature(() => bowl(matrix)(w), [w], 300, seed).value, largest, 1e-6 * largest);
    },
  }),
  claim("descent.neuron-curvature", {
    oracle: "finite difference",
    ru: "Так же и для нейрона: λ_max его потерь совпадает с вычисленной по гессиану из конечных разностей.",
    en: "So too for a neuron: λ_max of its loss is that of the Hessian by finite differences.",
    compute({ seed }) {
      const points = moons({ count: 40, noise: 0.2, seed, dtype: "f64" });
      const [rows, labels] = [points.x.toArray() as number[][], [...points.y.data()]];
      const at = [0.5, -0.3, 0.2];
      const w = parameter(tensor([at.slice(0, 2)], { dtype: "f64" })); // prettier-ignore
      const b = parameter(tensor([at[2]!], { dtype: "f64" }));
      const loss = (): Tensor => binaryCrossEntropyWithLogits(points.x.matmul(w.t()).add(b), points.y);
      const slopes = (v: readonly number[]): number[] => [0, 1, 2].map((k) => rows.reduce((sum, [x, y], i) => sum + (1 / (1 + Math.exp(-(v[0]! * x! + v[1]! * y! + v[2]!))) - labels[i]!) * [x!, y!, 1][k]!, 0) / rows.length); // prettier-ignore
      const hessian = range(3).map((k) => {
        const [up, down] = [1e-5, -1e-5].map((h) => slopes(at.map((v, i) => (i === k ? v + h : v))));
        return up!.map((value, i) => (value - down![i]!) / 2e-5);
      });
      return near(largestCurvature(loss, [w, b], 300, seed).value, eigenvalue(hessian), 1e-6);
    },
  }),
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
  claim("descent.downhill", {
    oracle: "plain arithmetic",
    ru: "Антиградиент — направление скорейшего убывания: ни одно из многих случайных направлений не круче.",
    en: "The opposite of the gradient is the steepest way down: none of many random directions is steeper.",
    compute({ seed }) {
      const random = new RandomSource(seed, 3);
      const at = range(5).map(() => random.normal());
      const f = (v: readonly number[]): number => v.reduce((sum, x, i) => sum + Math.tanh(x) ** 2 * (i + 1), 0);
      const x = tensor(at, { dtype: "f64", requiresGrad: true });
      const weights = tensor(range(5).map((i) => i + 1), { dtype: "f64" }); // prettier-ignore
      const slope = [...grad(tanh(x).square().mul(weights).sum(), [x])[0]!.data()]; // prettier-ignore
      const fall = (direction: readonly number[]): number => {
        const size = Math.hypot(...direction);
        return (f(at) - f(at.map((v, i) => v + (1e-5 * direction[i]!) / size))) / 1e-5;
      };
      const best = fall(slope.map((v) => -v)); // prettier-ignore
      const steeper = range(2000).filter(() => fall(range(5).map(() => random.normal())) > best + 1e-6).length;
      return none(steeper, { fall: best, gradient: Math.hypot(...slope) });
    },
  }),
];
