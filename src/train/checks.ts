// Mistakes that can be found before the first step: settings, shapes, labels, values that are not finite. What is found here
// does not cost an hour of training.
import { noGrad, zeros } from "../mini.ts";
import type { DType, Shape, Tensor } from "../mini.ts";
import type { Dataset } from "../data/index.ts";
import { checkLabels } from "../losses/index.ts";
import type { Module } from "../nn/index.ts";
import { fitDataError, fitOptionError } from "./errors.ts";
import { inMode } from "./evaluate.ts";
import type { LossFunction } from "./evaluate.ts";

export function needWhole(option: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) throw fitOptionError(option, `a whole number ≥ ${least}`, value);
  return value;
}

type PairData = Dataset<readonly [Tensor, Tensor]>;

/** Inputs and targets fit the model and the loss, labels are in range, numbers are finite. Nothing is computed on the device. */
export function checkData(what: string, model: Module, loss: LossFunction, data: PairData): void {
  if (data.length === 0) throw fitDataError(`the ${what} have no samples`);
  const sample = data.batch([0]);
  if (sample.length !== 2)
    throw fitDataError(`the ${what} must give batches of two tensors, inputs and targets; they give ${sample.length}`);
  const [x, y] = sample;
  const empty = ({ shape, dtype }: { readonly shape: Shape; readonly dtype: DType }): Tensor => zeros([2, ...shape.slice(1)], { dtype });
  const [output, value] = inMode(model, false, () =>
    noGrad(() => {
      const out = model.forward(empty(x));
      return [out, loss(out, empty(y))] as const;
    }),
  );
  if (value.shape.length > 0)
    throw fitDataError(`the loss must give one number, it gives the shape [${value.shape.join(", ")}]; use the reduction "mean" or "sum"`);
  if (output.shape[0] !== 2)
    throw fitDataError(`the model's first axis must count samples; 2 samples became an output of shape [${output.shape.join(", ")}]`);
  const inputs = data.column?.(0);
  if (inputs) needFinite(what, "input", inputs.dtype, inputs.data, data.length);
  const targets = data.column?.(1);
  if (!targets) return;
  needFinite(what, "target", targets.dtype, targets.data, data.length);
  if (isClassNumbers(output.shape, targets.shape, targets.dtype)) checkLabels(`fit: ${what}`, targets.data, output.shape[1]!);
}

/** Whole numbers of the output's shape without its second axis can only be class numbers. */
const isClassNumbers = (output: Shape, target: Shape, dtype: DType): boolean =>
  (dtype === "i32" || dtype === "u8") && output.length === target.length + 1 && output.length >= 2;

function needFinite(what: string, side: string, dtype: DType, data: ArrayLike<number>, samples: number): void {
  if (dtype !== "f32" && dtype !== "f64") return;
  const size = data.length / samples;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i]!)) {
      throw fitDataError(
        `the ${what}: ${side} ${i % size} of sample ${Math.floor(i / size)} is ${data[i]}; fill in or drop missing values first`,
      );
    }
  }
}
