// The computation graph of a formula and the chain rule on it: every edge has its local derivative, and carries a share of the
// gradient backwards. Values and local derivatives are the library's; how they are put together is spelled out here.
import * as nabla from "../index.ts";
import type { Tensor } from "../index.ts";
import { parseExpression } from "./expression.ts";
import type { Expression, Operation } from "./expression.ts";

/** A number in the graph. */
export interface Node {
  readonly id: number;
  /** The name it has in the text, or the operation. */
  readonly label: string;
  readonly op: Operation | "input" | "constant";
  /** Has it a name in the text, or is it a step between? */
  readonly named: boolean;
  readonly inputs: readonly number[];
  readonly value: number;
  /** ∂result/∂this. */
  readonly gradient: number;
}

/** `from` is an input of `to`. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** ∂to/∂from along this edge. */
  readonly local: number;
  /** local · ∂result/∂to: what this edge adds to the gradient of `from`. */
  readonly contribution: number;
}

/** A computation graph with all its gradients. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** In which order nodes hand their gradient on: users before what they use. */
  readonly order: readonly number[];
  readonly result: number;
}

const ops: Readonly<Record<Operation, (...inputs: Tensor[]) => Tensor>> = {
  "+": (a, b) => nabla.add(a, b),
  "-": (a, b) => nabla.sub(a, b),
  "*": (a, b) => nabla.mul(a, b),
  "/": (a, b) => nabla.div(a, b),
  "^": (a, b) => nabla.pow(a, b),
  negate: (a) => nabla.neg(a),
  exp: (a) => nabla.exp(a),
  ln: (a) => nabla.log(a),
  sin: (a) => nabla.sin(a),
  cos: (a) => nabla.cos(a),
  tanh: (a) => nabla.tanh(a),
  sqrt: (a) => nabla.sqrt(a),
  relu: (a) => nabla.relu(a),
  sigmoid: (a) => nabla.sigmoid(a),
};

interface Draft {
  readonly label: string;
  readonly op: Node["op"];
  readonly inputs: readonly number[];
  readonly tensor: Tensor;
}

const scalar = (value: number): Tensor => nabla.tensor(value, { dtype: "f64" });

/** Nodes of the text, inputs before users; a name used twice is one node. */
function draft(text: string, values: Readonly<Record<string, number>>): Draft[] {
  const drafts: Draft[] = [];
  const named = new Map<string, number>();
  const add = (made: Draft): number => drafts.push(made) - 1;
  const visit = (e: Expression, label?: string): number => {
    if (e.kind === "number") return add({ label: String(e.value), op: "constant", inputs: [], tensor: scalar(e.value) });
    if (e.kind === "name") {
      const known = named.get(e.name);
      if (known !== undefined) return known;
      const value = values[e.name];
      if (value === undefined) throw new nabla.NablaError("expression", `graphOfText: ${e.name} has no value`);
      const id = add({ label: e.name, op: "input", inputs: [], tensor: scalar(value) });
      named.set(e.name, id);
      return id;
    }
    const inputs = e.inputs.map((input) => visit(input));
    // Computed at once: every sum of two numbers is one and the same plan.
    return add({ label: label ?? e.op, op: e.op, inputs, tensor: ops[e.op](...inputs.map((id) => drafts[id]!.tensor)).realize() });
  };
  for (const { name, value } of parseExpression(text)) named.set(name, visit(value, name));
  return drafts;
}

/**
 * The graph of a text with values for its names, with all gradients of the last formula.
 * @example
 * graphOfText("y = x*x + 3*x", { x: 2 }).nodes[0].gradient // 7
 */
export function graphOfText(text: string, values: Readonly<Record<string, number>>): Graph {
  const drafts = draft(text, values);
  const numbers = drafts.map(({ tensor }) => tensor.item());
  // Local derivatives: each operation alone, between copies of its inputs. Constants have none.
  const pairs = drafts.flatMap(({ op, inputs }, to) => {
    if (op === "input" || op === "constant") return [];
    const copies = inputs.map((id) => scalar(numbers[id]!));
    const free = inputs.map((_, k) => k).filter((k) => drafts[inputs[k]!]!.op !== "constant");
    const locals = nabla.grad(ops[op](...copies), free.map((k) => copies[k]!)); // prettier-ignore
    return free.map((k, i) => ({ from: inputs[k]!, to, local: locals[i]!.item() }));
  });
  const gradients = new Float64Array(drafts.length);
  const result = drafts.length - 1;
  gradients[result] = 1;
  const edges: Edge[] = [];
  // Nodes were made inputs first; so from the last to the first each node is done before it hands on.
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { from, to, local } = pairs[k]!;
    const contribution = local * gradients[to]!;
    gradients[from]! += contribution;
    edges.unshift({ from, to, local, contribution });
  }
  const nodes = drafts.map(({ label, op, inputs }, id) => ({
    id,
    label,
    op,
    named: label !== op && op !== "constant",
    inputs,
    value: numbers[id]!,
    gradient: gradients[id]!,
  }));
  return { nodes, edges, order: nodes.map(({ id }) => id).reverse(), result };
}
