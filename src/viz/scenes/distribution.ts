// Many numbers at once: histograms by layer, residuals, points of an embedding.
import { needEqual, needSome } from "../errors.ts";
import { extent, roundDomain } from "../kit/scale.ts";
import { SERIES, SHAPES, STYLE, Sketch } from "../kit/sketch.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import type { Mark, Scene } from "../kit/scene.ts";
import { wordsOf } from "../kit/words.ts";

/** Counts of numbers in intervals of equal width. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

/**
 * Counts numbers in intervals of equal width; the last interval has its upper border too. Numbers outside and those that are
 * not finite are left out.
 * @example
 * histogramOf([0, 1, 1, 2, 9], { bins: 2, from: 0, to: 2 }).counts // [1, 3]
 */
export function histogramOf(
  values: ArrayLike<number>,
  options: { readonly bins?: number; readonly from?: number; readonly to?: number } = {},
): Histogram {
  // prettier-ignore
  const [low, high] = extent(Array.from(values));
  const { bins = 40, from = low, to = high > low ? high : low + 1 } = options;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= from && value <= to)) continue;
    counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]! += 1;
  }
  return { from, to, counts };
}

/** The numbers of one layer. */
export interface LayerHistogram extends Histogram {
  readonly name: string;
  /** A word to the right, such as the standard deviation. */
  readonly note?: string;
}

/** One histogram below the other on a common axis, each as high as its own largest bar. */
export function layerHistograms(layers: readonly LayerHistogram[], options: SceneOptions & { readonly xLabel?: string } = {}): Scene {
  needSome("layerHistograms", "the list of layers", layers.length);
  const words = wordsOf(options.language ?? "en");
  const sketch = new Sketch(options, { title: words.histograms, width: 560, height: 62 * layers.length + 110 });
  const { margin } = STYLE;
  const region = { x: margin + 84, y: sketch.top, width: sketch.width - 2 * margin - 84 - 96, height: sketch.height - sketch.top - margin };
  const domain = extent(layers.flatMap(({ from, to }) => [from, to]));
  const frame = sketch.frame("values", region, { domain, exact: true, label: options.xLabel ?? words.value }, null, { back: false });
  const step = frame.box.height / layers.length;
  layers.forEach(({ name, note, from, to, counts }, k) => {
    const base = frame.box.y + (k + 1) * step - 4;
    const most = Math.max(1, ...counts);
    const width = (to - from) / counts.length;
    const bars = counts.map((count, i): Mark => {
      const [left, right] = [frame.x(from + i * width), frame.x(from + (i + 1) * width)];
      const high = (count / most) * (step - 12);
      return { kind: "rect", x: left, y: base - high, wide: Math.max(0.6, right - left - 0.6), height: high, fill: "series1" };
    });
    const line: Mark = { kind: "path", lines: [[[frame.box.x, base], [frame.box.x + frame.box.width, base]]], stroke: "faint" }; // prettier-ignore
    sketch.add({ kind: "group", name, marks: [...bars.filter((bar) => bar.kind === "rect" && bar.height > 0), line] });
    sketch.text(frame.box.x - 10, base - step * 0.36, name, { align: "end", middle: true });
    if (note)
      sketch.text(frame.box.x + frame.box.width + 10, base - step * 0.36, note, { size: STYLE.small, paint: "muted", middle: true });
  });
  return sketch.done(`${words.histograms}: ${layers.map(({ name, note = "" }) => `${name} ${note}`).join(", ")}`, {
    columns: [words.layer, words.value, words.count],
    rows: layers.flatMap(({ name, from, to, counts }) =>
      counts.map((count, i) => [name, from + ((i + 0.5) * (to - from)) / counts.length, count]),
    ),
  });
}

/** Predicted and true values. */
export interface Predictions {
  readonly predicted: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/**
 * Errors of a regression: actual − predicted against predicted, with zero and ± one standard deviation, and their histogram.
 * @example
 * residuals({ predicted: [1, 2], actual: [2, 2] }).table.rows // [[1, 2, 1], [2, 2, 0]]
 */
export function residuals({ predicted, actual }: Predictions, options: SceneOptions & { readonly unit?: string } = {}): Scene {
  needSome("residuals", "the list of predictions", predicted.length);
  needEqual("residuals", "the number of true values", actual.length, predicted.length);
  const words = wordsOf(options.language ?? "en");
  const rest = Array.from(actual, (value, i) => value - predicted[i]!);
  const deviation = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / rest.length);
  const sketch = new Sketch(options, { title: words.residuals, width: 620, height: 380 });
  const { margin } = STYLE;
  const domain = roundDomain(rest, 6);
  const side = 104;
  const unit = options.unit ? `, ${options.unit}` : "";
  const region = { x: margin, y: sketch.top, width: sketch.width - 2 * margin - side - 12, height: sketch.height - sketch.top - margin };
  const frame = sketch.frame("residuals", region, { domain: extent(Array.from(predicted)), label: `${words.predicted}${unit}` }, { domain, exact: true, label: `${words.residual}: ${words.actual} − ${words.predicted}${unit}` }); // prettier-ignore
  const { box } = frame;
  const level = (value: number): readonly (readonly [number, number])[] => [[box.x, frame.y(value)], [box.x + box.width, frame.y(value)]]; // prettier-ignore
  sketch.add(
    { kind: "rect", x: box.x, y: frame.y(deviation), wide: box.width, height: frame.y(-deviation) - frame.y(deviation), fill: "series3", fillOpacity: 0.14 }, // prettier-ignore
    { kind: "path", lines: [level(0)], stroke: "ink", width: 1.4 },
    frame.clipped("points", rest.map((value, i): Mark => ({ kind: "point", shape: value >= 0 ? "circle" : "triangle", x: frame.x(predicted[i]!), y: frame.y(value), radius: 3.4, fill: value >= 0 ? "positive" : "negative", fillOpacity: 0.75, stroke: "background", width: 0.7 }))), // prettier-ignore
  );
  sketch.text(box.x + 6, frame.y(deviation) - 5, `± ${sketch.number(deviation)}`, { size: STYLE.small, paint: "muted", halo: true });
  const { counts, from, to } = histogramOf(rest, { bins: 20, from: domain[0], to: domain[1] });
  const most = Math.max(...counts);
  const left = box.x + box.width + 12;
  counts.forEach((count, i) => {
    const [top, bottom] = [frame.y(from + ((i + 1) * (to - from)) / 20), frame.y(from + (i * (to - from)) / 20)];
    if (count > 0) sketch.add({ kind: "rect", x: left, y: top + 0.5, wide: (count / most) * (side - 6), height: bottom - top - 1, fill: from + ((i + 0.5) * (to - from)) / 20 >= 0 ? "positive" : "negative", fillOpacity: 0.8 }); // prettier-ignore
  });
  sketch.text(left + side - 6, box.y + box.height + STYLE.small + 6, words.count, { size: STYLE.small, paint: "muted", align: "end" });
  return sketch.done(`${words.residuals}: ± ${sketch.number(deviation)}`, {
    columns: [words.predicted, words.actual, words.residual],
    rows: rest.map((value, i) => [predicted[i]!, actual[i]!, value]),
  });
}

/** Points with classes, and names for some. */
export interface EmbeddingData {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly classes: readonly string[];
  /** Draws the classes' names at their points instead of shapes: for more than six classes. */
  readonly letters?: boolean;
}

/**
 * Points of the plane by class: shapes and colors, or the classes' names themselves.
 * @example
 * embeddingScatter({ x: [0, 1], y: [1, 0], labels: [0, 1], classes: ["a", "b"] }).table.rows // [[0, 1, "a"], [1, 0, "b"]]
 */
export function embeddingScatter(
  { x, y, labels, classes, letters = classes.length > SHAPES.length }: EmbeddingData,
  options: SceneOptions & { readonly xLabel?: string; readonly yLabel?: string } = {},
): Scene {
  // prettier-ignore
  needSome("embeddingScatter", "the list of points", x.length);
  needEqual("embeddingScatter", "the number of labels", labels.length, x.length);
  const words = wordsOf(options.language ?? "en");
  const sketch = new Sketch(options, { title: words.embedding, width: 500, height: 500 });
  const { margin } = STYLE;
  if (!letters) sketch.top += sketch.legend(classes.map((text, k) => ({ text, as: SHAPES[k]!, look: { fill: SERIES[k]! } })), margin, sketch.top) + 6; // prettier-ignore
  const region = { x: margin, y: sketch.top, width: sketch.width - 2 * margin, height: sketch.height - sketch.top - margin };
  const axis = (label: string | undefined, values: ArrayLike<number>) => ({ domain: padded(values), exact: true, ...(label === undefined ? {} : { label }) }); // prettier-ignore
  const frame = sketch.frame("points", region, axis(options.xLabel, x), axis(options.yLabel, y));
  const marks = Array.from(x, (at, i): Mark => {
    const k = labels[i]!;
    const place = { x: frame.x(at), y: frame.y(y[i]!) };
    const role = SERIES[k % SERIES.length]!;
    return letters
      ? { kind: "text", ...place, text: classes[k]!, size: STYLE.small, bold: true, paint: role, align: "middle", middle: true }
      : { kind: "point", ...place, shape: SHAPES[k]!, radius: 4, fill: role, fillOpacity: 0.85, stroke: "background", width: 0.8 };
  });
  sketch.add(frame.clipped("points", marks));
  return sketch.done(`${words.embedding}: ${classes.join(", ")}`, {
    columns: [options.xLabel ?? "x", options.yLabel ?? "y", words.class],
    rows: Array.from(x, (at, i) => [at, y[i]!, classes[labels[i]!]!]),
  });
}

/** The extremes with a little room, so that no point lies on the border. */
function padded(values: ArrayLike<number>): readonly [number, number] {
  const [low, high] = extent(Array.from(values));
  const room = (high - low || 1) * 0.06;
  return [low - room, high + room];
}
