// Losses: mean squared error, cross-entropy for many classes and for two; their slopes, and why classifiers do not use the first.
import { compile, grad, log, parameter, sigmoid, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { binaryCrossEntropyWithLogits, mse } from "../losses/index.ts";
import { sgd } from "../optim/index.ts";

/** A loss of one logit z whose true class is y. */
export type LogitLoss = (z: Tensor, y: Tensor) => Tensor;

/** Binary cross-entropy of the logit. */
export const bce: LogitLoss = (z, y) => binaryCrossEntropyWithLogits(z, y, { reduction: "none" });
/** Squared error of the probability: (σ(z) − y)². */
export const squaredError: LogitLoss = (z, y) => mse(sigmoid(z), y, { reduction: "none" });
/** As one would type it: −(y log p + (1 − y) log(1 − p)) with p = σ(z). Right, but not for large |z|. */
export const naiveBce: LogitLoss = (z, y) => {
  const p = sigmoid(z);
  return y.mul(log(p)).add(y.neg().add(1).mul(log(p.neg().add(1)))).neg();
}; // prettier-ignore
/** As the slide typesets it, without the brackets: −y log p + (1 − y) log(1 − p). */
export const slideBce: LogitLoss = (z, y) => {
  const p = sigmoid(z);
  return y.mul(log(p)).neg().add(y.neg().add(1).mul(log(p.neg().add(1))));
}; // prettier-ignore

/** Loss, slope and curvature at each logit. */
export interface Curve {
  readonly loss: Float64Array;
  readonly slope: Float64Array;
  readonly curvature: Float64Array;
}

/**
 * A loss along the logit, with dL/dz and d²L/dz².
 * @example
 * alongLogit(bce, [0], 1).slope // [-0.5]
 */
export function alongLogit(loss: LogitLoss, logits: ArrayLike<number>, label: 0 | 1): Curve {
  const z = tensor(Float64Array.from(logits), { dtype: "f64", requiresGrad: true });
  const values = loss(z, tensor(new Float64Array(logits.length).fill(label)));
  const [slope] = grad(values.sum(), [z]) as [Tensor];
  const [curvature] = grad(slope.sum(), [z]) as [Tensor];
  const [a, b, c] = [values, slope, curvature].map((x) => Float64Array.from(x.data()));
  return { loss: a!, slope: b!, curvature: c! };
}

/** From a confident mistake (logit `start`, true class 1): steps of gradient descent until p ≥ ½. `watch` may end it by `false`. */
export function stepsToRecover(
  loss: LogitLoss,
  start: number,
  rate = 1,
  limit = 50_000,
  watch?: (z: number, step: number) => void | false,
): number {
  const z = parameter(tensor([start], { dtype: "f64" }));
  const one = tensor([1], { dtype: "f64" });
  const optimizer = sgd({ lr: rate }).over([z]);
  const step = compile(() => {
    optimizer.step(grad(loss(z, one).sum(), [z]));
    return z;
  });
  for (let k = 1; k <= limit; k++) {
    const now = step().item();
    if (watch?.(now, k) === false) break;
    if (now >= 0) return k;
  }
  return Infinity;
}

/** Points of a line: y = slope · x + bias + noise. */
export interface LinePoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The line that gradient descent on the mean squared error ends at. */
export function lineByDescent({ x, y }: LinePoints, { rate = 0.1, steps = 5000 } = {}): { slope: number; bias: number } {
  const line = parameter(tensor([0, 0], { dtype: "f64" }));
  const inputs = tensor(x.map((value) => [value, 1]), { dtype: "f64" }); // prettier-ignore
  const targets = tensor(y, { dtype: "f64" });
  const optimizer = sgd({ lr: rate }).over([line]);
  const step = compile(() => optimizer.step(grad(mse(inputs.matmul(line), targets), [line])));
  for (let k = 0; k < steps; k++) step();
  const [slope, bias] = line.data();
  return { slope: slope!, bias: bias! };
}
