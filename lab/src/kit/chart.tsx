// Lines over an axis, linear or logarithmic. Under the pointer it reads the values. Its table twin is TableTwin's business.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { css } from "./colors.ts";
import type { Role } from "./colors.ts";
import { HandleMark } from "./handle.tsx";
import type { Handle } from "./handle.tsx";
import type { View } from "./plane.tsx";
import { extent, linear, logarithmic, logTicks, ticks } from "./scale.ts";
import type { Interval } from "./scale.ts";
import { useWidth } from "./size.ts";

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly color: Role;
  /** Lines differ by dashes too; solid unless told. */
  readonly dash?: "solid" | "dashed" | "dotted" | "dash-dot";
  readonly width?: number;
  /** Draws the points themselves. */
  readonly dots?: boolean;
  readonly faint?: boolean;
}

export interface ChartProps {
  readonly series: readonly Series[];
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x?: Interval;
  readonly y?: Interval;
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** In pixels; 260 unless told. */
  readonly height?: number;
  readonly handles?: readonly Handle[];
  /** Names of the lines under the picture; true for more than one line unless told. */
  readonly legend?: boolean;
  /** Marks in front of the lines. */
  readonly children?: (view: View) => ComponentChildren;
}

export const DASHES: Readonly<Record<NonNullable<Series["dash"]>, string | undefined>> = { solid: undefined, dashed: "7 5", dotted: "1.5 4.5", "dash-dot": "9 4 1.5 4" }; // prettier-ignore

export function Chart({ series, label, xLabel, yLabel, x, y, logX = false, logY = false, height = 260, handles = [], legend = series.length > 1, children }: ChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const write = format(language.value);
  const shown = series.map((one) => ({ ...one, points: one.points.filter(([px, py]) => (!logX || px > 0) && (!logY || py > 0)) }));
  const all = shown.flatMap(({ points }) => points);
  const widened = (values: readonly number[], log: boolean): Interval => {
    if (!log) return extent(values);
    const [low, high] = extent(values.map(Math.log10), 0.03);
    return [10 ** low, 10 ** high];
  };
  const xRange = x ?? (logX ? widened(all.map(([px]) => px), true) : extent(all.map(([px]) => px), 0));
  const yRange = y ?? widened(all.map(([, py]) => py), logY);
  const ys = (logY ? logTicks : ticks)(yRange, height / 48);
  const digits = (values: readonly number[]): number => Math.max(0, ...values.map((value) => String(value).split(".")[1]?.length ?? 0));
  const tick = (values: readonly number[], log: boolean) => (value: number): string => (log || Math.abs(value) >= 1e5 ? write.short(value) : write.fixed(value, Math.min(6, digits(values))));
  const yText = ys.map(tick(ys, logY));
  const left = 34 + Math.max(...yText.map((text) => text.length)) * 7;
  const [right, top, bottom] = [16, 10, 46];
  const [wide, high] = [width - left - right, height - top - bottom];
  const xs = (logX ? logTicks : ticks)(xRange, wide / 80);
  const sx = (logX ? logarithmic : linear)(xRange, [left, left + wide]);
  const sy = (logY ? logarithmic : linear)(yRange, [top + high, top]);
  const at = (event: PointerEvent | MouseEvent): readonly [number, number] => {
    const box = ref.current!.querySelector("svg")!.getBoundingClientRect();
    return [sx.invert(event.clientX - box.left), sy.invert(event.clientY - box.top)];
  };
  const view: View = { x: sx, y: sy, xRange, yRange, left, top, wide, high, at };
  const near = cursor === null ? null : cursor;
  const readings = near === null ? [] : shown.flatMap((one) => {
    const best = nearest(one.points, sx, sx(near));
    return best ? [{ ...one, best }] : [];
  });
  return (
    <div class="chart" ref={ref}>
      <svg class="picture" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role={handles.length > 0 ? "group" : "img"} aria-label={label}
        onPointerMove={(event) => { const [px] = at(event); setCursor(px >= xRange[0] && px <= xRange[1] ? px : null); }} onPointerLeave={() => setCursor(null)}>
        <g class="axes" aria-hidden="true">
          {ys.map((value, i) => <g key={value}><line class={value === 0 ? "axis" : "grid"} x1={left} x2={left + wide} y1={sy(value)} y2={sy(value)} /><text class="tick" x={left - 8} y={sy(value) + 4.5} text-anchor="end">{yText[i]}</text></g>)}
          {xs.map((value) => <g key={value}><line class={value === 0 && xRange[0] < 0 ? "axis" : "grid"} x1={sx(value)} x2={sx(value)} y1={top} y2={top + high} /><text class="tick" x={sx(value)} y={top + high + 19} text-anchor="middle">{tick(xs, logX)(value)}</text></g>)}
          <text class="axis-label" x={left + wide / 2} y={height - 6} text-anchor="middle">{xLabel}</text>
          <text class="axis-label" x={13} y={top + high / 2} text-anchor="middle" transform={`rotate(-90 13 ${top + high / 2})`}>{yLabel}</text>
        </g>
        <svg x={left} y={top} width={wide} height={high} viewBox={`${left} ${top} ${wide} ${high}`} class="plot">
          {shown.map(({ name, points, color, dash = "solid", width: thick = 2.25, dots, faint }) => (
            <g key={name} style={{ color: css(color) }} class={faint ? "series faint" : "series"}>
              <path d={pathOf(points, sx, sy)} fill="none" stroke="currentColor" stroke-width={thick} stroke-dasharray={DASHES[dash]} stroke-linejoin="round" stroke-linecap={dash === "dotted" ? "round" : "butt"} />
              {dots && points.map(([px, py]) => <circle key={px} cx={sx(px)} cy={sy(py)} r={3.5} fill="currentColor" />)}
            </g>
          ))}
          {children?.(view)}
          {readings.length > 0 && <line class="cursor" x1={sx(readings[0]!.best[0])} x2={sx(readings[0]!.best[0])} y1={top} y2={top + high} />}
          {readings.map(({ name, best, color }) => <circle key={name} cx={sx(best[0])} cy={sy(best[1])} r={4.5} fill={css(color)} class="reading-dot" />)}
        </svg>
        {handles.map((handle) => <HandleMark key={handle.id} handle={handle} view={view} />)}
      </svg>
      {readings.length > 0 && (
        <div class="reading" style={{ left: `${Math.min(width - 190, sx(readings[0]!.best[0]) + 12)}px` }} aria-hidden="true">
          <span class="muted">{xLabel}: {write.short(readings[0]!.best[0])}</span>
          {readings.map(({ name, best, color }) => <span key={name}><i style={{ background: css(color) }} />{series.length > 1 ? `${name}: ` : ""}{write.short(best[1], 4)}</span>)}
        </div>
      )}
      {legend && <Legend items={series} />}
    </div>
  );
} // prettier-ignore

/** Which line is which: color and dash. */
export const Legend = ({ items }: { readonly items: readonly Pick<Series, "name" | "color" | "dash" | "dots">[] }) => (
  <ul class="legend">
    {items.map(({ name, color, dash = "solid", dots }) => (
      <li key={name}>
        <svg width="28" height="10" aria-hidden="true">
          <line x1="1" x2="27" y1="5" y2="5" style={{ stroke: css(color) }} stroke-width="2.5" stroke-dasharray={DASHES[dash]} />
          {dots && <circle cx="14" cy="5" r="3.5" style={{ fill: css(color) }} />}
        </svg>
        {name}
      </li>
    ))}
  </ul>
);

/** A line through points, broken where a value is none. */
export function pathOf(
  points: readonly (readonly [number, number])[],
  sx: (value: number) => number,
  sy: (value: number) => number,
): string {
  let path = "";
  let drawing = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) drawing = false;
    else {
      // Far outside is far enough: painters lose precision with huge coordinates.
      path += `${drawing ? "L" : "M"}${sx(x).toFixed(1)} ${Math.max(-1e4, Math.min(1e4, sy(y))).toFixed(1)}`;
      drawing = true;
    }
  }
  return path;
}

function nearest(points: readonly (readonly [number, number])[], sx: (value: number) => number, pixel: number): readonly [number, number] | null {
  let best: readonly [number, number] | null = null;
  let least = 40;
  for (const point of points) {
    const distance = Math.abs(sx(point[0]) - pixel);
    if (distance < least && Number.isFinite(point[1])) [best, least] = [point, distance];
  }
  return best;
} // prettier-ignore
