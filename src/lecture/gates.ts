// Logical gates made of one threshold neuron: weights that are given, weights that are learned, and all weights there are.
import { any, compile, tensor, update, variable, zeros } from "../index.ts";
import { fire, threshold } from "./neuron.ts";
import type { Neuron } from "./neuron.ts";
import { corrected } from "./perceptron.ts";

/** All inputs of a gate in the order of its truth table: 00, 01, 10, 11. */
export const inputsOf = (count: number): number[][] =>
  Array.from({ length: 2 ** count }, (_, row) => Array.from({ length: count }, (_, i) => (row >> (count - 1 - i)) & 1));

/** The output column of a truth table. */
export type Table = readonly number[];

/** The slide's gates, each one neuron. */
export const gates = {
  not: { weights: [-1], bias: 0.5 },
  and: { weights: [1, 1], bias: -1.5 },
  or: { weights: [1, 1], bias: -0.5 },
  nand: { weights: [-1, -1], bias: 1.5 },
  nor: { weights: [-1, -1], bias: 0.5 },
} as const satisfies Readonly<Record<string, Neuron>>;

/** What a neuron answers on every row. */
export const tableOf = (neuron: Neuron): number[] => fire(neuron, inputsOf(neuron.weights.length));

/** The truth table number k of n inputs: its bits are the outputs, the first row in the lowest bit. */
export const tableNumber = (k: number, count: number): number[] => Array.from({ length: 2 ** count }, (_, row) => (k >> row) & 1);

/** A neuron that the perceptron rule found, or did not. */
export interface Learned {
  readonly neuron: Neuron;
  readonly corrections: number;
  /** False if the pass limit came first. */
  readonly found: boolean;
}

/**
 * Neurons for several truth tables at once, found by the perceptron rule: each row is shown in turn, until a whole pass
 * goes without a correction.
 * @example
 * learnGates([[0, 0, 0, 1]], 2)[0].found // true
 */
export function learnGates(tables: readonly Table[], count: number, passes = 200): Learned[] {
  const weights = variable(zeros([tables.length, count + 1], { dtype: "f64" }));
  const corrections = variable(zeros([tables.length], { dtype: "f64" }));
  const rows = inputsOf(count).map((row, r) => ({
    x: tensor([...row, 1], { dtype: "f64" }),
    target: tensor(tables.map((table) => table[r]!), { dtype: "f64" }), // prettier-ignore
  }));
  const pass = compile(() => {
    let [w, made] = [weights, corrections];
    for (const { x, target } of rows) {
      const next = corrected(w, x, target);
      made = made.add(any(next.ne(w), -1).to("f64"));
      w = next;
    }
    update([[weights, w], [corrections, made]]); // prettier-ignore
    return made;
  });
  let before = pass().data();
  let last = before;
  for (let k = 1; k < passes; k++) [before, last] = [last, pass().data()];
  return (weights.toArray() as number[][]).map((w, k) => ({
    neuron: { weights: w.slice(0, count), bias: w[count]! },
    corrections: last[k]!,
    found: last[k] === before[k],
  }));
}

/** A point (w₁, w₂). */
export type Point = readonly [number, number];

/** Of the square [−limit, limit]² what a neuron's demands leave: each cuts off a half-plane of a·u + b·v + c on the wrong side. */
function allowed(demands: readonly { readonly row: Point; readonly constant: number; readonly answer: number }[], limit: number): Point[] {
  let polygon: Point[] = [[-limit, -limit], [limit, -limit], [limit, limit], [-limit, limit]]; // prettier-ignore
  for (const { row, constant, answer } of demands) {
    const side = answer === 1 ? 1 : -1;
    const height = ([u, v]: Point): number => side * (u * row[0] + v * row[1] + constant);
    polygon = polygon.flatMap((corner, i): Point[] => {
      const next = polygon[(i + 1) % polygon.length]!;
      const [h, g] = [height(corner), height(next)];
      const meets = h * g < 0;
      const share = h / (h - g);
      const cut: Point[] = meets ? [[corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]] : [];
      return h >= 0 ? [corner, ...cut] : cut;
    });
  }
  return polygon;
}

/**
 * All weights of a gate of two inputs with that bias, within [−limit, limit]²: each row of the table allows a half-plane,
 * and they meet in a polygon. Empty if the bias allows none.
 */
export const feasibleCone = (table: Table, bias: number, limit = 3): Point[] =>
  allowed(
    inputsOf(2).map(([x1, x2], row) => ({ row: [x1!, x2!], constant: bias, answer: table[row]! })),
    limit,
  );

/** All (w, b) of a gate of one input, within [−limit, limit]²: a cone, as b is free here. */
export const feasiblePairs = (table: Table, limit = 3): Point[] =>
  allowed(
    inputsOf(1).map(([x], row) => ({ row: [x!, 1], constant: 0, answer: table[row]! })),
    limit,
  );

/** Whether rows of 0 and 1 fire as the table says, for any activation of the slide's kind. */
export const passes = (neuron: Neuron, table: Table, activation = threshold): boolean =>
  tableOf({ ...neuron, activation }).every((output, row) => output === table[row]);
