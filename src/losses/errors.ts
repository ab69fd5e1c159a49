// Errors of losses. Knows no loss.
import { NablaError } from "../mini.ts";
import type { DType, Shape, Tensor } from "../mini.ts";

const show = (shape: Shape): string => `[${shape.join(", ")}]`;
const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);
const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Shapes that do not fit each other, with the rule in words. */
export const shapesError = (loss: string, named: Readonly<Record<string, Tensor>>, rule: string): NablaError =>
  new NablaError(
    "loss-shape",
    `${loss}: ${rule} – ${Object.entries(named)
      .map(([name, { shape }]) => `${name} is ${show(shape)}`)
      .join(", ")}`,
    { op: loss, shapes: Object.values(named).map(({ shape }) => shape) },
  );

/** Equal shapes: broadcasting a target against an output is nearly always a mistake that costs an evening. */
export function needSameShape(loss: string, output: Tensor, target: Tensor): void {
  if (same(output.shape, target.shape)) return;
  const cure = sizeOf(output.shape) === sizeOf(target.shape) ? `; target.reshape([${output.shape.join(", ")}]) would fit` : "";
  throw new NablaError(
    "loss-shape",
    `${loss}: output and target must have equal shapes – output is ${show(output.shape)}, target is ${show(target.shape)}${cure}`,
    { op: loss, shapes: [output.shape, target.shape] },
  );
}

/** Tensors by name that must all have the shape of the first. */
export function needEqualShapes(loss: string, named: Readonly<Record<string, Tensor>>): void {
  const [first, ...others] = Object.values(named);
  if (others.every(({ shape }) => same(shape, first!.shape))) return;
  throw shapesError(loss, named, `${Object.keys(named).join(", ")} must have equal shapes`);
}

/** A tensor of one certain shape. */
export function needShape(loss: string, what: string, value: Tensor, shape: Shape, why: string): void {
  if (!same(value.shape, shape))
    throw new NablaError("loss-shape", `${loss}: ${what} must be ${show(shape)}, ${why} – it is ${show(value.shape)}`, {
      op: loss,
      shapes: [value.shape, shape],
    });
}

/** A tensor that can be repeated to a shape without changing it. */
export function needBroadcast(loss: string, what: string, value: Tensor, shape: Shape): void {
  const shift = shape.length - value.shape.length;
  if (shift >= 0 && value.shape.every((size, axis) => size === 1 || size === shape[axis + shift])) return;
  throw new NablaError("loss-shape", `${loss}: ${what} must broadcast to the output – output is ${show(shape)}, ${what} is ${show(value.shape)}`, {
    op: loss,
    shapes: [shape, value.shape],
  }); // prettier-ignore
}

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

/** Elements of a target that are in ordinary memory, if they are. */
export const knownElements = (target: Tensor): ArrayLike<number> | null => target.storage?.host ?? null;

/** Refuses known elements that break a rule. */
export function needElements(loss: string, what: string, value: Tensor, fits: (element: number) => boolean, rule: string): void {
  const known = knownElements(value);
  if (!known) return;
  for (let i = 0; i < known.length; i++)
    if (!fits(known[i]!)) throw new NablaError("loss-target", `${loss}: ${what} must be ${rule}; element ${i} is ${known[i]!}`, { op: loss }); // prettier-ignore
}

export const optionError = (loss: string, name: string, rule: string, value: unknown): NablaError =>
  new NablaError("loss-option", `${loss}: ${name} must be ${rule}, got ${typeof value === "string" ? JSON.stringify(value) : String(value)}`, { op: loss }); // prettier-ignore

/** A finite number from `low` on (or above it), or an error. NaN never passes. */
export function needNumber(loss: string, name: string, value: number, low = -Infinity, above = false): number {
  if (Number.isFinite(value) && (above ? value > low : value >= low)) return value;
  throw optionError(loss, name, low === -Infinity ? "a finite number" : `${above ? "above" : "at least"} ${low}`, value);
}
