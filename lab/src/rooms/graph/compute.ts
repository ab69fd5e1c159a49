// The room of the computation graph, in the worker: the graph of a typed text with all its gradients, laid out; and the proofs
// that judge them by finite differences and plain sums.
import * as dagre from "@dagrejs/dagre";
import {
  ExpressionError,
  byName,
  codeOf,
  evaluateExpression,
  formulaOf,
  graphOfText,
  nameText,
  naiveGradients,
  namesOf,
  parseExpression,
  paths,
  productAlong,
} from "nabla/lecture";
import type { Assignment, Graph } from "nabla/lecture";
import type { Finding } from "../../contract.ts";
import { near } from "../../kit/judge.ts";

export type Values = Readonly<Record<string, number>>;
type Place = readonly [x: number, y: number];

/** What is asked for. */
export interface GraphArgs {
  readonly text: string;
  readonly values: Values;
  readonly view: "names" | "operations";
  /** Is there little room across? */
  readonly narrow: boolean;
}

/** Why there is no graph. */
export interface Problem {
  readonly kind: "token" | "end" | "empty" | "size" | "constant";
  readonly token: string;
  readonly at: number;
}

export interface DrawnNode {
  readonly id: number;
  readonly label: string;
  /** What stands in the picture: the name, and the operation where each is a node. */
  readonly title: string;
  /** How it is computed, written as mathematics. */
  readonly formula: string;
  readonly kind: "input" | "constant" | "operation";
  readonly value: number;
  readonly gradient: number;
  /** What the naive recursion ends with here. */
  readonly naive: number;
  readonly place: Place;
  readonly wide: number;
  readonly high: number;
}

export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  readonly local: number;
  readonly contribution: number;
  readonly points: readonly Place[];
  /** The left end of its label, beside the edge. */
  readonly label: Place;
}

/** A hand-over of the naive recursion, in the order in which it happens. */
export interface Visit {
  readonly edge: number;
  readonly handed: number;
}

/** One way from a leaf to the result. */
export interface Way {
  /** Numbers of edges. */
  readonly edges: readonly number[];
  readonly product: number;
}

export interface Drawing {
  readonly problem: null;
  /** Names that need a value, each with the one it has. */
  readonly values: Values;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Operations, inputs before users. */
  readonly forward: readonly number[];
  /** In which order they hand their gradient on. */
  readonly backward: readonly number[];
  readonly result: number;
  readonly width: number;
  readonly height: number;
  readonly visits: readonly Visit[];
  /** Ways from each leaf, at most so many as can be told apart. */
  readonly ways: Readonly<Record<string, readonly Way[]>>;
  readonly code: string;
}

const MOST = 48;
/** Free space around the picture. */
const MARGIN = 8;

/** The text with a value for each of its names: 1 for a name that has got none. */
function read(text: string, values: Values): { assignments: Assignment[]; values: Values } {
  const assignments = parseExpression(text);
  return { assignments, values: Object.fromEntries(namesOf(assignments).map((name) => [name, values[name] ?? 1])) };
}

/** The graph of a text, laid out; or where the text cannot be read. */
export function draw({ text, values: given, view, narrow }: GraphArgs): Drawing | { readonly problem: Problem } {
  try {
    const { assignments, values } = read(text, given);
    if (Object.keys(values).length === 0) return { problem: { kind: "constant", token: "", at: 0 } };
    const whole = graphOfText(text, values);
    if (whole.nodes.length > MOST) return { problem: { kind: "size", token: String(whole.nodes.length), at: MOST } };
    return lay(whole, assignments, values, view, narrow);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { token, at } = error;
    return { problem: { kind: token !== null ? "token" : text.trim() === "" ? "empty" : "end", token: token ?? "", at } };
  }
}

const SIGNS: Readonly<Record<string, string>> = { "+": "+", "-": "−", "*": "×", "/": "÷", "^": "xʸ", negate: "−x" };

function lay(whole: Graph, assignments: readonly Assignment[], values: Values, view: GraphArgs["view"], narrow: boolean): Drawing {
  const graph = view === "names" ? byName(whole) : whole;
  const shown = graph.nodes.filter(({ id }) => graph.edges.some(({ from, to }) => from === id || to === id) || id === graph.result);
  const written = assignments.map(({ value }) => formulaOf(value));
  // Assignments of a name follow each other as their nodes do.
  const used = new Map<string, number>();
  const formulaFor = (label: string): string => {
    const from = used.get(label) ?? 0;
    const k = assignments.findIndex(({ name }, i) => i >= from && name === label);
    used.set(label, k + 1);
    return written[k] ?? "";
  };
  const naive = naiveOf(graph);
  const label = narrow ? { width: 100, height: 42 } : { width: 172, height: 28 };
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({
    rankdir: "TB",
    nodesep: narrow ? 14 : 40,
    ranksep: narrow ? 18 : 22,
    edgesep: narrow ? 10 : 20,
    marginx: 8,
    marginy: 8,
  });
  const sized = shown.map((node) => {
    const kind = node.op === "input" || node.op === "constant" ? node.op : ("operation" as const);
    const formula = kind !== "operation" ? "" : node.named || view === "names" ? formulaFor(node.named ? node.label : "result") : "";
    const label = node.named ? nameText(node.label) : kind === "constant" ? "" : node.id === graph.result && view === "names" ? "f" : (SIGNS[node.op] ?? node.op);
    const title = view === "operations" && node.named && kind === "operation" ? `${label} · ${SIGNS[node.op] ?? node.op}` : label;
    const wide = Math.max(narrow ? 116 : 128, view === "names" ? 7.6 * `${label} = ${formula}`.length + 28 : 0);
    return { node, kind, formula: view === "names" ? formula : "", label, title, wide: kind === "constant" ? 64 : Math.min(wide, 260), high: kind === "constant" ? 32 : 60 };
  }); // prettier-ignore
  for (const { node, wide, high } of sized) layout.setNode(String(node.id), { width: wide, height: high });
  graph.edges.forEach(({ from, to }, k) =>
    layout.setEdge(String(from), String(to), { ...label, labelpos: "r", labeloffset: 8 }, String(k)),
  );
  dagre.layout(layout);
  const placed = sized.map((one) => ({ ...one, at: layout.node(String(one.node.id)) as { x: number; y: number } }));
  const drawn = graph.edges.map(
    ({ from, to }, k) => layout.edge(String(from), String(to), String(k)) as { points: { x: number; y: number }[]; x: number; y: number },
  );
  // Edges may bend out of what the layout thinks is its width: everything is moved so that nothing is cut off.
  const left = Math.min(...placed.map(({ at, wide }) => at.x - wide / 2), ...drawn.flatMap(({ points }) => points.map(({ x }) => x - 4)));
  const right = Math.max(
    ...placed.map(({ at, wide }) => at.x + wide / 2),
    ...drawn.map(({ x }) => x + label.width / 2),
    ...drawn.flatMap(({ points }) => points.map(({ x }) => x + 4)),
  );
  const move = MARGIN - left;
  const nodes = placed.map(({ node, kind, formula, label: name, title, wide, high, at }) => ({
    id: node.id,
    label: name,
    title,
    formula,
    kind,
    value: node.value,
    gradient: node.gradient,
    naive: naive.gradients[node.id]!,
    place: [at.x + move, at.y] as const,
    wide,
    high,
  }));
  const edges = graph.edges.map(({ from, to, local, contribution }, k) => {
    const { points, x, y } = drawn[k]!;
    return {
      from,
      to,
      local,
      contribution,
      points: points.map((point) => [point.x + move, point.y] as const),
      label: [x + move - label.width / 2, y] as const,
    };
  });
  const backward = graph.order.filter((id) => graph.edges.some(({ to }) => to === id));
  return {
    problem: null,
    values,
    nodes,
    edges,
    forward: [...backward].reverse(),
    backward,
    result: graph.result,
    width: right - left + 2 * MARGIN,
    height: layout.graph().height ?? 0,
    visits: naive.visits,
    ways: waysOf(graph, Object.keys(values)),
    code: codeOf(assignments, values),
  };
}

/** The naive recursion, as far as it can be watched: it takes as many steps as there are ways. */
function naiveOf(graph: Graph): { gradients: ArrayLike<number>; visits: Visit[] } {
  const visits: Visit[] = [];
  if (waysTo(graph) > 400) return { gradients: graph.nodes.map(() => Number.NaN), visits };
  const gradients = naiveGradients(graph, (edge, handed) => void visits.push({ edge: graph.edges.indexOf(edge), handed }));
  return { gradients, visits };
}

/** How many ways there are from the result to anything below it. */
function waysTo({ nodes, edges, result }: Graph): number {
  const ways = new Float64Array(nodes.length);
  ways[result] = 1;
  for (let id = result; id >= 0; id--) for (const { from, to } of edges) if (to === id) ways[from]! += ways[id]!;
  return ways.reduce((a, b) => a + b, 0);
}

function waysOf(graph: Graph, leaves: readonly string[]): Record<string, Way[]> {
  if (waysTo(graph) > 400) return {};
  return Object.fromEntries(
    leaves.map((name) => {
      const leaf = graph.nodes.find(({ label, op }) => label === name && op === "input");
      const found = leaf ? paths(graph, leaf.id) : [];
      return [name, found.map((way) => ({ edges: way.map((edge) => graph.edges.indexOf(edge)), product: productAlong(way) }))];
    }),
  );
}

/** What the proofs are told. */
export interface ProofArgs {
  readonly text: string;
  readonly values: Values;
}

const leafGradient = (graph: Graph, name: string): number =>
  graph.nodes.find(({ label, op }) => label === name && op === "input")!.gradient;

/** The gradient by every leaf and the central difference in plain numbers: the worst of all differences. */
export function differences({ text, values: given }: ProofArgs): Finding {
  const { assignments, values } = read(text, given);
  const graph = graphOfText(text, values);
  const details: Record<string, number> = {};
  let [worst, value, expected, size] = [-1, 0, 0, 1];
  for (const [name, at] of Object.entries(values)) {
    const h = 1e-5 * Math.max(1, Math.abs(at));
    const f = (x: number): number => evaluateExpression(assignments, { ...values, [name]: x });
    const difference = (f(at + h) - f(at - h)) / (2 * h);
    const own = leafGradient(graph, name);
    details[`∂/∂${name}`] = own;
    details[`Δ/Δ${name}`] = difference;
    const apart = Math.abs(own - difference);
    if (!(apart <= worst)) [worst, value, expected, size] = [apart, own, difference, Math.max(1, Math.abs(difference))];
  }
  return near(value, expected, 1e-6 * size, details);
}

/** The sums over edges, by hand: local × upstream, added up for every node. The worst difference from the gradients shown. */
export function sums({ text, values: given }: ProofArgs): Finding {
  const graph = graphOfText(text, read(text, given).values);
  const apart = graph.nodes.filter(({ id }) => id !== graph.result).map(({ id, gradient }) => {
    let sum = 0;
    for (const { from, to, local } of graph.edges) if (from === id) sum += local * graph.nodes[to]!.gradient;
    return Math.abs(sum - gradient) / Math.max(1, Math.abs(gradient));
  }); // prettier-ignore
  return near(Math.max(0, ...apart), 0, 1e-12, { nodes: graph.nodes.length, edges: graph.edges.length });
}

/** The result's value, computed in plain numbers from the text alone. */
export function value({ text, values: given }: ProofArgs): Finding {
  const { assignments, values } = read(text, given);
  const graph = graphOfText(text, values);
  const expected = evaluateExpression(assignments, values);
  return near(graph.nodes[graph.result]!.value, expected, 1e-12 * Math.max(1, Math.abs(expected)));
}
