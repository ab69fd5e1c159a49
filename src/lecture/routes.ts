// Ways through a computation graph: the gradient as a sum over all of them, the graph of the slide with whole functions as nodes,
// and the naive recursion that goes wrong where ways meet.
import type { Edge, Graph } from "./chain.ts";

/** All ways from a node to another (the result unless told), each as its edges. */
export function paths({ edges, result }: Pick<Graph, "edges" | "result">, from: number, to = result): Edge[][] {
  if (from === to) return [[]];
  return edges.filter((edge) => edge.from === from).flatMap((edge) => paths({ edges, result }, edge.to, to).map((rest) => [edge, ...rest]));
}

/** The product of local derivatives along a way; ∂result/∂node is the sum of these over all ways. */
export const productAlong = (path: readonly Edge[]): number => path.reduce((value, { local }) => value * local, 1);

/**
 * The graph as the slide draws it: only what has a name is a node, and each formula is one function f. An edge's local derivative
 * is the sum over the ways within the formula.
 */
export function byName({ nodes, edges, order, result }: Graph): Graph {
  const named = nodes.filter((node) => node.named || node.id === result);
  const within = (to: number): Map<number, number> => {
    const locals = new Map<number, number>();
    const visit = (id: number, factor: number): void => {
      for (const edge of edges.filter((candidate) => candidate.to === id)) {
        const node = nodes[edge.from]!;
        if (node.named) locals.set(node.id, (locals.get(node.id) ?? 0) + factor * edge.local);
        else visit(node.id, factor * edge.local);
      }
    };
    visit(to, 1);
    return locals;
  };
  return {
    nodes,
    result,
    order: order.filter((id) => named.some((node) => node.id === id)),
    edges: named.flatMap(({ id, gradient }) =>
      [...within(id)].map(([from, local]) => ({ from, to: id, local, contribution: local * gradient })),
    ),
  };
}

/**
 * The famous wrong way: every node, as soon as it is reached, adds to its inputs and goes on into them, without waiting for its
 * other users. What arrived first is handed on twice. Gradients by node; `watch` is told every hand-over as it happens.
 */
export function naiveGradients({ nodes, edges, result }: Graph, watch?: (edge: Edge, handed: number) => void): Float64Array {
  const gradients = new Float64Array(nodes.length);
  gradients[result] = 1;
  const visit = (id: number): void => {
    for (const edge of edges.filter((candidate) => candidate.to === id)) {
      gradients[edge.from]! += edge.local * gradients[id]!;
      watch?.(edge, edge.local * gradients[id]!);
      visit(edge.from);
    }
  };
  visit(result);
  return gradients;
}
