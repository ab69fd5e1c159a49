// The picture that dominates: the data, and what the network answers everywhere. A plane of two inputs, a curve of one, or pictures.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { format } from "../i18n/format.ts";
import { pathOf } from "../kit/chart.tsx";
import { linear, ticks } from "../kit/scale.ts";
import { useWidth } from "../kit/size.ts";
import { TableTwin } from "../kit/table.tsx";
import { language } from "../i18n/language.ts";
import { theme } from "../shell/theme.ts";
import { frame, view } from "./bench.ts";
import { DrawLayer } from "./draw.tsx";
import type { ProblemView } from "./core/describe.ts";
import type { Settings } from "./core/settings.ts";
import { classColor, paintPoints, paintRaster, prepare } from "./paint.ts";
import type { Words } from "./words.ts";

export interface PartProps {
  readonly settings: Settings;
  readonly words: Words;
  set(changes: Partial<Settings>): void;
}

export function Stage({ settings, words, set }: PartProps) {
  const data = view.value;
  if (settings.data === "draw") return <Plane data={data} settings={settings} words={words} set={set} />;
  if (!data) return <div class="stage-empty" />;
  if (data.kind === "pictures") return <Gallery data={data} words={words} />;
  return <Plane data={data} settings={settings} words={words} set={set} />;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [40, 8, 8, 26];

function Plane({ data, settings, words, set }: PartProps & { readonly data: ProblemView | null }) {
  const [ref, width] = useWidth<HTMLDivElement>(400);
  const field = useRef<HTMLCanvasElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const now = frame.value;
  const seen = theme.value;
  const drawing = settings.data === "draw";
  const domain = drawing ? { axes: data?.domain?.axes ?? [0, 1], x: [-1, 1] as const, y: [-1, 1] as const } : data!.domain!;
  const classes = data?.classes?.length ?? 0;
  const flat = domain.axes.length === 1;
  const wide = width - LEFT - RIGHT;
  const high = wide;
  const height = high + TOP + BOTTOM;
  const sx = linear(domain.x, [0, wide]);
  const sy = linear(domain.y, [high, 0]);
  const raster = now?.raster ?? null;
  // A picture of the data before is not painted over those of now.
  const fits = now?.domain?.axes.join() === domain.axes.join() && (raster === null || raster.kind === "curve" || (raster.kind === "classes" ? now?.classes === classes : classes === 0));
  useEffect(() => {
    if (!field.current) return;
    if (raster && raster.kind !== "curve" && fits && data) {
      paintRaster(field.current, raster, classes);
      field.current.hidden = false;
    } else field.current.hidden = true;
  }, [raster, seen, classes, fits, data]);
  useEffect(() => {
    if (!points.current) return;
    const context = prepare(points.current, wide, high);
    if (!data?.domain) return;
    const look = { classes, range: flat || classes > 0 ? null : data.range, x: sx, y: sy };
    paintPoints(context, data.train, false, look);
    paintPoints(context, data.test, true, look);
  }, [data, wide, seen]);
  const [xName, yName] = data ? [data.inputs[domain.axes[0]!]!, flat ? data.target : data.inputs[domain.axes[1]!]!] : ["x1", "x2"];
  const line =
    raster?.kind === "curve" && fits
      ? pathOf(Array.from(raster.values, (y, i) => [domain.x[0] + ((domain.x[1] - domain.x[0]) * i) / (raster.values.length - 1), y] as const), sx, sy) // prettier-ignore
      : null;
  const axes = useMemo(() => <Axes x={domain.x} y={domain.y} wide={wide} high={high} />, [domain.x.join(), domain.y.join(), wide, language.value]); // prettier-ignore
  const choices = data && data.inputs.length > 2 ? data.inputs : null;
  return (
    <div class="stage" ref={ref}>
      <div
        class="stage-plane"
        id="stage-figure"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={flat ? words.curvePlane(xName, yName) : words.plane(xName, yName)}
      >
        <canvas
          ref={field}
          class="stage-field"
          style={{ left: `${LEFT}px`, top: `${TOP}px`, width: `${wide}px`, height: `${high}px` }}
          aria-hidden="true"
        />
        <svg class="picture stage-axes" width={width} height={height} aria-hidden="true">
          <g transform={`translate(${LEFT} ${TOP})`}>{axes}</g>
        </svg>
        <canvas
          ref={points}
          class="stage-points"
          style={{ left: `${LEFT}px`, top: `${TOP}px`, width: `${wide}px`, height: `${high}px` }}
          aria-hidden="true"
        />
        {line && (
          <svg class="stage-line" style={{ left: `${LEFT}px`, top: `${TOP}px` }} width={wide} height={high} aria-hidden="true">
            <path d={line} class="stage-line-halo" />
            <path d={line} />
          </svg>
        )}
        {drawing && <DrawLayer settings={settings} words={words} set={set} left={LEFT} top={TOP} size={wide} />}
      </div>
      <p class="stage-foot">
        {classes > 0 && data!.classes!.slice(0, 8).map((name, c) => <span key={name}><Mark c={c} />{name}</span>)}
        <span class="muted">● {words.trainPoints}</span>
        <span class="muted">○ {words.testPoints}</span>
      </p>
      {choices && (
        <div class="stage-choices">
          {(["ax", "ay"] as const).map((axis, i) => (
            <label key={axis}>
              {i === 0 ? words.axisX : words.axisY}
              <select value={String(domain.axes[i])} onChange={(event) => set({ [axis]: Number(event.currentTarget.value) })}>
                {choices.map((name, k) => <option key={name} value={String(k)} selected={domain.axes[i] === k}>{name}</option>)}
              </select>
            </label>
          ))}
          <p class="muted">{words.slice(choices.length - 2)}</p>
        </div>
      )}
      {data && <TableTwin caption={words.points} columns={[xName, yName, ...(flat ? [] : [data.target]), words.partWord]} rows={() => tableOf(data, words, flat)} />}
    </div>
  );
} // prettier-ignore

function tableOf(data: ProblemView, words: Words, flat: boolean): (string | number)[][] {
  return [data.train, data.test].flatMap((part, p) =>
    Array.from({ length: part.count }, (_, i) => {
      const [x, y, value] = [part.places[3 * i]!, part.places[3 * i + 1]!, part.places[3 * i + 2]!];
      return [x, y, ...(flat ? [] : [data.classes ? data.classes[value]! : value]), p === 0 ? words.trainPoints : words.testPoints];
    }),
  );
}

const Axes = ({ x, y, wide, high }: { readonly x: readonly [number, number]; readonly y: readonly [number, number]; readonly wide: number; readonly high: number }) => {
  const write = format(language.value);
  const [sx, sy] = [linear(x, [0, wide]), linear(y, [high, 0])];
  const [xs, ys] = [ticks(x, wide / 80), ticks(y, high / 64)];
  return (
    <>
      <rect class="stage-frame" x={0.5} y={0.5} width={wide - 1} height={high - 1} />
      {xs.map((value) => <g key={value}><line class="stage-tick" x1={sx(value)} x2={sx(value)} y1={high} y2={high + 4} /><text class="tick" x={sx(value)} y={high + 19} text-anchor="middle">{write.short(value)}</text></g>)}
      {ys.map((value) => <g key={value}><line class="stage-tick" x1={-4} x2={0} y1={sy(value)} y2={sy(value)} /><text class="tick" x={-8} y={sy(value) + 4.5} text-anchor="end">{write.short(value)}</text></g>)}
    </>
  );
}; // prettier-ignore

/** The sign of a class in a text. */
export const Mark = ({ c }: { readonly c: number }) => (
  <svg class="class-mark" width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" style={{ fill: classColor(c) }}>
    {c % 4 === 0 && <circle r={5} />}
    {c % 4 === 1 && <rect x={-4.6} y={-4.6} width={9.2} height={9.2} />}
    {c % 4 === 2 && <path d="M0-6L5.5 4.5h-11Z" />}
    {c % 4 === 3 && <path d="M0-6.4L6.4 0L0 6.4L-6.4 0Z" />}
  </svg>
);

function Gallery({ data, words }: { readonly data: ProblemView; readonly words: Words }) {
  const { width, height, images } = data.gallery!;
  return (
    <div class="stage">
      <ul class="gallery" aria-label={words.gallery}>
        {images.map((pixels, c) => (
          <li key={data.classes![c]}>
            <Picture pixels={pixels} width={width} height={height} />
            <span>{data.classes![c]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Picture({ pixels, width, height }: { readonly pixels: Uint8Array; readonly width: number; readonly height: number }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const seen = theme.value;
  useEffect(() => {
    const context = ref.current!.getContext("2d")!;
    const image = context.createImageData(width, height);
    const ink = getComputedStyle(ref.current!)
      .color.match(/[\d.]+/g)!
      .map(Number);
    pixels.forEach((alpha, i) => image.data.set([ink[0]!, ink[1]!, ink[2]!, alpha], 4 * i));
    context.putImageData(image, 0, 0);
  }, [pixels, seen]);
  return <canvas ref={ref} width={width} height={height} aria-hidden="true" />;
}
