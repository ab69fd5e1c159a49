// A group of nests over shared rows becomes one kernel: for each row, one nest after the other; elementwise neighbours in
// one loop. What is read in the same turn as it is made stays in a local.
import type { DType } from "../core/dtype.ts";
import { sizeOf as bytesOf } from "../core/dtype.ts";
import { sizeOfShape } from "../core/shape.ts";
import { add, call, declare, indexVar, int, loop, mul, store, variable } from "../ir/build.ts";
import { coefficient } from "../ir/linear.ts";
import type { Buffer, Expr, Kernel, Limits, Stmt, Var } from "../ir/types.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sameElement, type Group } from "./fuse.ts";
import { sizeOf } from "./graph.ts";
import type { Index } from "./index-of.ts";
import { flatten, isTiny, nested, unravel, type Flattened, type For } from "./loops.ts";
import { innerOf, placeAt, placeOf, type Inner, type Nest } from "./nest.ts";
import { reduction } from "./passes/reduction.ts";
import { unroll as writeOut } from "./passes/unroll.ts";
import { vectorizeLoop } from "./passes/vectorize.ts";
import { Reader } from "./reader.ts";

/** What lowering needs to know of the plan around a kernel. */
export interface Surroundings {
  readonly limits: Limits;
  /** The memory of a leaf or of a stored node; null for what is written as an expression. */
  memory(node: Tensor): Buffer | null;
  /** Where a nest's result goes. */
  target(node: Tensor): Buffer;
  /** The nest that overwrites a variable in place, if one does. */
  writerOf(node: Tensor): Nest | undefined;
}

/** Nanoseconds of work that make a task worth handing out. */
const TASK = 15_000;
const MOST_TASKS = 64;

/** Estimated nanoseconds: operations at SIMD speed, and bytes. */
export const costOf = (work: number, bytes: number): number => work * 0.15 + bytes * 0.05;

export function lowerRows(group: Group, name: string, around: Surroundings): Kernel {
  const reader = new Reader({ memory: (node) => around.memory(node) });
  const flat = isFlat(group);
  const shared = flat ? 0 : sharedLoops(group);
  const sizes = group.members[0]!.space.slice(0, shared);
  const rows = sizeOfShape(sizes);
  const outer = sizes.map((size, k) => indexVar(`o${k}`, size));

  const work = group.members.reduce((sum, nest) => sum + nest.work, 0);
  const cost = costOf(work, bytesTouched(group));
  const wanted = Math.min(MOST_TASKS, Math.max(1, Math.round(cost / TASK)));

  const segments = segmentsOf(group, shared, around);
  const parts = segments.map((segment) =>
    segment[0]!.kind === "reduce"
      ? reduceSegment(segment[0]!, shared, outer, reader, around)
      : pointwiseSegment(segment, shared, outer, reader, around),
  );
  const task = variable("task");
  let tasks = 1;
  let body: Stmt[];
  if (shared > 0) {
    const chunk = Math.ceil(rows / Math.min(wanted, rows));
    tasks = Math.ceil(rows / chunk);
    body = rowLoops(outer, sizes, rows, chunk, tasks, task, parts.flatMap((part) => part.whole(null))); // prettier-ignore
  } else if (parts.length === 1 && wanted > 1) {
    const only = parts[0]!;
    const extent = only.extent;
    const grain = only.grain;
    const chunk = Math.ceil(Math.ceil(extent / wanted) / grain) * grain;
    tasks = Math.max(1, Math.ceil(extent / chunk));
    body = only.whole(tasks === 1 ? null : { task, chunk });
  } else body = parts.flatMap((part) => part.whole(null));
  return { name, tasks, task, body, cost };
}

/** Only elementwise nests over one space: no rows are needed, all loops may be joined. */
const isFlat = (group: Group): boolean => group.members.every((nest) => nest.kind === "pointwise" && nest.space.length === group.shared);

/** Vectors run along the last output axis where sums do not run along memory: then that axis is no shared loop. */
function sharedLoops(group: Group): number {
  const sideways = group.members.some((nest) => nest.kind === "reduce" && nest.space.length === group.shared && runsSideways(nest));
  return sideways ? Math.max(0, group.shared - 1) : group.shared;
}

function runsSideways(nest: Nest): boolean {
  if (nest.space.length === 0 || nest.inner.length === 0) return false;
  const last = nest.inner.findLast((v) => v.max! > 0);
  if (!last || sizeOfShape(nest.inner.map((v) => v.max! + 1)) < 8) return true;
  const reads = nest.accesses.filter((access) => access.inHead);
  const along = reads.filter((access) => coefficient(access.flat, last) === 1);
  return along.length === 0 || along.every((access) => shortRuns(nest, access.flat));
}

/** Sums of a few neighbours each (small windows), while neighbouring sums begin side by side or nearly so. */
function shortRuns(nest: Nest, flat: Expr): boolean {
  let run = 1;
  for (const v of nest.inner.filter((inner) => inner.max! > 0).reverse()) {
    if (coefficient(flat, v) !== run) break;
    run *= v.max! + 1;
  }
  const step = coefficient(flat, nest.vars.at(-1)!);
  return run < SHORT && step !== null && step > 0 && step <= NEAR;
}
/** Neighbours that fill no two vectors; and steps between sums over which vectors are still gathered cheaply. */
const SHORT = 8;
const NEAR = 2;

/** Neighbouring elementwise nests that read of each other only the very same element share a loop. */
function segmentsOf(group: Group, shared: number, around: Surroundings): Nest[][] {
  const out: Nest[][] = [];
  for (const nest of group.members) {
    const last = out.at(-1);
    if (
      last &&
      nest.kind === "pointwise" &&
      last[0]!.kind === "pointwise" &&
      sameInner(last[0]!, nest, shared) &&
      last.every((mate) => independent(nest, mate, around))
    )
      last.push(nest);
    else out.push([nest]);
  }
  return out;
}

const sameInner = (a: Nest, b: Nest, shared: number): boolean => a.space.slice(shared).join() === b.space.slice(shared).join();

/** True if neither reads anything of the other but the very same element (old values of variables included). */
function independent(nest: Nest, mate: Nest, around: Surroundings): boolean {
  const owns = (owner: Nest, node: Tensor): boolean => node === owner.node || around.writerOf(node) === owner;
  const clean = (reader: Nest, owner: Nest): boolean =>
    reader.accesses.every((access) => !owns(owner, access.node) || sameElement(access, reader, owner));
  return clean(nest, mate) && clean(mate, nest);
}

/** A piece of the kernel: its loops, whole or one task's share of the outermost. */
interface Part {
  readonly extent: number;
  readonly grain: number;
  whole(share: { task: Var; chunk: number } | null): Stmt[];
}

const lanesOf = (limits: Limits, dtype: DType): number => Math.max(1, Math.floor(limits.vectorBytes / Math.max(4, bytesOf(dtype))));

/** The width for a kernel's loops: the widest element type counts. */
const lanesFor = (nests: readonly Nest[], limits: Limits): number =>
  Math.min(...nests.flatMap((nest) => [nest.node, ...nest.accesses.map((a) => a.node)]).map((node) => lanesOf(limits, node.dtype)));

function part(flat: Flattened, lanes: number, unroll: number, tiny: boolean): Part {
  const extent = (flat.outer[0] ?? flat.innermost).max! + 1;
  const run = (v: Var, body: readonly Stmt[], from: Expr, to: Expr): Stmt[] =>
    vectorizeLoop(loop(v, from, to, 1, body) as For, lanes, unroll);
  return {
    extent,
    grain: flat.outer.length > 0 ? 1 : lanes * 16,
    whole(share) {
      const end = (v: Var): Expr => int(v.max! + 1);
      const bounds = (v: Var): [Expr, Expr] => {
        if (!share) return [int(0), end(v)];
        const begin = mul(share.task, int(share.chunk));
        return [begin, call("min", end(v), add(begin, int(share.chunk)))];
      };
      const [first, ...rest] = flat.outer;
      if (!first) {
        const all = run(flat.innermost, flat.body, ...bounds(flat.innermost));
        return tiny ? [...writeOut(all, Infinity)] : all;
      }
      const inside = nested(rest, run(flat.innermost, flat.body, int(0), end(flat.innermost)));
      return [loop(first, ...bounds(first), 1, inside)];
    },
  };
}

function pointwiseSegment(segment: readonly Nest[], shared: number, outer: readonly Var[], reader: Reader, around: Surroundings): Part {
  const inner = segment[0]!.space.slice(shared);
  const body = (at: readonly Expr[]): Stmt[] => {
    const values: Stmt[] = [];
    const stores: Stmt[] = [];
    for (const nest of segment) finish(nest, placeAt(nest.head.shape, [...outer, ...at]), reader, around, values, stores);
    return [...values, ...stores];
  };
  if (inner.length === 0) return straight(body([]));
  const lanes = lanesFor(segment, around.limits);
  const tiny = isTiny(inner, lanes);
  const flat = flatten(inner, body, tiny);
  release(segment, reader);
  const work = segment.reduce((sum, nest) => sum + nest.work / Math.max(1, nest.visits), 0);
  return part(flat, lanes, work < 24 ? 2 : 1, tiny);
}

const straight = (stmts: Stmt[]): Part => ({ extent: 1, grain: 1, whole: () => stmts });

/** Writes the stored node's value at this place into a local and its store; later readers of the same turn use the local. */
function finish(nest: Nest, at: Index, reader: Reader, around: Surroundings, values: Stmt[], stores: Stmt[]): void {
  const place = placeOf(nest.node, nest.head, at);
  const value = nest.node === nest.head && nest.kind !== "pointwise" ? reader.read(nest.node, place) : reader.compute(nest.node, place);
  const local = variable(nest.node.op.name, nest.node.dtype);
  values.push(declare(local, value));
  stores.push(store(around.target(nest.node), at.flat, local));
  reader.bind(nest.node, place, local);
}

function release(nests: readonly Nest[], reader: Reader): void {
  for (const nest of nests) {
    reader.unbind(nest.node);
    reader.unbind(nest.head);
  }
}

function reduceSegment(nest: Nest, shared: number, outer: readonly Var[], reader: Reader, around: Surroundings): Part {
  const sizes = nest.space.slice(shared);
  const inner = innerOf(nest.head);
  const lanes = lanesFor([nest], around.limits);
  const wide = sizes.length > 0 && runsSideways(nest);
  const body = (at: readonly Expr[]): Stmt[] => {
    const place = placeAt(nest.head.shape, [...outer, ...at]);
    const { stmts, result } = sum(nest, inner, place, reader, wide ? 1 : lanes);
    const values: Stmt[] = [];
    const stores: Stmt[] = [];
    reader.bind(nest.head, place, result);
    finish(nest, place, reader, around, values, stores);
    return [...stmts, ...values, ...stores];
  };
  if (sizes.length === 0) return straight(body([]));
  const tiny = wide && isTiny(sizes, lanes);
  const flat = flatten(sizes, body, tiny);
  release([nest], reader);
  return part(flat, wide ? lanes : 1, wide ? 4 : 1, tiny);
}

/** The statements that reduce one output element, vectors along the innermost summed axis where lanes > 1. */
function sum(nest: Nest, inner: Inner, at: Index, reader: Reader, lanes: number): { stmts: Stmt[]; result: Expr } {
  const axes = inner.extents.map((extent, k) => ({ v: indexVar(`r${k}`, extent), extent }));
  const value = inner.element(reader, at, axes.map((axis) => axis.v)); // prettier-ignore
  const { before, body, results } = reduction({ axes, terms: [{ word: inner.word, dtype: nest.head.dtype, value }], lanes });
  return { stmts: [...before, ...body], result: results[0]! };
}

/** The shared loops: a task runs `chunk` rows of them, counted flat. */
function rowLoops(
  outer: readonly Var[],
  sizes: readonly number[],
  rows: number,
  chunk: number,
  tasks: number,
  task: Var,
  body: readonly Stmt[],
): Stmt[] {
  if (tasks === 1) return nested(outer, body);
  const row = indexVar("row", rows);
  const at = unravel(row, sizes);
  const begin = mul(task, int(chunk));
  const end = rows % chunk === 0 ? add(begin, int(chunk)) : call("min", int(rows), add(begin, int(chunk)));
  return [loop(row, begin, end, 1, [...outer.map((v, k) => declare(v, at[k]!)), ...body])];
}

function bytesTouched(group: Group): number {
  const nodes = new Set<Tensor>();
  for (const nest of group.members) {
    nodes.add(nest.node);
    for (const access of nest.accesses) nodes.add(access.node);
  }
  return [...nodes].reduce((sum, node) => sum + sizeOf(node) * bytesOf(node.dtype), 0);
}
