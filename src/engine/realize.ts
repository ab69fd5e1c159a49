// Computes graphs that nobody compiled: a plan is found by the graph's structure, or made. Assignments to variables run
// with everything that was marked as wanted, so that a step in plain style is one plan too.
import { newArray } from "../core/dtype.ts";
import { recordingError, staleError, updateError } from "../core/errors.ts";
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { entry } from "../core/memo.ts";
import { indexVar } from "../ir/build.ts";
import { order } from "../graph/order.ts";
import { placeholderOp } from "../graph/ops/sources.ts";
import { moment, ruleKey, type Tensor } from "../graph/tensor.ts";
import type { Device } from "../runtime/device.ts";
import { defaultDevice } from "./device.ts";
import { Plan } from "./plan.ts";
import { currentTrace } from "./trace.ts";
import { isStale, isVariable, requireVariable } from "./variables.ts";

export const isLeaf = (node: Tensor): boolean => node.op.how.kind === "source" || node.storage !== null;

/** Plans kept; the least recently used go first. */
const MOST_PLANS = 256;
const MOST_BYTES = 1 << 29;

const caches = new WeakMap<Device, Map<string, Plan>>();

interface Shaped {
  readonly key: string;
  readonly leaves: readonly Tensor[];
}

/** A text that is equal for graphs which differ in their leaves' elements only, and the leaves in order. */
export function structure(name: string, roots: readonly Tensor[], targets: readonly Tensor[]): Shaped {
  const nodes = order([...targets, ...roots], isLeaf);
  const numbers = new Map<Tensor, number>();
  const leaves: Tensor[] = [];
  const parts: string[] = [];
  for (const node of nodes) {
    numbers.set(node, numbers.size);
    if (isLeaf(node)) {
      if (node.op === placeholderOp && node.storage === null) throw recordingError(name);
      leaves.push(node);
      parts.push(`${isVariable(node) ? "v" : "l"}${node.dtype}${node.shape}`);
      continue;
    }
    for (const x of node.inputs) if (isVariable(x) && isStale(node, x)) throw staleError(name, node.op.name, node.shape);
    parts.push(`${ruleKey(node)}(${node.inputs.map((x) => numbers.get(x)!).join()})`);
  }
  const ends = `${roots.map((root) => numbers.get(root)!)}>${targets.map((target) => numbers.get(target)!)}`;
  return { key: `${parts.join(";")}|${ends}`, leaves };
}

function planFor(
  device: Device,
  name: string,
  outputs: readonly Tensor[],
  updates: readonly (readonly [Tensor, Tensor])[],
): Shaped & { plan: Plan } {
  const variables = updates.map(([variable]) => variable);
  const shaped = structure(name, [...outputs, ...updates.map(([, value]) => value)], variables);
  const cache = entry(caches, device, () => new Map<string, Plan>());
  let plan = cache.get(shaped.key);
  if (plan) cache.delete(shaped.key);
  else {
    plan = new Plan(device, { name, outputs, updates: updates.map(([variable, value]) => ({ variable, value })) }, shaped.leaves);
    makeRoom(cache);
  }
  cache.set(shaped.key, plan);
  return { ...shaped, plan };
}

function makeRoom(cache: Map<string, Plan>): void {
  let bytes = 0;
  for (const plan of cache.values()) bytes += plan.bytes;
  for (const [key, plan] of cache) {
    if (cache.size < MOST_PLANS && bytes < MOST_BYTES) return;
    bytes -= plan.bytes;
    plan.dispose();
    cache.delete(key);
  }
}

/** The number that each element is, where the node says so by itself: such tensors need no plan. */
function everywhere({ op: { how }, inputs, attrs, shape, dtype }: Tensor): number | null {
  if (inputs.length > 0 || how.kind !== "read") return null;
  const index = shape.map((size) => indexVar("i", size));
  const element = how.element(index, () => index[0]!, attrs as never, [], dtype);
  return element.is === "const" ? element.value : null;
}

/** Gives every one of the tensors its elements, in one plan. */
export function realizeAll(name: string, tensors: readonly Tensor[], updates: readonly (readonly [Tensor, Tensor])[] = []): void {
  const missing = new Set<Tensor>();
  for (const x of tensors) {
    if (x.storage !== null) continue;
    const value = everywhere(x);
    if (value !== null || sizeOfShape(x.shape) === 0) {
      x.storage = { host: newArray(x.dtype, sizeOfShape(x.shape)).fill(value ?? 0), device: null };
    } else missing.add(x);
  }
  const outputs = [...missing];
  if (outputs.length === 0 && updates.length === 0) return;
  for (const x of outputs) if (x.op === placeholderOp) throw recordingError(name);
  const { plan, leaves } = planFor(defaultDevice(), name, outputs, updates);
  plan.run(leaves);
  outputs.forEach((x, k) => plan.fill(k, x));
}

/**
 * Losses whose `backward()` was called: they are computed with the update that follows. Held firmly, for weak references
 * keep their targets until a synchronous loop ends; and not without bound, for that update may never come.
 */
const wanted = new Set<Tensor>();
const MOST_WANTED = 256;
let wantedSince = 0;

export function want(x: Tensor): void {
  if (wanted.size === 0) wantedSince = moment();
  else if (wanted.size >= MOST_WANTED) for (const oldest of wanted) {
    wanted.delete(oldest);
    break;
  } // prettier-ignore
  wanted.add(x);
}

/** The losses to compute now. Those that an update by other ways made stale cannot be had any more. */
function takeWanted(): Tensor[] {
  const losses = [...wanted].filter((x) => x.storage === null);
  wanted.clear();
  return wantedSince === moment() ? losses : losses.filter((loss) => !order([loss], isLeaf).some((node) => isOutdated(node)));
}

const isOutdated = (node: Tensor): boolean => !isLeaf(node) && node.inputs.some((x) => isVariable(x) && isStale(node, x));

/**
 * Assigns new values to variables, all at once: every value is computed from the old ones. Inside `compile` the
 * assignments become part of the step.
 *
 * Each variable was made by `parameter` or `variable`; its value has the same shape and dtype.
 *
 * @throws NablaError if something else than a variable is assigned, a shape or dtype differs, or a variable comes twice
 * @example
 * const a = variable(tensor([1, 2]))
 * update([[a, a.mul(10)]])
 * a.toArray() // [10, 20]
 */
export function update(pairs: readonly (readonly [variable: Tensor, value: Tensor])[]): void {
  const seen = new Set<Tensor>();
  for (const [variable, value] of pairs) {
    requireVariable("update", variable);
    if (seen.has(variable)) throw updateError("a variable is given twice; give each one value", [variable.shape]);
    seen.add(variable);
    if (!sameShape(variable.shape, value.shape))
      throw updateError("the value's shape must be the variable's", [variable.shape, value.shape]);
    if (variable.dtype !== value.dtype)
      throw updateError(`the variable is ${variable.dtype}, the value ${value.dtype}; cast the value`, [variable.shape]);
  }
  const trace = currentTrace();
  if (trace) {
    // All at once: a value that is a variable means what that was before this call.
    const values = pairs.map(([, value]) => trace.updates.get(value) ?? value);
    pairs.forEach(([variable], k) => trace.updates.set(variable, values[k]!));
    return;
  }
  const losses = takeWanted();
  const real = pairs.filter(([variable]) => sizeOfShape(variable.shape) > 0);
  if (real.length > 0) realizeAll("update", losses, real);
}
