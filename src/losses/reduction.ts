// What all losses share: many numbers become one.
import { cast } from "../mini.ts";
import type { DType, Tensor } from "../mini.ts";
import { optionError } from "./errors.ts";

/** How the losses of single elements become the result. */
export type Reduction = "mean" | "sum" | "none";

/** How the losses of single elements become one number. */
export interface LossOptions {
  /** "mean" unless told. */
  readonly reduction?: Reduction;
}

export function reduced(loss: string, values: Tensor, { reduction = "mean" }: LossOptions): Tensor {
  switch (reduction) {
    case "mean":
      return values.mean();
    case "sum":
      return values.sum();
    case "none":
      return values;
    default:
      throw optionError(loss, "reduction", '"mean", "sum" or "none"', reduction);
  }
}

/** The weighted mean: Σ values / Σ weights; sum and none as ever. */
export const reducedBy = (loss: string, values: Tensor, weights: Tensor, options: LossOptions): Tensor =>
  (options.reduction ?? "mean") === "mean" ? values.sum().div(weights.sum()) : reduced(loss, values, options);

export const castTo = (value: Tensor, dtype: DType): Tensor => (value.dtype === dtype ? value : cast(value, dtype));
