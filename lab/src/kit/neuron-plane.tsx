// One neuron of two inputs in their plane: the side where it fires, the line Z = 0 and the vector of weights, both to be moved.
// Moving the line changes the bias, moving the arrow's tip the weights. Knows no task.
import "./neuron-plane.css";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import type { ComponentChildren } from "preact";
import type { Handle } from "./handle.tsx";
import { firingSide, gripOf, lineEnds } from "./half-plane.ts";
import type { Line, Place } from "./half-plane.ts";
import { Plane } from "./plane.tsx";
import type { View } from "./plane.tsx";
import type { RasterData } from "./raster.tsx";
import type { Interval } from "./scale.ts";

/** A row of a truth table as a point. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  /** What is wanted there: a disk for 1, a ring for 0. */
  readonly wanted: number;
  /** Whether the neuron answers so; no mark if that is not known. */
  readonly right?: boolean | undefined;
  /** Where its name stands; above unless told. */
  readonly side?: "above" | "below";
}

export interface NeuronPlaneProps {
  readonly line: Line;
  readonly x: Interval;
  readonly y: Interval;
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel?: string;
  readonly aspect?: number;
  readonly most?: number;
  /** Where the arrow of the weights begins, and how long one unit of weight is. */
  readonly base: Place;
  readonly unit: number;
  /** The smallest change that counts: of an arrow key. */
  readonly quantum: number;
  readonly names: { readonly line: string; readonly normal: string };
  readonly raster?: RasterData | undefined;
  readonly corners?: readonly Corner[];
  readonly handles?: readonly Handle[];
  /** One input only: the second weight stays 0. */
  readonly single?: boolean;
  onBias?(b: number): void;
  onWeights?(w1: number, w2: number): void;
  readonly children?: (view: View) => ComponentChildren;
}

export function NeuronPlane({ line, base, unit, quantum, names, corners = [], handles = [], single = false, onBias, onWeights, children, raster, yLabel, ...shape }: NeuronPlaneProps) {
  const write = format(language.value);
  const { w1, w2, b } = line;
  const grip = gripOf(line, base, { x: shape.x, y: shape.y });
  const largest = Math.max(Math.abs(w1), Math.abs(w2));
  const tip: Place = [base[0] + unit * w1, base[1] + unit * w2];
  const own: Handle[] = [];
  if (grip && onBias)
    own.push({ id: "line", x: grip[0], y: grip[1], label: names.line, shape: "square", color: "ink", step: quantum / largest, text: `b = ${write.short(b)}`, onMove: (x, y) => onBias(-(w1 * x + w2 * y)) }); // prettier-ignore
  if (onWeights)
    own.push({ id: "normal", x: tip[0], y: tip[1], label: names.normal, step: unit * quantum, along: single ? "x" : "both", text: single ? `w = ${write.short(w1)}` : `w₁ = ${write.short(w1)}; w₂ = ${write.short(w2)}`, onMove: (x, y) => onWeights((x - base[0]) / unit, single ? 0 : (y - base[1]) / unit) }); // prettier-ignore
  return (
    <Plane {...shape} {...(yLabel !== undefined && { yLabel })} raster={raster} handles={[...own, ...handles]}>
      {(view) => (
        <>
          {!raster && <FiringSide line={line} view={view} />}
          <Border line={line} view={view} />
          {children?.(view)}
          {corners.map((corner) => <CornerMark key={corner.name} corner={corner} view={view} />)}
          <Arrow from={base} to={tip} view={view} />
        </>
      )}
    </Plane>
  );
} // prettier-ignore

/** The part of the plane where the neuron fires. */
export const FiringSide = ({ line, view, tone = "positive" }: { readonly line: Line; readonly view: View; readonly tone?: string }) => (
  <polygon
    class="firing"
    style={{ fill: `var(--${tone})` }}
    points={firingSide(line, { x: view.xRange, y: view.yRange }).map(([x, y]) => `${view.x(x)},${view.y(y)}`).join(" ")}
  />
); // prettier-ignore

/** The line Z = 0. */
export function Border({ line, view, tone = "ink" }: { readonly line: Line; readonly view: View; readonly tone?: string }) {
  const ends = lineEnds(line, { x: view.xRange, y: view.yRange });
  if (!ends) return null;
  const [[x1, y1], [x2, y2]] = ends;
  return <line class="border" style={{ stroke: `var(--${tone})` }} x1={view.x(x1)} y1={view.y(y1)} x2={view.x(x2)} y2={view.y(y2)} />;
}

/** An arrow that ends at the handle on its tip. */
export function Arrow({ from, to, view, tone = "accent" }: { readonly from: Place; readonly to: Place; readonly view: View; readonly tone?: string }) {
  const [x1, y1, x2, y2] = [view.x(from[0]), view.y(from[1]), view.x(to[0]), view.y(to[1])];
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1) return null;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  // The head ends where the handle begins.
  const [hx, hy] = [x2 - 12 * ux, y2 - 12 * uy];
  return (
    <g class="vector" style={{ color: `var(--${tone})` }}>
      <line x1={x1} y1={y1} x2={hx} y2={hy} />
      {length > 24 && <polygon points={`${hx},${hy} ${hx - 11 * ux - 5 * uy},${hy - 11 * uy + 5 * ux} ${hx - 11 * ux + 5 * uy},${hy - 11 * uy - 5 * ux}`} />}
      <circle cx={x1} cy={y1} r={3} />
    </g>
  );
} // prettier-ignore

/** A row of a truth table: a disk or a ring, its name, and whether the answer is right. */
export function CornerMark({
  corner: { x, y, name, wanted, right, side = "above" },
  view,
}: {
  readonly corner: Corner;
  readonly view: View;
}) {
  const [px, py] = [view.x(x), view.y(y)];
  const sign = right === false ? "✗" : right === true ? "✓" : "";
  return (
    <g class={right === false ? "corner wrong" : "corner"}>
      {right === false && <circle class="corner-alarm" cx={px} cy={py} r={18} />}
      <circle class={wanted === 1 ? "corner-one" : "corner-zero"} cx={px} cy={py} r={wanted === 1 ? 10 : 8.5} />
      <text x={px} y={side === "above" ? py - 22 : py + 34} text-anchor="middle">
        {name} {sign}
      </text>
    </g>
  );
}
