// Variables: elements that live in a device's memory and are overwritten in place. Nobody frees them; a finalization
// registry gives memory back when the tensor is gone.
import type { TypedArray } from "../core/dtype.ts";
import { newArray, sizeOf } from "../core/dtype.ts";
import { sizeOfShape } from "../core/shape.ts";
import { variableError } from "../core/errors.ts";
import { variableOp, variable as variableLeaf } from "../graph/ops/sources.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Device } from "../runtime/device.ts";

/** Where a variable's elements are while they are not in host memory. */
export interface Residence {
  readonly device: Device;
  readonly address: number;
  readonly bytes: number;
}

/** What the engine keeps with a variable, in its `storage.device`. */
export class Holding {
  residence: Residence | null = null;
  /** When the elements were last replaced. */
  changed = -1;
}

/** Counts residences that were given or taken: while it stands still, every variable lies where it lay. */
let moved = 0;
export const moves = (): number => moved;

let registry: FinalizationRegistry<Holding> | null = null;

/**
 * Is this a tensor that can be assigned to, made by `parameter` or `variable`?
 *
 * @example
 * [isVariable(variable(tensor(1))), isVariable(tensor(1))] // [true, false]
 */
export const isVariable = (x: Tensor): boolean => x.op === variableOp;

export function requireVariable(name: string, x: Tensor): void {
  if (!isVariable(x)) throw variableError(name, x.op.name, x.shape);
}

/** A new variable that takes over the array. */
export function makeVariable(elements: TypedArray, shape: readonly number[], dtype: Tensor["dtype"]): Tensor {
  const x = variableLeaf(elements, shape, dtype);
  x.storage!.device = new Holding();
  return x;
}

export const holdingOf = (x: Tensor): Holding => (x.storage!.device ??= new Holding()) as Holding;

/** The address of the elements on that device; they move there if they are elsewhere. */
export function addressOf(x: Tensor, device: Device): number {
  const holding = holdingOf(x);
  if (holding.residence?.device === device) return holding.residence.address;
  const elements = readVariable(x);
  if (holding.residence) release(holding);
  else (registry ??= new FinalizationRegistry<Holding>(release)).register(x, holding);
  const bytes = Math.max(1, elements.length) * sizeOf(x.dtype);
  const address = device.allocate(bytes);
  device.view(x.dtype, address, elements.length).set(elements);
  holding.residence = { device, address, bytes };
  moved++;
  x.storage!.host = null;
  return address;
}

function release(holding: Holding): void {
  if (!holding.residence) return;
  holding.residence.device.free(holding.residence.address, holding.residence.bytes);
  holding.residence = null;
  moved++;
}

/** A copy of the elements as they are now. */
export function readVariable(x: Tensor): TypedArray {
  const length = sizeOfShape(x.shape);
  const { residence } = holdingOf(x);
  const out = newArray(x.dtype, length);
  out.set(residence ? residence.device.view(x.dtype, residence.address, length) : x.storage!.host!);
  return out;
}

/** Was the variable overwritten after the node was made? */
export const isStale = (node: Tensor, x: Tensor): boolean => holdingOf(x).changed > node.born;
