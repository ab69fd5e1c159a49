// What metrics are computed from: tensors, typed arrays with a shape, or plain nested arrays, brought to one form; and how
// a class is read from a network's output. Knows no metric.
import { NablaError, Tensor } from "../mini.ts";
import type { Shape } from "../mini.ts";

/** Numbers with a shape, or plain arrays of them. */
export type Values =
  Tensor | { readonly data: ArrayLike<number>; readonly shape: Shape } | readonly number[] | readonly (readonly number[])[];

/** Row-major numbers. `whole`: they are counted or named things (integers by type, or plain arrays without fractions). */
export interface Numbers {
  readonly data: ArrayLike<number>;
  readonly shape: Shape;
  readonly whole: boolean;
}

export function numbersOf(values: Values): Numbers {
  if (values instanceof Tensor)
    return { data: values.data(), shape: values.shape, whole: values.dtype !== "f32" && values.dtype !== "f64" };
  if ("shape" in values)
    return { data: values.data, shape: values.shape, whole: !(values.data instanceof Float32Array || values.data instanceof Float64Array) };
  const first = values[0];
  if (typeof first !== "object")
    return { data: values as readonly number[], shape: [values.length], whole: (values as readonly number[]).every(Number.isInteger) };
  const rows = values as readonly (readonly number[])[];
  if (rows.some((row) => row.length !== first.length))
    throw new NablaError("metric-shape", "metric: the rows of a nested array must have equal lengths");
  return { data: rows.flat(), shape: [rows.length, first.length], whole: rows.every((row) => row.every(Number.isInteger)) };
}

export const metricError = (name: string, rule: string, output: Shape, target: Shape): NablaError =>
  new NablaError("metric-shape", `${name}: ${rule} – output is [${output.join(", ")}], target is [${target.join(", ")}]`, {
    op: name,
    shapes: [output, target],
  });

/** The class of each sample (and position): the largest along axis 1, the whole number itself, or whether it exceeds `threshold`. */
export function classesOf(
  values: Values,
  threshold: number,
): { readonly labels: Int32Array; readonly classes: number; readonly shape: Shape } {
  const { data, shape, whole } = numbersOf(values);
  const classes = shape[1] ?? 1;
  if (shape.length >= 2 && classes > 1) {
    const inner = shape.slice(2).reduce((product, size) => product * size, 1);
    const labels = new Int32Array(shape[0]! * inner);
    for (let i = 0; i < labels.length; i++) {
      const base = Math.floor(i / inner) * classes * inner + (i % inner);
      let best = 0;
      for (let c = 1; c < classes; c++) if (data[base + c * inner]! > data[base + best * inner]!) best = c;
      labels[i] = best;
    }
    return { labels, classes, shape: [shape[0]!, ...shape.slice(2)] };
  }
  const labels = new Int32Array(data.length);
  for (let i = 0; i < labels.length; i++) labels[i] = whole ? data[i]! : data[i]! > threshold ? 1 : 0;
  return { labels, classes: 0, shape: shape.length >= 2 ? [shape[0]!, ...shape.slice(2)] : shape };
}

/**
 * Labels of the target. Class indices as in `crossEntropy`, or one row of probabilities per sample. A target of the output's
 * own rank with several columns is such rows; otherwise each of its numbers is a label (so [N, H, W] labels fit [N, C, H, W] outputs).
 */
export function labelsOf(
  name: string,
  output: Values,
  target: Values,
  threshold: number,
): { predicted: Int32Array; actual: Int32Array; classes: number } {
  const predicted = classesOf(output, threshold);
  const numbers = numbersOf(target);
  const outputShape = numbersOf(output).shape;
  const asIndices = predicted.classes > 0 && numbers.shape.length === outputShape.length - 1;
  const actual = asIndices ? Int32Array.from(numbers.data) : classesOf(target, 0.5).labels;
  if (actual.length !== predicted.labels.length) throw metricError(name, "must give one class for each target", outputShape, numbers.shape);
  return { predicted: predicted.labels, actual, classes: predicted.classes };
}
