// How good a network is: outputs as chances or as values in their own units, loss and metric, which classes are taken for which, how
// far estimates are off. Plain arithmetic on what the network answers. No page.
import { compile, tensor } from "nabla";
import type { Tensor } from "nabla";
import { measure, metricOf } from "nabla/metrics";
import type { Sequential } from "nabla/nn";
import { predict } from "nabla/train";
import type { PlainMetric } from "./decide.ts";
import type { Part, Problem } from "./problem.ts";

/** Chances of all classes, row by row [N · classes]; or values in the target's own units [N]. */
export interface Answers {
  readonly values: Float64Array;
  readonly width: number;
}

/** Raw outputs as answers: sigmoid of a single one, softmax of several, (output · std + mean) of a regression. */
export function answersOf(problem: Pick<Problem, "classes" | "targetScale">, outputs: ArrayLike<number>, count: number): Answers {
  const { classes, targetScale } = problem;
  if (!classes) return { values: Float64Array.from(outputs, (z) => z * targetScale.std + targetScale.mean), width: 1 };
  const width = classes.length;
  const values = new Float64Array(count * width);
  if (outputs.length === count) {
    for (let i = 0; i < count; i++) {
      const chance = 1 / (1 + Math.exp(-outputs[i]!));
      values[2 * i] = 1 - chance;
      values[2 * i + 1] = chance;
    }
    return { values, width };
  }
  for (let i = 0; i < count; i++) {
    let most = -Infinity;
    for (let c = 0; c < width; c++) most = Math.max(most, outputs[i * width + c]!);
    let sum = 0;
    for (let c = 0; c < width; c++) sum += values[i * width + c] = Math.exp(outputs[i * width + c]! - most);
    for (let c = 0; c < width; c++) values[i * width + c]! /= sum;
  }
  return { values, width };
}

/** The class of the largest chance, for each row. */
export function largest({ values, width }: Answers): Int32Array {
  return Int32Array.from({ length: values.length / width }, (_, i) => {
    let best = 0;
    for (let c = 1; c < width; c++) if (values[i * width + c]! > values[i * width + best]!) best = c;
    return best;
  });
}

export interface Verdict {
  readonly loss: number;
  readonly metric: number;
  readonly answers: Answers;
}

/** Judges a network on a part of the data. */
export class Judge {
  readonly #problem: Problem;
  readonly #metric: PlainMetric;
  readonly #loss: (output: Tensor, target: Tensor) => Tensor;

  constructor(problem: Problem, metric: PlainMetric, loss: (output: Tensor, target: Tensor) => Tensor) {
    this.#problem = problem;
    this.#metric = metric;
    this.#loss = compile((output: Tensor, target: Tensor) => loss(output, target));
  }

  /** On the first `most` examples. */
  of(model: Sequential, part: Part, most = part.count): Verdict {
    const { shape, classes, targetScale } = this.#problem;
    const count = Math.min(most, part.count);
    const size = shape.reduce((product, n) => product * n, 1);
    const outputs = predict(model, { dtype: "f32", shape: [count, ...shape], data: part.x.subarray(0, count * size) }, { batchSize: 512 });
    const y = part.y.subarray(0, count);
    const target = classes ? tensor(y, { dtype: "i32", shape: [count] }) : tensor(y, { dtype: "f32", shape: [count, 1] });
    const loss = this.#loss(outputs, target).item();
    const answers = answersOf(this.#problem, outputs.data(), count);
    const truth = classes ? Array.from(y) : Array.from(y, (v) => v * targetScale.std + targetScale.mean);
    return { loss, metric: scoreOf(this.#metric, answers, truth), answers };
  }
}

/** The metric of answers; NaN where it is not defined (one class only). */
export function scoreOf(name: PlainMetric, { values, width }: Answers, truth: readonly number[]): number {
  const output =
    width === 1
      ? { data: values, shape: [truth.length] }
      : name === "rocAuc" && width === 2
        ? { data: values.filter((_, i) => i % 2 === 1), shape: [truth.length] }
        : { data: values, shape: [truth.length, width] };
  try {
    return measure(metricOf(name), output, { data: Int32Array.from(truth).every((v, i) => v === truth[i]) ? Int32Array.from(truth) : Float64Array.from(truth), shape: [truth.length] }); // prettier-ignore
  } catch {
    return NaN;
  }
}

/** counts[true class · classes + answer]. */
export function confusion(answers: Answers, truth: ArrayLike<number>): Int32Array {
  const counts = new Int32Array(answers.width ** 2);
  largest(answers).forEach((answer, i) => counts[truth[i]! * answers.width + answer]!++);
  return counts;
}
