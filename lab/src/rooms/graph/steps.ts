// The walk through a computation graph as a row of steps, and what is known after so many of them. Plain functions of the drawing
// that the worker made; the page can take a step without asking anybody.
import type { Drawing } from "./compute.ts";

/** One step. */
export type Step =
  | { readonly kind: "forward"; readonly node: number }
  | { readonly kind: "seed"; readonly node: number }
  /** A node that has heard from all its users hands on along all its edges. */
  | { readonly kind: "backward"; readonly node: number; readonly edges: readonly number[] }
  /** The naive recursion: one edge, at once. */
  | { readonly kind: "visit"; readonly node: number; readonly edges: readonly number[]; readonly handed: number };

/** All steps of a walk: values forward, then gradients back, in order or naively. */
export function stepsOf({ edges, forward, backward, result, visits }: Drawing, naive: boolean): readonly Step[] {
  const below = (node: number): number[] => edges.flatMap(({ to }, k) => (to === node ? [k] : []));
  return [
    ...forward.map((node) => ({ kind: "forward", node }) as const),
    { kind: "seed", node: result },
    ...(naive
      ? visits.map(({ edge, handed }) => ({ kind: "visit", node: edges[edge]!.to, edges: [edge], handed }) as const)
      : backward.map((node) => ({ kind: "backward", node, edges: below(node) }) as const)),
  ];
}

/** What is known of an edge: what it handed on, and from which gradient above. */
export interface Handed {
  readonly upstream: number;
  readonly contribution: number;
  /** How often it was used: more than once only by the naive recursion. */
  readonly times: number;
}

/** What is known after some steps. */
export interface Known {
  readonly values: ReadonlySet<number>;
  /** Gradients so far: sums of what has arrived. */
  readonly gradients: ReadonlyMap<number, number>;
  /** Nodes whose gradient is complete. */
  readonly complete: ReadonlySet<number>;
  readonly handed: ReadonlyMap<number, Handed>;
  /** The last step: what it was about. */
  readonly last: Step | null;
  /** Nodes in the queue, the next one first. */
  readonly queue: readonly number[];
  /** Nodes that have some of their contributions, with how many of how many. */
  readonly waiting: readonly { readonly node: number; readonly got: number; readonly all: number }[];
}

export function knownAfter(drawing: Drawing, steps: readonly Step[], count: number): Known {
  const values = new Set(drawing.nodes.filter(({ kind }) => kind !== "operation").map(({ id }) => id));
  const gradients = new Map<number, number>();
  const handed = new Map<number, Handed>();
  const arrived = new Map<number, number>();
  for (const step of steps.slice(0, count)) {
    if (step.kind === "forward") values.add(step.node);
    else if (step.kind === "seed") gradients.set(step.node, 1);
    else
      for (const k of step.edges) {
        const { from, local } = drawing.edges[k]!;
        const upstream = gradients.get(step.node) ?? 0;
        const contribution = step.kind === "visit" ? step.handed : local * upstream;
        const before = handed.get(k);
        handed.set(k, { upstream, contribution, times: (before?.times ?? 0) + 1 });
        gradients.set(from, (gradients.get(from) ?? 0) + contribution);
        arrived.set(from, (arrived.get(from) ?? 0) + 1);
      }
  }
  const users = (id: number): number => drawing.edges.filter(({ from }) => from === id).length;
  const ahead = steps.slice(count);
  const forward = ahead.filter(({ kind }) => kind === "forward");
  const complete = new Set([...gradients.keys()].filter((id) => id === drawing.result || (arrived.get(id) ?? 0) >= users(id)));
  return {
    values,
    gradients,
    complete,
    handed,
    last: steps[count - 1] ?? null,
    queue: [...new Set((forward.length > 0 ? forward : ahead).map(({ node }) => node))],
    waiting: [...arrived].flatMap(([node, got]) => (got < users(node) ? [{ node, got, all: users(node) }] : [])),
  };
}

/** A number that the learner is asked for. */
export interface Blank {
  readonly key: string;
  readonly kind: "value" | "gradient" | "local" | "contribution";
  readonly node: number;
  /** The edge that it belongs to. */
  readonly edge?: number;
  readonly answer: number;
}

/** What is asked before a step is taken. */
export function blanksOf(drawing: Drawing, step: Step, known: Known): readonly Blank[] {
  const node = drawing.nodes.find(({ id }) => id === step.node)!;
  if (step.kind === "forward") return [{ key: `v${node.id}`, kind: "value", node: node.id, answer: node.value }];
  if (step.kind === "seed") return [{ key: `g${node.id}`, kind: "gradient", node: node.id, answer: 1 }];
  const arrived = drawing.edges.filter(({ from }) => from === node.id).length;
  const upstream = known.gradients.get(node.id) ?? 0;
  const sum: Blank[] = arrived > 1 ? [{ key: `g${node.id}`, kind: "gradient", node: node.id, answer: upstream }] : [];
  return [
    ...sum,
    ...step.edges.flatMap((edge): Blank[] => {
      const { from, local } = drawing.edges[edge]!;
      return [
        { key: `l${edge}`, kind: "local", node: from, edge, answer: local },
        { key: `c${edge}`, kind: "contribution", node: from, edge, answer: local * upstream },
      ];
    }),
  ];
}

/** How an answer is judged: two or three digits are enough; a wrong sign alone is told. */
export function judgeAnswer(given: string, answer: number): "right" | "sign" | "wrong" | "number" {
  const text = given.trim().replace(/[−–]/g, "-").replace(",", ".");
  const value = text === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) return "number";
  const close = (a: number): boolean => Math.abs(a - answer) <= Math.max(0.006, 0.015 * Math.abs(answer));
  return close(value) ? "right" : close(-value) ? "sign" : "wrong";
}
