// Pictures of pictures: filters and feature maps side by side, and boxes and masks over an image.
import { needEqual, needSome } from "../errors.ts";
import { SERIES, STYLE, Sketch } from "../kit/sketch.ts";
import type { SceneOptions } from "../kit/sketch.ts";
import { shorten, textWidth } from "../kit/text.ts";
import type { Hatch, Mark, Ramp, Scene } from "../kit/scene.ts";
import { wordsOf } from "../kit/words.ts";

/** A grid of numbers. */
export interface Plate {
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the top. */
  readonly values: ArrayLike<number>;
  readonly name?: string;
}

/** What a wall of plates may be told. */
export interface PlatesOptions extends SceneOptions {
  /** Plates in a row; so many that the wall is wider than high unless told. */
  readonly across?: number;
  /** Side of a plate in pixels; 56 unless told. */
  readonly side?: number;
  /** `diverging` (around zero) for filters, `heat` or `gray` for amounts. */
  readonly ramp?: Ramp;
  /** One range for all plates, or one for each. */
  readonly scaled?: "together" | "each";
}

/**
 * Plates side by side: filters of a convolution, its feature maps, or pictures.
 * @throws NablaError if values do not fill a plate
 * @example
 * plates([{ columns: 2, rows: 1, values: [1, -1], name: "edge" }]).table.rows // [["edge", 1, 1, -1]]
 */
export function plates(list: readonly Plate[], options: PlatesOptions = {}): Scene {
  needSome("plates", "the list of plates", list.length);
  for (const { columns, rows, values } of list) needEqual("plates", "the number of values", values.length, columns * rows);
  const words = wordsOf(options.language ?? "en");
  const { side = 56, ramp = "diverging", scaled = "together" } = options;
  const across = options.across ?? Math.ceil(Math.sqrt(list.length * 2));
  const named = list.some(({ name }) => name !== undefined);
  const gap = 10;
  const { margin } = STYLE;
  const bar = scaled === "together" && ramp !== "gray" ? 70 : 0;
  const width = options.width ?? Math.max(260, across * (side + gap) - gap + 2 * margin + bar);
  const top = new Sketch({ ...options, width }, { title: words.filters, width, height: 10 }).top;
  const down = side + gap + (named ? STYLE.small + 4 : 0);
  const rowCount = Math.ceil(list.length / across);
  const sketch = new Sketch({ ...options, width, height: options.height ?? top + down * rowCount - gap + margin }, { title: words.filters, width, height: 10 }); // prettier-ignore
  const range = (plate: Plate): readonly [number, number] => {
    const values = scaled === "together" ? list.flatMap((one) => Array.from(one.values)) : Array.from(plate.values);
    const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]); // prettier-ignore
    const most = Math.max(Math.abs(low), Math.abs(high), 1e-12);
    return ramp === "diverging" ? [-most, most] : [Math.min(0, low), Math.max(high, low + 1e-12)];
  };
  const whole = range(list[0]!);
  list.forEach((plate, k) => {
    const [low, high] = scaled === "together" ? whole : range(plate);
    const { columns, rows, name } = plate;
    const cell = side / Math.max(columns, rows);
    const [x, y] = [margin + (k % across) * (side + gap), sketch.top + Math.floor(k / across) * down + (named ? STYLE.small + 4 : 0)];
    const marks: Mark[] = [
      { kind: "cells", x, y, wide: cell * columns, height: cell * rows, columns, rows, values: Array.from(plate.values, (value) => (value - low) / (high - low)), ramp }, // prettier-ignore
      { kind: "rect", x, y, wide: cell * columns, height: cell * rows, stroke: "grid" },
    ];
    if (name)
      marks.push({ kind: "text", x, y: y - 4, text: shorten(name, STYLE.small, side + gap - 2), size: STYLE.small, paint: "muted" });
    sketch.add({ kind: "group", name: name ?? `${k + 1}`, marks });
  });
  if (bar > 0) sketch.colorBar({ x: margin + Math.min(across, list.length) * (side + gap) + 6, y: sketch.top + (named ? STYLE.small + 4 : 0), width: 10, height: Math.min(170, down * rowCount - gap - (named ? STYLE.small + 4 : 0)) }, ramp, { domain: whole, exact: true, count: 4 }); // prettier-ignore
  return sketch.done(`${options.title ?? words.filters}: ${list.length}`, {
    columns: [words.name, words.row, ...Array.from({ length: Math.max(...list.map(({ columns }) => columns)) }, (_, k) => `${k + 1}`)],
    rows: list.flatMap(({ name, columns, rows, values }, k) => Array.from({ length: rows }, (_, r) => [name ?? k + 1, r + 1, ...Array.from({ length: columns }, (__, c) => values[r * columns + c]!)])), // prettier-ignore
  });
}

/** A box over an image, in its pixels. */
export interface OverlayBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** Number of the color; boxes of one kind share it. */
  readonly kind?: number;
  /** True boxes are dashed, predicted ones solid. */
  readonly truth?: boolean;
}

/** A mask over an image: 1 where the object is. */
export interface OverlayMask {
  readonly values: ArrayLike<number>;
  readonly label: string;
  readonly kind?: number;
}

/** An image with what a model found in it. */
export interface OverlayImage {
  readonly image: Plate;
  readonly boxes?: readonly OverlayBox[];
  readonly masks?: readonly OverlayMask[];
}

const HATCHES: readonly Hatch[] = ["rising", "falling", "dots", "cross"];

/** Images with boxes (true ones dashed) and masks (hatched, so that color is not needed). */
export function overlays(
  images: readonly OverlayImage[],
  options: SceneOptions & { readonly side?: number; readonly across?: number } = {},
): Scene {
  // prettier-ignore
  needSome("overlays", "the list of images", images.length);
  const words = wordsOf(options.language ?? "en");
  const { side = 190 } = options;
  const across = options.across ?? Math.min(4, images.length);
  const { margin } = STYLE;
  const gap = 16;
  const width = options.width ?? Math.max(280, across * (side + gap) - gap + 2 * margin);
  const top = new Sketch({ ...options, width }, { title: words.overlay, width, height: 10 }).top;
  const rowCount = Math.ceil(images.length / across);
  const sketch = new Sketch({ ...options, width, height: options.height ?? top + rowCount * (side + gap) - gap + margin }, { title: words.overlay, width, height: 10 }); // prettier-ignore
  const rows: (string | number)[][] = [];
  images.forEach(({ image, boxes = [], masks = [] }, k) => {
    const [x, y] = [margin + (k % across) * (side + gap), sketch.top + Math.floor(k / across) * (side + gap)];
    const cell = side / Math.max(image.columns, image.rows);
    const marks: Mark[] = [{ kind: "cells", x, y, wide: cell * image.columns, height: cell * image.rows, columns: image.columns, rows: image.rows, values: Array.from(image.values), ramp: "gray" }]; // prettier-ignore
    for (const { values, kind = 0 } of masks) {
      const role = SERIES[kind % SERIES.length]!;
      const lines = runs(values, image.columns, image.rows).map(({ from, to, row }) => [[x + from * cell, y + row * cell], [x + to * cell, y + row * cell], [x + to * cell, y + (row + 1) * cell], [x + from * cell, y + (row + 1) * cell]] as const); // prettier-ignore
      marks.push({ kind: "path", lines, closed: true, fill: role, fillOpacity: 0.45, hatch: HATCHES[kind % HATCHES.length]! });
    }
    for (const { label, kind = 0, truth = false, ...box } of boxes) {
      const role = SERIES[kind % SERIES.length]!;
      const at = { x: x + box.x * cell, y: y + box.y * cell, wide: box.width * cell, height: box.height * cell };
      marks.push({ kind: "rect", ...at, stroke: "background", width: truth ? 3 : 4.5, strokeOpacity: 0.7 }, { kind: "rect", ...at, stroke: role, width: truth ? 1.6 : 2.6, dash: truth ? [5, 4] : [] }); // prettier-ignore
      rows.push([k + 1, label, box.x, box.y, box.width, box.height]);
      if (label === "") continue;
      const wide = textWidth(label, STYLE.small) + 8;
      const [lx, ly] = [Math.min(at.x - 1, x + side - wide), at.y - 16 < y ? at.y + at.height : at.y - 16];
      marks.push({ kind: "rect", x: lx, y: ly, wide, height: 16, fill: role, radius: 2 }, { kind: "text", x: lx + 4, y: ly + 8, text: label, size: STYLE.small, paint: { on: role }, middle: true }); // prettier-ignore
    }
    marks.push({ kind: "rect", x, y, wide: cell * image.columns, height: cell * image.rows, stroke: "grid" });
    sketch.add({ kind: "group", name: image.name ?? `${k + 1}`, marks, clip: { x: x - 1, y: y - 1, width: side + 2, height: side + 2 } });
  });
  return sketch.done(`${words.overlay}: ${images.length}`, { columns: ["", words.name, "x", "y", "Δx", "Δy"], rows });
}

/** Runs of a mask, one row of pixels each. */
function runs(
  values: ArrayLike<number>,
  columns: number,
  rows: number,
): { readonly row: number; readonly from: number; readonly to: number }[] {
  // prettier-ignore
  const out: { row: number; from: number; to: number }[] = [];
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < columns; c++) {
      if (!(values[row * columns + c]! >= 0.5)) continue;
      const from = c;
      while (c < columns && values[row * columns + c]! >= 0.5) c++;
      out.push({ row, from, to: c });
    }
  return out;
}
