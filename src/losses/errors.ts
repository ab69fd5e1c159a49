// Errors of losses. Knows no loss.
import { NablaError } from "../index.ts";
import type { DType, Shape, Tensor } from "../index.ts";

const show = (shape: Shape): string => `[${shape.join(", ")}]`;

/** Equal shapes: broadcasting a target against an output is nearly always a mistake that costs an evening. */
export function needSameShape(loss: string, output: Tensor, target: Tensor): void {
  const same = output.shape.length === target.shape.length && output.shape.every((size, axis) => size === target.shape[axis]);
  if (same) return;
  const cure = sizeOf(output.shape) === sizeOf(target.shape) ? `; target.reshape([${output.shape.join(", ")}]) would fit` : "";
  throw new NablaError(
    "loss-shape",
    `${loss}: output and target must have equal shapes – output is ${show(output.shape)}, target is ${show(target.shape)}${cure}`,
    {
      op: loss,
      shapes: [output.shape, target.shape],
    },
  );
}

const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

export function needFloat(loss: string, what: string, value: Tensor, cure = ""): void {
  if (value.dtype !== "f32" && value.dtype !== "f64")
    throw new NablaError("loss-dtype", `${loss}: ${what} must be f32 or f64, it is ${value.dtype}${cure}`, { op: loss });
}

export const targetShapeError = (loss: string, output: Shape, target: Shape): NablaError =>
  new NablaError(
    "loss-shape",
    `${loss}: the target must hold class numbers of shape ${show([...output.slice(0, Math.min(1, output.length - 1)), ...output.slice(2)])}, or probabilities of the output's own shape – output is ${show(output)}, target is ${show(target)}`,
    { op: loss, shapes: [output, target] },
  );

export const targetDTypeError = (loss: string, dtype: DType): NablaError =>
  new NablaError("loss-dtype", `${loss}: class numbers must be i32 or u8, they are ${dtype}; tensor(labels, { dtype: "i32" }) would fit`, {
    op: loss,
  });

export const labelError = (loss: string, place: number, label: number, classes: number): NablaError =>
  new NablaError(
    "loss-label",
    `${loss}: label ${label} of sample ${place} is out of range; with ${classes} classes labels are 0 to ${classes - 1}`,
    { op: loss },
  );

export const optionError = (loss: string, name: string, rule: string, value: number): NablaError =>
  new NablaError("loss-option", `${loss}: ${name} must be ${rule}, got ${value}`, { op: loss });
