// What all losses share: many numbers become one.
import { NablaError, cast } from "../index.ts";
import type { DType, Tensor } from "../index.ts";

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
      throw new NablaError("loss-option", `${loss}: reduction must be "mean", "sum" or "none", got ${JSON.stringify(reduction)}`, {
        op: loss,
      });
  }
}

export const castTo = (value: Tensor, dtype: DType): Tensor => (value.dtype === dtype ? value : cast(value, dtype));
