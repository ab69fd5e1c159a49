// `compile`: a function of tensors is recorded once per signature (shapes, dtypes, other arguments) and replayed as one plan.
import type { TypedArray } from "../core/dtype.ts";
import { newArray } from "../core/dtype.ts";
import { compileError } from "../core/errors.ts";
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { entry } from "../core/memo.ts";
import { order } from "../graph/order.ts";
import { detach } from "../graph/ops/broadcast.ts";
import { placeholder } from "../graph/ops/sources.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Device } from "../runtime/device.ts";
import { defaultDevice } from "./device.ts";
import { Plan, hostElements } from "./plan.ts";
import { isLeaf, realizeAll } from "./realize.ts";
import { currentTrace, record } from "./trace.ts";
import { isVariable, readVariable } from "./variables.ts";

/** Signatures after which one is told that a function is recorded again and again. */
const MANY = 16;

/** Where tensors stand in what a function takes or gives: plain arrays and objects are looked into. */
type Shape<T> = { readonly kind: "tensor"; readonly k: number } | { readonly kind: "list"; readonly items: readonly Shape<T>[] } | { readonly kind: "record"; readonly items: readonly (readonly [string, Shape<T>])[] } | { readonly kind: "value"; readonly value: unknown }; // prettier-ignore

function takeApart(value: unknown, tensors: Tensor[]): Shape<unknown> {
  if (value instanceof Tensor) return { kind: "tensor", k: tensors.push(value) - 1 };
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => takeApart(item, tensors)) };
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return { kind: "record", items: Object.entries(value).map(([name, item]) => [name, takeApart(item, tensors)]) };
  return { kind: "value", value };
}

function putTogether(shape: Shape<unknown>, tensors: readonly Tensor[]): unknown {
  switch (shape.kind) {
    case "tensor":
      return tensors[shape.k];
    case "list":
      return shape.items.map((item) => putTogether(item, tensors));
    case "record":
      return Object.fromEntries(shape.items.map(([name, item]) => [name, putTogether(item, tensors)]));
    case "value":
      return shape.value;
  }
}

const ids = new WeakMap<object, number>();
let idCount = 0;
const idOf = (thing: object): number => entry(ids, thing, () => idCount++);

/** What must be equal for a recording to be used again; variables and objects count as themselves. */
function signature(shape: Shape<unknown>, tensors: readonly Tensor[]): string {
  switch (shape.kind) {
    case "tensor": {
      const x = tensors[shape.k]!;
      return isVariable(x) ? `variable ${idOf(x)}` : `${x.dtype}[${x.shape}]${x.requiresGrad ? "g" : ""}`;
    }
    case "list":
      return `(${shape.items.map((item) => signature(item, tensors)).join("; ")})`;
    case "record":
      return `{${shape.items.map(([name, item]) => `${name}: ${signature(item, tensors)}`).join("; ")}}`;
    case "value": {
      const { value } = shape;
      if ((typeof value === "object" && value !== null) || typeof value === "function") return `object ${idOf(value)}`;
      return typeof value === "string" ? JSON.stringify(value) : String(value);
    }
  }
}

/** One recorded signature. */
class Recording {
  readonly plan: Plan | null;
  readonly inputs: readonly Tensor[];
  readonly #device: Device;
  readonly #leaves: Tensor[];
  /** For each argument: the number of its leaf, or −1 if the plan does not read it. */
  readonly #at: readonly number[];
  readonly #shape: Shape<unknown>;
  /** For each tensor that is returned: the plan's output, or the argument or realized tensor that it is. */
  readonly #results: readonly (number | Tensor)[];
  readonly #single: boolean;
  /** The arguments of the last call, whose shapes are known. */
  readonly #seen: unknown[] = [];

  constructor(device: Device, fn: (...args: never[]) => unknown, given: Shape<unknown>, tensors: readonly Tensor[]) {
    this.#device = device;
    this.inputs = tensors.map((x) => {
      if (isVariable(x)) return x;
      const input = placeholder(x.shape, x.dtype);
      input.requiresGrad = x.requiresGrad;
      return input;
    });
    const { result, updates } = record(() => fn(...(putTogether(given, this.inputs) as never[])));
    if (result instanceof Promise) throw compileError("the function is async; a step must be made of tensor operations only");
    const returned: Tensor[] = [];
    this.#shape = takeApart(result, returned);
    this.#single = this.#shape.kind === "tensor";
    // A variable that is returned is given as it is after the step.
    const finals = returned.map((x) => {
      const value = updates.get(x) ?? x;
      return value !== x && isVariable(value) ? detach(value) : value;
    });
    for (const x of finals) if (x.storage === null && sizeOfShape(x.shape) === 0) x.storage = { host: newArray(x.dtype, 0), device: null };
    const outputs = [...new Set(finals.filter((x) => !isLeaf(x)))];
    this.#results = finals.map((x) => (isLeaf(x) ? x : outputs.indexOf(x)));
    const changes = [...updates].filter(([variable, value]) => variable !== value && sizeOfShape(variable.shape) > 0);
    const roots = [...changes.map(([variable]) => variable), ...outputs, ...changes.map(([, value]) => value)];
    this.#leaves = order(roots, isLeaf).filter(isLeaf);
    this.#at = this.inputs.map((input) => this.#leaves.indexOf(input));
    this.plan =
      roots.length === 0
        ? null
        : new Plan(
            device,
            { name: fn.name || "step", outputs, updates: changes.map(([variable, value]) => ({ variable, value })) },
            this.#leaves,
          );
  }

  /** Are these the same shapes as those recorded? The quick question, for arguments that are all tensors. */
  fits(args: readonly unknown[], device: Device): boolean {
    if (args.length !== this.inputs.length || device !== this.#device) return false;
    for (let k = 0; k < args.length; k++) {
      const x = args[k];
      const input = this.inputs[k]!;
      if (x === input) continue;
      if (x === this.#seen[k] && (x as Tensor).requiresGrad === input.requiresGrad) continue;
      if (!(x instanceof Tensor) || x.dtype !== input.dtype || x.requiresGrad !== input.requiresGrad || isVariable(x) || isVariable(input))
        return false;
      if (x.shape !== input.shape && !sameShape(x.shape, input.shape)) return false;
      this.#seen[k] = x;
    }
    return true;
  }

  run(tensors: readonly Tensor[]): unknown {
    for (let k = 0; k < tensors.length; k++) {
      const x = tensors[k]!;
      if (x.storage === null) realizeAll("compile", [x]);
      const at = this.#at[k]!;
      if (at >= 0) this.#leaves[at] = x;
    }
    this.plan?.run(this.#leaves);
    if (this.#single && typeof this.#results[0] === "number") return this.plan!.result(this.#results[0]);
    const made = new Map<number, Tensor>();
    const results = this.#results.map((from) => {
      if (typeof from === "number") return entry(made, from, () => this.plan!.result(from));
      const argument = this.inputs.indexOf(from);
      return argument >= 0 ? tensors[argument]! : from;
    });
    return putTogether(this.#shape, results);
  }
}

/** A compiled function; `plans` are its recordings so far. */
export type Compiled<Args extends readonly unknown[], Result> = ((...args: Args) => Result) & {
  readonly plans: () => readonly Plan[];
};

/**
 * Records a step once per signature of its arguments and replays it as one plan: forward pass, gradients and updates of
 * variables are one entry into compiled code.
 *
 * The function's own code runs only while it is recorded: numbers computed in it are constants of the step (use `live` for
 * those that change), values of tensors cannot be read in it, and its updates happen at every call.
 *
 * @param fn takes tensors, plain arrays and objects of them, and other values (which belong to the signature)
 * @throws NablaError if a tensor's value is read while recording
 * @example
 * const w = variable(tensor([1]))
 * const step = compile((x) => { update([[w, w.add(x)]]); return w.mul(2); })
 * step(tensor([5])).toArray() // [12]
 * step(tensor([1])).toArray() // [14]
 */
export function compile<Args extends readonly unknown[], Result>(fn: (...args: Args) => Result): Compiled<Args, Result> {
  const recordings = new Map<string, Recording>();
  const devices = new WeakMap<Device, number>();
  let last: Recording | null = null;
  let deviceCount = 0;
  const call = (...args: Args): Result => {
    if (currentTrace()) return fn(...args);
    const device = defaultDevice();
    if (last?.fits(args, device)) return last.run(args as unknown as Tensor[]) as Result;
    const tensors: Tensor[] = [];
    const given = takeApart(args, tensors);
    const number = entry(devices, device, () => deviceCount++);
    const key = `${number}${signature(given, tensors)}`;
    let recording = recordings.get(key);
    if (!recording) {
      recording = new Recording(device, fn, given, tensors);
      recordings.set(key, recording);
      if (recordings.size === MANY) report(fn.name, [...recordings.keys()]);
    }
    if (tensors.length === args.length && args.every((x, k) => x === tensors[k])) last = recording;
    return recording.run(tensors) as Result;
  };
  const plans = (): readonly Plan[] => [...recordings.values()].flatMap((recording) => recording.plan ?? []);
  return Object.assign(call, { plans });
}

function report(name: string, keys: readonly string[]): void {
  const shown = keys.slice(-3).join(" / ");
  // eslint-disable-next-line no-console -- the one thing that a user must hear and that is no error
  console.warn(`compile: ${name || "a step"} was recorded ${keys.length} times, once for each signature; the last ones: ${shown}. Give batches of one size, and numbers that change as tensors or live values.`); // prettier-ignore
}

/** The elements of a tensor, computed if need be; the caller may keep but not change them. */
export function elementsOf(name: string, x: Tensor): TypedArray {
  if (isVariable(x)) return readVariable(x);
  if (x.storage === null) realizeAll(name, [x]);
  return hostElements(x);
}
