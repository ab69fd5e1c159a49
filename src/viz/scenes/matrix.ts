// Numbers in rows and columns as colors: confusion, attention, any heat map.
import { needEqual, needSome } from "../errors.ts";
import { STYLE, Sketch } from "../kit/sketch.ts";
import type { AxisOptions, SceneOptions } from "../kit/sketch.ts";
import { textWidth } from "../kit/text.ts";
import type { Mark, Paint, Ramp, Scene } from "../kit/scene.ts";

/** What a heat map may be told. */
export interface HeatMapOptions extends SceneOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** `heat` for amounts, `diverging` for numbers around zero. */
  readonly ramp?: Ramp;
  /** Numbers of the ramp's ends; the extremes unless told. */
  readonly domain?: readonly [number, number];
  /** The number in a cell as text, empty for none. */
  readonly cell?: (value: number, row: number, column: number) => string;
  readonly description?: string;
  /** The scale of colors beside the picture; drawn unless told. */
  readonly bar?: boolean | Partial<AxisOptions>;
}

/** Rows and columns with their names. */
export interface MatrixData {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly number[])[];
}

/**
 * A matrix as colored cells, with numbers in them where they fit.
 * @throws NablaError if rows or columns do not fit their names
 * @example
 * heatMap({ rows: ["a"], columns: ["x", "y"], values: [[1, 2]] }).table.rows // [["a", 1, 2]]
 */
export function heatMap({ rows, columns, values }: MatrixData, options: HeatMapOptions = {}): Scene {
  needSome("heatMap", "the list of rows", rows.length);
  needEqual("heatMap", "the number of rows", values.length, rows.length);
  for (const row of values) needEqual("heatMap", "the length of every row", row.length, columns.length);
  const names = Math.max(...rows.map((name) => textWidth(name, STYLE.small)));
  const cell = Math.max(15, Math.min(46, 440 / Math.max(rows.length, columns.length)));
  const bar = options.bar ?? true;
  const barRoom = bar === false ? 0 : 66;
  const { margin } = STYLE;
  const titleTop = (width: number): number => new Sketch({ ...options, width }, { title: "", width, height: 10 }).top;
  const width = options.width ?? Math.max(280, names + 9 + cell * columns.length + 2 * margin + barRoom + (options.yLabel ? 0 : 0));
  const xNames = Math.max(...columns.map((name) => textWidth(name, STYLE.small)));
  const wide = options.width === undefined ? cell : Math.min(cell, (width - names - 9 - 2 * margin - barRoom) / columns.length);
  // Names that are wider than a cell stand upright.
  const upright = xNames > wide - 3;
  const above = (options.yLabel ? STYLE.small + 8 : 0) + titleTop(width);
  const below = (upright ? xNames + 8 : STYLE.small + 8) + (options.xLabel ? STYLE.small + 8 : 0) + margin;
  const height = options.height ?? above + wide * rows.length + below;
  const sketch = new Sketch({ ...options, width, height }, { title: "", width, height });
  const side = Math.min(wide, (height - above - below) / rows.length);
  const [x, y] = [margin + names + 9, above];
  const flat = values.flat();
  const [low, high] = options.domain ?? [Math.min(...flat), Math.max(...flat)];
  const ramp = options.ramp ?? "heat";
  const place = (value: number): number => (high > low ? (value - low) / (high - low) : 0.5);
  const marks: Mark[] = [];
  if (flat.length <= 900) values.forEach((row, r) => row.forEach((value, c) => marks.push({ kind: "rect", x: x + c * side, y: y + r * side, wide: side, height: side, fill: { ramp, at: Math.round(place(value) * 100) / 100 } }))); // prettier-ignore
  else marks.push({ kind: "cells", x, y, wide: side * columns.length, height: side * rows.length, columns: columns.length, rows: rows.length, values: flat.map(place), ramp }); // prettier-ignore
  if (options.cell) values.forEach((row, r) => row.forEach((value, c) => {
    const text = options.cell!(value, r, c);
    const size = Math.min(STYLE.small, side * 0.46);
    if (text === "" || size < 6.4) return;
    const under: Paint = { ramp, at: place(value) };
    const fit = Math.min(size, (size * (side - 2)) / Math.max(1, textWidth(text, size)));
    marks.push({ kind: "text", x: x + (c + 0.5) * side, y: y + (r + 0.5) * side, text, size: fit, paint: { on: under }, align: "middle", middle: true });
  })); // prettier-ignore
  marks.push({ kind: "rect", x, y, wide: side * columns.length, height: side * rows.length, stroke: "faint" });
  rows.forEach((name, r) => marks.push({ kind: "text", x: x - 6, y: y + (r + 0.5) * side, text: name, size: Math.min(STYLE.small, side), paint: "muted", align: "end", middle: true })); // prettier-ignore
  columns.forEach((name, c) => {
    const [cx, bottom] = [x + (c + 0.5) * side, y + side * rows.length];
    marks.push(upright
      ? { kind: "text", x: cx + 4, y: bottom + 6, text: name, size: Math.min(STYLE.small, side), paint: "muted", align: "end", turn: -90 }
      : { kind: "text", x: cx, y: bottom + STYLE.small + 5, text: name, size: STYLE.small, paint: "muted", align: "middle" }); // prettier-ignore
  });
  sketch.add({ kind: "group", name: "cells", marks });
  if (options.yLabel) sketch.text(margin, y - 9, options.yLabel, { size: STYLE.small });
  if (options.xLabel)
    sketch.text(x + (side * columns.length) / 2, height - margin + 2, options.xLabel, { size: STYLE.small, align: "middle" });
  if (bar !== false) sketch.colorBar({ x: x + side * columns.length + 16, y, width: 10, height: Math.min(150, side * rows.length) }, ramp, { domain: [low, high], exact: true, count: 4, ...(bar === true ? {} : bar) }); // prettier-ignore
  return sketch.done(options.description ?? options.title ?? "", {
    columns: ["", ...columns],
    rows: values.map((row, r) => [rows[r]!, ...row]),
  });
}

/**
 * How often class r was taken for class c, as shares of each row; the numbers are counts.
 * @param counts counts[actual][predicted]
 * @example
 * confusionMap([[5, 1], [0, 4]], ["cat", "dog"]).description // "Confusion matrix: accuracy 90.0%, 9 of 10"
 */
export function confusionMap(counts: readonly (readonly number[])[], classes: readonly string[], options: HeatMapOptions = {}): Scene {
  const words = new Sketch({ ...options, heading: false }, { title: "", width: 10, height: 10 }).words;
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const all = totals.reduce((sum, total) => sum + total, 0);
  const right = counts.reduce((sum, row, k) => sum + row[k]!, 0);
  const shares = counts.map((row, r) => row.map((count) => (totals[r] === 0 ? 0 : count / totals[r]!)));
  const sketch = new Sketch({ ...options, heading: false }, { title: "", width: 10, height: 10 });
  const summary = `${words.accuracy} ${sketch.percent(all === 0 ? 0 : right / all, 1)}, ${right} ${words.of} ${all}`;
  const scene = heatMap({ rows: classes, columns: classes, values: shares }, {
    title: words.confusion, subtitle: summary, xLabel: words.predicted, yLabel: words.actual, domain: [0, 1],
    cell: (_, r, c) => (counts[r]![c] === 0 ? "" : String(counts[r]![c])), description: `${words.confusion}: ${summary}`, bar: { percent: true, at: [0, 0.5, 1] }, ...options,
  }); // prettier-ignore
  return {
    ...scene,
    table: { columns: [`${words.actual} / ${words.predicted}`, ...classes], rows: counts.map((row, r) => [classes[r]!, ...row]) },
  };
}

/**
 * Which keys a query looks at: rows are queries, columns keys, each row sums to 1.
 * @example
 * attentionMap([[0.9, 0.1]], ["it"], ["dog", "bone"]).table.columns // ["", "dog", "bone"]
 */
export function attentionMap(
  weights: readonly (readonly number[])[],
  queries: readonly string[],
  keys: readonly string[],
  options: HeatMapOptions = {},
): Scene {
  // prettier-ignore
  const words = new Sketch({ ...options, heading: false }, { title: "", width: 10, height: 10 }).words;
  return heatMap({ rows: queries, columns: keys, values: weights }, { title: words.attention, xLabel: words.key, yLabel: words.query, domain: [0, 1], bar: { at: [0, 0.5, 1] }, ...options }); // prettier-ignore
}
