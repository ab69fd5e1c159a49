// Pictures of the plane that a classifier sees: regions with confidence, and the geometry of one neuron.
import { needEqual, needSome, vizError } from "../errors.ts";
import { contourLines } from "../kit/contour.ts";
import { SERIES, SHAPES, STYLE, Sketch } from "../kit/sketch.ts";
import type { LegendEntry, Placed, SceneOptions } from "../kit/sketch.ts";
import { textWidth } from "../kit/text.ts";
import type { Mark, Point, Scene } from "../kit/scene.ts";
import { wordsOf } from "../kit/words.ts";

/** Points of the plane with the number of their class. */
export interface LabeledPoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** Names of what is on the axes. */
export interface PlaneOptions extends SceneOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
}

/** What a classifier says of every place of a grid. */
export interface BoundaryData {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly columns: number;
  readonly rows: number;
  /** probabilities[(row · columns + column) · classes + class]; row 0 is the lowest y. The places are evenly spaced, borders included. */
  readonly probabilities: ArrayLike<number>;
  readonly classes: readonly string[];
  readonly points?: LabeledPoints;
}

/**
 * Regions of the classes, the stronger the surer, the border between them as a line, and the data: classes differ in shape
 * as well as in color. Points that lie in another class's region have a rim.
 * @throws NablaError if the probabilities do not fill the grid
 * @example
 * const scene = decisionBoundary({ x: [0, 1], y: [0, 1], columns: 2, rows: 2, probabilities: [0.9, 0.1, 0.2, 0.8, 0.9, 0.1, 0.2, 0.8], classes: ["a", "b"] });
 * scene.description // "Decision boundary: a, b"
 */
export function decisionBoundary(data: BoundaryData, options: PlaneOptions = {}): Scene {
  const { columns, rows, classes, points, probabilities } = data;
  needEqual("decisionBoundary", "the number of probabilities", probabilities.length, columns * rows * classes.length);
  if (classes.length > SERIES.length) throw vizError("decisionBoundary", `at most ${SERIES.length} classes can be told apart, there are ${classes.length}`); // prettier-ignore
  const sketch = new Sketch(options, { title: wordsOf(options.language ?? "en").decisionBoundary, width: 470, height: 500 });
  const { margin } = STYLE;
  sketch.top += sketch.legend(classes.map((text, k): LegendEntry => ({ text, as: SHAPES[k]!, look: { fill: SERIES[k]!, stroke: "background" } })), margin, sketch.top) + 6; // prettier-ignore
  const frame = sketch.frame(
    "plane",
    { x: margin, y: sketch.top, width: sketch.width - 2 * margin, height: sketch.height - sketch.top - margin },
    { domain: data.x, exact: true, grid: false, ...(options.xLabel && { label: options.xLabel }) },
    { domain: data.y, exact: true, grid: false, ...(options.yLabel && { label: options.yLabel }) },
  );
  const probability = (row: number, column: number, k: number): number => probabilities[(row * columns + column) * classes.length + k]!;
  const best = (row: number, column: number): number => classes.reduce((top, _, k) => (probability(row, column, k) > probability(row, column, top) ? k : top), 0); // prettier-ignore
  const values: number[] = [];
  const shares: number[] = [];
  for (let row = rows - 1; row >= 0; row--)
    for (let column = 0; column < columns; column++) {
      const top = best(row, column);
      const least = 1 / classes.length;
      values.push(top);
      // From a tint at the border to a clear color where the model is sure.
      shares.push(0.05 + 0.35 * ((probability(row, column, top) - least) / (1 - least)));
    }
  const { box } = frame;
  // Places are corners, cells are areas: the picture reaches half a cell beyond the borders and is cut there.
  const [halfX, halfY] = [box.width / (columns - 1) / 2, box.height / (rows - 1) / 2];
  const marks: Mark[] = [
    { kind: "regions", x: box.x - halfX, y: box.y - halfY, wide: box.width + 2 * halfX, height: box.height + 2 * halfY, columns, rows, values, shares, paints: classes.map((_, k) => SERIES[k]!) }, // prettier-ignore
  ];
  // The border of class k against the rest; of two classes one border is enough.
  const place = ([c, r]: Point): Point => [box.x + (c / (columns - 1)) * box.width, box.y + box.height - (r / (rows - 1)) * box.height];
  const grid = (k: number): number[][] =>
    Array.from(
      { length: rows },
      (_, row) =>
      Array.from({ length: columns }, (__, column) => probability(row, column, k) - Math.max(...classes.map((___, j) => (j === k ? 0 : probability(row, column, j))))), // prettier-ignore
    );
  classes.slice(0, classes.length === 2 ? 1 : undefined).forEach((_, k) => {
    marks.push({ kind: "path", lines: contourLines(grid(k), 0).map((line) => line.map(place)), stroke: "ink", width: 1.6 });
  });
  if (points) for (let i = 0; i < points.x.length; i++) marks.push(dataPoint(frame, points, i));
  sketch.add(frame.clipped("regions", marks));
  const rowsOf = points ? Array.from(points.x, (x, i) => [x, points.y[i]!, classes[points.labels[i]!]!]) : [];
  return sketch.done(`${sketch.words.decisionBoundary}: ${classes.join(", ")}`, { columns: [options.xLabel ?? "x₁", options.yLabel ?? "x₂", sketch.words.class], rows: rowsOf }); // prettier-ignore
}

const dataPoint = (frame: Placed, { x, y, labels }: LabeledPoints, i: number): Mark => {
  const k = labels[i]! % SERIES.length;
  return {
    kind: "point",
    shape: SHAPES[k]!,
    x: frame.x(x[i]!),
    y: frame.y(y[i]!),
    radius: 3.8,
    fill: SERIES[k]!,
    stroke: "background",
    width: 1,
  };
};

/** A neuron with two inputs, and points to measure. */
export interface NeuronGeometry {
  readonly weights: readonly [number, number];
  readonly bias: number;
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: number; readonly name?: string }[];
  readonly range: readonly [from: number, to: number];
  /** Numbers of points whose signed distance is drawn. */
  readonly measured?: readonly number[];
}

/**
 * The line w·x + b = 0, its normal w, the half-planes, and signed distances (w·x + b) / ‖w‖ of points.
 * @throws NablaError if both weights are zero
 * @example
 * const scene = neuronGeometry({ weights: [3, 4], bias: -5, range: [0, 4], points: [{ x: 3, y: 4, label: 1 }] });
 * scene.table.rows // [[3, 4, 1, 4]]
 */
export function neuronGeometry({ weights, bias, points, range, measured = [] }: NeuronGeometry, options: PlaneOptions = {}): Scene {
  const [w1, w2] = weights;
  const length = Math.hypot(w1, w2);
  if (!(length > 0)) throw vizError("neuronGeometry", "the weights must not both be zero: there is no line then");
  needSome("neuronGeometry", "the list of points", points.length);
  const sketch = new Sketch(options, { title: wordsOf(options.language ?? "en").line, width: 470, height: 510 });
  const { words } = sketch;
  const { margin } = STYLE;
  sketch.top += sketch.legend(
    [
      { text: words.line, as: "line", look: { stroke: "ink", width: 2.2 } },
      { text: words.normal, as: "line", look: { stroke: "accent", width: 2.2 } },
      ...(measured.length > 0 ? [{ text: words.distance, as: "line", look: { stroke: "muted", dash: [4, 3] } } as const] : []),
    ],
    margin,
    sketch.top,
  ) + 6; // prettier-ignore
  const frame = sketch.frame("plane", { x: margin, y: sketch.top, width: sketch.width - 2 * margin, height: sketch.height - sketch.top - margin }, { domain: range, exact: true, label: options.xLabel ?? "x₁", count: 6 }, { domain: range, exact: true, label: options.yLabel ?? "x₂", count: 6 }, { square: true }); // prettier-ignore
  const [low, high] = range;
  const [nx, ny] = [w1 / length, w2 / length];
  const foot = (x: number, y: number): readonly [number, number] => {
    const distance = (w1 * x + w2 * y + bias) / length;
    return [x - distance * nx, y - distance * ny];
  };
  const middle = foot((low + high) / 2, (low + high) / 2);
  // The frame cut by the line: the part where the neuron's sum has the given sign.
  const square: readonly (readonly [number, number])[] = [[low, low], [high, low], [high, high], [low, high]]; // prettier-ignore
  const sum = ([x, y]: readonly [number, number]): number => w1 * x + w2 * y + bias;
  const cut = (sign: number): Point[] => {
    const out: Point[] = [];
    square.forEach((corner, k) => {
      const next = square[(k + 1) % 4]!;
      const [here, there] = [sign * sum(corner), sign * sum(next)];
      if (here >= 0) out.push(frame.point(...corner));
      const t = here / (here - there);
      if (here * there < 0) out.push(frame.point(corner[0] + t * (next[0] - corner[0]), corner[1] + t * (next[1] - corner[1])));
    });
    return out;
  };
  const line = square.flatMap((corner, k): Point[] => {
    const next = square[(k + 1) % 4]!;
    const t = sum(corner) / (sum(corner) - sum(next));
    return t >= 0 && t < 1 ? [frame.point(corner[0] + t * (next[0] - corner[0]), corner[1] + t * (next[1] - corner[1]))] : [];
  });
  const marks: Mark[] = [
    { kind: "path", lines: [cut(1)], closed: true, fill: "positive", fillOpacity: 0.12 },
    { kind: "path", lines: [cut(-1)], closed: true, fill: "negative", fillOpacity: 0.1 },
    { kind: "path", lines: [line], stroke: "ink", width: 2.2 },
  ];
  const span = (high - low) * 0.2;
  // The normal is drawn with its own length where that can be seen, else scaled.
  const drawn = Math.min(Math.max(length, span * 0.6), span * 1.6);
  const tip: readonly [number, number] = [middle[0] + nx * drawn, middle[1] + ny * drawn];
  marks.push({ kind: "path", lines: [[frame.point(...middle), frame.point(...tip)]], stroke: "accent", width: 2.4, arrow: true });
  for (const k of measured) {
    const { x, y } = points[k]!;
    const [fx, fy] = foot(x, y);
    const distance = (w1 * x + w2 * y + bias) / length;
    marks.push({ kind: "path", lines: [[frame.point(x, y), frame.point(fx, fy)]], stroke: "muted", dash: [4, 3], width: 1.4 });
    const [cx, cy] = frame.point((x + fx) / 2, (y + fy) / 2);
    const text = `${distance > 0 ? "+" : ""}${sketch.fixed(distance, 2)}`;
    // Beside the dashed line, on the side away from the normal's arrow.
    const [sx, sy] = [-ny, nx];
    marks.push({ kind: "text", x: cx + sx * (textWidth(text, STYLE.small) / 2 + 6), y: cy - sy * 12, text, size: STYLE.small, paint: "ink", align: "middle", middle: true, halo: true }); // prettier-ignore
  }
  for (const { x, y, label, name } of points) {
    const [px, py] = frame.point(x, y);
    marks.push({ kind: "point", shape: label ? "circle" : "ring", x: px, y: py, radius: 6, fill: label ? "positive" : "background", stroke: label ? "background" : "negative", width: label ? 1.4 : 2.4 }); // prettier-ignore
    if (name === undefined) continue;
    // Names stand to the right, and to the left where the frame ends.
    const left = px + 12 + textWidth(name, STYLE.small) > frame.box.x + frame.box.width;
    marks.push({ kind: "text", x: left ? px - 10 : px + 10, y: py - 8, text: name, size: STYLE.small, paint: "ink", halo: true, align: left ? "end" : "start" }); // prettier-ignore
  }
  const [tx, ty] = frame.point(...tip);
  const normal = `w = (${sketch.number(w1)}; ${sketch.number(w2)})`;
  const half = textWidth(normal, STYLE.text, true) / 2;
  const { box } = frame;
  // The normal's name stands where it covers no point: at the tip, beside the arrow, further on.
  const inside = (value: number, from: number, to: number): number => Math.max(from, Math.min(to, value));
  const [bx, by] = frame.point(...middle);
  const candidates = [[tx + 0.5 * half * nx, ty + (ny < 0 ? 15 : -14)], [(tx + bx) / 2 + half + 12, (ty + by) / 2], [(tx + bx) / 2 - half - 12, (ty + by) / 2], [tx, ty + (ny < 0 ? 32 : -30)], [tx + half + 8, ty], [tx - half - 8, ty]].map(([x, y]) => [inside(x!, box.x + half + 4, box.x + box.width - half - 4), inside(y!, box.y + 10, box.y + box.height - 10)] as const); // prettier-ignore
  const along = line.length < 2 ? [] : Array.from({ length: 17 }, (_, k): Point => [line[0]![0] + ((line[1]![0] - line[0]![0]) * k) / 16, line[0]![1] + ((line[1]![1] - line[0]![1]) * k) / 16]); // prettier-ignore
  /** How much is covered: points, the line, and the arrow itself. */
  const covered = ([x, y]: Point): number => [...points.map((point) => frame.point(point.x, point.y)), [tx, ty] as const, [(tx + bx) / 2, (ty + by) / 2] as const, ...along].filter(([px, py]) => Math.abs(px - x) < half + 7 && Math.abs(py - y) < 13).length; // prettier-ignore
  const [mx, my] = candidates.reduce((best, place) => (covered(place) < covered(best) ? place : best));
  marks.push({ kind: "text", x: mx, y: my, text: normal, size: STYLE.text, paint: "accent", bold: true, halo: true, align: "middle", middle: true }); // prettier-ignore
  sketch.add(frame.clipped("geometry", marks));
  return sketch.done(`${words.line}: ${sketch.number(w1)}·x₁ + ${sketch.number(w2)}·x₂ + ${sketch.number(bias)} = 0`, {
    columns: ["x₁", "x₂", words.class, words.distance],
    rows: points.map(({ x, y, label }) => [x, y, label, (w1 * x + w2 * y + bias) / length]),
  });
}
