// A scene as an SVG text: colors from a theme, title and description for screen readers. Knows nothing of what is shown.
import { hexOf, mix, rgbOf } from "../kit/color.ts";
import type { Hatch, Look, Mark, Paint, Point, Scene, Shape } from "../kit/scene.ts";
import { dataAddress, palettePng } from "./png.ts";
import { colorOf, light, rampColor } from "./theme.ts";
import type { Theme } from "./theme.ts";

/** What `toSvg` may be told. */
export interface SvgOptions {
  /** Light unless told. */
  readonly theme?: Theme;
  /** Whether the background is filled; true unless told. */
  readonly background?: boolean;
}

/**
 * A scene as an SVG document: the same scene and theme always give the same text.
 * @example
 * const scene = { width: 20, height: 10, language: "en", title: "a < b", description: "", frames: [], table: { columns: [], rows: [] }, marks: [{ kind: "point", shape: "circle", x: 5, y: 5, radius: 2, fill: "ink" }] };
 * toSvg(scene).includes("<title id=\"title\">a &lt; b</title>") // true
 */
export function toSvg(scene: Scene, { theme = light, background = true }: SvgOptions = {}): string {
  const painter = new Painter(theme);
  const body = painter.all(scene.marks);
  const { width, height } = scene;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${num(width)} ${num(height)}" width="${num(width)}" height="${num(height)}" role="img" aria-labelledby="title description" xml:lang="${scene.language}" font-family="Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">`,
    `<title id="title">${escape(scene.title)}</title>`,
    `<desc id="description">${escape(scene.description)}</desc>`,
    ...(painter.definitions.size > 0 ? [`<defs>${[...painter.definitions.values()].join("")}</defs>`] : []),
    ...(background ? [`<rect width="${num(width)}" height="${num(height)}" fill="${theme.roles.background}"/>`] : []),
    body,
    "</svg>",
    "",
  ].join("\n");
}

/** Characters that mean something in XML, and those that it forbids. */
const escape = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"']/g, (character) => ENTITIES[character]!);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A number of pixels: a tenth is finer than an eye sees, and keeps files small. */
const num = (value: number): string => {
  const text = (Number.isFinite(value) ? value : 0).toFixed(1);
  return text.endsWith(".0") ? (text === "-0.0" ? "0" : text.slice(0, -2)) : text;
};
/** So many cells at most are drawn one by one. */
const FEW = 100;
const share = (value: number): string => String(Math.round(value * 100) / 100);

class Painter {
  readonly definitions = new Map<string, string>();
  readonly #theme: Theme;

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  all(marks: readonly Mark[]): string {
    return marks.map((mark) => this.#mark(mark)).join("\n");
  }

  #mark(mark: Mark): string {
    switch (mark.kind) {
      case "path":
        return this.#filled((look) => `<path d="${pathOf(mark.lines, mark.closed ?? false)}"${look}${mark.arrow ? this.#arrow(mark.stroke ?? "ink") : ""} stroke-linejoin="round"${mark.closed ? "" : ' stroke-linecap="round"'}/>`, mark); // prettier-ignore
      case "rect":
        return this.#filled((look) => `<rect x="${num(mark.x)}" y="${num(mark.y)}" width="${num(mark.wide)}" height="${num(mark.height)}"${mark.radius ? ` rx="${num(mark.radius)}"` : ""}${look}/>`, mark); // prettier-ignore
      case "point":
        return this.#filled((look) => shapeOf(mark.shape, mark.x, mark.y, mark.radius, look), mark);
      case "text":
        return this.#text(mark);
      case "cells":
        return this.#cells(mark);
      case "regions":
        return this.#regions(mark);
      case "group": {
        const clip = mark.clip ? ` clip-path="url(#${this.#clip(mark.clip)})"` : "";
        const opacity = mark.opacity === undefined ? "" : ` opacity="${share(mark.opacity)}"`;
        const moved = mark.at ? ` transform="translate(${num(mark.at[0])} ${num(mark.at[1])})"` : "";
        return `<g data-name="${escape(mark.name)}"${moved}${clip}${opacity}>\n${this.all(mark.marks)}\n</g>`;
      }
    }
  }

  /** A shape, and once more with its pattern. */
  #filled(shape: (look: string) => string, look: Look): string {
    const plain = shape(this.#look(look));
    if (look.hatch === undefined) return plain;
    const id = this.#hatch(look.hatch, look.fill ?? "ink");
    return `${plain}\n${shape(` fill="url(#${id})"`)}`;
  }

  #look({ fill, fillOpacity, stroke, strokeOpacity, width, dash }: Look): string {
    let text = ` fill="${fill === undefined ? "none" : colorOf(fill, this.#theme)}"`;
    if (fillOpacity !== undefined) text += ` fill-opacity="${share(fillOpacity)}"`;
    if (stroke === undefined) return text;
    text += ` stroke="${colorOf(stroke, this.#theme)}"`;
    if (width !== undefined && width !== 1) text += ` stroke-width="${share(width)}"`;
    if (strokeOpacity !== undefined) text += ` stroke-opacity="${share(strokeOpacity)}"`;
    if (dash !== undefined && dash.length > 0) text += ` stroke-dasharray="${dash.map(share).join(" ")}"`;
    return text;
  }

  #text(mark: Extract<Mark, { kind: "text" }>): string {
    const { x, y, size, align = "start", middle, bold, italic, turn, halo } = mark;
    // The middle of letters lies 0.36 of their size above the base line; `dominant-baseline` is read differently by painters.
    const base = middle ? y + size * 0.36 : y;
    const rotate = turn ? ` transform="rotate(${num(turn)} ${num(x)} ${num(y)})"` : "";
    const rim = halo ? ` stroke="${this.#theme.roles.background}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"` : "";
    return `<text x="${num(x)}" y="${num(base)}" font-size="${num(size)}"${align === "start" ? "" : ` text-anchor="${align}"`}${bold ? ' font-weight="600"' : ""}${italic ? ' font-style="italic"' : ""} fill="${colorOf(mark.paint, this.#theme)}"${rim}${rotate}>${escape(mark.text)}</text>`;
  }

  #cells(mark: Extract<Mark, { kind: "cells" }>): string {
    const { columns, rows, values, ramp } = mark;
    const levels = 128;
    const stops = this.#theme.ramps[ramp];
    if (columns * rows <= FEW && !mark.smooth) {
      // Few cells are rectangles: some viewers blur small pictures that are drawn large. Each reaches a little under the next: no seams.
      const [wide, high] = [mark.wide / columns, mark.height / rows];
      return values
        .map((value, i) => {
          if (value === null || !Number.isFinite(value)) return "";
          const [x, y] = [mark.x + (i % columns) * wide, mark.y + Math.floor(i / columns) * high];
          const fill = hexOf(rampColor(stops, Math.round(value * (levels - 1)) / (levels - 1)));
          return `<rect x="${num(x)}" y="${num(y)}" width="${num(wide + (i % columns === columns - 1 ? 0 : 0.6))}" height="${num(high + (i >= values.length - columns ? 0 : 0.6))}" fill="${fill}"/>`;
        })
        .join("");
    }
    const used = new Map<number, number>();
    const palette: number[][] = [];
    const indices = values.map((value) => {
      const level = value === null || !Number.isFinite(value) ? -1 : Math.round(Math.max(0, Math.min(1, value)) * (levels - 1));
      let index = used.get(level);
      if (index === undefined) {
        used.set(level, (index = palette.length));
        palette.push(level < 0 ? [0, 0, 0, 0] : [...rampColor(stops, level / (levels - 1)).map(Math.round), 255]);
      }
      return index;
    });
    return this.#image(mark, palettePng(columns, rows, indices, palette), mark.smooth ?? false);
  }

  #regions(mark: Extract<Mark, { kind: "regions" }>): string {
    const { columns, rows, values, shares, paints } = mark;
    const levels = Math.min(24, Math.floor(255 / Math.max(1, paints.length)));
    const under = rgbOf(this.#theme.roles.background);
    const colors = paints.map((paint) => rgbOf(colorOf(paint, this.#theme)));
    const palette = colors.flatMap((color) => Array.from({ length: levels }, (_, k) => [...mix(under, color, k / (levels - 1)).map(Math.round), 255])); // prettier-ignore
    const indices = values.map((value, i) => value * levels + Math.round(Math.max(0, Math.min(1, shares[i]!)) * (levels - 1)));
    return this.#image(mark, palettePng(columns, rows, indices, palette), false);
  }

  #image(
    { x, y, wide, height }: { readonly x: number; readonly y: number; readonly wide: number; readonly height: number },
    png: Uint8Array,
    smooth: boolean,
  ): string {
    // prettier-ignore
    const sharp = smooth ? "" : ' image-rendering="optimizeSpeed"';
    return `<image x="${num(x)}" y="${num(y)}" width="${num(wide)}" height="${num(height)}" preserveAspectRatio="none"${sharp} href="${dataAddress(png)}"/>`;
  }

  #define(key: string, prefix: string, make: (id: string) => string): string {
    const id = `${prefix}-${[...this.definitions.keys()].indexOf(key) + 1 || this.definitions.size + 1}`;
    if (!this.definitions.has(key)) this.definitions.set(key, make(id));
    return id;
  }

  #clip(box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): string {
    const rect = `<rect x="${num(box.x)}" y="${num(box.y)}" width="${num(box.width)}" height="${num(box.height)}"/>`;
    return this.#define(`clip ${rect}`, "clip", (id) => `<clipPath id="${id}">${rect}</clipPath>`);
  }

  #arrow(paint: Paint): string {
    const color = colorOf(paint, this.#theme);
    const id = this.#define(`arrow ${color}`, "arrow", (name) => `<marker id="${name}" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0.5 1L9.5 5L0.5 9L2.5 5Z" fill="${color}"/></marker>`); // prettier-ignore
    return ` marker-end="url(#${id})"`;
  }

  #hatch(hatch: Hatch, fill: Paint): string {
    const color = colorOf(fill, this.#theme);
    const lines: Readonly<Record<Hatch, string>> = {
      rising: '<path d="M-1 1L1 -1M0 8L8 0M7 9L9 7"/>',
      falling: '<path d="M-1 7L1 9M0 0L8 8M7 -1L9 1"/>',
      cross: '<path d="M0 8L8 0M0 0L8 8"/>',
      dots: `<circle cx="4" cy="4" r="1.3" fill="${color}" stroke="none"/>`,
    };
    return this.#define(`hatch ${hatch} ${color}`, "hatch", (id) => `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><g stroke="${color}" stroke-width="1.2" fill="none">${lines[hatch]}</g></pattern>`); // prettier-ignore
  }
}

const pathOf = (lines: readonly (readonly Point[])[], closed: boolean): string =>
  lines
    .filter((line) => line.length > 0)
    .map((line) => `${line.map(([x, y], i) => `${i === 0 ? "M" : "L"}${num(x)} ${num(y)}`).join("")}${closed ? "Z" : ""}`)
    .join("");

/** Shapes of equal weight to the eye: their areas are about the same. */
function shapeOf(shape: Shape, x: number, y: number, r: number, look: string): string {
  const path = (points: readonly Point[], closed = true): string =>
    `<path d="${pathOf([points.map(([dx, dy]) => [x + dx * r, y + dy * r] as const)], closed)}"${look} stroke-linejoin="round"/>`;
  switch (shape) {
    case "circle":
    case "ring":
      return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(r)}"${look}/>`;
    case "square":
      return path([[-0.89, -0.89], [0.89, -0.89], [0.89, 0.89], [-0.89, 0.89]]); // prettier-ignore
    case "triangle":
      return path([[0, -1.25], [1.13, 0.75], [-1.13, 0.75]]); // prettier-ignore
    case "down":
      return path([[0, 1.25], [1.13, -0.75], [-1.13, -0.75]]); // prettier-ignore
    case "diamond":
      return path([[0, -1.3], [1.15, 0], [0, 1.3], [-1.15, 0]]); // prettier-ignore
    case "plus":
    case "cross": {
      const w = 0.36;
      const arms: Point[] = [[-w, -1.15], [w, -1.15], [w, -w], [1.15, -w], [1.15, w], [w, w], [w, 1.15], [-w, 1.15], [-w, w], [-1.15, w], [-1.15, -w], [-w, -w]]; // prettier-ignore
      const turned = Math.SQRT1_2;
      return path(shape === "plus" ? arms : arms.map(([a, b]) => [(a - b) * turned, (a + b) * turned] as const));
    }
  }
}
