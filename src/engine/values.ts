// Reading tensors: numbers, nested arrays, typed arrays.
import type { TypedArray } from "../core/dtype.ts";
import { itemError } from "../core/errors.ts";
import { sizeOfShape } from "../core/shape.ts";
import { liveOp, type LiveAttrs, type Nested } from "../graph/ops/sources.ts";
import type { Tensor } from "../graph/tensor.ts";
import { newArray } from "../core/dtype.ts";
import { elementsOf as compute } from "./compile.ts";
import { Pending, Single } from "./plan.ts";
import { realizeAll } from "./realize.ts";

export function elementsOf(name: string, x: Tensor): TypedArray {
  if (x.op !== liveOp) return compute(name, x);
  const value = (x.attrs as LiveAttrs).read();
  const out = newArray(x.dtype, sizeOfShape(x.shape));
  out.set(typeof value === "number" ? [value] : value);
  return out;
}

/** The elements as a typed array of the caller's own, row-major. */
export const data = (x: Tensor): TypedArray => elementsOf("data", x).slice();

/** The only element, as a number (bool: 0 or 1). */
export function item(x: Tensor): number {
  if (x.storage instanceof Single) return x.storage.value;
  if (sizeOfShape(x.shape) !== 1) throw itemError(x.shape);
  return elementsOf("item", x)[0]!;
}

/** The elements as nested arrays of numbers (booleans for bool); a scalar is the element itself. */
export function toArray(x: Tensor): Nested {
  const elements = elementsOf("toArray", x);
  let at = 0;
  const level = (axis: number): Nested => {
    if (axis === x.shape.length) return x.dtype === "bool" ? elements[at++] !== 0 : elements[at++]!;
    return Array.from({ length: x.shape[axis]! }, () => level(axis + 1));
  };
  return level(0);
}

/** Computes the elements now; gives the same tensor. */
export function realize(x: Tensor): Tensor {
  realizeAll("realize", [x]);
  return x;
}

/** Lets the elements go without reading them: for large results of a compiled function that nobody needs. */
export function dispose(x: Tensor): void {
  if (x.storage?.device instanceof Pending) x.storage.device.drop();
}
