// The computation graph as a picture: nodes with value and gradient, edges with local × upstream = contribution. Knows what is known
// so far, not how steps are taken.
import { css } from "../../kit/colors.ts";
import type { Role } from "../../kit/colors.ts";
import { format } from "../../i18n/format.ts";
import { language } from "../../i18n/language.ts";
import type { Drawing, DrawnEdge, DrawnNode, Way } from "./compute.ts";
import type { Known } from "./steps.ts";

type Place = readonly [number, number];

/** Colors of ways, and how wide each lies under the edge: shared edges show them all. */
export const WAYS: readonly { readonly color: Role; readonly wide: number }[] = [
  { color: "series3", wide: 18 },
  { color: "series4", wide: 11 },
  { color: "series5", wide: 6 },
  { color: "series6", wide: 3 },
];

export interface DrawingProps {
  readonly graph: Drawing;
  readonly known: Known;
  /** Edges whose numbers the learner is asked for. */
  readonly asked: ReadonlySet<number>;
  /** Nodes whose number is asked for. */
  readonly askedNodes: ReadonlySet<number>;
  readonly ways: readonly Way[];
  readonly label: string;
  readonly narrow: boolean;
  readonly room: number;
  /** How an edge that is used several times is told. */
  again(times: number): string;
}

/** A line through points that leaves and meets each of them upright. */
const smooth = (points: readonly Place[]): string =>
  points.map(([x, y], k) => {
    if (k === 0) return `M${x.toFixed(1)} ${y.toFixed(1)}`;
    const [px, py] = points[k - 1]!;
    const middle = ((py + y) / 2).toFixed(1);
    return `C${px.toFixed(1)} ${middle} ${x.toFixed(1)} ${middle} ${x.toFixed(1)} ${y.toFixed(1)}`;
  }).join(""); // prettier-ignore

export function GraphDrawing({ graph, known, asked, askedNodes, ways, label, narrow, room, again }: DrawingProps) {
  const write = format(language.value);
  const number = (value: number): string => write.short(value, 3);
  const active = new Set(known.last && "edges" in known.last ? known.last.edges : []);
  const scale = Math.max(1, Math.min(1.2, room / graph.width));
  const largest = Math.max(1e-9, ...[...known.handed.values()].map(({ contribution }) => Math.abs(contribution)).filter(Number.isFinite));
  return (
    <svg class="graph-picture" width={graph.width * scale} height={graph.height * scale} viewBox={`0 0 ${graph.width} ${graph.height}`} role="img" aria-label={label}>
      <defs>
        {(["faint", "positive", "negative"] as const).map((role) => (
          <marker key={role} id={`graph-${role}`} viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
            <path d="M1 1.5L9 5L1 8.5Z" style={{ fill: css(role) }} />
          </marker>
        ))}
      </defs>
      {ways.slice(0, WAYS.length).map(({ edges }, k) => (
        <g key={k} class="graph-way" style={{ stroke: css(WAYS[k]!.color) }} stroke-width={WAYS[k]!.wide}>
          {edges.map((edge) => <path key={edge} d={smooth(graph.edges[edge]!.points)} />)}
        </g>
      ))}
      {graph.edges.map((edge, k) => {
        const handed = known.handed.get(k);
        const sign: Role = handed === undefined ? "faint" : handed.contribution < 0 ? "negative" : "positive";
        const share = handed === undefined ? 0 : Math.sqrt(Math.min(1, Math.abs(handed.contribution) / largest));
        return (
          <path key={k} class="graph-edge" d={smooth(edge.points)} style={{ stroke: css(sign) }} stroke-width={handed === undefined ? 1.25 : 1.75 + 2.75 * share}
            stroke-dasharray={sign === "negative" ? "7 5" : undefined}
            {...(handed === undefined ? { "marker-end": "url(#graph-faint)" } : { "marker-start": `url(#graph-${sign})` })} />
        );
      })}
      {graph.edges.map((edge, k) => <EdgeLabel key={k} edge={edge} known={known} k={k} asked={asked.has(k)} hidden={askedNodes.has(edge.to)} active={active.has(k)} narrow={narrow} number={number} again={again} />)}
      {graph.nodes.map((node) => <NodeMark key={node.id} node={node} known={known} asked={askedNodes.has(node.id)} active={known.last?.node === node.id} number={number} />)}
    </svg>
  );
} // prettier-ignore

function EdgeLabel({ edge, known, k, asked, hidden, active, narrow, number, again }: { readonly edge: DrawnEdge; readonly known: Known; readonly k: number; readonly asked: boolean; /** The gradient above is asked for, too. */ readonly hidden: boolean; readonly active: boolean; readonly narrow: boolean; number(value: number): string; again(times: number): string }) {
  const handed = known.handed.get(k);
  if (handed === undefined && !asked) return null;
  const upstream = handed?.upstream ?? known.gradients.get(edge.to) ?? 0;
  const first = handed === undefined ? `? × ${hidden ? "?" : number(upstream)}` : `${number(edge.local)} × ${number(upstream)}`;
  const second = handed === undefined ? "= ?" : `= ${number(handed.contribution)}`;
  const more = handed !== undefined && handed.times > 1 ? `${again(handed.times)}: ` : "";
  const lines = narrow ? [first, `${more}${second}`] : [`${more}${first} ${second}`];
  const wide = Math.max(...lines.map((line) => line.length)) * 7.1 + 12;
  const high = lines.length * 17 + 6;
  const [x, y] = edge.label;
  const sign: Role = handed === undefined ? "accent" : handed.contribution < 0 ? "negative" : "positive";
  return (
    <g class={`graph-label${active ? " active" : ""}${asked && handed === undefined ? " asked" : ""}`}>
      <rect x={x} y={y - high / 2} width={wide} height={high} rx={5} />
      {lines.map((line, i) => <text key={i} x={x + 6} y={y - (lines.length - 1) * 8.5 + i * 17 + 4.5} style={{ fill: css(sign) }}>{line}</text>)}
    </g>
  );
} // prettier-ignore

function NodeMark({ node, known, asked, active, number }: { readonly node: DrawnNode; readonly known: Known; readonly asked: boolean; readonly active: boolean; number(value: number): string }) {
  const [x, y] = node.place;
  const { wide, high, kind } = node;
  const gradient = known.gradients.get(node.id);
  const value = known.values.has(node.id) ? number(node.value) : asked ? "?" : "…";
  if (kind === "constant")
    return (
      <g class="graph-node constant" transform={`translate(${x} ${y})`}>
        <rect x={-wide / 2} y={-high / 2} width={wide} height={high} rx={high / 2} />
        <text y={5} text-anchor="middle">{number(node.value)}</text>
      </g>
    );
  const waits = known.waiting.find(({ node: id }) => id === node.id);
  return (
    <g class={`graph-node ${kind}${active ? " active" : ""}${asked ? " asked" : ""}`} transform={`translate(${x} ${y})`}>
      <rect x={-wide / 2} y={-high / 2} width={wide} height={high} rx={8} />
      <text class="graph-name" y={-high / 2 + 20} text-anchor="middle">{node.title}{node.formula !== "" && <tspan class="graph-formula"> = {node.formula}</tspan>}</text>
      <line x1={-wide / 2} x2={wide / 2} y1={-high / 2 + 30} y2={-high / 2 + 30} />
      <text class="graph-value" x={gradient === undefined && !(asked && known.values.has(node.id)) ? 0 : -wide / 4} y={high / 2 - 10} text-anchor="middle">{value}</text>
      {(gradient !== undefined || (asked && known.values.has(node.id))) && (
        <>
          <line x1={0} x2={0} y1={-high / 2 + 30} y2={high / 2} />
          <text class="graph-gradient" x={wide / 4} y={high / 2 - 10} text-anchor="middle" style={{ fill: css(gradient === undefined || asked ? "accent" : gradient < 0 ? "negative" : "positive") }}>
            {asked ? "?" : number(gradient ?? 0)}
          </text>
        </>
      )}
      {waits && <text class="graph-waits" x={wide / 2 - 2} y={-high / 2 - 6} text-anchor="end">{waits.got}/{waits.all}</text>}
    </g>
  );
} // prettier-ignore
