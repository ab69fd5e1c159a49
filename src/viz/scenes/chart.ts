// Lines over axes: the common form of learning curves, activation functions, races and rates. Knows nothing of networks.
import { needEqual, needSome } from "../errors.ts";
import { apart } from "../kit/layered.ts";
import { DASHES, SERIES, SHAPES, STYLE, Sketch } from "../kit/sketch.ts";
import type { AxisOptions, LegendEntry, SceneOptions } from "../kit/sketch.ts";
import { textWidth } from "../kit/text.ts";
import type { Mark, Role, Scene, Shape } from "../kit/scene.ts";

/** One line. */
export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Drawn around the line: lower and upper border. */
  readonly band?: readonly [low: ArrayLike<number>, high: ArrayLike<number>];
  readonly role?: Role;
  readonly dash?: readonly number[];
  /** 2 unless told. */
  readonly width?: number;
  /** A point at every number. */
  readonly points?: boolean;
  /** Left out of the legend. */
  readonly silent?: boolean;
}

/** A line across the chart, or a word beside a place. */
export interface Note {
  readonly x?: number;
  readonly y?: number;
  readonly text: string;
  /** Where the text stands; above unless told. `left` of a level line is below it at its right end. */
  readonly side?: "above" | "below" | "left" | "right";
}

/** What a chart may be told besides its series. */
export interface ChartOptions extends SceneOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly x?: Partial<AxisOptions>;
  readonly y?: Partial<AxisOptions>;
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** Names at the ends of the lines instead of a legend above. */
  readonly names?: "legend" | "ends" | "none";
  readonly notes?: readonly Note[];
  readonly square?: boolean;
  readonly description?: string;
}

/**
 * Lines over axes, linear or logarithmic. Colors differ, and so do dashes.
 * @throws NablaError if there are no series, or x and y differ in length
 * @example
 * lineChart([{ name: "loss", x: [1, 2, 3], y: [1, 0.1, 0.01] }], { title: "Loss", logY: true }).frames[0].y.ticks.length // 3
 */
export function lineChart(series: readonly Series[], options: ChartOptions = {}): Scene {
  needSome("lineChart", "the list of series", series.length);
  for (const { name, x, y } of series) needEqual("lineChart", `the length of y of "${name}"`, y.length, x.length);
  const { names = series.length > 1 ? "legend" : "none", logX = false, logY = false } = options;
  const sketch = new Sketch(options, { title: "", width: 560, height: 360 });
  const { margin, text } = STYLE;
  const styles = series.map((one, k) => ({
    stroke: one.role ?? SERIES[k % SERIES.length]!,
    dash: one.dash ?? DASHES[k % DASHES.length]!,
    width: one.width ?? 2,
    shape: SHAPES[k % SHAPES.length]!,
  }));
  if (names === "legend") sketch.top += sketch.legend(legendOf(series, styles), margin, sketch.top) + 6;
  const listed = series.map(({ silent }, k) => ({ silent, k })).filter(({ silent }) => !silent).map(({ k }) => k); // prettier-ignore
  const right = names === "ends" ? Math.max(...listed.map((k) => textWidth(series[k]!.name, text))) + 12 : 6;
  const inY = series.flatMap(({ y, band }) => [...Array.from(y), ...(band ? [...Array.from(band[0]), ...Array.from(band[1])] : [])]);
  const frame = sketch.frame(
    "chart",
    { x: margin, y: sketch.top, width: sketch.width - 2 * margin - right, height: sketch.height - sketch.top - margin },
    { domain: span(series.flatMap(({ x }) => Array.from(x)), logX), logarithmic: logX, exact: true, ...(options.xLabel === undefined ? {} : { label: options.xLabel }), ...options.x }, // prettier-ignore
    { domain: span(inY, logY), logarithmic: logY, ...(options.yLabel === undefined ? {} : { label: options.yLabel }), ...options.y },
    { square: options.square ?? false },
  );
  const marks: Mark[] = [];
  series.forEach(({ x, band }, k) => {
    if (!band) return;
    const [low, high] = [frame.lines(x, band[0]).flat(), frame.lines(x, band[1]).flat()];
    marks.push({ kind: "path", lines: [[...high, ...low.reverse()]], closed: true, fill: styles[k]!.stroke, fillOpacity: 0.16 });
  });
  for (const { x, y, text: words, side = "above" } of options.notes ?? []) {
    const { box } = frame;
    const line = x === undefined ? [[box.x, frame.y(y!)], [box.x + box.width, frame.y(y!)]] as const : [[frame.x(x), box.y], [frame.x(x), box.y + box.height]] as const; // prettier-ignore
    if (x === undefined || y === undefined) marks.push({ kind: "path", lines: [line], stroke: "faint", dash: [3, 3] });
    const [dx, dy, align] = { above: [0, -6, "start"], below: [x === undefined ? 0 : 6, 15, "start"], left: [-6, x === undefined ? 15 : 4, "end"], right: [6, 4, "start"] }[side] as [number, number, "start" | "end"]; // prettier-ignore
    const at =
      x === undefined
        ? [side === "left" ? box.x + box.width - 2 : box.x + 6, frame.y(y!)]
        : [frame.x(x), y === undefined ? (side === "below" ? box.y + box.height - 24 : box.y + 14) : frame.y(y)];
    marks.push({ kind: "text", x: at[0]! + dx, y: at[1]! + dy, text: words, size: STYLE.small, paint: "muted", align, halo: true });
  }
  series.forEach((one, k) => {
    const { stroke, dash, width, shape } = styles[k]!;
    const lines = frame.lines(one.x, one.y);
    marks.push({ kind: "path", lines, stroke, width, dash });
    if (one.points) for (const [x, y] of lines.flat()) marks.push({ kind: "point", shape, x, y, radius: 3.2, fill: stroke, stroke: "background" }); // prettier-ignore
  });
  sketch.add(frame.clipped("lines", marks));
  if (names === "ends") {
    const ends = listed.map((k) => ({ k, y: frame.lines(series[k]!.x, series[k]!.y).flat().at(-1)?.[1] ?? 0 })).sort((a, b) => a.y - b.y);
    const kept = ends.map(({ y }) => Math.max(frame.box.y + 4, Math.min(frame.box.y + frame.box.height - 2, y)));
    const places = apart(kept, ends.map(() => text + 3)); // prettier-ignore
    const over = Math.max(0, places.at(-1)! - (frame.box.y + frame.box.height - 2));
    ends.forEach(({ k }, i) => {
      const x = frame.box.x + frame.box.width + 8;
      sketch.text(x, places[i]! - over, series[k]!.name, { paint: styles[k]!.stroke, middle: true });
    });
  }
  const columns = series.length === 1 ? [series[0]!.name] : series.map(({ name }) => name);
  const description = options.description ?? `${options.title ?? ""}: ${series.map(({ name, y }) => `${name} ${sketch.number(y[y.length - 1]!)}`).join(", ")}`; // prettier-ignore
  return sketch.done(description, tableOf(series, options.xLabel ?? "x", columns));
}

const legendOf = (
  series: readonly Series[],
  styles: readonly { readonly stroke: Role; readonly dash: readonly number[]; readonly width: number; readonly shape: Shape }[],
): LegendEntry[] =>
  series.flatMap(({ name, silent, points }, k) => {
    if (silent) return [];
    const { stroke, dash, width, shape } = styles[k]!;
    return [points ? { text: name, as: shape, look: { fill: stroke } } : { text: name, as: "line", look: { stroke, dash, width } }];
  });

const span = (values: readonly number[], logarithmic: boolean): readonly [number, number] => {
  const kept = values.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0));
  return [kept.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY), kept.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)];
};

/** One row a place on the x axis, one column a series. */
function tableOf(series: readonly Series[], x: string, names: readonly string[]) {
  const places = [...new Set(series.flatMap((one) => Array.from(one.x)))].sort((a, b) => a - b);
  const maps = series.map((one) => new Map(Array.from(one.x, (at, i) => [at, one.y[i]!] as const)));
  return { columns: [x, ...names], rows: places.map((at) => [at, ...maps.map((map) => map.get(at) ?? "")]) };
}
