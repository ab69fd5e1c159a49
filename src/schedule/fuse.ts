// Joins nests that can share their outer loops. Two nests may stand in one kernel if every element that one reads of the
// other lies in the same turn of the shared loops; then softmax, layer norm and an optimiser's update become one kernel.
import { entry } from "../core/memo.ts";
import { add, int, mul } from "../ir/build.ts";
import { same } from "../ir/key.ts";
import { coefficient, rangeOf } from "../ir/linear.ts";
import { simplify } from "../ir/simplify.ts";
import type { Expr } from "../ir/types.ts";
import { sizeOfShape } from "../core/shape.ts";
import { sorted } from "../graph/order.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Access, Nest } from "./nest.ts";

export interface Group {
  readonly kind: "rows" | "contract" | "loop";
  /** In an order in which they may run. */
  readonly members: readonly Nest[];
  /** How many loops, from the outermost, all members share. */
  readonly shared: number;
}

/** Groups this small run in one task, whatever their shapes: a kernel call would cost more than the work. */
const TINY = 4096;
/** Rows longer than this fall out of the first cache, and joining buys nothing. */
const ROW = 1 << 15;
/** Fewer rows than this leave nothing to share among threads. */
const ROWS = 8;

/** What each nest must wait for: those whose results it reads, and those that read a variable before it is overwritten. */
export type Edges = ReadonlyMap<Nest, ReadonlySet<Nest>>;

const strideOf = (space: readonly number[], axis: number): number => sizeOfShape(space.slice(axis + 1));

/** Does the reader touch, of what `owner` stores, only elements of its own turn of the first `shared` loops? */
function aligned(access: Access, reader: Nest, owner: Nest, shared: number): boolean {
  if (shared === 0) return true;
  let rest: Expr = access.flat;
  for (let axis = 0; axis < shared; axis++) {
    const v = reader.vars[axis]!;
    const stride = strideOf(owner.space, axis);
    if (coefficient(access.flat, v) !== stride) return false;
    rest = add(rest, mul(v, int(-stride)));
  }
  const range = rangeOf(simplify(rest));
  return range !== null && range[0] >= 0 && range[1] < strideOf(owner.space, shared - 1);
}

/** The place of a nest's own element, in its own variables. */
const ownFlat = (nest: Nest): Expr =>
  simplify(nest.vars.reduce<Expr>((sum, v, axis) => add(sum, mul(v, int(strideOf(nest.space, axis)))), int(0)));

export const sameSpace = (a: Nest, b: Nest): boolean =>
  a.space.length === b.space.length && a.space.every((size, k) => size === b.space[k]);

/** Does the reader touch exactly the element that the owner stores in the same turn of all loops? */
export const sameElement = (access: Access, reader: Nest, owner: Nest): boolean =>
  sameSpace(reader, owner) && !access.inHead && same(access.flat, ownFlat(reader));

export class Fuser {
  readonly #edges: Edges;
  /** A variable that is overwritten in place belongs to the nest that overwrites it, and so do reads of its old value. */
  readonly #writers: ReadonlyMap<Tensor, Nest>;
  readonly #groupOf = new Map<Nest, Group>();
  #rank: ReadonlyMap<Nest, number> = new Map();
  /** What was found of a place (nests of one form have the same), and the number of loops in a space. */
  readonly #aligned = new Map<Expr, Map<string, boolean>>();
  /** The elementwise nests so far that read a tensor. */
  readonly #readers = new Map<Tensor, Nest[]>();

  constructor(edges: Edges, writers: ReadonlyMap<Tensor, Nest>) {
    this.#edges = edges;
    this.#writers = writers;
  }

  /** `nests` come in an order in which they may run. */
  fuse(nests: readonly Nest[]): Group[] {
    this.#rank = new Map(nests.map((nest, k) => [nest, k]));
    for (const nest of nests) this.#place(nest);
    return this.#inOrder(nests);
  }

  #place(nest: Nest): void {
    const kind = nest.kind === "contract" || nest.kind === "loop" ? nest.kind : "rows";
    let group: Group = { kind, members: [nest], shared: nest.space.length };
    if (kind === "rows") {
      for (const other of this.#candidates(nest)) {
        const joined = this.#join(other, group);
        if (joined) group = joined;
      }
    }
    for (const member of group.members) this.#groupOf.set(member, group);
    if (nest.kind === "pointwise") for (const x of nest.reads) entry(this.#readers, x, (): Nest[] => []).push(nest);
  }

  /** Groups that this nest reads from, newest first, then groups over the same space that read the same memory. */
  #candidates(nest: Nest): Set<Group> {
    const out = new Set<Group>();
    const before = [...this.#edges.get(nest)!].map((n) => this.#groupOf.get(n)!).reverse();
    for (const group of before) out.add(group);
    if (nest.kind === "pointwise") {
      for (const other of this.#inRank(nest.reads.flatMap((x) => this.#readers.get(x) ?? []))) {
        const group = this.#groupOf.get(other)!;
        if (group.kind === "rows" && sameSpace(nest, other)) out.add(group);
      }
    }
    return out;
  }

  /** Each once, in an order in which they may run. */
  readonly #inRank = (nests: readonly Nest[]): Nest[] => [...new Set(nests)].sort((x, y) => this.#rank.get(x)! - this.#rank.get(y)!);

  #join(a: Group, b: Group): Group | null {
    if (a === b || a.kind === "loop" || b.kind === "loop") return null;
    const members = this.#inRank([...a.members, ...b.members]);
    const joined = a.kind === "contract" || b.kind === "contract" ? this.#intoContraction(members) : this.#inRows(members);
    // The dearest question comes last.
    return joined && this.#circular(new Set(members)) ? null : joined;
  }

  #inRows(members: readonly Nest[]): Group | null {
    for (let shared = commonPrefix(members); shared >= 0; shared--) {
      if (worthwhile(members, shared) && this.#allAligned(members, shared)) return { kind: "rows", members, shared };
    }
    return null;
  }

  /** Elementwise work at the place of a contraction's finished sums becomes its epilogue. */
  #intoContraction(members: readonly Nest[]): Group | null {
    const heads = members.filter((nest) => nest.kind === "contract");
    const first = heads[0]!;
    if (heads.length > 1 || members[0] !== first) return null;
    for (const nest of members) {
      if (nest !== first && (nest.kind !== "pointwise" || !sameSpace(nest, first))) return null;
      for (const access of nest.accesses) {
        const owner = this.#ownerOf(access.node, members);
        if (owner && !sameElement(access, nest, owner)) return null;
      }
    }
    return { kind: "contract", members, shared: first.space.length };
  }

  #allAligned(members: readonly Nest[], shared: number): boolean {
    return members.every((nest) =>
      nest.accesses.every((access) => {
        const owner = this.#ownerOf(access.node, members);
        if (!owner) return true;
        const known = entry(this.#aligned, access.flat, () => new Map<string, boolean>());
        return entry(known, `${shared} ${owner.space}`, () => aligned(access, nest, owner, shared));
      }),
    );
  }

  #ownerOf(node: Tensor, members: readonly Nest[]): Nest | undefined {
    const writer = this.#writers.get(node);
    if (writer) return members.includes(writer) ? writer : undefined;
    return members.find((nest) => nest.node === node);
  }

  /** Would something outside have to run both after and before the members? */
  #circular(members: ReadonlySet<Nest>): boolean {
    const outside = new Set<Nest>();
    const push = (nest: Nest): void => {
      for (const before of this.#edges.get(nest)!)
        for (const other of this.#groupOf.get(before)?.members ?? [before]) if (!members.has(other)) outside.add(other);
    };
    members.forEach(push);
    // Grows as it is walked.
    for (const nest of outside) {
      for (const before of this.#edges.get(nest)!) if (members.has(before)) return true;
      push(nest);
    }
    return false;
  }

  /** All groups, each after those it waits for. */
  #inOrder(nests: readonly Nest[]): Group[] {
    const groupOf = (nest: Nest): Group => this.#groupOf.get(nest)!;
    return sorted(nests.map(groupOf), ({ members }) => members.flatMap((nest) => [...this.#edges.get(nest)!].map(groupOf)));
  }
}

function commonPrefix(members: readonly Nest[]): number {
  const first = members[0]!.space;
  let length = first.length;
  for (const { space } of members) {
    let k = 0;
    while (k < length && k < space.length && space[k] === first[k]) k++;
    length = k;
  }
  return length;
}

/** Is sharing that many loops a gain, or at least no loss of parallel work? */
function worthwhile(members: readonly Nest[], shared: number): boolean {
  const visits = members.reduce((sum, nest) => sum + nest.visits, 0);
  if (visits <= TINY) return true;
  const whole = members.every((nest) => nest.space.length === shared);
  if (whole) return true;
  const rows = sizeOfShape(members[0]!.space.slice(0, shared));
  return rows >= ROWS && visits / rows <= ROW;
}
