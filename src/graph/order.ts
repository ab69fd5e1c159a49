// Topological order of a graph. Iterative: chains of any length fit.
import type { Tensor } from "./tensor.ts";

/**
 * All nodes that the roots need, each once, inputs before those that use them; what `stop` says yes to is included, what
 * is behind it is not. The order depends on the graph alone.
 */
export const order = (roots: readonly Tensor[], stop: (node: Tensor) => boolean = () => false): Tensor[] =>
  sorted(roots, (node) => (stop(node) ? [] : node.inputs));

/** All that the roots need, each once, after what it needs itself. */
export function sorted<T>(roots: readonly T[], needs: (item: T) => readonly T[]): T[] {
  const out: T[] = [];
  const seen = new Set<T>();
  const stack: { readonly item: T; readonly before: readonly T[]; next: number }[] = [];
  const enter = (item: T): void => {
    if (seen.has(item)) return;
    seen.add(item);
    stack.push({ item, before: needs(item), next: 0 });
  };
  for (const root of roots) {
    enter(root);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      if (top.next < top.before.length) {
        enter(top.before[top.next++]!);
      } else {
        out.push(top.item);
        stack.pop();
      }
    }
  }
  return out;
}
