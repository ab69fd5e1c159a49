// What the room of the mathematical neuron computes, by nabla/lecture; the proofs judge by plain arithmetic alone.
import { tensor } from "nabla";
import { activations, fire, foot, lineInSquare, normal, signedDistance, weightedSum } from "nabla/lecture";
import type { Finding } from "nabla/lecture";
import { near, sigma } from "../../kit/judge.ts";

export interface NeuronArgs {
  readonly weights: readonly [number, number];
  readonly bias: number;
  readonly f: "step" | "sigmoid" | "tanh" | "relu" | "linear";
}
export interface PointArgs extends NeuronArgs {
  readonly point: readonly [number, number];
}

const neuronOf = ({ weights, bias, f }: NeuronArgs) => ({ weights, bias, activation: activations[f].of });
const LIMIT = 3;

/** Sum, answer and geometry of one point. */
export function answer(args: PointArgs): { z: number; y: number; distance: number | null; foot: number[] | null } {
  const neuron = neuronOf(args);
  const flat = args.weights[0] === 0 && args.weights[1] === 0;
  return {
    z: weightedSum(neuron, [args.point]).data()[0]!,
    y: fire(neuron, [args.point])[0]!,
    distance: flat ? null : signedDistance(neuron, args.point),
    foot: flat ? null : foot(neuron),
  };
}

/** What the neuron answers on a square grid of [−3, 3]², row by row from the top. */
export function field({ side, ...args }: NeuronArgs & { readonly side: number }): { values: Float32Array; side: number; range: readonly [number, number] } {
  const at = (k: number): number => -LIMIT + (2 * LIMIT * (k + 0.5)) / side;
  const places = Array.from({ length: side * side }, (_, i) => [at(i % side), -at(Math.floor(i / side))]);
  const { weights, bias, activation } = neuronOf(args);
  const z = tensor(places, { dtype: "f32" }).matmul(tensor([...weights], { dtype: "f32" })).add(tensor(bias)); // prettier-ignore
  return { values: Float32Array.from(activation(z).data()), side, range: activations[args.f].range };
} // prettier-ignore

/** The activation's curve. */
export function curve({ f, from, to }: { readonly f: NeuronArgs["f"]; readonly from: number; readonly to: number }): { z: number[]; y: number[] } {
  const count = 161;
  const z = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  return { z, y: [...activations[f].of(tensor(z, { dtype: "f64" })).data()] };
} // prettier-ignore

const BY_HAND: Readonly<Record<NeuronArgs["f"], (z: number) => number>> = {
  step: (z) => (z > 0 ? 1 : 0),
  sigmoid: sigma,
  tanh: (z) => (Math.exp(z) - Math.exp(-z)) / (Math.exp(z) + Math.exp(-z)),
  relu: (z) => Math.max(0, z),
  linear: (z) => z,
};
const sumByHand = ({ weights, bias, point }: PointArgs): number => weights[0] * point[0] + weights[1] * point[1] + bias;

/** y from the numbers shown, without the library. */
export function proveFormula(args: PointArgs): Finding {
  const z = sumByHand(args);
  const { y } = answer(args);
  return near(y, BY_HAND[args.f](z), 1e-12, { z });
}

/** The distance Z / ‖w‖ against a search along the line for the point that is nearest. */
export function proveDistance(args: PointArgs): Finding {
  const { distance } = answer(args);
  if (distance === null) return near(0, 0, 0, { weights: args.weights });
  const [a, b] = args.weights;
  const length = Math.sqrt(a * a + b * b);
  const base = [(-args.bias * a) / length ** 2, (-args.bias * b) / length ** 2] as const;
  const far = (t: number): number => Math.hypot(args.point[0] - base[0] + (t * b) / length, args.point[1] - base[1] - (t * a) / length);
  let [low, high] = [-50, 50];
  for (let k = 0; k < 200; k++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (far(left) < far(right)) high = right;
    else low = left;
  }
  return near(Math.abs(distance), far((low + high) / 2), 1e-6, { z: sumByHand(args), lengthOfWeights: length });
}

/** The weights are perpendicular to the line: for two points of the line, w · (q − p) = 0. */
export function proveNormal(args: NeuronArgs): Finding {
  const [p, q] = lineInSquare(args, -100, 100);
  if (!p || !q) return near(0, 0, 0, { weights: args.weights });
  const direction = normal(args);
  const step = [q[0] - p[0], q[1] - p[1]] as const;
  return near((direction[0]! * step[0] + direction[1]! * step[1]) / Math.hypot(...step), 0, 1e-12, { p, q });
}

/** Weights and bias times c: the line stays, and so do a threshold's answers; on a grid of 25 × 25 points. */
export function proveScale({ factor, ...args }: NeuronArgs & { readonly factor: number }): Finding {
  const places = Array.from({ length: 625 }, (_, i) => [-3 + (i % 25) / 4, -3 + Math.floor(i / 25) / 4]);
  const before = places.map(([x, y]) => Number(args.weights[0] * x! + args.weights[1] * y! + args.bias > 0));
  const scaled = { weights: args.weights.map((w) => w * factor), bias: args.bias * factor, activation: activations.step.of };
  // A point that lies on the line but for rounding may fall on either side.
  const onLine = places.map(([x, y]) => Math.abs(args.weights[0] * x! + args.weights[1] * y! + args.bias) < 1e-9);
  const changed = fire(scaled, places).filter((y, i) => y !== before[i] && !onLine[i]).length;
  return near(changed, 0, 0, { factor, points: places.length, firing: before.filter((y) => y === 1).length });
}
