// The neuron of McCulloch and Pitts (1943): a weighted sum, a bias, an activation; and its geometry, a line in the plane.
import { heaviside, tensor } from "../index.ts";
import type { Tensor } from "../index.ts";

/** Weights, bias, activation. */
export interface Neuron {
  readonly weights: readonly number[];
  readonly bias: number;
  readonly activation?: (z: Tensor) => Tensor;
}

/** The slide's threshold: 0 for z ≤ 0, 1 for z > 0. */
export const threshold = (z: Tensor): Tensor => heaviside(z, 0);

/** The other convention: 1 already at z = 0. */
export const thresholdAtZero = (z: Tensor): Tensor => heaviside(z, 1);

const numbers = (values: readonly number[] | readonly (readonly number[])[]): Tensor => tensor(values, { dtype: "f64" });

/** Z = w · x + b for each row of inputs. The bias is a tensor too: a neuron of other numbers is the same plan. */
export const weightedSum = ({ weights, bias }: Neuron, inputs: readonly (readonly number[])[]): Tensor =>
  numbers(inputs)
    .matmul(numbers(weights))
    .add(tensor(bias, { dtype: "f64" }));

/**
 * y = f(w · x + b) for each row of inputs.
 *
 * Source: McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity", 1943.
 *
 * @example
 * fire({ weights: [1, 1], bias: -1.5 }, [[0, 0], [0, 1], [1, 0], [1, 1]]) // [0, 0, 0, 1]
 */
export const fire = (neuron: Neuron, inputs: readonly (readonly number[])[]): number[] => [
  ...(neuron.activation ?? threshold)(weightedSum(neuron, inputs)).data(),
];

/** Length of the weight vector. */
const length = (weights: readonly number[]): number => Math.hypot(...weights);

/** The unit vector across the line, towards the side that fires. */
export const normal = ({ weights }: Neuron): number[] => weights.map((w) => w / length(weights));

/** How far a point is from the line: Z / ‖w‖, positive on the side that fires. */
export const signedDistance = (neuron: Neuron, point: readonly number[]): number =>
  weightedSum(neuron, [point]).data()[0]! / length(neuron.weights);

/** The point of the line that is nearest to the origin. */
export const foot = ({ weights, bias }: Neuron): number[] => weights.map((w) => (-bias * w) / length(weights) ** 2);

/** Where the line w · x + b = 0 leaves the rectangle [low, high]², or nothing if it does not meet it. Two weights. */
export function lineInSquare({ weights, bias }: Neuron, low: number, high: number): [number, number][] {
  const [a, b] = weights as readonly [number, number];
  const ends: [number, number][] = [];
  for (const side of [low, high]) {
    if (b !== 0) ends.push([side, -(bias + a * side) / b]);
    if (a !== 0) ends.push([-(bias + b * side) / a, side]);
  }
  return ends.filter(([x, y]) => x >= low && x <= high && y >= low && y <= high).slice(0, 2);
}
