// Which tensors get memory. Everything else is written into the expressions of those that read it. Knows kinds and costs,
// never names.
import { variable } from "../ir/build.ts";
import type { Expr, Word } from "../ir/types.ts";
import type { Tensor } from "../graph/tensor.ts";
import { isConstant, isHeavy, isLeaf, sizeOf, type Uses } from "./graph.ts";

export interface Decision {
  /** Nodes whose elements are stored, inputs first. Leaves are not among them. */
  readonly stored: ReadonlySet<Tensor>;
  /** A stored node whose expression ends a chain that begins at a heavy node which itself is not stored. */
  readonly headOf: ReadonlyMap<Tensor, Tensor>;
}

/** Above this many operations an expression is not written twice. */
const CHEAP = 4;
/** Above this many operations a reader that repeats its input (a broadcast, overlapping windows) reads memory instead. */
const REPEATABLE = 2;
/** No expression grows beyond this many operations. */
const LARGEST = 320;

const WEIGHT: Partial<Record<Word, number>> = { div: 3, sqrt: 3, quot: 3, rem: 3, exp: 8, expm1: 10, log: 8, log1p: 10, sin: 8, cos: 8, atan: 8, tanh: 10, erf: 12, pow: 20 }; // prettier-ignore

/** Operations in an expression, dear words counted as several; shared parts once. */
export function operations(e: Expr, seen = new Set<Expr>()): number {
  if (seen.has(e)) return 0;
  seen.add(e);
  switch (e.is) {
    case "call":
      return e.args.reduce((sum, a) => sum + operations(a, seen), WEIGHT[e.word] ?? 1);
    case "cast":
    case "bits":
    case "splat":
      return 1 + operations(e.value, seen);
    case "when":
      return 1 + operations(e.condition, seen) + operations(e.then, seen) + operations(e.otherwise, seen);
    case "load":
      return 1 + operations(e.index, seen);
    default:
      return 0;
  }
}

function ownCost(node: Tensor): number {
  const how = node.op.how;
  if (how.kind === "map") {
    const inputs = node.inputs.map((x, i) => variable(`x${i}`, x.dtype));
    return operations(how.scalar(inputs, node.attrs as never, node.dtype));
  }
  if (how.kind === "read") {
    const index = node.shape.map((_, axis) => variable(`i${axis}`));
    const read = (k: number, at: readonly Expr[]): Expr =>
      at.reduce<Expr>(
        (e, x) => ({ is: "call", word: "add", args: [e, x], dtype: node.inputs[k]!.dtype, lanes: 1 }),
        variable("x", node.inputs[k]!.dtype),
      );
    const shapes = [...node.inputs.map((x) => x.shape), node.shape];
    return operations(how.element(index, read, node.attrs as never, shapes, node.dtype));
  }
  return 0;
}

export function decide(roots: readonly Tensor[], { order, users }: Uses): Decision {
  const stored = new Set<Tensor>(roots.filter((root) => !isLeaf(root)));
  const headOf = new Map<Tensor, Tensor>();
  const inChain = new Set<Tensor>();

  // A heavy node and the elementwise work behind it share a kernel: only the chain's end is stored.
  for (const node of order) {
    if (!isHeavy(node)) continue;
    const end = node.op.how.kind === "loop" ? node : endOfChain(node, users, stored, inChain);
    stored.add(end);
    if (end !== node) headOf.set(end, node);
  }
  for (const node of order) {
    if (isLeaf(node)) continue;
    if (node.op.how.kind === "loop") for (const x of node.inputs) if (!isLeaf(x)) stored.add(x);
    if (node.op.how.kind === "contract") for (const x of node.inputs) store(belowViews(x), stored);
  }

  const cost = new Map<Tensor, number>();
  const numbers = new Set<Tensor>();
  for (const node of order) {
    if (isNumber(node, numbers)) numbers.add(node);
    if (isLeaf(node) || isHeavy(node) || numbers.has(node)) {
      cost.set(node, 1);
      continue;
    }
    const inline = ownCost(node) + node.inputs.reduce((sum, x) => sum + cost.get(x)!, 0);
    const readers = users.get(node)!;
    const repeated = readers.some((reader) => repeats(reader, node));
    if (
      !inChain.has(node) && !isConstant(node) &&
      (inline > LARGEST || (readers.length > 1 && inline > CHEAP && !isMove(node)) || (repeated && inline > REPEATABLE && !isMove(node)))
    ) stored.add(node); // prettier-ignore
    cost.set(node, stored.has(node) ? 1 : inline);
  }
  return { stored: new Set(order.filter((node) => stored.has(node))), headOf };
}

function store(node: Tensor, stored: Set<Tensor>): void {
  if (!isLeaf(node) && !isConstant(node)) stored.add(node);
}

/** A number computed from constants alone: the simplifier makes it a constant. Memory for it would keep its readers apart. */
const isNumber = (node: Tensor, numbers: ReadonlySet<Tensor>): boolean =>
  !isLeaf(node) && !isHeavy(node) && sizeOf(node) === 1 && node.inputs.every((x) => numbers.has(x));

/** Views and reshapes move elements and compute nothing. */
const isMove = (node: Tensor): boolean => node.op.how.kind === "view" || node.op.how.kind === "reshape";

/** Does the reader use an element of `node` more than once, by its shape? */
function repeats(reader: Tensor, node: Tensor): boolean {
  if (isLeaf(reader)) return false;
  const kind = reader.op.how.kind;
  return (kind === "view" || kind === "read") && sizeOf(reader) > sizeOf(node);
}

/** Follows single users that compute element by element, as far as they go. */
function endOfChain(head: Tensor, users: Uses["users"], stored: ReadonlySet<Tensor>, inChain: Set<Tensor>): Tensor {
  let end = head;
  let at = head;
  const between: Tensor[] = [];
  while (!stored.has(at)) {
    const next = users.get(at)!;
    if (next.length !== 1) break;
    const user = next[0]!;
    const kind = user.op.how.kind;
    if (isLeaf(user) || inChain.has(user) || sizeOf(user) !== sizeOf(at) || (kind !== "map" && kind !== "reshape")) break;
    between.push(user);
    at = user;
    if (kind === "map") {
      end = user;
      for (const node of between.splice(0)) inChain.add(node);
    }
  }
  inChain.add(head);
  return end;
}

/**
 * What a contraction reads through its operand's views: that is stored, and the views become index arithmetic. A reshape
 * over a view that moves elements would need divisions at every read, so there the view is stored.
 */
function belowViews(operand: Tensor): Tensor {
  let node = operand;
  while (!isLeaf(node) && isMove(node)) {
    const input: Tensor = node.inputs[0]!;
    if (node.op.how.kind === "reshape" && !isLeaf(input) && input.op.how.kind === "view") return input;
    node = input;
  }
  return node;
}
