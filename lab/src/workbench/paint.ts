// Colors and shapes of classes, and painting on canvases: the answer over a plane, points, thumbnails. Knows no state.
import { css, mix, rampTable, rgb } from "../kit/colors.ts";
import type { Rgb, Role } from "../kit/colors.ts";
import type { Interval } from "../kit/scale.ts";
import type { PlotPart } from "./core/describe.ts";
import type { Raster, Thumb } from "./core/views.ts";

const MANY: readonly Role[] = ["negative", "positive", "series3", "series4", "series5", "series6", "accent", "muted"];

/** The color of a class: orange and blue for two, as everywhere in the lab. */
export const classRole = (c: number): Role => MANY[c % MANY.length]!;

export const classColor = (c: number): string => css(classRole(c));

/** Paints an answer over a plane into a canvas of the raster's size. */
export function paintRaster(canvas: HTMLCanvasElement, raster: Exclude<Raster, { kind: "curve" }>, classes: number): void {
  const { size } = raster;
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(size, size);
  const paper = rgb("var(--background)");
  const put = (at: number, [r, g, b]: Rgb): void => {
    image.data[at] = r;
    image.data[at + 1] = g;
    image.data[at + 2] = b;
    image.data[at + 3] = 255;
  };
  if (raster.kind === "classes") {
    const colors = Array.from({ length: classes }, (_, c) => rgb(classColor(c)));
    const tables = colors.map((color) => Array.from({ length: 64 }, (_, k) => mix(paper, color, 0.07 + 0.45 * (k / 63))));
    for (let i = 0; i < size * size; i++) put(4 * i, tables[raster.best[i]!]![raster.sure[i]! >> 2]!);
  } else {
    const ramp = rampTable("height");
    for (let i = 0; i < size * size; i++) {
      const share = (raster.values[i]! - raster.low) / (raster.high - raster.low || 1);
      put(4 * i, mix(paper, ramp[Math.round(255 * Math.max(0, Math.min(1, share)))]!, 0.55));
    }
  }
  context.putImageData(image, 0, 0);
}

/** A mark of a class, as a path around the origin: shapes differ as colors do. */
export function mark(context: CanvasRenderingContext2D, shape: number, x: number, y: number, r: number): void {
  context.beginPath();
  if (shape % 4 === 1) context.rect(x - r * 0.88, y - r * 0.88, 1.76 * r, 1.76 * r);
  else if (shape % 4 === 2) {
    context.moveTo(x, y - r * 1.25);
    context.lineTo(x + r * 1.15, y + r * 0.85);
    context.lineTo(x - r * 1.15, y + r * 0.85);
    context.closePath();
  } else if (shape % 4 === 3) {
    context.moveTo(x, y - 1.3 * r);
    context.lineTo(x + 1.3 * r, y);
    context.lineTo(x, y + 1.3 * r);
    context.lineTo(x - 1.3 * r, y);
    context.closePath();
  } else context.arc(x, y, r, 0, 2 * Math.PI);
}

export interface PointsLook {
  readonly classes: number;
  /** The range of values, for points colored by value; null for a curve's points. */
  readonly range: Interval | null;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Paints points: filled for training, hollow for the test. */
export function paintPoints(
  context: CanvasRenderingContext2D,
  part: PlotPart,
  hollow: boolean,
  { classes, range, x, y }: PointsLook,
): void {
  const paper = `rgb(${rgb("var(--background)").join()})`;
  const ramp = range ? rampTable("height") : [];
  const colors = Array.from({ length: Math.max(1, classes) }, (_, c) => `rgb(${rgb(classes > 0 ? classColor(c) : "var(--ink)").join()})`); // prettier-ignore
  const r = part.count > 900 ? 2.3 : part.count > 350 ? 3 : 3.8;
  for (let i = 0; i < part.count; i++) {
    const [px, py, value] = [part.places[3 * i]!, part.places[3 * i + 1]!, part.places[3 * i + 2]!];
    const color = classes > 0 ? colors[value]! : range ? `rgb(${ramp[Math.round(255 * Math.max(0, Math.min(1, (value - range[0]) / (range[1] - range[0] || 1))))]!.join()})` : colors[0]!; // prettier-ignore
    mark(context, classes > 0 ? value : 0, x(px), y(py), r);
    context.lineWidth = hollow ? 1.8 : 1;
    context.fillStyle = hollow ? paper : color;
    context.strokeStyle = hollow ? color : paper;
    context.fill();
    context.stroke();
  }
}

const tiny = { canvas: null as HTMLCanvasElement | null };

/** Paints a thumbnail of a hidden unit into a square of a canvas: blue above zero, orange below. */
export function paintThumb(context: CanvasRenderingContext2D, thumb: Thumb, x: number, y: number, size: number): void {
  const flat = thumb.values.length <= 20;
  const side = flat ? thumb.values.length : Math.round(Math.sqrt(thumb.values.length));
  if (flat) {
    context.fillStyle = `rgb(${rgb("var(--panel)").join()})`;
    context.fillRect(x, y, size, size);
    context.beginPath();
    thumb.values.forEach((value, i) => context.lineTo(x + (size * (i + 0.5)) / side, y + size / 2 - (value / 127) * (size / 2 - 2)));
    context.strokeStyle = `rgb(${rgb("var(--positive)").join()})`;
    context.lineWidth = 1.5;
    context.stroke();
    return;
  }
  const own = (tiny.canvas ??= document.createElement("canvas"));
  if (own.width !== side) own.width = own.height = side;
  const inner = own.getContext("2d")!;
  const image = inner.createImageData(side, side);
  const ramp = rampTable("diverging");
  thumb.values.forEach((value, i) => {
    const color = ramp[value + 128]!;
    image.data.set([color[0], color[1], color[2], 255], 4 * i);
  });
  inner.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(own, x, y, size, size);
}

/** A canvas of so many CSS pixels, sharp on dense screens, cleared. */
export function prepare(canvas: HTMLCanvasElement, wide: number, high: number): CanvasRenderingContext2D {
  const dense = Math.min(3, window.devicePixelRatio || 1);
  const [w, h] = [Math.round(wide * dense), Math.round(high * dense)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d")!;
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clearRect(0, 0, wide, high);
  return context;
}
