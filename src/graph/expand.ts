// Replaces formulas by what they stand for, so that only primitives are left. Iterative, and each formula is written out
// once: the gradient of a formula and the formula itself share its inner nodes.
import { entry } from "../core/memo.ts";
import { Tensor } from "./tensor.ts";

const expansions = new WeakMap<Tensor, Tensor>();

/** What a formula node stands for, on the node's own inputs. One step: it may contain formulas again. */
export function expansionOf(node: Tensor): Tensor {
  return entry(expansions, node, () => {
    const how = node.op.how;
    if (how.kind !== "formula") throw new TypeError(`${node.op.name} is no formula`);
    return how.lower(node.inputs, node.attrs as never);
  });
}

/**
 * The same values without formulas. Nodes whose elements are known (`storage`) stay as they are and end the walk, unless
 * `through` is set. Roots come back in order; a root that needs no change comes back itself.
 */
export function expand(roots: readonly Tensor[], options: { readonly through?: boolean } = {}): Tensor[] {
  const done = new Map<Tensor, Tensor>();
  const stack: Tensor[] = [];
  for (const root of roots) {
    stack.push(root);
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      if (done.has(node)) {
        stack.pop();
        continue;
      }
      const before = needs(node, options.through ?? false);
      const waiting = before.filter((x) => !done.has(x));
      if (waiting.length > 0) {
        for (let i = waiting.length - 1; i >= 0; i--) stack.push(waiting[i]!);
        continue;
      }
      done.set(node, replace(node, before, done));
      stack.pop();
    }
  }
  return roots.map((root) => done.get(root)!);
}

/** The nodes that must be replaced first. */
function needs(node: Tensor, through: boolean): readonly Tensor[] {
  if (node.storage && !through) return [];
  return node.op.how.kind === "formula" ? [expansionOf(node)] : node.inputs;
}

function replace(node: Tensor, before: readonly Tensor[], done: ReadonlyMap<Tensor, Tensor>): Tensor {
  if (before.length === 0) return node;
  if (node.op.how.kind === "formula") return done.get(before[0]!)!;
  const inputs = before.map((x) => done.get(x)!);
  return inputs.every((x, i) => x === node.inputs[i]) ? node : new Tensor(node.op, inputs, node.attrs, node.shape, node.dtype);
}
