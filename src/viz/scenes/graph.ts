// A computation graph, from inputs on the left to the result on the right: values in the nodes, gradients below them, and on
// every edge the local derivative times what comes from above. Knows nothing of tensors.
import { needSome } from "../errors.ts";
import { layered } from "../kit/layered.ts";
import { STYLE, Sketch } from "../kit/sketch.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import { textWidth } from "../kit/text.ts";
import type { Mark, Point, Role, Scene } from "../kit/scene.ts";

/** One node. */
export interface GraphSceneNode {
  readonly id: string | number;
  /** What it computes. */
  readonly label: string;
  /** A smaller second line, such as a shape. */
  readonly detail?: string;
  readonly value?: number;
  readonly gradient?: number;
  /** Where its numbers come from. Inputs and parameters have another form than operations. */
  readonly kind?: "input" | "parameter" | "operation" | "output" | "constant";
  readonly inputs: readonly (string | number)[];
  /** ∂node/∂input for each input. */
  readonly locals?: readonly number[];
}

const ROLES: Readonly<Record<NonNullable<GraphSceneNode["kind"]>, Role>> = {
  input: "series3",
  parameter: "series4",
  operation: "muted",
  output: "series2",
  constant: "faint",
};

/**
 * A computation graph with values, gradients and local derivatives.
 * @throws NablaError if there are no nodes, or the graph has a circle
 * @example
 * const nodes = [{ id: "x", label: "x", value: 3, gradient: 6, inputs: [] }, { id: "y", label: "x²", value: 9, gradient: 1, inputs: ["x"], locals: [6] }];
 * computationGraph(nodes).description // "Computation graph: x, x²"
 */
export function computationGraph(nodes: readonly GraphSceneNode[], options: SceneOptions = {}): Scene {
  needSome("computationGraph", "the list of nodes", nodes.length);
  const probe = new Sketch({ ...options, heading: false }, { title: "", width: 100, height: 100 });
  const ids = new Map(nodes.map(({ id }, k) => [id, k] as const));
  const signed = (value: number): string => probe.number(value, 4);
  const lines = nodes.map(({ label, detail, value, gradient }) => [
    { text: label, size: STYLE.text + 1, bold: true, paint: "ink" as const },
    ...(detail === undefined ? [] : [{ text: detail, size: STYLE.small, bold: false, paint: "muted" as const }]),
    ...(value === undefined ? [] : [{ text: `= ${signed(value)}`, size: STYLE.text, bold: false, paint: "ink" as const }]),
    ...(gradient === undefined ? [] : [{ text: `∂L = ${signed(gradient)}`, size: STYLE.text, bold: false, paint: "accent" as const }]),
  ]);
  const sizes = lines.map((list) => ({
    width: Math.max(42, Math.max(...list.map(({ text, size, bold }) => textWidth(text, size, bold))) + 20),
    height: list.reduce((sum, { size }) => sum + size + 5, 0) + 11,
  }));
  const edges = nodes.flatMap(({ id, inputs }) => inputs.map((input) => [ids.get(input)!, ids.get(id)!] as const));
  const locals = nodes.flatMap((node) => node.inputs.map((_, k) => ({ local: node.locals?.[k], upper: node.gradient })));
  const texts = locals.map(({ local, upper }) => (local === undefined ? null : upper === undefined ? signed(local) : `${signed(local)} · ${upper < 0 ? `(${signed(upper)})` : signed(upper)}`)); // prettier-ignore
  const widest = Math.max(0, ...texts.map((text) => (text === null ? 0 : textWidth(text, STYLE.small))));
  const plan = layered({ nodes: sizes, edges }, { gap: [Math.max(46, widest + 26), widest > 0 ? 30 : 18] });
  const { margin } = STYLE;
  const wide = Math.max(plan.width + 2 * margin, 300);
  const top = new Sketch({ ...options, width: wide }, { title: probe.words.graph, width: wide, height: 10 }).top;
  const legend = nodes.some(({ gradient }) => gradient !== undefined);
  const sketch = new Sketch({ ...options, width: wide, height: top + plan.height + 2 * margin + (legend ? 22 : 0) }, { title: probe.words.graph, width: wide, height: 10 }); // prettier-ignore
  const [dx, dy] = [(wide - plan.width) / 2, sketch.top + margin / 2];
  const paths: Mark[] = [];
  const labels: Mark[] = [];
  plan.edges.forEach((points, k) => {
    const curve = smooth(points.map(([x, y]) => [x + dx, y + dy] as const));
    paths.push({ kind: "path", lines: [curve], stroke: "faint", width: 1.6, arrow: true });
    const text = texts[k];
    if (text === null || text === undefined) return;
    const [ax, ay] = curve[Math.floor(curve.length * 0.5)]!;
    labels.push(...sketch.plate(ax, ay, text, "accent"));
  });
  sketch.add({ kind: "group", name: "edges", marks: paths });
  const boxes: Mark[] = nodes.flatMap(({ kind = "operation" }, k) => {
    const [cx, cy] = plan.nodes[k]!;
    const { width, height } = sizes[k]!;
    const [x, y] = [cx + dx - width / 2, cy + dy - height / 2];
    let line = y + 5;
    return [
      { kind: "rect", x, y, wide: width, height, radius: kind === "operation" ? 9 : 2, fill: "panel", stroke: ROLES[kind], width: kind === "operation" ? 1.4 : 2.2 }, // prettier-ignore
      ...lines[k]!.map(({ text, size, bold, paint }): Mark => {
        line += size + 4;
        return { kind: "text", x: cx + dx, y: line, text, size, bold, paint, align: "middle" };
      }),
    ] satisfies Mark[];
  });
  sketch.add({ kind: "group", name: "nodes", marks: boxes }, { kind: "group", name: "derivatives", marks: labels });
  if (legend) sketch.text(margin, sketch.height - margin + 4, `∂L: ${sketch.words.gradient}; ${sketch.words.local} · ∂L →`, { size: STYLE.small, paint: "muted" }); // prettier-ignore
  return sketch.done(
    `${sketch.words.graph}: ${nodes
      .map(({ label }) => label)
      .slice(0, 12)
      .join(", ")}`,
    {
      columns: [sketch.words.name, sketch.words.inputs, sketch.words.value, sketch.words.gradient],
      rows: nodes.map(({ id, label, inputs, value, gradient }) => [`${id}: ${label}`, inputs.join(", "), value ?? "", gradient ?? ""]),
    },
  );
}

/** A smooth line through points with level ends: a Bézier curve from each to the next, as points. */
function smooth(points: readonly Point[]): Point[] {
  const out: Point[] = [points[0]!];
  for (let k = 0; k + 1 < points.length; k++) {
    const [[x0, y0], [x1, y1]] = [points[k]!, points[k + 1]!];
    const steps = y0 === y1 ? 2 : 14;
    for (let i = 1; i <= steps; i++) {
      const t = i / steps;
      const ease = 3 * (1 - t) * t * t + t * t * t;
      const x = x0 + (x1 - x0) * (1.5 * (1 - t) * (1 - t) * t + 1.5 * (1 - t) * t * t + t * t * t);
      out.push([x, y0 + (y1 - y0) * ease]);
    }
  }
  return out;
}
