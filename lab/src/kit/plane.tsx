// A plane with axes: colored cells behind, marks, and points that can be moved. Drawn in true pixels.
import { useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { format } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { HandleMark } from "./handle.tsx";
import type { Handle } from "./handle.tsx";
import { Raster } from "./raster.tsx";
import type { RasterData } from "./raster.tsx";
import { linear, ticks } from "./scale.ts";
import type { Interval } from "./scale.ts";
import { useWidth } from "./size.ts";

/** How values lie on the plane, for marks. */
export interface View {
  /** Pixels of values. */
  x(value: number): number;
  y(value: number): number;
  readonly xRange: Interval;
  readonly yRange: Interval;
  /** The inner rectangle, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
  /** Values under a pointer. */
  at(event: PointerEvent | MouseEvent): readonly [x: number, y: number];
}

export interface PlaneProps {
  readonly x: Interval;
  readonly y: Interval;
  /** What the picture shows, for screen readers. */
  readonly label: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Height by width of the inner rectangle; 1 unless told. */
  readonly aspect?: number;
  /** Largest width in pixels; 640 unless told. */
  readonly most?: number;
  readonly raster?: RasterData | undefined;
  readonly handles?: readonly Handle[];
  /** Lines through 0, stronger than the grid; true unless told. */
  readonly origin?: boolean;
  readonly grid?: boolean;
  /** A press on a free place. */
  onPlace?(x: number, y: number): void;
  /** Marks between the grid and the handles. */
  readonly children?: (view: View) => ComponentChildren;
}

export function Plane({ x, y, label, xLabel, yLabel, aspect = 1, most = 640, raster, handles = [], origin = true, grid = true, onPlace, children }: PlaneProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const write = format(language.value);
  const [left, right, top, bottom] = [yLabel === undefined ? 36 : 48, 14, 12, xLabel === undefined ? 28 : 46];
  const wide = width - left - right;
  const high = Math.round(wide * aspect);
  const height = high + top + bottom;
  const [sx, sy] = [linear(x, [left, left + wide]), linear(y, [top + high, top])];
  const at = (event: PointerEvent | MouseEvent): readonly [number, number] => {
    const box = svg.current!.getBoundingClientRect();
    return [sx.invert(((event.clientX - box.left) * width) / box.width), sy.invert(((event.clientY - box.top) * height) / box.height)];
  };
  const view: View = { x: sx, y: sy, xRange: x, yRange: y, left, top, wide, high, at };
  const [xs, ys] = [ticks(x, wide / 70), ticks(y, high / 60)];
  const digits = (values: readonly number[]): number => Math.max(0, ...values.map((value) => String(value).split(".")[1]?.length ?? 0));
  const place = onPlace && ((event: PointerEvent): void => {
    const [px, py] = at(event);
    if (event.button === 0 && px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1]) onPlace(px, py);
  });
  return (
    <div class="plane" ref={ref} style={{ maxWidth: `${most}px` }}>
      {raster && (
        <div class="plane-raster" style={{ left: `${left}px`, top: `${top}px`, width: `${wide}px`, height: `${high}px` }}>
          <Raster data={raster} />
        </div>
      )}
      <svg ref={svg} class={place ? "picture placing" : "picture"} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} onPointerDown={place}>
        <g class="axes" aria-hidden="true">
          {grid && xs.map((value) => <line key={value} class={origin && value === 0 ? "axis" : "grid"} x1={sx(value)} x2={sx(value)} y1={top} y2={top + high} />)}
          {grid && ys.map((value) => <line key={value} class={origin && value === 0 ? "axis" : "grid"} x1={left} x2={left + wide} y1={sy(value)} y2={sy(value)} />)}
          {xs.map((value) => <text key={value} class="tick" x={sx(value)} y={top + high + 19} text-anchor="middle">{write.fixed(value, digits(xs))}</text>)}
          {ys.map((value) => <text key={value} class="tick" x={left - 8} y={sy(value) + 4.5} text-anchor="end">{write.fixed(value, digits(ys))}</text>)}
          {xLabel !== undefined && <text class="axis-label" x={left + wide / 2} y={height - 6} text-anchor="middle">{xLabel}</text>}
          {yLabel !== undefined && <text class="axis-label" x={13} y={top + high / 2} text-anchor="middle" transform={`rotate(-90 13 ${top + high / 2})`}>{yLabel}</text>}
        </g>
        <svg x={left} y={top} width={wide} height={high} viewBox={`${left} ${top} ${wide} ${high}`} class="plot">
          {children?.(view)}
        </svg>
        {handles.map((handle) => <HandleMark key={handle.id} handle={handle} view={view} />)}
      </svg>
    </div>
  );
} // prettier-ignore
