// From what was chosen to a table of text cells or to pictures: generators, drawings, files of one's own, shipped sets. What has to be
// fetched is handed in. Runs in Node as in the page.
import { parseCsv, tableOf } from "nabla/data";
import type { CsvTable, TextTable } from "nabla/data";
import { blobs, checkerboard, circles, curve, moons, spirals } from "nabla/lecture";
import type { Points } from "nabla/lecture";
import { readDrawn } from "./drawing.ts";
import { CURVE_SOURCES, PICTURE_SOURCES, POINT_SOURCES, TABLE_SOURCES } from "./settings.ts";
import type { Settings, Source } from "./settings.ts";

/** Something that keeps the workbench from going on, with what is needed to say it in any language. */
export class BenchError extends Error {
  override readonly name = "BenchError";
  readonly code: string;
  constructor(code: string, detail = "") {
    super(detail);
    this.code = code;
  }
}

/** What is not made from settings alone. */
export interface Material {
  /** A file of one's own: its name, and its bytes or its text. */
  readonly file?: { readonly name: string; readonly content: string | Uint8Array };
  /** The text of a shipped table, or the unpacked bytes of shipped pictures. */
  readonly shipped?: string | Uint8Array;
}

const within = (names: readonly string[], source: Source): boolean => names.includes(source);
export const isPoints = (source: Source): boolean => within(POINT_SOURCES, source);
export const isCurve = (source: Source): boolean => within(CURVE_SOURCES, source);
export const isTable = (source: Source): boolean => within(TABLE_SOURCES, source);
export const isPictures = (source: Source): boolean => within(PICTURE_SOURCES, source);
/** The path of what has to be fetched, beside the page; null where nothing has. */
export const shippedFile = (source: Source): string | null =>
  isTable(source) ? `${source}.csv` : isPictures(source) ? `${source}.bin.gz` : null;

/** Which column the shipped tables are about. */
const OWN_TARGET: Readonly<Record<string, string>> = { iris: "species", penguins: "species", cars: "mpg" };

/** Points or a curve, as library calls: [code, values]. The code is what the exported program says. */
export function generated({ data, n, noise, turns, classes, ds }: Settings): { readonly code: string; readonly points: Points } {
  const options = { count: n, noise, seed: ds };
  const words = `count: ${n}, noise: ${noise}, seed: ${ds}`;
  switch (data) {
    case "moons":
      return { code: `moons({ ${words} })`, points: moons(options) };
    case "circles":
      return { code: `circles({ ${words} })`, points: circles(options) };
    case "checkerboard":
      return { code: `checkerboard({ ${words} })`, points: checkerboard(options) };
    case "blobs":
      return { code: `blobs({ ${words}, classes: ${classes} })`, points: blobs({ ...options, classes }) };
    case "line":
    case "parabola":
    case "sine":
    case "stairs":
      return { code: `curve("${data}", { ${words} })`, points: curve(data, options) };
    default:
      return { code: `spirals({ ${words}, turns: ${turns} })`, points: spirals({ ...options, turns }) };
  }
}

/** Rows of points as a table: columns x1, x2 and class, or x and y. */
export function tableOfPoints(points: Points): TextTable {
  const x = points.x.toArray() as number[][];
  const y = points.y.toArray() as number[][];
  return tableOf(
    x.map((place, i) => (place.length === 2 ? { x1: place[0]!, x2: place[1]!, class: y[i]![0]! } : { x: place[0]!, y: y[i]![0]! })),
    "points",
  );
}

/** A drawing as a table: classes if there is more than one brush, else a curve. */
export function tableOfDrawing(text: string): TextTable {
  const drawn = readDrawn(text);
  if (drawn.length < 4) throw new BenchError("few-points", String(drawn.length));
  const labels = new Set(drawn.map((point) => point.label));
  return labels.size > 1
    ? tableOf(drawn.map(({ x, y, label }) => ({ x1: x, x2: y, class: label })), "drawing")
    : tableOf(drawn.map(({ x, y }) => ({ x, y })), "drawing"); // prettier-ignore
}

/** The table of the settings, and which column is its target. */
export interface LoadedTable {
  readonly table: TextTable;
  readonly target: string;
  /** How a file was read. */
  readonly csv: Pick<CsvTable, "delimiter" | "encoding" | "hasHeader"> | null;
}

export function loadTable(settings: Settings, { file, shipped }: Material): LoadedTable {
  const { data } = settings;
  const with_ = (table: TextTable, csv: LoadedTable["csv"] = null): LoadedTable => ({
    table,
    csv,
    target: table.columns.includes(settings.target) ? settings.target : (OWN_TARGET[data] ?? table.columns.at(-1)!),
  });
  if (data === "draw") return with_(tableOfDrawing(settings.points));
  if (data === "csv") {
    if (!file) throw new BenchError("no-file");
    const table = parseCsv(file.content, { name: file.name });
    if (table.columns.length < 2) throw new BenchError("one-column", table.columns[0]);
    return with_(table, table);
  }
  if (isTable(data)) return with_(parseCsv(shipped!, { name: data, header: true }));
  return with_(tableOfPoints(generated(settings).points));
}
