// The graph as the scheduler sees it: primitives only, each computation once, who uses what. Knows kinds, never names.
import type { DType } from "../core/dtype.ts";
import { sameShape, sizeOfShape } from "../core/shape.ts";
import { entry } from "../core/memo.ts";
import { add, constant, int, mul } from "../ir/build.ts";
import { neutral, type ReductionWord } from "./passes/reduction.ts";
import { order } from "../graph/order.ts";
import { ruleKey, Tensor, type ContractAttrs, type Op } from "../graph/tensor.ts";

/** A leaf for the scheduler: a source, or a tensor whose elements are known already. */
export const isLeaf = (node: Tensor): boolean => node.op.how.kind === "source" || node.storage !== null;

/** Kinds that need loops of their own: their elements cannot be written as one expression. */
export const isHeavy = (node: Tensor): boolean => {
  if (isLeaf(node)) return false;
  const kind = node.op.how.kind;
  return kind === "reduce" || kind === "contract" || kind === "loop";
};

/** A value that is the same number everywhere and needs no memory. */
export const isConstant = (node: Tensor): boolean => !isLeaf(node) && node.op.how.kind === "read" && node.inputs.length === 0;

export const sizeOf = (node: Tensor): number => sizeOfShape(node.shape);

type Shaped = { readonly shape: readonly number[] };
/** What the ops below share: shape and type are told. */
const TOLD = { shape: (_: unknown, { shape }: Shaped) => shape, dtype: ([x]: readonly Tensor[]) => x!.dtype } as const;
const made = <Attrs extends Shaped>(op: Op<Attrs>, inputs: readonly Tensor[], attrs: Attrs, dtype: DType): Tensor =>
  new Tensor(op, inputs, attrs, attrs.shape, dtype);

/**
 * Rewrites the graph below the roots: equal computations become one node, reshapes of reshapes melt, and reductions of
 * many elements to few are cut in two stages so that threads can share them. Roots come back in order.
 */
export function canonical(roots: readonly Tensor[]): Tensor[] {
  const seen = new Map<Tensor, Tensor>();
  const known = new Map<string, Tensor>();
  const ids = new Map<Tensor, number>();
  const id = (x: Tensor): number => entry(ids, x, () => ids.size);
  const intern = (node: Tensor): Tensor => entry(known, `${ruleKey(node)};${node.inputs.map(id)}`, () => node);
  for (const node of order(roots, isLeaf)) {
    if (isLeaf(node)) {
      seen.set(node, node);
      continue;
    }
    const inputs = node.inputs.map((x) => seen.get(x)!);
    seen.set(node, rewrite(node, inputs, intern));
  }
  return roots.map((root) => seen.get(root)!);
}

const FILLED: Op<Shaped & { readonly value: string }> = {
  ...TOLD,
  name: "filled",
  how: { kind: "read", element: (_index, _read, { value }: { readonly value: string }, _shapes, dtype) => constant(dtype, Number(value)) },
};
/** One number everywhere. The attribute is text, so that infinities are told apart. */
const filled = (node: Tensor, value: number): Tensor => made(FILLED, [], { shape: node.shape, value: String(value) }, node.dtype);

/** What has no elements, and what is made of no elements, is a constant: no loop ever touches memory of size 0. */
function ofNothing(node: Tensor, inputs: readonly Tensor[]): Tensor | null {
  if (sizeOf(node) === 0) return filled(node, 0);
  const { how } = node.op;
  if (how.kind === "reduce" && sizeOf(inputs[0]!) === 0) return filled(node, neutral(how.word as ReductionWord, node.dtype));
  if (how.kind === "contract" && inputs.some((x) => sizeOf(x) === 0)) return filled(node, 0);
  return null;
}

function rewrite(node: Tensor, inputs: readonly Tensor[], intern: (node: Tensor) => Tensor): Tensor {
  const how = node.op.how;
  const nothing = ofNothing(node, inputs);
  if (nothing) return intern(nothing);
  if (how.kind === "reshape") {
    let from = inputs[0]!;
    while (!isLeaf(from) && from.op.how.kind === "reshape") from = from.inputs[0]!;
    return sameShape(from.shape, node.shape) ? from : intern(new Tensor(node.op, [from], node.attrs, node.shape, node.dtype));
  }
  const same = inputs.every((x, i) => x === node.inputs[i]);
  const own = same ? node : new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype);
  if (how.kind === "reduce") return inTwoStages(own, intern);
  if (how.kind === "contract") return contractInParts(own, intern);
  return intern(own);
}

/** Axis `axis` in parts of `size`: two axes. Products and sums read through it, as through any view. */
const SPLIT: Op<Shaped & { readonly axis: number; readonly size: number }> = {
  ...TOLD,
  name: "split",
  how: {
    kind: "view",
    index: (at, { axis, size }) => [...at.slice(0, axis), add(mul(at[axis]!, int(size)), at[axis + 1]!), ...at.slice(axis + 2)],
  },
};
function split(x: Tensor, axis: number, parts: number): Tensor {
  const size = x.shape[axis]! / parts;
  const shape = [...x.shape.slice(0, axis), parts, size, ...x.shape.slice(axis + 1)];
  return made(SPLIT, [x], { shape, axis, size }, x.dtype);
}

/** Elements below which one thread does a whole reduction. */
const STAGE = 1 << 15;
/** Outputs above which the outputs themselves are enough to share among threads. */
const FEW = 64;

/** Σ over [n, …] as Σ over p of Σ over [q, …] with n = p·q: the partial sums are independent tasks. */
function inTwoStages(node: Tensor, intern: (node: Tensor) => Tensor): Tensor {
  const input = node.inputs[0]!;
  const axes = (node.attrs as { axes: readonly number[] }).axes;
  const outputs = sizeOf(node);
  if (sizeOf(input) < STAGE || outputs >= FEW || axes.length === 0) return intern(node);
  const first = axes.find((axis) => input.shape[axis]! > 1);
  if (first === undefined) return intern(node);
  const extent = input.shape[first]!;
  const parts = divisorNear(extent, 32);
  if (parts < 2) return intern(node);
  const cut = intern(split(input, first, parts));
  const rest = axes.map((axis) => (axis >= first ? axis + 1 : axis));
  const kept = cut.shape.filter((_, axis) => !rest.includes(axis));
  const partial = intern(new Tensor(node.op, [cut], { axes: rest }, kept, node.dtype));
  const place = cut.shape.slice(0, first).filter((_, axis) => !rest.includes(axis)).length;
  return intern(new Tensor(node.op, [partial], { axes: [place] }, node.shape, node.dtype));
}

const SUM: Op<Shaped & { readonly axes: readonly number[] }> = {
  ...TOLD,
  name: "sum",
  how: { kind: "reduce", word: "add" },
};
/** Products of a contraction from which on it is worth a second kernel. */
const PRODUCTS = 1 << 20;

/**
 * Many products for few outputs (gradients of convolutions for their weights): cut by the outputs, each task would read
 * all of memory again. So each takes a part of the sums, and the parts are added up.
 */
function contractInParts(node: Tensor, intern: (node: Tensor) => Tensor): Tensor {
  const { shape, dtype, op } = node;
  const { a, b, out } = node.attrs as ContractAttrs;
  const label = [...a].find((letter) => b.includes(letter) && !out.includes(letter));
  if (label === undefined) return intern(node);
  const [x, y] = node.inputs as [Tensor, Tensor];
  const sums = Math.sqrt((sizeOf(x) * sizeOf(y)) / sizeOf(node)); // (rows · sums) · (sums · columns) / (rows · columns)
  const parts = divisorNear(x.shape[a.indexOf(label)]!, 8);
  if (parts < 4 || sums < sizeOf(node) || sums * sizeOf(node) < PRODUCTS) return intern(node);
  const cut = (whole: Tensor, labels: string): Tensor => intern(split(whole, labels.indexOf(label), parts));
  const own = (labels: string): string => labels.replace(label, `|${label}`);
  const attrs = { a: own(a), b: own(b), out: `|${out}` };
  const partial = intern(new Tensor(op, [cut(x, a), cut(y, b)], attrs, [parts, ...shape], dtype));
  return intern(made(SUM, [partial], { shape, axes: [0] }, dtype));
}

function divisorNear(n: number, wanted: number): number {
  let best = 1;
  for (let d = 2; d <= Math.min(n, wanted * 4); d++) if (n % d === 0 && Math.abs(d - wanted) < Math.abs(best - wanted)) best = d;
  return best;
}

/** Every node below the roots, inputs first, and its distinct users. */
export interface Uses {
  readonly order: readonly Tensor[];
  readonly users: ReadonlyMap<Tensor, readonly Tensor[]>;
}

export function uses(roots: readonly Tensor[]): Uses {
  const list = order(roots, isLeaf);
  const users = new Map<Tensor, Tensor[]>(list.map((node) => [node, []]));
  for (const node of list) if (!isLeaf(node)) for (const x of new Set(node.inputs)) users.get(x)!.push(node);
  return { order: list, users };
}
