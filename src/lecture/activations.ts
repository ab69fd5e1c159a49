// The activation functions of the lecture: their range, their slope, and one unit at work.
import { elu, gelu, grad, heaviside, leakyRelu, relu, sigmoid, silu, tanh, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";
import { Population } from "./population.ts";

/** An activation function with its limits. */
export interface Activation {
  readonly of: (x: Tensor) => Tensor;
  /** The values that it can have. */
  readonly range: readonly [low: number, high: number];
  /** The largest and smallest slope it has. */
  readonly slopes: readonly [low: number, high: number];
}

/** Where GELU and SiLU are lowest, and how steep they get: there is no closed form, `activations.ranges` looks for itself. */
export const activations = {
  linear: { of: (x) => x, range: [-Infinity, Infinity], slopes: [1, 1] },
  step: { of: (x) => heaviside(x, 0), range: [0, 1], slopes: [0, 0] },
  sigmoid: { of: (x) => sigmoid(x), range: [0, 1], slopes: [0, 1 / 4] },
  tanh: { of: (x) => tanh(x), range: [-1, 1], slopes: [0, 1] },
  relu: { of: (x) => relu(x), range: [0, Infinity], slopes: [0, 1] },
  leakyRelu: { of: (x) => leakyRelu(x, 0.01), range: [-Infinity, Infinity], slopes: [0.01, 1] },
  elu: { of: (x) => elu(x, 1), range: [-1, Infinity], slopes: [0, 1] },
  gelu: { of: (x) => gelu(x), range: [-0.17, Infinity], slopes: [-0.13, 1.13] },
  silu: { of: (x) => silu(x), range: [-0.2785, Infinity], slopes: [-0.1, 1.1] },
} as const satisfies Readonly<Record<string, Activation>>;

/** The name of an activation function. */
export type ActivationName = keyof typeof activations;
/** All activation functions, in the order of the lecture. */
export const activationNames = /* @__PURE__ */ Object.keys(activations) as ActivationName[];

/**
 * Values and slopes of an activation.
 * @example
 * activationProfile("sigmoid", [0]).slopes // [0.25]
 */
export function activationProfile(name: ActivationName, at: ArrayLike<number>): { values: Float64Array; slopes: Float64Array } {
  const x = tensor(Float64Array.from(at), { dtype: "f64", requiresGrad: true });
  const y = activations[name].of(x);
  return { values: Float64Array.from(y.data()), slopes: Float64Array.from(grad(y.sum(), [x])[0]!.data()) };
}

/** From which |x| on the slope stays below a limit: where the unit is deaf. */
export function deafFrom(name: "sigmoid" | "tanh", limit: number): number {
  let [low, high] = [0, 50];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (activationProfile(name, [middle]).slopes[0]! < limit) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * "All outputs have one sign": in networks whose first layer has this activation, for one example, the share of second-layer units
 * for which the gradients of all incoming weights have one sign.
 */
export function oneSignShare(name: ActivationName, { nets = 50, units = 16, seed = 0 } = {}): number {
  const population = new Population({ count: nets, sizes: [units, units, units, 1], activation: activations[name].of, seed });
  const x = new Population({ count: nets, sizes: [units, 1], activation: (z) => z, seed: seed + 1 }).weights[0]!; // one random example a net
  const [gradient] = grad(population.forward(x).sum(), [population.weights[1]!]) as [Tensor];
  const positive = gradient.gt(0).to("f32").sum(-1).data(); // [nets, units]
  const negative = gradient.lt(0).to("f32").sum(-1).data();
  const alive = [...positive].map((count, i) => [count, negative[i]!] as const).filter(([up, down]) => up + down > 0);
  return alive.filter(([up, down]) => up === 0 || down === 0).length / alive.length;
}
