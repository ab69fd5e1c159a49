// What the room of gates computes: all of it by nabla/lecture. The proofs at the end judge by plain arithmetic alone.
import { contradiction, feasibleCone, feasiblePairs, fire, inputsOf, learnGates, separableTables, tableNumber, threshold, thresholdAtZero, weightedSum } from "nabla/lecture"; // prettier-ignore
import type { Contradiction, Finding, Point } from "nabla/lecture";
import { near } from "../../kit/judge.ts";

export interface NeuronArgs {
  readonly weights: readonly number[];
  readonly bias: number;
  readonly sign: "above" | "from";
}

/** One row of the truth table as the neuron sees it. */
export interface Row {
  readonly inputs: readonly number[];
  readonly z: number;
  readonly y: number;
}

const neuronOf = ({ weights, bias, sign }: NeuronArgs) => ({ weights, bias, activation: sign === "above" ? threshold : thresholdAtZero });

/** Every row: inputs, sum, answer. */
export function answers(args: NeuronArgs): Row[] {
  const inputs = inputsOf(args.weights.length);
  const neuron = neuronOf(args);
  const sums = weightedSum(neuron, inputs).data();
  const fired = fire(neuron, inputs);
  return inputs.map((row, r) => ({ inputs: row, z: sums[r]!, y: fired[r]! }));
}

const area = (polygon: readonly Point[]): number =>
  Math.abs(polygon.reduce((sum, [x, y], i) => sum + x * polygon[(i + 1) % polygon.length]![1] - y * polygon[(i + 1) % polygon.length]![0], 0)) / 2; // prettier-ignore

/** All solutions: of a gate of two inputs all (w₁, w₂) for that bias, of NOT all (w, b). Empty if there are none. */
export function solutions({ table, bias }: { readonly table: readonly number[]; readonly bias: number }): {
  polygon: Point[];
  area: number;
} {
  const polygon = table.length === 2 ? feasiblePairs(table) : feasibleCone(table, bias);
  const size = area(polygon);
  return size < 1e-9 ? { polygon: [], area: 0 } : { polygon, area: size };
}

/** Whether one neuron can make a table: weights found by the perceptron rule, or four rows that contradict each other. */
export interface Verdict {
  readonly found: { readonly weights: readonly number[]; readonly bias: number; readonly corrections: number } | null;
  readonly contradiction: Contradiction | null;
}

export function judge({ table }: { readonly table: readonly number[] }): Verdict {
  const [learned] = learnGates([table], Math.log2(table.length), 60);
  const { neuron, corrections, found } = learned!;
  return { found: found ? { ...neuron, corrections } : null, contradiction: contradiction(table) };
}

/** How many truth tables one neuron makes, of how many; and which of two inputs. */
export interface Census {
  readonly counts: readonly { readonly inputs: number; readonly made: number; readonly all: number }[];
  readonly made: readonly boolean[];
}

export function census(): Census {
  const made = [2, 3, 4].map((inputs) => separableTables(inputs));
  return {
    counts: made.map((set, i) => ({ inputs: i + 2, made: set.size, all: 2 ** (2 ** (i + 2)) })),
    made: Array.from({ length: 16 }, (_, k) => made[0]!.has(k)),
  };
}

export interface TableArgs extends NeuronArgs {
  readonly table: readonly number[];
}

/** The sum, term by term, without the library. */
const sumByHand = ({ weights, bias }: NeuronArgs, inputs: readonly number[]): number => {
  let sum = bias;
  for (let i = 0; i < inputs.length; i++) sum += weights[i]! * inputs[i]!;
  return sum;
};
const firesByHand = (sign: "above" | "from", z: number): number => ((sign === "above" ? z > 0 : z >= 0) ? 1 : 0);

/** The answers of the table, computed by hand from the numbers shown, are the library's. */
export function proveAnswers(args: TableArgs): Finding {
  const rows = answers(args);
  const byHand = rows.map(({ inputs }) => sumByHand(args, inputs));
  const wrong = rows.filter(({ y, z }, r) => z !== byHand[r] || y !== firesByHand(args.sign, byHand[r])).length;
  return near(wrong, 0, 0, { sums: byHand, answers: rows.map(({ y }) => y), wanted: args.table });
}

/** The learner's weights lie in the polygon of solutions exactly when every row is right. */
export function provePolygon(args: TableArgs): Finding {
  const { polygon } = solutions({ table: args.table, bias: args.bias });
  const [x, y] = args.table.length === 2 ? [args.weights[0]!, args.bias] : [args.weights[0]!, args.weights[1]!];
  // How far inside the nearest side: positive inside, 0 on the border, negative outside.
  const depths = polygon.map(([px, py], i) => {
    const [qx, qy] = polygon[(i + 1) % polygon.length]!;
    return ((qx - px) * (y - py) - (qy - py) * (x - px)) / Math.hypot(qx - px, qy - py);
  });
  const depth = polygon.length === 0 ? -1 : Math.min(...depths);
  const right = inputsOf(args.weights.length).every((row, r) => firesByHand("above", sumByHand(args, row)) === args.table[r]);
  // On the border either may be: a side belongs to the solutions or not, as its row wants 0 or 1.
  const agree = Math.abs(depth) < 1e-9 || depth > 0 === right;
  return near(Number(agree), 1, 0, { insideBy: depth, everyRowRight: Number(right), corners: polygon.length });
}

/** For a table that no neuron makes: the two pairs of rows have one and the same sum for the learner's weights. */
export function proveVerdict(args: TableArgs): Finding {
  const verdict = judge(args);
  if (verdict.found) {
    const { weights, bias } = verdict.found;
    const wrong = inputsOf(weights.length).filter((row, r) => firesByHand("above", sumByHand({ weights, bias, sign: "above" }, row)) !== args.table[r]).length; // prettier-ignore
    return near(wrong, 0, 0, { weights, bias, corrections: verdict.found.corrections });
  }
  const { ones, zeros } = verdict.contradiction!;
  const inputs = inputsOf(args.weights.length);
  const total = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + sumByHand(args, inputs[row]!), 0);
  return near(total(ones) - total(zeros), 0, 1e-12, { ofOnes: total(ones), ofZeros: total(zeros) });
}

/** The truth table by its number. */
export const numbered = ({ k }: { readonly k: number }): number[] => tableNumber(k, 2);
