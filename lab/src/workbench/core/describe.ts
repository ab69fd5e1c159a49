// What the page is told of the data: counts, points to draw, columns, what was left out, what does not go together. Plain data; no page.
import { decodeText, readTable } from "nabla/data";
import type { TableColumn } from "nabla/data";
import { architectureOf, conflictsOf, lossOf, metricOfSettings } from "./decide.ts";
import type { Conflict, PlainLoss, PlainMetric } from "./decide.ts";
import type { Part, Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { generated, isCurve, isPictures, isPoints, loadTable, tableOfDrawing } from "./sources.ts";
import type { Material } from "./sources.ts";
import { denseLayers } from "./units.ts";
import { domainOf } from "./views.ts";
import type { Domain } from "./views.ts";

/** Points in the picture's own units, three numbers each: across, up, class or value. */
export interface PlotPart {
  readonly count: number;
  readonly places: Float32Array;
}

/** Pictures to show: bytes of the first of each class. */
export interface Gallery {
  readonly width: number;
  readonly height: number;
  readonly images: readonly Uint8Array[];
}

export interface ProblemView extends Omit<Problem, "train" | "test" | "preprocessing" | "scales"> {
  readonly trainCount: number;
  readonly testCount: number;
  readonly counts: readonly number[] | null;
  readonly domain: Domain | null;
  readonly train: PlotPart;
  readonly test: PlotPart;
  readonly gallery: Gallery | null;
  readonly conflicts: readonly Conflict[];
  readonly loss: PlainLoss;
  readonly metric: PlainMetric;
  readonly sizes: readonly number[];
  /** For the exported program. */
  readonly call: string | null;
  readonly text: string | null;
  readonly delimiter: string | null;
  readonly file: string;
  /** Ranges of the target, for colors of values. */
  readonly range: readonly [number, number];
}

/** The most points that are drawn of a part. */
const MOST = 2000;

function plot(problem: Problem, domain: Domain | null, part: Part): PlotPart {
  if (!domain) return { count: 0, places: new Float32Array(0) };
  const width = problem.shape[0]!;
  const count = Math.min(part.count, MOST);
  const places = new Float32Array(3 * count);
  const raw = (i: number, axis: number): number => part.x[i * width + axis]! * problem.scales[axis]!.std + problem.scales[axis]!.mean;
  for (let i = 0; i < count; i++) {
    const y = problem.classes ? part.y[i]! : part.y[i]! * problem.targetScale.std + problem.targetScale.mean;
    places[3 * i] = raw(i, domain.axes[0]!);
    places[3 * i + 1] = domain.axes.length > 1 ? raw(i, domain.axes[1]!) : y;
    places[3 * i + 2] = y;
  }
  return { count, places };
}

function galleryOf(problem: Problem): Gallery | null {
  if (problem.kind !== "pictures") return null;
  const [, height, width] = problem.shape as readonly [number, number, number];
  const size = width * height;
  const images = problem.classes!.map((_, c) => {
    const at = problem.train.y.indexOf(c);
    return Uint8Array.from(problem.train.x.subarray(at * size, (at + 1) * size), (ink) => Math.round(ink * 255));
  });
  return { width, height, images };
}

/** The longest table that stands in a program as it is. */
const LONGEST = 40_000;

/** How a program gets the data. */
function originOf(settings: Settings, { file, shipped }: Material): Pick<ProblemView, "call" | "text" | "delimiter" | "file"> {
  const { data } = settings;
  const rest = { call: null, text: null, delimiter: null, file: file?.name ?? `${data}.csv` };
  if (isPictures(data)) return rest;
  if (isPoints(data) || isCurve(data)) return { ...rest, call: generated(settings).code };
  if (data === "draw") {
    const { columns, rows } = tableOfDrawing(settings.points);
    return { ...rest, text: [columns, ...rows].map((row) => row.join(",")).join("\n"), delimiter: "," };
  }
  const content = file?.content ?? shipped!;
  const text = typeof content === "string" ? content : decodeText(content).text;
  return text.length > LONGEST ? rest : { ...rest, text };
}

export function viewOf(settings: Settings, problem: Problem, material: Material): ProblemView {
  const { train, test, preprocessing: _way, scales: _scales, ...rest } = problem;
  const domain = domainOf(problem, settings.ax, settings.ay);
  const counts = problem.classes ? problem.classes.map((_, c) => Array.from(train.y).filter((y) => y === c).length) : null;
  const architecture = architectureOf(settings, problem);
  const dense = denseLayers(architecture);
  let [low, high] = [Infinity, -Infinity];
  for (const y of train.y) [low, high] = [Math.min(low, y), Math.max(high, y)];
  const { mean, std } = problem.targetScale;
  return {
    ...rest,
    trainCount: train.count,
    testCount: test.count,
    counts,
    domain,
    train: plot(problem, domain, train),
    test: plot(problem, domain, test),
    gallery: galleryOf(problem),
    conflicts: conflictsOf(settings, problem),
    loss: lossOf(settings, problem),
    metric: metricOfSettings(settings, problem),
    sizes: [dense[0]?.in ?? 0, ...dense.map((layer) => layer.out)],
    ...originOf(settings, material),
    range: [low * std + mean, high * std + mean],
  };
}

/** A table as it was read. */
export interface TablePreview {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: TableColumn["kind"] | "unclear"; readonly missing: number; readonly reason: string }[];
  readonly rows: readonly (readonly string[])[];
  readonly count: number;
  readonly delimiter: string | null;
  readonly encoding: string | null;
} // prettier-ignore

export function tablePreview(settings: Settings, material: Material): TablePreview | null {
  if (isPictures(settings.data)) return null;
  const { table, csv } = loadTable(settings, material);
  let read: readonly TableColumn[] = [];
  try {
    read = readTable(table).columns;
  } catch {
    read = [];
  }
  return {
    name: table.name,
    columns: table.columns.map((name, i) => {
      const column = read[i];
      return {
        name,
        kind: column?.kind ?? "unclear",
        missing: column?.missing ?? 0,
        reason: column?.kind === "ignored" ? column.reason : "",
      };
    }),
    rows: table.rows.slice(0, 6),
    count: table.rows.length,
    delimiter: csv?.delimiter ?? null,
    encoding: csv?.encoding ?? null,
  };
}
