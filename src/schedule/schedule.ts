// From a graph to a program: which tensors are stored, which nests join, in what order kernels run, where buffers live.
// The only entry of this room.
import { apply, type How, type Op, type Tensor } from "../graph/tensor.ts";
import { expand } from "../graph/expand.ts";
import { sorted } from "../graph/order.ts";
import { sizeOf as bytesOfType } from "../core/dtype.ts";
import { entry } from "../core/memo.ts";
import { buffer as makeBuffer, variable } from "../ir/build.ts";
import type { Buffer, Kernel, Limits, Phase, Place, Program, Stmt } from "../ir/types.ts";
import { buffersRead, buffersTouched, mapStmts } from "../ir/walk.ts";
import { formOf, twin } from "./alike.ts";
import { bytesOf, placeBuffers, type Lifetime } from "./arena.ts";
import { lowerContraction } from "./contract.ts";
import { decide } from "./decide.ts";
import { Fuser, sameElement, type Group } from "./fuse.ts";
import { canonical, isLeaf, sizeOf, uses } from "./graph.ts";
import { nestMaker, type Nest } from "./nest.ts";
import { optimize, type Check } from "./passes/passes.ts";
import { vectorizeLoop } from "./passes/vectorize.ts";
import { costOf, lowerRows, type Surroundings } from "./rows.ts";

export interface Request {
  readonly name: string;
  /** Tensors whose elements are wanted. */
  readonly outputs: readonly Tensor[];
  /** Variables that take new values, all at once: every read of one in this graph sees the old value. */
  readonly updates: readonly { readonly variable: Tensor; readonly value: Tensor }[];
  readonly limits: Limits;
  /** Called with every kernel between all passes. */
  readonly check?: Check;
}

export interface Scheduled {
  readonly program: Program;
  /** Leaves that the program reads or overwrites, by slot. */
  readonly slots: readonly Tensor[];
  /** Where each output is found after a run: in the arena, or in the memory of a leaf. */
  readonly outputs: readonly ({ readonly offset: number } | { readonly leaf: Tensor })[];
}

const COPY: Op<null> = {
  name: "copy",
  shape: ([x]) => x!.shape,
  dtype: ([x]) => x!.dtype,
  how: { kind: "map", scalar: ([x]) => x! },
};

/** Nanoseconds below which a phase is not worth waking threads for. */
const PARALLEL = 12_000;

export function schedule({ name, outputs, updates, limits, check }: Request): Scheduled {
  const roots = canonical(expand([...outputs, ...updates.map((u) => u.value)]));
  // An output that is a variable after all (reshapes melt) means its old value.
  const overwritten = new Set(updates.map((u) => u.variable));
  const wanted = roots.slice(0, outputs.length).map((root) => (overwritten.has(root) ? apply(COPY, [root], null) : root));
  const assigned = ownValues(roots.slice(outputs.length), wanted);
  const all = [...wanted, ...assigned];
  const decision = decide(all, uses(all));
  const nestOf = nestMaker();
  const nests = [...decision.stored].map((node) => nestOf(node, decision));
  const plan = orderUpdates(nests, assigned, updates.map((u) => u.variable), nestOf); // prettier-ignore
  const groups = new Fuser(plan.edges, plan.writers).fuse(plan.nests);

  const buffers = new Map<Tensor, Buffer>();
  const targets = new Map<Tensor, Tensor>();
  for (const [variable, nest] of plan.writers) targets.set(nest.node, variable);
  let count = 0;
  const ownerOf = (node: Tensor): Tensor => targets.get(node) ?? node;
  const memoryOf = (node: Tensor): Buffer => {
    const owner = ownerOf(node);
    return entry(buffers, owner, () => makeBuffer(`${owner.op.name}${count++}`, owner.dtype, sizeOf(owner)));
  };
  const storedNodes = new Set(plan.nests.map((nest) => nest.node));
  const around: Surroundings = {
    limits,
    memory: (node) => (isLeaf(node) || storedNodes.has(node) ? memoryOf(node) : null),
    target: memoryOf,
    writerOf: (node) => plan.writers.get(node),
  };
  const made = new Map<string, { readonly kernel: Kernel; readonly memory: readonly Buffer[] }>();
  const read = readElsewhere(groups, [...all, ...targets.keys()]);
  const kernels = groups.map((group, k) => {
    const name = `k${k}_${nameOf(group)}`;
    const { key, owners } = formOf(group, ownerOf, read);
    const make = (): Kernel => optimize(withoutDeadStores(lower(group, name, around), group, read, memoryOf), limits, check);
    const { kernel, memory } = entry(made, key, () => ({ kernel: make(), memory: owners.map(memoryOf) }));
    return kernel.name === name ? kernel : twin(kernel, name, new Map(owners.map((x, i) => [memory[i]!, memoryOf(x)])));
  });
  const phases = phasesOf(groups, kernels, plan.edges, limits);
  return assemble(name, phases, all.slice(0, outputs.length), buffers, memoryOf);
}

/** Each variable gets a value of its own: a leaf, or a value that another variable takes too, is copied. */
function ownValues(values: readonly Tensor[], outputs: readonly Tensor[]): Tensor[] {
  const taken = new Set<Tensor>(outputs);
  return values.map((value) => {
    if (isLeaf(value) || taken.has(value)) return apply(COPY, [value], null);
    taken.add(value);
    return value;
  });
}

interface Ordered {
  readonly nests: readonly Nest[];
  readonly edges: ReadonlyMap<Nest, ReadonlySet<Nest>>;
  readonly writers: ReadonlyMap<Tensor, Nest>;
}

/**
 * Orders nests so that whoever reads a variable runs before it is overwritten. Where that cannot be (its readers wait for
 * the new value, or the writer itself reads other elements of it), the value is made elsewhere and copied at the end.
 */
function orderUpdates(
  nests: readonly Nest[],
  values: readonly Tensor[],
  variables: readonly Tensor[],
  nestOf: ReturnType<typeof nestMaker>,
): Ordered {
  const list = [...nests];
  const byNode = new Map(list.map((nest) => [nest.node, nest]));
  const edges = new Map<Nest, Set<Nest>>(list.map((nest) => [nest, dependencies(nest, byNode)]));
  const writers = new Map<Tensor, Nest>();
  variables.forEach((variable, k) => {
    const own = byNode.get(values[k]!)!;
    const readers = list.filter((nest) => nest.accesses.some((access) => access.node === variable));
    const inPlace = own.accesses.every((access) => access.node !== variable || sameElement(access, own, own));
    if (inPlace && !readers.some((reader) => reader !== own && reaches(reader, own, edges))) {
      writers.set(variable, own);
      for (const reader of readers) if (reader !== own) edges.get(own)!.add(reader);
      return;
    }
    const copy = apply(COPY, [own.node], null);
    const nest = nestOf(copy, { stored: new Set([own.node]), headOf: new Map() });
    edges.set(nest, new Set([own, ...readers]));
    list.push(nest);
    writers.set(variable, nest);
  });
  return { nests: sorted(list, (nest) => [...edges.get(nest)!].reverse()), edges, writers };
}

function dependencies(nest: Nest, byNode: ReadonlyMap<Tensor, Nest>): Set<Nest> {
  const out = new Set<Nest>();
  for (const access of nest.accesses) {
    const owner = byNode.get(access.node);
    if (owner && owner !== nest) out.add(owner);
  }
  return out;
}

/** Does `from` wait, directly or not, for `to`? */
const reaches = (from: Nest, to: Nest, edges: Ordered["edges"]): boolean => sorted([from], (nest) => [...edges.get(nest)!]).includes(to);

const nameOf = (group: Group): string => [...new Set(group.members.map((nest) => nest.head.op.name))].slice(0, 4).join("_");

function lower(group: Group, name: string, around: Surroundings): Kernel {
  const empty = group.members.every((nest) => sizeOf(nest.node) === 0);
  if (empty) return { name, tasks: 1, task: variable("task"), body: [], cost: 0 };
  if (group.kind === "rows") return lowerRows(group, name, around);
  if (group.kind === "contract") return lowerContraction(group, name, around);
  return lowerLoop(group.members[0]!, name, around);
}

function lowerLoop(nest: Nest, name: string, around: Surroundings): Kernel {
  const how = nest.head.op.how as How & { kind: "loop" };
  const task = variable("task");
  const shapes = [...nest.head.inputs.map((x) => x.shape), nest.head.shape];
  const inputs = nest.head.inputs.map((x) => around.memory(x)!);
  const own = how.nest(around.target(nest.node), inputs, nest.head.attrs as never, shapes);
  const bytes = [nest.node, ...nest.head.inputs].reduce((sum, node) => sum + sizeOf(node) * bytesOfType(node.dtype), 0);
  const { independent } = own;
  const lanes = Math.max(1, Math.floor(around.limits.vectorBytes / Math.max(4, bytesOfType(nest.node.dtype))));
  const wide = (s: Stmt): Stmt | readonly Stmt[] => (s.is === "for" && independent!.has(s.v) ? vectorizeLoop(s, lanes) : s);
  const body = independent ? mapStmts(own.body(task), { stmt: wide }) : own.body(task);
  return { name, tasks: own.tasks, task, body, cost: costOf(nest.visits * 4, bytes) };
}

/** Tensors that somebody outside reads, or another kernel. */
function readElsewhere(groups: readonly Group[], roots: readonly Tensor[]): ReadonlySet<Tensor> {
  const out = new Set(roots);
  for (const { members } of groups) {
    const own = new Set(members.map((nest) => nest.node));
    for (const nest of members) for (const x of nest.reads) if (!own.has(x)) out.add(x);
  }
  return out;
}

/** What is stored and never loaded had its readers beside it; the store goes. */
function withoutDeadStores(kernel: Kernel, group: Group, read: ReadonlySet<Tensor>, memoryOf: (node: Tensor) => Buffer): Kernel {
  const needed = buffersRead(kernel.body);
  for (const { node } of group.members) if (read.has(node)) needed.add(memoryOf(node));
  const stmt = (s: Stmt): Stmt | null => (s.is === "store" && s.buffer.scope === "global" && !needed.has(s.buffer) ? null : s);
  return { ...kernel, body: [...mapStmts(kernel.body, { stmt })] };
}

/** `kernels` are those of the groups, one each. */
function phasesOf(groups: readonly Group[], kernels: readonly Kernel[], edges: Ordered["edges"], limits: Limits): Phase[] {
  const level = new Map<Nest, number>();
  const phases: Kernel[][] = [];
  groups.forEach(({ members }, k) => {
    // Members that wait for each other are not among those placed yet.
    const at = Math.max(0, ...members.flatMap((nest) => [...edges.get(nest)!].map((before) => (level.get(before) ?? -1) + 1)));
    for (const nest of members) level.set(nest, at);
    (phases[at] ??= []).push(kernels[k]!);
  });
  return phases.map((list) => {
    const cost = list.reduce((sum, kernel) => sum + kernel.cost, 0);
    const tasks = list.reduce((sum, kernel) => sum + kernel.tasks, 0);
    // The dearest first: then the last tasks to be handed out are the short ones.
    return {
      kernels: [...list].sort((a, b) => b.cost / b.tasks - a.cost / a.tasks),
      parallel: limits.threads > 1 && tasks > 1 && cost > PARALLEL,
    };
  });
}

function assemble(
  name: string,
  phases: readonly Phase[],
  outputs: readonly Tensor[],
  buffers: ReadonlyMap<Tensor, Buffer>,
  memoryOf: (node: Tensor) => Buffer,
): Scheduled {
  const lives = new Map<Buffer, Lifetime>();
  const scratch = new Map<Buffer, number>();
  let scratchBytes = 0;
  phases.forEach((phase, at) => {
    for (const kernel of phase.kernels) {
      let offset = 0;
      for (const own of buffersTouched(kernel.like?.kernel ?? kernel)) {
        const b = kernel.like?.buffers.get(own) ?? own;
        if (b.scope === "thread") {
          scratch.set(b, offset);
          offset += bytesOf(b);
          continue;
        }
        const life = lives.get(b);
        lives.set(b, { buffer: b, from: life?.from ?? at, to: at });
      }
      scratchBytes = Math.max(scratchBytes, offset);
    }
  });
  const ends = new Set(outputs.map(memoryOf));
  const leafOf = new Map([...buffers].filter(([node]) => isLeaf(node)).map(([node, b]) => [b, node]));
  const slots: Tensor[] = [];
  const places = new Map<Buffer, Place>();
  const inArena: Lifetime[] = [];
  for (const [b, life] of lives) {
    const leaf = leafOf.get(b);
    if (leaf) places.set(b, { at: "slot", slot: slots.push(leaf) - 1 });
    else inArena.push(ends.has(b) ? { ...life, to: phases.length } : life);
  }
  const { offsets, bytes } = placeBuffers(inArena);
  for (const [b, offset] of offsets) places.set(b, { at: "arena", offset });
  const program: Program = { name, buffers: places, slots: slots.length, arena: bytes, scratch, scratchBytes, phases };
  return {
    program,
    slots,
    outputs: outputs.map((node) => {
      const leaf = leafOf.get(memoryOf(node));
      return leaf ? { leaf } : { offset: offsets.get(memoryOf(node))! };
    }),
  };
}
