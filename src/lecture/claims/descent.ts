// Claims of the room of gradient descent.
import { grad, parameter, tanh, tensor } from "../../index.ts";
import type { Tensor } from "../../index.ts";
import { RandomSource } from "../../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../../losses/index.ts";
import { claim, near, none, range } from "../claim.ts";
import type { Claim } from "../claim.ts";
import { bowl, largestCurvature, largestRate } from "../descent.ts";
import { moons } from "../points.ts";

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
