// A plan: a graph scheduled, compiled and loaded, ready to be run again with other leaves. Device memory belongs to plans
// and variables; a result that somebody still holds when the plan runs again is copied to host memory first.
import type { TypedArray } from "../core/dtype.ts";
import { sizeOf } from "../core/dtype.ts";
import { disposedError } from "../core/errors.ts";
import { sizeOfShape } from "../core/shape.ts";
import { dataOp, liveOp, type LiveAttrs } from "../graph/ops/sources.ts";
import { Tensor, tick, type Storage } from "../graph/tensor.ts";
import type { Device, Executable } from "../runtime/device.ts";
import { schedule, type Request, type Scheduled } from "../schedule/schedule.ts";
import { addressOf, holdingOf, isVariable, readVariable, type Residence } from "./variables.ts";

/** Memory of a leaf whose elements come from the host. */
interface Inlet {
  readonly address: number;
  readonly bytes: number;
  view: TypedArray;
  /** What was last copied in; null if it must be copied at every run. */
  last: TypedArray | null;
}

/** One slot of the program and the number of the leaf that fills it. */
interface Source {
  readonly leaf: number;
  readonly slot: number;
  inlet: Inlet | null;
  /** What the slot was bound to last. */
  bound: Tensor | null;
  residence: Residence | null;
}

/** A result that is still in the plan's memory. */
export class Pending {
  #plan: Plan | null;
  readonly #output: number;
  constructor(plan: Plan, output: number) {
    this.#plan = plan;
    this.#output = output;
  }

  /** Copies the elements out; they are the holder's own from here on. */
  take(): TypedArray {
    if (!this.#plan) throw disposedError();
    const elements = this.#plan.copy(this.#output);
    this.#plan = null;
    return elements;
  }

  drop(): void {
    this.#plan = null;
  }

  get waiting(): boolean {
    return this.#plan !== null;
  }
}

let verification: Request["check"];
/** Checks every kernel between all passes, in plans made from here on, or no longer: for tests. */
export const setVerify = (check: Request["check"] | null): void => void (verification = check ?? undefined);

/** Results up to this many elements are copied at once: cheaper than remembering them. */
const SMALL = 64;

/** A recorded computation, made ready for a device: run it with new leaves, again and again. */
export class Plan {
  readonly device: Device;
  readonly scheduled: Scheduled;
  readonly executable: Executable;
  readonly #sources: readonly Source[];
  readonly #outputs: readonly Tensor[];
  readonly #updated: readonly number[];
  readonly #leafOfOutput: readonly (number | null)[];
  #views: (TypedArray | null)[];
  /** Weak references would keep their targets until a synchronous loop ends; these are let go at the next run. */
  #held: (Storage | null)[];
  #holds = false;
  #leaves: readonly Tensor[] = [];

  /** `leaves`: the graph's leaves in the order in which `run` will be given others of the same shapes. */
  constructor(device: Device, request: Omit<Request, "limits">, leaves: readonly Tensor[]) {
    this.device = device;
    this.scheduled = schedule({ ...request, limits: device.limits, ...(verification && { check: verification }) });
    this.executable = device.load(this.scheduled.program);
    const numbers = new Map(leaves.map((leaf, k) => [leaf, k]));
    this.#sources = this.scheduled.slots.map((leaf, slot) => ({
      leaf: numbers.get(leaf)!,
      slot,
      inlet: null,
      bound: null,
      residence: null,
    }));
    this.#outputs = request.outputs;
    this.#leafOfOutput = this.scheduled.outputs.map((place) => ("leaf" in place ? numbers.get(place.leaf)! : null));
    this.#updated = request.updates.map(({ variable }) => numbers.get(variable)!);
    this.#views = this.#outputs.map(() => null);
    this.#held = this.#outputs.map(() => null);
  }

  /** Bytes of device memory that the plan keeps. */
  get bytes(): number {
    return this.scheduled.program.arena + this.#sources.reduce((sum, source) => sum + (source.inlet?.bytes ?? 0), 0);
  }

  /** Computes with these leaves; variables among them are overwritten. */
  run(leaves: readonly Tensor[]): void {
    this.#rescue();
    this.#leaves = leaves;
    for (const source of this.#sources) this.#supply(source, leaves[source.leaf]!);
    this.executable.run();
    if (this.#updated.length === 0) return;
    const now = tick();
    for (const k of this.#updated) holdingOf(leaves[k]!).changed = now;
  }

  /** Results that were neither read nor let go are copied before they are overwritten: somebody may hold them. */
  #rescue(): void {
    if (!this.#holds) return;
    this.#holds = false;
    for (let k = 0; k < this.#held.length; k++) {
      const storage = this.#held[k];
      if (!storage) continue;
      this.#held[k] = null;
      if (!(storage.device instanceof Pending) || !storage.device.waiting) continue;
      storage.host = storage.device.take();
      storage.device = null;
    }
  }

  #supply(source: Source, leaf: Tensor): void {
    if (isVariable(leaf)) {
      const { residence } = holdingOf(leaf);
      if (source.bound === leaf && residence !== null && residence === source.residence) return;
      this.executable.bind(source.slot, addressOf(leaf, this.device));
      source.bound = leaf;
      source.residence = holdingOf(leaf).residence;
      return;
    }
    const inlet = (source.inlet ??= this.#open(source, leaf));
    if (inlet.view.length === 0 && sizeOfShape(leaf.shape) > 0)
      inlet.view = this.device.view(leaf.dtype, inlet.address, sizeOfShape(leaf.shape));
    if (leaf.op === liveOp) {
      const value = (leaf.attrs as LiveAttrs).read();
      if (typeof value === "number") inlet.view[0] = value;
      else inlet.view.set(value);
      return;
    }
    const elements = hostElements(leaf);
    if (elements === inlet.last) return;
    inlet.view.set(elements);
    inlet.last = elements;
  }

  #open(source: Source, leaf: Tensor): Inlet {
    const length = sizeOfShape(leaf.shape);
    const bytes = Math.max(1, length) * sizeOf(leaf.dtype);
    const address = this.device.allocate(bytes);
    this.executable.bind(source.slot, address);
    return { address, bytes, view: this.device.view(leaf.dtype, address, length), last: null };
  }

  /** The elements of an output of the last run, as they are in device memory now: do not keep the view. */
  #look(k: number): TypedArray {
    const { shape, dtype } = this.#outputs[k]!;
    const place = this.scheduled.outputs[k]!;
    const length = sizeOfShape(shape);
    if (!("offset" in place)) {
      const leaf = this.#leaves[this.#leafOfOutput[k]!]!;
      return isVariable(leaf) ? readVariable(leaf) : hostElements(leaf);
    }
    let view = this.#views[k];
    if (!view || view.length !== length) this.#views[k] = view = this.device.view(dtype, this.executable.arena + place.offset, length);
    return view;
  }

  /** A copy of an output of the last run. */
  copy(k: number): TypedArray {
    return this.#look(k).slice();
  }

  /** Gives a tensor the elements of an output, now if they are few, else when somebody asks. */
  fill(k: number, tensor: Tensor): void {
    const { shape } = this.#outputs[k]!;
    if (sizeOfShape(shape) <= SMALL || !("offset" in this.scheduled.outputs[k]!)) {
      tensor.storage = { host: this.copy(k), device: null };
      return;
    }
    this.#held[k] = tensor.storage = { host: null, device: new Pending(this, k) };
    this.#holds = true;
  }

  /** A new tensor with the elements of an output. */
  result(k: number): Tensor {
    const { shape, dtype } = this.#outputs[k]!;
    const out = new Tensor(dataOp, [], { shape, dtype }, shape, dtype);
    this.fill(k, out);
    return out;
  }

  dispose(): void {
    this.#rescue();
    for (const { inlet } of this.#sources) if (inlet) this.device.free(inlet.address, inlet.bytes);
    this.executable.dispose();
  }
}

/** The elements of a realized tensor that is no variable; they must not be changed. */
export function hostElements(x: Tensor): TypedArray {
  const storage = x.storage!;
  if (!storage.host) {
    storage.host = (storage.device as Pending).take();
    storage.device = null;
  }
  return storage.host;
}
