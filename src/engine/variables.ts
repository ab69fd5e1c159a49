// Variables: elements that live in a device's memory and are overwritten in place. Nobody frees them; a finalization
// registry gives memory back when the tensor is gone.
import type { TypedArray } from "../core/dtype.ts";
import { newArray, sizeOf } from "../core/dtype.ts";
import { sizeOfShape } from "../core/shape.ts";
import { variableError } from "../core/errors.ts";
import { variableOp, variable as variableLeaf } from "../graph/ops/sources.ts";
import { tick, type Tensor } from "../graph/tensor.ts";
import type { Device } from "../runtime/device.ts";

/** Where a variable's elements are while they are not in host memory. */
interface Residence {
  readonly device: Device;
  readonly address: number;
  readonly bytes: number;
}

interface Held {
  residence: Residence | null;
}

const holdings = new WeakMap<Tensor, Held>();
const changes = new WeakMap<Tensor, number>();
let registry: FinalizationRegistry<Held> | null = null;

export const isVariable = (x: Tensor): boolean => x.op === variableOp;

export function requireVariable(name: string, x: Tensor): void {
  if (!isVariable(x)) throw variableError(name, x.op.name, x.shape);
}

/** A new variable that takes over the array. */
export function makeVariable(elements: TypedArray, shape: readonly number[], dtype: Tensor["dtype"]): Tensor {
  return variableLeaf(elements, shape, dtype);
}

/** The address of the elements on that device; they move there if they are elsewhere. */
export function addressOf(x: Tensor, device: Device): number {
  const held = holdings.get(x);
  if (held?.residence?.device === device) return held.residence.address;
  const elements = readVariable(x);
  release(held);
  const bytes = Math.max(1, elements.length) * sizeOf(x.dtype);
  const residence = { device, address: device.allocate(bytes), bytes };
  device.view(x.dtype, residence.address, elements.length).set(elements);
  if (held) held.residence = residence;
  else {
    const fresh: Held = { residence };
    holdings.set(x, fresh);
    registry ??= new FinalizationRegistry<Held>(release);
    registry.register(x, fresh);
  }
  x.storage!.host = null;
  return residence.address;
}

function release(held: Held | undefined): void {
  if (!held?.residence) return;
  held.residence.device.free(held.residence.address, held.residence.bytes);
  held.residence = null;
}

/** A copy of the elements as they are now. */
export function readVariable(x: Tensor): TypedArray {
  const length = sizeOfShape(x.shape);
  const residence = holdings.get(x)?.residence;
  const out = newArray(x.dtype, length);
  out.set(residence ? residence.device.view(x.dtype, residence.address, length) : x.storage!.host!);
  return out;
}

/** Replaces all elements at once. */
export function writeVariable(x: Tensor, elements: TypedArray): void {
  const residence = holdings.get(x)?.residence;
  if (residence) residence.device.view(x.dtype, residence.address, elements.length).set(elements);
  else x.storage!.host = elements.slice();
  changed(x);
}

/** Notes that graph nodes made before now meant the value before. */
export const changed = (x: Tensor): void => void changes.set(x, tick());

/** Was the variable overwritten after the node was made? */
export const isStale = (node: Tensor, x: Tensor): boolean => (changes.get(x) ?? -1) > node.born;
