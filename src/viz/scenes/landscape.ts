// Loss landscapes: heights over a plane as contours and as a surface in space, with the optimizer's path at its true heights.
import { needCount } from "../errors.ts";
import { contourLines, levelsOf } from "../kit/contour.ts";
import { extent } from "../kit/scale.ts";
import { STYLE, Sketch } from "../kit/sketch.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import { textWidth } from "../kit/text.ts";
import type { Mark, Point, Scene } from "../kit/scene.ts";
import type { PathPoint, Surface } from "../landscape/surface.ts";
import { wordsOf } from "../kit/words.ts";

/** What a landscape may be told. */
export interface LandscapeOptions extends SceneOptions {
  readonly path?: readonly PathPoint[];
  /** Heights by their logarithm: unless told, if they span more than two decades. */
  readonly logarithmic?: boolean;
  /** About how many lines; 14 unless told. */
  readonly levels?: number;
  /** Lowest and highest height, so that two pictures can be compared; the surface's own unless told. */
  readonly range?: readonly [number, number];
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Whether the scale of colors is drawn beside; true unless told. */
  readonly bar?: boolean;
}

/** Heights to places 0 … 1, linear or logarithmic. */
function placing(surface: Surface, { range, logarithmic, levels: count = 14 }: LandscapeOptions) {
  const [least, most] = range ?? extent(surface.heights.flat());
  const [low, high] = [least, most > least ? most : least + 1];
  const log = logarithmic ?? (low > 0 && high / low > 100);
  const floor = log ? Math.max(low, high * 1e-9, Number.MIN_VALUE) : low;
  const levels = levelsOf(floor, high, count, log);
  const place = (height: number): number => {
    const share = log ? Math.log(Math.max(height, floor) / floor) / Math.log(high / floor) : (height - low) / (high - low);
    return Math.max(0, Math.min(1, share));
  };
  return { low: floor, high, log, levels, place };
}

/**
 * Contours of a landscape: bands of color between lines of equal height, darkest where the loss is lowest; the path over it
 * with its first and last point. Every second line has its height written on it where there is room.
 * @example
 * landscapeContour({ x: [0, 1], y: [0, 1], heights: [[0, 1], [1, 2]] }).table.rows // [[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, 2]]
 */
export function landscapeContour(surface: Surface, options: LandscapeOptions = {}): Scene {
  const words = wordsOf(options.language ?? "en");
  const { path = [] } = options;
  const sketch = new Sketch(options, { title: words.landscape, width: 580, height: 520 });
  const { margin } = STYLE;
  if (path.length > 0)
    sketch.top += sketch.legend(
      [
        { text: words.path, as: "line", look: { stroke: "accent", width: 2.4 } },
        { text: words.start, as: "ring", look: { fill: "background", stroke: "accent", width: 2 } },
        { text: words.end, as: "circle", look: { fill: "accent", stroke: "background" } },
      ],
      margin,
      sketch.top,
    ) + 6; // prettier-ignore
  const { low, high, log, levels, place } = placing(surface, options);
  const { x, y, heights } = surface;
  const [columns, rows] = [x.length, y.length];
  const region = {
    x: margin,
    y: sketch.top,
    width: sketch.width - 2 * margin - (options.bar === false ? 6 : 74),
    height: sketch.height - sketch.top - margin,
  };
  const frame = sketch.frame("landscape", region, { domain: [x[0]!, x[columns - 1]!], exact: true, grid: false, label: options.xLabel ?? words.alpha }, { domain: [y[0]!, y[rows - 1]!], exact: true, grid: false, label: options.yLabel ?? words.beta }); // prettier-ignore
  const { box } = frame;
  // Bands between levels: each pixel of a finer grid takes the color of the band in which its height lies.
  const borders = [low, ...levels, high];
  const bandOf = borders.slice(1).map((top, k) => (place(borders[k]!) + place(top)) / 2);
  const [wide, tall] = [240, Math.round((240 * box.height) / box.width)];
  const values: (number | null)[] = [];
  for (let j = 0; j < tall; j++)
    for (let i = 0; i < wide; i++) {
      const height = between(heights, ((i + 0.5) / wide) * (columns - 1), (1 - (j + 0.5) / tall) * (rows - 1));
      const k = levels.findIndex((level) => height < level);
      values.push(Number.isFinite(height) ? bandOf[k < 0 ? bandOf.length - 1 : k]! : null);
    }
  const at = ([c, r]: Point): Point => [box.x + (c / (columns - 1)) * box.width, box.y + box.height - (r / (rows - 1)) * box.height];
  const marks: Mark[] = [{ kind: "cells", x: box.x, y: box.y, wide: box.width, height: box.height, columns: wide, rows: tall, values, ramp: "height", smooth: true }]; // prettier-ignore
  const taken: Point[] = [];
  const texts: Mark[] = [];
  levels.forEach((level, k) => {
    const lines = contourLines(heights, level).map((line) => line.map(at));
    const under = { ramp: "height", at: place(level) } as const;
    marks.push({ kind: "path", lines, stroke: { on: under }, strokeOpacity: 0.45, width: 0.9 });
    if (k % 2 === 1) return;
    const longest = lines.reduce<readonly Point[]>((best, line) => (line.length > best.length ? line : best), []);
    const spot = label(longest, taken, box);
    if (!spot || longest.length < 14) return;
    taken.push(spot);
    texts.push({ kind: "text", x: spot[0], y: spot[1], text: sketch.number(level), size: 10, paint: { on: under }, align: "middle", middle: true }); // prettier-ignore
  });
  marks.push(...texts);
  if (path.length > 0) {
    const points = path.map((point) => frame.point(point.x, point.y));
    marks.push({ kind: "path", lines: [points], stroke: "background", width: 4.6, strokeOpacity: 0.85 }, { kind: "path", lines: [points], stroke: "accent", width: 2.4 }); // prettier-ignore
    const [[sx, sy], [ex, ey]] = [points[0]!, points.at(-1)!];
    marks.push({ kind: "point", shape: "ring", x: sx, y: sy, radius: 5.5, fill: "background", stroke: "accent", width: 2.2 });
    marks.push({ kind: "point", shape: "circle", x: ex, y: ey, radius: 5.5, fill: "accent", stroke: "background", width: 1.6 });
  }
  sketch.add(frame.clipped("heights", marks));
  if (options.bar !== false) sketch.colorBar({ x: box.x + box.width + 18, y: box.y + 10, width: 11, height: box.height - 20 }, "height", { domain: [low, high], exact: true, logarithmic: log, label: words.loss, count: 6 }); // prettier-ignore
  return sketch.done(describe(words.landscape, surface, sketch), tableOf(surface, words.loss));
}

/** Bilinear interpolation at (column, row). */
function between(field: readonly (readonly number[])[], column: number, row: number): number {
  const [c, r] = [
    Math.min(field[0]!.length - 2, Math.max(0, Math.floor(column))),
    Math.min(field.length - 2, Math.max(0, Math.floor(row))),
  ];
  const [u, v] = [column - c, row - r];
  return (field[r]![c]! * (1 - u) + field[r]![c + 1]! * u) * (1 - v) + (field[r + 1]![c]! * (1 - u) + field[r + 1]![c + 1]! * u) * v;
}

/** A place for a number on a line: level, inside, away from other numbers. */
function label(
  line: readonly Point[],
  taken: readonly Point[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Point | null {
  // prettier-ignore
  let best: Point | null = null;
  let steepest = Number.POSITIVE_INFINITY;
  for (let k = 2; k + 2 < line.length; k++) {
    const [[x0, y0], [x, y], [x1, y1]] = [line[k - 2]!, line[k]!, line[k + 2]!];
    if (x < box.x + 26 || x > box.x + box.width - 26 || y < box.y + 14 || y > box.y + box.height - 14) continue;
    if (taken.some(([tx, ty]) => Math.abs(tx - x) < 50 && Math.abs(ty - y) < 16)) continue;
    const slope = Math.abs(y1 - y0) / (Math.abs(x1 - x0) + 1e-6);
    if (slope < steepest - 0.05) [steepest, best] = [slope, [x, y]];
  }
  return best;
}

/** What a surface in space may be told besides. */
export interface SurfaceSceneOptions extends LandscapeOptions {
  /** Degrees around the vertical, and above the horizon; 35 and 32 unless told. */
  readonly azimuth?: number;
  readonly elevation?: number;
  /** Most facets along each axis, for smaller files; 40 unless told. */
  readonly facets?: number;
}

/**
 * The landscape as a surface in space, in parallel projection: facets from back to front. The path stands at its true heights
 * with stems down to the surface, for it does not lie in the plane.
 */
export function landscapeSurface(surface: Surface, options: SurfaceSceneOptions = {}): Scene {
  const words = wordsOf(options.language ?? "en");
  const { azimuth = 35, elevation = 32, facets = 40, path = [] } = options;
  needCount("landscapeSurface", "facets", facets, 2);
  const sketch = new Sketch(options, { title: words.landscape, width: 640, height: 520 });
  const { margin } = STYLE;
  const { low, high, log, levels, place } = placing(surface, options);
  const { x, y, heights } = surface;
  const [columns, rows] = [Math.min(facets, x.length - 1), Math.min(facets, y.length - 1)];
  const [turn, lift] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const tall = 0.9;
  /** From the unit cube (z up) to the screen, and how near it is. */
  const raw = (u: number, v: number, z: number): readonly [number, number, number] => {
    const [a, b] = [u - 0.5, v - 0.5];
    const [across, deep] = [a * Math.cos(turn) - b * Math.sin(turn), a * Math.sin(turn) + b * Math.cos(turn)];
    return [across, -(z * tall - tall / 2) * Math.cos(lift) - deep * Math.sin(lift), deep];
  };
  const corners = [0, 1].flatMap((u) => [0, 1].flatMap((v) => [0, 1].map((z) => raw(u, v, z))));
  const [left, right] = extent(corners.map(([a]) => a));
  const [upper, lower] = extent(corners.map(([, b]) => b));
  const region = {
    x: margin + 34,
    y: sketch.top + 4,
    width: sketch.width - 2 * margin - 68,
    height: sketch.height - sketch.top - margin - 34,
  };
  const scale = Math.min(region.width / (right - left), region.height / (lower - upper));
  const [ox, oy] = [region.x + (region.width - scale * (right - left)) / 2 - scale * left, region.y + (region.height - scale * (lower - upper)) / 2 - scale * upper]; // prettier-ignore
  const at = (u: number, v: number, z: number): Point => {
    const [a, b] = raw(u, v, z);
    return [ox + scale * a, oy + scale * b];
  };
  const sample = (i: number, j: number): number => place(between(heights, (i / columns) * (x.length - 1), (j / rows) * (y.length - 1)));
  sketch.add(...cage(sketch, at, surface, { low, high, log, levels, place }, options, words));
  interface Facet {
    readonly depth: number;
    readonly mark: Mark;
  }
  const faces: Facet[] = [];
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const z = [sample(i, j), sample(i + 1, j), sample(i + 1, j + 1), sample(i, j + 1)] as const;
      if (!z.every(Number.isFinite)) continue;
      const [u0, u1, v0, v1] = [i / columns, (i + 1) / columns, j / rows, (j + 1) / rows];
      const lines = [[at(u0, v0, z[0]), at(u1, v0, z[1]), at(u1, v1, z[2]), at(u0, v1, z[3])]];
      const mean = (z[0] + z[1] + z[2] + z[3]) / 4;
      const fill = { ramp: "height", at: Math.round(mean * 63) / 63 } as const;
      const [, , depth] = raw((u0 + u1) / 2, (v0 + v1) / 2, 0);
      faces.push({ depth, mark: { kind: "path", lines, closed: true, fill, stroke: { on: fill }, strokeOpacity: 0.22, width: 0.5 } });
    }
  faces.sort((a, b) => b.depth - a.depth);
  sketch.add({ kind: "group", name: "surface", marks: faces.map(({ mark }) => mark) });
  if (path.length > 0) {
    const share = (value: number, axis: readonly number[]): number => (value - axis[0]!) / (axis.at(-1)! - axis[0]!);
    const seen = path.filter(({ x: a, y: b }) => a >= x[0]! && a <= x.at(-1)! && b >= y[0]! && b <= y.at(-1)!);
    const points = seen.map((point) => at(share(point.x, x), share(point.y, y), place(point.height)));
    const feet = seen.map((point) => at(share(point.x, x), share(point.y, y), place(point.below)));
    const marks: Mark[] = [
      { kind: "path", lines: points.map((point, k) => [point, feet[k]!]), stroke: "ink", strokeOpacity: 0.55, width: 0.8 },
      { kind: "path", lines: [points], stroke: "background", width: 4.6, strokeOpacity: 0.85 },
      { kind: "path", lines: [points], stroke: "accent", width: 2.4 },
    ];
    if (points.length > 0) {
      const [[sx, sy], [ex, ey]] = [points[0]!, points.at(-1)!];
      marks.push({ kind: "point", shape: "ring", x: sx, y: sy, radius: 5.5, fill: "background", stroke: "accent", width: 2.2 }, { kind: "point", shape: "circle", x: ex, y: ey, radius: 5.5, fill: "accent", stroke: "background", width: 1.6 }); // prettier-ignore
    }
    sketch.add({ kind: "group", name: words.path, marks });
  }
  return sketch.done(describe(words.landscape, surface, sketch), tableOf(surface, words.loss));
}

/** The floor, the back walls with their height lines, and the numbers at the axes. */
function cage(
  sketch: Sketch,
  at: (u: number, v: number, z: number) => Point,
  { x, y }: Surface,
  { log, levels, place }: ReturnType<typeof placing>,
  options: LandscapeOptions,
  words: ReturnType<typeof wordsOf>,
): Mark[] {
  const marks: Mark[] = [
    { kind: "path", lines: [[at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0)]], closed: true, fill: "panel" },
    { kind: "path", lines: [[at(0, 1, 0), at(1, 1, 0), at(1, 1, 1), at(0, 1, 1)], [at(1, 0, 0), at(1, 1, 0), at(1, 1, 1), at(1, 0, 1)]], closed: true, fill: "panel", stroke: "grid" }, // prettier-ignore
  ];
  const every = Math.ceil(levels.length / 6);
  const shown = levels.filter((level, k) => (log ? Math.abs(Math.log10(level) - Math.round(Math.log10(level))) < 1e-9 : k % every === 0));
  const lined = shown.length >= 2 ? shown : levels.filter((_, k) => k % every === 0);
  for (const level of lined) {
    const z = place(level);
    marks.push({ kind: "path", lines: [[at(0, 1, z), at(1, 1, z), at(1, 0, z)]], stroke: "grid" });
    const [tx, ty] = at(1, 0, z);
    marks.push({ kind: "text", x: tx + 8, y: ty, text: sketch.number(level), size: STYLE.small, paint: "muted", middle: true });
  }
  const [lx, ly] = at(1, 0, 1);
  marks.push({ kind: "text", x: lx + 8, y: ly - 14, text: words.loss, size: STYLE.small, paint: "ink" });
  const ends = (axis: readonly number[]): readonly number[] => [axis[0]!, (axis[0]! + axis.at(-1)!) / 2, axis.at(-1)!];
  ends(x).forEach((value, k) => {
    const [tx, ty] = at(k / 2, 0, 0);
    marks.push({ kind: "text", x: tx + 4, y: ty + 16, text: sketch.number(value, 2), size: STYLE.small, paint: "muted" });
  });
  ends(y).forEach((value, k) => {
    const [tx, ty] = at(0, k / 2, 0);
    marks.push({ kind: "text", x: tx - 9, y: ty + 6, text: sketch.number(value, 2), size: STYLE.small, paint: "muted", align: "end" });
  });
  const [ax, ay] = at(0.5, 0, 0);
  const first = options.xLabel ?? words.alpha;
  marks.push({ kind: "text", x: ax + 8, y: ay + 36, text: first, size: STYLE.small, paint: "ink", align: textWidth(first, STYLE.small) > 170 ? "middle" : "start" }); // prettier-ignore
  const [bx, by] = at(0, 0.5, 0);
  const second = options.yLabel ?? words.beta;
  marks.push({ kind: "text", x: Math.max(STYLE.margin, bx - 26 - textWidth(second, STYLE.small)), y: by + 22, text: second, size: STYLE.small, paint: "ink" }); // prettier-ignore
  return marks;
}

const describe = (name: string, { heights }: Surface, sketch: Sketch): string => {
  const [low, high] = extent(heights.flat());
  return `${name}: ${sketch.number(low)} – ${sketch.number(high)}`;
};

const tableOf = ({ x, y, heights }: Surface, loss: string) => ({
  columns: ["α", "β", loss],
  rows: y.flatMap((b, r) => x.map((a, c) => [a, b, heights[r]![c]!])),
});
