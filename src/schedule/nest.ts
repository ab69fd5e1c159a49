// One stored tensor = one nest: which loops fill it and what it reads where. Says nothing yet of how loops are joined.
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { entry } from "../core/memo.ts";
import { buffer, indexVar, int, mul, variable } from "../ir/build.ts";
import type { Buffer, Expr, Var } from "../ir/types.ts";
import { order } from "../graph/order.ts";
import { ruleKey, type ContractAttrs, type Tensor } from "../graph/tensor.ts";
import { operations, type Decision } from "./decide.ts";
import { isLeaf, sizeOf } from "./graph.ts";
import { Index } from "./index-of.ts";
import { Reader } from "./reader.ts";

export type NestKind = "pointwise" | "reduce" | "contract" | "loop";

/** A read of memory, at an index written in the nest's own variables. */
export interface Access {
  readonly node: Tensor;
  readonly flat: Expr;
  /** Read while the heavy node is being computed, not once per element of the output. */
  readonly inHead: boolean;
}

export interface Nest {
  readonly node: Tensor;
  /** The same for nests that differ in the memory they read only, and that memory, in an order that is the same too. */
  readonly form: number;
  readonly reads: readonly Tensor[];
  /** The heavy node whose loops these are (the stored node itself, or the beginning of its chain). */
  readonly head: Tensor;
  readonly kind: NestKind;
  /** Sizes of the loops over outputs: the head's shape without axes of size 1. */
  readonly space: readonly number[];
  readonly vars: readonly Var[];
  /** The variables of the summed axes. */
  readonly inner: readonly Var[];
  readonly accesses: readonly Access[];
  /** Elements visited, inner loops included. */
  readonly visits: number;
  /** Operations over all visits. */
  readonly work: number;
}

/** The shape whose loops a nest runs. */
export const withoutOnes = (shape: readonly number[]): number[] => shape.filter((size) => size !== 1);

/** The place in a tensor of that shape, one expression per axis that is not 1. */
export function placeAt(shape: readonly number[], vars: readonly Expr[]): Index {
  let next = 0;
  return Index.at(
    shape,
    shape.map((size) => (size === 1 ? int(0) : vars[next++]!)),
  );
}

/** The place in a nest's stored node that belongs to a place in its head: the same row-major position. */
export const placeOf = (node: Tensor, head: Tensor, at: Index): Index =>
  sameShape(node.shape, head.shape) ? at : Index.flat(node.shape, at.flat);

/** Contractions below this many products are written as plain reductions: a register tile would cost more than it saves. */
const TINY = 512;

/** What a reduction or tiny contraction sums: an expression of output and inner variables. */
export interface Inner {
  readonly extents: readonly number[];
  readonly word: "add" | "mul" | "min" | "max" | "and" | "or";
  element(reader: Reader, at: Index, inner: readonly Expr[]): Expr;
}

/** The reduction that a head computes. */
export function innerOf(head: Tensor): Inner {
  const how = head.op.how;
  if (how.kind === "reduce") {
    const input = head.inputs[0]!;
    const axes = (head.attrs as { axes: readonly number[] }).axes;
    return {
      extents: axes.map((axis) => input.shape[axis]!),
      word: how.word as Inner["word"],
      element(reader, at, inner) {
        let out = 0;
        const index = input.shape.map((_, axis) => {
          const k = axes.indexOf(axis);
          return k >= 0 ? inner[k]! : at.coordinates[out++]!;
        });
        return reader.read(input, Index.at(input.shape, index));
      },
    };
  }
  const { sums, sizes } = labelsOf(head);
  return {
    extents: sums.map((label) => sizes.get(label)!),
    word: "add",
    element(reader, at, inner) {
      const [a, b] = operandsAt(head, at, new Map(sums.map((label, k) => [label, inner[k]!])));
      return mul(reader.read(head.inputs[0]!, a), reader.read(head.inputs[1]!, b));
    },
  };
}

/** The labels of a contraction and their sizes. */
export function labelsOf(head: Tensor): { attrs: ContractAttrs; sums: readonly string[]; sizes: ReadonlyMap<string, number> } {
  const attrs = head.attrs as ContractAttrs;
  const sizes = new Map<string, number>();
  [...attrs.a].forEach((label, axis) => sizes.set(label, head.inputs[0]!.shape[axis]!));
  [...attrs.b].forEach((label, axis) => sizes.set(label, head.inputs[1]!.shape[axis]!));
  const sums = [...new Set(attrs.a + attrs.b)].filter((label) => !attrs.out.includes(label));
  return { attrs, sums, sizes };
}

/** Where both operands are read for an output place and positions of the summed labels. */
export function operandsAt(head: Tensor, at: Index, inner: ReadonlyMap<string, Expr>): [Index, Index] {
  const { attrs } = labelsOf(head);
  const position = (label: string): Expr => inner.get(label) ?? at.coordinates[attrs.out.indexOf(label)]!;
  const [a, b] = head.inputs;
  return [Index.at(a!.shape, [...attrs.a].map(position)), Index.at(b!.shape, [...attrs.b].map(position))];
}

export function kindOf(head: Tensor): NestKind {
  const kind = isLeaf(head) ? "source" : head.op.how.kind;
  if (kind === "reduce" || kind === "loop") return kind;
  if (kind !== "contract") return "pointwise";
  const { sums, sizes } = labelsOf(head);
  const products = sums.reduce((n, label) => n * sizes.get(label)!, sizeOf(head));
  return products <= TINY || (head.dtype !== "f32" && head.dtype !== "f64") ? "reduce" : "contract";
}

/** A function that makes nests, those of one form once. */
export function nestMaker(): (node: Tensor, decision: Decision) => Nest {
  const made = new Map<string, Nest>();
  return (node, decision) => {
    const head = decision.headOf.get(node) ?? node;
    const isMemory = (x: Tensor): boolean => x !== node && (isLeaf(x) || decision.stored.has(x));
    const parts = order([node], isMemory);
    const numbers = new Map(parts.map((x, k) => [x, k]));
    const lines = parts.map((x) => (isMemory(x) ? `${x.dtype}${x.shape}` : `${ruleKey(x)}(${x.inputs.map((y) => numbers.get(y))})`));
    const reads = parts.filter(isMemory);
    const like = entry(made, `${numbers.get(head)};${lines.join(";")}`, () => nestOf(node, head, reads, made.size));
    const to = new Map(like.reads.map((x, k) => [x, reads[k]!]));
    return { ...like, node, head, reads, accesses: like.accesses.map((access) => ({ ...access, node: to.get(access.node)! })) };
  };
}

/** Reads the nest off the graph by writing its expressions once with variables of its own. */
function nestOf(node: Tensor, head: Tensor, reads: readonly Tensor[], form: number): Nest {
  const kind = kindOf(head);
  const memory = new Set(reads);
  const buffers = new Map<Tensor, Buffer>();
  const accesses: Access[] = [];
  let inHead = false;
  const reader = new Reader({
    memory(x) {
      if (!memory.has(x)) return null;
      return entry(buffers, x, () => buffer(x.op.name, x.dtype, Math.max(1, sizeOf(x))));
    },
    onRead: (x, flat) => accesses.push({ node: x, flat, inHead }),
  });
  const space = withoutOnes(head.shape);
  const vars = space.map((size, axis) => indexVar(`i${axis}`, size));
  const at = placeAt(head.shape, vars);
  let visits = sizeOf(head);
  let each = 1;
  let summed: readonly Var[] = [];
  if (kind === "loop") {
    for (const x of head.inputs) accesses.push({ node: x, flat: variable("anywhere"), inHead: true });
    visits = Math.max(visits, ...head.inputs.map(sizeOf));
  } else {
    if (kind !== "pointwise") {
      inHead = true;
      const inner = innerOf(head);
      summed = inner.extents.map((size, k) => indexVar(`r${k}`, size));
      each = operations(inner.element(reader, at, summed));
      visits *= sizeOfShape(inner.extents);
      inHead = false;
      reader.bind(head, at, variable("sum", head.dtype));
    }
    if (node !== head || kind === "pointwise") each += operations(reader.compute(node, placeOf(node, head, at)));
  }
  return { node, form, reads, head, kind, space, vars, inner: summed, accesses, visits, work: visits * each };
}
