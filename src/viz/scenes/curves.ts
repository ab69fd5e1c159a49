// Curves that say how training and judging went: learning, activation functions, rates, reliability.
import { needEqual, needSome } from "../errors.ts";
import { fixedText } from "../kit/format.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import { STYLE, Sketch } from "../kit/sketch.ts";
import type { Mark, Scene } from "../kit/scene.ts";
import { wordsOf } from "../kit/words.ts";
import { lineChart } from "./chart.ts";
import type { ChartOptions, Series } from "./chart.ts";

/** Numbers by epoch (or step), one list a curve. */
export interface LearningData {
  /** 1, 2, 3 … unless told. */
  readonly steps?: ArrayLike<number>;
  readonly curves: readonly { readonly name: string; readonly values: ArrayLike<number>; readonly band?: readonly [ArrayLike<number>, ArrayLike<number>] }[]; // prettier-ignore
}

/**
 * Loss or another number by epoch; `logY` for a logarithmic axis.
 * @example
 * learningCurves({ curves: [{ name: "training", values: [1, 0.5] }] }).table.rows // [[1, 1], [2, 0.5]]
 */
export function learningCurves({ steps, curves }: LearningData, options: ChartOptions = {}): Scene {
  const words = wordsOf(options.language ?? "en");
  const series = curves.map(({ name, values, band }): Series => {
    const x = steps ?? Array.from(values, (_, k) => k + 1);
    return { name, x: Array.from(values, (_, k) => x[k]!), y: values, ...(band && { band }) };
  });
  return lineChart(series, { xLabel: words.epoch, yLabel: options.logY ? words.lossLog : words.loss, names: "ends", ...options });
}

/** An activation function: its name, values and slopes at the same places. */
export interface ActivationData {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly slopes: ArrayLike<number>;
}

/** Small charts side by side: each function with its derivative, on common axes. */
export function activationCurves(
  functions: readonly ActivationData[],
  options: SceneOptions & { readonly columns?: number; readonly range?: readonly [number, number] } = {},
): Scene {
  // prettier-ignore
  needSome("activationCurves", "the list of functions", functions.length);
  const words = wordsOf(options.language ?? "en");
  const columns = Math.min(options.columns ?? 3, functions.length);
  const rows = Math.ceil(functions.length / columns);
  const sketch = new Sketch(options, { title: words.activation, width: 230 * columns + 36, height: 190 * rows + 90 });
  const { margin } = STYLE;
  const value = { stroke: "series1", width: 2.2 } as const;
  const slope = { stroke: "series2", width: 2, dash: [5, 3] } as const;
  sketch.top += sketch.legend([{ text: "f(x)", as: "line", look: value }, { text: `f ′(x), ${words.derivative}`, as: "line", look: slope }], margin, sketch.top) + 6; // prettier-ignore
  const gap = 20;
  const wide = (sketch.width - 2 * margin - gap * (columns - 1)) / columns;
  const high = (sketch.height - sketch.top - margin - gap * (rows - 1)) / rows;
  functions.forEach(({ name, x, values, slopes }, k) => {
    const left = margin + (k % columns) * (wide + gap);
    const top = sketch.top + Math.floor(k / columns) * (high + gap);
    sketch.text(left, top + 11, name, { bold: true });
    const region = { x: left, y: top + 18, width: wide, height: high - 18 };
    const range = options.range ?? [-1.5, 2.5];
    const frame = sketch.frame(name, region, { domain: [x[0]!, x[x.length - 1]!], exact: true, count: 4 }, { domain: range, exact: true, count: 4 }); // prettier-ignore
    const zero: Mark = { kind: "path", lines: [[frame.point(x[0]!, 0), frame.point(x[x.length - 1]!, 0)], [frame.point(0, range[0]), frame.point(0, range[1])]], stroke: "faint" }; // prettier-ignore
    sketch.add(frame.clipped(name, [
      zero,
      { kind: "path", lines: frame.lines(x, slopes), ...slope },
      { kind: "path", lines: frame.lines(x, values), ...value },
    ])); // prettier-ignore
  });
  const rowsOf = functions.flatMap(({ name, x, values, slopes }) => Array.from(x, (at, i) => [name, at, values[i]!, slopes[i]!]));
  return sketch.done(functions.map(({ name }) => name).join(", "), { columns: [words.name, "x", "f(x)", "f ′(x)"], rows: rowsOf });
}

/** One classifier's rates, from strict to lax thresholds. */
export interface RateCurve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The area under the curve, told in the legend. */
  readonly area?: number;
}

const unitAxis = { domain: [0, 1] as const, exact: true, at: [0, 0.25, 0.5, 0.75, 1] };

function rates(curves: readonly RateCurve[], extra: readonly Series[], options: ChartOptions): Scene {
  const { language = "en" } = options;
  const words = wordsOf(language);
  const series = curves.map(({ name, x, y, area }): Series => ({ name: area === undefined ? name : `${name}, ${words.areaUnder} ${fixedText(area, 3, language)}`, x, y })); // prettier-ignore
  return lineChart([...series, ...extra], { width: 440, height: 470, square: true, names: "legend", x: unitAxis, y: unitAxis, ...options });
}

/**
 * The receiver operating characteristic: how many positives are found against how many false alarms that costs.
 * Source: Fawcett 2006, "An introduction to ROC analysis".
 * @example
 * rocChart([{ name: "model", x: [0, 0, 1], y: [0, 1, 1], area: 1 }]).table.columns // ["false positive rate", "model, area 1.000", "chance"]
 */
export function rocChart(curves: readonly RateCurve[], options: ChartOptions = {}): Scene {
  const words = wordsOf(options.language ?? "en");
  const chance: Series = { name: words.chance, x: [0, 1], y: [0, 1], role: "faint", dash: [3, 3], width: 1.5 };
  return rates(curves, [chance], { title: "ROC", xLabel: words.falsePositives, yLabel: words.truePositives, ...options });
}

/** Precision against recall; `share` is the share of positives, which is the precision of guessing. */
export function precisionRecallChart(curves: readonly RateCurve[], share: number, options: ChartOptions = {}): Scene {
  const words = wordsOf(options.language ?? "en");
  const chance: Series = { name: words.chance, x: [0, 1], y: [share, share], role: "faint", dash: [3, 3], width: 1.5 };
  return rates(curves, [chance], { title: `${words.precision} / ${words.recall}`, xLabel: words.recall, yLabel: words.precision, ...options }); // prettier-ignore
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  /** Mean predicted probability. */
  readonly confidence: number;
  /** Share of those that were right. */
  readonly accuracy: number;
  readonly count: number;
}

/**
 * Is a model as often right as it says? Bars of accuracy by confidence; the gap to the diagonal is hatched.
 * Source: Guo, Pleiss, Sun and Weinberger 2017, arXiv:1706.04599.
 * @param bins of equal width over 0 … 1, in order; empty ones with a count of 0
 * @example
 * reliabilityDiagram([{ confidence: 0.25, accuracy: 0.5, count: 4 }, { confidence: 0.75, accuracy: 0.75, count: 4 }]).description // "Reliability: ECE 12.5%"
 */
export function reliabilityDiagram(bins: readonly ReliabilityBin[], options: SceneOptions = {}): Scene {
  needSome("reliabilityDiagram", "the list of bins", bins.length);
  const words = wordsOf(options.language ?? "en");
  const sketch = new Sketch(options, { title: words.reliability, width: 440, height: 520 });
  const { margin } = STYLE;
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const gap = bins.reduce((sum, { confidence, accuracy, count }) => sum + (count / total) * Math.abs(confidence - accuracy), 0);
  const hatch = { fill: "series2", fillOpacity: 0.18, hatch: "rising" } as const;
  sketch.top += sketch.legend(
    [
      { text: words.accuracy, as: "area", look: { fill: "series1" } },
      { text: `${words.confidence} − ${words.accuracy}, ECE ${sketch.percent(gap, 1)}`, as: "area", look: hatch },
      { text: words.ideal, as: "line", look: { stroke: "ink", dash: [4, 3] } },
    ],
    margin,
    sketch.top,
  ) + 4; // prettier-ignore
  const low = 74;
  const region = { x: margin, y: sketch.top, width: sketch.width - 2 * margin - 6, height: sketch.height - sketch.top - low - margin };
  const frame = sketch.frame("reliability", region, { ...unitAxis, bare: true }, { ...unitAxis, label: words.accuracy });
  const marks: Mark[] = [];
  const step = frame.box.width / bins.length;
  bins.forEach(({ confidence, accuracy, count }, k) => {
    if (count === 0) return;
    const x = frame.box.x + k * step + 1.5;
    const [top, real] = [frame.y(Math.max(confidence, accuracy)), frame.y(Math.min(confidence, accuracy))];
    marks.push({ kind: "rect", x, y: frame.y(accuracy), wide: step - 3, height: frame.y(0) - frame.y(accuracy), fill: "series1" });
    marks.push({ kind: "rect", x, y: top, wide: step - 3, height: real - top, ...hatch, stroke: "series2", width: 1.2 });
  });
  marks.push({ kind: "path", lines: [[frame.point(0, 0), frame.point(1, 1)]], stroke: "ink", dash: [4, 3], width: 1.5 });
  sketch.add(frame.clipped("bars", marks));
  const below = { x: margin, y: sketch.height - margin - low + 2, width: region.width, height: low - 2 };
  const most = Math.max(...bins.map(({ count }) => count));
  const counts = sketch.frame("counts", { ...below, x: frame.box.x, width: frame.box.width }, { ...unitAxis, label: words.confidence }, { domain: [0, most], exact: true, bare: true, grid: false }); // prettier-ignore
  sketch.text(counts.box.x - 7, counts.box.y + counts.box.height / 2, words.count, {
    size: STYLE.small,
    paint: "muted",
    align: "end",
    middle: true,
  });
  bins.forEach(({ count }, k) => sketch.add({ kind: "rect", x: counts.box.x + k * step + 1.5, y: counts.y(count), wide: step - 3, height: counts.y(0) - counts.y(count), fill: "faint" })); // prettier-ignore
  return sketch.done(`${words.reliability}: ECE ${sketch.percent(gap, 1)}`, {
    columns: [words.confidence, words.accuracy, words.count],
    rows: bins.map(({ confidence, accuracy, count }) => [confidence, accuracy, count]),
  });
}

/** A neuron's potential over time. */
export interface SpikeTrain {
  readonly time: ArrayLike<number>;
  readonly potential: ArrayLike<number>;
  readonly threshold: number;
  /** When it fired. */
  readonly spikes: readonly number[];
  /** The current or the pulses that came in, over the same times. */
  readonly input: ArrayLike<number>;
}

/** The membrane's potential with its threshold and spikes, and below it what came in. */
export function spikeTrain(data: SpikeTrain, options: SceneOptions = {}): Scene {
  needEqual("spikeTrain", "the length of the potential", data.potential.length, data.time.length);
  const words = wordsOf(options.language ?? "en");
  const sketch = new Sketch(options, { title: words.spikes, width: 640, height: 380 });
  const { margin } = STYLE;
  const { time, potential, threshold, spikes, input } = data;
  const width = sketch.width - 2 * margin - 8;
  const domain = [time[0]!, time[time.length - 1]!] as const;
  const low = 96;
  const values = Array.from(potential);
  const [least, most] = [Math.min(...values), Math.max(...values, threshold)];
  const rise = most - least;
  const upper = sketch.frame("potential", { x: margin, y: sketch.top, width, height: sketch.height - sketch.top - margin - low }, { domain, exact: true, bare: true }, { domain: [least - 0.05 * rise, most + 0.55 * rise], exact: true, label: words.potential }); // prettier-ignore
  const peak = upper.box.y + 8;
  sketch.add(
    { kind: "path", lines: [[[upper.box.x, upper.y(threshold)], [upper.box.x + upper.box.width, upper.y(threshold)]]], stroke: "series2", dash: [5, 4], width: 1.4 }, // prettier-ignore
    { kind: "path", lines: spikes.map((at) => [[upper.x(at), upper.y(threshold)], [upper.x(at), peak]] as const), stroke: "accent", width: 2 }, // prettier-ignore
    ...spikes.map((at): Mark => ({ kind: "point", shape: "down", x: upper.x(at), y: peak, radius: 3.6, fill: "accent" })),
    { kind: "path", lines: upper.lines(time, potential), stroke: "series1", width: 1.8 },
  );
  sketch.text(upper.box.x + 6, upper.y(threshold) - 6, words.threshold, { size: STYLE.small, paint: "series2", halo: true });
  const lower = sketch.frame("input", { x: upper.box.x, y: sketch.height - margin - low + 6, width: upper.box.width, height: low - 6 }, { domain, exact: true, label: words.time }, { domain: [0, Math.max(...Array.from(input), 1e-9) * 1.1], exact: true, bare: true, grid: false }); // prettier-ignore
  sketch.text(lower.box.x - 7, lower.box.y + lower.box.height / 2, words.input, {
    size: STYLE.small,
    paint: "muted",
    align: "end",
    middle: true,
  });
  const line = lower.lines(time, input).flat();
  sketch.add({ kind: "path", lines: [[[line[0]![0], lower.y(0)], ...line, [line.at(-1)![0], lower.y(0)]]], closed: true, fill: "series3", fillOpacity: 0.35 }, { kind: "path", lines: [line], stroke: "series3", width: 1.4 }); // prettier-ignore
  return sketch.done(`${words.spikes}: ${spikes.length} × ${words.spike}`, {
    columns: [words.time, words.potential, words.input],
    rows: Array.from(time, (at, i) => [at, potential[i]!, input[i]!]),
  });
}
