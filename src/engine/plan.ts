// A plan: a graph scheduled, compiled and loaded, ready to be run again with other leaves. Device memory belongs to plans
// and variables; a result that somebody still holds when the plan runs again is copied to host memory first.
import type { DType, TypedArray } from "../core/dtype.ts";
import { newArray, sizeOf } from "../core/dtype.ts";
import { disposedError } from "../core/errors.ts";
import { sizeOfShape } from "../core/shape.ts";
import { dataOp, liveOp, type LiveAttrs } from "../graph/ops/sources.ts";
import { Tensor, tick, type Storage } from "../graph/tensor.ts";
import type { Device, Executable } from "../runtime/device.ts";
import { schedule, type Request, type Scheduled } from "../schedule/schedule.ts";
import { addressOf, holdingOf, isVariable, moves, readVariable, type Holding } from "./variables.ts";

/** Memory of a leaf whose elements come from the host. */
interface Inlet {
  readonly address: number;
  readonly bytes: number;
  view: TypedArray;
  /** What was last copied in; null if it must be copied at every run. */
  last: number | ArrayLike<number> | null;
}

/** One slot of the program and the number of the leaf that fills it. */
interface Source {
  readonly leaf: number;
  readonly slot: number;
  inlet: Inlet | null;
}

/** An output: what it is, and where. */
interface Outlet {
  /** Attributes of every result. */
  readonly attributes: { readonly shape: Tensor["shape"]; readonly dtype: DType };
  readonly size: number;
  /** In the arena, or −1 if the output is a leaf. */
  readonly offset: number;
  /** The number of that leaf. */
  readonly leaf: number;
  view: TypedArray | null;
  /** Weak references would keep their targets until a synchronous loop ends; this is let go at the next run. */
  held: Storage | null;
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

/** Of one element that was read at once: an array is made of it when somebody asks. */
export class Single implements Storage {
  readonly device = null;
  readonly value: number;
  readonly #dtype: DType;
  #host: TypedArray | null = null;

  constructor(value: number, dtype: DType) {
    this.value = value;
    this.#dtype = dtype;
  }

  get host(): TypedArray {
    return (this.#host ??= newArray(this.#dtype, 1).fill(this.value));
  }
}

let verification: Request["check"];
/** Checks every kernel between all passes, in plans made from here on, or no longer: for tests. */
export const setVerify = (check: Request["check"] | null): void => void (verification = check ?? undefined);

/** Results up to this many elements are copied at once: cheaper than remembering them. */
const SMALL = 64;
const NONE: readonly Tensor[] = [];

/** A recorded computation, made ready for a device: run it with new leaves, again and again. */
export class Plan {
  readonly device: Device;
  readonly scheduled: Scheduled;
  readonly executable: Executable;
  /** Variables live on the device; all else is copied in. */
  readonly #variables: readonly Source[];
  readonly #sources: readonly Source[];
  readonly #outlets: readonly Outlet[];
  readonly #updated: readonly number[];
  #holds = false;
  #leaves: readonly Tensor[] = [];
  /** What `moves` said when the variables were bound. */
  #bound = -1;
  #changed: readonly Holding[] = [];

  /** `leaves`: the graph's leaves in the order in which `run` will be given others of the same shapes. */
  constructor(device: Device, request: Omit<Request, "limits">, leaves: readonly Tensor[]) {
    this.device = device;
    this.scheduled = schedule({ ...request, limits: device.limits, ...(verification && { check: verification }) });
    this.executable = device.load(this.scheduled.program);
    const numbers = new Map(leaves.map((leaf, k) => [leaf, k]));
    const sources = this.scheduled.slots.map((leaf, slot): Source => ({ leaf: numbers.get(leaf)!, slot, inlet: null }));
    const isBound = ({ slot }: Source): boolean => isVariable(this.scheduled.slots[slot]!);
    this.#variables = sources.filter(isBound);
    this.#sources = sources.filter((source) => !isBound(source));
    this.#outlets = this.scheduled.outputs.map((place, k): Outlet => {
      const { shape, dtype } = request.outputs[k]!;
      const [offset, leaf] = "leaf" in place ? [-1, numbers.get(place.leaf)!] : [place.offset, -1];
      return { attributes: { shape, dtype }, size: sizeOfShape(shape), offset, leaf, view: null, held: null };
    });
    this.#updated = request.updates.map(({ variable }) => numbers.get(variable)!);
  }

  /** Bytes of device memory that the plan keeps. */
  get bytes(): number {
    return this.scheduled.program.arena + this.#sources.reduce((sum, source) => sum + (source.inlet?.bytes ?? 0), 0);
  }

  /**
   * Computes with these leaves; variables among them are overwritten. An array of leaves that was given before has the same
   * variables in it: so they are looked at again only when some variable moved.
   */
  run(leaves: readonly Tensor[]): void {
    if (this.#holds) this.#rescue();
    if (leaves !== this.#leaves || this.#bound !== moves()) this.#bind(leaves);
    for (const source of this.#sources) this.#supply(source, leaves[source.leaf]!);
    this.executable.run();
    if (this.#changed.length === 0) return;
    const now = tick();
    for (const holding of this.#changed) holding.changed = now;
  }

  #bind(leaves: readonly Tensor[]): void {
    this.#bound = -1;
    this.#leaves = leaves;
    for (const { slot, leaf } of this.#variables) this.executable.bind(slot, addressOf(leaves[leaf]!, this.device));
    this.#changed = this.#updated.map((k) => holdingOf(leaves[k]!));
    // Binding moves variables itself: those of this plan have their places now.
    this.#bound = moves();
  }

  /** Results that were neither read nor let go are copied before they are overwritten: somebody may hold them. */
  #rescue(): void {
    this.#holds = false;
    for (const outlet of this.#outlets) {
      const storage = outlet.held;
      if (!storage) continue;
      outlet.held = null;
      if (!(storage.device instanceof Pending) || !storage.device.waiting) continue;
      storage.host = storage.device.take();
      storage.device = null;
    }
  }

  #supply(source: Source, leaf: Tensor): void {
    const live = leaf.op === liveOp;
    const value = live ? (leaf.attrs as LiveAttrs).read() : hostElements(leaf);
    const inlet = (source.inlet ??= this.#open(source, leaf));
    // 0 and −0 are equal, but not the same.
    if (value === inlet.last && value !== 0) return;
    // Memory that grew has left its views without elements.
    if (inlet.view.length === 0) inlet.view = this.device.view(leaf.dtype, inlet.address, sizeOfShape(leaf.shape));
    const single = typeof value === "number";
    if (single) inlet.view[0] = value;
    else inlet.view.set(value);
    // Whoever gives arrays at every run may give the same one with other elements.
    inlet.last = live && !single ? null : value;
  }

  #open(source: Source, leaf: Tensor): Inlet {
    const length = sizeOfShape(leaf.shape);
    const bytes = Math.max(1, length) * sizeOf(leaf.dtype);
    const address = this.device.allocate(bytes);
    this.executable.bind(source.slot, address);
    return { address, bytes, view: this.device.view(leaf.dtype, address, length), last: null };
  }

  /** The elements of an output of the last run, as they are in device memory now: do not keep the view. */
  #look(outlet: Outlet): TypedArray {
    const { size, offset, view, attributes } = outlet;
    if (offset < 0) {
      const leaf = this.#leaves[outlet.leaf]!;
      return isVariable(leaf) ? readVariable(leaf) : hostElements(leaf);
    }
    // Memory that grew has left its views without elements.
    if (view !== null && view.length === size) return view;
    return (outlet.view = this.device.view(attributes.dtype, this.executable.arena + offset, size));
  }

  /** A copy of an output of the last run. */
  copy(k: number): TypedArray {
    return this.#look(this.#outlets[k]!).slice();
  }

  /** Gives a tensor the elements of an output, now if they are few, else when somebody asks. */
  fill(k: number, tensor: Tensor): void {
    const outlet = this.#outlets[k]!;
    if (outlet.size === 1) tensor.storage = new Single(this.#look(outlet)[0]!, outlet.attributes.dtype);
    else if (outlet.size <= SMALL || outlet.offset < 0) tensor.storage = { host: this.copy(k), device: null };
    else {
      outlet.held = tensor.storage = { host: null, device: new Pending(this, k) };
      this.#holds = true;
    }
  }

  /** A new tensor with the elements of an output. */
  result(k: number): Tensor {
    const { attributes } = this.#outlets[k]!;
    const out = new Tensor(dataOp, NONE, attributes, attributes.shape, attributes.dtype);
    this.fill(k, out);
    return out;
  }

  dispose(): void {
    if (this.#holds) this.#rescue();
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
