// Topological order of a graph. Iterative: chains of any length fit.
import type { Tensor } from "./tensor.ts";

/**
 * All nodes that the roots need, each once, inputs before those that use them; what `stop` says yes to is included, what
 * is behind it is not. The order depends on the graph alone.
 */
export function order(roots: readonly Tensor[], stop: (node: Tensor) => boolean = () => false): Tensor[] {
  const out: Tensor[] = [];
  const seen = new Set<Tensor>();
  const stack: { readonly node: Tensor; readonly inputs: readonly Tensor[]; next: number }[] = [];
  const enter = (node: Tensor): void => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, inputs: stop(node) ? [] : node.inputs, next: 0 });
  };
  for (const root of roots) {
    enter(root);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      if (top.next < top.inputs.length) {
        enter(top.inputs[top.next++]!);
      } else {
        out.push(top.node);
        stack.pop();
      }
    }
  }
  return out;
}
